"""`archive add`, `reindex`, `rollback`, `quarantine`: saved pages in, what is held back of them, and the index brought
up to them."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.output import counted, plain, print_json, steps, warn
from archive.cli.program import CommandContext, Exit, as_json, pass_context

if TYPE_CHECKING:
    from archive.library import Library
    from archive.operations.report import AddReport, ReindexReport

    TimeType = click.ParamType[dt.datetime]
else:
    TimeType = click.ParamType  # which older versions of click do not subscript
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from archive.cli.output import Column, FullHelp, print_table

if TYPE_CHECKING:
    from archive.library import Library, QuarantinedPage
    from archive.model.page import Reader
    from archive.operations.report import AddReport


class Time(TimeType):
    """A point of time: `2026-02-09T20:30Z`, `2026-02-09 21:30` (in the archive's zone), `2026-02-09`."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """The time; fails with how one is written."""
        if isinstance(value, dt.datetime):
            return value
        try:
            return dt.datetime.fromisoformat(value.strip())
        except ValueError:
            self.fail(f"{value!r} is not a time; write it like 2026-02-09T20:30Z", param, ctx)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path, exists=True))
@click.option("--url", help="The page's address (for one file only).")
@click.option("--fetched-at", type=Time(), metavar="TIME", help="When the pages were saved; “yesterday” needs it.")
@click.option("--show", metavar="NAME", help="The show that the pages belong to.")
@click.option("--untimed", is_flag=True, help="Take them as transcripts, though they give no times.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen to each page.")
@click.option("--reread", is_flag=True, help="Also read pages that have not changed, as after a change of zone.")
@as_json
@pass_context
@click.pass_context
def add(
    ctx: click.Context,
    context: CommandContext,
    /,
    paths: tuple[Path, ...],
    dry_run: bool,
    reread: bool,
    as_json: bool,
    **stated: Any,
) -> None:
    """Take saved pages into the archive and publish them.

    Files and folders, any mix of forms (`archive formats` lists them), also gzipped. What a sidecar PAGE.meta.json
    states (url, fetched_at, guid, title, show) is preferred to the page."""
    from archive.operations.add import add as take
    from archive.operations.document_source import cores
    from ingest import unload

    pages = _pages(context, paths, **stated)
    with _library(context, dry_run) as library, steps("Trying out" if dry_run else "Adding") as done:
        reader = context.reader()
        report = take(library, pages, reader, dry_run=dry_run, reread=reread, workers=cores(), progress=done, after_reading=unload)
    _tell_added(report, as_json)
    if report.failed:
        ctx.exit(Exit.SOME_FAILED)


def _pages(
    context: CommandContext,
    paths: tuple[Path, ...],
    url: str | None,
    fetched_at: dt.datetime | None,
    show: str | None,
    untimed: bool,
) -> Iterator[Any]:
    """The pages of all paths, one after the other, with what the command states of them."""
    from archive.model.page import Stated
    from ingest import pages

    if url is not None and (len(paths) > 1 or not paths[0].is_file()):
        raise click.UsageError("--url is the address of one page: give exactly one file with it")
    if fetched_at is not None and fetched_at.tzinfo is None:
        from zoneinfo import ZoneInfo

        fetched_at = fetched_at.replace(tzinfo=ZoneInfo(context.settings().zone))
    stated = Stated(url=url, show=show, untimed=untimed)
    return chain.from_iterable(pages(path, stated, fetched_at and fetched_at.astimezone(dt.UTC)) for path in paths)


@contextmanager
def _library(context: CommandContext, dry_run: bool) -> Iterator["Library"]:
    """The library to add to; for a dry run where there is none yet, one that is thrown away."""
    from archive.library import Library
    from archive.library.schema import NAME

    if not dry_run or (context.directory / NAME).exists():
        with context.open_writable(create=not dry_run) as library:
            yield library
        return
    import tempfile

    with tempfile.TemporaryDirectory() as directory, Library.open(Path(directory), create=True) as library:
        yield library


