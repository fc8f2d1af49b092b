"""Teaching a source, for `archive sources learn` and for the desk: a lesson is tried beside what is read today, then
kept."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from archive.cli.program import SOURCES, CommandContext
from archive.operations.progress import Progress, quiet

if TYPE_CHECKING:
    from archive.library import Library
    from archive.model.page import RawPage, Reader
    from archive.operations.taught_sources import KeptLesson, PageToTeach, TaughtSource, TriedLesson, TypedLesson
    from ingest.sources.forms import Value
    from ingest.sources.learning import Lesson
    from ingest.sources.rules import Source
    from ingest.sources.sources_file import Sources
    from ingest.sources.teaching import Trial

MOST_PAGES = 60
"""So many pages of a source are looked at when it is taught."""
_MOST_NEAR = 300
"""So many of the pages last kept beside one are asked whether they are of its source."""
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Attempt:
    """A source to be taught: with which pages and lessons, beside which others, and its patterns and zone where they
    are given."""

    name: str
    pages: "Sequence[RawPage]"
    lessons: "Sequence[Lesson]"
    others: "Sequence[RawPage]"
    match: tuple[str, ...] = ()
    zone: str = ""


def name_of_source(words: str) -> str:
    """The name that a source has of a show's, a folder's or somebody's words."""
    from archive.text.slugs import plain

    return plain(words, _LONGEST_NAME) or "source"


def attempted(context: CommandContext, attempt: Attempt) -> "tuple[Trial, tuple[str, ...]]":
    """What the lessons give, those of before with them, beside what is read today; and the pages taught before that are
    not at hand. Raises LessonError, SourcesError."""
    from ingest.sources.teaching import patterns_for, teach, tried

    known = context.sources()
    before = known.named(attempt.name)
    again = {page.sha256 for page in attempt.pages}
    earlier = list(_earlier(before, attempt.others, again))
    at_hand = again | {one.sha256 for one in earlier}
    lost = tuple(one.origin for one in before.taught if one.sha256 not in at_hand) if before else ()
    usual = before.match if before else tuple(dict.fromkeys(glob for page in attempt.pages for glob in patterns_for(page)))
    zone = attempt.zone or (before.zone if before else "")
    source = teach(attempt.name, attempt.match or usual, [*attempt.lessons, *earlier], attempt.others, zone)
    pages = _each_once([*attempt.pages, *attempt.others])
    return tried(source, pages, reader_of(context, known.without(attempt.name))), lost


def _earlier(before: "Source | None", others: "Sequence[RawPage]", again: set[str]) -> "Iterator[Lesson]":
    """The lessons that the source was taught before, but for pages that are taught anew."""
    from ingest.sources.teaching import taught_again

    if before is not None:
        yield from (one for one in taught_again(before, others) if one.sha256 not in again)


def _each_once(pages: "Iterable[RawPage]") -> "list[RawPage]":
    return list({page.sha256: page for page in pages}.values())


def reader_of(context: CommandContext, known: "Sources") -> "Reader":
    """What reads a page by these sources."""
    from ingest import read

    return partial(read, zone=context.settings().zone, sources=known)


def is_of(source: "Source", page: "RawPage", address: str | None) -> bool:
    """Whether a page, with the address that its episode states, is a source's."""
    from ingest.sources.teaching import addresses_of

    return source.matches(addresses_of(page, (address,) if address else ())) > 0


def write_sources(context: CommandContext, known: "Sources") -> None:
    """Writes `sources.toml`. Raises SourcesError for what could not be read back, and writes nothing then."""
    from archive.storage.file_writing import write_whole
    from ingest.sources.sources_file import dump, parse

    text = dump(known)
    parse(text)
    write_whole(context.directory / SOURCES, text.encode())


def keep_in(context: CommandContext, library: "Library", known: "Sources", source: "Source", progress: Progress = quiet) -> int:
    """Keeps the sources, as a decision, and reads again what is kept of this one; gives how many episodes came out
    otherwise."""
    from archive.operations.taught_sources import read_anew

    write_sources(context, known)
    report = read_anew(library, context.reader(), partial(is_of, source), progress)
    library.record("sources learn" if known.named(source.name) else "sources remove", source=source.name)
    return len(report.of("updated")) + len(report.of("added"))


# -- at the desk


@contextmanager
def _told() -> Iterator[None]:
    """Says as an operation does what cannot be taught."""
    from archive.operations.errors import OperationError
    from ingest.sources.sources_file import SourcesError
    from ingest.sources.teaching import LessonError

    try:
        yield
    except (LessonError, SourcesError) as error:
        raise OperationError(str(error), code=error.code, **error.facts) from error


