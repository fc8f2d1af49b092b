"""What may have been transcribed in place of words that nobody said: for the head, for a section, for an episode."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from archive.search.executor import MOST_LISTED
from archive.search.expansion.near_words import FAR_OFTENER
from archive.search.expansion.typing_errors import slips
from archive.search.query.parser import is_name, parse
from archive.search.results.answer import Answer, Hit, NearJson
from archive.search.results.explain import (
    Resemblance,
    called_nearly,
    has_initials,
    heard_whole,
    listed_of,
    nearness,
    needed,
    resemblances,
    said_in_turn,
    standing,
    unlikely,
    unsaid,
    whole_forms,
)
from archive.text.tokenizer import fold, words
from archive.web.browse_index import browse_index
from archive.web.i18n import gettext as _
from archive.web.i18n import ngettext, quoted
from archive.web.presentation.near_forms import (
    as_said,
    as_typed,
    close_name,
    instead,
    is_known_apart,
    is_of_name,
    is_offered,
    is_unnamed,
    together,
    written,
)
from archive.web.site import index, once_a_request

MOST_FORMS = 4
"""Forms that are told."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The forms that stand in the place of words that nobody said, and in how many episodes: `sure` where it is a slip
    of the pen in one word of every day, `near` where it is a letter away in each word, or sounds the same, `whole`
    where it is a name said together, `said` where it is in speech, not only in titles, names or descriptions; `marks`
    where it may stand between quotation marks: what is asked for is said in a row."""

    forms: tuple[str, ...]
    episodes: int
    sure: bool = False
    near: bool = False
    whole: bool = False
    said: bool = True
    marks: bool = True

    @property
    def told(self) -> str:
        """All of them, as a sentence quotes them."""
        return quoted(self.text) if self.marks else self.text

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
            "Écrit %(heard)s : %(num)s épisode",
            "Écrit %(heard)s : %(num)s épisodes",
            heard.episodes,
            heard=heard.told,
        )
    return ngettext(
        "Peut-être transcrit %(heard)s : %(num)s épisode",
        "Peut-être transcrit %(heard)s : %(num)s épisodes",
        heard.episodes,
        heard=heard.told,
    )


def first_listed(answer: Answer) -> list[Hit]:
    """The episodes that may say it which a page shows before it is asked for all of them: what it tells of them is the
    same then."""
    return listed_of(answer)[: min(MOST_LISTED, answer.limit)]


def presented(answer: Answer) -> dict[str, str]:
    """Of the episodes that may say a name by which the archive knows nobody those of somebody who may be called so:
    each with their name."""
    if browse_index().person(answer.query):
        return {}
    every = {hit.summary.slug: called_nearly(answer.explanation, hit) for hit in first_listed(answer)}
    return {slug: name for slug, name in every.items() if name}


def heard_otherwise(answer: Answer) -> int:
    """The episodes that may say it and do not stand before those that do."""
    return answer.listed_total - len(presented(answer) if answer.total else ())


def listed_title(answer: Answer, told: int = 0) -> str:
    """How many episodes may say what was asked, never added to those that do; where a head has `told` how many
    no other number than that."""
    many = heard_otherwise(answer)
    if told not in {0, many}:
        return _("Peut-être transcrit autrement")
    return ngettext(
        "Peut-être transcrit autrement dans %(num)s épisode", "Peut-être transcrit autrement dans %(num)s épisodes", many
    )


@once_a_request
def heard_in(answer: Answer) -> Heard | None:
    """What the best answer holds in place of the words that nobody said, as it is written, and how many episodes hold
    it."""
    if answer.total_is == "heard":
        forms, also = list(_counted_forms(answer)), len(presented(answer))
        counted = _counted_hits(answer)
        whole = [as_said(as_typed(answer.query, form), answer) for form in whole_forms(answer) if said_in_turn(counted, form)]
        said, forms = any(moment.heard for hit in answer.hits for moment in hit.moments), (whole or forms)[:MOST_FORMS]
        sure = all(_is_slip_alone(answer, form) and not is_known_apart(answer, fold(form)) for form in forms)
        return Heard(tuple(forms), answer.total + also, sure, near=True, said=said) if forms else None
    listed = first_listed(answer)
    if len(needed(answer)) > 1:
        return _several_heard(answer, listed) or _last_name_heard(answer)
    near = {near.text: near for word in unsaid(answer) for near in word.near}
    told = [(one, near.get(fold(one.text).replace("-", " "))) for hit in listed for one in resemblances(answer.explanation, hit)]
    by_letters = any(form and slips(answer.query, form.text) == 1 for _one, form in told[:1])
    most = max((form.episodes for _one, form in told if form and slips(answer.query, form.text) == 1), default=0)
    for one, form in sorted(told, key=lambda both: _likeliest(answer.query, both[1], by_letters, most)):
        if form and is_offered(needed(answer)[0].text, form):
            shown = written(form.text) if one.text.islower() else one.text
            close = slips(one.asked, form.text) == 1 or nearness(one.asked, form.text, form.distance) == "same"
            close = close and not (has_initials(answer) or is_known_apart(answer, form.text))
            whole = [as_typed(answer.query, other) for other in whole_forms(answer) if said_in_turn(listed, other)]
            # Al Sweigart
            if is_name(parse(answer.query)) and words(answer.query)[:-1] == words(shown)[:-1] and len(whole) > 1:
                return Heard(tuple(whole[:MOST_FORMS]), answer.listed_total, near=close, whole=True)
            asked = asked_for(shown, answer)
            many = asked.episodes or min(form.episodes, answer.listed_total)
            return Heard((shown,), many, close and _is_slip_alone(answer, form.text), close, marks=not asked.is_apart)
    return None


def _several_heard(answer: Answer, listed: Sequence[Hit]) -> Heard | None:
    """The same of several words, with the other writings of the whole of it that somebody says."""
    called = dict.fromkeys(name for name in presented(answer).values() if said_in_turn(listed, name))
    known = tuple(called)[:MOST_FORMS]
    text = known[0] if known else _as_heard(answer, listed)
    if not text:
        return None
    others = () if known else heard_whole(answer, text)
    first = known or (() if others and " ".join(words(text)) not in others else (text,))
    every = (*first, *(as_typed(answer.query, form) for form in whole_forms(answer) if said_in_turn(listed, form)))
    told = list({fold(form): as_said(form, answer) for form in reversed(every)}.values())[::-1][:MOST_FORMS]
    if not told:
        return None
    is_written_so = all(told[0].split()[place][:1].isupper() for place in (0, -1))
    is_name = is_written_so or is_of_name(answer, [word.text for word in unsaid(answer)], told[0])
    is_somebody = is_name and browse_index().words_of_names.issuperset(words(told[0]))
    if not is_somebody and len(told) == 1:  # what is told is said in a row
        many, asked = index().answering(f'"{told[0]}"', filters=answer.filters), asked_for(told[0], answer)
        if many or not is_name:
            head = Heard((told[0],), asked.episodes or many, near=others is not None, whole=is_name, marks=not asked.is_apart)
            return head if many else None
    if is_name and len(told) > 1:  # the list's own number
        return Heard(tuple(told), answer.listed_total, near=others is not None, whole=True)
    said = {near.text: near.episodes for word in needed(answer) for near in word.near}
    many = sum(said.get(" ".join(words(form))) or index().answering(form) or answer.listed_total for form in told)
    return Heard(tuple(told), min(many, answer.listed_total), near=others is not None, whole=is_name)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the link of a form leads to, and how many episodes answer it: `is_apart` where some of them do not say its
    words in a row."""

    text: str
    episodes: int
    is_apart: bool = False


