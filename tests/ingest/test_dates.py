"""A page's date, from "il y a 14 minutes" in ten languages to "Ce lundi 9 février", is one day with its source and precision."""

import datetime as dt

import pytest

from archive.model.episode import Published
from ingest.extract.date_phrases import find_mention
from ingest.extract.published import guess_date, parse_date, resolve_published, save_time, stated_day

SAVED = save_time(dt.datetime(2026, 2, 10, 8, 0, tzinfo=dt.UTC), "Europe/Paris", known=True)
DAYS = {
    "fr": {
        "il y a 14 minutes": "2026-02-10",
        "il y a 1 heure": "2026-02-10",
        "il y a 10 heures": "2026-02-09",
        "il y a 1 jour": "2026-02-09",
        "il y a 5 jours": "2026-02-05",
        "il y a 1 semaine": "2026-02-03",
        "il y a 7 semaines": "2025-12-23",
        "il y a 6 mois": "2025-08",
        "il y a environ un mois": "2026-01",
        "il y a 2 ans": "2024",
        "hier": "2026-02-09",
        "avant-hier": "2026-02-08",
        "la semaine dernière": "2026-02-03",
        "le mois dernier": "2026-01",
        "l’année dernière": "2025",
        "l'année dernière": "2025",
        "aujourd’hui": "2026-02-10",
        "publié il y a 3 jours": "2026-02-07",
        "14/05/2025": "2025-05-14",
        "27 mai 2025": "2025-05-27",
        "mardi 27 mai 2025 à 19h30": "2025-05-27",
        "1er févr. 2026": "2026-02-01",
    },
    "en": {
        "2 hours ago": "2026-02-10",
        "34 minutes ago": "2026-02-10",
        "2 years ago": "2024",
        "yesterday": "2026-02-09",
        "last week": "2026-02-03",
    }
    | {"last month": "2026-01", "an hour ago": "2026-02-10", "5/27/2025": "2025-05-27", "May 27, 2025": "2025-05-27"},
    "de": {"letzte Woche": "2026-02-03", "vor 3 Wochen": "2026-01-20", "gestern": "2026-02-09", "vorgestern": "2026-02-08"}
    | {"vor einem Monat": "2026-01", "vor 2 Jahren": "2024", "27. Mai 2025": "2025-05-27", "27.05.2025": "2025-05-27"},
    "es": {
        "hace 47 minutos": "2026-02-10",
        "ayer": "2026-02-09",
        "anteayer": "2026-02-08",
        "hace 2 meses": "2025-12",
        "el año pasado": "2025",
    }
    | {"27 de mayo de 2025": "2025-05-27"},
    "it": {
        "9 ore fa": "2026-02-10",
        "3 mesi fa": "2025-11",
        "l’altro ieri": "2026-02-08",
        "ieri": "2026-02-09",
        "la settimana scorsa": "2026-02-03",
    },
    "pt": {
        "há 3 meses": "2025-11",
        "ontem": "2026-02-09",
        "anteontem": "2026-02-08",
        "há 2 dias": "2026-02-08",
        "3 dias atrás": "2026-02-07",
    },
    "tr": {
        "4 ay önce": "2025-10",
        "geçen yıl": "2025",
        "dün": "2026-02-09",
        "3 gün önce": "2026-02-07",
        "geçen hafta": "2026-02-03",
    },
    "id": {"15 jam yang lalu": "2026-02-09", "hari ini": "2026-02-10", "3 bulan yang lalu": "2025-11", "kemarin": "2026-02-09"},
    "nl": {"3 dagen geleden": "2026-02-07", "gisteren": "2026-02-09", "eergisteren": "2026-02-08", "vorige maand": "2026-01"},
    "pl": {
        "3 dni temu": "2026-02-07",
        "wczoraj": "2026-02-09",
        "przedwczoraj": "2026-02-08",
        "w zeszłym roku": "2025",
        "miesiąc temu": "2026-01",
    },
}
LINES = [(language, words, day) for language, lines in DAYS.items() for words, day in lines.items()]


@pytest.mark.parametrize(("language", "words", "day"), LINES, ids=[f"C-{language}-{words}" for language, words, _ in LINES])
def test_the_date_line_means_that_day(language: str, words: str, day: str) -> None:
    published = resolve_published(None, parse_date(words, SAVED), None, SAVED)
    assert published is not None
    precision = {4: "year", 7: "month", 10: "day"}[len(day)]
    assert (published.date.isoformat()[: len(day)], published.precision) == (day, precision)
    assert published.source == f"page: {words}"
    assert published.date.isoformat().endswith("-01-01"[len(day) - 10 :] if len(day) < 10 else day)


