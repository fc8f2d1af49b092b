"""The table before the dictionary changes nothing but the time."""

from hypothesis import given
from hypothesis import strategies as st

import archive.search.whoosh.numbering as numbering
from archive.search.whoosh.numbering import BREAK, WordNumbers
from archive.words import LINE_END, spaced

WORDS = st.lists(
    st.text("abé'7_ж東", min_size=1, max_size=20)
    | st.sampled_from([LINE_END, "a" * 8, "a" * 9, "a" * 16, "a" * 17, "aaaaaaaab", "é" * 8, "é" * 9, "\ud800x"])
)


def plain(texts: list[list[str]]) -> list[list[int]]:
    """The same with a dictionary alone."""
    known: dict[bytes, int] = {LINE_END.encode(): BREAK}
    return [[known.setdefault(word.encode("utf-8", "replace"), len(known)) for word in words] for words in texts]


@given(st.lists(WORDS, max_size=8))
def test_words_have_the_numbers_a_dictionary_gives_them(texts: list[list[str]]) -> None:
    numbers = WordNumbers()
    assert [numbers.of("  ".join(words)).tolist() for words in texts] == plain(texts)


@given(st.lists(WORDS, max_size=8))
def test_a_table_with_two_places_gives_the_same_numbers(texts: list[list[str]]) -> None:
    before, numbering.BITS = numbering.BITS, 1
    try:
        numbers = WordNumbers()
        assert [numbers.of(" ".join(words)).tolist() for words in texts] == plain(texts)
    finally:
        numbering.BITS = before


@given(st.lists(st.text(), max_size=5))
def test_any_text_is_numbered_as_it_is_split(texts: list[str]) -> None:
    numbers = WordNumbers()
    found = [numbers.of(spaced(text)).tolist() for text in texts]
    assert found == plain([spaced(text).split() for text in texts])
    assert len(numbers.words) == max([BREAK, *(number for numbered in found for number in numbered)])
