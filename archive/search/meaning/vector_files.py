"""The vectors of a generation's windows in files of arrays: some of each segment, written with it and linked by its
children. They are made while the segment is; what an earlier generation read is not read again.

A file SEGMENT.N.passages holds of some episodes slug and digest, where the windows of each begin (int32[e + 1]), their
times (int32[n], ms), their vectors (int8[n, 512], a component times SCALE) and the sum of these. What all windows of a
language have in common tells nothing of any: a file SEGMENT.N.centred beside it, a generation's own, holds their mean
(float32[512]), what each window's distance from it is to be divided by (float32[n]), and the direction of each episode
(float16[e, 512]).

An episode answers where its digest is that of the generation: a vector of what was taken down or put right is never
looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.model.episode import Episode
from archive.search.index.document_table import Document
from archive.search.meaning.encoder import DIMENSIONS, MODEL, encoder, is_installed
from archive.storage.array_file import Array, ArraysError, Float32, array_to_strings, map_arrays, strings_to_array, write_arrays
from archive.transcripts.forms import timed

VECTORS_EXT, CENTRED_EXT = ".passages", ".centred"
SPOKEN = frozenset({"fr"})
"""The languages that are read: in English no paraphrase more was found by meaning (0 of 23)."""
SCALE = 127 / 0.25
"""int8 of a component of a unit vector; beyond .25 it is cut, which was never seen."""
FEW_WINDOWS = 20_000
"""Some 55 hours: up to so many, a child of a generation takes their mean anew."""
WINDOW_MS, STEP_MS = 30_000, 10_000
"""How much speech a window holds, and how often one begins. Windows of 15 s and of 60 s found less."""
MADE_BY = f"{MODEL}, windows of {WINDOW_MS} ms every {STEP_MS} ms"


@dataclass(frozen=True, slots=True)
class ReadEpisode:
    """An episode's windows: start and end int32[n] in ms, vectors int8[n, 512]."""

    slug: str
    digest: str
    start_ms: NDArray[np.int32]
    end_ms: NDArray[np.int32]
    vectors: NDArray[np.int8]


def passage_files(directory: Path, names: Iterable[str]) -> tuple[Path, ...]:
    """Those of some files of a generation that hold vectors, in order of name."""
    return tuple(directory / name for name in sorted(names) if name.endswith(VECTORS_EXT))


def link_passages(directory: Path, parts: Iterable[str], name: str) -> tuple[Path, ...]:
    """Gives the vectors of some segments to another that holds all their documents, as hard links."""
    files = [file for part in parts for file in sorted(directory.glob(f"{part}.*{VECTORS_EXT}"))]
    linked = tuple(directory / f"{name}.{number}{VECTORS_EXT}" for number in range(len(files)))
    for file, link in zip(files, linked, strict=True):
        link.unlink(missing_ok=True)
        link.hardlink_to(file)
    return linked


def to_int8(vectors: Float32) -> NDArray[np.int8]:
    """Unit vectors as they are kept."""
    return np.asarray(np.clip(np.rint(vectors * SCALE), -127, 127), np.int8)


def write_vectors(path: Path, episodes: Sequence[ReadEpisode]) -> None:
    """Writes a file of vectors."""
    counts = [len(one.start_ms) for one in episodes]
    vectors = np.concatenate([one.vectors for one in episodes])
    write_arrays(
        path,
        {
            "made_by": strings_to_array(MADE_BY),
            "slugs": strings_to_array([one.slug for one in episodes]),
            "digests": strings_to_array([one.digest for one in episodes]),
            "begins": np.append(0, np.cumsum(counts)).astype(np.int32),
            "start_ms": np.concatenate([one.start_ms for one in episodes]),
            "end_ms": np.concatenate([one.end_ms for one in episodes]),
            "vectors": vectors,
            "sum": vectors.sum(axis=0, dtype=np.int64),
        },
    )


