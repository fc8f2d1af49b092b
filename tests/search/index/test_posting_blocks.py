"""Posting blocks: what is written is read, and nothing that is wrong with one passes the check."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import archive.search.index.posting_blocks as blocks
from archive.search.index.posting_blocks import BlockError, check_blocks, pack_block, read_block, sum_of

Postings = tuple[list[int], list[int], list[int]]


@st.composite
def postings(draw: st.DrawFn) -> Postings:
    """Documents, frequencies and addresses of a term."""
    docs = sorted(draw(st.sets(st.integers(0, 50), min_size=1, max_size=6)))
    frequencies = [draw(st.integers(1, 4)) for _ in docs]
    many = sum(frequencies)
    return docs, frequencies, sorted(draw(st.sets(st.integers(0, 10_000), min_size=many, max_size=many)))


def packed(docs: Sequence[int], frequencies: Sequence[int], addresses: Sequence[int]) -> bytes:
    arrays = (np.array(docs, "<i4"), np.array(frequencies, "<u4"), np.array(addresses, "<u4"))
    sums = sum_of(np.concatenate((arrays[0].view("<u4"), arrays[1]))), sum_of(arrays[2])
    return pack_block(*(memoryview(array.tobytes()) for array in arrays), sums)


def check(written: Sequence[bytes], buffer: bytes | None = None) -> list[int]:
    lengths = np.array([len(block) for block in written], np.int64)
    offsets = np.cumsum(lengths) - lengths
    return check_blocks(memoryview(buffer or b"".join(written)), offsets, lengths).tolist()


@pytest.mark.parametrize("portion", [1, 100, 8 * 2**20])
@given(many=st.lists(postings(), min_size=1, max_size=8))
def test_what_is_written_is_read_and_passes(portion: int, many: list[Postings]) -> None:
    written = [packed(*one) for one in many]
    whole, place = memoryview(b"".join(written)), 0
    for block, (docs, frequencies, addresses) in zip(written, many, strict=True):
        read = read_block(whole, place)
        assert (read.docs.tolist(), read.frequencies.tolist(), read.addresses.tolist()) == (docs, frequencies, addresses)
        place += len(block)
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(blocks, "PORTION", portion)
        assert check(written) == [len(addresses) for _, _, addresses in many]


@given(many=st.lists(postings(), min_size=1, max_size=4), data=st.data())
def test_no_changed_byte_passes(many: list[Postings], data: st.DataObject) -> None:
    written = [packed(*one) for one in many]
    whole = bytearray(b"".join(written))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BlockError):
        check(written, bytes(whole))


@pytest.mark.parametrize(
    "wrong",
    [
        ([3, 3], [1, 1], [5, 9]),
        ([4, 3], [1, 1], [5, 9]),
        ([3, 4], [1, 2], [5, 9]),
        ([3, 4], [1, 1], [9, 5]),
        ([3, 4], [1, 1], [5, 5]),
        ([], [], []),
        ([3], [0], []),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_block_that_contradicts_itself_is_named_though_its_sums_are_right(wrong: Postings, place: int) -> None:
    written = [packed([1, 7], [2, 1], [3, 4, 90]), packed([2], [1], [8])]
    written.insert(place, packed(*wrong))
    with pytest.raises(BlockError, match=f"byte {sum(map(len, written[:place]))} contradicts itself"):
        check(written)


def test_blocks_with_a_gap_between_them_do_not_pass() -> None:
    block = packed([1], [1], [8])
    with pytest.raises(BlockError, match="one behind the other"):
        check_blocks(memoryview(block + bytes(4) + block), np.array([0, len(block) + 4]), np.array([len(block)] * 2))


def test_a_file_that_ends_too_early_does_not_pass() -> None:
    block = packed([1], [1], [8])
    with pytest.raises(BlockError):
        check([block], block[:-4])


def test_no_blocks_are_no_words() -> None:
    assert check_blocks(memoryview(b""), np.empty(0, np.int64), np.empty(0, np.int64)).tolist() == []
