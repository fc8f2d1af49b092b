"""What was probably meant by words that nobody said: a name for a name, the likelier the nearer and oftener said; and
who speaks and is meant by a name that is typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from archive.search.expansion.near_words import ESTABLISHED, KNOWN, KNOWN_SMALL, WRITTEN_RIGHT
from archive.search.filters import NO_FILTERS, Filters
from archive.search.index.same_person import is_same_frame
from archive.search.index.types import GUESSED
from archive.search.query.parser import is_name, is_plain, parse
from archive.search.results.answer import Answer, WordJson
from archive.search.results.explain import (
    CLOSE,
    SAME,
    has_initials,
    is_only_written,
    is_trifle,
    listed_of,
    needed,
    said_in_turn,
    unlikely,
    unsaid,
)
from archive.search.suggestions import Suggestion
from archive.text.tokenizer import fold, words
from archive.web.browse_index import browse_index
from archive.web.http.search_params import SearchParams, as_phrase, is_the_same
from archive.web.presentation.heard import Heard, first_listed, heard_in
from archive.web.presentation.near_forms import (
    Meant,
    as_said,
    as_typed,
    instead,
    is_known_apart,
    is_letters_away,
    is_mistyped,
    is_of_name,
    is_offered,
    is_unnamed,
    named,
    names_meant,
    together,
    written,
)
from archive.web.site import index, once_a_request, settings

MOST_TRIED = 3
"""Forms of a word that are tried in its place."""
MOST_PARTED = 3
"""Words of a query of which one is offered alone, put right."""
FAR = 2
"""How many times as many episodes what was meant has, for the head to lead to it."""
FEWEST_PUT_RIGHT = 5
"""Letters of a last word that nothing begins with, for what was meant by it to be suggested."""
LONG = 6
"""Letters of a word whose last one is an ending."""
FEWEST_BEGUN, MOST_ASKED = 3, 8
"""Letters of half a word whose words are told; and how many suggestions are asked for."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks and is meant by a name that is typed: what they say, and in how many episodes; `perhaps` where they
    are only called nearly so, `alike` the same of the names that may be theirs, too, and `under_all` of all of them."""

    name: str
    said: SearchParams
    episodes: int
    perhaps: bool = False
    alike: tuple["Voice", ...] = ()
    under_all: "Voice | None" = None


def voice_of(answer: Answer, params: SearchParams) -> Voice | None:
    """Who speaks under the same filters and is called what was typed, or nearly so where nobody is, or by its first
    name alone where that is rare and nobody else's; None where no name is typed, or who speaks is asked for already.
    One word in small letters is a name where the archive writes it so."""
    query = parse(params.text)
    if not is_plain(query) or query.excluded or params.filters().values("speaker"):
        return None
    whole = len(query.groups) > 1 or is_name(query) or not answer.total
    whole = whole or any(not written(word).islower() for word in words(params.text))
    called = index().speakers(params.text) if whole else ()
    near = (index().speakers(named(params.text, one).text) for one in names_meant(answer, params.text))
    meant = called or next(filter(None, near), ())
    if not meant and len(every := needed(answer)) > 1 and (is_name(query) or not every[-1].episodes):
        called = meant = index().speakers(params.text, alone=True)
    found, *others = [_voice([name], params, perhaps=not called) for name in meant] or [None]
    alike = tuple(filter(None, others))[:MOST_PARTED]
    under_all = _voice([*meant[:1], *(one.name for one in alike)], params, perhaps=not called) if alike else None
    return found and replace(found, alike=alike, under_all=under_all)


def _voice(names: Sequence[str], params: SearchParams, *, perhaps: bool) -> Voice | None:
    """Who speaks under any of some names and the filters of a query; None where nobody does."""
    said = replace(params.saying(""), chosen=(*params.chosen, *(("speaker", name) for name in names)))
    episodes = index().answering("", filters=said.filters())
    return Voice(names[0], said, episodes, perhaps) if episodes else None


def phrase_of(answer: Answer, params: SearchParams) -> SearchParams | None:
    """The words of a query as one phrase, as they were read, where an episode says it under the same filters; None
    where some are left out."""
    phrase = as_phrase(params.saying(_with_elisions(answer, params.text)))
    if phrase is None or answer.apart or any(word.excluded for word in answer.explanation.words):
        return None
    is_said = answer.verbatim or index().answering(phrase.text, filters=phrase.filters())
    return phrase if is_said else None


def _with_elisions(answer: Answer, text: str) -> str:
    """What is typed with the apostrophes with which it was read (pouvoir dachat, pouvoir d'achat)."""
    for light in answer.explanation.ignored:
        for word in needed(answer):
            typed = light.text + word.text
            text = instead(text, typed, f"{light.text}'{word.text}") if fold(typed) in words(text) else text
    return text


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


@once_a_request
def did_you_mean(answer: Answer, params: SearchParams) -> SearchParams | None:
    """The query as it was probably meant, where that has an answer under the same filters: the likeliest of all that
    may have been meant. Where what was typed has an answer, its words together, a known person alone is meant by it.
    None where there is none, or where the page begins with what sounds as it was typed."""
    return next((offer for found in _meant(answer, params.text) if (offer := _offer(answer, found, params))), None)


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
    if meant is None or len(words(meant.text)) < len(words(params.text)) or is_known_apart(answer, fold(meant.text)):
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
    listed = first_listed(answer)
    called = any(fold(name) == fold(meant) for hit in listed for name, *_ in hit.summary.people)
    return None if not called or (heard and heard.is_head) else Heard((meant,), many, said=said_in_turn(listed, meant))


def _meant(answer: Answer, text: str) -> Iterator[Meant]:
    """What may have been meant, the likeliest first: known people, a phrase that more episodes say than hold its words
    as typed; then what somebody says."""
    names = names_meant(answer, text)
    yield from (named(text, name) for name in names if name.known or name.alike or name.said > answer.total)
    if not answer.total or answer.apart:
        others = _put_right_in(answer, text, [named(text, name) for name in names if not name.known])
        yield from (one for one in others if not (is_of_name(answer, one.of, one.text) and is_only_written(answer.hits, one.text)))


def _put_right_in(answer: Answer, text: str, names: Sequence[Meant]) -> Iterator[Meant]:
    """What may have been meant of nobody known: what the head tells, neighbours put right together, some names, each
    word put right by itself, the part of it that can be."""
    heard = heard_in(answer) if unsaid(answer) and not answer.total else None
    if heard and heard.near and is_of_name(answer, [word.text for word in unsaid(answer)], heard.text):
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
    of_name = is_of_name(answer, typed, " ".join(forms[0] for _word, forms in found))
    for place, one in enumerate(product(*(forms for _word, forms in found)) if found else ()):
        meant = text
        for word, form in zip(typed, one, strict=True):
            meant = instead(meant, word, form)
        if place and len(every) > 1 and _is_apart(meant):
            continue  # what is less likely is said with the others, or not meant
        if len(every) > 1 and unsaid(answer) and any(map(_is_right, typed)) and not index().answering(f'"{meant}"'):
            continue
        if not of_name or said_in_turn(answer.hits, meant) or index().answering(f'"{meant}"'):
            yield Meant(meant, typed)
    unheld = ((word, forms[0]) for word, forms in found if not (word.episodes or _is_right(word.text)))
    alone = [(word, form) for word, form in unheld if not of_name or (word is every[-1] and _is_same_name(word, form))]
    yield from (Meant(form, (word.text,)) for word, form in alone if 1 < len(every) <= MOST_PARTED)


def _is_right(typed: str) -> bool:
    """Whether a word in small letters is known as it is typed: what is like it is another word, of another language
    even (gilet, Gimlet), unless it is said in a row with the others."""
    return typed.islower() and index().commonness(typed) >= KNOWN_SMALL


def _is_same_name(word: WordJson, form: str) -> bool:
    """Whether a last name is told by one that is the same but for a trifle, and no ordinary word (montant)."""
    return is_trifle(word, form) and not (is_unnamed(word.text, fold(form)) and index().is_word(fold(form)))


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


def _offer(answer: Answer, found: Meant, params: SearchParams) -> SearchParams | None:
    """A query as it was meant, where more episodes answer it than hold all words apart, and it is not what was typed;
    for words that are known as they are typed, what is said together."""
    least = answer.total if answer.apart else 0
    if is_the_same(found.text, params.text) or index().answering(found.text, filters=params.filters()) <= least:
        return None
    known = len(words(found.text)) > 1 and any(index().commonness(word) >= WRITTEN_RIGHT for word in found.of)
    return (
        None
        if (known or is_name(parse(params.text))) and _is_apart(found.text, params.filters())
        else params.saying(as_said(found.text, answer)).offered_for(found.of[0])
    )


def suggested(params: SearchParams, limit: int) -> list[Suggestion]:
    """What typed words may become; where none begin so, what a page of results leads to in their place, each word a
    letter away at most, or the same letters: one search more, of few episodes."""
    found = browse_index().suggestions(params.text, params.filters(), limit)
    if found or len("".join(words(params.text)[-1:])) < FEWEST_PUT_RIGHT:
        return [one for one in found if one.kind != "word" or one.text.casefold() != params.text.casefold()]
    answer = index().search(params.text, filters=params.filters(), limit=MOST_TRIED, aggregations=False)
    heard = None if answer.total_is == "said" else heard_in(answer)
    if heard and heard.is_head:
        text = instead(params.text, " ".join(word.text for word in needed(answer)), heard.forms[0])
    else:
        joined = next((near.text for word in needed(answer)[:1] for near in word.near if near.kind == "joined"), "")
        text = meant.text if (meant := did_you_mean(answer, params)) else written(joined)
    many = index().answering(text, filters=params.filters()) if is_letters_away(params.text, text) else 0
    return [Suggestion(text, "word", many)] if many else []


def beside_head(answer: Answer, params: SearchParams) -> SearchParams | None:
    """What is offered beneath a head that leads to nothing: not what the head names, nor anything farther than that."""
    heard, meant = None if answer.total_is == "said" else heard_in(answer), did_you_mean(answer, params)
    if meant is None or not (heard and heard.is_head):
        return meant
    same = fold(meant.text) in map(fold, heard.forms)
    return None if same or heard.sure or stands_before(answer, heard, meant) else meant


@dataclass(frozen=True, slots=True)
class Begun:
    """Half a word: those with which it goes on, each with its query; whether there are `more`; the query for `every`
    word that begins so, and how many episodes answer that; 0 where that is too dear to be counted. `beside`
    where a slip that the head tells is as likely."""

    half: str
    words: tuple[tuple[str, SearchParams], ...]
    more: bool
    every: SearchParams
    total: int
    beside: bool = False


def begun_of(answer: Answer, params: SearchParams, led: Lead | None = None) -> Begun | None:
    """What the last word typed begins, as it is offered while typing, where nobody says that with the others. None
    where what it may be a slip of, the head and what it has `led` to, answers as many, or it is known as a word and may
    be a slip, or a name, unless what begins so is said in a row with the words before it and the head leads elsewhere,
    or no list knows it and it is told beside the head;
    where forms are counted for it (préside, for presid), unless it is no word and far more answer."""
    last = needed(answer)[-1].text if needed(answer) and not answer.nearly else ""
    if len(last) < FEWEST_BEGUN or not (last.isalpha() and params.text.endswith(last)):
        return None
    is_said, held = _is_said_so(answer, last), 0 if answer.apart else answer.total
    if is_said and held:
        return None
    begun = [one for one in browse_index().suggestions(params.text, params.filters(), MOST_ASKED) if one.kind == "word"]
    led = None if led and _is_cut_by_slip(led.params.text, params.text) else led
    heard, read = heard_in(answer), held if answer.total_is == "said" else 0
    least = max(read, heard.episodes if heard and heard.is_head else 0, led.episodes if led else 0)
    found = [one for one in begun if one.episodes >= ESTABLISHED] or (begun if not least else [])
    many = max((one.episodes for one in found), default=0)
    in_doubt = is_said or many <= least or (index().commonness(last) >= KNOWN and (least or not last.islower()))
    to = led.params.text if led else heard.text if heard and heard.is_head else ""
    said_on = params.text.islower() and any(one.in_a_row for one in found)
    beside = bool(in_doubt) and not said_on
    may_be_both = params.text.islower() and not is_said and index().commonness(last) < KNOWN and many >= ESTABLISHED
    if not found or (in_doubt and (read or fold(to).startswith(fold(params.text)))) or (beside and not may_be_both):
        return None
    every = starting_so(params)
    shown = tuple((one.text.split()[-1], params.saying(one.text)) for one in found)
    total = index().answering(every.text, filters=params.filters())
    is_told = total or found[0].in_a_row
    return Begun(last, shown, len(begun) > len(found), every, total, beside) if is_told else None


def _is_cut_by_slip(meant: str, typed: str) -> bool:
    """Whether what was meant would be more words than are typed, and a slip beside (gouver, go over)."""
    every = words(meant)
    return len(every) > len(words(typed)) and "".join(every) != "".join(words(typed))


def _is_said_so(answer: Answer, last: str) -> bool:
    """Whether the last word of a query is said as it is typed, or is a word of which forms are."""
    said = answer.total_is == "said" or needed(answer)[-1].episodes
    return bool(said) and (index().is_word(fold(last)) or index().answering(f'"{last}"') > 0)


def starting_so(params: SearchParams) -> SearchParams:
    """The query with all words that begin with its last one."""
    return params.saying(f"{params.text}*")


def begun_answer(params: SearchParams) -> Answer:
    """The first episodes that say a query with any word that begins with its last one."""
    text, many = starting_so(params).text, settings().per_page
    found = index().search(text, filters=params.filters(), limit=many, aggregations=False, offered=True)
    return replace(found, hits=tuple(hit for hit in found.hits if hit.counted))
