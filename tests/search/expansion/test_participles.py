"""Forms of one lemma find each other both ways: participles, that dictionaries have for adjectives of their own, too."""

from pathlib import Path

import pytest

from archive.search.expansion import Expander, build_tables
from archive.search.index.ngrams import NGrams
from archive.text.tokenizer import fold

WORDS = """
    commencer commencait commencant conquerir conquise prendre prenait apprendre apprenait apprise tenir tenait tenue restaurer
    restaurait restaurant gener genait genant genre lire lisait lier liait liant soir soi courir courait couru courrait
""".split()


@pytest.fixture(scope="module")
def expander(tmp_path_factory: pytest.TempPathFactory) -> Expander:
    folder: Path = tmp_path_factory.mktemp("participles")
    build_tables(folder, {"fr": dict.fromkeys(WORDS, 5)}, NGrams.of({}))
    return Expander.open([folder])


def forms(expander: Expander, typed: str) -> set[str]:
    return {one.words[0] for one in expander.expand(typed) if one.kind == "inflected"}


@pytest.mark.parametrize(
    ("verb", "participle"),
    [
        ("commencer", "commençant"),
        ("conquérir", "conquise"),
        ("apprendre", "apprise"),
        ("tenir", "tenue"),
        ("courir", "couru"),
    ],
)
def test_a_verb_and_its_participle_find_each_other(expander: Expander, verb: str, participle: str) -> None:
    assert fold(participle) in forms(expander, verb)
    assert fold(verb) in forms(expander, participle)


def test_a_participle_that_nobody_says_finds_its_verb(expander: Expander) -> None:
    assert "conquerir" in forms(expander, "conquis")


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("restaurant", "restaurer"),
        ("genre", "genant"),
        ("lire", "liant"),
        ("soir", "soi"),
        ("somme", "sommes"),
        ("avion", "avions"),
    ],
)
def test_what_only_looks_like_a_form_is_none(expander: Expander, typed: str, other: str) -> None:
    assert other not in forms(expander, typed)
    assert typed not in forms(expander, other)
