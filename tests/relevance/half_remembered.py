"""Quotations half remembered, and quotations that nobody said, made of an archive's own speech by a seed.

An altered one is a run of real words of which one or two are changed, left out or swapped. An invented one is a phrase
that many say with words of elsewhere behind it, or the halves of two sentences, all their telling words exchanged."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from archive.languages import is_function_word
from archive.library import Library, StoredEpisode
from archive.search.results.answer import Quoted
from archive.text.tokenizer import words

LANGUAGES = ("fr", "en")
OPENING_EPISODES = 3
"""In so many episodes a phrase is said that anybody says."""


@dataclass(frozen=True, slots=True)
class Altered:
    """A quotation with something wrong, and the episode that says it right."""

    text: str
    right: str
    slug: str


def is_right(asked: Altered, passage: Quoted) -> bool:
    """Whether a passage is the one that was altered, or says the same elsewhere."""
    right = set(words(asked.right))
    return passage.summary.slug == asked.slug or len(right & set(words(passage.text))) >= 0.8 * len(right)


class Quoter:
    """Makes quotations of the speech of a library, the same ones by the same seed."""

    def __init__(self, library: Library, seed: int) -> None:
        self._chance = random.Random(seed)
        held = [one for one in library.stored() if (one.episode.language or "")[:2] in LANGUAGES]
        self._speech = {one.slug: _speech(one) for one in held}
        self._language = {one.slug: (one.episode.language or "")[:2] for one in held}
        self._slugs = sorted(slug for slug, said in self._speech.items() if len(said) > 200)
        self._openings = self._said_by_many()

    def altered(self, least: int, most: int) -> Altered:
        """A run of `least` to `most` words with one or two of them changed, left out or swapped."""
        slug, run = self._run(least, most)
        wrong = list(run)
        for _ in range(self._chance.choice((1, 2)) if len(run) > 6 else 1):
            self._spoil(wrong, slug)
        return self.altered(least, most) if wrong == run else Altered(" ".join(wrong), " ".join(run), slug)

    def invented(self, least: int, most: int) -> str:
        """As many words that nobody says together, two telling ones among them at least that were put in."""
        slug, run = self._run(least, most)
        half = len(run) // 2
        if self._chance.random() < 0.5:
            opening, behind = self._chance.choice(self._openings[self._language[slug]])[:half], slug
        else:
            opening, behind = tuple(self._exchanged(run[:half], slug)), self._run(least, most, self._language[slug])[0]
        rest = self._run(least, most, self._language[slug])[1][half - len(run) :]
        if sum(not is_function_word(word) for word in rest) < 2:
            return self.invented(least, most)
        return " ".join((*opening, *self._exchanged(rest, behind)))

    def _run(self, least: int, most: int, language: str = "") -> tuple[str, list[str]]:
        language = language or self._chance.choice(LANGUAGES)
        slug = self._chance.choice([one for one in self._slugs if self._language[one] == language])
        said, length = self._speech[slug], self._chance.randint(least, most)
        first = self._chance.randrange(len(said) - length)
        run = said[first : first + length]
        telling = [word for word in run if not is_function_word(word)]
        return (slug, run) if len(telling) >= length // 3 else self._run(least, most, language)

    def _spoil(self, run: list[str], slug: str) -> None:
        place = self._chance.randrange(len(run))
        how = self._chance.choice(("changed", "changed", "left out", "swapped"))
        if how == "changed":
            run[place] = self._other(run[place], slug)
        elif how == "left out":
            del run[place]
        elif place + 1 < len(run):
            run[place], run[place + 1] = run[place + 1], run[place]

    def _other(self, word: str, slug: str) -> str:
        """A word of the same language's speech in another's place: of grammar where that is."""
        while True:
            said = self._speech[self._chance.choice(self._slugs_beside(slug))]
            other = self._chance.choice(said)
            if other != word and is_function_word(other) == is_function_word(word):
                return other

    def _exchanged(self, run: Sequence[str], slug: str) -> Iterator[str]:
        return (word if is_function_word(word) else self._other(word, slug) for word in run)

    def _slugs_beside(self, slug: str) -> list[str]:
        return [one for one in self._slugs if one != slug and self._language[one] == self._language[slug]]

    def _said_by_many(self) -> dict[str, list[tuple[str, ...]]]:
        """By language the phrases of three to five words that several episodes say."""
        said: dict[str, dict[tuple[str, ...], set[str]]] = {language: {} for language in LANGUAGES}
        for slug in self._chance.sample(self._slugs, min(60, len(self._slugs))):
            speech = self._speech[slug]
            for first in range(len(speech) - 5):
                run = tuple(speech[first : first + 3 + first % 3])
                said[self._language[slug]].setdefault(run, set()).add(slug)
        return {
            language: sorted(run for run, slugs in runs.items() if len(slugs) >= OPENING_EPISODES)
            for language, runs in said.items()
        }


def _speech(one: StoredEpisode) -> list[str]:
    return list(chain.from_iterable(words(cue.text) for cue in one.episode.cues if cue.kind == "speech"))
