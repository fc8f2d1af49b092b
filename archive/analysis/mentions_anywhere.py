"""Where in a whole archive a name may be linked: what `link_mentions` finds in an episode, asked of the speech of all at once.

It finds every place that `link_mentions` would link if no other name took its words, and now and then one more.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from archive import languages
from archive.analysis.mentions import SOUND_LIMIT, SoughtName, distance_of, is_loose
from archive.analysis.phoneme_search import PhonemeSearch, Spoken, Windows
from archive.analysis.phoneme_stream import GRAMMAR_ZIPF, PLAIN_ZIPF
from archive.languages.lexicon import Lexicon
from archive.languages.phonetic_distance import NEAR
from archive.text.tokenizer import words

Int64 = NDArray[np.int64]


class SpokenIn(Spoken, Protocol):
    """Speech in which a word is found, and of which the language is known."""

    def words_in(self, language: str) -> Int64:
        """The numbers of the words that an episode of a language holds, int64[n], rising."""
        ...

    def number(self, word: str) -> int | None:
        """The number of a word; None where nobody says it."""
        ...


def exact_places(spoken: SpokenIn, names: Iterable[SoughtName]) -> Int64:
    """Where a name, or a form that is heard for it, is said word for word: int64[n], rising."""
    runs = {tuple(words(form)) for sought in names for form in (sought.name, *sought.heard)}
    return _joined(_run_places(spoken, run) for run in runs if run)


def near_places(spoken: SpokenIn, names: Sequence[SoughtName], lexicon: Lexicon) -> Int64:
    """Where something is said that is near a name by sound or spelling: int64[n], rising."""
    loose = [sought for sought in names if is_loose(sought, lexicon)]
    phonetics = languages.of(lexicon.language).phonetics
    if not loose or phonetics is None:
        return _joined(())
    held = spoken.words_in(lexicon.language)
    held_words = [spoken.words[number] for number in held.tolist()]
    search = PhonemeSearch(spoken, held, list(map(lexicon.said, held_words)), lambda place: lexicon.zipf(held_words[place]))
    return _joined(
        _near(windows, spoken.words, sought.name, lexicon)
        for sought in loose
        for code in phonetics.encode_name(sought.name)
        for windows in search.near(code, SOUND_LIMIT)
    )


def _near(windows: Windows, vocabulary: Sequence[str], name: str, lexicon: Lexicon) -> Int64:
    """Where the windows begin that are near enough by sound or spelling, common words being paid for."""
    runs = [tuple(map(vocabulary.__getitem__, run)) for run in windows.runs.tolist()]
    near = [_is_near(run, float(far), name, lexicon) for run, far in zip(runs, windows.distance.tolist(), strict=True)]
    return windows.address[np.array(near, np.bool_)[windows.run]]


def _is_near(run: Sequence[str], by_sound: float, name: str, lexicon: Lexicon) -> bool:
    if len(run) > 1 and lexicon.zipf(run[0]) >= GRAMMAR_ZIPF and lexicon.zipf(run[1]) >= PLAIN_ZIPF:
        return False
    return distance_of(name, by_sound, run, lexicon) <= NEAR


def _run_places(spoken: SpokenIn, run: Sequence[str]) -> Int64:
    numbers = [spoken.number(word) for word in run]
    if None in numbers:
        return np.empty(0, np.int64)
    places = [spoken.places(number).astype(np.int64) - far for far, number in enumerate(numbers) if number is not None]
    found = places[0]
    for others in places[1:]:
        found = np.intersect1d(found, others, assume_unique=True)
    return found


def _joined(parts: Iterable[Int64]) -> Int64:
    return np.unique(np.concatenate([np.empty(0, np.int64), *parts]))
