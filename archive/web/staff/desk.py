"""The desk: what waits for staff, and what happened."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from flask import Blueprint, Flask, current_app, g, render_template

from archive.errors import UnavailableError
from archive.library import GlossaryEntry, Library
from archive.operations import corrections, coverage
from archive.operations.corrections import Proposal
from archive.operations.coverage import ShowCoverage, by_show
from archive.operations.glossary import AddedMoment, Suggestion, UnheardName, passages, suggestions, unheard_names, with_nearest
from archive.operations.journal import NAME as JOURNAL
from archive.operations.journal import Journal, JournalError, JournalLocked, Run
from archive.operations.pending_work import Pending, followed_now, pending, refused, standing_of, todos
from archive.operations.query_counts import CountedForm
from archive.search import NOT_ANSWERING, Index
from archive.search.generations import GenerationError, current, known_words
from archive.web.i18n import gettext as _
from archive.web.i18n import ngettext
from archive.web.presentation import desk as presentation
from archive.web.presentation import reasons
from archive.web.site import index, library, settings, site
from archive.web.staff import authentication

Told = TypeVar("Told")
SHOWN = 30
RUNS = 12


@dataclass(slots=True)
class _Room:
    """What the desk keeps between two requests: what it knows of a revision of library and index."""

    revision: tuple[str, int, str] = ("", -1, "")
    shows: tuple[ShowCoverage, ...] = ()
    unheard: tuple[UnheardName, ...] = ()


def install(app: Flask) -> None:
    """Gives the application its room."""
    app.extensions["staff"] = _Room()


def add_to(pages: Blueprint) -> None:
    """Adds the page to the staff's room."""
    pages.get("", endpoint="desk")(show)


@dataclass(frozen=True, slots=True)
class Serving:
    """The generation that serves, as the head of the page tells it."""

    number: int
    before: int | None
    episodes: int


@dataclass(frozen=True, slots=True)
class Noted:
    """What the journal tells: runs, questions in vain, near forms, proposals; and why, where it tells nothing."""

    runs: tuple[Run, ...] = ()
    asked: tuple[Suggestion, ...] = ()
    near: tuple[CountedForm, ...] = ()
    proposed: tuple[Proposal, ...] = ()
    trouble: tuple[str, ...] = ()


def show() -> str:
    """Everything on one page."""
    held = library()
    generation, waiting, damage = _generation(held)
    noted, room = _noted(held), _known(held)
    return render_template(
        "staff.html",
        todos=todos(standing_of(held, waiting, room.unheard, settings().zone, site().cleaner)),
        words=presentation,
        reasons=reasons,
        generation=generation,
        damage=damage,
        holdings=held.holdings(),
        free=shutil.disk_usage(held.directory).free,
        waiting=waiting,
        refused=refused(noted.runs),
        noted=noted,
        held=held.quarantine(),
        suggested=_suggested(held),
        shows=room.shows,
        unheard=room.unheard,
        unfit=held.unfit_lines(),
        removals=held.removals(),
        followed=followed_now(held),
        word=authentication.form_word(),
        may_read=site().reader is not None,
        may_teach=site().teacher is not None,
        troubles=[*noted.trouble, *_unanswered(), *_uncounted()],
    )


def _asked(ask: Callable[[Index], Told], otherwise: Told) -> Told:
    """What the index tells; `otherwise` where none can be asked. The same page does not wait twice for one that does
    not answer."""
    if "silent" in g:
        return otherwise
    try:
        return ask(index())
    except NOT_ANSWERING as error:
        if isinstance(error, UnavailableError):
            g.silent = True
        return otherwise


def _generation(held: Library) -> tuple[Serving | None, Pending | None, GenerationError | None]:
    """What serves, what waits, and what is wrong with the index."""
    try:
        found = current(held.directory)
    except GenerationError as error:
        return None, None, error
    waiting = pending(held, found)
    if found is None:
        return None, waiting, None
    try:
        return Serving(found.number, found.manifest.before, found.manifest.episodes), waiting, None
    finally:
        found.close()


def _noted(held: Library) -> Noted:
    """What the journal tells; nothing before the first command has begun one."""
    if not (held.directory / JOURNAL).exists():
        return Noted()
    try:
        with Journal.open(held.directory, settings().zone, read_only=True) as journal:
            return Noted(journal.runs(RUNS), _in_vain(journal), journal.near(limit=SHOWN), corrections.waiting(journal))
    except JournalLocked:
        return Noted(
            trouble=(_("Un autre programme garde le journal verrouillé : les passages et les requêtes ne peuvent pas être lus."),)
        )
    except JournalError:
        return Noted(trouble=(_("Le journal ne peut pas être lu : les passages et les requêtes ne sont pas comptés."),))


def _in_vain(journal: Journal) -> tuple[Suggestion, ...]:
    """What was asked in vain, with what is nearest; nothing where no index can be asked."""
    in_vain = journal.unanswered()
    return _asked(lambda asked: suggestions(asked, in_vain, SHOWN), ())


def _suggested(held: Library) -> list[tuple[str, list[tuple[GlossaryEntry, AddedMoment | None]]]]:
    """The suggested entries by name, each with a place where it can be heard."""
    grouped: dict[str, list[tuple[GlossaryEntry, AddedMoment | None]]] = {}
    for entry in [one for one in held.glossary() if one.state == "suggested"][:SHOWN]:
        grouped.setdefault(entry.name, []).append((entry, _passage(entry)))
    return list(grouped.items())


def _passage(entry: GlossaryEntry) -> AddedMoment | None:
    return _asked(lambda asked: next(iter(passages(asked, entry)), None), None)


def _unanswered() -> list[str]:
    """What the desk could not be told, since the index does not answer; asked once all else has been."""
    return [_("La recherche est indisponible pour le moment. Réessayez dans quelques secondes.")] if "silent" in g else []


def _uncounted() -> list[str]:
    dropped = site().counting().dropped
    said = ngettext("%(num)s requête n’a pas été comptée.", "%(num)s requêtes n’ont pas été comptées.", dropped)
    return [said] if dropped else []


def _known(held: Library) -> _Room:
    """Coverage and names that nobody finds, gathered once a revision."""
    room = cast(_Room, current_app.extensions["staff"])
    revision = (held.identity, held.revision, _asked(lambda asked: asked.identity, ""))
    if room.revision != revision:
        measured = coverage.measured(held)
        room.shows = by_show(measured.values())
        unsaid = {slug: one.unsaid for slug, one in measured.items()}
        unheard = _asked(lambda asked: unheard_names(held, asked, unsaid), None)
        shown = with_nearest(held, (unheard or ())[:SHOWN], known_words(held.directory))
        room.unheard = (*shown, *(unheard or ())[SHOWN:])
        room.revision = revision if unheard is not None else (*revision[:2], "")
    return room
