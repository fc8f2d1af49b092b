"""Which page is which episode. Every step is a look-up in an index; only the few found by minhash bands are compared
word by word.

In this order (DESIGN of the archive): the same save at the same place; same stated guid; same video and language of
speech; same origin within the same root; same folded transcript; 80% of five-word shingles shared both ways with the
same date or title. Two different stated guids are two episodes, whatever else agrees, except where one of them was
taken down: what was removed by order does not come back under another name."""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from archive.library.records import episode_of
from archive.model.episode import Episode
from archive.model.page import RawPage
from archive.model.platforms import known_source
from archive.text.shingles import (
    WORDS,
    Shingles,
    Signature,
    alike,
    bands,
    resemblance,
    shared,
    shingles,
    signature,
    spoken_words,
)
from archive.text.tokenizer import fold, words

NEAR = 0.8
_JACCARD_OF_NEAR = 2 / 3
"""Two sets that share 80% both ways have a Jaccard similarity of .8 / (2 - .8)."""
_OTHER_PROGRAMME = 0.5
_TELLING_WORDS = 2 * WORDS
"""Fewer words than this say nothing of whose they are: two trailers may both say "à ce soir"."""
_OWN_WORDS = 50
"""Fewer words than this do not say that what stands at two addresses is one: each day begins with "bonjour à tous et
bienvenue"."""
_MOST_COMPARED = 20
_MOST_CANDIDATES = 64
"""So many episodes of one key or band are looked at: a file of equal records would be compared with itself, record by
record."""


@dataclass(frozen=True, slots=True)
class Match:
    """The episode a page belongs to, by which rule, and in what way that is worth telling."""

    episode: int
    rule: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An episode the page may belong to."""

    episode: int
    slug: str
    removed: bool
    version: int | None
    guid_key: bytes | None
    video_key: bytes | None
    date_key: str | None
    title_key: bytes | None
    language: str | None
    signature: bytes | None


_COLUMNS = "e.id, e.slug, e.removed, e.version, e.guid_key, e.video_key, e.date_key, e.title_key, e.language_key, e.signature"


def _key(kind: str, value: str) -> bytes:
    return hashlib.blake2b(f"{kind}\0{value}".encode(), digest_size=16).digest()


class Fingerprints:
    """All by which a page may be recognised."""

    def __init__(self, page: RawPage, episode: Episode) -> None:
        self.page = page
        self.episode = episode

    @cached_property
    def guid(self) -> bytes | None:
        """Of a guid that was stated; one that only repeats the video id is the video's mark."""
        stated = self.page.stated.guid or self.episode.guid
        return _key("guid", stated) if stated and stated != self.episode.video_id else None

    @cached_property
    def video(self) -> bytes | None:
        """Of the canonical address of what plays the episode; the address of a page that plays nothing is no mark."""
        episode = self.episode
        source = known_source(episode.platform, episode.video_id, episode.source_url)
        return _key("video", source.url) if source else None

    @cached_property
    def origin(self) -> bytes:
        """Of the place within the root."""
        return _key("origin", f"{self.page.root}\0{self.page.origin}")

    @cached_property
    def words(self) -> list[str]:
        """The folded speech."""
        return spoken_words(self.episode.cues)

    @cached_property
    def transcript(self) -> bytes | None:
        """Of the folded speech, where there is enough of it to tell."""
        return _key("transcript", " ".join(self.words)) if len(self.words) >= _TELLING_WORDS else None

    @cached_property
    def shingles(self) -> Shingles:
        """The speech in runs of five words."""
        return shingles(self.words)

    @cached_property
    def signature(self) -> Signature:
        """The minhash of the speech."""
        return signature(self.shingles)

    @cached_property
    def date(self) -> str | None:
        """The stated day; a month, a year or a guess says too little."""
        published = self.episode.published
        return published.date.isoformat() if published and published.precision == "day" and not published.approximate else None

    @cached_property
    def title(self) -> bytes | None:
        """Of the folded title, unless the archive made it itself."""
        folded = words(self.episode.title)
        return _key("title", " ".join(folded)) if folded and not fold(self.episode.title_source).startswith("made") else None

    def keys(self) -> tuple[bytes, ...]:
        """The marks that are looked up as they are."""
        return tuple(key for key in (self.guid, self.video, self.origin, self.transcript) if key)

    def telling(self) -> bool:
        """Whether there is speech enough to compare."""
        return len(self.words) >= _TELLING_WORDS


