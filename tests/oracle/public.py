"""An oracle of its own: what an archive must answer, told from the words of its episodes alone, held against what it does answer.

    python -m tests.oracle.public LIBRARY [--queries 300] [--seed 1]

It knows of the program its public door only (`open_archive`), reads the episodes through it, cuts and folds their words by itself,
and asks random queries of the classes below. Each wrong answer is printed with what was asked; the last line counts them.
"""

import argparse
import random
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive import open_archive
from archive.model.episode import Cue, Episode, Published
from archive.model.period import period_of, place_by_date
from archive.python_api import Archive, filters
from archive.search.index.types import Summary
from archive.search.results.answer import Answer, Hit

Words = tuple[str, ...]
A_PAGE = 50
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "ı": "i", "’": "'", "ʼ": "'"})
_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_WORD = re.compile(r"[^\W_]+")


NUMBERS = tuple(
    (language, word, str(number))
    for language, said in (
        ("fr", "deux trois quatre cinq sept huit neuf dix onze"),
        ("en", "two three four five seven eight nine ten eleven"),
    )
    for number, word in zip((2, 3, 4, 5, 7, 8, 9, 10, 11), said.split(), strict=True)
)


def folded(text: str) -> Words:
    """The words of a text, in plain letters where it has them; a text with other signs is asked of nobody."""
    apart = unicodedata.normalize("NFD", text.lower().translate(_LETTERS))
    return tuple(_WORD.findall("".join(letter for letter in apart if not unicodedata.combining(letter))))


def is_plain(text: str) -> bool:
    """Whether a text is of letters, digits and marks whose words nobody can cut otherwise."""
    return (
        re.fullmatch(r"[\w\s.,;:!?'’…«»()-]*", text) is not None and not re.search(r"[_#&+]|\d[.,:]\d", text) and text.isprintable()
    )


@dataclass(frozen=True, slots=True)
class Told:
    """An episode as the oracle knows it: its cues of speech with their words, and what else may be found of it."""

    episode: Episode
    cues: tuple[tuple[Cue, Words], ...]
    fields: tuple[Words, ...]

    @property
    def speech(self) -> Words:
        """All words said, in their order."""
        return tuple(word for _, words in self.cues for word in words)

    def says(self, run: Words) -> bool:
        """Whether some words stand one after another in speech, title, description or people."""
        return any(holds(words, run) for words in (self.speech, *self.fields))


def told_of(episode: Episode) -> Told:
    """An episode in the oracle's own words."""
    people = " · ".join(f"{one.name}, {one.role}" if one.role else one.name for one in episode.people)
    spoken = tuple((cue, folded(cue.text)) for cue in episode.cues if cue.kind == "speech")
    return Told(episode, spoken, tuple(map(folded, (episode.title, episode.description, people))))


def holds(words: Words, run: Words) -> bool:
    """Whether a run stands in some words."""
    return f" {' '.join(run)} " in f" {' '.join(words)} "


