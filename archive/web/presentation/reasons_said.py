"""The reasons that the program gives in English, and what they are in French. A template takes the groups of its pattern.

What a reason says of a page comes first; then what keeps a decision from being done. Words of the page stay as they are.
"""

import re

from archive.web.i18n import french_spaces

_REASONS: tuple[tuple[str, str], ...] = (
    (r"(?P<what>.+), no page", "Ce n’est pas une page : %(what)s."),
    (r"not a file", "Ce n’est pas un fichier."),
    (r"not a page", "Ce n’est pas une page enregistrée."),
    (r"a page without times: (?P<what>.+)", "Une page sans horodatage : %(what)s."),
    (r"a link that leads out of the folder", "Un lien qui mène hors du dossier."),
    (r"cannot be read: (?P<what>.+)", "Le fichier ne peut pas être lu : %(what)s."),
    (
        r"(?:a line )?larger than (?P<many>[\d,]+) MB, which no .+ is",
        "Plus de %(many)s Mo : aucune page n’est si grande.",
    ),
    (
        r"more than (?P<many>[\d,]+) lines, which no .+ has",
        "Plus de %(many)s lignes : aucune page n’en a tant.",
    ),
    (r"HTML of more than (?P<many>[\d,]+) tags", "Plus de %(many)s balises HTML : aucune page n’en a tant."),
    (r"HTML nested more than (?P<many>[\d,]+) deep", "Des balises HTML emboîtées à plus de %(many)s niveaux."),
    (r"captions nested more than (?P<many>[\d,]+) deep", "Des sous-titres emboîtés à plus de %(many)s niveaux."),
    (
        r"its words are in no encoding that is known; save it as UTF-8",
        "Ses mots ne sont dans aucun encodage connu ; enregistrez le fichier en UTF-8.",
    ),
    (r"captions without words|a recogniser's result without words|rows without text", "Une transcription sans mots."),
    (r"no segments(?: with text)?|JSON without segments", "Du JSON sans transcription."),
    (r"not JSON: (?P<what>.+)", "Ce n’est pas du JSON valable : %(what)s."),
    (r"not JSON that anyone wrote: nested too deeply", "Du JSON trop profondément emboîté."),
    (r"segment (?P<many>\d+) is not an object", "Le segment %(many)s n’est pas un objet JSON."),
    (r"segment (?P<many>\d+) has no text", "Le segment %(many)s n’a pas de texte."),
    (r"segment (?P<many>\d+) has the start (?P<what>.+)", "Le segment %(many)s commence à une heure illisible : %(what)s."),
    (r"line (?P<many>\d+) has the start (?P<what>.+)", "La ligne %(many)s commence à une heure illisible : %(what)s."),
    (r"a caption has the time (?P<what>.+)", "Un sous-titre a une heure illisible : %(what)s."),
    (r"a caption without a time: (?P<what>.+)", "Un sous-titre sans heure : %(what)s."),
    (
        r"(?P<many>\d+) lines of times cannot be read, the first is (?P<what>.+)",
        "%(many)s lignes d’horodatage illisibles ; la première : %(what)s.",
    ),
    (
        r"MicroDVD counts frames, .*",
        "MicroDVD compte en images, et ce fichier ne dit pas combien il y en a par seconde ; enregistrez-le en SubRip (.srt).",
    ),
    (r"a subtitle file that cannot be read: (?P<what>.+)", "Un fichier de sous-titres illisible : %(what)s."),
    (r"an SCC file longer than any programme's", "Un fichier SCC plus long que toute émission."),
    (r"MHTML that cannot be read: (?P<what>.+)", "Une page MHTML illisible : %(what)s."),
    (r"MHTML without a page in it", "Un fichier MHTML sans page."),
    (
        r"XML that defines entities of its own, .*",
        "Du XML qui définit ses propres entités : il n’est pas lu.",
    ),
    (r"XML that breaks: (?P<what>.+)", "Du XML abîmé : %(what)s."),
    (r"a transcript and facts that were not joined here", "Une transcription et des indications qui ne vont pas ensemble."),
    (r"a sidecar that cannot be read: (?P<what>.+)", "Le fichier d’indications est illisible : %(what)s."),
    (r"a ZIP archive, no page", "Une archive ZIP, et non une page."),
    (r"(?P<what>.+) JSON of a shape nobody knows: .+", "Du JSON de %(what)s, d’une forme inconnue."),
    (r"this looks like (?P<what>.+), which is not read: .+", "On dirait un fichier %(what)s, qui n’est pas lu."),
    (r"[A-Za-z]*(?:Error|Exception): (?P<what>.+)", "Une erreur du programme ; son message : %(what)s."),
    # What keeps a decision from being done.
    (r"say why (?P<slug>\S+) is removed.*", "Dites pourquoi %(slug)s est retiré."),
    (
        r"(?P<slug>\S+) does not serve, so there is nothing to correct; .*",
        "%(slug)s n’est pas en ligne : il n’y a rien à corriger. Rétablissez-le, ou ajoutez sa page de nouveau.",
    ),
    (
        r"(?P<slug>\S+) has (?P<many>\d+) lines, and none of number (?P<what>\d+)",
        "%(slug)s a %(many)s lignes, et pas de ligne %(what)s.",
    ),
    (r"no episode is called (?P<slug>\S+); .*", "Aucun épisode ne s’appelle %(slug)s."),
    (r"a glossary entry needs a name", "Une entrée du glossaire a besoin d’un nom."),
    (
        r"a corrected line has at most (?P<many>\d+) characters, all of them readable",
        "Une ligne corrigée a au plus %(many)s caractères, tous lisibles.",
    ),
    (r"(?P<what>'.*'|\".*\") names nobody; .*", "%(what)s ne nomme personne ; écrivez « host: NOM (RÔLE) »."),
    (r"(?P<what>'.*'|\".*\") is no language; .*", "%(what)s n’est pas une langue ; écrivez son code, comme fr ou en."),
    (
        r"the line of (?P<slug>\S+) at (?P<what>\S+) reads otherwise now; refuse the proposal",
        "La ligne de %(slug)s à %(what)s se lit autrement aujourd’hui : refusez la proposition.",
    ),
    (r".+ is being written to by .+", "Un autre programme écrit dans l’archive ; réessayez dans un instant."),
    (r"no index in .*", "Il n’y a pas d’index ; publiez l’archive."),
    (r"nothing to roll back to: .*", "Il n’y a pas d’état antérieur auquel revenir."),
    (
        r".+ (?:is not a generation, or no longer|has just been deleted|has no manifest.json: no generation).*",
        "L’index en ligne n’est plus là.",
    ),
    (
        r".+ is of another version of this program; .*",
        "L’index est d’une autre version du programme : il faut le construire de nouveau.",
    ),
    (r".+ is for another engine; .*", "L’index est celui d’un autre moteur : il faut le construire de nouveau."),
    (r".+ is of another program; .*", "L’index est celui d’un autre programme."),
    (r"another process publishes in .*", "Un autre programme publie ; attendez qu’il ait fini."),
    (
        r".+ (?:does not agree with its checksum|is missing or of another size|does not name what serves); .*"
        r"|.+ holds \d+ episodes, its manifest says \d+",
        "L’index est abîmé : il faut le construire de nouveau.",
    ),
    (r".+; look at the disk, then run again", "L’index n’a pas pu être écrit : regardez le disque, puis recommencez."),
    (r"no generation serves in .*", "Aucun index n’est en ligne ; publiez l’archive."),
    (r".* is damaged or no library .*", "Le fichier de l’archive est abîmé ; remettez une sauvegarde à sa place."),
    (r"(?P<what>.+) cannot be written: .+", "On ne peut pas écrire dans %(what)s."),
)
_COMPILED = tuple((re.compile(pattern, re.DOTALL), french_spaces(french)) for pattern, french in _REASONS)
_BEHIND: tuple[tuple[str, str], ...] = (
    (r"; the folder's earlier pages had one$", " Les pages précédentes du dossier en avaient une."),
    (
        r"; an earlier save of it gave (?P<slug>\S+), which goes on serving$",
        " Une version antérieure a donné %(slug)s, qui reste en ligne.",
    ),
)


def in_french(reason: str) -> str | None:
    """A reason in French; None where the table does not have it."""
    return next((french % found.groupdict() for pattern, french in _COMPILED if (found := pattern.fullmatch(reason))), None)


def apart(reason: str) -> tuple[str, str]:
    """A reason without what the archive adds to it, and that in French."""
    for pattern, french in _BEHIND:
        if found := re.search(pattern, reason):
            return reason[: found.start()], french % found.groupdict()
    return reason, ""
