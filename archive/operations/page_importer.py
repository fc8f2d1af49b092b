"""Takes pages into the library, one after the other: a page that fails is named and never stops the rest.

A page that reads unlike its show's earlier ones is held back, since its site has probably changed.
"""

import logging
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from archive.library import Library
from archive.model.episode import SOURCE_CHANGED, Episode, is_untimed
from archive.model.page import RawPage, Reader, Refusal
from archive.model.reasons import Reason, reason
from archive.operations.errors import is_disk_error
from archive.operations.page_reading import Failure, Read
from archive.operations.parallel_reading import read_ahead
from archive.operations.report import AddReport, Failed, Taken
from archive.text.tokenizer import pieces

log = logging.getLogger(__name__)

ENOUGH = 5
"""With fewer earlier pages there is no habit to break."""
HABIT = 0.9
"""What nine in ten of the earlier pages state is expected of the next."""
FALLEN = 0.2
"""Speech for the size of the page, against the median of earlier ones; it speaks only together with a missing fact."""
LOST = 0.5
"""An episode may lose half its words between two saves of its page before somebody must look."""
SAMPLE = 400
MOST_HISTORY = 20
MOST_NAMED, MOST_VAIN = 1_000, 20_000
"""Pages of one file that are named as having given nothing, more are counted; and from so many on, where nothing came
of any, the rest of the file is not read."""


@dataclass(frozen=True, slots=True)
class PageProfile:
    """What of a page was legible. `density` is letters of speech for a byte of the page; facts are what it states;
    `timed`: it tells when things are said, or somebody stated that it does not."""

    words: int
    density: float
    facts: frozenset[str]
    timed: bool = True


_FACTS: dict[str, Callable[[Episode], object]] = {
    "date": lambda episode: episode.published,
    "description": lambda episode: episode.description.strip(),
    "address": lambda episode: episode.source_url or episode.video_id,
    "show": lambda episode: episode.show,
    "category": lambda episode: episode.category,
    "people": lambda episode: episode.people,
}


def profile_of(episode: Episode, page: RawPage | None = None) -> PageProfile:
    """The shape in which a page was read."""
    spoken = [cue.text for cue in episode.cues if cue.kind == "speech"]
    letters = sum(map(len, spoken))
    density = letters / max(1, len(page.body)) if page else 0.0
    facts = frozenset(name for name, fact in _FACTS.items() if fact(episode))
    timed = not is_untimed(episode) or (page is not None and page.stated.untimed)
    return PageProfile(sum(len(piece.split()) for text in spoken for piece in pieces(text)), density, facts, timed)


def anomaly(shape: PageProfile, earlier: Sequence[PageProfile]) -> Reason | None:
    """Why a page is strange beside its show's earlier ones; None where it is not, or they are too few."""
    if len(earlier) < ENOUGH:
        return None
    if not shape.words and _habit(earlier, lambda one: one.words > 0):
        return reason("no-transcript-unlike-show")
    if not shape.timed and _habit(earlier, lambda one: one.timed):
        return reason("no-times-unlike-show")
    missing = [name for name in _FACTS if name not in shape.facts and _habit(earlier, partial(_states, name))]
    usual = statistics.median(one.density for one in earlier)
    thin = bool(usual) and shape.density < usual * FALLEN
    if len(missing) >= 2 or (missing and thin):
        return reason("thin-unlike-show" if thin else "unlike-show", missing=",".join(missing))
    return None


def loss(shape: PageProfile, before: PageProfile) -> Reason | None:
    """Why a new save of an episode may not take the place of the one that serves; None where it may."""
    if before.timed and not shape.timed:
        return reason("no-times")
    if shape.words < before.words * LOST:
        return reason("fewer-words", now=shape.words, before=before.words)
    gone = [name for name in _FACTS if name in before.facts and name not in shape.facts]
    return reason("fewer-facts", missing=",".join(gone)) if len(gone) >= 2 else None


def sample_of(page: RawPage) -> str:
    """The beginning of the page as text, for staff to see what it looks like."""
    text = page.body[: 4 * SAMPLE].decode("utf-8", "replace")
    return " ".join(text.split())[:SAMPLE]


