"""`archive proposals`: what listeners say is not what is said."""

import click

from archive.cli.context import CommandContext, as_json, pass_context
from archive.cli.output import FullHelp, bold, counted, faint, plain, print_json


@click.group(cls=FullHelp, invoke_without_command=True)
@as_json
@pass_context
@click.pass_context
def proposals(click_context: click.Context, context: CommandContext, as_json: bool) -> None:
    """List what listeners propose for lines of transcripts; accept it as a correction, or refuse it."""
    if click_context.invoked_subcommand:
        return
    from archive.operations.journal import Journal
    from archive.operations.proposals import waiting
    from archive.text.timecode import clock

    with Journal.open(context.directory, context.settings().zone) as journal:
        found = waiting(journal)
    if as_json:
        print_json(found)
        return
    for one in found:
        click.echo(f"{one.number:>5}  {bold(one.text)}")
        click.echo(f"       {plain(one.heard)}  {faint(f'{clock(one.start_ms)} {one.slug}')}")
    click.echo(f"{counted(len(found), 'proposal')} waiting", err=True)


@proposals.command()
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="NUMBER…")
@pass_context
def accept(context: CommandContext, numbers: tuple[int, ...]) -> None:
    """Correct the lines as proposed."""
    from archive.operations.proposals import accept as accept_one

    with context.open_writable() as library:
        for number in numbers:
            accept_one(library, context.reader(), number, context.settings().zone)
    click.echo(f"{counted(len(numbers), 'line')} corrected")


@proposals.command()
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="NUMBER…")
@pass_context
def refuse(context: CommandContext, numbers: tuple[int, ...]) -> None:
    """Let proposals go."""
    from archive.operations.proposals import refuse as refuse_one

    for number in numbers:
        refuse_one(context.directory, number, context.settings().zone)
    click.echo(f"{counted(len(numbers), 'proposal')} refused")


COMMANDS = (proposals,)
