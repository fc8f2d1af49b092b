"""`archive remove`, `erase`, `edit`, `proposals`: what staff decide of episodes and listeners' proposals."""

import sys
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from archive.cli.output import counted, faint, plain, print_json, warn
from archive.cli.program import SOURCES, CommandContext, as_json, pass_context

if TYPE_CHECKING:
    from archive.library import Library
    from archive.operations.corrections import Voice, WrongLine
    from archive.operations.erasing import ErasureReport, Passage
    from archive.operations.takedown import DecisionReport

from archive.cli.output import FullHelp, bold


@click.command()
@click.argument("slugs", nargs=-1, required=True, metavar="SLUG…")
@click.option("--reason", help="Why, for the record: a court order, a right of reply.")
@click.option("--purge", is_flag=True, help="Delete the contents too, from the library and every generation of the index.")
@click.option("--restore", is_flag=True, help="Lift the removal.")
@click.option("--yes", is_flag=True, help="Purge without asking, also on a terminal.")
@as_json
@pass_context
def remove(
    context: CommandContext, /, slugs: tuple[str, ...], reason: str | None, purge: bool, restore: bool, yes: bool, as_json: bool
) -> None:
    """Take episodes down at once; `add` leaves their pages out until --restore."""
    from archive.operations.takedown import give_back, take_down

    if restore and (purge or reason):
        raise click.UsageError("--restore takes neither --reason nor --purge")
    if not restore and not (reason or "").strip():
        raise click.UsageError("say why: --reason TEXT")
    if purge and not yes and sys.stdin.isatty():
        click.confirm(f"{_contents(context, slugs)} will be deleted for good. Go on?", abort=True, err=True)
    with context.open_writable() as library:
        if restore:
            done = give_back(library, context.reader(), slugs)
        else:
            pages = {page.sha256 for slug in slugs for page in library.saves(slug)} if purge else set()
            done = take_down(library, context.reader(), slugs, reason or "", purge=purge)
            forget_taught(context.directory, pages)
    _tell(done, "restored" if restore else "removed", as_json)


def forget_taught(directory: Path, purged: Collection[str]) -> None:
    """Takes the golden values of purged pages, by their digests, out of the sources; the places learned from them
    stay."""
    from archive.storage.file_writing import write_whole
    from ingest.sources.sources_file import Sources, dump, parse

    path = directory / SOURCES
    if not purged or not path.exists():
        return
    known = parse(path.read_text("utf8"))
    kept = (replace(one, taught=tuple(page for page in one.taught if page.sha256 not in purged)) for one in known.all)
    if (left := Sources(tuple(kept))) != known:
        write_whole(path, dump(left).encode())


@click.command()
@click.argument("slug", required=False)
@click.option(
    "--line", "lines", multiple=True, metavar="CLOCK",
    help="When the line begins: 0:28, 12:29-2; without times its paragraph: p3. May be repeated.",
)  # fmt: skip
@click.option("--words", "quoted", default="", metavar="TEXT", help="Which words of the line.  [default: the whole line]")
@click.option(
    "--from", "listed", type=click.File(encoding="utf-8-sig"), metavar="FILE",
    help="Read what to erase from a file (-: standard input): SLUG CLOCK on each line, and words of it if not all.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say how many words would go.")
