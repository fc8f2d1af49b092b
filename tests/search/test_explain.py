"""How near what was heard is to what was asked for, in a word."""

from pathlib import Path

import pytest

from archive.search.expansion.typing_errors import are_slight
from archive.search.results.answer import NearJson
from archive.search.results.explain import nearness, said_in_turn, unlikely
from tests.given import published
from tests.search.index.archives import make_document


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
    ("asked", "text", "slight"),
    [
        ("Orelie Bertin", "Aurélie Bertin", True),
        ("Russell Keith-Magee", "Russell Keith McGee", True),
        ("Claudio Jolowicz", "Claudio Jolovitz", True),
        ("Brian Jankowski", "Brian Falkowski", False),
        ("Chris Keller", "Chris killer", False),
        ("-Orelie Bertin", "de Orelie Bertin", False),
        ("chaumage jeunes", "chômage jeunes", True),
        ("vaut lapeine", "vaut la peine", True),
        ("quandvous avez", "Quand vous avez", True),
    ],
)
def test_words_are_hardly_other_ones_where_each_is_nearly_the_same(asked: str, text: str, slight: bool) -> None:
    assert are_slight(asked, text) is slight


@pytest.mark.parametrize(("text", "told"), [("tourne vent", True), ("vent tourne", False), ("", False), ("++", False)])
def test_words_are_said_in_turn_where_there_are_any(tmp_path: Path, text: str, told: bool) -> None:
    with published(tmp_path, [make_document("mer", "Puis tourne le vent.")]) as index:
        assert said_in_turn(index.search("vent").hits, text) is told


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
