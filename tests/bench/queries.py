"""What is asked: some queries of each class, chosen by rule from how often words stand in the first episodes of the corpus.

The choice depends on the kind of corpus and not on its size, so 1,000 and 10,000 episodes are asked the same.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from archive.model.episode import Episode
from archive.text.tokenizer import words
from tests.bench.language import grammar

Item = TypeVar("Item", str, tuple[str, str])
Kind = Literal["words", "phrase", "prefix", "typo"]
SAMPLE = 300
EACH = 8
DEEP_PAGE = 50
YEAR = (dt.date(2021, 3, 1), dt.date(2022, 2, 28))
STOP_PHRASES = ("il y a", "tout à fait", "c'est pas", "de la", "il n'y a pas")


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
    """In how many of the sampled episodes each word, and each pair of neighbouring words, stands."""

    episodes: int
    words: Counter[str]
    pairs: Counter[tuple[str, str]]
    crossings: tuple[tuple[str, ...], ...]

    def between(self, least: float, most: float) -> list[str]:
        """Telling words held by such a share of the episodes, the commonest first."""
        low, high = least * self.episodes, most * self.episodes
        return [word for word, count in _ordered(self.words) if low <= count <= high and _tells(word)]


def choose(episodes: Iterable[Episode]) -> tuple[Asked, ...]:
    """The queries of every class, the same for the same episodes."""
    counted = count(islice(episodes, SAMPLE))
    plain = tuple(_words(counted))
    common = [query for query in plain if query.group == "common word"]
    return (
        *plain,
        *_phrases(counted),
        *_loose(counted),
        *(replace(query, group="word + dates", after=YEAR[0], before=YEAR[1]) for query in common),
        *(replace(query, group="deep page", page=DEEP_PAGE) for query in common),
        *(replace(query, group="facets", facets=True) for query in common),
    )


def kept(folder: Path, episodes: Iterable[Episode]) -> tuple[Asked, ...]:
    """The queries of a corpus, chosen once and kept beside it."""
    path = folder / "queries.json"
    if not path.exists():
        path.write_bytes(msgspec.json.encode(choose(episodes)))
    return msgspec.json.decode(path.read_bytes(), type=tuple[Asked, ...])


def count(episodes: Iterable[Episode]) -> Counted:
    """Reads the sample once."""
    held: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    crossings: list[tuple[str, ...]] = []
    number = 0
    for episode in episodes:
        number += 1
        said = [words(cue.text) for cue in episode.cues]
        line = [word for cue in said for word in cue]
        held.update(set(line))
        pairs.update(set(pairwise(line)))
        crossings.extend(islice(_crossings(said), 1))
    return Counted(number, held, pairs, tuple(crossings))


def _ordered(counts: Counter[Item]) -> list[tuple[Item, int]]:
    """The commonest first; those of one count in order, so that every process chooses the same."""
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _tells(word: str) -> bool:
    return len(word) > 3 and word.isalpha() and word not in _folded_grammar()


@lru_cache(1)
def _folded_grammar() -> frozenset[str]:
    return frozenset(folded for word in grammar() for folded in words(word))


def _spread(found: list[str]) -> list[str]:
    """EACH of the words, evenly spread from commonest to rarest."""
    step = max(1, len(found) // EACH)
    return found[::step][:EACH]


def _words(counted: Counted) -> Iterator[Asked]:
    common = _spread(counted.between(0.5, 0.9))
    middle = _spread(counted.between(0.2, 0.5))
    seldom = _spread(counted.between(0.05, 0.15))
    rare = _spread(counted.between(0.006, 0.014))
    yield from (Asked("common word", "words", (word,)) for word in common)
    yield from (Asked("rare word", "words", (word,)) for word in rare)
    yield from (Asked("two words", "words", pair) for pair in zip(common, seldom, strict=True))
    yield from (Asked("three words", "words", three) for three in zip(common, middle, seldom, strict=True))


def _phrases(counted: Counted) -> Iterator[Asked]:
    telling = [pair for pair, _ in _ordered(counted.pairs) if all(map(_tells, pair))]
    yield from (Asked("phrase", "phrase", pair) for pair in telling[:EACH])
    yield from (Asked("stop-word phrase", "phrase", tuple(words(phrase))) for phrase in STOP_PHRASES)
    yield from (Asked("phrase across captions", "phrase", phrase) for phrase in counted.crossings[:EACH])


def _loose(counted: Counted) -> Iterator[Asked]:
    starts = list(dict.fromkeys(word[:5] for word in counted.between(0.05, 0.3) if len(word) > 6))
    yield from (Asked("prefix", "prefix", (start,)) for start in _spread(starts))
    slips = [slip for word in counted.between(0.05, 0.3) if len(word) > 6 and (slip := _slip(word)) not in counted.words]
    yield from (Asked("one typo", "typo", (slip,)) for slip in _spread(slips))


def _slip(word: str) -> str:
    """The word with its fourth letter typed twice."""
    return word[:4] + word[3:]


def _crossings(said: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Two words at the end of a caption and two at the beginning of the next, all of them telling or not."""
    for first, second in pairwise(said):
        if len(first) > 2 and len(second) > 2 and _tells(first[-1]) and _tells(second[0]):
            yield (*first[-2:], *second[:2])
