"""The first words of an episode that tell something: what sets a made title apart from another."""

import re
from collections.abc import Iterable
from itertools import islice

from archive.model.episode import Cue
from archive.text.tokenizer import words

LONGEST = 60
_READ_ON = 80
_LEAST_WORDS = 4
_LEAST_LETTERS = 0.7
_GREETING = frozenset(
    (
        "bonjour bonsoir salut bienvenue merci madame mesdames monsieur messieurs a tous toutes tout le monde et de "
        "vous nous etes on est ici dans sur avec ce cette soir matin midi je suis ravi ravie heureux heureuse "
        "retrouver retrouve oui non bon alors voila eh bien ok allez euh hello hi welcome everyone to the thank "
        "thanks good morning evening you"
    ).split()
)


def opening_words(cues: Iterable[Cue]) -> str | None:
    """The first words said that are no greeting, at most 60 characters, cut at a word; None where nothing is said in
    words."""
    spoken = [" ".join(cue.text.split()) for cue in islice((cue for cue in cues if cue.kind == "speech"), _READ_ON)]
    worded = [text for text in spoken if _is_worded(text)]
    told = next((number for number, text in enumerate(worded) if _tells(text)), 0)
    return _cut(" ".join(worded[told : told + 3])) if worded else None


def _is_worded(text: str) -> bool:
    """Whether a line is of letters: no number, no address, no code."""
    letters, signs = sum(map(str.isalpha, text)), len(text) - text.count(" ")
    return letters > 1 and letters >= _LEAST_LETTERS * signs and "://" not in text


def _tells(text: str) -> bool:
    own = words(text)
    return len(own) >= _LEAST_WORDS and sum(word not in _GREETING for word in own) >= 2


def _cut(text: str) -> str:
    text = re.sub(r"^[\s\-–—.,;:…*\"«»]+|[\s\-–—.,;:…*\"«»]+$", "", text)
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:.-–") + "…"
