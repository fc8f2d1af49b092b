"""What is asked: queries of ten classes, drawn by rule from how often words stand in the first episodes of the corpus, each once.

The choice depends on the kind of corpus and not on its size, nor on any order of hashes, so every size and every engine is asked
the same. No word stands in two queries of single words, so that no answer is at hand when it is measured.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from archive.model.episode import Episode
from archive.text.tokenizer import words
from tests.bench.language import grammar

Item = TypeVar("Item", str, tuple[str, ...])
Kind = Literal["words", "phrase", "prefix", "typo"]
SEED = 15
SAMPLE = 300
EACH = 100
"""Queries of a class that are measured."""
WARMING = 10
"""And before them, to read files in and import modules."""
AGAIN = 8
DEEP_PAGE = 50
YEAR = (dt.date(2021, 3, 1), dt.date(2022, 2, 28))
STREAM, SKEW = 5_000, 1.0
"""Queries of the stream, and its skew: the query of rank r comes 1 / r^SKEW as often as the first."""
COMMONEST_PHRASES = 600


@dataclass(frozen=True, slots=True)
class Asked:
    """One query as every engine gets it: folded words, exact. `typo` is one word with one letter wrong, and met by the words
    within one edit of it; `page` counts from 1, ten episodes each."""

    group: str
    kind: Kind
    words: tuple[str, ...]
    after: dt.date | None = None
    before: dt.date | None = None
    page: int = 1
    facets: bool = False

    @property
    def text(self) -> str:
        """The query as a listener types it."""
        joined = " ".join(self.words)
        return {"words": joined, "phrase": f'"{joined}"', "prefix": f"{joined}*", "typo": joined}[self.kind]


@dataclass(frozen=True, slots=True)
class Counted:
    """In how many of the sampled episodes each word, each pair of neighbouring words and each run of two to four words of grammar
    stands; runs over the end of a caption."""

    episodes: int
    words: Counter[str]
    pairs: Counter[tuple[str, ...]]
    stops: Counter[tuple[str, ...]]
    crossings: tuple[tuple[str, ...], ...]

    def between(self, least: float, most: float) -> list[str]:
        """Telling words held by such a share of the episodes, the commonest first."""
        low, high = least * self.episodes, most * self.episodes
        return [word for word, count in _ordered(self.words) if low <= count <= high and _tells(word)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What every engine is asked: first `warming`, then each of `new` once; `again` so often; `stream` are places in `new`."""

    warming: tuple[Asked, ...]
    new: tuple[Asked, ...]
    again: tuple[Asked, ...]
    stream: tuple[int, ...]


def choose(episodes: Iterable[Episode]) -> Chosen:
    """The queries of every class, the same for the same episodes."""
    dice = random.Random(SEED)
    every = _classes(count(islice(episodes, SAMPLE)), dice)
    warming = tuple(query for asked in every for query in asked[:WARMING])
    new = tuple(query for asked in every for query in asked[WARMING:])
    again = tuple(query for asked in every for query in asked[WARMING : WARMING + AGAIN])
    common = [query.words for query in again if query.group == "common word"]
    deep = tuple(Asked("deep page", "words", word, page=DEEP_PAGE) for word in common)
    facets = tuple(Asked("facets", "words", word, facets=True) for word in common)
    return Chosen(warming, new, (*again, *deep, *facets), _stream(len(new), dice))


def _stream(distinct: int, dice: random.Random) -> tuple[int, ...]:
    ranked = list(range(distinct))
    dice.shuffle(ranked)
    return tuple(dice.choices(ranked, [1 / (rank + 1) ** SKEW for rank in range(distinct)], k=STREAM))


def kept(folder: Path, episodes: Iterable[Episode]) -> Chosen:
    """The queries of a corpus, chosen once and kept beside it."""
    path = folder / "queries.json"
    if not path.exists():
        path.write_bytes(msgspec.json.encode(choose(episodes)))
    return msgspec.json.decode(path.read_bytes(), type=Chosen)


def count(episodes: Iterable[Episode]) -> Counted:
    """Reads the sample once."""
    held: Counter[str] = Counter()
    pairs: Counter[tuple[str, ...]] = Counter()
    stops: Counter[tuple[str, ...]] = Counter()
    crossings: list[tuple[str, ...]] = []
    number = 0
    for episode in episodes:
        number += 1
        said = [words(cue.text) for cue in episode.cues]
        line = [word for cue in said for word in cue]
        held.update(set(line))
        pairs.update(set(pairwise(line)))
        stops.update(set(_stop_runs(line)))
        crossings.extend(islice(_crossings(said), 1))
    return Counted(number, held, pairs, stops, tuple(dict.fromkeys(crossings)))