@pytest.mark.parametrize(
    "words", ["Suivre", "12:34", "#debat", "3 commentaires", "Tech & Co", "32/13/2025", "il y a longtemps", "mai", "ago", ""]
)
def test_what_is_no_date_is_none(words: str) -> None:
    assert parse_date(words, SAVED) is None


def test_a_language_nobody_taught_us_is_still_guessed() -> None:
    when = guess_date("för 3 dagar sedan", SAVED)
    assert when is not None
    assert when.day == dt.date(2026, 2, 7)


def test_minutes_count_back_over_midnight_in_the_archives_zone() -> None:
    saved = save_time(dt.datetime(2026, 2, 9, 23, 5, tzinfo=dt.UTC), "Europe/Paris", known=True)
    published = resolve_published(None, parse_date("il y a 14 minutes"), None, saved)
    assert published is not None
    assert published.date == dt.date(2026, 2, 9)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-09T23:30:00+00:00", "2026-02-10"),
        ("2026-02-09T22:30:00Z", "2026-02-09"),
        ("2026-02-09T23:30:00.000+0000", "2026-02-10"),
        ("2026-02-09T23:30:00", "2026-02-09"),
        ("2026-02-09", "2026-02-09"),
        ("09/02/2026", "2026-02-09"),
    ],
)
def test_an_instant_is_a_day_of_the_archives_zone(text: str, day: str) -> None:
    found = stated_day(text, "Europe/Paris")
    assert found is not None
    assert found[0].isoformat() == day


def published_of(date_line: str | None, description: str, title: str = "", known: bool = True) -> Published | None:
    saved = SAVED if known else save_time(dt.datetime(2026, 11, 24, tzinfo=dt.UTC), "Europe/Paris", known=False)
    when = parse_date(date_line, saved) if date_line else None
    return resolve_published(None, when, find_mention(title, description, saved.day), saved)


def test_a_day_announced_in_prose_goes_before_a_rounded_one() -> None:
    assert published_of("il y a 1 jour", "Ce lundi 9 février, on parle du port.") == Published(
        dt.date(2026, 2, 9), "description: lundi 9 février"
    )


def test_where_the_two_disagree_the_announced_one_is_kept_and_both_are_on_record() -> None:
    published = published_of("il y a 4 jours", "Ce lundi 2 février, on parle du port.")
    assert published is not None
    assert (published.date, published.source) == (dt.date(2026, 2, 2), "description: lundi 2 février; page: il y a 4 jours")


def test_the_year_comes_from_the_weekday_when_nobody_knows_when_the_page_was_saved() -> None:
    published = published_of("il y a 14 minutes", "Ce lundi 9 février, on parle du port.", known=False)
    assert published is not None
    assert (published.date, published.approximate) == (dt.date(2026, 2, 9), False)


@pytest.mark.parametrize(
    "description",
    [
        "Retour sur le mardi 11 septembre 2001.",
        "Le concert du jeudi 12 mars sera beau.",
        "Ce mardi 9 février, on parle.",
        "Le 14 juillet 1789, déjà.",
    ],
)
def test_a_day_only_spoken_of_does_not_move_the_programme(description: str) -> None:
    published = published_of("il y a 4 jours", description)
    assert published is not None
    assert published.date == dt.date(2026, 2, 6)


def test_an_old_programme_shown_again_keeps_the_day_it_announces() -> None:
    published = published_of("il y a 4 jours", "L'émission du 3 mai 2012, à revoir.")
    assert published is not None
    assert published.date == dt.date(2012, 5, 3)


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Conférence de presse au port - Mercredi 17 mai 2023", "2023-05-17"),
        ("The harbour (Wednesday, May 17, 2023)", "2023-05-17"),
        ("Retour sur le mercredi 17 mai 2023", "2026-02-06"),
        ("Le port - 17 mai 2023", "2026-02-06"),
        ("Le port - Jeudi 17 mai 2023", "2026-02-06"),  # it was a Wednesday
    ],
)
def test_a_weekday_and_its_whole_date_set_off_in_a_title_are_the_programmes(title: str, day: str) -> None:
    published = published_of("il y a 4 jours", "", title)
    assert published is not None
    assert (published.date.isoformat(), published.approximate) == (day, False)


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Les Voix du port du 3 février", "2026-02-03"),
        ("Les Voix du port – mardi 3 février 2026", "2026-02-03"),
        ("The Harbour Show, February 3rd, 2026", "2026-02-03"),
        ("Hafenrunde vom 3. Februar 2026", "2026-02-03"),
        ("El puerto, 3 de febrero de 2026", "2026-02-03"),
        ("Liman, 3 Şubat 2026", "2026-02-03"),
        ("Port z 3 lutego 2026", "2026-02-03"),
    ],
)
def test_a_title_states_the_day(title: str, day: str) -> None:
    published = published_of(None, "", title)
    assert published is not None
    assert (published.date.isoformat(), published.source.partition(":")[0]) == (day, "title")


