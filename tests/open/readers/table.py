"""All readers by name."""

from collections.abc import Mapping

from tests.open.readers import Reader
from tests.open.readers.assistants import mcp_http, mcp_stdio
from tests.open.readers.database import datasette
from tests.open.readers.feeds import feedparser_, podcastparser_
from tests.open.readers.pages import extruct_, iiif_prezi3_, oembedpy_, owslib
from tests.open.readers.round_trips import ROUND_TRIPS
from tests.open.readers.transcripts import pysubs2_, srt_of_python, webvtt_py

READERS: Mapping[str, Reader] = {
    "webvtt-py": webvtt_py,
    "srt": srt_of_python,
    "pysubs2": pysubs2_,
    "feedparser": feedparser_,
    "podcastparser": podcastparser_,
    "extruct": extruct_,
    "OWSLib (OpenSearch)": owslib,
    "oEmbedPy": oembedpy_,
    "iiif-prezi3": iiif_prezi3_,
    "mcp, stdio": mcp_stdio,
    "mcp, HTTP": mcp_http,
    "Datasette": datasette,
    **{f"archive add, {form}": reader for form, reader in ROUND_TRIPS.items()},
}