def _habit(earlier: Sequence[PageProfile], holds: Callable[[PageProfile], bool]) -> bool:
    return sum(map(holds, earlier)) >= HABIT * len(earlier)


def _states(name: str, shape: PageProfile) -> bool:
    return name in shape.facts


@dataclass(slots=True)
class EarlierPages:
    """What the pages of a show usually look like: its last ones in the library before this run, read once."""

    library: Library
    _known: dict[tuple[str | None, str, str], list[PageProfile]] = field(default_factory=lambda: defaultdict(list))

    def of(self, page: RawPage, episode: Episode) -> list[PageProfile]:
        """The earlier shapes of the page's show; where it states none, or a new one, those of its folder."""
        shapes = self._of_show(page, episode.show) if episode.show is not None else []
        return shapes if len(shapes) >= ENOUGH else self._of_show(page, None)

    def of_folder(self, page: RawPage) -> list[PageProfile]:
        """The earlier shapes of the page's folder."""
        return self._of_show(page, None)

    def _of_show(self, page: RawPage, show: str | None) -> list[PageProfile]:
        key = (show, page.content_type, "" if show is not None else page.root)
        if key not in self._known:
            self._known[key] = [profile_of(episode, saved) for saved, episode in self.library.like(page, show, MOST_HISTORY)]
        return self._known[key]


