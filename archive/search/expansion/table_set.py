"""The expansion tables of one directory, written and opened: those of a full generation, or those that an increment
adds. What a typed term may be expanded to are its entries: words of the archive and rare n-grams, each with its
episodes and its joined key."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.languages.dictionary import Dictionary
from archive.languages.frequency import UNKNOWN
from archive.search.expansion import inflections, phonetic_index, typing_errors
from archive.search.expansion.phonetic_builder import PhoneticBuilder, Tables, Vocabulary, all_languages
from archive.search.index.vocabulary import NGrams
from archive.storage.array_file import Array, map_arrays, write_synced
from archive.storage.string_table import Texts, packed


@dataclass(frozen=True, slots=True)
class Phrases:
    """N-grams in the order of their keys, then of their words: the words of each without spaces, and with spaces."""

    ngrams: NGrams
    keys: Sequence[str]
    texts: Sequence[str]


def in_order(ngrams: NGrams) -> Phrases:
    """The n-grams as phrases, sorted."""
    keys, texts = ngrams.joined(""), ngrams.joined(" ")
    both = [f"{key}\0{text}" for key, text in zip(keys, texts, strict=True)]
    order = sorted(range(len(both)), key=both.__getitem__)
    return Phrases(ngrams.take(np.array(order, np.int64)), [keys[place] for place in order], [texts[place] for place in order])


def entry_arrays(words: Sequence[str], counts: Mapping[str, int], phrases: Phrases) -> dict[str, Array]:
    """The tables of sorted words and of phrases, with int32 counts of episodes."""
    return {
        **packed("words", words),
        **packed("keys", phrases.keys),
        **packed("phrases", phrases.texts),
        "counts": np.append(np.array([counts[word] for word in words], np.int32), phrases.ngrams.count),
    }


@dataclass(frozen=True, slots=True)
class Entries:
    """Entry i is word i, or phrase i - len(words); `keys` are the phrases without their spaces, sorted. `counts` are
    those of the day of its build, `today` tells in how many episodes a word is since."""

    words: Texts
    keys: Texts
    phrases: Texts
    counts: NDArray[np.int32]
    today: Callable[[str], int] | None = None

    @classmethod
    def of(cls, arrays: Mapping[str, Array], today: Callable[[str], int] | None = None) -> "Entries":
        """The entries that `entry_arrays` wrote."""
        words, keys, phrases = (Texts.of(arrays, name) for name in ("words", "keys", "phrases"))
        return cls(words, keys, phrases, arrays["counts"], today)

    def text(self, entry: int) -> tuple[str, ...]:
        """The words of an entry."""
        n = self.words.size
        return (self.words[entry],) if entry < n else tuple(self.phrases[entry - n].split(" "))

    def key(self, entry: int) -> str:
        """An entry without spaces."""
        n = self.words.size
        return self.words[entry] if entry < n else self.keys[entry - n]

    def count(self, word: str) -> int:
        """The episodes that hold a word."""
        place = self.words.find(word)
        return self.episodes(place) if place >= 0 else 0

    def episodes(self, entry: int) -> int:
        """The episodes that hold an entry."""
        return self.today(self.words[entry]) if self.today and entry < self.words.size else int(self.counts[entry])

    def starting(self, beginning: str) -> Iterable[tuple[str, int]]:
        """The words that begin so, with their episodes."""
        return ((self.words[place], self.episodes(place)) for place in self.words.starting(beginning))

    def joining(self, key: str) -> Iterable[tuple[str, ...]]:
        """The phrases that are a key once their spaces are taken out."""
        for place in self.keys.all(key):
            yield tuple(self.phrases[place].split(" "))


FILE = "variants.bin"
# A word of less than one in a hundred million is a name or a slip of the machine.
STRANGE_ZIPF = 2.0
MOST_NGRAMS = 400_000
"""220 real transcripts hold 23,000 telling pairs, 100 of them 16,000: by that growth 10,000 hold some 140,000 and
50,000 some 300,000."""
# A word of four in a million and more is written right wherever it is said.
EVERYDAY_ZIPF = 3.6


@dataclass(frozen=True, slots=True)
class TableSet:
    """The tables of one directory, mapped. everyday bool[entries]: whether an entry is an everyday word."""

    entries: Entries
    spelling: typing_errors.SpellingIndex
    sounds: phonetic_index.PhoneticIndex
    lemmas: Mapping[str, inflections.LemmaTables]
    everyday: NDArray[np.bool_]


def build(
    directory: Path,
    vocabulary: Vocabulary,
    prepared: Callable[[], tuple[NGrams, Mapping[str, Dictionary]]],
    builder: PhoneticBuilder[object],
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """Writes the tables of a vocabulary (language -> folded word -> episodes). `prepared` gives the n-grams, and the
    dictionary of each language. A `builder` in another process works while `prepared` and `meanwhile` are called."""
    builder.encode_words(vocabulary)
    ngrams, known = prepared()
    phrases = in_order(ngrams)
    builder.encode_ngrams(phrases.ngrams)
    tables = _written(vocabulary, phrases, known)
    meanwhile()
    write_synced(directory / FILE, tables | builder.tables())


def _written(vocabulary: Vocabulary, phrases: Phrases, known: Mapping[str, Dictionary]) -> Tables:
    """The tables of what is written: entries, spelling, inflections."""
    counts = all_languages(vocabulary)
    words = sorted(counts)
    tables = entry_arrays(words, counts, phrases) | typing_errors.arrays([*words, *phrases.keys])
    tables["everyday"] = np.append(_everyday(words, vocabulary, known), np.zeros(len(phrases.keys), np.bool_))
    for language, held in vocabulary.items():
        tables |= inflections.lemma_arrays(language, held, known[language])
    return tables


def informative(ngrams: NGrams, known: Mapping[str, Dictionary], most: int = MOST_NGRAMS) -> NGrams:
    """The n-grams that may be one word misheard: a word of grammar in them only beside one that is in no dictionary.

    Where there are more than `most`, those with such a strange word stay first, then those said more than once."""
    grammar = frozenset[str]().union(*(one.grammar for one in known.values()))
    plain = np.array([word in grammar for word in ngrams.words], np.bool_)
    strange = np.ones(len(ngrams.words), np.bool_)
    for times in (one.zipf for one in known.values()):
        strange &= np.array([times.get(word, UNKNOWN) for word in ngrams.words]) < STRANGE_ZIPF
    has_strange = ngrams.with_any(strange)
    chosen = np.flatnonzero(~ngrams.with_any(plain) | has_strange)
    if len(chosen) > most:
        chosen = np.sort(chosen[np.lexsort((ngrams.count[chosen] == 1, ~has_strange[chosen]))[:most]])
    return ngrams.take(chosen)


def _everyday(words: Sequence[str], vocabulary: Vocabulary, known: Mapping[str, Dictionary]) -> NDArray[np.bool_]:
    """bool[words]: those that are common in a language in which the archive holds them."""
    lists = [(known[language].zipf, held) for language, held in vocabulary.items()]
    common = {word for times, held in lists for word in held if times.get(word, UNKNOWN) >= EVERYDAY_ZIPF}
    return np.fromiter((word in common for word in words), np.bool_, len(words))


def open_table_set(directory: Path, today: Callable[[str], int] | None = None) -> TableSet:
    """The tables of a directory; OSError or ValueError where there are none. `today` as `Entries` has it."""
    tables = map_arrays(directory / FILE)
    listed = Entries.of(tables, today)
    languages = {name.split(".")[1] for name in tables if name.startswith("lemmas.")}
    return TableSet(
        listed,
        typing_errors.SpellingIndex(tables, listed.key),
        phonetic_index.PhoneticIndex(tables),
        {language: inflections.LemmaTables(tables, language) for language in sorted(languages)},
        tables["everyday"],
    )
