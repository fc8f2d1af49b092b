"""What staff do to episodes: take down, give back, correct, and return to an earlier state. Each is one transaction."""

import sqlite3
from collections.abc import Mapping, Sequence

from archive.library import corrections, records
from archive.library.corrections import LineCorrection, PlacedCorrection, corrected, lines_of, placed, speakers_of
from archive.library.records import LibraryError, Removal, Rewound, UnknownEpisode
from archive.library.schema import LINES, has_schema, next_revision, writing
from archive.library.upsert import close_version, edits_of, list_episode
from archive.model.episode import Episode


def number_of(connection: sqlite3.Connection, slug: str) -> int:
    """The number of an episode. Raises UnknownEpisode."""
    row = connection.execute("SELECT id FROM episode WHERE slug = ?", (slug,)).fetchone()
    if row is None:
        raise UnknownEpisode(slug)
    return int(row[0])


def remove(connection: sqlite3.Connection, slug: str, reason: str, purge: bool = False) -> None:
    """Masks an episode at once; its pages are refused from now on. With purge nothing of its contents stays in any
    revision."""
    if not reason.strip():
        raise LibraryError(f"say why {slug} is removed: --reason TEXT", code="no-why", slug=slug)
    with writing(connection):
        number = number_of(connection, slug)
        known = connection.execute("SELECT purged FROM removal WHERE episode = ?", (number,)).fetchone()
        if known and (known[0] or not purge):
            return
        connection.execute("INSERT OR REPLACE INTO removal VALUES (?, ?, ?, ?)", (number, reason.strip(), records.now(), purge))
        connection.execute("UPDATE episode SET removed = 1 WHERE id = ?", (number,))
        if purge:
            _purge(connection, number)
        next_revision(connection)
    if purge:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _purge(connection: sqlite3.Connection, number: int) -> None:
    """Deletes the contents; deleted pages of the file are overwritten (secure_delete). The marks stay, which are
    hashes."""
    connection.execute(
        "DELETE FROM quarantine WHERE EXISTS"
        " (SELECT 1 FROM page p WHERE p.episode = ? AND p.root = quarantine.root AND p.origin = quarantine.origin)",
        (number,),
    )
    for table in ("version", "page", "correction", "line_correction", "speaker_name"):
        connection.execute(f"DELETE FROM {table} WHERE episode = ?", (number,))
    connection.execute(
        "UPDATE episode SET version = NULL, digest = '', guid = NULL, origin = '', title = '', show = NULL, category = NULL,"
        " published = NULL, people = NULL WHERE id = ?",
        (number,),
    )


def restore(connection: sqlite3.Connection, slug: str) -> None:
    """Lifts a removal: the episode serves again; after a purge, once its page is added again."""
    with writing(connection):
        number = number_of(connection, slug)
        if connection.execute("DELETE FROM removal WHERE episode = ?", (number,)).rowcount:
            connection.execute("UPDATE episode SET removed = 0 WHERE id = ?", (number,))
            next_revision(connection)


def removal(connection: sqlite3.Connection, slug: str) -> Removal | None:
    """Why and when an episode was taken down; None where it was not."""
    row = connection.execute(
        "SELECT e.slug, r.reason, r.at, r.purged FROM removal r JOIN episode e ON e.id = r.episode WHERE e.slug = ?", (slug,)
    ).fetchone()
    return row and _removal(row)


def removals(connection: sqlite3.Connection) -> tuple[Removal, ...]:
    """All that is taken down, in slug order."""
    found = connection.execute(
        "SELECT e.slug, r.reason, r.at, r.purged FROM removal r JOIN episode e ON e.id = r.episode ORDER BY e.slug"
    )
    return tuple(_removal(row) for row in found)


def _removal(row: tuple[str, str, str, int]) -> Removal:
    at = records.time_of(row[2])
    assert at is not None
    return Removal(row[0], row[1], at, bool(row[3]))


def edit(connection: sqlite3.Connection, /, slug: str, **fields: str | None) -> None:
    """Corrects fields of an episode (archive.library.FIELDS); an empty value takes the correction back."""
    with writing(connection):
        number, cleaned = _to_correct(connection, slug)
        before = edits_of(connection, number)
        for field, value in fields.items():
            _edit_one(connection, number, field, (value or "").strip())
        after = edits_of(connection, number)
        corrected(cleaned, after)
        if after != before:
            list_episode(connection, number, cleaned)
            next_revision(connection)


