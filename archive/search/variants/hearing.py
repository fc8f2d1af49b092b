"""The tables of what is heard: codes of words and of runs, made here or in a process of their own."""

from collections.abc import Mapping
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import Connection
from threading import Thread

import numpy as np

from archive.mapped import Array
from archive.processes import SPAWNED, end_with_parent
from archive.search.runs import NO_WORD, Runs
from archive.search.variants import sounds
from archive.speech.distance import fixed

Vocabulary = Mapping[str, Mapping[str, int]]
"""language -> folded word -> episodes that hold it."""
Tables = dict[str, Array]
Codes = Mapping[str, Mapping[str, tuple[str, ...]]]
"""language -> folded word -> codes of its sounds."""


def all_languages(vocabulary: Vocabulary) -> dict[str, int]:
    """word -> episodes, over all languages."""
    counts: dict[str, int] = {}
    for words in vocabulary.values():
        for word, episodes in words.items():
            counts[word] = counts.get(word, 0) + episodes
    return counts


def codes_of(vocabulary: Vocabulary) -> Codes:
    """The codes of all words."""
    return {language: sounds.codes_of(words, language) for language, words in vocabulary.items()}


def sounding(vocabulary: Vocabulary, codes: Codes, runs: Runs) -> Tables:
    """The tables of what is heard; runs of words are read as the archive's first language of those that have rules."""
    place = {word: entry for entry, word in enumerate(sorted(all_languages(vocabulary)))}
    said = [(place[word], code) for words in codes.values() for word, each in words.items() for code in each]
    entry, code = np.array([one for one, _ in said], np.int32), fixed([code for _, code in said])
    spoken = next((language for language in sounds.LANGUAGES if vocabulary.get(language)), "")
    if spoken:
        others = {runs.words[used] for used in np.unique(runs.places).tolist() if used != NO_WORD} - codes[spoken].keys()
        known = {**codes[spoken], **sounds.codes_of(others, spoken)}
        of_runs = sounds.codes_of_runs(runs, known, len(place))
        entry, code = np.append(entry, of_runs[0]), np.append(code, of_runs[1])
    return sounds.arrays(entry, code)


class Hearing:
    """All about sounds, made in a process of its own: of the words from the start, of the runs when they are known."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._connection, other = SPAWNED.Pipe()
        self._process = SPAWNED.Process(target=_hear, args=(other,), daemon=True)
        self._process.start()
        other.close()
        # What is sent waits for the process to start up; this one need not.
        self._sending = Thread(target=self._send_first, args=(vocabulary,), daemon=True)
        self._sending.start()

    def __enter__(self) -> "Hearing":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()
        self._sending.join()
        self._connection.close()

    def begin(self, runs: Runs) -> None:
        """Hands over the runs; raises BrokenProcessPool where the process is gone."""
        self._sending.join()
        try:
            self._connection.send(runs)
        except OSError as error:
            raise self._ended() from error

    def tables(self) -> Tables:
        """The tables, waited for; raises BrokenProcessPool where the process ended without them."""
        try:
            tables: Tables = self._connection.recv()
        except (EOFError, OSError) as error:
            raise self._ended() from error
        return tables

    def _send_first(self, vocabulary: Vocabulary) -> None:
        with suppress(OSError):
            self._connection.send(vocabulary)

    def _ended(self) -> BrokenProcessPool:
        self._process.join()
        return BrokenProcessPool(f"the process that makes the tables of sounds was ended with code {self._process.exitcode}")


def _hear(connection: Connection) -> None:
    end_with_parent()
    vocabulary = connection.recv()
    codes = codes_of(vocabulary)
    connection.send(sounding(vocabulary, codes, connection.recv()))
