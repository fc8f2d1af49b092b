"""What staff put right: what a page says of an episode, a line, the same words in many lines, who speaks; and taking it
back.

Each is one decision in the library's record, served at once, and undone as one.

A listener proposes what is said instead, kept in the journal, bounded, shown to staff alone: its day, the line, what
stands there and what a listener would have instead; nothing of who sent it."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from archive.analysis.mentions import changed_words
from archive.library import Decision, Library, Touched, UnknownEpisode
from archive.model.episode import Cue, Episode, is_untimed
from archive.model.page import Reader
from archive.operations.errors import OperationError, disk_trouble
from archive.operations.interrupted_commands import recover
from archive.operations.journal import Journal, noting
from archive.operations.publication import bring_up, difference, is_linked, link_again
from archive.operations.takedown import DecisionReport, served
from archive.search import Index
from archive.search.generations import usable
from archive.text.timecode import clock, seconds_of_clock
from archive.text.tokenizer import spans, words


def correct(
    library: Library, reader: Reader, slug: str, fields: dict[str, str], line: tuple[str, str] | None = None
) -> DecisionReport:
    """Lays an editor's corrections beside an episode, and other words over one line of it (by its clock, as `cue_at`
    reads it), and serves it so; an empty value takes a correction back."""
    with noting(library.directory, "edit") as note, disk_trouble(library.directory):
        recover(library, reader)
        told = {"line": line[0]} if line else {}
        touched = (Touched("edits", slug), Touched("lines", slug))
        _known(library, slug)
        with library.deciding("edit", touched, slugs=[slug], fields=sorted(fields), **told):
            library.edit(slug, **fields)
            if line:
                library.edit_line(slug, cue_at(library, slug, line[0]), line[1])
        done = served(library, (slug,))
        note.report = {"slug": slug, "fields": sorted(fields), **told, "generation": done.generation}
    return done


def cue_at(library: Library, slug: str, where: str) -> int:
    """The number of the cue that a clock names, as pages and exports write it: `12:29`, `1:02:03`, or `12:29-2` for the
    second of several that begin in that second. Raises OperationError where no cue begins there."""
    episode = library.episode(slug)
    if episode is None:
        raise UnknownEpisode(slug)
    time, _, nth = where.strip().removeprefix("t").partition("-")
    second = seconds_of_clock(time)
    begin = [number for number, cue in enumerate(episode.cues) if cue.start_ms // 1000 == second]
    place = int(nth) - 1 if re.fullmatch(r"[0-9]{1,6}", nth) else 0
    if second is None or not 0 <= place < len(begin):
        words = f"no line of {slug} begins at {where}; `archive show {slug}` shows when each does"
        raise OperationError(words, code="no-line-at", slug=slug, at=where)
    return begin[place]


def _known(library: Library, slug: str) -> Episode:
    episode = library.episode(slug)
    if episode is None:
        raise UnknownEpisode(slug)
    return episode


# -- the same words in many lines


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line that holds the wrong words: its episode, its cue, when it begins, how it reads and how it would read."""

    slug: str
    title: str
    cue: int
    start_ms: int
    text: str
    corrected: str

    @property
    def key(self) -> str:
        """What tells it from the others: the episode and the number of its cue."""
        return f"{self.slug}#{self.cue}"


def wrong_lines(library: Library, index: Index | None, wrong: str, right: str, show: str | None = None) -> tuple[WrongLine, ...]:
    """The lines that hold some words, whatever their capitals and accents, and how each would read with others in their
    place. `index` names the episodes that may hold them; without one every episode is read. Raises OperationError for
    words that are none, or are the same."""
    said = words(wrong)
    if not said or not right.strip() or " ".join(wrong.split()) == " ".join(right.split()):
        raise OperationError("give the wrong words, and others in their place", code="no-correction")
    slugs = None if index is None else _may_hold(library, index, said)
    every = (one for one in library.stored(slugs) if show is None or one.episode.show == show)
    return tuple(line for one in every for line in _wrong_in(one.slug, one.episode, said, right.strip()))


def _may_hold(library: Library, index: Index, said: list[str]) -> Collection[str]:
    """The episodes in which the words may stand: those that the index finds, and those that it has otherwise than the
    library."""
    found = set(index.counted(f'"{" ".join(said)}"'))
    return found | set(difference(library, usable(library.directory)).fresh)


def _wrong_in(slug: str, episode: Episode, said: list[str], right: str) -> Iterator[WrongLine]:
    for number, cue in enumerate(episode.cues):
        text = _with_right(cue, said, right)
        if text != cue.text:
            yield WrongLine(slug, episode.title, number, cue.start_ms, cue.text, text)


def _with_right(cue: Cue, said: list[str], right: str) -> str:
    """The text of a cue with other words in the place of some."""
    found, text, at, place = list(spans(cue.text)), [], 0, 0
    while place + len(said) <= len(found):
        if [one.word for one in found[place : place + len(said)]] == said:
            text += [cue.text[at : found[place].start], right]
            at, place = found[place + len(said) - 1].end, place + len(said)
        else:
            place += 1
    return "".join([*text, cue.text[at:]])


def correct_lines(library: Library, reader: Reader, wrong: str, right: str, lines: Collection[WrongLine]) -> DecisionReport:
    """Corrects lines as one decision and one revision, and serves them."""
    slugs = tuple(dict.fromkeys(line.slug for line in lines))
    with noting(library.directory, "correct") as note, disk_trouble(library.directory):
        recover(library, reader)
        facts = {"slugs": list(slugs), "wrong": wrong, "right": right, "lines": len(lines)}
        with library.deciding("correct", [Touched("lines", slug) for slug in slugs], **facts):
            library.edit_lines(_by_episode(lines))
        done = served(library, slugs)
        words_of = f"{wrong} → {right} ({len(lines)})"
        note.report = {"slugs": slugs, "words": words_of, "lines": len(lines), "generation": done.generation}
    return done


