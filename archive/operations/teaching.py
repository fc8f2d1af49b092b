"""Teaching a source at the desk: what a lesson, its trial and the page under it are, and what the site is given to do
it by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from archive.library import Library

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
