"""A listener says what a line says instead. Off unless the owner switches it on; no script is needed, and nobody is noted."""

from typing import cast

from flask import Blueprint, Flask, abort, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive.operations.journal import Journal, JournalError
from archive.operations.proposals import LONGEST, Answer, propose
from archive.web.http.allowance import Allowance
from archive.web.presentation.transcript import Ids
from archive.web.site import library, settings
from archive.web.views.episodes import served

pages = Blueprint("proposals", __name__)
AROUND = 3
OF_ONE, OF_ONE_S, OF_ALL, OF_ALL_S = 6, 3600.0, 10, 60.0
"""Proposals of one visitor an hour, and of all a minute, in one process: who writes a script needs a quarter of an hour and many
addresses to fill a day (operations.proposals.MOST_A_DAY), and staff see it coming."""


def install(app: Flask) -> None:
    """Gives the application its count of who proposes."""
    app.extensions["proposals"] = Allowance(OF_ONE, OF_ONE_S, OF_ALL, OF_ALL_S)


@pages.before_request
def only_where_wanted() -> None:
    """No such page where the owner takes no proposals."""
    if not settings().proposals:
        abort(404)


@pages.get("/episodes/<slug>/proposal")
def form(slug: str) -> str:
    """The line, those around it, and a field for what is said."""
    return _page(slug, request.args.get("line", ""), request.args.get("sent"))


@pages.post("/episodes/<slug>/proposal")
def send(slug: str) -> Response:
    """Takes what was sent; says so on the same page."""
    line = request.form.get("line", "")
    episode = served(slug)
    names = Ids(episode.cues).names
    if line not in names:
        abort(404)
    cue = episode.cues[names.index(line)]
    if not _allowed():
        return make_response(_page(slug, line, "too-many"), 429)
    try:
        with Journal.open(library().directory, settings().zone) as journal:
            answer: Answer = propose(journal, slug, cue.start_ms, cue.text, request.form.get("text", ""))
    except JournalError:
        return make_response(_page(slug, line, "failed"), 503)
    if answer in {"taken", "known"}:
        return redirect(url_for("proposals.form", slug=slug, line=line, sent="taken"), 303)
    return make_response(_page(slug, line, answer), 429 if answer == "too-many" else 400)


def _allowed() -> bool:
    """Whether this visitor may propose now."""
    return cast(Allowance, current_app.extensions["proposals"]).take(request.remote_addr or "")


def _page(slug: str, line: str, sent: str | None) -> str:
    episode = served(slug)
    names = Ids(episode.cues).names
    if line not in names:
        abort(404)
    place = names.index(line)
    around = list(zip(names, episode.cues, strict=True))[max(0, place - AROUND) : place + AROUND + 1]
    shown = {"line": line, "cue": episode.cues[place], "around": around, "sent": sent, "most": LONGEST}
    return render_template("proposal.html", episode=episode, **shown)
