"""What a listener typed, read: forgiving by default, strict in quotes.

`mot autre` all words needed; `"…"` (« … », “…”, „…“, ‘…’) these exact words in this order; `"…"~30` within 30
seconds; `-mot` (NOT, SAUF) without; `mot*` and `m*t` any ending or middle; `A OR B` (OU, |) either, `A && B` both as
without it; `show:`, `guest:`, `after:` and the like filter, also in French (archive.search.filters); `-show:` and the
like leave out, but for dates. A lone operator or a stray quote is text, and what was not used is said."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from archive.languages import is_function_word, numbers, united
from archive.model.period import Period
from archive.search.filters import BOTH_DAYS, TYPED, FilterError, Filters, typed_filter
from archive.search.index.limits import LIMITS
from archive.search.results.answer import IgnoredJson
from archive.text.tokenizer import fold, words

_PUNCTUATION = "?!.,;:…"
"""Ends sentences and says nothing: a question is asked with it or without."""
LONGEST_NUMBER, SHOWN_CHARACTERS, LEAST_OF_A_PATTERN = 8, 40, 2
"""Words of a number that is said; letters shown of what was too long to be read; letters of a pattern beside its `*`."""

PartKind = Literal["word", "phrase", "near", "pattern"]
Meaning = tuple[tuple[PartKind, tuple[str, ...], int | None], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a query: `typed` is what was written, `words` its folded words (a pattern keeps its `*`). `percent`
    where it is a percentage, or the words that make the number before it one (pour cent)."""

    kind: PartKind
    typed: str
    words: tuple[str, ...]
    within_ms: int | None = None
    percent: bool = False


SIGN = Part("word", "%", ("%",))
"""What no posting holds, and no query when it is read: a number before it is marked."""


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of which one must be met: a single part, or the sides of an OR."""

    parts: tuple[Part, ...]

    @property
    def is_percent(self) -> bool:
        """Whether it is a number that a sign or words behind it make a percentage."""
        return self.parts[0].percent and not numbers.is_percent(self.parts[0].words)

    @property
    def meant(self) -> Meaning:
        """What it asks for, however it is typed: the same for two groups that are met by the same words."""
        return tuple(dict.fromkeys((part.kind, part.words, part.within_ms) for part in self.parts))


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood. `named` holds the filters that stood in the text, as (key, value); `date` is the
    day or month that is all it asks for."""

    text: str
    groups: tuple[Group, ...] = ()
    excluded: tuple[Part, ...] = ()
    filters: Filters = field(default_factory=Filters)
    named: tuple[tuple[str, str], ...] = ()
    ignored: tuple[IgnoredJson, ...] = ()
    date: Period | None = None


_KEYS = frozenset({*TYPED, BOTH_DAYS})
QUOTES = '"«»“”„'
"""Marks of quotation that are nothing else."""
QUOTED = (
    r'"[^"]*"|«[^»]*»|“[^”„]*[”„]|„[^„“”]*[“”]'
    r"|(?<!\w)(?:‘(?!\w’(?!\w))(?:[^‘’]|’(?=\w))+’|‚(?:[^‚‘’]|’(?=\w))+[‘’])(?!\w)"
)
"""A quotation with its marks, as a regular expression. Of the single ones, an apostrophe in a word closes none."""
_PIECE = re.compile(
    rf"""
    (?P<minus>(?<!\S)-(?=\S))?
    (?: (?P<key>[^\W\d_]{{2,12}}):(?=\S)(?P<value>{QUOTED}|\S+)
      | (?P<quoted>{QUOTED})(?:\s?~(?P<within>\d{{1,4}})s?)?
      | (?P<bare>(?<!\S)[^\W\d_]\ (?:\+\+|\#)(?!\S)|[^\s{QUOTES}]+)
      | (?P<stray>[{QUOTES}]) )
    """,
    re.VERBOSE,
)
EITHER, WITHOUT, BOTH = frozenset({"OR", "OU", "|", "||"}), frozenset({"NOT", "SAUF"}), "&&"
_MARKS = f"{QUOTES}‘’‚ "
_DASHES = str.maketrans({"‑": "-", "‐": "-", "–": "-", "—": "-", "\u00a0": " ", "\u202f": " "})
_PARTED = united().elisions + united().apostrophe_words
_ELISION = re.compile(rf"(?:{'|'.join(_PARTED)})['’ʼ](?=\w)", re.IGNORECASE)
_SPLIT = re.compile(r"[/;:!?()\[\]{}…]+|(?<!\d),|,(?!\d)|\.(?=\W|$)|(?<=[^\W\d_]{2})[+&](?=[^\W\d_]{2})")
"""What parts words that are typed without a space; a sign beside a single letter is of a name (R&D, AT&T, C++)."""
_DISTANCE = re.compile(r"~\d{1,4}s?")


