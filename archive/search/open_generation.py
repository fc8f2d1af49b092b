"""A generation, open for questions: its engine, its expansions, its names and its passages."""

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache, partial

from archive.search.executor import Options, SearchExecutor
from archive.search.expansion import Expander
from archive.search.generations import (
    Generation,
    open_expander,
    verify_on_opening,
)
from archive.search.generations.generation import open_engine
from archive.search.index.read.engine import Engine
from archive.search.meaning import PassageIndex, open_passages
from archive.search.plan.asked import RequestMeans
from archive.search.shown.answer import Suggestion
from archive.search.shown.written import as_written
from archive.search.typed.names import NameIndex

MOST_SPELLINGS = 20_000
"""Words whose spelling is kept while a generation is open: some megabytes."""


class OpenGeneration:
    """One generation, open, and how many requests are using it. The slugs in `without` do not answer."""

    def __init__(self, generation: Generation, without: Collection[str] = ()) -> None:
        verify_on_opening(generation)
        self.generation = generation
        self.without = frozenset(without)
        self.engine: Engine = open_engine(generation, self.without)
        self.expander: Expander = open_expander(generation)
        self.directory = NameIndex(self.engine)
        self.passages = _passages(generation, self.without)
        self.users = 0
        self.retired = False
        self.written = lru_cache(MOST_SPELLINGS)(partial(as_written, self.engine))
        """Folded words as an episode writes them."""

    def question(self, text: str, options: Options, means: RequestMeans) -> SearchExecutor:
        """A listener's words, to be answered by this generation with the means of a request."""
        number = self.generation.number
        return SearchExecutor(self.engine, self.expander, self.directory, number, text, options, self.passages, means)

    def spelled(self, found: Suggestion) -> Suggestion:
        """A completed word with its accents, which the vocabulary folds away: as it stands where it is said best."""
        word = found.text.split()[-1]
        return replace(found, text=found.text[: -len(word)] + self.written(word).lower())


def _passages(generation: Generation, without: Collection[str]) -> PassageIndex | None:
    """What is read by meaning of the episodes that answer."""

    def digests() -> dict[str, str]:
        return {slug: digest for slug, digest in generation.digests().items() if slug not in without}

    return open_passages(generation.path, generation.manifest.files, digests)
