"""python -m tests.relevance.table [--write docs/relevance.md]: what is found, and what is counted that nobody said, as a table.

Builds two libraries from the corpora beside the project (MPM_SHARED): all of them, with the extra `meaning` where it is installed,
and the made episodes of names misheard beside the French speeches; asks the scorers that stand there, and random words that the
archive holds in no form. Takes some minutes.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import simplemma
from wordfreq import iter_wordlist, zipf_frequency

from archive.library import Library
from archive.model.episode import Episode
from archive.search import open_index
from archive.text.tokenizer import fold, words
from tests.conftest import SHARED, _add_corpora, meaning_allowed, run_command
from tests.relevance.links import EPISODES
from tests.relevance.links import few as false_links
from tests.servers import serve_library

BEGIN, END = "<!-- table -->", "<!-- end of table -->"
SEED, ABSENT = 2026, 700
RAREST, COMMONEST = 1, 4
TOOLS, JUDGED = SHARED / "tools", SHARED / "relevance"


def main() -> None:
    """Prints the table, or writes it between the marks of a document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = "\n".join(rows(Path(folder)))
    if asked.write:
        before, _, rest = asked.write.read_text("utf8").partition(BEGIN)
        asked.write.write_text(f"{before}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}", "utf8")
    else:
        print(table)


def rows(folder: Path) -> Iterator[str]:
    """The lines of the table."""
    yield from ("| what | measured |", "|---|---|")
    with meaning_allowed():
        _add_corpora(folder)
    with serve_library(folder / "library") as address:
        api = f"{address}/api/search"
        for kind, found in _scored("score_precision.py", JUDGED / "precision.tsv", "--api", api, "--json").items():
            yield f"| counts, {kind} ({found['n']} words) | honest {found['honest']}, worst excess {found['worst']} |"
        yield from _answers(api, JUDGED / "dev.jsonl", "by words")
    with meaning_allowed(), serve_library(folder / "library") as address:
        yield from _answers(f"{address}/api/search", JUDGED / "dev.jsonl", "with meaning")
        yield from _answers(f"{address}/api/search", _new_paraphrases(folder), "with meaning, new French")
    linked, tried = false_links(EPISODES)
    yield f"| names linked where nobody speaks of them | {linked} of {tried} names x episodes ({linked / tried:.4f}) |"
    yield _absent(folder / "library")
    yield _sounds(folder)


def _answers(api: str, queries: Path, how: str) -> Iterator[str]:
    for kind, found in _scored("score.py", queries, "--api", api, "--json").items():
        numbers = ", ".join(f"{name} {found[name]:.3f}" for name in ("s@1", "s@5", "first"))
        if how == "by words" or kind in {"ALL", "paraphrase"}:
            yield f"| answers {how}, {kind} ({found['n']:.0f} queries) | {numbers} |"


def _new_paraphrases(folder: Path) -> Path:
    """The French ones of those that no bound was set on."""
    lines = (JUDGED / "paraphrases.jsonl").read_text("utf8").splitlines()
    chosen = folder / "new.jsonl"
    chosen.write_text("\n".join(line for line in lines if json.loads(line)["lang"] == "fr"), "utf8")
    return chosen


def _scored(tool: str, *asked: str | Path) -> dict[str, dict[str, float]]:
    done = subprocess.run([sys.executable, TOOLS / tool, *asked], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def _sounds(folder: Path) -> str:
    pairs, made = JUDGED / "sound_pairs.tsv", folder / "sounds.jsonl"
    tool = [sys.executable, str(TOOLS / "sound_episodes.py"), str(pairs)]
    subprocess.run([*tool, "--write", str(made)], check=True)
    run_command(folder / "sounds", "add", SHARED / "corpora" / "fr-speech.jsonl.gz", made)
    with serve_library(folder / "sounds") as address:
        done = subprocess.run([*tool, "--api", f"{address}/api/search"], capture_output=True, text=True, check=True)
    found = re.match(r"found [\d.]+ of \d+ in the first 3, \d+ left out", done.stdout)
    return f"| names misheard | {found[0] if found else done.stdout} |"


def _absent(directory: Path) -> str:
    with Library.open(directory, read_only=True) as library:
        held = {word.lower() for kept in library.stored() for word in _written(kept.episode)}
    every = [word for language in ("fr", "en") for word in absent_words(held, language)]
    index = open_index(directory)
    found = [index.search(word, limit=0, aggregations=False) for word in every]
    index.close()
    counted = sum(answer.total > 0 for answer in found)
    listed = sum(answer.listed_total for answer in found) / len(found)
    numbers = f"{counted} of {len(every)} counted ({counted / len(every):.3f}), {listed:.2f} episodes listed on average"
    return f"| random words that the archive holds in no form | {numbers} |"


def absent_words(held: set[str], language: str) -> Sequence[str]:
    """Random words of a language of which no form is among those held, by simplemma and wordfreq alone."""
    lemmas = {simplemma.lemmatize(word, lang=code) for word in held for code in ("fr", "en")}
    known = {folded for word in held | lemmas for folded in words(word)}
    listed = [word for word in iter_wordlist(language) if word.isalpha() and len(word) > 2]
    listed = [word for word in listed if RAREST <= zipf_frequency(word, language) <= COMMONEST]
    random.Random(SEED).shuffle(listed)
    forms = ({word, *(simplemma.lemmatize(word, lang=code) for code in ("fr", "en"))} for word in listed)
    absent = (word for word, own in zip(listed, forms, strict=True) if known.isdisjoint(map(fold, own)))
    return list(islice(absent, ABSENT))


def _written(episode: Episode) -> Iterator[str]:
    for text in (episode.title, episode.description, *(cue.text for cue in episode.cues)):
        yield from re.findall(r"\w+", text)


if __name__ == "__main__":
    main()
