"""Each reason why a page gives no episode has something that mends it, said at the desk and by the command."""

import ast
from functools import cache
from pathlib import Path

import pytest

from archive.library import Library
from archive.model.reasons import CODES, Mend, Reason, reason, worded
from archive.operations.add import add
from archive.operations.quarantine import MENDS, line_at_fault
from ingest import read
from tests.browser.desk_states import MISREAD, NO_LINES, page
from tests.cli.conftest import started

ROOT = Path(__file__).parents[2]
REASONS: list[tuple[Reason, Mend]] = [
    (reason("lost-shape"), "unfold"),
    (reason("other-stamps", lines=9, shape="time text", rate="0.1"), "times"),
    (reason("no-stamps", reason("folder-had")), "times"),
    (reason("misread-stamp", clock="00:17", text=":05 Et"), "stamp"),
    (reason("line-start", number=3, text="7:6x"), "stamp"),
    (reason("gz-damaged", error="x"), "again"),
    (reason("unknown-encoding"), "encoding"),
    (reason("known-form", name="a PDF", instead="save its text"), "form"),
    (reason("fewer-words", now=12, before=900), "compare"),
    (reason("unlike-show", missing="date,people"), "compare"),
    (reason("not-joined", reason("saved-before", slug="a")), "compare"),
    (reason("page-too-large", megabytes=20), "split"),
    (Reason.of_error(KeyError("empty")), "look"),
]


def test_a_reason_has_what_mends_it() -> None:
    assert [why.mend for why, _ in REASONS] == [mend for _, mend in REASONS]
    assert {mend for _, mend in REASONS} == set(MENDS)


def test_a_reason_is_said_with_its_facts_and_kept_whole() -> None:
    sentences = [
        (reason("fewer-words", now=2, before=60), "2 words of speech, where the version online has 60"),
        (
            reason("unlike-show", missing="date,show,people"),
            "a date, a show and people missing, which the show's earlier pages stated",
        ),
        (reason("empty", reason("saved-before", slug="a-{b}")), "empty; an earlier save of it gave a-{b}, which stays online"),
        (reason("too-many-tags", tags=200_000), "HTML of more than 200,000 tags"),
        (worded("as {it} stood"), "as {it} stood"),
    ]
    for why, sentence in sentences:
        assert str(why) == sentence
        assert Reason.of(why.kept()) == why


@pytest.mark.parametrize(
    "kept", ["no segments", '{"code":"of-tomorrow"}', "{", '{"code":"empty","behind":[{"code":"of-tomorrow"}]}']
)
def test_what_is_no_reason_of_this_version_stands_in_its_words(kept: str) -> None:
    assert Reason.of(kept) == worded(kept)


def test_what_an_older_version_held_back_is_read_once_more_and_has_its_code(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as library:
        number = library.quarantine_page(page("b.txt", MISREAD), worded("a time that cannot be read, at 00:17"))
        library.quarantine_page(page("c.txt", "Un texte.\n"), worded("the program was ended"))
        add(library, [], read)
        kept = {one.origin: one.reason for one in library.quarantine()}
        assert kept["b.txt"].code == "misread-stamp"
        assert kept["c.txt"].code == "no-stamps"
        assert library.held_page(number)


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
    assert f"to mend  {MENDS['stamp']}" in shown


RAISING = {"reason", "BadRecord", "NoSegments", "NotText", "NoPage"}


@cache
def codes_given() -> set[str]:
    """The codes that the source gives, as they stand there."""
    trees = (ast.parse(path.read_text("utf8")) for room in ("ingest", "archive") for path in (ROOT / room).rglob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    firsts = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in RAISING]
    return {first.value for first in firsts if isinstance(first, ast.Constant) and isinstance(first.value, str)}


def test_every_code_that_is_given_is_in_the_table_and_no_other() -> None:
    assert codes_given() - CODES == set()
    assert CODES - codes_given() == {
        "unlike-show",
        "thin-unlike-show",
        "error",
        "worded",
        "ended",
    }  # chosen by what was found, or by an earlier version
