"""Building a generation beside the serving one, and making it the serving one by one rename. An incremental
one is an earlier one's files by link, one small segment more, some documents masked."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from archive.analysis.mentions import NameLink
from archive.search.generations.building import Built, Joining, Progress, build, finished, kept_memory, write_here
from archive.search.generations.expansion_tables import phonetic_builder, table_files, write_additions, write_tables
from archive.search.generations.generation import LOCK, Generation, current, usable, verify_files, verify_whole
from archive.search.generations.layout import (
    FORMAT,
    INCREMENTAL,
    VERSION,
    Finished,
    GenerationError,
    Manifest,
    checksums,
    generation_dir,
    index_dir,
    new_identity,
    next_number,
    open_part,
    publisher_lock,
    tidy,
    write_current,
    write_manifest,
)
from archive.search.generations.recovery import collect_unused, prune, recover
from archive.search.index.document_table import Document, Source
from archive.search.index.factory import backend
from archive.search.index.types import SegmentInfo
from archive.search.meaning import centre, passage_files
from archive.storage.file_writing import link_or_copy, sync

MANY_SMALL = 8
"""From so many small segments on, a reindex makes one of them: each costs a request some 20 µs a word."""


class IncrementalBuild:
    """An incremental generation under construction in `path`; `made` are its own files with their checksums."""

    def __init__(self, path: Path, number: int, parent: Generation) -> None:
        self.path, self.number, self.parent = path, number, parent
        self.made: dict[str, tuple[int, int]] = {}
        self.expansions = parent.manifest.expansions
        self._index = backend().index_writer(path, parent.segments, parent.path)
        self._added: tuple[SegmentInfo, ...] = ()

    @property
    def segments(self) -> tuple[SegmentInfo, ...]:
        """What it consists of."""
        return self._index.segments

    def compact(self) -> None:
        """Makes one segment of all that earlier incremental generations added, where these are many; raises
        DamagedError where one of them cannot be trusted."""
        first = self.parent.manifest.base
        if len(self.segments) - first < MANY_SMALL:
            return
        merged = [self._taken(finished(self.path, segment)) for segment in self._index.merge(first)]
        self._drop_additions(merged)

    def take(self, added: Sequence[Finished], gone: Iterable[str]) -> None:
        """Takes the new segments, and masks what they replace and what is gone; a slug that is not held is no error."""
        self._added = tuple(self._taken(segment) for segment in added)
        try:
            self._index.add(self._added)
        except ValueError as error:
            raise GenerationError(str(error)) from error
        self._index.mask(gone)

    def relink(self, links: Mapping[str, Sequence[NameLink]]) -> None:
        """Takes other name links for some episodes."""
        self._index.relink(links)

    def write_beside(self) -> None:
        """The tables that are its own."""
        self._index.write_tables()
        (self.path / LOCK).touch()
        self.expansions = (*self.expansions, *self._add_tables(self._added))
        held = {name for name in {**self.parent.manifest.files, **self.made} if (self.path / name).exists()}
        self.made |= checksums(self.path, centre(self.path, held))
        self.made |= checksums(self.path, sorted(backend().own_files(self.path)))

    def _taken(self, segment: Finished) -> SegmentInfo:
        self.made |= segment.files
        return SegmentInfo(segment.name, segment.documents)

    def _add_tables(self, added: Sequence[SegmentInfo]) -> tuple[str, ...]:
        names = write_additions(self.path, added)
        self.made |= checksums(self.path, table_files(self.path, names))
        return names

    def _drop_additions(self, merged: Sequence[SegmentInfo]) -> None:
        """One expansion table for the words that the merged segments brought, in place of one for each."""
        first, *additions = self.expansions
        for name in additions:
            shutil.rmtree(self.path / name)
        self.expansions = (first, *self._add_tables(merged))


@contextmanager
def linked(root: Path, parent: Generation) -> Iterator[IncrementalBuild]:
    """An incremental generation with the parent's immutable files linked; removed again where it is not published."""
    number = next_number(root)
    path = generation_dir(root, number).with_suffix(INCREMENTAL)
    path.mkdir()
    try:
        own = backend().own_files(parent.path)
        for name in parent.manifest.files:
            if name not in own and "/" not in name:
                link_or_copy(parent.path / name, path / name)
        for name in parent.manifest.expansions:
            shutil.copytree(parent.path / name, path / name, copy_function=link_or_copy)
        yield IncrementalBuild(path, number, parent)
    finally:
        if path.exists():
            shutil.rmtree(path)


Approve = Callable[[Generation], None]
"""Is shown a generation that is built and verified, before it serves; raises to keep it from being published."""


ReturnsTo = Literal["serving", "earlier", "nothing"]


def _approved(_: Generation) -> None:
    """Nothing is asked."""


def publish_full(
    root: Path,
    source: Source,
    *,
    revision: int,
    workers: int = 1,
    progress: Progress = lambda _: None,
    returns_to: ReturnsTo = "serving",
    approve: Approve = _approved,
) -> Generation:
    """Builds a generation of these documents, verifies it whole and publishes it. Killed, it goes on where it was when
    called again with the same revision. `rollback` leads from it to the one that serves now, to where that one led
    (`earlier`), or nowhere (`nothing`: no other generation is kept). Raises GenerationError, and what `approve` raises;
    the serving generation is untouched until the very end."""
    with publisher_lock(root), kept_memory():
        recover(root)
        part = open_part(root, revision)
        built = _built(root, part, source, workers, progress, returns_to)
        before = _before(root, returns_to)
        with phonetic_builder(part, built.segments, workers) as phonetic:
            _write_beside(part, built)
            joining = Joining(part, built)
            expansions = write_tables(part, built.segments, phonetic, joining.join)
            centre(part, joining.built.files)
        joining.drop_parts()
        segments, files = joining.built.segments, _files(part, joining.built, expansions)
        manifest = _manifest(int(part.name[1:7]), revision, segments, files, expansions, len(segments), before)
        verify_whole(part, manifest, joining.built.verified)
        return _publish(root, part, manifest, approve)


