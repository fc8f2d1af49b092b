"""Whatever is typed gets a page: odd signs, half filters, words without end."""

import urllib.parse

from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.amounts import cases

PIECES = (
    'radio " - show: -show: -guest: person: year: -year: après: date: 2026 2025-13 ² * ph* OR OU ~5 ( ) NEAR à le la de émission '
    'episode: lang:fr -lang: "il :: : -- \x00 𝔘 ٣ % category: &'
).split(" ")
EXTRA = ("", "&page=2", "&sort=date", "&year=2025", "&year=0000", "&after=2025", "&show=x", "&before=0001-01-01", "&after=9999")


@settings(deadline=None, max_examples=cases(40, 1000), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from((*PIECES, "a" * 300)), max_size=7), st.text(max_size=20), st.sampled_from(EXTRA))
@example([], "3月", "")
def test_no_query_breaks_the_page(client: FlaskClient, pieces: list[str], more: str, extra: str) -> None:
    query = urllib.parse.quote(" ".join((*pieces, more)), errors="replace")
    for address in ("/search", "/api/search"):
        assert client.get(f"{address}?q={query}{extra}").status_code < 500
