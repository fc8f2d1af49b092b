"""Counting never delays who asks, never takes more memory than it may, and says what it dropped."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.library import Library
from archive.operations import journal, query_counter
from archive.operations.journal import NAME, Journal, JournalLocked
from archive.operations.query_counter import CounterStatus, QueryCounter
from tests.operations.holding import Holder
from tests.operations.running import archive

HOURS_S = 3600.0


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for a locked journal waits until it is let go."""
    monkeypatch.setattr(journal, "WRITING_BUSY_S", HOURS_S)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A locked journal is given up at once, and tried again soon."""
    monkeypatch.setattr(journal, "WRITING_BUSY_S", 0.0)
    monkeypatch.setattr(query_counter, "RETRY_S", 0.01)


def counted(directory: Path) -> dict[str, int]:
    with Journal.open(directory, read_only=True) as opened:
        return {one.words: one.asked for one in opened.asked(limit=1000)}


def ask(counter: QueryCounter, *queries: str) -> None:
    for query in queries:
        counter.count(query, total=1, partial=0)


def wait_until(what: Callable[[], bool]) -> None:
    """Returns once it holds; pytest ends what never does."""
    while not what():
        time.sleep(0.005)


def test_what_is_asked_is_written_before_the_end(tmp_path: Path) -> None:
    counter = QueryCounter(tmp_path)
    ask(counter, "phare", "grue", "Phare")
    counter.close(HOURS_S)
    assert counted(tmp_path) == {"phare": 2, "grue": 1}
    assert counter.status() == CounterStatus("ok", 0, 0)


def test_a_form_that_nobody_can_have_been_offered_is_not_counted(tmp_path: Path) -> None:
    counter = QueryCounter(tmp_path)
    for word, query in (("jean@exemple.fr", "phare"), ("phare", "06 12 34 56 78"), ("", "phare"), ("phare", "…")):
        counter.follow(word, query)
    assert counter.status().waiting == 0
    counter.close(HOURS_S)
    assert not (tmp_path / NAME).exists()


def test_nothing_is_opened_before_something_is_asked(tmp_path: Path) -> None:
    QueryCounter(tmp_path).close()
    assert not (tmp_path / NAME).exists()


@pytest.mark.usefixtures("patient")
def test_counting_does_not_wait_for_a_locked_journal_and_loses_nothing_that_has_room(tmp_path: Path) -> None:
    counter = QueryCounter(tmp_path)
    with Holder(tmp_path) as holder:
        ask(counter, *(f"mot {number}" for number in range(200)))
        assert counter.status() == CounterStatus("ok", 200, 0)
        assert holder.holds()
    counter.close(HOURS_S)
    assert counter.status() == CounterStatus("ok", 0, 0)
    assert counted(tmp_path) == {f"mot {number}": 1 for number in range(200)}


@pytest.mark.usefixtures("patient")
def test_what_has_no_room_is_dropped_and_said(tmp_path: Path) -> None:
    counter = QueryCounter(tmp_path, most=10)
    with Holder(tmp_path) as holder:
        ask(counter, *(f"mot {number}" for number in range(1000)))
        assert counter.status() == CounterStatus("behind", 10, 990)
        assert holder.holds()
    counter.close(HOURS_S)
    assert counted(tmp_path) == {f"mot {number}": 1 for number in range(10)}
    assert counter.status() == CounterStatus("ok", 0, 990)


@pytest.mark.usefixtures("hasty")
def test_a_lock_is_said_while_it_lasts_and_what_waited_is_written_after_it(tmp_path: Path) -> None:
    counter = QueryCounter(tmp_path)
    with Holder(tmp_path):
        ask(counter, "phare")
        wait_until(lambda: counter.status().status == "behind")
        ask(counter, "phare", "grue")
    wait_until(lambda: counter.status() == CounterStatus("ok", 0, 0))
    counter.close(HOURS_S)
    assert counted(tmp_path) == {"phare": 2, "grue": 1}


def test_a_journal_set_free_just_before_the_end_takes_what_waited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "WRITING_BUSY_S", 0.0)
    monkeypatch.setattr(query_counter, "RETRY_S", HOURS_S)
    counter = QueryCounter(tmp_path)
    with Holder(tmp_path):
        ask(counter, "phare")
        wait_until(lambda: counter.status().status == "behind")
    counter.close(HOURS_S)
    assert counted(tmp_path) == {"phare": 1}


@pytest.mark.usefixtures("patient")
def test_the_end_waits_for_a_lock_no_longer_than_it_may(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    counter = QueryCounter(tmp_path)
    with Holder(tmp_path) as holder:
        ask(counter, "phare")
        counter.close(0.01)
        assert holder.holds()
        assert "1 counted queries could not be written" in caplog.text
        ask(counter, "trop tard")
        assert counter.status().dropped == 1
    counter.close(HOURS_S)


def test_a_journal_that_cannot_be_written_is_off_and_no_more_is_kept_than_may_be(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    counter = QueryCounter(tmp_path, most=10)
    ask(counter, *(f"mot {number}" for number in range(50)))
    wait_until(lambda: counter.status().status == "off")
    assert counter.status() == CounterStatus("off", 10, 40)
    counter.close(HOURS_S)


def test_many_threads_lose_no_count_while_it_is_written(tmp_path: Path) -> None:
    counters = QueryCounter(tmp_path), QueryCounter(tmp_path)
    threads = [threading.Thread(target=ask, args=(counter, *["mot"] * 100)) for counter in counters * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for counter in counters:
        counter.close(HOURS_S)
    assert counted(tmp_path) == {"mot": 800}


FORKED = """
import os, sys, pathlib
from archive.operations.query_counter import QueryCounter
counter = QueryCounter(pathlib.Path(sys.argv[1]))
counter._changed.acquire()  # as another thread may, at the moment of a fork
children = []
while len(children) < 3 and (child := os.fork()):
    children.append(child)
if child:
    counter._changed.release()
for _ in range(3): counter.count("parent" if child else "enfant", total=1, partial=0)
if child:
    assert {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children} == {0}
"""


def test_every_forked_process_counts_for_itself_and_writes_at_its_end(tmp_path: Path) -> None:
    words = [sys.executable, "-c", FORKED, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert counted(tmp_path) == {"parent": 3, "enfant": 9}, "a writer that found the file locked for a moment came back"


def test_a_person_who_reads_a_locked_journal_is_told_so(tmp_path: Path) -> None:
    with Holder(tmp_path), pytest.raises(JournalLocked, match="locked by another process"):
        Journal.open(tmp_path, read_only=True)


@pytest.mark.usefixtures("hasty")
def test_a_lock_that_comes_while_the_journal_is_open_is_said_in_our_words(tmp_path: Path) -> None:
    with Journal.open(tmp_path) as opened:
        number = opened.begin("add")
        with Holder(tmp_path, "NORMAL"):
            with pytest.raises(JournalLocked):
                opened.begin("add")
            with pytest.raises(JournalLocked):
                opened.finish(number, "done", {})
            with pytest.raises(JournalLocked):
                opened.count("mot", total=0, partial=0)
            assert [run.outcome for run in opened.runs()] == ["running"]
        opened.finish(number, "done", {})


def test_queries_says_that_the_journal_is_locked(tmp_path: Path) -> None:
    Library.open(tmp_path, create=True).close()
    with Holder(tmp_path):
        assert "locked by another process" in archive(tmp_path, "queries", expect=4).stderr
