"""How near what was heard is to what was asked for, in a word."""

import pytest

from archive.search.results.explain import nearness


@pytest.mark.parametrize(
    ("asked", "text", "distance", "told"),
    [
        ("Okken", "Oken", 0.06, "same"),
        ("Coghlan", "Coughlin", 0.117, "close"),
        ("Flask", "Flaskk", 0.3, "close"),
        ("Ronacher", "Ronecker", 0.215, "far"),
        ("Élysée", "élisaient", 0.15, "far"),
        ("EIP-1559", "upped", 0.15, "far"),
    ],
)
def test_what_only_sounds_the_same_is_not_called_close(asked: str, text: str, distance: float, told: str) -> None:
    assert nearness(asked, text, distance) == told
