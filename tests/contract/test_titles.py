"""A title is the same everywhere, but for the space before its colon, where the page does not break a line."""

import re

from tests.contract.conftest import Archive

SLUG = "2025-04-07-le-kiosque-a-vagues"


def test_a_title_does_not_break_before_its_colon_and_is_otherwise_that_of_the_api(sample: Archive) -> None:
    stated = sample.api(f"episodes/{SLUG}")["title"]
    shown = re.search("<h1>(.*?)</h1>", sample.page(f"/episodes/{SLUG}"))
    assert isinstance(stated, str)
    assert " : " in stated
    assert shown is not None
    assert " :" not in shown[1]
    assert shown[1].replace("\u00a0", " ") == stated
