"""What is known of a language before any word is said in it: the lemmas of its forms, and which words are its grammar.

What a language tells of its own, and of other words simplemma's dictionaries, folded as the archive folds. To make one
costs seconds and hundreds of MB: the first build that needs it does, and keeps it beside the index, where builds look
words up."""

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import Protocol, TypeVar
from zlib import crc32

import numpy as np

from archive.languages import frequency, registry
from archive.languages.base import Inflections
from archive.languages.frequency import commoner, zipf
from archive.languages.table_cache import keep
from archive.storage.array_file import Array, map_arrays
from archive.storage.byte_cache import ByteCache
from archive.storage.string_table import Groups, Texts, grouped, packed, packed_as
from archive.text.tokenizer import fold, fold_all

# Forms commoner than this (words a thousand million, log 10) are grammar: est, a, fait, plus. Their inflections are
# noise.
GRAMMAR_ZIPF = 5.75
RULE = 3
"""The number of what languages tell of their inflections: a table made of others is not this one."""
# A lemma of fewer letters is no form of another: the ending would be half of it.
_ROOT_FROM = 5
# Words folded, or sorted, at once: some MB of text.
_AT_ONCE = 50_000
# Every so manieth form is drawn to tell how they spread.
_DRAWN = 500


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
        """(form, lemma) of every form of some lemmas by which these may be meant, sorted."""
        ...


def dictionary_of(language: str, kept: Path | None = None) -> Dictionary:
    """What is known of a language: as it is kept in a directory, else made, which costs seconds; without any form where
    there is none."""
    if kept is not None and language.isalnum():
        try:
            return StoredDictionary(map_arrays(kept / _file(language)), zipf(language, kept))
        except (OSError, ValueError):
            pass
    return StoredDictionary(_made(language, zipf(language)), zipf(language))


def store_dictionary(kept: Path, language: str) -> None:
    """Keeps what is known of a language, and how common its words are, in a directory, for builds to come."""
    frequency.store_frequencies(kept, language)
    if language.isalnum():
        keep(kept / _file(language), lambda: _made(language, zipf(language, kept)))


class StoredDictionary:
    """A dictionary in the arrays in which it is kept, mapped or just made."""

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


_MADE = ByteCache[dict[str, Array]](64 << 20)
"""Dictionaries made in this process, as long as they are as small as that of French (7 MB); that of Polish has 96
MB."""


def _made(language: str, times: Mapping[str, float]) -> dict[str, Array]:
    """The arrays of a dictionary, made once a process where they are small."""
    kept = _MADE.get(language)
    if kept is None:
        kept = _arrays(language, times)
        _MADE.put(language, kept, sum(array.nbytes for array in kept.values()))
    return kept


def _arrays(language: str, times: Mapping[str, float]) -> dict[str, Array]:
    """The arrays of a dictionary, of the lists and of how common its words are. A language has a million forms and
    more: as texts of Python they would fill a GB."""
    own = registry.of(language).inflections()
    forms, form_of, head_of, heads = _folded_entries(language, own)
    lemmas_of_head = _lemmas_of_heads(heads, language, {form.lemma for form in own.forms})
    lemmas = sorted(set(chain.from_iterable(lemmas_of_head.values())))
    in_grammar = np.array([not registry.united().grammar_lemmas.isdisjoint(lemmas_of_head[head]) for head in heads], dtype=bool)
    grammatical = np.unique(form_of[in_grammar[head_of]]).tolist()
    texts = Texts.of(forms, "forms")
    many = len(texts)
    of_form, of_lemma = _pairs(form_of, head_of, [lemmas_of_head[head] for head in heads], lemmas)
    place = {lemma: number for number, lemma in enumerate(lemmas)}
    unmeant = [texts.find(form) * len(lemmas) + place[lemma] for form, lemma, meant in own.forms if not meant]
    meant = ~np.isin(of_form.astype(np.int64) * len(lemmas) + of_lemma, np.array(unmeant, np.int64))
    hardly = {form.form for form in own.forms if not form.meant and form.lemma in registry.united().grammar_lemmas}
    grammar = commoner(times, GRAMMAR_ZIPF).union(own.grammar, {texts[form] for form in grammatical} - hardly)
    return {
        **forms,
        **packed("lemmas", lemmas),
        **packed("grammar", sorted(grammar)),
        **grouped("lemmas_of", of_form, of_lemma, many),
        **grouped("forms_of", of_lemma[meant], of_form[meant], len(lemmas)),
    }


