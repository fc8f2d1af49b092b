"""Brings what serves up to what the library holds; and what is kept beside both: coverage, statistics, word lists, the
journal, staff's sessions.

The library notes which of them stood there when a generation was published, so that one that is lost is noticed; all
but the journal can be made anew."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from archive.analysis.glossary import HEARD_IN, LEAST_EPISODES, STRONG, learn
from archive.errors import UnavailableError
from archive.languages.accents import store_accents
from archive.languages.frequency import store_frequencies
from archive.library import GlossaryEntry, Library
from archive.operations import coverage, journal, sign_in
from archive.operations.coverage import Measuring
from archive.operations.document_source import (
    STATISTICS,
    WORTH_A_POOL,
    LibrarySource,
    cores,
    documents,
    gathered,
    last_gathered,
)
from archive.operations.progress import Progress, numbered, quiet, through
from archive.operations.relinking import Decisions, Links, decided, linked_again
from archive.operations.served_library import share_with_library
from archive.search.generations import (
    Generation,
    ReturnsTo,
    known_words,
    publish_full,
    publish_incremental,
    relink,
    rollback,
    usable,
)
from archive.storage.array_file import ArraysError, check_arrays
from archive.storage.file_writing import is_damaged

FULL_PART = 0.5
"""When more than half of the archive is new, a full generation is no dearer than a child, and its statistics are of
all."""
FEW = 20

INDEXING = "Indexing"
LINKED = "linked"
"""The note of the glossary with which names were linked: its hash."""
LINKED_ENTRIES = "linked entries"
"""The note of its entries."""
Approve = Callable[[Generation], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Slugs whose episodes the serving generation lacks or has otherwise, and slugs that it has and the library does
    not serve."""

    fresh: tuple[str, ...]
    gone: tuple[str, ...]
    held: int

    def __bool__(self) -> bool:
        return bool(self.fresh or self.gone)

    @property
    def is_large(self) -> bool:
        """Whether a full generation is the better way."""
        return len(self.fresh) + len(self.gone) > max(FEW, self.held * FULL_PART)


def difference(library: Library, generation: Generation | None) -> Difference:
    """What the generation lacks of the library; compared by digests, nothing is decoded."""
    serving = generation.digests() if generation else {}
    held = library.digests()
    fresh = tuple(slug for slug, digest in held.items() if serving.get(slug) != digest)
    return Difference(fresh, tuple(slug for slug in serving if slug not in held), len(held))


def bring_up(library: Library, *, progress: Progress = quiet) -> Generation | None:
    """Publishes what the library holds and the serving generation does not, as a child of it; the first time, and where
    most is new, as a full generation. Returns what serves then; None for an archive without any episode."""
    generation = usable(library.directory)
    missing = difference(library, generation)
    if generation is None and not missing:
        return None
    if generation is not None and not missing:
        with suppress(UnavailableError):  # nothing is new: what a kill left unshared may wait for the next time
            share_with_library(library, generation)
        return generation
    if generation is None or missing.is_large:
        return publish_whole(library, returns_to="earlier", workers=cores(), progress=progress)
    return publish_changes(library, missing, progress=progress)


def return_to(library: Library, number: int) -> Generation | None:
    """Serves the earlier generation of that number, and in the same step what the library holds and it lacks, so that
    no page is missing for a moment; where that is most of the archive, the earlier generation first. Nothing where it
    serves again."""
    serves = usable(library.directory)
    if serves is not None and serves.manifest.before == number:
        earlier = Generation(serves.path.with_name(f"g{number:06d}"))
        missing = difference(library, earlier)
        if missing and not missing.is_large:
            return publish_changes(library, missing, of=earlier)
        rollback(library.directory, gone=[removal.slug for removal in library.removals()])
    return bring_up(library)


