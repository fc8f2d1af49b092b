"""The oracle finds nothing wrong with the sample, and something where an archive does not answer as its episodes say."""

from dataclasses import replace
from pathlib import Path

import pytest

from archive import open_archive
from tests.oracle.public import Oracle, folded
from tests.web import small_archive


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("oracle")
    small_archive.build(folder).close()
    return folder


def test_a_small_archive_answers_as_its_episodes_say(root: Path) -> None:
    with open_archive(root) as archive:
        oracle = Oracle(archive, seed=5)
        assert [told for _ in range(60) for told in oracle.ask()] == []


def test_an_oracle_that_knows_other_words_finds_the_answers_wrong(root: Path) -> None:
    with open_archive(root) as archive:
        oracle = Oracle(archive, seed=5)
        slug, told = next(iter(oracle._told.items()))
        cues = tuple((cue, ("zzyzxqu",) * len(words)) for cue, words in told.cues)
        oracle._told = {slug: replace(told, cues=cues)}
        assert any(told for _ in range(60) for told in oracle.ask())


def test_words_are_folded_as_anybody_would() -> None:
    assert folded("L’œuvre d’Été, déjà : ça !") == ("l", "oeuvre", "d", "ete", "deja", "ca")
