"""Whether the page of an episode names who is said to have spoken, where its transcript names no voice."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import msgspec

from archive.analysis.speakers import is_initials, may_be_one
from archive.languages import is_function_word, united
from archive.model.episode import JsonObject
from archive.text.tokenizer import spans, words

if TYPE_CHECKING:
    from archive.search.index.types import Summary
    from archive.search.query.known_names import NameIndex
    from archive.search.results.answer import Verdict

Where = Literal["people", "title", "description", "mentioned", "nowhere"]
"""`mentioned`: in title or description, while others are told to be its guests."""
_JOINS = frozenset(" -\u2011\xa0\u202f")


class AnnouncedJson(JsonObject, frozen=True):
    """Where the page of an episode whose transcript names no voice names whom a text gives a quotation to: among its
    people, in its title or description, there beside other guests (`mentioned`), or nowhere; and whom it announces
    `instead`, where that is one person."""

    where: Where
    instead: str | msgspec.UnsetType = msgspec.UNSET


def with_announced(told: "Verdict", names: "NameIndex") -> "Verdict":
    """A verdict, and each of its parts, with what the episode shown first tells of who is named beside it."""
    if not told.parts:
        return _told_of(told, names)
    is_alone = len(told.parts) == 1
    parts = tuple(_told_of(one, names, moves=is_alone) for one in told.parts)
    is_same = len({(one.announced, one.named) for one in parts}) == 1
    passages = parts[0].passages if is_alone and told.passages else told.passages
    return replace(told, parts=parts, passages=passages, announced=parts[0].announced if is_same else None)


def _told_of(told: "Verdict", names: "NameIndex", *, moves: bool = True) -> "Verdict":
    """The same of one quotation: of episodes that say it word for word one that names them comes first; that none does
    is told where all of them are known."""
    if not (told.passages and told.unsure and told.named) or told.passages[0].speakers:
        return told
    every = [None if one.speakers else announced(one.summary, told.named, names) for one in told.passages]
    namings = (place for place, one in enumerate(every) if one and one.where != "nowhere")
    place = next(namings, 0) if moves and told.outcome == "exact" else 0
    is_nowhere = told.episodes <= len(every) and all(one and one.where == "nowhere" for one in every)
    first = every[place]
    is_sure = first and (first.where != "nowhere" or is_nowhere)
    passages = (told.passages[place], *told.passages[:place], *told.passages[place + 1 :])
    return replace(told, passages=passages, announced=first if is_sure else None)


def announced(summary: "Summary", named: Sequence[str], names: "NameIndex") -> AnnouncedJson | None:
    """What an episode tells of some who are named; None where it is not sure, or not the same of all."""
    asked = _Page(summary, names)
    places = {asked.where(name) for name in named}
    where = places.pop() if len(places) == 1 else None
    instead = asked.instead() if where in {"mentioned", "nowhere"} else ""
    return AnnouncedJson(where, instead or msgspec.UNSET) if where else None


class _Page:
    """What the page of an episode names."""

    def __init__(self, summary: "Summary", names: "NameIndex") -> None:
        self._summary, self._names = summary, names
        self._people = [name for name, _, kind in summary.people if kind != "cited"]
        self._guests = [name for name, _, kind in summary.people if kind == "guest"]

    def where(self, name: str) -> Where | None:
        """Where it names somebody; None where that may be somebody else."""
        if there := [one for one in self._people if may_be_one(name, one)]:
            return "people" if any(_is_first_alike(name, one) for one in there) else None
        texts: tuple[tuple[Where, str], ...] = (("title", self._summary.title), ("description", self._summary.description))
        told = [(place, self._stands_in(text, name)) for place, text in texts]
        if found := [place for place, is_there in told if is_there]:
            return "mentioned" if self._guests else found[0]
        cited = [one for one, _, kind in self._summary.people if kind == "cited"]
        beside = (*cited, self._summary.show or "", self._summary.channel or "")
        is_sure = not is_initials(name) and all(is_there is False for _, is_there in told)
        return "nowhere" if is_sure and all(self._stands_in(text, name) is False for text in beside) else None

    def instead(self) -> str:
        """The one guest whom it tells, or of none the one person whom its title names; empty where there are others."""
        if self._guests:
            return self._guests[0] if len(self._guests) == 1 else ""
        known = (name for word in dict.fromkeys(words(self._summary.title)) for _, name in self._names.known_by(word))
        found = [one for one in known if self._stands_in(self._summary.title, one)]
        is_one = all(may_be_one(one, found[0]) for one in found) and not any(may_be_one(found[0], one) for one in self._people)
        return max(found, key=len) if found and is_one else ""

    def _stands_in(self, text: str, name: str) -> bool | None:
        """Whether a text names somebody: by the whole name, or by the last name alone where nobody else is known to
        have it; None where it may be another word, or another person of that name."""
        told = list(self._places(text, name))
        return True if True in told else None if None in told else False

    def _places(self, text: str, name: str) -> Iterator[bool | None]:
        """The same of each place where the last word of the name stands."""
        first, last = _parted(name)
        found = list(spans(text))
        for place, one in enumerate(found):
            if [one.word] != last[-1:]:
                continue
            begin = place + 1 - len(last)
            is_whole = begin >= 0 and [some.word for some in found[begin : place + 1]] == last
            begin = begin if is_whole else place
            ahead = found[begin - 1] if begin and set(text[found[begin - 1].end : found[begin].start]) <= _JOINS else None
            written = text[one.start : one.end]
            if first and ahead and ahead.word == first[-1]:
                yield True
            elif written == written.lower():
                yield from (None,) if self._is_name(written) else ()
            elif ahead and text[ahead.start].isupper() and not is_function_word(ahead.word):
                yield self._behind(ahead.word, first, is_whole)
            else:
                yield self._alone(name, last) if is_whole else None

    def _behind(self, ahead: str, first: Sequence[str], is_whole: bool) -> bool | None:
        """The same of a last name behind another word with a capital: a first name makes it another person's."""
        is_first = self._names.is_first_name(ahead)
        return (not first and is_whole) if is_first else None

    def _alone(self, name: str, last: Sequence[str]) -> bool | None:
        """The same of a last name alone."""
        others = [one for whole, one in self._names.known_by(last[-1]) if list(whole[-len(last) :]) == last]
        is_theirs = all(may_be_one(name, one) and _is_first_alike(name, one) for one in others) and self._is_name(" ".join(last))
        return True if is_theirs else None

    def _is_name(self, text: str) -> bool:
        """Whether speech writes some words as a name."""
        written = self._names.written(" ".join(words(text)))
        return written != written.lower()


def _is_first_alike(one: str, other: str) -> bool:
    """Whether one of two first names is the other, or cuts it: what a last name that both have leaves open."""
    (short, *more), (long, *others) = sorted((words(one) or [""], words(other) or [""]), key=lambda some: len(some[0]))
    return not more or not others or long.startswith(short) or short in others or long in more


def _parted(name: str) -> tuple[list[str], list[str]]:
    """The first and the last name of somebody, folded: what stands in capitals, else the last word and the particles
    before it."""
    typed = name.split()
    capitals = [word for word in typed if len(word) > 2 and word.isupper()]
    if capitals and len(capitals) < len(typed):
        return words(" ".join(word for word in typed if word not in capitals)), words(" ".join(capitals))
    every, many = words(name), 1
    while many + 1 < len(every) and every[-many - 1] in united().name_particles:
        many += 1
    return every[:-many], every[-many:]
