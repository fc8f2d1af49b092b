"""The passages nearest to what was typed, by meaning.

A window's score is its own similarity, NEAR times the mean of three windows on each side, and EPISODE times its
episode's: what is said round it, and all along, tells of what it is about. Measured on 102 French paraphrases: words
alone .15, the window alone .32, this .38. The language's mean is taken out of the windows and not of the query.

Windows of plain speech are near to every plain sentence ("le chat de la voisine a mangé mes géraniums"): their
similarity alone says little. Of each word that was typed `KnownWords` asks how near the nearest word comes that several
episodes hold, their mean taken out, and weighs it by how rare the word is. Measured on 681 episodes: docs/relevance.md.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.languages.dictionary import dictionary_of
from archive.languages.frequency import as_written
from archive.search.meaning.encoder import encoder, is_installed
from archive.search.meaning.vector_files import MADE_BY, SCALE, SPOKEN, Centred, VectorFile, passage_files, to_int8
from archive.storage.array_file import ArraysError, Float32, array_to_strings, map_arrays, strings_to_array, write_arrays

KNOWN_WORDS = "words.known"
EPISODES, EPISODES_EACH = 3, 100
"""that hold a word which the archive knows, in any form: three; of a language with fewer than 300 episodes two, with
fewer than 200 one."""
MOST = 30_000
"""Words that are kept, those of most episodes: 15 MB, and some ten milliseconds to hold a few against."""
AT_ONCE = 4096
"""So many are held against them at once, 8 MB as they are computed with: 30,000 as one took 127 ms, and so 8."""
COMMON_ZIPF, FEWEST_LETTERS = 5.9, 3
"""A commoner word, or a shorter one, means nothing by itself."""
LEAST_RARITY, MOST_RARITY = 0.15, 6.0
UNKNOWN_NEARNESS = 0.9
"""What is taken where the words of a generation were not read: it was built by an earlier release."""


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word of meaning as it was typed, and how many episodes hold it in any form."""

    text: str
    episodes: int


def write_known_words(directory: Path, episodes: Mapping[str, Mapping[str, int]], kept: Path) -> None:
    """Writes the words of the languages that are read, where the extra is here: language -> folded word -> episodes
    that hold it. `kept` is the directory that keeps what is known of languages."""
    if not is_installed():
        return
    held = {word: count for language in SPOKEN for word, count in _known(language, episodes.get(language, {}), kept)}
    written = {word: text for language in SPOKEN for word, text in as_written(language, held, COMMON_ZIPF).items()}
    words = sorted((word for word in written if len(word) >= FEWEST_LETTERS), key=lambda word: (-held[word], word))[:MOST]
    if words:
        vectors = encoder().words([written[word] for word in words])
        mean = vectors.mean(axis=0)
        away = to_int8(_unit(vectors - mean))
        write_arrays(directory / KNOWN_WORDS, {"made_by": strings_to_array(MADE_BY), "mean": mean, "vectors": away})


