"""The receipt in words: how a query was read, why an answer is empty, what to try next."""

import datetime as dt
from dataclasses import dataclass

from archive.search.index.filters import BY_NAME
from archive.search.index.types import MatchKind
from archive.search.shown.answer import Answer, FilterJson, Hit, IgnoredJson, NearJson, WordJson
from archive.search.shown.explain import Resemblance, resemblances
from archive.search.typed.parser import parse, without_typed
from archive.web.http.search_params import SearchParams
from archive.web.i18n import french_spaces, language, ngettext, number
from archive.web.i18n import gettext as _
from archive.web.presentation.dates import long_day

SAME_WORD: frozenset[MatchKind] = frozenset({"inflected", "joined"})
MOST_FORMS = 4


@dataclass(frozen=True, slots=True)
class NearForms:
    """Forms of one kind that the archive holds near a word: the label, the forms."""

    label: str
    forms: tuple[NearJson, ...]


def first_line(answer: Answer) -> str | None:
    """What a total rests on where nobody said a word as it was asked; None where its episodes say it."""
    if answer.total_is != "heard":
        return None
    unsaid = [word for word in needed(answer) if not word.episodes]
    asked = ", ".join(word.text for word in unsaid)
    heard = ", ".join(near.text for word in unsaid for near in word.near if near.counted)
    return ngettext(
        "Personne n’a dit « %(asked)s » tel quel ; %(num)s épisode dit « %(heard)s ».",
        "Personne n’a dit « %(asked)s » tel quel ; %(num)s épisodes disent « %(heard)s ».",
        answer.total,
        asked=asked,
        heard=heard,
    )


def listed_title(answer: Answer) -> str:
    """How many episodes may say what was asked, never added to those that do."""
    return ngettext(
        "%(num)s épisode l’a peut-être entendu autrement", "%(num)s épisodes l’ont peut-être entendu autrement", answer.listed_total
    )


def also_listed(answer: Answer) -> str:
    """The same, after the number of those that say it."""
    return ngettext("%(num)s l’a peut-être entendu autrement", "%(num)s l’ont peut-être entendu autrement", answer.listed_total)


def instead_of(answer: Answer, hit: Hit) -> list[str]:
    """What a listed episode holds in place of the words that were asked for, and how far that is."""
    found = [one for one in resemblances(answer.explanation, hit) if one.text]
    return [_resembles(one) for one in found[:MOST_FORMS]]


def _resembles(one: Resemblance) -> str:
    far = {"same": _("presque identique"), "close": _("proche"), "far": _("assez loin")}[one.nearness]
    if one.kind == "misspelt":
        return _("« %(text)s » pour « %(asked)s », à une faute près : %(far)s", text=one.text, asked=one.asked, far=far)
    return _("entendu « %(text)s » pour « %(asked)s » : %(far)s", text=one.text, asked=one.asked, far=far)


def needed(answer: Answer) -> list[WordJson]:
    """The words that had to be there."""
    return [word for word in answer.explanation.words if not word.excluded]


def excluded(answer: Answer) -> list[WordJson]:
    """The words that had to be absent."""
    return [word for word in answer.explanation.words if word.excluded]


def forms(word: WordJson) -> str:
    """The other forms of the same word that were accepted too: `souverain, souverains`."""
    return ", ".join(near.text for near in word.near if near.kind in SAME_WORD)


def near(word: WordJson) -> list[NearForms]:
    """What is near a word that was not met, by kind."""
    labels: dict[MatchKind, str] = {
        "inflected": _("Autre forme :"),
        "joined": _("Autrement coupé :"),
        "misspelt": _("Presque pareil :"),
        "sounds-like": _("Même son :"),
        "alias": _("Nom reconnu :"),
    }
    found: dict[MatchKind, list[NearJson]] = {}
    for form in word.near:
        found.setdefault(form.kind, []).append(form)
    return [NearForms(labels[kind], tuple(held[:MOST_FORMS])) for kind, held in found.items() if kind in labels]


def counted(word: WordJson, filtered: bool) -> str:
    """Where a word was met: `412 épisodes, dont 9 avec vos filtres`."""
    if not word.episodes:
        return _("jamais entendu sous cette forme") if word.near else _("jamais entendu dans l’archive")
    every = ngettext("%(num)s épisode", "%(num)s épisodes", word.episodes)
    return _("%(every)s, dont %(some)s avec vos filtres", every=every, some=number(word.episodes_filtered)) if filtered else every


