"""A listener says what a line says instead. Off unless the owner switches it on; no script is needed, and nobody is
noted."""

import hashlib
import os
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import cast

from flask import Blueprint, Flask, abort, current_app, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive.operations.corrections import LONGEST, Answer, propose
from archive.operations.journal import Journal, JournalError
from archive.operations.sign_in import counted_as
from archive.transcripts.addresses import Ids
from archive.web.site import library, settings
from archive.web.views.episodes import served

MOST_VISITORS = 10_000
"""So many are told apart at a time; of more, those who came first are forgotten."""


class Allowance:
    """So many times of one visitor within `of_one_s` seconds, and so many of all within `of_all_s`. A visitor is a hash
    of the address (of IPv6 the network of 64 bits) with a salt that dies with the process: it can be compared, and not
    turned back."""

    def __init__(
        self, of_one: int, of_one_s: float, of_all: int, of_all_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._of_one, self._of_one_s, self._of_all_s, self._clock = of_one, of_one_s, of_all_s, clock
        self._salt = os.urandom(16)
        self._all: deque[float] = deque(maxlen=of_all)
        self._visitors: OrderedDict[bytes, list[float]] = OrderedDict()
        self._turn = threading.Lock()

    def take(self, address: str) -> bool:
        """Whether there is one more; then it is counted."""
        now = self._clock()
        with self._turn:
            if len(self._all) == self._all.maxlen and now - self._all[0] < self._of_all_s:
                return False
            if not self._take_of(address, now):
                return False
            self._all.append(now)
        return True

    def _take_of(self, address: str, now: float) -> bool:
        key = hashlib.blake2b(counted_as(address).encode(), key=self._salt, digest_size=16).digest()
        times = [at for at in self._visitors.pop(key, []) if now - at < self._of_one_s]
        has_room = len(times) < self._of_one
        self._visitors[key] = [*times, now] if has_room else times
        while len(self._visitors) > MOST_VISITORS:
            self._visitors.popitem(last=False)
        return has_room


pages = Blueprint("proposals", __name__)
AROUND = 3
OF_ONE, OF_ONE_S, OF_ALL, OF_ALL_S = 6, 3600.0, 10, 60.0
"""Proposals of one visitor an hour, and of all a minute, in one process: who writes a script needs a quarter of an hour
and many addresses to fill a day (operations.corrections.MOST_A_DAY), and staff see it coming."""


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
