"""`archive fetch` saves pages from the web."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.output import counted, plain, print_json, progress, warn
from archive.cli.program import CommandContext, Exit, as_json, pass_context

if TYPE_CHECKING:
    from archive.operations.fetching.fetcher import Fetched


@click.command()
@click.argument("urls", nargs=-1, metavar="URL…")
@click.option(
    "--list", "lists", multiple=True, type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Addresses, one per line."
)
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), default=Path("pages"), show_default=True, help="Where to save."
)
@click.option("--delay", type=click.FloatRange(0.0), default=1.0, show_default=True, help="Seconds between two requests to a site.")
@click.option("--tries", type=click.IntRange(1, 20), default=5, show_default=True, help="How often to try a page that fails.")
@click.option(
    "--again-after", type=click.FloatRange(0.0), default=3600.0, show_default=True, help="Seconds a page counts as fresh."
)
@as_json
@pass_context
def fetch(
    context: CommandContext,
    urls: tuple[str, ...],
    lists: tuple[Path, ...],
    into: Path,
    delay: float,
    tries: int,
    again_after: float,
    as_json: bool,
) -> None:
    """Save pages politely, each with its address and time.

    robots.txt is obeyed; a page that has not changed is not saved again; a list that was cut short goes on where it
    stopped. `archive add` takes the pages from the folder."""
    from archive.operations.fetching.feeds import listed
    from archive.operations.fetching.fetcher import Fetcher, Manners

    wanted = [*urls, *(address for path in lists for address in listed(path.read_bytes()))]
    if not wanted:
        raise click.UsageError("give addresses, or --list FILE; `archive sources follow` takes those of a feed")
    manners = Manners(delay_s=delay, tries=tries, fresh_s=again_after, contact=context.settings().contact)
    with Fetcher(into, manners) as fetcher, progress("Fetching", len(wanted)) as done:
        fetched = []
        for one in fetcher.pages(wanted):
            fetched.append(one)
            done(one.url)
    _report(fetched, into, as_json)


def _report(fetched: "list[Fetched]", into: Path, as_json: bool) -> None:
    failed = [one for one in fetched if one.outcome in ("failed", "forbidden")]
    counts = {outcome: sum(one.outcome == outcome for one in fetched) for outcome in ("saved", "unchanged", "fresh")}
    if as_json:
        rows = [{"url": one.url, "reason": one.reason} for one in failed]
        print_json({**counts, "failed": rows, "files": [str(one.path) for one in fetched if one.outcome == "saved"]})
    else:
        for one in failed:
            warn(f"{one.url}: {one.reason}")
        click.echo(
            plain(
                ", ".join(f"{number} {outcome}" for outcome, number in counts.items())
                + f", {counted(len(failed), 'failure')}; the pages are in {into}"
            )
        )
    if failed:
        raise click.exceptions.Exit(Exit.SOME_FAILED)


COMMANDS = (fetch,)
