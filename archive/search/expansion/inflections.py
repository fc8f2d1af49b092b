"""The forms of a word that the archive holds, over all its languages and layers."""

from collections.abc import Iterator, Sequence

from archive.languages import of
from archive.search.expansion.layers import Layer

MOST_FORMS = 8
# A language in which the word stands this much less often than in all together lends it no forms (the French word "son").
_FOREIGN_SHARE = 0.1
# simplemma has abbreviations for forms (m for metre, pl for place).
_SHORTEST = 2


def forms(word: str, layers: Sequence[Layer], hint: str | None = None) -> tuple[str, ...]:
    """The other forms of a word, those of most episodes first: at most 8. None for words of grammar."""
    languages = _languages(word, layers, hint)
    if word.isdigit() or any(_is_grammar(word, language, layers) for language in languages):
        return ()
    found: dict[str, int] = {}
    for language in languages:
        for form, episodes in _forms_in(language, word, layers):
            found[form] = found.get(form, 0) + episodes
    found.pop(word, None)
    found = {form: count for form, count in found.items() if len(form) > _SHORTEST}
    return tuple(sorted(found, key=lambda form: (-found[form], form))[:MOST_FORMS])


def _is_grammar(word: str, language: str, layers: Sequence[Layer]) -> bool:
    return any(layer.lemmas[language].is_grammar(word) for layer in layers if language in layer.lemmas)


def _languages(word: str, layers: Sequence[Layer], hint: str | None) -> list[str]:
    """The languages a word is likely to be of; a hint begins with "-" where it only rules one out."""
    counts: dict[str, int] = {}
    for layer in layers:
        for language, lemmas in layer.lemmas.items():
            counts[language] = counts.get(language, 0) + lemmas.count(word)
    if hint in counts:
        return [hint]
    if hint and hint.startswith("-"):
        counts.pop(hint[1:], None)
    least = _FOREIGN_SHARE * sum(counts.values())
    return [language for language, count in counts.items() if count >= least]


def _forms_in(language: str, word: str, layers: Sequence[Layer]) -> Iterator[tuple[str, int]]:
    tables = [layer.lemmas[language] for layer in layers if language in layer.lemmas]
    lemmas = frozenset().union(*(table.lemmas(word) for table in tables))
    for table in tables:
        yield from table.words(lemmas)
        for form in of(language).regular_forms(word, bool(lemmas)):
            if (episodes := table.count(form)) and _allowed(form, word, lemmas, table.lemmas(form)):
                yield form, episodes


def _allowed(form: str, word: str, lemmas: frozenset[str], others: frozenset[str]) -> bool:
    """A rule may not join two words that are lemmas of their own, strangers to each other (pari, paris)."""
    return not (lemmas and others) or bool(lemmas & others) or word not in lemmas or form not in others
