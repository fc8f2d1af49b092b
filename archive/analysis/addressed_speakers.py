"""Who of the named people is greeted or handed the word, as distinct from being spoken of."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.analysis.mentions import NameLink
from archive.languages import united
from archive.model.episode import Cue, Person
from archive.text.token_stream import TokenStream
from archive.text.tokenizer import fold, words


@dataclass(frozen=True, slots=True)
class AddressedSpeaker:
    """A named person who is greeted or handed the word in the episode: the cue, and its line as evidence."""

    name: str
    cue: int
    line: str


# Called by name at the beginning of a line or at the end of a question; {} is the name as the machine wrote it, folded. How people
# are greeted, introduced or given the word is each language's own.
_CALLED_BY_NAME = (r"^{}(?: \w+)? ?[?!,]", r",? {} ?\?$")
_SHORTEST = 3


def addressed_speakers(
    people: Sequence[Person], cues: Sequence[Cue], stream: TokenStream, links: Sequence[NameLink]
) -> tuple[AddressedSpeaker, ...]:
    """For each person the first line that greets or hands the word to them; nobody who is only spoken of."""
    if not people:
        return ()
    places = _places(stream, _called(people))
    for link in links:
        places.setdefault(fold(link.name), []).append((int(stream.cues[link.position]), fold(link.heard)))
    found = (_greeting(person.name, forms, places, cues) for person, forms in _own(people))
    return tuple(speaker for speaker in found if speaker)


def _called(people: Sequence[Person]) -> Counter[str]:
    """Each first or last name, folded, and how many of the people bear it."""
    return Counter(part for person in people for part in set(words(person.name)) if len(part) >= _SHORTEST)


def _own(people: Sequence[Person]) -> Iterator[tuple[Person, list[str]]]:
    """Each person with the forms that name them and nobody else."""
    called = _called(people)
    for person in people:
        yield person, [fold(person.name), *(part for part in words(person.name) if called[part] == 1)]


def _places(stream: TokenStream, wanted: Counter[str]) -> dict[str, list[tuple[int, str]]]:
    """Word -> (cue, word) of all its mentions, for the wanted words."""
    places: dict[str, list[tuple[int, str]]] = {}
    for position, word in enumerate(stream.words):
        if word in wanted:
            places.setdefault(word, []).append((int(stream.cues[position]), word))
    return places


def _greeting(
    name: str, forms: Sequence[str], places: dict[str, list[tuple[int, str]]], cues: Sequence[Cue]
) -> AddressedSpeaker | None:
    for cue, heard in sorted(place for form in forms for place in places.get(form, ())):
        if _is_greeted(heard, cues[cue].text):
            return AddressedSpeaker(name, cue, cues[cue].text)
    return None


def _is_greeted(heard: str, text: str) -> bool:
    line, name = fold(text), re.escape(heard)
    patterns = (*united().address_patterns, *_CALLED_BY_NAME)
    return any(re.search(pattern.format(name), line) for pattern in patterns)
