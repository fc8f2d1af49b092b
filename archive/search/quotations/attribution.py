"""What of a text is its quotation, between marks or where it tells who said it, and whom the words around it name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, dropwhile, groupby, islice, pairwise, product, takewhile

from archive.analysis.speakers import COURTESY_TITLES, is_initials, may_be_one
from archive.languages import is_function_word, numbers, united
from archive.model.period import without_dates
from archive.search.query.known_names import NameIndex
from archive.search.quotations import pasted
from archive.search.quotations.alignment import FEWEST_WORDS, cut_of
from archive.search.quotations.pasted import MARKED, asked_before, beside, but_for, is_ended, outside, whole_names
from archive.text.speaker_labels import BESIDE_WORDS, is_of_a_name, is_small, name_first
from archive.text.tokenizer import spans, words

_HEAD = re.compile(r"[^:]{1,120}?\s?:\s+")
_TAILS = tuple(map(re.compile, (r"\s*\([^()]{1,120}\)\W*\Z", r"\s+[–—―-]{1,2}\s*(?=[^\W\d_a-z])[^–—―]{1,120}\Z")))
_BEHIND = re.compile(r",?\s+")
_INCISE = re.compile(r",\s+(?=[^\W\d_A-Z])([^,:;.!?«»“”\"]{4,60}),\s+")
_SOURCE = re.compile(r"[^,:]{1,120},\s+")
_WHOLE_NAME = re.compile(r"\b[^\W\d_a-zà-ÿ][\w.'’-]*\s+[^\W\d_a-zà-ÿ]\w")
_SPACED = re.compile(r"\S+(?:\s+|\Z)")
_WORD = re.compile(r"\w{1,40}['’]|\S+(?:\s+|\Z)")
"""How a text without quotation marks tells who said the rest of it: before a colon; in brackets at its end, or behind a
dash with a name; behind a comma, with a name, or a verb of saying and a name (a dit X); with a name and such a verb at
its beginning (X a dit que); with a word for a source before a name, at either end (selon X). What only stands beside it
may be its subject, or who is spoken to."""
_APART = re.compile(r"[^\w\s.'’-]+|\s-\s")
"""What parts a name from other words beside it."""
MOST_CHARACTERS, MOST_WORDS = 4000, 300
"""Of a quotation that are read."""
_ENDS = r"(?<![«“])(?<![«“][\s\[(])(?<![«“]\s[\[(])", r"(?!\s*[\])]?\s*[»”])"
_GAP = re.compile(r"(?:\[\s*(?:…|\.{3,})\s*\]|\(\s*(?:…|\.{3,})\s*\)|…|\.{3,})".join(_ENDS))
"""How who quotes says that he leaves something out; none of what stands beyond its marks."""
_INSERTED = re.compile(r"\[([^\[\]]*\w[^\[\]]*)\]")
_LETTERS = re.compile(r"\[(\w{1,2})\](?=\w)|(?<=\w)\[(\w{1,3})\]")
_THOUSANDS = re.compile(r"[1-9][0-9]{3,8}")
_PAUSES = frozenset(",;.!?:")
MOST_ASIDE, MOST_SAYING, MOST_OF_A_NAME = 10, 4, 4
"""Words that tell who said it; of them those beside the name that say that somebody said; of a name."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What of a text stands between quotation marks, and what stands around it; `between`: before the first, between
    each two and behind the last, as it is typed, be it nothing; `titles`: what a source quotes there."""

    parts: tuple[str, ...]
    aside: tuple[str, ...]
    between: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> "Pulled":
        """Those of its parts that hold words, in their order; a title that a source quotes is none."""
        marked = list(MARKED.finditer(text))
        titles = pasted.titles_among(text, marked)
        bare, found = but_for(text, titles), [one for one in marked if one not in titles]
        inside = [next(filter(None, one.groups()), "").strip() for one in found]
        aside = (beside(one) for one in outside(text, marked))
        between = tuple(outside(bare, found)) if all(map(words, inside)) else ()
        return cls(tuple(filter(words, inside)), tuple(filter(words, aside)), between, tuple(one[0] for one in titles))

    @classmethod
    def attributed(cls, text: str, names: "NameIndex") -> Iterator["Pulled"]:
        """What may be the quotation of a text that tells who said it without quotation marks, and what tells it, the
        likeliest first: `Name: …`, `… (Name, …)`, `… — Name`, `…, Name`, `…, said Name`, `Name said that …`, `according
        to Name, …`, `as Name said, …`."""
        yield from cls.interrupted(text, names)
        heads = [one.end() for one in [_HEAD.match(text)] if one]
        brackets, dashes = ([one.start() for one in pattern.finditer(text)] for pattern in _TAILS)
        tails = [*brackets, *(one for one in dashes if _names_somebody(text[one:], names)), *_told_behind(text, names)]
        said = [*_told_before(text, names)]
        for begin, end in (*product(heads, tails), *product(heads, [len(text)]), *product([0], tails), *product(said, [len(text)])):
            aside = tuple(beside(one) for one in (text[:begin], text[end:]) if words(one))
            part = text[begin:end].strip()
            if len(words(part)) >= FEWEST_WORDS and all(_may_tell_who(one, part, names) for one in aside):
                yield cls((part,), aside)

    @classmethod
    def interrupted(cls, text: str, names: "NameIndex") -> Iterator["Pulled"]:
        """The quotation round who said it: `…, said Name, …`."""
        for one in _INCISE.finditer(text):
            if _is_who_said(one[1], names):
                yield cls((f"{text[: one.start()]} {text[one.end() :]}".strip(f'{BESIDE_WORDS}«»“”„"'),), (one[1],))

    def tells_who(self, names: "NameIndex") -> bool:
        """Whether what stands beside it does nothing else than tell who said it."""
        tell = (is_somebody, _is_who_said, _is_of_a_source, _is_said_as)
        return all(any(one(told, names) for one in tell) for told in self.aside)

    @property
    def is_some(self) -> bool:
        """Whether there is more than one quotation, or anything beside it."""
        return len(self.parts) > 1 or bool(self.parts and self.aside)

    @property
    def is_most(self) -> bool:
        """Whether more is quoted than stands around: else the whole may be what was said, with a quotation in it."""
        return len(words(" ".join(self.parts))) > len(words(" ".join(self.aside)))

    @property
    def only_words(self) -> bool:
        """Whether what stands between marks is too short for a quotation: a word is set off so, too."""
        return all(len(words(part)) < FEWEST_WORDS for part in self.parts)


def _may_tell_who(aside: str, part: str, names: NameIndex) -> bool:
    """Whether some words beside a quotation may be no part of it: no more than it has, and half of that where they name
    nobody: whom the archive knows, or by two words with capitals. What is said in half of a sentence is not the
    sentence."""
    around, many = len(words(aside)), len(words(part))
    return around <= MOST_ASIDE and around <= many and (2 * around <= many or _names_somebody(aside, names))


def _names_somebody(aside: str, names: NameIndex) -> bool:
    return bool(_WHOLE_NAME.search(aside)) or any(_known_in(aside, names))


def is_somebody(text: str, names: NameIndex) -> bool:
    """Whether a text is nothing else than a name."""
    return all(map(is_of_a_name, text.split())) and _names_somebody(text, names)


def _told_before(text: str, names: NameIndex) -> Iterator[int]:
    """Where what somebody said may begin in `Name said that …`, or `according to Name, …`."""
    source = _SOURCE.match(text)
    if source and (_is_of_a_source(source[0], names) or _is_said_as(source[0], names)):
        yield source.end()
    name = "".join(takewhile(lambda word: is_of_a_name(word.strip()), _SPACED.findall(text)))
    if name and _names_somebody(name, names):
        spoken = list(islice(_WORD.finditer(text, len(name)), MOST_SAYING))
        told = [one.end() for one in spoken if _says_so(text[len(name) : one.end()])]
        yield from reversed(told)


def _told_behind(text: str, names: NameIndex) -> Iterator[int]:
    """Where it may end in `…, Name`, `…, said Name`, or `… according to Name`."""
    for one in list(_BEHIND.finditer(text))[-2 * MOST_ASIDE :]:
        told = text[one.end() :].rstrip(BESIDE_WORDS)
        if _is_of_a_source(told, names) or (one[0].startswith(",") and (_is_who_said(told, names) or _is_said_as(told, names))):
            yield one.start()


def _is_who_said(told: str, names: NameIndex) -> bool:
    """Whether what stands behind a comma names who said what stands before: a whole name without a courtesy title,
    which speaks to somebody, or a name behind a verb of saying; be it with what they are behind another comma."""
    first, *more = told.split(",")
    spoken = " ".join(takewhile(lambda word: word[:1].islower(), first.split()))
    name = first[len(spoken) :].strip()
    if any(is_function_word(word) for one in more for word in words(one)[:1]):
        return False
    is_one = bool(spoken) and len(words(name)) == 1 and name[:1].isupper()  # whoever it is, a verb of saying tells
    if not (is_one or is_somebody(name, names)):
        return False
    if spoken:
        return _says_so(spoken) and words(spoken)[-1] not in united().linking_words
    return bool(_WHOLE_NAME.search(name)) and words(name)[0] not in COURTESY_TITLES


def _is_of_a_source(told: str, names: NameIndex) -> bool:
    """Whether some words begin as those that name a source do, and name somebody: selon Ana Kermadec."""
    said = f"{' '.join(words(told))} "
    source = next((one for one in united().sources if said.startswith(f"{one} ")), "")
    return bool(source) and _names_somebody(told, names)


def _is_said_as(told: str, names: NameIndex) -> bool:
    """Whether some words liken what stands beside them to what somebody said: comme l'a dit Ana, as Ana put it."""
    known, some = united(), told.strip(BESIDE_WORDS).split()
    capitals = [place for place, word in enumerate(some) if place and word[:1].isupper()]
    if not capitals or known.said_as.isdisjoint(words(some[0])[:1]):
        return False
    name = some[capitals[0] : capitals[-1] + 1]
    spoken = set(words(" ".join((*some[: capitals[0]], *some[capitals[-1] + 1 :]))))
    is_one = is_somebody(" ".join(name), names) or len(name) == 1
    return is_one and not spoken.isdisjoint(known.sayings) and spoken <= known.sayings | known.said_with | known.said_as


