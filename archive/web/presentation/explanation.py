"""The receipt in words: how a query was read, why an answer is empty, what to try next."""

import datetime as dt
from dataclasses import dataclass

from archive.search.answer import Answer, FilterEffect, Ignored, NearForm, TermExplanation
from archive.search.index.types import MatchKind
from archive.web.http.search_params import SearchParams
from archive.web.i18n import gettext as _
from archive.web.i18n import ngettext, number
from archive.web.presentation.dates import long_day

SAME_WORD: frozenset[MatchKind] = frozenset({"inflected", "joined"})
MOST_FORMS = 4


@dataclass(frozen=True, slots=True)
class NearForms:
    """Forms of one kind that the archive holds near a word: the label, the forms."""

    label: str
    forms: tuple[NearForm, ...]


def needed(answer: Answer) -> list[TermExplanation]:
    """The words that had to be there."""
    return [word for word in answer.explanation.words if not word.excluded]


def excluded(answer: Answer) -> list[TermExplanation]:
    """The words that had to be absent."""
    return [word for word in answer.explanation.words if word.excluded]


def forms(word: TermExplanation) -> str:
    """The other forms of the same word that were accepted too: `souverain, souverains`."""
    return ", ".join(near.text for near in word.near if near.kind in SAME_WORD)


def near(word: TermExplanation) -> list[NearForms]:
    """What is near a word that was not met, by kind."""
    labels: dict[MatchKind, str] = {
        "inflected": _("Autre forme :"),
        "joined": _("Autrement coupé :"),
        "misspelt": _("Presque pareil :"),
        "sounds-like": _("Même son :"),
        "alias": _("Nom reconnu :"),
        "glossary": _("Du glossaire :"),
    }
    found: dict[MatchKind, list[NearForm]] = {}
    for form in word.near:
        found.setdefault(form.kind, []).append(form)
    return [NearForms(labels[kind], tuple(held[:MOST_FORMS])) for kind, held in found.items() if kind in labels]


def counted(word: TermExplanation, filtered: bool) -> str:
    """Where a word was met: `412 épisodes, dont 9 avec vos filtres`."""
    if not word.episodes:
        return _("jamais entendu sous cette forme") if word.near else _("jamais entendu dans l’archive")
    every = ngettext("%(num)s épisode", "%(num)s épisodes", word.episodes)
    return _("%(every)s, dont %(some)s avec vos filtres", every=every, some=number(word.episodes_filtered)) if filtered else every


def ignored(piece: Ignored) -> str:
    """Why a piece of the query was left out."""
    reasons = {
        "lone-operator": _("il n’a rien à relier"),
        "stray-quote": _("il manque un guillemet"),
        "bad-date": _("ce n’est pas une date"),
        "negative-date": _("une période se borne par after: et before:"),
        "too-long": _("la recherche est trop longue"),
        "no-word": _("il n’y a là aucun mot"),
    }
    why = reasons.get(piece.why)
    return (
        _("« %(text)s » est ignoré : %(why)s.", text=piece.text, why=why) if why else _("« %(text)s » est ignoré.", text=piece.text)
    )


def filter_name(key: str, value: str) -> str:
    """A filter in words: `Émission : Signal faible`, `Sauf émission : Signal faible`, `depuis le 1er janvier 2026`."""
    if key.startswith("-"):
        name = filter_name(key[1:], value)
        return _("Sauf %(filter)s", filter=name[:1].lower() + name[1:])
    if key in {"after", "before"}:
        return _dated(key, value)
    labels = {
        "show": _("Émission :"),
        "person": _("Personne :"),
        "speaker": _("Qui parle :"),
        "category": _("Catégorie :"),
        "language": _("Langue :"),
        "lang": _("Langue :"),
        "year": _("Année :"),
        "episode": _("Épisode :"),
    }
    return f"{labels.get(key, key)} {value}"


def _dated(key: str, value: str) -> str:
    try:
        day = long_day(dt.date.fromisoformat(value))
    except ValueError:
        day = value
    return _("depuis : %(day)s", day=day) if key == "after" else _("jusqu’à : %(day)s", day=day)


def effect(found: FilterEffect) -> str:
    """What a filter does: `écarte 7 épisodes`."""
    if not found.removes:
        return _("n’écarte rien")
    return ngettext("écarte %(num)s épisode", "écarte %(num)s épisodes", found.removes)


def unmet_title(answer: Answer) -> str:
    """The title of an empty answer."""
    words = needed(answer)
    if not words:
        return _("Aucun épisode avec ces filtres")
    if len(words) == 1:
        return _("Aucun épisode ne contient « %(text)s »", text=words[0].text)
    written = {2: _("deux"), 3: _("trois"), 4: _("quatre"), 5: _("cinq"), 6: _("six")}
    return _("Aucun épisode ne contient ces %(count)s mots", count=written.get(len(words), str(len(words))))


def unmet_cause(answer: Answer) -> str:
    """Why an answer is empty, in one or two sentences."""
    words = needed(answer)
    missing = [word for word in words if not word.episodes]
    causes = []
    if missing:
        causes.append(
            ngettext("Un mot n’a jamais été entendu tel quel.", "%(num)s mots n’ont jamais été entendus tels quels.", len(missing))
        )
    elif any(not word.episodes_filtered for word in words):
        causes.append(_("Tout cela se dit dans l’archive, mais vos filtres l’écartent."))
    elif len(words) > 1:
        causes.append(_("Chaque mot se dit dans l’archive, mais jamais tous dans le même épisode."))
    elif excluded(answer):
        causes.append(_("Tous les épisodes trouvés contiennent un mot que vous avez écarté."))
    if answer.explanation.near_phrase:
        causes.append(_("La phrase exacte ne s’y trouve pas ; une forme proche, oui."))
    return " ".join(causes)


def next_try(answer: Answer, params: SearchParams) -> SearchParams | None:
    """What may be found instead: words never met replaced by their nearest form or left out, without filters."""
    kept = [_replaced(word) for word in needed(answer)]
    text = " ".join(word for word in kept if word)
    if not text or (text == params.text and not params.chosen):
        return None
    return SearchParams(text=text)


def _replaced(word: TermExplanation) -> str:
    if word.episodes:
        return f'"{word.text}"' if word.phrase and not word.text.startswith('"') else word.text
    return word.near[0].text if word.near else ""


def instead(text: str, typed: str, form: str) -> str:
    """The query with one of its words replaced by a near form; the form alone where the word cannot be found in it."""
    place = text.casefold().find(typed.casefold())
    return form if place < 0 else text[:place] + form + text[place + len(typed) :]
