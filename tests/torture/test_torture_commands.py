"""kill -9 at random instants of `archive add` and of `archive reindex`, as staff start them, on a library that serves."""

import itertools
import json
import random
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

import ingest
from archive.library import Library
from archive.operations.document_source import WORTH_A_POOL
from archive.operations.integrity import check
from archive.operations.page_importer import PageImporter
from archive.operations.report import AddReport
from archive.search.generations import current, verify
from tests.operations.running import ARCHIVE, archive_here
from tests.torture.killing import KILLS, LONGEST_S, kill, lasted, said

EPISODES = WORTH_A_POOL + 16
"""So many are indexed by several processes."""
MANY, FEW = range(EPISODES * 3 // 4), (3, 5, EPISODES + 1)
"""Numbers of the episodes that a folder of pages brings anew: by a full generation, or by an incremental one."""


def start(library: Path, *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([*ARCHIVE, "--library", str(library), *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def pages(folder: Path, revision: int, numbers: Iterable[int]) -> str:
    """A file of episodes that say the revision; the words of one are not those of another."""
    path = folder / f"revision{revision}.jsonl"
    path.write_text("\n".join(json.dumps(_row(number, revision)) for number in numbers), encoding="utf-8")
    return str(path)


def _row(number: int, revision: int) -> dict[str, object]:
    words = [f"mot{number}x{place}" for place in range(40)]
    said_then = [{"start": 4 * at, "text": f"émission révision{revision} {word}"} for at, word in enumerate(words)]
    return {"id": f"e{number}", "title": f"Le débrief {number}", "date": "2026-02-09", "language": "fr", "segments": said_then}


def serves_whole(library: Path, wanted: dict[str, int], revision: int) -> None:
    """Whatever was killed: every episode answers, as it was or as it is to be."""
    generation = current(library)
    assert generation is not None
    verify(generation)
    everywhere = said(library, "emission")
    assert wanted.keys() <= everywhere
    new = said(library, f"revision{revision}")
    for slug in wanted.keys() - new:
        assert slug in said(library, f"revision{wanted[slug]}")


def taken(library: Path, path: str) -> None:
    """Takes pages in and serves none: what a killed `add` leaves for `reindex` to do."""
    with Library.open(library) as opened:
        PageImporter(opened, ingest.read, AddReport(), trusted=False).import_all(ingest.pages(Path(path)), lambda _: None)


def left_open(library: Path, revision: int) -> bool:
    """Whether the kill came before the revision served."""
    return not said(library, f"revision{revision}")


def is_sound(library: Path) -> bool:
    with Library.open(library, read_only=True) as opened:
        return check(opened, ingest.read).sound


@pytest.mark.slow
@pytest.mark.timeout(LONGEST_S)
def test_torture_of_commands(tmp_path: Path) -> None:
    library, chance = tmp_path / "library", random.Random(3)
    archive_here(library, "add", pages(tmp_path, 0, range(EPISODES)))
    wholes = [lasted(start(library, "add", pages(tmp_path, 1 + turn, numbers))) for turn, numbers in enumerate((MANY, FEW))]
    idle = lasted(start(library, "reindex"))
    serving = {slug: revision for revision in range(3) for slug in said(library, f"revision{revision}")}
    assert len(serving) == EPISODES + 1
    interrupted, share = 0, 1.0
    for revision in itertools.count(3):
        if revision >= 3 + KILLS and interrupted >= KILLS // 4:
            break
        numbers, whole = (MANY, FEW)[revision % 2], wholes[revision % 2]
        new = pages(tmp_path, revision, numbers)
        command = ("add", new) if revision // 2 % 2 else ("reindex",)
        if command == ("reindex",):
            taken(library, new)
        kill(start(library, *command), share * chance.uniform(idle / 2, whole))
        serves_whole(library, serving, revision)
        came = left_open(library, revision)
        interrupted += came
        share *= 1.1 if came else 0.8  # a machine may be quicker, or slower, than when the whole was measured
        archive_here(library, *command)
        assert is_sound(library)
        brought = said(library, f"revision{revision}")
        assert len(brought) == len(numbers)
        serving |= dict.fromkeys(brought, revision)
        serves_whole(library, serving, revision)
        assert not [path for path in (library / "index").iterdir() if path.suffix in {".part", ".incremental", ".dying"}]
