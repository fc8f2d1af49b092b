"""The names of a title or a description, without the words that only open a sentence."""

import pytest

from archive.analysis.analyze import names_in
from archive.languages.lexicon import Lexicon


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ce soir, Anne Kerlot reçoit Wandrille Escoubas, du Courrier.", ("Anne Kerlot", "Wandrille Escoubas", "Courrier")),
        ("Retrouvez l'émission en podcast.", ()),
        ("La fusion de NumériBreizh et d'Aldebaran.", ("NumériBreizh", "Aldebaran")),
        ("Le contrat d'Otto von Rabenau avec Kern & Fils", ("Otto von Rabenau", "Kern & Fils")),
        ("Tous les Français en parlent à l'État.", ()),
        ("", ()),
    ],
)
def test_the_names_of_a_text(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text, Lexicon.of("fr")) == names


def test_a_title_all_in_capitals_names_nothing() -> None:
    assert names_in("How To Build A Better Web Framework", Lexicon.of("en")) == ()


def test_a_name_is_given_once() -> None:
    assert names_in("de Morvelle à Morvelle", Lexicon.of("fr")) == ("Morvelle",)
