"""Where a word is said in an episode is one fact: the seconds of the API are the marked cues of the page, and as many moments."""

import re

import pytest

from tests.contract.conftest import Archive

QUERIES = ("mer", "citerne", "Hydrosylve", '"la mer corrige les copies"', "train OU car", "souver*", "éolienne")
_CUE = re.compile(r'<span id="t(\d+)(?:-\d+)?"')


def _hits(archive: Archive, query: str) -> list[dict[str, object]]:
    """The hits in which something is said."""
    hits = archive.api("search", q=query, limit="100", moments="1000")["episodes"]
    return [hit for hit in hits if hit["ticks"] and not hit["lacks"]]  # type: ignore[attr-defined]


def marked_seconds(page: str) -> set[int]:
    """The seconds of the cues of an episode's page that hold a marked word."""
    parts = _CUE.split(page.partition('class="talk"')[2])
    return {int(second) for second, cue in zip(parts[1::2], parts[2::2], strict=True) if "<mark" in cue}


@pytest.mark.parametrize("query", QUERIES)
def test_what_the_api_finds_is_marked_on_the_page(sample: Archive, query: str) -> None:
    hits = _hits(sample, query)
    assert hits
    for hit in hits:
        found = {tick[0] for tick in hit["ticks"]}  # type: ignore[attr-defined]
        assert found <= marked_seconds(sample.page(f"/episodes/{hit['slug']}", q=query))
        assert {moment["seconds"] for moment in hit["moments"]} <= found  # type: ignore[attr-defined]


@pytest.mark.parametrize("query", QUERIES)
def test_an_episode_has_as_many_moments_everywhere(sample: Archive, query: str) -> None:
    by_command = sample.run("search", "--json", "--limit", "100", "--moments", "1000", "--", query).json
    told = {hit["slug"]: hit["moments_total"] for hit in by_command["episodes"]}  # type: ignore[index]
    for hit in _hits(sample, query):
        page = sample.page(f"/episodes/{hit['slug']}", q=query)
        shown = re.search(r"<b>(\d+) moments?</b>", page)
        assert shown, f"{hit['slug']} tells no moments"
        assert hit["moments_total"] == len(hit["moments"]) == told[hit["slug"]] == int(shown[1])  # type: ignore[arg-type]
