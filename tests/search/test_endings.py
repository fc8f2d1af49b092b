"""A word typed in part has more endings than one search may look for: that is said."""

from itertools import product
from pathlib import Path

import pytest

from archive.search import open_index
from archive.search.generations import publish_full
from archive.search.plan.planner import MOST_ENDINGS
from tests.given import Given
from tests.search.index.archives import make_document


@pytest.mark.parametrize(("many", "said"), [(MOST_ENDINGS, []), (MOST_ENDINGS + 1, [("forms", "zor*")])])
def test_endings_that_are_not_looked_for_are_told_of(tmp_path: Path, many: int, said: list[tuple[str, str]]) -> None:
    endings = ["zor" + "".join(letters) for letters in product("abcdefghijklmnop", repeat=2)][:many]
    publish_full(tmp_path, Given([make_document("all", *endings)]), revision=1)
    index = open_index(tmp_path)
    assert [(cut.why, cut.text) for cut in index.search("zor*").explanation.cut] == said
    index.close()
