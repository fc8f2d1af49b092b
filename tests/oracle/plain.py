"""The slow plain twin of the engine: lists of words, loops, nothing clever. What the vectorised engine must agree with."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from archive.search.index.document_table import Document
from archive.search.index.types import FIELDS, MATCH_KINDS, Clause, Field, Pattern, TermPosition
from archive.text.tokenizer import words

APART_MS = 10_000


@dataclass(frozen=True, order=True)
class Place:
    """One occurrence: position and length in words, cue and its start, clause, slot, kind (index), weight."""

    position: int
    length: int
    cue: int
    start_ms: int
    clause: int
    slot: int
    kind: int
    weight: float


@dataclass(frozen=True)
class Step:
    """A stretch of words that meets a slot or a phrase."""

    position: int
    length: int
    kind: int
    weight: float
    slot: int = 0


class PlainEpisode:
    """One episode as lists of words."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.fields: dict[Field, list[str]] = {field: [] for field in FIELDS}
        self.cue_of: list[int] = []
        for number, cue in enumerate(document.episode.cues):
            found = words(cue.text) if cue.kind == "speech" else []
            self.fields["speech"] += found
            self.cue_of += [number] * len(found)
        episode = document.episode
        self.fields["title"] = words(episode.title)
        self.fields["people"] = [word for person in episode.people for word in words(f"{person.name} {person.role or ''}")]
        self.fields["description"] = words(episode.description)

    @cached_property
    def mentions(self) -> dict[str, list[tuple[int, int, float]]]:
        """Name -> (position, words, trust) of its linked mentions."""
        found: dict[str, list[tuple[int, int, float]]] = {}
        for link in self.document.analysis.links:
            trust = 1.0 if link.distance <= 0.12 else 0.6
            found.setdefault(" ".join(words(link.name)), []).append((link.position, link.words, trust))
        return found

    def meets(self, clause: Clause) -> bool:
        """Whether any pattern is met in any of its fields."""
        return any(True for pattern in clause.any_of for field in pattern.fields for _ in self.spans(pattern, field))

    def spans(self, pattern: Pattern, field: Field) -> Iterator[Step]:
        """Where a pattern is met in a field."""
        if len(pattern.slots) == 1:
            yield from self.steps(pattern.slots[0], field)
        elif pattern.within_ms is not None:
            yield from self._near(pattern) if field == "speech" else ()
        else:
            yield from self._phrase(pattern.slots, field)

    def steps(self, slot: TermPosition, field: Field) -> Iterator[Step]:
        """Where any expansion of a slot stands."""
        text = self.fields[field]
        for expansion in slot.expansions:
            kind = MATCH_KINDS.index(expansion.kind)
            if expansion.name:
                for position, length, trust in self.mentions.get(expansion.name, []) if field == "speech" else []:
                    yield Step(position, length, kind, trust * expansion.weight)
                continue
            length = len(expansion.words)
            for position in range(len(text)):
                if length and tuple(text[position : position + length]) == expansion.words:
                    yield Step(position, length, kind, expansion.weight)

    def _phrase(self, slots: Sequence[TermPosition], field: Field) -> Iterator[Step]:
        for first in self.steps(slots[0], field):
            yield from self._rest(first, slots[1:], field)

    def _rest(self, so_far: Step, slots: Sequence[TermPosition], field: Field) -> Iterator[Step]:
        if not slots:
            yield so_far
            return
        for step in self.steps(slots[0], field):
            if step.position == so_far.position + so_far.length:
                kind, weight = max(so_far.kind, step.kind), min(so_far.weight, step.weight)
                yield from self._rest(Step(so_far.position, so_far.length + step.length, kind, weight), slots[1:], field)

    def _near(self, pattern: Pattern) -> Iterator[Step]:
        assert pattern.within_ms is not None
        slots = [list(self.steps(slot, "speech")) for slot in pattern.slots]
        instants = sorted({self.start_ms(step.position) for steps in slots for step in steps})
        for start in instants:
            inside = [[s for s in steps if start <= self.start_ms(s.position) <= start + pattern.within_ms] for steps in slots]
            if all(inside):
                for number, steps in enumerate(inside):
                    yield from (Step(s.position, s.length, s.kind, s.weight, number) for s in steps)

    def start_ms(self, position: int) -> int:
        """When the cue of a word starts."""
        return self.document.episode.cues[self.cue_of[position]].start_ms

    def places(self, clauses: Sequence[Clause]) -> list[Place]:
        """Every occurrence in speech; of several that differ in kind or weight only, the heaviest, then the strictest."""
        best: dict[tuple[int, int, int, int], Place] = {}
        for number, clause in enumerate(clauses):
            for pattern in clause.any_of:
                for step in self.spans(pattern, "speech") if "speech" in pattern.fields else ():
                    place = self._placed(step, number)
                    key = place.position, -place.length, place.clause, place.slot
                    if key not in best or (-place.weight, place.kind) < (-best[key].weight, best[key].kind):
                        best[key] = place
        return [best[key] for key in sorted(best)]

    def _placed(self, step: Step, clause: int) -> Place:
        cue = self.cue_of[step.position]
        start = self.start_ms(step.position)
        return Place(step.position, step.length, cue, start, clause, step.slot, step.kind, step.weight)

    def moments(self, clauses: Sequence[Clause]) -> int:
        """How many moments the occurrences make."""
        cues = sorted({place.cue for place in self.places(clauses)})
        starts = [self.document.episode.cues[cue].start_ms for cue in cues]
        return sum(1 for place, start in enumerate(starts) if place == 0 or start - starts[place - 1] >= APART_MS)


class PlainArchive:
    """Some episodes, searched by looking at every one."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.episodes = {document.slug: PlainEpisode(document) for document in documents}

    def full(self, clauses: Sequence[Clause], excluded: Sequence[Clause] = ()) -> set[str]:
        """The slugs of the episodes that meet every clause and no excluded one."""
        return {
            slug
            for slug, episode in self.episodes.items()
            if all(map(episode.meets, clauses)) and not any(map(episode.meets, excluded))
        }

    def lacks(self, clauses: Sequence[Clause], slug: str) -> int:
        """The clauses an episode does not meet, as bits."""
        return sum(1 << bit for bit, clause in enumerate(clauses) if not self.episodes[slug].meets(clause))
