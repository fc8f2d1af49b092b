"""Chapters: as the page states them, else found where what is spoken of changes, few, titled by their terms, marked
automatic.

Blocks of 15 s (more in long programmes) are compared by their terms; the best division of the whole is found by dynamic
programming, with a bonus where the host says that the subject changes. Put the boundaries of a programme divided by
hand within 6 s, which dividing at dips of similarity did not."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from archive import languages
from archive.analysis.boilerplate import NOTHING, Repeated
from archive.languages.lexicon import Lexicon
from archive.model.episode import Chapter, Episode
from archive.storage.array_file import Float64, Int32
from archive.text.timecode import stated_chapters
from archive.text.token_stream import TokenStream
from archive.text.tokenizer import words
from archive.text.word_times import length_ms

Float = NDArray[np.float32]

BLOCK_MS, MOST_BLOCKS = 15_000, 120
LEAST_MS, MOST_MS = 180_000, 1_500_000
"""Of a chapter: who looks for a subject in a programme of five hours is not helped by one of 67 minutes."""
SHORTEST_EPISODE_MS, LONGEST_INTRODUCTION_MS = 300_000, 300_000
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
    """Chapters found in what is said: at most one every three minutes, the first and the last may be short; of 25
    minutes at most, where words name what is spoken of."""
    length = length_ms(episode)
    if length < SHORTEST_EPISODE_MS or not stream.words:
        return ()
    ids = lexicon.ids(stream.words)
    term_of_word = lexicon.term[ids]
    blocks = _blocks(episode, stream, term_of_word, length)
    shortest = max(LEAST_MS // blocks.block_ms, 1)
    cuts = _divide(_similarity(blocks), blocks.change, shortest, max(MOST_MS // blocks.block_ms, 2 * shortest))
    starts = [0, *(_cue_at(blocks, cut) for cut in cuts if cut)]
    named = titles(stream, starts, term_of_word, lexicon, episode.language, repeated)
    every = [Chapter(episode.cues[cue].start_ms, title, automatic=True) for cue, title in zip(starts, named, strict=True)]
    return _told(every, languages.of(episode.language).wording.introduction)


def _told(every: Sequence[Chapter], introduction: str = "") -> tuple[Chapter, ...]:
    """The chapters that words name: where one stood out at most ("Aujourd'hui"), or the same title again, it goes with
    the one before; the beginning with the one that follows, or is the introduction. None where nothing is named."""
    named = [chapter for chapter in every if len(_PARTS.split(chapter.title)) > 1]
    new = [after for before, after in pairwise(named) if after.title.casefold() != before.title.casefold()]
    begins = named[0].start_ms - every[0].start_ms if named and introduction else 0
    if 0 < begins <= LONGEST_INTRODUCTION_MS:
        return (structs.replace(every[0], title=introduction), named[0], *new)
    return (structs.replace(named[0], start_ms=every[0].start_ms), *new) if named else ()


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
    phrases = languages.of(language).topic_changes
    places = sorted(found.start() for phrase in phrases for found in re.finditer(re.escape(phrase), text))
    cues: list[int] = np.searchsorted(ends, places, side="right").tolist()
    return [cue for cue in dict.fromkeys(cues) if cue < len(stream.texts)]


def _similarity(blocks: _Blocks) -> Float:
    """float32[blocks, blocks]: the cosine of the blocks' terms, less its mean; neighbours lend each other a half."""
    terms = blocks.terms.copy()
    terms[1:] += blocks.terms[:-1] / 2
    terms[:-1] += blocks.terms[1:] / 2
    terms /= np.maximum(np.linalg.norm(terms, axis=1, keepdims=True), 1e-9)
    # Not terms @ terms.T: on a busy machine the threads of a BLAS wait 8 ms for one another, for work of .2 ms.
    alike = np.einsum("ik,jk->ij", terms, terms)
    return np.asarray(alike - alike.mean())


def _divide(alike: Float, change: Float, shortest: int, longest: int) -> list[int]:
    """The first block of each chapter, of the division whose chapters are most alike within, less the cost of each;
    each of `shortest` to `longest` blocks, the first and the last perhaps of fewer."""
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
        allowed = ((j - i >= shortest) | (i == 0) | (j == n)) & (j - i <= longest)
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


