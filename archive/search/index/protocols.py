"""The protocols of a search engine: what it must answer, what must write its index, and what makes both.

`Engine` answers over one generation. `IndexWriter` writes the index of a generation, segment by segment (`SegmentWriter`), and
masks, merges and links again what an earlier one holds. `StoredDocuments` gives back what was indexed. `Backend` is the way to
all of these: one an engine, given by `archive.search.index.factory`. `archive.search.generations` knows nothing else of an engine.

An engine numbers its episodes (`doc`) for itself; whoever stands outside the search names them by slug.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.analysis.phoneme_search import Spoken
from archive.model.episode import Chapter, Episode
from archive.search.index.document import Document
from archive.search.index.filters import NO_FILTERS, Filters
from archive.search.index.same_person import JoinedNames
from archive.search.index.sharing import Sharing
from archive.search.index.types import (
    ArchiveTotals,
    Captions,
    Clause,
    EpisodePage,
    Evaluation,
    Expansion,
    Facet,
    FacetCount,
    Int32,
    Month,
    Occurrences,
    Request,
    Summary,
)
from archive.search.limits import Budget

if TYPE_CHECKING:
    # The expansion's room plans with these protocols.
    from archive.search.expansion.ngrams import NGrams

WordCounts = dict[str, dict[str, int]]
"""language -> folded word -> episodes that hold it."""

KNOWN = "languages"
"""The directory, beside those of the generations, in which is kept what is known of languages."""


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """A part of an index that is never written again: its name, how many documents it has, which of them (rising) are masked."""

    name: str
    documents: int
    deleted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredMentions:
    """What is kept of an episode for learning names: its show, and the linked mentions in it."""

    slug: str
    show: str | None
    links: tuple[NameLink, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """How much of an episode can be found: its cues, and its words of speech."""

    cues: int
    words: int


class SpokenSegment(Spoken, Protocol):
    """What is said in the episodes of a segment."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages of the episodes."""
        ...

    def episodes(self, addresses: NDArray[np.integer], language: str | None = None) -> set[str]:
        """The slugs of the episodes that answer, in a language where one is given, in which some addresses lie."""
        ...


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

    def outside_speech(self, clauses: Sequence[Clause], docs: Int32) -> NDArray[np.bool_]:
        """bool[n]: which of some episodes may meet any of the clauses in title, people or description; of the others it is known
        that they do not, and nothing is read of them. Clauses are those that were evaluated before; of others nothing is known."""
        ...

    def captions_of(self, docs: Sequence[int]) -> tuple[Captions, ...]:
        """The cues of some episodes, in the order in which these are asked for."""
        ...

    def summaries_of(self, docs: Sequence[int]) -> tuple[Summary, ...]:
        """What a hit shows of each of some episodes, in their order."""
        ...

    def slugs_of(self, docs: Sequence[int]) -> tuple[str, ...]:
        """The slug of each of some episodes, in their order; nothing else of these is read."""
        ...

    def analyses_of(self, docs: Sequence[int]) -> tuple[Analysis, ...]:
        """What was computed over each of some episodes, in their order, with the newest name links."""
        ...

    def chapters_of(self, docs: Sequence[int]) -> tuple[tuple[Chapter, ...], ...]:
        """The chapters of each of some episodes, in their order: of what was computed over it nothing else is read."""
        ...

    def heard_of(self, docs: Sequence[int], names: Sequence[Sequence[str]]) -> tuple[Mapping[str, str], ...]:
        """How the machine wrote some names in each of some episodes, as `heard_forms` tells of all; `names` are those of each."""
        ...

    def episode_of(self, doc: int) -> Episode | None:
        """An episode as it was indexed, with all its cues; None where the library alone keeps it."""
        ...

    def count(self, expansion: Expansion) -> int:
        """Episodes that hold an expansion in any field; 0 where none does."""
        ...

    def summaries(self) -> Iterator[Summary]:
        """The summaries of all episodes that answer, in order of doc."""
        ...

    def browse_values(self, facet: Facet, filters: Filters = NO_FILTERS) -> tuple[FacetCount, ...]:
        """The values of a facet among the episodes that pass, the commonest first, then by name. Nothing is folded: here and in the
        other ways to browse, an episode published twice is two."""
        ...

    @property
    def joined_names(self) -> JoinedNames:
        """Of the people under whom other names are counted, and by whose name they are all found, those names."""
        ...

    def browse_newest(self, filters: Filters = NO_FILTERS, *, first: int = 0, limit: int = 10) -> EpisodePage:
        """A page of the episodes that pass: `limit` of them from number `first` on."""
        ...

    def browse_months(self, filters: Filters = NO_FILTERS) -> tuple[Month, ...]:
        """Every month of the archive from the first to the last, with the episodes that pass; moments are not counted."""
        ...

    def browse_totals(self) -> ArchiveTotals:
        """How much the archive holds."""
        ...

    def doc_of(self, slug: str) -> int | None:
        """The number of an episode, None where it is not in this generation."""
        ...

    def close(self) -> None:
        """Lets go of files and the generation's shared lock."""
        ...


