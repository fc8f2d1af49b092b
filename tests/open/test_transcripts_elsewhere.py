"""Transcripts read by others' software, and by ourselves again."""

import datetime as dt
import io
import json
from pathlib import Path

import msgspec
import pysubs2
import pytest
import srt
import webvtt
from flask.testing import FlaskClient

from archive import open_archive
from archive.model.episode import Cue, Episode
from archive.transcripts import timed, turns
from archive.transcripts.episode_json import EpisodeJson
from archive.transcripts.podcasting import Chapters, Transcript
from tests.contract.conftest import run_on


@pytest.fixture(scope="module")
def held(sample_library: Path) -> dict[str, Episode]:
    """The episodes of the sample by slug."""
    with open_archive(sample_library) as archive:
        return {episode.slug: episode for episode in archive}


def text_of(client: FlaskClient, slug: str, form: str) -> str:
    answer = client.get(f"/episodes/{slug}.{form}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def plain(text: str) -> str:
    return " ".join(text.split())


def test_webvtt_py_reads_every_cue(client: FlaskClient, held: dict[str, Episode]) -> None:
    for slug, episode in held.items():
        read = webvtt.from_buffer(io.StringIO(text_of(client, slug, "vtt")))
        assert [plain(cue.text) for cue in read] == [plain(cue.text) for cue in episode.cues]
        assert [round(cue.start_in_seconds * 1000) // 1000 for cue in read] == [cue.start_ms // 1000 for cue in episode.cues]


def test_srt_and_pysubs2_read_every_cue(client: FlaskClient, held: dict[str, Episode]) -> None:
    for slug, episode in held.items():
        text = text_of(client, slug, "srt")
        wanted = [(cue.start_ms, end) for cue, end in timed(episode)]
        assert [
            (round(one.start.total_seconds() * 1000), round(one.end.total_seconds() * 1000)) for one in srt.parse(text)
        ] == wanted
        for form in ("srt", "vtt"):
            read = pysubs2.SSAFile.from_string(text_of(client, slug, form), format_=form)
            assert len(read) == len(episode.cues)


def test_podcasting_files_have_their_form(client: FlaskClient, held: dict[str, Episode]) -> None:
    for slug, episode in held.items():
        told = msgspec.json.decode(text_of(client, slug, "podcast.json"), type=Transcript)
        assert [(one.startTime, one.body) for one in told.segments] == [(cue.start_ms / 1000, cue.text) for cue in episode.cues]
        assert all(one.endTime > one.startTime for one in told.segments)
        chapters = msgspec.json.decode(text_of(client, slug, "chapters.json"), type=Chapters).chapters
        as_vtt = webvtt.from_buffer(io.StringIO(text_of(client, slug, "chapters.vtt")))
        assert [plain(one.text) for one in as_vtt] == [plain(one.title) for one in chapters]


FORMS = ("json", "vtt", "srt", "podcast.json", "txt")


@pytest.fixture(scope="module")
def again(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Episode]]:
    """What `archive add` makes of every form of some episodes: form, then the slug of the one it was written from."""
    folder = tmp_path_factory.mktemp("again")
    with open_archive(sample_library) as archive:
        from archive.transcripts import BY_EXTENSION

        some = list(archive.episodes())[::3]
        written = {(form, one.slug): BY_EXTENSION[form].write(one, archive.analysis(one.slug)) for form in FORMS for one in some}
    read: dict[str, dict[str, Episode]] = {}
    for form in FORMS:
        place = folder / form / "pages"
        place.mkdir(parents=True)
        for one in some:
            (place / f"{one.slug}.{form}").write_text(written[form, one.slug], "utf8")
            sidecar = {"guid": one.slug, "title": one.title, "fetched_at": "2026-02-09T20:30:00Z"}
            (place / f"{one.slug}.{form}.meta.json").write_text(json.dumps(sidecar), "utf8")
        run_on(folder / form / "library", "add", str(place))
        with open_archive(folder / form / "library") as archive:
            read[form] = {episode.guid or "": episode for episode in archive}
        assert len(read[form]) == len(some), form
    return read


def test_our_json_comes_back_cue_for_cue(again: dict[str, dict[str, Episode]], held: dict[str, Episode]) -> None:
    for slug, episode in again["json"].items():
        assert episode.cues == held[slug].cues


@pytest.mark.parametrize("form", ["vtt", "srt", "podcast.json"])
def test_timed_forms_come_back_with_text_speaker_start_and_stated_end(
    again: dict[str, dict[str, Episode]], held: dict[str, Episode], form: str
) -> None:
    for slug, episode in again[form].items():
        before = held[slug].cues
        assert [plain(cue.text) for cue in episode.cues] == [plain(cue.text) for cue in before], slug
        assert [cue.start_ms for cue in episode.cues] == [cue.start_ms for cue in before]
        for was, now in zip(before, episode.cues, strict=True):
            assert was.end_ms is None or now.end_ms == was.end_ms
        assert _voices(episode.cues) == _voices(before), slug


def test_plain_text_comes_back_with_its_words_and_whole_seconds(
    again: dict[str, dict[str, Episode]], held: dict[str, Episode], sample_library: Path
) -> None:
    """In plain text a turn begins with the name of who speaks, and the name comes back as part of the words."""
    with open_archive(sample_library) as archive:
        for slug, episode in again["txt"].items():
            before = held[slug].cues
            names = turns(held[slug], archive.analysis(slug))
            said = " ".join(f"{name} : {cue.text}" if name else cue.text for name, cue in zip(names, before, strict=True))
            assert [cue.start_ms // 1000 for cue in episode.cues] == [cue.start_ms // 1000 for cue in before], slug
            assert plain(" ".join(cue.text for cue in episode.cues)) == plain(said), slug


def _ms(time: dt.timedelta) -> int:
    return round(time.total_seconds() * 1000)


def _voices(cues: tuple[Cue, ...]) -> list[bool]:
    return [bool(cue.speaker) for cue in cues]


def test_the_json_has_its_type(client: FlaskClient, held: dict[str, Episode]) -> None:
    for slug in held:
        assert msgspec.json.decode(text_of(client, slug, "json"), type=EpisodeJson).slug == slug
