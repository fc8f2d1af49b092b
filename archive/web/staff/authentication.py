"""The door of the staff page: password or token, a session that the server knows, and patience with guesses."""

import time

from flask import Flask, abort, g, request, session
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf

from archive.operations.sign_in import SESSION_S, Attempt, StaffSessions, hashed, opens
from archive.settings import Settings
from archive.web.site import library, settings

FIELD = "form"
"""The field of a form that holds the word by which it is known as ours."""
_guard = CSRFProtect()


def lock(app: Flask, settings: Settings) -> None:
    """Gives the application its signed cookie: sent to /staff only, unreadable for scripts, never from another site. It
    holds the secret of a session that the server keeps, and the word of the forms."""
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


def count_guess() -> Attempt:
    """Counts a guess from where this request comes, and waits where all are slowed down."""
    attempt = sessions().attempt(request.remote_addr or "")
    time.sleep(attempt.slowed_s)
    return attempt


ADMIN = "admin"
"""Who comes in by the password of the settings, while no member of staff has one of their own."""


def doors() -> dict[str, str]:
    """Name and password's hash of everybody who may come in."""
    return library().members() or {ADMIN: settings().staff_password_hash}


def has_members() -> bool:
    """Whether staff have names and passwords of their own."""
    return bool(library().members())


def knows_password(name: str, given: str) -> bool:
    """Whether a guess is right for a name (where one alone may come in, for any); then those before it are forgiven."""
    held = doors()
    wanted = name.strip() or (next(iter(held)) if len(held) == 1 else "")
    if wanted not in held:
        opens(given, hashed("somebody else's password"))  # an unknown name takes as long as a wrong password
        return False
    if not opens(given, held[wanted]):
        return False
    sessions().forgive(request.remote_addr or "")
    g.staff = wanted
    return True


def enter() -> None:
    """Opens a session for who has just shown a password."""
    session.clear()
    session["secret"] = sessions().begin(doors()[g.staff], doors().values())


def leave() -> None:
    """Ends it, here and on the server."""
    sessions().end(session.get("secret", ""))
    session.clear()


def is_in() -> bool:
    """Whether the request comes from staff: by an open session, or by `Authorization: Bearer PASSWORD` (of a member of
    staff `NAME:PASSWORD`)."""
    secret = session.get("secret", "")
    if secret:
        held = doors()
        by_hash = {password: name for name, password in held.items()}
        opened = sessions().opened_by(secret, by_hash)
        if opened is not None:
            g.staff = by_hash[opened]
            return True
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer":
        return False
    if count_guess().refused_s:
        abort(429)
    name, colon, password = token.partition(":")
    return knows_password(name, password) if colon and name in doors() else knows_password("", token)


def who() -> str:
    """Whose decision this request brings."""
    return str(g.get("staff", ADMIN))


def form_word() -> str:
    """The word that our own page puts into its forms."""
    return str(generate_csrf())


def check_form() -> None:
    """A form is taken only with the word that our own page put into it."""
    try:
        _guard.protect()
    except CSRFError:
        abort(400)