@click.option("--yes", is_flag=True, help="Erase without asking, also on a terminal.")
@as_json
@pass_context
def erase(
    context: CommandContext, /, slug: str | None, lines: tuple[str, ...], quoted: str, listed: TextIO | None, dry_run: bool,
    yes: bool, as_json: bool,
) -> None:  # fmt: skip
    """Erase words that were said: a private name, an address, an insult. It cannot be undone.

    They go from the library, its saved pages and earlier texts, the index and every earlier generation, the journal,
    glossary and what is held back; a newer save of the page comes in without them. Backups that were
    made before keep them. The index is built anew once, however many lines there are. With --json a list where several
    were asked for."""
    from archive.operations.erasing import erase, found_passages

    passages = _passages(slug, lines, quoted, listed)
    with context.open_read_only() as library:
        found = found_passages(library, passages)
    what = [f"{counted(len(one.said), 'word')} of {one.asked.slug} at {one.asked.line}" for one in found]
    if dry_run:
        for one in what:
            click.echo(plain(f"{one} would be erased for good; nothing was changed"))
        return
    if not yes and sys.stdin.isatty():
        click.confirm(f"{'; '.join(what)} will be erased for good. Go on?", abort=True, err=True)
    with context.open_writable() as library:
        done = erase(library, context.reader(), *passages)
    if as_json:
        print_json(done[0] if len(done) == 1 and not listed else done)
        return
    _tell_erased(what, done)


def _passages(slug: str | None, lines: Sequence[str], quoted: str, listed: TextIO | None) -> "list[Passage]":
    """What is to be erased, each once."""
    from archive.operations.erasing import Passage

    if (listed is None) == (slug is None) or (slug is None) != (not lines):
        raise click.UsageError("say what: SLUG --line CLOCK, or --from FILE")
    if quoted and len(lines) != 1:
        raise click.UsageError("--words are of one --line; for several use --from FILE")
    rows = [f"{slug} {line} {quoted}" for line in lines] if listed is None else list(listed)
    numbered = [(place, row.strip().split(maxsplit=2)) for place, row in enumerate(rows, 1) if row.strip()]
    asked = [row for _, row in numbered]
    if short := [place for place, row in numbered if len(row) < 2]:
        raise click.UsageError(f"line {short[0]} of {listed.name if listed else ''} is not SLUG CLOCK [WORDS]")
    if not asked:
        raise click.UsageError("there is nothing in it to erase")
    return [Passage(*row) for row in dict.fromkeys(tuple(row) for row in asked)]


def _tell_erased(what: Sequence[str], done: "Sequence[ErasureReport]") -> None:
    for one in what:
        click.echo(plain(f"{one} erased"))
    for other in sorted({slug for one in done for slug in one.also_in}):
        warn(f"the same words stand in {other}")
    beside = done[0].backups
    warn(f"backups made earlier still have them{': ' + ', '.join(beside) if beside else '; delete those that you have'}")
    _tell_held(done[0].still_held)


@click.command()
@click.argument("slug")
@click.option("--title")
@click.option("--date", help="2026-02-09 or 09/02/2026, 2026-02 or 02/2026, 2026.")
@click.option("--show")
@click.option("--channel")
@click.option("--category")
@click.option("--description")
@click.option("--language", help="Its code, such as fr or en.")
@click.option(
    "--line",
    type=(str, str),
    metavar="CLOCK TEXT",
    help='What is said at a line: `--line 12:29 "…"`; without times at a paragraph: `--line p3 "…"`.',
)
@click.option(
    "--person", "people", multiple=True, metavar="PERSON", help="`host: NAME (ROLE)`, a guest without `host:`; may be repeated."
)
@as_json
@pass_context
def edit(
    context: CommandContext,
    /,
    slug: str,
    people: tuple[str, ...],
    line: tuple[str, str] | None,
    as_json: bool,
    **fields: str | None,
) -> None:
    """Correct what the page says of an episode; shown as a correction, and kept when the page is read again.

    An empty value ("") takes a correction back. CLOCK is when the line begins, as pages and exports write it; 12:29-2
    is the second line of those that begin in that second."""
    from archive.operations.corrections import correct

    given = {name: value for name, value in fields.items() if value is not None}
    if people:
        given["people"] = "\n".join(people)
    if not given and not line:
        raise click.UsageError("say what to correct: --title TEXT, --date DAY, --line CLOCK TEXT, …")
    with context.open_writable() as library:
        done = correct(library, context.reader(), slug, given, line)
        if as_json:
            edited = {"edits": library.edits(slug), "lines": library.lines(slug)}
            print_json({"slug": slug, **edited, "generation": done.generation})
            return
    _tell(done, "corrected", as_json=False)
    if line:
        _tell_same(context, slug, line)


