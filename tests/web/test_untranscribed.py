"""Listeners are told in one sentence what has no transcript."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.library import Library
from archive.web import IndexProvider, Site, create_app
from tests.operations.running import archive_here

ROWS = (
    {"id": "k1", "title": "Le Kiosque", "date": "2026-02-09", "segments": [{"start": 1, "text": "la citerne est vide"}]},
    {"id": "k2", "title": "Le Kiosque", "date": "2026-02-10", "series": "Le Kiosque"},
    {"id": "k3", "title": "Le Kiosque", "date": "2026-03-10", "segments": []},
    {"id": "k4", "title": "Le Kiosque", "date": "2025-03-10", "segments": []},
    {"id": "k5", "title": "Sans date"},
    {"name": "réglages", "date": "2026-02-10"},
)


def say(folder: Path, *rows: dict[str, object]) -> Path:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def site_of(folder: Path) -> FlaskClient:
    archive_here(folder / "library", "add", str(say(folder, *ROWS)))
    return create_app(Site(IndexProvider(folder / "library"), Library.open(folder / "library", read_only=True))).test_client()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return site_of(tmp_path_factory.mktemp("lacking"))


def told(client: FlaskClient, address: str) -> str:
    html = client.get(address).get_data(as_text=True)
    return html.partition('id="lacking">')[2].partition("<")[0]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/search?q=citerne&after=2026-02&before=2026-03", "2 émissions de cette période n’ont pas de transcription."),
        ("/search?q=citerne&after=2026-03-10", "1 émission de cette période n’a pas de transcription."),
        ("/search?q=citerne+après:2026-03", "1 émission de cette période n’a pas de transcription."),
        ("/search?q=citerne&after=2026-03-11", ""),
        ("/search?q=citerne&year=2025", "1 émission de cette période n’a pas de transcription."),
        ("/search?q=citerne", "3 émissions de l’archive n’ont pas de transcription."),
        ("/search?sort=date&lang=en", "3 episodes of the archive have no transcript."),
        ("/search?q=citerne&show=Le+Kiosque", "1 émission de l’archive n’a pas de transcription."),
        ("/search?q=introuvable&after=2025&before=2025&lang=en", "1 episode of this period has no transcript."),
        ("/", "3 émissions de l’archive n’ont pas de transcription."),
        ("/calendar", "3 émissions de l’archive n’ont pas de transcription."),
    ],
)
def test_the_sentence_tells_the_number_of_the_period(asked: FlaskClient, address: str, sentence: str) -> None:
    assert told(asked, address) == sentence


@pytest.mark.parametrize(
    "query", ["q=introuvable+year:0", "q=introuvable+year:²", "q=introuvable+year:99999", "q=citerne&year=0000", "q=year:0"]
)
def test_a_year_that_is_none_lacks_nothing(asked: FlaskClient, query: str) -> None:
    answer = asked.get(f"/search?{query}")
    assert answer.status_code == 200
    assert 'id="lacking"' not in answer.get_data(as_text=True)


def test_the_sentence_is_right_again_after_the_transcript_came(tmp_path: Path) -> None:
    asked = site_of(tmp_path)
    address = "/search?q=citerne&after=2026-03&before=2026-03"
    before = asked.get(address)
    assert "1 émission de cette période" in before.get_data(as_text=True)
    late = {**ROWS[2], "segments": [{"start": 1, "text": "la citerne déborde"}]}
    archive_here(tmp_path / "library", "add", str(say(tmp_path, late)))
    after = asked.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert told(asked, address) == ""


def test_another_programme_without_a_transcript_reaches_readers_who_hold_the_page(tmp_path: Path) -> None:
    asked = site_of(tmp_path)
    held = asked.get("/search?q=citerne").headers["ETag"]
    row = {"id": "k9", "title": "Tard", "date": "2026-04-01"}
    archive_here(tmp_path / "library", "add", str(say(tmp_path, *ROWS, row)))
    assert "4 émissions" in asked.get("/search?q=citerne", headers={"If-None-Match": held}).get_data(as_text=True)
