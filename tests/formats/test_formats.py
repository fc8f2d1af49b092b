"""Every form that people have transcripts in: a sample of each, as its tool writes it, with what a perfect reader takes from it."""

import json
from pathlib import Path

import pytest

from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from ingest import pages
from ingest.formats.registry import formats
from tests.formats.document import DOCUMENT, written
from tests.formats.reading import FOLDER, golden_of, read_all

READ = [sample for one in formats().values() if one.instead is None for sample in one.samples]
REFUSED = [(one, sample) for one in formats().values() if one.instead is not None for sample in one.samples]


@pytest.mark.parametrize("file", [sample.file for sample in READ])
def test_a_sample_is_read_as_its_golden_file_says(file: str) -> None:
    assert golden_of(FOLDER / file) == json.loads((FOLDER / f"{file}.golden.json").read_text("utf8"))


@pytest.mark.parametrize(("one", "sample"), REFUSED, ids=lambda value: getattr(value, "file", ""))
def test_a_form_that_is_known_and_not_read_is_named_with_the_way_out(one, sample, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (refusal,) = read_all(FOLDER / sample.file).values()
    assert isinstance(refusal, Refusal)
    assert refusal.known
    assert str(refusal.reason) == f"this looks like {one.name}, which is not read: {one.instead}"


def test_every_sample_is_of_the_format_it_stands_for() -> None:
    for one in formats().values():
        if one.instead is not None or one.media_type in ("multipart/related", "application/warc", "application/wacz"):
            continue
        for sample in one.samples:
            kinds = {page.content_type for page in pages(FOLDER / sample.file) if isinstance(page, RawPage)}
            assert kinds in ({one.media_type}, {"application/vnd.mot-pour-mot.transcript-with-facts+json"}), sample.file


def test_no_file_stands_beside_the_samples_that_the_table_does_not_name() -> None:
    named = {sample.file for one in formats().values() for sample in one.samples}
    files = {
        path.name for path in FOLDER.iterdir() if path.suffix != ".py" and not path.name.endswith(".golden.json") and path.is_file()
    }
    assert files - named == {"rolling.info.json"}


def test_the_document_is_the_table() -> None:
    assert DOCUMENT.read_text("utf8") == written(), "write it anew: python -m tests.formats"


def test_a_folder_of_all_of_them_is_added_without_a_fault() -> None:
    found = read_all(FOLDER)
    faults = {origin: str(one.reason) for origin, one in found.items() if isinstance(one, Refusal) and not one.skipped}
    assert faults == {}
    assert sum(1 for one in found.values() if isinstance(one, Episode)) >= 65
