"""A generation, open for questions: its engine, its expansions, its names and its passages."""

from collections.abc import Collection
from dataclasses import replace

from archive.search.executor import Options, SearchExecutor
from archive.search.expansion import Expander
from archive.search.filters import Filters
from archive.search.generations import (
    Generation,
    open_expander,
    verify_on_opening,
)
from archive.search.generations.generation import open_engine
from archive.search.index.read.engine import Engine
from archive.search.meaning import PassageIndex, open_passages
from archive.search.plan.request_context import RequestMeans
from archive.search.query.known_names import NameIndex
from archive.search.suggestions import Suggester, Suggestion


class OpenGeneration:
    """One generation, open, and how many requests are using it. The slugs in `without` do not answer."""

    def __init__(self, generation: Generation, without: Collection[str] = ()) -> None:
        verify_on_opening(generation)
        self.generation = generation
        self.without = frozenset(without)
        self.engine: Engine = open_engine(generation, self.without)
        self.expander: Expander = open_expander(generation, self.engine.vocabulary.count)
        self.directory = NameIndex(self.engine)
        self.suggester = Suggester(self.engine, self.directory)
        self.passages = _passages(generation, self.without)
        self.users = 0
        self.retired = False
        self.written = self.directory.written

    def question(self, text: str, options: Options, means: RequestMeans) -> SearchExecutor:
        """A listener's words, to be answered by this generation with the means of a request."""
        number = self.generation.number
        return SearchExecutor(self.engine, self.expander, self.directory, number, text, options, self.passages, means)

    def answering(self, text: str, filters: Filters, means: RequestMeans) -> int:
        """How many episodes are counted for a listener's words; 0 where the means of a request are not enough to read
        them all: of fewer words more episodes would be counted."""
        asked = means.asked(self.engine, self.expander, self.directory, text, filters, offered=True)
        if asked.episodes is None:
            options = Options(filters, "date", 1, 0, 0, False, offered=True)
            asked.episodes = len(self.question(text, options, means).counted())
        return 0 if asked.budget.cut else asked.episodes

    def spelled(self, found: Suggestion) -> Suggestion:
        """A completed word with its accents, which the vocabulary folds away: as it stands where it is said best."""
        word = found.text.split()[-1]
        return replace(found, text=found.text[: -len(word)] + self.written(word).lower())


def _passages(generation: Generation, without: Collection[str]) -> PassageIndex | None:
    """What is read by meaning of the episodes that answer."""

    def digests() -> dict[str, str]:
        return {slug: digest for slug, digest in generation.digests().items() if slug not in without}

    return open_passages(generation.path, generation.manifest.files, digests)
