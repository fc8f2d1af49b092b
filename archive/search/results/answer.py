"""What a search gives back: one frozen answer, the same for command, page and API."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import groupby, pairwise
from typing import Literal, NamedTuple, get_args

from archive.analysis.analyze import Analysis
from archive.model.episode import Chapter, JsonObject, PersonJson
from archive.search.filters import Filters
from archive.search.index.limits import CutJson
from archive.search.index.same_person import JoinedNames
from archive.search.index.types import DateTyped, Facet, Field, MatchKind, MonthJson, Sort, Summary, YearJson
from archive.search.results.announced import AnnouncedJson
from archive.text.tokenizer import spans, words
from archive.text.word_times import AtSource, listening_second
from archive.transcripts.addresses import line_id

MomentKind = MatchKind | Literal["meaning"]
"""How a moment meets what was asked; near by meaning alone, nothing of it is marked."""
FoundAs = Literal["typo", "sound", "date", "meaning"]
"""How an episode that may not hold what was asked was found: by a slip of the pen, its sound, its day, or its sense."""
TotalIs = Literal["said", "heard", "none"]
"""What a total counts: episodes that say what was asked, where none does what it was heard as, or none at all."""


class MarkJson(JsonObject, frozen=True):
    """Marked words: their span of the text, how they meet the query, the words as transcribed where they are not those
    asked for, and which word of the query they meet (its place among the words of the receipt)."""

    start: int
    end: int
    kind: MatchKind
    heard: str | None
    slot: int


class IgnoredJson(JsonObject, frozen=True):
    """A piece of the query that was not used, and why, as a code: `lone-operator`, `stray-quote`, `bad-date`, …"""

    text: str
    why: str


class NearJson(JsonObject, frozen=True):
    """Something the archive does hold that is near a word asked for; `counted` where its episodes are part of the
    total. `distance` is 0 for the same sounds, about .3 for the farthest that is listed."""

    text: str
    kind: MatchKind
    episodes: int
    counted: bool
    distance: float


class WordJson(JsonObject, frozen=True):
    """How a word, phrase or group was read: the episodes with it, in all and under the filters; what is near it."""

    text: str
    phrase: bool
    excluded: bool
    episodes: int
    episodes_filtered: int
    near: tuple[NearJson, ...]


class FilterJson(JsonObject, frozen=True):
    """A filter, and how many full answers it alone removes. `key` is its name in addresses (after, show, …), with a
    minus before it where its values are left out (-show)."""

    key: str
    value: str
    removes: int


class ReceiptJson(JsonObject, frozen=True):
    """Why the answer is what it is; `cut` is what it is without, since it would have cost too much. `undated` episodes
    are left out since they have no date; of `year_only` that are counted only the year is known, so they may be of a
    day outside of those that are asked for (`dated=month` leaves them out)."""

    words: tuple[WordJson, ...]
    filters: tuple[FilterJson, ...]
    ignored: tuple[IgnoredJson, ...]
    undated: int
    near_phrase: str | None
    cut: tuple[CutJson, ...]
    year_only: int = 0


class MatchedJson(JsonObject, frozen=True):
    """A match outside speech: the field's text, or the part of it that holds the match, and the marked spans."""

    field: Field
    text: str
    marks: tuple[MarkJson, ...]


