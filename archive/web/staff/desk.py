"""The desk: what waits for staff, and what happened."""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Flask, current_app, render_template

from archive.library import GlossaryEntry, Library
from archive.operations import coverage_cache, golden, pending, proposals, verdict
from archive.operations.coverage import ShowCoverage, by_show
from archive.operations.glossary import Suggestion, suggestions
from archive.operations.glossary_preview import AddedMoment, passages
from archive.operations.journal import NAME as JOURNAL
from archive.operations.journal import Journal, JournalError, JournalLocked, Run
from archive.operations.proposals import Proposal
from archive.operations.query_counts import CountedForm
from archive.operations.standing import standing_of
from archive.operations.unheard_names import UnheardName, unheard_names
from archive.search import SearchError
from archive.search.generations import GenerationError, current
from archive.web.i18n import gettext as _
from archive.web.i18n import ngettext
from archive.web.presentation import desk as presentation
from archive.web.presentation import reasons
from archive.web.site import index, library, settings, site
from archive.web.staff import authentication

SHOWN = 30
RUNS = 12


@dataclass(slots=True)
class _Room:
    """What the desk keeps between two requests: what it knows of a revision of library and index."""

    revision: tuple[str, int, int, str] = ("", -1, -1, "")
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
    noted, answered, room = _noted(held), _golden(held), _known(held)
    standing = standing_of(
        held,
        serving=generation is not None,
        waiting=waiting.fresh + waiting.gone if waiting else 0,
        zone=settings().zone,
        fallen=sum(not one.right for one in answered),
        unheard=len(room.unheard),
    )
    return render_template(
        "staff.html",
        todos=verdict.todos(standing),
        words=presentation,
        reasons=reasons,
        generation=generation,
        damage=damage,
        troubles=[*noted.trouble, *_uncounted()],
        holdings=held.holdings(),
        free=shutil.disk_usage(held.directory).free,
        waiting=waiting,
        refused=pending.refused(noted.runs),
        noted=noted,
        held=held.quarantine(),
        suggested=_suggested(held),
        golden=sorted(answered, key=lambda one: one.right),
        shows=room.shows,
        unheard=room.unheard,
        unfit=held.unfit_lines(),
        removals=held.removals(),
        word=authentication.form_word(),
        may_read=site().reader is not None,
    )


def _generation(held: Library) -> tuple[Serving | None, pending.Pending | None, str]:
    """What serves, what waits, and what is wrong with the index."""
    try:
        found = current(held.directory)
    except GenerationError as error:
        return None, None, str(error)
    waiting = pending.pending(held, found)
    if found is None:
        return None, waiting, ""
    try:
        return Serving(found.number, found.manifest.before, found.manifest.episodes), waiting, ""
    finally:
        found.close()


def _golden(held: Library) -> tuple[golden.GoldenResult, ...]:
    """How the golden queries are answered; none where no index can be asked."""
    try:
        return golden.run(index(), held.golden())
    except SearchError:
        return ()


def _noted(held: Library) -> Noted:
    """What the journal tells; nothing before the first command has begun one."""
    if not (held.directory / JOURNAL).exists():
        return Noted()
    try:
        with Journal.open(held.directory, settings().zone, read_only=True) as journal:
            return Noted(journal.runs(RUNS), _in_vain(journal), journal.near(limit=SHOWN), proposals.waiting(journal))
    except JournalLocked:
        return Noted(
            trouble=(_("Un autre programme garde le journal verrouillé : les passages et les requêtes ne peuvent pas être lus."),)
        )
    except JournalError:
        return Noted(trouble=(_("Le journal ne peut pas être lu : les passages et les requêtes ne sont pas comptés."),))


def _in_vain(journal: Journal) -> tuple[Suggestion, ...]:
    """What was asked in vain, with what is nearest; nothing where no index can be asked."""
    try:
        return suggestions(index(), journal.unanswered(), SHOWN)
    except SearchError:
        return ()


def _suggested(held: Library) -> list[tuple[str, list[tuple[GlossaryEntry, AddedMoment | None]]]]:
    """The suggested entries by name, each with a place where it can be heard."""
    grouped: dict[str, list[tuple[GlossaryEntry, AddedMoment | None]]] = {}
    for entry in [one for one in held.glossary() if one.state == "suggested"][:SHOWN]:
        grouped.setdefault(entry.name, []).append((entry, _passage(entry)))
    return list(grouped.items())


def _passage(entry: GlossaryEntry) -> AddedMoment | None:
    with suppress(SearchError):
        return next(iter(passages(index(), entry)), None)
    return None


def _uncounted() -> list[str]:
    dropped = site().counting().dropped
    said = ngettext("%(num)s requête n’a pas été comptée.", "%(num)s requêtes n’ont pas été comptées.", dropped)
    return [said] if dropped else []


def _known(held: Library) -> _Room:
    """Coverage and names that nobody finds, gathered once a revision."""
    room = cast(_Room, current_app.extensions["staff"])
    asked, generation = None, ""
    with suppress(SearchError):
        asked = index()
        generation = asked.identity
    revision = (held.identity, held.revision, held.untranscribed_revision, generation)
    if room.revision != revision:
        measured = coverage_cache.measured(held)
        room.shows = by_show(measured.values(), held.untranscribed_by_show())
        room.unheard = unheard_names(held, asked, {slug: one.unsaid for slug, one in measured.items()}) if asked else ()
        room.revision = revision
    return room
