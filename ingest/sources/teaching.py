"""Teaching a source with saved pages: the lessons, the pages beside them, and the table of what would change. And
what a taught source gives goes before what was guessed of a page and behind what is stated of it; each says where it
is from."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from archive.errors import PresentableError
from archive.model.episode import SOURCE_CHANGED, UNSURE, Episode, Person, PersonKind, Published, Removed
from archive.model.page import RawPage, Reader, Stated
from ingest.encodings import NotText, decode
from ingest.extract.title import made_title, told_by_name
from ingest.sources.forms import FIELDS, FORMS, Value, days_in, key_of
from ingest.sources.learning import Lesson, learn, teach_next
from ingest.sources.page_places import Places, places_of
from ingest.sources.rules import PageRead, Source, read_by
from ingest.sources.sources_file import Sources

_READ = ("text/html", "text/plain")
_KINDS: dict[str, PersonKind] = {"hosts": "host", "guests": "guest"}


def addresses_of(page: RawPage, own: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What a source's patterns are held against: the page's path, the address stated of it, and those it states
    itself."""
    return (f"{page.root}/{page.origin}", *((page.stated.url,) if page.stated.url else ()), *own)


def read_page(source: Source, page: RawPage) -> PageRead | None:
    """What a source gives of a saved page; None for a page that is neither HTML nor text."""
    if page.content_type not in _READ:
        return None
    try:
        text = decode(page.body).text
    except NotText:
        return None
    return read_by(source, places_of(text, page.content_type, page.origin))


def zone_of(sources: Sources, page: RawPage) -> str:
    """The zone of a page's source, known by its path or by the address stated of it; empty where none is taught."""
    source = sources.of(addresses_of(page))
    return source.zone if source else ""


def with_taught(sources: Sources, page: RawPage, guessed: Episode) -> Episode:
    """The episode with what its source gives. A page that fits its source no more stays as it was guessed, and says
    so."""
    source = sources.of(addresses_of(page, (guessed.source_url,) if guessed.source_url else ()))
    read = read_page(source, page) if source else None
    if read is None:
        return guessed
    if not read.fits:
        note = Removed(SOURCE_CHANGED, f"{read.source.name}: {', '.join(read.missing)}")
        return replace(guessed, removed=(note, *guessed.removed))
    return _titled(_told(guessed, page.stated, read), page, read)


def _told(guessed: Episode, stated: Stated, read: PageRead) -> Episode:
    show, channel, language = (_text(read, name, getattr(guessed, name)) for name in ("show", "channel", "language"))
    return replace(
        guessed,
        show=stated.show or show,
        channel=channel,
        language=language or guessed.language,
        published=_published(read, guessed.published),
        description=_text(read, "description", guessed.description) or "",
        people=tuple(_people(read, guessed)),
        hints=() if stated.show or show else guessed.hints,
        removed=(*_unsure(read), *guessed.removed),
    )


def _text(read: PageRead, name: str, guessed: str | None) -> str | None:
    """A field's text: what is taught to be stated nowhere is not guessed."""
    if found := read.found.get(name):
        return str(found.value)
    return None if name in read.source.silent else guessed


def _published(read: PageRead, guessed: Published | None) -> Published | None:
    found = read.found.get("date")
    if found is None:
        return None if "date" in read.source.silent else guessed
    try:
        return Published(dt.date.fromisoformat(str(found.value)), f"taught {read.source.name}: {found.place}")
    except ValueError:  # 31 April
        return guessed


def _people(read: PageRead, guessed: Episode) -> Iterator[Person]:
    """The people of the taught kinds, with the roles that the prose tells of them, then those of the kinds that were
    not taught."""
    roles = {person.name: person.role for person in guessed.people}
    decided = {
        kind for name, kind in _KINDS.items() if name in read.found or name in read.source.silent or name in read.source.rules
    }
    named: set[str] = set()
    for name, kind in _KINDS.items():
        for one in _names(read, name):
            if one not in named:
                named.add(one)
                yield Person(one, kind, roles.get(one), f"taught {read.source.name}: {read.found[name].place}")
    yield from (person for person in guessed.people if person.kind not in decided and person.name not in named)


