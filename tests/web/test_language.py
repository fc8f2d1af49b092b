"""Two languages, one catalogue."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.model.episode import Published
from archive.model.period import Period, parse_date
from archive.search.results.answer import MarkJson, MatchedJson
from archive.web.i18n import NARROW, WIDE, french_spaces, gettext, long_day, minutes, quoted, span, when
from archive.web.presentation import provenance
from tests.web.addresses import PAGES
from tests.web.catalogue import Text, texts, translated
from tests.web.small_archive import PORT

OF_NO_LANGUAGE = ("/static/", "/api/", "/feeds/", "/oembed", "/sitemap", "/robots.txt", "/opensearch.xml")
"""Addresses for programs: they take the language that their reader asks for."""
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


def forms(text: Text | str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_every_text_has_its_english_with_the_same_values_in_it() -> None:
    known = translated()
    for text in texts():
        english = known.get(text)
        assert english and all(forms(english)), f"no English for {text!r}"
        assert set(PLACEHOLDER.findall("".join(forms(text)))) == set(PLACEHOLDER.findall("".join(forms(english)))), text


def test_the_catalogue_holds_nothing_that_is_not_said() -> None:
    assert set(translated()) == set(texts())


def test_french_has_no_break_spaces_before_its_high_signs_and_inside_its_quotes() -> None:
    said = f"«{WIDE}Quoi{NARROW}?{WIDE}» dit-il{NARROW}; puis{WIDE}: rien{NARROW}!"
    assert french_spaces("« Quoi ? » dit-il ; puis : rien !") == said


def test_thousands_are_held_together_and_two_numbers_are_not() -> None:
    assert french_spaces("14:20 18 000 ou 1 200 000, 2017 300") == f"14:20 18{NARROW}000 ou 1{NARROW}200{NARROW}000, 2017 300"


def test_what_somebody_said_is_not_respaced(client: FlaskClient) -> None:
    assert "guest : x" not in client.get("/search?q=a%20%3A%20b").get_data(as_text=True)
    assert 'value="a : b"' in client.get("/search?q=a%20%3A%20b").get_data(as_text=True)


def test_the_browser_chooses_the_language(client: FlaskClient) -> None:
    assert '<html lang="en"' in client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"}).get_data(as_text=True)
    assert '<html lang="fr"' in client.get("/", headers={"Accept-Language": "fr-CA"}).get_data(as_text=True)
    assert '<html lang="fr"' in client.get("/", headers={"Accept-Language": "de"}).get_data(as_text=True)


def test_the_address_goes_before_the_browser(client: FlaskClient) -> None:
    assert '<html lang="fr"' in client.get("/?lang=fr", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert '<html lang="fr"' in client.get("/?lang=xx", headers={"Accept-Language": "fr"}).get_data(as_text=True)


@pytest.mark.parametrize("name", PAGES)
def test_a_stated_language_is_kept_in_every_link_and_form(client: FlaskClient, name: str) -> None:
    address = PAGES[name] + ("&" if "?" in PAGES[name] else "?") + "lang=en"
    html = client.get(address).get_data(as_text=True)
    body = html[html.index("<body>") :]
    links = re.findall(r'<a\b[^>]*\bhref="(/[^"]*)"', body)
    assert links
    assert not [link for link in links if "lang=" not in link and not link.startswith(OF_NO_LANGUAGE)]
    forms = re.findall(r"<form\b[^>]*>.*?</form>", body, re.S)
    assert not [form for form in forms if not re.search(r'name="lang" value="en"|action="[^"]*\blang=en', form)]


@pytest.mark.parametrize("name", PAGES)
def test_no_french_is_left_in_an_english_page(client: FlaskClient, name: str) -> None:
    html = client.get(PAGES[name], headers={"Accept-Language": "en"}).get_data(as_text=True)
    for word in ("épisode", "Émission", "Chercher", "Aucun", "février", "Écouter", "Période"):
        assert word not in html, word


def test_the_switch_leads_to_the_same_page_in_the_other_language(client: FlaskClient) -> None:
    html = client.get("/search?q=cantine&show=Chroniques").get_data(as_text=True)
    assert 'href="/search?q=cantine&amp;show=Chroniques&amp;lang=en" lang="en" hreflang="en"' in html


def test_a_page_tells_where_it_is_in_the_other_language_unless_its_address_or_its_form_states_one(client: FlaskClient) -> None:
    assert '<html lang="fr" data-en="/trends?q=port&amp;lang=en">' in client.get("/trends?q=port").text
    assert '<html lang="en">' in client.get("/people?lang=en").text
    assert '<html lang="fr">' in client.post("/verify", data={"quotations": "la digue tient encore"}).text


@pytest.mark.parametrize("tongue", ["fr", "en"])
def test_the_page_of_a_show_is_headed_by_its_name(client: FlaskClient, tongue: str) -> None:
    html = client.get(f"/shows/chroniques?lang={tongue}").text
    assert "<h1>Chroniques</h1>" in html and "<title>Chroniques" in html


SPANS = (
    (("2026-01-14",), "14 janvier 2026", "14 January 2026"),
    (("2026-01-14", "2026-01-14"), "14 janvier 2026", "14 January 2026"),
    (("2024-05-14", "2024-04-22", "2025"), "du 22 avril 2024 à 2025", "from 22 April 2024 to 2025"),
    (("2025-11", "2024"), "de 2024 à novembre 2025", "from 2024 to November 2025"),
    (("2025-08", "2026-01-14"), "d’août 2025 au 14 janvier 2026", "from August 2025 to 14 January 2026"),
    (("2024-04", "2024-10-01"), "d’avril 2024 au 1er octobre 2024", "from April 2024 to 1 October 2024"),
    (("2025", "2025-03-02", "2025-03"), "2025", "2025"),
    (("2025-03-01", "2025-03"), "mars 2025", "March 2025"),
    ((), "", ""),
)


@pytest.mark.parametrize(("days", "french", "english"), SPANS)
def test_a_span_of_days_months_and_years_is_told_as_far_as_they_are_known(
    app: Flask, days: tuple[str, ...], french: str, english: str
) -> None:
    for tongue, said in (("fr", french), ("en", english)):
        with app.test_request_context(f"/?lang={tongue}"):
            assert span(map(parse_date, days)) == said


def test_a_span_tells_which_of_its_ends_are_about_so(app: Flask) -> None:
    day, month, year = (Period.of(dt.date(2026, 11, 26), precision, True) for precision in ("day", "month", "year"))
    sure, ends = parse_date("2024-05-14"), {}
    for tongue in ("fr", "en"):
        with app.test_request_context(f"/?lang={tongue}"):
            ends[tongue] = (when([day]), when([month]), span([year]), span([sure, month]), span([day, parse_date("2027")]))
    assert ends["fr"][:3] == ("vers le 26 novembre 2026", "vers novembre 2026", "vers 2026")
    assert ends["fr"][3:] == ("du 14 mai 2024 à novembre 2026 environ", "du 26 novembre 2026 environ à 2027")
    assert ends["en"][:2] == ("about 26 November 2026", "about November 2026")
    assert ends["en"][3:] == ("from 14 May 2024 to about November 2026", "from about 26 November 2026 to 2027")


def test_days_lengths_and_lists_are_written_as_each_language_writes_them(app: Flask) -> None:
    day = dt.date(2019, 5, 3)
    told = {}
    for tongue in ("fr", "en"):
        with app.test_request_context(f"/?lang={tongue}"):
            about = [long_day(day, precision, True) for precision in ("day", "month", "year")]
            told[tongue] = (*about, minutes(4_140_000), gettext(" ; "))
    assert told["fr"] == ("vers le 3 mai 2019", "vers mai 2019", "vers 2019", "1 h 09", f"{NARROW}; ")
    assert told["en"] == ("about 3 May 2019", "about May 2019", "about 2019", "1 h 9 min", "; ")


def test_where_a_date_was_read_is_told_in_the_reader_s_language_and_the_words_as_they_stand(app: Flask) -> None:
    read = Published(dt.date(2017, 3, 13), "record: 2017-03-13; page: il y a 9 ans; en mars")
    with app.test_request_context("/?lang=fr"):
        told = provenance.evidence(read)
        assert told.replace(WIDE, " ").replace(NARROW, " ") == "la fiche : « 2017-03-13 » ; la page : « il y a 9 ans; en mars »"
        assert provenance.evidence(Published(read.date, "file name")) == "le nom du fichier"
        assert provenance.dated(read) == "lundi 13 mars 2017, d’après la fiche et la page"
        assert provenance.dated(Published(read.date, "page: 2017", "year", True)) == "vers 2017, d’après la page"
    with app.test_request_context("/?lang=en"):
        assert provenance.evidence(read).startswith("the record: “2017-03-13”; the page: “il y a 9 ans; en mars”")


def test_a_title_in_another_language_than_the_page_says_in_which(client: FlaskClient) -> None:
    assert "<h1>" in client.get(f"/episodes/{PORT}?lang=fr").text
    assert '<h1 lang="fr">' in client.get(f"/episodes/{PORT}?lang=en").text


def test_a_title_leaves_no_guillemet_alone_at_the_end_of_a_line(app: Flask) -> None:
    title = MatchedJson("title", "« Le port » : qui ?", (MarkJson(2, 4, "exact", None, 0),))
    summary = SimpleNamespace(title=title.text)
    with app.test_request_context("/"):
        shown = app.jinja_env.get_template("parts.html").module.title  # type: ignore[attr-defined]
        for matched in ((title,), ()):
            said = re.sub("<[^>]*>", "", shown(SimpleNamespace(matched=matched, summary=summary)))
            assert said == f"«{WIDE}Le port{WIDE}»{WIDE}: qui{NARROW}?"


def test_one_day_and_one_month_stand_behind_what_happened_then(app: Flask) -> None:
    told = {}
    for tongue in ("fr", "en"):
        with app.test_request_context(f"/?lang={tongue}"):
            told[tongue] = [when(map(parse_date, days)) for days in (["2024-07-25"] * 2, ["2024-07"], ["2024-07-25", "2025"], [])]
    assert told["fr"] == ["le 25 juillet 2024", "en juillet 2024", "du 25 juillet 2024 à 2025", ""]
    assert told["en"][:2] == ["on 25 July 2024", "in July 2024"]


@pytest.mark.parametrize(
    "text, french, english",
    [
        ("le port", "« le port »", "“le port”"),
        ('"from the river to the sea"', "« “from the river to the sea” »", "“‘from the river to the sea’”"),
        ('sans toi." Il dit, "Tiens', "« “sans toi.” Il dit, “Tiens” »", "“‘sans toi.’ Il dit, ‘Tiens’”"),
        ('sans toi." Il dit, "Tiens."', "« “sans toi.” Il dit, “Tiens.” »", "“‘sans toi.’ Il dit, ‘Tiens.’”"),
        ('[…] le port," "la mer."', "« […] “le port,” “la mer.” »", "“[…] ‘le port,’ ‘la mer.’”"),
        ('Il dit, "Le port […]', "« Il dit, “Le port” […] »", "“Il dit, ‘Le port’ […]”"),
        ('le "port" et" la mer', "« le “port” et la mer »", "“le ‘port’ et la mer”"),
        ('il dit ".', "« il dit . »", "“il dit .”"),
        ("« le “port” à l'est", "« le “port” à l'est »", "“le ‘port’ à l'est”"),
        ("« Allons-y »", "« “Allons-y” »", "“‘Allons-y’”"),
        ('il dit," Que de monde"', "« il dit, “Que de monde” »", "“il dit, ‘Que de monde’”"),
        ("il dit “oui”, c'est tout", "« il dit “oui”, c'est tout »", "“il dit ‘oui’, c'est tout”"),
        ('12" de long', '« 12" de long »', '“12" de long”'),
    ],
)
def test_what_is_quoted_with_quotation_marks_in_it_has_others_inside(app: Flask, text: str, french: str, english: str) -> None:
    for tongue, told in (("fr", french), ("en", english)):
        with app.test_request_context(f"/?lang={tongue}"):
            searched = gettext("Chercher « %(text)s »", text=text)
            assert quoted(text) == french_spaces(told) and searched.endswith(quoted(text))


@pytest.mark.parametrize(
    ("evidence", "french", "english"),
    [
        ("repeated by le-quart", "d’après le-quart", "from le-quart"),
        ("Le Quart; stated by le-quart and 1 more", "d’après le-quart et 1 autre page", "from le-quart and 1 other page"),
        ("a title; so does le-quart and 2 more", "d’après le-quart et 2 autres pages", "from le-quart and 2 other pages"),
        ("no page", "no page", "no page"),
    ],
)
def test_what_an_inferred_field_rests_on_is_told_in_the_language_of_the_page(
    app: Flask, evidence: str, french: str, english: str
) -> None:
    for code, told in (("fr", french), ("en", english)):
        with app.test_request_context(f"/?lang={code}"):
            assert provenance.others(evidence) == told
