"""The one definition of a word."""

from hypothesis import given
from hypothesis import strategies as st

from archive.words import LINE_END, edges, fold, spaced, spans, words

LETTERS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
FRENCH = st.text("abcéèœŒàçÉ’' -.,&09\u0301", max_size=60)


def test_either_apostrophe_gives_the_same_words() -> None:
    assert words("L’avoine") == words("l'avoine") == ["l", "avoine"]


def test_accents_and_ligatures_are_folded() -> None:
    assert words("Œuvres d'Été") == ["oeuvres", "d", "ete"]


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
    assert all(words(text[span.start : span.end])[:1] for span in found)


@given(FRENCH)
def test_a_span_holds_its_word_and_nothing_else(text: str) -> None:
    assert all(words(text[span.start : span.end]) == [span.word] for span in spans(text))


@given(LETTERS | FRENCH | st.text("abéÉÿßª²œŒæ’·×'_&-«…€\x01\n\t 7Ж字e\u0301", max_size=60))
def test_edges_are_those_of_the_spans(text: str) -> None:
    assert edges(text) == [(span.start, span.end) for span in spans(text)]


@given(st.text(alphabet=st.sampled_from("abéÉÿßª²œŒ’·×'_&-«…\x01\x03\n\t 7œЖ字e\u0301θĵΣςİ⁴−😉𝔸\u0305")), st.text())
def test_a_spaced_text_has_the_words_of_each_line(odd: str, any_text: str) -> None:
    for text in (odd, any_text):
        lines = text.split("\n")
        between = [word for line in lines for word in (*map(str.encode, words(line)), LINE_END)][:-1]
        assert [word for word in spaced(text).split(b" ") if word] == between
