"""A sentence typed as it is said: the head tells so first, and no moment of a word that is said everywhere stands beside it."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from flask import Flask, g

from archive.search import Index
from archive.search.results.answer_json import answer_object
from archive.web.presentation import headline
from archive.web.presentation.headline import unsaid_note
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
        assert headline.headline(answer).startswith("Dit mot pour mot dans 1 épisode\u202f; ces mots\u00a0: 2 épisodes")
        assert answer.verbatim == answer_object(answer).verbatim == index.search(f'"{SENTENCE}"').total == 1
        assert headline.headline(index.search("chômage rend malade")).startswith("2 épisodes")


def test_words_of_grammar_alone_are_told_to_be_said_nowhere_one_after_the_other(app: Flask, index: Index) -> None:
    with app.test_request_context("/search?lang=fr"):
        g.index = index
        notes = {typed: unsaid_note(index.search(typed)) for typed in ("et ne que", "sans que", "et rend")}
    assert (notes.pop("et ne que") or "").startswith("«\u00a0et ne que\u00a0» n’apparaît")
    assert set(notes.values()) == {None}, "it is said, or no words of grammar alone"


def test_nearly_a_saying_of_words_said_everywhere_stands_before_what_holds_them(app: Flask, tmp_path: Path) -> None:
    made = [make_document(f"both-{number}", "You may go or not.", *APART, "Or be here.", language="en") for number in range(3)]
    made += [make_document("near", "One has to be or to be running.", *APART, language="en")]
    with published(tmp_path, made) as opened, app.test_request_context("/search?q=to+be+or+not+to+be&lang=en"):
        g.index = opened
        page = app.full_dispatch_request().get_data(as_text=True)
    assert page.index('id="presque"') < page.index('id="both-0"')


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


def test_the_exact_phrase_is_offered_as_it_was_read(app: Flask, tmp_path: Path) -> None:
    made = [make_document(f"said-{number}", f"Le pouvoir d'achat de {number} pays.", language="fr") for number in range(3)]
    with published(tmp_path, made) as opened, app.test_request_context("/search?q=pouvoir+dachat"):
        g.index = opened
        read = app.full_dispatch_request().get_data(as_text=True).split('class="read"')[1].split("</div>")[0]
    assert unquote_plus(re.findall(r"q=([^&\"]+)", read)[-1]) == '"pouvoir d\'achat"'
    assert "</b>. Mots ignorés" in read, "a sentence ends before the next one"
