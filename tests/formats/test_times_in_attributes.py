"""HTML whose elements say in an attribute when their words are said."""

import hashlib

import pytest

from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from ingest import read

SAID = "Bonsoir à tous. La digue tient encore, et la grue aussi. Nous y reviendrons demain matin, avec vous.".split()


def taken(body: str) -> Episode | Refusal:
    page = f"<html><head><title>La digue</title></head><body><h1>La digue</h1><p>Un entretien.</p>{body}</body></html>".encode()
    return read(RawPage("a.html", page, "text/html", hashlib.sha256(page).hexdigest()))


def episode(body: str) -> Episode:
    found = taken(body)
    assert isinstance(found, Episode), found.reason
    return found


def test_words_with_milliseconds_become_lines_that_keep_their_times() -> None:
    spans = "".join(f'<span data-m="{400 * place}" data-d="300">{word} </span>' for place, word in enumerate(SAID))
    found = episode(f'<article><p><span class="speaker" data-m="0">[Camille] </span>{spans}</p></article>')
    assert " ".join(cue.text for cue in found.cues) == " ".join(SAID)
    assert [time for cue in found.cues for time in cue.words_ms or ()] == [400 * place for place in range(len(SAID))]
    assert {cue.speaker for cue in found.cues} == {"Camille"}
    assert found.title == "La digue"


@pytest.mark.parametrize(
    ("attribute", "written"),
    [("data-start", "{}.5"), ("data-time", "{}"), ("data-begin", "00:00:{:02d}"), ("data-timestamp", "{}")],
)
def test_phrases_with_seconds_or_clocks_are_lines(attribute: str, written: str) -> None:
    lines = [f"La digue tient encore, dit la ligne {place}." for place in range(8)]
    rows = "".join(f'<p {attribute}="{written.format(5 * place)}">{line}</p>' for place, line in enumerate(lines))
    found = episode(rows)
    assert [cue.text for cue in found.cues] == lines
    assert [cue.start_ms // 1000 for cue in found.cues] == [5 * place for place in range(8)]


def test_a_stamp_that_is_shown_as_well_is_no_text() -> None:
    rows = "".join(f'<p data-start="{5 * place}.0"><b>00:{5 * place:02d}</b> La digue tient encore.</p>' for place in range(8))
    assert {cue.text for cue in episode(rows).cues} == {"La digue tient encore."}


def test_a_list_of_films_with_their_places_is_no_transcript() -> None:
    rows = "".join(f'<a data-time="{600 * place}">Chapitre {place}</a>' for place in range(8))
    assert isinstance(taken(rows), Refusal)


def test_a_long_page_of_words_is_read_by_their_ms() -> None:
    said = [f"mot{place}" for place in range(1200)]
    spans = "".join(f'<span data-m="{400 * place + (0.25 if place == 7 else 0)}">{word} </span>' for place, word in enumerate(said))
    found = episode(f"<article><p>{spans}</p></article>")
    assert " ".join(cue.text for cue in found.cues).split() == said
    assert found.cues[-1].start_ms > 400_000