def parse(text: str) -> Query:
    """The query that a listener meant; never raises, whatever was typed."""
    bounded = _bounded(text).translate(_DASHES)
    parser = _Parser(frozenset() if bounded.isupper() else WITHOUT)
    for match in _PIECE.finditer(bounded):
        if not parser.room:
            parser.leave(bounded[match.start() :])
            break
        parser.take(match)
    return parser.query(text)


def is_plain(query: Query) -> bool:
    """Whether a query is of plain words alone, and nobody is named who must say them."""
    parts = [part for group in query.groups for part in group.parts]
    return len(parts) == len(query.groups) and all(part.kind == "word" for part in parts) and not query.filters.values("speaker")


def is_name(query: Query) -> bool:
    """Whether all words of a query but those of grammar and within names (van) have a capital, as names have, or a
    quotation was begun."""
    parts = [part for group in query.groups for part in group.parts if not _is_light(part)]
    typed = [part.typed for part in parts if part.words[0] not in united().name_particles]
    capitals = bool(typed) and all(text[:1].isupper() for text in typed) and not query.text.isupper()
    return capitals or any(one.why == "stray-quote" for one in query.ignored)


def without_typed(text: str, key: str, value: str | None = None) -> str:
    """A query without the filters of one name that stand in it, or of one value alone: `key` is their parameter (after,
    show, …), with a minus before it where their values are left out."""

    def stays(match: re.Match[str]) -> bool:
        name = fold(match["key"] or "")
        named = TYPED[name].name if name in TYPED else name
        same = named == key.lstrip("-") or (named == BOTH_DAYS and key in {"after", "before", "dated"})
        meant = value is None or value in {one.value for one in parse(match.group()).filters.given}
        return not (same and meant and bool(match["minus"]) == key.startswith("-"))

    return " ".join(match.group() for match in _PIECE.finditer(_bounded(text)) if stays(match))


def _bounded(text: str) -> str:
    """What is read of a text; a letter and its accent, which some programs paste apart, are one letter."""
    return unicodedata.normalize("NFC", text[: LIMITS.characters].replace("\x00", " "))


