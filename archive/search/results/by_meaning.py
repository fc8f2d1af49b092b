"""Where the words' own answer is weak, the passages that may mean what was asked: a block of its own beside the answer.

Asked only for several words of a language that is read, which are no phrase, no pattern and no name, sorted by
relevance, on the first page. Silent where the archive does not seem to speak of it: where the nearest passages, and the
nearest of the words that it knows, come nowhere near together."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import takewhile

from archive.search.index.limits import apart
from archive.search.index.read.engine import Engine
from archive.search.index.types import Captions
from archive.search.meaning import NearEpisode, PassageIndex, TypedWord
from archive.search.query.parser import Query
from archive.search.results.answer import Hit, Moment, WordJson
from archive.search.results.hits import Stored, stored_of
from archive.search.results.moments import unmarked
from archive.text.tokenizer import fold

MOST_SHOWN, MORE_SHOWN = 4, 10
"""and as many as a reader may ask for"""
WEAK = 5.75
"""Score a word of the first answer, below which it is weak. 6.5 to 9 gained nothing."""
WORDS_WEIGHT, FLOOR = 0.3, 0.48
"""Mean similarity of the nearest windows, plus so much of how near the archive's own words come to those typed. Of 40
absurd queries 3 reach it; similarity alone let 17 pass, and no right block is lost: docs/relevance.md."""
FEWEST_WORDS = 2
FULL_FIRST = 3


def is_weak(hits: Sequence[Hit], words: Sequence[WordJson]) -> bool:
    """Whether the answer by words is weak enough to be helped; not where it is so by slips of an accent alone."""
    if len(words) < FEWEST_WORDS or all(map(_is_slip_of_accent, words)):
        return False
    return not hits or hits[0].score / len(words) < WEAK


def _is_slip_of_accent(word: WordJson) -> bool:
    return any(near.kind == "misspelt" and fold(near.text) == fold(word.text) for near in word.near)


def stands_after(hits: Sequence[Hit], name: str = "") -> int:
    """Behind how many hits of the page the block stands: the first, or the first three where these lack nothing; behind
    all that hold a `name`, if one tells most of what was typed."""
    first = hits[:FULL_FIRST]
    full = len(first) == FULL_FIRST and not any(hit.lacks for hit in first)
    named = sum(1 for _ in takewhile(lambda hit: name not in hit.lacks, hits)) if name else 0
    return max(FULL_FIRST if full else min(1, len(hits)), named)


def typed(query: Query) -> str:
    """What was typed, without filters and what is left out."""
    if not query.named and not query.excluded:
        return query.text
    return " ".join(part.typed for group in query.groups for part in group.parts)


class MeaningReader:
    """Makes the block of one question."""

    def __init__(self, engine: Engine, passages: PassageIndex) -> None:
        self._engine, self._passages = engine, passages

    def hits(
        self, text: str, words: Sequence[WordJson], allowed: Callable[[], Collection[str] | None], moments: int | None, most: int
    ) -> tuple[Hit, ...]:
        """The `most` nearest episodes among the slugs that may answer (None: all); none where the archive comes nowhere
        near. A programme that was published twice is shown once."""
        with apart():  # the first of a process reads a hundred megabytes
            self._passages.load()
        compared = self._passages.compared(text)
        if not self._speaks_of(compared.similarity, words):
            return ()
        nearest = compared.nearest(allowed(), 2 * most)
        near = {doc: one for one in nearest if (doc := self._engine.doc_of(one.slug)) is not None}
        docs = list(near)
        stored = zip(stored_of(self._engine, docs), self._engine.captions_of(docs), strict=True)
        hits = (_hit(one, *rest, moments) for one, rest in zip(near.values(), stored, strict=True))
        return tuple(_once(hits))[:most]

    def _speaks_of(self, similarity: float, words: Sequence[WordJson]) -> bool:
        """Whether the archive seems to speak of it; its words are looked at where these decide, being 1 at most."""
        if not FLOOR - WORDS_WEIGHT <= similarity < FLOOR:
            return similarity >= FLOOR
        typed = [TypedWord(word.text.lower(), word.episodes) for word in words]
        return similarity + WORDS_WEIGHT * self._passages.nearness(typed) >= FLOOR


def _once(hits: Iterator[Hit]) -> Iterator[Hit]:
    shown: set[str] = set()
    for hit in hits:
        if not shown & {hit.summary.slug, *(slug for slug, _, _ in hit.summary.same_as)}:
            shown.add(hit.summary.slug)
            yield hit


def _hit(near: NearEpisode, stored: Stored, captions: Captions, most: int | None) -> Hit:
    return Hit(
        summary=stored.summary,
        score=near.score,
        people=stored.people,
        chapters=stored.chapters,
        lacks=(),
        matched=(),
        ticks=(),
        moments=tuple(_moment(captions, at_ms) for at_ms in near.at_ms[:most]),
        moments_total=len(near.at_ms),
        counted=False,
        found_as="meaning",
    )


def _moment(captions: Captions, at_ms: int) -> Moment:
    """The passage that is said at a time, from the cue that is spoken then on."""
    return unmarked(captions, max(0, int(captions.start_ms.searchsorted(at_ms, "right")) - 1), "meaning")
