"""What is kept beside library and index: coverage, statistics, word lists, the journal, staff's sessions.

The library notes which of them stood there when a generation was published, so that one that is lost is noticed; all
but the journal can be made anew."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from archive.languages.accents import store_accents
from archive.languages.frequency import store_frequencies
from archive.library import Library
from archive.operations import coverage, journal, sign_in
from archive.operations.coverage import Measuring
from archive.operations.document_source import STATISTICS, gathered
from archive.search.generations import known_words
from archive.storage.array_file import ArraysError, check_arrays
from archive.storage.atomic import is_damaged

NOTE = "beside"
"""The note of the library with their names."""


def note(library: Library) -> None:
    """Notes what stands beside the library now."""
    library.note(NOTE, msgspec.json.encode(_standing(library.directory)).decode())


def lost(library: Library) -> Iterator[str]:
    """The names of what was noted and is gone."""
    names = msgspec.json.decode(library.noted(NOTE) or "[]", type=list[str])
    return (name for name in names if not (library.directory / name).exists())


def damaged(directory: Path) -> Iterator[tuple[str, str]]:
    """Name and words of each that is not what was written; the journal is not among them."""
    for name in (coverage.FILE, STATISTICS):
        if is_damaged(directory / name):
            yield name, "does not agree with its checksum"
    for path in _word_lists(directory):
        try:
            check_arrays(path)
        except ArraysError as error:
            yield str(path.relative_to(directory)), str(error)
    yield from ((sign_in.NAME, line) for line in sign_in.faults(directory))


def make_anew(library: Library, name: str) -> None:
    """Makes one of them anew; of staff's sessions an empty file, so that staff sign in again."""
    (library.directory / name).unlink(missing_ok=True)
    if name == STATISTICS:
        gathered(library, library.stored())
    elif name == coverage.FILE:
        measured = Measuring()
        for _ in measured.through(library.stored()):
            pass
        measured.keep(library)
    elif name == journal.NAME:
        journal.Journal.open(library.directory).close()
    elif name.startswith(str(known_words(Path()))):
        kind, language = Path(name).name.split("-")[:2]
        (store_accents if kind == "accents" else store_frequencies)(known_words(library.directory), language)


def _standing(directory: Path) -> list[str]:
    names = [name for name in (journal.NAME, coverage.FILE, STATISTICS) if (directory / name).exists()]
    return [*names, *(str(path.relative_to(directory)) for path in _word_lists(directory))]


def _word_lists(directory: Path) -> list[Path]:
    return sorted(known_words(directory).glob("*.bin"))
