"""Transcripts for other programs: complete, in order, and unharmed by what a page says."""

import json
import re
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from archive import transcripts
from archive.analysis.analyze import Analysis
from archive.analysis.inference import Inferred
from archive.analysis.mentions import heard_forms
from archive.model.episode import Chapter, Cue, Episode, Person, Removed
from archive.text.speaker_labels import STATED, turns_of
from archive.transcripts import FORMATS, markdown, srt, text, vtt
from archive.transcripts.forms import turns
from tests.library.builders import episode, on

CUES = (
    Cue(1000, "Bonjour."),
    Cue(6000, "Salut Fanny !", speaker="François Sorel"),
    Cue(6000, "Bonsoir François."),
    Cue(749_000, "Le cloud <b>souverain</b> & l'État --> ici", end_ms=751_500),
    Cue(3_729_000, "Au revoir."),
)


@dataclass(frozen=True)
class Link:
    name: str
    heard: str


@dataclass(frozen=True)
class Read:
    paragraphs: tuple[int, ...] = (0, 0, 0, 1, 1)
    chapters: tuple[Chapter, ...] = (Chapter(0, "Accueil", True), Chapter(700_000, "Cloud [souverain]", True))
    links: tuple[Link, ...] = (Link("Enguérand Renault", "anguéran renaud"), Link("Fanny Bouton", "Fanny Bouton"))
    inferred: tuple[Inferred, ...] = ()


def debrief(**changes: Any) -> Episode:
    people = (Person("Enguérand Renault", "guest", "Satellifacts"), Person("Fanny Bouton", "guest"))
    fields: dict[str, Any] = {"slug": "debrief", "title": "Le *débrief*", "show": "Tech & Co", "cues": CUES, "people": people}
    return episode(**(fields | changes))


def episode_object(episode: Episode, analysis: Analysis | None = None) -> dict[str, Any]:
    """The object as plain values."""
    return dict(msgspec.json.decode(msgspec.json.encode(transcripts.episode_object(episode, analysis))))


def test_text_has_one_line_a_cue_with_its_clock() -> None:
    lines = text(debrief()).splitlines()
    assert lines[:3] == ["Le *débrief*", "Tech & Co · 2026-02-09", "Enguérand Renault, Satellifacts; Fanny Bouton"]
    assert [line.replace(STATED, "") for line in lines[4:7]] == [
        "Transcription", "[00:01] Bonjour.", "[00:06] François Sorel : Salut Fanny !"
    ]  # fmt: skip
    assert lines[-1] == "[1:02:09] Au revoir."
    assert text(debrief(cues=CUES[2:])).splitlines()[-1] == "1:02:09 Au revoir."


def test_markdown_has_chapters_and_paragraphs_and_no_markup_of_the_page() -> None:
    blocks = markdown(debrief(), Read()).split("\n\n")
    assert blocks[0] == r"# Le \*débrief\*"
    assert blocks[3:] == [
        "## Accueil",
        "**00:01** Bonjour. François Sorel : Salut Fanny ! Bonsoir François.",
        r"## Cloud \[souverain\]",
        r"**12:29** Le cloud \<b\>souverain\</b\> & l'État --\> ici Au revoir." + "\n",
    ]


def test_markdown_shows_an_entity_as_it_was_written() -> None:
    assert r"\&amp; & co" in markdown(debrief(title="&amp; & co"))


def test_vtt_has_every_cue_with_an_end_and_escaped_words() -> None:
    blocks = vtt(debrief()).split("\n\n")
    assert blocks[0] == "WEBVTT"
    assert blocks[2] == "00:00:01.000 --> 00:00:06.000\nBonjour."
    assert blocks[3] == "00:00:06.000 --> 00:00:14.000\n<v François Sorel>Salut Fanny !"
    assert blocks[4].startswith("00:00:06.000 --> 00:00:14.000\n")
    assert blocks[5] == "00:12:29.000 --> 00:12:31.500\nLe cloud &lt;b&gt;souverain&lt;/b&gt; &amp; l'État --&gt; ici"
    assert blocks[6] == "01:02:09.000 --> 01:02:13.000\nAu revoir.\n"


