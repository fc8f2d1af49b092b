"""Titles the archive makes: show, who or what, and the day; never a line that promotes, an address or a number."""

import datetime as dt

import pytest

from archive.model.episode import Cue, Person, Published
from archive.text.token_stream import opening_words
from ingest.extract.prose import is_promotion, without_promotion
from ingest.extract.title import FileName, made_title, told_by_name

DAY = Published(dt.date(2026, 2, 9), "page")
MONTH = Published(dt.date(2026, 2, 1), "page", "month")
ABOUT_A_YEAR = Published(dt.date(2017, 1, 1), "page: il y a 9 ans", "year", approximate=True)
SAID = (
    Cue(0, "[Musique]", kind="sound"),
    Cue(1000, "Bonjour à tous !"),
    Cue(3000, "12 34 56"),
    Cue(5000, "- La mer monte plus vite que prévu."),
)
GUESTS = (Person("Camille Roussel", "host"), Person("Jeanne Morel", "guest"), Person("Paul Ney", "guest"))
MANY = tuple(Person(f"Anne Roche-{letter}", "guest") for letter in "ABCDE")


@pytest.mark.parametrize(
    ("show", "people", "published", "description", "title"),
    [
        ("Marées", GUESTS, DAY, "", "Marées : Jeanne Morel et Paul Ney, 9 février 2026"),
        ("Marées", MANY, DAY, "", "Marées : Anne Roche-A, Anne Roche-B et 3 autres, 9 février 2026"),
        ("Marées", (), DAY, "On parle de la mer.", "Marées, 9 février 2026"),
        ("Marées", (), MONTH, "", "Marées : « La mer monte plus vite que prévu », février 2026"),
        ("Marées", (), None, "", "Marées : « La mer monte plus vite que prévu »"),
        (None, (), DAY, "https://brume.example/1\nOn parle de la mer. Merci.", "On parle de la mer"),
        (None, GUESTS, DAY, "", "Jeanne Morel et Paul Ney, 9 février 2026"),
        (None, (), None, "", "« La mer monte plus vite que prévu »"),
        ("Marées", GUESTS, ABOUT_A_YEAR, "", "Marées : Jeanne Morel et Paul Ney"),
        (None, (), ABOUT_A_YEAR, "", "« La mer monte plus vite que prévu »"),
    ],
)
def test_a_title_is_made_of(
    show: str | None, people: tuple[Person, ...], published: Published | None, description: str, title: str
) -> None:
    made, source = made_title(show, people, published, description, SAID)
    assert made == title
    assert source.startswith("made: ")


APRIL_FOOLS = Published(dt.date(2022, 4, 1), "page")


@pytest.mark.parametrize(
    ("language", "show", "people", "published", "title"),
    [
        ("en", "Tides", GUESTS, DAY, "Tides: Jeanne Morel and Paul Ney, 9 February 2026"),
        ("en", "Tides", MANY, DAY, "Tides: Anne Roche-A, Anne Roche-B and 3 more, 9 February 2026"),
        ("en", "Tides", (), MONTH, "Tides: “La mer monte plus vite que prévu”, February 2026"),
        ("en", None, (), None, "“La mer monte plus vite que prévu”"),
        ("en", "Tides", (), APRIL_FOOLS, "Tides, 1 April 2022"),
        ("it", "Maree", GUESTS, APRIL_FOOLS, "Maree: Jeanne Morel e Paul Ney, 1º aprile 2022"),
        ("it", None, (), None, "«La mer monte plus vite que prévu»"),
        ("de", "Gezeiten", GUESTS, DAY, "Gezeiten: Jeanne Morel und Paul Ney, 9. Februar 2026"),
        ("es", "Mareas", MANY, DAY, "Mareas: Anne Roche-A, Anne Roche-B y 3 más, 9 de febrero de 2026"),
        ("pt", "Marés", (), MONTH, "Marés: “La mer monte plus vite que prévu”, fevereiro de 2026"),
        ("nl", "Getij", GUESTS, DAY, "Getij: Jeanne Morel, Paul Ney, 9 februari 2026"),
        ("sv", "Vatten", MANY, DAY, "Vatten: Anne Roche-A, Anne Roche-B, +3, 2026-02-09"),
        ("fr", "Marées", (), APRIL_FOOLS, "Marées, 1er avril 2022"),
        ("und", "Marées", GUESTS, APRIL_FOOLS, "Marées : Jeanne Morel et Paul Ney, 1er avril 2022"),
    ],
)
def test_a_title_is_made_in_the_language_that_is_spoken(
    language: str, show: str | None, people: tuple[Person, ...], published: Published | None, title: str
) -> None:
    enough = (*SAID, Cue(9000, "Elle a gagné trois pas sur la digue en un an, et le phare de Brume tient bon, dit-on au port."))
    title = title.replace("prévu", "prévu. Elle a gagné trois pas…")
    assert made_title(show, people, published, "", enough, language=language)[0] == title


