"""What a taught source is not sure of goes to the list of what to do."""

from dataclasses import replace
from pathlib import Path

from archive.library import Library
from archive.model.episode import UNSURE, Episode, Removed
from archive.model.page import RawPage, Refusal
from archive.operations.add import add
from archive.operations.pending_work import standing_of, todos
from tests.operations.pages import read, spoken


def unsure(page: RawPage) -> Episode | Refusal:
    found = read(page)
    doubts = (Removed(UNSURE, "show: Le Quart"),) if page.origin == "a" else ()
    return replace(found, removed=doubts) if isinstance(found, Episode) else found


def test_values_that_a_source_is_not_sure_of_are_counted_and_named(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as library:
        add(library, [spoken("a", "une cornemuse"), spoken("b", "un violon")], unsure)
        told = [todo for todo in todos(standing_of(library, None)) if todo.kind == "unsure"]
    assert [(todo.many, todo.command, todo.is_pressing) for todo in told] == [(1, "archive sources check", False)]
    assert told[0].sentence == "1 episode of which a taught source is not sure"
