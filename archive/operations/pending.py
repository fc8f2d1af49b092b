"""What is done and does not serve yet: episodes, decisions about names, a build that was cut short, a publication refused."""

from dataclasses import dataclass

from archive.library import Library
from archive.library.lock import holder_of
from archive.operations import publication
from archive.operations.journal import Run
from archive.search.generations import Generation

_PUBLISHES = ("reindex", "rollback")


@dataclass(frozen=True, slots=True)
class Pending:
    """`fresh` episodes are new or changed and `gone` ones taken away since the serving generation; `unlinked`: names were decided
    on and not linked again; `unfinished`: a full build was begun and not published; `writer`: who writes now, and since when."""

    fresh: int
    gone: int
    unlinked: bool
    unfinished: bool
    writer: str | None

    @property
    def wants_reindex(self) -> bool:
        """Whether `archive reindex` would change what serves."""
        return bool(self.fresh or self.gone or self.unlinked or self.unfinished)


def pending(library: Library, generation: Generation | None) -> Pending:
    """What a library holds that the serving generation does not show; compared by digests, nothing is decoded."""
    missing = publication.difference(library, generation)
    unfinished = any((library.directory / "index").glob("g*.part"))
    return Pending(
        len(missing.fresh), len(missing.gone), not publication.is_linked(library), unfinished, holder_of(library.directory / "lock")
    )


def refused(runs: tuple[Run, ...]) -> Run | None:
    """The last reindex, where its publication was refused and none was published since; `runs` are the newest first."""
    last = next((run for run in runs if run.command in _PUBLISHES), None)
    return last if last and last.outcome == "refused" else None
