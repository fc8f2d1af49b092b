"""Where a query is met outside speech: in a title, a description, a person's name or role."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from sys import intern

from msgspec.structs import replace

from archive.languages.numbers import neighbours
from archive.search.index.types import AS_ASKED, FIELDS, MATCH_KINDS, Clause, Expansion, Field, Pattern, Summary, TermPosition
from archive.search.results.answer import MarkJson, MatchedJson
from archive.search.results.snippets import MOST_WORDS, Matched, are_apart, claims
from archive.text.tokenizer import Span, as_written, spans, words

People = tuple[tuple[str, str | None, str], ...]
Needle = tuple[int, str]
"""A clause's number, and what may stand of it in a folded line."""
OUTSIDE_SPEECH: tuple[Field, ...] = ("title", "people", "description")


def text_of(summary: Summary, field: Field) -> str:
    """The text of one field outside speech, as it was indexed."""
    if field == "title":
        return summary.title
    if field == "description":
        return summary.description
    return " · ".join(f"{name}, {role}" if role else name for name, role, _ in summary.people)


class FieldMatcher:
    """The clauses of one question, ready to be looked for in many episodes' fields."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._clauses = [(clause, _is_plain(clause)) for clause in clauses]
        self._needles: dict[str, list[Needle]] = {}
        for number, clause in enumerate(clauses):
            for needle in _needles(clause):
                self._needles.setdefault(needle.split(" ", 2)[1], []).append((number, needle))

    def matched(self, summary: Summary) -> tuple[MatchedJson, ...]:
        """The fields of an episode in which a clause is met, with what is marked; a long description is cut."""
        if not (needles := self._needles_of(summary)):
            return ()
        found = []
        for field in OUTSIDE_SPEECH:
            text = text_of(summary, field)
            if met := list(self._met_in(text, field, needles, summary.language)):
                every = list(spans(text))
                said = _WordsOf(text, every, summary.language)
                found.append(_cut(field, text, every, _marks(met, said, text, every, field)))
        return tuple(found)

    def held(self, summary: Summary) -> tuple[int, int]:
        """The clauses met in title or people, and those met in the description, as bits."""
        if not (needles := self._needles_of(summary)):
            return 0, 0
        title, people, description = (
            sum(1 << number for number, _ in self._met_in(text_of(summary, field), field, needles, summary.language))
            for field in OUTSIDE_SPEECH
        )
        return title | people, description

    def _needles_of(self, summary: Summary) -> list[Needle]:
        """Those whose first word stands in a field: none do in most episodes, and few do of a clause with hundreds of
        readings."""
        said = _words_outside_speech(summary.title, summary.people, summary.description)
        heads = said & self._needles.keys()
        return [needle for head in heads for needle in self._needles[head]] if heads else []

    def _met_in(self, text: str, field: Field, needles: Iterable[Needle], language: str) -> Iterator[tuple[int, Clause]]:
        """The clauses met in the text of a field, with their numbers, in order."""
        line = _line(text)
        for number in sorted({number for number, needle in needles if needle in line}):
            clause, plain = self._clauses[number]
            if plain or _met(clause, _WordsOf(text, list(spans(text)), language), field):
                yield number, clause


def _needles(clause: Clause) -> list[str]:
    """What one of must stand in a folded line for the clause to be met there: the readings of its patterns' first
    slots."""
    expansions = {expansion.words for pattern in clause.any_of for expansion in pattern.slots[0].expansions if expansion.words}
    return [f" {' '.join(run)} " for run in expansions]


def _met(clause: Clause, said: "_WordsOf", field: Field) -> bool:
    return any(True for _ in _places(clause, said, field, 0))


def _is_plain(clause: Clause) -> bool:
    return all(len(one.slots) == 1 and len(one.fields) == len(FIELDS) and not _is_told(one.slots[0]) for one in clause.any_of)


def _is_told(slot: TermPosition) -> bool:
    return any(expansion.spelling or expansion.languages for expansion in slot.expansions)


@lru_cache(4096)
def _line(text: str) -> str:
    """The folded words of a text, a space before and after each: what an expansion is looked for in, at the speed of
    `in`."""
    return f" {' '.join(words(text))} "


@lru_cache(1024)
def _words_outside_speech(title: str, people: People, description: str) -> frozenset[str]:
    """All folded words of an episode's fields; what many episodes have in common is kept once."""
    named = [part for name, role, _ in people for part in (name, role or "")]
    return frozenset(map(intern, words("\n".join((title, description, *named)))))


