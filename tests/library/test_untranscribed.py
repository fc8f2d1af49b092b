"""Programmes that are known to have no transcript."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.library import Library
from archive.model.episode import Published
from archive.model.page import Programme
from tests.operations.pages import page, read, spoken


def programme(day: str = "2026-02-09", **stated: str) -> Programme:
    precision = stated.pop("precision", "day")
    return Programme("Le Kiosque", Published(dt.date.fromisoformat(day), "record", precision), **stated)


def test_what_is_lacking_is_counted_by_period_and_show(library: Library) -> None:
    library.note_untranscribed(page("one"), programme("2026-02-09", show="Le Kiosque"))
    library.note_untranscribed(page("two"), programme("2026-02-01", precision="month"))
    assert library.count_untranscribed() == 2
    assert library.count_untranscribed(after=dt.date(2026, 2, 10)) == 1  # that month may be any of its days
    assert library.count_untranscribed(before=dt.date(2026, 1, 31)) == 0
    assert library.count_untranscribed(shows=("Le Kiosque",)) == 1
    assert library.untranscribed_by_show() == {"Le Kiosque": 1, None: 1}


def test_a_programme_told_of_in_two_places_is_one(library: Library) -> None:
    assert library.note_untranscribed(page("one"), programme(guid="k9"))
    assert library.note_untranscribed(page("two"), programme(guid="k9"))
    assert library.count_untranscribed() == 1


@pytest.mark.parametrize("place", ["same", "other"])
def test_a_transcript_strikes_it_out_where_it_has_the_place_or_the_guid(library: Library, place: str) -> None:
    came = spoken("k9" if place == "other" else "one", "des mots dits à l'antenne")
    library.note_untranscribed(page("one"), programme(guid="k9"))
    episode = read(came)
    assert not hasattr(episode, "reason")
    library.upsert(came, episode)
    assert library.count_untranscribed() == 0
    assert not library.note_untranscribed(page("three"), programme(guid=came.stated.guid))
    assert library.count_untranscribed() == 0


def test_only_news_changes_what_caches_ask_about(library: Library) -> None:
    library.note_untranscribed(page("one"), programme())
    before = library.untranscribed_revision
    assert not library.note_untranscribed(page("one"), programme())
    assert library.untranscribed_revision == before
    assert library.note_untranscribed(page("one"), programme("2026-02-10"))
    assert library.untranscribed_revision == before + 1


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, create=True) as opened:
        yield opened
