"""The head of an answer and its sections: how much was found, else what stands in its place, else that nothing was, and
why."""

from collections.abc import Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from archive.languages import is_function_word
from archive.search.executor import MOST_LISTED
from archive.search.index.types import DateTyped
from archive.search.plan.plan import EVERYWHERE_ZIPF
from archive.search.query.parser import is_name, is_plain, parse
from archive.search.results.answer import Answer, Hit, NearJson
from archive.search.results.explain import (
    is_all_said,
    is_out_of_turn,
    needed,
    other_forms,
    other_writings,
    shown_first,
    shown_once,
    standing,
    unsaid,
)
from archive.text.tokenizer import words
from archive.web.browse_index import browse_index
from archive.web.i18n import gettext as _
from archive.web.i18n import ngettext, number, quoted, when
from archive.web.presentation.did_you_mean import Voice
from archive.web.presentation.explanation import excluded, typed_in_vain
from archive.web.presentation.heard import (
    MOST_FORMS,
    Heard,
    first_listed,
    heard_in,
    heard_otherwise,
    heard_title,
    listed_title,
    perhaps_heard,
    presented,
)
from archive.web.presentation.near_forms import is_offered, written
from archive.web.site import index, once_a_request

MOST_SPOKEN = 3
"""Episodes shown of who speaks and is called as it is typed; a link leads to all."""
FORMS_IN_HEAD = 2  # the head stays low; the list names the others


def any_word_note(answer: Answer) -> str | None:
    """How many moments hold one of several words, an episode all of them; or all, but never those of a name one behind
    the other. None of one word, or where each moment is known to hold all."""
    many = answer.moments_total
    if len(needed(answer)) < 2 or not many or apart_note(answer):
        return None
    if not is_all_said(answer):
        return ngettext("%(num)s moment où l’un des mots est dit", "%(num)s moments où l’un des mots est dit", many)
    apart = ngettext("%(num)s moment où ces mots ne se suivent pas", "%(num)s moments où ces mots ne se suivent pas", many)
    return apart if is_out_of_turn(answer) else None


def apart_note(answer: Answer) -> str | None:
    """What is counted where several words are never said together; None where they are."""
    if not (answer.apart and answer.moments_total):
        return None
    return ngettext(
        "Ils ne sont jamais dits à moins d’une minute d’intervalle. %(num)s moment est compté, où l’un d’eux est dit.",
        "Ils ne sont jamais dits à moins d’une minute d’intervalle. %(num)s moments sont comptés, où l’un d’eux est dit.",
        answer.moments_total,
    )


def unsaid_note(answer: Answer) -> str | None:
    """That what was asked is in no transcript as it is, under a head that tells what is; None where it is said,
    together where words that are said everywhere are all that is typed."""
    absent = [word.text for word in unsaid(answer)] if answer.total_is != "said" else [answer.query] * _is_unsaid_saying(answer)
    if not absent:
        return None
    return ngettext(
        "%(asked)s n’apparaît dans aucune transcription.",
        "%(asked)s n’apparaissent dans aucune transcription.",
        len(absent),
        asked=", ".join(map(quoted, absent)),
    )


def is_nearly_first(answer: Answer) -> bool:
    """Whether what is nearly said, or in part, stands before the hits: of a sentence of words that are said everywhere,
    too, which many an episode holds apart."""
    return answer.is_nearly_first or (bool(answer.nearly) and _is_unsaid_saying(answer))


@once_a_request
def _is_unsaid_saying(answer: Answer) -> bool:
    """Whether several words that are said everywhere are all that is typed, and no episode has them one after the other
    (to be or not to be)."""
    query, every = parse(answer.query), words(answer.query)
    if answer.verbatim or len(every) < 2 or not is_plain(query) or query.excluded or query.filters.given:
        return False
    if not all(is_function_word(word) or index().commonness(word) >= EVERYWHERE_ZIPF for word in every):
        return False
    said = index().search(f'"{query.text}"', filters=answer.filters, limit=1, moments=0, aggregations=False, offered=True)
    return not (said.total or said.explanation.cut)


