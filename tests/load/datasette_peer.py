"""The peer of the site's bench: Datasette over the captions of a library with FTS5, served as its makers advise.

Its search page is a canned query: ten captions by bm25, each with its episode and a snippet; days bound it where they are given.
"""

import contextlib
import json
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from archive.library import Library
from tests.load.questions import Question
from tests.servers import get

_TABLES = """
CREATE TABLE episode (id INTEGER PRIMARY KEY, slug TEXT, title TEXT, day TEXT);
CREATE TABLE caption (id INTEGER PRIMARY KEY, episode INTEGER REFERENCES episode, second INTEGER, text TEXT);
CREATE VIRTUAL TABLE said
    USING fts5(text, content='caption', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3');
"""
_SEARCH = """
SELECT episode.slug, episode.title, episode.day, caption.second, snippet(said, 0, '<b>', '</b>', '…', 24) AS words
FROM said JOIN caption ON caption.id = said.rowid JOIN episode ON episode.id = caption.episode
WHERE said MATCH :q AND (:after = '' OR episode.day >= :after) AND (:before = '' OR episode.day <= :before)
ORDER BY said.rank LIMIT 10
"""
WAIT_S = 60


def build(root: Path, path: Path) -> None:
    """The database of a library's captions; one that stands there is kept."""
    if path.exists():
        return
    with contextlib.closing(sqlite3.connect(path)) as connection, Library.open(root, read_only=True) as library:
        connection.executescript(_TABLES)
        for number, kept in enumerate(library.stored(), 1):
            episode = kept.episode
            day = episode.published.date.isoformat() if episode.published else ""
            connection.execute("INSERT INTO episode VALUES (?, ?, ?, ?)", (number, kept.slug, episode.title, day))
            rows = [(number, cue.start_ms // 1000, cue.text) for cue in episode.cues if cue.kind == "speech"]
            connection.executemany("INSERT INTO caption (episode, second, text) VALUES (?, ?, ?)", rows)
        connection.execute("INSERT INTO said (said) VALUES ('rebuild')")
        connection.execute("INSERT INTO said (said) VALUES ('optimize')")
        connection.execute("ANALYZE")
        connection.commit()


def path_of(question: Question, form: str = "") -> str:
    """The address of a question: a page, or with `.json` the rows alone."""
    asked = {"q": question.fts, "after": question.after, "before": question.before}
    return f"/captions/search{form}?" + urlencode(asked | ({"_shape": "array"} if form else {}))


@contextlib.contextmanager
def serve(program: Path, database: Path) -> Iterator[str]:
    """The address of the database, served immutable (Datasette counts and caches then as for a published one)."""
    settings = database.with_name("datasette.json")
    settings.write_text(json.dumps({"databases": {database.stem: {"queries": {"search": {"sql": _SEARCH}}}}}))
    port = _free_port()
    command = [program, "-i", database, "--metadata", settings, "--port", str(port), "--setting", "sql_time_limit_ms", "10000"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield _answering(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answering(address: str) -> str:
    for _ in range(WAIT_S * 5):
        with contextlib.suppress(OSError):
            get(f"{address}/-/versions.json")
            return address
        time.sleep(0.2)
    raise RuntimeError(f"Datasette does not answer at {address}")
