"""Noises and what recognisers invent are kept and marked; everything that somebody says stays speech."""

import pytest

from archive.model.episode import Cue
from ingest.extract.nonspeech import mark_kinds

SENTENCE = "Le vent souffle encore sur le port."


def kinds(*texts: str) -> list[str]:
    return [cue.kind for cue in mark_kinds([Cue(number * 2000, text) for number, text in enumerate(texts)])]


@pytest.mark.parametrize(
    "text",
    [
        "*Musique*",
        "*musique*",
        "*toc toc toc*",
        "[Musique]",
        "[Applaudissements]",
        "[Générique]",
        "[Cris de foule]",
        "[Rires]",
        "[Music]",
        "LAUGHTER",
    ]
    + [
        "Musique",
        "Générique",
        "– Générique –",
        "♫ ... ♫",
        "♪♪",
        "MÜZİK",
        "Musique douce",
        "Abertura",
        "Intro",
        "KONIEC",
        "(rires)",
        "[Rires] [Applaudissements]",
    ],
)
def test_e_a_noise_by_name_is_a_sound(text: str) -> None:
    assert kinds(text) == ["sound"]


@pytest.mark.parametrize(
    "text",
    [
        "(« Résistance ! »)",
        "[Musique] Bonjour à tous.",
        "La musique est belle.",
        "J'adore la musique.",
        "fin",
        "Son.",
        "-Non.",
        "...",
        "Rires et larmes au port",
    ]
    + [
        "(2 hommes parlent)",
        "Les sous-titres sont utiles par temps de bruit.",
        "Merci d'avoir regardé cette vidéo avec moi, et parlons du phare.",
    ],
)
def test_e_speech_stays_speech(text: str) -> None:
    assert kinds(text) == ["speech"]


@pytest.mark.parametrize(
    "texts", [("the theme", "music", "is by"), ("you can hear it on iTunes", "of the theme song."), ("Yep.", "Cheers.")]
)
def test_e_a_sound_word_within_a_sentence_is_speech(texts: tuple[str, ...]) -> None:
    assert kinds(*texts) == ["speech"] * len(texts)


def test_e_a_noise_behind_a_sentence_that_breaks_off_is_a_sound() -> None:
    assert kinds("il disait que", "(rires)", "Musique", "♪♪") == ["speech", "sound", "sound", "sound"]


@pytest.mark.parametrize(
    "text",
    [
        "Sous-titrage Société Radio-Canada",
        "Sous-titrage ST' 501",
        "Sous-titres par la communauté d'Amara.org",
        "Sous-titres réalisés para la communauté",
    ]
    + [
        "Legenda Adriana Zanotto",
        "Sub indo by broth3rmax",
        "Untertitel im Auftrag des ZDF für funk, 2017",
        "Subtítulos por la comunidad de Amara.org",
    ],
)
def test_e_a_subtitle_credit_is_an_artefact(text: str) -> None:
    assert kinds(text) == ["artefact"]


def test_e_of_a_sentence_said_twenty_times_the_first_stays_speech() -> None:
    assert kinds("Bonjour.", *[SENTENCE] * 20, "Au revoir.") == ["speech", "speech", *["artefact"] * 19, "speech"]


def test_e_a_chant_of_a_few_times_is_speech() -> None:
    assert set(kinds(*["Résistance !"] * 6, *[SENTENCE] * 3)) == {"speech"}
