"""The names of a show and how its machine writes them: what staff confirmed or refused, and what the links of episodes suggest."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from archive.analysis.corrected_lines import changed_words
from archive.analysis.mentions import NameLink
from archive.languages.frequency import zipf
from archive.text.tokenizer import words

LEAST_EPISODES = 2
STRONG = 0.12
"""Up to this distance all links are right (archive/analysis/mentions.py): a suggestion needs one so near."""
EVERYDAY = 5.0
"""Zipf: a word said ten times in a million. Where such words of one language stand for each other ("that Python" for Talk Python),
both were said, and neither is misheard."""
LANGUAGES = ("fr", "en")
MOST_EVIDENCE = 3


class GlossaryEntry(Protocol):
    """A glossary entry as the Library keeps it; `heard` is empty where staff give the name alone."""

    @property
    def name(self) -> str:
        """The right name."""
        ...

    @property
    def heard(self) -> str:
        """A form in which the machine writes it."""
        ...

    @property
    def show(self) -> str | None:
        """The show it is for; None for all."""
        ...

    @property
    def state(self) -> str:
        """suggested, confirmed or refused."""
        ...


@dataclass(frozen=True, slots=True)
class GlossaryName:
    """A name to look for in a show's episodes, the forms that are it and those that are not. A name that is not `wanted` was
    refused as a whole: it is linked nowhere."""

    name: str
    heard: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Candidate:
    """An alias that the links of a show suggest: in how many episodes it was heard, and what they say for it."""

    name: str
    heard: str
    show: str | None
    episodes: int
    evidence: str


def names_for(show: str | None, entries: Iterable[GlossaryEntry]) -> tuple[GlossaryName, ...]:
    """What the glossary says for a show: its own entries and those for all shows. Suggestions count once confirmed."""
    heard: dict[str, list[str]] = {}
    refused: dict[str, list[str]] = defaultdict(list)
    unwanted: set[str] = set()
    for entry in entries:
        if entry.show not in (None, show) or entry.state == "suggested":
            continue
        forms = refused if entry.state == "refused" else heard
        if entry.heard:
            forms.setdefault(entry.name, []).append(entry.heard)
        elif entry.state == "refused":
            unwanted.add(entry.name)
        else:
            heard.setdefault(entry.name, [])
    return tuple(
        GlossaryName(name, tuple(heard.get(name, ())), tuple(refused.get(name, ())), name in heard)
        for name in dict.fromkeys((*heard, *refused, *unwanted))
    )


def learn(episodes: Iterable[tuple[str, str | None, Sequence[NameLink]]], stored: Path | None = None) -> tuple[Candidate, ...]:
    """The aliases suggested by the links of episodes (slug, show, links): forms spelt otherwise than the name, heard in two
    episodes of the show or more, once at least so near that no such link was ever wrong, and no everyday words for everyday words;
    the most heard first. `stored` as in `archive.languages.frequency`."""
    heard: dict[tuple[str, str, str | None], dict[str, NameLink]] = defaultdict(dict)
    for slug, show, links in episodes:
        for link in links:
            if link.distance > 0 and words(link.heard) != words(link.name):
                heard[link.name, " ".join(words(link.heard)), show].setdefault(slug, link)
    often = ((key, where) for key, where in heard.items() if len(where) >= LEAST_EPISODES and _is_strong(where))
    found = [_candidate(*key, where) for key, where in often if not _is_other_words(key[0], key[1], stored)]
    return tuple(sorted(found, key=lambda one: (-one.episodes, one.name, one.heard)))


def _is_strong(where: dict[str, NameLink]) -> bool:
    return min(link.distance for link in where.values()) <= STRONG


def _is_other_words(name: str, heard: str, stored: Path | None) -> bool:
    """Whether what differs is everyday words on both sides, in one language."""
    changes = [one for one in changed_words(name, heard) if one.heard and one.said]
    differing = [word for one in changes for word in (*one.heard, *one.said)]
    return bool(differing) and any(
        all(zipf(language, stored).get(word, 0.0) >= EVERYDAY for word in differing) for language in LANGUAGES
    )


def _candidate(name: str, heard: str, show: str | None, where: dict[str, NameLink]) -> Candidate:
    nearest = sorted(where, key=lambda slug: (where[slug].distance, slug))[:MOST_EVIDENCE]
    places = "; ".join(f"{slug}, word {where[slug].position}, distance {where[slug].distance:.2f}" for slug in nearest)
    return Candidate(name, where[nearest[0]].heard, show, len(where), f"heard in {len(where)} episodes: {places}")
