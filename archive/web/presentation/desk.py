"""The desk in words: what to do first, how a command ended, when that was in the archive's own time."""

import datetime as dt
from zoneinfo import ZoneInfo

from archive.operations.journal import Run
from archive.operations.verdict import Kind, Todo
from archive.web.i18n import gettext as _
from archive.web.i18n import ngettext
from archive.web.site import settings

SECTIONS: dict[Kind, str] = {
    "index": "s-state", "empty": "s-state", "loss": "s-ref", "held": "quar", "golden": "s-gold", "waiting": "s-wait",
    "proposals": "prop", "unfit": "prop", "names": "s-glo",
}  # fmt: skip
"""The id of the section that tells more of each kind."""


def sentence(todo: Todo) -> str:
    """What is to be done."""
    many = todo.many
    said = {
        "index": _("Rien ne peut être cherché : l’index manque ou est abîmé."),
        "empty": _("L’archive ne contient encore aucun épisode."),
        "loss": _("Un index a été construit et n’est pas publié : il perdrait quelque chose."),
        "held": ngettext("%(num)s page est retenue.", "%(num)s pages sont retenues.", many),
        "golden": ngettext(
            "%(num)s requête témoin n’a plus la réponse attendue.", "%(num)s requêtes témoins n’ont plus la réponse attendue.", many
        ),
        "waiting": ngettext("%(num)s épisode n’est pas encore en ligne.", "%(num)s épisodes ne sont pas encore en ligne.", many),
        "proposals": ngettext("%(num)s proposition d’auditeur attend.", "%(num)s propositions d’auditeurs attendent.", many),
        "unfit": ngettext("%(num)s correction ne s’applique plus.", "%(num)s corrections ne s’appliquent plus.", many),
        "names": ngettext("%(num)s nom attend d’être confirmé.", "%(num)s noms attendent d’être confirmés.", many),
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


def local(time: dt.datetime) -> str:
    """A moment in the archive's own time."""
    return f"{time.astimezone(ZoneInfo(settings().zone)):%Y-%m-%d %H:%M}"
