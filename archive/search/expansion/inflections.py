"""The forms of a word that the archive holds, over all its languages and table sets, and the tables they are read from:
forms of one lemma, language by language. Serving reads only the forms that lead to a word of the archive."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from archive import languages
from archive.languages.base import no_inflections
from archive.languages.dictionary import Dictionary
from archive.languages.phonetic_distance import sound_the_same
from archive.storage.array_file import Array
from archive.storage.string_table import Groups, Texts, grouped, packed

if TYPE_CHECKING:
    from archive.search.expansion.table_set import TableSet

MOST_FORMS = 24
"""With 8, courir counted 26 episodes of 111; a plan tells where even these are cut."""
# A language in which the word stands this much less often than in all together lends it no forms (the French word
# "son").
_FOREIGN_SHARE = 0.1
# A form that is said less often than this in the languages in which the word is known is another's (sensé: the English
# "sense").
_OWN_SHARE = 0.5
# simplemma has abbreviations for forms (m for metre, pl for place).
_SHORTEST = 2


AtHome = Callable[[str, Mapping[str, float]], list[str]]


def forms(word: str, table_sets: Sequence["TableSet"], hint: str | None, at_home: AtHome) -> tuple[str, ...]:
    """The other forms of a word, those of most episodes first. None for words of grammar. `at_home` tells in which
    languages a word is known: forms that it has in another are another word's (`Likelihood.of_languages`)."""
    likely = _likely_languages(word, table_sets, hint, at_home)
    if word.isdigit() or any(_is_grammar(word, language, table_sets) for language in likely):
        return ()
    found: dict[str, int] = {}
    for language in likely:
        for form, episodes in _forms_in(language, word, table_sets):
            # What is said as a word of grammar is a form of nothing: nous avions, nous sommes.
            if not _is_grammar(form, language, table_sets):
                found[form] = found.get(form, 0) + episodes
    found.pop(word, None)
    found = {
        form: count for form, count in found.items() if len(form) > _SHORTEST and _is_own(form, count, likely, table_sets, at_home)
    }
    return tuple(sorted(found, key=lambda form: (-found[form], form))[:MOST_FORMS])


def _is_own(form: str, count: int, likely: Sequence[str], table_sets: Sequence["TableSet"], at_home: AtHome) -> bool:
    """Whether a form is said in the languages of a word, in so many episodes, or is at home in one of them, which say
    it too, whoever else does."""
    all_in_all = _episodes(form, table_sets)
    if count >= _OWN_SHARE * all_in_all or count < _FOREIGN_SHARE * all_in_all:
        return count >= _OWN_SHARE * all_in_all
    return not set(likely).isdisjoint(at_home(form, _shares(_counts(form, table_sets))))


def _episodes(form: str, table_sets: Sequence["TableSet"]) -> int:
    """The episodes in any language that hold a form."""
    return sum(lemmas.count(form) for table_set in table_sets for lemmas in table_set.lemmas.values())


def own_count(form: str, language: str, table_sets: Sequence["TableSet"]) -> int:
    """The episodes in any language that hold a form of one; 0 where it hardly says it."""
    own = sum(table_set.lemmas[language].count(form) for table_set in table_sets if language in table_set.lemmas)
    every = _episodes(form, table_sets)
    return every if own and own >= _FOREIGN_SHARE * every else 0


def languages_of(run: Sequence[str], table_sets: Sequence["TableSet"], hint: str | None) -> list[str]:
    """The languages that say each of some words, those apart that hardly do and one that a hint rules out."""
    shares = [_shares(_counts(word, table_sets)) for word in run]
    return [one for one in shares[0] if hint != f"-{one}" and all(each[one] >= _FOREIGN_SHARE for each in shares)]


def is_of_others(word: str, run: Sequence[str], table_sets: Sequence["TableSet"], hint: str | None, at_home: AtHome) -> bool:
    """Whether some words are said in languages alone in which a word that is known is not at home (gilet, Gimlet)."""
    known, said = _likely_languages(word, table_sets, hint, at_home), languages_of(run, table_sets, hint)
    return bool(known and said) and set(known).isdisjoint(said)


LONG, KNOWN_LONG, LEFT_OF = 8, 2.0, 0.7
"""Letters of a long word; how common one is at least that is known, and of its letters how many has what is heard for it."""


def is_cut(word: str, run: Sequence[str], common: float) -> bool:
    """Whether what a long word, so common, only sounds like lacks much of it (hippopotames, popotes)."""
    return len(word) >= LONG and common >= KNOWN_LONG and sum(map(len, run)) < len(word) * LEFT_OF


