"""The table before the dictionary changes nothing but the time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import archive.search.index.write.inversion as numbering
from archive.search.index.write.inversion import BREAK, TermIds
from archive.text.tokenizer import LINE_END, spaced

EDGES = [LINE_END, *(b"a" * length for length in (1, 7, 8, 9, 15, 16, 17, 40)), b"aaaaaaaab", "é".encode() * 8, b"\x02"]
WORDS = st.lists(st.text("abé'7_ж東", min_size=1, max_size=20).map(str.encode) | st.sampled_from(EDGES))
TEXTS = st.lists(WORDS, max_size=8)


def plain(texts: list[list[bytes]]) -> list[list[int]]:
    """The same with a dictionary alone."""
    known = {LINE_END: BREAK}
    return [[known.setdefault(word, len(known)) for word in words] for words in texts]


@pytest.mark.parametrize(("short", "bits"), [(0, 18), (0, 1), (20, 18), (10**6, 18)])
@given(texts=TEXTS)
def test_words_have_the_numbers_a_dictionary_gives_them(short: int, bits: int, texts: list[list[bytes]]) -> None:
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(numbering, "SHORT", short)
        changed.setattr(numbering, "BITS", bits)
        numbers = TermIds()
        assert [numbers.of(b"  ".join(words)).tolist() for words in texts] == plain(texts)


@given(st.lists(st.text(), max_size=5))
def test_any_text_is_numbered_as_it_is_split(texts: list[str]) -> None:
    numbers = TermIds()
    found = [numbers.of(spaced(text)).tolist() for text in texts]
    assert found == plain([spaced(text).split() for text in texts])
    assert len(numbers.words) == max([BREAK, *(number for numbered in found for number in numbered)])
