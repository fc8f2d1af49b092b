"""Segments that are merged are the segment that the writer makes of the documents that are left: every file, byte for byte."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.model.episode import Cue, Person, Published
from archive.search.index.document_table import Document
from archive.search.index.layout import INDEX_NAME, DamagedError, segment_file, segment_files
from archive.search.index.position_to_time import build_times, first_addresses
from archive.search.index.types import SegmentInfo
from archive.search.index.write import segment_writer
from archive.search.index.write.merging import merge_segments
from tests.amounts import cases
from tests.search.index.archives import make_document, random_document, write_segment

OTHER_LINK = NameLink("Autre Nom", 0, 1, 0.1, "people", "ab")


def merged(directory: Path, entries: Sequence[SegmentInfo], links: Mapping[int, Sequence[NameLink]]) -> SegmentInfo:
    """The one segment that is made of some."""
    (one,) = merge_segments(directory, entries, links)
    return one


def contents_of(directory: Path, name: str) -> dict[str, bytes]:
    """What follows the segment's name in the name of each of its files -> the bytes of the file."""
    return {path.name.removeprefix(f"{INDEX_NAME}_{name}"): path.read_bytes() for path in segment_files(directory, name)}


def merged_and_written(
    directory: Path, segments: Sequence[Sequence[Document]], deleted: set[str]
) -> tuple[SegmentInfo, SegmentInfo]:
    """The segments merged, and one written of all documents that are not deleted."""
    entries = [
        write_segment(directory, documents, [document.slug for document in documents if document.slug in deleted])
        for documents in segments
    ]
    every = [document for documents in segments for document in documents]
    links = {number: document.analysis.links for number, document in enumerate(every)}
    return merged(directory, entries, links), write_segment(directory, [one for one in every if one.slug not in deleted])


@given(
    seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 5), min_size=1, max_size=4), share=st.sampled_from((0.0, 0.3, 0.8))
)
@settings(max_examples=cases(15, 200))
def test_every_file_is_that_of_the_documents_that_are_left(
    tmp_path_factory: pytest.TempPathFactory, seed: int, sizes: list[int], share: float
) -> None:
    chance = random.Random(seed)
    segments = [[random_document(f"s{number}e{place}", chance) for place in range(size)] for number, size in enumerate(sizes)]
    every = [document.slug for documents in segments for document in documents]
    deleted = {slug for slug in every if chance.random() < share and slug != every[0]}
    directory = tmp_path_factory.mktemp("merging")
    one, written = merged_and_written(directory, segments, deleted)
    assert one.documents == written.documents == len(every) - len(deleted)
    assert contents_of(directory, one.name) == contents_of(directory, written.name)


def test_words_dates_people_and_languages_of_real_kinds_stay(tmp_path: Path) -> None:
    people = (Person("Zoé Ébène", "host", "animatrice"), Person("Ωmega", "guest"), Person("Cité", "cited"))
    fields = {"show": "Émission", "category": "Société", "language": "fr", "people": people}
    documents = [
        make_document("sans-mot", cues=(Cue(0, "♪", kind="sound"),), title="", language="und"),
        make_document("éte", "où θ est ĵ ²", "c'est l'été" * 3, title="Œuvre", published=_month(), **fields),
        make_document("suite", *(f"mot{number} encore" for number in range(400)), language=" ", analysis=Analysis(repeated=(0, 3))),
    ]
    one, written = merged_and_written(tmp_path, [documents[:1], documents[1:]], set())
    assert contents_of(tmp_path, one.name) == contents_of(tmp_path, written.name)


def _month() -> Published:
    import datetime as dt

    return Published(dt.date(2024, 2, 11), "test", "month", approximate=True)


def test_the_name_links_are_those_that_are_given(tmp_path: Path) -> None:
    before, after = Analysis(links=(NameLink("Nom", 0, 1, 0.1, "title", ""),)), Analysis(links=(OTHER_LINK,))
    entry = write_segment(tmp_path, [make_document("un", "ab cd", analysis=before)])
    one = merged(tmp_path, [entry], {0: [OTHER_LINK]})
    written = write_segment(tmp_path, [make_document("un", "ab cd", analysis=after)])
    assert contents_of(tmp_path, one.name) == contents_of(tmp_path, written.name)


def test_no_word_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [write_segment(tmp_path, [make_document(slug, "bonjour le monde")]) for slug in ("un", "deux")]

    def read_again(text: str) -> bytes:
        raise AssertionError(text)

    monkeypatch.setattr(segment_writer, "spaced", read_again)
    assert merged(tmp_path, entries, {}).documents == 2


def test_a_damaged_block_is_not_copied_into_a_sound_one(tmp_path: Path) -> None:
    entry = write_segment(tmp_path, [make_document("un", "bonjour le monde")])
    postings = segment_file(tmp_path, entry.name, ".pst")
    data = bytearray(postings.read_bytes())
    data[-1] ^= 1
    postings.write_bytes(data)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(DamagedError, match="sum"):
        merged(tmp_path, [entry], {})
    assert sorted(tmp_path.iterdir()) == before


@given(st.lists(st.integers(1, 600), max_size=30), st.integers(0, 300), st.integers(1, 300))
def test_first_addresses_are_what_the_map_was_made_of(gaps: list[int], first: int, rest: int) -> None:
    addresses = first + np.cumsum([0, *gaps])
    times = build_times(addresses, int(addresses[-1]) + rest)
    assert first_addresses(times["block"], times["since"], first).tolist() == addresses.tolist()


def test_segments_become_as_few_as_hold_their_words(tmp_path: Path) -> None:
    made = [make_document(f"e{number}", "un deux trois quatre", analysis=Analysis(links=(OTHER_LINK,))) for number in range(5)]
    entries = [write_segment(tmp_path, [document], [document.slug] if document.slug == "e2" else []) for document in made]
    links = {number: document.analysis.links for number, document in enumerate(made)}
    parts = list(merge_segments(tmp_path, entries, links, most_words=8))
    assert [part.documents for part in parts] == [2, 1, 1]
    last = write_segment(tmp_path, made[4:])
    assert contents_of(tmp_path, parts[-1].name) == contents_of(tmp_path, last.name)


def test_of_nothing_that_is_left_nothing_is_made(tmp_path: Path) -> None:
    assert list(merge_segments(tmp_path, [write_segment(tmp_path, [make_document("un", "ab")], ["un"])], {})) == []
