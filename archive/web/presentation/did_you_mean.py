"""What was probably meant by words that nobody said: a name for a name, the likelier the nearer and oftener said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import inf

from archive.languages import is_function_word
from archive.search.expansion.near_words import FAR_OFTENER, KNOWN, KNOWN_SMALL, WRITTEN_RIGHT
from archive.search.filters import NO_FILTERS, Filters
from archive.search.index.types import GUESSED
from archive.search.plan.whole_names import is_same_frame
from archive.search.query.parser import is_name, parse
from archive.search.results.answer import Answer, Hit, NearJson, WordJson
from archive.search.results.explain import (
    CLOSE,
    SAME,
    has_initials,
    heard_whole,
    is_only_written,
    is_trifle,
    listed_of,
    nearness,
    needed,
    resemblances,
    said_in_turn,
    slips,
    standing,
    unlikely,
    unsaid,
    whole_forms,
)
from archive.text.tokenizer import fold, words
from archive.web.browse_index import browse_index
from archive.web.http.search_params import SearchParams, as_phrase, is_the_same
from archive.web.presentation.provenance import (
    Heard,
    Meant,
    as_typed,
    close_name,
    instead,
    is_mistyped,
    is_offered,
    is_unnamed,
    named,
    names_meant,
    presented,
    written,
)
from archive.web.site import index

MOST_FORMS, MOST_TRIED = 4, 3
"""Forms that are told, and forms of a word that are tried in its place."""
MOST_PARTED = 3
"""Words of a query of which one is offered alone, put right."""
FAR = 2
"""How many times as many episodes what was meant has, for the head to lead to it."""
LONG = 6
"""Letters of a word whose last one is an ending."""
COMMONER_NAME = 1.0
"""Powers of ten that a name is commoner than one that machines know, for this to be a slip of it (Filon, Fillon)."""


def together(answer: Answer, text: str) -> Meant | None:
    """A query of which neighbours are put right together (Orelie Bertin, Aurélie Bertin); None where there are none."""
    every = needed(answer)
    for one, other in pairwise(every):
        both = {near.text for near in other.near if near.kind == "misspelt"}
        runs = (
            near
            for near in one.near
            if near.kind == "misspelt" and " " in near.text and near.text in both and is_offered(one.text, near)
        )
        run = min(runs, key=unlikely, default=None)
        pair = f"{one.text} {other.text}"
        if run and pair.casefold() in text.casefold() and not (one.episodes and other.episodes and answer.total):
            return Meant(instead(text, pair, as_typed(one.text, run.text)), (one.text, other.text))
    return None


def _slips(word: WordJson) -> list[str]:
    """The likeliest forms of which a word may be a slip of the pen, or that sound the same, as they are written."""
    guessed = (near for near in word.near if near.kind in GUESSED and not near.counted)
    every = [near for near in guessed if near.kind == "misspelt" or near.distance <= SAME]
    slips = [near for near in every if " " not in near.text] or every
    likely = sorted((near for near in slips if is_offered(word.text, near)), key=lambda near: unlikely(near, word.text))
    return [as_typed(word.text, near.text) for near in likely[:MOST_TRIED]]


def _sounding(word: WordJson) -> list[str]:
    """The forms that sound as a word does which is said, yet not with the others of its query; no form of the word
    itself, that ends otherwise (bienvenue, bienvenus)."""
    others = (near for near in word.near if not near.text.startswith(fold(word.text)[:-1]) or len(word.text) < LONG)
    alike = sorted((near for near in others if not near.counted and near.distance <= SAME), key=unlikely)
    return [as_typed(word.text, near.text) for near in alike if near.kind in GUESSED][:MOST_TRIED]


def heard_in(answer: Answer) -> Heard | None:
    """What the best answer holds in place of the words that nobody said, as it is written, and how many episodes hold
    it."""
    if answer.total_is == "heard":
        forms, also = list(_counted_forms(answer)), len(presented(answer))
        said, forms = any(moment.heard for hit in answer.hits for moment in hit.moments), forms[:MOST_FORMS]
        sure = all(_is_slip_alone(answer, form) and not _is_known_apart(answer, fold(form)) for form in forms)
        return Heard(tuple(forms), answer.total + also, sure, near=True, said=said) if forms else None
    listed = listed_of(answer)
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
            close = close and not (has_initials(answer) or _is_known_apart(answer, form.text))
            many = _led_to(answer, shown) or min(form.episodes, answer.listed_total)
            return Heard((shown,), many, close and _is_slip_alone(answer, form.text), close)
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
    every = (*first, *(as_typed(answer.query, form) for form in others or () if said_in_turn(listed, form)))
    told = list({fold(form): form for form in reversed(every)}.values())[::-1]
    if not told:
        return None
    is_written_so = all(told[0].split()[place][:1].isupper() for place in (0, -1))
    is_name = is_written_so or _is_of_name(answer, [word.text for word in unsaid(answer)], told[0])
    is_somebody = is_name and browse_index().words_of_names.issuperset(words(told[0]))
    if not is_somebody and len(told) == 1:  # what stands between marks is said so; the link leads to its words as typed
        many = index().answering(f'"{told[0]}"', filters=answer.filters)
        if many or not is_name:
            return Heard((told[0],), _led_to(answer, told[0]) or many, near=others is not None, whole=is_name) if many else None
    said = {near.text: near.episodes for word in needed(answer) for near in word.near}
    many = sum(said.get(" ".join(words(form))) or index().answering(form) or answer.listed_total for form in told)
    return Heard(tuple(told), min(many, answer.listed_total), near=others is not None, whole=is_name)


def _led_to(answer: Answer, form: str) -> int:
    """How many episodes answer what the link of a form leads to: the form in the place of what was typed."""
    meant = instead(answer.query, " ".join(word.text for word in needed(answer)), form)
    return index().answering(meant, filters=answer.filters)


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
    return -rank, unlikely(form, "" if rank else typed) if form and likely else inf


def _is_known_apart(answer: Answer, form: str) -> bool:
    """Whether one word is typed that a machine knows and writes right, and a form sounds otherwise and is no far
    commoner name (Belmondo, Belmont), or is no name (Messi, messy)."""
    word, *more = needed(answer)
    common, is_name = index().commonness(word.text), word.text[:1].isupper()
    others = set(form.split()).difference(words(answer.query)) if is_name and " " in form else ()
    if others and (written(form).islower() or any(map(is_function_word, others))):
        return True  # DeSantis, des anti; Lucet, Luc et
    small = written(form).islower()
    if more or common < ((KNOWN if small else WRITTEN_RIGHT) if is_name else KNOWN_SMALL):
        return False
    alike = any(near.text == form and near.distance <= SAME for near in word.near)
    return small or not (alike or (is_name and index().commonness(form) >= common + COMMONER_NAME))


def _counted_forms(answer: Answer) -> Iterator[str]:
    """What is counted for words that nobody said, as it is written; then what stands beside it in the same episodes,
    or where somebody is invited who is called so, and is as near: other writings of one name."""
    told, known = set[str](), presented(answer)
    counted = (near.text for word in unsaid(answer) for near in word.near if near.counted)
    hits = (hit for hit in answer.hits if standing(hit) == "counted" or hit.summary.slug in known)
    beside = (fold(one.text) for hit in hits for one in resemblances(answer.explanation, hit) if one.nearness != "far")
    for form in (*counted, *beside):
        if form not in told:
            told.add(form)
            yield written(form)


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
    if not text or (is_held and not _is_of_name(answer, asked, text)):
        return text
    typed = answer.query if is_name(parse(answer.query)) else ""
    whole = (as_typed(answer.query, form) for form in whole_forms(answer))
    every = (text, *whole, " ".join(reversed(text.split())))  # Beazley David
    return next((form for form in every if said_in_turn(listed, form) and not is_unnamed(typed, fold(form))), "")


def _last_name_heard(answer: Answer) -> Heard | None:
    """What some answer holds in place of the last word of a name alone that is not far, where somebody of the episode
    is called so whose first name begins as the one that is typed (Nicholas Tolerwey, for Nick Tollervey)."""
    last, first = needed(answer)[-1], fold(answer.query)[:1]
    near = {near.text: near for near in last.near if not last.episodes}
    for hit in answer.hits:
        called = {tuple(words(name))[-1:] for name, _role, _kind in hit.summary.people if fold(name)[:1] == first}
        for one in resemblances(answer.explanation, hit):
            if one.asked == last.text and one.nearness != "far" and (fold(one.text),) in called and fold(one.text) in near:
                return Heard((one.text,), near[fold(one.text)].episodes)
    return None


def _put_right(answer: Answer, hit: Hit) -> str:
    """A query with the words in the place of its own that a hit holds, as they are written."""
    text = answer.query
    measured = (one for one in resemblances(answer.explanation, hit) if one.distance is not None)
    for one in {fold(one.text): one for one in measured}.values():
        text = instead(text, one.asked, written(fold(one.text)))
    return text


def did_you_mean(answer: Answer, params: SearchParams) -> SearchParams | None:
    """The query as it was probably meant, where that has an answer under the same filters: the likeliest of all that
    may have been meant. Where what was typed has an answer, its words together, a known person alone is meant by it.
    None where there is none, or where the page begins with what sounds as it was typed."""
    least = answer.total if answer.apart else 0
    return next((offer for found in _meant(answer, params.text) if (offer := _offer(found, params, least))), None)


@dataclass(frozen=True, slots=True)
class Lead:
    """A query that the head of a page leads to, and how many episodes answer it; `verbatim` those that say it word for
    word, where nearly what was typed is said; `heard` what may be a transcript of a name, that nobody types."""

    params: SearchParams
    episodes: int
    verbatim: int = 0
    heard: Heard | None = None


def lead(answer: Answer, params: SearchParams) -> Lead | None:
    """What was probably meant by all that was typed, where far more episodes say it than hold what the head would name,
    or as many of a less likely slip; None where they do not, or something that sounds the same. Where nearly what was
    typed is said, what is said word for word."""
    meant = None if answer.in_part else did_you_mean(answer, params)
    if meant is None or len(words(meant.text)) < len(words(params.text)) or _is_known_apart(answer, fold(meant.text)):
        return None
    heard, many = heard_in(answer), index().answering(meant.text, filters=params.filters())
    phrase = as_phrase(meant) if answer.nearly else None
    verbatim = index().answering(phrase.text, filters=params.filters()) if phrase else 0
    if answer.nearly:
        return Lead(meant, many, verbatim) if verbatim >= FAR else None
    if heard and stands_before(answer, heard, meant):
        return None
    told = _told_of_name(answer, meant.text, heard, many)
    other = fold(heard.text) if heard and fold(heard.text) != fold(meant.text) else ""
    near = next((near for word in unsaid(answer) for near in word.near if near.text == other), None)
    said = near.episodes if near else heard.episodes if heard else 0
    least = said * (1 if near and is_mistyped(params.text, near) else FAR) if heard and heard.near else FAR
    return Lead(meant, many, heard=told) if many >= max(FAR, least) else None


def _told_of_name(answer: Answer, meant: str, heard: Heard | None, many: int) -> Heard | None:
    """What stands for a typed name and is what was meant: heard; or written of an episode that may say it."""
    if not is_name(parse(answer.query)) or is_unnamed(answer.query, fold(meant)):
        return None
    if heard and sorted(words(meant)) == sorted(words(heard.forms[0])):
        return heard
    called = any(fold(name) == fold(meant) for hit in listed_of(answer) for name, *_ in hit.summary.people)
    return None if not called or (heard and heard.is_head) else Heard((meant,), many, said=said_in_turn(listed_of(answer), meant))


def _meant(answer: Answer, text: str) -> Iterator[Meant]:
    """What may have been meant, the likeliest first: known people, a phrase that more episodes say than hold its words
    as typed; then what somebody says."""
    names = names_meant(answer, text)
    yield from (named(text, name) for name in names if name.known or name.alike or name.said > answer.total)
    if not answer.total or answer.apart:
        others = _put_right_in(answer, text, [named(text, name) for name in names if not name.known])
        yield from (one for one in others if not (_is_of_name(answer, one.of, one.text) and is_only_written(answer.hits, one.text)))


def _put_right_in(answer: Answer, text: str, names: Sequence[Meant]) -> Iterator[Meant]:
    """What may have been meant of nobody known: what the head tells, neighbours put right together, some names, each
    word put right by itself, the part of it that can be."""
    heard = heard_in(answer) if unsaid(answer) and not answer.total else None
    if heard and heard.near and _is_of_name(answer, [word.text for word in unsaid(answer)], heard.text):
        yield Meant(heard.forms[0], tuple(word.text for word in needed(answer)))
    if whole := together(answer, text):
        yield whole
    yield from _behind_particles(answer, text)
    yield from names
    if not (unsaid(answer) and _begins_with_sounds(answer)):
        yield from _each_apart(answer, text)


def _begins_with_sounds(answer: Answer) -> bool:
    """Whether a page begins with what sounds as it was typed, and no slip of it is likelier."""
    near = [(unlikely(near, word.text), near.kind) for word in unsaid(answer) for near in word.near]
    likeliest = min((one for one in near if one[1] in GUESSED), default=(0.0, ""))
    return any(hit.found_as == "sound" for hit in listed_of(answer)[:1]) and likeliest[1] == "sounds-like"


def _behind_particles(answer: Answer, text: str) -> Iterator[Meant]:
    """The query with a name put right behind the word with which it begins, which nobody looks for (le penn, Le
    Pen)."""
    for word in needed(answer):
        for run in (near.text for near in word.near if near.kind == "misspelt" and " " in near.text):
            typed = f"{run.partition(' ')[0]} {word.text}"
            if f" {typed} ".casefold() in f" {text} ".casefold():
                yield Meant(instead(text, typed, written(run)), (word.text,))


def _each_apart(answer: Answer, text: str) -> Iterator[Meant]:
    """The query with the words that nobody said put right each by itself, the likeliest first; then what is put right
    alone, of a name the last one that is the same but for a trifle."""
    every = needed(answer)
    found = [(word, forms) for word in unsaid(answer) if (forms := _slips(word))]
    if not unsaid(answer):
        found = [(word, forms) for word in every if (forms := _sounding(word))][:1]
    if has_initials(answer):
        found = [(word, same) for word, forms in found if (same := [form for form in forms if is_trifle(word, form)])]
    typed = tuple(word.text for word, _ in found)
    of_name = _is_of_name(answer, typed, " ".join(forms[0] for _word, forms in found))
    for place, one in enumerate(product(*(forms for _word, forms in found)) if found else ()):
        meant = text
        for word, form in zip(typed, one, strict=True):
            meant = instead(meant, word, form)
        if place and len(every) > 1 and _is_apart(meant):
            continue  # what is less likely is said with the others, or not meant
        if not of_name or said_in_turn(answer.hits, meant) or index().answering(f'"{meant}"'):
            yield Meant(meant, typed)
    unheld = ((word, forms[0]) for word, forms in found if not word.episodes)
    alone = [(word, form) for word, form in unheld if not of_name or (word is every[-1] and _is_same_name(word, form))]
    yield from (Meant(form, (word.text,)) for word, form in alone if 1 < len(every) <= MOST_PARTED)


def _is_same_name(word: WordJson, form: str) -> bool:
    """Whether a last name is told by one that is the same but for a trifle, and no ordinary word (montant)."""
    return is_trifle(word, form) and not (is_unnamed(word.text, fold(form)) and index().is_word(fold(form)))


def _is_of_name(answer: Answer, put_right: Sequence[str], meant: str) -> bool:
    """Whether the words of a query are those of a name, the rest of them somebody's where they are typed in small
    letters, or all of it written with capitals: what is meant by them is said together (no sophie mention)."""
    every, rest = needed(answer), [word.text for word in needed(answer) if word.text not in put_right]
    known = bool(rest) and browse_index().words_of_names.issuperset(map(fold, rest))
    telling = (word for word in words(" ".join((*rest, meant))) if not is_function_word(word))
    return len(every) > 1 and (is_name(parse(answer.query)) or known or not any(written(word).islower() for word in telling))


def stands_before(answer: Answer, heard: Heard, meant: SearchParams) -> bool:
    """Whether what is heard of one word stands before another form: it is a likelier slip, or a nearer name, or
    somebody's whom the archive knows."""
    every = unsaid(answer)
    near = {one.text: one for word in every for one in word.near}
    told, other = (" ".join(one for one in words(text) if one not in words(answer.query)) for text in (heard.text, meant.text))
    one, another = near.get(told), near.get(other)
    if len(every) != 1 or told == other or one is None:
        return False
    asked = every[0].text
    name = not (written(told).islower() or is_mistyped(asked, one)) and written(other).islower()
    if told in browse_index().words_of_names and is_same_frame(asked, told):
        return index().is_word(other) or written(other).islower()
    if another is None:
        return one.distance <= CLOSE
    likelier = (heard.is_head or one.distance <= SAME) and unlikely(one, asked) <= unlikely(another, asked)
    return likelier or (name and one.distance <= min(CLOSE, another.distance))


def _is_apart(text: str, filters: Filters = NO_FILTERS) -> bool:
    return index().search(text, filters=filters, limit=1, moments=0, aggregations=False, offered=True).apart


def _offer(found: Meant, params: SearchParams, least: int) -> SearchParams | None:
    """A query as it was meant where more than so many episodes answer it, and it is not what was typed; for words that
    are known as they are typed, what is said together."""
    if is_the_same(found.text, params.text) or index().answering(found.text, filters=params.filters()) <= least:
        return None
    known = len(words(found.text)) > 1 and any(index().commonness(word) >= WRITTEN_RIGHT for word in found.of)
    return None if known and _is_apart(found.text, params.filters()) else params.saying(found.text).offered_for(found.of[0])