class _Parser:
    """The state of one left-to-right reading."""

    def __init__(self, without: frozenset[str]) -> None:
        self.without = without
        self.groups: list[Group] = []
        self.excluded: list[Part] = []
        self.filters = Filters()
        self.named: list[tuple[str, str]] = []
        self.ignored: list[IgnoredJson] = []
        self.either = ""

    @property
    def room(self) -> int:
        """How many more parts the query may have."""
        kept = sum(len(group.parts) for group in self.groups)
        return max(0, LIMITS.parts - kept - len(self.excluded) - len(self.named))

    def leave(self, text: str) -> None:
        """Notes what is not read since the query is too long."""
        self.ignored.append(IgnoredJson(text[:SHOWN_CHARACTERS].strip(), "too-long"))

    def take(self, match: re.Match[str]) -> None:
        """Reads the next piece: a filter, a quotation, an operator or words."""
        if match["key"] and fold(match["key"]) in _KEYS:
            self._filter(match["minus"] or "", match["key"], match["value"].strip(_MARKS))
        elif match["quoted"]:
            self.ignored += _distance_apart(match["quoted"], match["within"])
            self._keep(list(_phrase(match["quoted"][1:-1], match["within"])), bool(match["minus"]), match.group())
        elif match["stray"]:
            self.ignored.append(IgnoredJson(match["stray"], "stray-quote"))
        else:
            self._bare(match)

    def _bare(self, match: re.Match[str]) -> None:
        typed = match["bare"].replace(" ", "") if match["bare"] else f"{match['key']}:{match['value']}"
        if typed == BOTH:  # all words are needed as it is
            self.ignored += [] if self.groups else [IgnoredJson(typed, "lone-operator")]
        elif typed in EITHER | self.without:
            self.either = typed
        elif match["minus"] or self.either in self.without:
            self._keep(list(_left_out(typed)), True, typed)
        elif _DISTANCE.fullmatch(typed):
            self.ignored.append(IgnoredJson(typed, "distance"))
        else:
            self.ignored += [
                IgnoredJson("*", "short-pattern") for one in _SPLIT.split(typed) if _is_pattern(one) and _is_short(one)
            ]
            self._keep(list(_chunks(typed)), False, typed)

    def _keep(self, parts: list[Part], minus: bool, typed: str) -> None:
        minus = minus or self.either in self.without
        if self.either and not self.groups and not minus:
            parts, self.either = [*_word(self.either), *parts], ""
        if typed.rstrip(_MARKS).endswith("%") and not (minus or self.either) and (parts or self.groups):
            parts = [*parts, SIGN]
        parts = self._bounded(parts)
        if not parts:
            self.ignored += [IgnoredJson(typed, "no-word")] if typed.strip(_PUNCTUATION) else []
        elif minus:
            self.excluded.extend(parts)
        elif self.either:
            # Of l'avoine it is the second that is the other side.
            side = next((part for part in parts if not _is_light(part)), parts[0])
            before = -2 if self.groups[-1].parts == (SIGN,) else -1
            self.groups[before] = Group(self.groups[before].parts + (side,))
            self.groups.extend(Group((part,)) for part in parts if part is not side)
        else:
            self.groups.extend(Group((part,)) for part in parts)
        self.either = ""

    def _bounded(self, parts: list[Part]) -> list[Part]:
        """As many parts as there is room for, each of as many words as a phrase may have."""
        room = self.room
        for part in parts[room : room + 1]:
            self.leave(part.typed)
        return [self._shortened(part) for part in parts[:room]]

    def _shortened(self, part: Part) -> Part:
        kept, rest = part.words[: LIMITS.phrase_words], part.words[LIMITS.phrase_words :]
        if not rest:
            return part
        self.leave(" ".join(rest))
        return replace(part, typed=" ".join(kept), words=kept)

    def _filter(self, minus: str, key: str, value: str) -> None:
        try:
            self.filters = Filters((*self.filters.given, *typed_filter(fold(key), value, left_out=bool(minus))))
            self.named.append((minus + fold(key), value))
        except FilterError as error:
            self.ignored.append(IgnoredJson(f"{minus}{key}:{value}", error.why))

    def _with_thousands(self) -> list[Group]:
        """The groups, numbers written in threes (343 000) made one again."""
        made: list[Group] = []
        for group in self.groups:
            if made and _is_thousands(made[-1], group):
                before, after = made[-1].parts[0], group.parts[0]
                part = Part("word", f"{before.typed} {after.typed}", before.words + after.words)
                made[-1] = Group((part,))
            else:
                made.append(group)
        return made

    def query(self, text: str) -> Query:
        """What all pieces make together, and what of the text was not used."""
        is_alone = not (self.groups or self.excluded or self.filters.given)
        if self.either and is_alone and (parts := list(_word(self.either))):
            self.groups = [Group((part,)) for part in parts]  # a word as any other
        elif self.either:
            self.ignored.append(IgnoredJson(self.either, "lone-operator"))
        if len(text) > LIMITS.characters:
            self.leave(text[LIMITS.characters :])
        groups = _with_percent(list(_with_numbers(self._with_thousands())))
        if Group((SIGN,)) in self.groups:
            self.ignored.append(IgnoredJson("%", "percent" if any(group.is_percent for group in groups) else "no-word"))
        ignored = tuple(dict.fromkeys(self.ignored))
        return Query(text, tuple(groups), tuple(self.excluded), self.filters, tuple(self.named), ignored)


def _with_numbers(groups: Sequence[Group]) -> Iterator[Group]:
    """The groups, a number said in several words (dix mille) made one of them."""
    first = 0
    while first < len(groups):
        ends = range(min(len(groups), first + LONGEST_NUMBER), first + 1, -1) if _is_number(groups[first : first + 1]) else ()
        end = next((end for end in ends if _is_number(groups[first:end])), first + 1)
        yield Group((_joined(groups[first:end]),)) if end > first + 1 else groups[first]
        first = end


def _joined(run: Sequence[Group]) -> Part:
    """Groups of a word each as one."""
    parts = [group.parts[0] for group in run]
    return Part("word", " ".join(part.typed for part in parts), tuple(word for part in parts for word in part.words))


