"""Where a title comes from is told the same by page, API and command, also when staff corrected it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.conftest import Archive, run_on

TITLE = "Un titre que la page n'a pas"


@pytest.fixture
def corrected(sample: Archive, changed: Callable[[Callable[[Path], None]], Archive]) -> tuple[Archive, str]:
    """The archive after staff corrected a title, and the episode."""
    slug = sample.api("search", q="", limit="1")["episodes"][0]["slug"]  # type: ignore[index]
    return changed(lambda directory: run_on(directory, "edit", slug, "--title", TITLE)), slug


def told_title_source(page: str) -> str:
    """What the page says of where the title was read."""
    found = re.search(r">Titre</dt><dd>([^<]*)</dd>", page)
    assert found, "the page tells no source of the title"
    return found[1]


def test_api_and_command_tell_that_staff_corrected_a_title(corrected: tuple[Archive, str]) -> None:
    archive, slug = corrected
    by_api, by_command = archive.api(f"episodes/{slug}"), archive.run("show", slug, "--json").json
    assert (by_api["title"], by_api["title_source"]) == (by_command["title"], by_command["title_source"])  # type: ignore[index]
    assert by_api["title"] == TITLE
    assert by_api["title_source"] != "page"


def test_the_page_tells_that_staff_corrected_a_title(corrected: tuple[Archive, str]) -> None:
    archive, slug = corrected
    assert told_title_source(archive.page(f"/episodes/{slug}")) == "corrigé par l’équipe"
