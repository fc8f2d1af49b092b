"""Rules that hold for all of the product's source."""

from tests.source.dead_names import dead_names
from tests.source.prose import PROSE_WIDTH, long_prose, undocumented, unknown_errors
from tests.source.trees import product


def test_every_name_is_referred_to() -> None:
    assert sorted(dead_names()) == []


def test_every_error_that_a_docstring_names_is_a_class() -> None:
    assert unknown_errors() == []


def test_every_public_name_has_a_docstring() -> None:
    assert undocumented() == []


def test_prose_stands_in_lines_that_are_easily_read() -> None:
    assert long_prose() == [], f"over {PROSE_WIDTH} characters; scripts/wrap_prose.py FILE wraps them"


def test_no_module_is_longer_than_one_subject_needs() -> None:
    assert {module.place for module in product() if module.lines > 400} == set()
