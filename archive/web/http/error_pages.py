"""Errors are pages too: what happened, and what can be done about it. Programs are told the same as a problem (RFC
9457), with a code that stays while its words may change, and English beside the visitor's language."""

import logging
import re
import sqlite3
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import msgspec
from flask import Flask, Request, Response, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from rapidfuzz import fuzz, process
from werkzeug.exceptions import HTTPException

from archive.errors import DamagedDataError, UnavailableError
from archive.library import DamagedLibrary, ListedEpisode
from archive.model.episode import JsonObject
from archive.search import SearchError
from archive.text.slugs import plain
from archive.transcripts.addresses import episode_address
from archive.web.http.addresses import UnknownName, absolute
from archive.web.http.headers import allow_reading
from archive.web.http.health_and_logs import ACCESS
from archive.web.http.search_params import LONGEST_TEXT, BadSearchParams, how_to_write, query_string, readable, unread
from archive.web.i18n import LANGUAGES, chosen, speaking
from archive.web.i18n import gettext as _
from archive.web.site import library, site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

log = logging.getLogger(__name__)
access = logging.getLogger(ACCESS)
NEAREST = 5
NEAR = 88
"""Per cent of what is typed that an address has, to be offered in its place."""
LEAST_PART = 12
"""Letters of an address that are taken for a part of another, such as one that was cut."""
_HYPHENS = re.compile(r"(?<!^\d{4})(?<!^\d{4}-\d\d)-")
"""Those between the words of an address, not those of the date before them."""
RETRY_S = 3
"""When a visitor who was turned away may come again: a costly request waits no longer for its turn."""
STATUSES = (408, 413, 503)
"""Of requests that the server does not let through to the site."""
MEDIA_TYPE = "application/problem+json"
Code = Literal[
    "bad-parameter", "unreadable", "unknown-episode", "episode-removed", "not-found", "method-not-allowed", "cursor-expired",
    "too-slow", "too-large", "busy", "no-index", "damaged", "failure",
]  # fmt: skip
"""What a program may rely on."""
CODES: tuple[Code, ...] = get_args(Code)
ROOMS = ("/api", "/oembed", "/feeds")
"""The addresses whose readers are programs."""


class Problem(JsonObject, frozen=True):
    """What went wrong. `type` is an address that explains the code, `parameter` the one that cannot be used; `title`
    and `detail` are in the visitor's language, `title_en` and `detail_en` in English."""

    type: str
    title: str
    status: int
    detail: str
    code: Code
    parameter: str | None
    title_en: str
    detail_en: str


class Gone(Exception):
    """An episode that was taken down."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class NoFrame(Exception):
    """An address that no card shows."""


class UnknownEpisode(Exception):
    """An address of an episode that there is not."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class NoTimes(UnknownEpisode):
    """A form that needs times, of an episode of which nobody tells them."""