def _says_so(spoken: str) -> bool:
    """Whether some words are nothing else than a verb of saying, and what may stand beside it."""
    some, known = words(spoken), united()
    return not known.sayings.isdisjoint(some) and known.sayings.union(known.said_with).issuperset(some)


@dataclass(frozen=True, slots=True)
class Named:
    """Whom the words beside a quotation name: who may have said it, and whether they name others alone, whom somebody
    speaks to."""

    names: tuple[str, ...] = ()
    others: bool = False
    every: tuple[str, ...] = ()
    """With those that are a part of another: the Ana Kermadec of "Discours d'Ana Kermadec\"."""

    @classmethod
    def of(cls, aside: Sequence[str], names: NameIndex, before: str = "") -> "Named":
        """Those that some words name, each once, whole. Behind "to", or behind a name and a verb of telling, stands who
        is spoken to, and has not said it; where those `before` a quotation are sentences of their own it may answer."""
        aside = [without_dates(pasted.without_outlet(one)) for one in aside]
        said_by, every = named_in([_but_whom_it_addresses(one) for one in aside], names), named_in(aside, names)
        told = every if said_by and is_ended(before) else said_by
        return cls(whole_names(told), not told and bool(every), tuple(told))

    def may_be(self, speaker: str) -> bool:
        """Whether who speaks may be any of them; where that is told by initials, by their whole name."""
        return any(may_be_one(name, speaker) for name in (self.names if is_initials(speaker) else self.every))

    def are_several(self, names: NameIndex, speakers: Sequence[str]) -> bool:
        """Whether some that the archive knows are named, of whom one may have said what some speakers say, and another
        has not."""
        joined = re.compile(rf"\s(?:{'|'.join(united().and_words)})\s")
        known = [name for name in chain.from_iterable(map(joined.split, self.names)) if names.is_known(tuple(words(name)[-1:]))]
        return len({any(may_be_one(name, one) for one in speakers) for name in known}) > 1


