"""The sample archive is one that a listener could take for real, and every form of page in it is read."""

import datetime as dt

import pytest

import archive.sample
from archive.model.episode import Episode
from archive.model.page import Refusal

TOLD = "Le Kiosque à vagues"

DATES = """
xmorv01 2025-04-07    xmorv02 2025-04-24    xmorv03 2025-05-13    xmorv04 2025-06-02    xmorv05 2025-06-18    xmorv06 2025-07-08
xmorv07 2025-09-04    xmorv08 2025-09-22    xmorv09 2025-10-09    xmorv10 2025-10-28    xmorv11 2025-11-17    xmorv12 2025-12-04
xmorv13 2026-01-13    xmorv14 2026-02-03    xmorv15 2026-02-12    xmorv16 2026-01-20
semelles-de-vent-1 2025-06-14    semelles-de-vent-2 2025-09-28    semelles-de-vent-3 2025-11-22
""".split()


def test_every_page_has_a_sidecar() -> None:
    pages = [path for path in archive.sample.pages().iterdir() if not path.name.endswith((".meta.json", ".info.json", ".rss"))]
    assert len(pages) == 19
    for page in pages:
        assert page.with_name(page.name + ".meta.json").is_file(), page.name


def test_the_sample_has_pages_of_many_forms() -> None:
    files = {path.name.partition(".")[2] for path in archive.sample.pages().iterdir() if not path.name.endswith(".meta.json")}
    assert files == {
        "txt", "html", "srt", "vtt", "json", "jsonl", "mhtml", "warc.gz", "fr.vtt", "fr.ttml", "info.json", "rss"
    }  # fmt: skip


def test_one_episode_says_who_speaks(episodes: dict[str, Episode]) -> None:
    said = {guid: {cue.speaker for cue in episode.cues} for guid, episode in episodes.items()}
    assert said.pop("semelles-de-vent-2") == {"Ysaline Thévoux", "Domitille Carvazzo"}
    assert all(speakers == {None} for speakers in said.values())


def test_no_page_of_the_sample_is_refused(results: tuple[Episode | Refusal, ...]) -> None:
    refused = [result for result in results if isinstance(result, Refusal) and not result.skipped]
    assert refused == []


def test_the_sample_has_three_shows_in_two_languages(episodes: dict[str, Episode]) -> None:
    shows = [episode.show for episode in episodes.values()]
    assert {show: shows.count(show) for show in set(shows)} == {TOLD: 15, "Semelles de vent": 3, "Harbour Lines": 1}
    assert {guid for guid, episode in episodes.items() if episode.language == "en"} == {"xmorv16"}
    assert {episode.language for episode in episodes.values()} == {"fr", "en"}


@pytest.mark.parametrize(("guid", "day"), list(zip(DATES[::2], DATES[1::2], strict=True)))
def test_every_episode_has_its_day(episodes: dict[str, Episode], guid: str, day: str) -> None:
    published = episodes[guid].published
    assert published is not None
    assert published.date == dt.date.fromisoformat(day)


def test_episodes_are_as_long_as_a_listener_would_believe(episodes: dict[str, Episode]) -> None:
    for guid, episode in episodes.items():
        assert 60 <= len(episode.cues) <= 200, guid
        assert 180_000 < episode.cues[-1].start_ms < 700_000, guid


def test_no_page_furniture_stands_in_a_cue(episodes: dict[str, Episode]) -> None:
    furniture = ("Transcription", "Recommandations", "Recommended", "Commentaires", "Catégorie", "Suivre", "WEBVTT", "Bravo pour")
    for guid, episode in episodes.items():
        for cue in episode.cues:
            assert not any(word in cue.text for word in furniture), (guid, cue)


def test_names_are_right_in_the_description_and_misheard_in_speech(episodes: dict[str, Episode]) -> None:
    first = episodes["xmorv01"]
    spoken = " ".join(cue.text for cue in first.cues)
    assert {"Solenn Marchadour", "Apolline Verchère", "Léontin Fargeaud", "Idriss Tellouche"} <= {
        person.name for person in first.people
    }
    assert "Verchère" not in spoken
    assert "Verchaire" in spoken


def test_every_source_is_known_to_the_second(episodes: dict[str, Episode]) -> None:
    for guid, episode in episodes.items():
        assert episode.source_url is not None, guid
    hosts = {episode.source_url.split("/")[2] for episode in episodes.values() if episode.source_url}
    assert hosts == {"www.dailymotion.com", "radio-tramontaille.example"}
