"""Postings are in the order of terms and addresses, however many words a segment has."""

import numpy as np
import pytest

from archive.search.index.write.inversion import invert


@pytest.mark.parametrize("words", [100, 70_000, 300_000, 500_000, 1 << 25])
def test_every_address_of_a_term_is_in_its_postings(words: int) -> None:
    rng = np.random.default_rng(words)
    rank = np.append(rng.integers(0, words, 50_000), words - 1).astype(np.uint32)
    length = np.full(3, len(rank) // 3, np.int32)
    inverted = invert(rank, length)
    doc = np.repeat(np.arange(3), length)
    assert inverted.term.tolist() == sorted(set(rank.tolist()))
    for number in rng.integers(0, len(inverted.term), 200).tolist():
        places = np.flatnonzero(rank == inverted.term[number])
        first, end = inverted.address_start[number : number + 2].tolist()
        assert inverted.address[first:end].tolist() == (places + doc[places]).tolist()