def _but_whom_it_addresses(text: str) -> str:
    """Some words beside a quotation without those that say whom somebody speaks to."""
    told, kept = text.split(), list[str]()
    while told:
        names_source = " ".join(words(" ".join((*kept[-1:], told[0])))) in united().sources
        asked = asked_before(kept, told[0])
        many = (
            0 if names_source else max(0, _behind_to([*asked, *told]) - len(asked)) or (_behind_a_verb(kept, told) if kept else 0)
        )
        kept, told = (kept, told[many:]) if many else ([*kept, told[0]], told[1:])
    return " ".join(kept)


def _behind_to(told: Sequence[str]) -> int:
    """How many words, the first of some, say that somebody speaks to whom they name: à Léo, to her host Léo. A word
    that is a verb's, too (a), says so just before the name."""
    before = [words(one) if one.lower() != "à" else ["à"] for one in told[:MOST_OF_A_NAME]]
    joined = f"{' '.join(chain.from_iterable(before))} "
    phrase = max((one for one in united().spoken_to if joined.startswith(f"{one} ")), key=len, default="").split()
    behind = list(told[len(phrase) :])
    beside = list(takewhile(is_small, behind[:MOST_SAYING])) if phrase and not united().said_with.issuperset(phrase) else []
    if beside and not is_function_word(words(beside[0])[0]):
        beside = []
    many = name_first(behind[len(beside) :]) if phrase else 0
    return len(phrase) + len(beside) + many if many else 0


