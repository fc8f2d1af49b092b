"""Each reason why a page gives no episode has something that mends it, said at the desk and by the command."""

from pathlib import Path

import pytest

from archive.library import Library
from archive.model.page import RawPage
from archive.operations.add import add
from archive.operations.mending import COMMANDS, Mend, mend_of, place_of, quoted_in
from archive.operations.quarantine import line_at_fault
from ingest import read
from tests.browser.desk_states import MISREAD, NO_LINES, page
from tests.cli.conftest import started

REASONS: dict[str, Mend] = {
    "lost its shape: the heading of a transcript, and no stamped lines behind it": "unfold",
    "no transcript: its stamped lines are chapters, a schedule or a playlist": "times",
    "no transcript: no lines that begin with a time; the folder's earlier pages had one": "times",
    "a stamp that cannot be read, at 00:17: ':05 Et'": "stamp",
    "line 3 has the start '7:6x'": "stamp",
    "empty": "again",
    "a gz file that breaks off or is damaged: x": "again",
    "its words are in no encoding that is known; save it as UTF-8": "encoding",
    "this looks like a PDF, which is not read: save its text": "form",
    "12 words of speech, where the save that serves has 900": "compare",
    "a date and people missing, which the show's earlier pages stated": "compare",
    "larger than 20 MB, which no page is": "split",
    "KeyError: 'x'": "look",
    # What the page says is not what the program says.
    "KeyError: 'empty'": "look",
    "a stamp that cannot be read, at 00:17: ':05 more than nested words of speech, where'": "stamp",
}


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_has_what_mends_it(reason: str) -> None:
    assert mend_of(reason) == REASONS[reason]
    assert COMMANDS[mend_of(reason)]


def test_a_line_is_found_in_the_page_as_it_was_saved() -> None:
    saved = RawPage("x", b"un\n  deux   trois\nquatre", "text/plain", "0" * 64)
    assert [place_of(line, saved) for line in ("deux trois", "quatre", "cinq", "")] == [2, 3, None, None]
    assert quoted_in("the first is '00:0x --> 1'") == "00:0x --> 1"
    assert quoted_in("empty") == ""


def test_the_command_and_the_reader_blame_the_same_line(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as library:
        add(library, [page("a.html", NO_LINES, "text/html"), page("b.txt", MISREAD)], read)
        held = {one.origin: one for one in library.quarantine()}
        lines = {
            origin: line_at_fault(one, saved, read) for origin, one in held.items() if (saved := library.held_page(one.number))
        }
    assert {origin: (line.place, line.text) for origin, line in lines.items()} == {
        "a.html": (2, "Transcription"),
        "b.txt": (6, ":05 Et personne ne sait pourquoi."),
    }
    shown = started(tmp_path, "quarantine", "show", str(held["b.txt"].number)).stdout
    assert "line  6: :05 Et personne" in shown
    assert f"to mend  {COMMANDS['stamp']}" in shown


def test_only_what_a_reason_quotes_is_of_the_page() -> None:
    assert quoted_in("a stamp that cannot be read, at 00:17: \":05 l'eau 'monte'\"") == ":05 l'eau 'monte'"
    assert quoted_in("a stamp that cannot be read: ':05 Et'; the folder's earlier pages had one") == ":05 Et"
    assert quoted_in("a date and people missing, which the show's earlier pages' heads stated") == ""
