"""What a request may cost: so many terms looked up, so many milliseconds. What is left out is said."""

from time import perf_counter

from msgspec.structs import replace

from archive.search.index.types import Clause, Pattern, Request, TermPosition


class Budget:
    """The means of one request; `cut` says in words what was left out."""

    def __init__(self, request: Request) -> None:
        self._terms = request.budget_terms
        self._deadline = perf_counter() + request.budget_ms / 1000
        self._ms = request.budget_ms
        self.cut: list[str] = []

    def afford(self, clause: Clause) -> Clause:
        """The clause with as many variants as there are terms left, exact ones first; with exact ones only when time is up."""
        if self._late():
            return self._shortened(clause, 1, f"looser forms of “{clause.text}” were not looked for: {self._ms} ms were over")
        asked = sum(len(slot.variants) for pattern in clause.any_of for slot in pattern.slots)
        if asked <= self._terms:
            self._terms -= asked
            return clause
        slots = sum(len(pattern.slots) for pattern in clause.any_of)
        each = max(1, self._terms // max(1, slots))
        self._terms = max(0, self._terms - each * slots)
        return self._shortened(clause, each, f"“{clause.text}” stands for {asked} words: the first {each} were looked for")

    def late(self, left_out: str) -> bool:
        """Whether the time is over; `left_out` is then said to be missing."""
        if not self._late():
            return False
        self._say(f"{left_out}: {self._ms} ms were over")
        return True

    def _late(self) -> bool:
        return perf_counter() > self._deadline

    def _say(self, words: str) -> None:
        if words not in self.cut:
            self.cut.append(words)

    def _shortened(self, clause: Clause, variants: int, words: str) -> Clause:
        shorter = replace(clause, any_of=tuple(_first(pattern, variants) for pattern in clause.any_of))
        if shorter == clause:
            return clause
        self._say(words)
        return shorter


def _first(pattern: Pattern, variants: int) -> Pattern:
    return replace(pattern, slots=tuple(TermPosition(slot.text, slot.variants[:variants]) for slot in pattern.slots))