class _Located:
    """Where something that is said begins; `place` tells with which of the cues of its second."""

    __slots__ = ()
    start_ms: int
    at_ms: int
    place: int

    @property
    def second(self) -> int:
        """Where one begins to listen."""
        return listening_second(self.start_ms, self.at_ms)

    @property
    def line(self) -> str:
        """The id of the line that it begins with."""
        return line_id(self.start_ms // 1000, self.place)


@dataclass(frozen=True, slots=True)
class Moment(_Located):
    """Matched words of one passage: its cue's start, and when the first of them is said. `text` is the snippet, `marks`
    spans of it; `kind` is the loosest of them, `heard` the words as transcribed, where they are not those asked for."""

    start_ms: int
    at_ms: int
    at_source: AtSource
    cue: int
    text: str
    marks: tuple[MarkJson, ...]
    kind: MomentKind
    heard: str | None = None
    worth: float = field(default=0.0, compare=False)
    place: int = 1


class TickJson(NamedTuple):
    """A caption that holds the first word of a match, and its moment's index; a tuple, for an answer has hundreds."""

    seconds: int
    kind: MatchKind
    moment: int


@dataclass(frozen=True, slots=True)
class Match:
    """Words of an episode's speech that meet a query: position of the first, how many, how, and which word of it."""

    position: int
    words: int
    kind: MatchKind
    slot: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """One episode of an answer. `moments` are the best few, the best first (all in order of time), of `moments_total`,
    whose seconds are `leads`. `counted`: one of the total; `found_as`: all it holds of a word is a slip or a sound, or
    meant. By index, None of one word: `whole` say all, `telling` are no chance. `opening`: where nothing is said."""

    summary: Summary
    score: float
    people: tuple[PersonJson, ...]
    chapters: tuple[Chapter, ...]
    lacks: tuple[str, ...]
    matched: tuple[MatchedJson, ...]
    ticks: tuple[TickJson, ...]
    moments: tuple[Moment, ...]
    moments_total: int
    cut: tuple[CutJson, ...] = ()
    counted: bool = True
    found_as: FoundAs | None = None
    whole: tuple[int, ...] | None = None
    telling: tuple[int, ...] | None = None
    opening: Moment | None = None
    leads: tuple[int, ...] = ()


def holds_together(hit: Hit, many: int) -> bool:
    """Whether a hit holds so many words, two at least, in its best moment or its title."""
    best = [*(match.marks for match in hit.matched if match.field == "title"), *(moment.marks for moment in hit.moments[:1])]
    return many > 1 and len({mark.slot for marks in best for mark in marks}) >= many


@dataclass(frozen=True, slots=True)
class EpisodeMatches:
    """What was typed, in one episode: its hit with all moments, every match in its speech by position, its analysis."""

    hit: Hit
    matches: tuple[Match, ...]
    analysis: Analysis


Fate = Literal["same", "otherwise", "unsaid", "unquoted", "left-out"]
"""Of some words of a quotation and of speech: said as quoted; otherwise; quoted and not said; said and not quoted; said
where the quotation has a gap of its own ("[…]"), or just before it where that denies it."""
Turn = Literal["negation", "number", "word", "order", "speaker"]
"""What turns the sense of a quotation: what is denied, or a number, differs, or what it leaves out denies; a word that
carries it is replaced; two parts of it are said the other way round; somebody else says it than who is named."""
Outcome = Literal["exact", "nearly", "not-found"]
"""Of a quotation: said word for word; most of it, in its order; neither."""
_BINDING = ("'", "’", "-", *(f"{digit}{sign}" for digit in "0123456789" for sign in ",.\u202f"))
MOST_LEFT_OUT = 8
"""Words that a quotation leaves out which are shown in their place; more are passed over, whatever they say."""


class PieceJson(JsonObject, frozen=True):
    """Some words side by side: what was quoted, and what is said in its place; one of them may be empty."""

    fate: Fate
    quoted: str
    said: str

    @property
    def left_out(self) -> str:
        """The words ahead that deny it, or those that the quotation leaves out, where they are few; else empty."""
        return self.said if self.fate == "left-out" and not self.passed else ""

    @property
    def passed(self) -> int:
        """How many words a quotation passes over, in a gap of it or without one; 0 where they are few."""
        many = len(words(self.said)) if self.fate in {"left-out", "unquoted"} and not self.is_ahead else 0
        return many if many > MOST_LEFT_OUT else 0

    @property
    def is_ahead(self) -> bool:
        """Whether it stands before all that is quoted, and denies it."""
        return self.fate == "left-out" and not self.quoted

    @property
    def is_bound(self) -> bool:
        """Whether an apostrophe, a hyphen or the sign of thousands binds its last word, quoted or said, to the next."""
        return self.fate != "left-out" and (self.quoted.endswith(_BINDING) or self.said.endswith(_BINDING))


def _with_whole_words(pieces: Sequence[PieceJson]) -> Iterator[PieceJson]:
    """The pieces so that none ends within what an apostrophe, a hyphen or the sign of thousands binds, nor does what
    differs just before it: of "I have" and "I've" the whole differs, not "have" and "ve"."""
    whole: list[PieceJson] = []
    for word in (word for piece in pieces for word in _words_of(piece)):
        if whole and whole[-1].is_bound and word.fate != "left-out":
            word = _joined(whole.pop(), word)
            if whole and word.fate != "same" and whole[-1].fate not in ("same", "left-out") and not whole[-1].passed:
                word = _joined(whole.pop(), word)
        whole.append(word)
    for is_same, run in groupby(whole, key=lambda one: one.fate == "same"):
        for one in [reduce(_joined, run)] if is_same else run:
            yield PieceJson(one.fate, one.quoted.strip(), one.said.strip())


def _words_of(piece: PieceJson) -> Iterator[PieceJson]:
    """What is said as it is quoted word by word, each with what stands behind it; other pieces as they are; a space."""
    sides = [[span.start for span in spans(text)] for text in (piece.quoted, piece.said)]
    texts = [text + " " * bool(text and not text.endswith(_BINDING)) for text in (piece.quoted, piece.said)]
    if piece.fate != "same" or len(sides[0]) != len(sides[1]):
        yield PieceJson(piece.fate, *texts)
        return
    for ours, theirs in zip(*(pairwise([0, *starts[1:], None]) for starts in sides), strict=True):
        yield PieceJson("same", texts[0][slice(*ours)], texts[1][slice(*theirs)])


def _joined(one: PieceJson, other: PieceJson) -> PieceJson:
    quoted, said = one.quoted + other.quoted, one.said + other.said
    differs: Fate = "otherwise" if quoted and said else "unsaid" if quoted else "unquoted"
    return PieceJson("same" if one.fate == other.fate == "same" else differs, quoted, said)


@dataclass(frozen=True, slots=True)
class Quoted(_Located):
    """A stretch of speech beside a quotation, told as a `Moment`. score: how much of it is said in its order, 0 to 1,
    each word weighing by how few episodes hold it; text: the words said, […] between parts (`stands`: each with labels
    in it); pieces: them and the quotation's, in order; turns: what turns the sense, whatever the score; replaced: the
    pieces in which a word that carries it is; speakers: who says them; a few words that are said before and behind;
    unsaid: its sentences that are not said there, of which nothing turns; meant: the names that words of it may be."""

    summary: Summary
    score: float
    start_ms: int
    at_ms: int
    at_source: AtSource
    text: str
    pieces: tuple[PieceJson, ...]
    turns: tuple[Turn, ...] = ()
    speakers: tuple[str, ...] = ()
    place: int = 1
    replaced: tuple[PieceJson, ...] = ()
    stands: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()
    before: str = ""
    behind: str = ""

    @property
    def shown(self) -> tuple[PieceJson, ...]:
        """The pieces as they are shown: of whole words, with what an apostrophe or a hyphen binds to them."""
        return tuple(_with_whole_words(self.pieces))

    @property
    def typed_words(self) -> int:
        """How many words the quotation has."""
        return sum(len(words(piece.quoted)) for piece in self.pieces)

    @property
    def said_words(self) -> int:
        """How many of them are said, in their order."""
        return sum(len(words(piece.quoted)) for piece in self.pieces if piece.fate == "same")

    def says(self, some: Sequence[str]) -> bool:
        """Whether some of the quotation's words, folded, are said as they are quoted."""
        return {word for piece in self.pieces if piece.fate == "same" for word in words(piece.quoted)}.issuperset(some)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an archive tells of a quotation: its outcome, in how many episodes, the best passages, else those that say a
    part of it. `parts`: of each that quotation marks inside hold; `aside`: the words around, or that tell who said it;
    `named`: who that is, `unsure`: whether they did cannot be told, `announced`: what the first episode tells of them
    then; `inserted`: words in brackets that nobody says; `read`: it without what programs write beside its words;
    `apart`: of one that nobody says, its clauses, if any is said; `written`: where title or description has it."""

    quotation: str
    outcome: Outcome
    episodes: int
    passages: tuple[Quoted, ...]
    in_part: tuple[Quoted, ...] = ()
    cut: tuple[CutJson, ...] = ()
    parts: tuple["Verdict", ...] = ()
    aside: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    unsure: bool = False
    inserted: tuple[str, ...] = ()
    read: str = ""
    apart: tuple["Verdict", ...] = ()
    written: tuple[Summary, ...] = ()
    announced: AnnouncedJson | None = None
    closest: tuple[Quoted, ...] = ()  # the one that shares most with it, where nothing tells a part

    @classmethod
    def of_parts(cls, typed: str, parts: Sequence["Verdict"], aside: tuple[str, ...]) -> "Verdict":
        """That of several quotations: the worst of theirs, in the fewest episodes, the best passages of each."""
        outcome = max((one.outcome for one in parts), key=get_args(Outcome).index)
        best = tuple(said for one in parts for said in (one.passages or one.in_part)[: None if len(parts) == 1 else 1])
        passages, in_part = ((), best) if outcome == "not-found" else (best, ())
        cut = tuple(dict.fromkeys(cut for one in parts for cut in one.cut))
        return cls(typed, outcome, min(one.episodes for one in parts), passages, in_part, cut, tuple(parts), aside, read=typed)

    @property
    def shown(self) -> tuple[Quoted, ...]:
        """What is shown first of each of its quotations."""
        return (self.passages or self.in_part)[: len(self.parts) or 1]

    @property
    def score(self) -> float:
        """How much is said of it, 0 where it is not found; of several quotations, of the one of which least is."""
        return min(one.score for one in self.parts) if self.parts else max((one.score for one in self.passages), default=0.0)


@dataclass(frozen=True, slots=True)
class Answer:
    """`total` counts the episodes that say all that was asked, `partial_total` those that lack something,
    `listed_total` those that may say it: they hold a word only as it may have been mistyped or misheard. Facets,
    months, years (of which no more is known) and moments are those of `total`; of several words, a moment says any.
    `date` tells of the day or month that is asked; facets and months count its silent episodes. `hits` of a page: the
    counted ones; on the first, those listed; then, where there is room, those that lack something. `meaning` are at
    most four episodes that may mean it: counted nowhere, and shown behind the first `meaning_after` of the hits."""

    query: str
    hits: tuple[Hit, ...]
    total: int
    partial_total: int
    listed_total: int
    total_is: TotalIs
    moments_total: int
    took_ms: float
    facets: dict[Facet, tuple[tuple[str, int], ...]]
    months: tuple[MonthJson, ...]
    explanation: ReceiptJson
    filters: Filters
    sort: Sort
    page: int
    limit: int
    generation: int
    years: tuple[YearJson, ...] = ()
    joined_names: JoinedNames = field(default_factory=dict)
    """Of people in the facets, the other names that are counted with theirs."""
    meaning: tuple[Hit, ...] = ()
    meaning_after: int = 0
    nearly: tuple[Quoted, ...] = ()
    in_part: tuple[Quoted, ...] = ()
    """Where nearly all, or a part, is said of words that read as a quotation nobody says: counted nowhere."""
    verbatim: int = 0
    """Episodes that say five plain words or more just as they were typed; they are among those of `total`."""
    date: DateTyped | None = None
    apart: bool = False
    """Whether its words, several, are said in the same episodes and nowhere within a minute of each other."""

    @property
    def is_nearly_first(self) -> bool:
        """Whether what is nearly said, or in part, stands before the hits: the first does not hold all the words that
        were needed, two at least, in one moment or its title."""
        needed = sum(not word.excluded for word in self.explanation.words)
        return bool(self.nearly or self.in_part) and not (self.hits and holds_together(self.hits[0], needed))
