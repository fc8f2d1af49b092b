"""Where the words' own answer is weak, the passages that may mean what was asked: a block of its own beside the answer.

Asked only for several words of a language that is read, which are no phrase, no pattern and no name, sorted by relevance, on the
first page. Silent where the archive does not seem to speak of it: not even the nearest passages come near; they must come nearer
where half of the words are rare in it.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from archive.search.index.read.engine import Engine
from archive.search.index.types import Captions
from archive.search.meaning import NearEpisode, PassageIndex
from archive.search.shown.answer import Hit, Moment
from archive.search.shown.hits import Stored, stored_of
from archive.search.shown.snippets import Matched, Snippet
from archive.search.typed.parser import Query

MOST_SHOWN = 4
WEAK = 5.75
"""Score a word of the first answer, below which it is weak. 6.5 to 9 gained nothing."""
FLOOR = 0.20
"""Mean similarity of the 50 nearest windows. Half of 20 nonsense queries fall below it, and one right block of 76; at .23 six more
of the ones, and four to seven more of the others."""
SURE = 0.25
"""The same where the archive hardly knows the words: of 146 random French words in twos to fours of which half are rare in it, 5
come so near."""
RARE = 2
FEWEST_WORDS = 2
FULL_FIRST = 3
QUOTED_WORDS = 30


@dataclass(frozen=True, slots=True)
class WordsRead:
    """What the answer by words tells of each content word: in how many episodes it stands."""

    episodes: tuple[int, ...]

    @property
    def mostly_rare(self) -> bool:
        """Whether half of the words stand in at most two episodes."""
        return 2 * sum(count <= RARE for count in self.episodes) >= len(self.episodes)


def is_weak(hits: Sequence[Hit], words: WordsRead) -> bool:
    """Whether the answer by words is weak enough to be helped."""
    if len(words.episodes) < FEWEST_WORDS:
        return False
    return not hits or hits[0].score / len(words.episodes) < WEAK


def stands_after(hits: Sequence[Hit]) -> int:
    """Behind how many hits of the page the block stands: the first, or the first three where these lack nothing."""
    first = hits[:FULL_FIRST]
    full = len(first) == FULL_FIRST and not any(hit.lacks for hit in first)
    return FULL_FIRST if full else min(1, len(hits))


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
        self, text: str, words: WordsRead, allowed: Callable[[], Collection[str] | None], moments: int | None
    ) -> tuple[Hit, ...]:
        """The nearest episodes among the slugs that may answer (None: all); none where the archive comes nowhere near. A programme
        that was published twice is shown once."""
        compared = self._passages.compared(text)
        if compared.similarity < (SURE if words.mostly_rare else FLOOR):
            return ()
        nearest = compared.nearest(allowed(), 2 * MOST_SHOWN)
        near = {doc: one for one in nearest if (doc := self._engine.doc_of(one.slug)) is not None}
        docs = list(near)
        stored = zip(stored_of(self._engine, docs), self._engine.captions_of(docs), strict=True)
        hits = (_hit(one, *rest, moments) for one, rest in zip(near.values(), stored, strict=True))
        return tuple(_once(hits))[:MOST_SHOWN]


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
    """The passage that is said at a time, from the cue that is spoken then on; nothing of it is marked."""
    cue = max(0, int(captions.start_ms.searchsorted(at_ms, "right")) - 1)
    position = int(captions.first_word[cue])
    text, _ = Snippet(captions, cue, position + QUOTED_WORDS).cut([Matched(position, QUOTED_WORDS, 0, 0)])
    return Moment(int(captions.start_ms[cue]), *captions.said_at(cue, position), cue, text, (), "meaning")
