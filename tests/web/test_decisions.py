"""At the desk: the same words corrected in many lines, who speaks, who decided what, and taking it back; each of staff by name."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.library import Library
from archive.operations.add import add
from archive.operations.sign_in import hashed
from archive.web import IndexProvider, Site, create_app
from tests.operations.test_decisions import PAGES, texts, voiced
from tests.web.test_staff import PASSWORD, SETTINGS, come_in, word_of

OWN = "un autre mot de passe"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with Library.open(tmp_path, create=True) as library:
        add(library, PAGES, voiced)
    return tmp_path


@pytest.fixture
def client(root: Path) -> Iterator[FlaskClient]:
    with Library.open(root, read_only=True) as library:
        yield create_app(Site(IndexProvider(root), library, SETTINGS, reader=voiced)).test_client()


def of(root: Path, slug: str) -> list[str]:
    with Library.open(root, read_only=True) as library:
        return texts(library, slug)


def test_wrong_words_are_corrected_in_the_lines_left_marked_and_taken_back(client: FlaskClient, root: Path) -> None:
    come_in(client)
    shown = client.get("/staff/correct?wrong=crawl&right=Crolles").get_data(as_text=True)
    keys = re.findall(r'name="line" value="([^"]+)" checked', shown)
    assert keys == ["a#1", "a#3", "b#0"]
    form = {"form": word_of(shown), "wrong": "crawl", "right": "Crolles", "line": ["a#1", "b#0"]}
    assert client.post("/staff/correct", data=form).status_code == 303
    assert (of(root, "a")[1], of(root, "a")[3], of(root, "b")[0]) == (
        "Le plateau de Crolles.",
        "Oui, Crawl, et crawl encore.",
        "On parle du Crolles.",
    )
    record = client.get("/staff/decisions?of=b").get_data(as_text=True)
    assert "crawl → Crolles (2)" in record and "<b>admin</b>" in record
    assert client.post("/staff/undo/1", data={"form": word_of(record), "do": "undo"}).status_code == 303
    assert of(root, "b")[0] == "On parle du CRAWL."
    assert client.post("/staff/undo/1", data={"form": word_of(record), "do": "undo"}).status_code == 409


def test_voices_are_named_at_the_desk_and_shown_on_the_page(client: FlaskClient, root: Path) -> None:
    come_in(client)
    shown = client.get("/staff/speakers?slug=a").get_data(as_text=True)
    assert "peut-être Paul Martin" in shown
    form = {"form": word_of(shown), "slug": "a", "label": ["Speaker 1", "SPEAKER_01"], "name": ["Nour Ben-Sédira", ""]}
    assert client.post("/staff/speakers", data=form).status_code == 303
    page = client.get("/episodes/a").get_data(as_text=True)
    assert "Nour Ben-Sédira" in page
    told = client.get("/episodes/a.json").get_json()["cues"]
    assert (told[0]["speaker"], told[0]["speaker_name"]) == ("Speaker 1", "Nour Ben-Sédira")
    assert "Nour Ben-Sédira" in client.get("/episodes/a.vtt").get_data(as_text=True)


def test_each_of_staff_comes_in_by_name_and_the_record_says_whose_a_decision_is(client: FlaskClient, root: Path) -> None:
    come_in(client)
    with Library.open(root) as library:
        library.put_member("nour", hashed(OWN))
        library.put_member("paul", hashed(OWN + " encore"))
    assert client.get("/staff").status_code == 303, "sessions of the settings' password end"
    assert client.post("/staff/login", data={"password": PASSWORD}).status_code == 403
    assert client.post("/staff/login", data={"name": "paul", "password": OWN}).status_code == 403
    assert client.post("/staff/login", data={"name": "nobody", "password": OWN}).status_code == 403
    assert client.post("/staff/login", data={"name": "nour", "password": OWN}).status_code == 303
    word = word_of(client.get("/staff").get_data(as_text=True))
    assert client.post("/staff/edit", data={"form": word, "slug": "a", "title": "Autre"}).status_code == 303
    bearer = {"Authorization": f"Bearer paul:{OWN} encore"}
    lines = client.get("/staff/decisions.jsonl?who=nour", headers=bearer).get_data(as_text=True).splitlines()
    (one,) = map(json.loads, lines)
    assert (one["who"], one["what"], one["facts"]["slugs"]) == ("nour", "edit", ["a"])
    with Library.open(root) as library:
        library.drop_member("nour")
    assert client.get("/staff").status_code == 303, "who was let go is out"
