"""The receipt in words: how a query was read, why an answer is empty, what to try next."""

import re
from dataclasses import dataclass

from msgspec.structs import replace

from archive.exports import WholeList
from archive.search.executor import MOST_LISTED
from archive.search.index.types import DateTyped, MatchKind
from archive.search.query.parser import is_name, parse, without_typed
from archive.search.results.answer import Answer, FilterJson, Hit, IgnoredJson, NearJson, WordJson
from archive.search.results.explain import (
    Resemblance,
    needed,
    other_forms,
    other_writings,
    resemblances,
    shown_first,
    shown_once,
    standing,
)
from archive.text.tokenizer import fold, words
from archive.web.http.search_params import SearchParams, is_the_same
from archive.web.i18n import gettext as _
from archive.web.i18n import ngettext, number, quoted, span, when
from archive.web.presentation.did_you_mean import MOST_FORMS, did_you_mean, heard_in, stands_before
from archive.web.presentation.provenance import (
    Heard,
    any_word_note,
    apart_note,
    heard_otherwise,
    heard_title,
    instead,
    listed_title,
    of_anybody,
    presented,
    unsaid_note,
    written,
)
from archive.web.site import index

_PARTING = re.compile(r"[<>{}\\|]|(?<!\w)/|/(?!\w)")
FORMS_IN_HEAD = 2  # the head stays low; the list names the others
SAME_WORD: frozenset[MatchKind] = frozenset({"inflected", "joined"})