def of_anybody(answer: Answer, partial: Iterable[Hit]) -> str:
    """That what lacks the last word of a name may be of somebody else, where some episodes do and others of its words
    are said, or a first name otherwise; empty where none does, or no name was typed."""
    every, lacking = needed(answer), [hit for hit in partial if hit.lacks]
    lacking = [hit for hit in lacking if every[-1].text in hit.lacks] if len(every) > 1 and is_name(parse(answer.query)) else []
    if not lacking or not any(word.episodes for word in every):
        return ""
    first = " ".join(word.text for word in every[:-1] if word.episodes)
    marks = (mark for hit in lacking for moment in hit.moments for mark in moment.marks if not mark.slot)
    first = first or ", ".join(list(dict.fromkeys(mark.heard for mark in marks if mark.heard))[:MOST_FORMS])
    return _("« %(first)s » sans la suite peut désigner quelqu’un ou quelque chose d’autre.", first=first) if first else ""


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


def first_spoken(voice: Voice) -> tuple[Hit, ...]:
    """The first episodes in which somebody speaks whose name is typed, each with the first turn of them."""
    filters, every = voice.said.filters(), index()
    return every.search("", filters=filters, limit=MOST_SPOKEN, moments=1, aggregations=False, offered=True).hits


def spoken_title(voice: Voice) -> str:
    """How many episodes somebody speaks in whose name is typed."""
    many = voice.episodes
    return ngettext("%(name)s parle dans %(num)s épisode", "%(name)s parle dans %(num)s épisodes", many, name=voice.name)


def sections(answer: Answer, led: int = 0, *, below: bool = False) -> list[Section]:
    """The episodes of a page: those of the day that is typed, those that say it, those that may have been transcribed
    otherwise, those that lack a word; `led`: the episodes of what the head leads to; `below`: others stand before."""
    found: dict[str, list[Hit]] = {kind: [] for kind in ("presented", "dated", "counted", "listed", "partial", "meaning")}
    for hit in shown_once(answer):
        found["dated" if _is_of_date(answer, hit) else standing(hit)].append(hit)
    heard = None if answer.total else heard_in(answer)
    first = presented(answer)
    told, shown = heard.forms if heard else (), len(first_listed(answer))
    in_order = shown_first(found["listed"][:shown], told) + shown_first(found["listed"][shown:], told)
    listed = sorted(in_order, key=lambda hit: hit.summary.slug not in first)
    many = len(first) if answer.total else 0
    told_by_head = led or (heard.episodes if heard and heard.is_head else 0)
    found |= {"presented": listed[:many], "listed": listed[many:]}
    titles = {"listed": listed_title(answer, told_by_head), "partial": partial_title(answer), "presented": presented_title(answer)}
    if titles["presented"] or found["dated"] or below or is_nearly_first(answer):
        titles["counted"] = _("Épisodes qui contiennent ces mots")
    if answer.date:
        titles |= {"dated": "", "counted": _date_said(answer, answer.date)}
    elif found["dated"]:
        title = _of_that_date(found["dated"]) if not found["counted"] else _date_unsaid(len(found["dated"]))
        titles["dated"] = title if title != headline(answer) else ""
    uncounted = _("Ces épisodes ne contiennent pas vos mots tels quels : ils ne sont pas comptés.")
    notes = {"listed": uncounted if answer.total else "", "partial": of_anybody(answer, found["partial"])}
    in_head = FORMS_IN_HEAD if answer.total else 0
    others = other_forms(answer, heard.text)[:MOST_FORMS] if heard else other_writings(answer)[in_head:]
    forms = {"listed": (heard, tuple(replace(one, text=written(one.text)) for one in others))}
    every = ((kind, tuple(hits)) for kind, hits in found.items() if hits)
    return [Section(kind, hits, titles.get(kind, ""), notes.get(kind, ""), *forms.get(kind, ())) for kind, hits in every]


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


def also_presented(answer: Answer) -> str:
    """How many episodes of somebody who may be called so stand before those that say a name; empty where none do."""
    many = len(presented(answer)) if presented_title(answer) else 0
    return ngettext("%(num)s à l’antenne sous un nom proche", "%(num)s à l’antenne sous un nom proche", many) if many else ""


