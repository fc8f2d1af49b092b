"""What is said at each place of a segment, in one byte, so that a phrase is found from its rarest word: the places of that word are
taken, and each other word of the phrase is one byte looked up beside them.

The OWN commonest words have a byte of their own; all others share the SHARED that are left, by hash, and where such a one is
met its postings are asked too, of the few places that are left. A place takes a byte: 7% more than the index has without.
"""

import zlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

UInt8 = NDArray[np.uint8]
UInt32 = NDArray[np.uint32]

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
    """uint8[size + 1]: the codes (uint8[w]) of words at their addresses; NOTHING everywhere else, and behind the last."""
    column = np.full(size + 1, NOTHING, np.uint8)
    column[address] = code
    return column


class Postings(Protocol):
    """Where a word is said."""

    @property
    def places(self) -> int:
        """How often."""
        ...

    @property
    def addresses(self) -> UInt32:
        """uint32[w], rising."""
        ...

    def holds(self, addresses: UInt32) -> NDArray[np.bool_]:
        """bool[n]: whether it is said at each of some addresses, which rise."""
        ...


def phrase_places(
    codes: Sequence[int], postings: Sequence[Postings], column: UInt8, pairs: Sequence[Postings | None] = ()
) -> UInt32:
    """uint32[n], rising: where a phrase begins, given the code and the postings of each of its words, and of each word with the
    next where these are kept. The rarest is taken; of the others those with a byte of their own, the common ones, are not read."""
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


def stands_in(values: UInt32, rising: UInt32) -> NDArray[np.bool_]:
    """bool[n]: whether each value is one of the rising ones."""
    if not len(rising):
        return np.zeros(len(values), np.bool_)
    place = np.searchsorted(rising, values)
    place[place == len(rising)] = 0
    return rising[place] == values


def _moved_back(addresses: UInt32, places: int) -> NDArray[np.intp]:
    """Those not before the first address when moved back; intp, as numpy looks up with nothing else as fast."""
    begins = addresses.astype(np.intp)
    begins -= places
    return begins[int(np.searchsorted(begins, 0)) :] if places else begins
