"""Addresses of the site itself that somebody pastes: into the search, or among quotations to check."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.text.slugs import code_of
from archive.web.own_links import MOST_LINKS, MOST_READ, beside_links, has_own, only_link, own_links
from archive.web.presentation.passage_links import fingerprint
from tests.web.small_archive import PORT

SITE = "http://localhost"
MARK = fingerprint("la souverainete ce n est pas un mot c est une cle".split())


def frame(slug: str, second: int) -> str:
    address = f"{SITE}/embed/{slug}?t={second}&amp;cite={MARK}&amp;lang=fr"
    return f'<iframe src="{address}" title="Le port, « ses » grues" width="600" height="260" loading="lazy"></iframe>'


def short(client: FlaskClient, rest: str) -> str:
    page = client.get(f"/episodes/{PORT}?t=193").text
    return f"{SITE}/e/{re.search(r'/e/([0-9a-z]+)', page)[1]}{rest}"  # type: ignore[index]


def searched(client: FlaskClient, typed: str) -> str:
    """Where a search leads; empty where it answers itself."""
    answer = client.get("/search", query_string={"q": typed})
    assert answer.status_code in {200, 302}
    return answer.headers.get("Location", "")


@pytest.mark.parametrize(
    "typed",
    [
        f"{SITE}/episodes/{PORT}?t=193",
        f"  https://LOCALHOST/episodes/{PORT}?t=3m13s&q=digue#t193 ",
        f"localhost/episodes/{PORT}/?t=193.",
        f"<{SITE}/episodes/{PORT}?t=193>",
        f"({SITE}/embed/{PORT}?t=193,200)",
        f"{SITE}/episodes/{PORT}?lang=fr&amp;t=193",
        frame(PORT, 193),
        frame(PORT, 193).replace(" ", "\n"),
    ],
)
def test_an_address_of_the_site_that_is_searched_leads_to_its_moment(client: FlaskClient, typed: str) -> None:
    assert searched(client, typed).startswith(f"/episodes/{PORT}?") and re.search(r"[?&]t=193\b.*#t193$", searched(client, typed))
    assert client.get("/search", query_string={"q": typed, "lang": "en"}).headers["Location"].count("lang=en") == 1


def test_a_short_address_that_is_searched_leads_to_its_moment(client: FlaskClient) -> None:
    assert searched(client, short(client, f"?t=193&cite={MARK}")) == f"/episodes/{PORT}?t=193&cite={MARK}#t193"
    assert searched(client, short(client, "")) == f"/episodes/{PORT}"


@pytest.mark.parametrize(
    "typed",
    [
        f"https://ailleurs.example/episodes/{PORT}?t=193",
        f"https://ailleurs.example/?u={SITE}/episodes/{PORT}",
        f"https://localhost@ailleurs.example/episodes/{PORT}",
        f"{SITE}.ailleurs.example/episodes/{PORT}",
        f"{SITE}/episodes/jamais-vu?t=3",
        f"{SITE}/e/zzzzzzz",
        f"{SITE}/embed/search?q=digue",
        f"{SITE}/episodes/{PORT}/quote?from=t193",
        "http://[::1/e/1",
        f"javascript:alert(1)//{SITE}/episodes/{PORT}",
        "cantine",
    ],
)
def test_no_other_address_leads_away_from_the_search(client: FlaskClient, typed: str) -> None:
    assert not searched(client, typed)


def test_words_beside_an_address_are_searched_and_where_it_leads_is_offered(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": f"la digue {SITE}/episodes/{PORT}?t=193", "lang": "fr"}).text
    assert f'Le lien que vous avez collé mène à\u00a0:</span> <a href="/episodes/{PORT}?t=193&amp;lang=fr#t193">03:13' in page


def test_what_is_read_of_a_text_is_bounded(app: Flask) -> None:
    with app.test_request_context("/"):
        many = f"{SITE}/episodes/{PORT}?t=193 " * 10_000
        assert len(own_links(many)) == MOST_LINKS and only_link(many) is None
        assert only_link(f"{SITE}/episodes/{PORT}?" + "a=1&" * 500) is not None
        for begun in ("<a " * 50_000, "http://" * 50_000, "localhost/" * 50_000, "&amp;" * 50_000, f"{SITE}/e/" + "é" * MOST_READ):
            assert not own_links(begun) and only_link(begun) is None
        assert not has_own(f"https://ailleurs.example/episodes/{PORT}") and not beside_links(frame(PORT, 1))
        assert code_of(1) == "1" and only_link(f"{SITE}/e/" + "1" * 500) is None
