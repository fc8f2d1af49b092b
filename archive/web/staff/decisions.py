"""What staff decide: golden queries, corrections of a page, taking episodes down, and what is published."""

import sys
import time
from pathlib import Path

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response as Answered

from archive.library import GoldenQuery, Library, UnknownEpisode
from archive.library.corrections import FIELDS, as_lines
from archive.library.lock import holder_of
from archive.operations.errors import OperationError
from archive.operations.reindex import roll_back
from archive.operations.takedown import correct, give_back, take_down
from archive.processes import begin_command
from archive.text.timecode import seconds_of_clock
from archive.web.site import library
from archive.web.staff import authentication
from archive.web.staff.lines import slug_in
from archive.web.staff.writing import back_to, refused, write

MOST_TEXT = 20_000


def add_to(pages: Blueprint) -> None:
    """Adds the routes to the staff's room."""
    pages.post("/golden")(golden)
    pages.post("/edit")(edit)
    pages.post("/remove")(remove)
    pages.post("/publish")(publish)
    pages.post("/rollback")(back)


def golden() -> Answered:
    """Keeps an eye on a query, or no longer."""
    query = " ".join(request.form["query"].split())[:500]
    if request.form["do"] == "drop":
        return write(lambda opened, _reader: opened.drop_golden(query), to=url_for("staff.desk") + "#s-gold")
    slug, at = slug_in(request.form["slug"]), request.form.get("at", "").strip()
    seconds = seconds_of_clock(at) if at else None
    return write(lambda opened, _reader: _put_golden(opened, query, slug, seconds), to=url_for("staff.desk") + "#s-gold")


def _put_golden(opened: Library, query: str, slug: str, seconds: int | None) -> None:
    if opened.episode(slug) is None:
        raise UnknownEpisode(slug)
    if not query:
        raise OperationError("a golden query needs words", code="no-words")
    opened.put_golden(GoldenQuery(query, slug, seconds))


def edit() -> Answered:
    """Lays corrections beside an episode: the fields that were changed, and an empty one takes its correction back."""
    slug = slug_in(request.form["slug"])
    episode = library().episode(slug)
    if episode is None:
        abort(404)
    stands = as_lines(episode)
    given = {field: _field(field) for field in FIELDS if field in request.form}
    changed = {field: value for field, value in given.items() if value != stands[field]}
    to = url_for("staff.episode_page", slug=slug)
    return write(lambda opened, reader: correct(opened, reader, slug, changed), to) if changed else back_to(to)


def _field(name: str) -> str:
    return request.form[name].replace("\r\n", "\n").strip()[:MOST_TEXT]


def remove() -> Answered:
    """Takes an episode down at once, or gives it back."""
    slug, reason = slug_in(request.form["slug"]), request.form.get("reason", "").strip()[:MOST_TEXT]
    if request.form["do"] == "restore":
        return write(lambda opened, reader: give_back(opened, reader, (slug,)))
    if not reason:
        abort(400)
    return write(lambda opened, reader: take_down(opened, reader, (slug,), reason))


def publish() -> Answered:
    """Has what waits indexed and published, by a command beside the site; in spite of a loss only where that is asked for."""
    authentication.check_form()
    try:
        begin(library().directory, force=request.form["do"] == "force")
    except OperationError as error:
        return refused(error)
    return back_to(url_for("staff.desk"))


def back() -> Answered:
    """Returns to the state before the last reindex."""
    return write(roll_back)


PATIENCE_S, STEP_S = 3.0, 0.05
"""How long the page waits for the command to have taken the library's lock, or to have ended."""


def begin(directory: Path, *, force: bool) -> None:
    """Begins a reindex. Raises OperationError where another command writes already."""
    lock = directory / "lock"
    if writer := holder_of(lock):
        raise OperationError(f"another command writes just now: {writer}", code="library-locked")
    words = ["reindex", *(["--force"] if force else [])]
    process = begin_command([sys.executable, "-m", "archive.cli", "--library", str(directory), *words])
    until = time.monotonic() + PATIENCE_S
    while process.poll() is None and not holder_of(lock) and time.monotonic() < until:
        time.sleep(STEP_S)
