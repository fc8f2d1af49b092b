"""Chapters: as the page states them, else found where what is spoken of changes, few, titled by their terms, marked automatic.

Blocks of 15 s (more in long programmes) are compared by their terms; the best division of the whole is found by dynamic
programming, with a bonus where the host says that the subject changes. Put the boundaries of a programme divided by hand
within 6 s, which dividing at dips of similarity did not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive import languages
from archive.analysis.boilerplate import NOTHING, Repeated
from archive.analysis.chapter_titles import by_first_occurrence, titles
from archive.languages.lexicon import Lexicon
from archive.model.episode import Chapter, Episode, length_ms
from archive.text.stated_chapters import stated_chapters
from archive.text.token_stream import TokenStream

Float = NDArray[np.float32]
Int32 = NDArray[np.int32]

BLOCK_MS, MOST_BLOCKS = 15_000, 120
LEAST_MS = 180_000
SHORTEST_EPISODE_MS = 300_000
# What a division must bring in likeness within its chapters, and what the host's own words bring it: chosen on a programme
# divided by hand, where any penalty from 3 to 4 finds the same three boundaries.
_PENALTY, _BONUS = 3.5, 1.8
_MOST_CHANGES = 2.0
_MOST_TERMS = 300


def chapters(episode: Episode, stream: TokenStream, lexicon: Lexicon, repeated: Repeated = NOTHING) -> tuple[Chapter, ...]:
    """The chapters of an episode: those the page states, else automatic ones; none for a short programme. `repeated`: what the
    show's other episodes say too."""
    return episode.chapters or stated(episode) or automatic(episode, stream, lexicon, repeated)


def stated(episode: Episode) -> tuple[Chapter, ...]:
    """The chapters that the description lists, where the last begins within the programme: an editor's description may list them
    where the page's does not."""
    found = stated_chapters(episode.description)
    return found if found and found[-1].start_ms <= length_ms(episode) else ()