def _known(language: str, episodes: Mapping[str, int], kept: Path) -> Iterator[tuple[str, int]]:
    """The words whose lemma, or any of their lemmas, several episodes hold in some form; with their own episodes."""
    dictionary = dictionary_of(language, kept)
    least = min(max(max(episodes.values(), default=0) // EPISODES_EACH, 1), EPISODES)
    lemmas = {word: dictionary.lemmas(word) or (word,) for word in episodes}
    together: Counter[str] = Counter()
    for word, its in lemmas.items():
        together.update(dict.fromkeys(its, episodes[word]))
    return ((word, count) for word, count in episodes.items() if any(together[one] >= least for one in lemmas[word]))


class KnownWords:
    """The words that a generation knows, mapped; raises ArraysError where they are damaged."""

    def __init__(self, path: Path) -> None:
        arrays = map_arrays(path)
        if array_to_strings(arrays["made_by"]) != MADE_BY:
            raise ArraysError(f"{path} is of another model")
        self._mean, self._vectors = arrays["mean"], arrays["vectors"]

    def nearness(self, typed: Sequence[TypedWord], episodes: int) -> float:
        """How near these words come to those typed, 0 to 1; 0 where none was typed. `episodes` are all that the archive
        holds."""
        if not typed:
            return 0.0
        away = _unit(encoder().words([word.text for word in typed]) - self._mean).T
        some = range(0, len(self._vectors), AT_ONCE)
        nearest = np.max([(self._vectors[first : first + AT_ONCE].astype(np.float32) @ away).max(axis=0) for first in some], axis=0)
        nearest /= np.float32(SCALE)
        return float(np.average(nearest, weights=[_rarity(word.episodes, episodes) for word in typed]))


def open_known_words(directory: Path, names: Iterable[str]) -> KnownWords | None:
    """Those of a generation, of whose files `names` are; None where it has none of this model."""
    if KNOWN_WORDS not in names:
        return None
    try:
        return KnownWords(directory / KNOWN_WORDS)
    except ArraysError:
        return None


def _rarity(episodes: int, every: int) -> float:
    return min(max(math.log((every + 1) / (episodes + 0.5)), LEAST_RARITY), MOST_RARITY)


def _unit(vectors: Float32) -> Float32:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6), np.float32)


NEAR, EPISODE = 0.6, 0.25
REACH = 3
MOMENTS = 3
APART_MS = 25_000
INTO = 0.4
"""Where in its window a passage is taken to begin."""
FEWEST_NEAREST, NEAREST, OF_EACH = 10, 50, 50
"""Windows whose mean tells how near the archive comes: one of each fifty, between these. Of the 541 of 19 episodes,
fifty were a tenth of all that is said."""
PRECISION = 3
"""Digits of how near the archive comes: vectors of bytes tell no more, and no bound is to hang on what they do not
tell."""
BEST = 600
"""Windows from which episodes and their moments are taken."""
MOST_WINDOWS = 100_000
"""that are compared, some 280 hours: of a larger archive those of the episodes that are nearest as a whole"""
_STRIDE = 4096


@dataclass(frozen=True, slots=True)
class NearEpisode:
    """An episode, how near it is, and where: ms, the nearest first."""

    slug: str
    score: float
    at_ms: tuple[int, ...]


class _Part:
    """A file of vectors with what was computed over it; `answers` bool[episodes]: those that are as the generation has
    them."""

    def __init__(self, file: VectorFile, digests: Mapping[str, str]) -> None:
        self.file, self.centred = file, Centred(file.path)
        held = zip(self.file.slugs, self.file.digests, strict=True)
        self.answers = np.array([digests.get(slug) == digest for slug, digest in held], np.bool_)

    @property
    def windows(self) -> NDArray[np.int64]:
        """int64[episodes]: how many each has."""
        return np.diff(self.file.begins).astype(np.int64)

    def of_episodes(self, query: Float32) -> Float32:
        """float32[episodes]: how near each is as a whole."""
        return np.asarray(self.centred.episodes.astype(np.float32) @ query, np.float32)

    def own(self, query: Float32, chosen: NDArray[np.bool_]) -> Float32:
        """float32[windows]: how near each window of the chosen episodes is; -1 for the others."""
        found = np.full(len(self.file.start_ms), -1, np.float32)
        for first, end in _runs(self.file.begins, chosen):
            for begin in range(first, end, _STRIDE):
                here = slice(begin, min(end, begin + _STRIDE))
                found[here] = self.file.vectors[here].astype(np.float32) @ query
                found[here] = (found[here] / SCALE - self.centred.mean @ query) / self.centred.norm[here]
        return found

    def smoothed(self, own: Float32, whole: Float32) -> Float32:
        """float32[windows]: own similarity, what stands round it, and its episode's."""
        episode = np.repeat(np.arange(len(whole)), self.windows)
        near, many = np.zeros_like(own), np.zeros_like(own)
        for away in range(1, REACH + 1):
            same = episode[away:] == episode[:-away]
            near[away:] += own[:-away] * same
            near[:-away] += own[away:] * same
            many[away:] += same
            many[:-away] += same
        return np.asarray(own + NEAR * near / np.maximum(many, 1) + EPISODE * whole[episode], np.float32)


