"""`archive glossary`, `archive queries`: names and how the machine writes them; what listeners look for."""

import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from archive.cli.output import Column, FullHelp, bold, counted, faint, print_json, print_table, steps, warn
from archive.cli.program import CommandContext, as_json, pass_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.library import GlossaryEntry, GlossaryState, Library
    from archive.operations.glossary import Suggestion, UnheardName
    from archive.operations.query_counts import CountedQuery

STATES = ("suggested", "confirmed", "refused")
preview_option = click.option("--preview", is_flag=True, help="Only show the moments that this would add; change nothing.")


@click.group(cls=FullHelp)
def glossary() -> None:
    """Teach the search names, and how the machine writes them."""


@glossary.command("list")
@click.option("--show", help="Entries for this show, and those for every show.")
@click.option("--state", type=click.Choice(STATES), help="In this state only.")
@as_json
@pass_context
def list_(context: CommandContext, show: str | None, state: str | None, as_json: bool) -> None:
    """Show the entries with their evidence."""
    with context.open_read_only() as library:
        found = [entry for entry in library.glossary(show) if state in (None, entry.state)]
    if as_json:
        print_json(found)
        return
    columns = (
        Column("state"),
        Column("name", "bold", whole=True),
        Column("heard", whole=True),
        Column("show"),
        Column("evidence", "dim"),
    )
    print_table(columns, ((one.state, one.name, one.heard, one.show or "", one.evidence) for one in found))


@glossary.command()
@click.argument("name")
@click.argument("heard", nargs=-1)
@click.option("--show", help="For this show only.")
@preview_option
@click.option("--anyway", is_flag=True, help="Also add a form that is everyday words, which many episodes say.")
@as_json
@pass_context
def add(
    context: CommandContext, /, name: str, heard: tuple[str, ...], show: str | None, preview: bool, anyway: bool, as_json: bool
) -> None:
    """Add a NAME, and how the machine writes it (HEARD…). What staff add counts as confirmed."""
    from archive.library import GlossaryEntry

    entries = [GlossaryEntry(name, form, show, "confirmed", "added by staff") for form in heard or ("",)]
    if preview:
        _tell_preview(context, entries, as_json)
        return
    if not anyway:
        _refuse_everyday(context, entries)
    _put(context, entries, as_json)


def _refuse_everyday(context: CommandContext, entries: "list[GlossaryEntry]") -> None:
    """Stops where a form is everyday words; nothing to hold it against where there is no index."""
    from archive.operations.glossary import refuse_everyday
    from archive.search import NOT_ANSWERING

    with suppress(*NOT_ANSWERING), closing(context.index()) as index, context.open_read_only() as library:
        refuse_everyday(library, index, entries)


@glossary.command()
@click.argument("name")
@click.option("--heard", help="Only this form.")
@click.option("--show", help="Only for this show.")
@preview_option
@as_json
@pass_context
def confirm(context: CommandContext, /, name: str, heard: str | None, show: str | None, preview: bool, as_json: bool) -> None:
    """Confirm the entries of a NAME."""
    if not preview:
        _judge(context, name, "confirmed", heard, show, as_json)
        return
    with context.open_read_only() as library:
        _known(library, name)
        held = [one for one in library.glossary() if one.name == name and heard in (None, one.heard) and show in (None, one.show)]
    _tell_preview(context, held, as_json)


@glossary.command()
@click.argument("name")
@click.option("--heard", help="Only this form.")
@click.option("--show", help="Only for this show.")
@as_json
@pass_context
def refuse(context: CommandContext, /, name: str, heard: str | None, show: str | None, as_json: bool) -> None:
    """Refuse the entries of a NAME: they are not suggested again."""
    _judge(context, name, "refused", heard, show, as_json)


@glossary.command()
@click.option("--suggest", is_flag=True, help="Add what sounds most alike to the glossary, as suggestions.")
@as_json
@pass_context
def unheard(context: CommandContext, suggest: bool, as_json: bool) -> None:
    """List guests whose names stand nowhere in their own transcript, with what sounds most alike: each may need an
    entry."""
    from archive.operations.coverage import measured
    from archive.operations.glossary import unheard_names, with_nearest
    from archive.search.generations import known_words

    with context.open_read_only() as library:
        unsaid = {slug: one.unsaid for slug, one in measured(library).items() if one.unsaid}
        found: tuple[UnheardName, ...] = ()
        if unsaid:
            index = context.index()
            found = with_nearest(library, unheard_names(library, index, unsaid), known_words(library.directory))
            index.close()
    if suggest:
        with context.open_writable() as writable:
            writable.put_entries(entry for entry in (one.entry() for one in found) if entry)
    if as_json:
        print_json(found)
        return
    columns = (
        Column("name", "bold", whole=True),
        Column("nearest", whole=True),
        Column("title"),
        Column("slug", "dim", whole=True),
    )
    print_table(columns, ((one.name, one.heard, one.title, one.slug) for one in found))
    click.echo(counted(len(found), "name"), err=True)


@glossary.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@pass_context
def import_(context: CommandContext, file: "IO[str]") -> None:
    """Take entries from a CSV FILE with the columns `name, heard, show, state, evidence` (- reads stdin)."""
    from archive.operations.glossary import of_csv

    _put(context, list(of_csv(file.read())))


