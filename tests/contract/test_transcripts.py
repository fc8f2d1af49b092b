"""A transcript is the same from the page and from the command, in every form."""

import json

import pytest

from tests.contract.conftest import Archive

FORMS = {"txt": "text", "md": "md", "vtt": "vtt", "srt": "srt", "json": "json"}
"""The end of a page's address -> what `archive show --format` calls it."""


@pytest.fixture(scope="module")
def slugs(sample: Archive) -> list[str]:
    """Some episodes of the sample, of all shows."""
    return sorted(row["slug"] for row in sample.run("list", "--json").json)[::4]  # type: ignore[attr-defined]


@pytest.mark.parametrize("end", FORMS)
def test_page_and_command_give_the_same_transcript(sample: Archive, slugs: list[str], end: str) -> None:
    for slug in slugs:
        by_page, by_command = sample.page(f"/episodes/{slug}.{end}"), sample.run("show", slug, "--format", FORMS[end]).out
        if end == "json":
            assert json.loads(by_page) == json.loads(by_command) == sample.api(f"episodes/{slug}")
        else:
            assert by_page == by_command
