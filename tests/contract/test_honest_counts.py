"""What is counted was said: page, API and command count the same episodes, and list apart those that may only resemble it."""

import re
from collections.abc import Callable

import pytest

from tests.contract.conftest import Archive

FILL = "Alors on reprend ce soir après la pause, merci d'être restés avec nous."
SAID = {
    "ferry": "il a pris le ferry hier soir",
    "ferries": "les ferries du port sont à quai",
    "ferré": "on écoute du Ferré et du Brel",
    "beret": "il porte un bérêt rouge à pompon",
    "simotel": "et Frédéric Simotel nous raconte la suite",
    **{f"gouvernement-{number}": f"le gouvernement a répondu en {number} jours" for number in range(2, 6)},
}
LISTED, UNSAID, HEARD, SAID_TOO = "gouvernemant", "zygomatique", "Simottel", "ferry"
QUERIES = (LISTED, UNSAID, HEARD, SAID_TOO, "gouvernemant répondu", "gouvernement")


def _row(name: str, said: str) -> dict[str, object]:
    lines = [FILL, FILL, said, FILL]
    segments = [{"start": 20.0 * place, "text": text} for place, text in enumerate(lines)]
    return {"id": name, "title": f"Émission {name[:3]}", "date": "2026-01-05", "language": "fr", "segments": segments}


@pytest.fixture(scope="module")
def made(given: Callable[..., Archive]) -> Archive:
    """One episode a sentence."""
    return given(*(_row(name, said) for name, said in SAID.items()))


def _answer(archive: Archive, query: str, **more: str) -> dict[str, object]:
    answer = archive.api("search", q=query, limit="50", **more)
    by_command = archive.run("search", "--json", "--limit", "50", *(f"--{key}={value}" for key, value in more.items()), "--", query)
    told = dict(by_command.json)  # type: ignore[call-overload]
    answer.pop("took_ms"), told.pop("took_ms")
    assert answer == told
    return answer


def _guids(answer: dict[str, object], **wanted: object) -> list[str]:
    hits: list[dict[str, object]] = answer["episodes"]  # type: ignore[assignment]
    return [str(hit["guid"]) for hit in hits if all(hit[key] == value for key, value in wanted.items())]


@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize("query", QUERIES)
def test_the_counted_stand_first_then_those_listed_then_those_that_lack_something(made: Archive, query: str, sort: str) -> None:
    answer = _answer(made, query, sort=sort)
    hits: list[dict[str, object]] = answer["episodes"]  # type: ignore[assignment]
    ranks = [0 if hit["counted"] else 2 if hit["lacks"] else 1 for hit in hits]
    assert ranks == sorted(ranks)
    assert (ranks.count(0), ranks.count(1)) == (answer["total"], answer["listed_total"])
    assert all((hit["found_as"] in {"typo", "sound"}) for hit, rank in zip(hits, ranks, strict=True) if rank == 1)


@pytest.mark.parametrize("query", QUERIES)
def test_months_and_moments_are_those_of_the_total(made: Archive, query: str) -> None:
    answer = _answer(made, query)
    hits: list[dict[str, object]] = answer["episodes"]  # type: ignore[assignment]
    assert sum(_of_month(month)[1] for month in answer["months"]) == answer["total"]  # type: ignore[attr-defined]
    counted = sum(int(hit["moments_total"]) for hit in hits if hit["counted"])  # type: ignore[call-overload]
    assert sum(_of_month(month)[0] for month in answer["months"]) == counted  # type: ignore[attr-defined]


def _of_month(month: object) -> tuple[int, int]:
    """Moments and episodes of a month, as an object or as a row."""
    if isinstance(month, dict):
        return month["moments"], month["episodes"]
    return month[1], month[2]  # type: ignore[index, no-any-return]


@pytest.mark.parametrize("query", QUERIES)
def test_the_page_says_the_same_numbers(made: Archive, query: str) -> None:
    answer, page = _answer(made, query), made.page("/search", q=query)
    heading = re.search(r'id="total"[^>]*>(.*?)</h1>', page, re.DOTALL)
    assert heading
    number = re.search(r"(\d+) épisode", heading[1])
    listed = answer["listed_total"] if "transcrit" in heading[1].lower() else 0
    assert (int(number[1]) if number else 0) == (answer["total"] or listed)
    title = re.search(r'id="listed">Proches : (\d+) épisode', page.replace("\u00a0", " "))
    assert (int(title[1]) if title else 0) == (answer["listed_total"] if answer["total"] else 0)
    lacking = re.search(r'id="partial">Il manque un mot ou plus dans (\d+) épisode', page)
    assert (int(lacking[1]) if lacking else 0) == answer["partial_total"]


def test_a_word_that_only_resembles_what_was_said_is_listed_and_not_counted(made: Archive) -> None:
    answer = _answer(made, LISTED)
    assert (answer["total"], answer["listed_total"], answer["total_is"]) == (0, 4, "none")
    assert _guids(answer, found_as="typo", counted=False) == _guids(answer) != []
    page = made.page("/search", q=LISTED)
    assert "Transcrit «\u00a0<a" in page
    assert "not counted, may be transcribed differently: gouvernement" in made.run("search", LISTED).out


def test_a_form_is_counted_and_a_word_that_sounds_alike_is_not(made: Archive) -> None:
    answer = _answer(made, SAID_TOO)
    assert set(_guids(answer, counted=True)) == {"ferry", "ferries"}
    assert answer["total_is"] == "said"


def test_nobody_said_it_and_nothing_resembles_it(made: Archive) -> None:
    answer = _answer(made, UNSAID)
    assert (answer["total"], answer["listed_total"], answer["episodes"]) == (0, 0, [])


def test_a_total_that_rests_on_what_was_heard_says_so_in_its_first_line(made: Archive) -> None:
    answer = _answer(made, HEARD)
    assert (answer["total"], answer["total_is"]) == (1, "heard")
    assert _guids(answer, counted=True, found_as="typo") == ["simotel"]
    page = made.page("/search", q=HEARD)
    assert re.search(r'id="total"[^>]*>Transcrit «\u00a0<a[^>]+>Simotel</a>\u00a0»\u00a0: 1 épisode<', page)
    assert "«\u00a0Simottel\u00a0» n’est dans aucune transcription." in page
    assert "no transcript has Simottel" in made.run("search", HEARD).out.splitlines()[0]


@pytest.mark.parametrize("query", [LISTED, HEARD, SAID_TOO])
def test_a_mark_tells_its_own_kind_on_the_page_too(made: Archive, query: str) -> None:
    for hit in _answer(made, query)["episodes"]:  # type: ignore[attr-defined]
        page = made.page(f"/episodes/{hit['slug']}", q=query)
        for mark in hit["moments"][0]["marks"]:
            said = hit["moments"][0]["text"][mark["start"] : mark["end"]]
            css = "<mark>" if mark["kind"] in {"exact", "inflected", "joined"} else '<mark class="near">'
            assert f"{css}{said}</mark>" in page
            assert (mark["heard"] is None) == (css == "<mark>")
