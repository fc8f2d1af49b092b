"""What is said at each place of a segment, in one byte, so that a phrase is found from its rarest word: the places of
that word are taken, and each other word of the phrase is one byte looked up beside them.

The OWN commonest words have a byte of their own; all others share the SHARED that are left, by hash, and where such a
one is met its postings are asked too, of the few places that are left. A place takes a byte: 7% more than the index has
without."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from archive.search.index.posting_blocks import UNIT, Block, block_of, check_blocks, pack_blocks, read_block, unpacked
from archive.storage.array_file import Array, Int64, UInt8, UInt32

OWN = 191
SHARED = 255 - OWN
NOTHING = 0
"""said between two documents, and after the last"""


def codes_of(words: Sequence[bytes], often: NDArray[np.integer]) -> UInt8:
    """uint8[words]: the byte of each word, `often` being how many times it is said."""
    codes = np.fromiter((OWN + 1 + zlib.crc32(word) % SHARED for word in words), np.uint8, len(words))
    commonest = np.argsort(-often, kind="stable")[:OWN]
    codes[commonest] = np.arange(1, len(commonest) + 1)
    return codes


def column_of(code: UInt8, address: NDArray[np.integer], size: int) -> UInt8:
    """uint8[size + 1]: the codes (uint8[w]) of words at their addresses; NOTHING everywhere else, and behind the
    last."""
    column = np.full(size + 1, NOTHING, np.uint8)
    column[address] = code
    return column


def phrase_places(codes: Sequence[int], postings: Sequence[Block], column: UInt8, pairs: Sequence[Block | None] = ()) -> UInt32:
    """uint32[n], rising: where a phrase begins, given the code and the postings of each of its words, and of each word
    with the next where these are kept. The rarest is taken; of the others those with a byte of their own, the common
    ones, are not read."""
    known = [(one.places, place, 2, one) for place, one in enumerate(pairs) if one is not None]
    known += [(one.places, place, 1, one) for place, one in enumerate(postings)]
    _, first, width, rarest = min(known, key=lambda one: one[0])
    begins = _moved_back(rarest.addresses, first)
    rest = [place for place in range(len(codes)) if not first <= place < first + width]
    for place in sorted(rest, key=lambda place: postings[place].places):
        # A phrase that runs over the end meets what is behind the last word, which is none.
        begins = begins[column[place:].take(begins, mode="clip") == codes[place]]
    for place in rest:
        if codes[place] > OWN and len(begins):
            begins = begins[postings[place].holds((begins + place).astype(np.uint32))]
    return begins.astype(np.uint32)


def _moved_back(addresses: UInt32, places: int) -> NDArray[np.intp]:
    """Those not before the first address when moved back; intp, as numpy looks up with nothing else as fast."""
    begins = addresses.astype(np.intp)
    begins -= places
    return begins[int(np.searchsorted(begins, 0)) :] if places else begins


PAIRED = 64
"""So many of the commonest words are paired: those of the least codes of `phrase_column`. With 100 of them pairs take
half as much again, and fewer phrases are left than are gained."""
_NONE = Block(np.empty(0, np.int32), np.empty(0, np.uint32), np.empty(0, np.uint32))


class PairTable:
    """The pairs of a segment: `pair` uint16[k], rising, their numbers; `block` uint32[k], the place of the postings of
    each."""

    def __init__(self, arrays: Mapping[str, Array], blocks: memoryview, starts: UInt32) -> None:
        """`starts` uint32[n+1] are the addresses of the documents' first words."""
        self._place = {number: place for place, number in enumerate(arrays["pair"].tolist())}
        self._block, self._blocks, self._starts = arrays["block"], blocks, starts

    def find(self, first: int, second: int) -> Block | None:
        """The postings of a pair of words, by their codes; None where they are not both among those that are paired.
        Raises BlockError."""
        if not (is_paired(first) and is_paired(second)):
            return None
        place = self._place.get(number_of(first, second))
        return _NONE if place is None else read_block(self._blocks, int(self._block[place]) * UNIT, self._starts)

    def check(self) -> None:
        """Reads all of them; raises BlockError."""
        offset = self._block.astype(np.int64) * UNIT
        check_blocks(self._blocks, offset, np.diff(np.append(offset, len(self._blocks))), self._starts)


def is_paired(code: int) -> bool:
    """Whether a word of such a code is one of the commonest."""
    return 0 < code <= PAIRED


def number_of(first: int, second: int) -> int:
    """The number of a pair, by the codes of its words."""
    return (first - 1) * PAIRED + second - 1


class PairWriter:
    """Gathers the pairs of parts of a segment in a file, and writes them in order of their numbers."""

    def __init__(self, gathered: IO[bytes]) -> None:
        """`gathered` takes the addresses, four bytes each."""
        self._file = gathered
        self._counts: list[Int64] = []

    def add(self, column: UInt8, first_address: int) -> None:
        """What is said at the addresses of a part, of which the first is that one among all."""
        common = (column - np.uint8(1)) < PAIRED
        address = np.flatnonzero(common[:-1] & common[1:])
        number = (column[address].astype(np.uint64) - np.uint64(1)) * np.uint64(PAIRED) + column[address + 1] - np.uint64(1)
        self._counts.append(np.bincount(number.astype(np.int64), minlength=PAIRED * PAIRED))
        number <<= np.uint64(32)
        number |= (address + first_address).astype(np.uint64)
        number.sort()
        self._file.write(number.astype(np.uint32).tobytes())

    def write(self, path: Path, starts: UInt32) -> dict[str, Array]:
        """Writes the blocks of all pairs; the arrays of a `PairTable`. `starts` as that takes them."""
        every = sum(self._counts, np.zeros(PAIRED * PAIRED, np.int64))
        numbers = np.flatnonzero(every)
        places = np.empty(len(numbers), np.uint32)
        self._file.flush()
        with path.open("wb") as file:
            for place, address in enumerate(self._addresses(numbers)):
                places[place] = file.tell() // UNIT
                file.write(pack_blocks(unpacked(block_of(address, starts)), starts)[1])
        return {"pair": numbers.astype(np.uint16), "block": places}

    def _addresses(self, numbers: Int64) -> Iterator[UInt32]:
        """The addresses of each pair, from all parts."""
        parts = list(self._parts())
        for number in numbers.tolist():
            yield np.concatenate([gathered[ends[number] : ends[number + 1]] for gathered, ends in parts])

    def _parts(self) -> Iterator[tuple[UInt32, Int64]]:
        """Of each part its addresses, and where those of each pair begin."""
        first = 0
        for counts in self._counts:
            ends = np.append(0, np.cumsum(counts))
            count = int(ends[-1])
            yield np.memmap(self._file, np.uint32, "r", first, (count,)) if count else np.empty(0, np.uint32), ends
            first += 4 * count
