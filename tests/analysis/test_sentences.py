"""Sentences end where they end, paragraphs where a reader rests."""

import pytest

from archive.analysis.analyze import ends_sentence, paragraphs
from archive.model.episode import Cue


@pytest.mark.parametrize("text", ["C'est fini.", "Vraiment ?", "« Oui ! »", "Et puis…", "Fini.  "])
def test_a_sentence_ends_at_its_stop(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["C'est fini", "selon M.", "et,", "bonjour Mme."])
def test_a_sentence_does_not_end_at_a_comma_or_an_abbreviation(text: str) -> None:
    assert not ends_sentence(text)


def cues(*lines: tuple[float, float, str]) -> list[Cue]:
    return [Cue(int(start * 1000), text, int(end * 1000)) for start, end, text in lines]


def test_a_paragraph_ends_with_a_sentence_at_a_rest() -> None:
    assert paragraphs(cues((0, 2, "Un."), (2, 4, "Deux."), (6, 8, "Trois."))) == (0, 0, 1)


def test_a_rest_inside_a_sentence_ends_nothing() -> None:
    assert paragraphs(cues((0, 2, "Un et"), (4, 6, "deux."))) == (0, 0)


def test_another_speaker_begins_a_paragraph() -> None:
    assert paragraphs([Cue(0, "Oui", speaker="A"), Cue(1, "Non", speaker="B"), Cue(2, "Si", speaker="B")]) == (0, 1, 1)


def test_a_dash_is_another_voice() -> None:
    assert paragraphs([Cue(0, "Oui"), Cue(1, "- Non"), Cue(2, "bien sûr")]) == (0, 1, 1)


def test_without_ends_a_paragraph_grows_to_a_readable_length() -> None:
    numbers = paragraphs([Cue(1000 * place, "Une phrase de trente lettres ..") for place in range(60)])
    assert max(numbers) in range(4, 8)


def test_every_cue_has_a_paragraph_and_they_only_grow() -> None:
    numbers = paragraphs([Cue(place, "mot" * (place % 7), place + 1) for place in range(200)])
    assert len(numbers) == 200
    assert list(numbers) == sorted(numbers)


def test_a_dash_before_nearly_every_line_tells_no_voices_apart() -> None:
    talk = tuple(Cue(n * 1000, f"- oui {n}") for n in range(5))
    assert paragraphs(talk) == (0, 0, 0, 0, 0)
    assert paragraphs((*talk[:3], Cue(3000, "non"), Cue(4000, "- si"))) == (0, 1, 2, 2, 3)
