"""How near what was heard is to what was asked for, in a word."""

import pytest

from archive.search.results.answer import NearJson
from archive.search.results.explain import nearness, unlikely


@pytest.mark.parametrize(
    ("asked", "text", "distance", "told"),
    [
        ("Okken", "Oken", 0.06, "same"),
        ("Coghlan", "Coughlin", 0.117, "close"),
        ("Flask", "Flaskk", 0.3, "close"),
        ("Ronacher", "Ronecker", 0.215, "far"),
        ("Élysée", "élisaient", 0.15, "far"),
        ("EIP-1559", "upped", 0.15, "far"),
        ("DeepMind", 'des "mains', None, "far"),
        ("Ronacher", "Roenacker", None, "close"),
    ],
)
def test_what_only_sounds_the_same_is_not_called_close(asked: str, text: str, distance: float | None, told: str) -> None:
    assert nearness(asked, text, distance) == told


@pytest.mark.parametrize(
    ("typed", "meant", "other"),
    [
        ("cuturels", ("culturels", 0.086, 1), ("cultures", 0.125, 180)),
        ("reherase", ("rehearse", 0.125, 1), ("rephrase", 0.168, 10)),
    ],
)
def test_more_slips_make_a_form_no_likelier(typed: str, meant: tuple[str, float, int], other: tuple[str, float, int]) -> None:
    one, another = (NearJson(text, "misspelt", many, False, far) for text, far, many in (meant, other))
    assert unlikely(one, typed) < unlikely(another, typed)
