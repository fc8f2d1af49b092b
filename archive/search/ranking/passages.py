"""Episodes in order of their best passage: all of the words close together beat the same words an hour apart.

An engine ranks by words an episode; here its best hundred are read again by where the words stand. A passage begins at
an occurrence and holds, of every clause, the next occurrence: its worth is the sum of what the clauses are worth (idf),
each the less the later it comes, and more where words follow one another as they were typed. Engine-free: arrays of
positions and times."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from archive.languages.numbers import is_percent_behind
from archive.search.index.types import Captions, Occurrences
from archive.storage.array_file import Float32, Int32

PASSAGE_MS = 60_000
NEAR_MS = 8_000
FAR_WORTH = 0.35
FOLLOWS_WORTH = 0.35
FOLLOWS_WORDS = 4
EXACT_WORTH = 2.0
REPEATED_WORTH = 0.25
SURELY_SHOWN = 36
"""What ends within so many words of the first that is marked is shown with it in an excerpt; what lies behind counts for
one as what is said a minute later."""


class Passages(msgspec.Struct, frozen=True):
    """The passage that begins at each occurrence: its worth float32[n], what it is worth in an excerpt float32[n], the
    index of its last occurrence int32[n], and as bits the clauses it holds, and those that an excerpt of it surely
    shows to their last word, uint64[n]."""

    worth: Float32
    excerpt: Float32
    last: Int32
    holds: NDArray[np.uint64]
    shows: NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Best:
    """The best passage of each row, zero where it has none: worth float32[rows], first occurrence int32[rows] (-1:
    none), clauses held as bits uint64[rows]."""

    worth: Float32
    first: Int32
    holds: NDArray[np.uint64]


def values(found: Occurrences, idf: Float32, exact: Occurrences | None = None) -> Float32:
    """What each occurrence is worth, float32[n]: its clause's worth of `idf` float32[clauses] by its reading's weight,
    little in a repeated line, more where the word typed next follows it and where the whole query is said word for word
    (`exact`)."""
    value = idf[found.clause] * found.weight
    if len(idf) > 1:
        value = value + np.where(_followed(found), FOLLOWS_WORTH * value, 0)
    value = np.where(found.repeated, REPEATED_WORTH * value, value).astype(np.float32)
    if exact is not None and len(exact.row):
        value = np.where(_within(found, exact), EXACT_WORTH * value, value)
    return value


def passages(found: Occurrences, value: Float32, clauses: int) -> Passages:
    """Every passage of the occurrences for so many clauses, each of these of a `value`; none goes on in another row."""
    n = len(found.row)
    last = np.arange(n, dtype=np.int32)
    if clauses == 1:
        return Passages(value, value, last, np.ones(n, np.uint64), np.ones(n, np.uint64))
    time, worth, (holds, shows) = _row_times(found), np.zeros(n, np.float32), np.zeros((2, n), np.uint64)
    read, ends = np.zeros(n, np.float32), np.append(found.position + found.length, np.iinfo(np.int32).max)
    time_of, value_of = np.append(time, np.iinfo(np.int64).max), np.append(value, np.float32(0))
    for clause in range(clauses):
        following = _next_of(found.clause == clause)
        distance = time_of[following] - time
        inside = distance <= PASSAGE_MS
        adds = np.where(inside, value_of[following] * _closeness(distance), 0)
        worth += adds
        is_shown = inside & (ends[following] - found.position <= SURELY_SHOWN)
        read += np.where(is_shown, adds, 0)
        np.maximum(last, following, out=last, where=inside, casting="same_kind")
        holds |= inside.astype(np.uint64) << np.uint64(clause)
        shows |= is_shown.astype(np.uint64) << np.uint64(clause)
    return Passages(worth, read + FAR_WORTH * (worth - read), last, holds, shows)


def best_passages(found: Occurrences, every: Passages, rows: int) -> Best:
    """The best passage of each of `rows` episodes, the earliest of equals."""
    worth = np.zeros(rows, np.float32)
    first = np.full(rows, -1, np.int32)
    holds = np.zeros(rows, np.uint64)
    if len(found.row):
        starts = begins(found.row)
        present = found.row[starts]
        worth[present] = np.maximum.reduceat(every.worth, starts)
        is_best = np.flatnonzero(every.worth == worth[found.row])
        first[found.row[is_best][::-1]] = is_best[::-1]
        holds[present] = every.holds[first[present]]
    return Best(worth, first, holds)


def begins(numbers: Int32) -> NDArray[np.int64]:
    """Where a number differs from the one before it, the first included."""
    differs = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=differs[1:])
    return differs.nonzero()[0]


def _within(found: Occurrences, exact: Occurrences) -> NDArray[np.bool_]:
    """Whether each occurrence lies inside one of the exact phrases."""
    begins = _row_places(exact)
    here = _row_places(found)
    before = np.searchsorted(begins, here, "right") - 1
    ends = begins[before] + exact.length[before]
    return (before >= 0) & (here < ends)


def _row_places(found: Occurrences) -> NDArray[np.int64]:
    return found.row.astype(np.int64) * (1 << 32) + found.position


def _row_times(found: Occurrences) -> NDArray[np.int64]:
    """Times in ms laid end to end, episodes so far apart that no passage crosses them."""
    return found.start_ms.astype(np.int64) + found.row.astype(np.int64) * (1 << 32)


NO_PERCENT_WORTH = 0.5
"""What a number is worth that is no percentage, where one is asked for: less than any that is."""


def of_percent(found: Occurrences, clauses: int, captions: Sequence[Captions]) -> Occurrences:
    """The occurrences, those worth less that meet one of some clauses (as bits), of a number that is to be a
    percentage, and are none. No index holds the sign: the `captions` of each row tell."""
    asked = (np.uint64(clauses) >> found.clause.astype(np.uint64) & np.uint64(1)).nonzero()[0]
    columns = (found.row[asked], found.cue[asked], (found.position + found.length)[asked])
    places = zip(*(column.tolist() for column in columns), strict=True)
    is_other = [not is_percent_behind(captions[row].behind(cue, end)) for row, cue, end in places]
    weight = found.weight.copy()
    weight[asked[is_other]] *= NO_PERCENT_WORTH
    return structs.replace(found, weight=weight)


def _followed(found: Occurrences) -> NDArray[np.bool_]:
    """Whether the next clause of the query begins within a few words of an occurrence's end. One that begins before it
    lies, read without a sign, farther than any word."""
    n = len(found.row)
    place, clause = _row_places(found), found.clause
    end, wanted = place + found.length, clause + np.uint8(1)
    followed = np.zeros(n, np.bool_)
    for step in range(1, min(FOLLOWS_WORDS + 1, n)):
        ahead = (place[step:] - end[:-step]).view(np.uint64)
        followed[:-step] |= (clause[step:] == wanted[:-step]) & (ahead < FOLLOWS_WORDS)
    return followed


def _next_of(chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each place, the first chosen place at or after it; n where there is none."""
    n = len(chosen)
    place = np.where(chosen, np.arange(n), n)
    return np.minimum.accumulate(place[::-1])[::-1]


def _closeness(distance_ms: NDArray[np.int64]) -> Float32:
    """1 up to NEAR_MS, then falling evenly to FAR_WORTH at the passage's end, and beyond it to nothing that counts."""
    share = np.maximum(distance_ms - NEAR_MS, 0) / (PASSAGE_MS - NEAR_MS)
    return (1 - (1 - FAR_WORTH) * share).astype(np.float32)
