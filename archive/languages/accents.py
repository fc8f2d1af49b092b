"""Words that an accent alone tells apart: marché and marche, élève and élevé.

Text is compared without accents, so that none is needed to find a word. Where two spellings that fold alike are of
different words, by simplemma's dictionary, a listener who types the accent means one of them. The participle of a verb
and its present (réformé, réforme) are one word; what is spelt as a participle, but has no feminine (marché), is none.
Words of grammar (à, où) are left alone, but a word beside them that has forms of its own (né, sûr, dû) is told apart.
Only a language with a rule is read so."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from zlib import crc32

from archive.languages import registry
from archive.languages.base import AccentRule
from archive.languages.dictionary import GRAMMAR_ZIPF, written_lemmas
from archive.languages.frequency import UNKNOWN, lists_version, zipf, zipf_as_written
from archive.languages.table_cache import keep
from archive.storage.array_file import Array, map_arrays, write_synced
from archive.storage.string_table import Texts, packed
from archive.text.tokenizer import fold, fold_all

Accents = Mapping[str, tuple[str, ...]]
"""A spelling as it is written, in small letters -> the other forms of the same word: as written where an accent tells
these apart too, else folded."""
_BETWEEN = " "
PLURAL = "s"
RULE = 2
"""The number of the rule below, or of what a language says: a table made under another is not this one."""
BESIDE_ZIPF = 4.5
"""A word that an accent alone parts from one of grammar is as common as this (né, sûr, dû); rarer ones are slips
(aprés, dît)."""
MUCH_RARER, LEAST_ZIPF = 1.5, 1.0
"""What is thirty times rarer than the spelling beside it, or hardly a word at all, is a slip of that (chomage,
foret)."""


def accents_of(language: str, kept: Path) -> Accents:
    """The spellings of a language that an accent tells apart, as they are kept in a directory; where they are not, they
    are worked out and kept, which costs a second or two. Empty for a language that says nothing of it."""
    return _accents_of(language, kept) if registry.of(language).accents else {}


def kept_accents(language: str, kept: Path) -> Accents:
    """The same, but none where none are kept."""
    with suppress(OSError, ValueError):
        arrays = map_arrays(kept / _file(language))
        lines = (line.split(_BETWEEN) for line in Texts.of(arrays, "spellings")[:])
        return {spelling: tuple(forms) for spelling, *forms in lines}
    return {}


def store_accents(kept: Path, language: str) -> None:
    """Keeps them in a directory, for all that is written from now on; OSError where that fails."""
    keep(kept / _file(language), lambda: _packed(told_apart(language)))


def copy_accents(kept: Path, directory: Path, languages: Iterable[str]) -> None:
    """Gives those of some languages to a directory, for all that is asked of what was written with them."""
    for language in languages:
        if accents := accents_of(language, kept):
            write_synced(directory / _file(language), _packed(accents))


def _packed(accents: Accents) -> dict[str, Array]:
    return packed("spellings", sorted(_BETWEEN.join((spelling, *forms)) for spelling, forms in accents.items()))


@lru_cache(maxsize=16)
def _accents_of(language: str, kept: Path) -> Accents:
    with suppress(OSError):
        store_accents(kept, language)
    return kept_accents(language, kept)


@lru_cache(maxsize=8)
def told_apart(language: str) -> Accents:
    """The same, worked out from the dictionary."""
    rule = registry.of(language).accents
    if rule is None:
        return {}
    lemma_of = written_lemmas(language)
    apart = frozenset(_apart(lemma_of, rule, language))
    forms: dict[str, list[str]] = {lemma_of[spelling]: [] for spelling in apart}
    for form, lemma in lemma_of.items():
        if lemma in forms:
            forms[lemma].append(form)
    return {spelling: tuple(_forms(spelling, forms[lemma_of[spelling]], apart)) for spelling in sorted(apart)}


def _apart(lemma_of: Mapping[str, str], rule: AccentRule, language: str) -> Iterator[str]:
    """The accented spellings beside which another word folds alike that is not much rarer: that would be a slip."""
    common_forms, function_words = zipf(language), registry.of(language).function_words
    accented = [form for form in lemma_of if not form.isascii() and form.isalpha() and form.islower()]
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for form, folded in zip(accented, fold_all(accented), strict=True):
        alike[folded].append(form)
    inflected = {lemma for form, lemma in lemma_of.items() if form != lemma}
    verbs: defaultdict[str, list[str]] = defaultdict(list)
    infinitives = sorted({lemma for lemma in lemma_of.values() if lemma.endswith(rule.infinitive)})
    for folded, verb in zip(fold_all(infinitives), infinitives, strict=True):
        verbs[folded].append(verb)
    for folded, spellings in alike.items():
        every = [*spellings, folded] if folded in lemma_of else spellings
        is_grammar = folded in function_words or common_forms.get(folded, UNKNOWN) > GRAMMAR_ZIPF
        if is_grammar:
            yield from _beside_grammar(spellings, lemma_of, inflected, language)
        elif len(every) > 1 and folded in common_forms:
            words = {form: _words(form, rule, lemma_of, verbs) for form in every}
            common = zipf_as_written(language, every)
            for form in spellings:
                others = (one for one in every if one != form and common[one] >= max(common[form] - MUCH_RARER, LEAST_ZIPF))
                if any(words[form].isdisjoint(words[one]) and rule.tells(form, one) for one in others):
                    yield form


def _beside_grammar(
    spellings: Collection[str], lemma_of: Mapping[str, str], inflected: Collection[str], language: str
) -> Iterator[str]:
    """Of the accented spellings of a word of grammar, those that are none: common, but not so common, and
    `inflected`."""
    common = zipf_as_written(language, spellings)
    for form in spellings:
        is_verb = fold(lemma_of[form]) not in registry.united().grammar_lemmas
        if BESIDE_ZIPF < common[form] <= GRAMMAR_ZIPF and is_verb and lemma_of[form] in inflected:
            yield form


def _words(form: str, rule: AccentRule, lemma_of: Mapping[str, str], verbs: Mapping[str, Collection[str]]) -> set[str]:
    """The lemma of a form, and the verb that it may be of (élève, élevé: élever); `verbs` are all, by how they fold."""
    plain = form.removesuffix(PLURAL)
    made = [plain.removesuffix(rule.present) + rule.infinitive] if plain.endswith(rule.present) else []
    if plain.endswith(rule.participle) and plain + rule.feminine in lemma_of:
        made.append(plain.removesuffix(rule.participle) + rule.infinitive)
    own = {verb for verb in made if verb in lemma_of}
    return {lemma_of[form], *(own or (verb for one in made for verb in verbs.get(fold(one), ())))}


def _forms(spelling: str, forms: Collection[str], apart: Collection[str]) -> Iterator[str]:
    found = (form if form in apart else fold(form) for form in forms if form != spelling and form.isalpha() and form.islower())
    return iter(dict.fromkeys(form for form in found if form != fold(spelling)))


def _file(language: str) -> str:
    rule = registry.of(language).accents
    told = crc32(repr((RULE, rule and (rule.tells.__module__, rule.tells.__qualname__, *rule[1:]))).encode())
    return f"accents-{language}-{version('simplemma')}-{lists_version(language)}-{told:08x}.bin"
