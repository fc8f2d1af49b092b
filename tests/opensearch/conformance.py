"""One suite of questions, asked of two engines over the same episodes: what differs, and whether the answer says that it may.

python -m tests.opensearch.conformance WHOOSH_LIBRARY LIBRARY ADDRESS [--questions 500]
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from archive.search import Index, open_index
from archive.search.index.factory import EngineChoice, choose
from archive.search.results.answer_json import answer_object
from tests.conftest import SHARED
from tests.contract.queries import Parameters
from tests.contract.recorded import corpora_queries

Answered = dict[str, Any]
FIRST = 10


@dataclass(slots=True)
class Report:
    """What was asked, and how the answers compare. `differing` names the question and the field."""

    asked: int = 0
    said: int = 0
    differing: list[str] = field(default_factory=list)
    overlap: list[float] = field(default_factory=list)
    same_first: list[bool] = field(default_factory=list)

    @property
    def mean_overlap(self) -> float:
        """The mean share of the first ten that both have."""
        return sum(self.overlap) / max(1, len(self.overlap))

    @property
    def share_same_first(self) -> float:
        """How often the first episode is the same."""
        return sum(self.same_first) / max(1, len(self.same_first))

    @property
    def share_said(self) -> float:
        """How often one answer says that it is without something, and the other does not."""
        return self.said / max(1, self.asked)

    def __str__(self) -> str:
        kinds = Counter(line.rpartition(": ")[2].split(":")[0] for line in self.differing)
        share = f"{self.share_said:.1%} say in one answer alone that something may be missing"
        return f"{share}; first ten {self.mean_overlap:.3f}, first episode {self.share_same_first:.3f}; differing {dict(kinds)}"


def opened(library: Path, address: str = "") -> Index:
    """The index of a library by an engine. Others may be opened behind it."""
    choose(EngineChoice(address))
    try:
        return open_index(library)
    finally:
        choose(EngineChoice())


def compare(ours: Index, theirs: Index, questions: Sequence[str]) -> Report:
    """Asks both, and compares every field of the answers."""
    report = Report()
    for question in questions:
        one, other = (_asked(index, question) for index in (ours, theirs))
        report.asked += 1
        firsts = [[hit["slug"] for hit in answer["episodes"]][:FIRST] for answer in (one, other)]
        if any(firsts):
            report.overlap.append(len(set(firsts[0]) & set(firsts[1])) / max(map(len, firsts)))
            report.same_first.append(firsts[0][:1] == firsts[1][:1])
        more = _said(other) ^ _said(one)
        report.said += bool(more)
        if not more:
            report.differing += [f"{question!r}: {name}" for name in _differing(one, other)]
    return report


def _asked(index: Index, question: str) -> Answered:
    answer: Answered = msgspec.to_builtins(answer_object(index.search(question), ""))
    return answer


def _said(answer: Answered) -> set[str]:
    """What an answer says that it is without; the processor's time, of which a busy machine has less, cuts too."""
    return {cut["why"] for cut in answer["receipt"]["cut"]}


def _differing(one: Answered, other: Answered) -> Iterator[str]:
    """The fields in which two answers differ; episodes by slug, so that their order is told apart."""
    for name in one.keys() | other.keys():
        if name in ("generation", "took_ms"):
            continue
        if name == "episodes":
            yield from _differing_hits(one[name], other[name])
        elif one.get(name) != other.get(name):
            yield f"{name}: {str(one.get(name))[:150]} | {str(other.get(name))[:150]}"


def _differing_hits(one: Sequence[Answered], other: Sequence[Answered]) -> Iterator[str]:
    held = {hit["slug"]: hit for hit in other}
    if [hit["slug"] for hit in one] != [hit["slug"] for hit in other]:
        yield "order"
    for hit in one:
        match = held.get(hit["slug"])
        if match is not None:
            wrong = [name for name in hit if name != "score" and hit[name] != match[name]]
            yield from (f"episode {hit['slug']}: {name}" for name in wrong)


def questions_of(parameters: Sequence[Parameters]) -> list[str]:
    """The text of each question; filters stand in it."""
    return list(dict.fromkeys(dict(one).get("q", "") for one in parameters))


def main() -> int:
    """Compares, and prints what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("whoosh", type=Path)
    parser.add_argument("library", type=Path)
    parser.add_argument("address")
    parser.add_argument("--questions", type=int, default=500)
    chosen = parser.parse_args()
    questions = questions_of(corpora_queries(SHARED, sorted((SHARED / "corpora").glob("*.jsonl.gz"))))[: chosen.questions]
    ours, theirs = opened(chosen.whoosh), opened(chosen.library, chosen.address)
    report = compare(ours, theirs, questions)
    print(f"{report.asked} questions: {report}")
    print("\n".join(report.differing[:40]))
    return bool(report.differing)


if __name__ == "__main__":
    sys.exit(main())
