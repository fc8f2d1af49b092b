"""The receipt in words: how a query was read, what of it was not used, what to try next."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.exports import WholeList
from archive.search.filters import UNREAD
from archive.search.index.types import GUESSED, MatchKind
from archive.search.query.parser import EITHER, is_name, parse, without_typed
from archive.search.results.answer import Answer, IgnoredJson, NearJson, WordJson
from archive.search.results.explain import MUCH_ALIKE, listed_of, needed, whole_forms
from archive.search.results.hits import RERANKED
from archive.text.tokenizer import fold, words
from archive.web.http.search_params import SearchParams, closed, filter_name, is_the_same
from archive.web.i18n import gettext as _
from archive.web.i18n import ngettext, number, span
from archive.web.presentation.did_you_mean import Lead
from archive.web.presentation.heard import MOST_FORMS, Asked, asked_for, heard_in, heard_otherwise, stands_for
from archive.web.presentation.near_forms import instead, written
from archive.web.site import index

_PARTING = re.compile(r"[<>{}\\|]|(?<!\w)/|/(?!\w)")
SAME_WORD: frozenset[MatchKind] = frozenset({"inflected", "joined"})


@dataclass(frozen=True, slots=True)
class NearForms:
    """Forms of one kind that the archive holds near a word: the label, the forms, each with what it leads to and how
    many episodes answer that."""

    label: str
    forms: tuple[tuple[str, SearchParams, int], ...]


def not_in_file(found: WholeList) -> str:
    """What a list counts or tells of and its file does not hold; empty where it holds all."""
    others = found.others_lacking
    told = [
        (found.episodes_lacking, ngettext("%(num)s épisode", "%(num)s épisodes", found.episodes_lacking)),
        (found.moments_lacking, ngettext("%(num)s moment", "%(num)s moments", found.moments_lacking)),
        (others, ngettext("%(num)s épisode non compté", "%(num)s épisodes non comptés", others)),
    ]
    lacking = ", ".join(sentence for many, sentence in told if many > 0)
    return _("Il manque dans ce fichier, et se trouve sur le site : %(lacking)s.", lacking=lacking) if lacking else ""


def understood(word: WordJson, answer: Answer) -> str:
    """A word as it was read, without signs that part words and mean nothing, with the apostrophe that it is typed with
    (qu’, c’); how near each other several have to be; what is wholly a date as that."""
    if answer.date:
        return span([answer.date.period])
    told = " ".join(_PARTING.sub(" ", word.text).split()) or word.text
    told += "’" * bool(re.search(rf"(?<!\w){re.escape(told)}['’](?=\w)", answer.query))
    near = {part.typed: part.within_ms for group in parse(answer.query).groups for part in group.parts}.get(word.text)
    return _("%(words)s, dits à moins de %(num)s secondes d’intervalle", words=told, num=near // 1000) if near else told


def outside_speech_note(answer: Answer) -> str | None:
    """That what is counted is held by titles, people or descriptions alone, or in some of the episodes; None where each
    has a moment, or the moments cost too much to be counted."""
    if answer.moments_total >= answer.total or any(one.why == "moments" for one in answer.explanation.cut):
        return None
    if answer.moments_total:
        return _("certains par titre, personne ou description")
    is_found = answer.total_is == "said" and bool(needed(answer))
    return _("dans aucune transcription : par titre, personne ou description") if is_found else None


def excluded(answer: Answer) -> list[WordJson]:
    """The words that had to be absent."""
    return [word for word in answer.explanation.words if word.excluded]


def forms(word: WordJson) -> str:
    """The other forms of a word that were accepted (`souverain, souverains`), written small where it is."""
    told = (written(near.text) for near in word.near if near.kind in SAME_WORD)
    return ", ".join(form.lower() if word.text.islower() else form for form in told)


def near(word: WordJson, answer: Answer, params: SearchParams) -> list[NearForms]:
    """What is near a word that was not met, by kind; of what leads to something in its place in a query, and a name
    that is said shorter by itself (Prysm, for Prysmatic Labs)."""
    labels: dict[MatchKind, str] = {
        "inflected": _("Autre forme :"),
        "joined": _("Autrement coupé :"),
        "misspelt": _("Orthographe voisine :"),
        "sounds-like": _("Prononciation voisine :"),
        "alias": _("Nom reconnu :"),
    }
    found: dict[MatchKind, list[tuple[str, SearchParams, int]]] = {}
    asking = {instead(params.text, word.text, one.text).casefold(): one for one in reversed(word.near)}
    for form in (one for one in word.near if one in asking.values()):
        shown = written(form.text)
        if leads_on(params, word.text, form.text):
            asked = asked_for(shown, answer, word.text)
        elif form.distance > MUCH_ALIKE and fold(word.text).startswith(form.text):
            asked = Asked(shown, index().answering(shown, filters=params.filters()))
        else:
            continue
        way = params.saying(asked.text).offered_for("" if word.episodes else word.text)
        found.setdefault(form.kind, []).append((shown, way, asked.episodes or form.episodes))
    return [NearForms(labels[kind], tuple(held[:MOST_FORMS])) for kind, held in found.items() if kind in labels]


def counted(word: WordJson, filtered: bool) -> str:
    """Where a word was met: `412 épisodes, dont 9 avec vos filtres`."""
    if not word.episodes:
        return _("absent des transcriptions sous cette forme") if word.near else _("absent des transcriptions")
    every = ngettext("%(num)s épisode", "%(num)s épisodes", word.episodes)
    return _("%(every)s, dont %(some)s avec vos filtres", every=every, some=number(word.episodes_filtered)) if filtered else every


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What a typed filter is not, and how one is written."""

    what: str
    write: str


