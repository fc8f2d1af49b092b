"""The names of a show and how its machine writes them: what staff confirmed or refused, and what the links of episodes
suggest."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from archive.analysis.mentions import NameLink, changed_words
from archive.languages import is_function_word
from archive.languages.frequency import zipf
from archive.text.tokenizer import fold, words

LEAST_EPISODES = 2
STRONG = 0.12
"""Up to this distance all links are right (archive/analysis/mentions.py): a suggestion needs one so near."""
KNOWN = 3.0
"""Zipf: a word said once in a million. Where such words of one language stand for each other ("that Python" for Talk
Python), both were said, and neither is misheard."""
MOSTLY = 0.5
"""The part of the episodes with an ordinary word in which a name must be near, for that word to be the name
misheard."""
HEARD_IN = "heard in"
"""How the evidence of what was learned begins; what staff or listeners' questions brought has other evidence."""
LANGUAGES = ("fr", "en")
_SHORTEST_PLURAL = 3
"""A word of no more letters ends in s or x by itself (gas, Max)."""
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
    """A name to look for in a show's episodes, the forms that are it and those that are not. A name that is not
    `wanted` was refused as a whole: it is linked nowhere."""

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


def learn(
    episodes: Iterable[tuple[str, str | None, Sequence[NameLink]]],
    stored: Path | None = None,
    spoken_in: Callable[[str], int] | None = None,
    others: Iterable[str] = (),
) -> tuple[Candidate, ...]:
    """The aliases suggested by the links of episodes (slug, show, links): forms heard in two episodes of the show or
    more, once at least so near that no such link was ever wrong, that are no words in their own right; the most heard
    first. `stored` as in `archive.languages.frequency`; `spoken_in` counts the episodes in which words are spoken, by
    which an ordinary word is told from a name that was misheard as one: without it no such word is suggested. `others`
    are names that are linked elsewhere."""
    heard: dict[tuple[str, str, str | None], dict[str, NameLink]] = defaultdict(dict)
    names = set(map(_key, others))
    for slug, show, links in episodes:
        names.update(_key(link.name) for link in links)
        for link in links:
            if link.distance > 0 and words(link.heard) != words(link.name):
                heard[link.name, " ".join(words(link.heard)), show].setdefault(slug, link)
    often = ((key, where) for key, where in heard.items() if len(where) >= LEAST_EPISODES and _is_strong(where))
    judge = _Judge(frozenset(names), stored, spoken_in)
    found = [_candidate(*key, where) for key, where in often if judge.is_misheard(key[0], where)]
    return tuple(sorted(found, key=lambda one: (-one.episodes, one.name, one.heard)))


def _is_strong(where: dict[str, NameLink]) -> bool:
    return min(link.distance for link in where.values()) <= STRONG


@dataclass(frozen=True, slots=True)
class _Judge:
    """Tells what was misheard from what was said: the keys of all names of the archive, and how common words are."""

    names: frozenset[str]
    stored: Path | None
    spoken_in: Callable[[str], int] | None

    def is_misheard(self, name: str, where: Mapping[str, NameLink]) -> bool:
        """Whether a form is a name misheard: no other writing, number or part of it, no other name, no words that
        people say."""
        heard = next(iter(where.values())).heard
        if _is_same_word(name, heard) or _is_address(name, heard) or self._is_another_name(name, heard):
            return False
        said, instead = _differing(name, heard)
        if not instead:
            return False
        if not self._are_plain_words(instead, [link.heard for link in where.values()]):
            return True
        return not self._are_known(said) and self._is_said_here_alone(heard, len(where))

    def _is_another_name(self, name: str, heard: str) -> bool:
        """Whether the form is another name of the archive, or holds one that is no part of this one."""
        own = _key(name)
        return _key(heard) in self.names or any(word in self.names and word not in own for word in words(heard))

    def _are_plain_words(self, instead: Sequence[str], written: Iterable[str]) -> bool:
        """Whether words of a language stand there as words, not as a name: without a capital in one of the places."""
        as_words = {word for text in written for word in re.findall(r"\w+", text) if not word[0].isupper()}
        return self._are_known(instead) and any(word in {fold(one) for one in as_words} for word in instead)

    def _are_known(self, run: Sequence[str]) -> bool:
        """Whether one language has all of the words, each said once in a million or oftener."""
        return any(all(zipf(language, self.stored).get(word, 0.0) >= KNOWN for word in run) for language in LANGUAGES)

    def _is_said_here_alone(self, heard: str, episodes: int) -> bool:
        """Whether most of the episodes in which it is spoken have the name near: else people say it of its own."""
        return self.spoken_in is not None and episodes >= MOSTLY * self.spoken_in(heard)


def _differing(name: str, heard: str) -> tuple[list[str], list[str]]:
    """The words of a name that were heard otherwise, and what stands in their place."""
    changes = changed_words(name, heard)
    return [word for one in changes for word in one.heard], [word for one in changes for word in one.said]


def _is_same_word(name: str, heard: str) -> bool:
    """Whether a form is the name cut otherwise, in another number, or beside a word of grammar: a search finds these
    anyhow."""
    return _bare(name) == _bare(heard) != ""


def _is_address(name: str, heard: str) -> bool:
    """Whether a form is an address or a code that holds the name: dots between letters, or digits, that the name has
    not."""
    dotted = re.search(r"\w\.\w", heard) and not re.search(r"\w\.\w", name)
    return bool(dotted) or not set(re.findall(r"\d", heard)) <= set(re.findall(r"\d", name))


def _bare(text: str) -> str:
    return "".join(_singular(word) for word in words(text) if not is_function_word(word))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _SHORTEST_PLURAL and word[-1] in "sx" else word


def _key(text: str) -> str:
    return "".join(words(text))


def _candidate(name: str, heard: str, show: str | None, where: dict[str, NameLink]) -> Candidate:
    nearest = sorted(where, key=lambda slug: (where[slug].distance, slug))[:MOST_EVIDENCE]
    places = "; ".join(f"{slug}, word {where[slug].position}, distance {where[slug].distance:.2f}" for slug in nearest)
    return Candidate(name, where[nearest[0]].heard, show, len(where), f"{HEARD_IN} {len(where)} episodes: {places}")
