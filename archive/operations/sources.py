"""Taught sources and the pages that are kept: which are a source's, and how they read once it is taught, changed or
removed."""

from collections.abc import Callable, Iterator

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