def _unreadable() -> dict[str, Unreadable]:
    return {
        "bad-date": Unreadable(_("ce n’est pas une date"), _("écrire 2026-02-09, mars-2017 ou 2026")),
        "bad-year": Unreadable(_("ce n’est pas une année"), _("écrire une année comme 2026")),
        "bad-dated": Unreadable(_("ce n’est pas ce qu’on sait d’une date"), _("écrire none, year, month, day ou year-only")),
        "bad-minutes": Unreadable(_("ce n’est pas une durée"), _("écrire >60, <10 ou 20..40, en minutes")),
        "negative-date": Unreadable(_("une période se borne par after: et before:"), ""),
    }


def typed_in_vain(answer: Answer) -> tuple[str, Unreadable] | None:
    """The first filter of a query that cannot be read, where it asks for nothing else."""
    found = ((piece.text, _unreadable().get(piece.why)) for piece in answer.explanation.ignored)
    return next(((text, told) for text, told in found if told), None)


def ignored(piece: IgnoredJson) -> str:
    """Why a piece of the query was left out; empty where that goes without saying."""
    reasons = {
        "lone-operator": _("il n’a rien à relier"),
        "stray-quote": _("il manque un guillemet"),
        **{why: _(" : ").join(filter(None, (told.what, told.write))) for why, told in _unreadable().items()},
        "too-long": _("la recherche est trop longue"),
        "no-word": _("aucun mot à chercher"),
        "question-word": _("c’est le mot d’une question"),
        "distance": _('écrire les deux mots entre guillemets, comme "retraite smic"~30'),
        "short-pattern": _("il faut deux lettres au moins avec l’étoile"),
        "percent": _("tous les moments du nombre sont comptés, ceux où il est un pourcentage viennent d’abord"),
    }
    if piece.why == "common-word" and piece.text in {"or", "ou"}:
        return _("pour l’un ou l’autre, l’écrire en capitales")
    return reasons.get(piece.why, "")