def _built(root: Path, part: Path, source: Source, workers: int, progress: Progress, returns_to: ReturnsTo) -> Built:
    """The segments; what serves lends the vectors of its passages, and is let go again: it may have to be deleted.
    Where nothing is to lead back to it, it may be damaged, and lends nothing then."""
    try:
        serving = usable(root)
    except GenerationError:
        if returns_to != "nothing":
            raise
        serving = None
    if serving is None:
        return build(part, source, workers, progress)
    with closing(serving):
        return build(part, source, workers, progress, passage_files(serving.path, serving.manifest.files))


def _before(root: Path, returns_to: ReturnsTo) -> int | None:
    serving = usable(root) if returns_to != "nothing" else None
    if serving is None:
        return None
    return serving.manifest.before if returns_to == "earlier" else serving.number


def publish_incremental(
    root: Path,
    documents: Iterable[Document],
    gone: Iterable[str],
    *,
    revision: int,
    restore_point: bool = False,
    approve: Approve = _approved,
    of: Generation | None = None,
) -> Generation:
    """Publishes the serving generation (or that of `of`, an earlier one that is kept) with these documents added or
    replaced and the slugs in `gone` taken away; nothing else is rewritten. With `restore_point` it is what `rollback`
    returns from, and the small segments of earlier ones become one. Raises GenerationError where none serves, and what
    `approve` raises."""
    with publisher_lock(root):
        recover(root)
        parent = of or _serving(root)
        with linked(root, parent) as build:
            if restore_point:
                build.compact()
            build.take(write_here(build.path, documents), gone)
            return _publish_incremental(root, build, revision, restore_point, approve)


def relink(root: Path, links: Mapping[str, Sequence[NameLink]]) -> Generation:
    """Publishes the serving generation with other name links for some episodes (slug -> links); nothing else is
    rewritten."""
    with publisher_lock(root):
        recover(root)
        parent = _serving(root)
        with linked(root, parent) as build:
            build.relink(links)
            return _publish_incremental(root, build, parent.revision, False, _approved)


def _serving(root: Path) -> Generation:
    parent = current(root)
    if parent is None:
        raise GenerationError(f"no generation serves in {root}; `archive reindex` builds one", code="no-index")
    return parent


def _publish_incremental(root: Path, build: IncrementalBuild, revision: int, restore_point: bool, approve: Approve) -> Generation:
    build.write_beside()
    parent = build.parent.manifest
    files = {**{name: sums for name, sums in parent.files.items() if (build.path / name).exists()}, **build.made}
    before = parent.number if restore_point else parent.before
    manifest = _manifest(build.number, revision, build.segments, files, build.expansions, parent.base, before, parent.number)
    verify_files(build.path, manifest, list(build.made))
    return _publish(root, build.path, manifest, approve)


def _write_beside(directory: Path, built: Built) -> None:
    """The tables that stand beside the segments."""
    backend().index_writer(directory, built.segments).write_tables()
    (directory / LOCK).touch()


def _files(directory: Path, built: Built, expansions: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """Size and checksum of each file of a full generation."""
    beside = [path.name for path in directory.iterdir() if path.is_file() and path.suffix not in (".done", ".json")]
    beside = [name for name in beside if name not in built.files and name != LOCK] + table_files(directory, expansions)
    return built.files | checksums(directory, beside)


def _manifest(
    number: int, revision: int, segments: tuple[SegmentInfo, ...], files: dict[str, tuple[int, int]],
    expansions: tuple[str, ...], base: int, before: int | None, parent: int | None = None,
) -> Manifest:  # fmt: skip
    live = sum(segment.documents - len(segment.deleted) for segment in segments)
    return Manifest(FORMAT, VERSION, number, revision, live, segments, files, parent, before, expansions, base, new_identity())


def _publish(root: Path, directory: Path, manifest: Manifest, approve: Approve) -> Generation:
    """Manifest last, then the directory's name, then CURRENT; each on the disk before the next."""
    write_manifest(directory, manifest)
    candidate = Generation(directory)
    try:
        approve(candidate)
    finally:
        candidate.close()
    tidy(directory)
    sync(directory / "manifest.json")
    sync(directory)
    backend().publish(manifest.segments)
    final = generation_dir(root, manifest.number)
    directory.rename(final)
    sync(index_dir(root))
    write_current(root, manifest.number)
    generation = Generation(final)
    prune(root, manifest)
    collect_unused(root)
    return generation


def rollback(root: Path, gone: Iterable[str] = ()) -> Generation:
    """Makes the generation that served before the last reindex the serving one, without the slugs in `gone` (taken down
    since); raises GenerationError where it is not kept."""
    with publisher_lock(root):
        serving = _serving(root)
        before = serving.manifest.before
        if before is None or not (generation_dir(root, before) / "manifest.json").exists():
            raise GenerationError(
                "nothing to roll back to: no generation from before the last reindex is kept", code="nothing-before"
            )
        earlier = Generation(generation_dir(root, before))
        masked = [slug for slug in gone if slug in earlier.stored]
        if masked:
            with linked(root, earlier) as build:
                build.take((), masked)
                return _publish_incremental(root, build, earlier.revision, False, _approved)
        backend().publish(earlier.segments)
        write_current(root, before)
        return earlier
