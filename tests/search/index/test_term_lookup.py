"""Words and phrases are found by a hash table and a column of codes as a plain search finds them."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import archive.search.index.phrases as phrase_column
from archive.search.index.phrases import codes_of, column_of, phrase_places
from archive.search.index.vocabulary import lexicon_arrays
from archive.search.index.whoosh_format.term_table import TermLookup, block_places, hash_words

WORDS = st.lists(st.binary(min_size=1, max_size=3).filter(lambda word: b"\n" not in word), unique=True, max_size=60).map(sorted)
SPOKEN = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), min_size=1, max_size=5)


@given(WORDS, st.binary(min_size=1, max_size=3))
def test_every_word_is_found_and_no_other(words: list[bytes], other: bytes) -> None:
    lexicon = lexicon_arrays(words, np.zeros((1, len(words)), np.int32), ["fr"])
    block = block_places({"title": (np.arange(len(words), dtype=np.int32), 4 * np.arange(len(words)))}, len(words))
    lookup = TermLookup(lexicon, {"slot": hash_words(words), "block": block})
    assert [lookup.find(word) for word in words] == list(range(len(words)))
    assert lookup.find(other) == (words.index(other) if other in words else -1)
    assert [lookup.offset("title", number) for number in range(len(words))] == [4 * number for number in range(len(words))]
    assert all(lookup.offset("speech", number) is None for number in range(len(words)))


@dataclass(frozen=True)
class _Postings:
    addresses: NDArray[np.uint32]

    @property
    def places(self) -> int:
        return len(self.addresses)

    def holds(self, addresses: NDArray[np.uint32]) -> NDArray[np.bool_]:
        return np.isin(addresses, self.addresses)


@pytest.mark.parametrize("own", [2, 191])
@given(documents=SPOKEN, phrase=st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=5))
def test_a_phrase_is_found_wherever_it_is_said(own: int, documents: list[list[str]], phrase: list[str]) -> None:
    row = [word for document in documents for word in (*document, "")]
    addresses = {word: np.array([at for at, one in enumerate(row) if one == word], np.uint32) for word in "abcdefgh"}
    words = sorted(addresses)
    often = Counter(row)
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(phrase_column, "OWN", own)
        changed.setattr(phrase_column, "SHARED", 1 if own == 2 else 64)
        code = codes_of([word.encode() for word in words], np.array([often[word] for word in words]))
        spoken = [at for at, word in enumerate(row) if word]
        column = column_of(np.array([code[words.index(row[at])] for at in spoken], np.uint8), np.array(spoken, np.int64), len(row))
        postings = [_Postings(addresses[word]) for word in phrase]
        found = phrase_places([int(code[words.index(word)]) for word in phrase], postings, column)
    assert found.tolist() == [at for at in range(len(row)) if row[at : at + len(phrase)] == phrase]
