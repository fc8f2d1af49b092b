"""The tables of inflections: forms of one lemma, language by language.

Serving reads only the forms that lead to a word of the archive.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from archive.languages.dictionary import Dictionary
from archive.storage.array_file import Array
from archive.storage.string_table import Groups, Texts, grouped, packed

_SHORTEST_WORD = 3
_CACHED = 4096
"""The places of so many words are kept."""


def lemma_arrays(language: str, words: Mapping[str, int], known: Dictionary) -> dict[str, Array]:
    """The tables of a language: `forms` (sorted texts), their lemmas, and the words of the archive of each lemma."""
    ordered = sorted(words)
    pairs = [(lemma, place) for place, word in enumerate(ordered) for lemma in known.lemmas(word)]
    lemmas = sorted({lemma for lemma, _ in pairs})
    number = {lemma: place for place, lemma in enumerate(lemmas)}
    forms = [(form, number[lemma]) for form, lemma in known.forms(number.keys())]
    texts = sorted({form for form, _ in forms})
    place_of = {form: place for place, form in enumerate(texts)}
    return _named(
        language,
        packed("forms", texts)
        | packed("grammar", known.grammar)
        | packed("words", ordered)
        | packed("lemmas", lemmas)
        | {"counts": np.array([words[word] for word in ordered], dtype=np.int32)}
        | grouped("lemmas_of", _column(place_of[form] for form, _ in forms), _column(lemma for _, lemma in forms), len(texts))
        | grouped("words_of", _column(number[lemma] for lemma, _ in pairs), _column(place for _, place in pairs), len(lemmas)),
    )


def _column(values: Iterable[int]) -> Array:
    return np.fromiter(values, dtype=np.int32)


def _named(language: str, tables: Mapping[str, Array]) -> dict[str, Array]:
    return {f"lemmas.{language}.{name}": table for name, table in tables.items()}


class LemmaTables:
    """The tables of one language in one directory."""

    def __init__(self, tables: Mapping[str, Array], language: str) -> None:
        prefix = f"lemmas.{language}."
        own = {name.removeprefix(prefix): table for name, table in tables.items() if name.startswith(prefix)}
        self._forms, self._lemmas, self._words = Texts.of(own, "forms"), Texts.of(own, "lemmas"), Texts.of(own, "words")
        self._counts, self._grammar = own["counts"], Texts.of(own, "grammar")
        self._lemmas_of, self._words_of = Groups(own, "lemmas_of"), Groups(own, "words_of")
        # A question asks for the counts of each form of its words several times.
        self._place_of = lru_cache(_CACHED)(self._words.find)

    def lemmas(self, form: str) -> frozenset[str]:
        """The lemmas of a folded form, of those that lead to a word of these tables."""
        place = self._forms.find(form)
        return frozenset(self._lemmas[lemma] for lemma in self._lemmas_of[place]) if place >= 0 else frozenset()

    def words(self, lemmas: Iterable[str]) -> Iterator[tuple[str, int]]:
        """The words of these tables that are forms of some lemmas, with their episodes."""
        places = (self._lemmas.find(lemma) for lemma in lemmas)
        found = {word for place in places if place >= 0 for word in self._words_of[place]}
        return ((self._words[word], int(self._counts[word])) for word in found)

    def is_grammar(self, word: str) -> bool:
        """Whether a word is grammar in this language: its inflections say nothing."""
        return len(word) < _SHORTEST_WORD or self._grammar.find(word) >= 0

    def count(self, word: str) -> int:
        """The episodes in this language that hold a word."""
        place = self._place_of(word)
        return int(self._counts[place]) if place >= 0 else 0
