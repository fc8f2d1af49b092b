"""Many pages are read by several processes, and taken as if one had read them all."""

import hashlib
import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.library import Library
from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from archive.operations.document_source import WORTH_A_POOL
from archive.operations.page_importer import PageImporter
from archive.operations.reading_ahead import LARGE, _batches
from archive.operations.report import AddReport
from ingest import read

MANY = 2 * WORTH_A_POOL + 9
BROKEN, EMPTY, TWICE = 2 * WORTH_A_POOL + 1, 2 * WORTH_A_POOL + 2, 2 * WORTH_A_POOL + 5


def saved(number: int) -> RawPage:
    said = "\n".join(f"0:{second:02} La marée numéro {number} monte à la seconde {second}." for second in range(0, 50, 5))
    body = f"Épisode {number} du phare\n12 mars 2024\n\nTranscription\n{said}\n".encode() if number != EMPTY else b"rien"
    return RawPage(f"{number}.txt", body, "text/plain", hashlib.sha256(body).hexdigest(), root="phare")


def pages() -> Iterator[RawPage]:
    yield from (saved(TWICE - 1 if number == TWICE else number) for number in range(MANY))


def breaking(page: RawPage) -> Episode | Refusal:
    """A reader with a fault in it."""
    if page.origin == f"{BROKEN}.txt":
        raise ValueError("a page like no other")
    return read(page)


def taken(root: Path, workers: int) -> tuple[AddReport, dict[str, str]]:
    report = AddReport()
    with Library.open(root, create=True) as library:
        PageImporter(library, breaking, report, workers=workers).import_all(pages(), lambda _: None)
        return report, library.digests()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[AddReport, dict[str, str]]]:
    root = tmp_path_factory.mktemp("read")
    return [taken(root / str(workers), workers) for workers in (1, 2)]


def test_the_same_pages_become_the_same_episodes_in_the_same_order(both: list[tuple[AddReport, dict[str, str]]]) -> None:
    (alone, digests), (together, same) = both
    assert same == digests
    assert len(digests) == MANY - 3
    assert together.pages == alone.pages
    assert [one.outcome for one in together.pages].count("unchanged") == 1


def test_a_page_that_fails_in_another_process_is_named_and_stops_none(both: list[tuple[AddReport, dict[str, str]]]) -> None:
    (alone, _), (together, _) = both
    assert together.failed == alone.failed
    assert {one.origin: str(one.reason) for one in together.failed}[f"{BROKEN}.txt"] == "ValueError: a page like no other"
    assert together.quarantined == alone.quarantined
    assert f"{EMPTY}.txt" in {one.origin for one in together.failed}


def dying(page: RawPage) -> Episode | Refusal:
    """A reader that a page kills, in whichever process but this one."""
    if page.origin == f"{BROKEN}.txt" and multiprocessing.parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return read(page)


def test_where_a_process_dies_of_a_page_the_rest_are_read_here(
    tmp_path: Path, both: list[tuple[AddReport, dict[str, str]]]
) -> None:
    report = AddReport()
    with Library.open(tmp_path, create=True) as library:
        PageImporter(library, dying, report, workers=2).import_all(pages(), lambda _: None)
        assert library.digests().items() >= both[0][1].items()
        assert len(library.digests()) == MANY - 2, "and the page itself"


def test_large_pages_wait_by_themselves() -> None:
    large = [RawPage(f"{n}.txt", b"x" * (LARGE + 1), "text/plain", "") for n in range(3)]
    small = [RawPage(f"{n}.txt", b"x", "text/plain", "") for n in range(6)]
    assert [len(batch) for batch in _batches([*small, *large])] == [4, 3, 1, 1]


def test_what_serves_unchanged_is_not_read_again(tmp_path: Path) -> None:
    report = AddReport()
    with Library.open(tmp_path / "again", create=True) as library:
        PageImporter(library, read, AddReport()).import_all(pages(), lambda _: None)
        asked: list[str] = []

        def reader(page: RawPage) -> Episode | Refusal:
            asked.append(page.origin)
            return read(page)

        PageImporter(library, reader, report).import_all(pages(), lambda _: None)
    assert set(asked) <= {"0.txt", f"{EMPTY}.txt"}
    assert {one.outcome for one in report.pages} == {"unchanged"}
