"""The API's addresses, each declared once: what answers it, what may be asked, what is given. Routes, schema and the page /api are
made of this list."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from flask import Blueprint, Response

from archive.web.api.questions import Question
from archive.web.http import headers, page_cache
from archive.web.http.error_pages import Code

View = Callable[..., Response]
PREFIXES = ("/api", "/api/v1")
"""An address has two names: the older one, and the one whose meaning is promised to stay."""

pages = page_cache.serve_from_cache(headers.readable_from_anywhere(headers.validate_with_etag(Blueprint("api", __name__))))


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: its path below the prefixes, what it does in the language that is spoken, its parameters, the type it gives and
    how that is sent, the problems it may have besides bad parameters, and an example that works in any archive."""

    name: str
    path: str
    summary: Callable[[], str]
    asks: type[Question]
    gives: Any
    media_type: str = "application/json"
    problems: tuple[Code, ...] = ()
    example: str = ""


@dataclass(slots=True)
class _Declared:
    """Filled while the endpoints' module is read, and never after."""

    operations: list[Operation] = field(default_factory=list)


_DECLARED = _Declared()


def operations() -> tuple[Operation, ...]:
    """All addresses, in the order in which they are declared."""
    return tuple(_DECLARED.operations)


def operation(path: str, summary: Callable[[], str], asks: type[Question], gives: Any, **more: Any) -> Callable[[View], View]:
    """Declares what a function answers."""

    def declared(view: View) -> View:
        _DECLARED.operations.append(Operation(view.__name__, path, summary, asks, gives, **more))
        for prefix in PREFIXES:
            pages.add_url_rule(prefix + path, view.__name__, view, methods=["GET"])
        return view

    return declared


def sent(value: object, media_type: str = "application/json") -> Response:
    """A value of the API's types, as JSON."""
    return Response(msgspec.json.encode(value), content_type=media_type)
