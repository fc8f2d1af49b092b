"""The order of episodes: full answers said close together, then the best partial ones and full ones whose words are scattered."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from archive.search.engine import KINDS, Clause, Engine, Float32, Int32, Occurrences, Ranked
from archive.search.fields import Fields
from archive.search.ranking import Best, Passages, best_passages, passages

READ_CLOSELY = 30
NAMED_WORTH = 1.2
DESCRIBED_WORTH = 0.5
EPISODE_WORTH = 0.15
ALSO_WORTH = 0.2
SCATTERED_WORTH = 0.9
PASSAGE_WORDS = 100
GUESSED = (KINDS.index("misspelt"), KINDS.index("sounds-like"))


@dataclass(frozen=True, slots=True)
class Row:
    """An episode in its place: its part of the occurrences is found[first:end], `lacks` the clauses it does not meet and
    `named` those that stand in its title or its people's names, as bits."""

    doc: int
    score: float
    lacks: int
    first: int
    end: int
    named: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """Episodes best first over one set of occurrences; `close` of them hold all that is asked in one passage or in its titles."""

    rows: tuple[Row, ...]
    found: Occurrences
    passages: Passages
    close: int
    idf: Float32


def judge(
    engine: Engine, clauses: Sequence[Clause], exact: Clause | None, full: Ranked, partial: Ranked, *, reorder: bool
) -> Judged:
    """The order of full and partial answers by their best passage; with `reorder` False as the engine gave them, full first."""
    docs = np.concatenate([full.doc, partial.doc]).astype(np.int32)
    found = engine.occurrences(clauses, docs)
    said = engine.occurrences((exact,), docs) if exact is not None else None
    idf = worth_of(engine, clauses)
    every = passages(found, idf, said)
    rows = _rows(docs, np.concatenate([full.lacks, partial.lacks]), found)
    if not reorder:
        return Judged(rows, found, every, len(full.doc), idf)
    score = np.concatenate([full.score, partial.score])
    best = best_passages(found, every, len(docs))
    ordered, close = _Judging(engine, clauses, idf, rows, found, best, score).ordered()
    return Judged(ordered, found, every, close, idf)


def worth_of(engine: Engine, clauses: Sequence[Clause]) -> Float32:
    """What each clause tells, float32[clauses]: the idf, over passages of PASSAGE_WORDS, of the commonest of its exact readings,
    else of its other readings. Over whole episodes of an hour most words would tell nothing."""
    passages_in_all = max(1.0, engine.words / PASSAGE_WORDS)
    held = np.array([min(_count(engine, clause), passages_in_all) for clause in clauses], np.float32)
    return np.log1p((passages_in_all - held + 0.5) / (held + 0.5)).astype(np.float32)


def _count(engine: Engine, clause: Clause) -> int:
    variants = [variant for pattern in clause.any_of for slot in pattern.slots for variant in slot.variants if variant.words]
    counted = [(variant.kind != "exact", min(map(engine.vocabulary.frequency, variant.words))) for variant in variants]
    exact = max((count for loose, count in counted if not loose), default=0)
    return exact or max((count for _, count in counted), default=0)


def _rows(docs: Int32, lacks: NDArray[np.uint64], found: Occurrences) -> tuple[Row, ...]:
    bounds = np.searchsorted(found.row, np.arange(len(docs) + 1))
    return tuple(
        Row(doc, 0.0, lack, first, end)
        for doc, lack, first, end in zip(docs.tolist(), lacks.tolist(), bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    )


@dataclass(slots=True)
class _Judging:
    """The episodes of one question while they are put in order."""

    engine: Engine
    clauses: Sequence[Clause]
    idf: Float32
    rows: tuple[Row, ...]
    found: Occurrences
    best: Best
    score: Float32
    named: dict[int, int] = field(default_factory=dict)
    _worths: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self._worths = self.idf.tolist()

    def ordered(self) -> tuple[tuple[Row, ...], int]:
        """The rows best first, and how many of them are close."""
        if not self.rows:
            return (), 0
        everything = np.uint64((1 << len(self.clauses)) - 1)
        worth = self.best.worth + self._of_episode()
        holds = self.best.holds.copy()
        fields = Fields(self.clauses)
        for number in self._read_closely(worth):
            self._read_fields(fields, number, worth, holds)
        lacks = np.array([row.lacks for row in self.rows], np.uint64)
        close = (holds == everything) & (lacks == 0)
        scattered = ~close & (lacks == 0)
        worth = np.where(scattered, worth * SCATTERED_WORTH, worth)
        order = np.lexsort((np.arange(len(worth)), -worth, ~close))
        if close.any():
            order = order[~self._guesses(lacks)[order]]
        rounded = np.round(worth.astype(np.float64), 4).tolist()
        return tuple(self._row(number, rounded[number]) for number in order.tolist()), int(close.sum())

    def _row(self, number: int, score: float) -> Row:
        row = self.rows[number]
        return Row(row.doc, score, row.lacks, row.first, row.end, self.named.get(number, 0))

    def _guesses(self, lacks: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Partial answers that hold nothing but misspellings and mishearings: not worth a line where full ones stand."""
        firm = np.zeros(len(self.rows), np.bool_)
        firm[self.found.row[~np.isin(self.found.kind, GUESSED)]] = True
        guessed = np.zeros(len(self.rows), np.bool_)
        guessed[self.found.row] = True
        guessed &= ~firm & (lacks != 0)
        return guessed

    def _of_episode(self) -> Float32:
        """A little for how much of the episode is about it: the engine's score, scaled to what the query is worth."""
        most = float(self.score.max(initial=0)) or 1.0
        return (EPISODE_WORTH * float(self.idf.sum()) * self.score / most).astype(np.float32)

    def _read_closely(self, worth: Float32) -> list[int]:
        """The episodes whose fields are read: the best by passage and the best by the engine's words."""
        by_passage = np.argsort(-worth, kind="stable")[:READ_CLOSELY]
        by_engine = np.argsort(-self.score, kind="stable")[: READ_CLOSELY // 2]
        return sorted({*by_passage.tolist(), *by_engine.tolist()})

    def _read_fields(self, fields: Fields, number: int, worth: Float32, holds: NDArray[np.uint64]) -> None:
        named, described = fields.held(self.engine.summary(self.rows[number].doc))
        before = int(holds[number])
        self.named[number] = named
        worth[number] += NAMED_WORTH * self._sum(named & ~before) + DESCRIBED_WORTH * self._sum(described & ~before & ~named)
        worth[number] += ALSO_WORTH * (self._sum(named & before) + 0.5 * self._sum(described & before & ~named))
        holds[number] = np.uint64(before | named | described)

    def _sum(self, bits: int) -> float:
        return sum(value for number, value in enumerate(self._worths) if bits >> number & 1) if bits else 0.0
