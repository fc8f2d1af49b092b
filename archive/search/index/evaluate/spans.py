"""Where a pattern is met in one field: the words it asks for, looked up everywhere or in a few documents only, and the
kernels that join runs of words into phrases and find words that stand within some seconds of each other.

Instants are nearly in order as they come, which is what numpy's stable sort of integers (a merge of runs) is fast at.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, Literal, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.search.index.name_links import MentionPostings
from archive.search.index.position_to_time import PositionToTime
from archive.search.index.posting_blocks import ranges
from archive.search.index.read.postings import PostingStore, cut, run_of
from archive.search.index.read.segments import Segments
from archive.search.index.types import MATCH_KINDS, Expansion, Field, MatchKind, Pattern, TermPosition
from archive.storage.array_file import Int64, UInt32

Number = Literal["u1", "u4", "f4"]


class Spans(msgspec.Struct, frozen=True):
    """address uint32[n] rising, length uint32[n] in words, kind uint8[n] (index into KINDS), weight float32[n]."""

    address: UInt32
    length: UInt32
    kind: NDArray[np.uint8]
    weight: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.address)

    def take(self, chosen: NDArray[np.bool_] | Int64) -> "Spans":
        """Those chosen, by mask or by index."""
        return Spans(self.address[chosen], self.length[chosen], self.kind[chosen], self.weight[chosen])


def uniform(address: UInt32, length: int, kind: int, weight: float) -> Spans:
    """Spans that are all alike but for their place: the other columns repeat one number, without memory of their
    own."""
    count = len(address)
    return Spans(address, repeated(length, "u4", count), repeated(kind, "u1", count), repeated(weight, "f4", count))


def repeated(number: float, dtype: Number, count: int) -> NDArray[Any]:
    """The number so many times in the place of one, not to be written to; as `numpy.broadcast_to`, twenty times sooner.
    Zeros are sooner still, and take no place before they are read."""
    if not number:
        return np.zeros(count, dtype)
    return np.ndarray(count, dtype, _bytes_of(number, dtype), 0, (0,))


@lru_cache(1024)
def _bytes_of(number: float, dtype: Number) -> bytes:
    return np.array(number, dtype).tobytes()


NO_SPANS = uniform(np.empty(0, np.uint32), 1, 0, 1.0)


def merge(parts: Sequence[Spans]) -> Spans:
    """All spans in order of address."""
    parts = [part for part in parts if len(part)]
    if len(parts) <= 1:
        return parts[0] if parts else NO_SPANS
    joined = Spans(
        np.concatenate([part.address for part in parts]),
        np.concatenate([part.length for part in parts]),
        np.concatenate([part.kind for part in parts]),
        np.concatenate([part.weight for part in parts]),
    )
    return joined.take(np.argsort(joined.address, kind="stable"))


def chain(before: Spans, after: Spans) -> Spans:
    """Each span of `before` with each of `after` that begins where it ends; the loosest kind and the least weight of
    the two."""
    end = before.address + before.length
    low, high = np.searchsorted(after.address, end), np.searchsorted(after.address, end, "right")
    left = np.repeat(np.arange(len(before)), high - low)
    right = ranges(low, high)
    return Spans(
        before.address[left],
        before.length[left] + after.length[right],
        np.maximum(before.kind[left], after.kind[right]),
        np.minimum(before.weight[left], after.weight[right]),
    )


def by_weight(spans: Spans) -> Iterator[tuple[float, UInt32]]:
    """The addresses of the spans of each weight."""
    if len(spans) and (spans.weight == spans.weight[0]).all():
        yield float(spans.weight[0]), spans.address
        return
    for weight in sorted(set(spans.weight.tolist())):
        yield weight, spans.address[spans.weight == np.float32(weight)]


def counts_by_doc(address: UInt32, starts: UInt32) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Documents (int32, rising) that hold any of the rising addresses, and how many each; `starts` uint32[n+1] as in
    Segments."""
    if len(address) * 2 < len(starts):
        doc = (np.searchsorted(starts, address, "right") - 1).astype(np.int32)
        first = np.flatnonzero(np.append(True, doc[1:] != doc[:-1])[: len(doc)])
        return doc[first], np.diff(np.append(first, len(doc))).astype(np.float32)
    every = np.diff(np.searchsorted(address, starts))
    docs = np.flatnonzero(every).astype(np.int32)
    return docs, every[docs].astype(np.float32)


def near_spans(slots: Sequence[Spans], position_to_time: PositionToTime, within_ms: int) -> tuple[Spans, NDArray[np.uint8]]:
    """The spans of each slot that stand in a stretch of `within_ms` that holds one of every slot, and the slot of
    each."""
    times = [position_to_time.instants_of(spans.address) for spans in slots]
    slots, times = _round_the_rarest(slots, times, within_ms)
    rising = [_sorted(instants) for instants in times]
    starts = _each_once(_sorted(np.concatenate(rising)))
    for instants in rising:
        starts = starts[_next_after(instants, starts) <= starts + within_ms]
    kept = [spans.take(_follows(starts, instants, within_ms)) for spans, instants in zip(slots, times, strict=True)]
    spans = merge(kept)
    slot = np.repeat(np.arange(len(kept), dtype=np.uint8), [len(part) for part in kept])
    order = np.argsort(np.concatenate([part.address for part in kept]), kind="stable")
    return (spans, slot[order]) if len(spans) else (NO_SPANS, slot)


