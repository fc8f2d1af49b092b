"""The page-shape alarm: a page that reads unlike the show's earlier ones is held back, since its site has probably changed.

Pure: what a page looks like, what its show's pages looked like, and the reason why the one is strange beside the others.
"""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from archive.model.episode import Episode
from archive.model.page import RawPage
from archive.model.reasons import Reason, reason
from archive.text.tokenizer import pieces

ENOUGH = 5
"""With fewer earlier pages there is no habit to break."""
HABIT = 0.9
"""What nine in ten of the earlier pages state is expected of the next."""
FALLEN = 0.2
"""Speech for the size of the page, against the median of earlier ones; it speaks only together with a missing fact."""
LOST = 0.5
"""An episode may lose half its words between two saves of its page before somebody must look."""
SAMPLE = 400


@dataclass(frozen=True, slots=True)
class PageProfile:
    """What of a page was legible. `density` is letters of speech for a byte of the page; facts are what it states."""

    words: int
    density: float
    facts: frozenset[str]


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
    return PageProfile(sum(len(piece.split()) for text in spoken for piece in pieces(text)), density, facts)


def anomaly(shape: PageProfile, earlier: Sequence[PageProfile]) -> Reason | None:
    """Why a page is strange beside its show's earlier ones; None where it is not, or they are too few."""
    if len(earlier) < ENOUGH:
        return None
    if not shape.words and _habit(earlier, lambda one: one.words > 0):
        return reason("no-transcript-unlike-show")
    missing = [name for name in _FACTS if name not in shape.facts and _habit(earlier, partial(_states, name))]
    usual = statistics.median(one.density for one in earlier)
    thin = bool(usual) and shape.density < usual * FALLEN
    if len(missing) >= 2 or (missing and thin):
        return reason("thin-unlike-show" if thin else "unlike-show", missing=",".join(missing))
    return None


def loss(shape: PageProfile, before: PageProfile) -> Reason | None:
    """Why a new save of an episode may not take the place of the one that serves; None where it may."""
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
