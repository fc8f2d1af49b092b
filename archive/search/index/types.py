"""What is asked of an engine and what it answers: clauses, expansions, filters, word positions. No engine's own type
passes here.

An engine numbers its episodes 0 to n-1 (`doc`), newest generation only, removed ones never answered. Word positions
count the folded words (`archive.text.tokenizer`) of the cues of kind speech from 0 through the whole episode, so a
phrase crosses cues as speech does.

What passes is made, and what is asked is hashed and compared, anew for every question: frozen structs of msgspec take a
tenth of the time that frozen dataclasses take. What is kept by the thousand is left alone by the collector of cycles,
of which there are none: to pass over it took 0.2 s at times, in the middle of somebody's question."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple, Protocol, cast

import msgspec
import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from archive.model.episode import JsonObject, Precision, Published
from archive.model.period import Period, period_of
from archive.search.filters import NO_FILTERS, Filters
from archive.storage.array_file import Float32, Int32, Int64
from archive.text.tokenizer import begins_and_ends
from archive.text.word_times import SaidAt, estimated_ms

MatchKind = Literal["exact", "inflected", "joined", "alias", "misspelt", "sounds-like"]
MATCH_KINDS: tuple[MatchKind, ...] = ("exact", "inflected", "joined", "alias", "misspelt", "sounds-like")
"""The surest first."""
AS_ASKED: frozenset[MatchKind] = frozenset({"exact", "inflected", "joined"})
"""Kinds whose words are those asked for, in another form or writing perhaps; of all others it is told what was
heard."""
GUESSED: frozenset[MatchKind] = frozenset({"misspelt", "sounds-like"})
"""Kinds that resemble what was asked, and may be something else: a slip of the pen, or of the ear."""
Field = Literal["speech", "title", "people", "description"]
FIELDS: tuple[Field, ...] = ("speech", "title", "people", "description")
Sort = Literal["relevance", "date"]
SORTS: tuple[Sort, ...] = ("relevance", "date")
DEFAULT_SORT = SORTS[0]
Facet = Literal["show", "person", "speaker", "category", "year", "language"]
FACETS: tuple[Facet, ...] = ("show", "person", "speaker", "category", "year", "language")

GONE = -1
"""in the place of the new number of a document that is left out"""

MOMENT_GAP_MS = 10_000
"""Marked words whose cues start less than this apart are one moment: to count moments and to show them."""


class Expansion(msgspec.Struct, frozen=True, gc=False):
    """One way in which a slot may be met: 1 to 3 consecutive folded words; or, for kind alias with `name` set, any
    linked mention of that name (its folded words joined by a space), a mention of n words being one step of n
    positions.

    `spelling`: the one word as it must be written, where an accent tells it from what folds alike
    (archive.languages.accents). `languages`: those whose episodes alone count, of a number in words and its
    figures; in words it is none in a longer one (mille, in dix mille).

    `counted`: whether who says it has said what was asked (a form, another writing, a linked name, or what can be
    nothing else); else it may only resemble it, and is listed. `distance` tells how far a slip or a sound is: 0, the
    same sounds, to about .3."""

    words: tuple[str, ...]
    weight: float = 1.0
    kind: MatchKind = "exact"
    name: str = ""
    counted: bool = True
    distance: float = 0.0
    spelling: str = ""
    languages: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it is met wherever its words stand one after another."""
        return not (self.name or self.spelling or self.languages)


class TermPosition(msgspec.Struct, frozen=True, gc=False):
    """A word as it was asked for, and all that may stand in its place, exact first. A pattern such as `souver*` is
    expanded over the vocabulary before it comes here. No expansion: the slot is met nowhere."""

    text: str
    expansions: tuple[Expansion, ...]


class Pattern(msgspec.Struct, frozen=True, gc=False):
    """One slot is a word; several are a phrase (slot after slot, each step as long as the expansion that meets it) or,
    with `within_ms`, words whose cues start no further apart than that, in any order. A phrase stays in one field. With
    `speakers`, in speech alone, and there only in cues that any of them says (a phrase where its first word does);
    compared folded. With `inside`, a single slot counts only where it lies in what meets any of these patterns, each of
    which holds it (a first name in a whole one); those have no speakers of their own."""

    slots: tuple[TermPosition, ...]
    within_ms: int | None = None
    fields: tuple[Field, ...] = FIELDS
    speakers: tuple[str, ...] = ()
    inside: "tuple[Pattern, ...]" = ()


class Clause(msgspec.Struct, frozen=True, gc=False):
    """Met where any of its patterns is met (the listener's OR); `text` names it in the receipt."""

    text: str
    any_of: tuple[Pattern, ...]

    @property
    def readings(self) -> Iterator[Expansion]:
        """All that may stand in the place of one of its words, slot by slot."""
        return (one for pattern in self.any_of for slot in pattern.slots for one in slot.expansions)


def said_by(speakers: tuple[str, ...], clause: Clause) -> Clause:
    """The clause as any of some speakers must say it in speech; as anybody may, in any field, where none is named."""
    if all(pattern.speakers == speakers for pattern in clause.any_of):
        return clause
    spoken = (one for one in clause.any_of if "speech" in one.fields or not speakers)
    fields: tuple[Field, ...] = ("speech",) if speakers else FIELDS
    return structs.replace(clause, any_of=tuple(structs.replace(one, fields=fields, speakers=speakers) for one in spoken))


