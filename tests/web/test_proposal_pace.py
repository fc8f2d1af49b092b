"""One person cannot fill the day of all with proposals, and nothing is kept by which anybody could be told."""

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.library import Library
from archive.operations import corrections
from archive.operations.add import add
from archive.web import IndexProvider, Site, create_app
from archive.web.views.proposals import MOST_VISITORS, OF_ONE, Allowance
from tests.operations.pages import read, spoken
from tests.web.test_staff import SETTINGS


class Clock:
    """A clock that stands still until it is set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_one_visitor_has_so_many_and_no_more_until_time_has_passed() -> None:
    clock = Clock()
    allowance = Allowance(2, 60, 100, 1, clock)
    assert [allowance.take("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert allowance.take("192.0.2.2")
    clock.now += 61
    assert allowance.take("192.0.2.1")


def test_addresses_of_one_household_are_one_visitor() -> None:
    allowance = Allowance(1, 60, 100, 1, Clock())
    assert [allowance.take(f"2001:db8::{n}") for n in range(2)] == [True, False]
    assert allowance.take("2001:db8:0:1::1")


def test_all_together_have_a_pace() -> None:
    clock = Clock()
    allowance = Allowance(1, 60, 3, 60, clock)
    assert [allowance.take(f"192.0.2.{n}") for n in range(4)] == [True, True, True, False]
    clock.now += 61
    assert allowance.take("192.0.2.9")


def test_no_address_is_held_and_memory_is_bounded() -> None:
    allowance = Allowance(1, 60, 10**9, 1, Clock())
    for n in range(MOST_VISITORS + 50):
        allowance.take(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
    held = pickle.dumps(allowance._visitors)
    assert len(allowance._visitors) == MOST_VISITORS
    assert b"10." not in held


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    with Library.open(tmp_path, create=True) as library:
        add(library, [spoken("a", "Bonsoir.", "un violon")], read)
    site = Site(IndexProvider(tmp_path), Library.open(tmp_path, read_only=True), replace(SETTINGS, proposals=True), reader=read)
    return create_app(site).test_client()


def propose(client: FlaskClient, number: int, address: str, **headers: str) -> int:
    form = {"line": "t10", "text": f"mot {number}"}
    asked = {"REMOTE_ADDR": address}
    return client.post("/episodes/a/proposal", data=form, environ_base=asked, headers=headers).status_code


def test_one_person_cannot_fill_the_day_of_all(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "MOST_OF_EPISODE", 1000)
    assert [propose(client, n, "192.0.2.1") for n in range(OF_ONE + 2)] == [303] * OF_ONE + [429] * 2
    assert propose(client, 99, "192.0.2.2") == 303


def test_who_writes_the_address_himself_gains_nothing(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "MOST_OF_EPISODE", 1000)
    taken = [propose(client, n, "127.0.0.1", **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(OF_ONE + 3)]
    assert taken == [303] * OF_ONE + [429] * 3


HOSTILE = [
    "<svg onload=alert(1)>",
    "{{ 7*7*7*7*7*7*7*7*7*7*7 }}",
    "'; DROP TABLE proposal; --",
    "a\u202eb",
    "=HYPERLINK(1)",
    "\x1b[2J",
    "x" * 501,
    "\0",
    "a\nb",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text_or_not_taken(client: FlaskClient, text: str) -> None:
    status = client.post("/episodes/a/proposal", data={"line": "t10", "text": text}).status_code
    assert status in (303, 400)
    client.post("/staff/login", data={"password": "douze lettres au moins"})
    desk = client.get("/staff").get_data(as_text=True)
    assert "<svg onload" not in desk and "1977326743" not in desk.partition('id="prop"')[2].partition("</ol>")[0]
    assert not set(desk) & set("\x1b\0\u202e")
