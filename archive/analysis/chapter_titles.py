"""Titles of automatic chapters: the terms of each that are rare elsewhere, as the transcript writes them."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from archive.languages.lexicon import Lexicon
from archive.text.token_stream import TokenStream, words_of

MOST_TERMS = 3
_ENOUGH = 4
_EDGES = " .,;:!?…()[]«»\"'’-–—"


def titles(stream: TokenStream, starts: Sequence[int], term_of_word: NDArray[np.int32], lexicon: Lexicon) -> tuple[str, ...]:
    """A title for each of the chapters that begin at some cues: up to three terms, the most telling first.

    term_of_word int32[words]: the term of each word of the episode, by its number in the lexicon."""
    edges = [0, *(stream.first_word(cue) for cue in starts[1:]), len(stream.words)]
    known, of_word = by_first_occurrence(term_of_word)
    counts = np.stack([np.bincount(of_word[a:b], minlength=len(known)) for a, b in pairwise(edges)])
    telling = _telling(counts, known, lexicon)
    best = [known[_best(row)].tolist() for row in telling]
    return tuple(_title(stream, edges[i], edges[i + 1], term_of_word, best[i]) for i in range(len(starts)))


def by_first_occurrence(terms: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The distinct terms in the order in which they come, and of each word the place of its term among them (int64[words]).

    A lexicon numbers terms as it meets them, which another process does in another order: what is chosen among equals must not
    hang on it."""
    known, first, of_word = np.unique(terms, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return known[order], np.argsort(order)[of_word]


def _best(telling: NDArray[np.float64]) -> NDArray[np.int64]:
    order = np.argsort(-telling, kind="stable")[:MOST_TERMS]
    return np.asarray(order[telling[order] > 0])


def _telling(counts: NDArray[np.int64], known: NDArray[np.int32], lexicon: Lexicon) -> NDArray[np.float64]:
    """float64[chapters, terms]: how often it is said here, how much of all is said here, how rare it is in the language."""
    rarity = np.array([lexicon.rarity[term] for term in known.tolist()])
    return np.asarray(np.log1p(np.maximum(counts - 0.5, 0)) * counts / counts.sum(axis=0) * rarity)


def _title(stream: TokenStream, first: int, last: int, term_of_word: NDArray[np.int32], terms: Sequence[int]) -> str:
    return ", ".join(_written(stream, first, np.flatnonzero(term_of_word[first:last] == term)[:_ENOUGH]) for term in terms) or "…"


def _written(stream: TokenStream, first: int, places: NDArray[np.int64]) -> str:
    """The commonest way in which the words at some places from the first on are written."""
    forms: Counter[str] = Counter()
    for position in (places + first).tolist():
        pieces = stream.texts[int(stream.cues[position])].split()
        word = stream.words[position]
        forms.update(piece.strip(_EDGES) for piece in pieces if words_of(piece) == (word,))
        forms.setdefault(word, 0)
    return forms.most_common(1)[0][0]
