"""The postings of a word in a field over all segments: views of the mapped files of one segment, else joined and
kept."""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.languages import numbers
from archive.search.index.posting_blocks import Block, Unsigned, block_of, ranges, stands_in
from archive.search.index.read.segments import OpenSegment, Segments
from archive.search.index.types import FIELDS, Expansion, Field
from archive.storage.array_file import Int32, UInt32
from archive.storage.byte_cache import ByteCache

CACHE_BYTES = 112 << 20
RUNS_BYTES = 16 << 20
SHORT = 2048
"""So few places are all unpacked, and those in some documents picked out: to find these first takes three times as
long."""
ADDRESSES = 0xFFFFFFFF
"""All addresses there can be: the one before the first is the last, where nothing stands."""
FEW = 16
"""The words of so few documents are cut out one document after the other; of more, all at once."""


class SegmentAddresses(msgspec.Struct, frozen=True, gc=False):
    """Where a word stands in one segment: the addresses of its block are counted from the segment's `first` one, its
    documents from `first_doc`; live bool[p] of the block's documents, None where all are."""

    block: Block
    first: int
    first_doc: int
    live: NDArray[np.bool_] | None

    def everywhere(self) -> UInt32:
        """uint32[w], rising: those of the documents that are not deleted, counted from the first of all."""
        addresses = self.block.addresses
        if self.live is not None:
            addresses = addresses[np.repeat(self.live, self.block.frequencies)]
        return addresses + np.uint32(self.first) if self.first else addresses

    def within(self, docs: Int32, among: NDArray[np.bool_]) -> UInt32:
        """uint32[n], rising: those in some documents, which rise and are not deleted; `among` bool[N] says which they
        are."""
        block, first_doc = self.block, np.int32(self.first_doc)
        if block.places <= SHORT:
            found = block.addresses[among.take(block.docs + first_doc if first_doc else block.docs).repeat(block.frequencies)]
        else:
            found = block.within(docs - first_doc if first_doc else docs)
        return found + np.uint32(self.first) if self.first else found


class Postings(msgspec.Struct, gc=False):
    """docs int32[p] rising, frequencies[p] of any unsigned type; deleted documents left out. `places` is how many
    addresses there are."""

    docs: Int32
    frequencies: Unsigned
    segments: tuple[SegmentAddresses, ...]
    places: int
    joined: UInt32 | None = None

    @property
    def addresses(self) -> UInt32:
        """uint32[w], rising: where the word stands. Joined when first asked for: to know which documents hold a common
        word, and how often, takes a hundredth of the time."""
        if self.joined is None:
            parts = [segment.everywhere() for segment in self.segments]
            self.joined = parts[0] if len(parts) == 1 else np.concatenate([np.empty(0, np.uint32), *parts])
        return self.joined

    def within(self, docs: Int32, among: NDArray[np.bool_]) -> UInt32:
        """uint32[n], rising: where the word stands in some documents, which rise and are not deleted; `among` bool[N]
        says which they are."""
        parts = [segment.within(docs, among) for segment in self.segments]
        return parts[0] if len(parts) == 1 else np.concatenate([np.empty(0, np.uint32), *parts])


NOWHERE = Postings(np.empty(0, np.int32), np.empty(0, np.uint32), (), 0)


