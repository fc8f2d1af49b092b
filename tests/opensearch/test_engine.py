"""The engine of a cluster answers what the embedded one answers, over episodes made so that everything collides."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from archive.search.filters import Filters
from archive.search.index.backend import Backend
from archive.search.index.document_table import Document
from archive.search.index.limits import Budget
from archive.search.index.read.engine import Engine
from archive.search.index.types import Clause, Evaluation, Expansion, Pattern, Request, SegmentInfo, TermPosition
from archive.search.index.whoosh_index import WhooshBackend
from archive.search.index_opensearch import backend as cluster_engine
from archive.search.index_opensearch import clauses
from archive.search.index_opensearch.backend import ClusterBackend
from archive.search.index_opensearch.cluster import read_address
from tests.opensearch.nodes import TestCluster
from tests.search.index.archives import LETTERS, make_document, random_document

EPISODES = 120
COUNTED = (("fr", "mille fois"), ("fr", "dix mille"), ("en", "mille"), ("fr", "mille deux"), ("fr", "soixante dix mille, mille"))
"""Numbers that are a longer one, or another language's."""


def built(backend: Backend, directory: Path, segments: Sequence[Sequence[Document]], deleted: Sequence[str]) -> Engine:
    """An engine over some segments, a few of whose documents are masked."""
    directory.mkdir()
    made = []
    for documents in segments:
        writer = backend.segment_writer(directory)
        for document in documents:
            writer.add(document)
        writer.finish()
        masked = tuple(place for place, document in enumerate(documents) if document.slug in deleted)
        made.append(SegmentInfo(writer.name, len(documents), masked))
        backend.verify(directory, made[-1])
    backend.index_writer(directory, made).write_tables()
    return backend.open(directory, made, lambda: None)


