"""The front door: one open archive, asked in a listener's words."""

import hashlib
import logging
import weakref
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from archive.analysis.analyze import Analysis
from archive.errors import DamagedDataError, PresentableError, UnavailableError
from archive.model.episode import Episode
from archive.search.executor import Options
from archive.search.filters import NO_FILTERS, Filters
from archive.search.generations import (
    Generation,
    GenerationError,
    OtherVersionError,
    current,
    kept,
    serving,
)
from archive.search.index.factory import backend
from archive.search.index.same_person import JoinedNames
from archive.search.index.types import DEFAULT_SORT, ArchiveTotals, Facet, FacetCount, MonthJson, Sort
from archive.search.open_generation import OpenGeneration
from archive.search.plan.request_context import RequestMeans
from archive.search.quotations.verdict import verdict
from archive.search.results.answer import Answer, EpisodeMatches, Verdict
from archive.search.results.by_meaning import MORE_SHOWN, MOST_SHOWN
from archive.search.results.hits import EpisodeList, analysis_of
from archive.search.suggestions import Suggestion

log = logging.getLogger(__name__)
MOST_LIMIT = 100
MOST_PAGE = 1000


class SearchError(PresentableError):
    """A search that cannot be done, in words that are safe to show."""


class DamagedIndexError(SearchError, DamagedDataError):
    """The index cannot be opened as it was written, in words that are safe to show. `identity`: of the generation,
    where known."""

    identity: str | None = None


NOT_ANSWERING = (SearchError, UnavailableError)
"""What is raised where no index can be asked now: there is none, or its cluster does not answer. What needs none goes
on."""