def _round_the_rarest(slots: Sequence[Spans], times: Sequence[Int64], within_ms: int) -> tuple[list[Spans], list[Int64]]:
    """The spans, and their instants, that lie near enough to one of the slot that has the fewest: no others can
    count."""
    rarest = _sorted(min(times, key=len))
    near_one = [(_follows(rarest, instants, within_ms) | _precedes(rarest, instants, within_ms)) for instants in times]
    some = list(zip(slots, times, near_one, strict=True))
    return [spans.take(chosen) for spans, _, chosen in some], [instants[chosen] for _, instants, chosen in some]


def _sorted(instants: Int64) -> Int64:
    """Where instants rise already, to see so is ten times as fast as to sort them."""
    return instants if (instants[1:] >= instants[:-1]).all() else np.sort(instants, kind="stable")


def _each_once(rising: Int64) -> Int64:
    return rising[np.append(True, rising[1:] != rising[:-1])[: len(rising)]]


def _next_after(rising: Int64, starts: Int64) -> Int64:
    """int64[n]: the first instant not before each start; never where there is none."""
    return np.append(rising, np.iinfo(np.int64).max)[np.searchsorted(rising, starts)]


def _precedes(starts: Int64, instants: Int64, within_ms: int) -> NDArray[np.bool_]:
    """bool[n]: whether each instant lies at most `within_ms` before a start."""
    return _next_after(starts, instants) <= instants + within_ms


