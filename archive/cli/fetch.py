"""`archive fetch` saves pages from the web; `archive watch` adds the pages that a scraper drops into a folder."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.output import counted, plain, print_json, progress, warn
from archive.cli.program import CommandContext, Exit, as_json, pass_context

if TYPE_CHECKING:
    from archive.operations.fetching.fetcher import Fetched
    from archive.operations.fetching.folder_watcher import DeathNote, Watcher


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
    stopped. `archive add` (or `watch`) takes the pages from the folder."""
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


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--settle", type=click.FloatRange(0.0), default=2.0, show_default=True, help="Seconds a file must stay unchanged.")
@click.option("--every", type=click.FloatRange(0.1), default=2.0, show_default=True, help="Seconds between two looks.")
@click.option("--once", is_flag=True, help="Take what is there, then stop.")
@pass_context
def watch(context: CommandContext, folder: Path, settle: float, every: float, once: bool) -> None:
    """Add what a scraper drops into a folder, as it comes, until interrupted.

    Unfinished files are left alone; a file that was moved is not added again. While another command writes, the pages
    wait. A page on which an earlier watcher died (out of memory, say) is set aside: see `archive quarantine list`.
    """
    from archive.operations.fetching.folder_watcher import DeathNote, Watcher, forever

    watcher = Watcher(folder, settle)
    note = DeathNote(context.directory)
    if once:
        if not _take_all(context, watcher, folder, _look_until_settled(watcher, settle), note):
            raise click.exceptions.Exit(Exit.SOME_FAILED)
        return

    def taken(ready: tuple[Path, ...]) -> None:
        _take_all(context, watcher, folder, ready, note)

    forever(watcher, taken, stop_on_signals(), every)


def _look_until_settled(watcher: "Watcher", settle: float) -> tuple[Path, ...]:
    found = watcher.look()
    time.sleep(settle)
    return (*found, *watcher.look())


def stop_on_signals() -> Callable[[], bool]:
    """True once the process is asked to end; the page under way is still finished."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: asked.append(number))
    return lambda: bool(asked)


def _take_all(context: CommandContext, watcher: "Watcher", folder: Path, ready: tuple[Path, ...], note: "DeathNote") -> bool:
    """Takes what is ready, and says whether all of it got in. A page that an earlier watcher was taking alone when it
    died is set aside; of several each is taken for itself, so that the next death tells which it was."""
    all_in = True
    if culprit := note.culprit(ready):
        _set_aside(context, folder, culprit)
        note.set_aside(culprit)
        all_in = False
    for files in note.batches(ready):
        note.begin(files)
        all_in &= _take(context, watcher, folder, files)
        note.end()
    return all_in


def _set_aside(context: CommandContext, folder: Path, path: Path) -> None:
    from archive.operations.quarantine import set_aside

    origin = path.relative_to(folder).as_posix()
    with context.open_writable(create=True) as library:
        set_aside(library, path, origin, str(folder.resolve()))
    warn(f"{origin}: the watcher died while reading this page; it is set aside, and the others are taken")


def _take(context: CommandContext, watcher: "Watcher", folder: Path, ready: tuple[Path, ...]) -> bool:
    """Adds what is ready, as `archive add DIR` would, and says whether all of it got in; what cannot be added now is
    given out again by a later look."""
    from archive.library import LibraryLocked
    from archive.operations.add import add
    from archive.operations.document_source import cores
    from archive.operations.errors import DiskTrouble
    from ingest import pages

    try:
        with context.open_writable(create=True) as library:
            report = add(library, pages(folder, only=frozenset(ready)), context.reader(), workers=cores())
    except (LibraryLocked, DiskTrouble) as error:
        warn(f"{error}; {counted(len(ready), 'page')} wait")
        for path in ready:
            watcher.again(path)
        return False
    for failed in report.failed:
        warn(f"{failed.origin}: {failed.words}")
    click.echo(", ".join(f"{len(report.of(outcome))} {outcome}" for outcome in ("added", "updated", "unchanged")))
    return not report.failed


COMMANDS = (fetch, watch)
