"""The error pages of requests that the server does not let through to the site, made beforehand: refusing costs little."""

import logging
from typing import TYPE_CHECKING

from flask import Flask, Request, Response

from archive.web.http.error_pages import shown, turned_away
from archive.web.http.logs import ACCESS
from archive.web.http.problems import is_for_programs
from archive.web.i18n import LANGUAGES, chosen

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

STATUSES = (408, 413, 503)
log = logging.getLogger(ACCESS)


class Refusals:
    """A page and a piece of JSON for each status and language, of an application."""

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
        log.info("%s %s", asked.method, asked.path, extra={"facts": {"status": status, "refused": True}})
        return self._made[status, chosen(asked, self._usual), is_for_programs(asked.path)]


def _made(app: Flask, status: int, language: str, is_api: bool) -> Response:
    with app.test_request_context("/api/" if is_api else "/", headers={"Accept-Language": language}):
        return app.process_response(shown(lambda: turned_away(status)))
