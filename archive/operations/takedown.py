"""Taking episodes down, giving them back, correcting them: what staff decide about an episode is served at once.
What quotes words that must go (journal, glossary, pages that are held back) goes too."""

import html
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from archive.library import Library, Touched, UnknownEpisode
from archive.library.erased_words import words_of
from archive.model.episode import Episode
from archive.model.page import RawPage, Reader
from archive.operations import publication
from archive.operations.errors import OperationError, disk_trouble
from archive.operations.interrupted_commands import PURGE, finish_purge, recover
from archive.operations.journal import Journal, noting
from archive.search.api import NOT_ANSWERING, open_index
from archive.search.generations import dispose
from archive.text.tokenizer import words

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


def forget_purged(library: Library, slugs: Sequence[str]) -> None:
    """Before episodes are purged: takes out of journal, glossary and quarantine what only they say."""
    episodes = [episode for slug in slugs if (episode := library.cleaned(slug)) is not None]
    said = {word for episode in episodes for word in words_of(episode)}
    gone = said_by_none_but(library, said, slugs)
    forget(library, gone, slugs)
    release_quoting(library, lambda text: not gone.isdisjoint(words(text)))


def forget(library: Library, gone: Collection[str], slugs: Sequence[str]) -> None:
    """Takes out of journal and glossary what holds one of these words, or asks for one of these
    episodes."""
    if not gone and not slugs:
        return
    with Journal.open(library.directory) as journal, journal.rewriting() as tables:
        _forget_in_journal(tables, gone)
    with library.transaction():
        library.forget_words(slugs, gone)
        for entry in library.glossary():
            if not set(words(f"{entry.name} {entry.heard}")).isdisjoint(gone):
                library.drop_entry(entry)


def release_quoting(library: Library, quotes: Callable[[str], bool]) -> int:
    """Throws away what is held back and quotes what must go, and says how many pages: it can be added again."""
    held = [(one.number, library.held_page(one.number), one.sample) for one in library.quarantine()]
    quoting = [number for number, page, sample in held if quotes(sample) or (page and any(map(quotes, _texts(page))))]
    return sum(library.release(number) for number in quoting)


def _texts(page: RawPage) -> Iterable[str]:
    """The page as text in the likely encodings; marks of HTML are words too, and no harm."""
    for encoding in ("utf-8", "utf-16", "latin-1"):
        yield html.unescape(page.body.decode(encoding, "replace"))


def said_by_none_but(library: Library, said: Iterable[str], slugs: Sequence[str]) -> set[str]:
    """The words that no other episode says."""
    wanted = set(said)
    others = saying(library, wanted, slugs)
    return {word for word in wanted if not others[word]}


def saying(library: Library, phrases: Iterable[str], but: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Phrase to the other episodes that say it; by the index, or where there is none by reading all."""
    wanted = list(phrases)
    try:
        with closing(open_index(library.directory)) as index:
            found = {one: set(index.counted(f'"{one}"')) - set(but) for one in wanted}
    except NOT_ANSWERING:
        others = [(stored.slug, stored.episode) for stored in library.stored() if stored.slug not in but]
        found = {one: {slug for slug, episode in others if says(episode, one)} for one in wanted}
    return {one: tuple(sorted(slugs)) for one, slugs in found.items()}


def says(episode: Episode, phrase: str) -> bool:
    """Whether an episode holds folded words anywhere, one after the other."""
    return f" {phrase} " in f" {' '.join(words_of(episode))} "


_TEXTS = {"query": ("words",), "near": ("word", "form"), "proposal": ("heard", "text")}
"""The tables of the journal that hold words, and their columns."""
_ERASED = "…"


def _forget_in_journal(tables: sqlite3.Connection, gone: Collection[str]) -> None:
    """Forgets every question, near form and proposal that holds one of the words, and blanks such texts in the reports
    of runs."""
    for table, columns in _TEXTS.items():
        found = tables.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
        quoting = [row for row in found if _holds_any(" ".join(row), gone)]
        tables.executemany(f"DELETE FROM {table} WHERE {' AND '.join(f'{column} = ?' for column in columns)}", quoting)
    for number, report in tables.execute("SELECT id, report FROM run").fetchall():
        told = msgspec.json.decode(report)
        if (left := _blanked(told, gone)) != told:
            tables.execute("UPDATE run SET report = ? WHERE id = ?", (msgspec.json.encode(left), number))


def _holds_any(text: str, gone: Collection[str]) -> bool:
    return not set(words(text)).isdisjoint(gone)


def _blanked(report: Any, gone: Collection[str]) -> Any:
    """A report without the texts that hold one of the words; an episode's address stays, which says that it is gone."""
    if isinstance(report, dict):
        return {name: one if name in {"slug", "slugs"} else _blanked(one, gone) for name, one in report.items()}
    if isinstance(report, list):
        return [_blanked(one, gone) for one in report]
    return _ERASED if isinstance(report, str) and _holds_any(report, gone) else report
