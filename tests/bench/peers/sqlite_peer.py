"""SQLite's FTS5, with a row an episode and with a row a caption."""

import sqlite3
from pathlib import Path

from archive.model.episode import Episode
from tests.bench.corpus import stored
from tests.bench.peers.base import MOMENTS, PAGE, Captions, Found, Moment, Searched, day_of, nothing, number_of, year_of
from tests.bench.queries import Asked

TOKENS = 'tokenize="unicode61 remove_diacritics 2", prefix="2 3 4 5"'
CAPTIONS_AN_EPISODE = 100_000


def match_of(query: Asked) -> str | None:
    """The query in FTS5's language, None for what it has not."""
    if query.kind == "typo":
        return None
    joined = " ".join(query.words)
    return {"words": joined, "phrase": f'"{joined}"', "prefix": f"{joined}*"}[query.kind]


class _Fts5:
    def __init__(self, folder: Path, workers: int = 1) -> None:
        self._folder = folder
        self._path = folder / "fts5.sqlite"

    def open(self) -> None:
        """Opens the index for searching."""
        self._connection = sqlite3.connect(self._path)
        self._connection.execute("PRAGMA mmap_size=4000000000")

    def close(self) -> None:
        """Closes the index."""
        self._connection.close()

    def count(self, query: Asked) -> int | None:
        """In how many episodes a query is met."""
        match = match_of(query)
        if match is None:
            return None
        where, values = self._where(query, match)
        row = self._connection.execute(f"SELECT count(DISTINCT {self.EPISODE}) FROM spoken WHERE {where}", values).fetchone()
        return int(row[0])

    EPISODE = "rowid"

    def _where(self, query: Asked, match: str) -> tuple[str, list[object]]:
        if not query.after or not query.before:
            return "spoken MATCH ?", [match]
        inside = f"spoken MATCH ? AND {self.EPISODE} IN (SELECT number FROM episodes WHERE day BETWEEN ? AND ?)"
        return inside, [match, query.after.toordinal(), query.before.toordinal()]

    def _facets(self, query: Asked, match: str) -> dict[str, dict[str, int]]:
        where, values = self._where(query, match)
        found = f"SELECT DISTINCT {self.EPISODE} AS number FROM spoken WHERE {where}"
        counted = "SELECT {0}, count(*) FROM episodes WHERE number IN ({1}) GROUP BY {0}"
        return {facet: dict(self._connection.execute(counted.format(facet, found), values)) for facet in ("show", "year")}

    def _create(self, columns: str) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path)
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA journal_mode=MEMORY")
        connection.execute("CREATE TABLE episodes (number INTEGER PRIMARY KEY, day INTEGER, show TEXT, year TEXT)")
        connection.execute(f"CREATE VIRTUAL TABLE spoken USING fts5({columns}, {TOKENS})")
        return connection

    @staticmethod
    def _describe(connection: sqlite3.Connection, episode: Episode) -> None:
        row = (number_of(episode), day_of(episode), episode.show, year_of(episode))
        connection.execute("INSERT INTO episodes VALUES (?, ?, ?, ?)", row)


class ByEpisode(_Fts5):
    """One row an episode: contentless, its captions beside it."""

    def __init__(self, folder: Path, workers: int = 1) -> None:
        super().__init__(folder, workers)
        self._captions = Captions(folder)

    def build(self, episodes: Path) -> None:
        """Indexes the episodes, and keeps their captions."""
        connection = self._create("text, content=''")
        for episode in self._captions.build(episodes):
            text = "\n".join(cue.text for cue in episode.cues)
            connection.execute("INSERT INTO spoken(rowid, text) VALUES (?, ?)", (number_of(episode), text))
            self._describe(connection, episode)
        connection.execute("INSERT INTO spoken(spoken) VALUES ('optimize')")
        connection.commit()
        connection.close()

    def open(self) -> None:
        """Opens index and captions."""
        super().open()
        self._captions.open()

    def close(self) -> None:
        """Closes index and captions."""
        super().close()
        self._captions.close()

    def ask(self, query: Asked, searched: Searched = nothing) -> Found | None:
        """The ten best episodes by bm25, with three moments each."""
        match = match_of(query)
        if match is None:
            return None
        where, values = self._where(query, match)
        order = f"SELECT rowid FROM spoken WHERE {where} ORDER BY rank LIMIT {PAGE} OFFSET {(query.page - 1) * PAGE}"
        numbers = [number for (number,) in self._connection.execute(order, values)]
        searched()
        found = tuple((number, self._captions.moments(number, query)) for number in numbers)
        return Found(None, found, self._facets(query, match) if query.facets else None)


class ByCaption(_Fts5):
    """One row a caption: what finds the second without more ado, and no phrase across captions."""

    EPISODE = f"(rowid / {CAPTIONS_AN_EPISODE})"

    def build(self, episodes: Path) -> None:
        """Indexes every caption as a row of its own."""
        connection = self._create("text, start UNINDEXED")
        for episode in stored(episodes):
            base = number_of(episode) * CAPTIONS_AN_EPISODE
            rows = ((base + place, cue.text, cue.start_ms) for place, cue in enumerate(episode.cues))
            connection.executemany("INSERT INTO spoken(rowid, text, start) VALUES (?, ?, ?)", rows)
            self._describe(connection, episode)
        connection.execute("INSERT INTO spoken(spoken) VALUES ('optimize')")
        connection.commit()
        connection.close()

    def ask(self, query: Asked, searched: Searched = nothing) -> Found | None:
        """Captions from the best on, until they are of enough episodes."""
        match = match_of(query)
        if match is None:
            return None
        where, values = self._where(query, match)
        wanted = query.page * PAGE
        order = f"SELECT rowid, text, start FROM spoken WHERE {where} ORDER BY rank"
        held: dict[int, list[Moment]] = {}
        for row, text, start in self._connection.execute(order, values):
            if row // CAPTIONS_AN_EPISODE not in held and len(held) == wanted:
                break
            moments = held.setdefault(row // CAPTIONS_AN_EPISODE, [])
            if len(moments) < MOMENTS:
                moments.append((start, text))
        found = tuple((number, tuple(moments)) for number, moments in list(held.items())[wanted - PAGE : wanted])
        searched()
        return Found(None, found, self._facets(query, match) if query.facets else None)
