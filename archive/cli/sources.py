"""`archive sources`: where a publisher's pages state their values, taught with a page or two instead of guessed."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.output import Column, FullHelp, counted, plain, print_json, print_table, steps, warn
from archive.cli.program import CommandContext, as_json, pass_context
from archive.cli.sources_follow import follow, followed_feeds, in_words, unfollow
from archive.cli.teaching import MOST_PAGES, Attempt, attempted, is_of, keep_in, name_of_source, reader_of, write_sources

if TYPE_CHECKING:
    from archive.library import Library
    from archive.model.page import RawPage
    from ingest.sources.forms import Value
    from ingest.sources.learning import Lesson
    from ingest.sources.rules import Source
    from ingest.sources.sources_file import Sources
    from ingest.sources.teaching import Row, Trial

SOME_WRONG = 1
FIELD_OPTIONS = ("title", "show", "channel", "date", "number", "description", "language")


@click.group(cls=FullHelp)
def sources() -> None:
    """Teach how a publisher's pages read: give the values of a page or two, and the others follow; follow its feeds."""


def _value_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for name in reversed(FIELD_OPTIONS):
        command = click.option(f"--{name}", help=f"The {name} that the page states, as it writes it.")(command)
    command = click.option("--host", "hosts", multiple=True, help="Who presents; may be repeated.")(command)
    return click.option("--guest", "guests", multiple=True, help="Who was invited; may be repeated.")(command)