def _behind_a_verb(before: Sequence[str], told: Sequence[str]) -> int:
    """The same of a verb of telling between two names: Ana told Léo."""
    known, (verb, *behind) = united(), told
    small = list(takewhile(is_small, reversed(before[-MOST_SAYING:])))
    subject = before[-1 - len(small)] if len(small) < len(before) else ""
    if not (is_of_a_name(subject) and subject[:1].isupper() and is_small(verb)) or _tells_nothing(subject):
        return 0
    many = name_first(behind) if not (known.sayings | known.speaks_to).isdisjoint(words(verb)) else 0
    return 1 + many if many else 0


def named_in(aside: Sequence[str], names: NameIndex) -> list[str]:
    """Who may be named in some words beside a quotation; nobody where none of them is taken for a name."""
    known = [name for one in aside for name in _known_in(one, names)]
    like = [(name, one) for one in aside for name in _like_names(one, names)]
    is_some = known or any(_is_named(name, one, names) for name, one in like)
    called = tuple(f" {name}" for name in known if " " in name)  # behind a role: Capitaine Ana Kermadec
    return [*known, *(name for name, _ in like if not (called and name.endswith(called)))] if is_some else []


def _like_names(text: str, names: NameIndex) -> Iterator[str]:
    """What of some words beside a quotation is written as names are: words with capitals in a row, and particles
    between them. What stands in the name of a show, more than a word of it, is none."""
    for part in _APART.split(text):
        for is_name, run in groupby(part.split(), key=is_of_a_name):
            begun = list(dropwhile(_tells_nothing, run)) if is_name else []
            while begun and begun[-1] == begun[-1].lower() and _tells_nothing(begun[-1]):
                begun.pop()
            name = " ".join(begun)
            if name != name.lower() and not (" " in name and names.is_show(name)):
                yield name


def _is_named(name: str, text: str, names: NameIndex) -> bool:
    """Whether what is written as a name is taken for one: several words with capitals; one alone only where a text
    tells nothing else, and speech writes it so (no "Question")."""
    if sum(word != word.lower() for word in name.split()) > 1:
        return True
    telling = [word for word in words(text) if not (is_function_word(word) or _says_so(word))]
    return telling == words(name) and names.written(" ".join(telling))[:1].isupper()


def _tells_nothing(word: str) -> bool:
    """Whether a word is no part of a name: of grammar, or of what tells that somebody says something, or asks it
    (l'affirme, Selon, Interrogé), or an ordinary word behind an article (L'avocat Karim Sadi)."""
    saying = (known := united()).sayings.union(known.speaks_to, known.said_with, *(source.split() for source in known.sources))
    is_elided = word[:2].replace("’", "'").lower() in ("d'", "l'") and word[2:].islower()
    return is_elided or ("." not in word and all(is_function_word(one) or one in saying for one in words(word)))


def _known_in(text: str, names: NameIndex) -> Iterator[str]:
    """People of the archive whom a text names: by their whole name, or by the last word of it with a capital."""
    found = list(spans(text))
    runs = ((first, first + many) for first in range(len(found)) for many in range(1, min(MOST_OF_A_NAME, len(found) - first) + 1))
    for first, end in runs:
        told = text[found[first].start : found[end - 1].end]
        is_known = names.is_known(tuple(one.word for one in found[first:end]))
        alone_tells = told[0].isupper() and len(told) > 1 and not is_function_word(found[first].word)
        if is_known and (end - first > 1 or alone_tells):
            yield told


