"""Names are found as a machine wrote them, with few strangers among the words offered; the floors may only rise."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from wordfreq import top_n_list

from tests.conftest import SHARED
from tests.relevance.expand import expand_all

# Reached: .829 with 1.8 wrong words a query. Before only what is likely was listed it was .878 with 2.5; what a listener finds is
# measured end to end in docs/relevance.md, where it rose.
RECALL, WRONG = 0.82, 2.0


def score(folder: Path) -> dict[str, tuple[float, float]]:
    """cut -> (wrong words a query, recall), as the scorer beside the corpora prints them."""
    words = folder / "words.txt"
    words.write_text("\n".join(top_n_list("fr", 100_000)), "utf8")
    tool, pairs = SHARED / "tools" / "score_sounds.py", SHARED / "relevance" / "sound_pairs.tsv"
    command = [sys.executable, str(tool), str(pairs), "--words", str(words)]
    ours = f"{sys.executable} -m tests.relevance.expand"
    done = subprocess.run([*command, "--expand", ours], capture_output=True, text=True, check=True)
    found = re.findall(r"cut +(\w+): wrong +([\d.]+) .*ALL ([\d.]+)", done.stdout)
    return {cut: (float(wrong), float(recall)) for cut, wrong, recall in found}


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="no pairs beside the project")
def test_misheard_names_are_recalled_with_few_wrong_words(tmp_path: Path) -> None:
    wrong, recall = score(tmp_path)["12"]
    assert recall >= RECALL
    assert wrong <= WRONG


def test_the_command_answers_in_json() -> None:
    asked = json.dumps({"vocabulary": ["escouba", "numéri breizh", "pomme"], "queries": ["Escoubas", "NumériBreizh"]})
    done = subprocess.run([sys.executable, "-m", "tests.relevance.expand"], input=asked, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [["escouba"], ["numéri breizh"]]


def test_a_query_that_nothing_is_near_accepts_nothing() -> None:
    assert expand_all(["pomme", "poire"], ["Tréhorenteuc"]) == [[]]
