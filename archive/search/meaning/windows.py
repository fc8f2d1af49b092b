"""Windows of speech: what is said within half a minute, every ten seconds, on the edges of cues."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.model.episode import Episode
from archive.transcripts.timing import timed

WINDOW_MS, STEP_MS = 30_000, 10_000
"""Windows of 15 s and of 60 s found less."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of an episode: the texts of its speech, and of each window its first text and the one behind its last (int64[n]),
    its start and its end (int32[n], ms)."""

    texts: tuple[str, ...]
    first: NDArray[np.int64]
    end: NDArray[np.int64]
    start_ms: NDArray[np.int32]
    end_ms: NDArray[np.int32]


def windows_of(episode: Episode) -> Windows:
    """All windows in which anything is said, each once."""
    spoken = [(cue.start_ms, end, cue.text) for cue, end in timed(episode) if cue.kind == "speech" and cue.text.strip()]
    starts = np.maximum.accumulate(np.array([start for start, _, _ in spoken], np.int64))
    ends = np.maximum.accumulate(np.array([end for _, end, _ in spoken], np.int64))
    at = np.arange(starts[0], ends[-1], STEP_MS) if spoken else starts
    first, end = np.searchsorted(ends, at, "right"), np.searchsorted(starts, at + WINDOW_MS, "left")
    pairs = np.unique(np.stack([first, end], axis=1)[end > first], axis=0)
    first, end = pairs[:, 0], pairs[:, 1]
    texts = tuple(text for _, _, text in spoken)
    return Windows(texts, first, end, starts[first].astype(np.int32), ends[end - 1].astype(np.int32))
