"""The staff's room: its door, and the pages behind it. Off unless configured."""

import re
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answered

from archive.operations.sign_in import StaffSessionsError
from archive.web.presentation import reasons
from archive.web.site import Site
from archive.web.staff import authentication, decisions, desk, glossary, held_pages, line_corrections, sources

pages = Blueprint("staff", __name__, url_prefix="/staff")
_OPEN = ("staff.login", "staff.log_in")


def install(app: Flask, archive: Site) -> None:
    """Opens the staff page, where the owner has set a password's hash and a secret."""
    if archive.settings.desk_lacks():
        return
    authentication.lock(app, archive.settings)
    desk.install(app)
    app.register_blueprint(pages)


@pages.before_request
def only_staff() -> Answered | None:
    """Everybody else is shown the door."""
    if request.endpoint in _OPEN or authentication.is_in():
        return None
    asked = request.full_path.rstrip("?") if request.method == "GET" and request.endpoint != "staff.desk" else None
    return redirect(url_for("staff.login", to=asked), 303)


@pages.errorhandler(StaffSessionsError)
def no_sessions(error: StaffSessionsError) -> Answered:
    """Nobody is let in where nobody can be told from another."""
    return make_response(render_template("staff_refused.html", why=error, reasons=reasons), 503)


@pages.after_request
def never_kept(response: Response) -> Response:
    """No cache keeps a page of staff, no search engine lists it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@pages.get("/login")
def login() -> str:
    """The door."""
    return render_template("staff_login.html", wrong=False, named=authentication.has_members())


@pages.post("/login")
def log_in() -> Answered:
    """Opens the session where the password is right; few guesses a minute are heard."""
    wait = authentication.count_guess().refused_s
    if wait:
        response = make_response(
            render_template("staff_login.html", wrong=False, wait=wait, named=authentication.has_members()), 429
        )
        response.headers["Retry-After"] = str(wait)
        return response
    if not authentication.knows_password(request.form.get("name", ""), request.form.get("password", "")):
        return make_response(render_template("staff_login.html", wrong=True, named=authentication.has_members()), 403)
    authentication.enter()
    return redirect(_place_asked(request.form.get("to", "")), 303)


def _place_asked(address: str) -> str:
    """Where somebody wanted to go before the door: a page of this room, and no other site's."""
    found = urlsplit(address)
    inside = not found.scheme and not found.netloc and re.fullmatch(r"/staff(/[a-z0-9]+)*", found.path)
    return address if inside and address.isprintable() else url_for("staff.desk")


@pages.post("/logout")
def log_out() -> Answered:
    """Ends the session."""
    authentication.check_form()
    authentication.leave()
    return redirect(url_for("staff.login"), 303)


for room in (desk, held_pages, sources, line_corrections, glossary, decisions):
    room.add_to(pages)
