"""The table of terms: whatever is written from arrays, Whoosh's own reader finds."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.filedb.filetables import OrderedHashReader

from archive.search.index.posting_blocks import BlockError
from archive.search.index.whoosh_format.beyond_public import W3TermInfo
from archive.search.index.whoosh_format.storage import MappedStorage
from archive.search.index.whoosh_format.term_table import INFO, TermTable, extents, hash_table

WORDS = st.lists(st.binary(min_size=1, max_size=5), unique=True, max_size=40).map(sorted)


def info_of(count: int, first: int) -> np.ndarray:
    info = np.zeros(count, INFO)
    info["offset"], info["length"] = first + 100 * np.arange(count), 50 + np.arange(count)
    return info


def write(directory: Path, *fields: list[bytes]) -> OrderedHashReader:
    storage = MappedStorage(directory)
    table = TermTable(storage.create_file("terms"))
    for number, words in enumerate(fields):
        table.add_terms(number, words, info_of(len(words), 1_000_000 * number))
    table.close()
    return OrderedHashReader(storage.open_file("terms"), storage.file_length("terms"))


@given(WORDS, WORDS)
def test_every_term_is_found_and_the_next_one_behind_any_other(
    tmp_path_factory: pytest.TempPathFactory, first: list[bytes], second: list[bytes]
) -> None:
    reader = write(tmp_path_factory.mktemp("terms"), first, second)
    keys = [b"\0\0" + word for word in first] + [b"\0\1" + word for word in second]
    values = info_of(len(first), 0).tolist() + info_of(len(second), 1_000_000).tolist()
    assert [key for key, _ in reader.items()] == keys
    assert [np.frombuffer(reader[key], INFO)[0].item() for key in keys] == values
    assert reader.get(b"\0\2") is None
    assert [reader.closest_key(key[:-1]) for key in keys] == [next(one for one in keys if one >= key[:-1]) for key in keys]


def test_a_value_is_laid_out_as_whoosh_reads_it() -> None:
    row = np.array((0, 7.0, 3, 10, 20, 4.0, 1, 9, 4096, 60), INFO)
    read = W3TermInfo.from_bytes(row.tobytes())
    assert (read.weight(), read.doc_frequency(), read.max_weight()) == (7.0, 3, 4.0)
    assert (read.min_id(), read.max_id(), read.extent()) == (1, 9, (4096, (60,)))  # Whoosh leaves the length in its tuple
    assert INFO.itemsize == W3TermInfo._struct.size + 12


@given(st.lists(st.integers(0, 2**32 - 1), max_size=50))
def test_a_key_stands_where_its_hash_says_or_in_an_unbroken_row_behind(hashes: list[int]) -> None:
    places = np.arange(1, len(hashes) + 1)
    table = hash_table(np.array(hashes, np.uint32), places)
    for hashed, place in zip(hashes, places.tolist(), strict=True):
        slot = (hashed >> 8) % len(table)
        while table["place"][slot] != place:
            assert table["place"][slot]
            slot = (slot + 1) % len(table)
        assert table["hash"][slot] == hashed
    assert np.count_nonzero(table["place"]) == len(hashes)


def test_a_chain_over_the_end_goes_on_at_the_beginning() -> None:
    table = hash_table(np.array([0x300, 0x300, 0x200], np.uint32), np.array([1, 2, 3]))
    assert table["place"].tolist() == [0, 0, 3, 1, 2, 0]
    table = hash_table(np.array([0x300, 0x300], np.uint32), np.array([1, 2]))
    assert table["place"].tolist() == [2, 0, 0, 1]


def test_where_blocks_lie_is_read_at_once(tmp_path: Path) -> None:
    reader = write(tmp_path, [b"a", b"bc"], [], [b"d"])
    found = extents(reader.dbfile.view, reader.startofdata, reader.endofdata)
    assert found.field.tolist() == [0, 0, 2]
    assert found.info["offset"].tolist() == [0, 100, 2_000_000]
    assert found.info["length"].tolist() == [50, 51, 50]


@pytest.mark.parametrize("end", [1, 9, 40])
def test_a_table_that_is_cut_is_told(tmp_path: Path, end: int) -> None:
    reader = write(tmp_path, [b"word"])
    with pytest.raises(BlockError, match="the table of terms"):
        extents(reader.dbfile.view, reader.startofdata, reader.startofdata + end)


def test_a_file_that_ends_within_a_record_is_told(tmp_path: Path) -> None:
    reader = write(tmp_path, [b"word"])
    with pytest.raises(BlockError, match="within a record"):
        extents(reader.dbfile.view[: reader.startofdata + 4], reader.startofdata, reader.endofdata)