class Oracle:
    """Asks an archive, and knows what it must answer."""

    def __init__(self, archive: Archive, seed: int) -> None:
        self._archive, self._chance = archive, random.Random(seed)
        self._told = {one.slug: told_of(one) for one in archive if all(is_plain(cue.text) for cue in one.cues)}
        self._all = {one.slug for one in archive}

    def run(self) -> Words:
        """Some words that stand one after another in an episode."""
        speech: Words = ()
        while len(speech) < 6:
            speech = self._chance.choice(list(self._told.values())).speech
        many = self._chance.choice((1, 1, 2, 2, 3, 4, 6))
        first = self._chance.randrange(len(speech) - many + 1)
        return speech[first : first + many]

    def ask(self) -> Iterator[str]:
        """What is wrong with the answers to one query of a class by chance; nothing where all is right."""
        kinds: Sequence[Callable[[], Iterator[str]]] = (
            self._phrase,
            self._pages,
            self._order,
            self._filter,
            self._altered,
            self._invented,
            self._dated,
            self._forms,
            self._number,
        )
        return self._chance.choice(kinds)()

    def _phrase(self) -> Iterator[str]:
        run = self.run()
        text = f'"{" ".join(run)}"'
        answer = self._archive.search(text, limit=A_PAGE)
        if not answer.explanation.cut:
            counted = self._archive.index.counted(text)
            said = {slug for slug, one in self._told.items() if one.says(run)}
            # Of a programme that was published twice one counts, and the other may be said a word otherwise.
            wrong = (said - self._with_twins(counted, answer)) | ((set(counted) & self._told.keys()) - said)
            if wrong and answer.total <= A_PAGE:
                yield f"{text}: {sorted(wrong)[:3]} said and not counted, or the reverse"
        for hit in answer.hits:
            yield from self._seconds(text, run, hit)

    def _with_twins(self, counted: Sequence[str], answer: Answer) -> set[str]:
        """The slugs that are counted, and those of the same programme."""
        twins = {slug for hit in answer.hits for slug, _, _ in hit.summary.same_as}
        return {*counted, *twins}

    def _seconds(self, text: str, run: Words, hit: Hit) -> Iterator[str]:
        """A moment begins with the cue in which its first word is said, and its words are those that were asked for."""
        told = self._told.get(hit.summary.slug)
        if told is None or not hit.counted:
            return
        for moment in hit.moments:
            begun = [words for cue, words in told.cues if cue.start_ms // 1000 == moment.start_ms // 1000]
            if not any(run[0] in words for words in begun):
                yield f"{text} in {hit.summary.slug} at {moment.start_ms}: {run[0]} is not said there"
            for mark in moment.marks:
                if not set(folded(moment.text[mark.start : mark.end])) <= set(run):
                    yield f"{text} in {hit.summary.slug}: {moment.text[mark.start : mark.end]!r} is marked"

    def _pages(self) -> Iterator[str]:
        """From the first page to the last each episode stands once, with what was found of it."""
        text = " ".join(f'"{word}"' for word in self.run()[:2])
        limit, counted, seen = self._chance.choice((5, 10, 20)), self._archive.index.counted(text), list[str]()
        for page in range(1, -(-len(counted) // limit) + 1):
            for hit in self._archive.search(text, page=page, limit=limit).hits:
                if hit.counted and not hit.lacks:
                    seen.append(hit.summary.slug)
                    if not hit.moments and not hit.matched:
                        yield f"{text}, page {page} of {limit}: {hit.summary.slug} stands without a moment"
        if sorted(seen) != sorted(counted):
            yield f"{text}, {limit} a page: {len(counted)} counted, {len(seen)} listed, {len(set(seen))} of them once"

    def _order(self) -> Iterator[str]:
        text = f'"{self.run()[0]}"'
        found = [hit.summary for hit in self._archive.search(text, sort="date", limit=A_PAGE).hits]
        places = [_place(one) for one in found]
        if places != sorted(places):
            yield f"{text} by date: not the newest first, those of a year alone and undated last"

    def _filter(self) -> Iterator[str]:
        text, minutes = f'"{self.run()[0]}"', self._chance.choice((5, 15, 30, 60))
        longer = set(self._archive.index.counted(text, filters=filters(duration=f">{minutes}")))
        other = set(self._archive.index.counted(f"{text} -duration:>{minutes}"))
        if longer & other or len(longer | other) < len(set(self._archive.index.counted(text))):
            yield f"{text}: longer than {minutes} minutes and not so do not add up"
        dated = [one.episode.published.date for one in self._told.values() if one.episode.published]
        if dated:
            day = self._chance.choice(dated)
            for hit in self._archive.search(text, filters=filters(after=day), limit=A_PAGE).hits:
                if hit.summary.date is None or (hit.summary.date < day and hit.summary.precision == "day"):
                    yield f"{text} after {day}: {hit.summary.slug} is of {hit.summary.date}"

    def _altered(self) -> Iterator[str]:
        """What is quoted with one word wrong is never taken for said, and its passages hold most of its words."""
        run = self.run()
        if len(run) < 4:
            return
        altered = [*run]
        altered[self._chance.randrange(len(run))] = "zzyzxqu"
        verdict = self._archive.index.verify(" ".join(altered))
        if verdict.outcome == "exact":
            yield f"{' '.join(altered)}: told to be said"
        for passage in verdict.passages:
            if len(set(folded(passage.text)) & set(run)) < len(set(run)) / 3:
                yield f"{' '.join(altered)}: {passage.text!r} is far from it"

    def _invented(self) -> Iterator[str]:
        """Words of different episodes, that nobody says one after another."""
        run = (*self.run()[:2], *self.run()[:2])
        said = any(one.says(run) for one in self._told.values())
        if not said and self._archive.index.verify(" ".join(run)).outcome == "exact" and len(self._told) == len(self._all):
            yield f"{' '.join(run)}: told to be said"

    def _dated(self) -> Iterator[str]:
        """Who types the day of an episode finds it on the first page, whatever it and others say."""
        day = self._chance.choice([one.episode.published for one in self._told.values()] or [None])
        if day is None or day.precision != "day":
            return
        text = f"{day.date.day} {_MONTHS[day.date.month - 1]} {day.date.year}"
        of_day = {slug for slug, one in self._told.items() if one.episode.published and one.episode.published.date == day.date}
        answer = self._archive.search(text, limit=20)
        shown = {*(hit.summary.slug for hit in answer.hits), *self._with_twins((), answer)}
        if not answer.explanation.cut and len(of_day) <= 10 and of_day - shown:
            yield f"{text}: {sorted(of_day - shown)[:3]} is of that day and not on the first page"

    def _forms(self) -> Iterator[str]:
        """A word is counted wherever it is said, whatever else counts for it, and in quotes nothing else counts."""
        word = self.run()[0]
        quoted = set(self._archive.index.counted(f'"{word}"'))
        if missing := quoted - set(self._archive.index.counted(word)):
            yield f"{word}: {sorted(missing)[:3]} say it and are not counted"

    def _number(self) -> Iterator[str]:
        """A number in words is its figures in talk of its language alone, and its figures are those words there alone."""
        language, said, figures = self._chance.choice(NUMBERS)
        in_words = set(self._archive.index.counted(said))
        in_figures = set(self._archive.index.counted(figures))
        words_of = {code: (word,) for code, word, number in NUMBERS if number == figures}
        for slug, one in self._told.items():
            held = one.says((figures,))
            missing = held and one.episode.language == language and slug not in in_words
            # Of a programme that was published twice one counts.
            if missing and not self._archive.index.counted(f"{said} episode:{slug}"):
                yield f"{said}: {slug} says {figures} and is not counted"
            stem = any(word.startswith(said[:3]) for words in (one.speech, *one.fields) for word in words)
            if slug in in_words and one.episode.language != language and not stem:
                yield f"{said}: {slug}, in {one.episode.language}, is counted"
            if slug in in_figures and not held and not one.says(words_of.get(one.episode.language, (figures,))):
                yield f"{figures}: {slug}, in {one.episode.language}, is counted"


def _place(found: Summary) -> tuple[int, int]:
    """Where it stands in a list by date."""
    stated = Published(found.date, "", found.precision, found.approximate) if found.date else None
    return place_by_date(period_of(stated) if stated else None)


def main() -> int:
    """Asks so many queries; 1 where an answer is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with open_archive(asked.library) as archive:
        oracle, wrong = Oracle(archive, asked.seed), 0
        for _ in range(asked.queries):
            for told in oracle.ask():
                wrong += 1
                print(told)
    print(f"{asked.queries - min(wrong, asked.queries)} passed, {wrong} failed")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