def _to_correct(connection: sqlite3.Connection, slug: str) -> tuple[int, Episode]:
    """The number of an episode that serves, and the episode as it was cleaned."""
    number = number_of(connection, slug)
    row = connection.execute(
        "SELECT v.body FROM episode e JOIN version v ON v.id = e.version WHERE e.id = ? AND e.removed = 0", (number,)
    ).fetchone()
    if row is None:
        words = f"{slug} does not serve, so there is nothing to correct; restore it or add its page again"
        raise LibraryError(words, code="not-served", slug=slug)
    return number, records.episode_of(row[0])


def edit_line(connection: sqlite3.Connection, slug: str, cue: int, text: str) -> None:
    """Lays a correction beside a line, by the number of its cue; an empty text, or the one that was heard, takes it
    back."""
    edit_lines(connection, {slug: {cue: text}})


def edit_lines(connection: sqlite3.Connection, changed: Mapping[str, Mapping[int, str]]) -> None:
    """The same for lines of several episodes, by slug and number of the cue, as one revision."""
    with writing(connection):
        moved = [_edit_lines(connection, slug, texts) for slug, texts in changed.items()]
        if any(moved):
            next_revision(connection)


def _edit_lines(connection: sqlite3.Connection, slug: str, texts: Mapping[int, str]) -> bool:
    number, cleaned = _to_correct(connection, slug)
    before = lines_of(connection, number)
    standing = {one.cue: one.correction for one in placed(cleaned.cues, before)}
    for cue, text in texts.items():
        if not 0 <= cue < len(cleaned.cues):
            words = f"{slug} has {len(cleaned.cues)} lines, and none of number {cue}"
            raise LibraryError(words, code="no-line", slug=slug, lines=len(cleaned.cues), number=cue)
        fresh = corrections.at(cleaned.cues, cue, text)
        if cue in standing:
            corrections.drop_line(connection, number, standing[cue])
        if fresh.text and fresh.text != " ".join(fresh.heard.split()):
            corrections.put_line(connection, number, fresh, records.now())
    return _relisted(connection, number, cleaned, lines_of(connection, number) != before)


def _relisted(connection: sqlite3.Connection, number: int, cleaned: Episode, changed: bool) -> bool:
    if changed:
        list_episode(connection, number, cleaned)
    return changed


def put_lines(connection: sqlite3.Connection, slug: str, wanted: Sequence[LineCorrection]) -> None:
    """Gives an episode these corrected lines, and no others."""
    with writing(connection):
        number, cleaned = _to_correct(connection, slug)
        for one in lines_of(connection, number):
            corrections.drop_line(connection, number, one)
        for one in wanted:
            corrections.put_line(connection, number, one, records.now())
        list_episode(connection, number, cleaned)
        next_revision(connection)


def speakers(connection: sqlite3.Connection, slug: str) -> dict[str, str]:
    """The names that staff gave to the labels of an episode."""
    return speakers_of(connection, number_of(connection, slug))


def name_speaker(connection: sqlite3.Connection, slug: str, label: str, name: str) -> None:
    """Says who speaks under a label of an episode; an empty name takes it back. Raises LibraryError for a label that it
    has not."""
    with writing(connection):
        _, cleaned = _to_correct(connection, slug)
        if label not in {cue.speaker for cue in cleaned.cues}:
            words = f"{slug} has no speaker called {label!r}; `archive speakers {slug}` lists them"
            raise LibraryError(words, code="no-label", slug=slug, label=label)
        names = {**speakers(connection, slug), label: " ".join(name.split())}
        put_speakers(connection, slug, {one: who for one, who in names.items() if who})


def put_speakers(connection: sqlite3.Connection, slug: str, names: Mapping[str, str]) -> None:
    """Gives the labels of an episode these names, and no others."""
    with writing(connection):
        number, cleaned = _to_correct(connection, slug)
        if speakers_of(connection, number) != names:
            corrections.put_speakers(connection, number, names, records.now())
            list_episode(connection, number, cleaned)
            next_revision(connection)


