"""The quick way to words finds those of the way that is right for all."""

from hypothesis import given
from hypothesis import strategies as st

from archive.text.tokenizer import LINE_END, accented, as_written, edges, spaced, spans, words, words_by_line

LETTERS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@given(LETTERS | st.text("abéÉÿßðÞđª²œŒæ’·×'_&+#-«…€\x01\n\t 7Ж字e\u0301", max_size=60))
def test_edges_are_those_of_the_spans(text: str) -> None:
    assert edges(text) == [(span.start, span.end) for span in spans(text)]


@given(
    st.text(alphabet=st.sampled_from("abéÉÿßðÞđª²œŒ’·×'_&+#-«…\x01\x03\n\t 7œЖ字e\u0301θĵΣςİ⁴−😉𝔸\u0305がカ・\u3099\u3040+#")),
    st.text(),
)
def test_a_spaced_text_has_the_words_of_each_line(odd: str, any_text: str) -> None:
    for text in (odd, any_text):
        lines = text.split("\n")
        between = [word for line in lines for word in (*map(str.encode, words(line)), LINE_END)][:-1]
        assert [word for word in spaced(text).split(b" ") if word] == between


@given(
    st.lists(
        st.text(alphabet=st.sampled_from("abéÉÿßðÞđª²œŒ’·×'_&+#-«…\x01\x03\n\t 7œЖ字e\u0301θĵΣςİ⁴−😉𝔸\u0305がカ・\u3099\u3040+#"))
        | LETTERS
    )
)
def test_the_words_of_each_line_are_those_of_a_line_alone(lines: list[str]) -> None:
    assert list(words_by_line(lines)) == list(map(words, lines))


def test_the_words_of_long_lines_are_found_too() -> None:
    lines = ["une phrase", "mot " * 40_000, "", "l’autre œuvre " * 9_000, "fin"]
    found = list(words_by_line(lines))
    assert found == list(map(words, lines))
    assert len({id(word) for line in found for word in line}) == len({word for line in found for word in line})


@given(st.text("abéÉÿßðÞđª²œŒæ’·×'_&+#-«…€\x01\n\t 7Ж字e\u0301İ", max_size=60) | LETTERS)
def test_accented_words_are_those_of_the_spans(text: str) -> None:
    written = [as_written(text[span.start : span.end]) for span in spans(text)]
    assert accented(text) == [(number, word) for number, word in enumerate(written) if not word.isascii()]
