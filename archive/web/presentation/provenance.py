"""Where what a page shows of an episode comes from, in words; what a query was meant for, or was transcribed as, in the
letters in which it is offered; and who speaks and is meant by a name that is typed."""

import re
from dataclasses import dataclass
from itertools import product

from rapidfuzz.distance import OSA

from archive.languages import is_function_word
from archive.library.corrections import SOURCE as CORRECTION
from archive.model.episode import Published
from archive.search.expansion.near_words import KNOWN
from archive.search.plan.mended_names import MeantName
from archive.search.plan.plan import EVERYWHERE_ZIPF
from archive.search.query.parser import is_name, is_plain, parse
from archive.search.results.answer import Answer, NearJson
from archive.search.results.explain import (
    CLOSE,
    MUCH_ALIKE,
    SAME,
    called_nearly,
    is_all_said,
    is_out_of_turn,
    listed_of,
    needed,
    slips,
    unsaid,
)
from archive.text.tokenizer import fold, sentence_begins, words
from archive.web.browse_index import browse_index
from archive.web.http.search_params import SearchParams, as_phrase
from archive.web.i18n import gettext as _
from archive.web.i18n import long_day, ngettext, quoted
from archive.web.site import index

_BETWEEN = r"(?:\s+|['’-])"
OF_BESIDE = 0.5
"""Of the letters of a word typed beside another one, so many has at least a form that stands for both."""
_PARTING = re.compile("[,;:]+(?= )")
"""What parts two words where the archive has them one behind the other, and is no part of them."""


def title(source: str) -> str:
    """Where a title was read; `made: show and date` tells that the archive composed it."""
    known = {
        "page": _("de la page"),
        "made": _("composé par l’archive"),
        "stated": _("donné à l’ajout"),
        "taught": _("de la page, comme on l’a appris de sa source"),
        CORRECTION: _("corrigé par l’équipe"),
    }
    kind = "taught" if source.startswith("taught ") else source.partition(":")[0]
    return known.get(kind, known["page"])


def dated(published: Published) -> str:
    """The day, and where it was read: `13 mars 2017, d’après la fiche et le titre`."""
    known = _places()
    told = [part.strip().partition(":")[0] for part in published.source.split(";")]
    places = dict.fromkeys(known.get(place, known["page"]) for place in told[:1] + [one for one in told[1:] if one in known])
    day, both = long_day(published.date, published.precision, published.approximate), _(" et ")
    return _("%(day)s, d’après %(places)s", day=day, places=both.join(places))


def evidence(published: Published) -> str:
    """Each place where a date was read, with the words that stand there: `la fiche : « 2024-07-25 »`."""
    known = _places()
    parts = re.split(rf"; (?=(?:{'|'.join(known)})(?::|;|$))", published.source)
    told = ((known.get(place, place), words) for place, _colon, words in (part.partition(": ") for part in parts))
    return _(" ; ").join(f"{place}{_(' : ')}{quoted(words)}" if words else place for place, words in told)


def estimated(published: Published) -> str:
    """What a date that is only about so rests on, for who would cite it; empty where it is sure."""
    if not published.approximate:
        return ""
    told = evidence(published)
    if published.source.startswith("page:"):
        return _("Date estimée, comptée depuis l’enregistrement de la page. %(evidence)s.", evidence=told[:1].upper() + told[1:])
    return _("Date estimée : %(evidence)s.", evidence=told)


def _places() -> dict[str, str]:
    return {
        "record": _("la fiche"),
        "page": _("la page"),
        "title": _("le titre"),
        "description": _("la description"),
        "file name": _("le nom du fichier"),
        CORRECTION: _("l’équipe"),
    }


def inferred(field: str) -> str:
    """A field that the archive infers from other pages of the show."""
    known = {
        "show": _("Émission, déduite d’autres pages"),
        "channel": _("Chaîne, déduite d’autres pages"),
        "category": _("Catégorie, déduite d’autres pages"),
        "host": _("Présentation, déduite d’autres pages"),
        "promotion": _("Ligne que l’émission répète, ôtée de la description"),
    }
    return known.get(field, field)


def fields(corrected: list[str]) -> str:
    """The fields that staff corrected."""
    known = {
        "title": _("titre"),
        "show": _("émission"),
        "channel": _("chaîne"),
        "category": _("catégorie"),
        "description": _("description"),
        "date": _("date"),
        "people": _("personnes"),
        "language": _("langue"),
    }
    return ", ".join(known.get(name, name) for name in corrected)


@dataclass(frozen=True, slots=True)
class Meant:
    """A query as it was probably meant; `of` are the words of the query that were put right."""

    text: str
    of: tuple[str, ...]


def written(form: str) -> str:
    """Folded words as the archive writes them; each by itself where a sentence ends between them."""
    shown = index().written(form)
    if any(sentence_begins(shown)):
        return " ".join(map(index().written, form.split()))
    return _PARTING.sub("", shown)


