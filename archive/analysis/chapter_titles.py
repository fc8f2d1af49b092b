"""Titles of automatic chapters: a phrase of the passage's own words, the one whose terms tell most of it, as it is transcribed."""

import math
import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from archive import languages
from archive.analysis.boilerplate import NOTHING, Repeated
from archive.languages.lexicon import Lexicon
from archive.text.token_stream import TokenStream

Float = NDArray[np.float64]

LONGEST = 5
"""Words of a title: from two on, of one where no two telling words stand near each other."""
MOST_WORDS = 20_000
"""Words of a chapter in which its title is looked for: two hours of speech."""
_MOST_FILLERS = 2
_TRIED = 40
_BREAKS = re.compile(r"[.!?…;:,()\[\]«»\"“”]|\s[-–—]\s")
_ADDRESS = re.compile(r"\w[.@]\w")
_WEIGHT_OF_LENGTH = 0.5
_WEIGHT_OF_REPEATS = 2.0
"""A phrase's weight is the sum of its terms' over the square root of its length: the long do not win by length. What is said
several times in the same words is a term of the passage: twice weighs 2.4 times as much, four times 3.8."""


def titles(
    stream: TokenStream,
    starts: Sequence[int],
    term_of_word: NDArray[np.int32],
    lexicon: Lexicon,
    language: str = "und",
    repeated: Repeated = NOTHING,
) -> tuple[str, ...]:
    """A title for each of the chapters that begin at some cues: a phrase from one telling word to another, within a clause.

    term_of_word int32[words]: the term of each word of the episode, by its number in the lexicon; `repeated`: what the
    show repeats. What greets and what is no word is left out, and where anything else is said what every episode says.
    Of an endless chapter the first `MOST_WORDS` are tried."""
    edges = [0, *(stream.first_word(cue) for cue in starts[1:]), len(stream.words)]
    known, of_word = by_first_occurrence(term_of_word)
    counts = np.stack([np.bincount(of_word[a:b], minlength=len(known)) for a, b in pairwise(edges)])
    telling = _telling(counts, known, lexicon)
    titling, own = _titling(stream, language), ~np.isin(stream.cues, repeated.cues)
    linking = languages.of(language).linking_words or languages.united().linking_words
    made = []
    for i, (first, end) in enumerate(pairwise(edges)):
        last = min(end, first + MOST_WORDS)
        weight = telling[i][of_word[first:last]] * titling[first:last]
        tried = (phrase for phrase in _written(stream, first, weight * own[first:last], linking) if not repeated.hold(phrase))
        title = next(tried, "") or next(_written(stream, first, weight, linking), "…")
        made.append(title[:1].upper() + title[1:])
    return tuple(made)


def by_first_occurrence(terms: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The distinct terms in the order in which they come, and of each word the place of its term among them (int64[words]).

    A lexicon numbers terms as it meets them, which another process does in another order: what is chosen among equals must not
    hang on it."""
    place = np.zeros(int(terms.max(initial=-1)) + 1, np.int32)
    place[terms[::-1]] = np.arange(len(terms), 0, -1, dtype=np.int32)  # from 1; of equal terms the last that is written stays
    known = np.flatnonzero(place)
    known = known[np.argsort(place[known])]
    place[known] = np.arange(len(known), dtype=np.int32)
    return known.astype(np.int32), place[terms].astype(np.int64)


def _telling(counts: NDArray[np.int64], known: NDArray[np.int32], lexicon: Lexicon) -> Float:
    """float64[chapters, terms]: how often it is said here, how much of all is said here, how rare it is in the language."""
    rarity = np.array([lexicon.rarity[term] for term in known.tolist()]) * (known > 0)
    return np.asarray(np.log1p(np.maximum(counts - 0.5, 0)) * counts / counts.sum(axis=0) * rarity)


def _titling(stream: TokenStream, language: str) -> NDArray[np.bool_]:
    """bool[words]: the words that may tell: no numbers, no lone letters, and nothing that is said to greet, to thank and to part in
    the language of the episode; of an unknown one, in all."""
    said = languages.of(language).greetings or languages.united().greetings
    tells = {word: len(word) > 1 and not word[0].isdigit() and word not in said for word in set(stream.words)}
    return np.fromiter(map(tells.__getitem__, stream.words), bool, len(stream.words))


def _written(stream: TokenStream, first: int, weight: Float, linking: Container[str]) -> Iterator[str]:
    """The phrases of the words from `first` on, as many as have a weight, that stand within a clause, as transcribed, the heaviest
    first; of equals the earlier."""
    tells = weight > 0
    for position, n in _phrases(stream.words[first : first + len(weight)], weight):
        place = first + position
        if all(tells[at] or _links(stream, first + at, linking) for at in range(position, position + n)):
            written = stream.as_written(place, n)
            if not _BREAKS.search(written) and not _ADDRESS.search(_beside(stream, place, n)):
                yield written


def _beside(stream: TokenStream, position: int, n: int) -> str:
    """Some words with those before and behind them: a part of an address is no phrase."""
    before, last = max(position - 1, 0), min(position + n + 1, len(stream.words))
    return stream.as_written(before, last - before)


def _links(stream: TokenStream, position: int, linking: Container[str]) -> bool:
    """Whether a word joins those beside it to one phrase. A capital begins a sentence, whether or not a full stop was heard."""
    return stream.words[position] in linking and not stream.as_written(position, 1)[:1].isupper()


def _phrases(words: Sequence[str], weight: Float) -> Iterator[tuple[int, int]]:
    """(position, words) of the phrases worth trying, the heaviest first; then of single words."""
    scores = [(score, -position, n) for n in range(2, LONGEST + 1) for position, score in _scored(words, weight, n)]
    yield from ((-place, n) for _, place, n in sorted(scores, reverse=True)[:_TRIED])
    yield from ((int(position), 1) for position in np.argsort(-weight, kind="stable")[:_TRIED] if weight[position] > 0)


def _scored(words: Sequence[str], weight: Float, n: int) -> list[tuple[int, float]]:
    """The phrases of n different words that begin and end with telling ones, with few others in a row: where each is first said,
    and its weight."""
    if len(weight) < n:
        return []
    windows = np.lib.stride_tricks.sliding_window_view(weight, n)
    tells = windows > 0
    fits = tells[:, 0] & tells[:, -1] & (n - tells.sum(axis=1) <= _MOST_FILLERS)
    said: dict[tuple[str, ...], list[int]] = {}
    for place in fits.nonzero()[0].tolist():
        said.setdefault(tuple(words[place : place + n]), []).append(place)
    totals = windows.sum(axis=1) / n**_WEIGHT_OF_LENGTH
    return [
        (places[0], float(totals[places[0]]) * (1 + _WEIGHT_OF_REPEATS * math.log(len(places))))
        for phrase, places in said.items()
        if len(set(phrase)) == n
    ]