class Index:
    """The newest generation of an archive; takes a newer one by itself, without failing a request. Safe for several
    threads."""

    def __init__(self, root: Path, opened: OpenGeneration | None = None) -> None:
        self._root = root
        self._lock = Lock()
        self._opened = opened or _open(root)
        self._damaged: set[str] = set()
        self.fell_back = False
        """Whether an earlier generation answers, since what serves is damaged."""

    @property
    def generation(self) -> int:
        """The number of the generation that answers."""
        return self._opened.generation.number

    @property
    def identity(self) -> str:
        """The identity of what answers: no other generation has it, whatever its number, nor the same one without some
        episodes."""
        opened = self._opened
        left_out = "\n".join(sorted(opened.without)).encode()
        return opened.generation.identity + (f"-{hashlib.sha256(left_out).hexdigest()[:16]}" if left_out else "")

    @property
    def directory(self) -> Path:
        """Where the generation that answers lies."""
        return self._opened.generation.path

    @property
    def owner(self) -> "Index":
        """The index that takes newer generations: itself, unless this is one held for a request."""
        return self

    def pin(self) -> "PinnedIndex":
        """What answers now, for one request: no newer generation is taken, and it is open until `release`."""
        return PinnedIndex(self.owner, self._enter())

    @property
    def episodes(self) -> int:
        """How many episodes answer."""
        with self._lease() as opened:
            return opened.engine.episodes

    @property
    def partial_answers(self) -> int:
        """How many answers this process was given that may lack something: what is made of such a one must not be
        kept."""
        return backend().partial_answers()

    def trouble(self) -> str:
        """What is wrong with the engine, in a few words; nothing where all is well."""
        return backend().trouble(self._opened.generation.segments)

    def refresh(self) -> bool:
        """Takes the generation that serves where it is another; says whether it did. The older one goes on for those
        who use it, and for all where nothing that can be read is published: somebody is building the index anew. What
        is published while another is found damaged is left to the next call."""
        serves = serving(self._root)
        if serves in {None, self._opened.generation.identity} or serves in self._damaged:
            return False
        try:
            self._swap(_open(self._root))
        except DamagedIndexError as error:
            if serving(self._root) != serves:
                return False
            error.identity = serves
            raise
        self._damaged.clear()
        self.fell_back = False
        return True

    def fall_back(self, served: Collection[str]) -> bool:
        """Takes what answers now for damaged, and lets the newest earlier generation answer that can be opened, until
        another is published: of the slugs in `served` alone, so that nothing answers that was taken down since. Says
        whether there is one."""
        self.stand_in_for(self._opened.generation.identity)
        opened = _earlier(self._root, self._damaged, served)
        if opened is not None:
            self._swap(opened)
        return opened is not None

    def stand_in_for(self, damaged: str | None) -> None:
        """Notes that what answers stands in for a damaged generation, to which it does not return."""
        self._damaged.update(filter(None, (damaged,)))
        self.fell_back = True

    def answer_for(self, served: Collection[str]) -> None:
        """Lets an earlier generation answer of these slugs alone; nothing changes where it does already."""
        opened = self._opened
        if gone := set(opened.generation.digests()) - set(served) - opened.without:
            self._swap(OpenGeneration(Generation(opened.generation.path), opened.without | gone))

    def _swap(self, opened: OpenGeneration) -> None:
        with self._lock:
            old, self._opened = self._opened, opened
            old.retired = True
            idle = old.users == 0
        if idle:
            old.engine.close()

    def warm(self) -> None:
        """Loads what the first question would wait for."""
        with self._lease() as opened:
            if opened.passages:
                opened.passages.load()

    def close(self) -> None:
        """Lets go of the generation."""
        self._opened.engine.close()

    def search(
        self,
        text: str,
        *,
        filters: Filters | None = None,
        sort: Sort = DEFAULT_SORT,
        page: int = 1,
        limit: int = 10,
        moments: int | None = 3,
        aggregations: bool = True,
        meaning: int = MOST_SHOWN,
        offered: bool = False,
    ) -> Answer:
        """The answer to what was typed. Filters add to those in the text; `moments` bounds the moments of a hit (None:
        all), `meaning` the episodes near by meaning; what is `offered` in its place is paid apart."""
        options = Options(
            filters or NO_FILTERS,
            sort,
            min(max(1, page), MOST_PAGE),
            min(max(0, limit), MOST_LIMIT),
            moments,
            aggregations,
            min(max(1, meaning), MORE_SHOWN),
            offered,
        )
        with self._lease() as opened:
            return opened.question(text, options, self.means).answer()

    def counted(self, text: str, *, filters: Filters | None = None) -> tuple[str, ...]:
        """The slugs of all episodes that `search` would count for what was typed, in no particular order."""
        options = Options(filters or NO_FILTERS, "date", 1, 0, 0, False)
        with self._lease() as opened:
            return opened.question(text, options, self.means).counted()

    def answering(self, text: str, *, filters: Filters | None = None) -> int:
        """How many episodes `search` would count for what was typed; 0 where a request has means for a guess alone."""
        with self._lease() as opened:
            return opened.answering(text, filters or NO_FILTERS, self.means)

    def search_episode(self, text: str, slug: str) -> EpisodeMatches | None:
        """One episode with all of its moments for what was typed; None where the episode is not in the archive."""
        options = Options(NO_FILTERS, DEFAULT_SORT, 1, 1, None, False)
        with self._lease() as opened:
            doc = opened.engine.doc_of(slug)
            return None if doc is None else opened.question(text, options, self.means).in_episode(doc)

    def verify(self, quotation: str, *, filters: Filters | None = None) -> Verdict:
        """Whether a quotation is said: word for word, nearly so (with what differs), or not at all."""
        with self._lease() as opened:
            within = opened.directory.resolved(filters or NO_FILTERS)
            return verdict(opened.engine, opened.expander, opened.directory, quotation, within)

    def in_filters(self, text: str) -> str:
        """What was typed with its filters as they are read: émission:bercoff for « émission : bercoff », a name of
        several words in quotation marks."""
        with self._lease() as opened:
            return opened.directory.in_filters(text)

    def suggest(self, prefix: str, limit: int = 8, filters: Filters = NO_FILTERS) -> tuple[Suggestion, ...]:
        """What a beginning may become: words as the archive writes them, names and titles of episodes that pass."""
        with self._lease() as opened:
            found = opened.suggester.suggest(prefix, limit, opened.directory.resolved(filters))
            return tuple(opened.spelled(one) if one.kind == "word" else one for one in found)

    def written(self, folded: str) -> str:
        """Folded words as an episode writes them, with accents and capitals, else as names have them; as they are where
        neither does."""
        with self._lease() as opened:
            return opened.written(folded)

    def commonness(self, text: str) -> float:
        """How common the rarest of some words is, in the language that knows them best: log 10 of its times in a
        thousand million words, 0 for what no list of words holds."""
        with self._lease() as opened:
            return opened.expander.commonness(text)

    def is_word(self, folded: str) -> bool:
        """Whether the dictionary of a language has a word."""
        with self._lease() as opened:
            return opened.expander.is_word(folded)

    def analysis(self, slug: str) -> Analysis | None:
        """What was computed over an episode; evidence names no page that answers no more."""
        with self._lease() as opened:
            doc = opened.engine.doc_of(slug)
            return None if doc is None else analysis_of(opened.engine, doc)

    def episode(self, slug: str) -> Episode | None:
        """An episode with all its cues, where the engine keeps whole episodes (a cluster does); else None: the library
        has it."""
        with self._lease() as opened:
            doc = opened.engine.doc_of(slug)
            return None if doc is None else opened.engine.episode_of(doc)

    def facet_values(self, facet: Facet, filters: Filters = NO_FILTERS) -> tuple[FacetCount, ...]:
        """The values of a facet among the episodes that pass, the commonest first, then by name. Here, and in the other
        ways to browse, filters name whole values and an episode published twice is two."""
        with self._lease() as opened:
            return opened.engine.browse_values(facet, filters)

    def joined_names(self) -> JoinedNames:
        """Of the people under whom other names are counted, and by whose name they are all found, those names."""
        with self._lease() as opened:
            return opened.engine.joined_names

    def newest(self, filters: Filters = NO_FILTERS, *, first: int = 0, limit: int = 10) -> EpisodeList:
        """A page of the episodes that pass: `limit` of them from number `first` on, newest first, undated last."""
        with self._lease() as opened:
            page = opened.engine.browse_newest(filters, first=first, limit=limit)
            return EpisodeList(opened.engine.summaries_of(page.doc.tolist()), page.total)

    def months(self, filters: Filters = NO_FILTERS) -> tuple[MonthJson, ...]:
        """Every month of the archive from the first to the last, with the episodes that pass."""
        with self._lease() as opened:
            return opened.engine.browse_months(filters)

    def totals(self) -> ArchiveTotals:
        """How much the archive holds."""
        with self._lease() as opened:
            return opened.engine.browse_totals()

    @property
    def means(self) -> RequestMeans:
        """What who asks now may spend: for every question anew, unless this index is held for a request."""
        return RequestMeans()

    @contextmanager
    def _lease(self) -> Iterator[OpenGeneration]:
        opened = self._enter()
        try:
            yield opened
        finally:
            self._leave(opened)

    def _enter(self) -> OpenGeneration:
        with self._lock:
            self._opened.users += 1
            return self._opened

    def _leave(self, opened: OpenGeneration) -> None:
        with self._lock:
            opened.users -= 1
            done = opened.retired and opened.users == 0
        if done:
            opened.engine.close()


