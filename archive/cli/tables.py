"""Tables for people: fitted to the terminal by rich; plain columns, nothing cut, where the output goes to a program."""

import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import click

from archive.cli.output import plain

LEAST_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, how it stands out, and whether it is numbers; `whole` is never cut short, but folded."""

    name: str
    style: Literal["", "bold", "dim"] = ""
    right: bool = False
    whole: bool = False


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """The rows on stdout: on a terminal a table that fits it, else a line a row with two blanks between its cells."""
    cells = [[plain(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        click.echo(fitted(columns, cells, shutil.get_terminal_size().columns), nl=False)
        return
    for row in cells:
        click.echo("  ".join(row).rstrip())


def fitted(columns: Sequence[Column], rows: Iterable[Sequence[str]], width: int) -> str:
    """The table in lines of at most `width` characters: what does not fit is cut with a …, cells of whole columns are folded."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", width=max(LEAST_WIDTH, width))
    for number, column in enumerate(columns):
        table.add_column(
            column.name,
            style=column.style or None,
            justify="right" if column.right else "left",
            overflow="fold" if column.whole else "ellipsis",
            no_wrap=not column.whole,
            ratio=None if column.right or number < 1 else 1,
        )
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(width=max(LEAST_WIDTH, width), color_system="standard", force_terminal=True, highlight=False)
    with console.capture() as captured:
        console.print(table)
    return captured.get()
