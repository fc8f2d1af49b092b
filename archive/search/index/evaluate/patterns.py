"""Where a pattern is met in one field: the words it asks for, looked up everywhere or in a few documents only."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from archive.search.index.evaluate.proximity import near_spans
from archive.search.index.evaluate.spans import NO_SPANS, Spans, chain, merge, uniform
from archive.search.index.mentions import MentionPostings
from archive.search.index.posting_blocks import ranges
from archive.search.index.read.postings import PostingStore, cut, run_of, stands_in
from archive.search.index.read.segments import Segments
from archive.search.index.types import MATCH_KINDS, Expansion, Field, MatchKind, Pattern, TermPosition

UInt32 = NDArray[np.uint32]
NUMBER_OF: dict[MatchKind, int] = {kind: number for number, kind in enumerate(MATCH_KINDS)}


class Words(Protocol):
    """Where words stand in a field."""

    def run(self, words: Sequence[str]) -> UInt32:
        """uint32[n], rising: the address of the first of some words that stand one after another."""
        ...

    def mentions(self, name: str) -> tuple[UInt32, UInt32, NDArray[np.float32]]:
        """Address, length in words and trust of each linked mention of a name."""
        ...


class Everywhere:
    """A field of all documents."""

    def __init__(self, store: PostingStore, field: Field, mentions: MentionPostings) -> None:
        self._store, self._field, self._mentions = store, field, mentions

    def run(self, words: Sequence[str]) -> UInt32:
        """Every place of the run."""
        return self._store.run(self._field, words)

    def mentions(self, name: str) -> tuple[UInt32, UInt32, NDArray[np.float32]]:
        """Names are linked in speech only."""
        return self._mentions.find(name) if self._field == "speech" else self._mentions.find("")


class Within:
    """The speech of some documents; `bounds` uint32[d, 2] are the first address of each and the first behind it, rising."""

    def __init__(self, store: PostingStore, mentions: MentionPostings, bounds: UInt32) -> None:
        self._store, self._mentions, self._bounds = store, mentions, bounds

    def run(self, words: Sequence[str]) -> UInt32:
        """The places of the run in these documents; of the words of a run that was not looked for everywhere only those."""
        if len(words) == 1:
            return self._addresses(words[0])
        every = self._store.kept_run("speech", words)
        return cut(every, self._bounds) if every is not None else run_of(words, self._addresses, self._stands_at)

    def _addresses(self, word: str) -> UInt32:
        return self._store.find("speech", word).within(self._bounds)

    def _stands_at(self, word: str, addresses: UInt32) -> NDArray[np.bool_]:
        return stands_in(addresses, self._addresses(word))

    def mentions(self, name: str) -> tuple[UInt32, UInt32, NDArray[np.float32]]:
        """The mentions in these documents."""
        address, length, trust = self._mentions.find(name)
        if not len(address):
            return address, length, trust
        inside = ranges(*address.searchsorted(self._bounds).T)
        return address[inside], length[inside], trust[inside]


def spans_of(pattern: Pattern, words: Words, segments: Segments) -> tuple[Spans, NDArray[np.uint8]]:
    """Where the pattern is met, in order of address, and of which slot each span is (0 for a phrase)."""
    if pattern.within_ms is not None and len(pattern.slots) > 1:
        return near_spans([slot_spans(slot, words) for slot in pattern.slots], segments.clock, pattern.within_ms)
    spans = phrase_spans(pattern.slots, words)
    return spans, np.zeros(len(spans), np.uint8)


def slot_spans(slot: TermPosition, words: Words) -> Spans:
    """Every place where any variant of the slot stands."""
    return merge([variant_spans(variant, words) for variant in slot.variants])


def variant_spans(variant: Expansion, words: Words) -> Spans:
    """Every place of one variant: a run of words, or the mentions of a name."""
    kind = NUMBER_OF[variant.kind]
    if variant.name:
        address, length, trust = words.mentions(variant.name)
        if not len(address):
            return NO_SPANS
        return Spans(address, length, np.full(len(address), kind, np.uint8), trust * np.float32(variant.weight))
    address = words.run(variant.words)
    return uniform(address, len(variant.words), kind, variant.weight) if len(address) else NO_SPANS


def phrase_spans(slots: Sequence[TermPosition], words: Words) -> Spans:
    """Slot after slot. Where each slot is one variant of plain words the whole phrase is one run, rarest word first."""
    plain = _as_one_variant(slots)
    if plain is not None:
        return variant_spans(plain, words)
    spans = slot_spans(slots[0], words)
    for slot in slots[1:]:
        if not len(spans):
            return NO_SPANS
        spans = chain(spans, slot_spans(slot, words))
    return spans


def _as_one_variant(slots: Sequence[TermPosition]) -> Expansion | None:
    """Slots of one variant of plain words each, as one: of the loosest kind and the least weight."""
    if len(slots) == 1:
        variants = slots[0].variants
        return variants[0] if len(variants) == 1 else None
    run: tuple[str, ...] = ()
    kind, weight = 0, np.inf
    for slot in slots:
        if len(slot.variants) != 1 or slot.variants[0].name:
            return None
        variant = slot.variants[0]
        run += variant.words
        kind = max(kind, NUMBER_OF[variant.kind])
        weight = min(weight, variant.weight)
    return Expansion(run, weight, MATCH_KINDS[kind])