def ignored_line(answer: Answer) -> str:
    """The pieces of the query that were not used: those without a reason in one sentence, the others each with
    theirs."""
    bare = [piece.text for piece in answer.explanation.ignored if not ignored(piece)]
    told = [_("Mots ignorés : %(words)s.", words=", ".join(bare))] if bare else []
    reasoned = ((piece.text, ignored(piece)) for piece in answer.explanation.ignored)
    return " ".join([*told, *(_("« %(text)s » est ignoré (%(why)s).", text=text, why=why) for text, why in reasoned if why)])


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter, or those that bound one period, in words; its place on the page, the search without it, and the names
    of what it tells."""

    told: str
    key: str
    wider: SearchParams
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Effect:
    """A filter in words, or those that bound one period; what it does (`exclut 7 épisodes`), and the search without it,
    None where that finds no more."""

    told: str
    does: str
    wider: SearchParams | None


def effects(answer: Answer, params: SearchParams, chips: Sequence[Chip]) -> Iterator[Effect]:
    """What each filter of an answer does, the chips above it told once."""
    every = answer.explanation.filters
    period = next((chip for chip in chips if len(chip.names) > 1 and chip.names.issubset(one.key for one in every)), None)
    if period:
        alone = sum(one.removes for one in every if one.key in period.names)
        wider = index().answering(period.wider.text, filters=period.wider.filters()) - answer.total - answer.explanation.undated
        yield _effect(period.told, max(wider, alone), period.wider)
    for one in every:
        if not (period and one.key in period.names):
            yield _effect(filter_name(one.key, one.value), one.removes, without_filter(params, one.key))


def _effect(told: str, removes: int, wider: SearchParams | None) -> Effect:
    does = ngettext("exclut %(num)s épisode", "exclut %(num)s épisodes", removes) if removes else _("n’exclut rien")
    return Effect(told, does, wider if removes else None)


def without_filter(params: SearchParams, key: str) -> SearchParams | None:
    """The same search without the filters of one name, chosen or typed; None where it has none."""
    name = key.lstrip("-")
    if not key.startswith("-") and params.first(name):
        return params.without(name)
    text = without_typed(params.text, key)
    return params.saying(text) if text != params.text else None


_UNUSABLE = UNREAD | {"lone-operator", "no-word"}


def repaired(answer: Answer, params: SearchParams) -> SearchParams | None:
    """The query as it was understood, put right: a quotation closed, and without what could not be used; None where all
    could, or nothing would be left."""
    text = params.text
    for piece in answer.explanation.ignored:
        if piece.why == "stray-quote":
            text = closed(text, piece.text)
        elif piece.why in _UNUSABLE:
            text = " ".join(word for word in text.split() if word not in (EITHER if piece.why == "lone-operator" else {piece.text}))
    return params.saying(text) if text.strip() and text != params.text else None


def mended(answer: Answer, params: SearchParams) -> SearchParams | None:
    """The same where nothing was found: only what asks for something else."""
    found = repaired(answer, params)
    return None if found is None or is_the_same(found.text, params.text) else found


def next_try(answer: Answer, params: SearchParams) -> SearchParams | None:
    """What may be found instead: words never met replaced by their nearest form or left out, without filters; of a name
    whose last word nothing is like no form of the first one, which is somebody else's."""
    *rest, last = needed(answer) or (None,)
    lost = bool(rest and last and not (last.episodes or last.near)) and is_name(parse(answer.query))
    text = " ".join(filter(None, (_replaced(word) for word in needed(answer) if word.episodes or not lost)))
    if not text or (not params.chosen and is_the_same(text, params.text)):
        return None
    return SearchParams(text=text).offered_for(next((word.text for word in needed(answer) if not word.episodes and word.near), ""))


def in_place(form: str, answer: Answer, params: SearchParams) -> SearchParams:
    """The query with a form that the head names in the place of what it stands for."""
    return params.saying(asked_for(form, answer).text).offered_for(stands_for(form, answer)[0])


