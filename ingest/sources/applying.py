"""What a page's source gives goes before what was guessed and behind what is stated of the page; each says where it is
from."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from archive.model.episode import SOURCE_CHANGED, UNSURE, Episode, Person, PersonKind, Published, Removed
from archive.model.page import RawPage, Stated
from ingest.encodings import NotText, decode
from ingest.extract.title import made_title, told_by_name
from ingest.sources.forms import Value
from ingest.sources.page_places import places_of
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
    title, source = made_title(*told)
    return replace(episode, title=title, title_source=source)