def _with_percent(groups: Sequence[Group]) -> list[Group]:
    """The groups, the numbers that are percentages marked, the "pour cent" behind one made one of them: its hundred is
    no number; no sign is any."""
    made: list[Group] = []
    first = 0
    while first < len(groups):
        ends = (first + 2, first + 1) if made and _counts(made[-1]) else ()
        end = next((end for end in ends if _is_percent(groups[first:end])), None)
        here = groups[first]
        if end:
            made[-1] = Group(tuple(replace(part, percent=True) for part in made[-1].parts))
            here = Group((replace(_joined(groups[first:end]), percent=True),))
        made += [here] if here.parts[0].words != SIGN.words else []
        first = end or first + 1
    return made


def _is_percent(run: Sequence[Group]) -> bool:
    """Whether groups are a sign or words that make the number before them a percentage."""
    plain = all(len(group.parts) == 1 and group.parts[0].kind == "word" for group in run)
    return plain and ((said := _joined(run).words) == SIGN.words or numbers.is_percent(said))


def _counts(group: Group) -> bool:
    """Whether a group is a number, or a phrase that ends with one."""
    return all(_is_number([Group((part,))]) or _is_digits(part) for part in group.parts)


def _is_digits(part: Part) -> bool:
    return all(map(str.isdigit, part.words[-1:] if part.kind == "phrase" else part.words))


def _is_number(run: Sequence[Group]) -> bool:
    """Whether groups are words of which a language makes a number."""
    said = [word for group in run for word in group.parts[0].words]
    plain = all(len(group.parts) == 1 and group.parts[0].kind == "word" for group in run)
    return plain and all(map(str.isalpha, said)) and numbers.in_figures(tuple(said)) is not None


def _is_thousands(before: Group, after: Group) -> bool:
    numbers = [group.parts[0] for group in (before, after) if len(group.parts) == 1 and group.parts[0].kind == "word"]
    if len(numbers) < 2 or len(numbers[1].words) > 1 or not re.fullmatch(r"\d{3}", numbers[1].typed):
        return False
    return re.fullmatch(r"\d{1,3}(?: \d{3})*", numbers[0].typed) is not None


def _is_light(part: Part) -> bool:
    return part.kind == "word" and all(map(is_function_word, part.words))


def _phrase(inside: str, within: str | None) -> Iterator[Part]:
    found = tuple(words(inside))
    if within and len(found) > 1:
        yield Part("near", inside.strip(), found, int(within) * 1000)
    elif found:
        yield Part("phrase", inside.strip(), found)


def _distance_apart(quoted: str, within: str | None) -> list[IgnoredJson]:
    """A distance behind a single word, which is near nothing."""
    return [IgnoredJson(f"~{within}", "distance")] if within and len(list(words(quoted))) < 2 else []


def _left_out(typed: str) -> Iterator[Part]:
    """A piece without spaces that is to be left out: its words as a phrase; as a pattern what is one."""
    pieces = [piece for piece in _SPLIT.split(typed) if piece]
    if not any(map(_is_pattern, pieces)):
        yield from _phrase(typed, None)
        return
    for piece in pieces:
        yield from _pattern(piece) if _is_pattern(piece) else _phrase(piece, None)


def _is_pattern(piece: str) -> bool:
    return re.search(r"\w\*|\*\w", piece) is not None and re.fullmatch(r"[\w*'’.&-]+", piece) is not None


def _chunks(typed: str) -> Iterator[Part]:
    """A piece without spaces as the words it is made of: elisions apart, inner hyphens, dots and digits kept
    together."""
    for piece in _SPLIT.split(typed):
        if _is_pattern(piece):
            yield from _pattern(piece)
            continue
        while elided := _ELISION.match(piece):
            yield from _word(elided.group())
            piece = piece[elided.end() :]
        yield from _word(piece)


def _word(piece: str) -> Iterator[Part]:
    found = tuple(words(piece))
    if found:
        # .NET keeps the point that it is called by.
        typed = piece.strip(".'’-*_")
        yield Part("word", f".{typed}" if piece.startswith(f".{typed}") else typed, found)


def _pattern(piece: str) -> Iterator[Part]:
    pattern = _folded_pattern(piece)
    if not _is_short(piece):
        yield Part("pattern", piece, (pattern,))
    elif pattern.strip("*"):
        yield from _word(pattern.strip("*"))


def _folded_pattern(piece: str) -> str:
    pattern = fold(re.sub(r"\*+", "*", piece.split("'")[-1].split("’")[-1]))
    return re.sub(r"[^\w*]", "", pattern)


def _is_short(piece: str) -> bool:
    """Whether too few letters stand in a pattern for it to be looked for: the letter alone is."""
    return sum(character != "*" for character in _folded_pattern(piece)) < LEAST_OF_A_PATTERN
