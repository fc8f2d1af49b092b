"""Where a word is said in an episode is one fact: the seconds of the API are the marked cues of the page, and as many moments."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qsl, urlsplit

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


def heard_at(archive: Archive, address: str) -> set[str]:
    """The seconds that the page of an address tells one who lands on it: that of its line, and that of its link."""
    path, query = urlsplit(address).path, dict(parse_qsl(urlsplit(address).query))
    page = archive.page(path, **query)
    line = re.search(r'data-at="(t\d+(?:-\d+)?)"', page)
    assert line
    own = re.search(rf' id="{line[1]}"(?: data-at="(\d+)")?', page)
    link = re.search(r'<button[^>]* data-copy="[^"]*[?]t=(\d+)[^"]*" data-address', page)
    assert own and link
    return {own[1] or line[1][1:].partition("-")[0], link[1]}


def landings(archive: Archive, query: str) -> list[tuple[str, str]]:
    """The address and the second of each moment that the results of a search show."""
    shown = re.findall(r'<a class="clock" href="(/episodes/[^"#]*[?&;]t=(\d+)[^"#]*)', archive.page("/search", q=query))
    return [(unescape(address), second) for address, second in shown]


@pytest.mark.parametrize("query", QUERIES)
def test_the_second_of_a_result_is_heard_on_its_page_and_sent_by_its_link(sample: Archive, query: str) -> None:
    found = landings(sample, query)
    assert found
    assert {address: heard_at(sample, address) for address, _ in found} == {address: {second} for address, second in found}


@pytest.mark.parametrize("duration", [None, 20.0, 9000.0])
def test_the_same_holds_in_long_lines_however_long_the_episode_is_said_to_be(
    given: Callable[..., Archive], duration: float | None
) -> None:
    """What was said behind a stated duration, and in the last line of all, was heard from the line's beginning on."""
    said = "On parle du port et de ses quais, puis de la mer, et tout au bout de la digue il y a {} qui tourne."
    lines = [
        {"start": 60.0 * number, "text": said.format(word)} for number, word in enumerate(("un phare", "une grue", "un radar"))
    ]
    archive = given({"id": "long", "title": "Le port", "date": "2025-01-01", "duration": duration, "segments": lines})
    for word, begins in (("phare", 0), ("grue", 60), ("radar", 120)):
        ((address, second),) = landings(archive, word)
        assert int(second) > begins and heard_at(archive, address) == {second}


MISHEARD = """
Glyph Lefkowitz: Glyph Alipowitz; Nicola Iarocci: Nicola Ioroshi; Philip Guo: Philip Guau
Dries Depoorter: Dries Depoort; Eric Holscher: Eric Holcher; David Beazley: David Beasley
Armin Ronacher: Armin Roenacker; Nick Coghlan: Nick Coughlin; Kenneth Reitz: Kenneth Wright
Raymond Hettinger: Raymond Hedinger; Mike Bayer: Mike Baer; Yury Selivanov: Yuri Selvanov
Anthony Sottile: Anthony Sotile; Julien Danjou: Julian Danju; Marietta Wijaya: Marietta Waiya
Jake Vanderplas: Jake Vanderplass; Itamar Turner-Trauring: Itamar Turner-Trowing; Travis Oliphant: Travis Alphont
Paul Ganssle: Paul Gansel; Hynek Schlawack: Hinek Schlavak; Thomas Wouters: Thomas Waters
Matthias Bussonnier: Matthias Boutonnier; Matthew Rocklin: Matthew Rockland; Brett Cannon: Brett Canon
Zoya Kuznetsova: Zoya Kusnetsova; Luciano Ramalho: Luciano Ramallo; Simon Willison: Simon Wilison
Kushal Khandelwal: Kushal Kandelval; Gael Varoquaux: Gael Varoqueau; Ines Montani: Ines Montagni
"""
"""Names as they are typed, and as a machine wrote them."""


def _spoken(name: str, heard: str) -> dict[str, object]:
    said = (f"This week we talk about {heard} and boats.", f"So {name.split()[0]}, what is a quay?", "Thank you, and bye.")
    lines = [{"start": 60.0 * number, "text": text} for number, text in enumerate(said)]
    return {"id": name, "title": "The quay", "date": "2025-01-01", "language": "en", "segments": lines}
