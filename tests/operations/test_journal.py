"""What is counted of questions and runs, and what is not."""

import datetime as dt
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from archive.operations import journal as journal_module
from archive.operations.journal import NAME, Journal, JournalError
from archive.operations.query_counts import NearCounts


def test_questions_without_answer_are_counted_by_their_words(tmp_path: Path) -> None:
    with Journal.open(tmp_path) as journal:
        for query in ("Kervadek", "kervadek ", "KERVADEK"):
            journal.count(query, total=0, partial=0)
        journal.count("Kervadec OVH", total=0, partial=3)
        journal.count("souveraineté", total=9, partial=0)
        found = journal.unanswered()
    assert [(one.words, one.asked, one.unanswered, one.partly) for one in found] == [
        ("kervadek", 3, 3, 0),
        ("kervadec ovh", 1, 0, 1),
    ]


def test_nothing_of_a_question_is_kept_but_its_day_and_its_words(tmp_path: Path) -> None:
    with Journal.open(tmp_path) as journal:
        journal.count("06 12 34 56 78", total=0, partial=0)
        journal.count("anne@example.org", total=0, partial=0)
        journal.count("OVHcloud", total=1, partial=0)
        words = [one.words for one in journal.asked()]
    with closing(sqlite3.connect(tmp_path / NAME)) as file:
        columns = [row[1] for row in file.execute("PRAGMA table_info(query)")]
    assert words == ["ovhcloud"]
    assert columns == ["day", "words", "asked", "unanswered", "partly"]


def test_many_threads_lose_no_count(tmp_path: Path) -> None:
    with Journal.open(tmp_path) as journal, Journal.open(tmp_path) as other:
        threads = [
            threading.Thread(target=lambda to=to: [to.count("mot", total=0, partial=0) for _ in range(50)])
            for to in (journal, other, journal, other)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert journal.unanswered()[0].asked == 200


def test_a_run_tells_what_it_did(tmp_path: Path) -> None:
    with Journal.open(tmp_path) as journal:
        number = journal.begin("add pages")
        journal.finish(number, "done", {"added": 3})
        (run,) = journal.runs()
    assert (run.command, run.outcome, run.report) == ("add pages", "done", {"added": 3})
    assert run.seconds() is not None


def test_a_run_that_was_killed_is_called_so_by_the_next(tmp_path: Path) -> None:
    with Journal.open(tmp_path) as journal:
        journal.begin("reindex")
        journal.begin("add")
        assert [run.outcome for run in journal.runs()] == ["running", "killed"]


def test_a_clock_set_back_gives_no_negative_duration(tmp_path: Path) -> None:
    with Journal.open(tmp_path) as journal:
        number = journal.begin("reindex")
        later = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)).isoformat()
        with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as file:
            file.execute("UPDATE run SET began = ?", (later,))
        journal.finish(number, "done", {})
        assert journal.runs()[0].seconds() is None


def test_a_journal_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(JournalError, match=NAME):
        Journal.open(tmp_path)


def test_a_file_that_is_no_journal_is_said_and_let_go(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("<html>not a database at all</html>" * 50)
    with pytest.raises(JournalError, match="not a database") as failure:
        Journal.open(tmp_path)
    here = Path("/proc/self/fd")
    links = [link.readlink() for link in here.iterdir() if link.is_symlink()] if here.is_dir() else []
    assert tmp_path / NAME not in links, failure


def test_a_journal_can_be_read_without_writing(tmp_path: Path) -> None:
    with Journal.open(tmp_path) as journal:
        journal.count("mot", total=0, partial=0)
    with Journal.open(tmp_path, read_only=True) as reader:
        assert reader.unanswered()[0].words == "mot"
        with pytest.raises(JournalError):
            reader.count("mot", total=0, partial=0)


TODAY = dt.datetime.now(dt.UTC).date()


def test_a_followed_form_is_looked_up_by_its_word(tmp_path: Path) -> None:
    Journal.open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / NAME)) as file:
        plan = [row[3] for row in file.execute(f"EXPLAIN QUERY PLAN {journal_module._FOLLOW}", (1, "mot", "forme"))]
    assert any("near_word (word=? AND day=?)" in step for step in plan)
    assert not [step for step in plan if step.startswith("SCAN near")]


def test_a_journal_of_an_older_program_gets_the_index(tmp_path: Path) -> None:
    Journal.open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / NAME)) as file:
        file.execute("DROP INDEX near_word")
    with Journal.open(tmp_path, "UTC") as journal:
        journal.record([NearCounts(TODAY, "mot", "forme", 1), NearCounts(TODAY, "mot", "une forme", 2, followed=True)])
        assert [(one.word, one.form, one.followed) for one in journal.near()] == [("mot", "forme", 2)]
        assert journal.faults() == () and journal.differing() == ()
    with closing(sqlite3.connect(tmp_path / NAME)) as file:
        assert file.execute("SELECT 1 FROM sqlite_master WHERE name = 'near_word'").fetchall()


def test_on_a_full_day_what_is_known_is_still_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "MOST_NEAR_A_DAY", 3)
    with Journal.open(tmp_path, "UTC") as journal:
        for _ in range(2):
            journal.record(NearCounts(TODAY, f"mot {number}", "forme", 1) for number in range(9))
        assert {(one.word, one.offered) for one in journal.near()} == {(f"mot {number}", 2) for number in range(3)}


def test_the_pairs_of_a_day_are_counted_once_a_batch(tmp_path: Path) -> None:
    with Journal.open(tmp_path, "UTC") as journal:
        statements: list[str] = []
        journal._connection.set_trace_callback(statements.append)
        journal.record(NearCounts(TODAY, f"mot {number}", "forme", 1) for number in range(9))
        assert len([one for one in statements if "count(*) FROM near" in one]) == 1
