"""Who of the named people is greeted or handed the word, as distinct from being spoken of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.episode import Cue, Person
from archive.speech.names import NameLink
from archive.speech.spoken import Spoken
from archive.words import fold, words


@dataclass(frozen=True, slots=True)
class Presence:
    """A named person who is greeted or handed the word in the episode: the cue, and its line as evidence."""

    name: str
    cue: int
    line: str


# {} is the name as the machine wrote it, folded. Greeted, introduced, or called by name at the end of a question.
_GREETED = (
    r"\b(?:bonjour|bonsoir|salut|bienvenue|merci|hello|hi|hey|welcome|thanks|thank you)(?: a| to| encore| beaucoup)?,? {}\b",
    r"\b{}(?: \w+){{0,2}},? (?:bonjour|bonsoir|salut|bienvenue|welcome)\b",
    r"\b(?:avec nous|avec moi|a mes cotes|nous avons|on accueille|j'accueille|je recois),? (?:\w+ )?{}\b",
    r"\b(?:joined by|with us|with me|here with|my guest|our guest),? (?:\w+ )?{}\b",
    r"\b(?:avec ce soir|ce soir|aujourd'hui) {}\b.{{0,25}}\b(?:est|qui est) (?:la|avec nous)\b",
    r"\b{}(?: \w+){{0,2}} (?:qui est|est) (?:la|avec nous)\b",
    r"^{}(?: \w+)? ?[?!,]",
    r",? {} ?\?$",
    r"\b(?:a toi|a vous|on t'ecoute|on vous ecoute|go ahead|over to you),? {}\b",
)
_SHORTEST = 3


def present(people: Sequence[Person], cues: Sequence[Cue], spoken: Spoken, links: Sequence[NameLink]) -> tuple[Presence, ...]:
    """For each person the first line that greets or hands the word to them; nobody who is only spoken of."""
    found: list[Presence] = []
    called = _called(people)
    for person in people:
        for cue, heard in _mentions(person, called, cues, spoken, links):
            if _is_greeted(heard, cues[cue].text):
                found.append(Presence(person.name, cue, cues[cue].text))
                break
    return tuple(found)


def _called(people: Sequence[Person]) -> dict[str, list[str]]:
    """Folded name, first name or last name -> the people who bear it."""
    called: dict[str, list[str]] = {}
    for person in people:
        for form in {fold(person.name), *words(person.name)}:
            if len(form) >= _SHORTEST:
                called.setdefault(form, []).append(person.name)
    return called


def _mentions(
    person: Person, called: dict[str, list[str]], cues: Sequence[Cue], spoken: Spoken, links: Sequence[NameLink]
) -> Iterator[tuple[int, str]]:
    """(cue, name as heard) wherever the person is named, by links and by the names nobody else bears, in order."""
    own = {form for form, bearers in called.items() if set(bearers) == {person.name}}
    linked = [(int(spoken.cues[link.position]), fold(link.heard)) for link in links if fold(link.name) in own]
    plain = [(cue, form) for cue, one in enumerate(cues) if one.kind == "speech" for form in own if form in fold(one.text)]
    yield from sorted(linked + plain)


def _is_greeted(heard: str, text: str) -> bool:
    line, name = fold(text), re.escape(heard)
    return any(re.search(pattern.format(name), line) for pattern in _GREETED)