class PassageIndex:
    """The passages of one generation, mapped; safe for several threads."""

    def __init__(self, paths: Collection[Path], digests: Mapping[str, str], known: KnownWords | None = None) -> None:
        self._known = known
        parts = [_Part(file, digests) for file in map(VectorFile, paths) if file.is_of_this_model]
        self._parts = [part for part in parts if part.answers.any()]

    @property
    def episodes(self) -> int:
        """How many episodes were read and answer."""
        return int(sum(part.answers.sum() for part in self._parts))

    def nearness(self, typed: Sequence[TypedWord]) -> float:
        """How near the words that the archive knows come to some typed ones, 0 to 1."""
        return self._known.nearness(typed, self.episodes) if self._known else UNKNOWN_NEARNESS

    def load(self) -> None:
        """Loads the model, before anybody waits for it."""
        encoder().load()

    def compared(self, text: str) -> "Comparison":
        """A text held against all passages."""
        return Comparison(self._parts, encoder().query(text))


class Comparison:
    """A text beside the passages. similarity: how near the archive comes at all, the mean of the nearest windows, 10 to
    50."""

    def __init__(self, parts: Sequence[_Part], query: Float32) -> None:
        self._parts, self._query = parts, query
        self._wholes = [part.of_episodes(query) for part in parts]
        self._read = list(self._chosen([part.answers for part in parts]))
        self._own = [part.own(query, chosen) for part, chosen in zip(parts, self._read, strict=True)]
        self.similarity = _mean_of_nearest([own[own != -1] for own in self._own])

    def nearest(self, allowed: Collection[str] | None = None, most: int = 8) -> tuple[NearEpisode, ...]:
        """The `most` nearest episodes, of the slugs in `allowed` where that is given: the windows of these are then
        compared as far as MOST_WINDOWS goes, whatever else is nearer."""
        if allowed is None:
            return tuple(self._best(self._scored(self._own, self._read), most))
        may = [part.answers & np.array([slug in allowed for slug in part.file.slugs], np.bool_) for part in self._parts]
        chosen = list(self._chosen(may))
        return tuple(self._best(self._scored([*map(self._own_of, range(len(chosen)), chosen)], chosen), most))

    def _own_of(self, number: int, chosen: NDArray[np.bool_]) -> Float32:
        """float32[windows]: how near each window of the chosen episodes of a part is; only what was not read yet is
        read."""
        more = chosen & ~self._read[number]
        own = self._own[number]
        return np.maximum(own, self._parts[number].own(self._query, more)) if more.any() else own

    def _scored(self, own: Sequence[Float32], chosen: Sequence[NDArray[np.bool_]]) -> list[Float32]:
        """float32[windows] of each part: the scores, -inf outside of the chosen episodes."""
        scored = [part.smoothed(*rest) for part, *rest in zip(self._parts, own, self._wholes, strict=True)]
        for part, scores, among in zip(self._parts, scored, chosen, strict=True):
            scores[~np.repeat(among, part.windows)] = -np.inf
        return scored

    def _chosen(self, may: Sequence[NDArray[np.bool_]]) -> Iterator[NDArray[np.bool_]]:
        """Of each part, the episodes whose windows are compared: all that may be, or the nearest as far as MOST_WINDOWS
        goes."""
        answers = np.concatenate([*may, np.zeros(0, np.bool_)])
        windows = np.concatenate([*(part.windows for part in self._parts), np.zeros(0, np.int64)]) * answers
        order = np.argsort(-np.concatenate([*self._wholes, np.zeros(0, np.float32)]), kind="stable")
        chosen = np.zeros(len(windows), np.bool_)
        chosen[order[np.cumsum(windows[order]) <= MOST_WINDOWS]] = True
        first = 0
        for part in may:
            yield chosen[first : first + len(part)] & part
            first += len(part)

    def _best(self, scored: list[Float32], most: int) -> Iterator[NearEpisode]:
        """The best windows in order, those of one episode together, no two moments nearer than APART_MS."""
        found: dict[str, tuple[float, list[int]]] = {}
        for score, slug, at_ms in self._places(scored):
            if slug not in found and len(found) < most:
                found[slug] = (score, [at_ms])
            elif slug in found and len(found[slug][1]) < MOMENTS and all(abs(at_ms - other) > APART_MS for other in found[slug][1]):
                found[slug][1].append(at_ms)
        return (NearEpisode(slug, score, tuple(at_ms)) for slug, (score, at_ms) in found.items())

    def _places(self, scored: list[Float32]) -> Iterator[tuple[float, str, int]]:
        """(score, slug, ms) of the best windows of the episodes that may answer, the best first."""
        firsts = np.cumsum([0, *(len(scores) for scores in scored)])
        every = np.concatenate([*scored, np.zeros(0, np.float32)])
        top = np.argpartition(-every, BEST)[:BEST] if len(every) > BEST else np.arange(len(every))
        for place in top[np.argsort(-every[top], kind="stable")].tolist():
            if every[place] == -np.inf:
                return
            number = int(np.searchsorted(firsts, place, "right")) - 1
            file, window = self._parts[number].file, place - int(firsts[number])
            episode = int(np.searchsorted(file.begins, window, "right")) - 1
            start, end = int(file.start_ms[window]), int(file.end_ms[window])
            yield float(every[place]), file.slugs[episode], round(start + INTO * (end - start))


