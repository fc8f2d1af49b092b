"""Documents to finished segments, in this process or in several."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.search.document import Document
from archive.search.generations.errors import GenerationError
from archive.search.generations.parts import Finished, digests_of, discard_segment, finish_segment, finished_segments
from archive.search.generations.workers import write_in_workers
from archive.search.whoosh import Entry, SegmentWriter

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """The segments of a build, and of which of their documents nothing was wanted any more."""

    entries: tuple[Entry, ...]
    files: dict[str, tuple[int, int]]


def build(directory: Path, documents: Iterable[Document], workers: int, progress: Progress) -> Built:
    """Segments of all documents; those of an earlier, killed build are kept where their digests agree."""
    _Resumed.discard_stale(directory)
    resumed = _Resumed(directory)
    fresh = resumed.without_known(documents, progress)
    made = write_in_workers(directory, fresh, workers) if workers > 1 else write_here(directory, fresh)
    made = sorted(made, key=lambda finished: finished.name)
    return resumed.with_made(made)


def write_here(directory: Path, documents: Iterable[Document]) -> list[Finished]:
    """One segment after another, each full but the last."""
    made: list[Finished] = []
    rest = iter(documents)
    while (first := next(rest, None)) is not None:
        made.append(_write_one(directory, first, rest))
    return made


def _write_one(directory: Path, first: Document, rest: Iterator[Document]) -> Finished:
    """A segment of the first document and of as many others as it takes."""
    writer = SegmentWriter(directory)
    try:
        writer.add(first)
        while not writer.is_full and (document := next(rest, None)) is not None:
            writer.add(document)
    except BaseException:
        writer.abandon()
        raise
    writer.finish()
    return finish_segment(directory, writer.name, len(writer))


class _Resumed:
    """What an earlier build of the same revision finished, and what of it is wanted again."""

    def __init__(self, directory: Path) -> None:
        self._segments = finished_segments(directory)
        self._digests = digests_of(directory, self._segments)
        self._segment_of = {slug: name for name, held in self._digests.items() for slug in held}
        self._seen: set[str] = set()
        self._again: set[str] = set()

    @staticmethod
    def discard_stale(directory: Path) -> None:
        """Forgets segments whose files are not as they were when they were finished."""
        for finished in finished_segments(directory):
            paths = [(directory / name, size) for name, (size, _) in finished.files.items()]
            if any(not path.exists() or path.stat().st_size != size for path, size in paths):
                discard_segment(directory, finished.name)

    def without_known(self, documents: Iterable[Document], progress: Progress) -> Iterator[Document]:
        """The documents that no finished segment holds as they are; raises GenerationError on a slug that comes twice."""
        for number, document in enumerate(documents, start=1):
            if document.slug in self._seen:
                raise GenerationError(f"the slug {document.slug!r} comes twice; each episode has one of its own")
            self._seen.add(document.slug)
            name = self._segment_of.get(document.slug)
            if name is None or self._digests[name][document.slug] != document.digest:
                self._again.add(document.slug)
                yield document
            progress(number)

    def with_made(self, made: list[Finished]) -> Built:
        """All segments, with what of the earlier ones is not wanted or was made again."""
        entries = [Entry(segment.name, segment.documents, self._deleted(segment.name)) for segment in self._segments]
        entries += [Entry(segment.name, segment.documents) for segment in made]
        whole = [entry for entry in entries if len(entry.deleted) < entry.documents]
        named = {entry.name for entry in whole}
        files = {
            name: sums for segment in (*self._segments, *made) if segment.name in named for name, sums in segment.files.items()
        }
        return Built(tuple(whole), files)

    def _deleted(self, name: str) -> tuple[int, ...]:
        slugs = enumerate(self._digests[name])
        return tuple(doc for doc, slug in slugs if slug not in self._seen or slug in self._again)