def partial_title(answer: Answer) -> str:
    """How many episodes lack a word; where nobody says any, how many hold what is like one of them."""
    many = answer.partial_total
    if answer.total and browse_index().person(answer.query):  # of whom the first name alone is not looked for in speech
        return ngettext("%(num)s autre épisode, sans tous les mots", "%(num)s autres épisodes, sans tous les mots", many)
    if not any(word.episodes for word in needed(answer)):
        return ngettext("Un mot ressemblant dans %(num)s épisode", "Un mot ressemblant dans %(num)s épisodes", many)
    return ngettext("Il manque un mot ou plus dans %(num)s épisode", "Il manque un mot ou plus dans %(num)s épisodes", many)


def also_listed(answer: Answer) -> str:
    """How many may say it, behind the number of those that do; empty where none may."""
    many = heard_otherwise(answer)
    return ngettext("%(num)s peut-être transcrit autrement", "%(num)s peut-être transcrits autrement", many) if many else ""


def is_of_one_name(answer: Answer) -> bool:
    """Whether the head tells in one of those that say a whole name and of those that may, as they are one person's."""
    return answer.total_is == "said" and len(needed(answer)) > 1 and is_name(parse(answer.query)) and heard_otherwise(answer) > 0


def also_written(answer: Answer) -> tuple[NearJson, ...]:
    """What may stand for what is said, too, as it is written: of one name no words of every day (Poutou, tou tou)."""
    one_word = len(answer.query.split()) == 1
    told = (one for one in other_writings(answer) if not (one_word and " " in one.text) or is_offered(answer.query, one))
    return tuple(replace(one, text=written(one.text)) for one in told)


def unmet_title(answer: Answer) -> str:
    """The title of an empty answer; with filters where some leave out what is said."""
    title, every = _unmet_title(answer), needed(answer)
    if not (every and answer.filters.keys and all(word.episodes for word in every)):
        return title
    return _("Avec ces filtres, %(none)s", none=title[0].lower() + title[1:])


def _unmet_title(answer: Answer) -> str:
    words = needed(answer)
    if not words and not answer.filters.keys:
        unread = typed_in_vain(answer)
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
    unread = typed_in_vain(answer)
    signs = _("Écrivez au moins un mot : des signes seuls ne se cherchent pas.")
    alone = (unread[1].write and f"{unread[1].write}.") if unread else signs
    causes = [] if words or of_date or answer.filters.keys else [f"{alone[:1].upper()}{alone[1:]}"]
    if missing:
        causes.append(perhaps_heard(answer) or unsaid_note(answer) or "")
    elif answer.filters.keys and any(not word.episodes_filtered for word in words):
        causes.append(_("Ces mots sont dits dans l’archive, mais vos filtres les excluent."))
    elif len(words) > 1:
        causes.append(_("Chaque mot est dit dans l’archive, mais jamais tous dans le même épisode."))
        if is_name(parse(answer.query)):
            many, last = words[-1].episodes, words[-1].text
            causes.append(
                ngettext("« %(last)s » seul : %(num)s épisode.", "« %(last)s » seul : %(num)s épisodes.", many, last=last)
            )
    elif excluded(answer):
        causes.append(_("Tous les épisodes trouvés contiennent un mot que vous avez exclu."))
    if answer.explanation.near_phrase:
        causes.append(_("La phrase exacte ne s’y trouve pas ; une forme proche, oui."))
    return " ".join(causes)


def back_to(answer: Answer) -> str:
    """The words of the link back to an answer's list: how many say it; of those that may, or lack a word, no number is
    told beside what the list tells of each."""
    if answer.total:
        return ngettext("Retour à l’épisode trouvé", "Retour aux %(num)s épisodes", answer.total)
    return _("Retour aux résultats") if answer.hits else _("Retour à la recherche")


def all_of(answer: Answer) -> str:
    """The words of the link to an answer's list from the page of an episode that nobody came to from it: how many of
    the whole archive say it, else that others may, else that none does."""
    if answer.total:
        return ngettext("1 épisode dans toute l’archive", "%(num)s épisodes dans toute l’archive", answer.total)
    return _("Résultats dans toute l’archive") if answer.hits else unmet_title(answer)
