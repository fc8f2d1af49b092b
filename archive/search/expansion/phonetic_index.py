"""Words that sound alike: every entry's code of sounds, and the codes near one that is asked for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive import languages
from archive.languages import phonetic_distance
from archive.search.expansion.ngrams import NO_WORD, NGrams
from archive.storage.array_file import Array
from archive.storage.string_table import Groups, grouped

_ROUNDING = 1e-4
SHORTER = 0.75
# Steps in all, whatever the length: more than two or three is another name.
ALLOWANCE = 1.2
_LOST = np.float32(99)

Codes = NDArray[np.bytes_]
Int32 = NDArray[np.int32]
UInt8 = NDArray[np.uint8]

LONGEST_SAID = 64
"""Letters of a word that has a code: the codes of all words lie in one array as wide as the longest, and a page may hold a word of
millions."""


def codes_of(words: Iterable[str], language: str) -> dict[str, tuple[str, ...]]:
    """The codes of folded words; none in a language whose sounds nobody tells, nor of what is too long to be said."""
    phonetics = languages.registered()[language].phonetics if language in languages.registered() else None
    return {word: phonetics.encode_word(word) for word in words if len(word) <= LONGEST_SAID} if phonetics else {}


def codes_of_ngrams(ngrams: NGrams, codes: Mapping[str, tuple[str, ...]], first: int) -> tuple[Int32, Codes]:
    """Entries and codes of n-grams said as one, entries numbered from `first`: all words but the last in their first code, the last
    in each of its codes."""
    each = [codes.get(word) or ("",) for word in ngrams.words]
    heads = phonetic_distance.fixed_width([one[0] for one in each])
    tails = phonetic_distance.fixed_width([code for one in each for code in one])
    begins = np.append(0, np.cumsum([len(one) for one in each])).astype(np.int64)
    entry, found = [np.empty(0, np.int32)], [tails[:0]]
    lengths = (ngrams.places != NO_WORD).sum(axis=1)
    for length in np.unique(lengths).tolist():
        row = np.flatnonzero(lengths == length)
        words = ngrams.places[row, :length]
        said = heads[words[:, 0]] if length > 1 else np.full(len(row), b"", tails.dtype)
        for place in range(1, length - 1):
            said = _joined(said, heads[words[:, place]])
        last = words[:, -1]
        many = begins[last + 1] - begins[last]
        which = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        entry.append(np.repeat(row + first, many).astype(np.int32))
        found.append(_joined(np.repeat(said, many), tails[np.repeat(begins[last], many) + which]))
    return np.concatenate(entry), np.concatenate(found)


def _joined(head: Codes, tail: Codes) -> Codes:
    """Codes said together: the same sound at the end of one and the beginning of the other is said once."""
    letters, following = phonetic_distance.letters(head), phonetic_distance.letters(tail)
    length = np.count_nonzero(letters, axis=1)
    ends = letters[np.arange(len(head)), np.maximum(length - 1, 0)]
    again = (length > 0) & (ends == following[:, 0])
    shorter = np.append(following[:, 1:], np.zeros((len(tail), 1), np.uint8), axis=1)
    rest = np.where(again[:, None], shorter, following).view(tail.dtype).reshape(len(tail))
    return np.char.add(head, rest).astype(tail.dtype)


def arrays(entry: Int32, codes: Codes) -> dict[str, Array]:
    """Tables over entries and a code of each: the distinct codes as a tree, and the entries of each; entries without a sound are
    left out."""
    has_sound = codes != b""
    distinct, keys = np.unique(codes[has_sound], return_inverse=True)
    reversed_codes = phonetic_distance.reversed_codes(distinct)
    order = np.argsort(reversed_codes)
    own = np.append(order, -1).astype(np.int32)
    forwards, backwards = _tree(distinct), _tree(reversed_codes[order])
    backwards["ends"] = own[backwards["ends"]]
    named = {f"sounds.{way}.{name}": table for way, tree in (("on", forwards), ("back", backwards)) for name, table in tree.items()}
    return {**named, **grouped("sounds.entries", keys, entry[has_sound], len(distinct))}


def _tree(codes: NDArray[np.bytes_]) -> dict[str, Array]:
    """The sorted codes, each once, as a tree of sounds, node 0 the root, level by level, so that a node's children stand together.

    sound uint8[m]; children int32[m + 1]: those of node i are children[i] to children[i + 1]; ends int32[m]: the code that ends
    here, else -1; reach uint8[m]: the length of the longest code through here."""
    sounds, lengths = phonetic_distance.matrix(codes)
    shared = _shared(sounds)
    levels = [_Level(np.zeros(1, np.uint8), np.array([-1], np.int32), lengths.max(initial=0, keepdims=True))]
    parent = np.zeros(len(codes), np.int32)
    children, known = [], 1
    for depth in range(1, int(lengths.max(initial=0)) + 1):
        alive = np.flatnonzero(lengths >= depth)
        first = np.flatnonzero(shared[alive] < depth)
        children.append(known + _starts(parent[alive[first]], len(levels[-1].sound)))
        node = np.repeat(np.arange(len(first), dtype=np.int32), np.diff(np.append(first, len(alive))))
        levels.append(_level(sounds[alive[first], depth - 1], node, alive, first, lengths[alive], depth))
        parent[alive] = node
        known += len(first)
    children.append(np.full(len(levels[-1].sound) + 1, known))
    return {
        "sound": np.concatenate([level.sound for level in levels]),
        "ends": np.concatenate([level.ends for level in levels]),
        "reach": np.concatenate([level.reach for level in levels]),
        "children": np.concatenate([starts[:-1] for starts in children] + [[known]]).astype(np.int32),
    }


def _shared(sounds: UInt8) -> UInt8:
    """uint8[n]: with how many sounds each code begins as the one before it does; the codes differ."""
    if not len(sounds):
        return np.empty(0, np.uint8)
    return np.append(0, np.argmax(sounds[1:] != sounds[:-1], axis=1)).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class _Level:
    sound: UInt8
    ends: Int32
    reach: UInt8


def _level(sound: UInt8, node: Int32, alive: Array, first: Array, lengths: UInt8, depth: int) -> _Level:
    """One level: of the codes `alive` at a depth their nodes and lengths, and the place of each node's first."""
    ends = np.full(len(sound), -1, dtype=np.int32)
    done = np.flatnonzero(lengths == depth)
    ends[node[done]] = alive[done]
    return _Level(sound, ends, np.maximum.reduceat(lengths, first))


