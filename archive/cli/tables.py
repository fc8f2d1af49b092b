"""Tables for people: fitted to the terminal by rich; plain columns, nothing cut, where the output goes to a program."""

import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import click

from archive.cli.output import plain

LEAST_WIDTH = 40
GAP = 2
ROOM_FOR_SLUGS = 140


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
    if not cells:
        return
    if sys.stdout.isatty():
        click.echo(fitted(columns, cells, shutil.get_terminal_size().columns), nl=False)
        return
    for row in cells:
        click.echo("  ".join(row).rstrip())


def is_narrow() -> bool:
    """Whether the output goes to a terminal that has no room for slugs beside titles."""
    return sys.stdout.isatty() and shutil.get_terminal_size().columns < ROOM_FOR_SLUGS


def fitted(columns: Sequence[Column], rows: Iterable[Sequence[str]], width: int) -> str:
    """The table in lines of at most `width` characters: what does not fit is cut with a …, cells of whole columns are folded. A
    table of columns without names has no head."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    held, width = [list(row) for row in rows], max(LEAST_WIDTH, width)
    has_head = any(column.name for column in columns)
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="dim", show_header=has_head)
    for column, room in zip(columns, widths(columns, held, width), strict=True):
        table.add_column(
            column.name,
            style=column.style or None,
            justify="right" if column.right else "left",
            overflow="fold" if column.whole else "ellipsis",
            no_wrap=not column.whole,
            width=room,
        )
    for row in held:
        table.add_row(*map(Text, row))
    console = Console(width=width, color_system="standard", force_terminal=True, highlight=False)
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """The room of each column: what its longest cell takes, where all fit; else the narrow ones have that, and the others share
    evenly what is left."""
    from rich.cells import cell_len

    wanted = [max(map(cell_len, (column.name, *(row[place] for row in rows)))) for place, column in enumerate(columns)]
    left, rooms = width - GAP * len(columns), [0] * len(columns)
    by_width = sorted(range(len(columns)), key=lambda place: wanted[place])
    for taken, place in enumerate(by_width):
        rooms[place] = max(1, min(wanted[place], left // (len(columns) - taken)))
        left -= rooms[place]
    return rooms