class SegmentWriter(Protocol):
    """A segment that is being written."""

    @property
    def name(self) -> str:
        """Its name, which no other segment has."""
        ...

    @property
    def is_full(self) -> bool:
        """Whether it should be finished before another document."""
        ...

    def __len__(self) -> int:
        """How many documents it has."""
        ...

    def add(self, document: Document) -> None:
        """One more episode; raises ValueError where it has no slug."""
        ...

    def finish(self) -> None:
        """Makes it whole; where that fails, nothing of it is left."""
        ...

    def abandon(self) -> None:
        """Removes what was written of it."""
        ...


class StoredDocuments(Protocol):
    """The documents of a generation as they were stored, by slug; none that is masked."""

    def digests(self) -> dict[str, str]:
        """slug -> digest of each."""
        ...

    def __contains__(self, slug: str) -> bool:
        """Whether an episode answers."""
        ...

    def location(self, slug: str) -> tuple[str, int] | None:
        """The name of the segment that holds an episode, and its place there: the same as long as it is not indexed anew."""
        ...

    def analysis(self, slug: str) -> Analysis | None:
        """What was computed over an episode, with its newest name links; None where it does not answer."""
        ...

    def volume(self, slug: str) -> Volume:
        """How much of an episode can be found; nothing where it does not answer."""
        ...

    def mentions(self) -> Iterator[StoredMentions]:
        """The linked names of every episode."""
        ...

    def heard_often(self, least: int, strong: float) -> Iterator[StoredMentions]:
        """Of the episodes that have such, the links in which a name is heard otherwise than it is written, and so in `least`
        episodes of a show or more, in one of them at a distance of at most `strong`."""
        ...

    def linked_names(self) -> frozenset[str]:
        """Every name that is linked somewhere."""
        ...

    def linked(self, keys: Iterable[str]) -> set[str]:
        """The slugs of the episodes in which one of some names is linked; a name's key are its folded words with spaces between."""
        ...

    def speech(self) -> Sequence[SpokenSegment] | None:
        """What is said in them, word by word; None where the words are not at hand, but in a cluster."""
        ...


class IndexWriter(Protocol):
    """The index of a generation under construction: new segments, and those of an earlier one, which are never written to."""

    @property
    def segments(self) -> tuple[SegmentInfo, ...]:
        """What the generation will consist of, as far as it is known."""
        ...

    def add(self, segments: Sequence[SegmentInfo]) -> None:
        """Takes finished segments, and masks the earlier documents that have their slugs; raises ValueError where a slug comes
        twice among the new ones."""
        ...

    def mask(self, slugs: Iterable[str]) -> None:
        """Lets some episodes answer no longer; one that is not held is no error."""
        ...

    def merge(self, first: int) -> Iterator[SegmentInfo]:
        """Makes as few segments as can be of all from number `first` on, masked documents left out; each is yielded when it is
        written, and stands for the others when all are. Raises DamagedError."""
        ...

    def join(self) -> SegmentInfo | None:
        """Writes one segment of all, of which none has a masked document, after the tables; it stands for the others, whose files
        stay. None where the engine answers as soon from several. Raises DamagedError."""
        ...

    def relink(self, links: Mapping[str, Sequence[NameLink]]) -> None:
        """Takes other name links (slug -> links) for some episodes."""
        ...

    def write_tables(self) -> None:
        """Writes what stands beside the segments: the generation can be opened after this."""
        ...


