"""The query to try where no transcript says some of its words: each of them replaced by a word near it that is said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from archive.search.index.types import GUESSED
from archive.search.results.answer import Answer, WordJson
from archive.search.results.explain import needed, unlikely, unsaid
from archive.search.suggestions import Suggestion
from archive.text.tokenizer import words
from archive.web.browse_index import browse_index
from archive.web.http.search_params import SearchParams, is_the_same
from archive.web.site import index, once_a_request

MOST_FORMS = 3
"""Forms of a word that are tried in its place."""
MOST_TRIED = 6
"""Queries that are asked to find one with an answer."""
FEWEST_LETTERS = 5
"""Letters of a last word, begun by no word of the archive, for another word to be suggested while typing."""


@dataclass(frozen=True, slots=True)
class SuggestedQuery:
    """A query to try, and how many episodes answer it under the same filters."""

    params: SearchParams
    episodes: int

    @property
    def text(self) -> str:
        """What would be typed."""
        return self.params.text


@once_a_request
def suggested_query(answer: Answer, params: SearchParams) -> SuggestedQuery | None:
    """The likeliest query with an answer under the same filters; None where every word is said, or none has one."""
    for text in islice(_replacements(answer, params.text), MOST_TRIED):
        episodes = 0 if is_the_same(text, params.text) else index().answering(text, filters=params.filters())
        if episodes:
            return SuggestedQuery(params.saying(text).offered_for(unsaid(answer)[0].text), episodes)
    return None


def _replacements(answer: Answer, text: str) -> Iterator[str]:
    """The query with all words that nobody says replaced, the likeliest forms first."""
    absent = [(word.text, forms) for word in unsaid(answer) if (forms := near_forms(word))]
    for chosen in product(*(forms for _, forms in absent)) if absent else ():
        replaced = text
        for (typed, _), form in zip(absent, chosen, strict=True):
            replaced = with_form(replaced, typed, form)
        yield replaced


def near_forms(word: WordJson) -> list[str]:
    """The forms near a word as they are written, those of one word first, then the likeliest."""
    guessed = [near for near in word.near if near.kind in GUESSED]
    ordered = sorted(guessed, key=lambda near: (" " in near.text, unlikely(near, word.text)))
    return [browse_index().written(near.text) for near in ordered[:MOST_FORMS]]


def with_form(text: str, typed: str, form: str) -> str:
    """The query with a form in the place of some of its words; the form alone where it does not hold them."""
    pattern = rf"(?<!\w){re.escape(typed)}(?!\w)"
    replaced, found = re.subn(pattern, lambda _: form, text, count=1, flags=re.IGNORECASE)
    return replaced if found else form


def typed_suggestions(params: SearchParams, limit: int) -> list[Suggestion]:
    """What the words typed so far may become; where no word begins so, the suggested query."""
    found = browse_index().suggestions(params.text, params.filters(), limit)
    if found or len("".join(words(params.text)[-1:])) < FEWEST_LETTERS:
        return [one for one in found if one.kind != "word" or one.text.casefold() != params.text.casefold()]
    answer = index().search(params.text, filters=params.filters(), limit=1, aggregations=False)
    query = None if answer.total_is == "said" or not needed(answer) else suggested_query(answer, params)
    return [Suggestion(query.text, "word", query.episodes)] if query else []
