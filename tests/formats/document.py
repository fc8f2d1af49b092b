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


def written() -> str:
    """The whole page."""
    read = [_read(one) for one in formats().values() if one.instead is None]
    refused = [_refused(one) for one in formats().values() if one.instead is not None]
    return _HEAD + "\n".join(read) + "\n" + _REFUSED + "\n".join(refused) + "\n"


def _read(one: Format) -> str:
    samples = "; ".join(f"{sample.form} (`{sample.file}`)" for sample in one.samples)
    return f"| {one.name} | {one.told_by} | {one.library} | {samples} |"


def _refused(one: Format) -> str:
    return f"| {one.name} | {one.told_by} | {one.instead} | {', '.join(f'`{sample.file}`' for sample in one.samples)} |"