def names_meant(answer: Answer, text: str) -> list[MeantName]:
    """The names that may have been meant, no ordinary words for one; where what was typed is said, whole ones a letter
    away alone."""
    every = (one for one in index().names_meant(text) if one.known or one.said or not is_unnamed(one.typed[0], one.name))
    return [name for name in every if (answer.total_is != "said" or _is_sure(name)) and _is_joined(name)]


def is_unnamed(typed: str, form: str) -> bool:
    """Whether a folded form is no name though one is typed: speech has each of its words in small letters, or all of it
    in capitals and it begins otherwise (OPEC, for Kopec), and nobody is called so; several are those of every day."""
    every = form.split() if typed[:1].isupper() else ()
    if not every or form in browse_index().words_of_names:
        return False
    if not typed.isupper() and form[0] != fold(typed)[0] and written(form).isupper():
        return True
    if not all(written(word).islower() for word in every):
        return False
    return len(every) == 1 or index().commonness(form) >= KNOWN


def close_name(typed: str, form: NearJson | None) -> int:
    """Whether what is heard sounds the same, 1, or is close and a name as it is written, 2; both of it, or close to a
    word that is no name, or nearly the same and a known person's name: 3."""
    if form is None:
        return 0
    if form.distance <= SAME:
        return 1 if is_unnamed(typed, form.text) else 3
    known = form.distance <= MUCH_ALIKE and form.text in browse_index().words_of_names
    return 3 if known else 2 * (form.distance <= CLOSE and not written(form.text).islower())


def is_mistyped(typed: str, form: NearJson) -> bool:
    """Whether a form is a word of a dictionary, typed wrong in small letters, and no name whatever its capital."""
    return typed.islower() and form.kind == "misspelt" and index().is_word(form.text)


def is_offered(typed: str, near: NearJson) -> bool:
    """Whether a form may be told, or offered, in the place of a word: a name for what is typed as one, or a word that
    sounds the same, or begins so and is a letter away from what no list knows (Databse); no far one of which no word
    begins so (Häußge, ROSJ), nor any that holds a word of every day (Poincaré, point Kat), and no words of every day
    alone (Bardot, bar dot)."""
    every, is_name = near.text.split(), typed[:1].isupper()
    begins, close = any(word[0] == fold(typed)[0] for word in every), near.distance <= MUCH_ALIKE
    in_part = near.distance > CLOSE and is_name and len(every) > 1 and any(is_unnamed(typed, word) for word in every)
    slip = begins and close and slips(typed, near.text) == 1 and not index().commonness(typed)
    same = len(every) == 1 and (near.distance <= SAME or slip)
    return (begins or close or not is_name) and not in_part and (same or not is_unnamed(typed, near.text))


def _is_joined(name: MeantName) -> bool:
    """Whether a phrase for what is typed with a hyphen is written with one, too (no laisses passer, for
    laissez-passer)."""
    return name.known or len(name.typed) > 1 or "-" not in name.typed[0] or "-" in written(name.name)


def _is_sure(name: MeantName) -> bool:
    """Whether a name may be offered where what was typed is said: a whole one, a single letter away."""
    return name.slips == 1 and len(name.typed) > 1


def named(text: str, name: MeantName) -> Meant:
    """A query with a name in the place of the words that were meant for it; of a name that nobody is known by the words
    alone that differ, the rest as it is typed (l'avenir en commun)."""
    if name.known or len(name.typed) != len(name.name.split()):
        return Meant(instead(text, " ".join(name.typed), name.name if name.known else written(name.name)), name.typed)
    for typed, form in zip(name.typed, name.name.split(), strict=True):
        text = text if fold(typed) == form else instead(text, typed, as_typed(typed, form))
    return Meant(text, name.typed)


def as_typed(typed: str, form: str) -> str:
    """A form as the archive writes it; what is typed with a capital and written without any, with one."""
    shown = written(form)
    return shown.title() if shown == form and typed.istitle() else shown


@dataclass(frozen=True, slots=True)
class Heard:
    """The forms that stand in the place of words that nobody said, and in how many episodes: `sure` where it is a slip
    of the pen in one word of every day, `near` where it is a letter away in each word, or sounds the same, `whole`
    where it is a name said together, `said` where it is in speech, not only in titles, names or descriptions."""

    forms: tuple[str, ...]
    episodes: int
    sure: bool = False
    near: bool = False
    whole: bool = False
    said: bool = True

    @property
    def text(self) -> str:
        """All of them, as a sentence tells them."""
        return ", ".join(self.forms)

    @property
    def is_head(self) -> bool:
        """Whether the head tells it, and not that nothing was found."""
        return self.near or self.whole


