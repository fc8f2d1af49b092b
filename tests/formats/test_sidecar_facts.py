"""A file tells of another: yt-dlp's facts of its subtitles, a saved feed of a podcast's transcripts."""

import json
from pathlib import Path

import pytest

from archive.model.episode import Episode
from archive.model.page import Refusal
from tests.formats.reading import FOLDER, read_all

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nBonjour à tous, voici le phare.\n\n00:02.000 --> 00:04.000\nMerci d'être là.\n"
INFO = {
    "id": "Ab3dEf6hIjK",
    "title": "Le phare",
    "upload_date": "20260203",
    "description": "Un tour.",
    "duration": 4,
    "language": "fr",
}
RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>Brume</title>
<item><title>La lampe</title><guid>g-1</guid><pubDate>Tue, 03 Feb 2026 06:00:00 +0100</pubDate>{transcript}</item>
</channel></rss>"""


def write(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        (folder / name).write_text(content, "utf8")
    return folder


def only_episode(folder: Path) -> Episode:
    (episode,) = (found for found in read_all(folder).values() if isinstance(found, Episode))
    return episode


@pytest.mark.parametrize(
    "name", ["Le phare [Ab3dEf6hIjK].fr.vtt", "Le phare [Ab3dEf6hIjK].vtt", "Le phare [Ab3dEf6hIjK].fr-orig.vtt"]
)
def test_subtitles_take_their_facts_from_the_info_file_beside_them(name: str, tmp_path: Path) -> None:
    write(tmp_path, **{name: VTT, "Le phare [Ab3dEf6hIjK].info.json": json.dumps(INFO)})
    episode = only_episode(tmp_path)
    assert (episode.title, episode.guid, episode.description, episode.duration_ms) == (
        "Le phare",
        "Ab3dEf6hIjK",
        "Un tour.",
        4_000,
    )
    assert episode.published is not None
    assert episode.published.date.isoformat() == "2026-02-03"


def test_a_file_that_is_added_alone_takes_them_too(tmp_path: Path) -> None:
    write(tmp_path, **{"a.fr.vtt": VTT, "a.info.json": json.dumps(INFO)})
    (episode,) = read_all(tmp_path / "a.fr.vtt").values()
    assert isinstance(episode, Episode)
    assert episode.title == "Le phare"


def test_of_several_subtitles_of_one_video_the_spoken_language_is_read_once(tmp_path: Path) -> None:
    other = VTT.replace("Bonjour à tous, voici le phare.", "Hello everyone.")
    write(tmp_path, **{"a.en.vtt": other, "a.fr.srt": VTT, "a.fr.vtt": VTT, "a.info.json": json.dumps(INFO)})
    found = read_all(tmp_path)
    assert [origin for origin, one in found.items() if isinstance(one, Episode)] == ["a.fr.vtt"]
    assert all(one.skipped for one in found.values() if isinstance(one, Refusal))


def test_a_sidecar_goes_before_the_info_file(tmp_path: Path) -> None:
    write(
        tmp_path, **{"a.fr.vtt": VTT, "a.info.json": json.dumps(INFO), "a.fr.vtt.meta.json": '{"title": "La lampe", "guid": "g-9"}'}
    )
    episode = only_episode(tmp_path)
    assert (episode.title, episode.guid) == ("La lampe", "g-9")


@pytest.mark.parametrize(
    "info", ["{broken", "[]", '{"formats": []}', '{"title": 3, "chapters": {"a": 1}, "categories": [1], "duration": "x"}']
)
def test_an_info_file_that_tells_nothing_harms_no_subtitles(info: str, tmp_path: Path) -> None:
    write(tmp_path, **{"a.fr.vtt": VTT, "a.info.json": info})
    assert len(only_episode(tmp_path).cues) == 2


@pytest.mark.parametrize(
    "transcript",
    [
        '<podcast:transcript url="https://brume.example/t/la-lampe.vtt?x=1" type="text/vtt"/>',
        '<enclosure url="https://brume.example/son/la-lampe.mp3" type="audio/mpeg" length="1"/>',
    ],
)
def test_a_transcript_takes_its_facts_from_the_feed_that_names_it(transcript: str, tmp_path: Path) -> None:
    write(tmp_path, **{"la-lampe.vtt": VTT, "feed.xml": RSS.format(transcript=transcript)})
    episode = only_episode(tmp_path)
    assert (episode.title, episode.guid, episode.show) == ("La lampe", "g-1", "Brume")
    feed = read_all(tmp_path)["feed.xml"]
    assert isinstance(feed, Refusal)
    assert (feed.skipped, feed.known, str(feed.reason)) == (True, False, "describes the transcripts beside it")


def test_a_feed_without_its_transcripts_is_named_with_the_way_out(tmp_path: Path) -> None:
    write(tmp_path, **{"feed.xml": RSS.format(transcript="")})
    (feed,) = read_all(tmp_path).values()
    assert isinstance(feed, Refusal)
    assert feed.known
    assert "save the transcripts that it names beside it" in str(feed.reason)


def test_a_broken_feed_harms_no_transcript(tmp_path: Path) -> None:
    write(tmp_path, **{"la-lampe.vtt": VTT, "feed.rss": "<rss><channel><item><title>La lampe"})
    assert len(only_episode(tmp_path).cues) == 2


def test_a_page_with_its_facts_is_read_again_from_itself_alone(tmp_path: Path) -> None:
    from ingest import pages, read

    write(tmp_path, **{"a.fr.vtt": VTT, "a.info.json": json.dumps(INFO)})
    (page,) = pages(tmp_path / "a.fr.vtt")
    (tmp_path / "a.info.json").unlink()
    (tmp_path / "a.fr.vtt").unlink()
    episode = read(page)  # type: ignore[arg-type]
    assert isinstance(episode, Episode)
    assert episode.title == "Le phare"


def test_the_samples_facts_are_read() -> None:
    (episode,) = read_all(FOLDER / "la-lampe.srt").values()
    assert isinstance(episode, Episode)
    assert (episode.show, [chapter.title for chapter in episode.chapters]) == ("Les Gardiens de Brume", ["Ouverture", "La lampe"])
