"""What staff decided: by whom, when, to what; what it changed, before and after, so that it can be undone as one.

A decision keeps the states that it touched: the corrections of an episode, its lines, its speakers, whether it is taken
down, the entries of a name. Undoing puts the earlier states back, where nobody has changed them since.
Of what is erased by order nothing is kept but that it was."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from archive.library import corrections, records, revisions, staff_records
from archive.library.corrections import LineCorrection
from archive.library.records import GlossaryEntry, LibraryError
from archive.library.schema import DECISIONS, has_schema, writing
from archive.text.tokenizer import words

Kind = Literal["edits", "lines", "speakers", "removal", "glossary", "golden"]
"""`golden` stands in decisions of earlier versions; it has no state any more and cannot be undone."""
State = Any
"""A JSON value."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What a decision may change: a kind of state, of a slug or a name."""

    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class Change:
    """A state before and after a decision."""

    kind: Kind
    key: str
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision in the record. `facts` say what of, in words of the command; `undone` is the number of the decision
    that took it back; one without changes cannot be undone."""

    number: int
    at: str
    who: str
    what: str
    facts: dict[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    undone: int | None = None

    @property
    def objects(self) -> tuple[str, ...]:
        """The episodes, names that it is about."""
        return tuple(dict.fromkeys([*self.facts.get("slugs", ()), *(change.key for change in self.changes)]))


_EVERY = "SELECT id, at, who, what, facts, changes, undone FROM decision"


@contextmanager
def deciding(connection: sqlite3.Connection, who: str, what: str, touched: Iterable[Touched], **facts: Any) -> Iterator[None]:
    """Records what changes inside as one decision, in one transaction with it; nothing where nothing changes."""
    with writing(connection):
        wanted = tuple(dict.fromkeys(touched))
        before = [_read(connection, one) for one in wanted]
        yield
        after = [_read(connection, one) for one in wanted]
        pairs = zip(wanted, before, after, strict=True)
        changes = tuple(Change(one.kind, one.key, was, now) for one, was, now in pairs if was != now)
        if changes:
            _write_down(connection, who, what, facts, changes)


def record(connection: sqlite3.Connection, who: str, what: str, **facts: Any) -> None:
    """Records a decision that cannot be undone."""
    with writing(connection):
        _write_down(connection, who, what, facts, ())


def decisions(connection: sqlite3.Connection) -> tuple[Decision, ...]:
    """All decisions, the newest first; none in a library that was last written before there were any."""
    if not has_schema(connection, DECISIONS):
        return ()
    found = connection.execute(f"{_EVERY} ORDER BY id DESC")
    return tuple(_decision(row) for row in found)


def undo(connection: sqlite3.Connection, who: str, number: int) -> Decision:
    """Puts back what a decision changed, as a decision of its own; gives the one undone. Raises LibraryError where
    there is nothing to put back, or something of it was changed since."""
    with writing(connection):
        row = connection.execute(f"{_EVERY} WHERE id = ?", (number,)).fetchone()
        if row is None:
            told = f"no decision has the number {number}; `archive decisions` lists them"
            raise LibraryError(told, code="no-decision", number=number)
        one = _decision(row)
        if not one.changes or one.undone or any(change.kind not in _STATES for change in one.changes):
            raise LibraryError(f"decision {number} cannot be undone: {_why_not(one)}", code="not-undoable", number=number)
        for change in one.changes:
            _check_unchanged(connection, number, change)
        touched = [Touched(change.kind, change.key) for change in one.changes]
        with deciding(connection, who, "undo", touched, of=number, command=one.what, slugs=list(one.facts.get("slugs", ()))):
            for change in one.changes:
                _STATES[change.kind].write(connection, change.key, change.before)
        (latest,) = connection.execute("SELECT max(id) FROM decision").fetchone()
        connection.execute("UPDATE decision SET undone = ? WHERE id = ?", (latest, number))
    return one


def forget_words(connection: sqlite3.Connection, slugs: Collection[str], gone: Collection[str]) -> None:
    """Leaves of the decisions about some episodes, and of those that hold one of some folded words, only that there
    were some."""
    with writing(connection):
        connection.execute("DELETE FROM golden")  # queries that earlier versions kept; they may hold the words
        for one in decisions(connection):
            if not set(slugs).isdisjoint(one.objects) or _holds(one, gone):
                facts = {"slugs": list(one.facts.get("slugs", ())), "erased": True}
                values = (msgspec.json.encode(facts), one.number)
                connection.execute("UPDATE decision SET facts = ?, changes = '[]' WHERE id = ?", values)
        for number, label, name in connection.execute("SELECT episode, label, name FROM speaker_name").fetchall():
            if not set(words(name)).isdisjoint(gone):
                connection.execute("DELETE FROM speaker_name WHERE episode = ? AND label = ?", (number, label))


def _holds(one: Decision, gone: Collection[str]) -> bool:
    told = {name: value for name, value in one.facts.items() if name != "slugs"}
    return bool(gone) and not set(words(msgspec.json.encode((told, one.changes)).decode())).isdisjoint(gone)


def _why_not(one: Decision) -> str:
    return f"decision {one.undone} undid it" if one.undone else "nothing of what it changed is kept"


def _check_unchanged(connection: sqlite3.Connection, number: int, change: Change) -> None:
    if _read(connection, Touched(change.kind, change.key)) != change.after:
        told = f"decision {number} cannot be undone: the {change.kind} of {change.key} were changed since; undo that first"
        raise LibraryError(told, code="changed-since", number=number, key=change.key)


def _write_down(connection: sqlite3.Connection, who: str, what: str, facts: Mapping[str, Any], changes: tuple[Change, ...]) -> None:
    values = (records.now(), who, what, msgspec.json.encode(facts), msgspec.json.encode(changes))
    connection.execute("INSERT INTO decision (at, who, what, facts, changes) VALUES (?, ?, ?, ?, ?)", values)


def _decision(row: tuple[int, str, str, str, bytes, bytes, int | None]) -> Decision:
    changes = msgspec.json.decode(row[5], type=tuple[Change, ...])
    return Decision(row[0], row[1], row[2], row[3], msgspec.json.decode(row[4]), changes, row[6])


# -- states, as JSON values


@dataclass(frozen=True, slots=True)
class _Kept:
    """How a kind of state is read and put back."""

    read: Callable[[sqlite3.Connection, str], State]
    write: Callable[[sqlite3.Connection, str, State], None]


def _read(connection: sqlite3.Connection, one: Touched) -> State:
    return msgspec.json.decode(msgspec.json.encode(_STATES[one.kind].read(connection, one.key)))


def _put_edits(connection: sqlite3.Connection, slug: str, values: State) -> None:
    now = revisions.edits(connection, slug)
    revisions.edit(connection, slug, **(dict.fromkeys(now, "") | values))


def _lines(connection: sqlite3.Connection, slug: str) -> State:
    return corrections.lines_of(connection, revisions.number_of(connection, slug))


def _put_lines(connection: sqlite3.Connection, slug: str, values: State) -> None:
    revisions.put_lines(connection, slug, msgspec.convert(values, tuple[LineCorrection, ...]))


def _removal(connection: sqlite3.Connection, slug: str) -> State:
    found = revisions.removal(connection, slug)
    return found.reason if found else None


def _put_removal(connection: sqlite3.Connection, slug: str, reason: State) -> None:
    revisions.restore(connection, slug)
    if reason is not None:
        revisions.remove(connection, slug, reason)


def _entries(connection: sqlite3.Connection, name: str) -> State:
    """Suggestions are nobody's decision: they come and go with what is heard."""
    return [one for one in staff_records.glossary(connection) if one.name == name and one.state != "suggested"]


def _put_entries(connection: sqlite3.Connection, name: str, values: State) -> None:
    for one in _entries(connection, name):
        staff_records.drop_entry(connection, one)
    staff_records.put_entries(connection, msgspec.convert(values, list[GlossaryEntry]))


_STATES: dict[Kind, _Kept] = {
    "edits": _Kept(revisions.edits, _put_edits),
    "lines": _Kept(_lines, _put_lines),
    "speakers": _Kept(revisions.speakers, revisions.put_speakers),
    "removal": _Kept(_removal, _put_removal),
    "glossary": _Kept(_entries, _put_entries),
}