def listed_so(form: NearJson, params: SearchParams, instead_of: str) -> tuple[SearchParams, int]:
    """The search for a form alone in the place of what was typed, of several words for those that say them in a row;
    and how many episodes answer it, 0 where nothing is left to ask with."""
    asked = params.saying(f'"{form.text}"' if " " in form.text else form.text)
    return asked.offered_for(instead_of), index().answering(asked.text, filters=params.filters())


@dataclass(frozen=True, slots=True)
class Rest:
    """What follows a list that is cut: how many of how many it shows, and the ways to the others, each with its
    words."""

    told: str
    ways: tuple[tuple[str, SearchParams], ...]


def rest_of_listed(answer: Answer, params: SearchParams, led: Lead | None = None) -> Rest | None:
    """What follows a list that shows the first only of those that may say it: the way to all of them; of several words
    that to where the head has `led`, or the only form that it names leads, too, which alone leads on where more
    episodes answer it, or too many to be shown. None behind a list of all."""
    heard, many, shown = heard_in(answer), heard_otherwise(answer), len(listed_of(answer))
    shown -= answer.listed_total - many
    if shown >= many:
        return None
    ways, only = [], heard if heard and heard.is_head and len(heard.forms) == 1 else None
    named = led.episodes if led else only.episodes if only else 0
    if len(needed(answer)) > 1 and named > shown:
        form = led.params.text if led else only.told if only else ""
        way = in_place(only.text, answer, params) if only and not led else led.params if led else params
        ways.append((ngettext("%(num)s épisode avec %(form)s", "%(num)s épisodes avec %(form)s", named, form=form), way))
    elif params.more_near:
        ways += _any_form(answer, params, shown)
    if not params.more_near and not (ways and (named > many or many > RERANKED)):
        text = _("Afficher les %(num)s premiers", num=RERANKED) if many > RERANKED else _("Les afficher tous")
        ways.append((text, params.nearer()))
    told = _("%(shown)s épisodes sur %(num)s.", shown=number(shown), num=number(many))
    if named > many and ways:
        told = _("Les premiers seulement.")
    elif 0 < named < many:
        told = _("%(shown)s épisodes sur %(num)s, formes proches comprises.", shown=number(shown), num=number(many))
    return Rest(told, tuple(ways))


def _any_form(answer: Answer, params: SearchParams, shown: int) -> Iterator[tuple[str, SearchParams]]:
    """The way to what has any of the forms that may stand for a query, where these are more than are `shown`."""
    every = needed(answer)
    alone = (near.text for near in every[0].near if near.kind in GUESSED and not near.counted) if len(every) == 1 else ()
    forms, either = (f'"{form}"' for form in dict.fromkeys((*whole_forms(answer), *alone))), _("OU")
    asked = params.saying(f" {either} ".join(forms))
    many = index().answering(asked.text, filters=params.filters()) if asked.text else 0
    if many > shown:
        told = ngettext(
            "%(num)s épisode où l’une de ces formes est transcrite", "%(num)s épisodes où l’une de ces formes est transcrite", many
        )
        yield told, asked


def leads_on(params: SearchParams, word: str, form: str) -> bool:
    """Whether a query with a form in the place of one of its words has an answer under the same filters: that of a word
    alone has without any; and where nothing is left to ask with, as many words as these may."""
    text, every = instead(params.text, word, form), index()
    is_held = len(words(text)) < 2 and not params.chosen
    may = every.means.offers.is_spent and len(words(form)) == len(words(word))
    return is_held or every.answering(text, filters=params.filters()) > 0 or may


def offers(answer: Answer, params: SearchParams) -> list[tuple[str, str]]:
    """The forms that an answer offers in the place of words that nobody said: (word, form)."""
    every = ((word.text, form.text) for word in needed(answer) if not word.episodes for form in word.near)
    return [(word, form) for word, form in every if leads_on(params, word, form)]


def _replaced(word: WordJson) -> str:
    if word.episodes:
        return f'"{word.text}"' if word.phrase and not word.text.startswith('"') else word.text
    return written(word.near[0].text) if word.near else ""