def test_srt_is_numbered_and_holds_no_arrow_but_its_own() -> None:
    blocks = srt(debrief()).split("\n\n")
    assert blocks[0].replace(STATED, "") == "1\n00:00:01,000 --> 00:00:06,000\nBonjour."
    assert blocks[3].endswith("--&gt; ici")
    assert "Bonsoir." in srt(debrief(cues=(Cue(0, "Bonsoir."),))) and STATED not in srt(debrief(cues=CUES[2:]))
    assert len(blocks) == len(CUES)


TALK = (
    Cue(0, "Bonsoir.", speaker="F. BOUTON"),
    Cue(5000, "Et bienvenue.", speaker="F. BOUTON"),
    Cue(9000, "SPEAKER_01 : oui.", speaker="SPEAKER_01"),
    Cue(12_000, "Merci.", speaker="F. BOUTON"),
)


def test_a_turn_begins_with_the_name_of_who_speaks_and_says_it_once() -> None:
    talk = debrief(cues=TALK)
    said = ["Fanny Bouton : Bonsoir.", "Et bienvenue.", "SPEAKER_01 : oui.", "Fanny Bouton : Merci."]
    assert [line.split(" ", 1)[1].replace(STATED, "") for line in text(talk).splitlines()[5:]] == said
    assert [block.splitlines()[2].replace(STATED, "") for block in srt(talk).split("\n\n")] == said
    assert markdown(talk).count("Fanny Bouton : ") == 2
    assert [line.partition(">")[0] for line in vtt(talk).splitlines() if line.startswith("<v ")] == [
        "<v Fanny Bouton", "<v Fanny Bouton", "<v SPEAKER_01", "<v Fanny Bouton"
    ]  # fmt: skip


def test_a_turn_amid_a_line_is_over_where_the_next_line_is_of_somebody_else() -> None:
    """The next line had no name, and read as said by whom the line before had ended with. Whether one of whom the page
    has no label goes on in the next line is not told: no name there."""
    said = {
        "JMB : Absolument. JLM : Donc des digues.": "JMB",
        "Elles tiennent.": "JMB",
        "JLM : Merci. JMB : Oui.": "JLM",
        "Bonne nuit.": "JMB",
        "JMB : Pardon ? ANNA : Si, si.": "JMB",
        "On s'adapte.": "JMB",
    }
    cues = tuple(Cue(place * 5000, text, speaker=label) for place, (text, label) in enumerate(said.items()))
    talk = debrief(cues=cues, people=())
    assert turns(talk, None) == (None, "JMB", None, None, None, None)
    lines = [block.splitlines()[2].replace(STATED, "") for block in srt(talk).split("\n\n")]
    assert lines[1] == "JMB : Elles tiennent."
    read = turns_of([block.split("\n", 2)[2].strip() for block in srt(talk).split("\n\n")])
    assert [(turn.text, turn.speaker) for turn in read] == list(said.items())


def test_the_json_object_tells_the_label_and_the_person() -> None:
    cues: Any = episode_object(debrief(cues=TALK))["cues"]
    assert [(cue["speaker"], cue["speaker_name"]) for cue in cues][1:3] == [("F. BOUTON", "Fanny Bouton"), ("SPEAKER_01", None)]