def _mean_of_nearest(similarities: list[Float32]) -> float:
    every = np.concatenate([*similarities, np.zeros(0, np.float32)])
    most = min(max(len(every) // OF_EACH, FEWEST_NEAREST), NEAREST)
    if len(every) > most:
        every = np.partition(every, -most)[-most:]
    return round(float(every.mean()), PRECISION) if len(every) else 0.0


def _runs(begins: NDArray[np.int32], chosen: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """First window and end of each run of neighbouring chosen episodes."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], chosen.view(np.int8), [0]])))
    return ((int(begins[first]), int(begins[end])) for first, end in zip(edges[::2], edges[1::2], strict=True))


def open_passages(directory: Path, names: Collection[str], digests: Callable[[], Mapping[str, str]]) -> PassageIndex | None:
    """The passages of a generation: `names` are its files, `digests` tells slug -> digest of what answers. None where
    it holds none, or the extra is absent."""
    paths = passage_files(directory, names)
    if not paths or not is_installed():
        return None
    opened = PassageIndex(paths, digests(), open_known_words(directory, names))
    return opened if opened.episodes else None


INSTALL = "pip install 'mot-pour-mot[meaning]'"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether the extra is here, and how many episodes the generation holds vectors of, as they answer now."""

    installed: bool
    episodes: int

    def __str__(self) -> str:
        if not self.installed:
            held = f" ({self.episodes} episodes were read)" if self.episodes else ""
            return f"not installed{held}: {INSTALL}, then archive reindex"
        if not self.episodes:
            return "installed, no French episode read: archive reindex reads them"
        return f"{self.episodes} French episode{'s' if self.episodes > 1 else ''} read"


def coverage(directory: Path, names: Collection[str], digests: Mapping[str, str]) -> Coverage:
    """That of a generation: `names` are its files, `digests` slug -> digest of what answers."""
    held = (zip(file.slugs, file.digests, strict=True) for file in map(VectorFile, passage_files(directory, names)))
    return Coverage(is_installed(), sum(digests.get(slug) == digest for pairs in held for slug, digest in pairs))
