"""A whole archive searched for a name by its sounds, from its words and where each is said.

What `PhonemeStream` asks of an episode, from every word on, is asked here once of each word of the vocabulary, then of
each two words that are said one after the other somewhere and of which the first may begin the name, and so on to four.
What can still come near after a word is known from the word; so most places are left after one look at a table."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from archive import languages
from archive.analysis.mentions import GRAMMAR_ZIPF, LONGEST_WINDOW, PLAIN_ZIPF, SOUND_LIMIT, SoughtName, distance_of, is_loose
from archive.languages.lexicon import Lexicon
from archive.languages.phonetic_distance import IS_VOWEL, NEAR, SHORT, IncrementalDistance
from archive.storage.array_file import Float32, Int64, UInt8
from archive.text.tokenizer import words

LARGEST_TABLE = 64_000_000
STRETCH = 1 << 20
"""Addresses that are looked at together: what is made of them stays in the processor's cache."""
SHORTEST = 3
"""Sounds of a code that is looked for, as in `PhonemeStream.near`."""
_ROUNDING = 1e-4
_NEVER = np.float32(1e6)
_A_VOWEL = np.uint8(np.argmax(IS_VOWEL))

Array = NDArray[np.unsignedinteger]


class Spoken(Protocol):
    """What is said in some episodes: their words, each once, and the addresses at which each is said, 0 to `size` - 1;
    nothing is said at the address behind an episode."""

    @property
    def words(self) -> Sequence[str]:
        """The words, folded."""
        ...

    @property
    def size(self) -> int:
        """How many addresses there are."""
        ...

    def places(self, number: int) -> NDArray[np.uint32]:
        """uint32[w], rising: where the word of a number is said."""
        ...

    def words_in(self, language: str) -> Int64:
        """The numbers of the words that an episode of a language holds, int64[n], rising."""
        ...

    def number(self, word: str) -> int | None:
        """The number of a word; None where nobody says it."""
        ...


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows of as many words each: runs int64[k, n], the words of the different ones; distance float32[k] of each;
    address int64[m] where one begins, and run int64[m] which it is."""

    runs: Int64
    distance: Float32
    address: Int64
    run: Int64


@dataclass(frozen=True, slots=True)
class _States:
    """How far some runs of words have come: rows, the rows one sound before, and the last sound, as
    `IncrementalDistance` has them; sounds int64[k]: how many."""

    rows: Float32
    before: Float32
    last: UInt8
    sounds: Int64

    @classmethod
    def beginning(cls, query: IncrementalDistance, n: int) -> "_States":
        rows = query.start(n)
        return cls(rows, rows, np.zeros(n, np.uint8), np.zeros(n, np.int64))

    @classmethod
    def anywhere(cls, query: IncrementalDistance, n: int) -> "_States":
        """As if all that stands before cost nothing, wherever in the code that leads."""
        rows = np.zeros((len(query.code) + 1, n), np.float32)
        return cls(rows, rows, np.full(n, _A_VOWEL), np.zeros(n, np.int64))

    def take(self, which: "Int64 | NDArray[np.bool_]") -> "_States":
        return _States(self.rows[:, which], self.before[:, which], self.last[which], self.sounds[which])

    def after(self, query: IncrementalDistance, sounds: UInt8) -> "_States":
        return _States(query.extend(self.rows, self.before, sounds, self.last), self.rows, sounds, self.sounds + 1)

    @property
    def least(self) -> Float32:
        """float32[k]: what each costs at least, whatever follows; the row before may be gone on from by a nasal."""
        return np.asarray(np.minimum(self.rows.min(axis=0), self.before.min(axis=0)), np.float32)


class PhonemeSearch:
    """Searches some speech for codes, in a language: `words` int64[n], rising, are the numbers of the words that it may
    hold, `codes` the sounds of each, as numbers, and `common` how common each is. Within, a word is known by its place
    among these."""

    def __init__(self, spoken: Spoken, words: Int64, codes: Sequence[bytes], common: Callable[[int], float]) -> None:
        self._spoken, self._words, self._common = spoken, words, common
        self._lengths = np.fromiter(map(len, codes), np.int64, len(codes))
        width = int(self._lengths.max(initial=0)) + 1
        self._sounds = np.frombuffer(b"".join(code.ljust(width, b"\0") for code in codes), np.uint8).reshape(-1, width)

    def near(self, code: str, limit: float) -> Iterator[Windows]:
        """The windows of one to four words at most `limit` from a code, as `PhonemeStream.near` has them of one
        episode, and maybe such as are a word of grammar alone, or end with a silent one."""
        query = IncrementalDistance(code)
        if len(query.code) < SHORTEST or not len(self._lengths):
            return
        limit = limit if len(query.code) >= SHORT else 0.0
        allowed = limit * len(query.code)
        first, states = self._opened(query, allowed)
        least = self._least(query, allowed)
        yield from self._single(first, states, limit)
        chosen = np.union1d(first, np.flatnonzero(least < _NEVER))
        said = _Column(self._spoken, self._words[chosen])
        place, begins = np.searchsorted(chosen, first) + 1, np.append(_NEVER, np.full(len(chosen), _NEVER))
        begins[place] = states.least
        follows, common = np.append(_NEVER, least[chosen]), np.append(0.0, [self._common(word) for word in chosen.tolist()])
        address = said.pairs(begins, follows, common, allowed + _ROUNDING)
        run = np.searchsorted(place, said.column[address], sorter=(order := np.argsort(place)))
        runs, run = first[:, None], order[run]
        for many in range(2, LONGEST_WINDOW + 1):
            following = said.column[address + many - 1]
            able = states.least[run] + follows[following] <= allowed + _ROUNDING
            address, run, following = address[able], run[able], following[able]
            (earlier, after), which = _different(run, following, len(follows))
            word = chosen[after - 1]
            kept, states = self._after(query, states.take(earlier), word, allowed)
            runs = np.concatenate([runs[earlier[kept]], word[kept, None]], axis=1)
            address, run = _renumbered(address, which, kept, len(word))
            yield from _ended(states, self._words[runs], address, run, limit)

    def _single(self, first: Int64, states: _States, limit: float) -> Iterator[Windows]:
        """The windows of one word."""
        distance = states.rows[-1] / np.maximum(states.sounds, len(states.rows) - 1)
        near = np.flatnonzero(distance <= limit + _ROUNDING)
        places = [self._spoken.places(number) for number in self._words[first[near]].tolist()]
        if places:
            run = np.repeat(np.arange(len(near)), list(map(len, places)))
            yield Windows(self._words[first[near]][:, None], distance[near], np.concatenate(places).astype(np.int64), run)

    def _opened(self, query: IncrementalDistance, allowed: float) -> tuple[Int64, _States]:
        """The words with which a window may begin."""
        sounding = np.flatnonzero(self._lengths)
        kept, states = self._after(query, _States.beginning(query, len(sounding)), sounding, allowed)
        return sounding[kept], states

    def _least(self, query: IncrementalDistance, allowed: float) -> Float32:
        """float32[words]: what each word costs at least in a window, _NEVER where too much."""
        every = np.arange(len(self._lengths))
        kept, states = self._after(query, _States.anywhere(query, len(every)), every, allowed)
        least = np.full(len(every), _NEVER)
        least[kept] = states.rows.min(axis=0)
        return least

    def _after(self, query: IncrementalDistance, states: _States, word: Int64, allowed: float) -> tuple[Int64, _States]:
        """The states after one more word each, and which of them may still come near."""
        going, done = np.arange(len(word)), []
        for sound in range(self._sounds.shape[1]):
            ended = self._lengths[word[going]] == sound
            done.append((going[ended], states.take(ended)))
            going, states = going[~ended], states.take(~ended)
            if not len(going):
                break
            states = states.after(query, self._sounds[word[going], sound])
            near = states.rows.min(axis=0) <= allowed + _ROUNDING
            going, states = going[near], states.take(near)
        return np.concatenate([kept for kept, _ in done]), _joined([one for _, one in done])


def _joined(parts: Sequence[_States]) -> _States:
    return _States(
        np.concatenate([one.rows for one in parts], axis=1),
        np.concatenate([one.before for one in parts], axis=1),
        np.concatenate([one.last for one in parts]),
        np.concatenate([one.sounds for one in parts]),
    )


def _ended(states: _States, runs: Int64, address: Int64, run: Int64, limit: float) -> Iterator[Windows]:
    """The windows that end here and are near."""
    distance = states.rows[-1] / np.maximum(states.sounds, len(states.rows) - 1)
    near = np.flatnonzero(distance <= limit + _ROUNDING)
    if len(near):
        where, which = _renumbered(address, run, near, len(distance))
        yield Windows(runs[near], distance[near], where, which)


def _renumbered(address: Int64, run: Int64, kept: Int64, n: int) -> tuple[Int64, Int64]:
    """The places whose run, of n, is one of the `kept`, with its number among these."""
    number = np.full(n, -1, np.int64)
    number[kept] = np.arange(len(kept))
    found = number[run]
    return address[found >= 0], found[found >= 0]


def _different(run: Int64, following: Array, most: int) -> tuple[tuple[Int64, Int64], Int64]:
    """Each run and word that follows it once, and which of these each pair is. A table of all that could be is faster
    than sorting what there is, as long as it is small."""
    pair = run * most + following
    possible = (int(run.max(initial=-1)) + 1) * most
    if possible > LARGEST_TABLE:
        once, which = np.unique(pair, return_inverse=True)
        return np.divmod(once, most), which
    number = np.zeros(possible, np.int32)
    number[pair] = 1
    once = np.flatnonzero(number)
    number[once] = np.arange(len(once))
    return np.divmod(once, most), number[pair].astype(np.int64)


class _Column:
    """Which of some words is said at each place: `column`[a] is the place of the word among them, from 1 on, 0 for all
    others."""

    def __init__(self, spoken: Spoken, numbers: Int64) -> None:
        self.column: Array = np.zeros(spoken.size + LONGEST_WINDOW, np.min_scalar_type(len(numbers)))
        for place, number in enumerate(numbers.tolist(), 1):
            self.column[spoken.places(number)] = place

    def pairs(self, begins: Float32, follows: Float32, common: Float32, allowed: float) -> Int64:
        """int64[n], rising: where a word begins that leaves room for what follows it; each table is by place. A word of
        grammar begins nothing before a plain word."""
        grammar, plain = common >= GRAMMAR_ZIPF, common >= PLAIN_ZIPF
        found = [np.empty(0, np.int64)]
        for start in range(0, len(self.column) - 1, STRETCH):
            here, after = self.column[start : start + STRETCH], self.column[start + 1 : start + 1 + STRETCH]
            here = here[: len(after)]
            able = begins[here] + follows[after] <= allowed
            able &= ~(grammar[here] & plain[after])
            found.append(np.flatnonzero(able) + start)
        return np.concatenate(found)


def exact_places(spoken: Spoken, names: Iterable[SoughtName]) -> Int64:
    """Where a name, or a form that is heard for it, is said word for word: int64[n], rising."""
    runs = {tuple(words(form)) for sought in names for form in (sought.name, *sought.heard)}
    return _each_once(_run_places(spoken, run) for run in runs if run)


def near_places(spoken: Spoken, names: Sequence[SoughtName], lexicon: Lexicon) -> Int64:
    """Where something is said that is near a name by sound or spelling: int64[n], rising."""
    loose = [sought for sought in names if is_loose(sought, lexicon)]
    phonetics = languages.of(lexicon.language).phonetics
    if not loose or phonetics is None:
        return _each_once(())
    held = spoken.words_in(lexicon.language)
    held_words = [spoken.words[number] for number in held.tolist()]
    search = PhonemeSearch(spoken, held, list(map(lexicon.said, held_words)), lambda place: lexicon.zipf(held_words[place]))
    return _each_once(
        _near(windows, spoken.words, sought.name, lexicon)
        for sought in loose
        for code in phonetics.encode_name(sought.name)
        for windows in search.near(code, SOUND_LIMIT)
    )


def _near(windows: Windows, vocabulary: Sequence[str], name: str, lexicon: Lexicon) -> Int64:
    """Where the windows begin that are near enough by sound or spelling, common words being paid for."""
    runs = [tuple(map(vocabulary.__getitem__, run)) for run in windows.runs.tolist()]
    near = [_is_near(run, float(far), name, lexicon) for run, far in zip(runs, windows.distance.tolist(), strict=True)]
    return windows.address[np.array(near, np.bool_)[windows.run]]


def _is_near(run: Sequence[str], by_sound: float, name: str, lexicon: Lexicon) -> bool:
    if len(run) > 1 and lexicon.zipf(run[0]) >= GRAMMAR_ZIPF and lexicon.zipf(run[1]) >= PLAIN_ZIPF:
        return False
    return distance_of(name, by_sound, run, lexicon) <= NEAR


def _run_places(spoken: Spoken, run: Sequence[str]) -> Int64:
    numbers = [spoken.number(word) for word in run]
    if None in numbers:
        return np.empty(0, np.int64)
    places = [spoken.places(number).astype(np.int64) - far for far, number in enumerate(numbers) if number is not None]
    found = places[0]
    for others in places[1:]:
        found = np.intersect1d(found, others, assume_unique=True)
    return found


def _each_once(parts: Iterable[Int64]) -> Int64:
    return np.unique(np.concatenate([np.empty(0, np.int64), *parts]))
