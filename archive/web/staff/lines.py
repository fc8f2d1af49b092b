"""Correcting a transcript line by line, where it stands; and what listeners say is not what is said."""

import re

from flask import Blueprint, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Answered

from archive.model.episode import Removed
from archive.operations.errors import OperationError
from archive.operations.proposals import accept, refuse
from archive.operations.same_words import SameWords, same_words_elsewhere
from archive.operations.takedown import correct
from archive.search import NOT_ANSWERING
from archive.text.timecode import clock
from archive.web.presentation.transcript import Ids
from archive.web.site import index, library, settings, site
from archive.web.staff import authentication
from archive.web.staff.writing import Work, number_of, write


def add_to(pages: Blueprint) -> None:
    """Adds the routes to the staff's room."""
    pages.get("/lines")(lines)
    pages.post("/lines")(correct_line)
    pages.post("/put-back")(put_back)
    pages.post("/proposals/<number>")(settle)


def lines() -> str | Answered:
    """The transcript of an episode, each line to be corrected in its place."""
    slug = slug_in(request.args.get("slug", ""))
    episode = library().episode(slug)
    if episode is None:
        return make_response(render_template("staff_page.html", name=slug, episode=None), 404)
    ids = Ids(episode.cues).names
    chosen = request.args.get("line", "")
    return render_template(
        "staff_lines.html",
        episode=episode,
        lines=list(zip(ids, episode.cues, strict=True)),
        chosen=chosen,
        proposed=request.args.get("text", "")[:1000],
        same=_same(slug, where_of(chosen)),
        unfit=[one.correction for one in library().lines(slug) if one.cue is None],
        word=authentication.form_word(),
        may_read=site().reader is not None,
    )


def correct_line() -> Answered:
    """Lays other words over a line; no words at all take the correction back."""
    slug, line = request.form["slug"], request.form["line"]
    to = url_for("staff.lines", slug=slug, line=line) + f"#{line}"
    return write(lambda opened, reader: correct(opened, reader, slug, {}, (where_of(line), request.form["text"])), to)


def put_back() -> Answered:
    """Gives a line that was removed back to the description, as a correction of it."""
    slug, line = request.form["slug"], request.form["text"].strip()
    episode = library().episode(slug)
    if episode is None or line not in {part for one in episode.removed for part in removed_lines(one)}:
        abort(404)
    whole = f"{episode.description}\n{line}".strip()
    return write(
        lambda opened, reader: correct(opened, reader, slug, {"description": whole}), url_for("staff.episode_page", slug=slug)
    )


def settle(number: str) -> Answered:
    """Accepts what a listener proposed, as a correction, or lets it go."""
    wanted = number_of(number)
    works: dict[str, Work] = {
        "accept": lambda opened, reader: accept(opened, reader, wanted, settings().zone),
        "refuse": lambda opened, _reader: refuse(opened.directory, wanted, settings().zone),
    }
    work = works.get(request.form["do"])
    if work is None:
        abort(400)
    return write(work, url_for("staff.desk") + "#prop")


_NOTES = ("encoding", "captions out of order", "times that go back", "unreadable segment", "read as")
"""What the cleaner notes and did not remove."""
_COUNT = re.compile(r"\d+ lines: ")
"""How many lines stood there: the cleaner's words before the page's own."""
_CUT = 200
"""A sample of so many characters ends within a line, which is no line of the page's."""


def removed_lines(removed: Removed) -> tuple[str, ...]:
    """The lines of the page that were removed, one by one, as far as they are kept whole; none of what is only a note."""
    if removed.rule in _NOTES:
        return ()
    counted = _COUNT.match(removed.sample)
    lines = removed.sample[counted.end() if counted else 0 :].split(" / ")
    return tuple(line for line in lines[: -1 if len(removed.sample) >= _CUT else None] if any(map(str.isalnum, line)))


def slug_in(address: str) -> str:
    """The slug of an episode's address, or the slug alone."""
    return address.strip().rstrip("/").rpartition("/")[2].partition("?")[0].partition("#")[0]


def where_of(line: str) -> str:
    """The id of a line (`t749-2`) as the clock that a command takes."""
    second, _, nth = line.removeprefix("t").partition("-")
    return (clock(int(second) * 1000) if second.isascii() and second.isdigit() else second) + (f"-{nth}" if nth else "")


def _same(slug: str, where: str) -> tuple[SameWords, ...]:
    """The other lines with the same words; none where no index can be asked: the line is corrected all the same."""
    try:
        return same_words_elsewhere(library(), index(), slug, where)
    except (OperationError, *NOT_ANSWERING):
        return ()
