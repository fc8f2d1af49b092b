"""`archive staff password`: the hash that opens the staff page."""

import secrets
import sys

import click

from archive.cli.output import FullHelp, warn


@click.group(cls=FullHelp)
def staff() -> None:
    """The staff page, /staff: off until a password's hash and a secret are set."""


@staff.command()
def password() -> None:
    """Ask for a password (or read it from stdin) and print the settings that turn the staff page on."""
    from archive.operations.staff_sessions import hashed

    if sys.stdin.isatty():
        given = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        given = sys.stdin.readline().rstrip("\n")
    try:
        setting = hashed(given)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f'staff_password_hash = "{setting}"')
    click.echo(f'secret_key = "{secrets.token_urlsafe(32)}"')
    warn("put these two lines into settings.toml, readable by the site's user alone, and start the site again")


COMMANDS = (staff,)
