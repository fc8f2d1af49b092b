"""What a request may bring along: its Host, https, marks without end; and what others may show of ours."""

import datetime as dt
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.library import Library
from archive.settings import Settings
from archive.web import IndexProvider, Site, create_app
from tests.web import small_archive


def test_over_https_a_browser_is_told_to_come_by_https_alone(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    told = client.get("/", base_url="https://localhost").headers["Strict-Transport-Security"]
    assert told.startswith("max-age=") and int(told.removeprefix("max-age=")) >= 15_552_000


@pytest.mark.parametrize(
    ("address", "policy"),
    [("/", "same-origin"), (f"/episodes/{small_archive.PORT}", "same-origin"), ("/api/search?q=digue", "cross-origin")],
)
def test_pages_are_ours_and_the_api_is_for_others(client: FlaskClient, address: str, policy: str) -> None:
    assert client.get(address).headers["Cross-Origin-Resource-Policy"] == policy


def test_marks_without_end_make_no_larger_page_than_other_words(client: FlaskClient) -> None:
    plain = len(client.get("/search", query_string={"q": "e\u0301"}).get_data())
    marked = len(client.get("/search", query_string={"q": "e" + "\u0301" * 499}).get_data())
    assert (
        marked < plain + 8 * 3 * 2 * 499
    )  # it was 310,000: what is left are the addresses of the page itself, in its head and foot


def test_words_of_scripts_with_marks_are_taken_whole(client: FlaskClient) -> None:
    for word in ("e\u0301te\u0301", "हिन्दी", "สวัสดี", "שָׁלוֹם"):
        assert client.get("/api/search", query_string={"q": word}).get_json()["query"] == word


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_a_page_comes_compressed_and_is_known_again(client: FlaskClient, coding: str) -> None:
    first = client.get("/", headers={"Accept-Encoding": coding})
    assert first.headers["Content-Encoding"] == coding
    again = client.get("/", headers={"Accept-Encoding": coding, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    plain = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert plain.status_code == 304


def test_security_txt_says_where_to_report(root: Path, library: Library, client: FlaskClient) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404  # nobody to write to
    owned = Settings(contact="securite@exemple.test", base_url="https://exemple.test")
    told = create_app(Site(IndexProvider(root), library, owned)).test_client().get("/.well-known/security.txt")
    assert told.mimetype == "text/plain"
    lines = dict(line.split(": ", 1) for line in told.get_data(as_text=True).splitlines())
    assert lines["Contact"] == "mailto:securite@exemple.test"
    assert lines["Canonical"] == "https://exemple.test/.well-known/security.txt"
    assert dt.datetime.fromisoformat(lines["Expires"]) > dt.datetime.now(dt.UTC)