def _pairs(form_of: Array, head_of: Array, lemmas_of: Sequence[Sequence[str]], lemmas: Sequence[str]) -> tuple[Array, Array]:
    """Every form and every lemma of it, once, sorted: int32[pairs] by their numbers. form_of, head_of int32[listed]: a
    form, and the head whose lemmas are its own."""
    number = {lemma: place for place, lemma in enumerate(lemmas)}
    many = np.fromiter(map(len, lemmas_of), np.int64, len(lemmas_of))
    own = np.fromiter((number[lemma] for found in lemmas_of for lemma in found), np.int64, int(many.sum()))
    starts = np.cumsum(many) - many
    pairs = np.empty(int(many[head_of].sum()), np.int64)
    end = 0
    for first in range(0, len(form_of), _AT_ONCE):
        form, head = form_of[first : first + _AT_ONCE], head_of[first : first + _AT_ONCE]
        each = many[head]
        within = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
        found = np.repeat(form.astype(np.int64), each) * len(lemmas) + own[np.repeat(starts[head], each) + within]
        pairs[end : (end := end + len(found))] = found
    pairs.sort()
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return (pairs // max(len(lemmas), 1)).astype(np.int32), (pairs % max(len(lemmas), 1)).astype(np.int32)


def _folded(written: Sequence[str]) -> Array:
    """Words folded, as bytes of one width, which sort as their texts do."""
    return np.array([text.encode() for text in fold_all(written)], dtype=bytes)


def _listed(language: str, own: Inflections) -> Iterator[tuple[str, str]]:
    """(form, lemma): those that the language has itself, then those that simplemma has of other words."""
    known = {form.form for form in own.forms} | own.grammar
    yield from ((form.form, form.lemma) for form in own.forms)
    yield from ((form, lemma) for form, lemma in _entries(language) if not known or fold(form) not in known)


def _folded_entries(language: str, own: Inflections) -> tuple[dict[str, Array], Array, Array, list[str]]:
    """The folded forms of a language, each lemma among them (`packed` as "forms", sorted); of each that is listed its
    number among them and that of its lemma (int32[listed], both); and the lemmas as they are listed, sorted."""
    sorting, numbers, met = _Sorting(_splits(language)), array("i"), dict[str, int]()
    for some in _in_parts(_listed(language, own)):
        sorting.add([form for form, _ in some])
        numbers.extend(met.setdefault(head, len(met)) for _, head in some)
    heads = sorted(met)
    for part in _in_parts(iter(heads)):
        sorting.add(part)
    place = np.empty(len(met), np.int32)
    place[[met[head] for head in heads]] = np.arange(len(heads), dtype=np.int32)
    head_of = np.concatenate([place[np.frombuffer(numbers, np.int32)], np.arange(len(heads), dtype=np.int32)])
    return *sorting.result(), head_of, heads


T = TypeVar("T")


def _in_parts(all_of_them: Iterator[T]) -> Iterator[list[T]]:
    while some := list(islice(all_of_them, _AT_ONCE)):
        yield some


def _splits(language: str) -> Array:
    """Folded forms between which there are some _AT_ONCE others each."""
    drawn = np.sort(_folded([form for form, _ in islice(_entries(language), 0, None, _DRAWN)]))
    return drawn[_AT_ONCE // _DRAWN :: _AT_ONCE // _DRAWN]


class _Sorting:
    """Sorts texts that are too many for one array: they are put apart between splits, joined, and sorted a part at a
    time."""

    def __init__(self, splits: Array) -> None:
        self._splits = splits
        self._texts: list[list[bytes]] = [[] for _ in range(len(splits) + 1)]
        self._places: list[list[Array]] = [[] for _ in range(len(splits) + 1)]
        self._many = 0

    def add(self, written: Sequence[str]) -> None:
        """Takes some texts, which get the next numbers in turn."""
        folded = _folded(written)
        part = np.searchsorted(self._splits, folded, side="right")
        for one in np.unique(part).tolist():
            places = np.flatnonzero(part == one)
            self._texts[one].append(b"\n".join(folded[places].tolist()))
            self._places[one].append((places + self._many).astype(np.int32))
        self._many += len(folded)

    def result(self) -> tuple[dict[str, Array], Array]:
        """The texts, each once and sorted (`packed` as "forms"), and the place among them of each that was taken,
        int32[taken]."""
        place_of = np.empty(self._many, np.int32)
        data, lengths, before = bytearray(), array("i"), 0
        for texts, places in zip(self._texts, self._places, strict=True):
            if texts:
                unique, place = np.unique(np.array(b"\n".join(texts).split(b"\n"), dtype=bytes), return_inverse=True)
                place_of[np.concatenate(places)] = place + before
                data += b"".join(unique.tolist())
                lengths.extend(np.char.str_len(unique).tolist())
                before += len(unique)
            texts.clear()
        starts = np.concatenate(([0], np.cumsum(np.frombuffer(lengths, np.int32), dtype=np.int64)))
        return packed_as("forms", data, starts), place_of


def written_lemmas(language: str) -> dict[str, str]:
    """Every form as it is written -> its lemma; a lemma that is not listed as another's form is a form of itself."""
    once: dict[str, str] = {}
    listed = {form: once.setdefault(lemma, lemma) for form, lemma in _entries(language)}
    return once | listed


def _entries(language: str) -> Iterator[tuple[str, str]]:
    """(form, lemma) as simplemma lists them; nothing where it has no such language. They are read one after the other
    as they stand in its file: all at once, those of Polish fill 600 MB."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    with suppress(ValueError):
        try:
            yield from _streamed(language)
        except ImportError:  # what is read with is no promise of simplemma's
            yield from DefaultDictionaryFactory().get_dictionary(language).items()


def _streamed(language: str) -> Iterator[tuple[str, str]]:
    from simplemma.strategies.dictionaries.dictionary_factory import _read_decompressed
    from simplemma.strategies.dictionaries.frontcode import _iter_records, _read_header

    data = _read_decompressed(language)
    is_reversed, _, start = _read_header(data)
    step = -1 if is_reversed else 1
    return ((form[::step].decode(), lemma[::step].decode()) for _, form, lemma in _iter_records(data, start))


def _lemmas_of_heads(heads: Sequence[str], language: str, own: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Lemma as it is listed -> the folded lemmas of its forms: itself, and where it is a form itself those it is a form
    of; of a lemma that is the language's `own`, itself.

    simplemma reads dérivée as a form of dériver, and dérivées of dérivé; négatives of négative: make them one."""
    folded = dict(zip(heads, fold_all(heads), strict=True))
    endings = registry.of(language).lemma_endings
    if not endings:
        return {head: (lemma,) for head, lemma in folded.items()}
    roots = {head: _roots(head, endings) if lemma not in own else () for head, lemma in folded.items()}
    return {head: (folded[head], *(folded[root] for root in its if root in folded)) for head, its in roots.items()}


def _roots(lemma: str, endings: Sequence[tuple[str, str]]) -> Iterator[str]:
    if len(lemma) >= _ROOT_FROM:
        yield from (lemma[: -len(ending)] + root for ending, root in endings if lemma.endswith(ending))


def _file(language: str) -> str:
    return f"lemmas-{language}-{version('simplemma')}-{frequency.lists_version(language)}-{_told_by_languages(language):08x}.bin"


def _told_by_languages(language: str) -> int:
    """A checksum of what the modules of languages say of lemmas: a table made under another rule is not this one."""
    own = registry.of(language).inflections
    rule = (sorted(registry.united().grammar_lemmas), registry.of(language).lemma_endings, own.__module__, own.__qualname__, RULE)
    return crc32(repr(rule).encode())
