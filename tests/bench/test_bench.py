"""The bench compares like with like: the same corpus and queries every time, and answers that agree."""

from itertools import islice
from pathlib import Path

import pytest

from archive.model.episode import Episode
from tests.bench import agreement, corpus, one, queries, tables
from tests.bench.one import ask, build, first
from tests.bench.peers import PEERS, SHARES, have
from tests.bench.queries import Asked
from tests.bench.tables import Bench, Run

EPISODES = 150


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


def test_the_queries_do_not_depend_on_the_size_of_the_corpus(stored: Path) -> None:
    few, same = (queries.choose(islice(corpus.stored(stored), 100)) for _ in range(2))
    assert few == same
    assert {query.group for query in few} >= {"common word", "phrase", "phrase across captions", "one typo", "deep page", "facets"}


def test_a_phrase_across_captions_is_in_no_single_caption(stored: Path) -> None:
    episodes = list(islice(corpus.stored(stored), 100))
    crossing = [query for query in queries.choose(episodes) if query.group == "phrase across captions"]
    assert crossing
    assert not any(_in_one_caption(episodes[number], query) for number, query in enumerate(crossing))


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
    monkeypatch.setattr(one, "MOST_TIMES", one.LEAST_TIMES)
    names = [name for name in PEERS if have(name)]
    built = {name: build(name, stored, stored.parent / name, 1) for name in names if name not in SHARES}
    runs = [_run(name, stored, built[SHARES.get(name, name)]) for name in names]
    assert agreement.disagreements({run.peer: run.ask["answers"] for run in runs}) == []
    text = tables.markdown(Bench("generated", tuple(runs)))
    assert all(name in text for name in names)


def _run(name: str, stored: Path, built: dict[str, float]) -> Run:
    folder = stored.parent / SHARES.get(name, name)
    return Run(name, EPISODES, built, ask(name, stored, folder), first(name, stored, folder))
