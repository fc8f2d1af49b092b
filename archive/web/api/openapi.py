"""The API described for programs: OpenAPI 3.1, made of the types that answer and the types that ask: /api for people,
/api/openapi.json for programs."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec
from flask import Blueprint, Response, render_template

from archive.search.quotations.verdict import LONGEST
from archive.web.api.schemas import FILTERS_ASKED, FilteredQuestion, Operation, Question, bounds, operations, sent
from archive.web.http import headers, page_cache
from archive.web.http.addresses import site_address
from archive.web.http.error_pages import CODES, MEDIA_TYPE, Problem
from archive.web.i18n import gettext as _
from archive.web.i18n import speaking
from archive.web.site import settings
from archive.web.verification import MOST_BYTES, MOST_QUOTATIONS, QuotationsJson, VerdictsJson

VERSION = "1.0.0"
PREFIX = "/api/v1"
_REF = "#/components/schemas/{name}"
_ARGUMENT = re.compile(r"<(\w+)>")
_SCHEMAS_OF = partial(msgspec.json.schema_components, ref_template=_REF)
_STATUS = {"unknown-episode": "404", "not-found": "404", "episode-removed": "410", "cursor-expired": "409"}

Json = dict[str, Any]


def description(site_name: str) -> Json:
    """The whole document, for this site."""
    with speaking("en"):
        return {
            "openapi": "3.1.0",
            "info": {
                "title": site_name,
                "version": VERSION,
                "description": "Find what was said, to the second. Every address under /api/v1 answers under /api too.",
                "license": {"name": "MIT", "identifier": "MIT"},
            },
            "servers": [{"url": site_address() or "/"}],
            "paths": {
                **{PREFIX + braced(one.path): {"get": _operation(one)} for one in operations()},
                f"{PREFIX}/verify": {"post": _verification()},
            },
            "components": {"schemas": schemas()},
        }


def schemas() -> Json:
    """The schema of every type, by name; all of them closed."""
    given = [one.gives for one in operations()]
    _, components = _SCHEMAS_OF([*given, QuotationsJson, VerdictsJson, Problem])
    return dict(sorted(components.items()))


def _operation(one: Operation) -> Json:
    return {
        "operationId": one.name,
        "summary": one.summary(),
        "parameters": [*_in_path(one.path), *_in_query(one.asks)],
        "responses": {"200": _answer(one), "304": {"description": "Nothing has changed since the ETag."}, **_problems(one)},
    }


def _verification() -> Json:
    """Quotations checked: the one address that is sent something."""
    (asked, given), _ = _SCHEMAS_OF([QuotationsJson, VerdictsJson])
    lines: Json = {"text/csv": {}, "text/plain": {}}
    problem = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(name="Problem")}}}
    return {
        "operationId": "verify",
        "summary": f"Whether quotations are said: exactly, nearly or not; at most {MOST_QUOTATIONS} of {LONGEST:,} characters, "
        f"in {MOST_BYTES:,} bytes.",
        "parameters": [
            {"name": name, "in": "query", "required": False, **_parameter(told, None)}
            for name, told in _properties(FILTERS_ASKED).items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": asked}, **lines}},
        "responses": {
            "200": {
                "description": "A verdict each, in their order: JSON for JSON, else CSV.",
                "content": {"application/json": {"schema": given}, "text/csv": {"schema": {"type": "string"}}},
            },
            "400": {"description": "bad-parameter", "content": problem},
            "413": {"description": "too-large", "content": problem},
            "503": {"description": "busy, no-index, damaged", "content": problem},
        },
    }


def _answer(one: Operation) -> Json:
    (schema,), _ = _SCHEMAS_OF([one.gives])
    headers = {
        "ETag": {"schema": {"type": "string"}, "description": "changes with anything that the answer shows"},
        "Link": {"schema": {"type": "string"}, "description": 'rel="next", where a list goes on'},
    }
    return {"description": "The answer.", "headers": headers, "content": {one.media_type: {"schema": schema}}}


def _problems(one: Operation) -> Json:
    found: dict[str, list[str]] = {"400": ["bad-parameter"]}
    for code in one.problems:
        found.setdefault(_STATUS[code], []).append(code)
    found["503"] = ["busy", "no-index", "damaged"]
    beyond = {"414": {"description": "The address is longer than the server reads (4,094 bytes)."}}
    if "<" in one.path:
        beyond["308"] = {"description": "The name is written another way; Location has its own address."}
    schema = {"$ref": _REF.format(name="Problem")}
    return {
        status: {"description": ", ".join(codes), "content": {MEDIA_TYPE: {"schema": schema}}}
        for status, codes in sorted(found.items())
    } | beyond


def _in_path(path: str) -> Iterator[Json]:
    for name in _ARGUMENT.findall(path):
        # One segment of a path: what a slash or a dot would make of it is another address.
        schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[a-z0-9][a-z0-9-]*$"}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(kind: type[Question]) -> Iterator[Json]:
    own = _properties(kind)
    asked = {"lang": own["lang"]} | (_properties(FILTERS_ASKED) if issubclass(kind, FilteredQuestion) else {}) | own
    for name, told in asked.items():
        most = bounds(kind, name)[1] if name in own else None
        yield {"name": name, "in": "query", "required": False, **_parameter(told, most)}


def _properties(kind: type[msgspec.Struct]) -> Json:
    (schema,), components = _SCHEMAS_OF([kind])
    return dict(components[schema["$ref"].rpartition("/")[2]]["properties"])


def _parameter(told: Json, most: int | None) -> Json:
    """A parameter's schema as its type has it, with the bound that the owner has set."""
    schema = {key: value for key, value in told.items() if key not in {"description", "default"}}
    if "default" in told and told["default"] not in ("", [], (), None):
        schema["default"] = told["default"]
    if most is not None:
        schema["maximum"] = most
        schema["default"] = min(schema.get("default", most), most)
    return {"schema": schema, **({"description": told["description"]} if "description" in told else {})}