def _follows(starts: Int64, instants: Int64, within_ms: int) -> NDArray[np.bool_]:
    """bool[n]: whether a start lies at most `within_ms` before each instant."""
    place = np.searchsorted(starts, instants, "right") - 1
    last = np.append(starts, np.iinfo(np.int64).min // 2)[place]
    return instants - last <= within_ms


NUMBER_OF: dict[MatchKind, int] = {kind: number for number, kind in enumerate(MATCH_KINDS)}


class Words(Protocol):
    """Where words stand in a field."""

    def run(self, words: Sequence[str]) -> UInt32:
        """uint32[n], rising: the address of the first of some words that stand one after another."""
        ...

    def often(self, words: Sequence[str]) -> int:
        """In how many places of all documents some words may stand one after another, at most."""
        ...

    def mentions(self, name: str) -> tuple[UInt32, UInt32, NDArray[np.float32]]:
        """Address, length in words and trust of each linked mention of a name."""
        ...

    def told(self, expansion: Expansion) -> UInt32:
        """uint32[n], rising: where words stand, which an accent or the language of the speech tells apart."""
        ...


class Everywhere:
    """A field of all documents."""

    def __init__(self, store: PostingStore, field: Field, mentions: MentionPostings) -> None:
        self._store, self._field, self._mentions = store, field, mentions

    def run(self, words: Sequence[str]) -> UInt32:
        """Every place of the run."""
        return self._store.run(self._field, words)

    def often(self, words: Sequence[str]) -> int:
        """As often as the rarest of them."""
        if len(words) == 1:
            return self._store.find(self._field, words[0]).places
        return min((self._store.find(self._field, word).places for word in words), default=0)

    def mentions(self, name: str) -> tuple[UInt32, UInt32, NDArray[np.float32]]:
        """Names are linked in speech only."""
        return self._mentions.find(name) if self._field == "speech" else self._mentions.find("")

    def told(self, expansion: Expansion) -> UInt32:
        """Every place of it."""
        return self._store.told(self._field, expansion)


class Within:
    """The speech of some documents, which rise and are not deleted."""

    def __init__(self, store: PostingStore, mentions: MentionPostings, segments: Segments, docs: NDArray[np.int32]) -> None:
        self._store, self._mentions, self._segments, self._docs = store, mentions, segments, docs

    @cached_property
    def bounds(self) -> UInt32:
        """uint32[d, 2]: the first address of each document and the first behind it."""
        return self._segments.spoken.take(self._docs, 0)

    @cached_property
    def _among(self) -> NDArray[np.bool_]:
        """bool[N]: which documents these are."""
        among = np.zeros(self._segments.count, np.bool_)
        among[self._docs] = True
        return among

    def run(self, words: Sequence[str]) -> UInt32:
        """The places of the run in these documents; of the words of a run that was not looked for everywhere only
        those."""
        if len(words) == 1:
            return self._addresses(words[0])
        if (pair := self._store.pair(words)) is not None:
            return pair.within(self._docs, self._among)
        every = self._store.kept_run("speech", words)
        return cut(every, self.bounds) if every is not None else run_of(words, self._addresses)

    def _addresses(self, word: str) -> UInt32:
        return self._store.find("speech", word).within(self._docs, self._among)

    def often(self, words: Sequence[str]) -> int:
        """As often as the rarest of them stands in all documents."""
        if len(words) == 1:
            return self._store.find("speech", words[0]).places
        return min((self._store.find("speech", word).places for word in words), default=0)

    def mentions(self, name: str) -> tuple[UInt32, UInt32, NDArray[np.float32]]:
        """The mentions in these documents."""
        address, length, trust = self._mentions.find(name)
        if not len(address):
            return address, length, trust
        inside = ranges(*address.searchsorted(self.bounds).T)
        return address[inside], length[inside], trust[inside]

    def told(self, expansion: Expansion) -> UInt32:
        """The places of it in these documents."""
        return cut(self._store.told("speech", expansion), self.bounds)


def spans_of(pattern: Pattern, words: Words, segments: Segments) -> tuple[Spans, NDArray[np.uint8]]:
    """Where the pattern is met, in order of address, and of which slot each span is (0 for a phrase)."""
    if pattern.within_ms is not None and len(pattern.slots) > 1:
        slots = [_said_by(pattern.speakers, slot_spans(slot, words), segments) for slot in pattern.slots]
        return near_spans(slots, segments.times, pattern.within_ms)
    spans = _said_by(pattern.speakers, phrase_spans(pattern.slots, words), segments)
    if pattern.inside and len(spans):
        spans = spans.take(_lie_in(spans, merge([spans_of(one, words, segments)[0] for one in pattern.inside])))
    return spans, np.zeros(len(spans), np.uint8)


def _lie_in(spans: Spans, whole: Spans) -> NDArray[np.bool_]:
    """bool[n]: whether the first word of each span lies in any of some others."""
    ends = np.maximum.accumulate(whole.address + whole.length)
    before = np.searchsorted(whole.address, spans.address, "right")
    return spans.address < np.append(np.uint32(0), ends)[before]


def _said_by(speakers: Sequence[str], spans: Spans, segments: Segments) -> Spans:
    """The spans whose first word any of these speakers says; all of them where none is asked for."""
    return spans.take(segments.speakers.says(speakers, spans.address)) if speakers else spans


def slot_spans(slot: TermPosition, words: Words) -> Spans:
    """Every place where any expansion of the slot stands."""
    return merge([expansion_spans(expansion, words) for expansion in slot.expansions])


def expansion_spans(expansion: Expansion, words: Words) -> Spans:
    """Every place of one expansion: a run of words, or the mentions of a name."""
    kind = NUMBER_OF[expansion.kind]
    if expansion.name:
        address, length, trust = words.mentions(expansion.name)
        if not len(address):
            return NO_SPANS
        return Spans(address, length, np.full(len(address), kind, np.uint8), trust * np.float32(expansion.weight))
    address = words.run(expansion.words) if expansion.is_plain else words.told(expansion)
    return uniform(address, len(expansion.words), kind, expansion.weight) if len(address) else NO_SPANS


def phrase_spans(slots: Sequence[TermPosition], words: Words) -> Spans:
    """Slot after slot, from the two neighbours that stand least often. Where each slot is one expansion of plain words
    the whole phrase is one run, rarest word first."""
    plain = as_one_expansion(slots)
    if plain is not None:
        return expansion_spans(plain, words)
    if len(slots) == 1:
        return slot_spans(slots[0], words)
    often: list[int] = []
    for slot in slots:
        often.append(_often(slot, words))
        if not often[-1]:
            return NO_SPANS
    place = min(range(len(slots) - 1), key=lambda place: often[place] + often[place + 1])
    spans = slot_spans(slots[place], words)
    for slot in slots[place + 1 :]:
        spans = chain(spans, slot_spans(slot, words)) if len(spans) else NO_SPANS
    for slot in reversed(slots[:place]):
        spans = chain(slot_spans(slot, words), spans) if len(spans) else NO_SPANS
    return spans


def _often(slot: TermPosition, words: Words) -> int:
    """In how many places a slot may be met, at most."""
    return sum(len(words.mentions(one.name)[0]) if one.name else words.often(one.words) for one in slot.expansions)


def as_one_expansion(slots: Sequence[TermPosition]) -> Expansion | None:
    """Slots of one expansion of plain words each, as one: of the loosest kind and the least weight."""
    if len(slots) == 1:
        expansions = slots[0].expansions
        return expansions[0] if len(expansions) == 1 else None
    run: tuple[str, ...] = ()
    kind, weight = 0, np.inf
    for slot in slots:
        if len(slot.expansions) != 1 or not slot.expansions[0].is_plain:
            return None
        expansion = slot.expansions[0]
        run += expansion.words
        kind = max(kind, NUMBER_OF[expansion.kind])
        weight = min(weight, expansion.weight)
    return Expansion(run, weight, MATCH_KINDS[kind])
