"""What is known of a language before any word is said in it: the lemmas of its forms, and which words are its grammar.

simplemma's dictionaries, folded as the archive folds. To load one costs a second: a full generation does, and keeps it beside the
index, where a child looks up its few new words.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol
from zlib import crc32

import numpy as np

from archive.languages import frequency, registry
from archive.languages.frequency import zipf
from archive.storage.array_file import Array, map_arrays, write_synced
from archive.storage.string_table import Groups, Texts, grouped, packed
from archive.text.tokenizer import fold_all

# Forms commoner than this (words a thousand million, log 10) are grammar: est, a, fait, plus. Their inflections are noise.
GRAMMAR_ZIPF = 5.75
# A lemma of fewer letters is no form of another: the ending would be half of it.
_ROOT_FROM = 5


class Dictionary(Protocol):
    """What is known of a language; all words are folded."""

    @property
    def grammar(self) -> Sequence[str]:
        """Its words of grammar, sorted: the commonest, and the forms of articles and pronouns."""
        ...

    @property
    def zipf(self) -> Mapping[str, float]:
        """How common its words are (archive.languages.frequency)."""
        ...

    def lemmas(self, form: str) -> Sequence[str]:
        """The lemmas of a form, sorted; a lemma is a form of itself."""
        ...

    def forms(self, lemmas: Collection[str]) -> Iterator[tuple[str, str]]:
        """(form, lemma) of every form of some lemmas, sorted."""
        ...


def dictionary_of(language: str, kept: Path | None = None) -> Dictionary:
    """What is known of a language: as it is kept in a directory, else loaded, which costs a second."""
    if kept is not None and language.isalnum():
        try:
            return MappedDictionary(map_arrays(kept / _file(language)), zipf(language, kept))
        except (OSError, ValueError):
            pass
    return loaded(language)


def store_dictionary(kept: Path, language: str) -> None:
    """Keeps what is known of a language, and how common its words are, in a directory, for builds to come."""
    frequency.store_frequencies(kept, language)
    path = kept / _file(language)
    if language.isalnum() and not path.exists():
        for older in kept.glob(f"lemmas-{language}-*"):
            older.unlink()
        write_synced(path, _arrays(language))


class LoadedDictionary:
    """A dictionary in memory. Its grammar is known some time before its lemmas, which are made when they are first asked for."""

    def __init__(self, language: str) -> None:
        self.zipf = zipf(language)
        self._listed = _listed(language)
        self._heads = sorted(set(self._listed.values()))
        self._lemmas_of_head = _lemmas_of_heads(self._heads, language)

    @cached_property
    def lemma_of(self) -> Mapping[str, str]:
        """Every form as it is written -> its lemma; a lemma is a form of itself."""
        return {head: head for head in self._heads} | self._listed

    @cached_property
    def grammar(self) -> Sequence[str]:
        """As in `Dictionary`."""
        common = {word for word, times in self.zipf.items() if times > GRAMMAR_ZIPF}
        heads = {head for head, lemmas in self._lemmas_of_head.items() if not registry.united().grammar_lemmas.isdisjoint(lemmas)}
        return sorted(common.union(fold_all([*heads, *(form for form, head in self._listed.items() if head in heads)])))

    @cached_property
    def _lemmas(self) -> dict[str, tuple[str, ...]]:
        """Folded form -> folded lemmas, sorted."""
        written, heads = [*self._listed, *self._heads], [*self._listed.values(), *self._heads]
        forms: dict[str, tuple[str, ...]] = {}
        for form, head in zip(fold_all(written), heads, strict=True):
            found = self._lemmas_of_head[head]
            before = forms.setdefault(form, found)
            if before is not found:
                forms[form] = before + found
        return {form: tuple(sorted(set(found))) if len(found) > 1 else found for form, found in forms.items()}

    def lemmas(self, form: str) -> Sequence[str]:
        """As in `Dictionary`."""
        return self._lemmas.get(form, ())

    def forms(self, lemmas: Collection[str]) -> Iterator[tuple[str, str]]:
        """As in `Dictionary`."""
        return ((form, lemma) for form in sorted(self._lemmas) for lemma in self._lemmas[form] if lemma in lemmas)

    def arrays(self) -> dict[str, Array]:
        """The same, to be written."""
        forms = sorted(self._lemmas)
        pairs = [(place, lemma) for place, form in enumerate(forms) for lemma in self._lemmas[form]]
        lemmas = sorted({lemma for _, lemma in pairs})
        number = {lemma: place for place, lemma in enumerate(lemmas)}
        of_form = np.array([place for place, _ in pairs], dtype=np.int32)
        of_lemma = np.array([number[lemma] for _, lemma in pairs], dtype=np.int32)
        return {
            **packed("forms", forms),
            **packed("lemmas", lemmas),
            **packed("grammar", self.grammar),
            **grouped("lemmas_of", of_form, of_lemma, len(forms)),
            **grouped("forms_of", of_lemma, of_form, len(lemmas)),
        }


class MappedDictionary:
    """A dictionary as it is kept, mapped."""

    def __init__(self, arrays: Mapping[str, Array], zipf: Mapping[str, float]) -> None:
        self.zipf = zipf
        self._forms, self._lemmas, self.grammar = (Texts.of(arrays, name) for name in ("forms", "lemmas", "grammar"))
        self._lemmas_of, self._forms_of = Groups(arrays, "lemmas_of"), Groups(arrays, "forms_of")

    def lemmas(self, form: str) -> Sequence[str]:
        """As in `Dictionary`."""
        place = self._forms.find(form)
        return [self._lemmas[lemma] for lemma in self._lemmas_of[place]] if place >= 0 else ()

    def forms(self, lemmas: Collection[str]) -> Iterator[tuple[str, str]]:
        """As in `Dictionary`."""
        places = ((lemma, self._lemmas.find(lemma)) for lemma in lemmas)
        return iter(sorted((self._forms[form], lemma) for lemma, place in places if place >= 0 for form in self._forms_of[place]))


@lru_cache(maxsize=8)
def loaded(language: str) -> LoadedDictionary:
    """The dictionary of a language, loaded; without any form where there is none."""
    return LoadedDictionary(language)


@lru_cache(maxsize=2)
def _arrays(language: str) -> dict[str, Array]:
    return loaded(language).arrays()


def _listed(language: str) -> dict[str, str]:
    """Form -> lemma, as simplemma lists them; empty where it has no such language."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    try:
        return dict(DefaultDictionaryFactory().get_dictionary(language))
    except ValueError:
        return {}


