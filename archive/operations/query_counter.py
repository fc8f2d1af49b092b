"""Counting what listeners look for, beside the requests.

A request only adds to tallies in memory, of which there are so many and no more; one thread a process writes them to
the journal. Where the journal is locked or cannot keep up, questions are dropped and counted as dropped: nobody ever
waits for the journal."""

import atexit
import datetime as dt
import logging
import os
import threading
import weakref
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from archive.operations.journal import Journal, JournalError, JournalLocked
from archive.operations.query_counts import Counts, NearCounts, QueryCounts, written_form

MOST_WAITING = 4096
"""So many different questions may wait to be written: 3 MB at most, whatever their words."""
RETRY_S, LAST_RETRY_S = 5.0, 0.05
"""Between two attempts where the journal cannot be written, and between those at the end."""
PATIENCE_S = 2.0
"""What an orderly end waits for the last tallies to be written."""

log = logging.getLogger(__name__)
Status = Literal["ok", "behind", "off", "elsewhere"]


@dataclass(frozen=True, slots=True)
class CounterStatus:
    """How the counting of this process stands. `ok`: what is asked is written; `behind`: the journal is locked or slow,
    and what waits is written later; `off`: nothing is counted, or the journal cannot be written; `elsewhere`: no
    journal is here, and nothing is counted. `dropped`: questions never counted."""

    status: Status = "off"
    waiting: int = 0
    dropped: int = 0


class QueryCounter:
    """Counts without touching the disk. Safe for several threads. A forked process begins with nothing, and a thread of
    its own; no connection of SQLite's survives a fork, so the process that forks should have counted nothing yet."""

    def __init__(self, directory: Path, zone: str = "Europe/Paris", most: int = MOST_WAITING) -> None:
        self._directory, self._zone, self._most = directory, ZoneInfo(zone), most
        self._begin()
        here = weakref.WeakMethod(self._begin)
        os.register_at_fork(after_in_child=lambda: (begin := here()) and begin())

    def _begin(self) -> None:
        self._changed = threading.Condition()
        self._waiting: dict[Hashable, Counts] = {}
        self._writing: dict[Hashable, Counts] = {}
        self._dropped = 0
        self._trouble: JournalError | None = None
        self._thread: threading.Thread | None = None
        self._closing = self._given_up = False

    def count(self, query: str, *, total: int, partial: int, near: Iterable[tuple[str, str]] = ()) -> None:
        """Counts one question and how it was answered, and the forms that were offered (word, form) for what nobody
        said; drops it where too many wait already."""
        day = dt.datetime.now(self._zone).date()
        asked = QueryCounts.of(day, query, total=total, partial=partial)
        pairs = ((written_form(word), written_form(form)) for word, form in near if asked.words)
        self._add(asked, *(NearCounts(day, word, form, 1) for word, form in pairs if word and form))

    def follow(self, word: str, query: str) -> None:
        """Counts that somebody followed a form offered for a word, to this search."""
        day = dt.datetime.now(self._zone).date()
        offered, asked = written_form(word), written_form(query)
        if offered and asked:
            self._add(NearCounts(day, offered, asked, 1, followed=True))

    def _add(self, *counted: Counts) -> None:
        with self._changed:
            for counts in counted:
                self._take(counts)
            if self._thread is None and not self._closing:
                self._start()
            self._changed.notify_all()

    def status(self) -> CounterStatus:
        """How the counting stands, without asking the disk."""
        with self._changed:
            return CounterStatus(self._status(), self._held(), self._dropped)

    def _status(self) -> Status:
        if self._trouble and not isinstance(self._trouble, JournalLocked):
            return "off"
        return "behind" if self._trouble or self._held() >= self._most else "ok"

    def close(self, patience_s: float = PATIENCE_S) -> None:
        """Ends the counting: what waits is written, unless that takes longer than `patience_s` seconds."""
        with self._changed:
            self._closing, thread = True, self._thread
            self._changed.notify_all()
        if thread is not None:
            atexit.unregister(self.close)
            thread.join(patience_s)
        with self._changed:
            self._given_up = True
            self._changed.notify_all()
        if left := self.status().waiting:
            log.warning("%d counted queries could not be written at the end", left)

    def _start(self) -> None:
        thread = threading.Thread(target=self._write_on, name="query-counter", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no thread can be had just now; the next question tries again
            return
        self._thread = thread
        atexit.register(self.close)

    def _take(self, counts: Counts) -> None:
        known = self._waiting.get(counts.key)
        if self._closing or (known is None and self._held() >= self._most):
            self._dropped += counts.asked
        else:
            self._waiting[counts.key] = _together(known, counts)

    def _held(self) -> int:
        return len(self._waiting) + len(self._writing)

    def _write_on(self) -> None:
        """The thread: a journal that fails is opened anew, until the counter is closed."""
        while not self._ended():
            try:
                self._write_while_it_goes()
            except JournalError as error:
                self._put_back(error)

    def _write_while_it_goes(self) -> None:
        """All that waits in one transaction, again and again; raises JournalError."""
        batch = self._next_batch()
        if not batch:
            return
        with Journal.open(self._directory, self._zone.key) as journal:
            while batch:
                journal.record(batch)
                self._wrote()
                batch = self._next_batch()

    def _ended(self) -> bool:
        with self._changed:
            return self._given_up or (self._closing and (not self._waiting or self._status() == "off"))

    def _next_batch(self) -> Sequence[Counts]:
        """Waits for something to write; nothing once the counter is closed and all is written."""
        with self._changed:
            if self._trouble and self._closing:
                self._changed.wait_for(lambda: self._given_up, LAST_RETRY_S)
            elif self._trouble:
                self._changed.wait_for(lambda: self._closing, RETRY_S)
            self._changed.wait_for(lambda: self._waiting or self._closing)
            self._writing, self._waiting = self._waiting, {}
            return tuple(self._writing.values())

    def _wrote(self) -> None:
        with self._changed:
            self._writing = {}
            if self._trouble:
                log.warning("queries are counted again; %d were not", self._dropped)
            self._trouble = None

    def _put_back(self, error: JournalError) -> None:
        """What could not be written waits again; the trouble is said once."""
        with self._changed:
            if str(error) != str(self._trouble):
                log.warning("queries cannot be counted for now: %s", error)
            self._trouble = error
            for key, counts in self._waiting.items():
                self._writing[key] = _together(self._writing.get(key), counts)
            self._waiting, self._writing = self._writing, {}


def _together(known: Counts | None, counts: Counts) -> Counts:
    """What is counted under one key, which only one kind of counts has."""
    if isinstance(known, QueryCounts) and isinstance(counts, QueryCounts):
        return known.plus(counts)
    return known.plus(counts) if isinstance(known, NearCounts) and isinstance(counts, NearCounts) else counts
