"""What stands around a transcript, below what the page itself states: entities, headings that name no show, a file's name."""

import datetime as dt

from archive.model.episode import Episode
from archive.model.page import RawPage
from ingest import read

SAID = "\n".join(f"00:{number:02}:00 On parle ici de la mer et du vent, {number} fois de suite." for number in range(1, 20))


def page_of(text: str, origin: str) -> Episode:
    moment = dt.datetime(2026, 2, 10, tzinfo=dt.UTC)
    episode = read(RawPage(origin, text.encode(), "text/plain", "0" * 64, moment, "command"))
    assert isinstance(episode, Episode)
    return episode


def test_entities_in_markdown_are_the_signs_they_mean() -> None:
    said = SAID.replace("la mer", "la mer &amp; l&#39;eau")
    assert page_of(said, "x.md").cues[0].text.startswith("On parle ici de la mer & l'eau")
    assert page_of(f"---\ntitle: Mer\n---\n{said}", "x").cues[0].text.startswith("On parle ici de la mer & l'eau")
    assert page_of(said, "x.txt").cues[0].text.startswith("On parle ici de la mer &amp; l&#39;eau")


def test_a_table_of_contents_is_no_show() -> None:
    line = 'Table of Contents\nHere are the chapters. Retrouvez "Table of Contents Here" sur Radio Dune.\n\n'
    assert page_of(line + SAID, "x.txt").show is None


def test_the_name_of_the_file_stands_for_a_title_and_a_day_that_no_page_states() -> None:
    episode = page_of(SAID, "2024-03-05-la-mer-monte.txt")
    assert (episode.title, episode.title_source) == ("La mer monte", "made: file name")
    assert episode.published is not None
    assert (episode.published.date, episode.published.source) == (dt.date(2024, 3, 5), "file name")


def test_a_file_that_bears_a_day_to_come_tells_none() -> None:
    assert page_of(SAID, "2031-03-05-la-mer-monte.txt").published is None
