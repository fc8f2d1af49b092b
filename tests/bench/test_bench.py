"""The bench compares like with like: the same corpus and queries every time, and answers that agree."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from archive.model.episode import Episode
from tests.bench import agreement, corpus, kept, one, queries, tables
from tests.bench.one import ask, build, first, stream
from tests.bench.peers import PEERS, SHARES, have
from tests.bench.peers.base import Found, Searched, nothing
from tests.bench.queries import Asked, Chosen
from tests.bench.tables import Bench, Run

EPISODES = 100


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus.write("generated", EPISODES, tmp_path_factory.mktemp("bench") / "episodes.jsonl")


def test_an_episode_is_the_same_whenever_it_is_made() -> None:
    assert corpus.generated(7) == corpus.generated(7)
    assert corpus.generated(7) != corpus.generated(8)


def test_an_episode_has_five_hundred_captions_in_order_of_time() -> None:
    starts = [cue.start_ms for cue in corpus.generated(3).cues]
    assert len(starts) == 500
    assert starts == sorted(starts)


CLASSES = {
    "common word", "rare word", "two words", "three words", "word + dates",
    "phrase", "stop-word phrase", "phrase across captions", "prefix", "one typo",
}  # fmt: skip


@pytest.fixture(scope="module")
def chosen(stored: Path) -> Chosen:
    return queries.choose(corpus.stored(stored))


def test_the_queries_are_the_same_whatever_the_order_of_hashes(stored: Path, chosen: Chosen) -> None:
    program = (
        "import sys; from pathlib import Path; from hashlib import sha256; from tests.bench import corpus, queries; "
        "print(sha256(repr(queries.choose(corpus.stored(Path(sys.argv[1])))).encode()).hexdigest())"
    )
    command = [sys.executable, "-c", program, str(stored)]
    done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == sha256(repr(chosen).encode()).hexdigest()


def test_no_measured_query_is_asked_twice(chosen: Chosen) -> None:
    asked = [(query.kind, query.words) for query in (*chosen.warming, *chosen.new)]
    assert len(set(asked)) == len(asked)
    assert {query.group for query in chosen.new} == CLASSES
    single = [query.words for query in (*chosen.warming, *chosen.new) if len(query.words) == 1 and query.kind in {"words", "typo"}]
    assert len(set(single)) == len(single)


class _Counting:
    """A peer that counts how often it is asked what."""

    def __init__(self) -> None:
        self.asked: Counter[Asked] = Counter()

    def ask(self, query: Asked, searched: Searched = nothing) -> Found:
        self.asked[query] += 1
        searched()
        return Found(0, ())


def test_the_bench_asks_a_measured_query_once_and_refuses_to_ask_it_twice(chosen: Chosen) -> None:
    peer: Any = _Counting()
    taken, _ = one._new(peer, chosen.new)
    assert set(peer.asked.values()) == {1}
    assert sum(map(len, taken.values())) == len(chosen.new)
    with pytest.raises(ValueError, match="twice"):
        one._new(peer, (*chosen.new, chosen.new[0]))


def test_half_of_the_stream_comes_back(chosen: Chosen) -> None:
    assert len(chosen.stream) == queries.STREAM
    assert len(set(chosen.stream)) < queries.STREAM / 2


def test_a_corpus_of_twice_the_episodes_has_more_words() -> None:
    said = [{word for cue in corpus.generated(number).cues for word in queries.words(cue.text)} for number in range(60)]
    half, whole = set().union(*said[:30]), set().union(*said)
    assert len(whole) > 1.2 * len(half)


def test_an_episode_carries_name_links_and_chapters_as_real_ones_do(stored: Path) -> None:
    with stored.open("rb") as file:
        episode, computed = corpus.read(file.readline())
    assert len(computed.links) == corpus.LINKS
    assert len(computed.paragraphs) == len(episode.cues)
    assert computed.chapters


def test_a_phrase_across_captions_is_in_no_single_caption_of_its_episode(stored: Path) -> None:
    episodes = list(islice(corpus.stored(stored), 100))
    for episode in episodes:
        for phrase in islice(queries._crossings([queries.words(cue.text) for cue in episode.cues]), 1):
            assert not _in_one_caption(episode, Asked("phrase across captions", "phrase", phrase))


def _in_one_caption(episode: Episode, query: Asked) -> bool:
    return any(" ".join(query.words) in " ".join(queries.words(cue.text)) for cue in episode.cues)


def test_engines_that_count_differently_are_told() -> None:
    answer = {"group": "phrase", "text": '"il y a"', "total": 3, "shown": 3, "with_moments": 3}
    assert agreement.disagreements({"ours": [answer], "tantivy": [answer]}) == []
    (line,) = agreement.disagreements({"ours": [answer], "tantivy": [answer | {"total": 4}]})
    assert "il y a" in line
    assert "4" in line


def test_an_episode_shown_without_its_second_is_told() -> None:
    answer = {"group": "phrase", "text": '"il y a"', "total": 3, "shown": 3, "with_moments": 2}
    (line,) = agreement.disagreements({"ours": [answer]})
    assert "2 of 3" in line


@pytest.mark.slow
def test_all_engines_agree_and_the_tables_hold_them_all(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name, fewer in ((one, "TIMES", 2), (queries, "EACH", 6), (queries, "WARMING", 2), (queries, "STREAM", 40)):
        monkeypatch.setattr(module, name, fewer)
    names = [name for name in PEERS if have(name)]
    built = {name: build(name, stored, stored.parent / name, 1) for name in names if name not in SHARES}
    runs = [_run(name, stored, built[SHARES.get(name, name)]) for name in names]
    assert agreement.disagreements({run.peer: run.ask["answers"] for run in runs}) == []
    bench = Bench("generated", tuple(runs))
    built_names = {name for name in names if name not in SHARES}
    assert all(name in tables.building([bench]) for name in built_names)
    assert all(group in tables.answer_times([bench]) for group in CLASSES)
    assert tables.STATED not in names or all(group in tables.summary([bench]) for group in CLASSES)


class _Slow(_Counting):
    """A peer that takes the time of a class with its first query."""

    def ask(self, query: Asked, searched: Searched = nothing) -> Found:
        time.sleep(0.002)
        return super().ask(query, searched)


def test_a_class_that_took_its_time_is_asked_no_more(chosen: Chosen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one, "LONGEST", {"new": 0.001})
    peer: Any = _Slow()
    taken, answers = one._new(peer, chosen.new)
    assert {group: len(each) for group, each in taken.items()} == dict.fromkeys(CLASSES, 1)
    assert len(answers) == len(chosen.new) and sum(answer is not None for answer in answers) == len(CLASSES)


def test_what_was_measured_is_kept_and_taken_again_only_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[tuple[str, ...]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        begun.append((command[3], *command[7:]))
        Path(command[6]).mkdir(exist_ok=True)
        return subprocess.CompletedProcess(command, 0, json.dumps({"seconds": len(begun)}))

    monkeypatch.setattr(kept.subprocess, "run", run)
    bed = kept.Bed("generated", 20, tmp_path)
    kept.Measurements(bed).measure(["ours", "ours, full query"])
    whole = [("build", "--workers", "2"), ("build",), ("first",), ("ask",), ("stream",), ("first",), ("ask",), ("stream",)]
    assert begun == whole
    kept.Measurements(bed).measure(["ours", "ours, full query"])
    assert begun == whole
    kept.Measurements(bed, ["ask"]).measure(["ours"])
    assert begun == [*whole, ("ask",)]
    ours, full = kept.Measurements(bed).runs()
    assert (ours.build, ours.build_two, ours.first) == ({"seconds": 2}, {"seconds": 1}, {"seconds": 3})
    assert full.first == {"seconds": 6}
    kept.Measurements(bed).discard(["ours"])
    kept.Measurements(bed).measure(["ours"])
    assert begun[-1] == ("build", "--workers", "2")


def _run(name: str, stored: Path, built: dict[str, float]) -> Run:
    folder = stored.parent / SHARES.get(name, name)
    return Run(name, EPISODES, built, ask(name, stored, folder) | stream(name, stored, folder), first(name, stored, folder))
