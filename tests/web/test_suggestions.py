"""What is offered as one types finds something, under the filters of the page, and is written as the archive writes it."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from archive.model.episode import Person, Published
from archive.search.filters import Filters
from archive.search.index.facet_index import FacetIndex, Mask, masks_of
from archive.web.browse_index import BrowseIndex
from archive.web.http.search_params import SearchParams
from archive.web.presentation.suggested_query import typed_suggestions
from tests.given import published
from tests.search.index.archives import make_document


def offered(client: FlaskClient, typed: str, **filters: str) -> list[str]:
    """The words that are offered."""
    found = client.get("/api/v1/suggest", query_string={"q": typed, **filters}).json
    return [one["text"] for one in found or () if one["kind"] == "word"]


@pytest.mark.parametrize("typed", ["la cantine du po", "données de sa", "la digue ti", "cantine gr", "cantine te", "grues ch"])
@pytest.mark.parametrize("filters", [{}, {"show": "Le Quart de nuit"}, {"after": "2026"}, {"show": "Café des sciences"}])
def test_every_word_offered_has_an_answer(client: FlaskClient, typed: str, filters: dict[str, str]) -> None:
    assert offered(client, typed) or typed == "grues ch", "a letter alone is offered nothing, and shows nothing"
    for text in offered(client, typed, **filters):
        answer = client.get("/api/v1/search", query_string={"q": text, **filters}).json
        assert answer and answer["total"], text


def test_a_filter_leaves_out_what_only_others_say(client: FlaskClient) -> None:
    assert "grues" in offered(client, "gru")
    assert offered(client, "gru", show="Café des sciences") == []


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({}, {"Anne Lambrec", "Luc Lambrec", "Lampes", "Les lampes du port", "Lampes de poche"}),
        ({"show": "Lampes"}, {"Anne Lambrec", "Lampes", "Lampes de poche"}),
        ({"person": "Luc Lambrec"}, {"Luc Lambrec", "Les lampes du port"}),
        ({"person": "luc"}, {"Luc Lambrec", "Les lampes du port"}),
        ({"before": "2019-12-31"}, {"Luc Lambrec", "Les lampes du port"}),
        ({"episode": "of-anne"}, {"Anne Lambrec", "Lampes", "Lampes de poche"}),
        ({"after": "2030-01-01"}, set()),
    ],
)
def test_names_and_titles_are_offered_of_which_an_episode_passes(tmp_path: Path, filters: dict[str, str], shown: set[str]) -> None:
    anne, luc = Person("Anne Lambrec", "guest"), Person("Luc Lambrec", "guest")
    documents = [
        make_document(
            "of-anne",
            "Bonsoir.",
            title="Lampes de poche",
            show="Lampes",
            people=(anne,),
            published=Published(dt.date(2021, 1, 4), "test"),
        ),
        make_document(
            "of-luc",
            "Bonsoir.",
            title="Les lampes du port",
            show="Le Port",
            people=(luc,),
            published=Published(dt.date(2019, 1, 4), "test"),
        ),
    ]
    with published(tmp_path, documents) as opened:
        found = BrowseIndex(opened).suggestions("lam", Filters.of(**filters), 9)
    assert {one.text for one in found if one.kind != "word"} == shown
    assert all(one.episodes == 1 for one in found if one.kind != "word")


def test_words_are_offered_with_their_accents(client: FlaskClient) -> None:
    assert offered(client, "souverai")[0] == "souveraineté"
    assert "la hiver" not in offered(client, "la h")


@pytest.mark.parametrize("filters", [{}, {"show": "Le Quart de nuit"}])
@pytest.mark.parametrize("typed", ["gru", "ten", "cl", "la digue ti", "données de sa"])
def test_a_suggestion_counts_what_its_search_counts(client: FlaskClient, typed: str, filters: dict[str, str]) -> None:
    found = client.get("/api/v1/suggest", query_string={"q": typed, **filters}).json
    for one in [one for one in found or () if one["kind"] == "word"]:
        answer = client.get("/api/v1/search", query_string={"q": one["text"], **filters}).json
        assert answer and answer["total"] == one["episodes"], one["text"]


@pytest.mark.parametrize("typed, shown", [("souverainte", "Transcrit « souveraineté »"), ("souverainetes", "ou souveraineté")])
def test_a_form_in_the_place_of_what_was_typed_keeps_its_accents(client: FlaskClient, typed: str, shown: str) -> None:
    page = client.get("/search", query_string={"q": typed}).text
    assert shown in " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert "souverainete<" not in page


def test_a_page_says_what_had_to_be_absent_and_promises_nothing_of_no_word(client: FlaskClient) -> None:
    def told(typed: str) -> str:
        page = client.get("/search", query_string={"q": typed, "lang": "fr"}).text
        return " ".join(re.sub(r"<[^>]+>", "", page).split())

    assert "sans « souveraineté »" in told("-souveraineté").partition("Pourquoi ces résultats")[2]
    both = told("souveraineté -souveraineté")
    assert "un mot que vous avez exclu" in both and "filtres les excluent" not in both
    assert "Suivre cette recherche" in told("souveraineté") and "Suivre cette recherche" not in told("???")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("taylor swift", []),
        ("taylor swif", ["Taylor Swift"]),
        ("election presidentielle", ["élection présidentielle"]),
        ("reforme election presidentiell", ["réforme élection présidentielle"]),
        ("marche lib", ["marche libre"]),
        ("l ecole d aujourd hui", ["l'école d'aujourd'hui"]),
        ("l'ecole d'aujourd'hui", ["l'école d'aujourd'hui"]),
        ("l'ecol", ["l'école"]),
    ],
)
def test_all_words_are_offered_as_they_are_written_and_none_is_an_echo(
    app: Flask, tmp_path: Path, typed: str, shown: list[str]
) -> None:
    said = (
        "Voici Taylor Swift. L'élection présidentielle approche, et la réforme.",
        "Oui, l'école d'aujourd'hui a changé, dit l'intelligence artificielle.",
        "Le marché est ouvert, la marche va bien, la marche est libre.",
    )
    made = [make_document(f"said-{at}", text, language="fr") for at, text in enumerate(said)]
    with published(tmp_path, made) as opened, app.test_request_context("/search?lang=fr"):
        g.index = opened
        assert [one.text for one in typed_suggestions(SearchParams(text=typed), 8) if one.kind == "word"] == shown


def test_behind_small_words_is_offered_what_is_said_so_alone(tmp_path: Path) -> None:
    said = ("Et de la pluie.", "La fin, et de lavande encore.", "Le lac et le launch de Paris.", "Pluie ou launch, et de Paris.")
    with published(tmp_path, [make_document(f"said-{at}", text, language="fr") for at, text in enumerate(said)]) as opened:
        offered = {
            typed: [one.text for one in BrowseIndex(opened).suggestions(typed, Filters(), 8)] for typed in ("et de la", "pluie la")
        }
    assert sorted(offered["et de la"]) == ["et de la", "et de lavande"]
    assert "pluie launch" in offered["pluie la"], "words apart"


def test_behind_words_said_everywhere_is_offered_what_is_said_so_alone(tmp_path: Path) -> None:
    said = ("To be or not to be.", "To be sure, or not, to become, because of rain.")
    with published(tmp_path, [make_document(f"said-{at}", text, language="en") for at, text in enumerate(said)]) as opened:
        offered = BrowseIndex(opened).suggestions("to be or not to be", Filters(), 8)
    assert [one.text for one in offered] == ["to be or not to be"]


@pytest.mark.parametrize("typed", ["jea meru", "jaen meru", "jean meruel"])
def test_a_name_is_offered_whose_words_are_typed_half_or_with_a_slip(tmp_path: Path, typed: str) -> None:
    people = (Person("Jean-Lou Méruel", "guest"), Person("Anne Méruel", "guest"))
    documents = [make_document(f"of-{at}", "Bonsoir.", people=(one,)) for at, one in enumerate(people)]
    with published(tmp_path, documents) as opened:
        assert [one.text for one in opened.suggest(typed) if one.kind == "person"] == ["Jean-Lou Méruel"]


def test_however_many_names_begin_so_the_filters_are_asked_thrice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[Filters]()

    def recorded(filters: Filters, facets: FacetIndex) -> dict[str, Mask]:
        asked.append(filters)
        return masks_of(filters, facets)

    documents = [
        make_document(f"of-{at}", "Bonsoir.", title=f"Lampes {at}", people=(Person(f"Anne Lambrec {at}", "guest"),))
        for at in range(20)
    ]
    with published(tmp_path, documents) as opened:
        opened.suggest("lam")
        monkeypatch.setattr("archive.search.index.evaluate.aggregations.masks_of", recorded)
        assert not [one for one in opened.suggest("lam", 9, Filters.of(after="2090-01-01")) if one.kind != "word"]
    assert len(asked) <= 3


def test_no_telephone_puts_a_capital_to_what_is_typed(client: FlaskClient) -> None:
    fields = [field for field in re.findall("<input [^>]*>", client.get("/").text) if 'type="search"' in field]
    assert fields and all('autocapitalize="none"' in field for field in fields)


def test_a_slip_with_which_nothing_begins_becomes_what_its_page_leads_to(client: FlaskClient) -> None:
    assert offered(client, "souveraintee") == ["souveraineté"]
    assert json.loads(client.get("/suggestions?q=souveraintee").text)[1] == ["souveraineté"]
    assert not offered(client, "souvxrxintee") and not offered(client, "souveraintee", after="2090"), "farther, or nothing there"
