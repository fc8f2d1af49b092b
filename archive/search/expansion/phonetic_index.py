"""Words that sound alike: every entry's code of sounds, and the codes near any of several, found by one walk down a
tree that holds every code from its beginning and from its end.

All that are asked for, both ways, go down together: a level is one array of all of their ways, so that it costs some
thirty calls of numpy, whatever is asked. Of two codes that are near, the parts on either side of the middle are
together as far apart as the whole; so one of them is at most half as far, and each half is looked for with half the
allowance, from its end of the code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive import languages
from archive.languages import phonetic_distance
from archive.languages.phonetic_distance import distance
from archive.search.index.vocabulary import NO_WORD, NGrams
from archive.storage.array_file import Array, Float32, Int32, Int64, UInt8
from archive.storage.string_table import Groups, Texts, grouped, packed

Codes = NDArray[np.bytes_]

FORWARDS, BACKWARDS = 1, 2
"""The nodes below the root: what is under them are the codes from their beginning, and from their end."""
SHORTER = 0.75
"""A code is looked for among those at most so much longer: length / SHORTER."""
ROUNDING = 1e-4
_FAR = np.float32(99)


class PhoneticTree:
    """A tree of sounds, level by level: sound uint8[m] leads to a node; its children are nodes children[i] to
    children[i + 1] (int32[m + 1]); ends int32[m] is the code that ends here, else -1; reach uint8[m] the length of the
    longest through here."""

    def __init__(self, tables: Mapping[str, Array]) -> None:
        self.sound, self.children = tables["sounds.sound"], tables["sounds.children"]
        self.ends, self.reach = tables["sounds.ends"], tables["sounds.reach"]

    def same(self, code: str) -> tuple[int, ...]:
        """The code itself, where it is here."""
        node = FORWARDS
        for sound in phonetic_distance.encode(code[: phonetic_distance.LONGEST]).tolist():
            first, last = self.children[node : node + 2].tolist() if node < len(self.sound) else (0, 0)
            found = np.flatnonzero(self.sound[first:last] == sound)
            if not len(found):
                return ()
            node = first + int(found[0])
        end = int(self.ends[node])
        return (end,) if end >= 0 else ()

    def below(self, nodes: Int64) -> tuple[Int64, Int64]:
        """The children of some nodes, and for each the place of its parent among them."""
        first = self.children[nodes].astype(np.int64)
        many = self.children[nodes + 1] - first
        parent = np.repeat(np.arange(len(nodes)), many)
        return parent, np.arange(len(parent)) + np.repeat(first - np.cumsum(many) + many, many)

    def near(self, codes: Sequence[str], limits: Sequence[float]) -> dict[int, float]:
        """End -> the least distance from the codes, of all that are at most the limit of a code away from it."""
        found: dict[int, float] = {}
        if not codes or len(self.sound) <= BACKWARDS:
            return found
        asked = _Asked(codes, limits)
        for ends, distances in _walk(self, asked):
            for end, far in zip(ends.tolist(), distances.tolist(), strict=True):
                found[end] = min(far, found.get(end, 1.0))
        return found


@dataclass(frozen=True, slots=True)
class _Front:
    """Where the walk stands, n ways: node int64[n]; code int64[n], which of those asked for it follows; rows float32[L
    + 1, n], the least cost of turning its sounds so far into the first j of the code, and the rows one step before."""

    node: Int64
    code: Int64
    rows: Float32
    before: Float32


class _Asked:
    """Several codes of at most L sounds, each forwards and backwards, k of them: length int64[k], limit and longest[k]
    of what is looked for, half int64[k] (how many of its sounds the half has that is looked for from this end)."""

    def __init__(self, codes: Sequence[str], limits: Sequence[float]) -> None:
        sounds = [phonetic_distance.encode(code[: phonetic_distance.LONGEST]) for code in codes]
        every = [*sounds, *(one[::-1] for one in sounds)]
        self.length = np.array([len(one) for one in every])
        self.limit = np.array([*limits, *limits])
        self.longest = (self.length / SHORTER).astype(np.int64)
        self._way = np.arange(len(every)) // len(codes)
        half = (self.length + 1 - self._way) // 2
        code = np.zeros((int(self.length.max()), len(every)), np.intp)
        for number, one in enumerate(every):
            code[: len(one), number] = one
        self._price(code, np.arange(len(code))[:, None] < self.length)
        rank = np.arange(len(code) + 1)[:, None]
        self.is_early: NDArray[np.bool_] = rank < half
        self.early: Float32 = np.where(self.is_early, 0, _FAR).astype(np.float32)
        self.late: Float32 = np.where((rank >= half) & (rank <= self.length), 0, _FAR).astype(np.float32)

    def _price(self, code: NDArray[np.intp], inside: NDArray[np.bool_]) -> None:
        """The costs of what may become of each sound of the codes (intp[L, k], as far as `inside` says)."""
        gaps = np.where(inside, phonetic_distance.GAPS[code], 0).astype(np.float32)
        self._inserted = np.concatenate([np.zeros((1, code.shape[1]), np.float32), gaps.cumsum(0, dtype=np.float32)])
        substituted = np.where(inside[:, :, None], phonetic_distance.SUBSTITUTIONS[code], _FAR)
        self._substituted = substituted.astype(np.float32).reshape(len(code), -1)
        one, other = phonetic_distance.IS_VOWEL, phonetic_distance.IS_N
        self._opens, self._closes = np.stack([one, other]), np.stack([other, one])
        cost = np.float32(phonetic_distance.DENASALISED)
        self._nasal = np.where(phonetic_distance.IS_NASAL[code] & inside, cost, _FAR)
        self._pair = np.full(code.shape, _FAR, np.float32)
        closes, opens = self._closes[self._way, code[1:]], self._opens[self._way, code[:-1]]
        self._pair[1:] = np.where(closes & opens & inside[1:], cost, _FAR)
        self._has_nasal, self._has_pair = bool((self._nasal < 1).any()), bool((self._pair < 1).any())

    def front(self) -> _Front:
        """All ways before their first sound."""
        return _Front(np.where(self._way, BACKWARDS, FORWARDS), np.arange(len(self._way)), self._inserted, self._inserted)

    def extend(self, rows: Float32, before: Float32, code: Int64, sounds: UInt8, previous: UInt8) -> Float32:
        """float32[L + 1, n]: the rows of n ways after one more sound of each; `previous` is the sound before it."""
        new = rows + phonetic_distance.GAPS[sounds]
        costs = self._substituted.take(code * len(phonetic_distance.GAPS) + sounds, 1)
        np.minimum(new[1:], rows[:-1] + costs, out=new[1:])
        if self._has_pair and len(at := phonetic_distance.IS_NASAL[sounds].nonzero()[0]):
            new[2:, at] = np.minimum(new[2:, at], rows[:-2, at] + self._pair[1:, code[at]])
        if self._has_nasal and len(at := self._after_vowel(code, sounds, previous)):
            new[1:, at] = np.minimum(new[1:, at], before[:-1, at] + self._nasal[:, code[at]])
        # A sound of the code that is left out: each row from the one above it, all at once.
        base = self._inserted[:, code]
        new -= base
        np.minimum.accumulate(new, 0, out=new)
        new += base
        return new

    def _after_vowel(self, code: Int64, sounds: UInt8, previous: UInt8) -> Int64:
        """The ways whose last two sounds are a vowel and the n after it, in the order of speech."""
        way = self._way[code]
        at: Int64 = (self._closes[way, sounds] & self._opens[way, previous]).nonzero()[0]
        return at

    def least(self, rows: Float32, new: Float32, code: Int64, sounds: UInt8) -> Float32:
        """float32[n]: the least that a whole code through each way can cost; a vowel with the n after it, which is one
        nasal of the code, is paid with the n: until then the rows before it count too."""
        least: Float32 = np.minimum((new + self.early[:, code]).min(0) * 2, (new + self.late[:, code]).min(0))
        if self._has_nasal and len(at := self._opens[self._way[code], sounds].nonzero()[0]):
            pending = rows[:-1, at] + self._nasal[:, code[at]]
            early = (pending + self.early[:-1, code[at]]).min(0) * 2
            least[at] = np.minimum(least[at], np.minimum(early, (pending + self.late[1:, code[at]]).min(0)))
        return least


def _walk(tree: PhoneticTree, asked: _Asked) -> Iterator[tuple[NDArray[np.int32], Float32]]:
    """Ends and their distances, level by level, all ways of a level at once."""
    front = asked.front()
    for depth in range(1, int(asked.longest.max()) + 1):
        parent, below = tree.below(front.node)
        if not len(below):
            return
        code, sounds, rows = front.code[parent], tree.sound[below], front.rows[:, parent]
        new = asked.extend(rows, front.before[:, parent], code, sounds, tree.sound[front.node[parent]])
        yield _ending(tree, asked, below, code, new, depth)
        longest = np.minimum(np.maximum(tree.reach[below], asked.length[code]), asked.longest[code])
        budget = (asked.limit[code] * longest + ROUNDING).astype(np.float32)
        hopeful = ((asked.least(rows, new, code, sounds) <= budget) & (asked.longest[code] > depth)).nonzero()[0]
        front = _Front(below[hopeful], code[hopeful], new[:, hopeful], rows[:, hopeful])
        front.rows[asked.is_early[:, front.code] & (front.rows > budget[hopeful] / 2)] = _FAR


def _ending(
    tree: PhoneticTree, asked: _Asked, nodes: Int64, code: Int64, rows: Float32, depth: int
) -> tuple[NDArray[np.int32], Float32]:
    """The codes that end at some nodes near enough, and how far they are."""
    ends = tree.ends[nodes]
    done = (ends >= 0).nonzero()[0]
    length = asked.length[code[done]]
    distance = rows[length, done] / np.maximum(depth, length).astype(np.float32)
    near = (distance <= asked.limit[code[done]] + ROUNDING).nonzero()[0]
    return ends[done[near]], distance[near]


# Steps in all, whatever the length: more than two or three is another name.
ALLOWANCE = 1.2
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
    sounds = np.concatenate([_led_by(FORWARDS, on), _led_by(BACKWARDS, back)])
    tree = _tree(sounds, np.append(length, turned_length) + np.uint8(1))
    tree["ends"] = np.concatenate((np.arange(len(distinct)), order, [-1])).astype(np.int32)[tree["ends"]]
    tree["reach"] = np.maximum(tree["reach"], 1) - np.uint8(1)
    # What leads to the two ways is no sound.
    tree["sound"][: BACKWARDS + 1] = 0
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

    def near(self, codes: Sequence[str], limit: float, steps: float = ALLOWANCE) -> dict[int, float]:
        """Entry -> the least distance of its codes from any of these, for every entry that is at most so far; a code of
        less than 4 sounds must be the same."""
        limits = {code: _limit(code, limit, steps) for code in codes}
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


def _limit(code: str, limit: float, steps: float = ALLOWANCE) -> float:
    return min(limit, steps / max(len(code), 1)) if len(code) >= phonetic_distance.SHORT else 0.0
