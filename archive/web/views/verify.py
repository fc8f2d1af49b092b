"""A page to check quotations: one a line, or a table of them. What is sent is answered and forgotten; no page of it is
kept."""

from collections.abc import Iterable, Iterator, Sequence

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from archive.exports import QuotedTable, quoted_table, saved_text, verdicts_as_csv
from archive.search.quoted.nearly import Quotation
from archive.search.shown.answer import Verdict
from archive.search.shown.answer_json import verdict_object
from archive.web.api.verification import MOST_BYTES, MOST_QUOTATIONS
from archive.web.http import headers
from archive.web.http.addresses import site_address
from archive.web.site import index

pages = Blueprint("verify", __name__)
_ROWS = Markup("<!-- rows -->")
"""Where the rows stand in the page: typed text is escaped, and cannot say so."""
MOST_CLAUSES = 12
"""Clauses of quotations that nobody says whole that a page looks for."""


@pages.get("/verify")
def form() -> str:
    """The empty form."""
    return render_template("verify.html", typed="", many=0, asked=False, left=0, most=MOST_QUOTATIONS)


@pages.post("/verify")
def verdicts() -> Response:
    """A row a quotation: said word for word, nearly so (with what differs) or not found; as a file where `as` is
    csv."""
    asked, table = _quotations()
    held, base = index().pin(), site_address()
    told = (held.verify(one) for one in asked[:MOST_QUOTATIONS])
    if request.form.get("as") != "csv" or not asked:
        return headers.in_parts(_page(asked, told), "text/html; charset=utf-8")
    rows = verdicts_as_csv((verdict_object(one, base) for one in told), table, headers.asked_sheet())
    return headers.as_file(rows, "text/csv; charset=utf-8", "verify", "csv")


def _page(asked: Sequence[str], told: Iterable[Verdict]) -> Iterator[str]:
    """The page, a part for each row."""
    many = min(len(asked), MOST_QUOTATIONS)
    stated = {"typed": "\n".join(asked), "asked": True, "left": len(asked) - many, "most": MOST_QUOTATIONS}
    before, _, behind = render_template("verify.html", many=many, rows=_ROWS, **stated).partition(_ROWS)
    for one, apart in _with_clauses(told):
        yield before + render_template("verify_row.html", one=one, apart=apart)
        before = ""
    yield before + behind


def _with_clauses(told: Iterable[Verdict]) -> Iterator[tuple[Verdict, list[Verdict]]]:
    """Each verdict; of a quotation that nobody says, even nearly, with those on its clauses, where one of them is
    said."""
    left = MOST_CLAUSES
    for one in told:
        clauses = Quotation(one.quotation).clauses if one.outcome == "not-found" else ()
        several = 2 <= len(clauses) <= left
        left -= len(clauses) if several else 0
        apart = [index().verify(clause) for clause in clauses] if several else []
        yield one, apart if any(part.outcome == "exact" for part in apart) else []


def _quotations() -> tuple[Sequence[str], QuotedTable]:
    """Those of the file where one is sent, else those typed, and the table in which they came."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    file = request.files.get("file")
    sent = saved_text(file.read()) if file else ""
    is_table = bool(sent and file and (file.filename or "").endswith((".csv", ".tsv")))
    typed = sent or request.form.get("quotations", "")
    table = quoted_table(typed, is_table=is_table)
    return table.quotations, table