LONGEST, LISTED = 5, 3
"""Words of a title: of a phrase, and where none is said often enough, of a list."""
LEAST_SAID, LEAST_NAMED, SHORT_CHAPTER = 3, 2, 200
"""How often what titles a chapter is said in it, and a name behind the opening; in one of a minute, by its words, once
less. What is said twice in some minutes is often a turn of speech ("Somebody creating") or a verse of a song."""
COMMON_ZIPF, EVERYDAY_ZIPF = 4.5, 5.6
"""A word commoner than the first tells too little to be listed (biggest, difference), than the second to complete a
phrase (full: Full Stack)."""
SHORT_LIST = 850
"""Words, five minutes of speech, from which a list is a title: what opens and ends a programme is sponsors and
thanks."""
MOST_WORDS = 20_000
"""Words of a chapter in which its title is looked for: two hours of speech."""
_MOST_FILLERS, _SHORTEST_BOUND = 2, 3
_TRIED = 40
_PARTS = re.compile(r"[\s-]+")
_BREAKS = re.compile(r"[.!?…;:,()\[\]«»\"“”]|\s[-–—]\s")
_ADDRESS = re.compile(r"\w[.@]\w")
_LABEL = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w.'’-]{0,30} ?){1,4}:")
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
    clause, else the most telling words; "…" where nothing of its own is said often enough.

    term_of_word int32[words]: the term of each word of the episode, by its number in the lexicon; `repeated`: what the
    show repeats. What greets, what is no word and what every episode says is left out.
    Of an endless chapter the first `MOST_WORDS` are tried."""
    edges = [0, *(stream.first_word(cue) for cue in starts[1:]), len(stream.words)]
    known, of_word = by_first_occurrence(term_of_word)
    counts = np.stack([np.bincount(of_word[a:b], minlength=len(known)) for a, b in pairwise(edges)])
    telling = _telling(counts, known, lexicon)
    titling, own = _titling(stream, language), ~np.isin(stream.cues, repeated.cues)
    part = _Part(stream, lexicon, titling, languages.of(language).linking_words or languages.united().linking_words)
    made = []
    for i, (first, end) in enumerate(pairwise(edges)):
        last = min(end, first + MOST_WORDS)
        weight = telling[i][of_word[first:last]] * titling[first:last]
        found = part.titles(first, weight * own[first:last], of_word[first:last])
        title = next((one for one in found if not repeated.hold(one)), "…")
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
    """bool[words]: the words that may tell: no numbers, no lone letters, no half of a word ("don't"), no name of who
    speaks ("Anne :"), and nothing that is said to greet, to thank, to part, to deny or to spell an address in the
    language of the episode; of an unknown one, in all."""
    own = languages.of(language)
    own = own if own.greetings else languages.united()
    silent = own.greetings | own.denials | {name for sign in "./" for name in own.sign_names.get(sign, ())}
    tells = {word: len(word) > 1 and not word[0].isdigit() and word not in silent for word in set(stream.words)}
    whole = (word not in own.apostrophe_endings for word in (*stream.words[1:], ""))
    told = np.fromiter((tells[word] and ends for word, ends in zip(stream.words, whole, strict=True)), bool, len(stream.words))
    for cue, text in enumerate(stream.texts):
        for label in _LABEL.finditer(text) if ":" in text else ():
            first = stream.first_word(cue) + len(words(text[: label.start()]))
            told[first : first + len(words(label.group()))] = False
    return told


@dataclass(frozen=True, slots=True)
class _Part:
    """What titles parts of a transcript; `titling`: of each word, whether it may."""

    stream: TokenStream
    lexicon: Lexicon
    titling: NDArray[np.bool_]
    linking: Container[str]

    def titles(self, first: int, weight: Float64, term: NDArray[np.int64]) -> Iterator[str]:
        """Titles of the words from `first` on, as many as have a weight, the best first: what is said often, then a
        list of words, then a name."""
        said, short = tuple(self._said(first, weight)), len(weight) <= SHORT_CHAPTER
        yield from (phrase for phrase, times in said if times >= LEAST_SAID - short)
        yield from self._listed(first, weight, term)
        parts = ((phrase, [part for part in phrase.split() if part not in self.linking]) for phrase, _ in said if first)
        yield from (phrase for phrase, own in parts if all(part[0].isupper() for part in own))

    def _said(self, first: int, weight: Float64) -> Iterator[tuple[str, int]]:
        """The phrases that stand within a clause, as transcribed, with how often they are said; the heaviest first, of
        equals the earlier."""
        tells = weight > 0
        for places, n in _phrases(self.stream.words[first : first + len(weight)], weight):
            if all(tells[at] or self._links(first + at) for at in range(places[0], places[0] + n)):
                start, many = self._whole([first + place for place in places], n)
                written, beside = self.stream.as_written(start, many), self._beside(start, many)
                if self._is_clause(start, many) and not _ADDRESS.search(beside) and f"-{written}" not in beside:
                    yield written, len(places)

    def _listed(self, first: int, weight: Float64, term: NDArray[np.int64]) -> Iterator[str]:
        """The most telling words, as they are written most often, where there are two."""
        said: defaultdict[int, list[int]] = defaultdict(list)
        for at in weight.nonzero()[0].tolist() if len(weight) > SHORT_LIST else ():
            said[int(term[at])].append(first + at)
        often = sorted((places for places in said.values() if len(places) >= LEAST_SAID), key=lambda one: -weight[one[0] - first])
        found: list[str] = []
        for places in often[:_TRIED]:
            written, _ = Counter(self.stream.as_written(place, 1) for place in places).most_common(1)[0]
            common = self.lexicon.zipf(self.stream.words[places[0]]) >= COMMON_ZIPF
            spelt = any(_ADDRESS.search(self._beside(place, 1)) for place in places)
            alike = any(a in b for one in found for a, b in permutations((one.casefold(), written.casefold())))
            if not common and not spelt and not alike:
                found.append(written)
        if len(found) > 1:
            yield ", ".join(found[:LISTED])

    def _whole(self, places: Sequence[int], n: int) -> tuple[int, int]:
        """A phrase with the words beside it that it is never said without: no "Luc Mélenchon"."""
        start, end = 0, n
        while end - start < LONGEST and self._is_bound(places, start - 1, start - 1):
            start -= 1
        while end - start < LONGEST and self._is_bound(places, end, end - 1):
            end += 1
        return places[0] + start, end - start

    def _is_bound(self, places: Sequence[int], beside: int, pair: int) -> bool:
        """Whether one word stands beside a phrase, in its clause, wherever it is said; `pair`: where the two begin."""
        near = {self.stream.words[max(place + beside, 0) : place + beside + 1] for place in places}
        word = "".join(near.pop()) if len(near) == 1 and len(places) > 1 else ""
        if len(word) < _SHORTEST_BOUND or word in self.linking or not self.titling[places[0] + beside]:
            return False
        named = self.lexicon.zipf(word) < EVERYDAY_ZIPF or all(
            self.stream.as_written(place + beside, 1)[0].isupper() for place in places
        )
        return named and all(self._is_clause(place + pair, 2) for place in places)

    def _is_clause(self, position: int, n: int) -> bool:
        """Whether some words stand within a clause."""
        *whole, (last, (begin, end)) = self.stream.spans(position, n)
        parts = (self.stream.texts[cue][start:] for cue, (start, _) in whole)
        return not any(map(_BREAKS.search, (*parts, self.stream.texts[last][begin:end])))

    def _beside(self, position: int, n: int) -> str:
        """Some words with those before and behind them: a part of an address is no phrase."""
        before, last = max(position - 1, 0), min(position + n + 1, len(self.stream.words))
        return self.stream.as_written(before, last - before)

    def _links(self, position: int) -> bool:
        """Whether a word joins those beside it. A capital begins a sentence, full stop or not."""
        return self.stream.words[position] in self.linking and not self.stream.as_written(position, 1)[:1].isupper()


def _phrases(words: Sequence[str], weight: Float64) -> Iterator[tuple[Sequence[int], int]]:
    """(positions, words) of the phrases worth trying, the heaviest first."""
    scores = [(score, -places[0], n, places) for n in range(2, LONGEST + 1) for places, score in _scored(words, weight, n)]
    yield from ((places, n) for _, _, n, places in sorted(scores, reverse=True)[:_TRIED])


def _scored(words: Sequence[str], weight: Float64, n: int) -> list[tuple[Sequence[int], float]]:
    """The phrases of n different words that begin and end with telling ones, with few others in a row: where each is
    said, and its weight."""
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
        (places, float(totals[places[0]]) * (1 + _WEIGHT_OF_REPEATS * math.log(len(places))))
        for phrase, places in said.items()
        if len(set(phrase)) == n and len(places) >= LEAST_NAMED - (len(words) <= SHORT_CHAPTER)
    ]