def heard_title(heard: Heard) -> str:
    """What may stand in the place of words that nobody said, and in how many episodes: as speech has it, always a
    guess, or only what is written beside it."""
    if not heard.said:
        return ngettext(
            "Écrit « %(heard)s » : %(num)s épisode",
            "Écrit « %(heard)s » : %(num)s épisodes",
            heard.episodes,
            heard=heard.text,
        )
    return ngettext(
        "Peut-être transcrit « %(heard)s » : %(num)s épisode",
        "Peut-être transcrit « %(heard)s » : %(num)s épisodes",
        heard.episodes,
        heard=heard.text,
    )


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks and is meant by a name that is typed: what they say, and in how many episodes; `perhaps` where they
    are only called nearly so."""

    name: str
    said: SearchParams
    episodes: int
    perhaps: bool = False


def voice_of(answer: Answer, params: SearchParams) -> Voice | None:
    """Who speaks under the same filters and is called what was typed, or nearly so where nobody is; None where no name
    is typed, or who speaks is asked for already. One word in small letters is a name where the archive writes it so."""
    query = parse(params.text)
    if not is_plain(query) or query.excluded or params.filters().values("speaker"):
        return None
    whole = len(query.groups) > 1 or is_name(query) or not answer.total
    whole = whole or any(not written(word).islower() for word in words(params.text))
    name = index().speaker(params.text) if whole else None
    near = (index().speaker(named(params.text, one).text) for one in names_meant(answer, params.text))
    meant = name or next(filter(None, near), None)
    if meant is None:
        return None
    said = params.saying("").adding("speaker", meant)
    episodes = index().answering("", filters=said.filters())
    return Voice(meant, said, episodes, perhaps=name is None) if episodes else None


def phrase_of(answer: Answer, params: SearchParams) -> SearchParams | None:
    """The words of a query as one phrase, where an episode says it under the same filters; None where some are left
    out."""
    phrase = as_phrase(params)
    if phrase is None or answer.apart or any(word.excluded for word in answer.explanation.words):
        return None
    is_said = answer.verbatim or index().answering(phrase.text, filters=phrase.filters())
    return phrase if is_said else None


def presented(answer: Answer) -> dict[str, str]:
    """Of the episodes that may say a name by which the archive knows nobody those of somebody who may be called so:
    each with their name."""
    if browse_index().person(answer.query):
        return {}
    every = {hit.summary.slug: called_nearly(answer.explanation, hit) for hit in listed_of(answer)}
    return {slug: name for slug, name in every.items() if name}


def heard_otherwise(answer: Answer) -> int:
    """The episodes that may say it and do not stand before those that do."""
    return answer.listed_total - len(presented(answer) if answer.total else ())


def listed_title(answer: Answer) -> str:
    """How many episodes may say what was asked, never added to those that do."""
    many = heard_otherwise(answer)
    return ngettext(
        "Peut-être transcrit autrement dans %(num)s épisode", "Peut-être transcrit autrement dans %(num)s épisodes", many
    )


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


def of_anybody(answer: Answer) -> str:
    """That what lacks the last word of a name may be of somebody else, where nobody says that word and others are said;
    empty where it is said, or no name was typed."""
    every = needed(answer)
    if len(every) < 2 or every[-1].episodes or not is_name(parse(answer.query)):
        return ""
    first = " ".join(word.text for word in every if word.episodes)
    return _("« %(first)s » sans la suite peut désigner quelqu’un ou quelque chose d’autre.", first=first) if first else ""


def instead(text: str, typed: str, form: str) -> str:
    """The query with some of its words, whatever of grammar stands between them, replaced by a near form; the form
    alone where they cannot be found in it. It takes the place of those typed beside them that it stands for, too: of
    which it has more letters than not (traité de lisbone: de Lisbonne; list comprehention: list comprehension)."""
    between = rf"(?:{_BETWEEN}\w+)*?{_BETWEEN}"
    found = re.search(rf"(?<!\w){between.join(map(re.escape, typed.split()))}(?!\w)", text, re.IGNORECASE)
    if found is None:
        return form
    before = re.search(rf"(?:\w+{_BETWEEN})*$", text[: found.start()])
    behind = re.match(rf"(?:{_BETWEEN}\w+)*", text[found.end() :])
    begins = [one.start() for one in re.finditer(r"\b\w", text[: found.start()]) if before and one.start() >= before.start()]
    ends = [found.end() + one.end() for one in re.finditer(r"\w\b", behind[0] if behind else "")]
    most, letters = len(words(form)), _letters(text[found.start() : found.end()])

    def apart(place: tuple[int, int]) -> float:
        taken = _letters(text[slice(*place)])
        return OSA.distance(taken, _letters(form)) + (len(taken) - len(letters)) * OF_BESIDE

    every = product([found.start(), *reversed(begins[-most:])], [found.end(), *ends[:most]])
    first, last = min(every, key=apart)
    return text[:first] + form + text[last:]


def _letters(text: str) -> str:
    return "".join(words(text))
