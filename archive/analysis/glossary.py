"""The names of a show and how its machine writes them: what staff confirmed or refused, and what the links of episodes suggest."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from archive.analysis.mentions import NameLink
from archive.text.tokenizer import words

LEAST_EPISODES = 2
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


def learn(episodes: Iterable[tuple[str, str | None, Sequence[NameLink]]]) -> tuple[Candidate, ...]:
    """The aliases suggested by the links of episodes (slug, show, links): forms spelt otherwise than the name, heard in two
    episodes of the show or more; the most heard first."""
    heard: dict[tuple[str, str, str | None], dict[str, NameLink]] = defaultdict(dict)
    for slug, show, links in episodes:
        for link in links:
            if link.distance > 0 and words(link.heard) != words(link.name):
                heard[link.name, " ".join(words(link.heard)), show].setdefault(slug, link)
    found = [_candidate(*key, where) for key, where in heard.items() if len(where) >= LEAST_EPISODES]
    return tuple(sorted(found, key=lambda one: (-one.episodes, one.name, one.heard)))


def _candidate(name: str, heard: str, show: str | None, where: dict[str, NameLink]) -> Candidate:
    nearest = sorted(where, key=lambda slug: (where[slug].distance, slug))[:MOST_EVIDENCE]
    places = "; ".join(f"{slug}, word {where[slug].position}, distance {where[slug].distance:.2f}" for slug in nearest)
    return Candidate(name, where[nearest[0]].heard, show, len(where), f"heard in {len(where)} episodes: {places}")