def automatic(episode: Episode, stream: TokenStream, lexicon: Lexicon, repeated: Repeated = NOTHING) -> tuple[Chapter, ...]:
    """Chapters found in what is said: at most one every three minutes, the first and the last may be short."""
    length = length_ms(episode)
    if length < SHORTEST_EPISODE_MS or not stream.words:
        return ()
    ids = lexicon.ids(stream.words)
    term_of_word = lexicon.term[ids]
    blocks = _blocks(episode, stream, term_of_word, length)
    cuts = _divide(_similarity(blocks), blocks.change, max(LEAST_MS // blocks.block_ms, 1))
    starts = [0, *(_cue_at(blocks, cut) for cut in cuts if cut)]
    named = titles(stream, starts, term_of_word, lexicon, episode.language, repeated)
    return tuple(Chapter(episode.cues[cue].start_ms, title, automatic=True) for cue, title in zip(starts, named, strict=True))


@dataclass(frozen=True, slots=True)
class _Blocks:
    """terms float32[blocks, terms]: how often; change float32[blocks]: how clearly the host changes the subject; starts
    int64[cues]: ms; turns: the cues at which a subject begins in the host's words."""

    block_ms: int
    terms: Float
    change: Float
    starts: NDArray[np.int64]
    turns: Sequence[int]


def _blocks(episode: Episode, stream: TokenStream, term_of_word: Int32, length: int) -> _Blocks:
    block_ms = max(BLOCK_MS, -(-length // MOST_BLOCKS))
    starts = np.fromiter((cue.start_ms for cue in episode.cues), dtype=np.int64, count=len(episode.cues))
    many = int(starts[-1] // block_ms) + 1
    turns = _turns(stream, episode.language)
    change = np.bincount(starts[turns] // block_ms, minlength=many).astype(np.float32)
    terms = _terms(term_of_word, (starts // block_ms)[stream.cues], many)
    return _Blocks(block_ms, terms, np.minimum(change, _MOST_CHANGES), starts, turns)


def _terms(term_of_word: Int32, block: NDArray[np.int64], many: int) -> Float:
    """The table of `_Blocks`: of the terms told twice or more, those that weigh most."""
    telling = term_of_word > 0
    known, ids = by_first_occurrence(term_of_word[telling])
    cell = block[telling]
    cell *= len(known)
    cell += ids
    counts = np.bincount(cell, minlength=many * len(known))
    table = counts.reshape(many, len(known)).astype(np.float32)
    spread = np.count_nonzero(table, axis=0)
    weighed = np.log1p(table) * np.log(many / np.maximum(spread, 1))
    weighed[:, spread < 2] = 0.0
    heaviest = np.argsort(-weighed.sum(axis=0), kind="stable")[:_MOST_TERMS]
    return np.asarray(weighed[:, heaviest], dtype=np.float32)


def _turns(stream: TokenStream, language: str) -> list[int]:
    """The cues at which the host says that the subject changes."""
    text = "\n".join(stream.texts).lower().replace("’", "'")
    ends = np.cumsum([len(line) + 1 for line in stream.texts])
    places = sorted(place for phrase in languages.of(language).topic_changes for place in _places(text, phrase))
    cues: list[int] = np.searchsorted(ends, places, side="right").tolist()
    return [cue for cue in dict.fromkeys(cues) if cue < len(stream.texts)]


def _places(text: str, phrase: str) -> Iterator[int]:
    place = text.find(phrase)
    while place >= 0:
        yield place
        place = text.find(phrase, place + 1)


def _similarity(blocks: _Blocks) -> Float:
    """float32[blocks, blocks]: the cosine of the blocks' terms, less its mean; neighbours lend each other a half."""
    terms = blocks.terms.copy()
    terms[1:] += blocks.terms[:-1] / 2
    terms[:-1] += blocks.terms[1:] / 2
    terms /= np.maximum(np.linalg.norm(terms, axis=1, keepdims=True), 1e-9)
    # Not terms @ terms.T: on a busy machine the threads of a BLAS wait 8 ms for one another, for work of .2 ms.
    alike = np.einsum("ik,jk->ij", terms, terms)
    return np.asarray(alike - alike.mean())


def _divide(alike: Float, change: Float, shortest: int) -> list[int]:
    """The first block of each chapter, of the division whose chapters are most alike within, less the cost of each."""
    n = len(alike)
    total = np.zeros((n + 1, n + 1))
    total[1:, 1:] = alike.astype(np.float64).cumsum(axis=0).cumsum(axis=1)
    square, places = total.diagonal(), np.arange(n)
    gain = np.concatenate([[0.0], change[1:] * _BONUS])
    best, cut = np.full(n + 1, -np.inf), np.zeros(n + 1, dtype=np.int64)
    best[0] = 0.0
    for j in range(1, n + 1):
        i = places[:j]
        within = (total[j, j] - 2 * total[i, j] + square[i]) / (j - i)
        allowed = (j - i >= shortest) | (i == 0) | (j == n)
        value = np.where(allowed, best[i] + within - _PENALTY + gain[i], -np.inf)
        cut[j] = int(value.argmax())
        best[j] = value[cut[j]]
    return _walked(cut, n)


def _walked(cut: NDArray[np.int64], end: int) -> list[int]:
    cuts: list[int] = []
    while end > 0:
        end = int(cut[end])
        cuts.append(end)
    return sorted(cuts)


def _cue_at(blocks: _Blocks, block: int) -> int:
    """The cue a chapter begins with: where the host says so in the block or the one before, else the block's first."""
    start = block * blocks.block_ms
    near = [cue for cue in blocks.turns if start - blocks.block_ms <= blocks.starts[cue] < start + blocks.block_ms]
    if near:
        return min(near, key=lambda cue: abs(int(blocks.starts[cue]) - start))
    return int(np.searchsorted(blocks.starts, start))
