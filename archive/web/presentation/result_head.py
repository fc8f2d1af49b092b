"""What the page of a search says first, and the sections below it: one table, by what the answer holds.

| exact | close | title | beneath |
|---|---|---|---|
| n | any | `7 épisodes, 49 moments` | the close ones in a section of their own, folded after the first three |
| 0 | m | `Transcrit « Kroll » : 1 épisode` | that no transcript has the word as it was typed |
| 0 | 0 | `Aucun épisode ne réunit ces mots` | episodes that lack a word, each with the word |
| 0 | 0 | `Aucun épisode` | a query to try, and what filters leave out |
"""

from dataclasses import dataclass
from itertools import chain

from markupsafe import Markup, escape

from archive.search.executor import MOST_LISTED
from archive.search.index.types import GUESSED, DateTyped
from archive.search.results.answer import Answer, Hit
from archive.search.results.explain import listed_of, needed, shown_once, standing, unsaid
from archive.text.tokenizer import fold
from archive.web.http.search_params import SearchParams
from archive.web.i18n import gettext as _
from archive.web.i18n import ngettext, quoted, when
from archive.web.presentation.reading import excluded, unreadable_filter
from archive.web.presentation.suggested_query import with_form
from archive.web.presentation.template_context import search_url
from archive.web.site import index

MOST_FORMS = 3
"""Transcribed forms that a title names."""
FIRST_CLOSE = 3
"""Close episodes that are shown below exact ones before a reader unfolds the others."""


def title(answer: Answer) -> str:
    """How many episodes hold what was asked, else what stands in its place, else that none does."""
    if answer.date:
        return _date_title(answer.date)
    if answer.total_is == "said":
        return _counts(answer)
    if answer.nearly or answer.in_part:
        return _("Presque ces mots") if answer.nearly else _("Une partie de ces mots")
    if close_total(answer):
        return _close_title(answer)
    if any(standing(hit) == "dated" for hit in answer.hits):
        return _of_that_date(sum(standing(hit) == "dated" for hit in answer.hits))
    return _empty_title(answer)


def linked_title(answer: Answer, params: SearchParams) -> Markup:
    """The title, each transcribed form in it leading to the search for that form."""
    text = escape(title(answer))
    for form in close_forms(answer) if answer.total_is != "said" and not answer.date else ():
        link = Markup('<a href="%s">%s</a>') % (search_url(params.saying(form).offered_for(answer.query)), form)
        text = Markup(text.replace(escape(quoted(form)), escape(quoted("\0")).replace("\0", link), 1))
    return text


def is_empty(answer: Answer) -> bool:
    """Whether nothing stands in the place of what was asked: neither exact nor close, nor a quotation, nor a date."""
    dated = answer.date or any(standing(hit) == "dated" for hit in answer.hits)
    return not (answer.total or answer.nearly or answer.in_part or close_total(answer) or dated)


def close_total(answer: Answer) -> int:
    """How many episodes hold a word only as it may have been mistyped or misheard, none holding it as typed."""
    return answer.total if answer.total_is == "heard" else 0 if answer.total else answer.listed_total


def close_forms(answer: Answer) -> tuple[str, ...]:
    """The query as the first close episodes transcribe it, each form once."""
    hits = [hit for hit in answer.hits if hit.counted] if answer.total else listed_of(answer)
    forms = {fold(form): form for hit in reversed(hits) if fold(form := _as_transcribed(answer, hit)) != fold(answer.query)}
    return tuple(reversed(forms.values()))[:MOST_FORMS]


def _as_transcribed(answer: Answer, hit: Hit) -> str:
    marks = chain.from_iterable((*(one.marks for one in hit.moments), *(one.marks for one in hit.matched)))
    heard: dict[int, str] = {}
    for mark in marks:
        if mark.kind in GUESSED and mark.heard:
            heard.setdefault(mark.slot, mark.heard)
    text = answer.query
    for place, word in enumerate(answer.explanation.words):
        text = with_form(text, word.text, heard[place]) if place in heard else text
    return text


def _close_title(answer: Answer) -> str:
    many, forms = close_total(answer), ", ".join(map(quoted, close_forms(answer)))
    if not forms:
        return ngettext("Peut-être transcrit autrement : %(num)s épisode", "Peut-être transcrit autrement : %(num)s épisodes", many)
    return ngettext("Transcrit %(forms)s : %(num)s épisode", "Transcrit %(forms)s : %(num)s épisodes", many, forms=forms)


def _counts(answer: Answer) -> str:
    counts = ngettext("%(num)s épisode", "%(num)s épisodes", answer.total)
    many = answer.moments_total
    if not many:
        return counts
    if len(needed(answer)) > 1:
        moments = ngettext("%(num)s moment où l’un des mots est dit", "%(num)s moments où l’un des mots est dit", many)
    else:
        moments = ngettext("%(num)s moment", "%(num)s moments", many)
    return f"{counts}, {moments}"


def _empty_title(answer: Answer) -> str:
    words = needed(answer)
    if answer.partial_total:
        return _("Aucun épisode ne réunit ces mots")
    if words or answer.filters.keys:
        return _("Aucun épisode")
    unread = unreadable_filter(answer)
    return _("« %(text)s » : %(why)s", text=unread[0], why=unread[1].what) if unread else _("Aucun mot à chercher")


def _date_title(date: DateTyped) -> str:
    if not date.episodes:
        return _("Aucun épisode %(when)s", when=when([date.period]))
    return _of_that_date(date.episodes)


