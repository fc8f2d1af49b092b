"""The part of a library that a machine needs which has the episodes themselves from elsewhere: no page, no text, no
notes."""

import sqlite3
from contextlib import closing
from pathlib import Path

from archive.library import schema
from archive.storage import table_sums

_COPIED = """
DELETE FROM main.note;
INSERT INTO main.note SELECT name, value FROM library.note WHERE name = 'identity';
DELETE FROM main.counter;
INSERT INTO main.counter SELECT name, value FROM library.counter;
INSERT INTO main.episode (id, slug, version, digest, removed, guid, origin, title, show, category, language, published, people)
    SELECT id, slug, version, digest, removed, guid, origin, title, show, category, language, published, people
    FROM library.episode ORDER BY id;
INSERT INTO main.page (id, episode, revision, sha256, root, origin, content_type, fetched_at, fetched_how, stated, body)
    SELECT min(id), episode, min(revision), '', '', '', '', min(fetched_at), '', x'', x'' FROM library.page
    GROUP BY episode ORDER BY episode;
INSERT INTO main.correction SELECT episode, field, value, at FROM library.correction;
INSERT INTO main.removal SELECT episode, '', at, purged FROM library.removal;
INSERT INTO main.served SELECT revision, at FROM library.served;
INSERT INTO main.untranscribed SELECT root, origin, guid, title, show, first_day, last_day FROM library.untranscribed;
"""
"""Of pages when each episode was first held; of removals that there was one, not why."""


def write_extract(directory: Path, into: Path) -> Path:
    """Writes the part of the library in `directory` into another one, under the same name; some 600 bytes an
    episode."""
    path = into / schema.NAME
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rwc", uri=True, isolation_level=None)) as connection:
        schema.migrate(connection, path)
        uri = (directory / schema.NAME).absolute().as_uri()
        connection.execute("ATTACH ? AS library", (f"{uri}?mode=ro",))
        with schema.writing(connection):
            for statement in schema.statements(_COPIED):
                connection.execute(statement)
            table_sums.lay_down(connection)
    return path