@dataclass(frozen=True, slots=True)
class NearForms:
    """Forms of one kind that the archive holds near a word: the label, the forms."""

    label: str
    forms: tuple[NearJson, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Episodes of one standing on a page, with their heading and a note; the first, where words are said, stands under
    the page's own title and has neither. `heard` is what the head tells of those listed, as their heading does; `forms`
    are those in the list that it does not name."""

    standing: str
    hits: tuple[Hit, ...]
    title: str = ""
    note: str = ""
    heard: Heard | None = None
    forms: tuple[NearJson, ...] = ()


def sections(answer: Answer) -> list[Section]:
    """The episodes of a page: those of the day that is typed, those that say it, those that may have been transcribed
    otherwise, those that lack a word."""
    found: dict[str, list[Hit]] = {kind: [] for kind in ("presented", "dated", "counted", "listed", "partial", "meaning")}
    for hit in shown_once(answer):
        found["dated" if _is_of_date(answer, hit) else standing(hit)].append(hit)
    heard = None if answer.total else heard_in(answer)
    first = presented(answer)
    listed = sorted(shown_first(found["listed"], heard.text if heard else ""), key=lambda hit: hit.summary.slug not in first)
    many = len(first) if answer.total else 0
    found |= {"presented": listed[:many], "listed": listed[many:]}
    titles = {"listed": listed_title(answer), "partial": partial_title(answer), "presented": presented_title(answer)}
    if titles["presented"] or found["dated"] or answer.is_nearly_first:
        titles["counted"] = _("Épisodes qui contiennent ces mots")
    if answer.date:
        titles |= {"dated": "", "counted": _date_said(answer, answer.date)}
    elif found["dated"]:
        title = _of_that_date(found["dated"]) if not found["counted"] else _date_unsaid(len(found["dated"]))
        titles["dated"] = title if title != headline(answer) else ""
    uncounted = _("Ces épisodes ne contiennent pas vos mots tels quels : ils ne sont pas comptés.")
    notes = {"listed": uncounted if answer.total else "", "partial": of_anybody(answer)}
    in_head = FORMS_IN_HEAD if answer.total else 0
    others = other_forms(answer, heard.text)[:MOST_FORMS] if heard else other_writings(answer)[in_head:]
    told = {"listed": (heard, tuple(replace(one, text=written(one.text)) for one in others))}
    every = ((kind, tuple(hits)) for kind, hits in found.items() if hits)
    return [Section(kind, hits, titles.get(kind, ""), notes.get(kind, ""), *told.get(kind, ())) for kind, hits in every]


def _of_that_date(hits: list[Hit]) -> str:
    """How many episodes of the date that is typed a page shows; of more it shows MOST_LISTED."""
    if len(hits) >= MOST_LISTED:
        return _("À cette date : %(num)s épisodes et plus", num=number(len(hits)))
    return ngettext("À cette date : %(num)s épisode", "À cette date : %(num)s épisodes", len(hits))


def _is_of_date(answer: Answer, hit: Hit) -> bool:
    """Whether an episode is of the day or month that the whole query is, whether it says so or not."""
    own, asked = hit.summary.period, answer.date and answer.date.period
    if not (asked and own and hit.counted):
        return False
    return asked.first <= own.first and own.last <= asked.last


def _date_said(answer: Answer, date: DateTyped) -> str:
    """How many episodes say the date that the query is, beside those that are of it."""
    if date.said:
        others = answer.total - date.said
        return ngettext("Dit dans %(num)s autre épisode", "Dit dans %(num)s autres épisodes", others)
    return ngettext("Dit dans %(num)s épisode", "Dit dans %(num)s épisodes", answer.total)


def _date_title(date: DateTyped) -> str:
    """What there is of the date that the query is."""
    if not date.episodes:
        return _("Aucun épisode %(when)s", when=when([date.period]))
    return ngettext("À cette date : %(num)s épisode", "À cette date : %(num)s épisodes", date.episodes)


def _date_unsaid(shown: int) -> str:
    """The same beneath episodes that say the date, which are not among them."""
    return ngettext("À cette date, sans vos mots : %(num)s épisode", "À cette date, sans vos mots : %(num)s épisodes", shown)


def headline(answer: Answer) -> str:
    """What was found, for the head of the page: how many episodes say it, else what stands in its place, else that
    nothing does."""
    if answer.date:
        return _date_title(answer.date)
    if answer.total and answer.total_is != "heard":
        return _verbatim(answer) or _episodes_and_moments(answer)
    if answer.nearly or answer.in_part:
        return _("Presque ces mots") if answer.nearly else _("Une partie de ces mots")
    heard, of_date = heard_in(answer), [hit for hit in answer.hits if standing(hit) == "dated"]
    if heard is None:
        return _of_that_date(of_date) if of_date else unmet_title(answer)
    return heard_title(heard) if heard.is_head else unmet_title(answer)


def _verbatim(answer: Answer) -> str:
    """How many episodes say a sentence as it was typed, before all that hold its words; empty where none does."""
    said = ngettext("Dit mot pour mot dans %(num)s épisode", "Dit mot pour mot dans %(num)s épisodes", answer.verbatim)
    return _("%(said)s ; ces mots : %(counts)s", said=said, counts=_episodes_and_moments(answer)) if answer.verbatim else ""


def _episodes_and_moments(answer: Answer) -> str:
    counts = ngettext("%(num)s épisode", "%(num)s épisodes", answer.total)
    if apart_note(answer):
        return _("%(counts)s, jamais ces mots ensemble", counts=counts)
    moments = ngettext("%(num)s moment", "%(num)s moments", answer.moments_total)
    return counts if any_word_note(answer) or not answer.moments_total else f"{counts}, {moments}"


def presented_title(answer: Answer) -> str:
    """Whose episodes stand before those that say a name; empty where none do, or the head tells it."""
    names = ", ".join(dict.fromkeys(presented(answer).values())) if answer.total_is == "said" else ""
    return _("À l’antenne sous un nom proche : « %(names)s »", names=names) if names else ""


def perhaps_heard(answer: Answer) -> str | None:
    """What may have been transcribed in place of a name and is far from it; most are somebody else's."""
    heard = heard_in(answer)
    return f"{heard_title(heard)}." if heard and not heard.is_head else None


def partial_title(answer: Answer) -> str:
    """How many episodes lack a word; where nobody says any, how many hold what is like one of them."""
    many = answer.partial_total
    if not any(word.episodes for word in needed(answer)):
        return ngettext("Un mot ressemblant dans %(num)s épisode", "Un mot ressemblant dans %(num)s épisodes", many)
    return ngettext("Il manque un mot ou plus dans %(num)s épisode", "Il manque un mot ou plus dans %(num)s épisodes", many)


def also_listed(answer: Answer) -> str:
    """How many may say it, behind the number of those that do; empty where none may."""
    many = heard_otherwise(answer)
    return ngettext("%(num)s peut-être transcrit autrement", "%(num)s peut-être transcrits autrement", many) if many else ""


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


def instead_of(answer: Answer, hit: Hit, heard: Heard | None) -> list[str]:
    """What a listed episode holds in place of words; not what the head tells to be `heard` and it quotes."""
    told = [fold(form) for form in heard.forms] if heard and hit.moments else []
    said = {mark.heard for moment in hit.moments for mark in moment.marks}
    found = (one for one in resemblances(answer.explanation, hit) if one.text and fold(one.text) not in told)
    return [_resembles(one, is_said=one.text in said) for one in found][:MOST_FORMS]


def _resembles(one: Resemblance, *, is_said: bool) -> str:
    alike = {"same": _("presque identique"), "close": _("très ressemblant"), "far": _("assez éloigné")}[one.nearness]
    facts = {"text": one.text, "asked": one.asked, "alike": alike}
    said = _("peut-être transcrit « %(text)s » au lieu de « %(asked)s » (%(alike)s)", **facts)
    return said if is_said else _("écrit « %(text)s » au lieu de « %(asked)s » (%(alike)s)", **facts)


def understood(word: WordJson, answer: Answer) -> str:
    """A word as it was read, without signs that part words and mean nothing; how near each other several have to be;
    what is wholly a date as that."""
    if answer.date:
        return span([answer.date.period])
    told = " ".join(_PARTING.sub(" ", word.text).split()) or word.text
    near = {part.typed: part.within_ms for group in parse(answer.query).groups for part in group.parts}.get(word.text)
    return _("%(words)s, dits à moins de %(num)s secondes d’intervalle", words=told, num=near // 1000) if near else told


def excluded(answer: Answer) -> list[WordJson]:
    """The words that had to be absent."""
    return [word for word in answer.explanation.words if word.excluded]


def forms(word: WordJson) -> str:
    """The other forms of a word that were accepted (`souverain, souverains`), written small where it is."""
    told = (written(near.text) for near in word.near if near.kind in SAME_WORD)
    return ", ".join(form.lower() if word.text.islower() else form for form in told)


def near(word: WordJson, params: SearchParams) -> list[NearForms]:
    """What is near a word that was not met, by kind; of what leads to something in its place in a query."""
    labels: dict[MatchKind, str] = {
        "inflected": _("Autre forme :"),
        "joined": _("Autrement coupé :"),
        "misspelt": _("Orthographe voisine :"),
        "sounds-like": _("Prononciation voisine :"),
        "alias": _("Nom reconnu :"),
    }
    found: dict[MatchKind, list[NearJson]] = {}
    asking = {instead(params.text, word.text, one.text).casefold(): one for one in reversed(word.near)}
    for form in (one for one in word.near if one in asking.values() and leads_on(params, word.text, one.text)):
        found.setdefault(form.kind, []).append(replace(form, text=written(form.text)))
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


def _typed_in_vain(answer: Answer) -> tuple[str, Unreadable] | None:
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


def effect(found: FilterJson) -> str:
    """What a filter does: `exclut 7 épisodes`."""
    return ngettext("exclut %(num)s épisode", "exclut %(num)s épisodes", found.removes) if found.removes else _("n’exclut rien")


def unmet_title(answer: Answer) -> str:
    """The title of an empty answer."""
    words = needed(answer)
    if not words and not answer.filters.keys:
        unread = _typed_in_vain(answer)
        return _("« %(text)s » : %(why)s", text=unread[0], why=unread[1].what) if unread else _("Aucun mot à chercher")
    if not words:
        return _("Aucun épisode avec ces filtres")
    if len(words) == 1 and words[0].episodes and excluded(answer):
        left_out = ", ".join(quoted(word.text) for word in excluded(answer))
        return _("Aucun épisode ne contient %(text)s sans %(left_out)s", text=quoted(words[0].text), left_out=left_out)
    if len(words) == 1:
        return _("Aucun épisode ne contient « %(text)s »", text=words[0].text)
    written = {2: _("deux"), 3: _("trois"), 4: _("quatre"), 5: _("cinq"), 6: _("six")}
    light = sum(one.why == "common-word" for one in answer.explanation.ignored) if is_name(parse(answer.query)) else 0
    return _("Aucun épisode ne contient ces %(count)s mots", count=written.get(len(words) + light, str(len(words) + light)))


def unmet_cause(answer: Answer) -> str:
    """Why an answer is empty, in one or two sentences; the words of a date that leads to its episodes are no cause."""
    of_date = bool(answer.date) or any(standing(hit) == "dated" for hit in answer.hits)
    words = [] if of_date else needed(answer)
    missing = [word for word in words if not word.episodes]
    unread = _typed_in_vain(answer)
    signs = _("Écrivez au moins un mot : des signes seuls ne se cherchent pas.")
    alone = (unread[1].write and f"{unread[1].write}.") if unread else signs
    causes = [] if words or of_date or answer.filters.keys else [f"{alone[:1].upper()}{alone[1:]}"]
    if missing:
        causes.append(perhaps_heard(answer) or unsaid_note(answer) or "")
    elif answer.filters.keys and any(not word.episodes_filtered for word in words):
        causes.append(_("Ces mots sont dits dans l’archive, mais vos filtres les excluent."))
    elif len(words) > 1:
        causes.append(_("Chaque mot est dit dans l’archive, mais jamais tous dans le même épisode."))
    elif excluded(answer):
        causes.append(_("Tous les épisodes trouvés contiennent un mot que vous avez exclu."))
    if answer.explanation.near_phrase:
        causes.append(_("La phrase exacte ne s’y trouve pas ; une forme proche, oui."))
    return " ".join(causes)


def without_filter(params: SearchParams, key: str) -> SearchParams | None:
    """The same search without the filters of one name, chosen or typed; None where it has none."""
    name = key.lstrip("-")
    if not key.startswith("-") and params.first(name):
        return params.without(name)
    text = without_typed(params.text, key)
    return params.saying(text) if text != params.text else None


def next_try(answer: Answer, params: SearchParams) -> SearchParams | None:
    """What may be found instead: words never met replaced by their nearest form or left out, without filters."""
    text = " ".join(filter(None, map(_replaced, needed(answer))))
    if not text or (not params.chosen and is_the_same(text, params.text)):
        return None
    return SearchParams(text=text).offered_for(next((word.text for word in needed(answer) if not word.episodes and word.near), ""))


def beside_head(answer: Answer, params: SearchParams) -> SearchParams | None:
    """What is offered beneath a head that leads to nothing: not what the head names, nor anything farther than that."""
    heard, meant = None if answer.total_is == "said" else heard_in(answer), did_you_mean(answer, params)
    if meant is None or not (heard and heard.is_head):
        return meant
    same = fold(meant.text) in map(fold, heard.forms)
    return None if same or heard.sure or stands_before(answer, heard, meant) else meant


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
