"""`archive staff`, `decisions`, `undo`: who may decide, what was decided, and taking it back."""

import sys
from typing import TYPE_CHECKING

import click

from archive.cli.output import Column, FullHelp, counted, plain, print_json, print_table, warn
from archive.cli.program import CommandContext, as_json, pass_context

if TYPE_CHECKING:
    from archive.library import Decision


@click.group(cls=FullHelp)
def staff() -> None:
    """Say who may use the desk, /staff: it is closed until a password's hash and a secret key are set."""


@staff.command()
def password() -> None:
    """Ask for a password (or read it from stdin) and print the settings that open the desk."""
    setting = _hashed()
    click.echo(f'staff_password_hash = "{setting}"')
    import secrets

    click.echo(f'secret_key = "{secrets.token_urlsafe(32)}"')
    warn("put these two lines into settings.toml, readable only by the site's user, and restart the site")


def _hashed() -> str:
    """The hash of a password that is asked for, or stands on stdin."""
    from archive.operations.sign_in import hashed

    if sys.stdin.isatty():
        given = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        given = sys.stdin.readline().rstrip("\n")
    try:
        return hashed(given)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@staff.command()
@click.argument("name")
@pass_context
def add(context: CommandContext, name: str) -> None:
    """Give NAME a password for the desk, or change it; it is asked for, or read from stdin.

    From the first name on, the password of the settings opens the desk no longer, and its sessions end.
    """
    with context.open_writable() as library:
        library.put_member(name, _hashed())
        library.record("staff add", member=name)
    click.echo(f"{name} may use the desk")
    if lacks := context.settings().desk_lacks():
        warn(f"the desk stays closed until the settings open it: {lacks}")


@staff.command("remove")
@click.argument("name")
@pass_context
def remove_(context: CommandContext, name: str) -> None:
    """Close the desk to NAME; their decisions stay in the record."""
    with context.open_writable() as library:
        if not library.drop_member(name):
            raise click.UsageError(f"nobody on the staff is called {name}; `archive staff list` names them")
        library.record("staff remove", member=name)


@staff.command("list")
@as_json
@pass_context
def list_(context: CommandContext, as_json: bool) -> None:
    """List who may use the desk."""
    with context.open_read_only() as library:
        names = list(library.members()) or ["admin (staff_password_hash)"]
    print_json(names) if as_json else click.echo("\n".join(names))


@click.command()
@click.option("--who", help="Only decisions of this person.")
@click.option("--of", "key", metavar="SLUG|NAME|QUERY", help="Only those about this episode, name or query.")
@click.option("--day", metavar="YYYY-MM-DD", help="Only those of this day (UTC).")
@click.option("--jsonl", is_flag=True, help="One decision per line, with what it changed.")
@pass_context
def decisions(context: CommandContext, who: str | None, key: str | None, day: str | None, jsonl: bool) -> None:
    """List what staff decided, the newest first: when, who, what and of what."""
    with context.open_read_only() as library:
        every = library.decisions()
    found = [
        one
        for one in every
        if who in (None, one.who) and (key is None or key in one.objects) and (day is None or one.at.startswith(day))
    ]
    if jsonl:
        for one in found:
            print_json(one)
        return
    rows = ((str(one.number), one.at[:16].replace("T", " "), one.who, _told(one), ", ".join(one.objects)) for one in found)
    print_table(
        (Column("", right=True), Column("when", "dim"), Column("who", "bold"), Column("what"), Column("of", whole=True)), rows
    )
    click.echo(counted(len(found), "decision"), err=True)


def _told(one: "Decision") -> str:
    return one.what + (f" (undone by {one.undone})" if one.undone else "")


@click.command()
@click.argument("number", type=int)
@as_json
@pass_context
def undo(context: CommandContext, number: int, as_json: bool) -> None:
    """Take back decision NUMBER (`archive decisions` lists them), unless what it changed was changed again since."""
    from archive.operations.corrections import undo as take_back

    with context.open_writable() as library:
        undone = take_back(library, context.reader(), number)
    if as_json:
        print_json({"undone": undone.number, "what": undone.what, "of": undone.objects})
    else:
        click.echo(plain(f"{number} ({undone.what}) is taken back: {', '.join(undone.objects)}"))


COMMANDS = (staff, decisions, undo)
