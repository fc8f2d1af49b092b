"""The words of a generation: one sorted table made with it, and a small table of what its children added and took away."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import NDArray

from archive.search.expansion.ngrams import NGrams
from archive.search.index.write.segment_lexicon import lexicon_arrays
from archive.storage.array_file import Array, array_to_strings

_CACHED = 8192
"""The counts of so many words are kept: a question asks for those of each form of its words several times."""
Counts = dict[str, dict[str, int]]
"""language -> word -> episodes."""


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

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._blob = memoryview(arrays["words"].data)
        self._start = arrays["start"]
        self._by_language = arrays["episodes"]
        self._languages: list[str] = array_to_strings(arrays["languages"])
        self._episodes = arrays["episodes"].sum(axis=0, dtype=np.int32)
        self._words = _Words(self._blob, self._start)

    def count(self, word: bytes) -> int:
        """Episodes that hold the word."""
        place = bisect_left(self._words, word)
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

    def by_language(self) -> Counts:
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


class WhooshVocabulary:
    """The Vocabulary of engine.py."""

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


def merged(tables: Sequence[dict[str, Array]]) -> dict[str, Array]:
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
    counts: Counts = {}
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


def pairs_of(lexicons: Sequence[dict[str, Array]], table: dict[str, Array], most: int) -> NGrams:
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


def _words_of(table: dict[str, Array]) -> list[bytes]:
    return table["words"].tobytes().split(b"\n")[:-1]
