"""Words that were erased of an episode: never kept, known again by a keyed hash of them and the time at which they were
said.

The key lies in DIR/erasure.key, outside the library and its backups: without it nobody can try which words they were.
Of an episode of which words were erased no page is kept as it came, but as what was read of it."""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from archive.library import records
from archive.library.records import LibraryError
from archive.library.schema import next_revision
from archive.library.upsert import list_episode
from archive.model.episode import Cue, Episode, time_of
from archive.model.page import RawPage
from archive.storage.file_writing import SECRET, write_whole
from archive.text.tokenizer import Span, spans, words
from archive.transcripts.episode_json import episode_object

KEY = "erasure.key"
AROUND_MS = 60_000
"""A newer save may cut its lines otherwise, or begin elsewhere: the same words within a minute are those that were
erased."""
TELLING = 3
"""So many words, one after the other, are those that were erased wherever they stand in an episode's description and
titles."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Words that were erased: how many, about when they were said, their keyed hash, and the day on which they were
    erased."""

    start_ms: int
    count: int
    digest: bytes
    day: str

    @property
    def stub(self) -> str:
        """What stands in the place of the words."""
        return f"[effacé le {self.day}]"


def key_of(directory: Path, *, create: bool = False) -> bytes:
    """The key of a library directory. Raises LibraryError where there is none: what was erased could not be known
    again."""
    path = directory / KEY
    if not path.exists() and create:
        write_whole(path, secrets.token_bytes(32), SECRET)
    try:
        return path.read_bytes()
    except OSError as error:
        told = f"{path}, which recognises erased words, cannot be read ({error.strerror}); put it back"
        raise LibraryError(told, code="no-erasure-key", path=str(path)) from error


def of(connection: sqlite3.Connection, slug: str) -> tuple[Erasure, ...]:
    """What was erased of an episode."""
    found = connection.execute(
        "SELECT x.start_ms, x.words, x.digest, x.day FROM erasure x JOIN episode e ON e.id = x.episode WHERE e.slug = ?", (slug,)
    )
    return tuple(Erasure(*row) for row in found)


def are_any(connection: sqlite3.Connection) -> bool:
    """Whether words were erased of any episode."""
    return connection.execute("SELECT 1 FROM erasure LIMIT 1").fetchone() is not None


def erasure_of(key: bytes, start_ms: int, said: Sequence[str], day: str) -> Erasure:
    """The erasure of folded words that were said about then."""
    return Erasure(start_ms, len(said), _digest(key, said), day)


def without(episode: Episode, erasures: Iterable[Erasure], key: bytes) -> Episode:
    """The episode with a stub in the place of all that was erased of it; of telling words in what it tells besides too.
    The same one where nothing of it stands there."""
    cues, told = list(episode.cues), episode
    for one in erasures:
        _erase(cues, one, key)
        told = without_text(told, one, key) if one.count >= TELLING else told
    if tuple(cues) == episode.cues and told == episode:
        return episode
    return replace(told, cues=tuple(cues), removed=())  # samples of what the cleaner left out may hold the words too


def without_text(episode: Episode, erasure: Erasure, key: bytes) -> Episode:
    """The episode without erased words in what it tells besides its transcript."""

    def clean(text: str) -> str:
        return _replaced(text, erasure, key)

    return replace(
        episode,
        title=clean(episode.title),
        description=clean(episode.description),
        people=tuple(replace(person, evidence=clean(person.evidence)) for person in episode.people),
        chapters=tuple(msgspec.structs.replace(chapter, title=clean(chapter.title)) for chapter in episode.chapters),
        hints=tuple(replace(hint, evidence=clean(hint.evidence)) for hint in episode.hints),
    )


def page_as_read(page: RawPage, episode: Episode) -> tuple[RawPage, Episode]:
    """The page as what was read of it, in the program's own form, and the episode read from that."""
    body = msgspec.json.encode(episode_object(replace(episode, slug="", page_sha256="")))
    sha256 = hashlib.sha256(body).hexdigest()
    return replace(page, body=body, sha256=sha256, content_type="application/json"), replace(episode, page_sha256=sha256)


