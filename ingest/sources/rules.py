"""A source and its rules: how a value is read from a page, and how sure that is. Fixed words round a value are found
by plain search, so that whatever they are costs no more than their length times the text's: any number stands for a
number (`{n}`), blanks and case make no difference."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import lru_cache

from ingest.sources.forms import Form, Order, Value, days_in, key_of, numbers_in, people_at
from ingest.sources.page_places import Places

LONGEST = 80
_NUMBER = "\0"


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text without blanks, in small letters, with one sign for a number; `at` is where each sign begins in the text,
    `ends` where it ends."""

    text: str
    at: Sequence[int]
    ends: Sequence[int]


@lru_cache(maxsize=1024)
def _plain(text: str) -> _Plain:
    signs: list[str] = []
    at = array("i")
    ends = array("i")
    for place, sign in enumerate(text):
        if sign.isspace():
            continue
        if sign.isdecimal() and signs and signs[-1] == _NUMBER and ends[-1] == place:
            ends[-1] = place + 1
            continue
        signs.append(_NUMBER if sign.isdecimal() else "'" if sign == "’" else sign.lower()[:1] or sign)
        at.append(place)
        ends.append(place + 1)
    return _Plain("".join(signs), at, ends)


@lru_cache(maxsize=1024)
def _wanted(words: str) -> str:
    return _plain(words.replace("{n}", "0")).text


def learned(words: str) -> str:
    """Fixed words as a rule keeps them: `{n}` for each number."""
    out: list[str] = []
    for sign in words:
        if not sign.isdecimal():
            out.append(sign)
        elif not out or out[-1] != "{n}":
            out.append("{n}")
    return "".join(out)


def end_of(words: str, text: str, *, at_start: bool = False) -> int | None:
    """Where the words end in a text, at their first place; `at_start`: only where the text begins with them."""
    found = _first(words, text, 0, at_start)
    return found[1] if found else None


def start_of(words: str, text: str, behind: int = 1) -> int | None:
    """Where the words begin in a text, not before `behind`."""
    found = _first(words, text, behind, False)
    return found[0] if found else None


def _first(words: str, text: str, behind: int, at_start: bool) -> tuple[int, int] | None:
    wanted, plain = _wanted(words), _plain(text)
    begin = -1
    for _ in range(50):
        begin = plain.text.find(wanted, begin + 1) if wanted else -1
        if begin < 0 or (at_start and begin):
            return None
        start, end = plain.at[begin], plain.ends[begin + len(wanted) - 1]
        if start >= behind and not _cuts(text, start) and not _cuts(text, end):
            return start, end
    return None


def _cuts(text: str, place: int) -> bool:
    """Whether a place lies within a word."""
    return 0 < place < len(text) and text[place - 1].isalpha() and text[place].isalpha()


