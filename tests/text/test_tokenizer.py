"""The one definition of a word."""

from itertools import chain
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from archive.text import tokenizer
from archive.text.tokenizer import fold, pieces, spans, words

LETTERS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
FRENCH = st.text("abcéèœŒþĐàçÉ’' -.,&09\u0301", max_size=60)


def test_either_apostrophe_gives_the_same_words() -> None:
    assert words("L’avoine") == words("l'avoine") == ["l", "avoine"]


def test_accents_and_ligatures_are_folded() -> None:
    assert words("Œuvres d'Été") == ["oeuvres", "d", "ete"]


def test_letters_that_have_a_stroke_fold_as_people_type_them_without() -> None:
    assert words("Đoković, Ðoković, Guðmundur, Þór, Ħaż-Żebbuġ, Łukasz, Bjørn, Straße, Næss, ĐẠI") == [
        *("dokovic", "dokovic", "gudmundur", "thor", "haz", "zebbug", "lukasz", "bjorn", "strasse", "naess", "dai")
    ]


def test_ampersand_is_a_word() -> None:
    assert words("Tech & Co") == ["tech", "&", "co"]


def test_scripts_without_spaces_are_cut_by_character() -> None:
    assert words("東京 radio") == ["東", "京", "radio"]


@given(LETTERS | FRENCH)
def test_folding_twice_equals_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(LETTERS | FRENCH)
def test_spans_are_the_words_in_their_places(text: str) -> None:
    found = list(spans(text))
    assert [span.word for span in found] == words(text)
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(words(text[span.start : span.end])[:1] or span.word in {"++", "#"} for span in found)


@given(FRENCH)
def test_a_span_holds_its_word_and_nothing_else(text: str) -> None:
    assert all(words(text[span.start : span.end]) == [span.word] for span in spans(text))


@given(LETTERS | FRENCH, st.integers(1, 9))
def test_a_text_in_pieces_has_the_same_words(text: str, size: int) -> None:
    with patch.object(tokenizer, "_PIECE", size):
        cut = list(pieces(text))
    assert "".join(cut) == text
    assert list(chain.from_iterable(map(words, cut))) == words(text)
