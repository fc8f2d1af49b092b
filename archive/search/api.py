"""The front door: one open archive, asked in a listener's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from archive.analysis.analyze import Analysis
from archive.errors import PresentableError
from archive.search.answer import Answer, EpisodeList, EpisodeMatches, Suggestion
from archive.search.autocomplete import NameIndex
from archive.search.executor import Options, SearchExecutor
from archive.search.expansion import Expander
from archive.search.generations import Generation, GenerationError, current, open_expander, serving
from archive.search.index.errors import DamagedError
from archive.search.index.factory import open_engine
from archive.search.index.protocols import Engine
from archive.search.index.types import NO_FILTERS, ArchiveTotals, Facet, FacetCount, Filters, Month, Sort

MOST_LIMIT = 100
MOST_PAGE = 1000


class SearchError(PresentableError):
    """A search that cannot be done, in words that are safe to show."""


class _Open:
    """One generation, open, and how many requests are using it."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.engine: Engine = open_engine(generation)
        self.expander: Expander = open_expander(generation)
        self.directory = NameIndex(self.engine)
        self.users = 0
        self.retired = False

    def question(self, text: str, options: Options) -> SearchExecutor:
        """A listener's words, to be answered by this generation."""
        return SearchExecutor(self.engine, self.expander, self.directory, self.generation.number, text, options)


class Index:
    """The newest generation of an archive; takes a newer one by itself, without failing a request. Safe for several threads."""

    def __init__(self, root: Path, generation: Generation | None = None) -> None:
        self._root = root
        self._lock = Lock()
        self._opened = _Open(generation) if generation else _open(root)

    @property
    def generation(self) -> int:
        """The number of the generation that answers."""
        return self._opened.generation.number

    @property
    def identity(self) -> str:
        """The identity of the generation that answers: no other has it, whatever its number."""
        return self._opened.generation.identity

    @property
    def episodes(self) -> int:
        """How many episodes answer."""
        with self._lease() as opened:
            return opened.engine.episodes

    def refresh(self) -> bool:
        """Takes the generation that serves where it is another; says whether it did. The older one goes on for those who use it,
        and for all where nothing that can be read is published: somebody is building the index anew."""
        if serving(self._root) in {None, self._opened.generation.identity}:
            return False
        opened = _open(self._root)
        with self._lock:
            old, self._opened = self._opened, opened
            old.retired = True
            idle = old.users == 0
        if idle:
            old.engine.close()
        return True

    def close(self) -> None:
        """Lets go of the generation."""
        self._opened.engine.close()

    def search(
        self,
        text: str,
        *,
        filters: Filters | None = None,
        sort: Sort = "relevance",
        page: int = 1,
        limit: int = 10,
        moments: int | None = 3,
        aggregations: bool = True,
    ) -> Answer:
        """The answer to what was typed. Filters add to those in the text; `moments` bounds the moments of a hit (None: all)."""
        options = Options(
            filters or Filters(), sort, min(max(1, page), MOST_PAGE), min(max(0, limit), MOST_LIMIT), moments, aggregations
        )
        with self._lease() as opened:
            return opened.question(text, options).answer()

    def search_episode(self, text: str, slug: str) -> EpisodeMatches | None:
        """One episode with all of its moments for what was typed; None where the episode is not in the archive."""
        options = Options(Filters(), "relevance", 1, 1, None, False)
        with self._lease() as opened:
            doc = opened.engine.doc_of(slug)
            return None if doc is None else opened.question(text, options).in_episode(doc)

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """What the typed beginning may become: words, names and episodes of the archive."""
        with self._lease() as opened:
            return opened.directory.suggest(prefix, limit)

    def analysis(self, slug: str) -> Analysis | None:
        """What was computed over an episode."""
        with self._lease() as opened:
            doc = opened.engine.doc_of(slug)
            return None if doc is None else opened.engine.analyses_of([doc])[0]

    def facet_values(self, facet: Facet, filters: Filters = NO_FILTERS) -> tuple[FacetCount, ...]:
        """The values of a facet among the episodes that pass, the commonest first, then by name. Here, and in the other ways to
        browse, filters name whole values and an episode published twice is two."""
        with self._lease() as opened:
            return opened.engine.browse_values(facet, filters)

    def newest(self, filters: Filters = NO_FILTERS, *, first: int = 0, limit: int = 10) -> EpisodeList:
        """A page of the episodes that pass: `limit` of them from number `first` on, newest first, undated last."""
        with self._lease() as opened:
            page = opened.engine.browse_newest(filters, first=first, limit=limit)
            return EpisodeList(opened.engine.summaries_of(page.doc.tolist()), page.total)

    def months(self, filters: Filters = NO_FILTERS) -> tuple[Month, ...]:
        """Every month of the archive from the first to the last, with the episodes that pass."""
        with self._lease() as opened:
            return opened.engine.browse_months(filters)

    def totals(self) -> ArchiveTotals:
        """How much the archive holds."""
        with self._lease() as opened:
            return opened.engine.browse_totals()

    @contextmanager
    def _lease(self) -> Iterator[_Open]:
        with self._lock:
            opened = self._opened
            opened.users += 1
        try:
            yield opened
        finally:
            with self._lock:
                opened.users -= 1
                done = opened.retired and opened.users == 0
            if done:
                opened.engine.close()


def open_index(root: Path) -> Index:
    """The archive's index; raises SearchError where none is published or it is not ours."""
    return Index(root)


def open_generation(generation: Generation) -> Index:
    """The index of one generation, before it serves, say; closing it lets the generation go. Never refresh it."""
    return Index(generation.path.parent.parent, generation)


def _open(root: Path) -> _Open:
    try:
        generation = current(root)
        if generation is None:
            raise SearchError(f"no index in {root}; `archive reindex` builds one")
        return _Open(generation)
    except (GenerationError, DamagedError) as error:
        raise SearchError(str(error)) from error
