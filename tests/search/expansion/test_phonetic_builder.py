"""The tables of sounds are the same whoever makes them, and a process that is ended is told."""

import errno
import os
import signal

import numpy as np
import pytest

from archive.processes import ProcessEnded
from archive.search.expansion.phonetic_builder import (
    InProcessBuilder,
    PhoneticBuilder,
    SubprocessBuilder,
    Tables,
)
from archive.search.index.vocabulary import NGrams

VOCABULARY = {"fr": {"cheval": 3, "secnum": 1, "cloud": 2}, "en": {"horse": 1}, "xx": {"mergovala": 1}}
RUNS = NGrams.of({("secnum", "cloud"): 1, ("mergovala", "horse"): 2})


def test_another_process_makes_the_same_tables_and_finds_the_same() -> None:
    here = InProcessBuilder(_beside)
    with SubprocessBuilder(_beside) as there:
        made = [_tables(builder) for builder in (here, there)]
        assert here.beside() == there.beside() == "found"
    assert made[0].keys() == made[1].keys()
    assert all(np.array_equal(made[0][name], made[1][name]) for name in made[0])


def test_a_process_that_is_ended_from_outside_is_told() -> None:
    with SubprocessBuilder(_beside) as builder:
        os.kill(builder._peer.process.pid or 0, signal.SIGKILL)
        with pytest.raises(ProcessEnded, match="SIGKILL"):
            _tables(builder)


def test_what_fails_there_is_raised_here() -> None:
    with SubprocessBuilder(_on_a_full_disk) as builder, pytest.raises(OSError, match="No space left"):
        _tables(builder)


def test_a_process_that_nothing_is_asked_of_is_ended() -> None:
    with SubprocessBuilder(_beside) as builder:
        pass
    assert not builder._peer.process.is_alive()


def _on_a_full_disk() -> str:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _beside() -> str:
    return "found"


def _tables(builder: PhoneticBuilder[str]) -> Tables:
    builder.encode_words(VOCABULARY)
    builder.encode_ngrams(RUNS)
    return builder.tables()
