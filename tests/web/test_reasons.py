"""French at the desk is French: every reason that a reader of pages gives is said in it, found in the source, not listed here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from archive.library import Library, LibraryError, LibraryLocked, UnknownEpisode
from archive.search.generations import Generation, GenerationError, current
from archive.web import IndexProvider, Site, create_app
from archive.web.presentation import reasons
from tests.web.test_staff import SETTINGS

ROOT = Path(__file__).parents[2]
RAISED = {"BadRecord", "NotText", "NoPage", "NoSegments", "_Unread"}
"""What a reader raises or gives; of a Refusal the reason is the second argument."""
STANDS_FOR = "12"
"""In the place of what a reason fills in."""


def text_of(node: ast.expr) -> str | None:
    """The words of a literal, what is filled in replaced; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(one.value if isinstance(one, ast.Constant) else STANDS_FOR for one in node.values)  # type: ignore[misc]
    if isinstance(node, ast.Subscript):
        return text_of(node.value)
    return None


def reasons_given() -> Iterator[str]:
    for path in sorted((ROOT / "ingest").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = 1 if node.func.id == "Refusal" else 0 if node.func.id in RAISED else None
                if place is not None and len(node.args) > place and (text := text_of(node.args[place])):
                    yield text


GIVEN = sorted(set(reasons_given()) - {STANDS_FOR})


@pytest.fixture(scope="module")
def app(sample_library: Path) -> Iterator[Flask]:
    with Library.open(sample_library, read_only=True) as library:
        yield create_app(Site(IndexProvider(sample_library), library, SETTINGS))


def said(app: Flask, reason: str, language: str = "fr") -> str | None:
    with app.test_request_context(f"/?lang={language}"):
        return reasons.said(reason)


def test_the_source_gives_reasons() -> None:
    assert len(GIVEN) > 40
    assert "binary, no text" in GIVEN


@pytest.mark.parametrize("reason", GIVEN)
def test_each_reason_of_a_reader_is_said_in_french(app: Flask, reason: str) -> None:
    french = said(app, reason)
    assert french
    assert french != reason
    assert french.endswith(".")


def test_what_the_page_says_is_kept_as_it_is(app: Flask) -> None:
    assert said(app, "segment 3 has the start '7:6x%s'") == "Le segment 3 commence à une heure illisible\u202f: '7:6x%s'."
    assert said(app, "KeyError: 'début'") == "Une erreur du programme\u202f; son message\u202f: 'début'."


def test_what_the_archive_adds_to_a_reason_is_french_too(app: Flask) -> None:
    whole = said(app, "held back: no segments; an earlier save of it gave la-digue, which goes on serving")
    assert whole == "Du JSON sans transcription. Une version antérieure a donné la-digue, qui reste en ligne."
    assert said(app, "empty; the folder's earlier pages had one") == (
        "Le fichier est vide. Les pages précédentes du dossier en avaient une."
    )


def test_where_english_is_read_the_reason_stands_as_it_is(app: Flask) -> None:
    assert said(app, "no segments", "en") is None


def test_a_decision_that_cannot_be_done_says_so_in_french(app: Flask) -> None:
    for line in (
        LibraryLocked(Path("/x/lock"), "pid 4 since noon"),
        UnknownEpisode("la-digue"),
        LibraryError("a glossary entry needs a name"),
    ):
        french = said(app, str(line))
        assert french, str(line)


def test_what_is_wrong_with_the_index_is_said_in_french(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "CURRENT").write_text("1\n")
    with pytest.raises(GenerationError) as nothing:
        Generation(tmp_path / "index" / "g000001")
    with pytest.raises(GenerationError) as named:
        current(tmp_path)
    for error in (nothing.value, named.value):
        assert said(app, str(error)), str(error)
