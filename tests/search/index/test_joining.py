"""Segments that are joined are the segment that the writer makes of all their documents: every file, byte for byte, but for the
rare pairs of words, which the tables of expansions were made of before, and the links, which are the same in other bytes. The
pairs of common words they have alone."""

import random
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.index import phrases
from archive.search.index.document_table import Document
from archive.search.index.factory import backend
from archive.search.index.layout import LEXICON_EXT, MENTIONS_EXT, PAIR_LOOKUP_EXT, PAIRS_EXT, DamagedError, segment_file
from archive.search.index.name_links import table_of
from archive.search.index.types import SegmentInfo
from archive.search.index.whoosh_format.segment import WhooshSegment
from archive.search.index.write import merging
from archive.storage.array_file import map_arrays
from tests.amounts import cases
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
    assert set(one) - set(other) == {PAIRS_EXT, PAIR_LOOKUP_EXT}
    assert {name for name in other if one[name] != other[name]} <= {LEXICON_EXT, MENTIONS_EXT}
    links, others = (table_of(map_arrays(segment_file(directory, name, MENTIONS_EXT))) for name in (joined, written))
    assert (links.doc, links.links) == (others.doc, others.links)
    assert all((lexicon[name] == words[name]).all() for name in ("words", "start", "episodes", "languages"))
    assert not len(lexicon["left"])


@pytest.mark.parametrize("portion", [1, 200, merging.PORTION])
@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 6), min_size=1, max_size=4))
@settings(max_examples=cases(8, 100))
def test_every_file_is_that_of_all_documents(
    tmp_path_factory: pytest.TempPathFactory, portion: int, seed: int, sizes: list[int]
) -> None:
    chance = random.Random(seed)
    segments = [[random_document(f"s{number}e{place}", chance) for place in range(size)] for number, size in enumerate(sizes)]
    directory = tmp_path_factory.mktemp("joining")
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(merging, "PORTION", portion)
        joined, written = joined_and_written(directory, segments)
    check_alike(directory, joined, written)


def test_cues_are_found_across_the_seams_of_long_segments(tmp_path: Path) -> None:
    texts = [[f"mot{number % 7} encore {part}" for number in range(131 + 97 * part)] for part in range(4)]
    segments = [[make_document(f"e{part}", *lines), make_document(f"vide{part}")] for part, lines in enumerate(texts)]
    segments[2].reverse()
    check_alike(tmp_path, *joined_and_written(tmp_path, segments))


@pytest.mark.parametrize("paired", [2, 64])
@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 6), min_size=1, max_size=3))
@settings(max_examples=cases(6, 60))
def test_a_pair_of_common_words_is_kept_as_it_is_said(
    tmp_path_factory: pytest.TempPathFactory, paired: int, seed: int, sizes: list[int]
) -> None:
    chance = random.Random(seed)
    segments = [[random_document(f"s{number}e{place}", chance) for place in range(size)] for number, size in enumerate(sizes)]
    directory = tmp_path_factory.mktemp("pairs")
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(phrases, "PAIRED", paired)
        name, written = joined_and_written(directory, segments)
        joined, plain = (WhooshSegment(directory, SegmentInfo(one, sum(sizes))).terms for one in (name, written))
        words = map_arrays(segment_file(directory, name, LEXICON_EXT))["words"].tobytes().decode().split()
        kept = [(two, found) for two in product(words, words) if (found := joined.pair(two)) is not None]
        assert len(kept) == min(paired, len(words)) ** 2
        for two, found in kept:
            assert found.addresses.tolist() == plain.phrase(two).tolist() == joined.phrase(two).tolist()
            assert plain.pair(two) is None
        for three in chance.choices(list(product(words, repeat=3)), k=40):
            assert joined.phrase(three).tolist() == plain.phrase(three).tolist()


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
