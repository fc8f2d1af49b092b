"""A sentence typed as it is said: the head tells so first, and no moment of a word that is said everywhere stands beside it."""

from collections.abc import Iterator

import pytest
from flask import Flask, g

from archive.search import Index
from archive.search.results.answer_json import answer_object
from archive.web.presentation import result_head
from tests.given import published
from tests.search.index.archives import make_document

SENTENCE = "le chômage ça rend malade"
APART = ("Une heure passe sans que rien n'arrive, et personne ne parle.",) * 9
SAID = {
    "said": ("Le chômage ça rend malade, disait-il.", *APART, "Tout ça, on vous le rend.", *APART, "Et ça continue."),
    "scattered": ("Le chômage monte.", *APART, "On rend les clés.", *APART, "Il est malade, ça passe."),
    **{f"rend-{number}": (f"On rend ça, numéro {number}.",) for number in range(20)},
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    root = tmp_path_factory.mktemp("sentence")
    english = make_document("english", "It rains on and on.", language="en")
    with published(root, [english, *(make_document(slug, *text, language="fr") for slug, text in SAID.items())]) as opened:
        yield opened


def test_the_head_says_first_where_a_sentence_is_said_as_it_stands(app: Flask, index: Index) -> None:
    with app.test_request_context("/search"):
        g.index = index
        answer = index.search(SENTENCE)
        assert result_head.title(answer).startswith("2 épisodes")
        assert answer.verbatim == answer_object(answer).verbatim == index.search(f'"{SENTENCE}"').total == 1
        assert result_head.title(index.search("chômage rend malade")).startswith("2 épisodes")


@pytest.mark.parametrize(
    ("typed", "needed"),
    [
        ("what is the", ["what", "is", "the"]),
        ("how to do it", ["how", "to", "do", "it"]),
        ("what is the chômage", ["chômage"]),
    ],
)
def test_a_question_of_words_of_grammar_alone_asks_for_all_of_them(index: Index, typed: str, needed: list[str]) -> None:
    """Read as « the » alone it marked every one of them."""
    assert [word.text for word in index.search(typed).explanation.words] == needed
