"""An archive opened by a program: `from archive import open_archive`."""

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.analysis.analyze import Analysis
from archive.library import Library
from archive.model.episode import Episode
from archive.search import Index, open_index
from archive.search.filters import Filters
from archive.search.index.factory import EngineChoice, choose
from archive.search.index.types import DEFAULT_SORT, Sort
from archive.search.results.answer import Answer
from archive.search.results.moments import EpisodeMoment, moment_batch
from archive.settings import Settings


@dataclass(frozen=True, slots=True)
class Archive:
    """A library and its newest index, for reading: while it is open, what is published anew is taken up. For any number
    of threads. Use it in a `with` block, or close it."""

    directory: Path
    library: Library
    index: Index
    settings: Settings

    def search(
        self,
        text: str,
        *,
        filters: Filters | None = None,
        sort: Sort = DEFAULT_SORT,
        page: int = 1,
        limit: int = 10,
        moments: int | None = 3,
    ) -> Answer:
        """The answer to what a listener would type; `archive.python_api.filters` makes filters of plain words."""
        self.index.refresh()
        return self.index.search(text, filters=filters, sort=sort, page=page, limit=limit, moments=moments)

    def moments(self, text: str, *, filters: Filters | None = None) -> Iterator[EpisodeMoment]:
        """The moments of all episodes, the best first, a hundred episodes at a time, at most twenty of each. Go on as
        long as you like: a batch is searched when its first moment is asked for."""
        self.index.refresh()
        number = 0
        while True:
            number += 1
            batch = moment_batch(self.index, text, filters or Filters(), number)
            yield from batch.moments
            if batch.is_last(number):
                return

    def episode(self, slug: str) -> Episode | None:
        """An episode with all its cues, corrections applied; None where it is unknown or was taken down."""
        return self.library.episode(slug)

    def analysis(self, slug: str) -> Analysis | None:
        """What was computed over an episode: paragraphs, chapters, names as they were heard."""
        return self.index.analysis(slug)

    def episodes(self) -> Iterator[Episode]:
        """Every episode, in order of slug, each read when its turn comes."""
        return (stored.episode for stored in self.library.stored())

    def __iter__(self) -> Iterator[Episode]:
        return self.episodes()

    def __len__(self) -> int:
        return len(self.library.digests())

    def close(self) -> None:
        """Lets go of the library and the index."""
        self.index.close()
        self.library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_archive(directory: str | Path) -> Archive:
    """The archive of a library directory, for reading. Raises LibraryError or SearchError where there is none,
    SettingsError where its settings cannot be read."""
    root = Path(directory)
    settings = Settings.read(root, os.environ)
    choose(EngineChoice(settings.engine, settings.engine_user, settings.engine_password, settings.engine_ca))
    library = Library.open(root, read_only=True)
    try:
        return Archive(root, library, open_index(root), settings)
    except BaseException:
        library.close()
        raise


def filters(**chosen: str | dt.date | Iterable[str] | None) -> Filters:
    """Filters as a search takes them, by name (after, before, show, person, speaker, category, language, year, episode,
    …): days as dates or as text (2026-02-09, 2026-02, 2026), names or parts of them. Raises FilterError for what cannot
    be read, TypeError for a name that no filter has."""
    return Filters.of(**chosen)
