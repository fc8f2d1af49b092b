"""A query that could not be used whole offers the one that can, and no empty page a link that leads to itself."""

from html import unescape
from re import findall
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from archive.search.query.parser import parse


def offered(page: str) -> list[str]:
    """The searches that the links of a page's answer lead to."""
    inside = page[page.index("<main") : page.index("</main>")]
    found = [unescape(address) for address in findall(r'href="([^"]*/search\?[^"]*)"', inside)]
    return [urlsplit(address).query for address in found]


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("cantine OR", "cantine"),
        ("cantine |", "cantine"),
        ('"la mer corrige', '"la mer corrige"'),
        ('cantine "', "cantine"),
        ("« la mer corrige", "« la mer corrige »"),
        ("cantine date:jamais", "cantine"),
        ("cantine show:rien-de-tel", "cantine"),
        ("cantine -show:* -lang:fr", "cantine -show:*"),
    ],
)
def test_what_could_not_be_used_is_said_and_a_link_mends_it(client: FlaskClient, typed: str, mended: str) -> None:
    page = client.get("/search", query_string={"q": typed}).text
    assert mended in [parse_qs(query).get("q", [""])[0] for query in offered(page)]


@pytest.mark.parametrize(
    "asked",
    [
        "q=zygomatique",
        "q=zzyzx+OR",
        "q=%22zzyzx%22",
        "q=zzyzx&show=Rien",
        "q=show:rien",
        "q=%22la+mer+corrige+les+fautes%22",
        "q=vscode+zzyzx",
    ],
)
def test_no_empty_page_offers_a_link_to_itself(client: FlaskClient, asked: str) -> None:
    page = client.get(f"/search?{asked}").text
    own = parse_qs(asked)
    for query in map(parse_qs, offered(page)):
        same = {key: value for key, value in query.items() if key != "q"} == {
            key: value for key, value in own.items() if key != "q"
        }
        texts = [parse(params.get("q", [""])[0]) for params in (query, own)]
        meant = [(tuple(group.meant for group in one.groups), one.excluded, one.filters) for one in texts]
        assert not (same and meant[0] == meant[1]), (asked, query)
