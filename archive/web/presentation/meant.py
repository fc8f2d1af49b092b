"""What was probably meant by words that nobody said: a name for a name, the likelier the nearer and the oftener
said."""

import re
from dataclasses import dataclass
from itertools import pairwise
from math import log10

from archive.search.shown.answer import Answer, NearJson, WordJson
from archive.search.shown.explain import SAME
from archive.web.browse_index import browse_index
from archive.web.site import index

OFTEN = 0.05
"""How much farther a form may be for each power of ten that it is oftener said."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A query as it was probably meant; `of` are the words of the query that were put right."""

    text: str
    of: tuple[str, ...]


def needed(answer: Answer) -> list[WordJson]:
    """The words that had to be there."""
    return [word for word in answer.explanation.words if not word.excluded]


def written(form: str) -> str:
    """Folded words as the archive writes them."""
    return index().written(form)


def instead(text: str, typed: str, form: str) -> str:
    """The query with one of its words replaced by a near form; the form alone where the word cannot be found in it."""
    found = re.search(rf"(?<!\w){re.escape(typed)}(?!\w)", text, re.IGNORECASE)
    return text[: found.start()] + form + text[found.end() :] if found else form


def together(answer: Answer, text: str) -> Meant | None:
    """A query of which neighbours are put right together (Orelie Bertin, Aurélie Bertin); None where there are none."""
    every = needed(answer)
    for one, other in pairwise(every):
        both = {near.text for near in other.near if near.kind == "misspelt"}
        run = next((near for near in one.near if near.kind == "misspelt" and " " in near.text and near.text in both), None)
        at = text.casefold().find(f"{one.text} {other.text}".casefold())
        if run and at >= 0 and not (one.episodes and other.episodes and answer.total):
            form = written(run.text)
            form = form.title() if form == run.text and one.text.istitle() else form
            return Meant(instead(text, f"{one.text} {other.text}", form), (one.text, other.text))
    return None


def apart(answer: Answer, text: str) -> Meant | None:
    """A query with each word that nobody said put right by itself; None where no form of any may have been meant."""
    found = [(word, form) for word in needed(answer) if not word.episodes and (form := _slip(word))]
    for word, form in found:
        text = instead(text, word.text, form)
    return Meant(text, tuple(word.text for word, _ in found)) if found else None


def _slip(word: WordJson) -> str | None:
    """The likeliest form of which a word may be a slip of the pen, as it is written."""
    slips = [near for near in word.near if near.kind == "misspelt" and not near.counted and " " not in near.text]
    slips = slips or [near for near in word.near if near.kind == "misspelt" and not near.counted]
    likely = sorted((near for near in slips if is_offered(word.text, near)), key=_unlikely)
    return written(likely[0].text) if likely else None


def _unlikely(near: NearJson) -> float:
    return near.distance - OFTEN * log10(max(1, near.episodes))


def is_offered(typed: str, near: NearJson) -> bool:
    """Whether a form may be offered in the place of a word: a name for what is typed as one, or what sounds the same.
    What speech holds in small letters is a name where a person is called so."""
    if not typed[:1].isupper() or near.distance <= SAME or not written(near.text).islower():
        return True
    return near.text in browse_index().words_of_names
