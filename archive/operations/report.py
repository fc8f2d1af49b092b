"""What a command of staff did, and what a generation would change for listeners: the same on the screen, in `--json`
and in the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from archive.model.reasons import Reason
from archive.operations.golden import Change
from archive.search.generations import Volume

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Loss:
    """An episode that loses cues or words, or is gone (`after` 0 and 0)."""

    slug: str
    before: Volume
    after: Volume


@dataclass(frozen=True, slots=True)
class Comparison:
    """Episodes by slug, losses with the greatest first; cues and words are those lost, gains elsewhere not set against
    them."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()
    episodes_before: int = 0
    cues_before: int = 0
    words_before: int = 0
    cues_lost: int = 0
    words_lost: int = 0
    golden: tuple[Change, ...] = ()

    @property
    def part_lost(self) -> float:
        """The greatest of the parts of episodes, cues and words that would be lost, 0 to 1."""
        parts = (
            (len(self.lost), self.episodes_before),
            (self.cues_lost, self.cues_before),
            (self.words_lost, self.words_before),
        )
        return max(lost / before if before else 0.0 for lost, before in parts)

    def with_golden(self, changed: tuple[Change, ...]) -> "Comparison":
        """The same, with the golden queries that are answered otherwise."""
        return replace(self, golden=changed)

    def refusal(self, limit: float) -> str | None:
        """Why it is not published when more than the limit (0 to 1) would be lost, and what to look at; None where it
        may."""
        if self.part_lost <= limit:
            return None
        return (
            f"{self.part_lost:.1%} would be lost (the limit is {limit:.1%}): {len(self.lost)} of {self.episodes_before} episodes, "
            f"{self.cues_lost} of {self.cues_before} cues, {self.words_lost} of {self.words_before} words. "
            f"Look at {_first(loss.slug for loss in self.losses)}; "
            "the index online stays. --force publishes anyway, --json names everything"
        )


def compare(
    before: Mapping[str, Volume], after: Mapping[str, Volume], digests: tuple[Mapping[str, str], Mapping[str, str]]
) -> Comparison:
    """Compares two generations by what can be found in them; `digests` are those of the serving and of the new one."""
    old, new = digests
    losses = [Loss(slug, volume, after.get(slug, Volume(0, 0))) for slug, volume in before.items()]
    losses = [loss for loss in losses if loss.after.cues < loss.before.cues or loss.after.words < loss.before.words]
    losses.sort(key=lambda loss: (loss.after.words - loss.before.words, loss.slug))
    return Comparison(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(slug for slug in new.keys() & old.keys() if new[slug] != old[slug])),
        lost=tuple(sorted(old.keys() - new.keys())),
        losses=tuple(losses),
        episodes_before=len(before),
        cues_before=sum(volume.cues for volume in before.values()),
        words_before=sum(volume.words for volume in before.values()),
        cues_lost=sum(max(0, loss.before.cues - loss.after.cues) for loss in losses),
        words_lost=sum(max(0, loss.before.words - loss.after.words) for loss in losses),
    )


def _first(slugs: Iterable[str]) -> str:
    found = list(slugs)
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return ", ".join(found[:SHOWN]) + more


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
