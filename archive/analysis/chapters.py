"""Chapters: as the page states them, else found where what is spoken of changes, few, titled by their terms, marked
automatic.

Blocks of 15 s (more in long programmes) are compared by their terms; the best division of the whole is found by dynamic
programming, with a bonus where the host says that the subject changes. Put the boundaries of a programme divided by
hand within 6 s, which dividing at dips of similarity did not."""

import math
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from archive import languages
from archive.analysis.boilerplate import NOTHING, Repeated
from archive.languages import united
from archive.languages.lexicon import Lexicon
from archive.model.episode import Chapter, Cue, Episode, length_ms
from archive.storage.array_file import Float64, Int32
from archive.text.timecode import stated_chapters
from archive.text.token_stream import TokenStream

Float = NDArray[np.float32]

BLOCK_MS, MOST_BLOCKS = 15_000, 120
LEAST_MS = 180_000
SHORTEST_EPISODE_MS = 300_000
# What a division must bring in likeness within its chapters, and what the host's own words bring it: chosen on a
# programme divided by hand, where any penalty from 3 to 4 finds the same three boundaries.
_PENALTY, _BONUS = 3.5, 1.8
_MOST_CHANGES = 2.0
_MOST_TERMS = 300


def chapters(episode: Episode, stream: TokenStream, lexicon: Lexicon, repeated: Repeated = NOTHING) -> tuple[Chapter, ...]:
    """The chapters of an episode: those the page states, else automatic ones; none for a short programme. `repeated`:
    what the show's other episodes say too."""
    return episode.chapters or stated(episode) or automatic(episode, stream, lexicon, repeated)


def stated(episode: Episode) -> tuple[Chapter, ...]:
    """The chapters that the description lists, where the last begins within the programme: an editor's description may
    list them where the page's does not."""
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
    every = [Chapter(episode.cues[cue].start_ms, title, automatic=True) for cue, title in zip(starts, named, strict=True)]
    return _told(every)