def by_readings(clause: Clause, keep: Callable[[Expansion], bool]) -> Clause:
    """The clause by some of its readings alone; the clause itself where all are kept."""
    met = tuple(one for pattern in clause.any_of if (one := _by_readings(pattern, keep)))
    return clause if met == clause.any_of else Clause(clause.text, met or (Pattern((TermPosition(clause.text, ()),)),))


def _by_readings(pattern: Pattern, keep: Callable[[Expansion], bool]) -> Pattern | None:
    """The pattern by some readings; None where nothing is left that could meet it."""
    slots = tuple(TermPosition(slot.text, tuple(filter(keep, slot.expansions))) for slot in pattern.slots)
    inside = tuple(one for whole in pattern.inside if (one := _by_readings(whole, keep)))
    if not all(slot.expansions for slot in slots) or (pattern.inside and not inside):
        return None
    return structs.replace(pattern, slots=slots, inside=inside)


WordCounts = dict[str, dict[str, int]]
"""language -> folded word -> episodes that hold it."""

KNOWN = "languages"
"""The directory, beside those of the generations, in which is kept what is known of languages."""


class SegmentInfo(msgspec.Struct, frozen=True):
    """A part of an index that is never written again: its name, how many documents it has, which of them (rising) are
    masked."""

    name: str
    documents: int
    deleted: tuple[int, ...] = ()


class Request(msgspec.Struct, frozen=True):
    """`candidates` best full answers, and up to `partial` answers that meet some clauses only. With no clause at all
    every episode that passes the filters is a full answer, newest first. `tally`: whether anything is counted over all
    full answers, and `facets` of which values. Episodes that meet all of `besides`, where there are any, are left out:
    they are answered already."""

    clauses: tuple[Clause, ...]
    excluded: tuple[Clause, ...] = ()
    filters: Filters = NO_FILTERS
    sort: Sort = DEFAULT_SORT
    candidates: int = 100
    partial: int = 0
    aggregations: bool = True
    facets: tuple[Facet, ...] = FACETS
    besides: tuple[Clause, ...] = ()


class TopDocs(msgspec.Struct, frozen=True):
    """Episodes best first: doc int32[n], score float32[n] (BM25 over the fields), lacks uint64[n] (bit i set: clause i
    not met). Ties stand in order of date, newest first, then of slug: the same at every call. Near-duplicates are
    folded under the best."""

    doc: Int32
    score: Float32
    lacks: NDArray[np.uint64]


def taken(docs: TopDocs, chosen: NDArray[np.int64]) -> TopDocs:
    """Some answers by their places."""
    return TopDocs(docs.doc[chosen], docs.score[chosen], docs.lacks[chosen])


def joined(first: TopDocs, second: TopDocs) -> TopDocs:
    """Some answers, and others behind them."""
    return TopDocs(
        np.concatenate([first.doc, second.doc]),
        np.concatenate([first.score, second.score]),
        np.concatenate([first.lacks, second.lacks]),
    )


class FacetCount(NamedTuple):
    """A value of a facet, in its commonest spelling, and how many episodes have it."""

    value: str
    episodes: int


class MonthJson(JsonObject, frozen=True, gc=False):
    """A month of the archive: the moments and episodes that answer, and the episodes on air (any at all)."""

    month: str
    moments: int
    episodes: int
    on_air: int


class YearJson(JsonObject, frozen=True, gc=False):
    """A year: the moments and episodes that answer and of which no more than the year is known."""

    year: str
    moments: int
    episodes: int


class Aggregations(msgspec.Struct, frozen=True):
    """What is counted over all full answers. `clauses`: per clause, episodes that meet it (in all, under the filters);
    `removed`: per filter, by its name in an address (after, show, …; -show for the values of it that are left out),
    full answers that it alone removes; `undated`: full answers without a date left out by a date filter; `year_only`:
    full answers of which only the year is known, which may be of a day outside of the days that bound them; `years`:
    all of which only the year is known, by year: they stand in no month."""

    moments: int = 0
    facets: dict[Facet, tuple[tuple[str, int], ...]] = msgspec.field(default_factory=dict)
    months: tuple[MonthJson, ...] = ()
    years: tuple[YearJson, ...] = ()
    clauses: tuple[tuple[int, int], ...] = ()
    removed: dict[str, int] = msgspec.field(default_factory=dict)
    undated: int = 0
    year_only: int = 0


class Evaluation(msgspec.Struct, frozen=True):
    """`total` counts full answers, `partial_total` the partial ones."""

    full: TopDocs
    partial: TopDocs
    total: int
    partial_total: int
    aggregations: Aggregations


