"""Forms of one lemma find each other both ways, participles and spellings too; what only looks like a form is none."""

from pathlib import Path

import pytest

from archive.search.expansion import Expander, build_tables
from archive.search.index.vocabulary import NGrams
from archive.text.tokenizer import fold

WORDS = """
    commencer commencait commencant conquerir conquise prendre prenait apprendre apprenait apprise tenir tenait tenu tenue restaurer
    restaurait restaurant gener genait genant genre lire lisait lier liait liant soir soi courir courait couru courrait
    clair claire claires sommes somme avion avions pari paris terrasse terre unis unite unites normal normales livre livres livrer
    livrons important importer importe passionnant passionne passionner unie unir sense sensee
    penser pensait pensions pension passer passions passion dater datait data
""".split()
ENGLISH = """
    colour colors colored color organize organise centre center doctor hour hors normal sense island islands iss via viaduct
""".split()


@pytest.fixture(scope="module")
def expander(tmp_path_factory: pytest.TempPathFactory) -> Expander:
    folder: Path = tmp_path_factory.mktemp("participles")
    french = dict.fromkeys(WORDS, 5) | {"sense": 4}
    build_tables(folder, {"fr": french, "en": dict.fromkeys(ENGLISH, 40)}, NGrams.of({}))
    return Expander.open([folder])


def forms(expander: Expander, typed: str) -> set[str]:
    return {one.words[0] for one in expander.expand(typed) if one.kind == "inflected"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("commencer", "commençant"),
        ("conquérir", "conquise"),
        ("apprendre", "apprise"),
        ("tenir", "tenu"),
        ("courir", "couru"),
        ("claire", "clair"),
        ("passionner", "passionnant"),
        ("unir", "unie"),
        ("colour", "colored"),
        ("organise", "organize"),
        ("centre", "center"),
        ("normales", "normal"),
    ],
)
def test_forms_find_each_other(expander: Expander, one: str, other: str) -> None:
    assert fold(other) in forms(expander, one)
    assert fold(one) in forms(expander, other)


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
        ("pari", "paris"),
        ("terrasse", "terre"),
        ("unis", "unites"),
        ("important", "importe"),
        ("hour", "hors"),
        ("islands", "iss"),
        ("via", "viaduct"),
    ],
)
def test_what_only_looks_like_a_form_is_none(expander: Expander, typed: str, other: str) -> None:
    assert other not in forms(expander, typed)
    assert typed not in forms(expander, other)


def test_what_is_hardly_meant_is_found_and_does_not_find(expander: Expander) -> None:
    assert "livres" in forms(expander, "livrons")
    assert forms(expander, "livres") == {"livre"}


def test_a_noun_finds_no_verb_by_a_tense_that_is_hardly_spoken(expander: Expander) -> None:
    assert forms(expander, "pensions") == {"pension"}
    assert forms(expander, "passions") == {"passion"}
    assert {"pensions", "pensait"} <= forms(expander, "penser")
    assert forms(expander, "data") == set()


def test_an_accent_does_not_count_a_foreign_word_that_folds_alike(expander: Expander) -> None:
    assert forms(expander, "sensés") == {"sensee"}
