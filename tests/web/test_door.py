"""Staff's door: who asks is who the connection or a trusted proxy says, and strangers' guesses are in nobody else's way."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import EnvironBuilder

from archive.library import Library
from archive.operations.add import add
from archive.operations.sign_in import hashed
from archive.settings import Settings
from archive.web import IndexProvider, Site, create_app
from archive.web.http.request_lanes import ways
from tests.operations.pages import read, spoken

PASSWORD = "douze lettres au moins"
SETTINGS = Settings(staff_password_hash=hashed(PASSWORD), secret_key="a secret of the owner's own", proposals=True)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    with Library.open(tmp_path, create=True) as library:
        add(library, [spoken("a", "une cornemuse", "un violon")], read)
    with Library.open(tmp_path, read_only=True) as library:
        yield create_app(Site(IndexProvider(tmp_path), library, SETTINGS, reader=read)).test_client()


def come_in(client: FlaskClient) -> str:
    """Logs in; the cookie."""
    assert client.post("/staff/login", data={"password": PASSWORD}).status_code == 303
    found = client.get_cookie("staff", path="/staff")
    assert found is not None
    return found.value


def lane(client: FlaskClient, address: str, cookie: str = "", method: str = "GET") -> tuple[str, bool]:
    headers = {"Cookie": f"staff={cookie}"} if cookie else {}
    way = ways(client.application)(EnvironBuilder(address, method=method, headers=headers).get_environ())
    return way.lane, way.takes_body


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP"])
def test_who_says_that_he_is_another_has_no_more_guesses(client: FlaskClient, header: str) -> None:
    guesses = [
        client.post("/staff/login", data={"password": "wrong"}, headers={header: f"203.0.113.{number}"}).status_code
        for number in range(8)
    ]
    assert guesses == [403] * 5 + [429] * 3


def test_bearers_guesses_are_counted_too(client: FlaskClient) -> None:
    asked = [client.get("/staff", headers={"Authorization": "Bearer wrong", "X-Forwarded-For": "a"}) for _ in range(7)]
    assert [one.status_code for one in asked] == [303] * 5 + [429] * 2


def test_staff_who_are_in_have_a_lane_that_guesses_do_not_reach(client: FlaskClient) -> None:
    cookie = come_in(client)
    assert lane(client, "/staff", cookie) == ("staff", False)
    assert lane(client, "/staff/rollback", cookie, "POST") == ("staff", True)
    assert lane(client, "/staff/login", method="POST") == ("door", True)
    assert lane(client, "/staff/rollback", method="POST") == ("door", False)


def test_a_cookie_that_we_did_not_sign_or_that_opens_nothing_is_at_the_door(client: FlaskClient) -> None:
    forged = str(URLSafeTimedSerializer("another key").dumps({"secret": "x"}))
    client.get("/staff/login")
    for cookie in (forged, "x", ".", "a.b.c", come_in(client)[:-1], json.dumps({"secret": "x"}), "a" * 4000):
        assert lane(client, "/staff", cookie)[0] == "door"


def test_staff_who_are_in_go_on_while_others_guess(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.web.staff.authentication.time.sleep", lambda _: None)
    come_in(client)
    stranger = client.application.test_client()
    for number in range(60):
        stranger.post("/staff/login", data={"password": "wrong"}, environ_base={"REMOTE_ADDR": f"192.0.2.{number}"})
        assert client.get("/staff").status_code == 200


PUBLIC = ("/", "/search?q=violon", "/episodes/a", "/people", "/calendar", "/trends?w=violon", "/api/search?q=violon", "/help")


@pytest.mark.parametrize("address", PUBLIC)
@pytest.mark.parametrize("order", ["staff first", "stranger first"])
def test_no_public_page_that_is_kept_knows_who_asked(client: FlaskClient, address: str, order: str) -> None:
    cookie = come_in(client)
    asking = ({"Cookie": f"staff={cookie}"}, {}) if order == "staff first" else ({}, {"Cookie": f"staff={cookie}"})
    one, other, again = (client.application.test_client().get(address, headers=headers) for headers in (*asking, asking[0]))
    assert one.status_code == 200
    assert _without_time(one.data) == _without_time(other.data) == _without_time(again.data)
    for answered in (one, other, again):
        assert "Set-Cookie" not in answered.headers
        assert "Cookie" not in answered.headers.get("Vary", "")


def _without_time(body: bytes) -> object:
    try:
        found = json.loads(body)
    except ValueError:
        return body
    return {name: value for name, value in found.items() if name != "took_ms"}


def test_no_page_of_staff_is_given_to_a_stranger_afterwards(client: FlaskClient) -> None:
    come_in(client)
    pages = [rule.rule for rule in client.application.url_map.iter_rules() if rule.endpoint.startswith("staff.")]
    inside = [page for page in pages if "<" not in page and client.get(page).status_code == 200]
    assert len(inside) >= 2
    stranger = client.application.test_client()
    for page in inside:
        if page != "/staff/login":
            answered = stranger.get(page)
            assert (answered.status_code, answered.headers["Cache-Control"]) == (303, "no-store")


def test_every_form_of_staff_is_refused_without_the_word_of_our_own_page(client: FlaskClient) -> None:
    come_in(client)
    forms = [
        re.sub(r"<[^>]+>", "1", rule.rule)
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint.startswith("staff.") and "POST" in (rule.methods or ()) and rule.endpoint != "staff.log_in"
    ]
    assert len(forms) >= 5
    for form in forms:
        for data in ({}, {"form": "guess"}, {"form": ""}):
            sent = client.post(form, data=data, headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})
            assert sent.status_code == 400, form
    assert client.get("/staff").status_code == 200