def _by_episode(lines: Collection[WrongLine]) -> Mapping[str, Mapping[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for line in lines:
        found.setdefault(line.slug, {})[line.cue] = line.corrected
    return found


# -- where else the words of a corrected line stand


MOST_EPISODES, MOST_MOMENTS = 20, 5


@dataclass(frozen=True, slots=True)
class HeardPlace:
    """A line in which the same words were heard: its episode, when it begins, what stands there."""

    slug: str
    title: str
    start_ms: int
    text: str


class SameWords(NamedTuple):
    """Words that were heard, what the editor has instead, and the other lines that have them, at most MOST_MOMENTS an
    episode."""

    heard: str
    said: str
    places: tuple[HeardPlace, ...]


def same_words_elsewhere(library: Library, index: Index, slug: str, where: str) -> tuple[SameWords, ...]:
    """For each run of words that the correction of a line changes, the other lines with the same words; none where it
    has none."""
    episode = library.episode(slug)
    cue = episode.cues[cue_at(library, slug, where)] if episode else None
    if cue is None or cue.heard is None:
        return ()
    runs = [change for change in changed_words(cue.heard, cue.text) if change.heard and change.said]
    found = (SameWords(" ".join(one.heard), _as_written(cue.text, one.first, len(one.said)), ()) for one in runs)
    return tuple(one._replace(places=places) for one in found if (places := tuple(_places(index, one.heard, slug, cue.start_ms))))


def _as_written(text: str, first: int, many: int) -> str:
    stands = list(spans(text))[first : first + many]
    return text[stands[0].start : stands[-1].end]


def _places(index: Index, heard: str, slug: str, start_ms: int) -> Iterator[HeardPlace]:
    answer = index.search(f'"{heard}"', limit=MOST_EPISODES, moments=MOST_MOMENTS, aggregations=False)
    for hit in answer.hits if answer.total else ():
        for moment in hit.moments:
            if moment.kind == "exact" and (hit.summary.slug, moment.start_ms) != (slug, start_ms):
                yield HeardPlace(hit.summary.slug, hit.summary.title, moment.start_ms, moment.text)


# -- who speaks


@dataclass(frozen=True, slots=True)
class Voice:
    """A label of a transcript: who it is by staff's word, its lines, how long it speaks (ms), its longest line and when
    that is; names it may be, each with what says so: none is taken without staff."""

    label: str
    name: str | None
    lines: int
    spoken_ms: int
    longest: str
    start_ms: int
    suggested: tuple[tuple[str, str], ...] = ()


def voices(library: Library, slug: str) -> tuple[Voice, ...]:
    """The labels of an episode's transcript, those that speak longest first. Raises UnknownEpisode."""
    from archive.analysis.speakers import suggested_names

    episode = _known(library, slug)
    named = library.speakers(slug)
    by_label: dict[str, list[tuple[Cue, int]]] = {}
    ends = [*(cue.start_ms for cue in episode.cues[1:]), episode.duration_ms or 0]
    for cue, next_ms in zip(episode.cues, ends, strict=True):
        if label := cue.label or cue.speaker:
            lasts = 0 if is_untimed(episode) else (cue.end_ms or max(next_ms, cue.start_ms)) - cue.start_ms
            by_label.setdefault(label, []).append((cue, max(0, lasts)))
    hints = suggested_names(episode)
    found = (_voice(label, named.get(label), said, hints.get(label, ())) for label, said in by_label.items())
    return tuple(sorted(found, key=lambda one: -one.spoken_ms))


def _voice(label: str, name: str | None, said: list[tuple[Cue, int]], hints: tuple[tuple[str, str], ...]) -> Voice:
    longest = max((cue for cue, _ in said), key=lambda cue: len(cue.text))
    return Voice(label, name, len(said), sum(ms for _, ms in said), longest.text, longest.start_ms, hints)


def name_speaker(library: Library, reader: Reader, slug: str, names: Mapping[str, str]) -> DecisionReport:
    """Says who speaks under labels of an episode, as one decision, and serves it so; an empty name takes one back."""
    with noting(library.directory, "speakers") as note, disk_trouble(library.directory):
        recover(library, reader)
        _known(library, slug)
        with library.deciding("speakers", [Touched("speakers", slug)], slugs=[slug], names=dict(names)):
            for label, name in names.items():
                library.name_speaker(slug, label, name)
        done = served(library, (slug,))
        told = ", ".join(f"{label} = {name}" for label, name in names.items())
        note.report = {"slug": slug, "words": told, "generation": done.generation}
    return done


# -- taking back


def undo(library: Library, reader: Reader, number: int) -> Decision:
    """Takes a decision back, and serves what stands then. Raises LibraryError where that cannot be, saying why."""
    with noting(library.directory, "undo") as note, disk_trouble(library.directory):
        recover(library, reader)
        undone = library.undo(number)
        generation = bring_up(library) if is_linked(library) else (bring_up(library) and link_again(library))
        told = f"{number} ({undone.what})"
        slugs = list(undone.facts.get("slugs", ()))
        note.report = {"slugs": slugs, "words": told, "generation": generation.number if generation else None}
    return undone


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
