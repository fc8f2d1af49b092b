"""`reindex`: a generation built beside the serving one, compared with it, published unless it loses too much.
`rollback`: back."""

import time
from dataclasses import dataclass, field

from archive.library import Library
from archive.model.page import Reader
from archive.operations import parallel_reading, publication
from archive.operations.errors import OperationError, PublicationRefused, disk_trouble
from archive.operations.interrupted_commands import (
    RECLEANING,
    RollbackTarget,
    finish_rollback,
    recover,
    undo_recleaning,
    write_down,
)
from archive.operations.journal import noting
from archive.operations.loss_guard import Comparison, compare_generations
from archive.operations.progress import Progress, quiet
from archive.operations.report import AddReport, ReindexReport, RollbackReport
from archive.search.generations import Generation, GenerationError, ReturnsTo, usable
from archive.search.meaning import SPOKEN, coverage, is_installed

MOST_SMALL = 8
"""A reindex makes one segment of more small ones than these: each is looked at by every query."""


def reindex(
    library: Library,
    reader: Reader,
    *,
    reclean: bool = False,
    force: bool = False,
    rebuild: bool = False,
    workers: int = 0,
    progress: Progress = quiet,
) -> ReindexReport:
    """Brings what serves up to the library; only what changed is indexed. With `reclean` kept pages that an older
    cleaner read are read again first. What would serve is compared with what serves: raises PublicationRefused where
    more than a tenth of the episodes would go, unless `force`; nothing has changed then, and the report is in the
    journal. With `rebuild` a full generation is built whatever has changed. So many `workers` beside this process read
    and index; with none this one does. Killed, it goes on where it was when called again."""
    began = time.monotonic()
    with noting(library.directory, "reindex") as note, disk_trouble(library.directory):
        work = _Reindex(library, reader, reclean, force, rebuild, workers, progress)
        try:
            work.run()
        finally:
            work.report.seconds = time.monotonic() - began
            note.report = work.report.as_json()
    return work.report


@dataclass(slots=True)
class _Reindex:
    """One reindex on its way."""

    library: Library
    reader: Reader
    reclean: bool
    force: bool
    rebuild: bool
    workers: int
    progress: Progress
    is_damaged: bool = False
    report: ReindexReport = field(default_factory=ReindexReport)

    def run(self) -> None:
        """Finishes what an earlier command left, cleans anew where that is asked, and publishes."""
        self.report.reconciled = recover(self.library, self.reader, keep_recleaned=self.reclean).done
        version = parallel_reading.newest_cleaner(self.library, self.reader)
        if self.reclean and version is not None:
            self._reclean(version)
        self.report.older_cleaner = parallel_reading.behind(self.library, version)
        self._publish()
        self.library.note(RECLEANING, None)

    def _reclean(self, version: int) -> None:
        if self.library.noted(RECLEANING) is None:
            self.library.note(RECLEANING, str(self.library.revision))
        found = parallel_reading.reextract(self.library, self.reader, version, self.workers, self.progress)
        self.report.recleaned, self.report.kept_as_were = found

    def _publish(self) -> None:
        generation = self._serving()
        lacking = publication.difference(self.library, generation)
        crowded = generation is not None and len(generation.segments) - generation.manifest.base > MOST_SMALL
        unread = generation is not None and wants_reading(self.library, generation)
        idle = generation is not None and not (lacking or crowded or unread or self.rebuild)
        if idle or (generation is None and not lacking.held):
            self._link()
            return
        self.report.full = generation is None or lacking.is_large or unread or self.rebuild
        try:
            published = self._publish_whole() if self.report.full else self._publish_changes(lacking)
        except PublicationRefused:
            self.report.outcome = "refused"
            self._as_before()
            raise
        self.report.generation = published.number
        self._link()
        self.report.outcome = "forced" if self.report.comparison.refusal else "published"

    def _serving(self) -> Generation | None:
        """What serves. None where it cannot be read: there is nothing to compare with then, and nothing to lead back
        to."""
        try:
            return usable(self.library.directory)
        except GenerationError as error:
            self.report.reconciled = (*self.report.reconciled, f"the index is built anew: {error}")
            self.is_damaged = True
            return None

    def _link(self) -> None:
        """Where only the glossary changed, names are linked again and nothing is built."""
        if publication.is_linked(self.library):
            return
        linked = publication.link_again(self.library, self.progress)
        if linked is not None:
            self.report.outcome, self.report.generation = "names linked again", linked.number

    def _publish_whole(self) -> Generation:
        to: ReturnsTo = "nothing" if self.is_damaged else "serving"
        return publication.publish_whole(
            self.library, returns_to=to, workers=self.workers, progress=self.progress, approve=self._approve
        )

    def _publish_changes(self, lacking: publication.Difference) -> Generation:
        return publication.publish_changes(self.library, lacking, restore_point=True, approve=self._approve, progress=self.progress)

    def _approve(self, candidate: Generation) -> None:
        """Compares what would serve with what serves."""
        before = None if self.is_damaged else usable(self.library.directory)
        if before is None:
            self.report.comparison = Comparison(added=tuple(candidate.digests()))
            return
        self.report.comparison = compare_generations(before, candidate)
        reason = self.report.comparison.refusal
        if reason and not self.force:
            raise PublicationRefused(reason, self.report)

    def _as_before(self) -> None:
        since = self.library.noted(RECLEANING)
        if since is not None:
            undo_recleaning(self.library, int(since))


def wants_reading(library: Library, generation: Generation) -> bool:
    """Whether episodes could be found by meaning, and the generation was built before the extra was here."""
    if not is_installed() or coverage(generation.path, generation.manifest.files, generation.digests()).episodes:
        return False
    spoken = [line.slug for language in SPOKEN for line in library.listed(language=language)]
    # An episode without any words gives nothing to read: for its sake alone nothing would be built anew each time.
    return any(generation.stored.volume(slug).words for slug in spoken)


# -- rollback


def roll_back(library: Library, reader: Reader) -> RollbackReport:
    """Returns to the state before the last reindex, at once: its generation and its cleaned episodes. Pages that came
    since are added again; corrections and removals stay. Raises OperationError where there is nothing to return to."""
    began = time.monotonic()
    with noting(library.directory, "rollback") as note, disk_trouble(library.directory):
        to = recover(library, reader).returned
        again = AddReport()
        if to is None:
            to = _way_back(library)
            write_down(library, to)
            again = finish_rollback(library, reader, to)
        number = again.generation or to.generation
        report = RollbackReport(number, to.revision, tuple(again.pages), tuple(again.failed), time.monotonic() - began)
        note.report = report.as_json()
    return report


def _way_back(library: Library) -> RollbackTarget:
    generation = usable(library.directory)
    before = generation.manifest.before if generation else None
    if generation is None or before is None:
        words = "there is nothing to roll back: no reindex was published yet, or the last one is rolled back already"
        raise OperationError(words, code="nothing-before")
    return RollbackTarget(before, Generation(generation.path.with_name(f"g{before:06d}")).revision)
