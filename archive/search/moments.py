"""From word positions to moments: passages to hear, each with its second and its snippet."""

from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from archive.search.answer import Moment, TimelineHit
from archive.search.index.types import AS_ASKED, MATCH_KINDS, MOMENT_GAP_MS, Captions, Int32, MatchKind, Occurrences
from archive.search.passages import Passages, begins
from archive.search.snippets import Matched, Snippet

BREATH_MS, BREATH_WORTH = 8_000, 0.1
"""Words said within less than this are worth more, by up to so much: said at once they are one thought."""
RETURN_WORTH, MOST_RETURNS = 0.03, 3
"""What a passage that says the words twice, four or eight times as often is worth more, a doubling: it is about them."""

_columns = attrgetter(*Occurrences.__struct_fields__)


@dataclass(frozen=True, slots=True)
class LocatedMoments:
    """The occurrences of one episode, in order (a view of Occurrences), and the moment number of each: int32[n]."""

    found: Occurrences
    passages: Passages
    moment: Int32

    @property
    def total(self) -> int:
        """How many moments there are."""
        return int(self.moment[-1]) + 1 if len(self.moment) else 0


def slice_of(found: Occurrences, first: int, last: int) -> Occurrences:
    """The occurrences from first up to, not including, last."""
    here = slice(first, last)
    return Occurrences(*[column[here] for column in _columns(found)])


def locate_moments(found: Occurrences, every: Passages, first: int, last: int) -> LocatedMoments:
    """One episode's part of the occurrences, divided into moments: marked words less than 10 s apart are one."""
    here = slice_of(found, first, last)
    passed = Passages(every.worth[first:last], every.last[first:last] - first, every.holds[first:last])
    moment = np.zeros(len(here.start_ms), np.int32)
    np.add.accumulate(here.start_ms[1:] - here.start_ms[:-1] >= MOMENT_GAP_MS, out=moment[1:])
    return LocatedMoments(here, passed, moment)


def timeline_hits(at: LocatedMoments, most: int | None = None) -> tuple[TimelineHit, ...]:
    """Every caption that holds the first word of a match, once, with the nearest kind said in it; of too many the first."""
    if not len(at.moment):
        return ()
    starts = begins(at.found.cue)
    kinds = np.minimum.reduceat(at.found.kind, starts)[:most]
    starts = starts[:most]
    seconds = at.found.start_ms[starts] // 1000
    return tuple(map(TimelineHit, seconds.tolist(), map(MATCH_KINDS.__getitem__, kinds.tolist()), at.moment[starts].tolist()))


def best_moments(at: LocatedMoments, captions: Captions, most: int | None) -> tuple[Moment, ...]:
    """The best moments, the best first, each shown by its best passage; with `most` None all of them, in order of time."""
    if not len(at.moment):
        return ()
    starts = begins(at.moment)
    worth = _worth(at, starts)
    chosen = range(len(starts)) if most is None else (-worth).argsort(kind="stable")[:most].tolist()
    bounds = [*starts.tolist(), len(at.moment)]
    return tuple(_moment(at, captions, bounds[number], bounds[number + 1]) for number in chosen)


def _worth(at: LocatedMoments, starts: NDArray[np.int64]) -> NDArray[np.float32]:
    """What each moment is worth: its best passage, more where the words are said in one breath, and where they come back."""
    best = np.maximum.reduceat(at.passages.worth, starts)
    leads = np.flatnonzero(at.passages.worth == best[at.moment])
    leads = leads[begins(at.moment[leads])]
    span = at.found.start_ms[at.passages.last[leads]] - at.found.start_ms[leads]
    breath = 1 - np.clip(span / BREATH_MS, 0, 1)
    said = np.diff(np.append(starts, len(at.moment)))
    returns = np.log2(said / np.maximum(1, np.bitwise_count(at.passages.holds[leads])))
    return np.asarray(best * (1 + BREATH_WORTH * breath + RETURN_WORTH * np.clip(returns, 0, MOST_RETURNS)), np.float32)


def _moment(at: LocatedMoments, captions: Captions, first: int, end: int) -> Moment:
    found = at.found
    lead = first + int(at.passages.worth[first:end].argmax())
    last = max(lead, min(end - 1, int(at.passages.last[lead])))
    cue = int(found.cue[lead])
    columns = (found.position[lead:end], found.length[lead:end], found.kind[lead:end], found.clause[lead:end])
    matched = list(map(Matched, *(column.tolist() for column in columns)))
    shown = Snippet(captions, cue, matched[last - lead].position + matched[last - lead].length - 1)
    text, marks = shown.cut(matched)
    kind = MATCH_KINDS[max(found.kind[lead : last + 1].tolist())]
    return Moment(
        start_ms=int(found.start_ms[lead]),
        cue=cue,
        text=text,
        marks=marks,
        kind=kind,
        heard=None if kind in AS_ASKED else _heard(shown, at, lead, last, kind),
        worth=float(at.passages.worth[lead]),
    )


def _heard(shown: Snippet, at: LocatedMoments, lead: int, last: int, kind: MatchKind) -> str | None:
    for place in range(lead, last + 1):
        if MATCH_KINDS[int(at.found.kind[place])] == kind:
            return shown.words_at(int(at.found.position[place]), int(at.found.length[place]))
    return None