def publish_changes(
    library: Library,
    missing: Difference,
    *,
    restore_point: bool = False,
    approve: Approve = lambda _: None,
    of: Generation | None = None,
    progress: Progress = quiet,
) -> Generation:
    """Publishes a child of the serving generation (or of another) with what it lacks, read out with the statistics of
    the last full build."""
    fresh = documents(library, missing.fresh, last_gathered(library.directory), cores())
    revision = library.revision
    measured = Measuring()
    generation = publish_incremental(
        library.directory,
        through(measured.through(fresh), INDEXING, progress, len(missing.fresh)),
        missing.gone,
        revision=revision,
        restore_point=restore_point,
        approve=approve,
        of=of,
    )
    library.mark_served(revision)
    measured.keep(library)
    note(library)
    share_with_library(library, generation)
    return generation


def publish_whole(
    library: Library,
    *,
    workers: int = 1,
    progress: Progress = quiet,
    returns_to: ReturnsTo = "serving",
    approve: Approve = lambda _: None,
) -> Generation:
    """Publishes a full generation of all that the library holds; `returns_to` says where a rollback leads from it."""
    revision = library.revision
    measured = Measuring()
    total = len(library.digests())
    statistics = gathered(library, through(measured.through(library.stored()), "Reading episodes", progress, total))
    source = LibrarySource(library, statistics)
    generation = publish_full(
        library.directory,
        source,
        revision=revision,
        workers=workers if total >= WORTH_A_POOL else 1,
        progress=numbered(INDEXING, progress, total, "Sorting, verifying, publishing"),
        returns_to=returns_to,
        approve=approve,
    )
    library.mark_served(revision)
    measured.keep(library)
    note(library)
    _learn(library, generation)
    _note_linked(library)
    share_with_library(library, generation)
    return generation


def _learn(library: Library, generation: Generation) -> None:
    """Puts what is heard in several episodes of a show into the glossary, as suggestions: they change no link. Nothing
    comes that staff decided on, and what is learned no longer goes."""
    from archive.search.api import NOT_ANSWERING, open_index

    heard = ((one.slug, one.show, one.links) for one in generation.stored.heard_often(LEAST_EPISODES, STRONG))
    names = generation.stored.linked_names()
    with suppress(*NOT_ANSWERING), closing(open_index(library.directory)) as index:
        found = learn(heard, known_words(library.directory), lambda words: len(index.counted(f'"{words}"')), names)
        entries = [GlossaryEntry(one.name, one.heard, one.show, "suggested", one.evidence) for one in found]
        library.suggest_entries(entries, HEARD_IN)


def is_linked(library: Library) -> bool:
    """Whether the names were linked with the glossary as it is now."""
    return library.noted(LINKED) in (None, _hash_of(decided(library.glossary())))


def _note_linked(library: Library) -> None:
    """Notes what staff decided of names when these were linked: its hash, and the entries, to tell later what was
    decided since."""
    entries = decided(library.glossary())
    library.note(LINKED, _hash_of(entries))
    library.note(LINKED_ENTRIES, msgspec.json.encode(entries).decode())


def _hash_of(entries: Sequence[GlossaryEntry]) -> str:
    return hashlib.sha256(msgspec.json.encode(entries)).hexdigest()


def _decided_since(library: Library) -> Decisions | None:
    """What staff decided since the names were linked; None where it is not known with what they were."""
    noted = library.noted(LINKED_ENTRIES)
    before = msgspec.json.decode(noted, type=tuple[GlossaryEntry, ...]) if noted else ()
    if noted is None or _hash_of(before) != library.noted(LINKED):
        return None
    return Decisions.between(before, decided(library.glossary()))


def link_again(library: Library, progress: Progress = quiet) -> Generation | None:
    """Links the names of all episodes with the glossary as it is now, without building anything else; None for an
    archive without an index. Where it is known what was decided since, only the episodes that it can touch are read."""
    serving = usable(library.directory)
    if serving is None:
        return None
    decisions = _decided_since(library)
    links = linked_again(library, serving, decisions, progress) if decisions else _all_linked(library, progress)
    generation = relink(library.directory, links)
    _learn(library, generation)
    _note_linked(library)
    share_with_library(library, generation)
    return generation


def _all_linked(library: Library, progress: Progress) -> dict[str, Links]:
    read = documents(library, None, last_gathered(library.directory), cores())
    told = through(read, "Linking names", progress, len(library.digests()))
    return {one.slug: one.analysis.links for one in told}


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