def braced(path: str) -> str:
    """A path with its arguments as OpenAPI writes them: /episodes/{slug}."""
    return _ARGUMENT.sub(r"{\1}", path)


pages = page_cache.validate_with_etag(Blueprint("reference", __name__))


@pages.get("/api")
@pages.get("/api/v1")
def reference() -> str:
    """Every address with what it does, an example, and the problems by their codes."""
    document = description(settings().site_name)
    parameters = {path.removeprefix(PREFIX): one["get"]["parameters"] for path, one in document["paths"].items() if "get" in one}
    rows = [(one, braced(one.path), parameters[braced(one.path)]) for one in operations()]
    return render_template("api.html", rows=rows, prefix=PREFIX, problems=[(code, explained(code)) for code in CODES])


@pages.get("/api/openapi.json")
def openapi_json() -> Response:
    """The description for programs."""
    return headers.allow_reading(sent(description(settings().site_name)))


def explained(code: str) -> str:
    """What a problem's code means, and what can be done."""
    return {
        "bad-parameter": _("un paramètre ne peut pas être lu ; « parameter » le nomme et « detail » dit comment l’écrire"),
        "unreadable": _("la demande ne peut pas être lue"),
        "unknown-episode": _("aucun épisode à cette adresse"),
        "episode-removed": _("l’épisode a été retiré, par décision de ceux qui tiennent l’archive"),
        "not-found": _("rien à cette adresse"),
        "method-not-allowed": _("seules les demandes GET et HEAD sont servies ; l’en-tête Allow les nomme"),
        "cursor-expired": _("l’archive a changé : recommencer la liste sans « cursor »"),
        "too-slow": _("la demande n’est pas arrivée à temps"),
        "too-large": _("la demande est trop longue"),
        "busy": _("trop de demandes à la fois ; l’en-tête Retry-After dit quand revenir"),
        "no-index": _("l’archive n’a pas encore d’index ; l’en-tête Retry-After dit quand revenir"),
        "damaged": _("des données du site sont endommagées ; l’en-tête Retry-After dit quand revenir"),
        "failure": _("une panne de notre côté, notée dans le journal du serveur"),
    }[code]
