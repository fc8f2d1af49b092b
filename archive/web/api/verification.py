"""Quotations checked: POST /api/v1/verify. What is sent is answered and forgotten: no page is kept, and nothing is
counted."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec
from flask import Blueprint, Response, request
from msgspec import Meta

from archive.exports import quotations_of, verdicts_as_csv
from archive.model.episode import JsonObject
from archive.search import Index
from archive.search.filters import Filters
from archive.search.shown.answer_json import VerdictJson, verdict_object
from archive.web.api.questions import PREFIXES
from archive.web.http import headers
from archive.web.http.search_params import BadSearchParams, parse_search_params
from archive.web.site import index, settings

pages = headers.readable_from_anywhere(Blueprint("verification", __name__))

MOST_QUOTATIONS = 50
"""Of one request: each has a budget of its own, and is a part of the answer."""
LONGEST = 2000
"""Characters of a quotation: some 300 words, as many as are read of one."""
MOST_BYTES = MOST_QUOTATIONS * (4 * LONGEST + 100)
"""Of a body: as many quotations, each as long, as may be sent, in any script (four bytes a character), and what
stands between; less than would be put in a temporary file."""


class QuotationsJson(JsonObject, frozen=True):
    """Quotations to be checked."""

    quotations: Annotated[tuple[Annotated[str, Meta(max_length=LONGEST)], ...], Meta(min_length=1, max_length=MOST_QUOTATIONS)]


class VerdictsJson(JsonObject, frozen=True):
    """What the archive tells of each quotation, in their order."""

    verdicts: tuple[VerdictJson, ...]


def verify() -> Response:
    """Whether each quotation is said: exactly, nearly (with what differs), or not found. The filters of a search may
    stand in the address. A body of JSON is answered in JSON; of CSV or lines, in CSV."""
    texts = _quotations()
    told = _told(index().pin(), texts, parse_search_params(request.args).filters())
    if _is_json():
        return headers.in_parts(_as_json(told), "application/json")
    return headers.in_parts(verdicts_as_csv(told), "text/csv; charset=utf-8")


def _told(held: Index, texts: Sequence[str], filters: Filters) -> Iterator[VerdictJson]:
    """A verdict after the other, as each is taken."""
    base = settings().base_url
    return (verdict_object(held.verify(text, filters=filters), base) for text in texts)


def _as_json(told: Iterator[VerdictJson]) -> Iterator[str]:
    """VerdictsJson, a verdict a part."""
    before = '{"verdicts":['
    for one in told:
        yield before + msgspec.json.encode(one).decode()
        before = ","
    yield "]}"


for _prefix in PREFIXES:
    pages.add_url_rule(f"{_prefix}/verify", "verify", verify, methods=["POST"])


def _is_json() -> bool:
    return request.mimetype in {"application/json", "application/x-www-form-urlencoded", ""}


def _lines(text: str) -> Sequence[str]:
    return quotations_of(text, is_table=request.mimetype == "text/csv")


def _quotations() -> Sequence[str]:
    """What is to be checked. Raises BadSearchParams for what cannot be read, or is too much for one request."""
    request.max_content_length = MOST_BYTES
    body = request.get_data(cache=False)
    try:
        found = msgspec.json.decode(body, type=QuotationsJson).quotations if _is_json() else _lines(body.decode("utf8"))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadSearchParams("quotations", str(error)[:60], "body") from error
    if len(found) > MOST_QUOTATIONS:
        raise BadSearchParams("quotations", str(len(found)), "number", least=1, most=MOST_QUOTATIONS)
    return found
