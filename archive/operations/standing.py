"""How an archive stands: what the desk and `archive status` make their verdict of, gathered in one place."""

from contextlib import suppress

from archive.library import Library
from archive.operations import pending, proposals, publication
from archive.operations.coverage_cache import measured
from archive.operations.journal import Journal, JournalError
from archive.operations.verdict import Standing


def standing_of(
    library: Library, *, serving: bool, waiting: int, zone: str = "Europe/Paris", fallen: int = 0, unheard: int = 0
) -> Standing:
    """What waits of each kind. What only an open index tells (golden queries that fell, names that nobody finds) is given."""
    refused, proposed = _noted(library, zone)
    holdings = library.holdings()
    return Standing(
        serving=serving,
        episodes=holdings.episodes,
        refused=refused,
        held=holdings.quarantined,
        fallen=fallen,
        waiting=waiting,
        proposals=proposed,
        unfit=len(library.unfit_lines()),
        names=len({entry.name for entry in library.glossary() if entry.state == "suggested"}),
        unlinked=not publication.is_linked(library),
        unheard=unheard,
        transcripts=transcripts_missing(library),
    )


def transcripts_missing(library: Library) -> int:
    """The programmes without a transcript, or with a part of one."""
    return sum(not one.whole for one in measured(library).values()) + sum(library.untranscribed_by_show().values())


def _noted(library: Library, zone: str) -> tuple[bool, int]:
    """Whether a publication stands refused, and how many proposals wait; nothing where the journal cannot be read."""
    with suppress(JournalError), Journal.open(library.directory, zone, read_only=True) as journal:
        return pending.refused(journal.runs(12)) is not None, len(proposals.waiting(journal))
    return False, 0
