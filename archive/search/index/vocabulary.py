"""The words of an index and in how many episodes each stands.

Each segment has a table of its words (its lexicon) and of its rare pairs of neighbours. A full generation has one
sorted table of them all, and beside it stands a small one of what incremental generations added and took away.
Word n-grams are neighbouring words that a machine may have written for one word it did not know."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

from archive.search.index.types import WordCounts
from archive.search.index.write.inversion import Inverted
from archive.storage.array_file import Array, Int32, array_to_strings, strings_to_array
from archive.storage.string_table import Signposts

NO_WORD = -1


@dataclass(frozen=True, slots=True)
class NGrams:
    """places int32[n, longest]: places in `words`, NO_WORD after the end of a shorter n-gram; count int32[n]: how often
    each came.

    Millions of n-grams as strings would take a hundred times the memory."""

    words: Sequence[str]
    places: Int32
    count: Int32

    @classmethod
    def of(cls, counts: Mapping[tuple[str, ...], int]) -> "NGrams":
        """The same from words with their counts."""
        words = sorted({word for ngram in counts for word in ngram})
        place = {word: number for number, word in enumerate(words)}
        places = np.full((len(counts), max(map(len, counts), default=0)), NO_WORD, np.int32)
        for row, ngram in enumerate(counts):
            places[row, : len(ngram)] = [place[word] for word in ngram]
        return cls(words, places, np.array(list(counts.values()), np.int32))

    def __len__(self) -> int:
        return len(self.count)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return (tuple(self.words[place] for place in ngram if place != NO_WORD) for ngram in self.places.tolist())

    def joined(self, between: str) -> list[str]:
        """Each n-gram as one text, with something between any two words."""
        texts = [""] * len(self)
        for number, column in enumerate(self.places.T):
            before = between if number else ""
            word_of = [*(before + word for word in self.words), ""]
            texts = [text + word_of[place] for text, place in zip(texts, column.tolist(), strict=True)]
        return texts

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "NGrams":
        """Those chosen, by mask or by index."""
        return replace(self, places=self.places[chosen], count=self.count[chosen])

    def with_any(self, words: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """bool[n]: the n-grams that hold any of the words given by a mask over `words`."""
        holds = np.zeros(len(self), np.bool_)
        known = np.append(words, False)
        for column in self.places.T:
            holds |= known[column]
        return holds


MANY = 4
"""Of so many times as many words as are wanted, those are put in order that stand in as many episodes as the last of
them."""
_CACHED = 8192
"""The counts of so many words are kept: a question asks for those of each form of its words several times."""


class _Words(Sequence[bytes]):
    """The sorted words of a table, as a sequence to bisect; nothing is decoded before it is asked for."""

    def __init__(self, blob: memoryview, start: Array) -> None:
        self._blob, self._start = blob, start

    def __len__(self) -> int:
        return len(self._start) - 1

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> list[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | list[bytes]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return bytes(self._blob[self._start.item(place) : self._start.item(place + 1) - 1])


class Table:
    """One table of words with their episodes; in a table of changes a count may be below 0."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._letters = np.asarray(arrays["words"])
        self._blob = memoryview(arrays["words"].data)
        self._start = arrays["start"]
        self._by_language = arrays["episodes"]
        self._languages: list[str] = array_to_strings(arrays["languages"])
        self._episodes = arrays["episodes"].sum(axis=0, dtype=np.int32)
        self._words = _Words(self._blob, self._start)
        self._signposts = Signposts(arrays["words"], self._start, len(self._words))

    def count(self, word: bytes) -> int:
        """Episodes that hold the word."""
        place = bisect_left(self._words, word, *self._signposts.between(word + b"\n"))
        return int(self._episodes[place]) if place < len(self._words) and self._words[place] == word else 0

    def word(self, place: int) -> bytes:
        """The word at a place."""
        return self._words[place]

    def commonest(self, places: NDArray[np.int64], most: int) -> list[tuple[bytes, int]]:
        """The commonest words of some places, which rise, with their episodes; of equals the first."""
        counts = self._episodes[places]
        if len(places) > MANY * most:
            line = np.partition(counts, len(counts) - most)[len(counts) - most]
            places, counts = places[counts >= line], counts[counts >= line]
        first = (-counts).argsort(kind="stable")[:most]
        return [(self._words[place], self._episodes.item(place)) for place in places[first].tolist()]

    def size(self, prefix: bytes) -> int:
        """How many bytes the words have that begin with the prefix."""
        low, high = self._range(prefix)
        return self._start.item(high) - self._start.item(low)

    def like(self, prefix: bytes, *parts: bytes) -> NDArray[np.int64]:
        """int64[n], rising: the places of the words that begin with the prefix and hold the parts behind it, one behind
        the other, the last at their end. Each is taken where it first stands: to try it farther on finds nothing
        more."""
        low, high = self._range(prefix)
        *between, last = parts
        edges = self._start[low : high + 1].astype(np.int64)
        place, begin, end = np.arange(low, high), edges[:-1] + len(prefix), edges[1:] - 1 - len(last)
        ends = (begin <= end).nonzero()[0]
        for number, letter in enumerate(last):
            ends = ends[self._letters[end[ends] + number] == letter]
        place, begin, end = place[ends], begin[ends], end[ends]
        for part in filter(None, between):
            found = self._found(part, edges[0], edges[-1])
            behind = np.append(found, edges[-1])[found.searchsorted(begin)] + len(part)
            kept = behind <= end
            place, begin, end = place[kept], behind[kept], end[kept]
        return place

    def _found(self, part: bytes, first: int, behind: int) -> NDArray[np.int64]:
        """int64[n], rising: where some letters stand between two bytes of the table."""
        text = self._letters[first:behind]
        found = (text[: len(text) - len(part) + 1] == part[0]).nonzero()[0]
        for number, letter in enumerate(part[1:], 1):
            found = found[text[found + number] == letter]
        return found + first

    def by_language(self) -> WordCounts:
        """language -> word -> episodes, without words that no episode of the language holds."""
        words = [word.decode() for word in bytes(self._blob).split(b"\n")[:-1]]
        return {
            language: {words[place]: int(counts[place]) for place in np.flatnonzero(counts).tolist()}
            for language, counts in zip(self._languages, self._by_language, strict=True)
        }

    def _range(self, prefix: bytes) -> tuple[int, int]:
        if not prefix:
            return 0, len(self._words)
        low = bisect_left(self._words, prefix)
        return low, bisect_left(self._words, prefix + b"\xff", low)


