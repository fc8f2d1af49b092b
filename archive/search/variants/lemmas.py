"""Inflections: forms of one lemma, language by language, from simplemma's dictionaries folded as the archive folds.

A dictionary costs .3 s to load and fold, once a language at building; serving reads only the forms that lead to a word of the
archive. What the dictionaries do not know takes a light rule: a plural s or x, and the endings of a participle.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from archive.search.variants.store import Array, Groups, Texts, grouped, packed
from archive.speech.frequency import zipf
from archive.words import fold

# Forms commoner than this (words a thousand million, log 10) are grammar: est, a, fait, plus. Their inflections are noise.
GRAMMAR_ZIPF = 5.75
_GRAMMAR_LEMMAS = frozenset(
    (
        "le la lui mon ton son notre votre leur ce celui un je tu il moi toi soi nous vous de a au que qui lequel etre avoir "
        "the an i he she it we you they me my his her our your their this that be have do"
    ).split()
)
_WORD = 3
_RULE_FROM = 5
_PLURALS = ("s", "x")
_PARTICIPLES = ("e", "es", "ee", "ees", "s")
# The lemma as simplemma gives it, and the one it is a form of, where that is a lemma too.
_FRENCH_HEADS = (("é", "er"), ("ive", "if"), ("euse", "eux"), ("euse", "eur"), ("elle", "el"), ("ienne", "ien"), ("ale", "al"))
_HEAD_FROM = 5

Forms = dict[str, set[str]]


@lru_cache(maxsize=8)
def dictionary(language: str) -> Mapping[str, tuple[str, ...]]:
    """Folded form -> folded lemmas of a language; empty where there is no dictionary. A lemma is a form of itself."""
    try:
        known = dict(DefaultDictionaryFactory().get_dictionary(language))
    except ValueError:
        return {}
    heads = set(known.values())
    folded = {head: fold(head) for head in heads}
    forms: Forms = defaultdict(set)
    for form, lemma in known.items():
        forms[fold(form)].add(folded[lemma])
    for head in heads:
        forms[folded[head]].add(folded[head])
    if language == "fr":
        _join_participles(forms, known, heads)
    return {form: tuple(lemmas) for form, lemmas in forms.items()}


def _join_participles(forms: Forms, known: Mapping[str, str], heads: set[str]) -> None:
    """simplemma reads dérivée as a form of dériver, and dérivées of dérivé; négatives of négative: make them one."""
    for form, lemma in known.items():
        for ending, head in _FRENCH_HEADS:
            if lemma.endswith(ending) and len(lemma) >= _HEAD_FROM and (root := lemma[: -len(ending)] + head) in heads:
                forms[fold(form)].add(fold(root))
                forms[fold(lemma)].add(fold(root))


@lru_cache(maxsize=8)
def grammar(language: str) -> frozenset[str]:
    """The folded words of a language that are its grammar: the commonest, and the forms of articles and pronouns."""
    common = {word for word, times in zipf(language).items() if times > GRAMMAR_ZIPF}
    return frozenset(common | {form for form, lemmas in dictionary(language).items() if not _GRAMMAR_LEMMAS.isdisjoint(lemmas)})


def arrays(language: str, words: Mapping[str, int]) -> dict[str, Array]:
    """The tables of a language: `forms` (sorted texts), their lemmas, and the words of the archive of each lemma."""
    known = dictionary(language)
    ordered = sorted(words)
    pairs = [(lemma, place) for place, word in enumerate(ordered) for lemma in known.get(word, ())]
    lemmas = sorted({lemma for lemma, _ in pairs})
    number = {lemma: place for place, lemma in enumerate(lemmas)}
    forms = [(form, number[lemma]) for form in sorted(known) for lemma in known[form] if lemma in number]
    texts = sorted({form for form, _ in forms})
    place_of = {form: place for place, form in enumerate(texts)}
    return _named(
        language,
        packed("forms", texts)
        | packed("grammar", sorted(grammar(language)))
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


class Lemmas:
    """The lemma tables of one language in one layer."""

    def __init__(self, tables: Mapping[str, Array], language: str) -> None:
        prefix = f"lemmas.{language}."
        own = {name.removeprefix(prefix): table for name, table in tables.items() if name.startswith(prefix)}
        self._forms, self._lemmas, self._words = Texts.of(own, "forms"), Texts.of(own, "lemmas"), Texts.of(own, "words")
        self._counts, self._grammar = own["counts"], Texts.of(own, "grammar")
        self._lemmas_of, self._words_of = Groups(own, "lemmas_of"), Groups(own, "words_of")

    def lemmas(self, form: str) -> frozenset[str]:
        """The lemmas of a folded form, of those that lead to a word of this layer."""
        place = self._forms.find(form)
        return frozenset(self._lemmas[lemma] for lemma in self._lemmas_of[place]) if place >= 0 else frozenset()

    def words(self, lemmas: Iterable[str]) -> Iterator[tuple[str, int]]:
        """The words of this layer that are forms of some lemmas, with their episodes."""
        places = (self._lemmas.find(lemma) for lemma in lemmas)
        found = {word for place in places if place >= 0 for word in self._words_of[place]}
        return ((self._words[word], int(self._counts[word])) for word in found)

    def is_grammar(self, word: str) -> bool:
        """Whether a word is grammar in this language: its inflections say nothing."""
        return len(word) < _WORD or self._grammar.find(word) >= 0

    def count(self, word: str) -> int:
        """The episodes in this language that hold a word."""
        place = self._words.find(word)
        return int(self._counts[place]) if place >= 0 else 0


def by_rule(word: str, known: bool) -> Iterator[str]:
    """Forms that a word may have by rule alone; the ones of a participle only where no dictionary knows the word."""
    if len(word) >= _RULE_FROM:
        yield from (word + ending for ending in _PLURALS)
    if word.endswith(_PLURALS) and len(word) > _RULE_FROM:
        yield word[:-1]
    if word.endswith("aux"):
        yield word[:-3] + "al"
    if not known and len(word) >= _RULE_FROM + 1:
        stem = word.rstrip("s").rstrip("e")
        yield from (stem + ending for ending in ("", *_PARTICIPLES) if stem + ending != word)
