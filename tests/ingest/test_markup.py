"""What a page writes to style its words is no part of a title, a description or a chapter's name."""

import json

import pytest

from archive.model.episode import Episode
from archive.model.page import RawPage
from ingest.formats.markup import unescaped, without_markup
from ingest.pipeline import build


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("au-dessus de <i>vos</i>moyens !", "au-dessus de vos moyens !"),
        ('<font color="#fff">Oui</font>, <b>non</b>.', "Oui, non."),
        ("**Applaudissements**", "Applaudissements"),
        ("voir [ici](http://brume.example/a?b=c) **la suite**", "voir ici la suite"),
        ("[EIP-12](https://brume.example/12)", "EIP-12"),
        ("le type list<int> et 2**3**4, f(**options), a < b", "le type list<int> et 2**3**4, f(**options), a < b"),
        ("[rires] (on rit)", "[rires] (on rit)"),
    ],
)
def test_marks_of_style_are_taken_off(written: str, read: str) -> None:
    assert without_markup(written) == read == without_markup(read)


def test_a_sign_escaped_twice_is_read() -> None:
    assert unescaped("f(x) &quot;Règle&quot; &amp; &copy;") == 'f(x) "Règle" & ©'


def test_chapters_come_without_them() -> None:
    said = ["Bonjour à tous et bienvenue", "on parle de la mer qui monte", "jusqu'au soir, comme prévu"]
    cues = [{"start": 4.0 * place, "end": 4.0 * place + 4, "text": text} for place, text in enumerate(said)]
    held = {
        "segments": cues,
        "chapters": [{"start": 0, "title": "[La &quot;mer&quot;](https://brume.example)"}],
    }
    episode = build(RawPage("marees.json", json.dumps(held).encode(), "application/json", sha256="0" * 64), "Europe/Paris")
    assert isinstance(episode, Episode)
    assert [chapter.title for chapter in episode.chapters] == ['La "mer"']


def test_title_and_description_come_without_them() -> None:
    head = "# **La digue**\n\nUn bilan **de la saison**\n[L'ordre du jour](https://brume.example/12), et deux * trois"
    said = "\n".join(f"00:{place:02d}:05 On parle de la mer qui monte, et du port, {place}." for place in range(8))
    page = f"{head}\n\nTranscription\n{said}\n".encode()
    episode = build(RawPage("digue.md", page, "text/plain", sha256="0" * 64), "Europe/Paris")
    assert isinstance(episode, Episode)
    assert episode.title == "La digue"
    assert episode.description.endswith("Un bilan de la saison\nL'ordre du jour, et deux * trois")


def test_a_heading_is_cut_behind_its_marks_and_not_within_them() -> None:
    link = f"[la seconde partie](https://brume.example/{'a' * 90})"
    said = "On parle de la mer, des phares et de leurs gardiens depuis"
    lines = [f"**Anne** [00:{minute:02d}:00]: {said} {minute} minutes." for minute in range(12)]
    page = "\n\n".join([*lines[:6], f"## Les phares et {link}", *lines[6:]])
    episode = build(RawPage("a.md", page.encode(), "text/markdown", sha256="0" * 64), "Europe/Paris")
    assert isinstance(episode, Episode)
    assert [chapter.title for chapter in episode.chapters] == ["Les phares et la seconde partie"]