def ignored(piece: IgnoredJson) -> str:
    """Why a piece of the query was left out."""
    reasons = {
        "lone-operator": _("il n’a rien à relier"),
        "stray-quote": _("il manque un guillemet"),
        "bad-date": _("ce n’est pas une date"),
        "bad-minutes": _("ce n’est pas une durée : écrire >60, <10 ou 20..40, en minutes"),
        "negative-date": _("une période se borne par after: et before:"),
        "too-long": _("la recherche est trop longue"),
        "no-word": _("il n’y a là aucun mot"),
        "question-word": _("c’est le mot d’une question"),
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
    row = BY_NAME[key]
    if row.kind in {"from", "until"}:
        return _dated(key, value)
    return f"{french_spaces(row.label[0]) if language() == 'fr' else row.label[1]} {value}"


def _dated(key: str, value: str) -> str:
    try:
        day = long_day(dt.date.fromisoformat(value))
    except ValueError:
        day = value
    return _("depuis : %(day)s", day=day) if key == "after" else _("jusqu’à : %(day)s", day=day)


def effect(found: FilterJson) -> str:
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


def repaired(answer: Answer, params: SearchParams) -> SearchParams | None:
    """The query as it was understood, put right: a quotation closed, and without what could not be used; None where all could, or
    nothing would be left."""
    text = params.text
    for piece in answer.explanation.ignored:
        if piece.why == "stray-quote":
            text = _closed(text, piece.text)
        elif piece.why in _UNUSABLE:
            text = " ".join(word for word in text.split() if word != piece.text and not (piece.text == "OR" and word in _EITHER))
    return params.saying(text) if text.strip() and text != params.text else None


def mended(answer: Answer, params: SearchParams) -> SearchParams | None:
    """The same where nothing was found: only what asks for something else."""
    found = repaired(answer, params)
    return None if found is None or _is_the_same(found.text, params.text) else found


_UNUSABLE = frozenset({"lone-operator", "bad-date", "bad-minutes", "negative-date", "no-word"})
_EITHER = frozenset({"OR", "OU", "|", "||"})
_CLOSING = {'"': '"', "«": " »", "“": "”"}


def _closed(text: str, quote: str) -> str:
    """The text with its last opening quotation mark closed at its end; without the mark where nothing follows it."""
    before, _, after = text.rpartition(quote)
    return f"{text.rstrip()}{_CLOSING[quote]}" if after.strip() and quote in _CLOSING else f"{before}{after}".strip()


def without_filter(params: SearchParams, key: str) -> SearchParams | None:
    """The same search without the filters of one name, chosen or typed; None where it has none."""
    name = key.lstrip("-")
    if not key.startswith("-") and params.first(name):
        return params.without(name)
    text = without_typed(params.text, key)
    return params.saying(text) if text != params.text else None


def next_try(answer: Answer, params: SearchParams) -> SearchParams | None:
    """What may be found instead: words never met replaced by their nearest form or left out, without filters."""
    kept = [_replaced(word) for word in needed(answer)]
    text = " ".join(word for word in kept if word)
    if not text or (not params.chosen and _is_the_same(text, params.text)):
        return None
    return SearchParams(text=text).offered_for(next((word.text for word in needed(answer) if not word.episodes and word.near), ""))


def did_you_mean(answer: Answer, params: SearchParams) -> SearchParams | None:
    """The query with the words that nobody said replaced by what they are a slip of the pen away from; None where there is none."""
    text, unsaid = params.text, ""
    for word in needed(answer):
        slip = next((near.text for near in word.near if near.kind == "misspelt" and not near.counted), None)
        if slip and not word.episodes:
            text, unsaid = instead(text, word.text, slip), unsaid or word.text
    return None if _is_the_same(text, params.text) else params.saying(text).offered_for(unsaid)


def offers(answer: Answer) -> list[tuple[str, str]]:
    """The forms that an answer offers in the place of words that nobody said: (word, form)."""
    return [(word.text, form.text) for word in needed(answer) if not word.episodes for form in word.near]


def _is_the_same(one: str, other: str) -> bool:
    """Whether two queries ask for the same, however they are typed: a link from one to the other would lead nowhere."""
    first, second = parse(one), parse(other)
    asked = [(tuple(group.meant for group in query.groups), query.excluded, query.filters) for query in (first, second)]
    return asked[0] == asked[1]


def _replaced(word: WordJson) -> str:
    if word.episodes:
        return f'"{word.text}"' if word.phrase and not word.text.startswith('"') else word.text
    return word.near[0].text if word.near else ""


def instead(text: str, typed: str, form: str) -> str:
    """The query with one of its words replaced by a near form; the form alone where the word cannot be found in it."""
    place = text.casefold().find(typed.casefold())
    return form if place < 0 else text[:place] + form + text[place + len(typed) :]
