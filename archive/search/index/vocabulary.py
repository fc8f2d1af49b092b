"""The words of an index and in how many episodes each stands.

Each segment has a table of its words (its lexicon) and of its rare pairs of neighbours. A full generation has one sorted table
of them all, and beside it stands a small one of what incremental generations added and took away.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

from archive.search.index.ngrams import NGrams
from archive.search.index.types import WordCounts
from archive.search.index.write.inversion import Inverted
from archive.storage.array_file import Array, array_to_strings, strings_to_array
from archive.storage.string_table import Signposts

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

    def beginning(self, prefix: bytes) -> Iterator[tuple[bytes, int]]:
        """Words that begin with the prefix, with their episodes."""
        low, high = self._range(prefix)
        words = bytes(self._blob[int(self._start[low]) : int(self._start[high])]).split(b"\n")[:-1] if low < high else []
        return zip(words, self._episodes[low:high].tolist(), strict=True)

    def commonest(self, prefix: bytes, most: int) -> list[tuple[bytes, int]]:
        """The commonest words that begin with the prefix, with their episodes; of equals the first."""
        low, high = self._range(prefix)
        first = (-self._episodes[low:high]).argsort(kind="stable")[:most] + low
        return [(self._words[place], self._episodes.item(place)) for place in first.tolist()]

    def matching(self, prefix: bytes, pattern: "re.Pattern[bytes]") -> Iterator[tuple[bytes, int]]:
        """Words that begin with the prefix and match whole lines of the pattern."""
        low, high = self._range(prefix)
        first = int(self._start[low])
        for match in pattern.finditer(self._blob[first : int(self._start[high])]):
            place = int(np.searchsorted(self._start, first + match.start(), "right")) - 1
            yield match.group(), int(self._episodes[place])

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
        key = prefix.encode()
        changed = dict(self._changes.beginning(key))
        held = dict(self._base.commonest(key, limit + len(changed)))
        held |= {word: self._base.count(word) for word in changed if word not in held}
        return _commonest(held.items(), changed.items(), limit)

    def matching(self, pattern: str, limit: int) -> tuple[str, ...]:
        """Words that match a pattern with `*` inside, the commonest first."""
        prefix, *rest = pattern.split("*")
        if not rest:
            return (pattern,) if self.count(pattern) else ()
        lines = _lines_like([part.encode() for part in (prefix, *rest)])
        key = prefix.encode()
        return _commonest(self._base.matching(key, lines), self._changes.matching(key, lines), limit)


def _lines_like(parts: Sequence[bytes]) -> "re.Pattern[bytes]":
    """Whole lines that begin with the first part, end with the last and hold the others between them in order. Each is taken where
    it first stands, for good (an atomic group): to try it farther on finds nothing more, and takes time without end."""
    first, *between, last = map(re.escape, parts)
    middle = b"".join(b"(?>[^\n]*?" + part + b")" for part in between)
    return re.compile(b"^" + first + middle + b"[^\n]*" + last + b"$", re.MULTILINE)


def _commonest(base: Iterable[tuple[bytes, int]], changes: Iterable[tuple[bytes, int]], limit: int) -> tuple[str, ...]:
    counts = dict(base)
    for word, change in changes:
        counts[word] = counts.get(word, 0) + change
    found = sorted((-count, word) for word, count in counts.items() if count > 0)
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
    """The rare pairs of neighbours of several segments, those said more than `most` times in all left out; `table` is of all their
    words."""
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
"""One word of a pair must stand in at most this share of the episodes, or in this many: a small archive has rare words too."""


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
    """Pairs of neighbours within a document, at most MOST_OF_A_PAIR times, one word in few episodes: left, right, count int32[n].

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
    """Each key once, rising, and how often it came; `keys` are sorted in place. numpy's own `unique` hashes since 2.3, three times
    slower here."""
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
