"""`archive check`, `backup`, `restore`: that nothing is lost."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.context import CommandContext, as_json, pass_context
from archive.cli.output import counted, plain, print_json, progress, steps, warn

if TYPE_CHECKING:
    from archive.operations.integrity import CheckReport

UNSOUND = 1


@click.command()
@click.option("--repair", is_flag=True, help="Repair what can be: finish what a killed command left, rebuild a damaged index.")
@as_json
@pass_context
@click.pass_context
def check(ctx: click.Context, context: CommandContext, /, repair: bool, as_json: bool) -> None:
    """Check everything: library, saved pages, generations of the index, checksums, stray files."""
    from archive.operations.integrity import check as look

    with (
        context.open_writable() if repair else context.open_read_only() as library,
        progress("Checking", len(library.digests())) as done,
    ):
        report = look(library, context.reader(), repair=repair, progress=done)
    _tell(report, as_json)
    if not report.sound:
        ctx.exit(UNSOUND)


def _tell(report: "CheckReport", as_json: bool) -> None:
    if as_json:
        print_json(
            {"sound": report.sound, **{name: getattr(report, name) for name in ("episodes", "saves", "generations", "faults")}}
        )
        return
    for fault in report.faults:
        warn(f"{fault.where}: {fault.what}" + (" (mended)" if fault.mended else f"; {fault.todo}"))
    looked = f"{counted(report.episodes, 'episode')}, {counted(report.generations, 'generation')}"
    click.echo(f"{looked}: {'sound' if report.sound else 'not sound'}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@as_json
@pass_context
def backup(context: CommandContext, file: Path, as_json: bool) -> None:
    """Copy library, journal and settings into one new FILE while the site serves."""
    from archive.operations.backup import backup as copy

    done = copy(context.directory, file)
    if as_json:
        print_json({"file": str(done.path), "bytes": done.bytes, "parts": done.parts})
    else:
        click.echo(plain(f"{done.path}: {done.bytes:,} bytes ({', '.join(done.parts)})"))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace the library that is there, and keep a copy of it.")
@as_json
@pass_context
def restore(context: CommandContext, file: Path, force: bool, as_json: bool) -> None:
    """Restore a backup and rebuild its index."""
    from archive.operations.backup import restore as put_back
    from archive.operations.reindex import reindex

    parts = put_back(file, context.directory, force=force)
    with context.open_writable() as library, steps("Reindexing") as done:
        report = reindex(library, context.reader(), force=True, progress=done)
        episodes = len(library.digests())
    if as_json:
        print_json({"parts": parts, "episodes": episodes, "generation": report.generation})
        return
    serves = f"; generation {report.generation} serves" if report.generation else ""
    click.echo(plain(f"{', '.join(parts)} put back: {counted(episodes, 'episode')}{serves}"))


COMMANDS = (check, backup, restore)
