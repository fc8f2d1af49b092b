"""What listeners did not find: near forms counted by day, word and form alone, and read alike at the desk and by the command."""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.library import Library
from archive.operations.add import add
from archive.operations.journal import NAME, Journal
from archive.operations.query_counter import QueryCounter
from archive.operations.query_counts import NearCounts
from archive.web import IndexProvider, Site, create_app
from tests.cli.conftest import started
from tests.operations.pages import read, spoken
from tests.web.test_staff import SETTINGS, come_in

WORD, FORM = "cornemuze", "cornemuse"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with Library.open(tmp_path, create=True) as library:
        both = [spoken(f"a{number}", f"une cornemuse et un violon, {number} fois") for number in range(5)]
        add(library, [*both, spoken("b", "un violon")], read)
    return tmp_path


@pytest.fixture
def asked(root: Path) -> Iterator[tuple[FlaskClient, QueryCounter]]:
    counter = QueryCounter(root)
    with Library.open(root, read_only=True) as library:
        site = Site(IndexProvider(root), library, SETTINGS, reader=read, counter=counter)
        yield create_app(site).test_client(), counter
    counter.close()


def counted(root: Path) -> list[tuple[str, str, int, int]]:
    told = json.loads(started(root, "queries", "--near", "--json").stdout)
    return [(one["word"], one["form"], one["offered"], one["followed"]) for one in told]


def test_a_near_form_is_counted_as_offered_and_as_followed(root: Path, asked: tuple[FlaskClient, QueryCounter]) -> None:
    client, counter = asked
    page = client.get(f"/search?q={WORD}+violon").get_data(as_text=True)
    assert f'href="/search?q={FORM}+violon&amp;for={WORD}"' in page
    followed = client.get(f"/search?q={FORM}+violon&for={WORD}").get_data(as_text=True)
    assert "amp;for=" not in followed
    counter.close()
    assert counted(root) == [(WORD, FORM, 1, 1)]
    desk = come_in(client)
    row = desk.partition("Forme proposée")[2].partition("</tr>")[2].partition("</tr>")[0]
    assert [WORD in row, FORM in row, row.count('<td class="n">1</td>')] == [True, True, 2]


def test_a_form_that_leads_nowhere_is_not_offered(root: Path, asked: tuple[FlaskClient, QueryCounter]) -> None:
    client, counter = asked
    page = client.get(f"/search?q={WORD}+hautbois").get_data(as_text=True)
    counter.close()
    assert f"{FORM}+hautbois" not in page
    assert counted(root) == []


def test_an_address_that_somebody_made_up_writes_nothing(root: Path, asked: tuple[FlaskClient, QueryCounter]) -> None:
    client, counter = asked
    for address in ("/search?q=violon&for=insulte", f"/search?q=violon&for={'x' * 5000}", "/search?q=violon&for=jean@exemple.fr"):
        assert client.get(address).status_code == 200
    counter.close()
    assert counted(root) == []


def test_words_that_may_name_somebody_are_not_written_down(root: Path, asked: tuple[FlaskClient, QueryCounter]) -> None:
    client, counter = asked
    client.get(f"/search?q={WORD}@{WORD}.fr")
    counter.close()
    kept = b"".join(path.read_bytes() for path in root.glob("journal.sqlite*"))
    assert WORD.encode() not in kept


def test_there_is_nothing_beside_day_word_and_form(root: Path, asked: tuple[FlaskClient, QueryCounter]) -> None:
    client, counter = asked
    client.get(f"/search?q={WORD}", headers={"User-Agent": "Zibeline/7", "Referer": "http://ailleurs.test/"})
    counter.close()
    with sqlite3.connect(root / NAME) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(near)")]
        rows = connection.execute("SELECT * FROM near").fetchall()
    assert columns == ["day", "word", "form", "offered", "followed"]
    assert [row[1:] for row in rows] == [(WORD, FORM, 1, 0)]
    assert dt.date.fromisoformat(rows[0][0])


def test_pairs_are_bounded_by_day(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.operations.journal.MOST_NEAR_A_DAY", 3)
    day = dt.datetime.now(dt.UTC).date()
    with Journal.open(root, "UTC") as journal:
        journal.record(NearCounts(day, f"mot{n}", "forme", 1) for n in range(9))
        assert len(journal.near()) == 3
