# ruff: noqa: E501
"""docs/formats.md, written from the table that the reader itself uses."""

from pathlib import Path

from ingest.formats.registry import Format, formats

DOCUMENT = Path(__file__).parents[2] / "docs" / "formats.md"
_HEAD = """# Formats

What `archive add` reads, told from the content of a file and never from its name, and what it knows and does not read: that is
named, with what to save instead. Gzipped files are read as what they hold. The table is `ingest/formats/formats.toml`; this page is
written from it by `python -m tests.formats`, and each sample stands in `tests/formats/` with what a perfect reader takes from it.
Why each library: [0012](adr/0012-format-libraries.md).

A file may tell of another: yt-dlp's `TITLE [ID].info.json` gives its subtitles title, date, chapters, address and length; a
podcast's feed saved beside its transcripts gives them what it says of their episodes, by the names of their files.

## Read

| format | told by | reader | ways of writing it (sample) |
|---|---|---|---|
"""
_REFUSED = """
## Known, and not read

| format | told by | save instead | sample |
|---|---|---|---|
"""

_GIVEN = """
## Given

| what | where | read by, in the tests |
|---|---|---|
| text, Markdown, WebVTT (voices, chapters), SubRip, JSON, Podcasting 2.0's transcript and chapters | `/episodes/SLUG.txt`, `.md`, `.vtt`, `.chapters.vtt`, `.srt`, `.json`, `.podcast.json`, `.chapters.json` | webvtt-py, srt, pysubs2, and `archive add` again |
| Atom, JSON Feed, Podcasting 2.0 | `/feeds/…` | feedparser, podcastparser |
| JSON-LD, OpenSearch, oEmbed, sitemaps | pages, `/opensearch.xml`, `/oembed`, `/sitemap.xml` | extruct |
| IIIF Presentation 3, Content Search 2 | `/iiif/…` | iiif-prezi3; a schema of our own |
| a database | `archive export --sqlite FILE` | Datasette |
| the tools of assistants | `archive mcp` | the client of `mcp` |

In plain text a turn begins with the name of who speaks, and comes back so: a name in front of words is part of them there.

**The rules of a feed**, each a test in `tests/open/test_feeds.py`:

1. A search's feed gains exactly the new moments when a page is added, in front of all others.
2. What is taken down is gone from the next answer on.
3. Neither a reindex, a re-cleaning nor another generation changes a byte of it; a correction keeps the ids.
4. An id is the slug and the fingerprint of the words that begin at the moment; an episode's is its slug.
5. Entries stand in the order in which the archive first held their episode, and are dated by that; within one by their second.
6. A moment's entry leads to its second and quotes what is said, marked.
7. Atom and JSON Feed tell the same.
8. Fifty entries a page; older ones by RFC 5005 (`first`, `next`), none twice, none left out.
9. A show of media files has a Podcasting 2.0 feed with transcripts; one without has none (404), and `/data` says why.
"""


def written() -> str:
    """The whole page."""
    read = [_read(one) for one in formats().values() if one.instead is None]
    refused = [_refused(one) for one in formats().values() if one.instead is not None]
    return _HEAD + "\n".join(read) + "\n" + _REFUSED + "\n".join(refused) + "\n" + _GIVEN


def _read(one: Format) -> str:
    samples = "; ".join(f"{sample.form} (`{sample.file}`)" for sample in one.samples)
    return f"| {one.name} | {one.told_by} | {one.library} | {samples} |"


def _refused(one: Format) -> str:
    return f"| {one.name} | {one.told_by} | {one.instead} | {', '.join(f'`{sample.file}`' for sample in one.samples)} |"
