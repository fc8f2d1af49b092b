"""How common words are in a language: what is rare is worth a title, a link or a place in a table.

The lists are wordfreq's: those of French and English come with the program (`lists/`), those of other languages with
the extra `languages`. To load and fold one costs .5 s and 60 MB, which a command that reads one page does not pay: what
a larger build loaded is stored beside the index, mapped, and looked up there: that changes how long an answer takes,
and no answer."""

import gzip
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from archive.languages.table_cache import keep
from archive.storage.array_file import Array, map_arrays
from archive.storage.string_table import Texts, packed
from archive.text.tokenizer import fold_all

UNKNOWN = 0.0
AT_HOME = 3.2
"""A word so common in a language may be at home there, whatever it is elsewhere."""
AT_HOME_SAID, LEAST_SAID = 0.3, 0.1
"""It is where so large a share of the episodes that hold it say it (adjacent); of a smaller one nobody can tell."""
RARER, RARER_UNSAID = 1.0, 0.7
"""So much rarer it may be there than where it is commonest, in powers of ten: where it is said, and where it is not."""
LISTS = Path(__file__).parent / "lists"
SHIPPED, SHIPPED_VERSION = ("fr", "en"), "3.1.1"
"""The lists that come with the program, and of which version of wordfreq they are."""


@lru_cache(maxsize=16)
def zipf(language: str, stored: Path | None = None) -> Mapping[str, float]:
    """Folded word -> log 10 of its times in a thousand million words, the commonest of those that fold alike: `de` is
    7.4, a word no list holds is missing. Empty for a language without lists. Looked up in the directory `stored`, where
    `store_frequencies` put it; else loaded, which costs .5 s the first time."""
    if not language.isalnum():
        return {}
    if stored is not None:
        with suppress(OSError, ValueError):
            return MappedFrequencies(map_arrays(stored / _file(language)))
    return _loaded(language)


def zipf_as_written(language: str, words: Iterable[str]) -> Mapping[str, float]:
    """The same of some words as they are written, accents and all; it loads wordfreq's own list."""
    listed = _as_written(language)
    return {word: listed.get(word, UNKNOWN) for word in words}


def as_written(language: str, words: Collection[str], rarer_than: float) -> Mapping[str, str]:
    """Folded word -> the commonest of its spellings, of those words that a list holds and that are rarer than that."""
    wanted, found = set(words), dict[str, tuple[float, str]]()
    listed = _as_written(language)
    for spelling, folded in zip(listed, fold_all(list(listed)), strict=True):
        if folded in wanted:
            found[folded] = max(found.get(folded, (UNKNOWN, "")), (listed[spelling], spelling))
    return {folded: spelling for folded, (times, spelling) in found.items() if times < rarer_than}


def store_frequencies(directory: Path, language: str) -> None:
    """Keeps the list of a language in a directory, for processes to come."""
    if language.isalnum():
        keep(directory / _file(language), lambda: _arrays(language))


def commoner(known: Mapping[str, float], than: float) -> set[str]:
    """The words of a list that are commoner than that."""
    if isinstance(known, MappedFrequencies):
        return known.commoner(than)
    return {word for word, times in known.items() if times > than}


def at_home(common: Mapping[str, float], said: Mapping[str, float]) -> list[str]:
    """The languages in which a word is at home, of those in which it is so `common` and `said` in such a share of the
    episodes that hold it: where it is said often enough; where it is common or often said, and nearly as common as in
    any other (flexible, intense, patient; no German for March)."""
    most = max(common.values(), default=UNKNOWN)
    said = said if any(said.values()) else dict.fromkeys(said, LEAST_SAID)
    return [one for one, share in said.items() if share >= AT_HOME_SAID or _is_at_home(common[one], share, most)]


def _is_at_home(common: float, share: float, most: float) -> bool:
    nearly = common >= most - (RARER if share else RARER_UNSAID)
    return nearly and (common >= AT_HOME or share >= LEAST_SAID)


class MappedFrequencies(Mapping[str, float]):
    """A list as it is kept: sorted words, and how common each is."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._words, self._values = Texts.of(arrays, "words"), arrays["zipf"]

    def __getitem__(self, word: str) -> float:
        place = self._words.find(word)
        if place < 0:
            raise KeyError(word)
        return float(self._values[place])

    def get(self, word: str, default: float = UNKNOWN) -> float:  # type: ignore[override]
        """How common a word is: without an exception for what is not there, which is asked often."""
        place = self._words.find(word)
        return float(self._values[place]) if place >= 0 else default

    def commoner(self, than: float) -> set[str]:
        """The words that are commoner than that."""
        return {self._words[place] for place in np.flatnonzero(self._values > than).tolist()}

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


@lru_cache(maxsize=8)
def _loaded(language: str) -> dict[str, float]:
    return _read(language)


def _buckets(language: str) -> Sequence[Sequence[str]]:
    """The words of a list, those of each hundredth of a power of ten together, the commonest first; none for a language
    without one."""
    if language in SHIPPED:
        packed_list = gzip.decompress((LISTS / f"{language}.msgpack.gz").read_bytes())
        return msgspec.msgpack.decode(packed_list, type=tuple[Any, ...])[1:]
    try:
        from wordfreq import available_languages, get_frequency_list
    except ModuleNotFoundError:  # the extra is not installed
        return ()
    return get_frequency_list(language, "best") if language in available_languages() else ()


@lru_cache(maxsize=1)
def _as_written(language: str) -> dict[str, float]:
    return {word: _zipf_of(rank) for rank, bucket in enumerate(_buckets(language)) for word in bucket}


def _zipf_of(rank: int) -> float:
    """How common the words of a place in a list are: wordfreq's own way to it, to the last digit."""
    return math.log10(10 ** (-rank / 100)) + 9


def lists_version(language: str) -> str:
    """The version of the list of a language, for the names of files that are made with it."""
    if language in SHIPPED:
        return SHIPPED_VERSION
    try:
        return version("wordfreq")
    except PackageNotFoundError:
        return "none"


def _read(language: str) -> dict[str, float]:
    buckets = _buckets(language)
    words = fold_all(list(chain.from_iterable(buckets)))
    common = chain.from_iterable([_zipf_of(rank)] * len(bucket) for rank, bucket in enumerate(buckets))
    # The commonest come first: turned round, they are the ones that stay.
    return dict(zip(reversed(words), reversed(list(common)), strict=True))


@lru_cache(maxsize=2)
def _arrays(language: str) -> dict[str, Array]:
    known = _read(language)  # not kept beside the arrays: who stores them looks words up there
    words = sorted(known)
    return {**packed("words", words), "zipf": np.array([known[word] for word in words], dtype=np.float64)}


def _file(language: str) -> str:
    return f"frequency-{language}-{lists_version(language)}.bin"
