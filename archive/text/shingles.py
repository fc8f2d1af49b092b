"""How much of one speech stands in another, by runs of five folded words (shingles).

Exact containment compares two episodes; a minhash signature finds the few worth comparing among thousands without a
scan (Broder 1997). The hashes are the same in every process and on every machine, so signatures may be stored."""

import zlib
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.model.episode import Cue
from archive.text.tokenizer import words_by_line

WORDS = 5
HASHES = 96
ROWS = 3
"""32 bands of 3 hashes: two speeches that share 80% of their shingles both ways (Jaccard 2/3) meet in a band with
probability 1 - (1 - (2/3)^3)^32 > .9999; two that share 5% with probability .004."""

Shingles = NDArray[np.uint64]
"""uint64[n], sorted, each once: the hashes of all runs of five words; of the whole where it is shorter than five."""
Signature = NDArray[np.uint32]
"""uint32[HASHES]: the smallest value of each hash over the shingles; all ones for a speech without words."""

_MIX = np.uint64(0x9E3779B97F4A7C15)
_random = np.random.Generator(np.random.PCG64(20260209))
_FACTORS: NDArray[np.uint64] = _random.integers(1, 2**63, HASHES, dtype=np.uint64) | np.uint64(1)
_SHIFTS: NDArray[np.uint64] = _random.integers(0, 2**63, HASHES, dtype=np.uint64)


def spoken_words(cues: Iterable[Cue]) -> list[str]:
    """The folded words of the cues that are speech, in order; each that is said again is the same object: a page of 15
    MB has millions of words, and few that differ."""
    return [word for said in words_by_line(cue.text for cue in cues if cue.kind == "speech") for word in said]


def shingles(folded: Sequence[str]) -> Shingles:
    """The shingles of a speech."""
    if not folded:
        return np.empty(0, np.uint64)
    hashes = np.fromiter(map(zlib.crc32, map(str.encode, folded)), np.uint64, len(folded))
    runs = hash_runs(hashes, min(WORDS, len(folded)))
    runs.sort()
    return runs[np.concatenate(([True], runs[1:] != runs[:-1]))]


def hash_words(folded: Sequence[bytes]) -> NDArray[np.uint64]:
    """uint64[n]: a hash of each of n words in UTF-8."""
    return np.fromiter(map(zlib.crc32, folded), np.uint64, len(folded))


def hash_runs(hashes: NDArray[np.uint64], run: int = WORDS) -> NDArray[np.uint64]:
    """uint64[n - run + 1]: a hash of each run of so many words among n whose hashes are given in order; none where n is
    less."""
    mixed = np.zeros(max(0, len(hashes) - run + 1), np.uint64)
    for place in range(run):
        mixed ^= hashes[place : place + len(mixed)]
        _scatter(mixed)
    return mixed


def _scatter(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spreads every bit over all 64, in place (the finaliser of splitmix64, shortened); multiplication wraps."""
    values += _MIX
    values *= _MIX
    values ^= values >> np.uint64(29)
    return values


def shared(a: Shingles, b: Shingles) -> tuple[float, float]:
    """The share of `a` that stands in `b`, and of `b` that stands in `a`: 0 to 1 each, 0 where there is nothing."""
    both = len(np.intersect1d(a, b, assume_unique=True))
    return (both / len(a) if len(a) else 0.0), (both / len(b) if len(b) else 0.0)


def alike(a: Shingles, b: Shingles, at_least: float) -> bool:
    """Whether the two share at least that part both ways: a clip and its programme share it one way only, and are not
    alike."""
    return min(shared(a, b)) >= at_least


def signature(found: Shingles) -> Signature:
    """The minhash signature; of 5,000 shingles in about 2 ms."""
    if not len(found):
        return np.full(HASHES, np.iinfo(np.uint32).max, np.uint32)
    least = [int((found * factor + shift).min() >> np.uint64(32)) for factor, shift in zip(_FACTORS, _SHIFTS, strict=True)]
    return np.array(least, np.uint32)


def resemblance(a: Signature, b: Signature) -> float:
    """An estimate of the Jaccard similarity of the two speeches, within about .05."""
    return float((a == b).mean())


def bands(of: Signature) -> NDArray[np.int64]:
    """int64[HASHES / ROWS]: one value a band; speeches that have one in common are worth comparing."""
    rows = of.reshape(-1, ROWS).astype(np.uint64)
    mixed = np.arange(1, len(rows) + 1, dtype=np.uint64)
    for column in range(ROWS):
        mixed = _scatter(mixed ^ rows[:, column])
    return mixed.view(np.int64)