def _tell_added(report: "AddReport", as_json: bool) -> None:
    if as_json:
        print_json(report.as_json())
        return
    for failed in (*report.failed, *report.skipped):
        warn(f"{failed.origin}: {failed.words}")
    for file, count in report.unlisted.items():
        warn(f"{file}: {counted(count, 'page')} more in it gave nothing or were not read")
    for taken in report.pages:
        if report.dry_run or (taken.note and taken.outcome != "unchanged"):
            told = "; ".join(filter(None, (taken.note, taken.read_as if report.dry_run else None)))
            click.echo(plain(f"{taken.outcome:>9}  {taken.slug}  {taken.origin}" + (f" ({told})" if told else "")))
    counts = [f"{len(report.of(outcome)):,} {outcome}" for outcome in ("added", "updated", "unchanged")]
    counts += [f"{len(report.skipped):,} skipped", f"{len(report.failed):,} failed"]
    if report.beside:
        counts[0] += f" (with {counted(len(report.beside), 'sidecar')})"
    serves = "; nothing was kept (dry run)" if report.dry_run else _serves(report.generation)
    click.echo(f"{', '.join(counts)} in {report.seconds:.1f} s{serves}")


def _serves(generation: int | None) -> str:
    return f"; generation {generation} serves" if generation is not None else ""


@click.command()
@click.option("--reclean", is_flag=True, help="First read again the kept pages that an older cleaner read.")
@click.option("--force", is_flag=True, help="Build everything anew and publish it even if more than the limit is lost.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that index.  [default: one per core]")
@as_json
@pass_context
def reindex(context: CommandContext, reclean: bool, force: bool, workers: int | None, as_json: bool) -> None:
    """Bring the index up to date with the library, and publish it where nothing is missing.

    Only what changed is indexed; the index before it goes on serving meanwhile. Killed, it goes on when it is run
    again."""
    from archive.operations.document_source import cores
    from archive.operations.errors import PublicationRefused
    from archive.operations.reindex import reindex as bring_up

    with context.open_writable() as library, steps("Reindexing") as done:
        try:
            asked = {"reclean": reclean, "force": force, "rebuild": force}
            report = bring_up(library, context.reader(), **asked, workers=workers or cores(), progress=done)
        except PublicationRefused as refused:
            if as_json and refused.report:
                print_json(refused.report.as_json())
            raise
    if as_json:
        print_json(report.as_json())
    else:
        _tell_reindexed(report)


def _tell_reindexed(report: "ReindexReport") -> None:
    for healed in report.reconciled:
        click.echo(plain(healed))
    for kept in report.kept_as_were:
        warn(f"{kept.origin}: keeps its earlier reading, {kept.reason}")
    if report.recleaned:
        click.echo(f"{counted(report.recleaned, 'page')} read again")
    found = report.comparison
    changes = f"{len(found.added):,} added, {len(found.changed):,} changed, {len(found.lost):,} lost"
    click.echo(f"{report.outcome}: {changes} in {report.seconds:.1f} s{_serves(report.generation)}")
    if report.older_cleaner:
        warn(f"{counted(report.older_cleaner, 'episode')} read by an older cleaner; `archive reindex --reclean` reads them again")


@click.command()
@as_json
def formats(as_json: bool) -> None:
    """List the forms of transcripts that are read, and what to save instead of those that are not."""
    from ingest.formats.registry import formats as table

    if as_json:
        print_json(
            [
                {"name": one.name, "told_by": one.told_by, "read": one.instead is None, "instead": one.instead}
                for one in table().values()
            ]
        )
        return
    for one in table().values():
        told = one.instead or ", ".join(sample.form for sample in one.samples)
        click.echo(plain(f"{'read' if one.instead is None else 'not read':>8}  {one.name}: {told}"))


numbers = click.argument("numbers", nargs=-1, type=int, metavar="[NUMBER…]")


@click.group(cls=FullHelp)
def quarantine() -> None:
    """Decide on pages held back because they differ from their show's earlier ones, which stay online."""


