"""Learns where a source states its values, from a page or two whose values are given, and the source's other pages.

Every place at which a taught value stands, with the words round it, is a candidate. What gives the taught values and no
others, has a value on most of the other pages, and another one on each, is kept; what agrees with it stays as its
witness."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ingest.sources.forms import FIXED, FORMS, Form, Order, Span, Value, days_in, key_of, numbers_in
from ingest.sources.page_places import Places
from ingest.sources.rules import Rule, Source, Taught, learned, read_field

_COSTS = {
    "fixed": 0.06, "ld": 0.0, "meta": 0.02, "css": 0.03, "label": 0.02, "any": 0.06, "heading": 0.05, "under": 0.08,
    "line": 0.09, "para": 0.09, "file": 0.09,
}  # fmt: skip
"""What kind of place is rather believed, measured on eight sources: numbers of lines and paragraphs are last
resorts."""
_BAND = 0.12
"""Candidates that score so near the best are its witnesses."""
_LEAST = 0.3
_WITNESSES_A_KIND = 2
_MOST_WITNESSES = 10
_MOST_CANDIDATES = 1500
_LONGEST_BEFORE = 40
_LEAST_SIGNS = 4
_LAST_SIGNS = re.compile(r"[^\w\s]{1,10}\s*$")
_ONE_ITEM = re.compile(r"(?:^css:|[ >])(?:li|option)(?:[.#][^ :]*)?:[0-9]+$")
"""One item of a list: the others name people too."""
_NEXT_SIGN, _NEXT_WORD = re.compile(r"\s*[^\w\s]"), re.compile(r"\s*\w{1,40}")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A page with the values somebody gave; None says that the page does not state a field."""

    page: Places
    origin: str
    sha256: str
    values: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate, how good it is, and the share of the other pages on which it has a value."""

    rule: Rule
    score: float
    covers: float


def learn(name: str, match: Sequence[str], lessons: Sequence[Lesson], others: Sequence[Places], zone: str = "") -> Source:
    """The source that the lessons teach; `others` are untaught pages of it."""
    fields = list(dict.fromkeys(field for lesson in lessons for field in lesson.values))
    fixed: dict[str, Value] = {}
    rules: dict[str, tuple[Rule, ...]] = {}
    covers: dict[str, float] = {}
    for field in fields:
        taught = [(lesson.page, lesson.values[field]) for lesson in lessons if field in lesson.values]
        if (same := _same(field, taught)) is not None and _is_fixed(field, taught, others, same):
            fixed[field] = same
        elif scored := _candidates(field, taught, others):
            rules[field] = _kept(taught, scored)
            covers[field] = round(max((one.covers for one in scored[:1]), default=0.0), 3)
    stated = {field for lesson in lessons for field, value in lesson.values.items() if value is not None}
    filled = [field for field in rules if all(lesson.values.get(field) is not None for lesson in lessons)]
    return Source(
        name=name,
        match=tuple(match),
        fixed=fixed,
        silent=tuple(field for field in fields if field not in stated),
        rules={field: kept for field, kept in rules.items() if kept},
        covers=covers,
        filled=tuple(filled),
        zone=zone,
        taught=tuple(Taught(lesson.origin, lesson.sha256, lesson.values) for lesson in lessons),
    )


def _same(field: str, taught: Sequence[tuple[Places, Value | None]]) -> Value | None:
    """The one value of all lessons; None where they differ, or state none."""
    values = {key_of(value) if value is not None else None for _, value in taught}
    return taught[0][1] if len(values) == 1 and (field in FIXED or field == "hosts") else None


def _is_fixed(field: str, taught: Sequence[tuple[Places, Value | None]], others: Sequence[Places], same: Value) -> bool:
    """Whether a value is better taken to be the same everywhere: no place gives it, and others, on most pages."""
    scored = _candidates(field, taught, others)
    if field in FIXED:
        return not any(_tells_several(one, others, same) for one in scored[:_MOST_WITNESSES])
    named = [page for page in others if isinstance(same, str) or all(name.split()[-1].casefold() in page.folded for name in same)]
    share = len(named) / max(1, len(others))
    return not scored or 0.6 + 0.5 * share + 0.4 * 0.7 - _COSTS["fixed"] > scored[0].score


def _tells_several(one: Scored, others: Sequence[Places], same: Value) -> bool:
    """Whether a named place gives a few values again and again, the taught one among them: a publisher of several
    shows."""
    if one.rule.kind not in ("label", "ld", "meta", "css") or one.covers < 1:
        return False
    said = [key_of(value) for page in others if (value := one.rule.give(page)) is not None]
    return key_of(same) in said and 1 < len(set(said)) <= max(2, len(said) // 3)


# -- candidates


def spans_of(form: Form, text: str, value: Value) -> Iterator[tuple[Span, Order]]:
    """Where a taught value stands in a text, and in which order of day and month it is read there."""
    if form == "date":
        for order in ("DMY", "MDY"):
            yield from ((span, order) for span in days_in(text, order) if span.value == value)
    elif form == "number":
        yield from ((span, "DMY") for span in numbers_in(text) if value == span.value)
    elif span := _words_at(text, (value,) if isinstance(value, str) else value):
        yield span, "DMY"


def _words_at(text: str, wanted: Sequence[str]) -> Span | None:
    low = text.lower().replace("’", "'")
    places = []
    for words in wanted:
        plain = " ".join(words.split()).lower().replace("’", "'")
        found = re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", low)
        if found is None:
            return None
        places.append(found.span())
    return Span(min(begin for begin, _ in places), max(end for _, end in places), text) if places else None


def _of_page(form: Form, page: Places, value: Value) -> Iterator[Rule]:
    """Every rule of the small set that gives the taught value on its page."""
    by_words = ((kind, line) for line in page.lines for kind in ("label", "any"))
    size = min(len(name.split()) for name in value) if isinstance(value, tuple) else len(value)
    for place, text in (*page.at.items(), *by_words):
        parts = value if isinstance(value, tuple) and place == "label" else ()  # a line each, or all in one
        wanted: list[Value] = [value, *((one,) for one in parts)]
        spans = (pair for part in wanted for pair in spans_of(form, text, part))
        for number, (span, order) in enumerate(spans):
            if number == 3:
                break
            head, tail, comma = text[: span.begin], text[span.end :], re.search("[,;]", text[span.begin : span.end]) is not None
            make = partial(Rule, place, form, size=size, comma=comma, order=order)
            yield from (
                make(learned(before), learned(after)) for before in _befores(place, form, head) for after in _afters(form, tail)
            )


def _befores(place: str, form: Form, head: str) -> Iterator[str]:
    """Fixed words before a value: all that stand there, the last one to three, the last signs; none for a form found
    alone."""
    if place == "label":
        found = {head}
    else:
        near = head[-2 * _LONGEST_BEFORE :]
        found = {head, *(near[word.start() :] for word in list(re.finditer(r"\S+", near))[-3:])}
        found |= {match.group() for match in [_LAST_SIGNS.search(near)] if match}
        found |= {""} if form in ("date", "number") else set()
    named = place in ("label", "any")
    yield from (
        words for words in sorted(found)
        if len(words) <= _LONGEST_BEFORE and not (named and sum(map(str.isalnum, words)) < _LEAST_SIGNS)
    )  # fmt: skip


def _afters(form: Form, tail: str) -> set[str]:
    found = {""} if form != "text" or not tail.strip() else set()
    if form in ("text", "people"):
        found |= {match.group() for following in (_NEXT_SIGN, _NEXT_WORD) if (match := following.match(tail))}
    return found


def _candidates(field: str, taught: Sequence[tuple[Places, Value | None]], others: Sequence[Places]) -> list[Scored]:
    """What gives a taught value, the best first."""
    form = FORMS.get(field, "text")
    pool: dict[Rule, None] = {}
    for page, value in taught:
        if value is not None:
            pool |= {rule: None for rule in _of_page(form, page, value) if _gives(rule, page, value)}
    scored = [_scored(field, rule, taught, others) for rule in list(pool)[:_MOST_CANDIDATES]]
    return sorted(scored, key=lambda one: (-one.score, one.rule.place, one.rule.before, one.rule.after, one.rule.order))


def _gives(rule: Rule, page: Places, value: Value) -> bool:
    return (said := rule.give(page)) is not None and key_of(said) == key_of(value)


def _scored(field: str, rule: Rule, taught: Sequence[tuple[Places, Value | None]], others: Sequence[Places]) -> Scored:
    right = sum(value is not None and _gives(rule, page, value) for page, value in taught)
    stated = sum(value is not None for _, value in taught)
    wrong = sum(rule.give(page) is not None and (value is None or not _gives(rule, page, value)) for page, value in taught)
    said = [key_of(value) for page in others if (value := rule.give(page)) is not None]
    covers, vary = len(said) / max(1, len(others)), len(set(said)) / max(1, len(said))
    vary = 0.8 if field == "hosts" else vary if field not in FIXED else 0.5
    score = 0.6 * right / max(1, stated) - 0.8 * wrong / len(taught) + 0.5 * covers + 0.4 * vary - _COSTS[rule.kind]
    score += (
        (-0.015 if rule.form == "people" else 0.015) * bool(rule.after) - 0.015 * bool(rule.before) - 0.004 * rule.place.count(">")
    )
    if rule.form == "people" and _ONE_ITEM.search(rule.place):
        score -= 0.05
    return Scored(rule, score, covers)


# -- what is kept


def _kept(taught: Sequence[tuple[Places, Value | None]], scored: Sequence[Scored]) -> tuple[Rule, ...]:
    """The best rule, others for the taught values that it leaves out, and the witnesses of the first."""
    kept: list[Rule] = []
    left = [(page, value) for page, value in taught if value is not None]
    for one in scored:
        given = [(page, value) for page, value in left if _gives(one.rule, page, value)]
        if given and one.score > _LEAST:
            kept.append(one.rule)
            left = [pair for pair in left if pair not in given]
    return (*kept, *(replace(rule, witness=True) for rule in _witnesses(scored, kept))) if kept else ()


def _witnesses(scored: Sequence[Scored], kept: Sequence[Rule]) -> Iterator[Rule]:
    near = [one.rule for one in scored if one.score >= scored[0].score - _BAND and one.rule not in kept]
    of_kind: dict[str, int] = {}
    for rule in near[: _MOST_WITNESSES * 20]:
        of_kind[rule.kind] = of_kind.get(rule.kind, 0) + 1
        if (
            of_kind[rule.kind] <= _WITNESSES_A_KIND
            and sum(min(many, _WITNESSES_A_KIND) for many in of_kind.values()) <= _MOST_WITNESSES
        ):
            yield rule


def teach_next(source: Source, pages: Mapping[str, Places]) -> str | None:
    """The page on which the source's candidates disagree most; None where they agree on all."""
    doubts = {origin: sum(_doubts(source, page)) for origin, page in pages.items()}
    worst = max(doubts, key=lambda origin: doubts[origin], default=None)
    return worst if worst is not None and doubts[worst] > 0.2 else None


def _doubts(source: Source, page: Places) -> Iterator[float]:
    for field, rules in source.rules.items():
        found = read_field(rules, page, source.covers.get(field, 1.0))
        yield 1 - found.agreement if found else 1.0