def test_a_stated_date_is_kept_and_the_announced_one_noted() -> None:
    stated = Published(dt.date(2026, 2, 5), "page: 05/02/2026")
    published = resolve_published(stated, None, find_mention("", "Ce lundi 2 février, on parle.", SAVED.day), SAVED)
    assert published == Published(dt.date(2026, 2, 5), "page: 05/02/2026; description: lundi 2 février")


@pytest.mark.parametrize(
    ("title", "description", "day"),
    [
        ("12/06/2025 - Le 5/8 de Radio Brume", "", dt.date(2025, 6, 12)),
        ("", "Retrouvez le replay de l'Équipée du large du 07/03/2025.", dt.date(2025, 3, 7)),
        ("", "Merci.\n##LE_GRAND_QUART-2025-03-16##", dt.date(2025, 3, 16)),
        ("quart_20250316", "", dt.date(2025, 3, 16)),
        ("", "Elle est née à Brume, le 6 mars 1984.", None),
        ("", "Un film en salles le 30 avril 2025.", None),
        ("", "Le port où se tenait le 2 octobre 2025 une table ronde.", None),
        ("", "https://brume.example/2025/03/16/marees", None),
    ],
)
def test_a_day_in_figures_or_between_signs_is_the_programmes_and_a_birth_is_not(
    title: str, description: str, day: dt.date | None
) -> None:
    mention = find_mention(title, description, dt.date(2026, 2, 10))
    assert (mention.day if mention else None) == day


def test_last_year_is_the_calendar_year() -> None:
    saved = save_time(dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC), "Europe/Paris", known=True)
    when = parse_date("l’année dernière", saved)
    stated = resolve_published(None, when, find_mention("", "Ce vendredi 5 décembre, on parle.", saved.day), saved)
    assert stated == Published(dt.date(2025, 12, 5), "description: vendredi 5 décembre")


def test_a_day_that_nothing_announces_counts_where_the_page_agrees() -> None:
    saved = save_time(dt.datetime(2026, 3, 17, 12, tzinfo=dt.UTC), "Europe/Paris", known=True)
    told = "Camille Roussel et ses invités débattent longuement de l'actualité du littoral dans Points de Mer du 14 mars."
    mention = find_mention("", told, saved.day)
    assert resolve_published(None, parse_date("il y a 2 jours", saved), mention, saved) == Published(
        dt.date(2026, 3, 14), "description: 14 mars"
    )
    assert resolve_published(None, None, mention, saved) is None


@pytest.mark.parametrize(
    "title, description, day",
    [
        ("", "## Meeting Date/Time: Thursday 2025/07/24 at 14:00 UTC\n### Duration: 1 hour", dt.date(2025, 7, 24)),
        ("Appel des phares 8", "# Appel des phares 8\n**Date :** 2025-7-4\nNotes : Ana", dt.date(2025, 7, 4)),
        ("Appel des phares 9", "Durée : 1 h. Date et heure : vendredi 4 juillet 2025, 14 h", dt.date(2025, 7, 4)),
        ("Appel des phares [2025-7-4]", "", dt.date(2025, 7, 4)),
        ("", "Meeting Date/Time: Monday 2025/07/24 at 14:00 UTC", None),
        ("", "Un film d'il y a longtemps. Release date: 2025/07/24", None),
        ("", "On parle du budget voté pour la nuit du phare, version 2025.7.4 du texte", None),
        ("", "La loi fut votée. On en parle. Le texte 2025/7/4 reste en vigueur", None),
        ("", "Birth date: 2025/07/24", None),
        ("", "Les notes de l'appel des phares. Next meeting date: 2025-07-24", None),
        ("", "Les notes de l'appel des phares. Expiry date: 2025-07-24", None),
        ("", "Les notes de l'appel des phares. Date of the meeting: 2025-7-24", dt.date(2025, 7, 24)),
        ("", "Les notes de l'appel des phares. Date de la réunion : jeudi 24 juillet 2025", dt.date(2025, 7, 24)),
        ("", "Les notes de l'appel des phares. Date d'enregistrement : 2025-07-24", dt.date(2025, 7, 24)),
    ],
)
def test_a_whole_day_behind_a_label_is_the_programme_s(title: str, description: str, day: dt.date | None) -> None:
    mention = find_mention(title, description, dt.date(2026, 2, 10))
    assert (mention.day, mention.announced and mention.sure) == (day, True) if mention and day else mention is None
    published = resolve_published(None, None, mention, SAVED)
    assert published is None if day is None else (published is not None and published.date == day and not published.approximate)