def _marks(
    met: Iterable[tuple[int, Clause]], said: "_WordsOf", text: str, every: Sequence[Span], field: Field
) -> tuple[MarkJson, ...]:
    """What of a text meets some clauses, in order; every word once, as its nearest kind."""
    matched = [one for number, clause in met for one in _places(clause, said, field, number)]
    marks = []
    for first, last, one in claims(matched):
        start, end, kind = every[first].start, every[last].end, MATCH_KINDS[one.kind]
        marks.append(MarkJson(start, end, kind, None if kind in AS_ASKED else text[start:end], one.slot))
    return tuple(marks)


class _WordsOf:
    """The words of a text, folded and as they are written, where each folded one stands, and the episode's language."""

    def __init__(self, text: str, every: Sequence[Span], language: str) -> None:
        self.language = language
        self.said = [span.word for span in every]
        self.written = [as_written(text[span.start : span.end]) for span in every] if not text.isascii() else self.said
        self.places: dict[str, list[int]] = {}
        for place, word in enumerate(self.said):
            self.places.setdefault(word, []).append(place)


def _places(clause: Clause, words_of: _WordsOf, field: Field, number: int) -> Iterator[Matched]:
    """Every match of a clause in a field."""
    for pattern in clause.any_of:
        if field in pattern.fields and pattern.within_ms is None:
            yield from _pattern_places(pattern, words_of, number)


def _pattern_places(pattern: Pattern, words_of: _WordsOf, number: int) -> Iterator[Matched]:
    heads = {expansion.words[0] for expansion in pattern.slots[0].expansions if expansion.words}
    for first in sorted(place for head in heads for place in words_of.places.get(head, ())):
        for end, kind in _ends(pattern.slots, words_of, first):
            yield Matched(first, end - first, kind, number)


def _ends(slots: Sequence[TermPosition], words_of: _WordsOf, first: int) -> Iterable[tuple[int, int]]:
    """Where a match that begins at a word ends, and the loosest kind of its steps."""
    ends = {(first, 0)}
    for slot in slots:
        ends = {(end + step, max(kind, own)) for end, kind in ends for step, own in _steps(slot, words_of, end)}
    return ends


def _steps(slot: TermPosition, words_of: _WordsOf, place: int) -> Iterator[tuple[int, int]]:
    for expansion in slot.expansions:
        length = len(expansion.words)
        here = tuple(words_of.said[place : place + length]) == expansion.words
        if length and here and (expansion.is_plain or _is_meant(expansion, words_of, place)):
            yield length, MATCH_KINDS.index(expansion.kind)


def _is_meant(expansion: Expansion, words_of: _WordsOf, place: int) -> bool:
    """Whether words are written with the accents of a reading; whether they are a number of the episode's language."""
    end = place + len(expansion.words)
    if expansion.spelling or not expansion.languages:
        return expansion.spelling in ("", *words_of.written[place:end])
    before, behind = neighbours(expansion.words, expansion.languages)
    longer = before.intersection(words_of.said[place - 1 : place]) | behind.intersection(words_of.said[end : end + 1])
    return words_of.language in expansion.languages and not longer


def _begins(text: str, every: Sequence[Span], place: int) -> bool:
    return not 0 < place < len(every) or are_apart(text, every[place - 1].end, every[place].start)


def _cut(field: Field, text: str, every: Sequence[Span], marks: Sequence[MarkJson]) -> MatchedJson:
    first = next(number for number, span in enumerate(every) if span.start == marks[0].start)
    least = max(0, first - MOST_WORDS // 3)
    begin = next(place for place in range(least, first + 1) if place == first or _begins(text, every, place))
    most = min(len(every), begin + MOST_WORDS)
    end = next((place for place in range(most, first, -1) if _begins(text, every, place)), most)
    if field != "description" or (begin == 0 and end == len(every)):
        return MatchedJson(field, text, tuple(marks))
    start, stop = every[begin].start if begin else 0, every[end - 1].end if end < len(every) else len(text)
    before, after = "…" if begin else "", "…" if end < len(every) else ""
    shift = len(before) - start
    inside = tuple(replace(m, start=m.start + shift, end=m.end + shift) for m in marks if start <= m.start and m.end <= stop)
    return MatchedJson(field, before + text[start:stop] + after, inside)