class PinnedIndex(Index):
    """One generation of an index, held for one request, whatever is published meanwhile, with the means of that
    request. Not to be refreshed, nor closed."""

    def __init__(self, owner: Index, opened: OpenGeneration) -> None:
        super().__init__(owner._root, opened)
        self._of_request = RequestMeans()
        self._owner, self._lock = owner, owner._lock
        self.fell_back = owner.fell_back
        self._release = weakref.finalize(self, owner._leave, opened)
        self._release.atexit = False

    @property
    def owner(self) -> Index:
        """The index that takes newer generations."""
        return self._owner

    @property
    def means(self) -> RequestMeans:
        """What the request may spend."""
        return self._of_request

    def release(self) -> None:
        """Lets go of the generation; once is enough."""
        self._release()


def open_index(root: Path) -> Index:
    """The archive's index; raises SearchError where none is published or it is not ours."""
    return Index(root)


def open_earlier(root: Path, served: Collection[str]) -> Index:
    """The index where what serves cannot be opened: the newest generation that can be, of the slugs in `served` alone.
    Raises SearchError where there is none."""
    opened = _earlier(root, (), served)
    if opened is None:
        raise DamagedIndexError(f"no generation in {root} can be opened; `archive check --repair` builds the index anew")
    index = Index(root, opened)
    index.stand_in_for(serving(root))
    return index


def open_generation(generation: Generation) -> Index:
    """The index of one generation, before it serves, say; closing it lets the generation go. Never refresh it."""
    return Index(generation.path.parent.parent, OpenGeneration(generation))


def _open(root: Path) -> OpenGeneration:
    try:
        generation = current(root)
        if generation is None:
            raise SearchError(f"no index in {root}; `archive reindex` builds one", code="no-index")
        return OpenGeneration(generation)
    except OtherVersionError as error:
        raise SearchError(str(error)) from error
    except (GenerationError, DamagedDataError) as error:
        raise DamagedIndexError(str(error)) from error


def _earlier(root: Path, damaged: Collection[str], served: Collection[str]) -> OpenGeneration | None:
    """The newest generation that is kept and can be opened, without those that are known to be damaged."""
    for generation in kept(root):
        try:
            if generation.identity not in damaged:
                return OpenGeneration(generation, set(generation.digests()) - set(served))
        except (GenerationError, DamagedDataError) as error:
            log.warning("generation %d cannot stand in: %s", generation.number, error)
    return None
