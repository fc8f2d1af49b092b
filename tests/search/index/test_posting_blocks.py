"""Posting blocks: what is written is read, and nothing that is wrong with one passes the check."""

import struct
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import archive.search.index.posting_blocks as blocks
from archive.search.index.posting_blocks import BlockError, block_of, check_blocks, pack_blocks, read_block, unpack_blocks, unpacked

Postings = tuple[list[int], list[int], list[int]]
LENGTH = 70_000
"""The words of each document: some places take four bytes."""
STARTS = (np.arange(401, dtype=np.int64) * (LENGTH + 1)).astype(np.uint32)


@st.composite
def postings(draw: st.DrawFn) -> Postings:
    """Documents, frequencies and positions of a term, of all widths."""
    docs = sorted(draw(st.sets(st.integers(0, draw(st.sampled_from((50, 399)))), min_size=1, max_size=6)))
    most = draw(st.sampled_from((255, 65_535, LENGTH - 1)))
    positions = [sorted(draw(st.sets(st.integers(0, most), min_size=1, max_size=4))) for _ in docs]
    if draw(st.integers(0, 9)) == 0:
        positions[-1] = list(range(300))
    return docs, [len(each) for each in positions], [place for each in positions for place in each]


def packed(docs: Sequence[int], frequencies: Sequence[int], positions: Sequence[int]) -> bytes:
    """A block as the head of the module says that it is, made slowly; also of what makes no sense."""
    logs = [(max(column, default=0) > 0xFF) + (max(column, default=0) > 0xFFFF) for column in (docs, frequencies, positions)]
    parts = [
        _padded(np.array(one, blocks._TYPES[log]).tobytes()) for one, log in zip((docs, frequencies, positions), logs, strict=True)
    ]
    sums = [sum(np.frombuffer(part, "<u4").tolist()) % 2**32 for part in (parts[0] + parts[1], parts[2])]
    widths = logs[0] | logs[1] << 2 | logs[2] << 4
    return struct.pack("<HBBIIII", 0x4D50, 3, widths, len(docs), len(positions), *sums) + b"".join(parts)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def addresses_of(docs: Sequence[int], frequencies: Sequence[int], positions: Sequence[int]) -> list[int]:
    of_each = [doc for doc, count in zip(docs, frequencies, strict=True) for _ in range(count)]
    return [doc * (LENGTH + 1) + position for doc, position in zip(of_each, positions, strict=True)]


def check(written: Sequence[bytes], buffer: bytes | None = None) -> int:
    lengths = np.array([len(block) for block in written], np.int64)
    offsets = np.cumsum(lengths) - lengths
    return check_blocks(memoryview(buffer or b"".join(written)), offsets, lengths, STARTS)


@pytest.mark.parametrize("portion", [1, 100, 8 * 2**20])
@given(many=st.lists(postings(), min_size=1, max_size=8))
def test_what_is_written_is_read_and_passes(portion: int, many: list[Postings]) -> None:
    written = [packed(*one) for one in many]
    whole, place = memoryview(b"".join(written)), 0
    for block, (docs, frequencies, positions) in zip(written, many, strict=True):
        read = read_block(whole, place, STARTS)
        assert (read.docs.tolist(), read.frequencies.tolist(), read.places) == (docs, frequencies, len(positions))
        assert read.addresses.tolist() == addresses_of(docs, frequencies, positions)
        place += len(block)
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(blocks, "PORTION", portion)
        assert check(written) == sum(len(positions) for _, _, positions in many)


@given(many=st.lists(postings(), min_size=1, max_size=8))
def test_blocks_packed_together_are_those_packed_one_by_one(many: list[Postings]) -> None:
    written = [packed(*one) for one in many]
    whole, lengths = memoryview(b"".join(written)), np.array([len(block) for block in written])
    offsets = np.cumsum(lengths) - lengths
    together = unpack_blocks(whole, offsets, lengths, STARTS)
    size, data = pack_blocks(together, STARTS)
    assert (size.tolist(), data) == (lengths.tolist(), bytes(whole))
    for one, block in zip(many, written, strict=True):
        assert pack_blocks(unpacked(block_of(np.array(addresses_of(*one), np.uint32), STARTS)), STARTS)[1] == block


@pytest.mark.parametrize("few", [0, 64])
@given(one=postings(), asked=st.sets(st.integers(0, 399), max_size=8), before=st.booleans())
def test_the_addresses_in_some_documents_are_those_of_all_that_lie_there(
    few: int, one: Postings, asked: set[int], before: bool
) -> None:
    block = read_block(memoryview(packed(*one)), 0, STARTS)
    if before:
        assert len(block.addresses)
    asked |= {one[0][-1]}
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(blocks, "FEW", few)
        found = block.within(np.array(sorted(asked), np.int32)).tolist()
    assert found == [address for address in addresses_of(*one) if address // (LENGTH + 1) in asked]


@pytest.mark.parametrize("many_more", [0, 1000])
@given(one=postings(), other=postings())
def test_a_block_holds_the_addresses_at_which_it_stands(many_more: int, one: Postings, other: Postings) -> None:
    asked = np.array(sorted({*addresses_of(*other), addresses_of(*one)[-1]}), np.uint32)
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(blocks, "MANY_MORE", many_more)
        found = read_block(memoryview(packed(*one)), 0, STARTS).holds(asked)
    assert found.tolist() == [address in addresses_of(*one) for address in asked.tolist()]


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
        ([3, 4], [2, 0], [5, 9]),
        ([3], [2], [9, 5]),
        ([3], [2], [5, 5]),
        ([3], [2], [5, LENGTH]),
        ([400], [1], [5]),
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
        check_blocks(memoryview(block + bytes(4) + block), np.array([0, len(block) + 4]), np.array([len(block)] * 2), STARTS)


def test_a_file_that_ends_too_early_does_not_pass() -> None:
    block = packed([1], [1], [8])
    with pytest.raises(BlockError):
        check([block], block[:-4])


def test_no_blocks_are_no_words() -> None:
    assert check_blocks(memoryview(b""), np.empty(0, np.int64), np.empty(0, np.int64), STARTS) == 0