def erase(connection: sqlite3.Connection, slug: str, erasure: Erasure, said: Sequence[str], key: bytes, *, told_too: bool) -> None:
    """Erases words of an episode that serves, in its transcript and, with `told_too`, in what it tells besides; no
    earlier text or save of it is kept, nor a corrected line that quotes them. The caller holds the transaction."""
    number, version, body, save, *row = connection.execute(
        f"SELECT e.id, v.id, v.body, p.id, {records.PAGE_COLUMNS_OF_P} FROM episode e JOIN version v ON v.id = e.version"
        " JOIN page p ON p.id = v.page WHERE e.slug = ?",
        (slug,),
    ).fetchone()
    episode = without(records.episode_of(body, slug), [erasure], key)
    page, episode = page_as_read(records.page_of(tuple(row), slug), without_text(episode, erasure, key) if told_too else episode)
    episode = replace(episode, slug=slug)
    connection.execute("DELETE FROM version WHERE episode = ? AND id != ?", (number, version))
    connection.execute("DELETE FROM page WHERE episode = ? AND id != ?", (number, save))
    columns = ", ".join(f"{column} = ?" for column in records.PAGE_COLUMNS.split(", "))
    connection.execute(f"UPDATE page SET {columns} WHERE id = ?", (*records.page_row(page), save))
    laid_down = (records.digest_of(episode), records.episode_blob(episode), version)
    connection.execute("UPDATE version SET digest = ?, body = ? WHERE id = ?", laid_down)
    _erase_beside(connection, number, said)
    values = (number, erasure.start_ms, erasure.count, erasure.digest, erasure.day)
    connection.execute("INSERT OR IGNORE INTO erasure VALUES (?, ?, ?, ?, ?)", values)
    list_episode(connection, number, episode)
    next_revision(connection)


def _erase_beside(connection: sqlite3.Connection, number: int, said: Sequence[str]) -> None:
    """Takes back what staff laid over the episode and what quotes the words."""
    query = "SELECT id, heard, text, before, after FROM line_correction WHERE episode = ?"
    for line, heard, text, before, after in connection.execute(query, (number,)).fetchall():
        if holds(heard, said) or holds(text, said):
            connection.execute("DELETE FROM line_correction WHERE id = ?", (line,))
        else:
            around = ["" if holds(one, said) else one for one in (before, after)]
            connection.execute("UPDATE line_correction SET before = ?, after = ? WHERE id = ?", (*around, line))
    for field, value in connection.execute("SELECT field, value FROM correction WHERE episode = ?", (number,)).fetchall():
        if holds(value, said):
            connection.execute("DELETE FROM correction WHERE episode = ? AND field = ?", (number, field))


def holds(text: str, said: Sequence[str]) -> bool:
    """Whether folded words stand in a text, one after the other."""
    return f" {' '.join(said)} " in f" {' '.join(words(text))} "


def words_of(episode: Episode) -> Iterator[str]:
    """Every folded word that an episode holds anywhere."""
    for text in (episode.title, episode.description, *(cue.text for cue in episode.cues), *(one.title for one in episode.chapters)):
        yield from words(text)
    for told in (episode.show, episode.channel, episode.category, *(person.name for person in episode.people)):
        yield from words(told or "")


def _digest(key: bytes, said: Sequence[str]) -> bytes:
    return hashlib.blake2b("\0".join(said).encode(), key=key, digest_size=16).digest()


def _erase(cues: list[Cue], one: Erasure, key: bytes) -> None:
    """Puts the stub where the words stand, in one line or over several."""
    timed = time_of(one.start_ms) is not None  # in a save that tells places otherwise they may stand anywhere
    near = [
        place
        for place, cue in enumerate(cues)
        if abs(cue.start_ms - one.start_ms) <= AROUND_MS or (time_of(cue.start_ms) is not None) != timed
    ]
    said = [(place, span) for place in near for span in spans(cues[place].text)]
    found: list[list[tuple[int, Span]]] = []
    first = 0
    while first + one.count <= len(said):
        window = said[first : first + one.count]
        is_erased = _digest(key, [span.word for _, span in window]) == one.digest
        found += [window] if is_erased else []
        first += one.count if is_erased else 1
    for window in reversed(found):
        for place in sorted({place for place, _ in window}):
            _blank(cues, place, [span for at, span in window if at == place], one.stub)


def _blank(cues: list[Cue], place: int, gone: Sequence[Span], stub: str) -> None:
    text = cues[place].text
    blanked = text[: gone[0].start] + stub + text[gone[-1].end :]
    cues[place] = replace(cues[place], text=blanked, heard=None, words_ms=None)


def _replaced(text: str, erasure: Erasure, key: bytes) -> str:
    found = list(spans(text))
    for first in reversed(range(len(found) - erasure.count + 1)):
        window = found[first : first + erasure.count]
        if _digest(key, [span.word for span in window]) == erasure.digest:
            text = text[: window[0].start] + erasure.stub + text[window[-1].end :]
    return text
