"""Which cues are speech: noises by name and what recognisers invent in silence are kept, marked, and not indexed.

A bracket is a sound only when it holds a known sound word; a cue that mixes sound and speech is speech.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from archive.model.episode import Cue
from archive.text.tokenizer import WORD, fold, words, words_by_line
from ingest.extract.grammar import data

_MARKED = re.compile(r"\[[^\[\]]{1,80}\]|\([^()]{1,80}\)|\*[^*]{1,80}\*|[♪♫♬🎵🎶][^♪♫♬🎵🎶]{0,80}[♪♫♬🎵🎶]")
_ONLY_NOTES = re.compile(r"[\s♪♫♬🎵🎶.…\-–—]*[♪♫♬🎵🎶][\s♪♫♬🎵🎶.…\-–—]*")
_EDGES = " \t-–—*.,;:…!?[]()♪♫♬🎵🎶\"'«»"
_each_word = re.compile(WORD).finditer
_DATA = re.compile(r'\{\s*"[^"\n]{1,80}"\s*:.*\}', re.DOTALL)
"""What programs put into the cues of a WebVTT file of metadata."""
_LONGEST_SOUND = 80
_LONGEST_CREDIT = 160
_REPEATED_SENTENCE = 5
_REPEATED_WORD = 12
_SENTENCE = 3


@dataclass(frozen=True, slots=True)
class _Sounds:
    words: frozenset[str]
    manner: frozenset[str]
    loud: frozenset[str]
    credit: re.Pattern[str]


@cache
def _sounds() -> _Sounds:
    rules = data("nonspeech.toml")
    credit = "|".join(f"(?:{pattern})" for pattern in rules["credit"]["patterns"])
    return _Sounds(
        frozenset(rules["sound"]["words"]),
        frozenset(rules["sound"]["manner"]),
        frozenset(rules["loud"]["words"]),
        re.compile(credit),
    )


def mark_kinds(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """The cues with their kinds: a noise is a sound; a credit nobody spoke, or the same sentence over and over, an
    artefact."""
    before = ("", *(cue.text for cue in cues))
    marked = [_marked(cue, _goes_on(last, cue.text)) for last, cue in zip(before, cues, strict=False)]
    for first, end in _repetitions(marked):
        marked[first + 1 : end] = [
            replace(cue, kind="artefact") if cue.kind == "speech" else cue for cue in marked[first + 1 : end]
        ]
    return tuple(marked)


def _goes_on(last: str, text: str) -> bool:
    """Whether a cue in small letters goes on with the sentence that the last one began: "the theme / music / is by"."""
    return text[:1].islower() and last.rstrip()[-1:].isalnum()


def _marked(cue: Cue, goes_on: bool) -> Cue:
    if not goes_on and len(cue.text) <= _LONGEST_SOUND and is_sound(cue.text):
        return replace(cue, kind="sound")
    if _DATA.fullmatch(cue.text) or (len(cue.text) <= _LONGEST_CREDIT and is_credit(cue.text)):
        return replace(cue, kind="artefact")
    return cue


def is_sound(text: str) -> bool:
    """Whether a cue holds nothing but noises by name: `[Musique]`, `*toc toc*`, `– Générique –`, `♫ ♫`, `LAUGHTER`."""
    if _ONLY_NOTES.fullmatch(text):
        return True
    marks = _MARKED.findall(text)
    if marks:
        return (
            not words(_MARKED.sub(" ", text))
            and any(_names_a_sound(mark) for mark in marks)
            and all(_may_be(mark) for mark in marks)
        )
    bare = text.strip(_EDGES)
    if not _names_a_sound(bare):
        return False
    return fold(bare) not in _sounds().loud or (bare.isupper() and len(bare) > 2) or bare != text.strip(" .!?…")


def _may_be(mark: str) -> bool:
    return not words(mark) or _names_a_sound(mark)


def _names_a_sound(text: str) -> bool:
    """Whether the words are a sound's name, alone or with the manner of it ("musique douce", "cris de la foule")."""
    bare = " ".join(fold(text).strip(_EDGES).split())
    if not bare:
        return False
    known = _sounds()
    if bare in known.words:
        return True
    is_named = False
    for word in _each_word(bare):
        if word[0] in known.words:
            is_named = True
        elif word[0] not in known.manner:
            return False
    return is_named


def is_credit(text: str) -> bool:
    """Whether a cue is nothing but the credit of a subtitler."""
    return _sounds().credit.match(fold(text).strip(_EDGES)) is not None


def _repetitions(cues: Sequence[Cue]) -> Iterable[tuple[int, int]]:
    """Stretches in which one sentence comes again and again, with nothing but sounds between."""
    first, sentence, times = 0, "", 0
    for number, (cue, said) in enumerate(zip(cues, words_by_line(cue.text for cue in cues), strict=True)):
        text = " ".join(said)
        if number and (text == sentence or cue.kind == "sound"):
            times += text == sentence
            continue
        if _is_repeated(sentence, times):
            yield first, number
        first, sentence, times = number, text, 1
    if _is_repeated(sentence, times):
        yield first, len(cues)


def _is_repeated(sentence: str, times: int) -> bool:
    return bool(sentence) and times >= (_REPEATED_SENTENCE if sentence.count(" ") + 1 >= _SENTENCE else _REPEATED_WORD)
