"""Pages that were saved: those that are held back, and those that episodes came of."""

from collections.abc import Callable

from flask import Blueprint, abort, make_response, render_template, request
from werkzeug.wrappers import Response as Answered

from archive.library import Library
from archive.library.corrections import as_lines
from archive.model.episode import Episode
from archive.model.page import RawPage, Reader, Refusal
from archive.operations import quarantine
from archive.operations.coverage import coverage_of
from archive.operations.errors import OperationError
from archive.web.presentation import reasons
from archive.web.site import library, site
from archive.web.staff import authentication, line_corrections
from archive.web.staff.writing import number_of, write

BEGINNING = 4000


def add_to(pages: Blueprint) -> None:
    """Adds the routes to the staff's room."""
    pages.get("/quarantine/<number>")(held_page)
    pages.post("/quarantine/<number>")(work_off)
    pages.get("/episode")(episode_page)


def held_page(number: str) -> str:
    """A page that is held back: why, at which line, what would mend it, what the cleaner makes of it and removes, and
    the page as it was saved."""
    try:
        found, page = quarantine.held(library(), number_of(number))
    except OperationError:
        abort(404)
    reader = site().reader
    fault = quarantine.line_at_fault(found, page, reader) if reader else None
    read = fault.read if fault else None
    return render_template(
        "staff_page.html",
        name=found.origin,
        held=found,
        reasons=reasons,
        refusal=read if isinstance(read, Refusal) and read.reason != found.reason else None,
        fault=fault,
        pieces=line_corrections.removed_lines,
        episode=read if isinstance(read, Episode) else None,
        saved=_beginning(page),
        word=authentication.form_word(),
        may_read=reader is not None,
    )


def work_off(number: str) -> Answered:
    """Reads a page again, takes it as it is, or throws it away."""
    works: dict[str, Callable[[Library, Reader, tuple[int]], object]] = {
        "retry": quarantine.retry,
        "accept": quarantine.accept,
        "drop": lambda opened, _reader, numbers: quarantine.throw_away(opened, numbers),
    }
    work, wanted = works.get(request.form["do"]), number_of(number)
    if work is None:
        abort(400)
    return write(lambda opened, reader: work(opened, reader, (wanted,)))


def episode_page() -> str | Answered:
    """An episode of the archive: where it came from, what the cleaner removed, what staff corrected, what is missing of
    it."""
    slug = line_corrections.slug_in(request.args.get("slug", ""))
    held = library()
    episode = held.episode(slug)
    page = held.page(slug) if episode else None
    if episode is None or page is None:
        return make_response(render_template("staff_page.html", name=slug, episode=None), 404)
    return render_template(
        "staff_page.html",
        name=episode.title,
        slug=slug,
        episode=episode,
        fields=as_lines(episode),
        reasons=reasons,
        page=page,
        saves=held.saves(slug),
        edits=held.edits(slug),
        covered=coverage_of(episode),
        pieces=line_corrections.removed_lines,
        word=authentication.form_word(),
        may_read=site().reader is not None,
        saved=_beginning(page),
    )


def _beginning(page: RawPage) -> str:
    """The first lines of a page as it was saved."""
    return page.body[:BEGINNING].decode("utf-8", "replace")
