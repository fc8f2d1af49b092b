"""The language that is spoken: told from the transcript, never from the page's interface."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from archive.model.episode import Cue

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE = 6000
_TOO_SHORT, _SURE = 40, 100
"""Letters of speech: with fewer a page's hint is believed first; from so many on what is recognised is told for sure."""
_LONG = 1_000_000
"""Bytes of a page from which on its memory counts beside the program's own."""
# What broadcasts and podcasts are in; a short text is else taken for Breton or Sami.
_SPOKEN = frozenset(
    "ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id is "
    "it ja ko lt lv ms nl no pl pt ro ru sk sl sq sr sv sw ta th tr uk ur vi zh".split()
)


@cache
def _recogniser() -> "LanguageIdentifier":
    """The recogniser with its model, which is read at the first question and takes 74 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def prepare(size: int) -> None:
    """Reads the model before a page of many bytes: that takes 39 MB more for a moment, which would else come on top of
    all that a long page makes."""
    if size > _LONG:
        _recogniser()


def unload() -> None:
    """Lets go of the recogniser's model; the next question reads it again, in half a second."""
    _recogniser.cache_clear()


def _recognised(sample: str) -> str:
    scores = _recogniser().rank(sample)
    return next((str(code) for code, _ in scores if code in _SPOKEN), str(scores[0][0]))


def spoken_language(cues: Sequence[Cue], hint: str | None = None) -> str:
    """The two-letter code of the speech; too little speech leaves it to the hint, and without one to "und"."""
    sample = _sample_of([cue.text for cue in cues if cue.kind == "speech"])
    if sum(character.isalpha() for character in sample) < _TOO_SHORT and hint:
        return hint
    if not any(character.isalpha() for character in sample):
        return hint or "und"
    return _recognised(sample)


def wording_language(language: str, cues: Sequence[Cue]) -> str:
    """The language in which the archive words what it makes of a transcript: the one that is spoken; its own, French,
    where too little is said to tell that for sure."""
    letters = (sum(map(str.isalpha, cue.text)) for cue in cues if cue.kind == "speech")
    return language if sum(letters) >= _SURE else "fr"


def _sample_of(texts: Sequence[str]) -> str:
    """Speech from the beginning, the middle and the end: an opening song may be in another language."""
    third = _SAMPLE // 3
    whole = " ".join(texts[:4000])
    if len(whole) <= _SAMPLE:
        return whole
    middle = len(whole) // 2
    return " ".join((whole[:third], whole[middle : middle + third], whole[-third:]))
