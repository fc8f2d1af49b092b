"""Names are linked to what is near them, and hardly ever where nobody speaks of them."""

import pytest

from tests.conftest import SHARED
from tests.relevance.links import few


@pytest.mark.shared
def test_names_are_hardly_ever_linked_in_episodes_that_have_nothing_to_do_with_them() -> None:
    if not SHARED.is_dir():
        pytest.skip("no corpora beside the project")
    linked, tried = few(8)
    assert tried > 300 and linked / tried <= 0.01