SURE = 0.8
"""Agreement of the kinds of places from which on a value is sure: 1 of 2,519 sure values was wrong, measured on eight
sources."""
FITS = 0.75
"""Of the fields that all taught pages fill a page fills so many, or its source has changed."""
_COVERS = 0.6
_OFTEN = 0.9
_READ_ON = 300
_MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a value stands: `place` is an address within the page, "label" a line that begins with `before`, "any" one
    that has it. `size`: the length of the taught text, or the fewest words of a taught name. A `witness` is never read,
    it only agrees."""

    place: str
    form: Form
    before: str = ""
    after: str = ""
    size: int = 0
    comma: bool = False
    order: Order = "DMY"
    witness: bool = False

    @property
    def kind(self) -> str:
        """The kind of place: many CSS paths to one element are one witness."""
        return self.place.partition(":")[0]

    def give(self, page: Places) -> Value | None:
        """The value on a page; None where there is none of its form."""
        if self.form == "people" and self.kind == "label":
            return self._everybody(page)
        text = self._cut(page)
        return self._shaped(text.strip()) if text else None

    def _everybody(self, page: Places) -> Value | None:
        """The people of all lines that begin with the label: one a line, or many."""
        ends = ((line, end_of(self.before, line, at_start=True)) for line in page.lines)
        said = [self._shaped(text.strip()) for line, end in ends if end is not None and (text := self._ended(line[end:]))]
        return tuple(dict.fromkeys(name for names in said[:_MOST_LINES] for name in names or ())) or None

    def goes_on(self, page: Places) -> bool:
        """Whether another name stands behind those that were read: perhaps they are cut short."""
        text = replace(self, after="")._cut(page) if self.form == "people" else None
        if not text:
            return False
        run = people_at(text.strip(), self.comma)
        return run.goes_on or len(run.names) > len(self.give(page) or ())

    def _cut(self, page: Places) -> str | None:
        """What stands between the fixed words."""
        if self.kind in ("label", "any"):
            at_start = self.kind == "label"
            lines = ((line, end_of(self.before, line, at_start=at_start)) for line in page.lines)
            text = next((line[end:] for line, end in lines if end is not None), None)
        else:
            text = page.at.get(self.place)
            if text and self.before:
                end = end_of(self.before, text)
                text = text[end:] if end is not None else None
        return self._ended(text)

    def _ended(self, text: str | None) -> str | None:
        if not text or not self.after:
            return text
        begin = start_of(self.after, text)
        return text[:begin] if begin is not None else None

    def _shaped(self, text: str) -> Value | None:
        if self.form == "date":
            return next((span.value for span in days_in(text[:_READ_ON], self.order)), None)
        if self.form == "number":
            return next((span.value for span in numbers_in(text)), None)
        if self.form == "people":
            return self._people(text)
        fits = self.size / 5 <= len(text) <= max(self.size, 8) * 5
        return text if text and "://" not in text and fits else None

    def _people(self, text: str) -> Value | None:
        run = people_at(text, self.comma)
        if self.after and not run.only_names:
            return None
        long_enough = all(len(name.split()) >= self.size for name in run.names)
        return run.names if run.names and (self.kind == "label" or long_enough) else None


@dataclass(frozen=True, slots=True)
class Taught:
    """A page whose values were given: it is golden. `values` holds None for a field that the page does not state."""

    origin: str
    sha256: str
    values: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class Source:
    """What one publisher's pages have in common. `match`: globs of addresses or of paths; `fixed` holds on every page;
    `silent` fields are stated on none; `rules` are ordered alternatives, `covers` the share of the other pages on which
    a field has a value; `filled` are the fields that every taught page fills."""

    name: str
    match: tuple[str, ...]
    fixed: Mapping[str, Value] = field(default_factory=dict)
    silent: tuple[str, ...] = ()
    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    covers: Mapping[str, float] = field(default_factory=dict)
    filled: tuple[str, ...] = ()
    zone: str = ""
    taught: tuple[Taught, ...] = ()

    def matches(self, addresses: tuple[str, ...]) -> int:
        """The length of the longest pattern that one of a page's addresses (https://…, or its path) fits; 0 for
        none."""
        return max((len(glob) for glob in self.match if any(fnmatchcase(address, glob) for address in addresses)), default=0)


@dataclass(frozen=True, slots=True)
class Found:
    """A value of a page: how far the kinds of places agree (0 to 1), and where it was read."""

    value: Value
    agreement: float
    place: str

    @property
    def is_sure(self) -> bool:
        """Whether nobody need look at it."""
        return self.agreement >= SURE


@dataclass(frozen=True, slots=True)
class PageRead:
    """What a source gives of a page, field by field, and the fields that ought to stand there and do not."""

    source: Source
    found: Mapping[str, Found]
    missing: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the page still looks as the taught ones do."""
        expected = _expected(self.source)
        return not expected or len(expected) - len(self.missing) >= FITS * len(expected)

    @property
    def unsure(self) -> tuple[str, ...]:
        """The fields whose values somebody should look at."""
        return tuple(name for name, found in self.found.items() if not found.is_sure)


def _expected(source: Source) -> tuple[str, ...]:
    return tuple(name for name in source.filled if name in source.rules and source.covers.get(name, 0) >= _OFTEN)


def read_by(source: Source, page: Places) -> PageRead:
    """The values of a page by its source's rules."""
    found = {name: Found(value, 1.0, "fixed") for name, value in source.fixed.items() if _holds(value, page)}
    for name, rules in source.rules.items():
        if (one := read_field(rules, page, source.covers.get(name, 1.0))) is not None:
            found[name] = one
    return PageRead(source, found, tuple(name for name in _expected(source) if name not in found))


def _holds(value: Value, page: Places) -> bool:
    """People who are the same on every page are given only where the page names them."""
    return isinstance(value, str) or all(name.split()[-1].casefold() in page.folded for name in value)


def read_field(rules: tuple[Rule, ...], page: Places, covers: float) -> Found | None:
    """The first alternative that gives a value, and how far the kinds of places agree with it: one vote a kind, weighed
    by how many of the source's pages have one."""
    given = ((rule, rule.give(page)) for rule in rules if not rule.witness)
    rule, value = next(((rule, value) for rule, value in given if value is not None), (None, None))
    if rule is None or value is None:
        return None
    votes: dict[str, Counter[tuple[str, ...] | None]] = defaultdict(Counter)
    for one in rules:
        if one.witness or one is rule:
            said = value if one is rule else one.give(page)
            votes[one.kind][key_of(said) if said is not None else None] += 1
    agreement = sum(count[key_of(value)] / count.total() for count in votes.values()) / len(votes)
    return Found(value, agreement * min(1.0, covers / _COVERS) * (0.5 if rule.goes_on(page) else 1.0), rule.place)
