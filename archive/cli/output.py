"""How results reach a terminal: JSON for programs, lines for people, and nothing from a page that could steer the terminal."""

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
import msgspec

from archive.model.period import iso_date
from archive.operations.progress import Progress, ProgressStep, named, quiet

if TYPE_CHECKING:
    from archive.model.episode import Published
    from archive.search.shown.answer import MarkJson

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
    """The value on stdout, as one line of JSON."""
    click.echo(msgspec.json.encode(value).decode())


def warn(line: str) -> None:
    """A line on stderr."""
    click.echo(f"archive: {plain(line)}", err=True)


def plain(text: str) -> str:
    """The text without control characters: what a page says must not move the cursor, colour or reverse the terminal's lines."""
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


def date_text(date: dt.date, precision: str, approximate: bool) -> str:
    """As much of a date as is known."""
    return ("~" if approximate else "") + iso_date(date, precision)


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
    """A bar with rate and time left on stderr while the block runs, only where stderr is a terminal. What is done comes with each
    call; other work begins the bar anew."""
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