def _starts(parents: Array, n: int) -> Array:
    """Where the children of each of n parents begin among sorted `parents`: int64[n + 1]."""
    return np.append(0, np.cumsum(np.bincount(parents, minlength=n)))


class PhoneticIndex:
    """The sound tables of one directory."""

    def __init__(self, tables: Mapping[str, Array]) -> None:
        self._on, self._back = _Tree(tables, "on"), _Tree(tables, "back")
        self._entries = Groups(tables, "sounds.entries")

    def near(self, code: str, limit: float) -> dict[int, float]:
        """Entry -> distance for every entry whose code is at most so far; a code of less than 4 sounds must be the same.

        Of two codes that are near, the first halves or the second halves are at most half as far apart: so each half is
        looked for with half the allowance, from its end of the code, and only what passes is followed to the other end."""
        limit = min(limit, ALLOWANCE / max(len(code), 1)) if len(code) >= phonetic_distance.SHORT else 0.0
        if not limit:
            return dict.fromkeys((entry for end in self._on.same(code) for entry in self._entries[end]), 0.0)
        found: dict[int, float] = {}
        for tree, backwards in ((self._on, False), (self._back, True)):
            for end, distance in tree.near(phonetic_distance.IncrementalDistance(code, backwards), limit):
                found[end] = min(distance, found.get(end, 1.0))
        return {entry: found[end] for end, entry in self._entries.of(found)}


class _Tree:
    """One direction of the tree."""

    def __init__(self, tables: Mapping[str, Array], way: str) -> None:
        self._sound, self._children = tables[f"sounds.{way}.sound"], tables[f"sounds.{way}.children"]
        self._ends, self._reach = tables[f"sounds.{way}.ends"], tables[f"sounds.{way}.reach"]

    def same(self, code: str) -> tuple[int, ...]:
        """The code itself, where it is here."""
        node = 0
        for sound in phonetic_distance.encode(code[: phonetic_distance.LONGEST]).tolist():
            first, last = self._children[node : node + 2].tolist()
            found = np.flatnonzero(self._sound[first:last] == sound)
            if not len(found):
                return ()
            node = first + int(found[0])
        end = int(self._ends[node])
        return (end,) if end >= 0 else ()

    def near(self, query: phonetic_distance.IncrementalDistance, limit: float) -> Iterator[tuple[int, float]]:
        """(code, distance) of the codes whose first half, in this direction, is at most half the allowance away.

        Goes down level by level, all nodes of a level at once, and leaves a node where no code through it can be near."""
        length = len(query.code)
        longest = int(length / SHORTER)
        half = length // 2 + 1
        nodes = np.zeros(1, dtype=np.int64)
        rows = before = query.start(1)
        for depth in range(1, longest + 1):
            parent, below = self._below(nodes)
            if not len(below):
                return
            extended = query.extend(rows[:, parent], before[:, parent], self._sound[below], self._sound[nodes[parent]])
            yield from self._ending(below, extended[-1] / max(depth, length), limit)
            budget = limit * np.clip(self._reach[below], length, longest) + _ROUNDING
            hopeful = np.minimum(extended[:half].min(axis=0) * 2, extended[half:].min(axis=0)) <= budget
            nodes, rows, before = below[hopeful], extended[:, hopeful], rows[:, parent[hopeful]]
            _forget(rows[:half], budget[hopeful] / 2)

    def _below(self, nodes: Array) -> tuple[Array, Array]:
        """The children of some nodes, and for each the place of its parent among them."""
        first, last = self._children[nodes], self._children[nodes + 1]
        many = last - first
        parent = np.repeat(np.arange(len(nodes)), many)
        offset = np.arange(len(parent)) - np.repeat(np.cumsum(many) - many, many)
        return parent, first[parent] + offset

    def _ending(self, nodes: Array, distance: phonetic_distance.Float32, limit: float) -> Iterator[tuple[int, float]]:
        ends = self._ends[nodes]
        good = np.flatnonzero((ends >= 0) & (distance <= limit + _ROUNDING))
        return zip(ends[good].tolist(), distance[good].tolist(), strict=True)


def _forget(rows: phonetic_distance.Float32, half: phonetic_distance.Float32) -> None:
    """Takes ways over half the allowance out of the rows of the first half."""
    rows[rows > half] = _LOST
