"""Gone means gone: words of an episode are erased from all that the archive keeps.

What the erased words were is written nowhere: neither in the journal nor in the library, which knows them by a keyed
hash."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from archive.library import Library
from archive.library.erasures import TELLING, erasure_of, holds, without, words_of
from archive.model.page import Reader
from archive.operations.corrections import cue_at
from archive.operations.errors import OperationError, disk_trouble
from archive.operations.forgetting import forget, release_quoting, said_by_none_but, saying
from archive.operations.interrupted_commands import PURGE, finish_purge, recover
from archive.operations.journal import noting
from archive.operations.takedown import dispose_patiently
from archive.text.tokenizer import words


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What was erased, counted and not quoted: of which episode, at which line, how many words. `also_in` are other
    episodes in which the same words stand; `backups` lie beside the library and were made before; `still_held` as in
    DecisionReport."""

    slug: str
    line: str
    words: int
    also_in: tuple[str, ...]
    released: int
    backups: tuple[str, ...]
    generation: int | None
    still_held: tuple[int, ...] = ()


def erase(library: Library, reader: Reader, slug: str, line: str, quoted: str = "") -> ErasureReport:
    """Erases a line of an episode, or the words of it that are quoted, from library, saves, index, journal, glossary,
    golden queries and what is held back; a newer save of the page comes in without them. It cannot be undone. Raises
    OperationError where no such line, or no such words in it, are there."""
    with noting(library.directory, "erase") as note, disk_trouble(library.directory):
        recover(library, reader)
        start_ms, said = passage(library, slug, line, quoted)
        gone, also_in = _only_said_there(library, slug, start_ms, said)
        forget(library, gone, slugs=())
        with library.transaction():
            library.note(PURGE, "begun")
            day = dt.datetime.now(dt.UTC).date().isoformat()
            library.forget_words([slug], gone)
            library.record("erase", slugs=[slug])
            library.erase(slug, start_ms, said, day, told_too=len(said) >= TELLING or bool(gone))
        released = release_quoting(library, lambda text: holds(text, said) or not gone.isdisjoint(words(text)))
        library.settle()
        generation = finish_purge(library)
        number = generation.number if generation else None
        held = dispose_patiently(library) if generation else ()
        report = ErasureReport(slug, line, len(said), also_in, released, backups(library), number, held)
        note.report = {"slug": slug, "line": line, "words": len(said), "generation": number}
    return report


def passage(library: Library, slug: str, line: str, quoted: str = "") -> tuple[int, list[str]]:
    """When a line begins, in ms, and its folded words, or those of them that are quoted."""
    place = cue_at(library, slug, line)
    episode, served = library.cleaned(slug), library.episode(slug)
    assert episode is not None and served is not None  # cue_at found a line of it
    said = words(quoted) if quoted.strip() else words(episode.cues[place].text)
    if not said or not any(holds(one.cues[place].text, said) for one in (episode, served)):
        told = f"the words to erase do not stand, one after the other, in the line of {slug} at {line}"
        raise OperationError(told, code="no-words-at", slug=slug, at=line)
    return episode.cues[place].start_ms, said


def backups(library: Library) -> tuple[str, ...]:
    """The backups that lie in the library's directory."""
    return tuple(sorted(path.name for path in library.directory.glob("*.backup")))


def _only_said_there(library: Library, slug: str, start_ms: int, said: Sequence[str]) -> tuple[set[str], tuple[str, ...]]:
    """Which of the words are said nowhere else, and the other episodes in which all of them stand one after the
    other."""
    episode = library.cleaned(slug)
    assert episode is not None
    key = b"any: nothing of this is kept"
    left = set(words_of(without(episode, [erasure_of(key, start_ms, said, "")], key)))
    gone = said_by_none_but(library, set(said) - left, [slug])
    also_in = saying(library, [" ".join(said)], [slug]).get(" ".join(said), ()) if len(said) >= TELLING else ()
    return gone, tuple(also_in)