class Backend(Protocol):
    """An engine, as who builds and opens generations sees it. `directory` is a generation's; files in it belong to the index."""

    def open(
        self, directory: Path, segments: Sequence[SegmentInfo], on_close: Callable[[], None], without: Collection[str] = ()
    ) -> Engine:
        """The index, open for reading; `on_close` is called when the engine is closed. The slugs in `without` do not answer, and no
        word is known that stands in them alone. Raises DamagedDataError."""
        ...

    def stored_documents(self, directory: Path, segments: Sequence[SegmentInfo]) -> StoredDocuments:
        """What was indexed, without opening an engine."""
        ...

    def segment_writer(self, directory: Path) -> SegmentWriter:
        """Begins a segment."""
        ...

    def index_writer(self, directory: Path, segments: Sequence[SegmentInfo] = (), earlier: Path | None = None) -> IndexWriter:
        """Begins the index of a generation. Where `earlier` is given, it goes on from that generation, whose `segments` (their
        files are in `directory` already) it inherits; else it consists of `segments` alone."""
        ...

    def wrote(self, segment: SegmentInfo) -> bool:
        """Whether a segment is one of this engine's, by its name."""
        ...

    def publish(self, segments: Sequence[SegmentInfo]) -> None:
        """Makes ready what serves from now on, where it is not all in the directory. Raises UnavailableError."""
        ...

    def sharing(self) -> Sharing | None:
        """Where generations are shared with machines that have nothing of the archive; None where all is in the directory."""
        ...

    def collect(self, names: Collection[str], identities: Collection[str]) -> tuple[int, ...]:
        """Deletes what is not in a directory, and belongs to no segment of these names; and what is shared of generations other
        than these and the one that is served. What other machines hold stays till they let it go: the numbers of those."""
        ...

    def trouble(self, segments: Sequence[SegmentInfo]) -> str:
        """What is wrong with what serves, where it is not all in the directory; nothing where all is well."""
        ...

    def partial_answers(self) -> int:
        """How many answers this process was given that may lack something, as a part of the engine did not answer."""
        ...

    def verify(self, directory: Path, segment: SegmentInfo) -> None:
        """Reads a segment from end to end; raises DamagedError."""
        ...

    def digests(self, directory: Path, segment: SegmentInfo) -> dict[str, str]:
        """slug -> digest of all documents of a segment in their order, masked ones too."""
        ...

    def segment_files(self, directory: Path, name: str) -> list[Path]:
        """The files of a segment."""
        ...

    def own_files(self, directory: Path) -> frozenset[str]:
        """The names of the files that each generation writes for itself; all others may be shared by link."""
        ...

    def word_counts(self, directory: Path, segments: Sequence[SegmentInfo]) -> tuple[WordCounts, "NGrams"]:
        """What the expansion tables of a full generation are made of: its words, and its rare pairs of neighbours."""
        ...

    def new_word_counts(self, directory: Path, added: Sequence[SegmentInfo]) -> tuple[WordCounts, "NGrams"]:
        """The same of some segments: only words that the full generation in `directory` lacks, and pairs with such a word."""
        ...

    def texts_with_brackets(self, directory: Path, segments: Sequence[SegmentInfo]) -> Iterator[str]:
        """Titles, descriptions and transcripts that hold a bracket: where an acronym may be stated with what it stands for."""
        ...
