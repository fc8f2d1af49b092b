"""`archive quarantine`: the pages that are held back, and what becomes of them."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from archive.cli.add import SOME_FAILED, _tell_added
from archive.cli.context import CommandContext, as_json, pass_context
from archive.cli.output import FullHelp, counted, plain, print_json
from archive.cli.tables import Column, print_table

if TYPE_CHECKING:
    from archive.library import Library, QuarantinedPage
    from archive.model.page import Reader
    from archive.operations.report import AddReport

numbers = click.argument("numbers", nargs=-1, type=int, metavar="[NUMBER…]")


@click.group(cls=FullHelp)
def quarantine() -> None:
    """Pages held back because they are unlike their show's earlier ones; the earlier good version goes on serving."""


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
    """Show why a page is held back, at which line, what would mend it, and what it looks like."""
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
    """Read pages again (all of them without a NUMBER); those that pass are published."""
    from archive.operations.quarantine import retry as again

    _work_off(ctx, context, numbers, as_json, again)


@quarantine.command()
@numbers
@as_json
@pass_context
@click.pass_context
def accept(ctx: click.Context, context: CommandContext, /, numbers: tuple[int, ...], as_json: bool) -> None:
    """Take pages as they are read: somebody has looked at them."""
    from archive.operations.quarantine import accept as take

    if not numbers:
        raise click.UsageError("say which: archive quarantine accept NUMBER…")
    _work_off(ctx, context, numbers, as_json, take)


@quarantine.command()
@click.argument("numbers", nargs=-1, type=int, required=True, metavar="NUMBER…")
@pass_context
def drop(context: CommandContext, numbers: tuple[int, ...]) -> None:
    """Throw pages away that are held back."""
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
        ctx.exit(SOME_FAILED)


COMMANDS = (quarantine,)