@glossary.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@pass_context
def export(context: CommandContext, file: Path | None) -> None:
    """Write the entries as CSV to a FILE, or to stdout."""
    from archive.operations.glossary import as_csv

    with context.open_read_only() as library:
        text = as_csv(library.glossary())
    if file is None:
        sys.stdout.write(text)
    else:
        file.write_text(text, "utf-8")


def _tell_preview(context: CommandContext, entries: "list[GlossaryEntry]", as_json: bool) -> None:
    """The moments that entries would add; nothing is written."""
    from archive.operations.glossary import preview
    from archive.text.timecode import clock

    index = context.index()
    with context.open_read_only() as library:
        found = preview(library, index, entries)
    index.close()
    if as_json:
        print_json(found)
        return
    columns = (Column("at", right=True), Column("heard", "bold", whole=True), Column("line"), Column("slug", "dim"))
    print_table(columns, ((clock(one.start_ms), one.heard, one.text, one.slug) for one in found.moments))
    looked = "" if found.whole else f", in {found.read} of the {found.candidates} episodes that may say it"
    why = {"unsaid": " (nobody says these words)", "found": " (the name already finds all that says them)", "": ""}[found.nothing]
    click.echo(f"{counted(len(found.moments), 'moment')} would be added{looked}{why}; nothing is changed", err=True)
    for form in found.everyday:
        warn(f"“{form.heard}” are everyday words, said in {form.episodes} of {form.of} episodes; only --anyway adds it")


def _put(context: CommandContext, entries: "list[GlossaryEntry]", as_json: bool = False) -> None:
    from archive.operations.glossary import put_entries

    with context.open_writable() as library:
        changed = put_entries(library, entries)
        _linked(library, changed, as_json)


def _judge(context: CommandContext, name: str, state: "GlossaryState", heard: str | None, show: str | None, as_json: bool) -> None:
    from archive.operations.glossary import decide_name

    with context.open_writable() as library:
        _known(library, name)
        changed = decide_name(library, name, state, heard, show)
        _linked(library, changed, as_json)


def _known(library: "Library", name: str) -> None:
    if not any(entry.name == name for entry in library.glossary()):
        raise click.UsageError(f"the glossary has no {name}; `archive glossary list` shows what it has")


def _linked(library: "Library", changed: int, as_json: bool) -> None:
    """Links the names of all episodes again, where the glossary changed; nothing is built anew."""
    from archive.operations.publication import link_again

    if not changed:
        print_json({"changed": 0, "generation": None}) if as_json else click.echo("nothing changed")
        return
    with steps("Linking names") as done:
        generation = link_again(library, done)
    if as_json:
        print_json({"changed": changed, "generation": generation.number if generation else None})
        return
    serves = f"; generation {generation.number} serves" if generation else ""
    click.echo(f"{counted(changed, 'entry', 'entries')} changed{serves}")


@click.command()
@click.option("--days", type=click.IntRange(1, 400), default=30, show_default=True)
@click.option("--all", "every", is_flag=True, help="All queries, not only those without an answer.")
@click.option("--near", is_flag=True, help="Show the suggested spellings instead, and how often listeners took them.")
@click.option("--suggest", is_flag=True, help="Add the nearest forms to the glossary, as suggestions.")
@as_json
@pass_context
def queries(context: CommandContext, /, days: int, every: bool, near: bool, suggest: bool, as_json: bool) -> None:
    """Show what listeners searched for in vain, and what comes nearest. Who asked is not recorded."""
    if near:
        _tell_near(context, days, as_json)
        return
    from archive.operations.journal import Journal

    with Journal.open(context.directory, read_only=True) as journal:
        asked = journal.asked(days) if every else journal.unanswered(days)
    if every:
        rows: list[object] = list(asked)
        lines = [f"{one.asked:>6}  {bold(one.words)}" for one in asked]
    else:
        found = _suggested(context, asked)
        rows = list(found)
        lines = [
            f"{one.asked:>6}  {bold(one.words)}  {faint(f'{one.kind}: {one.near}' if one.near else 'nothing near')}"
            for one in found
        ]
        if suggest:
            with context.open_writable() as library:
                library.put_entries(entry for entry in (one.entry() for one in found) if entry)
    if as_json:
        print_json(rows)
        return
    for line in lines:
        click.echo(line)
    click.echo(
        f"{counted(len(lines), 'query', 'queries')} in {counted(days, 'day')}{'' if every else ' without an answer'}", err=True
    )


def _suggested(context: CommandContext, asked: "Sequence[CountedQuery]") -> "tuple[Suggestion, ...]":
    """What is nearest to each question; the index is opened only where there is one."""
    from archive.operations.glossary import suggestions

    if not asked:
        return ()
    index = context.index()
    try:
        return suggestions(index, asked)
    finally:
        index.close()


def _tell_near(context: CommandContext, days: int, as_json: bool) -> None:
    """The words that nobody said, with the forms that were offered in their place, those followed most first."""
    from archive.operations.journal import Journal

    with Journal.open(context.directory, context.settings().zone, read_only=True) as journal:
        found = journal.near(days)
    if as_json:
        print_json(found)
        return
    columns = (Column("word", "bold", whole=True), Column("form", whole=True), Column("offered", right=True))
    rows = ((one.word, one.form, f"{one.offered:,}", f"{one.followed:,}") for one in found)
    print_table((*columns, Column("followed", right=True)), rows)
    click.echo(f"{counted(len(found), 'near form')} in {counted(days, 'day')}", err=True)


COMMANDS = (glossary, queries)
