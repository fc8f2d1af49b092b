"""Runs of words in a field, and the kernels that join them into phrases."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.search.index.posting_blocks import ranges

UInt32 = NDArray[np.uint32]
Int64 = NDArray[np.int64]
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
    """Spans that are all alike but for their place: the other columns repeat one number, without memory of their own."""
    count = len(address)
    return Spans(address, repeated(length, "u4", count), repeated(kind, "u1", count), repeated(weight, "f4", count))


def repeated(number: float, dtype: Number, count: int) -> NDArray[Any]:
    """The number so many times in the place of one, not to be written to; as `numpy.broadcast_to`, twenty times sooner. Zeros are
    sooner still, and take no place before they are read."""
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
    """Each span of `before` with each of `after` that begins where it ends; the loosest kind and the least weight of the two."""
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
    """Documents (int32, rising) that hold any of the rising addresses, and how many each; `starts` uint32[n+1] as in Segments."""
    if len(address) * 8 < len(starts):
        doc = (np.searchsorted(starts, address, "right") - 1).astype(np.int32)
        first = np.flatnonzero(np.append(True, doc[1:] != doc[:-1])[: len(doc)])
        return doc[first], np.diff(np.append(first, len(doc))).astype(np.float32)
    every = np.diff(np.searchsorted(address, starts))
    docs = np.flatnonzero(every).astype(np.int32)
    return docs, every[docs].astype(np.float32)
