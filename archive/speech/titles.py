"""Titles of automatic chapters: the terms that are said there and not elsewhere, in the form in which they are written."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from archive.speech.lexicon import Lexicon
from archive.speech.spoken import Spoken
from archive.speech.terms import term
from archive.words import spans

MOST_TERMS = 3
_RAREST = 2.0


def titles(spoken: Spoken, starts: Sequence[int], language: str) -> tuple[str, ...]:
    """A title for each of the chapters that begin at some cues: up to three terms, the most telling first."""
    edges = [spoken.first_word(cue) for cue in starts] + [len(spoken.words)]
    told = [Counter(_told(spoken, edges[i], edges[i + 1], language)) for i in range(len(starts))]
    everywhere = sum(told, Counter[str]())
    lexicon = Lexicon.of(language)
    named = []
    for chapter, first, last in zip(told, edges, edges[1:], strict=False):
        best = sorted(chapter, key=lambda one: (-_telling(one, chapter, everywhere, lexicon), one))[:MOST_TERMS]
        named.append(", ".join(_written(spoken, first, last, one, language) for one in best) or "…")
    return tuple(named)


def _told(spoken: Spoken, first: int, last: int, language: str) -> list[str]:
    return [one for word in spoken.words[first:last] if (one := term(word, language))]


def _telling(one: str, chapter: Counter[str], everywhere: Counter[str], lexicon: Lexicon) -> float:
    """How often it is said here, how much of all is said here, how rare it is in the language."""
    rarity = 9.0 - max(lexicon.zipf(one), lexicon.zipf(one + "s"), _RAREST)
    return math.log1p(chapter[one] - 0.5) * (chapter[one] / everywhere[one]) * rarity


def _written(spoken: Spoken, first: int, last: int, one: str, language: str) -> str:
    """The commonest way in which a term is written within some words."""
    forms: Counter[str] = Counter()
    places = [place for place in range(first, last) if term(spoken.words[place], language) == one]
    for cue in dict.fromkeys(spoken.cues[np.array(places)].tolist()):
        text = spoken.texts[cue]
        forms.update(text[span.start : span.end] for span in spans(text) if term(span.word, language) == one)
    return forms.most_common(1)[0][0]