@sources.command()
@click.argument("pages", nargs=-1, required=True, metavar="PAGE…", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", help="What the source is called.  [default: after its show or its folder]")
@click.option("--match", "globs", multiple=True, help="Addresses or paths of its pages, such as https://site.example/episodes/*.")
@click.option("--zone", default="", help="The time zone of its days.")
@_value_options
@click.option("--none", "nowhere", multiple=True, metavar="FIELD", help="The page does not state FIELD: nothing is guessed there.")
@click.option(
    "--values", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON: file name -> {field: value or null}."
)
@click.option(
    "--among", multiple=True, type=click.Path(exists=True, path_type=Path), help="Its other pages.  [default: the folder's]"
)
@click.option("--dry-run", is_flag=True, help="Only show what would be read.")
@as_json
@pass_context
def learn(
    context: CommandContext, /, pages: tuple[Path, ...], name: str | None, globs: tuple[str, ...], zone: str,
    nowhere: tuple[str, ...], values: Path | None, among: tuple[Path, ...], dry_run: bool, as_json: bool, **given: Any,
) -> None:  # fmt: skip
    """Teach a source with PAGE and the values that it states; a second call with the same --name teaches a second page.

    It first shows, for the source's other pages, what is read today and what would be; on a terminal it then asks.
    """
    known = context.sources()
    taught_pages = [_page(path) for path in pages]
    name = name_of_source(name or given.get("show") or pages[0].resolve().parent.name)
    others = list(islice(_others(context, pages, among, known.named(name)), MOST_PAGES))
    lessons = list(_lessons(taught_pages, _given(given, nowhere), _values(values)))
    trial, lost = attempted(context, Attempt(name, taught_pages, lessons, others, globs, zone))
    if lost:
        warn(f"{', '.join(lost)} was taught before and is not at hand; give it by --among to keep what it taught")
    keep = not dry_run and _wanted(trial, as_json)
    read_again = keep_sources(context, known.with_source(trial.source), trial.source) if keep else 0
    _tell(trial, as_json, kept=keep, read_again=read_again)


def _page(path: Path) -> "RawPage":
    from archive.model.page import RawPage
    from ingest import pages

    found = next((page for page in pages(path.resolve()) if isinstance(page, RawPage)), None)
    if found is None:
        raise click.UsageError(f"{path} is not a page that can be read")
    return found


def _given(given: dict[str, Any], nowhere: Sequence[str]) -> "dict[str, Value | None]":
    """The values of the options."""
    from ingest.sources.forms import FIELDS
    from ingest.sources.teaching import value_of

    if unknown := [field for field in nowhere if field not in FIELDS]:
        raise click.UsageError(f"--none {unknown[0]}: a source can be taught {', '.join(FIELDS)}")
    told = {field: [value] if isinstance(value, str) else list(value) for field, value in given.items() if value}
    return {**{field: value_of(field, value) for field, value in told.items()}, **dict.fromkeys(nowhere)}


def _values(path: Path | None) -> "dict[str, dict[str, Value | None]]":
    """The values of a file: of each page by its name."""
    from ingest.sources.teaching import value_of

    if path is None:
        return {}
    try:
        data = json.loads(path.read_text("utf-8"))
        rows = {page: dict(values) for page, values in data.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise click.UsageError(f"{path} must be a JSON object, file name -> {{field: value or null}}: {error}") from error
    return {
        page: {
            field: value_of(field, [*map(str, one)] if isinstance(one, list) else [str(one)]) if one else None
            for field, one in row.items()
        }
        for page, row in rows.items()
    }


def _lessons(
    pages: "Sequence[RawPage]", given: "dict[str, Value | None]", values: "dict[str, dict[str, Value | None]]"
) -> "Iterator[Lesson]":
    """The options teach the first page, a file of values any; a page without values teaches nothing."""
    from ingest.sources.teaching import lesson

    for number, page in enumerate(pages):
        told = {**values.get(Path(page.origin).name, {}), **(given if number == 0 else {})}
        if not told:
            raise click.UsageError(f"{page.origin} has no values: give them by --values, or teach one page per call")
        yield lesson(page, told)


def _others(context: CommandContext, pages: Sequence[Path], among: Sequence[Path], before: "Source | None") -> "Iterator[RawPage]":
    """The source's other pages: those named, or the folder's of the same kind of file, and those kept."""
    from archive.model.page import RawPage
    from ingest import pages as saved

    folder = pages[0].resolve().parent
    files = sorted(path for path in folder.iterdir() if path.suffix == pages[0].suffix and path.is_file()) if not among else ()
    taught = {_page(path).sha256 for path in pages}
    found = chain.from_iterable(saved(path.resolve()) for path in (among or files))
    readable = (page for page in found if isinstance(page, RawPage) and page.content_type in ("text/html", "text/plain"))
    yield from (page for page in chain(readable, _kept(context, before)) if page.sha256 not in taught)


def _kept(context: CommandContext, source: "Source | None") -> "Iterator[RawPage]":
    from archive.library.schema import NAME
    from archive.operations.taught_sources import pages_of

    if source is not None and (context.directory / NAME).exists():
        with context.open_read_only() as library:
            yield from pages_of(library, partial(is_of, source))


def _wanted(trial: "Trial", as_json: bool) -> bool:
    """Whether to keep what was learned: on a terminal somebody is asked."""
    if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    _show(trial)
    return click.confirm("Keep this source?", default=True)


def keep_sources(context: CommandContext, known: "Sources", source: "Source") -> int:
    """Keeps the sources, and reads again what is kept of this one; gives how many episodes came out otherwise."""
    from archive.library.schema import NAME

    context.directory.mkdir(parents=True, exist_ok=True)
    if not (context.directory / NAME).exists():
        write_sources(context, known)
        return 0
    with context.open_writable() as library, steps("Reading again") as done:
        return keep_in(context, library, known, source, done)


# -- telling


def _tell(trial: "Trial", as_json: bool, *, kept: bool, read_again: int) -> None:
    if as_json:
        print_json({**_object(trial.source), "rows": [_row(row) for row in trial.rows], "unfit": trial.unfit,
                    "teach_next": trial.next_page, "kept": kept, "read_again": read_again})  # fmt: skip
        return
    if not sys.stdout.isatty():
        _show(trial)
    sure = sum(row.sure for row in trial.rows)
    click.echo(
        f"{counted(len(trial.rows), 'value')}, {sure:,} sure, {sum(row.changes for row in trial.rows):,} unlike today", err=True
    )
    if trial.unfit:
        warn(
            f"{counted(len(trial.unfit), 'page')} would be held back, since taught fields are missing: {', '.join(trial.unfit[:5])}"
        )
    if trial.next_page:
        click.echo(plain(f"to be surer, teach this page next: {trial.next_page}"), err=True)
    click.echo(f"kept; {counted(read_again, 'episode')} now read differently" if kept else "nothing was kept", err=True)


def _show(trial: "Trial") -> None:
    columns = (Column("page", "bold"), Column("field"), Column("today"), Column("taught"), Column("sure", "dim"))
    print_table(
        columns, ((row.page, row.field, _said(row.today), _said(row.taught), "sure" if row.sure else "look") for row in trial.rows)
    )


def _said(value: "Value | None") -> str:
    text = value if isinstance(value, str) else "; ".join(value or ())
    return " ".join(text.split())[:70] or "–"


def _row(row: "Row") -> dict[str, object]:
    return {name: getattr(row, name) for name in ("page", "field", "today", "taught", "sure", "place", "changes")}


def _object(source: "Source") -> dict[str, object]:
    return {
        "name": source.name, "match": source.match, "fixed": dict(source.fixed), "silent": source.silent,
        "fields": tuple(source.rules), "taught": [one.origin for one in source.taught],
    }  # fmt: skip


@sources.command("list")
@as_json
@pass_context
def list_(context: CommandContext, as_json: bool) -> None:
    """List the sources that were taught and what each gives, and the feeds that are followed (in JSON: `archive
    status`)."""
    known, followed = context.sources(), followed_feeds(context)
    if as_json:
        print_json([_object(one) for one in known.all])
        return
    columns = (
        Column("name", "bold", whole=True),
        Column("match", whole=True),
        Column("fields"),
        Column("taught pages", right=True),
    )
    print_table(
        columns,
        ((one.name, " ".join(one.match), " ".join([*one.fixed, *one.rules]), str(len(one.taught))) for one in known.all),
    )
    print_table(
        (Column("feed", "bold", whole=True), Column("state", whole=True)),
        ((one.feed.feed, in_words(one, context.settings().zone)) for one in followed),
    )
    click.echo(f"{counted(len(known.all), 'source')}, {counted(len(followed), 'followed feed')}", err=True)


def source_named(known: "Sources", name: str) -> "Source":
    """The taught source of that name; fails where there is none."""
    source = known.named(name)
    if source is None:
        raise click.UsageError(f"there is no source {name}; `archive sources list` shows those that were taught")
    return source


@sources.command("try")
@click.argument("name")
@click.argument("paths", nargs=-1, metavar="[PATH…]", type=click.Path(exists=True, path_type=Path))
@as_json
@pass_context
def try_(context: CommandContext, name: str, paths: tuple[Path, ...], as_json: bool) -> None:
    """Show what a source gives of pages (or of those kept), beside what is read today without it. Nothing is kept."""
    from archive.model.page import RawPage
    from ingest import pages as saved
    from ingest.sources.teaching import tried

    known = context.sources()
    source = source_named(known, name)
    found = chain.from_iterable(saved(path.resolve()) for path in paths) if paths else _kept(context, source)
    readable = (page for page in found if isinstance(page, RawPage) and page.content_type in ("text/html", "text/plain"))
    _tell(
        tried(source, list(islice(readable, MOST_PAGES)), reader_of(context, known.without(name))),
        as_json,
        kept=False,
        read_again=0,
    )


@sources.command()
@as_json
@pass_context
@click.pass_context
def check(ctx: click.Context, context: CommandContext, /, as_json: bool) -> None:
    """Read the taught pages again, and list the kept ones that a source is not sure of or that no longer fit it."""
    known = context.sources()
    found = _checked(context, known)
    if as_json:
        print_json(found)
    for one in [] if as_json else found:
        for page in one["golden"]:
            click.echo(plain(f"{one['name']}  {page['page']}  {_state(page['wrong'])}"))
        for slug, doubts in one["look"].items():
            click.echo(plain(f"{one['name']}  {slug}  {'; '.join(doubts)}"))
    if any(page["wrong"] for one in found for page in one["golden"]):
        ctx.exit(SOME_WRONG)


def _state(wrong: "Sequence[str] | None") -> str:
    if wrong is None:
        return "not kept here"
    return f"reads differently: {', '.join(wrong)}" if wrong else "right"


def _checked(context: CommandContext, known: "Sources") -> list[dict[str, Any]]:
    from archive.library.schema import NAME

    if not known.all:
        return []
    if not (context.directory / NAME).exists():
        return [_check(one, None) for one in known.all]
    with context.open_read_only() as library:
        return [_check(one, library) for one in known.all]


def _check(source: "Source", library: "Library | None") -> dict[str, Any]:
    from archive.operations.taught_sources import doubtful, page_of, slugs_of
    from ingest.sources.teaching import checked

    golden = checked(source, partial(page_of, library) if library else lambda sha256: None)
    slugs = slugs_of(library, partial(is_of, source)) if library else ()
    look = {slug: doubts for slug in slugs if library and (doubts := doubtful(library, slug))}
    return {
        "name": source.name,
        "golden": [{"page": one.page, "wrong": one.wrong} for one in golden],
        "pages": len(slugs),
        "look": look,
    }


@sources.command()
@click.argument("name")
@as_json
@pass_context
def remove(context: CommandContext, name: str, as_json: bool) -> None:
    """Forget a source; its kept pages are read without it."""
    known = context.sources()
    source = source_named(known, name)
    read_again = keep_sources(context, known.without(name), source)
    if as_json:
        print_json({"removed": name, "read_again": read_again})
    else:
        click.echo(f"{name} removed; {counted(read_again, 'episode')} now read differently", err=True)


for _command in (follow, unfollow):
    sources.add_command(_command)
COMMANDS = (sources,)
