"""The door of the staff page: password or token, a session that the server knows, and patience with guesses."""

import time

from flask import Flask, abort, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from archive.operations.staff_sessions import SESSION_S, Attempt, StaffSessions, opens
from archive.settings import Settings
from archive.web.site import library, settings

FIELD = "form"
"""The field of a form that holds the word by which it is known as ours."""
_guard = CSRFProtect()


def lock(app: Flask, settings: Settings) -> None:
    """Gives the application its signed cookie: sent to /staff only, unreadable for scripts, never from another site. It holds the
    secret of a session that the server keeps, and the word of the forms."""
    app.secret_key = settings.secret_key
    app.config.update(
        SESSION_COOKIE_NAME="staff",
        SESSION_COOKIE_PATH="/staff",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        WTF_CSRF_FIELD_NAME=FIELD,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=int(SESSION_S),
        WTF_CSRF_SSL_STRICT=False,
    )
    _guard.init_app(app)


def sessions() -> StaffSessions:
    """The sessions and attempts of this archive, shared by all of its workers."""
    return StaffSessions(library().directory)


def heard() -> Attempt:
    """Counts a guess from where this request comes, and waits where all are slowed down."""
    attempt = sessions().attempt(request.remote_addr or "")
    time.sleep(attempt.slowed_s)
    return attempt


def knows_password(given: str) -> bool:
    """Whether a guess is right; then those before it are forgiven."""
    if not opens(given, settings().staff_password_hash):
        return False
    sessions().forgive(request.remote_addr or "")
    return True


def enter() -> None:
    """Opens a session."""
    session.clear()
    session["secret"] = sessions().begin(settings().staff_password_hash)


def leave() -> None:
    """Ends it, here and on the server."""
    sessions().end(session.get("secret", ""))
    session.clear()


def is_in() -> bool:
    """Whether the request comes from staff: by an open session, or by `Authorization: Bearer PASSWORD`."""
    secret = session.get("secret", "")
    if secret and sessions().is_open(secret, settings().staff_password_hash):
        return True
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer":
        return False
    if heard().refused_s:
        abort(429)
    return knows_password(token)


def form_word() -> str:
    """The word that our own page puts into its forms."""
    return str(generate_csrf())


def check_form() -> None:
    """A form is taken only with the word that our own page put into it."""
    try:
        _guard.protect()
    except CSRFError:
        abort(400)
