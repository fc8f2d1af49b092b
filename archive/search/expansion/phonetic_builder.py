"""Builds the tables of sounds, from codes of words and of n-grams, in this process or in one of its own."""

from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Generic, Protocol, TypeVar

import numpy as np

from archive.languages import registered
from archive.languages.phonetic_distance import fixed_width
from archive.processes import Peer
from archive.search.expansion import phonetic_index
from archive.search.index.vocabulary import NO_WORD, NGrams
from archive.storage.array_file import Array

Vocabulary = Mapping[str, Mapping[str, int]]
"""language -> folded word -> episodes that hold it."""
Tables = dict[str, Array]
Codes = Mapping[str, Mapping[str, tuple[str, ...]]]
"""language -> folded word -> codes of its sounds."""
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


def all_languages(vocabulary: Vocabulary) -> dict[str, int]:
    """word -> episodes, over all languages."""
    counts: dict[str, int] = {}
    for words in vocabulary.values():
        for word, episodes in words.items():
            counts[word] = counts.get(word, 0) + episodes
    return counts


def codes_of(vocabulary: Vocabulary) -> Codes:
    """The codes of all words."""
    return {language: phonetic_index.codes_of(words, language) for language, words in vocabulary.items()}


def phonetic_tables(vocabulary: Vocabulary, codes: Codes, ngrams: NGrams) -> Tables:
    """The tables of sounds. N-grams are pronounced in the first language that has phonetics and words in the
    archive."""
    place = {word: entry for entry, word in enumerate(sorted(all_languages(vocabulary)))}
    pairs = [(place[word], code) for words in codes.values() for word, each in words.items() for code in each]
    entry, code = np.array([one for one, _ in pairs], np.int32), fixed_width([code for _, code in pairs])
    language = next((code for code, one in registered().items() if one.phonetics and vocabulary.get(code)), "")
    if language:
        others = {ngrams.words[used] for used in np.unique(ngrams.places).tolist() if used != NO_WORD} - codes[language].keys()
        known = {**codes[language], **phonetic_index.codes_of(others, language)}
        of_ngrams = phonetic_index.codes_of_ngrams(ngrams, known, len(place))
        entry, code = np.append(entry, of_ngrams[0]), np.append(code, of_ngrams[1])
    return phonetic_index.arrays(entry, code)


class PhoneticBuilder(Protocol[T_co]):
    """Builds the tables of sounds in two steps, words first, n-grams after them, so that another process can work
    between the two. While it waits it also calls a function of the caller's (`beside`), whose result it hands over."""

    def encode_words(self, vocabulary: Vocabulary) -> None:
        """Hands over the words, once."""

    def encode_ngrams(self, ngrams: NGrams) -> None:
        """Hands over the n-grams, after the words."""

    def tables(self) -> Tables:
        """The tables, after the n-grams."""

    def beside(self) -> T_co:
        """What the caller's function returned, after the tables."""


class InProcessBuilder(Generic[T_co]):
    """In this process, when it is asked for."""

    def __init__(self, beside: Callable[[], T_co]) -> None:
        self.beside = beside

    def __enter__(self) -> "InProcessBuilder[T_co]":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def encode_words(self, vocabulary: Vocabulary) -> None:
        """As `PhoneticBuilder` has it."""
        self._vocabulary = vocabulary

    def encode_ngrams(self, ngrams: NGrams) -> None:
        """As `PhoneticBuilder` has it."""
        self._ngrams = ngrams

    def tables(self) -> Tables:
        """As `PhoneticBuilder` has it."""
        return phonetic_tables(self._vocabulary, codes_of(self._vocabulary), self._ngrams)


class SubprocessBuilder(Generic[T_co]):
    """In a process of its own, which starts up at once. What it is given waits for it; who gives need not."""

    def __init__(self, beside: Callable[[], T_co]) -> None:
        self._peer = Peer(_build, beside)
        self._found: T_co

    def __enter__(self) -> "SubprocessBuilder[T_co]":
        return self

    def __exit__(self, *_: object) -> None:
        self._peer.close()

    def encode_words(self, vocabulary: Vocabulary) -> None:
        """As `PhoneticBuilder` has it."""
        self._peer.send(vocabulary)

    def encode_ngrams(self, ngrams: NGrams) -> None:
        """As `PhoneticBuilder` has it."""
        self._peer.send(ngrams)

    def tables(self) -> Tables:
        """As `PhoneticBuilder` has it; raises ProcessEnded where the process ended without them, and what it met
        itself."""
        tables: Tables
        tables, self._found = self._peer.receive()
        return tables

    def beside(self) -> T_co:
        """As `PhoneticBuilder` has it."""
        return self._found


def _build(connection: Connection, beside: Callable[[], T]) -> tuple[Tables, T]:
    vocabulary = connection.recv()
    codes = codes_of(vocabulary)
    found = beside()
    return phonetic_tables(vocabulary, codes, connection.recv()), found
