"""Taking episodes down, giving them back, correcting them: what staff decide about an episode is served at once."""

import time
from dataclasses import dataclass, replace

from archive.library import Library, UnknownEpisode
from archive.model.page import Reader
from archive.operations import publication
from archive.operations.errors import OperationError, disk_trouble
from archive.operations.forgetting import forget_purged
from archive.operations.journal import noting
from archive.operations.recovery import PURGE, finish_purge, recover
from archive.search.generations import dispose
from archive.text.timecode import seconds_of_clock

PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class DecisionReport:
    """The episodes decided about, the generation that serves now, and earlier ones that a running server still holds open: they
    are deleted by the next command after it has let go. `empty` ones were given back and have no contents, since these were
    purged. `lines` and `saves`: what a purge deleted."""

    slugs: tuple[str, ...]
    generation: int | None
    still_held: tuple[int, ...] = ()
    empty: tuple[str, ...] = ()
    lines: int = 0
    saves: int = 0


def take_down(library: Library, reader: Reader, slugs: tuple[str, ...], reason: str, *, purge: bool = False) -> DecisionReport:
    """Takes episodes down: nobody finds or opens them from now on, their pages are not added again, and a rollback does not bring
    them back. With `purge` their contents are deleted from the library and from every generation, so no rollback is possible
    after it. Raises UnknownEpisode before anything is changed where a slug is unknown."""
    with noting(library.directory, "remove") as note, disk_trouble(library.directory):
        recover(library, reader)
        _all_known(library, slugs)
        if purge:
            forget_purged(library, slugs)
            library.note(PURGE, "begun")
        saves = sum(len(library.saves(slug)) for slug in slugs) if purge else 0
        lines = sum(len(found.cues) for slug in slugs if (found := library.episode(slug))) if purge else 0
        for slug in slugs:
            library.remove(slug, reason, purge)
        done = replace(_purged(library, slugs), lines=lines, saves=saves) if purge else _served(library, slugs)
        note.report = {"slugs": slugs, "purged": purge, "generation": done.generation}
    return done


def give_back(library: Library, reader: Reader, slugs: tuple[str, ...]) -> DecisionReport:
    """Lifts removals; a purged episode serves again once its page is added again."""
    with noting(library.directory, "remove --restore") as note, disk_trouble(library.directory):
        recover(library, reader)
        _all_known(library, slugs)
        if not any(library.removal(slug) for slug in slugs):
            raise OperationError(f"not taken down, so there is nothing to restore: {', '.join(slugs)}", code="not-removed")
        for slug in slugs:
            library.restore(slug)
        empty = tuple(slug for slug in slugs if library.episode(slug) is None)
        done = replace(_served(library, slugs), empty=empty)
        note.report = {"slugs": slugs, "generation": done.generation}
    return done


def correct(
    library: Library, reader: Reader, slug: str, fields: dict[str, str], line: tuple[str, str] | None = None
) -> DecisionReport:
    """Lays an editor's corrections beside an episode, and other words over one line of it (by its clock, as `cue_at` reads it), and
    serves it so; an empty value takes a correction back."""
    with noting(library.directory, "edit") as note, disk_trouble(library.directory):
        recover(library, reader)
        with library.transaction():
            library.edit(slug, **fields)
            if line:
                library.edit_line(slug, cue_at(library, slug, line[0]), line[1])
        done = _served(library, (slug,))
        told = {"line": line[0]} if line else {}
        note.report = {"slug": slug, "fields": sorted(fields), **told, "generation": done.generation}
    return done


def cue_at(library: Library, slug: str, where: str) -> int:
    """The number of the cue that a clock names, as pages and exports write it: `12:29`, `1:02:03`, or `12:29-2` for the second of
    several that begin in that second. Raises OperationError where no cue begins there."""
    episode = library.episode(slug)
    if episode is None:
        raise UnknownEpisode(slug)
    time, _, nth = where.strip().removeprefix("t").partition("-")
    second = seconds_of_clock(time)
    begin = [number for number, cue in enumerate(episode.cues) if cue.start_ms // 1000 == second]
    place = int(nth) - 1 if nth.isdigit() else 0
    if second is None or not 0 <= place < len(begin):
        words = f"no line of {slug} begins at {where}; `archive show {slug}` shows when each does"
        raise OperationError(words, code="no-line-at", slug=slug, at=where)
    return begin[place]


def _all_known(library: Library, slugs: tuple[str, ...]) -> None:
    for slug in slugs:
        if library.episode(slug) is None and library.removal(slug) is None:
            raise UnknownEpisode(slug)


def _served(library: Library, slugs: tuple[str, ...]) -> DecisionReport:
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