class Quotation:
    """Some words that somebody remembers as said."""

    def __init__(self, text: str) -> None:
        every = list(spans(text[:MOST_CHARACTERS]))
        self.text, self.spans = text, every[:MOST_WORDS]
        self.complete = len(text) <= MOST_CHARACTERS and len(every) <= MOST_WORDS
        """Whether all of it is read."""
        self.words = tuple(span.word for span in self.spans)
        behind = (sum(span.start < gap.end() for span in self.spans) for gap in _GAP.finditer(text[:MOST_CHARACTERS]))
        self.gaps = tuple(sorted({place for place in behind if 0 < place < len(self.spans)}))
        """The words before which it leaves something out."""

    def __len__(self) -> int:
        return len(self.words)

    @property
    def insertions(self) -> tuple[str, ...]:
        """What who quotes puts in between square brackets; nothing that denies, which would turn the sense."""
        told = (one[1].strip() for one in _INSERTED.finditer(_LETTERS.sub(r"\1\2", self.text)))
        return tuple(one for one in told if not _denies(words(one)))

    def without_insertions(self) -> "Quotation | None":
        """The same without these, and with the letters that stand for others as they are ("[L]a"); None where there are
        none, or nothing else."""
        joined = _LETTERS.sub(r"\1\2", self.text)
        text = _INSERTED.sub(lambda one: one[0] if _denies(words(one[1])) else " ", joined)
        return Quotation(text) if text != self.text and words(text) else None

    def shown(self, first: int, end: int) -> str:
        """Some of its words as they were typed, in brackets where just these stand in some."""
        told = cut_of(self.text, self.spans, first, end)
        return f"[{told}]" if told and self.text.startswith(f"[{told}]", max(0, self.spans[first].start - 1)) else told

    def exchanged(self, first: int, end: int, begin: int, stop: int) -> "Quotation":
        """The same with its words [first:end] and those of [begin:stop], behind them, in each other's place."""
        bounds = ((0, first), (begin, stop), (end, begin), (first, end), (stop, len(self)))
        return Quotation(" ".join(filter(None, (self.shown(*one) for one in bounds))))

    def in_figures(self) -> Iterator["Quotation"]:
        """The same with the numbers in figures that it spells, if any; and with the signs of the units that it
        names."""
        spelt = [one for one in numbers.spelt(self.text[:MOST_CHARACTERS]) if one[1] <= len(self)]
        way = self._with(spelt) if spelt else self
        units = list(numbers.units_named(way.words))
        yield from (some for some, is_one in ((way, spelt), (way._with(units), units)) if is_one)

    def grouped(self) -> Iterator["Quotation"]:
        """The same with its thousands in figures parted, if any: 140000 as 140 000."""
        many = [(place, f"{int(word):,}".replace(",", " ")) for place, word in enumerate(self.words) if _THOUSANDS.fullmatch(word)]
        if many:
            yield self._with([(at, at + 1, written) for at, written in many])

    def spelt(self) -> Iterator["Quotation"]:
        """The same with the numbers spelt that it has in figures, as each language does, and ordinals otherwise."""
        ways = [(at, (*numbers.in_words(word), *numbers.other_ordinals((word,)))) for at, word in enumerate(self.words)]
        for number in range(max((len(said) for _, said in ways), default=0)):
            yield self._with([(at, at + 1, " ".join(said[min(number, len(said) - 1)])) for at, said in ways if said])

    def _with(self, some: Sequence[tuple[int, int, str]]) -> "Quotation":
        """The same with some of its words, [first:end], written otherwise."""
        text = self.text
        for first, end, written in reversed(some):
            text = text[: self.spans[first].start] + written + text[self.spans[end - 1].end :]
        return Quotation(text)

    def exchanges(self, bounds: Sequence[int], said: Sequence[str]) -> Iterator[tuple["Quotation", int]]:
        """The ways in which some speech may say two parts of it in each other's place, with the same words between
        them, and the word behind the first part then; each part lies between two of the `bounds` and tells something.
        Where "and" alone is between them (rouge et noir) it is the same either way."""
        speech, joining = f" {' '.join(said)} ", set(united().and_words)
        for first, end, begin, stop in combinations(bounds, 4):
            one, between, other = self.words[first:end], self.words[end:begin], self.words[begin:stop]
            turned = f" {' '.join((*other, *between, *one))} " in speech
            if turned and one != other and not joining.issuperset(between) and all(map(_tells, (one, other))):
                yield self.exchanged(first, end, begin, stop), first + len(other)

    @property
    def clauses(self) -> tuple[str, ...]:
        """What may be said of it without the rest, as it was typed: what stands between its gaps, else between its
        commas and points; those long enough to be looked for."""
        signs = [set(self.text[before.end : after.start]) for before, after in pairwise(self.spans)]
        ends = self.gaps or tuple(place for place, between in enumerate(signs, 1) if between & _PAUSES)
        bounds = zip((0, *ends), (*ends, len(self)), strict=True)
        return tuple(self.shown(first, end) for first, end in bounds if end - first >= FEWEST_WORDS)


def _denies(some: Sequence[str]) -> bool:
    return not (united().denials | united().denial_halves).isdisjoint(some)


def _tells(some: Sequence[str]) -> bool:
    return not all(map(is_function_word, some))