def find(connection: sqlite3.Connection, marks: Fingerprints) -> Match | None:
    """The episode the page belongs to; None for a new one."""
    for rule in (_same_save, _same_guid, _same_video, _same_origin, _same_transcript, _near):
        match = rule(connection, marks)
        if match is not None:
            return match
    return None


def _same_save(connection: sqlite3.Connection, marks: Fingerprints) -> Match | None:
    page = marks.page
    row = connection.execute(
        "SELECT episode FROM page WHERE sha256 = ? AND root = ? AND origin = ?", (page.sha256, page.root, page.origin)
    ).fetchone()
    return row and Match(row[0], "same save")


def _candidates(connection: sqlite3.Connection, key: bytes) -> list[Candidate]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM identity i JOIN episode e ON e.id = i.episode WHERE i.key = ? LIMIT {_MOST_CANDIDATES}", (key,)
    )
    return [Candidate(*row) for row in rows]


def _other_guid(marks: Fingerprints, candidate: Candidate) -> bool:
    known = marks.guid is not None and candidate.guid_key is not None
    return known and marks.guid != candidate.guid_key and not candidate.removed


def _same_guid(connection: sqlite3.Connection, marks: Fingerprints) -> Match | None:
    if marks.guid is None:
        return None
    return next((Match(found.episode, "same guid") for found in _candidates(connection, marks.guid)), None)


def _same_video(connection: sqlite3.Connection, marks: Fingerprints) -> Match | None:
    if marks.video is None:
        return None
    for found in _candidates(connection, marks.video):
        one_language = found.language == marks.episode.language or "und" in (found.language, marks.episode.language)
        if one_language and not _other_guid(marks, found):
            return Match(found.episode, "same video")
    return None


def _same_origin(connection: sqlite3.Connection, marks: Fingerprints) -> Match | None:
    for found in _candidates(connection, marks.origin):
        if not _other_guid(marks, found) and not _overwritten(connection, marks, found):
            return Match(found.episode, "same origin")
    return None


def _overwritten(connection: sqlite3.Connection, marks: Fingerprints, found: Candidate) -> bool:
    """Whether a scraper wrote another programme over the file: another video, and other words."""
    if marks.video is None or found.video_key is None or marks.video == found.video_key:
        return False
    return max(_shared_with(connection, marks, found)) < _OTHER_PROGRAMME


def _same_transcript(connection: sqlite3.Connection, marks: Fingerprints) -> Match | None:
    if marks.transcript is None:
        return None
    for found in _candidates(connection, marks.transcript):
        if not _other_guid(marks, found) and not _little_said_elsewhere(connection, marks, found):
            return Match(found.episode, "same transcript", f"word for word the transcript of {found.slug}")
    return None


def _little_said_elsewhere(connection: sqlite3.Connection, marks: Fingerprints, found: Candidate) -> bool:
    """Whether the same stands at another address, and is too little to tell that both are one; what was taken down
    stays so."""
    if found.removed or found.version is None or len(marks.words) >= _OWN_WORDS:
        return False
    address, other = marks.episode.source_url, _episode_of_version(connection, found.version).source_url
    return address is not None and other is not None and address != other


def _near(connection: sqlite3.Connection, marks: Fingerprints) -> Match | None:
    if not marks.telling():
        return None
    best = [
        found
        for found in _alike(connection, marks)
        if _agrees(marks, found) and not _other_guid(marks, found) and not _little_said_elsewhere(connection, marks, found)
    ]
    for found in best[:_MOST_COMPARED]:
        if _near_enough(connection, marks, found):
            return Match(found.episode, "near transcript", f"nearly the transcript of {found.slug}, {_agreement(marks, found)}")
    return None


