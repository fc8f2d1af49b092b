"""Damage is noticed, is one error, never another answer, and is healed where it can be (the full run: tests.torture.damaging)."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import meaning_allowed
from tests.torture.damaging import Answers, answers, build, looked_at, run

COUNT = int(os.environ.get("ARCHIVE_DAMAGES", "24"))


@pytest.mark.slow
def test_a_damaged_file_gives_no_other_answer_and_no_error_of_the_program(tmp_path: Path) -> None:
    tally = run(COUNT, 0, tmp_path, heal_every=8)
    assert tally.wrong == []
    assert tally.raw == []
    assert tally.tried == COUNT
    assert tally.healed >= 1


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    directory = tmp_path_factory.mktemp("damaged") / "base"
    with meaning_allowed():
        build(directory)
        yield directory


@pytest.fixture(scope="module")
def sound(base: Path) -> Answers:
    return answers(base)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("index/g000004/manifest.json", lambda data: data[:400]),
        ("index/g000004/manifest.json", lambda data: data.replace(b'"', b"\xa9", 1)),
        ("index/g000004/*.passages", lambda _: None),
        ("index/g000004/*.passages", lambda data: data[:-400] + bytes(400)),
        ("index/g000003/manifest.json", lambda data: data[:400]),
        ("index/g000003/manifest.json", lambda data: data.replace(b'"crc32"', b'"crc33"')),
        ("journal.sqlite", lambda data: data.replace(b"BLOB NOT", b"BLOB NO\xd4")),
    ],
    ids=["serving-cut", "serving-no-utf-8", "passages-gone", "passages-other", "earlier-cut", "earlier-unsigned", "journal-schema"],
)
def test_what_can_be_made_anew_is_healed(  # type: ignore[no-untyped-def]
    base: Path, sound: Answers, tmp_path: Path, name: str, damage
) -> None:
    directory = tmp_path / "library"
    shutil.copytree(base, directory)
    path = next(directory.glob(name))
    data = damage(path.read_bytes())
    path.unlink()  # a link of another generation keeps its bytes
    if data is not None:
        path.write_bytes(data)
    noticed, healed = (looked_at(directory, repair=repair) for repair in (False, True))
    assert not isinstance(noticed, str) and noticed.faults and not noticed.sound
    assert not isinstance(healed, str) and healed.sound
    assert re.search("anew|rollback|--repair", " ".join(fault.what + fault.todo for fault in noticed.faults))
    assert answers(directory) == sound
