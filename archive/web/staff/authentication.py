"""The door of the staff page: password or token, a session in a signed cookie for /staff alone, and patience with guesses."""

import hmac
import secrets
import threading
import time
from collections import deque
from dataclasses import dataclass, field

from flask import Flask, abort, request, session

from archive.operations.password import is_hash, opens
from archive.settings import Settings

HOURS = 8
LEAST_SECRET = 16
A_MINUTE_S, TRIES_OF_ONE, TRIES_OF_ALL = 60.0, 5, 30


def is_configured(settings: Settings) -> bool:
    """Whether there is a staff page: only with a password's hash and a secret of the owner's own."""
    return is_hash(settings.staff_password_hash) and len(settings.secret_key) >= LEAST_SECRET


def lock(app: Flask, settings: Settings) -> None:
    """Gives the application its signed cookie: sent to /staff only, unreadable for scripts, never from another site."""
    app.secret_key = settings.secret_key
    app.config.update(
        SESSION_COOKIE_NAME="staff",
        SESSION_COOKIE_PATH="/staff",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
    )


@dataclass(slots=True)
class LoginThrottle:
    """Lets few guesses a minute through: of one address and of all; addresses are forgotten after a minute."""

    _tries: deque[tuple[float, str]] = field(default_factory=deque)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def wait_s(self, address: str) -> int:
        """Seconds until the next guess is heard; 0 where it is heard now, and counted."""
        now = time.monotonic()
        with self._turn:
            while self._tries and now - self._tries[0][0] > A_MINUTE_S:
                self._tries.popleft()
            mine = [at for at, who in self._tries if who == address]
            if len(mine) < TRIES_OF_ONE and len(self._tries) < TRIES_OF_ALL:
                self._tries.append((now, address))
                return 0
            first = mine[0] if len(mine) >= TRIES_OF_ONE else self._tries[0][0]
        return int(A_MINUTE_S - (now - first)) + 1

    def forgive(self, address: str) -> None:
        """Forgets the guesses of an address that knew the password."""
        with self._turn:
            self._tries = deque(tried for tried in self._tries if tried[1] != address)


def enter() -> None:
    """Opens a session."""
    session.clear()
    session["until"] = time.time() + HOURS * 3600
    session["form"] = secrets.token_urlsafe(24)


def leave() -> None:
    """Ends it."""
    session.clear()


def is_in(settings: Settings, guard: LoginThrottle) -> bool:
    """Whether the request comes from staff: by an open session, or by `Authorization: Bearer PASSWORD`."""
    until = session.get("until", 0.0)
    if time.time() < until <= time.time() + HOURS * 3600:
        return True
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer":
        return False
    wait = guard.wait_s(request.remote_addr or "")
    if wait:
        abort(429)
    if not opens(token, settings.staff_password_hash):
        return False
    guard.forgive(request.remote_addr or "")
    return True


def check_form() -> None:
    """A form is taken only with the word that our own page put into it."""
    sent, wanted = request.form.get("form", ""), session.get("form", "")
    if not wanted or not hmac.compare_digest(sent.encode(), wanted.encode()):
        abort(400)