class CursorExpired(Exception):
    """A cursor of an index that serves no more, or none of ours."""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What an error page says; `called` are names and their addresses, `words` those of the address, to be searched
    for; `again` is the address without what cannot be used in it; `code` and `parameter` are for programs."""

    status: int
    code: Code
    title: str
    text: str
    near: tuple[ListedEpisode, ...] = ()
    called: tuple[tuple[str, str], ...] = ()
    words: str = ""
    again: str = ""
    staff: str = ""
    retry_s: int | None = None
    parameter: str | None = None


def install(app: Flask) -> None:
    """Gives an application its error pages."""
    app.register_error_handler(BadSearchParams, lambda error: shown(lambda: bad_ask(error)))
    app.register_error_handler(NoFrame, lambda error: shown(unframed))
    app.register_error_handler(NoTimes, lambda error: shown(lambda: untimed(error.slug)))
    app.register_error_handler(UnknownEpisode, lambda error: shown(lambda: unknown(error.slug)))
    app.register_error_handler(Gone, lambda error: shown(gone))
    app.register_error_handler(CursorExpired, lambda error: shown(expired))
    app.register_error_handler(SearchError, _no_index)
    app.register_error_handler(UnavailableError, _no_engine)
    app.register_error_handler(DamagedDataError, _damaged)
    app.register_error_handler(sqlite3.DatabaseError, _unreadable)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failure)


def shown(make: Callable[[], ErrorPage]) -> Response:
    """The error as a page, or as a problem where a program asks; `make` words it in the language that is spoken."""
    told = make()
    if is_for_programs(request.path):
        response = problem_response(_problem(told, make))
    else:
        page = "embed_error.html" if request.blueprint == "embed" else "error.html"
        response = make_response(render_template(page, told=told))
    response.status_code = told.status
    response.headers["Cache-Control"] = "no-cache"
    if told.retry_s is not None:
        response.headers["Retry-After"] = str(told.retry_s)
    return response


def _problem(told: ErrorPage, make: Callable[[], ErrorPage]) -> Problem:
    with speaking("en"):
        english = make()
    return Problem(
        type=problem_type(told.code),
        title=told.title,
        status=told.status,
        detail=told.text,
        code=told.code,
        parameter=told.parameter,
        title_en=english.title,
        detail_en=english.text,
    )


def bad_ask(error: BadSearchParams) -> ErrorPage:
    """A parameter that cannot be used: which, and how it is written."""
    name = f"{error.key}{_(' : ')}" if error.why in {"number", "twice", "place"} else ""
    how, again = f"{name}{how_to_write(error)}", _again(error.key)
    return ErrorPage(400, "bad-parameter", unread(error), how, again=again, parameter=error.key)


def _again(wrong: str) -> str:
    """The address of a page without what cannot be used in it; its field then shows the same words."""
    if request.method != "GET" or wrong == "q" or is_for_programs(request.path):
        return ""
    kept, g.params = readable(request.args, wrong)
    return request.path + query_string(kept)


def unknown(slug: str) -> ErrorPage:
    """No such episode, with those whose address is near, and its words."""
    listed = {entry.slug: entry for entry in library().listed()}
    found = process.extract(slug, list(listed), scorer=_likeness, limit=NEAREST, score_cutoff=NEAR)
    return ErrorPage(
        404,
        "unknown-episode",
        _("Aucun épisode à cette adresse"),
        _("L’adresse a peut-être été coupée, ou mal recopiée."),
        near=tuple(listed[name] for name, *_rest in found),
        words=_HYPHENS.sub(" ", plain(slug)),
    )


def _likeness(typed: Sequence[Hashable], slug: Sequence[Hashable], /, *, score_cutoff: float | None = None) -> float:
    """How much of one address is in the other, in per cent; of a short one how like the whole is."""
    score = fuzz.ratio if min(len(typed), len(slug)) < LEAST_PART else fuzz.partial_ratio
    return score(typed, slug, score_cutoff=score_cutoff)


def untimed(slug: str) -> ErrorPage:
    """A form that needs times, of an episode of which nobody tells when anything is said."""
    where = _("Elle se lit en texte, en Markdown ou en JSON : %(address)s", address=absolute(episode_address(f"{slug}.txt")))
    return ErrorPage(
        404, "not-found", _("Transcription sans minutage"), _("Personne ne dit quand ces mots sont dits.") + f" {where}"
    )


def unframed() -> ErrorPage:
    """oEmbed of an address that has no card, be there a page at it or not."""
    said = _("Donnez l’adresse d’un épisode, d’un moment ou d’une recherche de ce site.")
    return ErrorPage(404, "not-found", _("Cette adresse n’a pas de carte à intégrer"), said)


def gone() -> ErrorPage:
    """Taken down, by decision of those who keep the archive."""
    return ErrorPage(
        410,
        "episode-removed",
        _("Cet épisode a été retiré"),
        _("Il a fait partie de cette archive ; sa transcription n’est plus publiée et ne se trouve plus par la recherche."),
    )


def expired() -> ErrorPage:
    """A list that cannot be gone on with."""
    return ErrorPage(
        409,
        "cursor-expired",
        _("La suite de cette liste n’existe plus"),
        _("L’archive a changé depuis la première page : recommencez la liste sans « cursor »."),
        parameter="cursor",
    )


def turned_away(status: int) -> ErrorPage:
    """A request that the server did not let through: 503 for too many at once, else by its status."""
    if status == 503:
        return ErrorPage(
            status,
            "busy",
            _("Trop de demandes en même temps"),
            _("Le site n’a pas pu répondre à temps. Réessayez dans quelques secondes."),
            retry_s=RETRY_S,
        )
    return ErrorPage(status, *_words(status))


def _no_engine(error: UnavailableError) -> Response:
    log.error("the engine does not answer: %s", error)
    return shown(_without_engine)


def _without_engine() -> ErrorPage:
    return ErrorPage(
        503,
        "busy",
        _("La recherche ne répond pas"),
        _("La recherche est indisponible pour le moment. Réessayez dans quelques secondes."),
        staff=_("Pour l’équipe : le moteur de recherche est à l’arrêt ou ne peut être joint ; /healthz en dit plus."),
        retry_s=RETRY_S,
    )


def _no_index(error: SearchError) -> Response:
    log.error("no index: %s", error)
    return shown(_without_index)


def _without_index() -> ErrorPage:
    return ErrorPage(
        503,
        "no-index",
        _("L’archive n’a pas encore d’index"),
        _("La recherche est indisponible pour le moment. Réessayez dans quelques minutes."),
        staff=_("Pour l’équipe : la commande « archive reindex » construit l’index, « archive check » dit ce qui manque."),
        retry_s=120,
    )


def _damaged(error: DamagedDataError) -> ResponseReturnValue:
    """Damage is one error: an earlier generation answers, where there is a sound one; else the site says that it
    cannot."""
    log.error("damage: %s", error)
    in_library = isinstance(error, DamagedLibrary)
    if in_library or "index" not in g or not site().provider.fall_back(g.pop("index"), library(), str(error)):
        return unavailable()
    try:
        return _asked_again()
    except DamagedDataError as again:
        return _damaged(again)


def _asked_again() -> ResponseReturnValue:
    """The same request once more, from the hooks before it on."""
    g.pop("validator", None)
    answered = current_app.preprocess_request()
    return current_app.dispatch_request() if answered is None else answered


def _unreadable(error: sqlite3.DatabaseError) -> Response:
    log.error("the library cannot be read: %s", error)
    return unavailable()


def unavailable() -> Response:
    """503: what was asked for cannot be read, and no earlier state of it is sound."""
    return shown(_unavailable)


def _unavailable() -> ErrorPage:
    return ErrorPage(
        503,
        "damaged",
        _("Cette page ne peut pas être montrée pour le moment"),
        _("Des données du site sont endommagées ; rien de faux n’est montré à leur place. Réessayez plus tard."),
        staff=_("Pour l’équipe : la commande « archive check --repair » répare ce qui peut l’être et nomme le reste."),
        retry_s=120,
    )


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(error.get_response().response, error.code, error.get_headers())
    status = error.code
    said = request.args.get("q", "")[:LONGEST_TEXT] or _HYPHENS.sub(" ", plain(request.path.rpartition("/")[2]))
    called = error.meant if isinstance(error, UnknownName) else ()
    response = shown(lambda: ErrorPage(status, *_words(status), called=called, words=said if status == 404 else ""))
    if error.code == 405 and (allowed := error.get_response().headers.get("Allow")):
        response.headers["Allow"] = allowed
    return response


_CODES: dict[int, Code] = {408: "too-slow", 413: "too-large"}


def _words(status: int) -> tuple[Code, str, str]:
    if status == 404:
        return "not-found", _("Aucune page à cette adresse"), _("L’adresse a peut-être été coupée, ou mal recopiée.")
    if status == 405:
        return "method-not-allowed", _("Méthode non autorisée"), _("Utilisez GET.")
    if status < 500:
        code = _CODES.get(status, "unreadable")
        return code, _("Cette demande ne peut pas être lue"), _("Revenez à la recherche et recommencez.")
    return "failure", _("Une panne de notre côté"), _("Elle est notée dans le journal du serveur. Réessayez dans un instant.")


def _failure(error: Exception) -> Response:
    """The one broad handler: recorded whole, told briefly."""
    log.exception("%s failed", request.path, exc_info=error)
    return shown(lambda: ErrorPage(500, *_words(500)))


def is_for_programs(path: str) -> bool:
    """Whether an address is one that programs read."""
    return any(path == room or path.startswith(f"{room}/") for room in ROOMS)


def problem_type(code: Code) -> str:
    """The address that explains a code: a line of the page /api."""
    return absolute(f"/api#{code}")


def problem_response(problem: Problem) -> Response:
    """The problem as it is sent."""
    return allow_reading(Response(msgspec.json.encode(problem), problem.status, content_type=MEDIA_TYPE))


class Refusals:
    """The error pages of requests that do not reach the site, made beforehand: refusing costs little. A page and a
    piece of JSON for each status and language."""

    def __init__(self, app: Flask, usual: str) -> None:
        self._usual = usual
        self._made = {
            (status, language, is_api): _made(app, status, language, is_api)
            for status in STATUSES
            for language in LANGUAGES
            for is_api in (False, True)
        }

    def __call__(self, status: int, environ: "WSGIEnvironment") -> Response:
        """The refusal in the language that the request asks for; the log tells of it."""
        asked = Request(environ)
        access.info("%s %s", asked.method, asked.path, extra={"facts": {"status": status, "refused": True}})
        return self._made[status, chosen(asked, self._usual), is_for_programs(asked.path)]


def _made(app: Flask, status: int, language: str, is_api: bool) -> Response:
    with app.test_request_context("/api/" if is_api else "/", headers={"Accept-Language": language}):
        return app.process_response(shown(lambda: turned_away(status)))