def _tell_same(context: CommandContext, slug: str, line: tuple[str, str]) -> None:
    """Where else the same words were heard, line by line."""
    from archive.operations.corrections import same_words_elsewhere
    from archive.text.timecode import clock

    with context.open_read_only() as library:
        index = context.index()
        try:
            elsewhere = same_words_elsewhere(library, index, slug, line[0])
        finally:
            index.close()
    for heard, said, places in elsewhere:
        import shlex

        both = f"archive glossary add {shlex.quote(said)} {shlex.quote(heard)}"
        click.echo(faint(plain(f"“{heard}” is transcribed elsewhere too; `{both}` finds both, and alters no text:")))
        for place in places:
            click.echo(f"  {place.slug}  {clock(place.start_ms)}  {plain(place.text)}")


def _contents(context: CommandContext, slugs: tuple[str, ...]) -> str:
    """What a purge takes."""
    with context.open_read_only() as library:
        saves = sum(len(library.saves(slug)) for slug in slugs)
        lines = sum(len(found.cues) for slug in slugs if (found := library.episode(slug)))
    return f"{counted(len(slugs), 'episode')} with {counted(lines, 'line')} and {counted(saves, 'saved page')}"


def _tell(done: "DecisionReport", what: str, as_json: bool) -> None:
    if as_json:
        told = {what: done.slugs, "generation": done.generation, "still_held": done.still_held}
        print_json(told | ({"lines": done.lines, "saves": done.saves} if done.saves else {}))
    else:
        took = f"; deleted for good: {counted(done.lines, 'line')}, {counted(done.saves, 'saved page')}" if done.saves else ""
        click.echo(plain(f"{what}: {', '.join(done.slugs)}{took}"))
    for slug in done.empty:
        warn(f"{slug}: its contents were purged; it is back online once its page is added again")
    _tell_held(done.still_held)


def _tell_held(generations: tuple[int, ...]) -> None:
    for number in generations:
        warn(f"generation {number} is still open in a running server; the first command after it is closed deletes it")


@click.group(cls=FullHelp, invoke_without_command=True)
@as_json
@pass_context
@click.pass_context
def proposals(click_context: click.Context, context: CommandContext, as_json: bool) -> None:
    """List what listeners propose for lines of transcripts; accept it as a correction, or refuse it."""
    if click_context.invoked_subcommand:
        return
    from archive.operations.corrections import waiting
    from archive.operations.journal import Journal
    from archive.text.timecode import clock

    with Journal.open(context.directory, context.settings().zone) as journal:
        found = waiting(journal)
    if as_json:
        print_json(found)
        return
    for one in found:
        click.echo(f"{one.number:>5}  {bold(one.text)}")
        click.echo(f"       {plain(one.heard)}  {faint(f'{clock(one.start_ms)} {one.slug}')}")
    click.echo(f"{counted(len(found), 'proposal')} waiting", err=True)


@proposals.command()
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="NUMBER…")
@pass_context
def accept(context: CommandContext, numbers: tuple[int, ...]) -> None:
    """Correct the lines as proposed."""
    from archive.operations.corrections import accept as accept_one

    with context.open_writable() as library:
        for number in numbers:
            accept_one(library, context.reader(), number, context.settings().zone)
    click.echo(f"{counted(len(numbers), 'line')} corrected")


@proposals.command()
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="NUMBER…")
@pass_context
def refuse(context: CommandContext, numbers: tuple[int, ...]) -> None:
    """Refuse proposals; the lines stay as they are."""
    from archive.operations.corrections import refuse as refuse_one

    for number in numbers:
        refuse_one(context.directory, number, context.settings().zone)
    click.echo(f"{counted(len(numbers), 'proposal')} refused")


# -- the same words in many lines; who speaks


