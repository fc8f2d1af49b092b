"""The API explained: /api for people, /api/openapi.json for programs."""

from flask import Blueprint, Response, render_template

from archive.web.api import openapi
from archive.web.api.operations import operations, sent
from archive.web.http import headers
from archive.web.http.error_pages import CODES
from archive.web.i18n import gettext as _
from archive.web.site import settings

pages = headers.validate_with_etag(Blueprint("reference", __name__))


@pages.get("/api")
@pages.get("/api/v1")
def reference() -> str:
    """Every address with what it does, an example, and the problems by their codes."""
    document = openapi.description(settings().site_name)
    parameters = {path.removeprefix(openapi.PREFIX): one["get"]["parameters"] for path, one in document["paths"].items()}
    rows = [(one, openapi.braced(one.path), parameters[openapi.braced(one.path)]) for one in operations()]
    return render_template("api.html", rows=rows, prefix=openapi.PREFIX, problems=[(code, explained(code)) for code in CODES])


@pages.get("/api/openapi.json")
def openapi_json() -> Response:
    """The description for programs."""
    return headers.allow_reading(sent(openapi.description(settings().site_name)))


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
