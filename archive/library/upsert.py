"""What becomes of a page that is given to the library: a new episode, a newer save, nothing, or a refusal."""

import sqlite3
from dataclasses import dataclass, replace

import msgspec

from archive import languages
from archive.library import episode_matching, records
from archive.library.corrections import corrected, lines_of, placed, speakers_of, with_lines, with_speakers
from archive.library.records import Upserted
from archive.library.schema import next_revision
from archive.model.episode import Episode, is_untimed
from archive.model.page import RawPage
from archive.text.slugs import free_slug, slug_of
from archive.text.timecode import clock
from archive.text.token_stream import opening_words

_TRUST = {"command": 2, "sidecar": 2, "page": 2, "file time": 1, "unknown": 0}
"""How far a time of saving is to be believed; a file's own time changes whenever it is copied."""
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class _Decision:
    """Whether the page is to serve now; if not, whether it is still worth keeping as a save, and why."""

    serve: bool
    keep: bool = True
    note: str | None = None


def upsert(connection: sqlite3.Connection, marks: episode_matching.Fingerprints) -> Upserted:
    """Keeps the page of these marks; the caller holds the transaction."""
    match = episode_matching.find(connection, marks)
    marks.episode = _with_its_own_title(connection, marks.episode, match.episode if match else None)
    if match is None:
        return _add(connection, marks)
    slug, removed = connection.execute("SELECT slug, removed FROM episode WHERE id = ?", (match.episode,)).fetchone()
    if removed:
        return Upserted(slug, "refused", _reason(connection, match.episode))
    return _keep_again(connection, marks, match, slug)


_ONCE_MORE = ("bis", "ter", "quater")


def _with_its_own_title(connection: sqlite3.Connection, episode: Episode, number: int | None) -> Episode:
    """A title that the archive made is nobody else's: the first telling words said tell it from another's. A stated one
    stays."""
    if not episode.title_source.startswith("made"):
        return episode
    said, wording = opening_words(episode.cues), languages.of(episode.language).wording
    longer = (
        f"{episode.title}{wording.colon}{wording.quotation.format(said)}" if said and said not in episode.title else episode.title
    )
    tries = (episode.title, longer, *(f"{longer} ({more})" for more in _ONCE_MORE))
    title = next((title for title in tries if not _is_anothers(connection, title, number)), longer)
    return (
        episode
        if title == episode.title
        else replace(episode, title=title, title_source=f"{episode.title_source}, first words said")
    )


def _is_anothers(connection: sqlite3.Connection, title: str, number: int | None) -> bool:
    query = "SELECT 1 FROM episode WHERE title = ? AND id IS NOT ? AND version IS NOT NULL AND removed = 0"
    return connection.execute(query, (title, number)).fetchone() is not None


def slug_of_page(connection: sqlite3.Connection, marks: episode_matching.Fingerprints) -> str | None:
    """The episode that `keep` would take the page for; None for a new one. Nothing is written."""
    match = episode_matching.find(connection, marks)
    if match is None:
        return None
    return str(connection.execute("SELECT slug FROM episode WHERE id = ?", (match.episode,)).fetchone()[0])


def _reason(connection: sqlite3.Connection, episode: int) -> str:
    (reason,) = connection.execute("SELECT reason FROM removal WHERE episode = ?", (episode,)).fetchone()
    return f"removed: {reason}"


def _add(connection: sqlite3.Connection, marks: episode_matching.Fingerprints) -> Upserted:
    slug = _new_slug(connection, marks.episode)
    values = (_free_number(connection, marks.episode), slug)
    (number,) = connection.execute("INSERT INTO episode (id, slug) VALUES (?, ?) RETURNING id", values).fetchone()
    _serve(connection, marks, number, slug, next_revision(connection))
    return Upserted(slug, "added")


MOST_NUMBER = 10_000_000
"""A number that an archive wrote out is believed up to here: those that follow it stay short."""


def _free_number(connection: sqlite3.Connection, episode: Episode) -> int | None:
    """The number under which an archive wrote it out, where that is free: its short address leads to it still."""
    number = episode.number
    if number is None or not 0 < number <= MOST_NUMBER:
        return None
    return None if connection.execute("SELECT 1 FROM episode WHERE id = ?", (number,)).fetchone() else number


