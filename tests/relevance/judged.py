"""Judged queries: what was asked, and the episodes and seconds that answer it."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from archive.search import Answer, Index


@dataclass(frozen=True, slots=True)
class Gold:
    """A right answer: an episode by its guid, and the seconds in which a moment must begin."""

    episode: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Judged:
    """One query of a listener, its type, and all that answers it."""

    qid: str
    type: str
    query: str
    gold: tuple[Gold, ...]


def read(path: Path) -> tuple[Judged, ...]:
    """The judged queries of a file, a phrase in quotation marks."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf8").splitlines())
    return tuple(_judged(row) for row in rows)


def _judged(row: dict[str, object]) -> Judged:
    text = f'"{row["query"]}"' if row["phrase"] else str(row["query"])
    gold = tuple(Gold(one["episode"], one["from"], one["to"]) for one in row["gold"])
    return Judged(str(row["qid"]), str(row["type"]), text, gold)


def rank(answer: Answer, golds: Iterable[Gold]) -> int | None:
    """The place, from 1, of the first episode that is right and shows a right moment; None where there is none."""
    windows = tuple(golds)
    for place, hit in enumerate(answer.hits, 1):
        guid = hit.summary.guid or hit.summary.video_id
        for moment in hit.moments:
            seconds = moment.start_ms // 1000
            if any(gold.episode == guid and gold.first <= seconds <= gold.last for gold in windows):
                return place
    return None


def ranks(index: Index, queries: Iterable[Judged]) -> dict[Judged, int | None]:
    """Each query's rank among ten episodes of three moments each."""
    return {query: rank(index.search(query.query, limit=10, moments=3), query.gold) for query in queries}


def success_at_5(found: dict[Judged, int | None]) -> dict[str, float]:
    """Of each type, and of all, the share of queries answered among the first five episodes."""
    by_type: dict[str, list[bool]] = defaultdict(list)
    for query, place in found.items():
        for name in (query.type, "all"):
            by_type[name].append(place is not None and place <= 5)
    return {name: sum(met) / len(met) for name, met in by_type.items()}