def sounds_so(typed: str, run: Sequence[str], table_sets: Sequence["TableSet"], hint: str | None) -> bool:
    """Whether a single word sounds exactly as typed in a language that says it."""
    return len(run) == 1 and any(sound_the_same(typed, run[0], one) for one in languages_of(run, table_sets, hint))


def lemmas_of(forms: Iterable[str], language: str, table_sets: Sequence["TableSet"]) -> frozenset[str]:
    """The lemmas of some folded forms in a language."""
    tables = [table_set.lemmas[language] for table_set in table_sets if language in table_set.lemmas]
    return frozenset().union(*(table.lemmas(form) for form in forms for table in tables))


def of_lemmas(lemmas: Iterable[str], language: str, table_sets: Sequence["TableSet"]) -> set[str]:
    """The words of the archive that are forms of some lemmas of a language."""
    tables = [table_set.lemmas[language] for table_set in table_sets if language in table_set.lemmas]
    return {word for table in tables for word, _ in table.words(lemmas)}


def has_its_own(language: str | None) -> bool:
    """Whether a language tells itself what its words are."""
    return language is not None and languages.of(language).inflections is not no_inflections


def _is_grammar(word: str, language: str, table_sets: Sequence["TableSet"]) -> bool:
    return any(table_set.lemmas[language].is_grammar(word) for table_set in table_sets if language in table_set.lemmas)


def _likely_languages(word: str, table_sets: Sequence["TableSet"], hint: str | None, at_home: AtHome) -> list[str]:
    """The languages in which a word is known, and said or at home; the one alone that a hint tells, if it is one of
    these; a hint that begins with "-" rules one out."""
    counts = _counts(word, table_sets)
    if hint and hint.startswith("-"):
        counts.pop(hint[1:], None)
    likely = at_home(word, _shares(counts))
    return [hint] if hint in likely else likely


def _counts(word: str, table_sets: Sequence["TableSet"]) -> dict[str, int]:
    """In how many episodes of each language a word is said."""
    counts: dict[str, int] = {}
    for table_set in table_sets:
        for language, lemmas in table_set.lemmas.items():
            counts[language] = counts.get(language, 0) + lemmas.count(word)
    return counts


def _shares(counts: Mapping[str, int]) -> dict[str, float]:
    every = max(1, sum(counts.values()))
    return {language: count / every for language, count in counts.items()}


def _forms_in(language: str, word: str, table_sets: Sequence["TableSet"]) -> Iterator[tuple[str, int]]:
    tables = [table_set.lemmas[language] for table_set in table_sets if language in table_set.lemmas]
    spelt = {word, *languages.of(language).spellings(word)}
    lemmas = frozenset().union(*(table.lemmas(one) for table in tables for one in spelt))
    own = has_its_own(language)
    regular = tuple(languages.of(language).regular_forms(word, bool(lemmas)))
    for table in tables:
        found = {form: count for form, count in table.words(lemmas) if own or not _is_namesake(form, lemmas, table.lemmas(form))}
        for form in regular:
            if (count := table.count(form)) and _allowed(form, word, lemmas, table.lemmas(form)):
                found[form] = count
        yield from found.items()


def _is_namesake(form: str, lemmas: frozenset[str], others: frozenset[str]) -> bool:
    """Whether a form is only spelt like the lemma it shares, and has one of its own (worsted is of worst, and worst of
    bad)."""
    return lemmas & others == {form} and bool(others - {form})


def _allowed(form: str, word: str, lemmas: frozenset[str], others: frozenset[str]) -> bool:
    """A rule may not join two words that are lemmas of their own, strangers to each other (pari, paris)."""
    return not (lemmas and others) or bool(lemmas & others) or word not in lemmas or form not in others


_SHORTEST_WORD = 3
_CACHED = 4096
"""The places of so many words are kept."""


def lemma_arrays(language: str, words: Mapping[str, int], known: Dictionary) -> dict[str, Array]:
    """The tables of a language: `forms` (sorted texts), their lemmas, and the words of the archive of each lemma."""
    ordered = sorted(words)
    pairs = sorted({(lemma, place) for place, word in enumerate(ordered) for lemma in _not_shortened(word, known.lemmas(word))})
    lemmas = sorted({lemma for lemma, _ in pairs})
    number = {lemma: place for place, lemma in enumerate(lemmas)}
    forms = sorted({(form, number[lemma]) for form, lemma in known.forms(number.keys()) if _not_shortened(form, [lemma])})
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


def _not_shortened(word: str, lemmas: Iterable[str]) -> list[str]:
    """The lemmas of which a word is more than the beginning, its plural apart: simplemma has abbreviations for forms
    (via for viaduct, iss for island)."""
    begins = word.removesuffix("s") or word
    return [lemma for lemma in lemmas if 2 * len(word) > len(lemma) or not lemma.startswith(begins)]


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
