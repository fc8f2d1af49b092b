"""Where what a page shows of an episode comes from, in words: its title, its date, what was inferred or corrected."""

import re

from archive.library.corrections import SOURCE as CORRECTION
from archive.model.episode import Published
from archive.web.i18n import gettext as _
from archive.web.i18n import long_day, quoted
from archive.web.i18n import ngettext as _n

_OTHERS = re.compile(r"(?:repeated by|stated by|so does) (\S+)(?: and (\d+) more)?$")
"""The pages on which an inferred field rests (archive.analysis.inference)."""


def title(source: str) -> str:
    """Where a title was read; `made: show and date` tells that the archive composed it."""
    known = {
        "page": _("de la page"),
        "made": _("composé par l’archive"),
        "stated": _("donné à l’ajout"),
        "taught": _("de la page, comme on l’a appris de sa source"),
        CORRECTION: _("corrigé par l’équipe"),
    }
    kind = "taught" if source.startswith("taught ") else source.partition(":")[0]
    return known.get(kind, known["page"])


def dated(published: Published) -> str:
    """The day, and where it was read: `13 mars 2017, d’après la fiche et le titre`."""
    known = _places()
    told = [part.strip().partition(":")[0] for part in published.source.split(";")]
    places = dict.fromkeys(known.get(place, known["page"]) for place in told[:1] + [one for one in told[1:] if one in known])
    day, both = long_day(published.date, published.precision, published.approximate), _(" et ")
    return _("%(day)s, d’après %(places)s", day=day, places=both.join(places))


def evidence(published: Published) -> str:
    """Each place where a date was read, with the words that stand there: `la fiche : « 2024-07-25 »`."""
    known = _places()
    parts = re.split(rf"; (?=(?:{'|'.join(known)})(?::|;|$))", published.source)
    told = ((known.get(place, place), words) for place, _colon, words in (part.partition(": ") for part in parts))
    return _(" ; ").join(f"{place}{_(' : ')}{quoted(words)}" if words else place for place, words in told)


def estimated(published: Published) -> str:
    """What a date that is only about so rests on, for who would cite it; empty where it is sure."""
    if not published.approximate:
        return ""
    told = evidence(published)
    if published.source.startswith("page:"):
        return _("Date estimée, comptée depuis l’enregistrement de la page. %(evidence)s.", evidence=told[:1].upper() + told[1:])
    return _("Date estimée : %(evidence)s.", evidence=told)


def _places() -> dict[str, str]:
    return {
        "record": _("la fiche"),
        "page": _("la page"),
        "title": _("le titre"),
        "description": _("la description"),
        "file name": _("le nom du fichier"),
        CORRECTION: _("l’équipe"),
    }


def inferred(field: str) -> str:
    """A field that the archive infers from other pages of the show."""
    known = {
        "show": _("Émission, déduite d’autres pages"),
        "channel": _("Chaîne, déduite d’autres pages"),
        "category": _("Catégorie, déduite d’autres pages"),
        "host": _("Présentation, déduite d’autres pages"),
        "promotion": _("Ligne que l’émission répète, ôtée de la description"),
    }
    return known.get(field, field)


def others(evidence: str) -> str:
    """What an inferred field rests on: the first other page that tells it, and how many more do."""
    match = _OTHERS.search(evidence)
    if match is None:
        return evidence
    more = int(match[2] or 0)
    if not more:
        return _("d’après %(page)s", page=match[1])
    return _n("d’après %(page)s et %(num)s autre page", "d’après %(page)s et %(num)s autres pages", more, page=match[1])


def fields(corrected: list[str]) -> str:
    """The fields that staff corrected."""
    known = {
        "title": _("titre"),
        "show": _("émission"),
        "channel": _("chaîne"),
        "category": _("catégorie"),
        "description": _("description"),
        "date": _("date"),
        "people": _("personnes"),
        "language": _("langue"),
    }
    return ", ".join(known.get(name, name) for name in corrected)
