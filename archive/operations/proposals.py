"""What listeners say is not what is said: kept in the journal, bounded, shown to staff alone.

Of a proposal there is its day, the line, what stands there and what a listener would have instead; nothing of who sent
it."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from archive.library import Library
from archive.model.page import Reader
from archive.operations.errors import OperationError
from archive.operations.journal import Journal
from archive.text.timecode import clock

MOST_A_DAY, MOST_OF_EPISODE, LONGEST = 200, 20, 500
"""Beyond so many a day, or waiting of one episode, none is taken; characters of one."""

Answer = Literal["taken", "known", "too-many", "no-line"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line of an episode, what stood there, and what a listener says is said."""

    number: int
    day: dt.date
    slug: str
    start_ms: int
    heard: str
    text: str


def propose(journal: Journal, slug: str, start_ms: int, heard: str, text: str) -> Answer:
    """Keeps a proposal, once; raises JournalError where the disk takes no more."""
    words = " ".join(text.split())
    if not words or len(words) > LONGEST or not words.isprintable() or words == " ".join(heard.split()):
        return "no-line"
    return journal.propose(slug, start_ms, heard, words, most_a_day=MOST_A_DAY, most_of_episode=MOST_OF_EPISODE)


def waiting(journal: Journal) -> tuple[Proposal, ...]:
    """What waits for staff, the oldest first."""
    return tuple(
        Proposal(number, dt.date.fromisoformat(day), slug, start_ms, heard, text)
        for number, day, slug, start_ms, heard, text in journal.proposals()
    )


def accept(library: Library, reader: Reader, number: int, zone: str = "Europe/Paris") -> None:
    """Corrects the line as a listener proposed. Raises OperationError where the line stands there no more."""
    with Journal.open(library.directory, zone) as journal:
        one = _found(journal, number)
        episode = library.episode(one.slug)
        begin = [cue for cue in (episode.cues if episode else ()) if cue.start_ms // 1000 == one.start_ms // 1000]
        place = next((n for n, cue in enumerate(begin, 1) if one.heard in (cue.text, cue.heard)), None)
        if place is None:
            at = clock(one.start_ms)
            words = f"the line of {one.slug} at {at} has changed since; refuse the proposal"
            raise OperationError(words, code="line-changed", slug=one.slug, at=at)
        from archive.operations.corrections import correct

        correct(library, reader, one.slug, {}, (f"{clock(one.start_ms)}-{place}", one.text))
        journal.drop_proposal(number)


def refuse(directory: Path, number: int, zone: str = "Europe/Paris") -> None:
    """Lets a proposal go. Raises OperationError where there is none of that number."""
    with Journal.open(directory, zone) as journal:
        _found(journal, number)
        journal.drop_proposal(number)


def _found(journal: Journal, number: int) -> Proposal:
    for one in waiting(journal):
        if one.number == number:
            return one
    raise OperationError(f"no proposal has the number {number}; `archive proposals` lists them", code="no-proposal", number=number)