def _given(marks: episode_matching.Fingerprints, slug: str) -> Episode:
    """The episode as it is kept."""
    return replace(marks.episode, slug=slug, number=None)


def _new_slug(connection: sqlite3.Connection, episode: Episode) -> str:
    """The one under which an archive wrote it out, where that is free; else the day and the title, and where the
    archive made the title out of show and day, the day and the show."""
    published = episode.published
    date = published.date if published and published.precision == "day" else None
    name = (episode.show if episode.title_source.startswith("made") else None) or episode.title

    def taken(slug: str) -> bool:
        return connection.execute("SELECT 1 FROM episode WHERE slug = ?", (slug,)).fetchone() is not None

    return free_slug(episode.slug or slug_of(name, date), taken)


def _keep_again(
    connection: sqlite3.Connection, marks: episode_matching.Fingerprints, match: episode_matching.Match, slug: str
) -> Upserted:
    serving = records.serving(connection, match.episode)
    if serving is None:
        _serve(connection, marks, match.episode, slug, next_revision(connection))
        return Upserted(slug, "added", match.note)
    decision = _by_times(connection, marks, match.episode, _decision(connection, marks.page, match.episode, serving))
    digest = records.digest_of(_given(marks, slug))
    if decision.serve and digest != serving.digest:
        _serve(connection, marks, match.episode, slug, next_revision(connection))
        return Upserted(slug, "updated", match.note or _unfit(connection, marks.episode, match.episode))
    if decision.serve:
        _same_words(connection, marks, match.episode, slug, serving)
    elif decision.keep:
        _put_page(connection, marks.page, match.episode, _revision(connection))
    episode_matching.remember_place(connection, marks, match.episode)
    return Upserted(slug, "unchanged", decision.note)


def _unfit(connection: sqlite3.Connection, episode: Episode, number: int) -> str | None:
    """Which corrected lines a newer save has no more; they are kept, and fit again where a later save has them."""
    lost = [one.correction for one in placed(episode.cues, lines_of(connection, number)) if one.cue is None]
    at = ", ".join(clock(one.start_ms) for one in lost)
    return f"the line that was corrected at {at} is no longer there; the correction is kept" if lost else None


def _by_times(connection: sqlite3.Connection, marks: episode_matching.Fingerprints, episode: int, decided: _Decision) -> _Decision:
    """A save that tells times goes before one that does not, whenever they were made."""
    untimed = is_untimed(marks.episode)
    if untimed == decided.serve and decided.keep and records.serves_times(connection, episode) == untimed:
        note = "a save without times; the one that serves tells them" if untimed else None
        return _Decision(serve=not untimed, note=note)
    return decided


def _decision(connection: sqlite3.Connection, page: RawPage, episode: int, serving: records.Serving) -> _Decision:
    """A better dated or newer save goes before the one that serves; the same bytes are the same save."""
    if page.sha256 == serving.sha256:
        return _verdict_on_same_bytes(page, serving)
    both_known = page.fetched_at is not None and serving.fetched_at is not None
    if both_known and page.fetched_at != serving.fetched_at:
        newer = page.fetched_at > serving.fetched_at  # type: ignore[operator]
        return _Decision(serve=True) if newer else _Decision(serve=False, note=_older(page, serving))
    if _superseded(connection, page, episode):
        return _Decision(serve=False, keep=False, note="an earlier save; a later one serves")
    return _Decision(serve=True)


def _verdict_on_same_bytes(page: RawPage, serving: records.Serving) -> _Decision:
    if records.stated_blob(page) != serving.stated and page.stated != type(page.stated)():
        return _Decision(serve=True)
    if page.fetched_at == serving.fetched_at:
        return _Decision(serve=True)
    trust, known = _TRUST[page.fetched_how], _TRUST[serving.fetched_how]
    return _Decision(serve=trust >= known and trust == _TRUST["command"], keep=False)


def _older(page: RawPage, serving: records.Serving) -> str:
    return f"saved {page.fetched_at:%Y-%m-%d %H:%M}, before the save that serves ({serving.fetched_at:%Y-%m-%d %H:%M})"


