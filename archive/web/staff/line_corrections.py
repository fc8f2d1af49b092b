"""Correcting a transcript line by line, where it stands; and what listeners say is not what is said."""

import re

from flask import Blueprint, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Answered

from archive.library import Library
from archive.model.episode import Removed
from archive.model.page import Reader
from archive.operations.corrections import (
    SameWords,
    WrongLine,
    accept,
    correct,
    correct_lines,
    name_speaker,
    refuse,
    same_words_elsewhere,
    voices,
    wrong_lines,
)
from archive.operations.errors import OperationError
from archive.search import NOT_ANSWERING, Index
from archive.text.timecode import clock
from archive.transcripts.addresses import Ids
from archive.web.presentation import reasons
from archive.web.site import index, library, settings, site
from archive.web.staff import authentication
from archive.web.staff.writing import Work, back_to, number_of, write


def add_to(pages: Blueprint) -> None:
    """Adds the routes to the staff's room."""
    pages.get("/lines")(lines)
    pages.post("/lines")(correct_line)
    pages.post("/put-back")(put_back)
    pages.post("/proposals/<number>")(settle)
    pages.get("/correct")(wrong_words)
    pages.post("/correct")(correct_words)
    pages.get("/speakers")(speakers)
    pages.post("/speakers")(name_speakers)


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


def wrong_words() -> str:
    """Every line that holds some words, each as it would read with others in their place, to be kept or left."""
    wrong, right = (request.args.get(name, "").strip()[:200] for name in ("wrong", "right"))
    show = request.args.get("show", "").strip() or None
    found: tuple[WrongLine, ...] = ()
    why = None
    if wrong and right:
        try:
            found = wrong_lines(library(), _index(), wrong, right, show)
        except OperationError as error:
            why = error
    asked = {"wrong": wrong, "right": right, "show": show or ""}
    return render_template("staff_correct.html", found=found, asked=asked, why=why, reasons=reasons, **_of_staff())


def correct_words() -> Answered:
    """Corrects the lines that were left marked, as one decision."""
    wrong, right = (request.form[name].strip()[:200] for name in ("wrong", "right"))
    show, marked = request.form.get("show", "").strip() or None, set(request.form.getlist("line"))

    def work(opened: Library, reader: Reader) -> None:
        lines = [one for one in wrong_lines(opened, _index(), wrong, right, show) if one.key in marked]
        if lines:
            correct_lines(opened, reader, wrong, right, lines)

    return write(work, url_for("staff.decided"))


def speakers() -> str | Answered:
    """The voices of an episode: how long each speaks, its longest line to hear, whom it may be, who it is by staff's
    word."""
    slug = slug_in(request.args.get("slug", ""))
    episode = library().episode(slug)
    if episode is None:
        return make_response(render_template("staff_page.html", name=slug, episode=None), 404)
    people = [person.name for person in episode.people]
    return render_template("staff_speakers.html", episode=episode, voices=voices(library(), slug), people=people, **_of_staff())


def name_speakers() -> Answered:
    """Keeps the names that were given to voices, as one decision."""
    slug = request.form["slug"]
    pairs = zip(request.form.getlist("label"), request.form.getlist("name"), strict=False)
    named = library().speakers(slug)
    changed = {label: name.strip() for label, name in pairs if name.strip() != named.get(label, "")}
    to = url_for("staff.speakers", slug=slug)
    return write(lambda opened, reader: name_speaker(opened, reader, slug, changed), to) if changed else back_to(to)


def _index() -> Index | None:
    """The index; None where none can be asked: then every episode is read."""
    try:
        return index()
    except NOT_ANSWERING:
        return None


def _of_staff() -> dict[str, object]:
    return {"word": authentication.form_word(), "may_read": site().reader is not None}


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
    """The lines of the page that were removed, one by one, as far as they are kept whole; none of what is only a
    note."""
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
