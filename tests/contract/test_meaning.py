"""What is near by meaning: page, API, command and assistants tell the same, and none of them counts it."""

import re
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import meaning_allowed
from tests.contract.conftest import Archive
from tests.search.meaning.test_meaning import ASKED, COMMON, PASSAGE, TOPICS

SENTENCE = "Proche par le sens"


def _row(name: str, told: tuple[str, ...]) -> dict[str, object]:
    segments = [{"start": 4.0 * number, "end": 4.0 * number + 4, "text": told[number % len(told)]} for number in range(80)]
    return {
        "id": name,
        "title": f"Titre {name}",
        "date": "2026-01-05",
        "language": "fr",
        "description": COMMON,
        "segments": segments,
    }


@pytest.fixture(scope="module")
def unread(given: Callable[..., Archive]) -> Archive:
    return given(_row("autre", TOPICS))


@pytest.fixture(scope="module")
def made(unread: Archive, given: Callable[..., Archive]) -> Iterator[Archive]:
    with meaning_allowed():
        others = (_row(f"autre-{number}", (*TOPICS[number % 6 :], *TOPICS[: number % 6])) for number in range(7))
        yield given(*others, _row("rue", PASSAGE))


def test_status_says_how_to_have_it(unread: Archive) -> None:
    assert "pip install 'mot-pour-mot[meaning]'" in unread.run("status").out


def _guids(hits: object) -> list[str]:
    return [str(hit["guid"]) for hit in hits]  # type: ignore[attr-defined]


def test_page_and_command_show_the_block_that_the_api_gives(made: Archive) -> None:
    answer = made.api("search", q=ASKED)
    near: list[dict[str, object]] = answer["meaning"]  # type: ignore[assignment]
    assert _guids(near)[0] == "rue" and len(near) <= 4
    assert all(hit["found_as"] == "meaning" and not hit["counted"] and not hit["ticks"] for hit in near)
    page = made.page("/search", q=ASKED)
    assert re.findall(r'<article class="hit" id="meaning-([^"]+)"', page) == [hit["slug"] for hit in near]
    shown = re.findall(r'<article class="hit" id="(?!meaning-)', page[: page.index(SENTENCE)])
    assert len(shown) == answer["meaning_after"]
    told = made.run("search", "--json", ASKED).json
    assert told["meaning"] == near and told["meaning_after"] == answer["meaning_after"]  # type: ignore[index]
    assert "near in meaning: these passages do not use all your words" in made.run("search", ASKED).out


def test_nothing_of_the_block_is_marked_or_counted(made: Archive) -> None:
    page = made.page("/search", q=ASKED)
    block = page[
        page.index('<section aria-labelledby="meaning">') : page.index("</section>", page.index('aria-labelledby="meaning"'))
    ]
    assert "<mark" not in block and "trottoir" in block
    answer = made.api("search", q=ASKED)
    facets: dict[str, list[dict[str, int]]] = answer["facets"]  # type: ignore[assignment]
    assert sum(value["episodes"] for value in facets["year"]) == answer["total"]
    assert f"{answer['total']} épisode" in page


def test_without_what_it_needs_the_page_says_nothing_of_it(made: Archive) -> None:
    assert SENTENCE not in made.page("/search", q=f'"{ASKED}"')
    assert made.api("search", q="dormir")["meaning"] == [] and made.api("search", q="dormir")["meaning_after"] == 0


def test_status_and_doctor_say_that_it_is_there_or_could_be_had(made: Archive, unread: Archive) -> None:
    assert "8 French episodes read" in made.run("status").out
    assert "search by meaning: installed" in made.run("doctor").out
    assert "no French episode read: archive reindex" in unread.run("status").out
    assert unread.run("reindex").code == 0 and "1 French episode read" in unread.run("status").out
