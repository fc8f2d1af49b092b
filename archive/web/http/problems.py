"""Errors for programs: RFC 9457, with a code that stays while its words may change, and English beside the visitor's language."""

from typing import Literal, get_args

import msgspec
from flask import Response

from archive.model.json_object import JsonObject
from archive.web.http.addresses import absolute
from archive.web.http.cors import allow_reading

MEDIA_TYPE = "application/problem+json"
Code = Literal[
    "bad-parameter", "unreadable", "unknown-episode", "episode-removed", "not-found", "method-not-allowed", "cursor-expired",
    "too-slow", "too-large", "busy", "no-index", "damaged", "failure",
]  # fmt: skip
"""What a program may rely on."""
CODES: tuple[Code, ...] = get_args(Code)
ROOMS = ("/api", "/iiif", "/oembed", "/feeds")
"""The addresses whose readers are programs."""


class Problem(JsonObject, frozen=True):
    """What went wrong. `type` is an address that explains the code, `parameter` the one that cannot be used; `title` and `detail`
    are in the visitor's language, `title_en` and `detail_en` in English."""

    type: str
    title: str
    status: int
    detail: str
    code: Code
    parameter: str | None
    title_en: str
    detail_en: str


def is_for_programs(path: str) -> bool:
    """Whether an address is one that programs read."""
    return any(path == room or path.startswith(f"{room}/") for room in ROOMS)


def problem_type(code: Code) -> str:
    """The address that explains a code: a line of the page /api."""
    return absolute(f"/api#{code}")


def problem_response(problem: Problem) -> Response:
    """The problem as it is sent."""
    return allow_reading(Response(msgspec.json.encode(problem), problem.status, content_type=MEDIA_TYPE))
