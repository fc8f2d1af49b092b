"""`archive status`: the archive on one screen, and what ought to be done about it."""

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.output import Column, counted, plain, print_json, print_table
from archive.cli.program import CommandContext, as_json, pass_context
from archive.cli.sources_follow import in_words

if TYPE_CHECKING:
    from archive.library import Holdings, Library
    from archive.operations.glossary import UnheardName
    from archive.operations.pending_work import FollowedNow, Pending, Todo
    from archive.search.meaning import Coverage

LITTLE_ROOM = 0.05


@dataclass(frozen=True, slots=True)
class Serving:
    """The generation that serves: its age, how many episodes it lacks, has in an older form, or has too many, and how
    much of it can be found by meaning."""

    number: int
    revision: int
    episodes: int
    published_at: dt.datetime
    behind: int
    meaning: "Coverage"


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes of the library with all saves, of the index with its earlier generations, and free on the disk."""

    library: int
    index: int
    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Standing:
    """All that `archive status` says."""

    directory: str
    holdings: "Holdings"
    serving: Serving | None
    disk: Disk
    cleaner: int
    brings: tuple[str, ...]
    written_by: str | None
    warnings: tuple[str, ...]
    todos: "tuple[Todo, ...]"
    followed: "tuple[FollowedNow, ...]"


@click.command()
@as_json
@pass_context
def status(context: CommandContext, as_json: bool) -> None:
    """Show the state of the archive, and what to do next."""
    standing = _standing(context)
    if as_json:
        print_json(_object(standing))
        return
    rows = [
        *_verdict(standing.todos),
        *(("!", warning) for warning in standing.warnings),
        *_lines(standing, context.settings().zone),
    ]
    print_table((Column("", "dim", right=True), Column("", whole=True)), ((f"{name:>12}", value) for name, value in rows))


def _verdict(todos: "tuple[Todo, ...]") -> Iterator[tuple[str, str]]:
    """What to do first, and what besides when there is time."""
    pressing = [one for one in todos if one.is_pressing]
    yield ("do first", f"{pressing[0].sentence}: `{pressing[0].command}`") if pressing else ("verdict", "all is well")
    for one in [*pressing[1:], *(one for one in todos if not one.is_pressing)]:
        yield ("then" if one.is_pressing else "some time", f"{one.sentence}: `{one.command}`")


def _standing(context: CommandContext) -> Standing:
    from archive.library.lock import holder_of
    from archive.operations.pending_work import followed_now
    from ingest import BROUGHT, CLEANER_VERSION

    with context.open_read_only() as library:
        holdings = library.holdings()
        serving, trouble = _serving(context.directory, library)
        todos, followed = _todos(context, library), followed_now(library)
    disk = _disk(context.directory)
    warnings = (*trouble, *_warnings(disk))
    writer = holder_of(context.directory / "lock")
    oldest = min(holdings.cleaners, default=CLEANER_VERSION)
    brings = tuple(told for version, told in BROUGHT.items() if version > oldest)
    return Standing(str(context.directory), holdings, serving, disk, CLEANER_VERSION, brings, writer, warnings, todos, followed)


def _todos(context: CommandContext, library: "Library") -> "tuple[Todo, ...]":
    """What staff ought to do: the list of the desk."""
    from archive.operations.pending_work import pending, standing_of, todos, unheard_in
    from archive.search import NOT_ANSWERING
    from archive.search.generations import GenerationError, current
    from ingest import CLEANER_VERSION

    waiting: Pending | None = None
    unheard: tuple[UnheardName, ...] = ()
    with suppress(GenerationError), ExitStack() as held:
        if (generation := current(context.directory)) is not None:
            held.callback(generation.close)
        waiting = pending(library, generation)
    with suppress(*NOT_ANSWERING), closing(context.index()) as index:
        unheard = unheard_in(library, index)
    return todos(standing_of(library, waiting, unheard, context.settings().zone, CLEANER_VERSION))


def _serving(directory: Path, library: "Library") -> tuple[Serving | None, tuple[str, ...]]:
    from archive.search.generations import GenerationError, current
    from archive.search.meaning import coverage

    try:
        generation = current(directory)
    except GenerationError as error:
        return None, (str(error),)
    if generation is None:
        return None, ("nothing can be searched yet: `archive reindex` builds the index",)
    try:
        indexed, kept = generation.digests(), library.digests()
        published = dt.datetime.fromtimestamp((generation.path / "manifest.json").stat().st_mtime, dt.UTC)
        behind = len(dict(indexed.items() ^ kept.items()))
        meaning = coverage(generation.path, generation.manifest.files, indexed)
        return Serving(generation.number, generation.revision, len(indexed), published, behind, meaning), ()
    finally:
        generation.close()


def _disk(directory: Path) -> Disk:
    def size(files: "list[Path]") -> int:
        """Each file once, though generations share them by links."""
        return sum({found.st_ino: found.st_size for found in (file.stat() for file in files if file.is_file())}.values())

    usage = shutil.disk_usage(directory)
    return Disk(size(list(directory.glob("*.sqlite*"))), size(list((directory / "index").rglob("*"))), usage.free, usage.total)


def _warnings(disk: Disk) -> tuple[str, ...]:
    return (f"only {_bytes(disk.free)} left on the disk",) if disk.free < LITTLE_ROOM * disk.total else ()


def _lines(standing: Standing, zone: str) -> list[tuple[str, str]]:
    holdings, serving, disk = standing.holdings, standing.serving, standing.disk
    episodes = counted(holdings.episodes, "episode")
    index = (
        f"generation {serving.number}, {counted(serving.episodes, 'episode')}, published {_ago(serving.published_at, zone)}"
        if serving
        else "none"
    )
    return [
        ("archive", plain(standing.directory)),
        ("episodes", f"{episodes} ({holdings.undated} undated, {holdings.removed} taken down), {counted(holdings.saves, 'save')}"),
        ("last page", _ago(holdings.last_page, zone) if holdings.last_page else "none"),
        ("index", index),
        *([("by meaning", str(serving.meaning))] if serving else []),
        *(("follows", plain(f"{one.feed.feed}: {in_words(one, zone)}")) for one in standing.followed),
        ("quarantine", counted(holdings.quarantined, "page")),
        ("cleaner", f"version {standing.cleaner}"),
        *(("would bring", told) for told in standing.brings),
        ("disk", f"library {_bytes(disk.library)}, index {_bytes(disk.index)}, {_bytes(disk.free)} free"),
        ("written by", plain(standing.written_by) if standing.written_by else "nobody"),
    ]


def _object(standing: Standing) -> dict[str, object]:
    holdings = standing.holdings
    return {
        "directory": standing.directory,
        "episodes": holdings.episodes,
        "undated": holdings.undated,
        "removed": holdings.removed,
        "saves": holdings.saves,
        "quarantined": holdings.quarantined,
        "revision": holdings.revision,
        "last_page": holdings.last_page,
        "generation": standing.serving,
        "cleaner": {
            "current": standing.cleaner,
            "episodes": {str(version): count for version, count in holdings.cleaners.items()},
            "brings": standing.brings,
        },
        "disk": standing.disk,
        "written_by": standing.written_by,
        "warnings": standing.warnings,
        "followed": [one.as_json() for one in standing.followed],
        "todos": [
            {"kind": one.kind, "many": one.many, "pressing": one.is_pressing, "command": one.command} for one in standing.todos
        ],
    }


def _ago(time: dt.datetime, zone: str) -> str:
    """`2026-02-10 09:00 (3 h ago)`, in the archive's own time as at the desk; no age where the clock was set back."""
    from zoneinfo import ZoneInfo

    seconds = (dt.datetime.now(dt.UTC) - time).total_seconds()
    age = next((f" ({int(seconds // size)} {unit} ago)" for size, unit in _UNITS if seconds >= size), "")
    return f"{time.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}{age}"


_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def _bytes(number: float) -> str:
    for unit in ("B", "KB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


COMMANDS = (status,)