@dataclass(frozen=True, slots=True)
class DeskTeacher:
    """Teaches by pages that are kept: the archive.operations.taught_sources.Teacher of the site."""

    context: CommandContext

    def sources(self) -> "tuple[TaughtSource, ...]":
        """Those that were taught."""
        from archive.operations.taught_sources import TaughtSource

        with _told():
            known = self.context.sources().all
        return tuple(TaughtSource(one.name, one.match, (*one.fixed, *one.rules), len(one.taught)) for one in known)

    def page(self, library: "Library", slug: str) -> "PageToTeach":
        """A kept page to be taught with."""
        from archive.operations.taught_sources import FIELDS, PageToTeach
        from ingest.sources.teaching import addresses_of, places, today

        page, address = _kept_page(library, slug)
        with _told():
            known = self.context.sources()
            lines = tuple(places(page).lines)
        read = today(library.episode(slug))
        source = known.of(addresses_of(page, (address,) if address else ()))
        said = {field: _text(read.get(field)) for field in FIELDS}
        return PageToTeach(slug, page.origin, lines, said, source.name if source else "")

    def attempt(self, library: "Library", lesson: "TypedLesson") -> "TriedLesson":
        """What the lesson would give of the source's other kept pages. Nothing is kept."""
        from archive.operations.taught_sources import TriedLesson, TriedValue

        trial, lost, pages = self._tried(library, lesson)
        rows = (TriedValue(one.page, one.field, _text(one.today), _text(one.taught), one.sure, one.changes) for one in trial.rows)
        next_page = next((page for page in pages if page.origin == trial.next_page), None)
        place = library.place_of(next_page) if next_page else None
        return TriedLesson(trial.source.name, tuple(rows), trial.unfit, trial.next_page or "", place[0] if place else "", lost)

    def keep(self, library: "Library", lesson: "TypedLesson") -> "KeptLesson":
        """Keeps the source, as a decision, and reads its kept pages again."""
        from archive.operations.taught_sources import KeptLesson

        source = self._tried(library, lesson)[0].source
        with _told():
            read_again = keep_in(self.context, library, self.context.sources().with_source(source), source)
        return KeptLesson(source.name, read_again)

    def _tried(self, library: "Library", lesson: "TypedLesson") -> "tuple[Trial, tuple[str, ...], Sequence[RawPage]]":
        from ingest.sources.rules import Source
        from ingest.sources.teaching import lesson as learned
        from ingest.sources.teaching import patterns_for

        page, address = _kept_page(library, lesson.slug)
        with _told():
            name = name_of_source(lesson.source or lesson.values.get("show") or _site_of(page))
            before = self.context.sources().named(name)
            source = before or Source(name, patterns_for(page))
            if not is_of(source, page, address):
                source = replace(source, match=(*source.match, *patterns_for(page)))
            others = list(_others(library, source, page))
            attempt = Attempt(name, [page], [learned(page, _values(lesson))], others, source.match)
            trial, lost = attempted(self.context, attempt)
        return trial, lost, others


def _kept_page(library: "Library", slug: str) -> "tuple[RawPage, str | None]":
    """The page that an episode was read from, and the address that it states. Raises UnknownEpisode."""
    from archive.library import UnknownEpisode

    page, episode = library.page(slug), library.episode(slug)
    if page is None or episode is None:
        raise UnknownEpisode(slug)
    return page, episode.source_url


def _site_of(page: "RawPage") -> str:
    from pathlib import PurePosixPath
    from urllib.parse import urlsplit

    return urlsplit(page.stated.url or "").netloc or PurePosixPath(f"{page.root}/{page.origin}").parent.name


def _values(lesson: "TypedLesson") -> "dict[str, Value | None]":
    """The values as they were typed: people one a line."""
    from ingest.sources.teaching import LessonError, value_of

    told = {field: text.splitlines() for field, text in lesson.values.items() if text.strip() and field not in lesson.silent}
    if not told and not lesson.silent:
        told_nothing = f"nothing is said of {lesson.slug}; give a value, or say that a field is not stated"
        raise LessonError(told_nothing, code="no-lesson", slug=lesson.slug)
    return {**{field: value_of(field, lines) for field, lines in told.items()}, **dict.fromkeys(lesson.silent)}


def _others(library: "Library", source: "Source", page: "RawPage") -> "Iterator[RawPage]":
    """The pages that taught the source before, then those of it that were kept last."""
    yield from (found for one in source.taught if (found := _again(library, page, one.origin, one.sha256)))
    near = library.like(page, None, _MOST_NEAR)
    of_it = (one for one, episode in near if one.sha256 != page.sha256 and is_of(source, one, episode.source_url))
    yield from islice(of_it, MOST_PAGES)


def _again(library: "Library", beside: "RawPage", origin: str, sha256: str) -> "RawPage | None":
    """A page saved beside another, as it was taught: perhaps an earlier save."""
    place = library.place_of(replace(beside, origin=origin))
    saves = library.saves(place[0]) if place else ()
    return next((one for one in saves if one.sha256 == sha256 != beside.sha256), None)


def _text(value: "Value | None") -> str:
    """A value as it is typed: people one a line."""
    return value if isinstance(value, str) else "\n".join(value or ())