def _told(every: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """The chapters that a phrase names: where only a word stood out ("Aujourd'hui"), or the same phrase again, it goes
    with the one before; the beginning with the one that follows. Where nothing is named all stay: they divide the
    programme all the same."""
    named = [chapter for chapter in every if len(_PARTS.split(chapter.title)) > 1]
    new = [after for before, after in pairwise(named) if after.title.casefold() != before.title.casefold()]
    return (structs.replace(named[0], start_ms=every[0].start_ms), *new) if named else tuple(every)


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
    starts = np.maximum.accumulate(starts)  # of a page whose times go back the order is kept
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


LONGEST = 5
"""Words of a title: from two on, of one where no two telling words stand near each other."""
LEAST_SAID = 2
"""How often a title of several words is said in its chapter. Of 271 titles in 70 episodes drawn from a real archive 47
were said once: sponsors, addresses read aloud ("Slash talkpython") and chance words ("Wedding sitting") but for five."""
SHORT_CHAPTER = 200
"""Words, a minute of speech, in which nothing need be said twice."""
MOST_WORDS = 20_000
"""Words of a chapter in which its title is looked for: two hours of speech."""
_MOST_FILLERS = 2
_TRIED = 40
_PARTS = re.compile(r"[\s-]+")
_BREAKS = re.compile(r"[.!?…;:,()\[\]«»\"“”]|\s[-–—]\s")
_ADDRESS = re.compile(r"\w[.@]\w")
_WEIGHT_OF_LENGTH = 0.5
_WEIGHT_OF_REPEATS = 2.0
"""A phrase's weight is the sum of its terms' over the square root of its length: the long do not win by length. What is
said several times in the same words is a term of the passage: twice weighs 2.4 times as much, four times 3.8."""


def titles(
    stream: TokenStream,
    starts: Sequence[int],
    term_of_word: NDArray[np.int32],
    lexicon: Lexicon,
    language: str = "und",
    repeated: Repeated = NOTHING,
) -> tuple[str, ...]:
    """A title for each of the chapters that begin at some cues: a phrase from one telling word to another, within a
    clause.

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
    """The distinct terms in the order in which they come, and of each word the place of its term among them
    (int64[words]).

    A lexicon numbers terms as it meets them, which another process does in another order: what is chosen among equals
    must not hang on it."""
    place = np.zeros(int(terms.max(initial=-1)) + 1, np.int32)
    # from 1; of equal terms the last that is written stays
    place[terms[::-1]] = np.arange(len(terms), 0, -1, dtype=np.int32)
    known = np.flatnonzero(place)
    known = known[np.argsort(place[known])]
    place[known] = np.arange(len(known), dtype=np.int32)
    return known.astype(np.int32), place[terms].astype(np.int64)


def _telling(counts: NDArray[np.int64], known: NDArray[np.int32], lexicon: Lexicon) -> Float64:
    """float64[chapters, terms]: how often it is said here, how much of all is said here, how rare it is in the
    language."""
    rarity = np.array([lexicon.rarity[term] for term in known.tolist()]) * (known > 0)
    return np.asarray(np.log1p(np.maximum(counts - 0.5, 0)) * counts / counts.sum(axis=0) * rarity)


def _titling(stream: TokenStream, language: str) -> NDArray[np.bool_]:
    """bool[words]: the words that may tell: no numbers, no lone letters, and nothing that is said to greet, to thank
    and to part in the language of the episode; of an unknown one, in all."""
    said = languages.of(language).greetings or languages.united().greetings
    tells = {word: len(word) > 1 and not word[0].isdigit() and word not in said for word in set(stream.words)}
    return np.fromiter(map(tells.__getitem__, stream.words), bool, len(stream.words))


def _written(stream: TokenStream, first: int, weight: Float64, linking: Container[str]) -> Iterator[str]:
    """The phrases of the words from `first` on, as many as have a weight, that stand within a clause, as transcribed,
    the heaviest first; of equals the earlier."""
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
    """Whether a word joins those beside it to one phrase. A capital begins a sentence, whether or not a full stop was
    heard."""
    return stream.words[position] in linking and not stream.as_written(position, 1)[:1].isupper()


def _phrases(words: Sequence[str], weight: Float64) -> Iterator[tuple[int, int]]:
    """(position, words) of the phrases worth trying, the heaviest first; then of single words."""
    scores = [(score, -position, n) for n in range(2, LONGEST + 1) for position, score in _scored(words, weight, n)]
    yield from ((-place, n) for _, place, n in sorted(scores, reverse=True)[:_TRIED])
    yield from ((int(position), 1) for position in np.argsort(-weight, kind="stable")[:_TRIED] if weight[position] > 0)


def _scored(words: Sequence[str], weight: Float64, n: int) -> list[tuple[int, float]]:
    """The phrases of n different words that begin and end with telling ones, with few others in a row: where each is
    first said, and its weight."""
    if len(weight) < n:
        return []
    windows = np.lib.stride_tricks.sliding_window_view(weight, n)
    tells = windows > 0
    fits = tells[:, 0] & tells[:, -1] & (n - tells.sum(axis=1) <= _MOST_FILLERS)
    said: dict[tuple[str, ...], list[int]] = {}
    for place in fits.nonzero()[0].tolist():
        said.setdefault(tuple(words[place : place + n]), []).append(place)
    totals = windows.sum(axis=1) / n**_WEIGHT_OF_LENGTH
    least = LEAST_SAID if len(words) > SHORT_CHAPTER else 1
    return [
        (places[0], float(totals[places[0]]) * (1 + _WEIGHT_OF_REPEATS * math.log(len(places))))
        for phrase, places in said.items()
        if len(set(phrase)) == n and len(places) >= least
    ]


# A paragraph ends with a sentence where the voice rests or where it has grown long enough to be read at a glance.
REST_MS, SILENCE_MS = 1_500, 4_000
FULL_CHARACTERS, MOST_CHARACTERS = 320, 900
MOSTLY = 0.8
"""Where more of the cues open with a dash, it is how the page writes a line, and tells no voices apart."""
_END = re.compile(r"[.!?…](?:\s?[\"»”’')\]])*\s*$")
_DASHES = ("- ", "– ", "— ", "-", "–", "—")


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends with the text."""
    return _END.search(text) is not None and not text.rstrip().endswith(united().abbreviations)


def paragraphs(cues: Sequence[Cue]) -> tuple[int, ...]:
    """The paragraph of every cue, from 0: a new one where the speaker changes, where a silence is long, and where a
    sentence ends at a rest or after some 320 characters; a cue that opens with a dash is another voice, unless nearly
    all do."""
    numbers: list[int] = []
    number, characters = 0, 0
    dashes = sum(cue.text.startswith(_DASHES) for cue in cues) <= MOSTLY * len(cues)
    for place, cue in enumerate(cues):
        if place and (_changes(cues[place - 1], cue, dashes) or _rests(cues[place - 1], cue, characters)):
            number, characters = number + 1, 0
        numbers.append(number)
        characters += len(cue.text)
    return tuple(numbers)


def _changes(before: Cue, cue: Cue, dashes: bool) -> bool:
    return cue.speaker != before.speaker or cue.kind != before.kind or (dashes and cue.text.startswith(_DASHES))


def _rests(before: Cue, cue: Cue, characters: int) -> bool:
    pause = cue.start_ms - before.end_ms if before.end_ms is not None else 0
    if pause >= SILENCE_MS or characters >= MOST_CHARACTERS:
        return True
    return (pause >= REST_MS or characters >= FULL_CHARACTERS) and ends_sentence(before.text)