def _stop_runs(line: Sequence[str]) -> Iterator[tuple[str, ...]]:
    plain = [word in _folded_grammar() for word in line]
    for length in (2, 3, 4):
        yield from (tuple(line[at : at + length]) for at in range(len(line) - length + 1) if all(plain[at : at + length]))


def _ordered(counts: Counter[Item]) -> list[tuple[Item, int]]:
    """The commonest first; those of one count in order, so that every process chooses the same."""
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _tells(word: str) -> bool:
    return len(word) > 3 and word.isalpha() and word not in _folded_grammar()


@lru_cache(1)
def _folded_grammar() -> frozenset[str]:
    return frozenset(folded for word in grammar() for folded in words(word))


class _Pool:
    """Words or phrases that are drawn from, each once; `used` are words that were drawn from any."""

    def __init__(self, found: Sequence[Item], dice: random.Random, used: set[str]) -> None:
        self._left = list(found)
        self._used = used
        dice.shuffle(self._left)

    def take(self, most: int) -> list[Item]:
        """So many, or as many as there are."""
        taken: list[Item] = []
        while self._left and len(taken) < most:
            one = self._left.pop()
            if not isinstance(one, str):
                taken.append(one)
            elif one not in self._used:
                self._used.add(one)
                taken.append(one)
        return taken


def _classes(counted: Counted, dice: random.Random) -> list[list[Asked]]:
    """The queries of each class, those that warm first."""
    used: set[str] = set()
    each = EACH + WARMING
    shares = (_common(counted, 4 * each), (0.2, 0.5), (0.05, 0.15), (0.006, 0.014))
    common, middle, seldom, rare = (_Pool(counted.between(*share), dice, used) for share in shares)
    single = [("common word", common, {}), ("rare word", rare, {}), ("word + dates", common, {"after": YEAR[0], "before": YEAR[1]})]
    return [
        *([Asked(group, "words", (word,), **dates) for word in words_.take(each)] for group, words_, dates in single),
        [Asked("two words", "words", pair) for pair in zip(common.take(each), seldom.take(each), strict=False)],
        [
            Asked("three words", "words", three)
            for three in zip(common.take(each), middle.take(each), seldom.take(each), strict=False)
        ],
        *_phrases(counted, dice, each),
        *_loose(counted, dice, each, used),
    ]


def _common(counted: Counted, count: int) -> tuple[float, float]:
    """The shares of the episodes that hold a common word: from a half on, or from less, until there are so many words."""
    return next((least, 0.9) for least in (0.5, 0.4, 0.3, 0.25, 0.2) if least == 0.2 or len(counted.between(least, 0.9)) >= count)


def _phrases(counted: Counted, dice: random.Random, each: int) -> Iterator[list[Asked]]:
    telling = [pair for pair, _ in _ordered(counted.pairs) if all(map(_tells, pair))][:COMMONEST_PHRASES]
    plain = [run for run, _ in _ordered(counted.stops)][:COMMONEST_PHRASES]
    found = {"phrase": telling, "stop-word phrase": plain, "phrase across captions": counted.crossings}
    for group, phrases in found.items():
        yield [Asked(group, "phrase", phrase) for phrase in _Pool(phrases, dice, set()).take(each)]


def _loose(counted: Counted, dice: random.Random, each: int, used: set[str]) -> Iterator[list[Asked]]:
    long = [word for word in counted.between(0.05, 0.3) if len(word) > 6]
    starts = list(dict.fromkeys(word[:5] for word in long))
    yield [Asked("prefix", "prefix", (start,)) for start in _Pool(starts, dice, set()).take(each)]
    slips = [word for word in long if _slip(word) not in counted.words]
    yield [Asked("one typo", "typo", (_slip(word),)) for word in _Pool(slips, dice, used).take(each)]


def _slip(word: str) -> str:
    """The word with its fourth letter typed twice."""
    return word[:4] + word[3:]


def _crossings(said: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Two words at the end of a caption and two at the beginning of the next, all of them telling or not."""
    for first, second in pairwise(said):
        if len(first) > 2 and len(second) > 2 and _tells(first[-1]) and _tells(second[0]):
            yield (*first[-2:], *second[:2])
