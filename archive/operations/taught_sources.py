"""Taught sources and the pages that are kept: which are a source's, and how they read once it is taught, changed or
removed; and what the desk is given to teach one by: a lesson, its trial and the page under it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from archive.library import Library
from archive.model.episode import SOURCE_CHANGED, UNSURE
from archive.model.page import RawPage, Reader
from archive.operations.add import add
from archive.operations.progress import Progress, quiet
from archive.operations.report import AddReport

Matches = Callable[[RawPage, str | None], bool]
"""Whether a kept page, with the address that its episode states, is a source's."""


def slugs_of(library: Library, matches: Matches) -> tuple[str, ...]:
    """The episodes whose serving pages are a source's."""
    return tuple(slug for slug, page in library.pages() if matches(page, _address(library, slug)))


def pages_of(library: Library, matches: Matches) -> Iterator[RawPage]:
    """The serving pages of a source, one after the other."""
    for slug in slugs_of(library, matches):
        if saves := library.saves(slug):
            yield saves[-1]


def page_of(library: Library, sha256: str) -> RawPage | None:
    """The kept page with these bytes, be it an earlier save."""
    return next((page for slug, _ in library.pages() for page in library.saves(slug) if page.sha256 == sha256), None)


def read_anew(library: Library, reader: Reader, matches: Matches, progress: Progress = quiet) -> AddReport:
    """Reads a source's kept pages again, and publishes what came out otherwise: staff have seen what would change."""
    return add(library, pages_of(library, matches), reader, trusted=True, reread=True, progress=progress)


def doubtful(library: Library, slug: str) -> tuple[str, ...]:
    """What an episode's taught source is not sure of, in words: values, and that the page fits no more."""
    episode = library.episode(slug)
    noted = episode.removed if episode else ()
    return tuple(f"{one.rule}: {one.sample}" for one in noted if one.rule in (UNSURE, SOURCE_CHANGED))


def _address(library: Library, slug: str) -> str | None:
    episode = library.episode(slug)
    return episode.source_url if episode else None


FIELDS = ("title", "show", "channel", "date", "number", "hosts", "guests")
"""What is asked of a page at the desk; the command teaches description and language too."""
PEOPLE = frozenset({"hosts", "guests"})
"""Fields of which there may be several, one a line."""


@dataclass(frozen=True, slots=True)
class TaughtSource:
    """A source as a list tells it: its patterns, the fields that it gives, how many pages taught it."""

    name: str
    match: tuple[str, ...]
    fields: tuple[str, ...]
    pages: int


@dataclass(frozen=True, slots=True)
class PageToTeach:
    """A kept page: its lines as rules see them, what is read of it today field by field, and the name of its source,
    empty where it has none yet."""

    slug: str
    origin: str
    lines: tuple[str, ...]
    today: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class TypedLesson:
    """What somebody says of a kept page: values as typed, by field; `silent` fields are not stated on it. An empty
    `source` is called after its show or its site."""

    slug: str
    source: str
    values: Mapping[str, str]
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TriedValue:
    """One value of one page: as it is read today, and as the lesson would have it read."""

    page: str
    field: str
    today: str
    taught: str
    sure: bool
    changes: bool


@dataclass(frozen=True, slots=True)
class TriedLesson:
    """What a lesson gives of the source's pages: the values, the pages that would be held back, the page (with its
    slug) to teach next, and pages taught before that are kept no more."""

    source: str
    values: tuple[TriedValue, ...]
    held: tuple[str, ...] = ()
    next_page: str = ""
    next_slug: str = ""
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptLesson:
    """A source that was kept, and how many episodes are read differently since."""

    source: str
    read_again: int


class Teacher(Protocol):
    """Who teaches sources. Everything raises OperationError with what to do, or LibraryError."""

    def sources(self) -> tuple[TaughtSource, ...]:
        """Those that were taught."""

    def page(self, library: Library, slug: str) -> PageToTeach:
        """A kept page to be taught with."""

    def attempt(self, library: Library, lesson: TypedLesson) -> TriedLesson:
        """What the lesson would give of the source's other kept pages. Nothing is kept."""

    def keep(self, library: Library, lesson: TypedLesson) -> KeptLesson:
        """Keeps the source, as a decision, and reads its kept pages again."""
