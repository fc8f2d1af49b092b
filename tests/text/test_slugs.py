"""Names in addresses."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.slugs import LONGEST, free_slug, plain, slug_of

DAY = dt.date(2026, 2, 9)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("OVHcloud & l'État : le cloud souverain", "2026-02-09-ovhcloud-l-etat-le-cloud-souverain"),
        ("Débrief nº 3 — « Œuvre »", "2026-02-09-debrief-no-3-oeuvre"),
        ("2026-02-09 Le débrief", "2026-02-09-le-debrief"),
        ("???", "2026-02-09-episode"),
        ("", "2026-02-09-episode"),
    ],
)
def test_a_slug_is_the_day_and_the_title(title: str, slug: str) -> None:
    assert slug_of(title, DAY) == slug


def test_without_a_day_the_slug_is_the_title() -> None:
    assert slug_of("Le débrief") == "le-debrief"


@given(st.text(max_size=400))
def test_any_title_gives_a_slug_that_is_safe_in_an_address_and_a_file_name(title: str) -> None:
    assert re.fullmatch(r"2026-02-09-[a-z0-9]+(-[a-z0-9]+)*|2026-02-09", slug_of(title, DAY))
    assert len(plain(title)) <= LONGEST


def test_a_taken_slug_is_numbered() -> None:
    assert free_slug("a", {"a", "a-2", "a-4"}.__contains__) == "a-3"
    assert free_slug("b", {"a"}.__contains__) == "b"


def test_a_title_of_twenty_thousand_pages_is_not_asked_about_twenty_thousand_times() -> None:
    asked: list[str] = []
    held = {"a", *(f"a-{number}" for number in range(2, 20_001))}

    def taken(slug: str) -> bool:
        asked.append(slug)
        return slug in held

    assert free_slug("a", taken) == "a-20001"
    assert len(asked) < 100
