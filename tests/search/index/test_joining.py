"""Segments that are joined are the segment that the writer makes of all their documents: every file, byte for byte, but for the
pairs of words, which the tables of expansions were made of before."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.index.document import Document
from archive.search.index.errors import DamagedError
from archive.search.index.factory import backend
from archive.search.index.layout import LEXICON_EXT, segment_file
from archive.search.index.write import joining
from archive.storage.array_file import map_arrays
from tests.search.index.archives import make_document, random_document, write_segment
from tests.search.index.test_merging import contents_of


def joined_and_written(directory: Path, segments: Sequence[Sequence[Document]]) -> tuple[str, str]:
    """The name of the segments' joined one, and of one written of all documents."""
    writer = backend().index_writer(directory, [write_segment(directory, documents) for documents in segments])
    writer.write_tables()
    return writer.join().name, write_segment(directory, [one for documents in segments for one in documents]).name


def check_alike(directory: Path, joined: str, written: str) -> None:
    one, other = (contents_of(directory, name) for name in (joined, written))
    lexicon, words = (map_arrays(segment_file(directory, name, LEXICON_EXT)) for name in (joined, written))
    assert {name for name in one if one[name] != other[name]} <= {LEXICON_EXT}
    assert all((lexicon[name] == words[name]).all() for name in ("words", "start", "episodes", "languages"))
    assert not len(lexicon["left"])


@pytest.mark.parametrize("portion", [1, 200, joining.PORTION])
@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 6), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_every_file_is_that_of_all_documents(
    tmp_path_factory: pytest.TempPathFactory, portion: int, seed: int, sizes: list[int]
) -> None:
    chance = random.Random(seed)
    segments = [[random_document(f"s{number}e{place}", chance) for place in range(size)] for number, size in enumerate(sizes)]
    directory = tmp_path_factory.mktemp("joining")
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(joining, "PORTION", portion)
        joined, written = joined_and_written(directory, segments)
    check_alike(directory, joined, written)


def test_cues_are_found_across_the_seams_of_long_segments(tmp_path: Path) -> None:
    texts = [[f"mot{number % 7} encore {part}" for number in range(131 + 97 * part)] for part in range(4)]
    segments = [[make_document(f"e{part}", *lines), make_document(f"vide{part}")] for part, lines in enumerate(texts)]
    segments[2].reverse()
    check_alike(tmp_path, *joined_and_written(tmp_path, segments))


def test_a_damaged_block_is_not_joined(tmp_path: Path) -> None:
    entries = [write_segment(tmp_path, [make_document(slug, "bonjour le monde")]) for slug in ("un", "deux")]
    writer = backend().index_writer(tmp_path, entries)
    writer.write_tables()
    postings = segment_file(tmp_path, entries[1].name, ".pst")
    data = bytearray(postings.read_bytes())
    data[-1] ^= 1
    postings.write_bytes(data)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(DamagedError, match="sum"):
        writer.join()
    assert sorted(tmp_path.iterdir()) == before