def asked_for(form: str, answer: Answer, typed: str = "") -> Asked:
    """A form in the place of what it stands for, or of what is `typed`: its words in a row where that is what the list
    of an answer holds, and no more."""
    typed = typed or " ".join(stands_for(form, answer))
    text, every = instead(answer.query, typed, form), index()
    many = every.answering(text, filters=answer.filters)
    if len(words(form)) < 2:
        return Asked(text, many)
    phrase = instead(answer.query, typed, f'"{form}"')
    said = every.answering(phrase, filters=answer.filters)
    if said == answer.listed_total != many:
        return Asked(phrase, said)
    return Asked(text, many, 0 < said < many)


def stands_for(form: str, answer: Answer) -> list[str]:
    """The words of a query in whose place a form stands: all of them, or the one that it is near."""
    every = [word.text for word in needed(answer)]
    near = [word.text for word in unsaid(answer) if any(one.text == " ".join(words(form)) for one in word.near)]
    return every if len(words(form)) >= len(every) else (near or [word.text for word in unsaid(answer)] or every)[:1]


def _is_slip_alone(answer: Answer, form: str) -> bool:
    """Whether a single word of every day is typed, no name, that is a letter away from one, or cut otherwise: all that
    is told without a doubt."""
    word, *more = needed(answer)
    slip = slips(word.text, form) == 1 or fold("".join(words(word.text))) == fold("".join(words(form)))
    return slip and not more and word.text.islower() and written(fold(form)).islower()


