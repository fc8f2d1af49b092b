"""Words that sound alike: every entry's code of sounds, and the codes near one that is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive import languages
from archive.languages import phonetic_distance
from archive.languages.phonetic_distance import distance
from archive.search.expansion import phonetic_search
from archive.search.expansion.phonetic_search import ROUNDING, PhoneticTree
from archive.search.index.vocabulary import NO_WORD, NGrams
from archive.storage.array_file import Array
from archive.storage.string_table import Groups, Texts, grouped, packed

# Steps in all, whatever the length: more than two or three is another name.
ALLOWANCE = 1.2

Codes = NDArray[np.bytes_]
Int32 = NDArray[np.int32]
UInt8 = NDArray[np.uint8]

LONGEST_SAID = 64
"""Letters of a word that has a code: the codes of all words lie in one array as wide as the longest, and a page may
hold a word of millions."""


def codes_of(words: Iterable[str], language: str) -> dict[str, tuple[str, ...]]:
    """The codes of folded words; none in a language whose sounds nobody tells, nor of what is too long to be said."""
    phonetics = languages.registered()[language].phonetics if language in languages.registered() else None
    return {word: phonetics.encode_word(word) for word in words if len(word) <= LONGEST_SAID} if phonetics else {}


def codes_of_ngrams(ngrams: NGrams, codes: Mapping[str, tuple[str, ...]], first: int) -> tuple[Int32, Codes]:
    """Entries and codes of n-grams said as one, entries numbered from `first`: all words but the last in their first
    code, the last in each of its codes."""
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
    """Tables over entries and a code of each: the distinct codes as a tree, the entries of each, and the codes of each
    entry. Entries without a sound are left out."""
    has_sound = codes != b""
    distinct, keys = np.unique(codes[has_sound], return_inverse=True)
    entries = entry[has_sound]
    return {
        **{f"sounds.{name}": table for name, table in _both_ways(distinct).items()},
        **grouped("sounds.entries", keys, entries, len(distinct)),
        **grouped("sounds.codes", entries, keys.astype(np.int32), int(entries.max(initial=-1)) + 1),
        **packed("sounds.said", [code.decode("latin-1") for code in distinct.tolist()]),
    }


def _both_ways(distinct: Codes) -> dict[str, Array]:
    """The sorted codes as one tree: under one child of its root from their beginning, under the other from their
    end."""
    turned = phonetic_distance.reversed_codes(distinct)
    order = np.argsort(turned)
    (on, length), (back, turned_length) = phonetic_distance.matrix(distinct), phonetic_distance.matrix(turned[order])
    sounds = np.concatenate([_led_by(phonetic_search.FORWARDS, on), _led_by(phonetic_search.BACKWARDS, back)])
    tree = _tree(sounds, np.append(length, turned_length) + np.uint8(1))
    tree["ends"] = np.concatenate((np.arange(len(distinct)), order, [-1])).astype(np.int32)[tree["ends"]]
    tree["reach"] = np.maximum(tree["reach"], 1) - np.uint8(1)
    # What leads to the two ways is no sound.
    tree["sound"][: phonetic_search.BACKWARDS + 1] = 0
    return tree


def _led_by(way: int, sounds: UInt8) -> UInt8:
    return np.insert(sounds, 0, way, axis=1)


def _tree(sounds: UInt8, lengths: UInt8) -> dict[str, Array]:
    """Sorted runs of sounds (uint8[n, longest], each once) as a tree, node 0 the root, level by level, so that a node's
    children stand together; as `PhoneticTree` takes it."""
    shared = _shared(sounds)
    levels = [_Level(np.zeros(1, np.uint8), np.array([-1], np.int32), lengths.max(initial=0, keepdims=True))]
    parent = np.zeros(len(sounds), np.int32)
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
        self._tree = PhoneticTree(tables)
        self._entries, self._codes = Groups(tables, "sounds.entries"), Groups(tables, "sounds.codes")
        self._said = Texts.of(tables, "sounds.said")

    def near(self, codes: Sequence[str], limit: float) -> dict[int, float]:
        """Entry -> the least distance of its codes from any of these, for every entry that is at most so far; a code of
        less than 4 sounds must be the same."""
        limits = {code: _limit(code, limit) for code in codes}
        found = {end: 0.0 for code, most in limits.items() if not most for end in self._tree.same(code)}
        loose = {code: most for code, most in limits.items() if most}
        for end, far in self._tree.near(tuple(loose), tuple(loose.values())).items():
            found[end] = min(far, found.get(end, 1.0))
        nearest: dict[int, float] = {}
        for end, entry in self._entries.of(found):
            nearest[entry] = min(found[end], nearest.get(entry, 1.0))
        return nearest

    def distances(self, codes: Sequence[str], entries: Iterable[int], limit: float) -> dict[int, float]:
        """The same of a few entries alone, held against the codes one by one."""
        return {entry: far for entry in entries if (far := self._distance(codes, entry, limit)) is not None}

    def _distance(self, codes: Sequence[str], entry: int, limit: float) -> float | None:
        held = [self._said[code] for code in self._codes[entry]]
        if any(code[: phonetic_distance.LONGEST] in held for code in codes):
            return 0.0
        each = ((distance(code[: phonetic_distance.LONGEST], other), _limit(code, limit)) for code in codes for other in held)
        return min((far for far, most in each if most and far <= most + ROUNDING), default=None)


def _limit(code: str, limit: float) -> float:
    return min(limit, ALLOWANCE / max(len(code), 1)) if len(code) >= phonetic_distance.SHORT else 0.0
