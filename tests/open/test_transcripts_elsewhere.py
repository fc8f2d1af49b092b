"""Transcripts read by ourselves again, and by their own types; by others' software in `test_readers.py`."""

import json
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient

from archive import open_archive
from archive.model.episode import Cue, Episode
from archive.text.speaker_labels import STATED
from archive.transcripts import FORMATS, EpisodeJson
from archive.transcripts.forms import PodcastChapters, PodcastTranscript
from tests.contract.conftest import run_on
from tests.library.builders import episode

FORMS = ("text", "vtt", "srt", "podcast")


@pytest.fixture(scope="module")
def held(sample_library: Path) -> dict[str, Episode]:
    """The episodes of the sample by slug."""
    with open_archive(sample_library) as archive:
        return {episode.slug: episode for episode in archive}


def text_of(client: FlaskClient, slug: str, form: str) -> str:
    answer = client.get(f"/episodes/{slug}.{form}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_podcasting_files_have_their_form(client: FlaskClient, held: dict[str, Episode]) -> None:
    for slug, one in held.items():
        told = msgspec.json.decode(text_of(client, slug, "podcast.json"), type=PodcastTranscript)
        assert [(one.startTime, one.body) for one in told.segments] == [(cue.start_ms / 1000, cue.text) for cue in one.cues]
        assert all(one.endTime > one.startTime for one in told.segments)
        assert msgspec.json.decode(text_of(client, slug, "chapters.json"), type=PodcastChapters).version == "1.2.0"


def test_the_json_has_its_type(client: FlaskClient, held: dict[str, Episode]) -> None:
    for slug in held:
        assert msgspec.json.decode(text_of(client, slug, "json"), type=EpisodeJson).slug == slug


CAMILLE, ODILON = "Camille Roussel", "Odilon Vasseur"
TALKS = {
    "regularly": [(CAMILLE, "Bonjour à tous."), (ODILON, "Bonjour."), (CAMILLE, "On commence."), (ODILON, "Allons-y.")],
    "once": [(CAMILLE, "Bonjour à tous."), (CAMILLE, "Attention : le quai est glissant."), (CAMILLE, "La grue dort encore.")],
    "now and then": [(None, "Musique au port."), (CAMILLE, "Bonjour."), (None, "La foule répond : oui."), (None, "Et se tait.")],
    "in the words": [(CAMILLE, "Camille Roussel : bonjour."), (CAMILLE, "On commence."), (ODILON, "Odilon Vasseur : oui.")],
    "nobody, with names": [
        (None, "Camille Roussel : bonjour."),
        (None, "Odilon Vasseur : oui."),
        (None, "Camille Roussel : bien."),
    ],
    "nobody, with names amid": [
        (None, "Vous venez du quai ? C. R. : Oui."),
        (None, "Et vous ? O. V. : Du phare. C. R. : Ah."),
        (None, "O. V. : Voilà. C. R. : Bien."),
    ],
    "by a label": [("SPEAKER_00", "Bonjour."), ("SPEAKER_00", "Le quai."), ("l'accordéoniste", "Une valse."), (None, "Fin.")],
    "signs": [
        (None, "AT&amp;T <i>dit</i> 3 < 4 & 5 > 2"),
        (None, "47 -->"),
        (None, "00:00:01,000 --> 00:00:02,000"),
        (None, r"{\\an8} x"),
    ],
}


def talk(name: str) -> Episode:
    """An episode of somebody's words, a line every ten seconds."""
    cues = (Cue(10_000 * place, words, speaker=who) for place, (who, words) in enumerate(TALKS[name]))
    return episode(slug=name.replace(" ", "-"), title=name, cues=tuple(cues))


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Episode]:
    """What `archive add` makes of every form of every talk, by talk and form."""
    folder = tmp_path_factory.mktemp("again")
    for name in TALKS:
        for form in FORMS:
            page = folder / "pages" / form / f"{talk(name).slug}.{FORMATS[form].extension}"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(FORMATS[form].write(talk(name), None), "utf8")
            stated = {"guid": f"{name} {form}", "title": f"{name} {form}"}
            page.with_name(f"{page.name}.meta.json").write_text(json.dumps(stated), "utf8")
    run_on(folder / "library", "add", str(folder / "pages"))
    with open_archive(folder / "library") as archive:
        return {one.guid or "": one for one in archive}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", TALKS)
def test_who_said_what_comes_back_from_every_form(again: dict[str, Episode], name: str, form: str) -> None:
    read = again[f"{name} {form}"]
    assert [(cue.start_ms, cue.speaker, cue.text) for cue in read.cues] == [
        (cue.start_ms, cue.speaker, cue.text) for cue in talk(name).cues
    ]


@pytest.mark.parametrize("name", TALKS)
def test_a_sign_stands_only_where_names_would_be_misread(name: str) -> None:
    signs = {form: FORMATS[form].write(talk(name), None).count(STATED) for form in FORMS}
    assert bool(signs["podcast"]) == (name in {"nobody, with names", "nobody, with names amid"})
    assert bool(signs["srt"]) == (name not in {"regularly", "signs"})


def test_a_note_of_a_correction_is_no_word(tmp_path: Path) -> None:
    told = episode(
        slug="note", cues=(Cue(0, "Le cloud souverain.", heard="Le clou souverain."), Cue(10_000, "Voilà ce qui est dit."))
    )
    for form in FORMS:
        text = FORMATS[form].write(told, None)
        assert "[corrigé]" in text
        (tmp_path / f"{form}.{FORMATS[form].extension}").write_text(text, "utf8")
    run_on(tmp_path / "library", "add", *(str(path) for path in sorted(tmp_path.glob("*.*"))))
    with open_archive(tmp_path / "library") as archive:
        assert {tuple(cue.text for cue in read.cues) for read in archive} == {("Le cloud souverain.", "Voilà ce qui est dit.")}
