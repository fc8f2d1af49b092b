"""Questions for a site, none twice: ten classes in equal parts, drawn from what is said in a library by a seed.

Words are drawn by how many of the episodes hold them, phrases from what somebody said: so that every question has an answer, but
for a word with one letter wrong, which is as it would be typed.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from pathlib import Path

import msgspec

from archive.languages import is_function_word
from archive.library import Library
from archive.text.tokenizer import words

CLASSES = (
    "common word",
    "rare word",
    "two words",
    "three words",
    "dates",
    "beginning of a word",
    "phrase",
    "across captions",
    "stop-word phrase",
    "one typo",
)
SAMPLE = 600
COMMON, RARE = (0.05, 0.6), (0.002, 0.02)
"""Of the episodes sampled, the share that hold such a word."""
_SHORTEST = 4
_MOST_TRIES = 200


class Question(msgspec.Struct, frozen=True):
    """What is asked: its class, its text as a listener types it, the same for FTS5, and the days it is bounded to."""

    kind: str
    text: str
    fts: str
    after: str = ""
    before: str = ""


@dataclass(slots=True)
class Said:
    """Some episodes of a library: the folded words of each caption, by episode; common and rare words; the years on air."""

    episodes: list[list[list[str]]] = field(default_factory=list)
    common: list[str] = field(default_factory=list)
    rare: list[str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)


def said_in(root: Path, dice: random.Random) -> Said:
    """What is said in some episodes of a library, drawn."""
    with Library.open(root, read_only=True) as library:
        slugs = sorted(library.digests())
        drawn = dice.sample(slugs, min(SAMPLE, len(slugs)))
        kept = [one.episode for one in library.stored(sorted(drawn))]
    said = Said([[words(cue.text) for cue in episode.cues if cue.kind == "speech"] for episode in kept])
    held = Counter(chain.from_iterable(set(chain.from_iterable(cues)) for cues in said.episodes))
    said.common, said.rare = (_held_by(held, len(kept), bounds) for bounds in (COMMON, RARE))
    said.years = sorted({episode.published.date.year for episode in kept if episode.published}) or [2024]
    return said


def _held_by(held: Counter[str], episodes: int, bounds: tuple[float, float]) -> list[str]:
    least, most = max(bounds[0] * episodes, 1), max(bounds[1] * episodes, 1)
    telling = (word for word in sorted(held) if len(word) >= _SHORTEST and word.isalpha() and not is_function_word(word))
    return [word for word in telling if least <= held[word] <= most]


def draw(said: Said, count: int, dice: random.Random) -> list[Question]:
    """`count` questions, none twice, of each class as many, in random order."""
    asked: dict[tuple[str, str], Question] = {}
    for kind in CLASSES:
        wanted = count // len(CLASSES)
        for question in _endless(kind, said, dice):
            if wanted and asked.setdefault((question.text, question.after), question) is question:
                wanted -= 1
            if not wanted:
                break
    mixed = list(asked.values())
    dice.shuffle(mixed)
    return mixed


def _endless(kind: str, said: Said, dice: random.Random) -> Iterator[Question]:
    """Questions of a class, until far more were drawn than differ."""
    make = _MAKERS[kind]
    tries = 0
    while tries < _MOST_TRIES * 100:
        tries += 1
        if question := make(kind, said, dice):
            yield question
    raise ValueError(f"too little is said for so many questions of the class {kind!r}")


def _word(kind: str, said: Said, dice: random.Random) -> Question:
    word = dice.choice(said.common if kind == "common word" else said.rare)
    return _same(kind, word)


def _same(kind: str, text: str, **days: str) -> Question:
    return Question(kind, text, " ".join(f'"{word}"' for word in text.split()), **days)


def _several(kind: str, said: Said, dice: random.Random) -> Question:
    """Words that stand in one episode, so that all are met somewhere."""
    return _same(kind, " ".join(_together(said, dice, 3 if kind == "three words" else 2)))


def _together(said: Said, dice: random.Random, many: int) -> list[str]:
    common = set(said.common)
    for _ in range(_MOST_TRIES):
        held = sorted(common.intersection(chain.from_iterable(dice.choice(said.episodes))))
        if len(held) >= many:
            return dice.sample(held, many)
    return dice.sample(said.common, many)


def _dated(kind: str, said: Said, dice: random.Random) -> Question:
    year = dice.choice(said.years)
    return _same(kind, dice.choice(said.common), after=f"{year}-01-01", before=f"{year}-12-31")


def _beginning(kind: str, said: Said, dice: random.Random) -> Question:
    start = dice.choice(said.common + said.rare)
    start = start[: dice.randint(3, max(3, len(start) - 1))]
    return Question(kind, f"{start}*", f'"{start}"*')


def _quoted(kind: str, spoken: Sequence[str]) -> Question:
    phrase = f'"{" ".join(spoken)}"'
    return Question(kind, phrase, phrase)


def _phrase(kind: str, said: Said, dice: random.Random) -> Question | None:
    """Two to four words in a row within a caption, one of them telling."""
    caption = dice.choice(dice.choice(said.episodes) or [[]])
    many = dice.randint(2, 4)
    spoken = caption[(first := dice.randrange(max(1, len(caption)))) : first + many]
    telling = any(len(word) >= _SHORTEST and not is_function_word(word) for word in spoken)
    return _quoted(kind, spoken) if len(spoken) == many and telling else None


def _across(kind: str, said: Said, dice: random.Random) -> Question | None:
    """The last two words of a caption and the first two of the next."""
    captions = dice.choice(said.episodes)
    pairs = [pair for pair in pairwise(captions) if len(pair[0]) > 1 and len(pair[1]) > 1]
    before, after = dice.choice(pairs) if pairs else ([], [])
    return _quoted(kind, [*before[-2:], *after[:2]]) if before else None


def _stop_phrase(kind: str, said: Said, dice: random.Random) -> Question | None:
    """Two to five words in a row that tell nothing each."""
    caption = dice.choice(dice.choice(said.episodes) or [[]])
    first = dice.randrange(max(1, len(caption)))
    spoken = caption[first : first + dice.randint(2, 5)]
    return _quoted(kind, spoken) if len(spoken) > 1 and all(len(word) <= 5 and _is_plain(word) for word in spoken) else None


def _is_plain(word: str) -> bool:
    return is_function_word(word) or len(word) <= 3


def _typo(kind: str, said: Said, dice: random.Random) -> Question:
    word = dice.choice([one for one in said.common if len(one) > 5])
    place = dice.randrange(1, len(word) - 1)
    return _same(kind, word[:place] + dice.choice("aeioustrnl") + word[place + 1 :])


_MAKERS: dict[str, Callable[[str, Said, random.Random], Question | None]] = {
    "common word": _word,
    "rare word": _word,
    "two words": _several,
    "three words": _several,
    "dates": _dated,
    "beginning of a word": _beginning,
    "phrase": _phrase,
    "across captions": _across,
    "stop-word phrase": _stop_phrase,
    "one typo": _typo,
}
