"""The guard against loss: what a generation would change for listeners, and whether so much of it would be lost that
it is not published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archive.search.generations import Generation, Volume

LOSS_LIMIT = 0.01
"""The part of episodes, cues or words, 0 to 1, whose loss refuses a publication, where the setting says no other."""
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

    @property
    def part_lost(self) -> float:
        """The greatest of the parts of episodes, cues and words that would be lost, 0 to 1."""
        parts = (
            (len(self.lost), self.episodes_before),
            (self.cues_lost, self.cues_before),
            (self.words_lost, self.words_before),
        )
        return max(lost / before if before else 0.0 for lost, before in parts)

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


def compare_generations(before: Generation, after: Generation) -> Comparison:
    """Return what publishing `after` in place of `before` would change."""
    digests = before.digests(), after.digests()
    volumes = {slug: before.stored.volume(slug) for slug in digests[0]}
    return compare(volumes, _volumes_after(volumes, before, after), digests)


def _volumes_after(volumes: Mapping[str, Volume], before: Generation, after: Generation) -> dict[str, Volume]:
    """What can be found of each episode; what lies in the very files it lay in is not opened again."""
    return {
        slug: volumes[slug] if before.stored.location(slug) == after.stored.location(slug) else after.stored.volume(slug)
        for slug in after.digests()
    }
