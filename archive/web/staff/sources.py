"""Sources at the desk: those that were taught, and a kept page with what somebody says of it, tried and then kept."""

from flask import Blueprint, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as Answered

from archive.errors import PresentableError
from archive.library import Library, LibraryError
from archive.operations.errors import OperationError
from archive.operations.taught_sources import FIELDS, PEOPLE, PageToTeach, Teacher, TriedLesson, TypedLesson
from archive.web.presentation import reasons
from archive.web.site import library, site
from archive.web.staff import authentication
from archive.web.staff.line_corrections import slug_in
from archive.web.staff.writing import back_to

RECENT = 30
"""So many pages are listed to choose from."""
LONGEST, LONGEST_NAME = 2000, 60
"""Characters of a typed value, and of a source's name."""


def add_to(pages: Blueprint) -> None:
    """Adds the routes to the staff's room."""
    pages.get("/sources")(sources)
    pages.get("/sources/page")(page_to_teach)
    pages.post("/sources/page")(teach)


def _teacher() -> Teacher:
    """Who teaches; there is no such page where nobody does."""
    return site().teacher or abort(404)


def sources() -> str | Answered:
    """The sources that were taught, and the pages kept last, of a show if one is named, to teach with."""
    show = request.args.get("show", "").strip()[:200]
    listed = library().listed()
    why = None
    try:
        taught = _teacher().sources()
    except OperationError as error:
        taught, why = (), error
    return render_template(
        "staff_sources.html",
        sources=taught,
        why=why,
        reasons=reasons,
        show=show,
        shows=sorted({one.show for one in listed if one.show}),
        recent=[one for one in listed if show in ("", one.show)][:RECENT],
        kept=request.args.get("kept", "")[:LONGEST_NAME],
        read_again=request.args.get("read", 0, type=int),
    )


def page_to_teach() -> str | Answered:
    """A page with its lines, and a field for each value, filled with what is read today."""
    teacher, slug = _teacher(), slug_in(request.args.get("slug", ""))
    try:
        page = teacher.page(library(), slug)
    except (LibraryError, OperationError) as error:
        return make_response(_refused(error), 404 if isinstance(error, LibraryError) else 409)
    return _form(page, TypedLesson(slug, page.source, page.today))


def teach() -> str | Answered:
    """Tries what was typed on the source's other pages, or keeps it; what cannot be learned is said above the form, in
    which everything typed still stands."""
    authentication.check_form()
    teacher, lesson, does = _teacher(), _typed(), request.form["do"]
    if does not in ("try", "keep"):
        abort(400)
    try:
        page = teacher.page(library(), lesson.slug)
    except (LibraryError, OperationError) as error:
        return make_response(_refused(error), 404 if isinstance(error, LibraryError) else 409)
    try:
        if does == "try":
            return _form(page, lesson, teacher.attempt(library(), lesson))
        with Library.open(library().directory) as opened:
            opened.who = authentication.who()
            kept = teacher.keep(opened, lesson)
    except (LibraryError, OperationError) as error:
        return make_response(_form(page, lesson, why=error), 409)
    return back_to(url_for("staff.sources", kept=kept.source, read=kept.read_again))


def _typed() -> TypedLesson:
    given = {name: request.form.get(name, "").replace("\r\n", "\n").strip()[:LONGEST] for name in FIELDS}
    nowhere = set(request.form.getlist("none"))
    return TypedLesson(
        slug_in(request.form["slug"]),
        " ".join(request.form.get("source", "").split())[:LONGEST_NAME],
        given,
        tuple(name for name in FIELDS if name in nowhere),
    )


def _form(page: PageToTeach, lesson: TypedLesson, tried: TriedLesson | None = None, why: PresentableError | None = None) -> str:
    return render_template(
        "staff_teach.html",
        page=page,
        lesson=lesson,
        tried=tried,
        why=why,
        reasons=reasons,
        fields=FIELDS,
        people=PEOPLE,
        word=authentication.form_word(),
    )


def _refused(why: PresentableError) -> str:
    return render_template("staff_refused.html", why=why, reasons=reasons, typed=[], to="", word=authentication.form_word())
