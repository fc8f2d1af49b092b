"""Why a page gave no episode, and what would mend it, in the interface's language. The reasons themselves are in English, as the
command says them; those of a form that is known are said in French too."""

import re
from collections.abc import Callable

from archive.operations.mending import Mend, mend_of
from archive.web.i18n import gettext as _
from archive.web.i18n import language
from archive.web.presentation.reasons_said import apart, in_french

_FACTS: dict[str, Callable[[], str]] = {
    "a date": lambda: _("la date"),
    "a description": lambda: _("la description"),
    "an address": lambda: _("l’adresse"),
    "a show": lambda: _("l’émission"),
    "a category": lambda: _("la catégorie"),
    "people": lambda: _("les personnes"),
}


def _listed(text: str) -> str:
    """Facts of a page, in the interface's words."""
    return ", ".join(_FACTS[one]() if one in _FACTS else one for one in re.split(r", | and ", text))


_SAID: tuple[tuple[str, Callable[["re.Match[str]"], str]], ...] = (
    (
        r"lost its shape: the heading of a transcript, and no stamped lines behind it",
        lambda _found: _("Le titre d’une transcription, et aucune ligne horodatée derrière."),
    ),
    (
        r"no transcript: its stamped lines are .*",
        lambda _found: _("Pas de transcription : les lignes horodatées sont des chapitres, un programme ou une liste."),
    ),
    (
        r"no transcript: no lines that begin with a time.*",
        lambda _found: _("Pas de transcription : aucune ligne ne commence par une heure."),
    ),
    (r"a transcript without speech", lambda _found: _("Une transcription sans parole.")),
    (r"empty", lambda _found: _("Le fichier est vide.")),
    (
        r"a stamp that cannot be read, at (\S+): .*",
        lambda found: _("Une heure illisible, à %(clock)s.", clock=found[1]),
    ),
    (
        r"(\d+) words of speech, where the save that serves has (\d+)",
        lambda found: _("%(now)s mots de parole, contre %(before)s dans la page en ligne.", now=found[1], before=found[2]),
    ),
    (
        r"(.+) missing, which the save that serves states",
        lambda found: _("Il manque %(facts)s, que la page en ligne indique.", facts=_listed(found[1])),
    ),
    (
        r"(.+) missing, which the show's earlier pages stated(; far less speech than usual too)?",
        lambda found: _("Il manque %(facts)s, que les pages précédentes de l’émission indiquaient.", facts=_listed(found[1])),
    ),
    (
        r"no transcript was found, and the show's earlier pages had one",
        lambda _found: _("Pas de transcription, et les pages précédentes de l’émission en avaient une."),
    ),
    (r"binary, no text", lambda _found: _("Ce n’est pas du texte.")),
    (
        r"a gz file that breaks off.*|a ZIP archive that is damaged.*",
        lambda _found: _("Le fichier compressé est tronqué ou abîmé."),
    ),
    (
        r"the program was ended while it took this page.*",
        lambda _found: _("Le programme a été arrêté pendant la lecture, sans doute faute de mémoire ; le début est gardé ici."),
    ),
)


def said(reason: str) -> str | None:
    """A reason in French; None where only its English is known, or English is what is read."""
    if language() != "fr":
        return None
    bare, added = apart(reason.removeprefix("held back: "))
    found = ((re.fullmatch(pattern, bare), words) for pattern, words in _SAID)
    french = next((words(match) for match, words in found if match), None) or in_french(bare)
    return french + added if french else None


def mend(reason: str) -> str:
    """What would mend the page."""
    words: dict[Mend, str] = {
        "unfold": _("Ouvrez la page, dépliez sa transcription, enregistrez-la de nouveau, puis ajoutez-la."),
        "times": _("Enregistrez la page avec une transcription horodatée, ou posez des sous-titres à côté (NOM.vtt, NOM.srt)."),
        "stamp": _("Corrigez l’heure de cette ligne dans le fichier enregistré, puis ajoutez-le de nouveau."),
        "again": _("Enregistrez ou copiez la page de nouveau : elle est tronquée ou abîmée."),
        "encoding": _("Enregistrez le fichier comme texte en UTF-8, puis ajoutez-le de nouveau."),
        "form": _("Enregistrez plutôt ce que le motif indique."),
        "compare": _("Regardez la page : acceptez-la si elle est juste, sinon enregistrez-la de nouveau."),
        "split": _("Coupez le fichier en ses émissions, puis ajoutez-les."),
        "look": _("Regardez la page, puis acceptez-la ou écartez-la."),
    }

    return words[mend_of(reason)]


def rule(name: str) -> str | None:
    """A rule of the cleaner in French; None where only its English is known, or English is what is read."""
    known = {
        "above the title": _("au-dessus du titre"),
        "title line": _("ligne du titre"),
        "skip links and buttons": _("liens d’évitement et boutons"),
        "category": _("catégorie"),
        "channel and its button": _("chaîne et son bouton"),
        "date line": _("ligne de la date"),
        "hashtags": _("mots-dièse"),
        "transcript heading": _("titre de la transcription"),
        "line under the heading": _("ligne sous le titre"),
        "footer": _("pied de page"),
        "behind the last line of the transcript": _("après la dernière ligne"),
        "promotion": _("promotion"),
        "copy of the description": _("copie de la description"),
        "a recogniser's own lines": _("lignes de la machine"),
        "unreadable segment": _("segment illisible"),
        "lines of times that cannot be read": _("heures illisibles"),
        "encoding": _("encodage réparé"),
        "captions out of order": _("lignes remises dans l’ordre"),
        "times that go back": _("heures qui reculent"),
    }
    return known.get(name) if language() == "fr" else None
