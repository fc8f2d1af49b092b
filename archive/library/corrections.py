"""What an editor says against the page: kept beside the Episode, laid over it when it is read, so that it survives any
cleaning."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.library.records import LibraryError
from archive.library.schema import DECISIONS, LINES, has_schema
from archive.model.episode import Cue, Episode, Person, PersonKind, Published
from archive.model.period import PeriodError, iso_date, parse_date
from archive.text.tokenizer import fold

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
    """One person a line: `host: François Sorel`, `Fanny Bouton (directrice du quantique)`; a guest where nothing is
    said."""
    return tuple(_person(line.strip()) for line in value.splitlines() if line.strip())


def _person(line: str) -> Person:
    found = _PERSON.fullmatch(line)
    if found is None:
        raise LibraryError(f"{line!r} names nobody; write `host: NAME (ROLE)`", code="nobody", line=line)
    kind: PersonKind = "host" if found[1] == "host" else "cited" if found[1] == "cited" else "guest"
    return Person(name=found[2].strip(), kind=kind, role=found[3], evidence=SOURCE)


def _language(episode: Episode, value: str) -> Episode:
    if not _LANGUAGE.fullmatch(value):
        raise LibraryError(f"{value!r} is not a language; write its code, such as fr or en", code="no-language", text=value)
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
    """The episode as the editor has it; raises LibraryError for a field that cannot be corrected or a value that cannot
    be read."""
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


LONGEST = 1000
"""Characters of a line as it is corrected."""
_COLUMNS = "start_ms, heard, text, before, after"


@dataclass(frozen=True, slots=True)
class LineCorrection:
    """A line that began at `start_ms`: what was `heard`, what the editor has instead, and the lines around it as they
    stood."""

    start_ms: int
    heard: str
    text: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class PlacedCorrection:
    """A correction and the number of the cue that it corrects; None where the page that serves has no such line any
    more."""

    correction: LineCorrection
    cue: int | None


def at(cues: Sequence[Cue], number: int, text: str) -> LineCorrection:
    """The correction of a cue. Raises LibraryError for a text that is no line."""
    words = " ".join(text.split())
    if len(words) > LONGEST or not words.isprintable():
        words_allowed = f"a corrected line has at most {LONGEST} characters, all of them readable"
        raise LibraryError(words_allowed, code="bad-line", most=LONGEST)
    around = [cues[place].text if 0 <= place < len(cues) else "" for place in (number - 1, number + 1)]
    return LineCorrection(cues[number].start_ms, cues[number].text, words, *around)


def placed(cues: Sequence[Cue], corrections: Iterable[LineCorrection]) -> tuple[PlacedCorrection, ...]:
    """Each correction with the cue that it corrects in a transcript, no cue twice."""
    taken: set[int] = set()
    found: list[PlacedCorrection] = []
    for one in corrections:
        place = _place(cues, one, taken)
        found.append(PlacedCorrection(one, place))
        taken.update(() if place is None else (place,))
    return tuple(found)


def with_lines(episode: Episode, corrections: Sequence[LineCorrection]) -> Episode:
    """The episode with its corrected lines; each keeps what was heard."""
    if not corrections:
        return episode
    cues = list(episode.cues)
    for one in placed(cues, corrections):
        if one.cue is not None:
            cues[one.cue] = _with_text(cues[one.cue], _corrected(cues[one.cue].text, one.correction))
    return replace(episode, cues=tuple(cues))


def _with_text(cue: Cue, text: str) -> Cue:
    """The cue as corrected; times of words stay where each word still has one."""
    alike = len(text.split()) == len(cue.text.split())
    return replace(cue, text=text, heard=cue.text, words_ms=cue.words_ms if alike else None)


def _place(cues: Sequence[Cue], one: LineCorrection, taken: set[int]) -> int | None:
    """The cue that says what was heard: alike in full, else with it as a part; of several the one between the same
    lines, then the nearest in time."""
    heard = _plain(one.heard)
    texts = [_plain(cue.text) for cue in cues]
    free = [place for place in range(len(cues)) if place not in taken]
    found = [place for place in free if texts[place] == heard] or [place for place in free if heard in texts[place]]
    return min(found, key=lambda place: _distance(texts, cues, place, one), default=None)


def _distance(texts: Sequence[str], cues: Sequence[Cue], place: int, one: LineCorrection) -> tuple[int, int]:
    before = texts[place - 1] if place else ""
    after = texts[place + 1] if place + 1 < len(texts) else ""
    others = (before != _plain(one.before)) + (after != _plain(one.after))
    return others, abs(cues[place].start_ms - one.start_ms)


def _corrected(text: str, one: LineCorrection) -> str:
    """The text with what the editor has in the place of what was heard; a line re-cut keeps what stands around it."""
    whole = " ".join(text.split())
    start = _plain(whole).find(_plain(one.heard))
    if len(_plain(whole)) != len(whole) or start < 0:
        return one.text
    return whole[:start] + one.text + whole[start + len(_plain(one.heard)) :]


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def lines_of(connection: sqlite3.Connection, episode: int) -> tuple[LineCorrection, ...]:
    """The corrected lines of an episode, in order of time; none in a library that was last written before there were
    any."""
    if not has_schema(connection, LINES):
        return ()
    found = connection.execute(f"SELECT {_COLUMNS} FROM line_correction WHERE episode = ? ORDER BY start_ms, id", (episode,))
    return tuple(LineCorrection(*row) for row in found)


def put_line(connection: sqlite3.Connection, episode: int, one: LineCorrection, when: str) -> None:
    """Keeps a correction in the place of an earlier one of the same line."""
    connection.execute(
        f"INSERT INTO line_correction (episode, at, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (episode, start_ms, heard) DO UPDATE SET text = excluded.text, at = excluded.at",
        (episode, when, one.start_ms, one.heard, one.text, one.before, one.after),
    )


def drop_line(connection: sqlite3.Connection, episode: int, one: LineCorrection) -> None:
    """Takes a correction back."""
    connection.execute(
        "DELETE FROM line_correction WHERE episode = ? AND start_ms = ? AND heard = ?", (episode, one.start_ms, one.heard)
    )


# -- who speaks


LONGEST_NAME = 200


def with_speakers(episode: Episode, names: Mapping[str, str]) -> Episode:
    """The episode with the names that staff gave to labels; each cue keeps the label that the page states."""
    if not names:
        return episode
    cues = (
        replace(cue, speaker=name, label=cue.speaker) if (name := names.get(cue.speaker or "")) else cue for cue in episode.cues
    )
    return replace(episode, cues=tuple(cues))


def speakers_of(connection: sqlite3.Connection, episode: int) -> dict[str, str]:
    """Label and name of an episode's named speakers; none in a library that was last written before there were any."""
    if not has_schema(connection, DECISIONS):
        return {}
    return dict(connection.execute("SELECT label, name FROM speaker_name WHERE episode = ? ORDER BY label", (episode,)).fetchall())


def put_speakers(connection: sqlite3.Connection, episode: int, names: Mapping[str, str], when: str) -> None:
    """Keeps these names, and no others, for the labels of an episode. Raises LibraryError for what is no name."""
    for name in names.values():
        if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            raise LibraryError(f"a speaker's name has at most {LONGEST_NAME} characters, all of them readable", code="bad-name")
    connection.execute("DELETE FROM speaker_name WHERE episode = ?", (episode,))
    connection.executemany("INSERT INTO speaker_name VALUES (?, ?, ?, ?)", [(episode, *pair, when) for pair in names.items()])