@quarantine.command("list")
@as_json
@pass_context
def list_(context: CommandContext, as_json: bool) -> None:
    """List what is held back, and why."""
    with context.open_read_only() as library:
        found = library.quarantine()
    if as_json:
        print_json([_object(one) for one in found])
        return
    columns = (
        Column("number", right=True),
        Column("page", "bold", whole=True),
        Column("reason", whole=True),
        Column("held since", "dim"),
    )
    print_table(columns, ((str(one.number), one.origin, str(one.reason), f"{one.at:%Y-%m-%d}") for one in found))
    click.echo(counted(len(found), "page"), err=True)


def _object(held: "QuarantinedPage") -> dict[str, object]:
    """A page that is held back, its reason in words and by code and facts."""
    told = {name: getattr(held, name) for name in ("number", "origin", "root", "sample", "show", "at")}
    return {**told, "reason": str(held.reason), "why": held.reason}


@quarantine.command()
@click.argument("number", type=int)
@click.option("--page", is_flag=True, help="The whole page as it was saved, instead of a sample.")
@pass_context
def show(context: CommandContext, number: int, page: bool) -> None:
    """Show why a page is held back, at which line, how to put it right, and what it looks like."""
    from archive.operations.quarantine import MENDS, held, line_at_fault

    with context.open_read_only() as library:
        found, saved = held(library, number)
    if page:
        sys.stdout.buffer.write(saved.body)
        return
    fault = line_at_fault(found, saved, context.reader())
    line = f"{fault.place}: {fault.text}" if fault.place else fault.text
    rows = (("page", found.origin), ("reason", str(found.reason)), ("line", line), ("to mend", MENDS[found.reason.mend]))
    for name, value in (*rows, ("show", found.show or ""), ("sample", found.sample)):
        if value:
            click.echo(f"{name:>8}  {plain(value)}")


@quarantine.command()
@numbers
@as_json
@pass_context
@click.pass_context
def retry(ctx: click.Context, context: CommandContext, /, numbers: tuple[int, ...], as_json: bool) -> None:
    """Read pages again (all where no NUMBER is given) and publish those that pass."""
    from archive.operations.quarantine import retry as again

    _work_off(ctx, context, numbers, as_json, again)


@quarantine.command()
@numbers
@as_json
@pass_context
@click.pass_context
def accept(ctx: click.Context, context: CommandContext, /, numbers: tuple[int, ...], as_json: bool) -> None:
    """Accept pages as they were read, once somebody has looked at them."""
    from archive.operations.quarantine import accept as take

    if not numbers:
        raise click.UsageError("say which: archive quarantine accept NUMBER…")
    _work_off(ctx, context, numbers, as_json, take)


@quarantine.command()
@click.argument("numbers", nargs=-1, type=int, required=True, metavar="NUMBER…")
@pass_context
def drop(context: CommandContext, numbers: tuple[int, ...]) -> None:
    """Throw away pages that are held back."""
    from archive.operations.quarantine import numbers_of, throw_away

    with context.open_writable() as library:
        thrown = throw_away(library, numbers_of(library, numbers))
    click.echo(f"{counted(thrown, 'page')} thrown away")


def _work_off(
    ctx: click.Context,
    context: CommandContext,
    numbers: tuple[int, ...],
    as_json: bool,
    work: "Callable[[Library, Reader, tuple[int, ...]], AddReport]",
) -> None:
    with context.open_writable() as library:
        report = work(library, context.reader(), numbers)
    _tell_added(report, as_json)
    if report.failed:
        ctx.exit(Exit.SOME_FAILED)


@click.command()
@as_json
@pass_context
def rollback(context: CommandContext, as_json: bool) -> None:
    """Return to the state before the last reindex, at once: its index and its cleaned episodes.

    Pages that came since are added again; removals and corrections stay.
    """
    from archive.operations.reindex import roll_back

    with context.open_writable() as library:
        report = roll_back(library, context.reader())
    if as_json:
        print_json(report.as_json())
        return
    for failed in report.failed:
        warn(f"{failed.origin}: {failed.reason}")
    again = counted(len(report.added_again), "page")
    click.echo(f"generation {report.generation} serves; {again} that came since added again ({report.seconds:.1f} s)")


COMMANDS = (add, reindex, rollback, quarantine, formats)
