"""Compare the generation to be published with the one that serves; refuse it when too many episodes would go."""

from dataclasses import dataclass

from archive.search.generations import Generation

LOSS_LIMIT = 0.1
"""A publication is refused when more than this part of the episodes would go."""
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a publication changes, as slugs. `lost` are the episodes that go or keep no word of their transcript."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    episodes_before: int = 0

    @property
    def part_lost(self) -> float:
        """Return the part of the episodes that would go, 0 to 1."""
        return len(self.lost) / self.episodes_before if self.episodes_before else 0.0

    @property
    def refusal(self) -> str | None:
        """Return the reason not to publish and what to look at, or None if it may be published."""
        if self.part_lost <= LOSS_LIMIT:
            return None
        more = f" and {len(self.lost) - SHOWN} more" if len(self.lost) > SHOWN else ""
        return (
            f"{len(self.lost)} of {self.episodes_before} episodes would be lost (at most {LOSS_LIMIT:.0%} may). "
            f"Look at {', '.join(self.lost[:SHOWN])}{more}; "
            "the index online stays. --force publishes anyway, --json names everything"
        )


def compare_generations(before: Generation, after: Generation) -> Comparison:
    """Return what publishing `after` in place of `before` would change."""
    old, new = before.digests(), after.digests()
    changed = sorted(slug for slug in new.keys() & old.keys() if new[slug] != old[slug])
    emptied = {slug for slug in changed if before.stored.volume(slug).words and not after.stored.volume(slug).words}
    lost = (old.keys() - new.keys()) | emptied
    return Comparison(tuple(sorted(new.keys() - old.keys())), tuple(changed), tuple(sorted(lost)), len(old))
