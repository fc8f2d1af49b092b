"""The words of an episode as they are spoken, in order: the word positions by which the index, name links and pages
count."""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from archive.model.episode import Cue
from archive.text.tokenizer import edges, sentence_begins, words, words_by_line

Int32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TokenStream:
    """Folded words of all cues of kind speech, by position. cues int32[n]: the cue of each word; `texts`: of every
    cue."""

    words: tuple[str, ...]
    cues: Int32
    texts: tuple[str, ...]

    def first_word(self, cue: int) -> int:
        """The position of a cue's first word; of a cue without words, of the next word."""
        return int(np.searchsorted(self.cues, cue))

    def spans(self, position: int, n: int) -> Iterator[tuple[int, tuple[int, int]]]:
        """(cue, (start, end)) of n words from a position, one a cue: where they stand in its text, from the first
        letter of the first to the last of the last."""
        for cue in dict.fromkeys(self.cues[position : position + n].tolist()):
            first = self.first_word(cue)
            inside = edges(self.texts[cue])[max(position - first, 0) : position + n - first]
            yield cue, (inside[0][0], inside[-1][1])

    def as_written(self, position: int, n: int) -> str:
        """Some words as they stand on the page."""
        return " ".join(self.texts[cue][start:end] for cue, (start, end) in self.spans(position, n))


def token_stream(cues: Sequence[Cue]) -> TokenStream:
    """The words of a transcript. The index counts by the same positions, made for many transcripts at once
    (archive/search/index/write/segment_writer.py)."""
    found: list[str] = []
    many = array("q")
    for said in words_by_line(cue.text if cue.kind == "speech" else "" for cue in cues):
        found += said
        many.append(len(said))
    owner = np.repeat(np.arange(len(cues), dtype=np.int32), np.array(many, np.int64))
    return TokenStream(tuple(found), owner, tuple(cue.text for cue in cues))


def with_signs(text: str, start: int, end: int) -> slice:
    """A part of a text, as far as the spaces round it; to its ends where no word stands before or behind."""
    behind = text[end:]
    end += len(behind) - (len(re.sub(r'^([.!?…»"”’)]|\s[!?»])+', "", behind)) if any(map(str.isalnum, behind)) else 0)
    return slice(begin_with_signs(text, start), end)


def begin_with_signs(text: str, start: int) -> int:
    """The letter at which a word begins with the signs before it: at a sentence's begin, else at the space, or behind
    the apostrophe or hyphen of another word (qu'une)."""
    if not any(map(str.isalnum, text[:start])):
        return 0
    begun = (begin for begin in sentence_begins(text) if begin <= start and not any(map(str.isalnum, text[begin:start])))
    signs = re.search(r"(?<![\w&])[^\w\s&]*$", text[:start])
    return max(begun, default=signs.start() if signs else start)


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
