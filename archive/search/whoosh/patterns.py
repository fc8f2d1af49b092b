"""Where a pattern is met in one field: the words it asks for, looked up everywhere or in a few documents only."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from archive.search.engine import KINDS, Field, Pattern, Slot, Variant
from archive.search.whoosh.mentions import Mentions
from archive.search.whoosh.near import near
from archive.search.whoosh.postings import PostingStore, stands_in
from archive.search.whoosh.segments import Segments
from archive.search.whoosh.spans import NO_SPANS, Spans, chain, merge, ranges, uniform

UInt32 = NDArray[np.uint32]


class Words(Protocol):
    """Where words stand in a field."""

    def addresses(self, word: str) -> UInt32:
        """uint32[w], rising."""
        ...

    def stands_at(self, word: str, addresses: UInt32) -> NDArray[np.bool_]:
        """bool[n]: whether the word stands at each of the rising addresses."""
        ...

    def mentions(self, name: str) -> tuple[UInt32, UInt32, NDArray[np.float32]]:
        """Address, length in words and trust of each linked mention of a name."""
        ...


class Everywhere:
    """A field of all documents."""

    def __init__(self, store: PostingStore, field: Field, mentions: Mentions) -> None:
        self._store, self._field, self._mentions = store, field, mentions

    def addresses(self, word: str) -> UInt32:
        """Every place of the word."""
        return self._store.find(self._field, word).addresses

    def stands_at(self, word: str, addresses: UInt32) -> NDArray[np.bool_]:
        """Through a bitmap where the word is very common."""
        return self._store.stands_at(self._field, word, addresses)

    def mentions(self, name: str) -> tuple[UInt32, UInt32, NDArray[np.float32]]:
        """Names are linked in speech only."""
        return self._mentions.find(name) if self._field == "speech" else self._mentions.find("")


class Within:
    """The speech of some documents; `first`, `end` uint32[d] are the bounds of their addresses, rising."""

    def __init__(self, store: PostingStore, mentions: Mentions, first: UInt32, end: UInt32) -> None:
        self._store, self._mentions, self._first, self._end = store, mentions, first, end

    def addresses(self, word: str) -> UInt32:
        """The places of the word in these documents."""
        every = self._store.find("speech", word).addresses
        return every[self._inside(every)]

    def stands_at(self, word: str, addresses: UInt32) -> NDArray[np.bool_]:
        """By searching the few places."""
        return stands_in(addresses, self.addresses(word))

    def mentions(self, name: str) -> tuple[UInt32, UInt32, NDArray[np.float32]]:
        """The mentions in these documents."""
        address, length, trust = self._mentions.find(name)
        inside = self._inside(address)
        return address[inside], length[inside], trust[inside]

    def _inside(self, rising: UInt32) -> NDArray[np.int64]:
        low, high = np.searchsorted(rising, self._first), np.searchsorted(rising, self._end)
        return ranges(low, high) if (low < high).any() else low[:0]


def spans_of(pattern: Pattern, words: Words, segments: Segments) -> tuple[Spans, NDArray[np.uint8]]:
    """Where the pattern is met, in order of address, and of which slot each span is (0 for a phrase)."""
    if len(pattern.slots) == 1:
        spans = slot_spans(pattern.slots[0], words)
        return spans, np.zeros(len(spans), np.uint8)
    if pattern.within_ms is not None:
        return near([slot_spans(slot, words) for slot in pattern.slots], segments.clock, pattern.within_ms)
    spans = phrase_spans(pattern.slots, words)
    return spans, np.zeros(len(spans), np.uint8)


def slot_spans(slot: Slot, words: Words) -> Spans:
    """Every place where any variant of the slot stands."""
    return merge([variant_spans(variant, words) for variant in slot.variants])


def variant_spans(variant: Variant, words: Words) -> Spans:
    """Every place of one variant: a run of words, or the mentions of a name."""
    kind = KINDS.index(variant.kind)
    if variant.name:
        address, length, trust = words.mentions(variant.name)
        return Spans(address, length, np.full(len(address), kind, np.uint8), trust * np.float32(variant.weight))
    return uniform(run_of(variant.words, words), len(variant.words), kind, variant.weight)


def phrase_spans(slots: Sequence[Slot], words: Words) -> Spans:
    """Slot after slot. Where each slot is one variant of plain words the whole phrase is one run, rarest word first."""
    if all(len(slot.variants) == 1 and not slot.variants[0].name for slot in slots):
        variants = [slot.variants[0] for slot in slots]
        run = tuple(word for variant in variants for word in variant.words)
        kind = max(KINDS.index(variant.kind) for variant in variants)
        return uniform(run_of(run, words), len(run), kind, min(variant.weight for variant in variants))
    spans = slot_spans(slots[0], words)
    for slot in slots[1:]:
        if not len(spans):
            return NO_SPANS
        spans = chain(spans, slot_spans(slot, words))
    return spans


def run_of(run: Sequence[str], words: Words) -> UInt32:
    """uint32[n]: the address of the first word of each place where the words stand one after another."""
    if not run:
        return NO_SPANS.address
    places = [words.addresses(word) for word in run]
    rarest, *rest = sorted(range(len(run)), key=lambda place: len(places[place]))
    found = places[rarest]
    starts = found[int(np.searchsorted(found, np.uint32(rarest))) :] - np.uint32(rarest)
    for place in rest:
        if not len(starts):
            break
        starts = starts[words.stands_at(run[place], starts + np.uint32(place))]
    return starts
