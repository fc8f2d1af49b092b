"""How many programmes have no transcript is told for what was asked, however its show was written."""

from collections.abc import Callable

import pytest

from tests.contract.conftest import Archive

ROWS = (
    {
        "id": "k1",
        "title": "Un",
        "show": "Le Kiosque à vagues",
        "date": "2026-02-09",
        "segments": [{"start": 1, "text": "la citerne"}],
    },
    {"id": "k2", "title": "Deux", "show": "Le Kiosque à vagues", "date": "2026-02-10", "segments": []},
    {"id": "k3", "title": "Trois", "show": "Le Kiosque à vagues", "date": "2025-03-10", "segments": []},
    {
        "id": "s1",
        "title": "Autre",
        "show": "Semelles de vent",
        "date": "2026-02-11",
        "segments": [{"start": 1, "text": "la citerne"}],
    },
    {"id": "s2", "title": "Encore", "show": "Semelles de vent", "date": "2026-02-12", "segments": []},
)
TOLD = "2 émissions de l’archive n’ont pas de transcription."


@pytest.fixture(scope="module")
def archive(given: Callable[..., Archive]) -> Archive:
    """Two shows, of which some programmes have no transcript."""
    return given(*ROWS)


def told(page: str) -> str:
    """The sentence on a page of results."""
    return page.partition('id="lacking">')[2].partition("<")[0]


@pytest.mark.parametrize(
    "query",
    [
        {"q": 'citerne show:"Le Kiosque à vagues"'},
        {"q": "citerne", "show": "Le Kiosque à vagues"},
        {"q": "citerne show:vagues"},
        {"q": "citerne", "show": "vagues"},
        {"q": 'citerne show:"le kiosque a vagues"'},
        {"q": 'citerne -show:"Semelles de vent"'},
    ],
    ids=lambda query: "&".join(query.values()),
)
def test_a_show_lacks_the_same_however_it_is_written(archive: Archive, query: dict[str, str]) -> None:
    assert archive.api("search", **query)["total"] == 1
    assert told(archive.page("/search", **query)) == TOLD
