"""Forms near what is typed: which of them may be told, or offered in its place, as the archive writes them; and the
query with them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product, takewhile

from rapidfuzz.distance import OSA

from archive.languages import is_function_word
from archive.search.expansion.near_words import KNOWN, KNOWN_SMALL, WRITTEN_RIGHT
from archive.search.expansion.typing_errors import slips
from archive.search.query.known_names import MeantName
from archive.search.query.parser import is_name, is_plain, parse
from archive.search.results.answer import Answer, NearJson
from archive.search.results.explain import CLOSE, MUCH_ALIKE, SAME, needed, unlikely
from archive.text.tokenizer import fold, words
from archive.web.browse_index import browse_index
from archive.web.site import index

_BETWEEN = r"(?:\s+|['’-])"
OF_BESIDE = 0.5
"""Of the letters of a word typed beside another one, so many has at least a form that stands for both."""
COMMONER_NAME = 1.0
"""Powers of ten that a name is commoner than one that machines know, for this to be a slip of it (Filon, Fillon)."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A query as it was probably meant; `of` are the words of the query that were put right."""

    text: str
    of: tuple[str, ...]


def written(form: str) -> str:
    """Folded words as the archive writes them."""
    return browse_index().written(form)


def names_meant(answer: Answer, text: str) -> list[MeantName]:
    """The names that may have been meant, no ordinary words for one, of which the last word has a capital; where what
    was typed is said, whole ones a letter away alone."""
    names = ((one, one.typed[0] if one.typed[-1][:1].isupper() else "") for one in index().names_meant(text))
    every = (one for one, typed in names if one.known or one.said or not is_unnamed(typed, one.name))
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
    every, is_name = near.text.split(), typed.istitle()
    begins, close = any(word[0] == fold(typed)[0] for word in every), near.distance <= MUCH_ALIKE
    in_part = near.distance > CLOSE and is_name and len(every) > 1 and any(is_unnamed(typed, word) for word in every)
    slip = begins and close and slips(typed, near.text) == 1 and not index().commonness(typed)
    same = len(every) == 1 and (near.distance <= SAME or slip)
    return not in_part and (same or not is_unnamed(typed, near.text))


def _is_joined(name: MeantName) -> bool:
    """Whether a phrase for what is typed with a hyphen is written with one, too (no laisses passer, for
    laissez-passer), unless nobody says one of its words (high-evel)."""
    apart = name.known or len(name.typed) > 1 or "-" not in name.typed[0] or "-" in written(name.name)
    return apart or not all(index().answering(f'"{word}"') for word in words(name.typed[0]))


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


def as_said(text: str, answer: Answer) -> str:
    """A query as the archive writes it where it says its words in a row (ecole publique, école publique), with the
    capital that it begins with; where it says them otherwise, each that is typed without accents as an answer quotes
    it, if nothing there has it as it is typed (reforme)."""
    is_capital = text[:1].isupper()
    quoted = [one.text[mark.start : mark.end] for hit in answer.hits for one in hit.moments for mark in one.marks]
    for word in needed(answer):
        forms = [one for one in quoted if fold(one) == fold(word.text)]
        is_bare = word.text.lower() == fold(word.text)
        if forms and is_bare and fold(forms[0]) in words(text) and word.text.lower() not in map(str.lower, forms):
            text = instead(text, word.text, next(filter(str.islower, forms), forms[0]))
    folded = " ".join(words(text))
    shown = written(folded) if " " in folded and text[1:].islower() and is_plain(parse(text)) else text
    shown = text if shown == folded else shown
    return shown[0].upper() + shown[1:] if is_capital else shown


def instead(text: str, typed: str, form: str) -> str:
    """The query with some of its words, whatever of grammar stands between them, replaced by a near form; the form
    alone where they cannot be found in it. It takes the place of those typed beside them that it stands for, too: of
    which it has more letters than not (traité de lisbone: de Lisbonne; list comprehention: list comprehension), or that
    it would say twice (Jesse Jiryu Davis: Jesse Davis)."""
    between = rf"(?:{_BETWEEN}\w+)*?{_BETWEEN}"
    found = re.search(rf"(?<!\w){between.join(map(re.escape, typed.split()))}(?!\w)", text, re.IGNORECASE)
    if found is None:
        return form
    before = re.search(rf"(?:\w+{_BETWEEN})*$", text[: found.start()])
    behind = re.match(rf"(?:{_BETWEEN}\w+)*", text[found.end() :])
    begins = [one.start() for one in re.finditer(r"\b\w", text[: found.start()]) if before and one.start() >= before.start()]
    ends = [found.end() + one.end() for one in re.finditer(r"\w\b", behind[0] if behind else "")]
    own, letters = words(form), _letters(text[found.start() : found.end()])
    most = len(own)

    def apart(place: tuple[int, int]) -> float:
        taken, around = _letters(text[slice(*place)]), [*words(text[: place[0]])[-1:], *words(text[place[1] :])[:1]]
        twice = sum(len(word) for word in {own[0], own[-1]}.intersection(around)) if most > 1 else 0
        return OSA.distance(taken, _letters(form)) + (len(taken) - len(letters)) * OF_BESIDE + twice

    every = product([found.start(), *reversed(begins[-most:])], [found.end(), *ends[:most]])
    first, last = min(every, key=apart)
    return text[:first] + form + text[last:]


def _letters(text: str) -> str:
    return "".join(words(text))


def is_letters_away(typed: str, form: str) -> bool:
    """Whether each word of a text is a letter at most from what is typed, or all has the same letters."""
    near = (slips(one, other) <= 1 for one, other in zip(words(typed), words(form), strict=False))
    return _letters(typed) == _letters(form) or (len(words(typed)) == len(words(form)) and all(near))


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


def is_known_apart(answer: Answer, form: str) -> bool:
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


def is_of_name(answer: Answer, put_right: Sequence[str], meant: str) -> bool:
    """Whether the words of a query are those of a name, the rest of them somebody's where they are typed in small
    letters, or all of it written with capitals: what is meant by them is said together (no sophie mention)."""
    every, rest = needed(answer), [word.text for word in needed(answer) if word.text not in put_right]
    known = bool(rest) and browse_index().words_of_names.issuperset(map(fold, rest))
    telling = (word for word in words(" ".join((*rest, meant))) if not is_function_word(word))
    return len(every) > 1 and (is_name(parse(answer.query)) or known or not any(written(word).islower() for word in telling))


LONGEST_OFFER = 6
"""Words of a query that is offered whole in the place of another."""


def changed(text: str, typed: str) -> str:
    """A query that is offered in the place of another as it is shown: of a long one the words alone that differ."""
    every, asked = text.split(), typed.split()
    if len(every) <= LONGEST_OFFER:
        return text
    first, last = (_alike(every[::way], asked[::way]) for way in (1, -1))
    return " ".join(("…", *every[first : len(every) - last], "…"))


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """With how many words both begin."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