def word_place(arrays: Mapping[str, Array], word: bytes) -> int | None:
    """The place of a word in a table; None where it does not have it."""
    words = _Words(memoryview(arrays["words"].data), arrays["start"])
    place = bisect_left(words, word)
    return place if place < len(words) and words[place] == word else None


class Vocabulary:
    """The words of a generation, for asking."""

    def __init__(self, base: Table, changes: Table, frequency: Callable[[str], int]) -> None:
        self._base, self._changes = base, changes
        self._count = lru_cache(_CACHED)(lambda word: base.count(word.encode()) + changes.count(word.encode()))
        self._frequency = lru_cache(_CACHED)(frequency)

    def count(self, word: str) -> int:
        """Episodes that hold the word in any field; 0 where none does."""
        return self._count(word)

    def frequency(self, word: str) -> int:
        """How often the word stands in all fields together; 0 where it stands nowhere."""
        return self._frequency(word)

    def starting(self, prefix: str, limit: int) -> tuple[str, ...]:
        """Words that begin with the prefix, the commonest first."""
        return self._commonest((prefix.encode(), b""), limit)

    def matching(self, pattern: str, limit: int) -> tuple[str, ...]:
        """Words that match a pattern with `*` inside, the commonest first."""
        if "*" not in pattern:
            return (pattern,) if self.count(pattern) else ()
        return self._commonest([part.encode() for part in pattern.split("*")], limit)

    def scanned(self, pattern: str) -> int:
        """How many bytes of words are held against a pattern with `*` inside, once for each of its parts."""
        prefix, *parts = pattern.split("*")
        return self._base.size(prefix.encode()) * (1 + sum(map(bool, parts)))

    def _commonest(self, parts: Sequence[bytes], limit: int) -> tuple[str, ...]:
        """The words like some parts (`Table.like`) that any episode holds, the commonest first, then in order."""
        changed = [self._changes.word(place) for place in self._changes.like(*parts).tolist()]
        held = dict(self._base.commonest(self._base.like(*parts), limit + len(changed)))
        held |= {word: self._count(word.decode()) for word in changed}
        found = sorted((-count, word) for word, count in held.items() if count > 0)
        return tuple(word.decode() for _, word in found[:limit])


