"""A plain backtracking matcher that counts its steps: what Python's engine does, without its shortcuts.

It works on the parsed form of an expression (`re._parser`). Every look at a letter and every way taken is a step.
"""

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Nodes = list[tuple[Any, Any]]


class TooManySteps(Exception):
    """More steps than were allowed."""


@contextmanager
def _deep() -> Iterator[None]:
    """Lets calls nest 100,000 deep, here alone: what reads nested values relies on the usual limit."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    try:
        yield
    finally:
        sys.setrecursionlimit(usual)


@dataclass(frozen=True, slots=True)
class Parsed:
    """An expression as the engine reads it, how it compares letters, and which of its nodes took which letters."""

    nodes: Nodes
    ignores_case: bool
    dot_all: bool
    known: dict[tuple[Any, Any, str], bool]


@lru_cache(maxsize=4)
def parsed_once(pattern: str, flags: int) -> Parsed:
    """The parsed form of an expression, of which many texts are tried one after the other."""
    parsed = parser.parse(pattern, flags)
    flags |= parsed.state.flags
    return Parsed(list(parsed), bool(flags & re.IGNORECASE), bool(flags & re.DOTALL), {})


class Matcher:
    """One expression over one text; `steps` are those that were taken, `most` those that are allowed."""

    def __init__(self, pattern: str, flags: int, text: str, most: int) -> None:
        self._parsed = parsed_once(pattern, flags)
        self._nodes = self._parsed.nodes
        self._text, self._groups = text, dict[int, tuple[int, int]]()
        self.steps, self._most = 0, most

    def search(self) -> None:
        """Tries every place, as `search` does where nothing is found."""
        with _deep():
            for place in range(len(self._text) + 1):
                self._groups.clear()
                if next(self._sequence(self._nodes, 0, place), None) is not None:
                    return

    def match(self) -> None:
        """Tries the beginning."""
        with _deep():
            next(self._sequence(self._nodes, 0, 0), None)

    def _step(self) -> None:
        self.steps += 1
        if self.steps > self._most:
            raise TooManySteps

    def _sequence(self, nodes: Nodes, number: int, place: int) -> Iterator[int]:
        if number == len(nodes):
            yield place
            return
        for after in self._node(*nodes[number], place):
            yield from self._sequence(nodes, number + 1, after)

    def _node(self, kind: Any, value: Any, place: int) -> Iterator[int]:
        self._step()
        if kind in _LETTERS:
            if place < len(self._text) and self._is(kind, value, self._text[place]):
                yield place + 1
        elif kind in (op.MAX_REPEAT, op.POSSESSIVE_REPEAT):
            yield from self._repeat(*value, place, kind is op.POSSESSIVE_REPEAT)
        elif kind is op.MIN_REPEAT:
            yield from self._lazily(*value, place, 0)
        elif kind is op.SUBPATTERN:
            for after in self._sequence(list(value[3]), 0, place):
                if value[0] is not None:
                    self._groups[value[0]] = place, after
                yield after
        elif kind is op.ATOMIC_GROUP:
            after = next(self._sequence(list(value), 0, place), None)
            yield from () if after is None else (after,)
        elif kind is op.BRANCH:
            for nodes in value[1]:
                yield from self._sequence(list(nodes), 0, place)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            holds = self._looks(value, place)
            if holds is (kind is op.ASSERT):
                yield place
        elif kind is op.GROUPREF:
            start, end = self._groups.get(value, (0, 0))
            if self._text.startswith(self._text[start:end], place):
                yield place + end - start
        elif kind is op.GROUPREF_EXISTS:
            nodes = value[1] if value[0] in self._groups else value[2] or []
            yield from self._sequence(list(nodes), 0, place)
        elif kind is op.AT:
            if self._stands(value, place):
                yield place
        else:
            raise NotImplementedError(str(kind))

    def _repeat(self, least: int, most: Any, nodes: Any, place: int, possessive: bool) -> Iterator[int]:
        """As often as it goes, then once less."""
        items = list(nodes)
        if len(items) == 1 and items[0][0] in _LETTERS:
            end = place
            while end < len(self._text) and end - place < most and self._is(*items[0], self._text[end]):
                self._step()
                end += 1
            for after in range(end, place + least - 1, -1):
                self._step()
                yield after
                if possessive:
                    return
            return
        found = self._greedily(items, least, most, place, 0)
        if possessive:
            after = next(found, None)
            yield from () if after is None else (after,)
        else:
            yield from found

    def _greedily(self, items: Nodes, least: int, most: Any, place: int, times: int) -> Iterator[int]:
        self._step()
        if times < most:
            for after in self._sequence(items, 0, place):
                if after > place or times < least:
                    yield from self._greedily(items, least, most, after, times + 1)
        if times >= least:
            yield place

    def _lazily(self, least: int, most: Any, nodes: Any, place: int, times: int) -> Iterator[int]:
        waiting = [(place, times)]
        while waiting:
            place, times = waiting.pop()
            self._step()
            if times >= least:
                yield place
            if times < most:
                further = [after for after in self._sequence(list(nodes), 0, place) if after > place]
                waiting.extend((after, times + 1) for after in reversed(further))

    def _looks(self, value: Any, place: int) -> bool:
        direction, nodes = value
        if direction > 0:
            return next(self._sequence(list(nodes), 0, place), None) is not None
        least, most = nodes.getwidth()
        starts = range(max(0, place - most), place - least + 1)
        return any(place in self._sequence(list(nodes), 0, start) for start in starts)

    def _stands(self, where: Any, place: int) -> bool:
        text = self._text
        before = place > 0 and (text[place - 1].isalnum() or text[place - 1] == "_")
        behind = place < len(text) and (text[place].isalnum() or text[place] == "_")
        if where in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
            return place == 0
        if where in (op.AT_END, op.AT_END_STRING):
            return place == len(text)
        return (before is not behind) is (where is op.AT_BOUNDARY)

    def _is(self, kind: Any, value: Any, letter: str) -> bool:
        parsed = self._parsed
        asked = (
            kind,
            value if kind is not op.IN else id(value),
            letter,
        )  # the parsed form keeps the list, so no other has its number
        if (known := parsed.known.get(asked)) is None:
            known = one_of(kind, value, letter, ignores_case=parsed.ignores_case, dot_all=parsed.dot_all)
            parsed.known[asked] = known
        return known


_LETTERS = {op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN}
_CATEGORIES = {
    op.CATEGORY_DIGIT: str.isdecimal,
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_WORD: lambda letter: letter.isalnum() or letter == "_",
    op.CATEGORY_NOT_DIGIT: lambda letter: not letter.isdecimal(),
    op.CATEGORY_NOT_SPACE: lambda letter: not letter.isspace(),
    op.CATEGORY_NOT_WORD: lambda letter: not (letter.isalnum() or letter == "_"),
}


def one_of(kind: Any, value: Any, letter: str, *, ignores_case: bool, dot_all: bool) -> bool:
    """Whether a letter is one that a node of the expression takes."""
    forms = {letter, letter.lower(), letter.upper()} if ignores_case else {letter}
    if kind is op.ANY:
        return dot_all or letter != "\n"
    if kind in (op.LITERAL, op.NOT_LITERAL):
        return (chr(value) in forms) is (kind is op.LITERAL)
    negated = bool(value) and value[0][0] is op.NEGATE
    return any(_within(item, form) for item in value[negated:] for form in forms) is not negated


def _within(item: tuple[Any, Any], letter: str) -> bool:
    kind, value = item
    if kind is op.LITERAL:
        return chr(value) == letter
    if kind is op.RANGE:
        return value[0] <= ord(letter) <= value[1]
    return bool(_CATEGORIES[value](letter))
