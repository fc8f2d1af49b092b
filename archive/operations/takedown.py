"""Taking episodes down, giving them back, correcting them: what staff decide about an episode is served at once."""

import time
from dataclasses import dataclass, replace

from archive.library import Library, Touched, UnknownEpisode
from archive.model.page import Reader
from archive.operations import publication
from archive.operations.errors import OperationError, disk_trouble
from archive.operations.forgetting import forget_purged
from archive.operations.interrupted_commands import PURGE, finish_purge, recover
from archive.operations.journal import noting
from archive.search.generations import dispose

PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class DecisionReport:
    """The episodes decided about, the generation that serves now, and earlier ones that a running server still holds
    open: they are deleted by the next command after it has let go. `empty` ones were given back and have no contents,
    since these were purged. `lines` and `saves`: what a purge deleted."""

    slugs: tuple[str, ...]
    generation: int | None
    still_held: tuple[int, ...] = ()
    empty: tuple[str, ...] = ()
    lines: int = 0
    saves: int = 0


def take_down(library: Library, reader: Reader, slugs: tuple[str, ...], reason: str, *, purge: bool = False) -> DecisionReport:
    """Takes episodes down: nobody finds or opens them from now on, their pages are not added again, and a rollback does
    not bring them back. With `purge` their contents are deleted from the library and from every generation, so no
    rollback is possible after it. Raises UnknownEpisode before anything is changed where a slug is unknown."""
    with noting(library.directory, "remove") as note, disk_trouble(library.directory):
        recover(library, reader)
        _all_known(library, slugs)
        if purge:
            forget_purged(library, slugs)
            library.note(PURGE, "begun")
        saves = sum(len(library.saves(slug)) for slug in slugs) if purge else 0
        lines = sum(len(found.cues) for slug in slugs if (found := library.episode(slug))) if purge else 0
        _remove(library, slugs, reason, purge)
        done = replace(_purged(library, slugs), lines=lines, saves=saves) if purge else served(library, slugs)
        note.report = {"slugs": slugs, "purged": purge, "generation": done.generation}
    return done


def _remove(library: Library, slugs: tuple[str, ...], reason: str, purge: bool) -> None:
    """A decision to be undone; what is erased leaves of all decisions about it only that there were some."""
    if not purge:
        with library.deciding("remove", [Touched("removal", slug) for slug in slugs], slugs=list(slugs), reason=reason):
            for slug in slugs:
                library.remove(slug, reason)
        return
    library.forget_words(slugs, ())
    for slug in slugs:
        library.remove(slug, reason, True)
    library.record("remove --purge", slugs=list(slugs))


def give_back(library: Library, reader: Reader, slugs: tuple[str, ...]) -> DecisionReport:
    """Lifts removals; a purged episode serves again once its page is added again."""
    with noting(library.directory, "remove --restore") as note, disk_trouble(library.directory):
        recover(library, reader)
        _all_known(library, slugs)
        if not any(library.removal(slug) for slug in slugs):
            raise OperationError(f"not taken down, so there is nothing to restore: {', '.join(slugs)}", code="not-removed")
        with library.deciding("remove --restore", [Touched("removal", slug) for slug in slugs], slugs=list(slugs)):
            for slug in slugs:
                library.restore(slug)
        empty = tuple(slug for slug in slugs if library.episode(slug) is None)
        done = replace(served(library, slugs), empty=empty)
        note.report = {"slugs": slugs, "generation": done.generation}
    return done


def _all_known(library: Library, slugs: tuple[str, ...]) -> None:
    for slug in slugs:
        if library.episode(slug) is None and library.removal(slug) is None:
            raise UnknownEpisode(slug)


def served(library: Library, slugs: tuple[str, ...]) -> DecisionReport:
    """Serves what was decided."""
    generation = publication.bring_up(library)
    return DecisionReport(slugs, generation.number if generation else None)


def _purged(library: Library, slugs: tuple[str, ...]) -> DecisionReport:
    """No other generation is kept than the one that holds nothing of them."""
    generation = finish_purge(library)
    return DecisionReport(slugs, generation.number, dispose_patiently(library)) if generation else DecisionReport(slugs, None)


def dispose_patiently(library: Library) -> tuple[int, ...]:
    """Deletes the other generations, with some patience for a server that is just taking up the new one."""
    end = time.monotonic() + PATIENCE_S
    while (held := dispose(library.directory)) and time.monotonic() < end:
        time.sleep(0.2)
    return held
