"""Columns of bytes: read as Whoosh reads them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.index.whoosh_format.beyond_public import VarBytesColumn
from archive.search.index.whoosh_format.storage import BytesColumn, MappedStorage

VALUES = st.lists(st.one_of(st.binary(max_size=20), st.builds(bytes, st.sampled_from([255, 256, 65_535, 65_536]))), max_size=12)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("columns")


@pytest.mark.parametrize("cutoff", [0, 2**15])
@given(values=VALUES)
def test_every_value_is_read_as_it_was_written(directory: Path, cutoff: int, values: list[bytes]) -> None:
    storage, documents = MappedStorage(directory), len(values)
    file = storage.create_file("some.col")
    writer = VarBytesColumn(write_offsets_cutoff=cutoff).writer(file)
    for doc, value in enumerate(values):
        writer.add(doc, value)
    writer.finish(documents)
    file.close()
    opened, length = storage.open_file("some.col"), storage.file_length("some.col")
    ours, whooshs = (column.reader(opened, 0, length, documents) for column in (BytesColumn(), VarBytesColumn()))
    assert [ours[doc] for doc in range(documents)] == [whooshs[doc] for doc in range(documents)] == values