def _names(read: PageRead, name: str) -> tuple[str, ...]:
    value: Value = read.found[name].value if name in read.found else ()
    return value if isinstance(value, tuple) else (value,)


def _unsure(read: PageRead) -> Iterator[Removed]:
    for name in read.unsure:
        found = read.found[name]
        value = found.value if isinstance(found.value, str) else "; ".join(found.value)
        yield Removed(UNSURE, f"{name}: {value[:120]} ({read.source.name}, {found.place})")


def _titled(episode: Episode, page: RawPage, read: PageRead) -> Episode:
    """The episode with its title: stated, taught, the page's own, or made of what is known now."""
    if page.stated.title:
        return episode
    if found := read.found.get("title"):
        return replace(episode, title=" ".join(str(found.value).split()), title_source=f"taught {read.source.name}: {found.place}")
    if not (episode.title_source.startswith("made") or "title" in read.source.silent):
        return episode
    told = (episode.show, episode.people, episode.published, episode.description, episode.cues, told_by_name(page.origin).title)
    title, source = made_title(*told, episode.language)
    return replace(episode, title=title, title_source=source)


class LessonError(PresentableError):
    """What was taught cannot be learned; the message names the page, the field and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value of one page: as it is read today, as the taught source would, and whether that is sure."""

    page: str
    field: str
    today: Value | None
    taught: Value | None
    sure: bool
    place: str = ""

    @property
    def changes(self) -> bool:
        """Whether the two differ."""
        return _key(self.today) != _key(self.taught)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a source gives of its pages: the rows, the pages that fit no more, and the page that it had best be taught
    next."""

    source: Source
    rows: tuple[Row, ...]
    unfit: tuple[str, ...]
    next_page: str | None


def _key(value: Value | None) -> tuple[str, ...]:
    return key_of(value) if value else ()


def value_of(field: str, given: Sequence[str]) -> Value:
    """A value as somebody typed it: people as a list, a day in any way of writing it. Raises LessonError."""
    if field not in FIELDS:
        raise LessonError(f"there is no field {field!r}; a source can be taught {', '.join(FIELDS)}")
    texts = tuple(" ".join(one.split()) for one in given if one.strip())
    if not texts:
        raise LessonError(f"{field} is empty; say with --none {field} that the page does not state it")
    if FORMS.get(field) == "people":
        return texts
    if field == "date":
        if day := next((span.value for span in days_in(texts[0], "DMY")), None):
            return day
        raise LessonError(f"{texts[0]!r} is no day; write it as 2026-02-09", code="no-day", text=texts[0])
    if field == "number" and not texts[0].isdecimal():
        raise LessonError(f"{texts[0]!r} is no number", code="no-number", text=texts[0])
    return str(int(texts[0])) if field == "number" else texts[0]


def places(page: RawPage) -> Places:
    """What stands where on a saved page. Raises LessonError for what is neither HTML nor text."""
    if page.content_type not in ("text/html", "text/plain"):
        told = f"{page.origin}: {page.content_type} states its values itself; pages of HTML, text and Markdown are taught"
        raise LessonError(told, code="not-teachable", origin=page.origin)
    try:
        return places_of(decode(page.body).text, page.content_type, page.origin)
    except NotText as error:
        raise LessonError(f"{page.origin}: {error}") from error


def lesson(page: RawPage, values: Mapping[str, Value | None]) -> Lesson:
    """A page with the values that it states. Raises LessonError."""
    return Lesson(places(page), page.origin, page.sha256, dict(values))


def taught_again(source: Source, pages: Iterable[RawPage]) -> Iterator[Lesson]:
    """The lessons of a source, from its golden pages among others."""
    known = {one.sha256: one for one in source.taught}
    for page in pages:
        if one := known.pop(page.sha256, None):
            yield lesson(page, one.values)


def teach(name: str, match: Sequence[str], lessons: Sequence[Lesson], others: Sequence[RawPage], zone: str = "") -> Source:
    """The source that the lessons teach. Raises LessonError where a value stands nowhere on its page."""
    golden = {one.sha256 for one in lessons}
    source = learn(name, match, lessons, [places(page) for page in others if page.sha256 not in golden], zone)
    for one in lessons:
        for field, value in one.values.items():
            if value is not None and field not in source.fixed and field not in source.rules:
                shown = value if isinstance(value, str) else "; ".join(value)
                told = f"{one.origin}: {field} {shown!r} stands nowhere on the page; give it as the page writes it"
                raise LessonError(told, code="not-on-page", text=shown[:80])
    return source


def patterns_for(page: RawPage) -> tuple[str, ...]:
    """A pattern for the pages like this one: its address up to the last part, else its folder and kind of file."""
    if page.stated.url and (address := urlsplit(page.stated.url)).netloc:
        folder = address.path.rsplit("/", 1)[0]
        return (f"{address.scheme}://{address.netloc}{folder}/*",)
    folder = str(PurePosixPath(f"{page.root}/{page.origin}").parent)
    return (f"{plain_pattern(folder)}/*{plain_pattern(PurePosixPath(page.origin).suffix)}",)


def plain_pattern(path: str) -> str:
    """A path in which no sign means anything to a pattern."""
    return re.sub(r"([*?[])", r"[\1]", path)


def today(episode: Episode | None) -> Mapping[str, Value | None]:
    """The fields of an episode as it is read now."""
    if episode is None:
        return {}
    people = {f"{kind}s": tuple(one.name for one in episode.people if one.kind == kind) for kind in ("host", "guest")}
    day = episode.published.date.isoformat() if episode.published and episode.published.precision == "day" else None
    plain: dict[str, Value | None] = {
        name: getattr(episode, name) for name in ("title", "show", "channel", "description", "language")
    }
    return {**plain, "date": day, **people}


def tried(source: Source, pages: Sequence[RawPage], reader: Reader) -> Trial:
    """What a source gives of pages, beside what a reader makes of them."""
    known = {page.origin: places(page) for page in pages}
    reads = {page.origin: read_by(source, known[page.origin]) for page in pages}
    rows = tuple(row for page in pages for row in _rows(page, reads[page.origin], reader))
    golden = {one.sha256 for one in source.taught}
    open_ = {page.origin: known[page.origin] for page in pages if page.sha256 not in golden}
    return Trial(source, rows, tuple(origin for origin, read in reads.items() if not read.fits), teach_next(source, open_))


def _rows(page: RawPage, read: PageRead, reader: Reader) -> Iterator[Row]:
    episode = reader(page)
    now = today(episode if isinstance(episode, Episode) else None)
    for field in FIELDS:
        if field in read.source.rules or field in read.source.fixed or field in read.source.silent:
            found = read.found.get(field)
            value, sure, place = (found.value, found.is_sure, found.place) if found else (None, field in read.source.silent, "")
            yield Row(page.origin, field, now.get(field), value, sure, place)


@dataclass(frozen=True, slots=True)
class Golden:
    """How a source reads one of the pages it was taught: the fields that come out otherwise; None where the page is not
    at hand."""

    page: str
    wrong: tuple[str, ...] | None


def checked(source: Source, find: Callable[[str], RawPage | None]) -> tuple[Golden, ...]:
    """Reads the golden pages again; `find` gives a page by its sha256."""
    return tuple(
        Golden(one.origin, _wrong(source, page, one.values) if (page := find(one.sha256)) else None) for one in source.taught
    )


def _wrong(source: Source, page: RawPage, values: Mapping[str, Value | None]) -> tuple[str, ...]:
    found = read_by(source, places(page)).found
    read = {field: found[field].value if field in found else None for field in values}
    return tuple(field for field, value in values.items() if _key(read[field]) != _key(value))
