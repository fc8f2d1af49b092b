"""Whatever a request asks, and however often, what is done for it is what one purse pays for: counted in steps, not in time."""

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from archive.search.index.limits import PRICES, Means, Purse, steps_of
from archive.search.index.read.engine import Engine
from archive.search.index.vocabulary import Vocabulary
from archive.search.plan import request_context
from archive.search.results.snippets import Snippet
from tests.bench.requests import DEAR, ROUTES, drawn
from tests.web.small_archive import PORT

PURSE_US = 6_000.0
"""So little that most of these requests would spend it, in an archive of a few pages."""
ALWAYS_US = 3_000.0
"""What is done whatever is left: the first answers are read, an episode that is asked for is shown."""


class Work:
    """What was done, in the steps that are charged."""

    def __init__(self) -> None:
        self.done: Counter[Means] = Counter()
        self.purses: list[Purse] = []

    @property
    def us(self) -> float:
        """All of it, by its prices."""
        return sum(PRICES[means] * many for means, many in self.done.items())


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """Counts what the engine does, where it is done."""
    work, matching, occurrences, cut = Work(), Vocabulary.matching, Engine.occurrences, Snippet.cut

    def new_purse(_microseconds: float = 0.0) -> Purse:
        work.purses.append(Purse(PURSE_US, lambda: 0.0))
        return work.purses[-1]

    def scans(vocabulary: Vocabulary, pattern: str, limit: int) -> tuple[str, ...]:
        work.done["scanned"] += vocabulary.scanned(pattern)
        return matching(vocabulary, pattern, limit)

    def reads(engine: Engine, clauses: Any, docs: Any) -> Any:
        found = occurrences(engine, clauses, docs)
        work.done["steps"] += steps_of(len(found.row), len(clauses))
        return found

    def cuts(snippet: Snippet, *asked: Any) -> Any:
        work.done["snippets"] += 1
        return cut(snippet, *asked)

    monkeypatch.setattr(request_context, "Purse", new_purse)
    monkeypatch.setattr(Vocabulary, "matching", scans)
    monkeypatch.setattr(Engine, "occurrences", reads)
    monkeypatch.setattr(Snippet, "cut", cuts)
    yield work


@pytest.mark.parametrize("route", ROUTES)
def test_no_request_does_more_than_its_purse_pays_for(app: Flask, work: Work, route: str) -> None:
    dice, client = random.Random(route), app.test_client()
    for text in (*DEAR, *(drawn(dice) for _ in range(6))):
        work.done.clear()
        work.purses.clear()
        address = f"{route.format(slug=PORT)}?{urlencode({'q': text})}"
        assert client.get(address).status_code < 500, address
        assert len(work.purses) <= 2, address
        assert work.us <= PURSE_US * len(work.purses) + ALWAYS_US, (address, work.done)


def test_a_request_of_one_dear_text_spends_its_purse(app: Flask, work: Work) -> None:
    """Else the bound above is no bound."""
    app.test_client().get(f"/trends?{urlencode({'q': DEAR[1]})}")
    assert any(purse.left < PURSE_US / 2 for purse in work.purses)