class Occurrences(msgspec.Struct, frozen=True):
    """Where the clauses are met in the speech of some episodes, ordered by episode (as asked), position, longest first.

    row int32[n]: index into the episodes asked for; position, length int32[n]: first word, number of words; cue,
    start_ms int32[n]: the cue of the first word and its start; clause, slot uint8[n] (slot within its pattern; 0 for a
    phrase, which is one occurrence); kind uint8[n]: index into KINDS, the loosest of the phrase's steps; weight
    float32[n]; repeated bool[n]: the cue is one of the show's repeated lines."""

    row: Int32
    position: Int32
    length: Int32
    cue: Int32
    start_ms: Int32
    clause: NDArray[np.uint8]
    slot: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    weight: Float32
    repeated: NDArray[np.bool_]

    def taken(self, chosen: slice | Int64) -> "Occurrences":
        """Some of them by their places."""
        return Occurrences(*[column[chosen] for column in structs.astuple(self)])

    def chains(self, parts: int, most: int) -> list[tuple[int, tuple[int, int]]]:
        """Where so many clauses are met in their order in an episode, no more than `most` words between two of them:
        its row, the first word and the one behind the last; once a row, the shortest first."""
        last: dict[int, list[tuple[int, int] | None]] = {}
        shortest: dict[int, tuple[int, int]] = {}
        columns = (self.row.tolist(), self.position.tolist(), self.length.tolist(), self.clause.tolist())
        for row, position, length, part in zip(*columns, strict=True):
            ends = last.setdefault(row, [None] * parts)
            before = ends[part - 1] if part else (position, position)
            if before and 0 <= position - before[1] <= most:
                ends[part] = here = before[0], position + length
                if part == parts - 1:
                    shortest[row] = min(shortest.get(row, here), here, key=lambda one: one[1] - one[0])
        return sorted(shortest.items(), key=lambda one: (one[1][1] - one[1][0], one[0]))


class WordTimes(Protocol):
    """When the words of an episode are said, of the cues that tell."""

    def at(self, cue: int, position: int) -> int | None:
        """In ms; None where nothing tells."""
        ...


class Captions(msgspec.Struct, frozen=True):
    """The cues of one episode: start_ms, first_word int32[n] (the position of the cue's first word; a cue without
    indexed words has its successor's), text of each; when words are said, where the page of any cue tells."""

    start_ms: Int32
    first_word: Int32
    texts: Sequence[str]
    word_times: WordTimes | None = None

    def place_in_second(self, cue: int) -> int:
        """Which of the cues that begin in its second a cue is, from 1 on."""
        begun = self.start_ms.item(cue) // 1000 * 1000
        before = self.start_ms[:cue]
        return int(((before >= begun) & (before < begun + 1000)).sum()) + 1

    def behind(self, cue: int, position: int) -> str:
        """What stands behind the words of a cue before a position, up to the end of the cue after it."""
        text = " ".join(self.texts[cue : cue + 2])
        ends = begins_and_ends(text)[1]
        return text[ends[position - self.first_word.item(cue) - 1] :] if position - self.first_word.item(cue) <= len(ends) else ""

    def said_at(self, cue: int, position: int) -> SaidAt:
        """When the word of a position in a cue is said, never before the cue: as the page tells, else by its place."""
        start_ms, place = self.start_ms.item(cue), position - self.first_word.item(cue)
        given = self.word_times.at(cue, position) if self.word_times else None
        if given is not None:
            return SaidAt(max(start_ms, given), "given")
        if place <= 0:
            return SaidAt(start_ms, "estimated")
        until_ms = self.start_ms.item(cue + 1) if cue + 1 < len(self.start_ms) else None
        text = self.texts[cue]
        return SaidAt(estimated_ms(start_ms, until_ms, text, begins_and_ends(text)[0][place]), "estimated")


class Summary(msgspec.Struct, frozen=True, gc=False):
    """What a hit shows of its episode; dates and people as in Episode."""

    slug: str
    guid: str | None
    title: str
    show: str | None
    channel: str | None
    category: str | None
    language: str
    date: dt.date | None
    precision: str
    approximate: bool
    duration_ms: int
    people: tuple[tuple[str, str | None, str], ...]
    description: str
    source_url: str | None
    platform: str | None
    video_id: str | None
    same_as: tuple[tuple[str, str | None, str], ...] = ()

    @property
    def period(self) -> Period | None:
        """All days on which it may have been published; None without a date."""
        stated = self.date and Published(self.date, "", cast(Precision, self.precision), self.approximate)
        return period_of(stated) if stated else None


class DateTyped(msgspec.Struct, frozen=True):
    """The day or month that a query wholly is: how many episodes are of it as far as their own date says so, and how
    many of these say it; where none is, the nearest before and after it; and of a month those that are `about` of it,
    since their date is estimated: they are none of its episodes."""

    period: Period
    episodes: int
    said: int
    before: Summary | None = None
    after: Summary | None = None
    about: tuple[Summary, ...] = ()


class EpisodePage(msgspec.Struct, frozen=True):
    """Some of the episodes that pass filters, and how many pass: doc int32[n], newest first, those of a year
    alone and undated last, of one day by slug."""

    doc: Int32
    total: int


class ArchiveTotals(msgspec.Struct, frozen=True):
    """The episodes that answer: how many, how many of them without a date, how long all are together, in ms."""

    episodes: int
    undated: int
    duration_ms: int