@dataclass(slots=True)
class PageImporter:
    """Takes pages with one reader. With `trusted` no page is held back for its shape: staff have looked at it. A save
    that serves as this reader's cleaner read it is not read again, unless `reread`. They are read by so many `workers`
    beside this process, by none in it."""

    library: Library
    reader: Reader
    report: AddReport
    trusted: bool = False
    reread: bool = False
    workers: int = 0
    _cleaner: int | None = None
    _habits: EarlierPages = field(init=False)
    _vain: Counter[str] = field(default_factory=Counter)
    _fruitful: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._habits = EarlierPages(self.library)

    def import_all(self, pages: Iterable[RawPage | Refusal], progress: Callable[[str], None]) -> None:
        """Takes every page; `progress` is told each origin when it is done."""
        for page, read in read_ahead(self._worth(pages), self.reader, lambda page: self._unchanged(page) is None, self.workers):
            if self._may_give(page):
                self.take(page, read)
                self._note(page)
            else:
                self._count(page)
            progress(page.origin)

    def _worth(self, pages: Iterable[RawPage | Refusal]) -> Iterator[RawPage | Refusal]:
        """The pages, without the rest of files of which nothing came."""
        return (page for page in pages if self._may_give(page) or self._count(page))

    def _may_give(self, page: RawPage | Refusal) -> bool:
        """Whether a page is worth reading: any of a file of which something came, else those at its beginning."""
        return self._vain[_file_of(page)] < MOST_VAIN or _file_of(page) in self._fruitful

    def _count(self, page: RawPage | Refusal) -> bool:
        """Counts a page that is not named; False."""
        self.report.unlisted[_file_of(page)] = self.report.unlisted.get(_file_of(page), 0) + 1
        return False

    def _note(self, page: RawPage | Refusal) -> None:
        """Notes whether something came of a page; of a file with too many that gave nothing no more of those are
        named."""
        if self.report.pages and self.report.pages[-1].origin == page.origin:
            self._fruitful.add(_file_of(page))
            return
        self._vain[_file_of(page)] += 1
        if self._vain[_file_of(page)] > MOST_NAMED:
            self._count(page)
            for named in (self.report.failed, self.report.skipped, self.report.beside):
                if named and named[-1].origin == page.origin:
                    named.pop()

    def take(self, page: RawPage | Refusal, read: Read | None = None) -> None:
        """Takes one page, and what was read of it already. Raises only where the library itself fails (a full disk, a
        read that fails): that is no fault of the page."""
        if isinstance(page, Refusal):
            self._refuse(page)
            return
        try:
            self._read_and_keep(page, read)
        except Exception as error:
            if is_disk_error(error):
                raise
            log.exception("%s failed", page.origin)
            self.report.failed.append(Failed(page.origin, Reason.of_error(error)))

    def _read_and_keep(self, page: RawPage, read: Read | None) -> None:
        if (slug := self._unchanged(page)) is not None:
            self.library.release_place(page)
            self.report.pages.append(Taken(page.origin, slug, "unchanged"))
            return
        read = read or self.reader(page)
        if isinstance(read, Failure):
            self.report.failed.append(Failed(page.origin, read.reason))
            return
        if isinstance(read, Refusal):
            self._refuse(read, page)
            return
        self._cleaner = read.cleaner_version
        page, read = self.library.without_erased(page, read)
        why = None if self.trusted else self._strange(page, read)
        if why:
            self._hold_back(page, why, read.show)
        else:
            self._keep(page, read)

    def _unchanged(self, page: RawPage) -> str | None:
        """The slug of a save that need not be read; the first page that is read tells the version of the cleaner."""
        served = self.library.served_as(page) if not self.reread and self._cleaner is not None else None
        return served[0] if served and served[1] == self._cleaner else None

    def _keep(self, page: RawPage, episode: Episode) -> None:
        kept = self.library.upsert(page, episode)
        if kept.outcome == "refused":
            self.report.skipped.append(Failed(page.origin, _removed(self.library, kept.slug)))
            return
        self.library.release_place(page)
        self.report.pages.append(Taken(page.origin, kept.slug, kept.outcome, kept.note, _read_as(episode)))

    def _refuse(self, refusal: Refusal, page: RawPage | None = None) -> None:
        if refusal.beside:
            self.report.beside.append(Failed(refusal.origin, refusal.reason))
        elif refusal.skipped:
            self.report.skipped.append(Failed(refusal.origin, refusal.reason))
        elif page is not None and (why := self._lost(refusal, page)):
            self._hold_back(page, why, page.stated.show)
        else:
            self.report.failed.append(Failed(refusal.origin, refusal.reason))

    def _lost(self, refusal: Refusal, page: RawPage) -> Reason | None:
        """Why a page that gives no episode ought to have given one: the reader says so, or an earlier save of it did,
        or its folder's pages do."""
        if refusal.shape_lost:
            return refusal.reason
        known = self.library.place_of(page)
        if known is not None:
            return replace(refusal.reason, behind=(reason("saved-before", slug=known[0]),))
        habit = self._habits.of_folder(page)
        return replace(refusal.reason, behind=(reason("folder-had"),)) if len(habit) >= ENOUGH else None

    def _hold_back(self, page: RawPage, why: Reason, show: str | None) -> None:
        if self._vain[_file_of(page)] >= MOST_NAMED:
            self.report.failed.append(Failed(page.origin, why))
            return
        self.library.quarantine_page(page, why, sample_of(page), show)
        self.report.quarantined.append(Failed(page.origin, why))
        self.report.failed.append(Failed(page.origin, why, held=True))

    def _strange(self, page: RawPage, episode: Episode) -> Reason | None:
        """Why the page must be looked at first: it lost much against its episode that serves, or is unlike its show's
        pages. A save that is kept already was looked at before."""
        if self.library.knows(page):
            return None
        if changed := next((one for one in episode.removed if one.rule == SOURCE_CHANGED), None):
            return reason("source-changed", told=changed.sample)
        slug = self.library.slug_of(page, episode)
        if slug and self.library.removal(slug):
            return None  # refused, and not kept for that
        before = self.library.episode(slug) if slug else None
        if before is None:
            return anomaly(profile_of(episode, page), self._habits.of(page, episode))
        return loss(profile_of(episode, page), profile_of(before))


def _file_of(page: RawPage | Refusal) -> str:
    """The file that a page is one of."""
    return page.origin.partition("#")[0]


def _read_as(episode: Episode) -> str | None:
    return next((note.sample for note in episode.removed if note.rule == "read as"), None)


def _removed(library: Library, slug: str) -> Reason:
    removal = library.removal(slug)
    return reason("removed", slug=slug, why=removal.reason if removal else "")
