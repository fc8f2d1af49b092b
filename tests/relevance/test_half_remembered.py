"""Of quotations half remembered nearly all are told to be nearly said, of those that nobody said nearly none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.library import Library
from archive.search import Index
from tests.amounts import cases
from tests.relevance.half_remembered import Altered, Quoter, is_right

MANY = cases(60, 100)

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def quoter(corpora_library: Path) -> Iterator[Quoter]:
    with Library.open(corpora_library, read_only=True) as library:
        yield Quoter(library, 29)


def found(index: Index, asked: list[Altered]) -> float:
    """The share whose first passage is the right one."""
    verdicts = [(one, index.verify(one.text)) for one in asked]
    right = (told.outcome == "exact" or (told.passages and is_right(one, told.passages[0])) for one, told in verdicts)
    return sum(map(bool, right)) / len(asked)


@pytest.mark.parametrize(("least", "most", "share"), [(8, 14, 0.93), (4, 6, 0.6)])
def test_an_altered_quotation_leads_to_its_passage(index: Index, quoter: Quoter, least: int, most: int, share: float) -> None:
    assert found(index, [quoter.altered(least, most) for _ in range(MANY)]) >= share


def test_what_nobody_said_is_not_nearly_said(index: Index, quoter: Quoter) -> None:
    invented = [quoter.invented(*lengths) for lengths in ((8, 14), (4, 6)) for _ in range(MANY)]
    nearly = [text for text in invented if index.verify(text).outcome == "nearly"]
    assert len(nearly) <= 0.02 * len(invented), nearly