class PostingStore:
    """Finds and keeps postings."""

    def __init__(self, segments: Segments, cache_bytes: int = CACHE_BYTES) -> None:
        self._segments = segments
        self._kept: ByteCache[Postings] = ByteCache(cache_bytes)
        self._runs: ByteCache[UInt32] = ByteCache(RUNS_BYTES)

    def find(self, field: Field, word: str) -> Postings:
        """The postings of a word in a field; NOWHERE where it does not stand."""
        found = self._kept.get((field, word))
        if found is None:
            found = self._joined(field, [segment.terms.block(field, word) for segment in self._segments.open])
            self._keep((field, word), found)
        return found

    def run(self, field: Field, words: Sequence[str]) -> UInt32:
        """uint32[n], rising: the address of the first word of each place where the words stand one after another; kept,
        as the moments of the same phrase are asked for next."""
        if len(words) == 1:
            return self.find(field, words[0]).addresses
        if field == "speech" and (pair := self.pair(words)) is not None:
            return pair.addresses
        kept = self.kept_run(field, words)
        if kept is None:
            kept = self._spoken(words) if field == "speech" else run_of(words, lambda word: self.find(field, word).addresses)
            self._runs.put((field, *words), kept, 400 + kept.nbytes)
        return kept

    def pair(self, words: Sequence[str]) -> Postings | None:
        """The postings in speech of two words that are said one after the other, as if they were one; None of other
        runs, and where no segment keeps these two."""
        if len(words) != 2:
            return None
        found = self._kept.get(("", *words))
        if found is None:
            blocks = [segment.terms.pair(words) for segment in self._segments.open]
            if all(block is None for block in blocks):
                return None
            found = self._joined(
                "speech",
                [block or self._block_of(segment, words) for block, segment in zip(blocks, self._segments.open, strict=True)],
            )
            self._keep(("", *words), found)
        return found

    def kept_run(self, field: Field, words: Sequence[str]) -> UInt32 | None:
        """The same of several words where it is at hand; None where it would have to be looked for."""
        return self._runs.get((field, *words))

    def told(self, field: Field, expansion: Expansion) -> UInt32:
        """uint32[n], rising: where a word is written with the accents that tell it apart; where a number is said in a
        language."""
        key = (field, expansion.spelling, *expansion.languages, "", *expansion.words)
        kept = self._runs.get(key)
        if kept is None:
            kept = self._spelt(field, expansion.spelling) if expansion.spelling else self._number(field, expansion)
            self._runs.put(key, kept, 400 + kept.nbytes)
        return kept

    def _spelt(self, field: Field, spelling: str) -> UInt32:
        return self._segments.spellings.addresses(field, spelling, self._segments.starts[field], self._segments.live)

    def _number(self, field: Field, number: Expansion) -> UInt32:
        """Where a number is said in episodes of its languages, and no word beside it makes it a longer one."""
        found, starts = self.run(field, number.words), self._segments.starts[field]
        found = found[self._segments.speaks(number.languages)[np.searchsorted(starts, found, "right") - 1]]
        before, after = numbers.neighbours(number.words, number.languages)
        for words, step in ((before, -1), (after, len(number.words))):
            for word in words if len(found) else ():
                found = found[~stands_in(found + np.uint32(step & ADDRESSES), self.find(field, word).addresses)]
        return found

    def frequency(self, word: str) -> int:
        """How often the word stands in all fields together."""
        return sum(self.find(field, word).places for field in FIELDS)

    def _spoken(self, words: Sequence[str]) -> UInt32:
        """The places of a run in speech, without those in deleted documents."""
        parts = [
            _live(segment.terms.phrase(words) + np.uint32(first), segment, self._segments)
            for segment, first in zip(self._segments.open, self._segments.first_addresses["speech"], strict=True)
        ]
        return parts[0] if len(parts) == 1 else np.concatenate([np.empty(0, np.uint32), *parts])

    def _keep(self, key: tuple[str, ...], found: Postings) -> None:
        self._kept.put(key, found, 1000 + 4 * found.places + 2 * found.docs.nbytes)

    def _block_of(self, segment: OpenSegment, words: Sequence[str]) -> Block:
        """The postings of a run of words in one segment."""
        first = self._segments.starts["speech"][segment.first_doc : segment.first_doc + segment.info.documents + 1]
        return block_of(segment.terms.phrase(words), first - first[0])

    def _joined(self, field: Field, blocks: Sequence[Block | None]) -> Postings:
        """The postings of one term, of which each segment has such a block or none."""
        first_addresses = self._segments.first_addresses[field]
        parts = [
            _of_segment(block, segment, first_address, self._segments)
            for block, segment, first_address in zip(blocks, self._segments.open, first_addresses, strict=True)
            if block is not None and block.places
        ]
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return NOWHERE
        return Postings(
            np.concatenate([part.docs for part in parts]),
            np.concatenate([part.frequencies for part in parts]),
            tuple([segment for part in parts for segment in part.segments]),
            sum(part.places for part in parts),
        )


def run_of(run: Sequence[str], addresses: Callable[[str], UInt32]) -> UInt32:
    """uint32[n]: the address of the first word of each place where the words stand one after another, found from the
    rarest."""
    if not run:
        return NOWHERE.addresses
    places = [addresses(word) for word in run]
    rarest, *rest = sorted(range(len(run)), key=lambda place: len(places[place]))
    found = places[rarest]
    starts = found[int(np.searchsorted(found, np.uint32(rarest))) :] - np.uint32(rarest)
    for place in rest:
        if not len(starts):
            break
        starts = starts[stands_in(starts + np.uint32(place), places[place])]
    return starts


def cut(rising: UInt32, bounds: UInt32) -> UInt32:
    """Those of rising addresses that lie in some documents; `bounds` uint32[d, 2] are the first address of each and the
    first behind it, rising."""
    places = rising.searchsorted(bounds)
    if len(places) > FEW:
        return rising[ranges(*places.T)]
    parts = [rising[first:end] for first, end in places.tolist() if first < end]
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0, np.uint32)


def _live(addresses: UInt32, segment: OpenSegment, segments: Segments) -> UInt32:
    """Those of rising addresses that lie in documents that are not deleted."""
    if not segment.info.deleted or not len(addresses):
        return addresses
    return addresses[segments.live[np.searchsorted(segments.starts["speech"], addresses, "right") - 1]]


def _of_segment(block: Block, segment: OpenSegment, first_address: int, segments: Segments) -> Postings:
    docs = block.docs + np.int32(segment.first_doc) if segment.first_doc else block.docs
    live = segments.live[docs] if segment.info.deleted else None
    if live is None or live.all():
        return Postings(docs, block.frequencies, (SegmentAddresses(block, first_address, segment.first_doc, None),), block.places)
    frequencies, addresses = block.frequencies[live], SegmentAddresses(block, first_address, segment.first_doc, live)
    return Postings(docs[live], frequencies, (addresses,), int(frequencies.sum()))
