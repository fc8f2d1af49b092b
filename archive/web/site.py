"""What the site is given: an index that may be published anew under it, the library, and a few settings."""

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from flask import current_app, g

from archive.library import Library
from archive.model.page import Reader
from archive.operations.counting import CounterStatus, QueryCounter
from archive.search import Index, SearchError, open_index
from archive.settings import Settings


class IndexProvider:
    """The way to the index that serves: opened when there is one, and always the newest generation."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._index: Index | None = None
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Opens the index before the first request asks for it, where there is one."""
        with suppress(SearchError):
            self.open()

    def open(self) -> Index:
        """The index as it is published now. Raises SearchError when there is none."""
        if self._index is None:
            with self._lock:
                if self._index is None:
                    self._index = open_index(self._root)
        else:
            self._index.refresh()
        return self._index


@dataclass(frozen=True, slots=True)
class Site:
    """An archive to be shown. `reader` reads an earlier save again, for a quoted passage that the newest save holds no more;
    `counter` counts what is looked for, and what in vain."""

    provider: IndexProvider
    library: Library
    settings: Settings = field(default_factory=Settings)
    reader: Reader | None = None
    counter: QueryCounter | None = None

    def counting(self) -> CounterStatus:
        """How the counting of queries stands."""
        return self.counter.status() if self.counter else CounterStatus()


def site() -> Site:
    """The site of the running application."""
    return cast(Site, current_app.extensions["archive"])


def index() -> Index:
    """The index, the same through one request. Raises SearchError when there is none."""
    if "index" not in g:
        g.index = site().provider.open()
    return cast(Index, g.index)


def library() -> Library:
    """The library of the running application."""
    return site().library


def settings() -> Settings:
    """The owner's settings."""
    return site().settings
