"""From what was typed to all that may stand in its place: exact first, then at most twelve looser ways, best first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from archive.search.expansion import acronyms, compounds, inflections
from archive.search.expansion.fuzzy import FuzzyMatch, fuzzy_matches, homophones
from archive.search.expansion.layers import Layer, open_layer
from archive.search.expansion.typed_term import TypedTerm, readings
from archive.search.index.types import Expansion
from archive.text.tokenizer import words

MOST = 12
MOST_JOINED = 4
MOST_NEAR = 6
MOST_HOMOPHONES = 2
# A word that stands in this many episodes is taken to be what was meant, but for what sounds exactly like it.
ESTABLISHED = 3
JOINED_WEIGHT, INFLECTED_WEIGHT, NEAR_WEIGHT, PRESENT_WEIGHT, HOMOPHONE_WEIGHT = 0.95, 0.85, 0.7, 0.45, 0.3
_STEP = 0.01
# What lies this much farther than the nearest is not meant; the weight falls with the distance.
_GAP = 0.15
_LOSS = 2.0
_LEAST = 0.1
_CACHED = 4096

Words = tuple[str, ...]
Found = Mapping[Words, Expansion]


class Expander:
    """The tables of a generation and of the children that add to it. Safe to use from several threads."""

    def __init__(self, layers: Sequence[Layer], stated: Mapping[str, Sequence[Words]] | None = None) -> None:
        self._layers = tuple(layers)
        self._stated = dict(stated or {})
        self._acronyms = {expansion: acronym for acronym, expansions in self._stated.items() for expansion in expansions}
        self._cached = lru_cache(maxsize=_CACHED)(self._expand)
        self._cached_runs = lru_cache(maxsize=_CACHED)(self._expand_run)

    @classmethod
    def open(cls, directories: Sequence[Path]) -> "Expander":
        """Maps the tables that `build_tables` wrote, the base first; OSError or ValueError where one is missing or not ours."""
        stated: dict[str, tuple[Words, ...]] = {}
        for directory in directories:
            for acronym, expansions in acronyms.read(directory).items():
                stated[acronym] = tuple(dict.fromkeys((*stated.get(acronym, ()), *expansions)))
        return cls([open_layer(directory) for directory in directories], stated)

    def expand(self, typed: str, language_hint: str | None = None) -> tuple[Expansion, ...]:
        """All that may stand for one chunk as typed (OVH-Cloud, 49.3, l'IA): exact first; none where it holds no word."""
        return self._cached(typed, language_hint)

    def expand_pair(self, first: str, second: str) -> tuple[Expansion, ...]:
        """What two neighbouring chunks are when they are one thing (ovh cloud -> ovhcloud), without the two as they are."""
        return self.expand_run((first, second))

    def acronym_of(self, run: Words) -> Expansion | None:
        """The acronym that the archive states for some words in a row, folded; None where it states none."""
        acronym = self._acronyms.get(run)
        return Expansion((acronym,), JOINED_WEIGHT, "joined") if acronym else None

    def expand_run(self, chunks: Sequence[str]) -> tuple[Expansion, ...]:
        """What some neighbouring chunks are when they are one thing ("sec", "num", "cloud"), without the run itself: written
        otherwise, or with a slip. Not by ear: each chunk has its own homophones, and no listener types a name as misheard."""
        return self._cached_runs(" ".join(chunks))

    def _expand_run(self, typed: str) -> tuple[Expansion, ...]:
        asked = tuple(words(typed))
        if not asked:
            return ()
        found = {one.words: one for one in self._joined(TypedTerm.of(typed, asked, None), {})}
        if not found and not all(self._count(word) >= ESTABLISHED for word in asked):
            found = {one.words: one for one in self._slips(fuzzy_matches("".join(asked), (), self._layers), NEAR_WEIGHT)}
        found.pop(asked, None)
        return tuple(found.values())

    def _expand(self, typed: str, hint: str | None) -> tuple[Expansion, ...]:
        asked = tuple(words(typed))
        if not asked:
            return ()
        found = {asked: Expansion(asked)}
        for source in (self._spelt_out, self._joined, self._inflected, self._near):
            for variant in source(TypedTerm.of(typed, asked, hint), found):
                found.setdefault(variant.words, variant)
        return tuple(sorted(found.values(), key=lambda variant: -variant.weight)[: MOST + 1])

    def _spelt_out(self, chunk: TypedTerm, found: Found) -> Iterator[Expansion]:
        """What an acronym stands for, where the archive states it."""
        for expansion in self._stated.get(chunk.key, ())[:MOST_JOINED]:
            yield Expansion(expansion, JOINED_WEIGHT, "joined")

    def _joined(self, chunk: TypedTerm, found: Found) -> Iterator[Expansion]:
        """Other ways to write the same; a word with its elided article (l'IA) may stand without it."""
        known = len(chunk.asked) == 1 and (self._count(chunk.main) >= ESTABLISHED or bool(self._forms(chunk)))
        runs = list(dict.fromkeys(compounds.joined(chunk.asked, self._count, self._joining, known)))[:MOST_JOINED]
        if chunk.elided and self._count(chunk.main):
            runs.append((chunk.main,))
        for rank, run in enumerate(runs):
            yield Expansion(run, JOINED_WEIGHT - _STEP * rank, "joined")

    def _inflected(self, chunk: TypedTerm, found: Found) -> Iterator[Expansion]:
        """Forms of a word; of several words, the last one in another number (data center, data centers)."""
        head = () if chunk.elided else chunk.asked[:-1]
        for rank, form in enumerate(self._forms(chunk)):
            yield Expansion((*head, form), INFLECTED_WEIGHT - _STEP * rank, "inflected")

    def _near(self, chunk: TypedTerm, found: Found) -> Iterator[Expansion]:
        """Slips of pen and ear: many for a word that stands nowhere, fewer for a known one, homophones for an established one."""
        key, codes = chunk.key, readings(chunk.spoken)
        present = self._count(key)
        if present >= ESTABLISHED:
            weight, candidates, most = HOMOPHONE_WEIGHT, homophones(key, codes, self._layers), MOST_HOMOPHONES
        else:
            known = present or any(variant.kind == "inflected" for variant in found.values())
            weight, most = PRESENT_WEIGHT if known else NEAR_WEIGHT, MOST_NEAR
            candidates = fuzzy_matches(key, codes, self._layers)
        new = [one for one in candidates if one.words not in found and not (present and key in one.words)]
        yield from self._slips(new[:most], weight)

    def _slips(self, ranked: Sequence[FuzzyMatch], weight: float) -> Iterator[Expansion]:
        for one in ranked:
            if one.far <= ranked[0].far + _GAP:
                yield Expansion(one.words, weight * max(1 - _LOSS * one.far, _LEAST), one.kind)

    def _forms(self, chunk: TypedTerm) -> Words:
        return inflections.forms(chunk.asked[-1], self._layers, chunk.hint)

    def _count(self, word: str) -> int:
        return sum(layer.entries.count(word) for layer in self._layers)

    def _joining(self, key: str) -> Iterable[tuple[str, ...]]:
        for layer in self._layers:
            yield from layer.entries.joining(key)
