"""Why a page gave no episode, and why a decision cannot be done, in the interface's language.

Reasons and errors come as codes with facts, and say themselves in English; here stand the same in French.
"""

from archive.errors import PresentableError
from archive.model.reasons import Mend, Reason
from archive.web.i18n import french_spaces, language
from archive.web.i18n import gettext as _

REASONS = {
    "stranger": "Ce n’est pas une page : {what}.",
    "not-a-file": "Ce n’est pas un fichier.",
    "not-a-page": "Ce n’est pas une page enregistrée.",
    "few-times": "Lignes qui commencent par une heure : {found} ; il en faut au moins {least} dans un fichier de ce genre.",
    "sidecar": "Un fichier d’indications, lu avec sa page.",
    "hidden-file": "Un fichier caché.",
    "other-form": "Une autre forme de {name}, déjà lu.",
    "tells-of": "Des indications sur {name}.",
    "feed": "Des indications sur les transcriptions à côté.",
    "link-out": "Un lien qui mène hors du dossier.",
    "untimed-page": "Une page sans horodatage : {url}.",
    "zip-stranger": "Une archive ZIP, et non une page.",
    "known-form": "On dirait un fichier {name}, qui n’est pas lu.",
    "unreadable": "Le fichier ne peut pas être lu : {error}.",
    "empty": "Le fichier est vide.",
    "gz-damaged": "Le fichier compressé est tronqué ou endommagé.",
    "zip-damaged": "Le fichier compressé est tronqué ou endommagé.",
    "mhtml-unreadable": "Une page MHTML illisible : {error}.",
    "mhtml-empty": "Un fichier MHTML sans page.",
    "warc-damaged": "Un fichier WARC tronqué ou endommagé : {error}.",
    "warc-too-long": "Un fichier WARC de plus de {records} enregistrements : le reste n’est pas lu.",
    "wacz-unreadable": "{name}, dans le fichier WACZ, ne peut pas être lu : {error}.",
    "sidecar-unreadable": "Le fichier d’indications est illisible : {error}.",
    "not-joined": "Une transcription et des indications qui n’ont pas été réunies ici.",
    "binary": "Ce n’est pas du texte.",
    "unknown-encoding": "Encodage inconnu : enregistrez le fichier en UTF-8.",
    "page-too-large": "Plus de {megabytes} Mo : c’est trop pour une page.",
    "crawled-page-too-large": "{url} : plus de {megabytes} Mo, c’est trop pour une page.",
    "page-too-costly": "Sa lecture demande plus de {seconds} s de processeur ou de {megabytes} Mo : c’est trop pour une page.",
    "file-swells": "Plus de {records} pages, {megabytes} Mo ou {seconds} s de processeur dans ce fichier : le reste n’est pas lu.",
    "repeated-record": "Des enregistrements répétés ({records}), lus une seule fois.",
    "record-too-large": "Plus de {megabytes} Mo : c’est trop pour une page.",
    "page-too-long": "Plus de {lines} lignes : c’est trop pour une page.",
    "too-many-words": "Plus de {words} mots, ou de {unlike} mots différents : c’est trop pour une page.",
    "subtitles-too-long": "Plus de {lines} lignes : c’est trop pour une page.",
    "scc-too-long": "Un fichier SCC trop long pour une émission.",
    "too-many-tags": "Plus de {tags} balises HTML : c’est trop pour une page.",
    "html-too-deep": "Des balises HTML emboîtées à plus de {depth} niveaux.",
    "captions-too-deep": "Des sous-titres emboîtés à plus de {depth} niveaux.",
    "not-json": "Ce n’est pas du JSON valable : {error}.",
    "json-too-deep": "Du JSON trop profondément emboîté.",
    "json-unknown": "Du JSON de {name}, d’une forme inconnue.",
    "xml-entities": "Du XML qui définit ses propres entités : il n’est pas lu.",
    "xml-breaks": "Du XML endommagé : {error}.",
    "subtitles-unreadable": "Un fichier de sous-titres illisible : {error}.",
    "frames": "MicroDVD compte en images, et ce fichier ne dit pas combien par seconde ; enregistrez-le en SubRip (.srt).",
    "no-words": "Une transcription sans mots.",
    "no-rows": "Une transcription sans mots.",
    "few-timed-rows": "Seules {timed} lignes sur {rows} donnent une heure ; --untimed les prend comme des paragraphes.",
    "no-said-segments": "Du JSON sans transcription.",
    "no-json-segments": "Du JSON sans transcription.",
    "segment-start": "Le segment {number} commence à une heure illisible : {text!r}.",
    "not-a-table": "La ligne {number} n’est pas une ligne de tableau : {error}.",
    "line-start": "La ligne {number} commence à une heure illisible : {text!r}.",
    "caption-time": "Un sous-titre a une heure illisible : {text!r}.",
    "caption-untimed": "Un sous-titre sans heure : {text!r}.",
    "broken-times": "{lines} lignes d’horodatage illisibles ; la première : {text!r}.",
    "misread-stamp": "Une heure illisible à {clock}.",
    "lost-shape": "Le titre d’une transcription, sans aucune ligne horodatée à la suite.",
    "other-stamps": (
        "Pas de transcription : {lines} lignes horodatées ({shape}), {rate} mots par seconde ; "
        "des chapitres, une liste de lecture ou une discussion en direct."
    ),
    "no-stamps": "Pas de transcription : aucune ligne ne commence par une heure.",
    "no-speech": "Une transcription sans parole.",
    "fewer-words": "{now} mots de parole, contre {before} dans la page en ligne.",
    "fewer-facts": "Il manque {missing}, que la page en ligne indique.",
    "unlike-show": "Il manque {missing}, que les pages précédentes de l’émission indiquaient.",
    "thin-unlike-show": "Il manque {missing}, que les pages précédentes de l’émission indiquaient, et une bonne part de la parole.",
    "no-transcript-unlike-show": "Pas de transcription, alors que les pages précédentes de l’émission en avaient une.",
    "no-times-unlike-show": "Aucune heure lue, alors que les pages précédentes de l’émission en donnaient.",
    "no-times": "Aucune heure lue, alors que la page en ligne en donne.",
    "source-changed": "La page ne ressemble plus aux pages apprises de sa source : {told} manque à sa place habituelle.",
    "saved-before": "Une version antérieure a donné {slug}, qui reste en ligne.",
    "folder-had": "Les pages précédentes du dossier en avaient une.",
    "removed": "{slug} est retiré : {why}.",
    "ended": "Le programme a été arrêté pendant la lecture, sans doute faute de mémoire ; le début est gardé ici.",
    "error": "Une erreur du programme ; son message : {text}.",
}
"""Of every reason but one that is words alone, by its code."""
FACTS = {
    "date": "la date",
    "description": "la description",
    "address": "l’adresse",
    "show": "l’émission",
    "category": "la catégorie",
    "people": "les personnes",
}
ERRORS = {
    "no-why": "Dites pourquoi {slug} est retiré.",
    "not-served": "{slug} n’est pas en ligne : il n’y a rien à corriger. Rétablissez-le, ou ajoutez sa page de nouveau.",
    "not-removed": "Cet épisode n’est pas retiré : il n’y a rien à rétablir.",
    "no-line": "{slug} a {lines} lignes, et pas de ligne {number}.",
    "no-line-at": "Aucune ligne de {slug} ne commence à {at}.",
    "unknown-episode": "Aucun épisode ne s’appelle {slug}.",
    "everyday": "« {heard} » : des mots courants, dits dans {episodes} épisodes sur {of}. Regardez-les d’abord.",
    "no-correction": "Indiquez les mots transcrits, et ceux qui les remplacent.",
    "no-decision": "Aucune décision n’a le numéro {number}.",
    "not-undoable": "La décision {number} ne peut pas être reprise : elle l’est déjà, ou rien n’en est conservé.",
    "changed-since": "La décision {number} ne peut pas être reprise : {key} a changé depuis. Reprenez d’abord la suite.",
    "no-label": "{slug} n’a pas de voix appelée {label}.",
    "bad-name": "Ce n’est pas un nom : il faut des caractères lisibles, et peu nombreux.",
    "no-name": "Une entrée du glossaire a besoin d’un nom.",
    "bad-entry": "Ligne {line} : il manque un nom, ou l’état est inconnu.",
    "no-erasure-key": "La clé qui sert à reconnaître les mots effacés, {path}, est illisible : remettez-la à sa place.",
    "no-words-at": "Les mots à effacer ne se suivent pas dans la ligne de {slug} à {at}.",
    "no-columns": "La première ligne doit nommer les colonnes ; « name » est nécessaire.",
    "bad-line": "Une ligne corrigée a au plus {most} caractères, tous lisibles.",
    "nobody": "{line!r} ne nomme personne ; écrivez « host: NOM (RÔLE) ».",
    "no-language": "{text!r} n’est pas une langue ; écrivez son code, comme fr ou en.",
    "line-changed": "La ligne de {slug} à {at} a changé depuis : refusez la proposition.",
    "no-proposal": "Aucune proposition n’a le numéro {number}.",
    "not-held": "Rien n’est retenu sous le numéro {number}.",
    "library-locked": "Un autre programme écrit dans l’archive ; réessayez dans un instant.",
    "library-damaged": "Le fichier de l’archive est endommagé ; remettez une sauvegarde à sa place.",
    "not-writable": "On ne peut pas écrire dans {path}.",
    "no-index": "Il n’y a pas d’index ; publiez l’archive.",
    "passages-overlap": "Deux passages de {slug} se recouvrent à {at} : il faut les effacer en un seul.",
    "nothing-before": "Il n’y a pas d’état antérieur auquel revenir.",
    "index-gone": "L’index en ligne n’est plus là.",
    "index-other-version": "L’index est d’une autre version du programme, ou d’un autre moteur : il faut le construire de nouveau.",
    "index-broken": "L’index est endommagé : il faut le construire de nouveau.",
    "publishing": "Un autre programme publie ; attendez qu’il ait fini.",
    "no-lesson": "Rien n’est dit de {slug} : donnez une valeur, ou dites qu’un champ n’y est pas.",
    "not-teachable": "{origin} dit lui-même ses valeurs : on enseigne des pages HTML, du texte ou du Markdown.",
    "no-day": "« {text} » n’est pas un jour ; écrivez-le comme 2026-02-09.",
    "no-number": "« {text} » n’est pas un numéro.",
    "not-on-page": "« {text} » n’est écrit nulle part sur la page : donnez-le comme elle l’écrit.",
    "disk": "L’archive n’a pas pu être écrite : regardez le disque, puis recommencez.",
}
"""Of what keeps a decision from being done, by its code."""