def _agrees(marks: Fingerprints, found: Candidate) -> bool:
    """The same stated date or title; what was removed by order needs neither."""
    return bool(found.removed) or _agreement(marks, found) != ""


def _agreement(marks: Fingerprints, found: Candidate) -> str:
    if marks.date is not None and marks.date == found.date_key:
        return "of the same day"
    if marks.title is not None and marks.title == found.title_key:
        return "of the same title"
    return "taken down" if found.removed else ""


def _alike(connection: sqlite3.Connection, marks: Fingerprints) -> list[Candidate]:
    """Episodes that share a band of the signature, the likest first; of each band so many and no more, since thousands
    may share one, and who is nearly the same shares most of them."""
    values = [int(value) for value in bands(marks.signature)]
    of_band = f"SELECT * FROM (SELECT episode FROM band WHERE value = ? LIMIT {_MOST_CANDIDATES})"
    of_any = " UNION ".join([of_band] * len(values))
    rows = connection.execute(f"SELECT {_COLUMNS} FROM episode e WHERE e.id IN ({of_any})", values)
    return sorted((Candidate(*row) for row in rows), key=lambda found: -_likeness(marks, found))


def _likeness(marks: Fingerprints, found: Candidate) -> float:
    return resemblance(marks.signature, np.frombuffer(found.signature, np.uint32)) if found.signature else 0.0


def _near_enough(connection: sqlite3.Connection, marks: Fingerprints, found: Candidate) -> bool:
    if found.version is None:
        return _likeness(marks, found) >= _JACCARD_OF_NEAR
    return alike(marks.shingles, _shingles_of(connection, found.version), NEAR)


def _shared_with(connection: sqlite3.Connection, marks: Fingerprints, found: Candidate) -> tuple[float, float]:
    if found.version is None:
        return (_likeness(marks, found),) * 2
    return shared(marks.shingles, _shingles_of(connection, found.version))


def _shingles_of(connection: sqlite3.Connection, version: int) -> Shingles:
    return shingles(spoken_words(_episode_of_version(connection, version).cues))


def _episode_of_version(connection: sqlite3.Connection, version: int) -> Episode:
    (blob,) = connection.execute("SELECT body FROM version WHERE id = ?", (version,)).fetchone()
    return episode_of(blob)


def remember(connection: sqlite3.Connection, marks: Fingerprints, episode: int) -> None:
    """Writes the page's marks down for its episode. A place belongs to the episode that was saved there last."""
    connection.execute("DELETE FROM identity WHERE key = ? AND episode <> ?", (marks.origin, episode))
    _add_keys(connection, marks.keys(), episode)
    connection.execute(
        "UPDATE episode SET guid_key = coalesce(?, guid_key), video_key = coalesce(?, video_key), date_key = ?, title_key = ?,"
        " language_key = ?, signature = ? WHERE id = ?",
        (marks.guid, marks.video, marks.date, marks.title, marks.episode.language, _signature_blob(marks), episode),
    )
    connection.execute("DELETE FROM band WHERE episode = ?", (episode,))
    if marks.telling():
        rows = [(int(value), episode) for value in bands(marks.signature)]
        connection.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", rows)


def remember_place(connection: sqlite3.Connection, marks: Fingerprints, episode: int) -> None:
    """Writes down that the same bytes also came from elsewhere, or under an address or guid not seen before."""
    _add_keys(connection, (key for key in (marks.guid, marks.video, marks.origin) if key), episode)


def _add_keys(connection: sqlite3.Connection, keys: Iterable[bytes], episode: int) -> None:
    rows: Sequence[tuple[bytes, int]] = [(key, episode) for key in keys]
    connection.executemany("INSERT OR IGNORE INTO identity VALUES (?, ?)", rows)


def _signature_blob(marks: Fingerprints) -> bytes | None:
    return marks.signature.tobytes() if marks.telling() else None
