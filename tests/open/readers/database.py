"""The archive as a database, opened by Datasette as it stands."""

import asyncio
from collections.abc import Iterator
from typing import Any

from datasette.app import Datasette

from archive.transcripts import episode_object
from tests.contract.conftest import run_on
from tests.open.readers import Outcome, Visited, different


def datasette(visited: Visited) -> Iterator[Outcome]:
    """Every table with as many rows as the archive has, one episode's lines in their order, and full-text search as Datasette finds
    it by itself."""
    path = visited.work / "archive.db"
    run_on(visited.library, "export", "--sqlite", str(path))
    opened = Datasette([str(path)], settings={"sql_time_limit_ms": 20_000})

    async def asked(address: str) -> Any:
        answer = await opened.client.get(address)
        assert answer.status_code == 200, answer.text[:500]
        return answer.json()

    held = {"episodes": 0, "cues": 0, "people": 0, "chapters": 0}
    for episode in visited.archive:
        told = episode_object(episode, visited.archive.analysis(episode.slug))
        held["episodes"] += 1
        for table, rows in (("cues", told.cues), ("people", told.people), ("chapters", told.chapters)):
            held[table] += len(rows)
    for table, count in held.items():
        read = asyncio.run(asked(f"/archive/{table}.json?_size=1"))["filtered_table_rows_count"]
        yield table, different(rows=(read, count))
    last = episode
    lines = asyncio.run(asked(f"/archive/cues.json?episode={last.slug}&_size=1000&_shape=array&_sort=id"))
    yield last.slug, different(text=([one["text"] for one in lines], [cue.text for cue in last.cues][:1000]))
    word = max((word for cue in last.cues[:50] for word in cue.text.split() if word.isalpha()), key=len)
    found = asyncio.run(asked(f"/archive/cues.json?_search={word}&_shape=array"))
    yield f"search for {word}", different(found=(any(one["episode"] == last.slug for one in found), True))
