"""`archive coverage`: how much of the archive was transcribed."""

from typing import TYPE_CHECKING, Any

import click

from archive.cli.output import bold, counted, plain, print_json
from archive.cli.program import CommandContext, as_json, pass_context
from archive.cli.search import LISTED, filter_options, listed
from archive.text.timecode import clock

if TYPE_CHECKING:
    from archive.operations.coverage import Coverage


@click.command()
@filter_options(*LISTED)
@click.option("--all", "every", is_flag=True, help="List complete episodes too.")
@as_json
@pass_context
def coverage(context: CommandContext, /, every: bool, as_json: bool, **asked: Any) -> None:
    """Show which episodes have no transcript, a missing end, gaps, or speech behind their duration, and how much of
    each show is missing."""
    from archive.operations.coverage import by_show, coverage_of

    with context.open_read_only() as library:
        slugs = [line.slug for line in listed(context, library, **asked)]
        found = [coverage_of(stored.episode) for stored in library.stored(slugs)]
    told = [one for one in found if every or one.beyond_ms or not one.whole]
    if as_json:
        print_json({"episodes": [_object(one) for one in told], "shows": by_show(found)})
        return
    for one in told:
        click.echo(f"{bold(one.slug)}  {plain(_words(one))}")
    for show in by_show(found):
        missing = f"{show.bare} without a transcript, {show.partial} with a part missing, {clock(show.missing_ms)} in all"
        click.echo(plain(f"{show.show or '(no show)'}: {counted(show.episodes, 'episode')}, {missing}"))


def _object(one: "Coverage") -> dict[str, object]:
    names = (
        "slug",
        "title",
        "show",
        "date",
        "duration_ms",
        "last_ms",
        "gaps",
        "missing_tail_ms",
        "missing_ms",
        "beyond_ms",
        "bare",
        "whole",
    )
    return {name: getattr(one, name) for name in names}


def _words(one: "Coverage") -> str:
    if one.bare:
        return "no transcript"
    tail = [f"the last {clock(one.missing_tail_ms)} missing"] if one.missing_tail_ms else []
    gaps = [f"nothing from {clock(gap.start_ms)} to {clock(gap.end_ms)}" for gap in one.gaps]
    beyond = [f"{clock(one.beyond_ms)} behind the stated duration, so not of this recording"] if one.beyond_ms else []
    return ", ".join((*tail, *gaps, *beyond)) or "whole"


COMMANDS = (coverage,)