@click.command()
@click.argument("wrong")
@click.argument("right")
@click.option("--show", help="Only in episodes of this show.")
@click.option("--except", "spared", multiple=True, metavar="SLUG#LINE", help="Leave this line as it is; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Only show the lines as they are and as they would read.")
@click.option("--yes", is_flag=True, help="Correct without asking, also on a terminal.")
@as_json
@pass_context
def correct(
    context: CommandContext,
    /,
    wrong: str,
    right: str,
    show: str | None,
    spared: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Replace WRONG by RIGHT in every line that has it, as one decision that `archive undo` takes back."""
    from archive.operations.corrections import correct_lines

    with context.open_read_only() as library:
        found = tuple(one for one in _wrong_lines(context, library, wrong, right, show) if one.key not in spared)
    if not as_json:
        _show_lines(found)
    if dry_run or not found or (sys.stdin.isatty() and not yes and not click.confirm("Correct them?", err=True)):
        print_json({"lines": found, "corrected": 0}) if as_json else click.echo(
            f"{counted(len(found), 'line')}; nothing is changed", err=True
        )
        return
    with context.open_writable() as library:
        done = correct_lines(library, context.reader(), wrong, right, found)
        number = library.decisions()[0].number
    if as_json:
        print_json({"lines": found, "corrected": len(found), "decision": number, "generation": done.generation})
        return
    episodes = counted(len({one.slug for one in found}), "episode")
    click.echo(f"{counted(len(found), 'line')} of {episodes} corrected; `archive undo {number}` takes it back")


def _wrong_lines(context: CommandContext, library: "Library", wrong: str, right: str, show: str | None) -> "tuple[WrongLine, ...]":
    """The lines with the words; every episode is read where there is no index to ask."""
    from archive.operations.corrections import wrong_lines
    from archive.search import NOT_ANSWERING

    try:
        with closing(context.index()) as index:
            return wrong_lines(library, index, wrong, right, show)
    except NOT_ANSWERING:
        return wrong_lines(library, None, wrong, right, show)


def _show_lines(found: "tuple[WrongLine, ...]") -> None:
    from archive.text.timecode import clock

    for one in found:
        click.echo(f"{faint(f'{one.key}  {clock(one.start_ms)}')}\n  - {plain(one.text)}\n  + {bold(one.corrected)}")


@click.command()
@click.argument("slug")
@click.argument("label", required=False)
@click.argument("name", required=False)
@as_json
@pass_context
def speakers(context: CommandContext, slug: str, label: str | None, name: str | None, as_json: bool) -> None:
    """List the voices of a transcript, or say that LABEL is NAME; an empty NAME ("") takes that back.

    Each voice has how long it speaks, its longest line to listen to, and who it may be: a guess
    that counts only once you say so. The page's label stays beside the name, and a newer save of the page keeps it."""
    from archive.operations.corrections import name_speaker, voices

    if label is not None:
        if name is None:
            raise click.UsageError('say who it is: archive speakers SLUG "Speaker 1" "NAME"')
        with context.open_writable() as library:
            name_speaker(library, context.reader(), slug, {label: name})
    with context.open_read_only() as library:
        found = voices(library, slug)
    print_json(found) if as_json else _show_voices(found)


LONGEST_SHOWN = 200
"""Letters of a voice's longest line: enough to know it by; `--json` has it whole."""


def _show_voices(found: "tuple[Voice, ...]") -> None:
    from textwrap import shorten

    from archive.text.timecode import clock

    for one in found:
        who = bold(one.name) if one.name else faint("nobody yet")
        lasts = f"{clock(one.spoken_ms)} in " if one.spoken_ms else ""
        click.echo(f"{plain(one.label)}  {who}  {lasts}{counted(one.lines, 'line')}")
        click.echo(f"  {clock(one.start_ms)}  {shorten(plain(one.longest), LONGEST_SHOWN, placeholder=' …')}")
        for name, why in one.suggested if not one.name else ():
            click.echo(faint(plain(f"  may be {name}: {why}")))
    click.echo(counted(len(found), "voice"), err=True)


COMMANDS = (remove, erase, edit, correct, speakers, proposals)
