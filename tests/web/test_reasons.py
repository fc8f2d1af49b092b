"""French at the desk is French: every reason, and every error that has a code, is said in it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from flask import Flask

from archive.errors import PresentableError
from archive.library import Library, LibraryError, LibraryLocked, UnknownEpisode
from archive.model.reasons import CODES, FACTS, Reason, reason, worded
from archive.search.generations import Generation, GenerationError, current
from archive.web import IndexProvider, Site, create_app
from archive.web.presentation import reasons
from tests.web.test_staff import SETTINGS

ROOT = Path(__file__).parents[2]


def test_every_reason_is_said_in_french_but_words_alone() -> None:
    assert set(reasons.REASONS) == CODES - {"worded"}
    assert set(reasons.FACTS) == set(FACTS)


def codes_raised() -> Iterator[str]:
    """Every code that is given to an error, and every one of a class of errors."""
    for path in sorted(path for room in ("archive", "ingest") for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                yield from (
                    word.value.value for word in node.exc.keywords if word.arg == "code" and isinstance(word.value, ast.Constant)
                )
            elif isinstance(node, ast.ClassDef):
                yield from (one.value.value for one in node.body if is_code(one))  # type: ignore[attr-defined]


def is_code(node: ast.stmt) -> bool:
    named = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "code"
    return named and isinstance(node.value, ast.Constant) and bool(node.value.value)  # type: ignore[attr-defined]


def test_every_error_with_a_code_is_said_in_french() -> None:
    assert set(codes_raised()) == set(reasons.ERRORS) - {"unknown-episode"}
    assert UnknownEpisode("la-digue").code in reasons.ERRORS


@pytest.fixture(scope="module")
def app(sample_library: Path) -> Iterator[Flask]:
    with Library.open(sample_library, read_only=True) as library:
        yield create_app(Site(IndexProvider(sample_library), library, SETTINGS))


def said(app: Flask, why: Reason | PresentableError, language: str = "fr") -> str | None:
    with app.test_request_context(f"/?lang={language}"):
        return reasons.said(why)


@pytest.mark.parametrize("code", sorted(CODES - {"worded"}))
def test_each_reason_of_a_reader_is_said_in_french(app: Flask, code: str) -> None:
    facts = {name: "12" for _, name, _, _ in Formatter().parse(reasons.REASONS[code]) if name and name != "missing"}
    why = Reason(code, facts | ({"missing": "date,show"} if "{missing}" in reasons.REASONS[code] else {}))
    french = said(app, why)
    assert french
    assert french.endswith(".")
    assert "{" not in french


def test_what_the_page_says_is_kept_as_it_is(app: Flask) -> None:
    started = reason("segment-start", number=3, text="7:6x%s{x}")
    assert said(app, started) == "Le segment 3 commence à une heure illisible\u00a0: '7:6x%s{x}'."
    assert said(app, Reason.of_error(ValueError("début"))) == "Une erreur du programme\u202f; son message\u00a0: début."
    assert said(app, worded("no idea")) is None


def test_what_the_archive_adds_to_a_reason_is_french_too(app: Flask) -> None:
    whole = said(app, reason("no-said-segments", reason("saved-before", slug="la-digue")))
    assert whole == "Du JSON sans transcription. Une version antérieure a donné la-digue, qui reste en ligne."
    assert said(app, reason("unlike-show", missing="date,people")) == (
        "Il manque la date, les personnes, que les pages précédentes de l’émission indiquaient."
    )


def test_where_english_is_read_the_reason_stands_as_it_is(app: Flask) -> None:
    assert said(app, reason("no-said-segments"), "en") is None


def test_a_decision_that_cannot_be_done_says_so_in_french(app: Flask) -> None:
    assert said(app, LibraryLocked(Path("/x/lock"), "pid 4 since noon"))
    assert said(app, UnknownEpisode("la-digue")) == "Aucun épisode ne s’appelle la-digue."
    assert said(app, LibraryError("something else")) is None


def test_what_is_wrong_with_the_index_is_said_in_french(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "CURRENT").write_text("1\n")
    with pytest.raises(GenerationError) as nothing:
        Generation(tmp_path / "index" / "g000001")
    with pytest.raises(GenerationError) as named:
        current(tmp_path)
    for error in (nothing.value, named.value):
        assert said(app, error), str(error)
