"""The order of episodes: full answers said close together, then the best partial ones and full ones whose words are scattered."""

from collections.abc import Mapping, Sequence
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
    """Episodes best first over one set of occurrences, `said` being those of the whole query word for word; `close` of them hold
    all that is asked in one passage or in its titles.

    order int64[n]: places in what follows; doc int32[m], score float64[m], lacks uint64[m]; bounds int64[m + 1]: where the
    occurrences of each begin; named: the bits of those whose title or people were read."""

    order: NDArray[np.int64]
    doc: Int32
    score: NDArray[np.float64]
    lacks: NDArray[np.uint64]
    bounds: NDArray[np.int64]
    named: Mapping[int, int]
    found: Occurrences
    said: Occurrences | None
    passages: Passages
    close: int
    idf: Float32

    def rows(self, first: int, end: int) -> tuple[Row, ...]:
        """The episodes from one place up to, not including, another."""
        return tuple(
            Row(
                int(self.doc[number]),
                round(float(self.score[number]), 4),
                int(self.lacks[number]),
                int(self.bounds[number]),
                int(self.bounds[number + 1]),
                self.named.get(number, 0),
            )
            for number in self.order[first:end].tolist()
        )


def judge(
    engine: Engine,
    clauses: Sequence[Clause],
    exact: Clause | None,
    full: Ranked,
    partial: Ranked,
    *,
    reorder: bool,
    known: Judged | None = None,
) -> Judged:
    """The order of full and partial answers by their best passage; with `reorder` False as the engine gave them, full first.
    `known` is what became of the full ones alone: what was heard in them is not looked for again."""
    doc = np.concatenate([full.doc, partial.doc]).astype(np.int32)
    lacks = np.concatenate([full.lacks, partial.lacks])
    more = doc if known is None else partial.doc
    found = engine.occurrences(clauses, more)
    said = engine.occurrences((exact,), more) if exact is not None else None
    if known is not None:
        found = _followed_by(known.found, found, len(full.doc))
        said = _followed_by(known.said, said, len(full.doc)) if known.said and said else None
    idf = worth_of(engine, clauses)
    every = passages(found, idf, said)
    bounds = np.searchsorted(found.row, np.arange(len(doc) + 1))
    if reorder and len(doc):
        score = np.concatenate([full.score, partial.score])
        judging = _Judging(engine, clauses, idf, doc, lacks, found, best_passages(found, every, len(doc)), score)
        order, worth, close = judging.ordered()
        return Judged(order, doc, worth, lacks, bounds, judging.named, found, said, every, close, idf)
    close = len(full.doc) if not reorder else 0
    return Judged(np.arange(len(doc)), doc, np.zeros(len(doc)), lacks, bounds, {}, found, said, every, close, idf)


def _followed_by(first: Occurrences, second: Occurrences, rows: int) -> Occurrences:
    """The occurrences in some episodes and those in others, which are numbered behind them."""
    joined = {name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in Occurrences.__slots__}
    joined["row"] = np.concatenate([first.row, second.row + np.int32(rows)])
    return Occurrences(**joined)


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


@dataclass(slots=True)
class _Judging:
    """The episodes of one question while they are put in order."""

    engine: Engine
    clauses: Sequence[Clause]
    idf: Float32
    doc: Int32
    lacks: NDArray[np.uint64]
    found: Occurrences
    best: Best
    score: Float32
    named: dict[int, int] = field(default_factory=dict)
    _worths: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self._worths = self.idf.tolist()

    def ordered(self) -> tuple[NDArray[np.int64], NDArray[np.float64], int]:
        """The order of the episodes, what each is worth, and how many of them are close."""
        everything = np.uint64((1 << len(self.clauses)) - 1)
        worth = self.best.worth + self._of_episode()
        holds = self.best.holds.copy()
        fields = Fields(self.clauses)
        for number in self._read_closely(worth):
            self._read_fields(fields, number, worth, holds)
        close = (holds == everything) & (self.lacks == 0)
        scattered = ~close & (self.lacks == 0)
        worth = np.where(scattered, worth * SCATTERED_WORTH, worth)
        order = np.lexsort((np.arange(len(worth)), -worth, ~close))
        if close.any():
            order = order[~self._guesses()[order]]
        return order, worth.astype(np.float64), int(close.sum())

    def _guesses(self) -> NDArray[np.bool_]:
        """Partial answers that hold nothing but misspellings and mishearings: not worth a line where full ones stand."""
        firm = np.zeros(len(self.doc), np.bool_)
        firm[self.found.row[~np.isin(self.found.kind, GUESSED)]] = True
        guessed = np.zeros(len(self.doc), np.bool_)
        guessed[self.found.row] = True
        guessed &= ~firm & (self.lacks != 0)
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
        named, described = fields.held(self.engine.summary(int(self.doc[number])))
        before = int(holds[number])
        self.named[number] = named
        worth[number] += NAMED_WORTH * self._sum(named & ~before) + DESCRIBED_WORTH * self._sum(described & ~before & ~named)
        worth[number] += ALSO_WORTH * (self._sum(named & before) + 0.5 * self._sum(described & before & ~named))
        holds[number] = np.uint64(before | named | described)

    def _sum(self, bits: int) -> float:
        return sum(value for number, value in enumerate(self._worths) if bits >> number & 1) if bits else 0.0
