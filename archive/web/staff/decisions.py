"""What staff decide: corrections of a page, taking episodes down, and what is published."""

import datetime as dt
import sys
import time
from pathlib import Path

import msgspec
from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Answered

from archive.library import Decision
from archive.library.corrections import FIELDS, as_lines
from archive.library.lock import holder_of
from archive.operations.corrections import correct, undo
from archive.operations.errors import OperationError
from archive.operations.reindex import roll_back
from archive.operations.takedown import give_back, take_down
from archive.processes import begin_command
from archive.web.presentation import desk as presentation
from archive.web.site import library, site
from archive.web.staff import authentication
from archive.web.staff.line_corrections import slug_in
from archive.web.staff.writing import back_to, number_of, refused, write

MOST_TEXT = 20_000


def add_to(pages: Blueprint) -> None:
    """Adds the routes to the staff's room."""
    pages.post("/edit")(edit)
    pages.post("/remove")(remove)
    pages.post("/publish")(publish)
    pages.post("/rollback")(back)
    pages.get("/decisions")(decided)
    pages.get("/decisions.jsonl")(export_decisions)
    pages.post("/undo/<number>")(undo_one)


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
    """Has what waits indexed and published, by a command beside the site; in spite of a loss only where that is asked
    for."""
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


SHOWN = 200


def _wanted() -> tuple[Decision, ...]:
    """The decisions of the person, the object and the day that are asked for."""
    who, key, day = (request.args.get(name, "").strip() for name in ("who", "of", "day"))
    every = library().decisions()
    return tuple(
        one for one in every if who in ("", one.who) and (not key or key in one.objects) and (not day or one.at.startswith(day))
    )


def decided() -> str:
    """What staff decided, the newest first, by person, object and day; each to be taken back."""
    found = _wanted()
    people = sorted({one.who for one in library().decisions()})
    return render_template(
        "staff_decisions.html",
        found=found[:SHOWN],
        many=len(found),
        people=people,
        words=presentation,
        when=dt.datetime.fromisoformat,
        word=authentication.form_word(),
        may_read=site().reader is not None,
    )


def export_decisions() -> Response:
    """The same as JSON lines."""
    response = make_response(b"".join(msgspec.json.encode(one) + b"\n" for one in _wanted()))
    response.headers["Content-Type"] = "application/jsonl; charset=utf-8"
    return response


def undo_one(number: str) -> Answered:
    """Takes a decision back."""
    wanted = number_of(number)
    return write(lambda opened, reader: undo(opened, reader, wanted), url_for("staff.decided"))
