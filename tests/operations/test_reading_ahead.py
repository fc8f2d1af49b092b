"""Many pages are read by several processes, and taken as if one had read them all."""

import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.library import Library
from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from archive.operations import parallel_reading
from archive.operations.document_source import WORTH_A_POOL
from archive.operations.page_importer import PageImporter
from archive.operations.parallel_reading import FEW_BYTES, TOGETHER, _batches
from archive.operations.report import AddReport
from archive.processes import can_limit_memory
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
    return [taken(root / str(workers), workers) for workers in (0, 2)]


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


def is_apart() -> bool:
    return multiprocessing.parent_process() is not None


def dying(page: RawPage) -> Episode | Refusal:
    """A reader that a page kills."""
    if page.origin == f"{BROKEN}.txt" and is_apart():
        os.kill(os.getpid(), signal.SIGKILL)
    return read(page)


def hanging(page: RawPage) -> Episode | Refusal:
    """A reader that a page holds for ever."""
    while page.origin == f"{BROKEN}.txt" and is_apart():
        pass
    return read(page)


def swelling(page: RawPage) -> Episode | Refusal:
    """A reader that takes more memory for a page than a page may take."""
    if page.origin == f"{BROKEN}.txt" and is_apart():
        held = [bytearray(1 << 20) for _ in range(4096)]
        assert len(held) == 4096
    return read(page)


@pytest.mark.parametrize("reader", [dying, hanging, swelling])
def test_a_page_that_kills_hangs_or_swells_is_a_failure_of_its_own(
    tmp_path: Path,
    both: list[tuple[AddReport, dict[str, str]]],
    monkeypatch: pytest.MonkeyPatch,
    reader: Callable[[RawPage], Episode | Refusal],
) -> None:
    if reader is swelling and not can_limit_memory():
        pytest.skip("this system does not limit memory")
    monkeypatch.setattr(parallel_reading, "PAGE_LIMITS", replace(parallel_reading.PAGE_LIMITS, cpu_s=1))
    report = AddReport()
    with Library.open(tmp_path, create=True) as library:
        PageImporter(library, reader, report, workers=2).import_all(pages(), lambda _: None)
        assert library.digests() == both[0][1]
    (failed,) = [one for one in report.failed if one.origin == f"{BROKEN}.txt"]
    assert failed.reason.code == "page-too-costly"


def test_a_process_that_reads_loads_neither_library_nor_index_nor_site() -> None:
    code = (
        "import sys, archive.operations.page_reading, ingest; print([name for name in sys.modules if name.startswith('archive.')])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "archive.model.page" in loaded
    assert not [room for room in ("library", "search", "analysis", "web") if f"archive.{room}" in loaded]


def test_small_pages_are_handed_over_together() -> None:
    large = [RawPage(f"{n}.txt", b"x" * (FEW_BYTES + 1), "text/plain", "") for n in range(2)]
    small = [RawPage(f"{n}.txt", b"x", "text/plain", "") for n in range(TOGETHER + 2)]
    assert [len(batch) for batch in _batches([*small, *large])] == [TOGETHER, 2, 1, 1]


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
