"""Files that are small as they lie and swell when they are read: bounded, named, and in nobody's way."""

import gzip
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from archive.operations.journal import Journal
from archive.operations.page_importer import MOST_NAMED
from ingest import budget, pages, read
from tests.operations.running import archive_here, told_here

GOOD = "Le port\nCe lundi 9 février 2026.\nTranscription\n00:01 Une cornemuse\n00:09 Un violon au port\n00:15 Fin de l'émission"
RECORD = b"WARC/1.0\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:x:1>\r\nContent-Length: 0\r\n\r\n\r\n\r\n"


def empty_records(path: Path) -> None:
    path.with_suffix(".jsonl.gz").write_bytes(gzip.compress(b"".join(b'{"a": %d}\n' % number for number in range(40_000))))


def blank_lines(path: Path) -> None:
    path.with_suffix(".jsonl.gz").write_bytes(gzip.compress(b'{"a": 1}\n' + b"\n" * 30_000_000))


def warc_records(path: Path) -> None:
    path.with_suffix(".warc.gz").write_bytes(gzip.compress(RECORD * 120_000))


def warcs_in_a_wacz(path: Path) -> None:
    with zipfile.ZipFile(path.with_suffix(".wacz"), "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("datapackage.json", "{}")
        for number in range(30):
            packed.writestr(f"archive/{number}.warc", RECORD * 20_000)


SWELLING = [empty_records, blank_lines, warc_records, warcs_in_a_wacz]


@pytest.mark.parametrize("make", SWELLING)
def test_what_swells_is_named_and_hides_no_other_page(
    tmp_path: Path, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bounds of a tenth: what is tried is that they hold, in a tenth of the time."""
    monkeypatch.setattr(budget, "CPU_S", 0.8)
    monkeypatch.setattr(budget, "MOST_PAGES", 10_000)
    make(tmp_path / "a")
    (tmp_path / "z.txt").write_text(GOOD, "utf-8")
    *swelling, good = pages(tmp_path)
    assert isinstance(good, RawPage) and good.origin == "z.txt"
    assert [one.reason.code for one in swelling if isinstance(one, Refusal)][-1] == "file-swells"
    assert len(swelling) <= 10_001


def test_what_unpacks_to_more_than_its_size_allows_is_not_read_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "UNPACKED", 1 << 20)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"".join(b'{"a": %d, "b": "%s"}\n' % (number, b"x" * 2000) for number in range(5_000))))
    *read, last = pages(path)
    assert isinstance(last, Refusal) and last.reason.code == "file-swells" and last.reason.facts["megabytes"] < 10
    assert 500 < len(read) < 4_000


def test_records_that_repeat_are_read_once_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"title": "Le port"}\n' * 30_000 + b'{"title": "La grue"}\n' * 2)
    first, other, told = pages(path)
    assert isinstance(first, RawPage) and isinstance(other, RawPage) and isinstance(told, Refusal)
    assert (first.origin, other.origin) == ("a.jsonl#1", "a.jsonl#30001")
    assert told.skipped and str(told.reason) == "30,000 records that repeat an earlier one: read once"


def test_pages_that_give_nothing_are_counted_beyond_a_thousand(tmp_path: Path) -> None:
    folder, library = tmp_path / "pages", tmp_path / "library"
    folder.mkdir()
    empty_records(folder / "a")
    (folder / "z.txt").write_text(GOOD, "utf-8")
    archive_here(library, "add", str(folder))
    assert told_here(library, "search", "cornemuse")["total"] == 1
    with Journal.open(library, read_only=True) as journal:
        report = journal.runs()[-1].report
    assert report["skipped"] == MOST_NAMED
    assert report["unlisted"] == {"a.jsonl.gz": 40_000 - MOST_NAMED}


def _day_of_speech(said: list[str]) -> RawPage:
    """24 hours and more of lines, 30 words every nine seconds."""
    lines = (" ".join(said[first : first + 30]) for first in range(0, len(said), 30))
    stamped = (f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02} {line}" for at, line in zip(count(0, 9), lines, strict=False))
    return RawPage("a.txt", "\n".join(["Le port", "Transcription", *stamped]).encode(), "text/plain", "0" * 64)


@pytest.mark.parametrize("said", [["a"] * 450_030, [f"mot{number}" for number in range(50_001)]])
def test_a_page_of_more_words_than_anybody_says_is_refused(said: list[str]) -> None:
    refused = read(_day_of_speech(said))
    assert isinstance(refused, Refusal) and refused.reason.code == "too-many-words" and "450,000" in str(refused.reason)


def test_a_page_of_a_day_of_speech_is_taken() -> None:
    """290,000 words, of which as many are unlike as in no language that is spoken."""
    assert isinstance(read(_day_of_speech([f"mot{number % 45_000}" for number in range(290_000)])), Episode)
