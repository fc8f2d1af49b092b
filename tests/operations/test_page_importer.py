"""Pages on their way into the library."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive.library import Library
from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal, Stated
from archive.model.reasons import reason, worded
from archive.operations.page_importer import PageImporter
from archive.operations.report import AddReport, Failed
from tests.operations.pages import CLEANER, page, read, spoken


def take(library: Library, *pages: RawPage | Refusal, trusted: bool = False) -> AddReport:
    report = AddReport()
    PageImporter(library, read, report, trusted).import_all(pages, lambda _: None)
    return report


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, create=True) as library:
        yield library


def test_a_page_that_fails_is_named_and_the_rest_goes_on(library: Library, caplog: pytest.LogCaptureFixture) -> None:
    report = take(
        library, spoken("a", "un"), page("b", broken="the stamp is 7:6x"), Refusal("c", worded("not text")), spoken("d", "deux")
    )
    assert [taken.origin for taken in report.of("added")] == ["a", "d"]
    assert [(one.origin, one.words) for one in report.failed] == [("b", "ValueError: the stamp is 7:6x"), ("c", "not text")]
    assert "Traceback" in caplog.text
    assert "b failed" in caplog.text


def test_what_is_no_episode_is_skipped_without_fault(library: Library) -> None:
    report = take(library, page("a.meta.json", skip="a sidecar"), Refusal("row", reason("no-said-segments"), skipped=True))
    assert [skipped.origin for skipped in report.skipped] == ["a.meta.json", "row"]
    assert report.failed == []


def test_a_page_that_lost_its_shape_goes_to_quarantine_with_a_sample(library: Library) -> None:
    report = take(library, page("a", shapeless="no label found"))
    (held,) = library.quarantine()
    assert (held.origin, str(held.reason)) == ("a", "no label found")
    assert "shapeless" in held.sample
    assert report.quarantined == [Failed("a", worded("no label found"))]
    assert report.failed == [Failed("a", worded("no label found"), held=True)]


def test_a_save_that_lost_most_of_its_words_does_not_replace_the_good_one(library: Library) -> None:
    take(library, spoken("a", *["des mots entiers"] * 20))
    report = take(library, spoken("a", "des mots"))
    assert str(report.quarantined[0].reason) == "2 words of speech, where the version online has 60"
    (slug,) = library.digests()
    episode = library.episode(slug)
    assert episode is not None
    assert len(episode.cues) == 20


def test_a_good_save_takes_its_place_out_of_quarantine(library: Library) -> None:
    take(library, page("a", shapeless="no label found"))
    take(library, spoken("a", "un", "deux"))
    assert library.quarantine() == ()


def test_a_show_whose_pages_lose_their_transcript_raises_the_alarm(library: Library) -> None:
    take(library, *(spoken(f"a{n}", f"émission {n} et ses mots", show="Débrief") for n in range(6)))
    report = take(library, spoken("new", show="Débrief"))
    assert "no transcript" in str(report.quarantined[0].reason)


def test_staff_may_trust_a_page_all_the_same(library: Library) -> None:
    take(library, *(spoken(f"a{n}", f"émission {n} et ses mots", show="Débrief") for n in range(6)))
    assert take(library, spoken("new", show="Débrief"), trusted=True).of("added")


def test_a_removed_episode_is_passed_over_with_the_reason(library: Library) -> None:
    take(library, spoken("a", "un"))
    (slug,) = library.digests()
    library.remove(slug, "court order")
    report = take(library, replace(spoken("a", "un", "deux")))
    assert report.skipped == [Failed("a", reason("removed", slug=slug, why="court order"))]


def test_taking_twice_equals_taking_once(library: Library) -> None:
    pages = (spoken("a", "un"), page("b", shapeless="no label"))
    take(library, *pages)
    revision = library.revision
    report = take(library, *pages)
    assert [taken.outcome for taken in report.pages] == ["unchanged"]
    assert (library.revision, len(library.quarantine())) == (revision, 1)


def count_reads(library: Library, *pages: RawPage, cleaner: int = CLEANER, reread: bool = False) -> tuple[int, AddReport]:
    """How many of the pages were read, and the report."""
    reads, report = [], AddReport()

    def reader(page: RawPage) -> Episode | Refusal:
        reads.append(page)
        return read(page, cleaner)

    PageImporter(library, reader, report, reread=reread).import_all(pages, lambda _: None)
    return len(reads), report


def test_pages_that_serve_unchanged_are_not_read_again_but_the_first(library: Library) -> None:
    pages = [spoken(f"a{n}", f"émission {n}") for n in range(5)]
    assert count_reads(library, *pages)[0] == 5
    reads, report = count_reads(library, *pages)
    assert (reads, [taken.outcome for taken in report.pages]) == (1, ["unchanged"] * 5)
    assert [taken.slug for taken in report.pages] == sorted(library.digests())
    assert count_reads(library, *pages, reread=True)[0] == 5


@pytest.mark.parametrize(
    "change",
    [
        {"fetched_at": dt.datetime(2026, 2, 10, tzinfo=dt.UTC)},
        {"fetched_how": "sidecar"},
        {"stated": Stated(guid="a4", title="Un autre titre")},
        {"root": "/elsewhere"},
        {"origin": "moved"},
    ],
)
def test_a_save_of_which_anything_else_is_said_is_read_again(library: Library, change: dict[str, Any]) -> None:
    pages = [spoken(f"a{n}", f"émission {n}") for n in range(5)]
    count_reads(library, *pages)
    assert count_reads(library, *pages[:4], replace(pages[4], **change))[0] == 2


def test_a_newer_cleaner_reads_every_page_again(library: Library) -> None:
    pages = [spoken(f"a{n}", f"émission {n}") for n in range(5)]
    count_reads(library, *pages)
    assert count_reads(library, *pages, cleaner=CLEANER + 1)[0] == 5
    assert library.cleaners() == {CLEANER + 1: 5}


def test_a_save_that_serves_unread_still_takes_its_place_out_of_quarantine(library: Library) -> None:
    first, second = spoken("a", "un", "deux"), spoken("b", "trois", "quatre")
    count_reads(library, first, second)
    count_reads(library, page("b", shapeless="no label found"))
    assert len(library.quarantine()) == 1
    assert count_reads(library, first, second)[0] == 1
    assert library.quarantine() == ()


def test_a_known_page_that_gives_no_episode_any_more_is_held_back(library: Library) -> None:
    take(library, spoken("a", "un"))
    report = take(library, page("a", none="no lines that begin with a time"), page("new", none="nothing"))
    assert [held.origin for held in report.quarantined] == ["a"]
    assert "an earlier save of it gave a" in str(report.quarantined[0].reason)
    assert [failed.origin for failed in report.failed] == ["a", "new"]


def test_a_new_page_without_transcript_is_held_back_in_a_folder_whose_pages_have_one(library: Library) -> None:
    take(library, *(spoken(f"a{n}", f"émission {n}") for n in range(6)))
    assert take(library, page("new", none="no lines that begin with a time")).quarantined
