"""The glossary at the desk: what an entry would add before it is kept, and what staff decide of it."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answered

from archive.library import GlossaryEntry, GlossaryState, Library
from archive.operations.errors import OperationError
from archive.operations.glossary import as_csv, of_csv, preview, put_entries, refuse_everyday
from archive.search import NOT_ANSWERING
from archive.sheets import saved_text
from archive.web.site import index, library, site
from archive.web.staff import authentication
from archive.web.staff.writing import refused, write

LONGEST, MOST = 200, 200
"""Characters of a field of an entry, and entries of one form."""
STATES: dict[str, GlossaryState] = {"confirm": "confirmed", "refuse": "refused"}
ADDED = "added by staff"


def add_to(pages: Blueprint) -> None:
    """Adds the routes to the staff's room."""
    pages.get("/glossary")(glossary)
    pages.get("/glossary/preview")(preview_entries)
    pages.post("/glossary")(decide)
    pages.get("/glossary.csv")(export_glossary)
    pages.post("/glossary.csv")(import_glossary)


def glossary() -> str:
    """All entries, those that staff decided on first, and a field for another."""
    order = {"confirmed": 0, "suggested": 1, "refused": 2}
    entries = sorted(library().glossary(), key=lambda one: (order[one.state], one.name.casefold(), one.heard))
    return render_template(
        "staff_glossary.html", entries=entries, word=authentication.form_word(), may_read=site().reader is not None
    )


def preview_entries() -> str | Answered:
    """The moments that entries would add, before they are kept."""
    entries = tuple(_entries(request.args))
    if not entries:
        abort(400)
    found = preview(library(), index(), entries)
    return render_template(
        "staff_preview.html", entries=entries, found=found, word=authentication.form_word(), may_read=site().reader is not None
    )


def decide() -> Answered:
    """Confirms or refuses names and forms of them; publishing links them again."""
    state = STATES.get(request.form["do"])
    entries = tuple(_entries(request.form, state or "confirmed"))
    if state is None or not entries:
        abort(400)
    if state == "confirmed" and "anyway" not in request.form:
        try:
            refuse_everyday(library(), index(), entries)
        except OperationError as error:
            return refused(error)
        except NOT_ANSWERING:  # nothing to hold them against
            pass
    return write(lambda opened, _reader: put_entries(opened, entries), url_for("staff.desk") + "#s-glo")


def _entries(given: "MultiDict[str, str]", state: GlossaryState = "confirmed") -> Iterator[GlossaryEntry]:
    """The entries of a form: a name, what was heard, the show and the evidence of each; one name alone stands for all
    its forms."""
    names, heard = given.getlist("name"), given.getlist("heard") or [""]
    shows, evidence = given.getlist("show") or [""], given.getlist("evidence") or [ADDED]
    if len(heard) > MOST or not all(len(one) in (1, len(heard)) for one in (names, shows, evidence)):
        abort(400)
    for place, form in enumerate(heard):
        name, show, why = (one[place if len(one) > 1 else 0].strip()[:LONGEST] for one in (names, shows, evidence))
        if name:
            yield GlossaryEntry(name, form.strip()[:LONGEST], show or None, state, why)


def export_glossary() -> Response:
    """The entries as CSV."""
    response = make_response(as_csv(library().glossary()))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="glossary.csv"'
    return response


def import_glossary() -> Answered:
    """Takes the entries of a CSV."""
    file = request.files.get("file")
    text = saved_text(file.read()) if file else ""
    return write(lambda opened, _reader: _take(opened, text), url_for("staff.glossary"))


def _take(opened: Library, text: str) -> int:
    return put_entries(opened, of_csv(text))
