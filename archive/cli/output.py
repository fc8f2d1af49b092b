"""How results reach a terminal: JSON for programs, lines for people, and nothing from a page that could steer the
terminal."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
import msgspec

from archive.model.episode import paragraph_of
from archive.model.period import date_text
from archive.operations.progress import Progress, ProgressStep, named, quiet

if TYPE_CHECKING:
    from archive.model.episode import Published
    from archive.search.results.answer import MarkJson
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class FullHelp(click.Group):
    """A group that lists its commands with their whole summaries."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The first sentence of each command, folded and never cut."""
        rows = [(name, command.get_short_help_str(limit=1000)) for name, command in self.commands.items() if not command.hidden]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def print_json(value: object) -> None:
    """The value on stdout, as one line of JSON; a place in a transcript without times as its paragraph."""
    click.echo(msgspec.json.encode(_placed(msgspec.to_builtins(value))).decode())


def _placed(value: Any) -> Any:
    """A JSON value in which each object whose `start_ms` is a paragraph's place (archive/model/episode.py) has null
    there, and the paragraph's number beside it."""
    if isinstance(value, list | tuple):
        return [_placed(one) for one in value]
    if not isinstance(value, dict):
        return value
    paragraph = paragraph_of(start) if isinstance(start := value.get("start_ms"), int) else None
    told = {key: None if key == "start_ms" and paragraph else _placed(one) for key, one in value.items()}
    return told | ({"paragraph": paragraph} if paragraph else {})


def warn(line: str) -> None:
    """A line on stderr."""
    click.echo(f"archive: {plain(line)}", err=True)


def plain(text: str) -> str:
    """The text without control characters: what a page says must not move the cursor, colour or reverse the terminal's
    lines."""
    return _CONTROLS.sub("", text)


def bold(text: str) -> str:
    """Text that stands out on a terminal; click takes the marks away where the output is none."""
    return click.style(plain(text), bold=True)


def faint(text: str) -> str:
    """Text that stands back on a terminal."""
    return click.style(plain(text), dim=True)


def marked(text: str, marks: "tuple[MarkJson, ...]") -> str:
    """The text with its marked spans bold."""
    pieces: list[str] = []
    at = 0
    for mark in marks:
        pieces += [plain(text[at : mark.start]), bold(text[mark.start : mark.end])]
        at = mark.end
    return "".join([*pieces, plain(text[at:])])


def day(published: "Published | None") -> str:
    """The day, month or year, with ~ where it is a guess."""
    if published is None:
        return "undated"
    return date_text(published.date, published.precision, published.approximate)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 episode`, `2 episodes`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """A bar as in `steps`, of one kind of work. Each call counts one thing done, with its name."""
    with steps(what) as told:
        yield named(what, told, total)


@contextmanager
def steps(what: str) -> Iterator[Progress]:
    """A bar with rate and time left on stderr while the block runs, only where stderr is a terminal. What is done comes
    with each call; other work begins the bar anew."""
    if not sys.stderr.isatty():
        yield quiet
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TaskProgressColumn(show_speed=True))
    with Progress(
        *columns,
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}"),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        bar.add_task(what, total=None, name="")

        def told(step: ProgressStep) -> None:
            if bar.tasks[0].description != step.what:
                bar.remove_task(bar.task_ids[0])
                bar.add_task(step.what, total=step.total, name="")
            bar.update(bar.task_ids[0], completed=step.done, name=escape(plain(step.name))[-50:])

        yield told


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
    """The table in lines of at most `width` characters: what does not fit is cut with a …, cells of whole columns are
    folded. A table of columns without names has no head."""
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
    """The room of each column: what its longest cell takes, where all fit; else the narrow ones have that, and the
    others share evenly what is left."""
    from rich.cells import cell_len

    wanted = [max(map(cell_len, (column.name, *(row[place] for row in rows)))) for place, column in enumerate(columns)]
    left, rooms = width - GAP * len(columns), [0] * len(columns)
    by_width = sorted(range(len(columns)), key=lambda place: wanted[place])
    for taken, place in enumerate(by_width):
        rooms[place] = max(1, min(wanted[place], left // (len(columns) - taken)))
        left -= rooms[place]
    return rooms