def merged(tables: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
    """One table of several: the counts of each word added up, by language."""
    languages = sorted({language for table in tables for language in array_to_strings(table["languages"])})
    words = sorted({word for table in tables for word in _words_of(table)})
    place_of = {word: place for place, word in enumerate(words)}
    counts = np.zeros((len(languages), len(words)), np.int32)
    for table in tables:
        places = np.array([place_of[word] for word in _words_of(table)], np.int64)
        for language, episodes in zip(array_to_strings(table["languages"]), table["episodes"], strict=True):
            counts[languages.index(language), places] += episodes
    return lexicon_arrays(words, counts, languages)


def table_of_sets(sets: Iterable[tuple[str, set[str]]], sign: int) -> dict[str, Array]:
    """A table of some episodes, each a language and its words; with sign -1 what is gone with them."""
    counts: WordCounts = {}
    for language, words in sets:
        held = counts.setdefault(language, {})
        for word in words:
            held[word] = held.get(word, 0) + sign
    return _from_counts(counts)


def _from_counts(counts: Mapping[str, Mapping[str, int]]) -> dict[str, Array]:
    languages = sorted(counts)
    words = sorted({word.encode() for held in counts.values() for word in held})
    rows: list[list[int]] = [[counts[language].get(word.decode(), 0) for word in words] for language in languages]
    return lexicon_arrays(words, np.array(rows, np.int32).reshape(len(languages), len(words)), languages)


def pairs_of(lexicons: Sequence[Mapping[str, Array]], table: Mapping[str, Array], most: int) -> NGrams:
    """The rare pairs of neighbours of several segments, those said more than `most` times in all left out; `table` is
    of all their words."""
    words = _words_of(table)
    place_of = {word: place for place, word in enumerate(words)}
    keys, counts = [np.empty(0, np.uint64)], [np.empty(0, np.int32)]
    for arrays in lexicons:
        places = np.array([place_of[word] for word in _words_of(arrays)], np.uint64)
        keys.append(places[arrays["left"]] << np.uint64(32) | places[arrays["right"]] if len(places) else keys[0])
        counts.append(arrays["pair_count"])
    key, count = _added_up(np.concatenate(keys), np.concatenate(counts))
    rare = count <= most
    left, right = (key[rare] >> np.uint64(32)).astype(np.int32), key[rare].astype(np.uint32).view(np.int32)
    return NGrams([word.decode() for word in words], np.stack((left, right), axis=1), count[rare])


def _added_up(keys: NDArray[np.uint64], counts: NDArray[np.int32]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Each key once, rising, with the sum of its counts."""
    if not len(keys):
        return keys, counts
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    return keys[first], np.add.reduceat(counts[order], first, dtype=np.int32)


def _words_of(table: Mapping[str, Array]) -> list[bytes]:
    return table["words"].tobytes().split(b"\n")[:-1]


MOST_OF_A_PAIR = 50
"""A pair of neighbours said more often than this is no slip of the machine."""
MOST_PAIRS = 2_000_000
RARE_SHARE = 0.01
RARE_LEAST = 5
"""One word of a pair must stand in at most this share of the episodes, or in this many: a small archive has rare words
too."""


def union_counts(fields: Sequence[Inverted], language: NDArray[np.int32], languages: int, words: int) -> NDArray[np.int32]:
    """int32[languages, words]: episodes that hold each word in any field. `fields` begins with speech, the largest."""
    documents = max(1, len(language))
    counts = np.zeros(languages * words, np.int64)
    seen: list[NDArray[np.int64]] = []
    for inverted in fields:
        key = np.repeat(inverted.term.astype(np.int64), inverted.episodes) * documents + inverted.doc
        for before in seen:
            key = key[~_stands_in(key, before)]
        seen.append(key)
        counts += np.bincount(language[key % documents].astype(np.int64) * words + key // documents, minlength=len(counts))
    return counts.reshape(languages, words).astype(np.int32)


def _stands_in(values: NDArray[np.int64], rising: NDArray[np.int64]) -> NDArray[np.bool_]:
    if not len(rising):
        return np.zeros(len(values), np.bool_)
    place = np.minimum(np.searchsorted(rising, values), len(rising) - 1)
    return rising[place] == values


def rare_pairs(rank: NDArray[np.uint32], length: NDArray[np.int32], episodes: NDArray[np.int64]) -> dict[str, Array]:
    """Pairs of neighbours within a document, at most MOST_OF_A_PAIR times, one word in few episodes: left, right, count
    int32[n].

    `rank` uint32[w] are the words of all documents in order, `episodes` int64[words] in how many each stands."""
    rare = episodes <= max(RARE_LEAST, int(RARE_SHARE * len(length)))
    pair, count = _counted(_neighbours(rank, length, rare))
    keep = np.flatnonzero(count <= MOST_OF_A_PAIR)[:MOST_PAIRS]
    pair = pair[keep]
    left, right = (pair >> np.uint64(32)).astype(np.int32), pair.astype(np.uint32).view(np.int32)
    return {"left": left, "right": right, "pair_count": count[keep].astype(np.int32)}


def _neighbours(rank: NDArray[np.uint32], length: NDArray[np.int32], rare: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Each pair of neighbours one of which is rare, as one number: the first word above the second."""
    neighbours = np.ones(max(0, len(rank) - 1), np.bool_)
    ends = np.cumsum(length)[:-1]
    neighbours[ends[(ends > 0) & (ends < len(rank))] - 1] = False
    neighbours &= rare[rank[:-1]] | rare[rank[1:]]
    key = rank[:-1][neighbours].astype(np.uint64)
    key <<= np.uint64(32)
    key |= rank[1:][neighbours]
    return key


def no_pairs() -> dict[str, Array]:
    """The same of a segment whose pairs were asked for already."""
    return dict.fromkeys(("left", "right", "pair_count"), np.empty(0, np.int32))


def _counted(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Each key once, rising, and how often it came; `keys` are sorted in place. numpy's own `unique` hashes since 2.3,
    three times slower here."""
    keys.sort()
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    return keys[first], np.diff(np.append(first, len(keys)))


def lexicon_arrays(words: Sequence[bytes], counts: NDArray[np.int32], languages: Sequence[str]) -> dict[str, Array]:
    """words (a line feed after each, in order of bytes), start uint32[n+1], episodes int32[languages, n], languages."""
    lengths = np.fromiter(map(len, words), np.int64, len(words)) + 1
    return {
        "words": np.frombuffer(b"".join(word + b"\n" for word in words), np.uint8),
        "start": np.concatenate(([0], np.cumsum(lengths))).astype(np.uint32),
        "episodes": counts,
        "languages": strings_to_array(list(languages)),
    }
