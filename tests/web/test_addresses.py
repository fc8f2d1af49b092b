"""Whose name stands in what leaves the site: never one that a visitor made up."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from archive.library import Library
from archive.settings import Settings
from archive.web import IndexProvider, Site, create_app
from archive.web.http.addresses import absolute
from tests.web import small_archive

Make = Callable[..., FlaskClient]
EPISODE = f"/episodes/{small_archive.PORT}"


@pytest.fixture
def site_of(library: Library) -> Make:
    """A client of the small archive with some settings."""

    def made(**settings: object) -> FlaskClient:
        """The client."""
        return create_app(Site(IndexProvider(library.directory), library, Settings(**settings))).test_client()  # type: ignore[arg-type]

    return made


def canonical(client: FlaskClient, host: str, scheme: str = "http") -> str:
    page = client.get(EPISODE, headers={"Host": host}, base_url=f"{scheme}://localhost").get_data(as_text=True)
    return page.partition('<link rel="canonical" href="')[2].partition('"')[0]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "127.0.0.5", "[::1]:8000"])
def test_on_this_machine_the_request_says_where_the_site_is(site_of: Make, host: str) -> None:
    assert canonical(site_of(), host) == f"http://{host}{EPISODE}"


def test_a_name_that_the_owner_allows_is_believed_with_the_scheme(site_of: Make) -> None:
    client = site_of(allowed_hosts=("archive.example.org", ".example.net"))
    assert canonical(client, "archive.example.org", "https") == f"https://archive.example.org{EPISODE}"
    assert canonical(client, "radio.example.net") == f"http://radio.example.net{EPISODE}"


STRANGERS = [
    "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:80", "archive.example.org.evil.example",
    "10.0.0.7", "[::2]", "0.0.0.0", 'localhost"><script>', "localhost:80:90", "localhost:123456", "localhost@evil.example",
    "evil.example#localhost", "localhost, evil.example", " ", "é.example", "127.0.0.1%2eevil.example", "2130706433",
]  # fmt: skip


@pytest.mark.parametrize("host", STRANGERS)
@pytest.mark.parametrize("address", ["/", EPISODE, "/api/search?q=digue", "/nowhere", "/static/x/style.css", "/staff"])
def test_any_other_name_is_refused_and_never_kept(site_of: Make, host: str, address: str) -> None:
    answer = site_of(allowed_hosts=("archive.example.org",)).get(address, headers={"Host": host})
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert host.strip() == "" or host not in answer.get_data(as_text=True)


def test_a_page_asked_again_under_another_name_is_refused_too(site_of: Make) -> None:
    client = site_of()
    known = client.get(EPISODE).headers["ETag"]
    assert client.get(EPISODE, headers={"Host": "evil.example", "If-None-Match": known}).status_code == 400


def test_with_a_base_address_no_name_of_a_request_counts(site_of: Make) -> None:
    client = site_of(base_url="https://archive.example.org")
    for host in ("evil.example", "localhost"):
        assert canonical(client, host) == f"https://archive.example.org{EPISODE}"
        assert host not in client.get("/", headers={"Host": host}).get_data(as_text=True)


def test_whether_the_site_lives_is_told_under_any_name(site_of: Make) -> None:
    assert site_of().get("/healthz", headers={"Host": "10.0.0.7:8000"}).status_code == 200


def test_where_no_name_may_be_believed_addresses_begin_with_a_slash(site_of: Make) -> None:
    app = site_of().application
    with app.request_context(EnvironBuilder("/", headers={"Host": "evil.example"}).get_environ()):
        assert absolute("/people") == "/people"
