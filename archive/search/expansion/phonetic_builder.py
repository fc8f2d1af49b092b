"""The tables of what is heard: codes of words and of runs, made here or in a process of their own."""

from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Generic, Protocol, TypeVar

import numpy as np

from archive.languages import registered
from archive.languages.phonetic_distance import fixed
from archive.processes import Peer
from archive.search.expansion import phonetic_index
from archive.search.expansion.ngrams import NO_WORD, NGrams
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


def sounding(vocabulary: Vocabulary, codes: Codes, runs: NGrams) -> Tables:
    """The tables of what is heard; runs of words are read as the archive's first language of those that have rules."""
    place = {word: entry for entry, word in enumerate(sorted(all_languages(vocabulary)))}
    said = [(place[word], code) for words in codes.values() for word, each in words.items() for code in each]
    entry, code = np.array([one for one, _ in said], np.int32), fixed([code for _, code in said])
    spoken = next((code for code, one in registered().items() if one.phonetics and vocabulary.get(code)), "")
    if spoken:
        others = {runs.words[used] for used in np.unique(runs.places).tolist() if used != NO_WORD} - codes[spoken].keys()
        known = {**codes[spoken], **phonetic_index.codes_of(others, spoken)}
        of_runs = phonetic_index.codes_of_runs(runs, known, len(place))
        entry, code = np.append(entry, of_runs[0]), np.append(code, of_runs[1])
    return phonetic_index.arrays(entry, code)


class PhoneticBuilder(Protocol[T_co]):
    """Makes all about sounds, and one thing more beside it: of the words from when they are known, of the runs when these are."""

    def encode_words(self, vocabulary: Vocabulary) -> None:
        """Hands over the words, once."""

    def encode_ngrams(self, runs: NGrams) -> None:
        """Hands over the runs, after the words."""

    def tables(self) -> Tables:
        """The tables, after the runs."""

    def beside(self) -> T_co:
        """What was found beside the tables, after them."""


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

    def encode_ngrams(self, runs: NGrams) -> None:
        """As `PhoneticBuilder` has it."""
        self._runs = runs

    def tables(self) -> Tables:
        """As `PhoneticBuilder` has it."""
        return sounding(self._vocabulary, codes_of(self._vocabulary), self._runs)


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

    def encode_ngrams(self, runs: NGrams) -> None:
        """As `PhoneticBuilder` has it."""
        self._peer.send(runs)

    def tables(self) -> Tables:
        """As `PhoneticBuilder` has it; raises ProcessEnded where the process ended without them, and what it met itself."""
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
    return sounding(vocabulary, codes, connection.recv()), found
