"""Where a query is met outside speech: in a title, a description, a person's name or role."""

from collections.abc import Iterable, Iterator, Sequence

from archive.search.answer import Mark, Matched
from archive.search.engine import Clause, Field, Pattern, Slot, Summary
from archive.search.moments import MOST_WORDS
from archive.words import Span, spans

OUTSIDE_SPEECH: tuple[Field, ...] = ("title", "people", "description")


def text_of(summary: Summary, field: Field) -> str:
    """The text of one field outside speech, as it was indexed."""
    if field == "title":
        return summary.title
    if field == "description":
        return summary.description
    return " · ".join(f"{name}, {role}" if role else name for name, role, _ in summary.people)


def matched(summary: Summary, clauses: Sequence[Clause]) -> tuple[Matched, ...]:
    """The fields of an episode in which a clause is met, with what is marked; a long description is cut round its first mark."""
    found = []
    for field in OUTSIDE_SPEECH:
        text = text_of(summary, field)
        words = list(spans(text))
        marks = sorted({mark for clause in clauses for mark in _marks(clause, words, field)})
        if marks:
            found.append(_cut(field, text, words, marks))
    return tuple(found)


def held(summary: Summary, clauses: Sequence[Clause]) -> tuple[int, int]:
    """The clauses met in title or people, and those met in the description, as bits."""
    bits = dict.fromkeys(OUTSIDE_SPEECH, 0)
    for field in OUTSIDE_SPEECH:
        words = [span.word for span in spans(text_of(summary, field))]
        for number, clause in enumerate(clauses):
            if any(True for _ in _places(clause, words, field)):
                bits[field] |= 1 << number
    return bits["title"] | bits["people"], bits["description"]


def _marks(clause: Clause, words: Sequence[Span], field: Field) -> Iterator[Mark]:
    for first, last in _places(clause, [span.word for span in words], field):
        yield words[first].start, words[last].end


def _places(clause: Clause, words: Sequence[str], field: Field) -> Iterator[tuple[int, int]]:
    """First and last word of every match of a clause in a field."""
    for pattern in clause.any_of:
        if field in pattern.fields:
            yield from _pattern_places(pattern, words)


def _pattern_places(pattern: Pattern, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    if pattern.within_ms is not None:
        return
    heads = {variant.words[0] for variant in pattern.slots[0].variants if variant.words}
    for first in (place for place, word in enumerate(words) if word in heads):
        for end in _ends(pattern.slots, words, first):
            yield first, end - 1


def _ends(slots: Sequence[Slot], words: Sequence[str], first: int) -> Iterable[int]:
    ends = {first}
    for slot in slots:
        ends = {end + step for end in ends for step in _steps(slot, words, end)}
    return ends


def _steps(slot: Slot, words: Sequence[str], place: int) -> Iterator[int]:
    for variant in slot.variants:
        length = len(variant.words)
        if length and tuple(words[place : place + length]) == variant.words:
            yield length


def _cut(field: Field, text: str, words: Sequence[Span], marks: Sequence[Mark]) -> Matched:
    first = next(number for number, span in enumerate(words) if span.start == marks[0][0])
    begin = max(0, first - MOST_WORDS // 3)
    end = min(len(words), begin + MOST_WORDS)
    if field != "description" or (begin == 0 and end == len(words)):
        return Matched(field, text, tuple(marks))
    start, stop = words[begin].start if begin else 0, words[end - 1].end if end < len(words) else len(text)
    before, after = "…" if begin else "", "…" if end < len(words) else ""
    shift = len(before) - start
    inside = tuple((a + shift, b + shift) for a, b in marks if start <= a and b <= stop)
    return Matched(field, before + text[start:stop] + after, inside)
