"""The staff page: runs, quarantine, questions asked in vain, glossary, golden queries, coverage, health. Off unless configured."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Answered

from archive.library import GlossaryEntry, GlossaryState, Library
from archive.model.episode import Episode
from archive.model.page import RawPage, Reader, Refusal
from archive.operations import coverage_cache, golden, pending, proposals, quarantine, verdict
from archive.operations.coverage import ShowCoverage, coverage_of
from archive.operations.errors import OperationError
from archive.operations.glossary import Suggestion, suggestions
from archive.operations.journal import Journal, JournalError, JournalLocked, Run
from archive.operations.proposals import Proposal
from archive.operations.reextraction import read_again
from archive.operations.rollback import roll_back
from archive.operations.staff_sessions import StaffSessionsError
from archive.search import SearchError
from archive.search.generations import GenerationError, current
from archive.web.i18n import gettext as _
from archive.web.i18n import ngettext
from archive.web.presentation import desk as presentation
from archive.web.site import Site, index, library, settings, site
from archive.web.staff import authentication, lines
from archive.web.staff.numbers import number_of
from archive.web.staff.writing import write

pages = Blueprint("staff", __name__, url_prefix="/staff")
SHOWN = 30
BEGINNING = 4000
_OPEN = ("staff.login", "staff.log_in")


@dataclass(slots=True)
class _Room:
    """What the staff page keeps between two requests: the coverage as of a revision."""

    revision: tuple[str, int, int] = ("", -1, -1)
    shows: tuple[ShowCoverage, ...] = ()


def install(app: Flask, archive: Site) -> None:
    """Opens the staff page, where the owner has set a password's hash and a secret."""
    if not authentication.is_configured(archive.settings):
        return
    authentication.lock(app, archive.settings)
    app.extensions["staff"] = _Room()
    app.register_blueprint(pages)


def _room() -> _Room:
    return cast(_Room, current_app.extensions["staff"])


@pages.before_request
def only_staff() -> Answered | None:
    """Everybody else is shown the door."""
    if request.endpoint in _OPEN or authentication.is_in():
        return None
    return redirect(url_for("staff.login"), 303)


@pages.errorhandler(StaffSessionsError)
def no_sessions(error: StaffSessionsError) -> Answered:
    """Nobody is let in where nobody can be told from another."""
    return make_response(render_template("staff_refused.html", why=str(error)), 503)


