"""A page to check quotations: one a line, or a table of them. What is sent is answered and forgotten; no page of it is
kept."""

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request

from archive.exports import QuotedTable, quoted_table, saved_text, verdicts_as_csv
from archive.search.shown.answer_json import verdict_object
from archive.web.api.verification import MOST_BYTES, MOST_QUOTATIONS
from archive.web.http import headers
from archive.web.http.addresses import site_address
from archive.web.site import index

pages = Blueprint("verify", __name__)


@pages.get("/verify")
def form() -> str:
    """The empty form."""
    return render_template("verify.html", typed="", told=(), asked=False, left=0, most=MOST_QUOTATIONS)


@pages.post("/verify")
def verdicts() -> str | Response:
    """A row a quotation: said word for word, nearly so (with what differs) or not found; as a file where `as` is
    csv."""
    asked, table = _quotations()
    told = [index().verify(one) for one in asked[:MOST_QUOTATIONS]]
    if request.form.get("as") != "csv" or not told:
        left = max(0, len(asked) - MOST_QUOTATIONS)
        return render_template("verify.html", typed="\n".join(asked), told=told, asked=True, left=left, most=MOST_QUOTATIONS)
    rows = verdicts_as_csv([verdict_object(one, site_address()) for one in told], table, headers.asked_sheet())
    return headers.as_file(rows, "text/csv; charset=utf-8", "verify", "csv")


def _quotations() -> tuple[Sequence[str], QuotedTable]:
    """Those of the file where one is sent, else those typed, and the table in which they came."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    file = request.files.get("file")
    sent = saved_text(file.read()) if file else ""
    is_table = bool(sent and file and (file.filename or "").endswith((".csv", ".tsv")))
    typed = sent or request.form.get("quotations", "")
    table = quoted_table(typed, is_table=is_table)
    return table.quotations, table
