"""A listener says what a line says instead. Off unless the owner switches it on; no script is needed, and nobody is noted."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive.operations.journal import Journal, JournalError
from archive.operations.proposals import LONGEST, Answer, propose
from archive.web.presentation.transcript import Ids
from archive.web.site import library, settings
from archive.web.views.episodes import served

pages = Blueprint("proposals", __name__)
AROUND = 3


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
    try:
        with Journal.open(library().directory, settings().zone) as journal:
            answer: Answer = propose(journal, slug, cue.start_ms, cue.text, request.form.get("text", ""))
    except JournalError:
        return make_response(_page(slug, line, "failed"), 503)
    if answer in {"taken", "known"}:
        return redirect(url_for("proposals.form", slug=slug, line=line, sent="taken"), 303)
    return make_response(_page(slug, line, answer), 429 if answer == "too-many" else 400)


def _page(slug: str, line: str, sent: str | None) -> str:
    episode = served(slug)
    names = Ids(episode.cues).names
    if line not in names:
        abort(404)
    place = names.index(line)
    around = list(zip(names, episode.cues, strict=True))[max(0, place - AROUND) : place + AROUND + 1]
    shown = {"line": line, "cue": episode.cues[place], "around": around, "sent": sent, "most": LONGEST}
    return render_template("proposal.html", episode=episode, **shown)