def _likeliest(typed: str, form: NearJson | None, by_letters: bool, most: int) -> tuple[int, float]:
    """What orders that which is heard: close names first, of these the likeliest, unless they are nobody's and far more
    episodes, `most`, say what is a letter away; then, where the first that is listed is a letter away, the likeliest
    that are, and the others as they are listed."""
    drowned = form and form.episodes * FAR_OFTENER <= most and form.text not in browse_index().words_of_names
    rank = 0 if drowned else close_name(typed, form)
    likely = rank or (by_letters and form and slips(typed, form.text) == 1)
    return -rank, unlikely(form, "" if rank else typed.lower()) if form and likely else inf


def _counted_forms(answer: Answer) -> Iterator[str]:
    """What is counted for words that nobody said, as it is written; then what stands beside it in the same episodes,
    or where somebody is invited who is called so, and is as near: other writings of one name."""
    told = set[str]()
    counted = (near.text for word in unsaid(answer) for near in word.near if near.counted)
    hits = _counted_hits(answer)
    beside = (fold(one.text) for hit in hits for one in resemblances(answer.explanation, hit) if one.nearness != "far")
    for form in (*counted, *beside):
        if form not in told:
            told.add(form)
            yield written(form)


def _counted_hits(answer: Answer) -> list[Hit]:
    """The episodes of a page that a head counts where nobody said the words: it names no form of the others."""
    known = presented(answer)
    return [hit for hit in answer.hits if standing(hit) == "counted" or hit.summary.slug in known]


def _as_heard(answer: Answer, listed: Sequence[Hit]) -> str:
    """Several words as the best of some answers holds them that shows any, those of a name where they are said together
    (no « Arnaud Lagarde » of Arnaud Montebourg and Christine Lagarde), else the nearest other writing of the whole of
    it that is; empty where none is."""
    if (both := together(answer, answer.query)) and said_in_turn(listed, both.text):
        return both.text
    near = {fold(one.text): unlikely(one, word.text) for word in unsaid(answer) for one in word.near}
    put_right = [text for hit in listed if (text := _put_right(answer, hit)) != answer.query]
    text = min(put_right, key=lambda text: sum(near.get(word, 0.0) for word in words(text)), default="")
    asked = [word.text for word in unsaid(answer)]
    is_held = set(words(" ".join(asked))).isdisjoint(words(text))
    if not text or (is_held and not is_of_name(answer, asked, text)):
        return text
    typed = answer.query if is_name(parse(answer.query)) else ""
    whole = (as_typed(answer.query, form) for form in whole_forms(answer))
    every = (text, *whole, " ".join(reversed(text.split())))  # Beazley David
    return next((form for form in every if said_in_turn(listed, form) and not is_unnamed(typed, fold(form))), "")


def _last_name_heard(answer: Answer) -> Heard | None:
    """What some answer holds in place of the last word of a name alone that is not far, where somebody of the episode
    is called so whose first name begins as the one that is typed (Nicholas Tolerwey, for Nick Tollervey); their whole
    name where the first one is typed right and the last one but for a letter (Rachida Dati, for rachida datti)."""
    last, first = needed(answer)[-1], words(answer.query)[:-1]
    near = {near.text: near for near in last.near if not last.episodes}
    for hit in answer.hits:
        called = {tuple(words(name))[-1:]: name for name, _role, _kind in hit.summary.people if fold(name)[:1] == first[0][:1]}
        for one in resemblances(answer.explanation, hit):
            name = called.get((fold(one.text),))
            told = {fold(one.text), fold(name or "")}.intersection(near)
            if name and one.asked == last.text and one.nearness != "far" and told:
                if words(name)[:-1] == first and slips(last.text, one.text) == 1:
                    many, said = asked_for(name, answer).episodes or answer.listed_total, said_in_turn(answer.hits, name)
                    return Heard((name,), many, near=True, whole=True, said=said)
                return Heard((one.text,), near[min(told)].episodes)
    return None


def _put_right(answer: Answer, hit: Hit) -> str:
    """A query with the words in the place of its own that a hit holds, as they are written."""
    text = answer.query
    measured = (one for one in resemblances(answer.explanation, hit) if one.distance is not None)
    for one in {fold(one.text): one for one in measured}.values():
        text = instead(text, one.asked, written(fold(one.text)))
    return text


def perhaps_heard(answer: Answer) -> str | None:
    """What may have been transcribed in place of a name and is far from it; most are somebody else's."""
    heard = heard_in(answer)
    return f"{heard_title(heard)}." if heard and not heard.is_head else None


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