def _superseded(connection: sqlite3.Connection, page: RawPage, episode: int) -> bool:
    found = connection.execute(
        "SELECT 1 FROM page WHERE episode = ? AND sha256 = ? AND set_aside = 0", (episode, page.sha256)
    ).fetchone()
    return found is not None


def _same_words(
    connection: sqlite3.Connection, marks: episode_matching.Fingerprints, episode: int, slug: str, serving: records.Serving
) -> None:
    """Another save, another cleaner, but nothing that is served changed: noted in place, without a new revision."""
    page = _put_page(connection, marks.page, episode, _revision(connection))
    blob = records.episode_blob(_given(marks, slug))
    connection.execute(
        "UPDATE version SET page = ?, cleaner = ?, body = ? WHERE id = ?",
        (page, marks.episode.cleaner_version, blob, serving.version),
    )


def _revision(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT value FROM counter WHERE name = 'revision'").fetchone()[0])


def _put_page(connection: sqlite3.Connection, page: RawPage, episode: int, revision: int) -> int:
    """Lays a save down, once; the same bytes again only bring their date and what was stated up to date."""
    row = connection.execute(
        f"INSERT INTO page (episode, revision, {records.PAGE_COLUMNS}) VALUES (?, ?, {records.PAGE_PLACES})"
        " ON CONFLICT (episode, sha256) DO UPDATE SET revision = iif(set_aside, excluded.revision, revision),"
        " set_aside = 0, root = excluded.root, origin = excluded.origin,"
        " fetched_at = excluded.fetched_at, fetched_how = excluded.fetched_how, stated = excluded.stated RETURNING id",
        (episode, revision, *records.page_row(page)),
    ).fetchone()
    return int(row[0])


def _serve(connection: sqlite3.Connection, marks: episode_matching.Fingerprints, episode: int, slug: str, revision: int) -> None:
    """Makes the page's episode the version that serves from this revision on."""
    cleaned = _given(marks, slug)
    page = _put_page(connection, marks.page, episode, revision)
    close_version(connection, episode, revision)
    (version,) = connection.execute(
        "INSERT INTO version (episode, page, since, cleaner, digest, body) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (episode, page, revision, cleaned.cleaner_version, records.digest_of(cleaned), records.episode_blob(cleaned)),
    ).fetchone()
    connection.execute("UPDATE episode SET version = ? WHERE id = ?", (version, episode))
    episode_matching.remember(connection, marks, episode)
    list_episode(connection, episode, cleaned)


def close_version(connection: sqlite3.Connection, episode: int, revision: int) -> None:
    """Ends what serves of an episode."""
    connection.execute("UPDATE version SET until = ? WHERE episode = ? AND until IS NULL", (revision, episode))
    connection.execute("UPDATE episode SET version = NULL WHERE id = ?", (episode,))


def edits_of(connection: sqlite3.Connection, episode: int) -> dict[str, str]:
    """The corrections of one episode by field."""
    return dict(connection.execute("SELECT field, value FROM correction WHERE episode = ? ORDER BY field", (episode,)).fetchall())


def as_served(connection: sqlite3.Connection, number: int, cleaned: Episode) -> Episode:
    """An episode as it serves: the cleaned one under its corrections, of fields, lines and speakers."""
    with_fields = corrected(cleaned, edits_of(connection, number))
    return with_speakers(with_lines(with_fields, lines_of(connection, number)), speakers_of(connection, number))


def list_episode(connection: sqlite3.Connection, number: int, cleaned: Episode) -> None:
    """Brings the episode's line in the list, and its digest, up to what serves: the cleaned episode under its
    corrections."""
    episode = as_served(connection, number, cleaned)
    connection.execute(
        "UPDATE episode SET digest = ?, guid = ?, origin = ?, title = ?, show = ?, category = ?, language = ?, published = ?,"
        " people = ? WHERE id = ?",
        (records.digest_of(episode), *line_of(episode), number),
    )


def line_of(episode: Episode) -> tuple[str | bytes | None, ...]:
    """What the list says of an episode, its corrections applied, in the order of its columns."""
    return (
        episode.guid or episode.video_id,
        episode.origin,
        episode.title,
        episode.show,
        episode.category,
        episode.language,
        _encode(episode.published) if episode.published else None,
        _encode([person.name for person in episode.people if person.kind != "cited"]),
    )
