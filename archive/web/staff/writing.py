"""The one way in which the staff page writes: as a command would, under the library's lock."""

from collections.abc import Callable

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answered

from archive.errors import PresentableError
from archive.library import Library, LibraryError
from archive.model.page import Reader
from archive.operations.errors import OperationError
from archive.search.generations import GenerationError
from archive.web.presentation import reasons
from archive.web.site import library, site
from archive.web.staff import authentication

Work = Callable[[Library, Reader], object]


def write(work: Work, to: str = "") -> Answered:
    """Writes to the library, then leads to the desk or another page; what cannot be done is said there. Aborts with 400
    where the form is none of ours."""
    authentication.check_form()
    reader = site().reader
    if reader is None:
        return back_to(url_for("staff.desk"))
    try:
        with Library.open(library().directory) as opened:
            opened.who = authentication.who()
            work(opened, reader)
    except (LibraryError, OperationError, GenerationError) as error:
        return refused(error)
    return back_to(to or url_for("staff.desk"))


def refused(why: PresentableError) -> Answered:
    """The page that says why nothing was done, with what was typed, to be sent again."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != authentication.FIELD]
    page = render_template(
        "staff_refused.html", why=why, reasons=reasons, typed=typed, to=request.path, word=authentication.form_word()
    )
    return make_response(page, 409)


def back_to(address: str) -> Answered:
    """Leads to a page after a form."""
    return redirect(address, 303)


MOST_DIGITS = 18
"""One less than SQLite's greatest number has."""


def number_of(text: str) -> int:
    """The number that an address names; what SQLite has no number for is no page (404)."""
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        abort(404)
    return int(text)
