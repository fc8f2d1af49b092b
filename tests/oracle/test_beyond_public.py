"""What is used of Whoosh beyond its public API, each by a test."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from archive.search.index.layout import INDEX_NAME
from archive.search.index.posting_blocks import BlockError, read_block
from archive.search.index.types import FIELDS
from archive.search.index.whoosh_format import register
from archive.search.index.whoosh_format.beyond_public import (
    TOC,
    FileStorage,
    VarBytesColumn,
    W3Segment,
    W3TermInfo,
    byte_to_length,
    length_to_byte,
    open_dir,
)
from archive.search.index.whoosh_format.storage import BytesColumn, MappedFile, MappedStorage
from tests.search.index.archives import engine_of, make_document, random_document


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Whoosh's reader of thirty random episodes."""
    chance = random.Random(11)
    directory = tmp_path_factory.mktemp("whoosh")
    engine_of(directory, [random_document(f"e{number:02d}", chance) for number in range(30)])
    register()
    return open_dir(str(directory)).reader()


def test_segments_are_named_in_the_contents(tmp_path: Path) -> None:
    engine_of(tmp_path, [make_document("un", "bonjour")], [make_document("deux", "bonjour")])
    contents = TOC.read(FileStorage(str(tmp_path)), INDEX_NAME)
    assert all(isinstance(segment, W3Segment) for segment in contents.segments)
    assert [segment.doc_count_all() for segment in contents.segments] == [1, 1]


def test_term_information_is_packed_as_whoosh_reads_it(reader: Any) -> None:
    for leaf, _ in reader.leaf_readers():
        for (field, _), info in leaf._terms.items():
            assert isinstance(info, W3TermInfo)
            assert field in FIELDS
            assert not info.is_inlined()
            assert info.weight() >= info.doc_frequency() >= 1
            assert info.max_weight() >= 1


def test_lengths_are_rounded_as_whoosh_rounds() -> None:
    assert [byte_to_length(length_to_byte(length)) for length in (0, 1, 10)] == [0, 1, 10]


def test_files_are_mapped_not_copied(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"abcdef")
    file = MappedStorage(tmp_path).open_file("bytes")
    assert isinstance(file, MappedFile)
    assert (file.get(2, 3), file.read(2), file.get_byte(0)) == (b"cde", b"ab", ord("a"))
    assert np.frombuffer(file.view, np.uint8)[5] == ord("f")


def test_a_column_is_cut_out_of_the_mapped_file_where_whoosh_copies(tmp_path: Path) -> None:
    values = [b"ab", b"", b"cdef"]
    storage = MappedStorage(tmp_path)
    writer = VarBytesColumn().writer(storage.create_file("column"))
    for doc, value in enumerate(values):
        writer.add(doc, value)
    writer.finish(3)
    storage.close_files()
    size = (tmp_path / "column").stat().st_size
    views = BytesColumn().reader(storage.open_file("column"), 0, size, 3)
    copies = VarBytesColumn().reader(storage.open_file("column"), 0, size, 3)
    assert [bytes(views[doc]) for doc in range(3)] == [copies[doc] for doc in range(3)] == values
    assert views[0].obj is views[2].obj


def test_whoosh_deletes_no_file_of_a_generation(tmp_path: Path) -> None:
    (tmp_path / "MAIN_x.pst").touch()
    MappedStorage(tmp_path).delete_file("MAIN_x.pst")
    assert (tmp_path / "MAIN_x.pst").exists()


def test_what_is_no_block_is_not_read() -> None:
    with pytest.raises(BlockError, match="byte 0"):
        read_block(memoryview(bytes(64)), 0, np.zeros(1, np.uint32))


def test_a_file_is_written_without_whooshs_wrapper_and_holds_what_it_would(tmp_path: Path) -> None:
    file = MappedStorage(tmp_path).create_file("bytes")
    assert file.write == file.file.write
    file.write(b"a word")
    assert file.tell() == 6
    file.write_int(7)
    file.close()
    assert (tmp_path / "bytes").read_bytes() == b"a word\0\0\0\7"