def _of_that_date(episodes: int) -> str:
    if episodes >= MOST_LISTED:
        return ngettext("À cette date : %(num)s épisode et plus", "À cette date : %(num)s épisodes et plus", episodes)
    return ngettext("À cette date : %(num)s épisode", "À cette date : %(num)s épisodes", episodes)


def beneath(answer: Answer) -> str:
    """What the title leaves open, in one or two sentences; empty where it says all."""
    words, said = needed(answer), []
    dated = bool(answer.date) or any(standing(hit) == "dated" for hit in answer.hits)
    absent = [] if dated else [word.text for word in unsaid(answer)]
    if answer.total_is == "said" and not answer.date:
        return _("Ils ne sont jamais dits à moins d’une minute d’intervalle.") if answer.apart else ""
    if absent:
        said.append(
            ngettext(
                "%(asked)s n’est dans aucune transcription.",
                "%(asked)s ne sont dans aucune transcription.",
                len(absent),
                asked=", ".join(map(quoted, absent)),
            )
        )
    elif answer.filters.keys and any(not word.episodes_filtered for word in words) and not dated:
        said.append(_("Ces mots sont dits dans l’archive, mais vos filtres les excluent."))
    elif len(words) == 1 and excluded(answer) and not answer.total:
        said.append(_("Tous les épisodes trouvés contiennent un mot que vous avez exclu."))
    if not (words or dated or answer.filters.keys):
        unread = unreadable_filter(answer)
        advice = unread[1].write if unread else _("Écrivez au moins un mot : des signes seuls ne se cherchent pas.")
        said.append(f"{advice[:1].upper()}{advice[1:].removesuffix('.')}." if advice else "")
    if answer.explanation.near_phrase:
        said.append(_("La phrase exacte ne s’y trouve pas ; une forme proche, oui."))
    return " ".join(filter(None, said))


@dataclass(frozen=True, slots=True)
class Section:
    """Episodes of one standing on a page, with their heading, empty where the title has said it; those of `folded` are
    shown when the reader unfolds them."""

    standing: str
    hits: tuple[Hit, ...]
    title: str = ""
    folded: tuple[Hit, ...] = ()


def sections(answer: Answer) -> list[Section]:
    """The episodes of a page: of the date that is typed, exact, close, without a word."""
    found: dict[str, list[Hit]] = {kind: [] for kind in ("dated", "counted", "listed", "partial")}
    for hit in shown_once(answer):
        found["dated" if _is_of_date(answer, hit) else standing(hit)].append(hit)
    titles = {kind: _section_title(answer, kind, len(hits)) for kind, hits in found.items() if hits}
    if found["counted"] and not titles["counted"] and (found["dated"] or answer.is_nearly_first):
        titles["counted"] = _("Épisodes qui contiennent ces mots")
    shown = FIRST_CLOSE if answer.total else None
    return [
        Section(kind, tuple(found[kind][: shown if kind == "listed" else None]), text, tuple(_behind(found[kind], kind, shown)))
        for kind, text in titles.items()
    ]


def _behind(hits: list[Hit], kind: str, shown: int | None) -> list[Hit]:
    return hits[shown:] if kind == "listed" and shown else []


def _section_title(answer: Answer, kind: str, many: int) -> str:
    if kind == "counted" and answer.date:
        return ngettext("Dit dans %(num)s épisode", "Dit dans %(num)s épisodes", answer.total)
    if kind == "dated" and not answer.date and answer.total:
        return _of_that_date(many)
    if kind == "listed" and answer.total:
        return ngettext("Proches : %(num)s épisode", "Proches : %(num)s épisodes", answer.listed_total)
    if kind == "partial":
        return ngettext(
            "Il manque un mot ou plus dans %(num)s épisode",
            "Il manque un mot ou plus dans %(num)s épisodes",
            answer.partial_total,
        )
    return ""


def _is_of_date(answer: Answer, hit: Hit) -> bool:
    own, asked = hit.summary.period, answer.date and answer.date.period
    return bool(asked and own and hit.counted and asked.first <= own.first and own.last <= asked.last)


@dataclass(frozen=True, slots=True)
class Unshown:
    """How many close episodes a page shows of how many, and the search that shows more; None where it shows most."""

    shown: int
    total: int
    wider: SearchParams | None


def unshown_close(answer: Answer, params: SearchParams) -> Unshown | None:
    """What a page leaves out of the close episodes; None where it shows all."""
    total, shown = answer.listed_total, len(listed_of(answer))
    return Unshown(shown, total, None if params.more_near else params.nearer()) if 0 < shown < total else None


def without_filters(params: SearchParams) -> tuple[SearchParams, int] | None:
    """The same words without the chosen filters, and how many episodes answer them; None where none does."""
    wider = SearchParams(text=params.text)
    many = index().answering(wider.text) if params.chosen and params.text else 0
    return (wider, many) if many else None


def back_to(answer: Answer) -> str:
    """The words of the link back to a list of results."""
    if answer.total:
        return ngettext("Retour à l’épisode trouvé", "Retour aux %(num)s épisodes", answer.total)
    return _("Retour aux résultats") if answer.hits else _("Retour à la recherche")


def all_of(answer: Answer) -> str:
    """The words of the link from an episode to the results of the same search in the whole archive."""
    if answer.total:
        return ngettext("1 épisode dans toute l’archive", "%(num)s épisodes dans toute l’archive", answer.total)
    return _("Résultats dans toute l’archive") if answer.hits else title(answer)