def said(why: "Reason | PresentableError") -> str | None:
    """A reason or an error in French; None where only its English is known, or English is what is read."""
    if language() != "fr":
        return None
    if isinstance(why, PresentableError):
        return _filled(ERRORS, why.code, why.facts)
    found = [_filled(REASONS, one.code, one.facts) for one in (why, *why.behind)]
    return " ".join(filter(None, found)) if found[0] else None


def _filled(table: dict[str, str], code: str, facts: "dict[str, str | int]") -> str | None:
    if code not in table:
        return None
    missing = ", ".join(FACTS[one] for one in str(facts["missing"]).split(",")) if "missing" in facts else ""
    return french_spaces(table[code]).format(**(facts | {"missing": missing}))


def mend(reason: Reason) -> str:
    """What would mend the page."""
    words: dict[Mend, str] = {
        "unfold": _("Ouvrez la page, dépliez sa transcription, enregistrez-la de nouveau, puis ajoutez-la."),
        "times": _(
            "Enregistrez la page avec une transcription horodatée, ou posez des sous-titres à côté (NOM.vtt, NOM.srt) ; "
            "une transcription sans minutage s’ajoute par « archive add --untimed »."
        ),
        "stamp": _("Corrigez l’heure de cette ligne dans le fichier enregistré, puis ajoutez-le de nouveau."),
        "again": _("Enregistrez ou copiez la page de nouveau : elle est tronquée ou endommagée."),
        "encoding": _("Enregistrez le fichier comme texte en UTF-8, puis ajoutez-le de nouveau."),
        "form": _("Enregistrez plutôt ce que le motif indique."),
        "compare": _("Regardez la page : acceptez-la si elle est juste, sinon enregistrez-la de nouveau."),
        "split": _("Coupez le fichier en ses émissions, puis ajoutez-les."),
        "look": _("Regardez la page, puis acceptez-la ou écartez-la."),
    }

    return words[reason.mend]


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
