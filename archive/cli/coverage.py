"""`archive golden`, `coverage`: how well the archive answers, and how much of it was transcribed."""

from typing import TYPE_CHECKING, Any

import click

from archive.cli.output import Column, FullHelp, bold, counted, faint, plain, print_json, print_table, warn
from archive.cli.program import CommandContext, as_json, pass_context
from archive.cli.search import LISTED, filter_options, listed
from archive.text.timecode import clock

if TYPE_CHECKING:
    from archive.library import GoldenQuery
    from archive.operations.coverage import Coverage
    from archive.operations.golden import GoldenResult

WRONG = 1


@click.group(cls=FullHelp)
def golden() -> None:
    """Watch queries: a reindex says which of them is no longer answered as expected."""


@golden.command()
@click.argument("query")
@click.argument("slug")
@click.option("--at", "seconds", type=click.IntRange(0), metavar="SECONDS", help="The second it was said.")
@pass_context
def add(context: CommandContext, query: str, slug: str, seconds: int | None) -> None:
    """Expect the episode SLUG as the first answer to QUERY."""
    from archive.library import GoldenQuery
    from archive.operations.golden import watch

    with context.open_writable() as library:
        watch(library, GoldenQuery(query, slug, seconds))
    click.echo(f"watched: {plain(query)}")
    _tell_failing(context, GoldenQuery(query, slug, seconds))


def _tell_failing(context: CommandContext, query: "GoldenQuery") -> None:
    """Says where the expected answer stands now, if it is not the first; nothing where there is no index yet."""
    from archive.operations.golden import run as ask
    from archive.search import SearchError

    try:
        index = context.index()
    except SearchError:
        return
    (verdict,) = ask(index, (query,))
    index.close()
    if not verdict.right:
        stands = f"stands at place {verdict.rank}" if verdict.rank else "is not among the first ten"
        warn(f"{query.query!r} fails already: {query.slug} {stands}")


@golden.command()
@click.argument("query")
@pass_context
def drop(context: CommandContext, query: str) -> None:
    """Forget a golden query."""
    from archive.operations.golden import drop as forget

    with context.open_writable() as library:
        if not forget(library, query):
            raise click.UsageError(f"{query!r} is not a golden query; `archive golden list` shows them")
    click.echo(f"no longer watched: {plain(query)}")


@golden.command("list")
@as_json
@pass_context
def list_(context: CommandContext, as_json: bool) -> None:
    """List the golden queries and the answers expected."""
    with context.open_read_only() as library:
        found = library.golden()
    if as_json:
        print_json(found)
        return
    columns = (Column("query", "bold", whole=True), Column("at", right=True), Column("slug", whole=True))
    print_table(columns, ((one.query, clock(one.seconds * 1000) if one.seconds is not None else "", one.slug) for one in found))
    click.echo(counted(len(found), "query", "queries"), err=True)


@golden.command()
@as_json
@pass_context
@click.pass_context
def run(ctx: click.Context, context: CommandContext, /, as_json: bool) -> None:
    """Ask them all, and show at which place each expected answer stands."""
    from archive.operations.golden import run as ask

    with context.open_read_only() as library:
        queries = library.golden()
    results: tuple[GoldenResult, ...] = ()
    if queries:
        index = context.index()
        results = ask(index, queries)
        index.close()
    print_json(results) if as_json else _tell(results)
    if not all(verdict.right for verdict in results):
        ctx.exit(WRONG)


def _tell(results: "tuple[GoldenResult, ...]") -> None:
    for verdict in results:
        context = f"{verdict.rank}." if verdict.rank else "not among the first ten"
        click.echo(f"{context:>4}  {bold(verdict.query)}  {faint(verdict.slug)}")
    click.echo(f"{sum(verdict.right for verdict in results)} of {counted(len(results), 'query', 'queries')} first", err=True)


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
        narrowed = any(asked[name] for name in ("show", "person", "category", "language"))
        untranscribed = {} if narrowed else library.untranscribed_by_show(asked["after"], asked["before"])
    told = [one for one in found if every or one.beyond_ms or not one.whole]
    if as_json:
        print_json({"episodes": [_object(one) for one in told], "shows": by_show(found, untranscribed)})
        return
    for one in told:
        click.echo(f"{bold(one.slug)}  {plain(_words(one))}")
    for show in by_show(found, untranscribed):
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


COMMANDS = (golden, coverage)