def lines(connection: sqlite3.Connection, slug: str) -> tuple[PlacedCorrection, ...]:
    """The corrected lines of an episode that serves, with the cue of each; None where its page has the line no more."""
    number, cleaned = _to_correct(connection, slug)
    return placed(cleaned.cues, lines_of(connection, number))


def unfit_lines(connection: sqlite3.Connection) -> tuple[tuple[str, LineCorrection], ...]:
    """Slug and correction of all that the serving page has no more, in slug order."""
    if not has_schema(connection, LINES):
        return ()
    found = connection.execute(
        "SELECT e.slug FROM episode e WHERE version IS NOT NULL AND removed = 0"
        " AND EXISTS (SELECT 1 FROM line_correction WHERE episode = e.id) ORDER BY slug"
    ).fetchall()
    return tuple((slug, one.correction) for (slug,) in found for one in lines(connection, slug) if one.cue is None)


def _edit_one(connection: sqlite3.Connection, number: int, field: str, value: str) -> None:
    if value:
        connection.execute("INSERT OR REPLACE INTO correction VALUES (?, ?, ?, ?)", (number, field, value, records.now()))
    else:
        connection.execute("DELETE FROM correction WHERE episode = ? AND field = ?", (number, field))


def edits(connection: sqlite3.Connection, slug: str) -> dict[str, str]:
    """The corrections of an episode by field."""
    return edits_of(connection, number_of(connection, slug))


def mark_served(connection: sqlite3.Connection, revision: int) -> None:
    """Notes that a generation built from this revision was published: when that first was so stays."""
    connection.execute("INSERT OR IGNORE INTO served VALUES (?, ?)", (revision, records.now()))


def rewind(connection: sqlite3.Connection, revision: int) -> Rewound:
    """Gives every episode the cleaned text that served at a revision, as a new revision. Episodes that came later are
    set aside, and can be added again under their old slugs. Corrections and removals are people's decisions and
    stay."""
    with writing(connection):
        (newest,) = connection.execute("SELECT value FROM counter WHERE name = 'revision'").fetchone()
        if not 0 <= revision <= newest:
            raise LibraryError(f"there is no revision {revision}; the newest is {newest}")
        changes = _changes(connection, revision)
        if not changes:
            return Rewound(newest, (), ())
        now = next_revision(connection)
        for number, _, then in changes:
            _return_to(connection, number, then, now)
        _set_pages_aside(connection, revision)
    back = tuple(slug for _, slug, then in changes if then is not None)
    return Rewound(now, back, tuple(slug for _, slug, then in changes if then is None))


def _changes(connection: sqlite3.Connection, revision: int) -> list[tuple[int, str, int | None]]:
    """Episode, slug and the version that served then, of all whose serving version is another now."""
    return connection.execute(
        "SELECT e.id, e.slug, v.id FROM episode e LEFT JOIN version v ON v.episode = e.id AND v.since <= :then"
        " AND (v.until IS NULL OR v.until > :then) WHERE v.id IS NOT e.version ORDER BY e.slug",
        {"then": revision},
    ).fetchall()


def _return_to(connection: sqlite3.Connection, number: int, then: int | None, now: int) -> None:
    close_version(connection, number, now)
    if then is None:
        return
    (copy, blob) = connection.execute(
        "INSERT INTO version (episode, page, since, cleaner, digest, body)"
        " SELECT episode, page, ?, cleaner, digest, body FROM version WHERE id = ? RETURNING id, body",
        (now, then),
    ).fetchone()
    connection.execute("UPDATE episode SET version = ? WHERE id = ?", (copy, number))
    list_episode(connection, number, records.episode_of(blob))


def _set_pages_aside(connection: sqlite3.Connection, revision: int) -> None:
    connection.execute(
        "UPDATE page SET set_aside = 1 WHERE revision > ? AND id NOT IN"
        " (SELECT v.page FROM version v JOIN episode e ON e.version = v.id)",
        (revision,),
    )


def forget(connection: sqlite3.Connection, before: int) -> int:
    """Drops cleaned texts that no revision from `before` on can serve, and says how many; the saves all stay."""
    with writing(connection):
        return connection.execute("DELETE FROM version WHERE until IS NOT NULL AND until <= ?", (before,)).rowcount
