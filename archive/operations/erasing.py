"""Gone means gone: words of an episode are erased from all that the archive keeps.

What the erased words were is written nowhere: neither in the journal nor in the library, which knows them by a keyed
hash."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from archive.library import Library
from archive.library.erased_words import AROUND_MS, TELLING, erasure_of, holds, without, words_of
from archive.model.page import Reader
from archive.operations.corrections import cue_at
from archive.operations.errors import OperationError, disk_trouble
from archive.operations.interrupted_commands import PURGE, finish_purge, recover
from archive.operations.journal import noting
from archive.operations.takedown import dispose_patiently, forget, release_quoting, said_by_none_but, saying, says
from archive.text.tokenizer import words


@dataclass(frozen=True, slots=True)
class Passage:
    """What is to be erased: a line of an episode by its clock, or the words of it that are `quoted`."""

    slug: str
    line: str
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage with the place of its line among those of the episode, when that begins, in ms, and its folded words,
    the first of which is the one at `first` (below 0 where staff laid the words there)."""

    asked: Passage
    place: int
    start_ms: int
    first: int
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What was erased, counted and not quoted: of which episode, at which line, how many words. `also_in` are other
    episodes in which the same words stand, and first the episode itself where they still do; `backups` lie beside the
    library and were made before; `still_held` as in DecisionReport. What was erased at once shares `released`,
    `backups`, `generation` and `still_held`."""

    slug: str
    line: str
    words: int
    also_in: tuple[str, ...]
    released: int
    backups: tuple[str, ...]
    generation: int | None
    still_held: tuple[int, ...] = ()


def erase(library: Library, reader: Reader, *passages: Passage) -> tuple[ErasureReport, ...]:
    """Erases passages, all in one generation, from library, saves, index, journal, glossary and what is
    held back; a newer save of a page comes in without them. It cannot be undone. Raises OperationError, and erases
    nothing, where no such line, or no such words in it, are there."""
    with noting(library.directory, "erase") as note, disk_trouble(library.directory):
        recover(library, reader)
        found = found_passages(library, passages)
        slugs = tuple(dict.fromkeys(one.slug for one in passages))
        gone = _only_said_there(library, found, slugs)
        also_in = [_also_in(library, one, found) for one in found]
        forget(library, gone, slugs=())
        with library.transaction():
            library.note(PURGE, "begun")
            library.forget_words(slugs, gone)
            library.record("erase", slugs=slugs)
            _erase_all(library, found, gone)
        released = release_quoting(library, lambda text: _quotes(text, found, gone))
        library.settle()
        generation = finish_purge(library)
        number = generation.number if generation else None
        held = dispose_patiently(library) if generation else ()
        beside = (released, backups(library), number, held)
        lines = [one.line for one in passages]
        note.report = {"slugs": slugs, "lines": lines, "words": sum(len(one.said) for one in found), "generation": number}
    return tuple(
        ErasureReport(one.asked.slug, one.asked.line, len(one.said), (*_still_in(library, one), *others), *beside)
        for one, others in zip(found, also_in, strict=True)
    )


def found_passages(library: Library, passages: Sequence[Passage]) -> tuple[FoundPassage, ...]:
    """The passages as they stand in their episodes. Raises OperationError where one does not, or two overlap."""
    found = tuple(_found(library, one) for one in passages)
    for one, other in combinations(found, 2):
        if one.asked.slug == other.asked.slug and _cross(library, one, other):
            told = f"two passages of {one.asked.slug} at {one.asked.line} overlap: erase them as one"
            raise OperationError(told, code="passages-overlap", slug=one.asked.slug, at=one.asked.line)
    return found


def _cross(library: Library, one: FoundPassage, other: FoundPassage) -> bool:
    """Whether some line near both says the end of one and the whole of the other as one: what is erased first would
    leave a part of the second."""
    if abs(one.start_ms - other.start_ms) > 2 * AROUND_MS:
        return False
    episode = library.cleaned(one.asked.slug)
    assert episode is not None  # its passages were found
    runs = [run for pair in ((one.said, other.said), (other.said, one.said)) for run in _chained(*pair)]
    near = (cue.text for cue in episode.cues if abs(cue.start_ms - one.start_ms) <= 2 * AROUND_MS)
    return any(holds(text, run) for text in near for run in runs)


def _chained(said: tuple[str, ...], after: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words of two passages of which the end of the first is the beginning of the second."""
    for shared in range(1, min(len(said), len(after))):
        if said[-shared:] == after[:shared]:
            yield said + after[shared:]


def _found(library: Library, asked: Passage) -> FoundPassage:
    slug, line = asked.slug, asked.line
    place = cue_at(library, slug, line)
    episode, served = library.cleaned(slug), library.episode(slug)
    assert episode is not None and served is not None  # cue_at found a line of it
    line_said = words(episode.cues[place].text)
    said = tuple(words(asked.quoted)) if asked.quoted.strip() else tuple(line_said)
    if not said or not any(holds(one.cues[place].text, said) for one in (episode, served)):
        told = f"the words to erase do not stand, one after the other, in the line of {slug} at {line}"
        raise OperationError(told, code="no-words-at", slug=slug, at=line)
    starts = range(len(line_said) - len(said) + 1)
    first = next((at for at in starts if tuple(line_said[at : at + len(said)]) == said), -len(said))
    return FoundPassage(asked, place, episode.cues[place].start_ms, first, said)


def _quotes(text: str, found: Sequence[FoundPassage], gone: Set[str]) -> bool:
    return any(holds(text, one.said) for one in found) or not gone.isdisjoint(words(text))


def _longest_first(found: Iterable[FoundPassage]) -> list[FoundPassage]:
    """What holds another passage is erased before that: afterwards it would stand nowhere."""
    return sorted(found, key=lambda one: -len(one.said))


def _erase_all(library: Library, found: Sequence[FoundPassage], gone: Set[str]) -> None:
    day = dt.datetime.now(dt.UTC).date().isoformat()
    for one in _longest_first(found):
        told_too = len(one.said) >= TELLING or not gone.isdisjoint(one.said)
        library.erase(one.asked.slug, one.start_ms, one.said, day, told_too=told_too)


def backups(library: Library) -> tuple[str, ...]:
    """The backups that lie in the library's directory."""
    return tuple(sorted(path.name for path in library.directory.glob("*.backup")))


def _only_said_there(library: Library, found: Sequence[FoundPassage], slugs: Sequence[str]) -> set[str]:
    """Which of the words are said nowhere else, once all are erased."""
    key, left = b"any: nothing of this is kept", set[str]()
    for slug in slugs:
        episode = library.cleaned(slug)
        assert episode is not None
        of_it = _longest_first(one for one in found if one.asked.slug == slug)
        left.update(words_of(without(episode, [erasure_of(key, one.start_ms, one.said, "") for one in of_it], key)))
    said = {word for one in found for word in one.said}
    return said_by_none_but(library, said - left, slugs)


def _still_in(library: Library, one: FoundPassage) -> tuple[str, ...]:
    """The episode, where it says the words elsewhere: on another line, or in what it tells besides."""
    episode = library.episode(one.asked.slug)
    return (one.asked.slug,) if episode and says(episode, " ".join(one.said)) else ()


def _also_in(library: Library, one: FoundPassage, found: Sequence[FoundPassage]) -> tuple[str, ...]:
    """The other episodes in which all words of a passage stand one after the other, and are not erased too."""
    if len(one.said) < TELLING:
        return ()
    text, erased = " ".join(one.said), [other.asked.slug for other in found if other.said == one.said]
    return saying(library, [text], erased).get(text, ())
