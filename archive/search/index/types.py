"""What any search engine must answer for the archive: slots, variants, filters, word positions. No engine's own type passes here.

An engine numbers its episodes 0 to n-1 (`doc`), newest generation only, removed ones never answered. Word positions count the
folded words (`archive.text.tokenizer`) of the cues of kind speech from 0 through the whole episode, so a phrase crosses cues as
speech does.

What passes is made, and what is asked is hashed and compared, anew for every question: frozen structs of msgspec take a tenth of
the time that frozen dataclasses take. What is kept by the thousand is left alone by the collector of cycles, of which there
are none: to pass over it took 0.2 s at times, in the middle of somebody's question.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.analysis.analyze import Analysis
from archive.search.limits import Budget

MatchKind = Literal["exact", "inflected", "joined", "misspelt", "sounds-like", "alias", "glossary"]
MATCH_KINDS: tuple[MatchKind, ...] = ("exact", "inflected", "joined", "misspelt", "sounds-like", "alias", "glossary")
Field = Literal["speech", "title", "people", "description"]
FIELDS: tuple[Field, ...] = ("speech", "title", "people", "description")
Sort = Literal["relevance", "date"]
Facet = Literal["show", "person", "category", "year"]
FACETS: tuple[Facet, ...] = ("show", "person", "category", "year")
FilterName = Literal["show", "person", "category", "lang", "episode", "year"]

Int32 = NDArray[np.int32]
Float32 = NDArray[np.float32]


class Expansion(msgspec.Struct, frozen=True, gc=False):
    """One way in which a slot may be met: 1 to 3 consecutive folded words; or, for kinds alias and glossary with `name` set, any
    linked mention of that name (its folded words joined by a space), a mention of n words being one step of n positions."""

    words: tuple[str, ...]
    weight: float = 1.0
    kind: MatchKind = "exact"
    name: str = ""


class TermPosition(msgspec.Struct, frozen=True, gc=False):
    """A word as it was asked for, and all that may stand in its place, exact first. A pattern such as `souver*` is expanded
    over the vocabulary before it comes here. No variant: the slot is met nowhere."""

    text: str
    variants: tuple[Expansion, ...]


class Pattern(msgspec.Struct, frozen=True, gc=False):
    """One slot is a word; several are a phrase (slot after slot, each step as long as the variant that meets it) or, with
    `within_ms`, words whose cues start no further apart than that, in any order. A phrase stays in one field."""

    slots: tuple[TermPosition, ...]
    within_ms: int | None = None
    fields: tuple[Field, ...] = FIELDS


class Clause(msgspec.Struct, frozen=True, gc=False):
    """Met where any of its patterns is met (the listener's OR); `text` names it in the receipt."""

    text: str
    any_of: tuple[Pattern, ...]


class Without(msgspec.Struct, frozen=True, gc=False):
    """A filter turned round: episodes that have this value are left out."""

    name: FilterName
    value: str


class Filters(msgspec.Struct, frozen=True, gc=False):
    """All given filters must hold; within one, any value. Values are compared folded. `after` and `before` are inclusive days
    and leave out episodes without a date; an episode dated to the month or year counts if any of its days is inside. An episode
    that has any value of `without` is left out."""

    after: dt.date | None = None
    before: dt.date | None = None
    shows: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    without: tuple[Without, ...] = ()


NO_FILTERS = Filters()


class Request(msgspec.Struct, frozen=True):
    """`candidates` best full answers, and up to `partial` answers that meet some clauses only. With no clause at all every
    episode that passes the filters is a full answer, newest first. `tally`: whether anything is counted over all full answers, and
    `facets` of which values."""

    clauses: tuple[Clause, ...]
    excluded: tuple[Clause, ...] = ()
    filters: Filters = NO_FILTERS
    sort: Sort = "relevance"
    candidates: int = 100
    partial: int = 0
    tally: bool = True
    facets: tuple[Facet, ...] = FACETS


class TopDocs(msgspec.Struct, frozen=True):
    """Episodes best first: doc int32[n], score float32[n] (BM25 over the fields), lacks uint64[n] (bit i set: clause i not met).
    Ties stand in order of date, newest first, then of slug: the same at every call. Near-duplicates are folded under the best."""

    doc: Int32
    score: Float32
    lacks: NDArray[np.uint64]


class Month(NamedTuple):
    """A month of the archive: the moments and episodes that answer, and the episodes on air (any at all)."""

    month: str
    moments: int
    episodes: int
    on_air: int


class Aggregations(msgspec.Struct, frozen=True):
    """What is counted over all full answers. `clauses`: per clause, episodes that meet it (in all, under the filters);
    `removed`: per filter, by its name in an address (after, show, …; -show for the values of it that are left out), full answers
    that it alone removes; `undated`: full answers without a date left out by a date filter."""

    moments: int = 0
    facets: dict[Facet, tuple[tuple[str, int], ...]] = msgspec.field(default_factory=dict)
    months: tuple[Month, ...] = ()
    clauses: tuple[tuple[int, int], ...] = ()
    removed: dict[str, int] = msgspec.field(default_factory=dict)
    undated: int = 0


class Evaluation(msgspec.Struct, frozen=True):
    """`total` counts full answers, `partial_total` the partial ones."""

    full: TopDocs
    partial: TopDocs
    total: int
    partial_total: int
    tally: Aggregations


class Occurrences(msgspec.Struct, frozen=True):
    """Where the clauses are met in the speech of some episodes, ordered by episode (as asked), position, longest first.

    row int32[n]: index into the episodes asked for; position, length int32[n]: first word, number of words; cue, start_ms int32[n]:
    the cue of the first word and its start; clause, slot uint8[n] (slot within its pattern; 0 for a phrase, which is one
    occurrence); kind uint8[n]: index into KINDS, the loosest of the phrase's steps; weight float32[n]; repeated bool[n]: the cue
    is one of the show's repeated lines.
    """

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


class Captions(msgspec.Struct, frozen=True):
    """The cues of one episode: start_ms, first_word int32[n] (the position of the cue's first word; a cue without indexed words
    has its successor's), text of each."""

    start_ms: Int32
    first_word: Int32
    texts: Sequence[str]


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


class Vocabulary(Protocol):
    """The folded words of every field's union, and in how many episodes each stands."""

    def count(self, word: str) -> int:
        """Episodes that hold the word in any field; 0 where none does."""
        ...

    def frequency(self, word: str) -> int:
        """How often the word stands in all fields together; 0 where it stands nowhere."""
        ...

    def starting(self, prefix: str, limit: int) -> tuple[str, ...]:
        """Words that begin with the prefix, the commonest first."""
        ...

    def matching(self, pattern: str, limit: int) -> tuple[str, ...]:
        """Words that match a pattern with `*` inside, the commonest first."""
        ...


class Engine(Protocol):
    """One generation, open for reading; safe to use from several threads."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of this generation."""
        ...

    @property
    def episodes(self) -> int:
        """How many episodes answer (removed ones not counted)."""
        ...

    @property
    def words(self) -> int:
        """How many words stand in all fields together."""
        ...

    def evaluate(self, request: Request, budget: Budget | None = None) -> Evaluation:
        """The ranked episodes of a request and the counts over all of them, as far as the budget (a whole one by default) goes."""
        ...

    def occurrences(self, clauses: Sequence[Clause], docs: Int32) -> Occurrences:
        """Where the clauses are met in the speech of these episodes, vectorised over all of them."""
        ...

    def captions(self, doc: int) -> Captions:
        """The cues of an episode."""
        ...

    def summary(self, doc: int) -> Summary:
        """What a hit shows of an episode."""
        ...

    def count(self, variant: Expansion) -> int:
        """Episodes that hold a variant in any field; 0 where none does."""
        ...

    def summaries(self) -> Iterator[Summary]:
        """The summaries of all episodes that answer, in order of doc."""
        ...

    def reading(self, doc: int) -> Analysis:
        """What was computed over an episode."""
        ...

    def doc_of(self, slug: str) -> int | None:
        """The number of an episode, None where it is not in this generation."""
        ...

    def close(self) -> None:
        """Lets go of files and the generation's shared lock."""
        ...