@pages.after_request
def never_kept(response: Response) -> Response:
    """No cache keeps a page of staff, no search engine lists it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@pages.get("/login")
def login() -> str:
    """The door."""
    return render_template("staff_login.html", wrong=False)


@pages.post("/login")
def log_in() -> Answered:
    """Opens the session where the password is right; few guesses a minute are heard."""
    wait = authentication.heard().refused_s
    if wait:
        response = make_response(render_template("staff_login.html", wrong=False, wait=wait), 429)
        response.headers["Retry-After"] = str(wait)
        return response
    if not authentication.knows_password(request.form.get("password", "")):
        return make_response(render_template("staff_login.html", wrong=True), 403)
    authentication.enter()
    return redirect(url_for("staff.desk"), 303)


@pages.post("/logout")
def log_out() -> Answered:
    """Ends the session."""
    authentication.check_form()
    authentication.leave()
    return redirect(url_for("staff.login"), 303)


@pages.get("")
def desk() -> str:
    """Everything on one page."""
    held = library()
    generation, waiting, trouble = _generation(held)
    runs, asked, journal = _journal(held)
    entries = [entry for entry in held.glossary() if entry.state == "suggested"]
    answered = _golden(held)
    proposed, unfit = _proposed(held), held.unfit_lines()
    standing = verdict.Standing(
        serving=generation is not None,
        episodes=held.holdings().episodes,
        refused=pending.refused(runs) is not None,
        held=len(held.quarantine()),
        fallen=sum(not one.right for one in answered),
        waiting=waiting.fresh + waiting.gone if waiting else 0,
        proposals=len(proposed),
        unfit=len(unfit),
        names=len(entries),
    )
    return render_template(
        "staff.html",
        todos=verdict.todos(standing),
        words=presentation,
        generation=generation,
        troubles=[*trouble, *journal, *_uncounted()],
        holdings=held.holdings(),
        free=shutil.disk_usage(held.directory).free,
        waiting=waiting,
        refused=pending.refused(runs),
        runs=runs,
        held=held.quarantine(),
        asked=asked,
        suggested=entries[:SHOWN],
        golden=sorted(answered, key=lambda one: one.right),
        shows=_shows(held),
        proposed=proposed,
        unfit=unfit,
        word=authentication.form_word(),
        may_read=site().reader is not None,
    )


@dataclass(frozen=True, slots=True)
class Serving:
    """The generation that serves, as the head of the page tells it."""

    number: int
    before: int | None
    episodes: int


def _generation(held: Library) -> tuple[Serving | None, pending.Pending | None, list[str]]:
    try:
        found = current(held.directory)
    except GenerationError as error:
        return None, None, [str(error)]
    waiting = pending.pending(held, found)
    if found is None:
        return None, waiting, [_("Aucun index n’est publié.")]
    try:
        return Serving(found.number, found.manifest.before, found.manifest.episodes), waiting, []
    finally:
        found.close()


def _golden(held: Library) -> tuple[golden.GoldenResult, ...]:
    """How the golden queries are answered; none where no index can be asked."""
    try:
        return golden.run(index(), held.golden())
    except SearchError:
        return ()


def _journal(held: Library) -> tuple[tuple[Run, ...], tuple[Suggestion, ...], list[str]]:
    try:
        with Journal.open(held.directory, settings().zone, read_only=True) as journal:
            return journal.runs(12), _suggested(journal), []
    except JournalLocked:
        return (), (), [_("Un autre programme garde le journal verrouillé : les passages et les requêtes ne peuvent pas être lus.")]
    except JournalError:
        return (), (), [_("Le journal ne peut pas être lu : les passages et les requêtes ne sont pas comptés.")]


def _proposed(held: Library) -> tuple[Proposal, ...]:
    try:
        with Journal.open(held.directory, settings().zone, read_only=True) as journal:
            return proposals.waiting(journal)
    except JournalError:
        return ()


def _suggested(journal: Journal) -> tuple[Suggestion, ...]:
    """What was asked in vain, with what is nearest; nothing where no index can be asked."""
    try:
        return suggestions(index(), journal.unanswered(), SHOWN)
    except SearchError:
        return ()


def _uncounted() -> list[str]:
    dropped = site().counting().dropped
    said = ngettext("%(num)s requête n’a pas été comptée.", "%(num)s requêtes n’ont pas été comptées.", dropped)
    return [said] if dropped else []


def _shows(held: Library) -> tuple[ShowCoverage, ...]:
    """The coverage of each show, summed once a revision."""
    room, revision = _room(), (held.identity, held.revision, held.untranscribed_revision)
    if room.revision != revision:
        room.shows = coverage_cache.shows(held)
        room.revision = revision
    return room.shows


@pages.get("/quarantine/<number>")
def held_page(number: str) -> str:
    """A page that is held back: why, what the cleaner makes of it and removes, and the page as it was saved."""
    try:
        found, page = quarantine.held(library(), number_of(number))
    except OperationError:
        abort(404)
    reader = site().reader
    read = read_again(reader, page) if reader else None
    return render_template(
        "staff_page.html",
        name=found.origin,
        held=found,
        refusal=read if isinstance(read, Refusal) else None,
        promoted=lines.promoted,
        episode=read if isinstance(read, Episode) else None,
        saved=_beginning(page),
    )


@pages.get("/episode")
def episode_page() -> str | Answered:
    """An episode of the archive: where it came from, what the cleaner removed, what staff corrected, what is missing of it."""
    slug = request.args.get("slug", "").strip().rstrip("/").rpartition("/")[2].partition("?")[0]
    held = library()
    episode = held.episode(slug)
    page = held.page(slug) if episode else None
    if episode is None or page is None:
        return make_response(render_template("staff_page.html", name=slug, episode=None), 404)
    return render_template(
        "staff_page.html",
        name=episode.title,
        slug=slug,
        episode=episode,
        page=page,
        saves=held.saves(slug),
        edits=held.edits(slug),
        covered=coverage_of(episode),
        promoted=lines.promoted,
        word=authentication.form_word(),
        may_read=site().reader is not None,
        saved=_beginning(page),
    )


def _beginning(page: RawPage) -> str:
    """The first lines of a page as it was saved."""
    return page.body[:BEGINNING].decode("utf-8", "replace")


@pages.post("/quarantine/<number>")
def work_off(number: str) -> Answered:
    """Reads a page again, takes it as it is, or throws it away."""
    works: dict[str, Callable[[Library, Reader, tuple[int]], object]] = {
        "retry": quarantine.retry,
        "accept": quarantine.accept,
        "drop": lambda opened, _reader, numbers: quarantine.throw_away(opened, numbers),
    }
    work, wanted = works.get(request.form["do"]), number_of(number)
    if work is None:
        abort(400)
    return write(lambda opened, reader: work(opened, reader, (wanted,)))


@pages.post("/glossary")
def decide() -> Answered:
    """Confirms or refuses a name and a form of it; the next reindex links it again."""
    name, heard = request.form["name"], request.form.get("heard", "")
    state: GlossaryState = "confirmed" if request.form["do"] == "confirm" else "refused"
    entry = GlossaryEntry(name, heard, request.form.get("show") or None, state, request.form.get("evidence", ""))
    return write(lambda opened, _reader: opened.put_entries([entry]))


@pages.post("/rollback")
def back() -> Answered:
    """Returns to the state before the last reindex."""
    return write(roll_back)


lines.add_to(pages)
