"""What is drawn while a command works."""

import io
import subprocess
import sys

import pytest

from archive.cli.output import steps
from archive.cli.show_and_export import FORMS
from archive.operations.progress import ProgressStep
from archive.transcripts import FORMATS


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_shows_what_is_done_of_how_much_and_begins_anew_with_other_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    for last in (ProgressStep("Reading pages", 7, None, "page.html"), ProgressStep("Indexing", 224, 588)):
        with steps("Reindexing") as told:
            told(ProgressStep("Cleaning anew", 5, 5))
            told(last)
        drawn = terminal.getvalue().rpartition(last.what)[2]
        assert f"{last.done}/{last.total or '?'}" in drawn
        assert last.name in drawn


def test_nothing_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with steps("Reindexing") as told:
        told(ProgressStep("Indexing", 1, 2))
    assert capsys.readouterr() == ("", "")


def test_the_help_loads_nothing_that_only_the_work_needs() -> None:
    asked = "import sys; from archive.cli import main; main(['--help'], standalone_mode=False)"
    asked += "; print(sorted({'numpy', 'rich', 'flask', 'httpx', 'lxml', 'whoosh', 'sqlite3'} & set(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"


def test_every_form_of_a_transcript_may_be_asked_for() -> None:
    assert tuple(FORMATS) == FORMS