def test_the_json_object_has_the_promised_fields_and_no_others() -> None:
    made = episode_object(debrief(removed=(Removed("footer", "Recommandations"),), video_id="x9abcde"), Read())
    assert (
        list(made)
        == (
            "slug guid title title_source show channel published description category people language source_url platform video_id"
            " picture origin cues chapters removed inferred"
        ).split()
    )
    assert made["guid"] == "x9abcde"
    assert made["published"] == {"date": "2026-02-09", "precision": "day", "source": "description", "approximate": False}
    assert made["people"] == [
        {"name": "Enguérand Renault", "role": "Satellifacts", "kind": "guest", "heard": "anguéran renaud"},
        {"name": "Fanny Bouton", "role": None, "kind": "guest", "heard": None},
    ]
    cues = made["cues"]
    assert isinstance(cues, list)
    assert cues[3] == {
        "start_ms": 749_000,
        "end_ms": 751_500,
        "text": CUES[3].text,
        "kind": "speech",
        "speaker": None,
        "speaker_name": None,
        "heard": None,
        "paragraph": 1,
    }
    assert made["chapters"] == [
        {"start_ms": 0, "title": "Accueil", "automatic": True},
        {"start_ms": 700_000, "title": "Cloud [souverain]", "automatic": True},
    ]
    assert made["removed"] == [{"rule": "footer", "sample": "Recommandations"}]


def test_without_a_reading_paragraphs_are_null_and_stated_chapters_stand() -> None:
    made = episode_object(debrief(chapters=(Chapter(0, "Un"),), published=None))
    assert made["chapters"] == [{"start_ms": 0, "title": "Un", "automatic": False}]
    assert [cue["paragraph"] for cue in made["cues"]] == [None] * 5
    assert made["published"] is None


def test_the_reading_of_another_save_says_nothing_of_paragraphs() -> None:
    made = episode_object(debrief(cues=CUES[:3]), Read())
    assert [cue["paragraph"] for cue in made["cues"]] == [None] * 3


def test_a_name_the_machine_also_wrote_right_is_not_said_to_be_misheard() -> None:
    read = Read(links=(Link("Fanny Bouton", "fanny boutons"), Link("Fanny Bouton", "fanny bouton")))
    assert heard_forms(read.links) == {}
    assert heard_forms(read.links[:1]) == {"fanny bouton": "fanny boutons"}


@pytest.mark.parametrize("form", FORMATS)
def test_an_episode_without_cues_can_be_written(form: str) -> None:
    assert isinstance(FORMATS[form].write(debrief(cues=(), published=None, show=None, people=()), None), str)


@given(st.lists(st.tuples(st.integers(0, 20_000), st.text(max_size=30)), max_size=15))
def test_every_cue_lasts_and_starts_when_it_should_whatever_the_page_says(cues: list[tuple[int, str]]) -> None:
    made = debrief(cues=tuple(Cue(start, words) for start, words in sorted(cues, key=lambda cue: cue[0])))
    for form, mark in (("vtt", "."), ("srt", ",")):
        stamps = re.findall(
            rf"^(\d\d):(\d\d):(\d\d)\{mark}(\d\d\d) --> (\d\d):(\d\d):(\d\d)\{mark}(\d\d\d)$", FORMATS[form].write(made, None), re.M
        )
        times = [[((int(h) * 60 + int(m)) * 60 + int(s)) * 1000 + int(ms) for h, m, s, ms in (row[:4], row[4:])] for row in stamps]
        assert [start for start, _ in times] == [cue.start_ms for cue in made.cues]
        assert all(end > start for start, end in times)


@given(st.text(alphabet="a\x00\x1b\x07\x9b\u202e\n\r\u2028 b", max_size=30))
def test_no_control_character_of_a_page_reaches_a_transcript(words: str) -> None:
    hostile = debrief(title=words, cues=(Cue(0, words, speaker=words or None),))
    for write in (text, markdown, vtt, srt):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]", write(hostile, None))
    assert json.loads(FORMATS["json"].write(hostile, None))["title"] == words


def test_the_day_of_a_month_is_not_made_up() -> None:
    assert "Tech & Co · 2026-02\n" in text(debrief(published=structs.replace(on("2026-02-01"), precision="month")))
