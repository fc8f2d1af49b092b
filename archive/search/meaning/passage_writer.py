"""Episodes to vectors, while the segment that holds them is written; what an earlier generation read is not read
again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.model.episode import Episode
from archive.search.index.document_table import Document
from archive.search.meaning.encoder import encoder, is_installed
from archive.search.meaning.vector_files import (
    SPOKEN,
    STEP_MS,
    VECTORS_EXT,
    WINDOW_MS,
    ReadEpisode,
    VectorFile,
    to_int8,
    write_vectors,
)
from archive.storage.array_file import ArraysError
from archive.transcripts.timing import timed

MOST_WINDOWS = 131_072
"""of one file, some 360 hours: 64 MB are kept in memory"""
MOST_LETTERS = 500_000
"""of one episode, some nine hours of speech, 5 to 10 s of the processor (tokens of one letter): what is said after them
is not found by meaning"""


class PassageWriter:
    """Takes the documents of one segment; does nothing where the extra is absent."""

    def __init__(self, directory: Path, segment: str, earlier: Sequence[Path] = ()) -> None:
        """`earlier` are files of vectors from which what did not change is taken."""
        self._directory, self._segment = directory, segment
        self._held: list[ReadEpisode] = []
        self._windows = 0
        self.files: list[Path] = []
        self._reads = is_installed()
        self._earlier = _Earlier(earlier if self._reads else ())

    def add(self, document: Document) -> None:
        """One more episode, where it is in a language that is read and anything is said in it."""
        if not self._reads or document.known.language[:2] not in SPOKEN:
            return
        read = self._earlier.episode(document) or _read(document)
        if len(read.start_ms):
            self._held.append(read)
            self._windows += len(read.start_ms)
        if self._windows >= MOST_WINDOWS:
            self.finish()

    def finish(self) -> None:
        """Writes what is held."""
        if self._held:
            path = self._directory / f"{self._segment}.{len(self.files)}{VECTORS_EXT}"
            self.files.append(path)
            write_vectors(path, self._held)
        self._held, self._windows = [], 0

    def abandon(self) -> None:
        """Removes what was written."""
        for path in self.files:
            path.unlink(missing_ok=True)


def _read(document: Document) -> ReadEpisode:
    windows = windows_of(document.episode)
    vectors = encoder().windows(windows.texts, windows.first, windows.end)
    return ReadEpisode(document.slug, document.digest, windows.start_ms, windows.end_ms, to_int8(vectors))


def _whole(path: Path) -> VectorFile | None:
    """A file of vectors, all of it verified; None where it is damaged."""
    try:
        file = VectorFile(path)
        file.verify()
    except ArraysError:
        return None
    return file


class _Earlier:
    """What an earlier generation read with this model. A damaged file lends nothing: what it held is read again, which
    heals it."""

    def __init__(self, paths: Sequence[Path]) -> None:
        files = [file for file in map(_whole, paths) if file is not None and file.is_of_this_model]
        self._places = {
            (slug, digest): (file, number)
            for file in files
            for number, (slug, digest) in enumerate(zip(file.slugs, file.digests, strict=True))
        }

    def episode(self, document: Document) -> ReadEpisode | None:
        """The windows of an episode that has not changed; None for any other."""
        place = self._places.get((document.slug, document.digest))
        return place[0].episode(place[1]) if place else None


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of an episode: the texts of its speech, and of each window its first text and the one behind its last
    (int64[n]), its start and its end (int32[n], ms)."""

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
    within = int(np.searchsorted(np.cumsum([len(text) for text in texts]), MOST_LETTERS)) + 1
    first, end = first[end <= within], end[end <= within]
    return Windows(texts, first, end, starts[first].astype(np.int32), ends[end - 1].astype(np.int32))
