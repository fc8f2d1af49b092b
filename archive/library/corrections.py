"""What an editor says against the page: kept beside the Episode, laid over it when it is read, so that it survives any cleaning."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from archive.library.records import LibraryError
from archive.model.episode import Episode, Person, PersonKind, Published
from archive.model.period import PeriodError, iso_date, parse_date

SOURCE = "correction"
"""What `title_source`, `Published.source` and `Person.evidence` read where an editor has spoken."""

_PERSON = re.compile(r"(?:(host|guest|cited)\s*:\s*)?(.+?)(?:\s*\((.+)\))?", re.DOTALL)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def published_of(value: str) -> Published:
    """The date as an editor writes it (`archive.model.period.parse_date`); raises LibraryError on anything else."""
    try:
        period = parse_date(value)
    except PeriodError as error:
        raise LibraryError(str(error)) from error
    return Published(date=period.first, source=SOURCE, precision=period.precision or "day")


def people_of(value: str) -> tuple[Person, ...]:
    """One person a line: `host: François Sorel`, `Fanny Bouton (directrice du quantique)`; a guest where nothing is said."""
    return tuple(_person(line.strip()) for line in value.splitlines() if line.strip())


def _person(line: str) -> Person:
    found = _PERSON.fullmatch(line)
    if found is None:
        raise LibraryError(f"{line!r} names nobody; write `host: NAME (ROLE)`", code="nobody", line=line)
    kind: PersonKind = "host" if found[1] == "host" else "cited" if found[1] == "cited" else "guest"
    return Person(name=found[2].strip(), kind=kind, role=found[3], evidence=SOURCE)


def _language(episode: Episode, value: str) -> Episode:
    if not _LANGUAGE.fullmatch(value):
        raise LibraryError(f"{value!r} is no language; write its code, as fr or en", code="no-language", text=value)
    return replace(episode, language=value)


_FIELDS: Mapping[str, Callable[[Episode, str], Episode]] = {
    "title": lambda episode, value: replace(episode, title=value, title_source=SOURCE),
    "show": lambda episode, value: replace(episode, show=value),
    "channel": lambda episode, value: replace(episode, channel=value),
    "category": lambda episode, value: replace(episode, category=value),
    "description": lambda episode, value: replace(episode, description=value),
    "date": lambda episode, value: replace(episode, published=published_of(value)),
    "people": lambda episode, value: replace(episode, people=people_of(value)),
    "language": _language,
}
FIELDS = tuple(_FIELDS)


def corrected(episode: Episode, values: Mapping[str, str]) -> Episode:
    """The episode as the editor has it; raises LibraryError for a field that cannot be corrected or a value that cannot be read."""
    for field, value in values.items():
        if field not in _FIELDS:
            raise LibraryError(f"{field} cannot be corrected; these can: {', '.join(FIELDS)}")
        episode = _FIELDS[field](episode, value)
    return episode


def as_lines(episode: Episode) -> dict[str, str]:
    """What can be corrected of an episode, as it stands now and as an editor writes it."""
    published = episode.published
    day = iso_date(published.date, published.precision) if published else ""
    plain = ("title", "show", "channel", "category", "description", "language")
    stands = {field: str(getattr(episode, field) or "") for field in plain}
    return {**stands, "date": day, "people": "\n".join(map(_person_line, episode.people))}


def _person_line(person: Person) -> str:
    kind = "" if person.kind == "guest" else f"{person.kind}: "
    return f"{kind}{person.name}" + (f" ({person.role})" if person.role else "")
