"""The forms of a word that the archive holds, over all its languages and table sets."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from archive import languages
from archive.search.expansion.table_set import TableSet

MOST_FORMS = 8
# A language in which the word stands this much less often than in all together lends it no forms (the French word "son").
_FOREIGN_SHARE = 0.1
# A form that is said less often than this in the languages in which the word is known is another's (sensé: the English "sense").
_OWN_SHARE = 0.5
# simplemma has abbreviations for forms (m for metre, pl for place).
_SHORTEST = 2


AtHome = Callable[[str, Iterable[str]], list[str]]


def forms(word: str, table_sets: Sequence[TableSet], hint: str | None, at_home: AtHome) -> tuple[str, ...]:
    """The other forms of a word, those of most episodes first: at most 8. None for words of grammar. `at_home` tells in which of
    some languages a word is known: forms that it has in another are another word's."""
    likely = at_home(word, _likely_languages(word, table_sets, hint))
    if word.isdigit() or any(_is_grammar(word, language, table_sets) for language in likely):
        return ()
    found: dict[str, int] = {}
    for language in likely:
        for form, episodes in _forms_in(language, word, table_sets):
            found[form] = found.get(form, 0) + episodes
    found.pop(word, None)
    found = {
        form: count for form, count in found.items() if len(form) > _SHORTEST and count >= _OWN_SHARE * _episodes(form, table_sets)
    }
    return tuple(sorted(found, key=lambda form: (-found[form], form))[:MOST_FORMS])


def _episodes(form: str, table_sets: Sequence[TableSet]) -> int:
    """The episodes in any language that hold a form."""
    return sum(lemmas.count(form) for table_set in table_sets for lemmas in table_set.lemmas.values())


def _is_grammar(word: str, language: str, table_sets: Sequence[TableSet]) -> bool:
    return any(table_set.lemmas[language].is_grammar(word) for table_set in table_sets if language in table_set.lemmas)


def _likely_languages(word: str, table_sets: Sequence[TableSet], hint: str | None) -> list[str]:
    """The languages a word is likely to be of; a hint begins with "-" where it only rules one out."""
    counts: dict[str, int] = {}
    for table_set in table_sets:
        for language, lemmas in table_set.lemmas.items():
            counts[language] = counts.get(language, 0) + lemmas.count(word)
    if hint in counts:
        return [hint]
    if hint and hint.startswith("-"):
        counts.pop(hint[1:], None)
    least = _FOREIGN_SHARE * sum(counts.values())
    return [language for language, count in counts.items() if count >= least]


def _forms_in(language: str, word: str, table_sets: Sequence[TableSet]) -> Iterator[tuple[str, int]]:
    tables = [table_set.lemmas[language] for table_set in table_sets if language in table_set.lemmas]
    lemmas = frozenset().union(*(table.lemmas(word) for table in tables))
    for table in tables:
        yield from (
            (form, episodes) for form, episodes in table.words(lemmas) if not _is_namesake(form, lemmas, table.lemmas(form))
        )
        for form in languages.of(language).regular_forms(word, bool(lemmas)):
            if (episodes := table.count(form)) and _allowed(form, word, lemmas, table.lemmas(form)):
                yield form, episodes


def _is_namesake(form: str, lemmas: frozenset[str], others: frozenset[str]) -> bool:
    """Whether a form is only spelt like the lemma it shares, and has one of its own (worsted is of worst, and worst of bad)."""
    return lemmas & others == {form} and bool(others - {form})


def _allowed(form: str, word: str, lemmas: frozenset[str], others: frozenset[str]) -> bool:
    """A rule may not join two words that are lemmas of their own, strangers to each other (pari, paris)."""
    return not (lemmas and others) or bool(lemmas & others) or word not in lemmas or form not in others