def test_a_title_is_in_french_where_too_little_is_said_to_tell_the_language() -> None:
    assert made_title(None, (), MONTH, "", SAID, language="en")[0] == "« La mer monte plus vite que prévu », février 2026"


def test_no_number_and_no_address_stand_for_words_said() -> None:
    assert opening_words([Cue(0, "03 80 40 21 51"), Cue(1, "https://brume.example")]) is None
    assert opening_words(SAID) == "La mer monte plus vite que prévu"


@pytest.mark.parametrize(
    "line",
    [
        "ABONNEZ-VOUS pour plus de vidéos : bit.ly/brume",
        "LE DIRECT : http://www.brume.example/direct",
        "Nos nouveautés : http://bit.ly/1brume",
        "Retrouvez-nous sur :",
        "| Facebook : https://www.facebook.com/Brume",
        "| Google + : https://plus.google.com/+Brume/posts",
        "▪️ TikTok : https://www.tiktok.com/@brume?lang=fr",
        "▶️ Suivez le direct : https://www.dailymotion.com/video/xbrume",
        "🔴 Nous suivre sur les réseaux sociaux 🔴",
        "———————————————",
        "##LE_GRAND_QUART-2026-03-16##",
        "##SANSEPISODE##",
        "Subscribe to our channel: https://example.org/brume",
    ],
)
def test_a_line_only_promotes(line: str) -> None:
    assert is_promotion(line)


@pytest.mark.parametrize(
    "line",
    [
        "Retrouvez « Les Marées » sur : http://brume.example/emissions/marees",
        "Page d'accueil : https://www.brume.example/",
        "http://brume.example/support",
        "Camille Roussel reçoit Jeanne Morel.",
        "Le direct de la rédaction : la mer monte.",
        "X : la mer monte, et personne ne s'en inquiète.",
        "--",
        "...",
        "",
    ],
)
def test_a_line_that_tells_or_lists_sources_stays(line: str) -> None:
    assert not is_promotion(line)


def test_promotion_leaves_the_description_and_is_told() -> None:
    kept, removed = without_promotion("On parle de la mer.\n\nAbonnez-vous !\n———\n\nMerci.")
    assert kept == "On parle de la mer.\n\nMerci."
    assert [(one.rule, one.sample) for one in removed] == [("promotion", "Abonnez-vous ! / ———")]
    assert without_promotion("On parle.") == ("On parle.", ())


@pytest.mark.parametrize(
    ("origin", "title", "day"),
    [
        ("2024-03-05-la-mer-monte.md", "La mer monte", dt.date(2024, 3, 5)),
        ("445-auto-activate-python-environments.vtt", "445. Auto activate python environments", None),
        ("007-marees.txt", "7. Marees", None),
        ("3-raisons-de-partir.txt", "3 raisons de partir", None),
        ("La mer monte [dQw4w9WgXcQ].fr.vtt", "La mer monte", None),
        ("Entretien avec Anne Roy - 2020-11-19.md", "Entretien avec Anne Roy", dt.date(2020, 11, 19)),
        ("episodes/la-mer-monte/transcript.md", "La mer monte", None),
        ("20241104_0bhPTk9hdGI.srt", None, dt.date(2024, 11, 4)),
        ("x9uv6za.txt", None, None),
        ("page-3.html", None, None),
        ("2024-13-41-x.html", None, None),
        ("la-mer-monte.jsonl#4", None, None),
    ],
)
def test_a_files_name_tells_title_number_and_day(origin: str, title: str | None, day: dt.date | None) -> None:
    assert told_by_name(origin) == FileName(title, day)


def test_a_files_name_stands_below_what_the_page_states() -> None:
    assert made_title("Marées", GUESTS, DAY, "", SAID, "La mer")[0] == "Marées : Jeanne Morel et Paul Ney, 9 février 2026"
    assert made_title(None, (), None, "On parle de la mer.", SAID, "La mer monte") == ("On parle de la mer.", "made: description")
    assert made_title(None, (), None, "", SAID, "La mer monte") == ("La mer monte", "made: file name")
    assert made_title("Marées", (), None, "", SAID, "La mer") == ("Marées : La mer", "made: show and file name")
