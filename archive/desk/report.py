"""What a command of staff did, in values that are the same on the screen, in `--json` and in the journal."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Failed:
    """A page that gave no episode, and why."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A page that was kept: the episode it is of, what became of it (`added`, `updated`, `unchanged`), and a remark."""

    origin: str
    slug: str
    outcome: str
    note: str | None = None


@dataclass(slots=True)
class AddReport:
    """`failed` names every page that did not get in, those in quarantine too; `skipped` pages are no fault (a sidecar, a row
    without segments, an episode taken down)."""

    pages: list[Taken] = field(default_factory=list)
    skipped: list[Failed] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    quarantined: list[Failed] = field(default_factory=list)
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
            "failed": self.failed,
            "quarantined": self.quarantined,
            "episodes": [taken for taken in self.pages if taken.outcome != "unchanged" or taken.note],
            "passed_over": self.skipped,
            "generation": self.generation,
            "dry_run": self.dry_run,
            "seconds": round(self.seconds, 2),
        }
