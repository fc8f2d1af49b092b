"""All readers by name. What each needs of others' software is loaded when it reads: some of it takes seconds."""

from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module

from tests.open.readers import Outcome, Reader, Visited
from tests.open.readers.round_trips import ROUND_TRIPS

OTHERS = {
    "webvtt-py": "transcripts.webvtt_py",
    "srt": "transcripts.srt_of_python",
    "pysubs2": "transcripts.pysubs2_",
    "feedparser": "feeds.feedparser_",
    "podcastparser": "feeds.podcastparser_",
    "extruct": "pages.extruct_",
    "OWSLib (OpenSearch)": "pages.owslib",
    "oEmbedPy": "pages.oembedpy_",
    "mcp, stdio": "assistants.mcp_stdio",
    "mcp, HTTP": "assistants.mcp_http",
    "Datasette": "database.datasette",
}


def _read(where: str, visited: Visited) -> Iterator[Outcome]:
    module, name = where.split(".")
    reader: Reader = getattr(import_module(f"tests.open.readers.{module}"), name)
    return reader(visited)


READERS: Mapping[str, Reader] = {
    **{name: partial(_read, where) for name, where in OTHERS.items()},
    **{f"archive add, {form}": reader for form, reader in ROUND_TRIPS.items()},
}