@pytest.fixture(scope="module")
def engines(one_node: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    """The same episodes with Whoosh and in a cluster."""
    chance = random.Random(19)
    documents = [random_document(f"episode-{number:03d}", chance) for number in range(EPISODES)]
    counted = [make_document(f"counted-{n}", text, language=code) for n, (code, text) in enumerate(COUNTED)]
    segments = [documents[:70], documents[70:] + counted]
    folder = tmp_path_factory.mktemp("engines")
    deleted = ["episode-003", "episode-100"]
    cluster = ClusterBackend(read_address(one_node.address("made", shards=2)))
    pair = tuple(
        built(backend, folder / name, segments, deleted) for name, backend in (("g000001", WhooshBackend()), ("g000002", cluster))
    )
    yield pair[0], pair[1]


def random_request(chance: random.Random) -> Request:
    """A question of a few words, phrases, words near each other, names and filters."""
    clauses = tuple(_clause(chance) for _ in range(chance.choice((0, 1, 1, 2, 3))))
    return Request(
        clauses=clauses,
        excluded=(_clause(chance),) if chance.random() < 0.2 else (),
        filters=_filters(chance),
        sort=chance.choice(("relevance", "relevance", "date")),
        candidates=100,
        partial=chance.choice((0, 20)),
    )


def _clause(chance: random.Random) -> Clause:
    return Clause("asked", tuple(_pattern(chance) for _ in range(chance.choice((1, 1, 2)))))


def _pattern(chance: random.Random) -> Pattern:
    slots = tuple(
        TermPosition("", tuple(_expansion(chance) for _ in range(chance.choice((1, 2, 3)))))
        for _ in range(chance.choice((1, 1, 2, 3)))
    )
    within = 4000 if len(slots) > 1 and chance.random() < 0.3 else None
    return Pattern(slots, within)


def _slot(chance: random.Random) -> TermPosition:
    return TermPosition("", tuple(_expansion(chance) for _ in range(chance.choice((1, 2, 3)))))


def _expansion(chance: random.Random) -> Expansion:
    weight, kind = chance.choice(((1.0, "exact"), (0.8, "inflected"), (0.5, "sounds-like")))
    if chance.random() < 0.1:
        return Expansion((), weight, "alias", name="nom propre")
    words = tuple(fold(chance.choice(LETTERS)) for _ in range(chance.choice((1, 1, 1, 2, 3))))
    return Expansion(words, weight, kind)  # type: ignore[arg-type]


def fold(word: str) -> str:
    """As words are kept."""
    return word.replace("é", "e")


def _filters(chance: random.Random) -> Filters:
    if chance.random() < 0.5:
        return Filters()
    return Filters.of(
        show=chance.choice(((), ("emission",), ("autre",))),
        year=chance.choice(((), ("2021",))),
    ).without("show", *(["autre"] if chance.random() < 0.2 else []))


@pytest.mark.parametrize("seed", range(60))
def test_answers_are_those_of_the_embedded_engine(engines: tuple[Engine, Engine], seed: int) -> None:
    request = random_request(random.Random(seed))
    embedded, cluster = (engine.evaluate(request) for engine in engines)
    assert (cluster.total, cluster.partial_total) == (embedded.total, embedded.partial_total)
    assert cluster.aggregations == embedded.aggregations
    for mine, theirs in ((cluster.full, embedded.full), (cluster.partial, embedded.partial)):
        assert mine.doc.tolist() == theirs.doc.tolist()
        assert np.allclose(mine.score, theirs.score, rtol=1e-5)
        assert mine.lacks.tolist() == theirs.lacks.tolist()
    docs = embedded.full.doc
    here, there = (engine.occurrences(request.clauses, docs) for engine in engines)
    for name in ("row", "position", "length", "cue", "start_ms", "clause", "slot", "kind", "weight", "repeated"):
        assert getattr(there, name).tolist() == getattr(here, name).tolist(), name


def test_what_is_shown_is_what_the_embedded_engine_shows(engines: tuple[Engine, Engine]) -> None:
    embedded, cluster = engines
    docs = [5, 90, 2, 119]
    assert cluster.summaries_of(docs) == embedded.summaries_of(docs)
    assert cluster.analyses_of(docs) == embedded.analyses_of(docs)
    for mine, theirs in zip(cluster.captions_of(docs), embedded.captions_of(docs), strict=True):
        assert list(mine.texts) == list(theirs.texts)
        assert mine.first_word.tolist() == theirs.first_word.tolist()
    assert [cluster.speakers_at(doc, 0, 40) for doc in docs] == [embedded.speakers_at(doc, 0, 40) for doc in docs]
    assert list(cluster.summaries()) == list(embedded.summaries())
    assert cluster.browse_totals() == embedded.browse_totals()
    assert (cluster.episodes, cluster.words) == (embedded.episodes, embedded.words)


def test_words_are_counted_as_the_embedded_engine_counts_them(engines: tuple[Engine, Engine]) -> None:
    for words in (("ab",), ("ab", "cd"), ("ete", "ete", "ab"), ("nothing",)):
        embedded, cluster = (engine.count(Expansion(words)) for engine in engines)
        assert cluster == embedded


def one_of(*words: str, within_ms: int | None = None) -> Request:
    """A word that may be any of these; with `within_ms` the first near the second."""
    several = [TermPosition("", (Expansion((word,)),)) for word in words]
    any_of = TermPosition("", tuple(Expansion((word,)) for word in words))
    return Request((Clause("asked", (Pattern(tuple(several) if within_ms else (any_of,), within_ms),)),))


def said(engine: Engine, request: Request) -> tuple[Evaluation, set[str]]:
    """An answer, and what it says that it is without."""
    budget = Budget()
    return engine.evaluate(request, budget), {cut.why for cut in budget.cut}


def test_more_forms_than_a_node_takes_are_said(engines: tuple[Engine, Engine]) -> None:
    request = one_of(*(f"w{number}" for number in range(2 * clauses.MOST_LEAVES)), "ab")
    embedded, cluster = (said(engine, request) for engine in engines)
    assert cluster[1] - embedded[1] == {"forms"}
    assert cluster[0].total <= embedded[0].total


def test_more_episodes_than_are_read_are_at_least_so_many(engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch) -> None:
    request = one_of("ab", "ete", within_ms=4001)
    whole = engines[0].evaluate(request)
    monkeypatch.setattr(clauses, "MOST_READ", 20)
    found, why = said(engines[1], request)
    assert why == {"at-least"}
    assert 0 < found.total <= min(20, whole.total)
    assert set(found.full.doc.tolist()) <= set(whole.full.doc.tolist())


def test_moments_that_are_not_counted_are_said_to_be_missing(
    engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    request = one_of("ab")
    whole = engines[0].evaluate(request).aggregations
    monkeypatch.setattr(cluster_engine, "MOST_READ", 20)
    answer, why = said(engines[1], request)
    found = answer.aggregations
    assert why == {"moments"}
    assert whole.moments and not found.moments
    assert found.facets == whole.facets
    assert [month.episodes for month in found.months] == [month.episodes for month in whole.months]


@pytest.mark.parametrize("number", ["mille", "dix"])
@pytest.mark.parametrize("codes", [("fr",), ("en",), ("en", "fr")])
def test_a_number_is_met_in_its_language_where_it_is_no_longer_one(
    engines: tuple[Engine, Engine], number: str, codes: tuple[str, ...]
) -> None:
    said = Expansion((number,), 0.9, "joined", languages=codes)
    patterns = (Pattern((TermPosition("", (said, Expansion(("ab",)))),)), Pattern((TermPosition("", (said,)),) * 2, 9000))
    for asked in (patterns[:1], patterns):
        request = Request((Clause(number, asked),), candidates=100)
        embedded, cluster = (engine.evaluate(request) for engine in engines)
        assert cluster.full.doc.tolist() == embedded.full.doc.tolist()
        assert cluster.total == embedded.total
