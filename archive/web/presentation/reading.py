"""How a search was read, word by word and filter by filter, in sentences: the answer to "Why these results?"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.exports import WholeList
from archive.search.filters import UNREAD
from archive.search.index.types import MatchKind
from archive.search.query.parser import EITHER, parse, without_typed
from archive.search.results.answer import Answer, IgnoredJson, WordJson
from archive.search.results.explain import needed, unsaid
from archive.text.tokenizer import fold
from archive.web.browse_index import browse_index
from archive.web.http.search_params import SearchParams, as_phrase, closed, filter_name, is_the_same
from archive.web.i18n import gettext as _
from archive.web.i18n import ngettext, number, span
from archive.web.presentation.suggested_query import near_forms, with_form
from archive.web.site import index

_PARTING = re.compile(r"[<>{}\\|]|(?<!\w)/|/(?!\w)")
SAME_WORD: frozenset[MatchKind] = frozenset({"inflected", "joined"})


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
    told = (browse_index().written(near.text) for near in word.near if near.kind in SAME_WORD)
    return ", ".join(form.lower() if word.text.islower() else form for form in told)


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


def unreadable_filter(answer: Answer) -> tuple[str, Unreadable] | None:
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
    return (
        params.saying(text)
        if text.strip() and (text != params.text if answer.total else not is_the_same(text, params.text))
        else None
    )


def near(word: WordJson, params: SearchParams) -> list[tuple[str, SearchParams, int]]:
    """What may stand in the place of a word, the likeliest first: each form, the query with it, and how many episodes
    answer that; none that leads to no answer."""
    found = []
    for form in near_forms(word):
        query = params.saying(with_form(params.text, word.text, form)).offered_for("" if word.episodes else word.text)
        episodes = index().answering(query.text, filters=query.filters())
        if episodes:
            found.append((form, query, episodes))
    return found


def offers(answer: Answer, params: SearchParams) -> list[tuple[str, str]]:
    """The forms that an answer offers in the place of words that no transcript has: (word, folded form)."""
    return [(word.text, fold(form)) for word in unsaid(answer) for form, _, _ in near(word, params)]


def phrase_of(answer: Answer, params: SearchParams) -> SearchParams | None:
    """The words as one phrase, where an episode says it under the same filters; None where some are left out."""
    phrase = as_phrase(params)
    if phrase is None or answer.apart or excluded(answer):
        return None
    return phrase if answer.verbatim or index().answering(phrase.text, filters=phrase.filters()) else None
