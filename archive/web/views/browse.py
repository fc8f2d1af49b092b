"""Ways in without a question: people, shows, categories, the calendar."""

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, abort, render_template

from archive.search.answer import Hit
from archive.search.index.types import Filters, Summary
from archive.text.slugs import plain
from archive.text.tokenizer import fold
from archive.web.browse_index import (
    BrowseEntry,
    BrowseIndex,
    browse_index,
    every_month,
    last_role,
    role_in,
    years,
)
from archive.web.http import headers, page_cache
from archive.web.presentation.histogram import Histogram, histogram_of
from archive.web.site import index

pages = page_cache.serve_from_cache(headers.validate_with_etag(Blueprint("browse", __name__)))

MOST_ROWS = 50
OFTEN_WITH = 6
SPOKEN_OF = 6
MOST_FORMS = 8
PRESENCE_PX = 40


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person in an episode: the role given there, and in how many moments the name is said."""

    episode: Summary
    role: str | None
    kind: str
    named: int


@dataclass(frozen=True, slots=True)
class HeardForm:
    """A form in which a name was transcribed: how often, and whether it was only recognised."""

    text: str
    times: int
    recognised: bool


@pages.get("/people")
def people() -> str:
    """Everyone who presented or was invited, from A to Z."""
    letters: dict[str, list[tuple[BrowseEntry, str]]] = {}
    for entry in browse_index().people.values():
        letters.setdefault(fold(entry.name.split()[-1])[:1].upper(), []).append((entry, last_role(entry)))
    return render_template("people.html", letters=letters, total=len(browse_index().people))


@pages.get("/people/<key>")
def person(key: str) -> str:
    """One person: episodes, roles, the name as it was transcribed, and where else it is spoken."""
    entry = browse_index().people.get(plain(key)) or abort(404)
    shown = entry.episodes[:MOST_ROWS]
    said = _said(entry)
    misheard = [_misheard(episode.slug, entry) for episode in shown]
    return render_template(
        "person.html",
        entry=entry,
        roles=roles(entry),
        rows=[_appearance(each, entry, said.get(each.slug, 0), forms) for each, forms in zip(shown, misheard, strict=True)],
        heard=_forms(entry, sum(said.values()), misheard),
        often=_often_with(entry),
        bars=_presence(browse_index(), entry),
        spoken=_spoken_of(entry),
    )


@pages.get("/shows")
def shows() -> str:
    """Every show, and the categories."""
    return render_template("shows.html", shows=browse_index().shows.values(), categories=browse_index().categories.values())


@pages.get("/shows/<key>")
def show(key: str) -> str:
    """One show."""
    entry = browse_index().shows.get(plain(key)) or abort(404)
    return render_template("listing.html", entry=entry, kind="show", **_listing(entry))


@pages.get("/categories")
def categories() -> str:
    """Every category: they stand below the shows."""
    return shows()


@pages.get("/categories/<key>")
def category(key: str) -> str:
    """One category."""
    entry = browse_index().categories.get(plain(key)) or abort(404)
    return render_template("listing.html", entry=entry, kind="category", **_listing(entry))


@pages.get("/calendar")
def calendar() -> str:
    """Every month: one stroke, one episode."""
    return render_template("calendar.html", register=browse_index(), years=years(browse_index()))


def roles(entry: BrowseEntry) -> list[tuple[str, int]]:
    """The roles a person was given, the newest first, with the year of the first time."""
    found: dict[str, int] = {}
    for episode in entry.episodes:
        role, _kind = role_in(episode, entry.key)
        if role:
            found[role] = episode.date.year if episode.date else found.get(role, 0)
    return list(found.items())


def _said(entry: BrowseEntry) -> dict[str, int]:
    """In how many moments of each of a person's episodes the whole name is said as it is written."""
    found = index().search(
        f'"{entry.name}"', filters=Filters(persons=(entry.name,)), limit=MOST_ROWS * 2, moments=0, aggregations=False
    )
    return {hit.summary.slug: hit.moments_total for hit in found.hits if not hit.lacks}


def _misheard(slug: str, entry: BrowseEntry) -> Counter[str]:
    """The other forms in which a name was transcribed in an episode."""
    analysis = index().analysis(slug)
    return Counter(
        link.heard for link in (analysis.links if analysis else ()) if link.distance > 0 and plain(link.name) == entry.key
    )


def _appearance(episode: Summary, entry: BrowseEntry, said: int, misheard: Counter[str]) -> Appearance:
    role, kind = role_in(episode, entry.key)
    return Appearance(episode, role, kind, said + misheard.total())


def _forms(entry: BrowseEntry, said: int, misheard: list[Counter[str]]) -> list[HeardForm]:
    total: Counter[str] = sum(misheard, Counter())
    written = [HeardForm(entry.name, said, False)] if said else []
    return [*written, *(HeardForm(text, times, True) for text, times in total.most_common(MOST_FORMS))]


def _often_with(entry: BrowseEntry) -> list[tuple[str, int]]:
    """People who were there at least twice with this one, in order of name: nobody is ranked."""
    others = Counter(
        name
        for episode in entry.episodes
        for name in {name for name, _role, kind in episode.people if kind != "cited" and plain(name) != entry.key}
    )
    often = [(name, count) for name, count in others.most_common(OFTEN_WITH) if count > 1]
    return sorted(often, key=lambda found: fold(found[0]))


def _presence(held: BrowseIndex, entry: BrowseEntry) -> Histogram:
    counts = Counter(f"{episode.date:%Y-%m}" for episode in entry.episodes if episode.date)
    on_air = {month.month for month in held.months if month.on_air}
    months = every_month(on_air)
    return histogram_of([(month, counts[month], month in on_air) for month in months], floor=PRESENCE_PX)


def _spoken_of(entry: BrowseEntry) -> list[Hit]:
    """Where the name is said in episodes without the person."""
    present = {episode.slug for episode in entry.episodes}
    answer = index().search(f'"{entry.name}"', limit=SPOKEN_OF * 4, moments=1, aggregations=False)
    return [hit for hit in answer.hits if hit.moments and not hit.lacks and hit.summary.slug not in present][:SPOKEN_OF]


def _listing(entry: BrowseEntry) -> dict[str, object]:
    counts = Counter(f"{episode.date:%Y-%m}" for episode in entry.episodes if episode.date)
    months = [(month, counts[month], counts[month] > 0) for month in every_month(counts)]
    people = Counter(
        name for episode in entry.episodes for name in {name for name, _role, kind in episode.people if kind != "cited"}
    )
    return {
        "rows": entry.episodes[:MOST_ROWS],
        "bars": histogram_of(months, floor=PRESENCE_PX),
        "people": sorted(people.items(), key=lambda found: (fold(found[0].split()[-1]), fold(found[0]))),
    }
