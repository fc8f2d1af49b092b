"""A word of two languages beside words of one is read in that one: its forms in the other are another word's."""

from collections.abc import Iterator

import pytest

from archive.search import Index
from tests.given import published
from tests.search.index.archives import make_document

ENGLISH = {
    "gloves": "These gloves fit the hand and the old pair fits, too.",
    "shelf": "The shelf fits beside the door of the kitchen.",
    "change": "The weather changes and the harvest changed with it.",
    **{f"other-{number}": f"We fit the wheel to the cart in {number} hours and change it again." for number in range(6)},
}
FRENCH = {
    "paniers": "Ils font des paniers et vous faites des cordes, il fit de même.",
    "pain": "Nous faisons le pain, vous faites la soupe.",
    "saison": "Le climat change, les saisons changent et nous allons changer.",
    **{f"autre-{number}": f"Il fit la route en {number} heures, et le temps change." for number in range(6)},
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    every = [make_document(slug, text, language="en") for slug, text in ENGLISH.items()]
    every += [make_document(slug, text, language="fr") for slug, text in FRENCH.items()]
    with published(tmp_path_factory.mktemp("beside"), every) as opened:
        yield opened


def forms(index: Index, typed: str, word: str) -> set[str]:
    told = next(one for one in index.search(typed).explanation.words if one.text == word)
    return {near.text for near in told.near if near.kind == "inflected"}


def test_a_word_alone_has_its_forms_in_each_of_its_languages(index: Index) -> None:
    assert {"fits", "font", "faites"} <= forms(index, "fit", "fit")


@pytest.mark.parametrize("typed", ["gloves fit", "fit the shelf"])
def test_beside_english_words_a_word_is_no_french_verb(index: Index, typed: str) -> None:
    assert forms(index, typed, "fit") == {"fits"}


def test_beside_french_words_a_word_has_no_english_forms(index: Index) -> None:
    assert {"changent", "changer"} <= forms(index, "les saisons change", "change")
    assert not {"changes", "changed"} & forms(index, "les saisons change", "change")


def test_beside_words_of_both_a_word_keeps_all_its_forms(index: Index) -> None:
    assert {"fits", "faites"} <= forms(index, "gloves paniers fit", "fit")
