"""The desk in words: what to do first, how a command ended, when that was in the archive's own time."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from archive.analysis.glossary import HEARD_IN
from archive.library import GlossaryEntry
from archive.model.reasons import Reason, worded
from archive.operations.glossary import NAMED_BY, AddedMoment
from archive.operations.journal import Run
from archive.operations.pending_work import Kind, Todo
from archive.operations.report import Failed
from archive.text.tokenizer import spans, words
from archive.web.i18n import gettext as _
from archive.web.i18n import ngettext, short_day, tenths
from archive.web.site import settings, today

SECTIONS: dict[Kind, str] = {
    "index": "s-state", "empty": "s-state", "loss": "s-ref", "held": "quar", "waiting": "s-wait",
    "unlinked": "s-wait", "proposals": "prop", "unfit": "prop", "names": "s-glo", "unheard": "s-unheard", "unsure": "s-cov",
    "transcripts": "s-cov", "feeds": "s-feeds", "outdated": "s-state", "older": "s-state",
}  # fmt: skip
"""The id of the section that tells more of each kind."""
PUBLISHES: frozenset[Kind] = frozenset({"index", "outdated", "waiting", "unlinked"})
"""What is done by publishing, with one press."""
AROUND = 60
"""Letters of a passage shown on each side of what was heard."""


def sentence(todo: Todo) -> str:
    """What is to be done."""
    many = todo.many
    said = {
        "index": _("La recherche est indisponible : l’index manque ou est endommagé."),
        "outdated": _("La recherche est indisponible : l’index est d’une autre version du programme."),
        "empty": _("L’archive ne contient encore aucun épisode."),
        "loss": _("Un index a été construit et n’est pas publié : il perdrait quelque chose."),
        "held": ngettext("%(num)s page est retenue.", "%(num)s pages sont retenues.", many),
        "waiting": ngettext("%(num)s épisode n’est pas encore en ligne.", "%(num)s épisodes ne sont pas encore en ligne.", many),
        "unlinked": _("Des décisions du glossaire ne sont pas encore en ligne."),
        "proposals": ngettext("%(num)s proposition d’auditeur attend.", "%(num)s propositions d’auditeurs attendent.", many),
        "unfit": ngettext("%(num)s correction ne s’applique plus.", "%(num)s corrections ne s’appliquent plus.", many),
        "names": ngettext("%(num)s nom a peut-être été mal transcrit.", "%(num)s noms ont peut-être été mal transcrits.", many),
        "unheard": ngettext(
            "%(num)s nom n’est trouvé dans aucune transcription.", "%(num)s noms ne sont trouvés dans aucune transcription.", many
        ),
        "unsure": ngettext(
            "%(num)s épisode dont sa source enseignée n’est pas sûre.",
            "%(num)s épisodes dont leur source enseignée n’est pas sûre.",
            many,
        ),
        "older": ngettext(
            "%(num)s épisode serait mieux lu par cette version du programme.",
            "%(num)s épisodes seraient mieux lus par cette version du programme.",
            many,
        ),
        "feeds": ngettext("%(num)s flux suivi ne répond plus.", "%(num)s flux suivis ne répondent plus.", many),
        "transcripts": ngettext(
            "%(num)s émission n’a pas sa transcription entière.", "%(num)s émissions n’ont pas leur transcription entière.", many
        ),
    }
    return said[todo.kind]


def outcome(run: Run) -> str:
    """How a command ended."""
    known = {
        "running": _("en cours"),
        "done": _("fait"),
        "failed": _("échoué"),
        "refused": _("refusé, rien n’est publié"),
        "locked": _("verrouillé"),
        "killed": _("interrompu"),
        "published": _("publié"),
        "forced": _("publié malgré la perte"),
        "nothing to do": _("rien à faire"),
        "names linked again": _("noms reliés de nouveau"),
    }
    told = str(run.report.get("outcome") or run.outcome) if run.outcome == "done" else run.outcome
    return known.get(told, told)


def counts(run: Run) -> str:
    """How many pages a command took in, as far as it says so."""
    added, changed, same, held = (_many(run.report.get(name)) for name in ("added", "updated", "unchanged", "quarantined"))
    found = (
        (added, ngettext("%(num)s ajouté", "%(num)s ajoutés", added)),
        (changed, ngettext("%(num)s changé", "%(num)s changés", changed)),
        (same, ngettext("%(num)s inchangé", "%(num)s inchangés", same)),
        (held, ngettext("%(num)s retenu", "%(num)s retenus", held)),
    )
    return ", ".join(words for many, words in found if many)


def _many(value: object) -> int:
    return value if isinstance(value, int) else len(value) if isinstance(value, list) else 0


def subject(run: Run) -> str:
    """What a command was done to, as far as it says so: an episode and its fields, a line, words and their places."""
    slugs = run.report.get("slugs") or [run.report.get("slug")]
    of = ", ".join(str(slug) for slug in slugs if slug)
    what = run.report.get("fields") or []
    at = run.report.get("line")
    return " · ".join(filter(None, (of, ", ".join(map(str, what)), str(at or ""), str(run.report.get("words") or ""))))


def failures(run: Run) -> list[Failed]:
    """The pages that a command did not take in, each with its reason."""
    told = [one for one in run.report.get("failed") or () if isinstance(one, dict)]
    return [Failed(str(one.get("origin", "")), _reason_of(one)) for one in told]


def _reason_of(told: dict[str, Any]) -> Reason:
    """The reason that a journal has; of an older version its words alone."""
    return Reason.of(msgspec.json.encode(told["why"]).decode()) if "why" in told else worded(str(told.get("reason", "")))


def evidence(entry: GlossaryEntry) -> str:
    """What speaks for a suggestion, in a few words."""
    heard = re.match(rf"{HEARD_IN} (\d+) episodes", entry.evidence)
    if asked := re.match(r"asked (\d+) times without an answer", entry.evidence):
        return ngettext("cherché %(num)s fois en vain", "cherché %(num)s fois en vain", int(asked[1]))
    if entry.evidence.startswith(NAMED_BY):
        return _("sonne comme un nom que la page annonce")
    if not heard:
        return entry.evidence
    said = ngettext("transcrit dans %(num)s épisode", "transcrit dans %(num)s épisodes", int(heard[1]))
    return f"{said}, {entry.show}" if entry.show else said


def around(moment: AddedMoment) -> str:
    """A passage cut to what stands around the words that were heard, whatever their capitals and accents."""
    first, last = _place_of(words(moment.heard), moment.text)
    start, end = max(first - AROUND, 0), last + AROUND
    start = moment.text.find(" ", start) + 1 if start else 0
    cut = moment.text[start:end].rsplit(" ", 1)[0] if end < len(moment.text) else moment.text[start:]
    return ("…" if start else "") + cut + ("…" if end < len(moment.text) else "")


def _place_of(run: list[str], text: str) -> tuple[int, int]:
    """Where some folded words stand in a text, from the first letter to behind the last; its beginning where they do
    not."""
    found = list(spans(text))
    for place in range(len(found) - len(run) + 1):
        here = found[place : place + len(run)]
        if run and [one.word for one in here] == run:
            return here[0].start, here[-1].end
    return 0, 0


def seconds(value: float) -> str:
    """How long something took, as it is written in the interface's language."""
    return f"{tenths(value)} s"


def gigabytes(value: int) -> str:
    """Bytes as gigabytes."""
    return _("%(gb)s Go", gb=tenths(value / 1e9))


def local(time: dt.datetime) -> str:
    """A moment in the archive's own time: the clock, after the day where that is not today."""
    here = time.astimezone(ZoneInfo(settings().zone))
    if here.date() == today():
        return _("aujourd’hui à %(clock)s", clock=f"{here:%H:%M}")
    return _("%(day)s à %(clock)s", day=short_day(here.date()), clock=f"{here:%H:%M}")
