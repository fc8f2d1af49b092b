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
| Atom, Podcasting 2.0 | `/feeds/…` | feedparser, podcastparser |
| JSON-LD, OpenSearch, oEmbed, sitemaps | pages, `/opensearch.xml`, `/oembed`, `/sitemap.xml` | extruct, OWSLib, oEmbedPy |
| a database | `archive export --sqlite FILE` | Datasette |
| the tools of assistants | `archive mcp` | the client of `mcp`, over both transports |

Others' software reads the sample in `tests/open/test_readers.py`, and a whole archive by `python -m tests.open.readers LIBRARY`.

`archive add` reads them again as they were: JSON every cue; WebVTT, SubRip and Podcasting 2.0 words, speaker, start, and an end where
one was stated later than the start; text the words, who says them and whole seconds. Where a reader would take a word and a colon for
a name, or a name for a word, a word joiner (U+2060, which has no width) says which it is: behind a name and before its colon it names
who speaks; behind the colon as well, and the name is part of the words; in front of a text nobody is named (`archive/text/speaker_labels.py`).
Markup that stands in the words is written as entities in SubRip too; `[corrigé]` behind a line is our note, and no word when it is read.

**The rules of a feed**, each with its test in `tests/open/test_feeds.py`:

| rule | test |
|---|---|
| A search's feed gains exactly the new moments when a page is added, in front of all others. | `test_a_followed_search_gains_exactly_the_new_moments` |
| What is taken down is gone from the next answer on, and nothing else is. | `test_it_loses_what_is_taken_down` |
| Neither a reindex, a re-cleaning nor another generation changes a byte of it. | `test_it_does_not_change_with_another_index` |
| A correction keeps the ids. | `test_a_correction_keeps_the_ids` |
| An id is the slug and the fingerprint of the words that begin at the moment; an episode's is its slug. | `test_an_id_is_of_slug_and_words` |
| Entries stand in the order in which the archive first held their episode; within one by their second. | `test_entries_stand_as_they_came_and_within_an_episode_by_time` |
| An entry is dated when the archive first held its episode. | `test_an_entry_is_dated_when_the_archive_first_held_it` |
| The day of the broadcast begins its title, as exact as it is known. | `test_the_title_begins_with_the_day_of_the_broadcast` |
| A moment's entry leads to its second and quotes what is said, marked. | `test_an_entry_leads_to_its_second_and_quotes_what_is_said` |
| Fifty entries a page. | `test_a_page_has_fifty_entries` |
| Older ones by RFC 5005 (`first`, `next`), none twice, none left out. | `test_older_entries_are_found_by_the_links_and_none_twice` |
| A show of media files has a Podcasting 2.0 feed with transcripts. | `test_a_show_of_media_files_is_a_podcast` |
| One without has none (404), and `/data` says why. | `test_a_show_without_media_files_has_no_podcast` |
| A followed podcast's transcripts are taken by `archive sources follow`, the best of their types. | `test_another_archive_takes_the_podcast_by_its_transcripts` |
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
