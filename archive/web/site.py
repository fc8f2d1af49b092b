"""What the site is given: an index that may be published anew under it, the library, and a few settings."""

import datetime as dt
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g

from archive.library import Library
from archive.model.page import Reader
from archive.operations.query_counter import CounterStatus, QueryCounter
from archive.operations.taught_sources import Teacher
from archive.search import NOT_ANSWERING, DamagedIndexError, Index, PinnedIndex, open_earlier, open_index
from archive.search.generations import unheard_s, unreadable
from archive.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


class IndexProvider:
    """The way to the index that serves: opened when there is one, and always the newest generation. Where that is
    damaged an earlier one stands in, without what the library has taken down since."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._index: Index | None = None
        self._lock = threading.Lock()
        self._masked_at = -1
        self._stays = False
        self.damage = ""
        """What was found damaged, while that generation is the one that ought to serve; empty where nothing was."""

    def warm(self) -> None:
        """Opens the index before the first request asks for it, where there is one, and loads what questions will
        need."""
        with suppress(*NOT_ANSWERING):
            self.open().warm()

    def unheard_s(self) -> float | None:
        """Seconds since what is published elsewhere was looked at; None where nothing is."""
        return unheard_s(self._root)

    def unread(self) -> str:
        """Why the newest generation does not answer, where its files are not this process's to read; else nothing."""
        return unreadable(self._root)

    def without_path(self, trouble: object) -> str:
        """What is wrong, for everybody to read: not where the archive lies on its machine."""
        root = rf"(?<![\w./-]){re.escape(str(self._root))}(?![\w.-])/?"
        return re.sub(root, lambda found: "" if found[0].endswith("/") else "the library", str(trouble))

    def open(self, library: Library | None = None) -> Index:
        """The index as it is published now; where it is damaged, with a library that says what serves, an earlier one.
        Raises SearchError when there is none."""
        if self._index is None:
            with self._lock:
                if self._index is None:
                    self._index = self._open_first(library)
        else:
            self._refresh(self._index)
        if self._index.fell_back and library is not None:
            self._follow(self._index, library)
        return self._index

    def _refresh(self, index: Index) -> None:
        """Takes a newer generation; where that one cannot be opened, the one that answers stands in for it."""
        try:
            if index.refresh():
                self.damage, self._stays = "", False
        except DamagedIndexError as error:
            self.damage = str(error)
            index.stand_in_for(error.identity)

    def fall_back(self, index: Index, library: Library, damage: str) -> bool:
        """Lets an earlier generation answer, as this one was found damaged; says whether another answers now, be it
        since a request beside this one met the same damage. Where none can, the one that ought to serve goes on: what
        is damaged in it is never given out, every block is verified."""
        with self._lock:
            if self._index is not index.owner or index.owner.identity != index.identity:
                return True
            self.damage = damage
            if self._stays:
                return False
            self._masked_at = library.revision
            fell = index.owner.fall_back(library.digests())
            if not fell:
                self._index, self._stays = self._open_first(None), True
            return fell

    def _open_first(self, library: Library | None) -> Index:
        try:
            return open_index(self._root)
        except DamagedIndexError as error:
            self.damage = str(error)
            if library is None:
                raise
            self._masked_at = library.revision
            return open_earlier(self._root, library.digests())

    def _follow(self, index: Index, library: Library) -> None:
        """What the library takes down while an earlier generation answers does not answer either."""
        with self._lock:  # else who read the library before another undoes what that one took down
            revision = library.revision
            if revision != self._masked_at:
                index.answer_for(library.digests())
                self._masked_at = revision


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Site:
    """An archive to be shown. `library` is the library, or on a machine that has none what stands for it beside an
    index; `reader` reads an earlier save again, for a quoted passage that the newest save holds no more, and `cleaner`
    is its version; `counter` counts what is looked for, and what in vain; `teacher` teaches sources at the desk; `now`
    tells the time, with its zone."""

    provider: IndexProvider
    library: Library | Callable[[Index], Library]
    settings: Settings = field(default_factory=Settings)
    reader: Reader | None = None
    cleaner: int | None = None
    counter: QueryCounter | None = None
    teacher: Teacher | None = None
    now: Callable[[], dt.datetime] = _now

    def counting(self) -> CounterStatus:
        """How the counting of queries stands."""
        if self.counter is None:
            return CounterStatus("elsewhere" if self.is_copy else "off")
        return self.counter.status()

    @property
    def is_copy(self) -> bool:
        """Whether library, journal and staff are on another machine."""
        return not isinstance(self.library, Library)

    def unheard_s(self) -> float | None:
        """Seconds since a machine without a library heard of the cluster that it follows."""
        return self.provider.unheard_s()


def site() -> Site:
    """The site of the running application."""
    return cast(Site, current_app.extensions["archive"])


def install(app: Flask) -> None:
    """Has what a request holds let go at its end."""
    app.teardown_appcontext(_release)


def index() -> Index:
    """The index, the same generation through one request. Raises SearchError when there is none."""
    if "index" not in g:
        held = site().library
        g.index = site().provider.open(held if isinstance(held, Library) else None).pin()
    return cast(Index, g.index)


def _release(_: BaseException | None) -> None:
    if isinstance(found := g.pop("index", None), PinnedIndex):
        found.release()


def once_a_request(made: Callable[P, T]) -> Callable[P, T]:
    """A function that a page asks again and again of the same objects, which answers once in a request."""

    @wraps(made)
    def kept(*of: P.args, **named: P.kwargs) -> T:
        known: dict[tuple[object, ...], tuple[object, T]] = g.setdefault("made", {})
        key = (made, *map(id, of))
        if key not in known:
            known[key] = of, made(*of, **named)  # with what it is of, in whose place no other comes while that is held
        return known[key][1]

    return kept


def library() -> Library:
    """The library of the running application; where that is elsewhere, what stands for it beside the generation that
    answers."""
    held = site().library
    return held if isinstance(held, Library) else held(index())


def settings() -> Settings:
    """The owner's settings."""
    return site().settings


def today() -> dt.date:
    """The day it is in the archive's zone."""
    return site().now().astimezone(ZoneInfo(settings().zone)).date()
