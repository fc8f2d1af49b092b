"""What a command of staff did: the same on the screen, in `--json` and in the journal."""

from dataclasses import dataclass, field

from archive.model.reasons import Reason
from archive.operations.loss_guard import Comparison


@dataclass(frozen=True, slots=True)
class Failed:
    """A page that gave no episode, and why; whether it is held back for that."""

    origin: str
    reason: Reason
    held: bool = False

    @property
    def words(self) -> str:
        """Why, in English."""
        return f"held back: {self.reason}" if self.held else str(self.reason)

    def as_json(self) -> dict[str, object]:
        """Why in words, and by code and facts."""
        return {"origin": self.origin, "reason": self.words, "why": self.reason}


@dataclass(frozen=True, slots=True)
class Taken:
    """A page that was kept: the episode it is of, what became of it (`added`, `updated`, `unchanged`), a remark, and
    how its lines were read, where the reader had to decide it ("name [time]: text: 6 cues, 2.5 words a second")."""

    origin: str
    slug: str
    outcome: str
    note: str | None = None
    read_as: str | None = None


@dataclass(slots=True)
class AddReport:
    """`failed` names every page that did not get in, those in quarantine too; `skipped` pages are no fault (a row
    without segments, an episode taken down), what stands `beside` a page (a sidecar) is counted with it.
    `unlisted` says by file how many of its pages gave nothing beyond those that are named."""

    pages: list[Taken] = field(default_factory=list)
    skipped: list[Failed] = field(default_factory=list)
    beside: list[Failed] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    quarantined: list[Failed] = field(default_factory=list)
    unlisted: dict[str, int] = field(default_factory=dict)
    generation: int | None = None
    dry_run: bool = False
    seconds: float = 0.0

    def of(self, outcome: str) -> tuple[Taken, ...]:
        """The pages with that outcome, in the order in which they came."""
        return tuple(taken for taken in self.pages if taken.outcome == outcome)

    def as_json(self) -> dict[str, object]:
        """Counts and failures first, then each page that changed something by name."""
        return {
            **{outcome: len(self.of(outcome)) for outcome in ("added", "updated", "unchanged")},
            "skipped": len(self.skipped),
            "sidecars": len(self.beside),
            "failed": [one.as_json() for one in self.failed],
            "quarantined": [one.as_json() for one in self.quarantined],
            "episodes": [taken for taken in self.pages if taken.outcome != "unchanged" or taken.note],
            "passed_over": [one.as_json() for one in self.skipped],
            "unlisted": self.unlisted,
            "generation": self.generation,
            "dry_run": self.dry_run,
            "seconds": round(self.seconds, 2),
        }


@dataclass(slots=True)
class ReindexReport:
    """`outcome` is `nothing to do`, `published`, `names linked again` (the glossary alone changed) or `forced`
    (published although it loses more than the limit). `recleaned` counts the saved pages read again, `kept_as_were`
    names those of them that the newer cleaner refuses; `older_cleaner` counts the episodes that a newer cleaner than
    theirs could read again."""

    outcome: str = "nothing to do"
    generation: int | None = None
    full: bool = False
    recleaned: int = 0
    kept_as_were: list[Failed] = field(default_factory=list)
    older_cleaner: int = 0
    comparison: Comparison = field(default_factory=Comparison)
    reconciled: tuple[str, ...] = ()
    seconds: float = 0.0

    def as_json(self) -> dict[str, object]:
        """Everything, with the greatest of the parts lost."""
        names = ("outcome", "generation", "full", "recleaned", "kept_as_were", "older_cleaner", "comparison", "reconciled")
        told = {name: getattr(self, name) for name in names}
        told["kept_as_were"] = [one.as_json() for one in self.kept_as_were]
        return {**told, "part_lost": self.comparison.part_lost, "seconds": round(self.seconds, 2)}


@dataclass(frozen=True, slots=True)
class RollbackReport:
    """The generation and revision returned to, and the pages that had come since, added again."""

    generation: int
    revision: int
    added_again: tuple[Taken, ...]
    failed: tuple[Failed, ...]
    seconds: float = 0.0

    def as_json(self) -> dict[str, object]:
        """The same as a JSON object."""
        told = {"generation": self.generation, "revision": self.revision, "added_again": self.added_again}
        return {**told, "failed": [one.as_json() for one in self.failed], "seconds": self.seconds}
