"""A name that is another person's is one with it wherever people are counted: page, API and filter, the evidence beside."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.library import Library
from archive.model.episode import Cue, Episode, Person, Published
from archive.search import Index, open_index
from archive.search.generations import publish_full
from archive.search.index.document_table import Document
from archive.search.index.same_person import alike_among, are_alike
from archive.web import IndexProvider, Site, create_app
from tests.given import Given
from tests.web import small_archive

KEPT, OTHER, NEAR = "Michèle Kergadenn", "Michèle Kerga", "Anatol Vorsk"
EPISODES = 12


def episode(number: int, *names: str) -> Episode:
    day = Published(dt.date(2024, 1, number + 1), "page")
    people = tuple(Person(name, "guest", "navigatrice") for name in names)
    line = f"La bouée numéro {number} {'abcdefghijklmnop'[number] * 5} est posée par {KEPT}"
    made = Episode(f"Bouée {number}", "page", f"{number:064}", 1, published=day, people=people, origin=str(number))
    return replace(made, cues=(Cue(0, line),))


def heard_in(one: Episode) -> Analysis:
    """Of the other name alone, the whole one heard in its place."""
    read = small_archive.reading_of(one)
    links = tuple(NameLink(OTHER, 7, 2, 0.13, "people", KEPT) for person in one.people if person.name == OTHER)
    return replace(read, links=links)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Library]]:
    root = tmp_path_factory.mktemp("joined")
    made = [
        *(episode(number, KEPT, "Anatole Vorsk") for number in range(EPISODES)),
        episode(EPISODES, OTHER),
        episode(EPISODES + 1, NEAR),
    ]
    with Library.open(root, create=True) as library:
        with library.transaction():
            for one in made:
                library.upsert(small_archive.save_of(one), one)
        documents = [Document(kept.slug, kept.digest, kept.episode, heard_in(kept.episode)) for kept in library.stored()]
        publish_full(root, Given(documents), revision=library.revision)
        yield root, library


@pytest.fixture(scope="module")
def index(archive: tuple[Path, Library]) -> Iterator[Index]:
    opened = open_index(archive[0])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(archive: tuple[Path, Library]) -> FlaskClient:
    return create_app(Site(IndexProvider(archive[0]), archive[1])).test_client()


def test_the_facet_counts_both_names_as_one_and_says_which(index: Index) -> None:
    answer = index.search("bouée")
    assert dict(answer.facets["person"]) == {"Anatole Vorsk": EPISODES, KEPT: EPISODES + 1, NEAR: 1}
    assert [(one.name, one.episodes, one.cut) for one in answer.joined_names[KEPT]] == [(OTHER, 1, True)]
    assert dict(index.facet_values("person"))[KEPT] == EPISODES + 1


@pytest.mark.parametrize("typed", [f'guest:"{KEPT}"', f'guest:"{OTHER}"', "guest:kergadenn", f'bouée invité:"{OTHER}"'])
def test_either_name_finds_the_episodes_of_both(index: Index, typed: str) -> None:
    assert index.search(typed).total == EPISODES + 1


def test_the_api_says_the_same_with_the_evidence(client: FlaskClient) -> None:
    told = {value["value"]: value for value in client.get("/api/search?q=bouée").json["facets"]["person"]}  # type: ignore[index]
    joined = [{"name": OTHER, "episodes": 1, "cut": True}]
    assert told[KEPT] == {"value": KEPT, "episodes": EPISODES + 1, "joined": joined}
    assert "joined" not in told["Anatole Vorsk"]
    for key in ("michele-kergadenn", "michele-kerga"):
        person = client.get(f"/api/people/{key}").json
        assert person["name"] == KEPT and person["total"] == EPISODES + 1 and person["joined"] == joined  # type: ignore[index]


def test_the_pages_say_the_same_with_the_evidence(client: FlaskClient) -> None:
    facet = client.get("/search?q=bouée").get_data(as_text=True)
    assert (
        "(nom incomplet)" not in facet and f'data-key="person={KEPT}"' in facet and facet.count(f'data-key="person={OTHER}"') == 0
    )
    page = client.get("/people/michele-kergadenn").get_data(as_text=True)
    assert "Noms réunis ici" in page and "même prénom, nom incomplet, 1 épisode contre 12" in page.replace("\u202f", " ")
    assert page.count("navigatrice") >= EPISODES + 1
    assert client.get("/people/michele-kerga").location == "/people/michele-kergadenn"


def test_what_is_said_as_it_is_written_is_no_neighbouring_form_of_the_other_name(client: FlaskClient) -> None:
    page = client.get("/people/michele-kergadenn").get_data(as_text=True)
    forms = page[page.index("Son nom, tel que transcrit") :].partition("</dl>")[0]
    assert re.findall(r"<dt[^>]*>([^<]+)</dt><dd>([^<]+)</dd>", forms) == [(KEPT, f"{EPISODES + 1} fois")]


def test_suggestions_offer_the_person_once(index: Index) -> None:
    assert [one.text for one in index.suggest("michèle k") if one.kind == "person"] == [KEPT]


def test_names_a_letter_apart_lead_to_each_other_and_are_not_joined(client: FlaskClient) -> None:
    page = client.get("/people/anatol-vorsk").text
    also = r'peut-être aussi écrit\s: <a href="/people/([^"]*)">'
    assert re.findall(also, page) == ["anatole-vorsk"]
    assert re.findall(also, client.get("/people/anatole-vorsk").text) == ["anatol-vorsk"]
    assert not re.findall(also, client.get("/people/michele-kergadenn").text)
    assert sorted(re.findall(also, client.get("/people").text)) == ["anatol-vorsk", "anatole-vorsk"], "in the row of each"


@pytest.mark.parametrize(
    ("name", "other", "alike"),
    [
        ("Catherine Jarmul", "Katherine Jarmul", True),
        ("Vince Knight", "Vincent Knight", True),
        ("Al Swiger", "Al Swigert", True),
        ("Jeanne Morel", "Jean Moret", False),
        ("Matthew Rocklin", "Matthew Rockland", True),
        ("Brett Slatkin", "Brett Slacken", True),
        ("Hugo Bowne-Anderson", "Hugo Brown Anderson", True),
        ("Philippe David", "Philippe Davignon", False),
        ("Julian Sequira", "Julian Saccaria", False),
        ("David Born", "David Lord", False),
        ("Li Wu", "Lu Wu", False),
        ("Sting", "Stingo", False),
    ],
)
def test_names_are_alike_that_differ_by_a_letter_or_hardly_by_ear(name: str, other: str, alike: bool) -> None:
    assert are_alike(name, other) is are_alike(other, name) is alike
    assert alike_among([name, other]) == ({name: (other,), other: (name,)} if alike else {})
