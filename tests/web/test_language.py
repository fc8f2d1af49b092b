"""Two languages, one catalogue."""

import re

import pytest
from flask.testing import FlaskClient

from archive.web.i18n import NARROW, WIDE, french_spaces
from tests.web.addresses import PAGES
from tests.web.catalogue import Text, texts, translated

OF_NO_LANGUAGE = ("/static/", "/api/", "/iiif/", "/feeds/", "/oembed", "/sitemap", "/robots.txt", "/opensearch.xml")
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


def test_what_somebody_said_is_not_respaced(client: FlaskClient) -> None:
    assert "guest : x" not in client.get("/search?q=a%20%3A%20b").get_data(as_text=True)
    assert 'value="a : b"' in client.get("/search?q=a%20%3A%20b").get_data(as_text=True)


def test_the_browser_chooses_the_language(client: FlaskClient) -> None:
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"}).get_data(as_text=True)
    assert '<html lang="fr">' in client.get("/", headers={"Accept-Language": "fr-CA"}).get_data(as_text=True)
    assert '<html lang="fr">' in client.get("/", headers={"Accept-Language": "de"}).get_data(as_text=True)


def test_the_address_goes_before_the_browser(client: FlaskClient) -> None:
    assert '<html lang="fr">' in client.get("/?lang=fr", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert '<html lang="fr">' in client.get("/?lang=xx", headers={"Accept-Language": "fr"}).get_data(as_text=True)


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
    assert '<a href="/search?q=cantine&amp;show=Chroniques&amp;lang=en" lang="en" hreflang="en"' in html