class VectorFile:
    """A file of vectors, mapped; raises ArraysError where it is damaged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        arrays = map_arrays(path)
        self.is_of_this_model = array_to_strings(arrays["made_by"]) == MADE_BY
        self.slugs: list[str] = array_to_strings(arrays["slugs"])
        self.digests: list[str] = array_to_strings(arrays["digests"])
        self.begins = arrays["begins"]
        self._arrays = arrays

    def verify(self) -> None:
        """Holds all that an episode is taken from against its checksums; raises ArraysError."""
        for name in ("start_ms", "end_ms", "vectors"):
            _ = self._arrays[name]

    @cached_property
    def start_ms(self) -> Array:
        """int32[windows]"""
        return self._arrays["start_ms"]

    @cached_property
    def end_ms(self) -> Array:
        """int32[windows]"""
        return self._arrays["end_ms"]

    @cached_property
    def vectors(self) -> Array:
        """int8[windows, 512]"""
        return self._arrays["vectors"]

    @property
    def sum(self) -> Array:
        """int64[512]: of all vectors"""
        return self._arrays["sum"]

    def episode(self, number: int) -> ReadEpisode:
        """One of its episodes."""
        here = slice(int(self.begins[number]), int(self.begins[number + 1]))
        return ReadEpisode(
            self.slugs[number], self.digests[number], self.start_ms[here], self.end_ms[here], np.asarray(self.vectors[here])
        )


class Centred:
    """What a generation computed over a file of vectors, mapped."""

    def __init__(self, path: Path) -> None:
        arrays = map_arrays(path.with_suffix(CENTRED_EXT))
        self.mean: Array = arrays["mean"]
        self.norm: Array = arrays["norm"]
        self.episodes: Array = arrays["episodes"]


def centre(directory: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Writes what is missing beside those of a generation's files of vectors that this model made: by the mean of its
    parent, or by its own where there is none yet, or few windows; the names of the files written."""
    files = [file for file in map(VectorFile, passage_files(directory, names)) if file.is_of_this_model]
    if not files:
        return ()
    lacking = [file for file in files if not file.path.with_suffix(CENTRED_EXT).exists()]
    if len(lacking) == len(files) or sum(len(file.start_ms) for file in files) <= FEW_WINDOWS:
        mean, lacking = _mean_of(files), files
    else:
        mean = Centred(next(file.path for file in files if file not in lacking)).mean
    return tuple(_write_centred(file, mean) for file in lacking)


def _mean_of(files: Sequence[VectorFile]) -> Float32:
    total = np.sum([file.sum for file in files], axis=0)
    return np.asarray(total / SCALE / sum(len(file.start_ms) for file in files), np.float32)


def _write_centred(file: VectorFile, mean: Float32) -> str:
    norm = np.empty(len(file.start_ms), np.float32)
    episodes = np.zeros((len(file.slugs), DIMENSIONS), np.float32)
    for number in range(len(file.slugs)):
        here = slice(int(file.begins[number]), int(file.begins[number + 1]))
        away = file.vectors[here].astype(np.float32) / SCALE - mean
        norm[here] = np.maximum(np.linalg.norm(away, axis=1), 1e-6)
        whole = (away / norm[here, None]).sum(axis=0)
        episodes[number] = whole / max(float(np.linalg.norm(whole)), 1e-6)
    path = file.path.with_suffix(CENTRED_EXT)
    path.unlink(missing_ok=True)  # the parent's, of which this one is a link
    write_arrays(path, {"mean": mean, "norm": norm, "episodes": episodes.astype(np.float16)})
    return path.name


MOST_WINDOWS = 131_072
"""of one file, some 360 hours: 64 MB are kept in memory"""
MOST_LETTERS = 300_000
"""of one episode, some five and a half hours of speech, 5 s of the processor, up to 18 where each letter is a token: what
is said after them is not found by meaning"""


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
    within = int(np.searchsorted(np.cumsum([len(text) for text in texts]), MOST_LETTERS, "right"))
    first, end = first[end <= within], end[end <= within]
    return Windows(texts, first, end, starts[first].astype(np.int32), ends[end - 1].astype(np.int32))