def _lemmas_of_heads(heads: Sequence[str], language: str) -> dict[str, tuple[str, ...]]:
    """Lemma as it is listed -> the folded lemmas of its forms: itself, and where it is a form itself those it is a form of.

    simplemma reads dérivée as a form of dériver, and dérivées of dérivé; négatives of négative: make them one."""
    folded = dict(zip(heads, fold_all(heads), strict=True))
    endings = registry.of(language).lemma_endings
    if not endings:
        return {head: (lemma,) for head, lemma in folded.items()}
    return {head: (lemma, *(folded[root] for root in _roots(head, endings) if root in folded)) for head, lemma in folded.items()}


def _roots(lemma: str, endings: Sequence[tuple[str, str]]) -> Iterator[str]:
    if len(lemma) >= _ROOT_FROM:
        yield from (lemma[: -len(ending)] + root for ending, root in endings if lemma.endswith(ending))


def _file(language: str) -> str:
    return f"lemmas-{language}-{version('simplemma')}-{version('wordfreq')}-{_told_by_languages(language):08x}.bin"


def _told_by_languages(language: str) -> int:
    """A checksum of what the modules of languages say of lemmas: a table made under another rule is not this one."""
    rule = (sorted(registry.united().grammar_lemmas), registry.of(language).lemma_endings)
    return crc32(repr(rule).encode())
