"""`archive check`, `backup`, `restore`: that nothing is lost. `archive doctor`: what is wrong with installation,
library and deployment, on one page. `archive completion`: for the shell."""

import importlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from archive.cli.output import bold, counted, faint, plain, print_json, progress, steps, warn
from archive.cli.program import CommandContext, as_json, pass_context
from archive.errors import PresentableError
from archive.storage.file_writing import denied, is_open_to_others, name_of, strangers

if TYPE_CHECKING:
    from archive.operations.integrity import CheckReport


UNSOUND = 1


@click.command()
@click.option("--repair", is_flag=True, help="Repair what can be: finish what a killed command left, rebuild a damaged index.")
@as_json
@pass_context
@click.pass_context
def check(ctx: click.Context, context: CommandContext, /, repair: bool, as_json: bool) -> None:
    """Check everything: library, saved pages, generations of the index, checksums, stray files."""
    from archive.operations.integrity import check as look

    with (
        context.open_writable() if repair else context.open_read_only() as library,
        progress("Checking", len(library.digests())) as done,
    ):
        report = look(library, context.reader(), repair=repair, progress=done)
    _tell_check(report, as_json)
    if not report.sound:
        ctx.exit(UNSOUND)


def _tell_check(report: "CheckReport", as_json: bool) -> None:
    if as_json:
        print_json(
            {"sound": report.sound, **{name: getattr(report, name) for name in ("episodes", "saves", "generations", "faults")}}
        )
        return
    for fault in report.faults:
        warn(f"{fault.where}: {fault.what}" + (" (mended)" if fault.mended else f"; {fault.todo}"))
    looked = f"{counted(report.episodes, 'episode')}, {counted(report.generations, 'generation')}"
    click.echo(f"{looked}: {'sound' if report.sound else 'not sound'}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@as_json
@pass_context
def backup(context: CommandContext, file: Path, as_json: bool) -> None:
    """Copy library, journal and settings into one new FILE while the site serves."""
    from archive.operations.backup import backup as copy

    done = copy(context.directory, file)
    if as_json:
        print_json({"file": str(done.path), "bytes": done.bytes, "parts": done.parts})
    else:
        click.echo(plain(f"{done.path}: {done.bytes:,} bytes ({', '.join(done.parts)})"))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace the library that is there, and keep a copy of it.")
@as_json
@pass_context
def restore(context: CommandContext, file: Path, force: bool, as_json: bool) -> None:
    """Restore a backup and rebuild its index."""
    from archive.operations.backup import restore as put_back
    from archive.operations.reindex import reindex

    parts = put_back(file, context.directory, force=force)
    with context.open_writable() as library, steps("Reindexing") as done:
        report = reindex(library, context.reader(), force=True, progress=done)
        episodes = len(library.digests())
    if as_json:
        print_json({"parts": parts, "episodes": episodes, "generation": report.generation})
        return
    serves = f"; generation {report.generation} serves" if report.generation else ""
    click.echo(plain(f"{', '.join(parts)} put back: {counted(episodes, 'episode')}{serves}"))


LITTLE_ROOM = 0.05
LEAST_FILES = 1024
Verdict = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: where it belongs, what it is, how it stands, what was found and what to do."""

    room: Literal["installation", "library", "deployment"]
    what: str
    verdict: Verdict
    found: str
    todo: str = ""


@click.command()
@as_json
@pass_context
@click.pass_context
def doctor(ctx: click.Context, context: CommandContext, /, as_json: bool) -> None:
    """Say what is wrong with the installation, the library and the deployment, and what to do about it.

    Nothing is changed, and no page is read: `archive check` looks at every byte.
    """
    findings = tuple(_findings(context))
    if as_json:
        print_json(findings)
    else:
        _tell(findings)
    if any(one.verdict == "wrong" for one in findings):
        ctx.exit(UNSOUND)


def _tell(findings: tuple[Finding, ...]) -> None:
    signs = {"ok": "ok", "note": "!", "wrong": "wrong"}
    for room in dict.fromkeys(one.room for one in findings):
        click.echo(bold(room))
        for one in (one for one in findings if one.room == room):
            click.echo(f"  {signs[one.verdict]:>5}  {one.what}: {plain(one.found)}")
            if one.todo:
                click.echo(faint(f"         {plain(one.todo)}"))
    wrong = sum(one.verdict == "wrong" for one in findings)
    click.echo("nothing is wrong" if not wrong else f"{wrong} wrong", err=True)


def _findings(context: CommandContext) -> Iterator[Finding]:
    yield from (_python(), _parts(), _meaning(), _files(), _memory())
    here = (("library", _library), ("index", _index), ("journal", _journal))
    for what, look in (("settings", _settings), *((("library", _elsewhere),) if _has_nothing(context) else here)):
        yield from _said(what, look, context)
    yield from _said("cluster", _cluster, context)
    yield from _said("disk", _disk, context)
    yield from _said("site", _site, context)


def _said(what: str, look: Callable[[CommandContext], Iterator[Finding]], context: CommandContext) -> Iterator[Finding]:
    """The findings of one look; what cannot be looked at is a finding too."""
    try:
        yield from look(context)
    except PermissionError as error:
        yield Finding("library", what, "wrong", f"{error.filename} may not be read", denied(str(error.filename)))
    except (PresentableError, OSError) as error:
        yield Finding("library", what, "wrong", str(error))


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("installation", "Python", "ok" if sys.version_info >= (3, 11) else "wrong", version)


def _parts() -> Finding:
    """The libraries that the program needs, each imported."""
    needed = ("whoosh", "bs4", "flask", "slugify", "numpy", "msgspec", "gunicorn", "httpx", "rich")
    missing = [name for name in needed if not _imports(name)]
    todo = "install the program again: pip install --force-reinstall mot-pour-mot" if missing else ""
    return Finding("installation", "libraries", "wrong" if missing else "ok", ", ".join(missing) or "all there", todo)


def _meaning() -> Finding:
    """An extra that the program does without."""
    from archive.search.meaning import INSTALL, is_installed

    here = is_installed()
    return Finding("installation", "search by meaning", "ok", "installed" if here else "not installed", "" if here else INSTALL)


def _imports(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _files() -> Finding:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    low = hard != resource.RLIM_INFINITY and hard < LEAST_FILES
    todo = f"let it open {LEAST_FILES}: LimitNOFILE in the unit, or ulimit -n" if low else ""
    return Finding("installation", "open files", "note" if low else "ok", f"{soft} of at most {hard}", todo)


def _memory() -> Finding:
    from archive.processes import can_limit_memory

    if can_limit_memory():
        return Finding("installation", "memory of a page", "ok", "held to a limit while it is read")
    told = "this system cannot limit the memory of a process: one huge page may take all of it"
    return Finding("installation", "memory of a page", "note", told)


def _settings(context: CommandContext) -> Iterator[Finding]:
    from difflib import get_close_matches

    from archive.settings import NAME, PREFIX, unknown_variables

    settings, path = context.settings(), context.directory / NAME
    yield Finding("library", "settings", "ok", "read")
    for variable in unknown_variables(context.environ):
        near = get_close_matches(variable.removeprefix(PREFIX).lower(), [field.name for field in fields(settings)], 1)
        todo = f"did you mean {PREFIX}{near[0].upper()}?" if near else "docs/settings.md lists every setting"
        yield Finding("library", "settings", "note", f"{variable} has no effect", todo)
    if settings.secret_key and is_open_to_others(path):
        yield Finding("library", "settings", "note", f"every user of this machine may read {path}", f"chmod 600 {path}")


def _has_nothing(context: CommandContext) -> bool:
    """Whether this is a machine that serves what a cluster shares, with no library of its own."""
    with suppress(PresentableError):
        return bool(context.settings().engine) and not context.directory.exists()
    return False


def _elsewhere(_: CommandContext) -> Iterator[Finding]:
    yield Finding("library", "library", "note", "none here", "`archive serve --from-cluster` needs none; staff work where it is")
    yield Finding("library", "journal", "note", "none here: what listeners look for is not counted on this machine")


def _cluster(context: CommandContext) -> Iterator[Finding]:
    """What a cluster shares, and with whom."""
    from archive.search.generations import serving
    from archive.search.index.factory import backend

    sharing = backend().sharing()
    if sharing is None:
        return
    shared, leases = sharing.serving(), sharing.leases()
    late = sum(shared not in lease.identities for lease in leases)
    found = f"{len(leases)} machines follow it" + (f", {late} of them with an earlier generation" if late else "")
    if shared is None:
        yield Finding("deployment", "cluster", "note", "nothing is shared with web machines yet", "archive reindex")
    elif serving(context.directory) not in (None, shared):
        yield Finding("deployment", "cluster", "wrong", "web machines serve another generation than this one", "archive reindex")
    else:
        yield Finding("deployment", "cluster", "ok", found)


def _library(context: CommandContext) -> Iterator[Finding]:
    from archive.library.lock import holder_of

    with context.open_read_only() as library:
        holdings = library.holdings()
        unfit = len(library.unfit_lines())
    yield Finding("library", "library", "ok", f"{context.directory}: {holdings.episodes} episodes, revision {holdings.revision}")
    if holdings.quarantined:
        yield Finding("library", "quarantine", "note", f"{holdings.quarantined} pages held back", "archive quarantine list")
    if unfit:
        yield Finding("library", "corrections", "note", f"{unfit} lines no longer fit their page", "the desk (/staff) names them")
    if writer := holder_of(context.directory / "lock"):
        yield Finding("library", "lock", "note", f"held by {writer}")
    yield from _ownership(context.directory)


def _ownership(directory: Path) -> Iterator[Finding]:
    """Files that the library's owner cannot use: somebody else's command left them."""
    if left := tuple(strangers(directory)):
        owner = name_of(directory.stat().st_uid)
        found = f"{len(left)} files are not of {owner}, who owns the directory: {left[0]}" + (" and others" if left[1:] else "")
        yield Finding("library", "owner", "wrong", found, f"chown -R --reference={directory} {directory}")
    if not os.access(directory, os.W_OK):
        yield Finding("library", "directory", "note", "cannot be written by this user", "add and reindex need to")


def _index(context: CommandContext) -> Iterator[Finding]:
    from archive.operations.pending_work import pending
    from archive.search.generations import current

    with context.open_read_only() as library:
        generation = current(context.directory)
        if generation is None:
            yield Finding("library", "index", "wrong", "nothing can be searched", "archive reindex")
            return
        try:
            waiting = pending(library, generation)
            yield Finding("library", "index", "ok", f"generation {generation.number}, {generation.manifest.episodes} episodes")
        finally:
            generation.close()
    if waiting.wants_reindex:
        yield Finding(
            "library", "waiting", "note", f"{waiting.fresh + waiting.gone} episodes not served as they are", "archive reindex"
        )


def _journal(context: CommandContext) -> Iterator[Finding]:
    from archive.operations.journal import NAME, Journal

    if not (context.directory / NAME).exists():
        yield Finding("library", "journal", "note", "none yet: no command has been noted")
        return
    with Journal.open(context.directory, context.settings().zone, read_only=True) as journal:
        last = next(iter(journal.runs(1)), None)
    if last and last.outcome in {"failed", "refused", "killed"}:
        yield Finding("library", "last command", "note", f"{last.command}: {last.outcome}", str(last.report.get("error", "")))
    else:
        yield Finding("library", "journal", "ok", f"last command: {last.command if last else 'none'}")


def _disk(context: CommandContext) -> Iterator[Finding]:
    from tempfile import gettempdir

    usage = shutil.disk_usage(context.directory if context.directory.exists() else gettempdir())
    low = usage.free < LITTLE_ROOM * usage.total
    todo = "a reindex needs as much room as the index takes" if low else ""
    yield Finding("deployment", "disk", "wrong" if low else "ok", f"{usage.free / 1e9:.1f} GB free", todo)


def _site(context: CommandContext) -> Iterator[Finding]:
    settings = context.settings()
    named = bool(settings.base_url)
    todo = "set base_url, so that links that leave the site lead back to it" if not named else ""
    yield Finding("deployment", "address", "ok" if named else "note", settings.base_url or "this machine only", todo)
    lacks = settings.desk_lacks()
    yield Finding("deployment", "desk", "note" if lacks else "ok", "closed" if lacks else "open to staff", lacks)
    if named and settings.base_url.startswith("https://") and not settings.trusted_proxies:
        yield Finding("deployment", "proxy", "note", "none is trusted", "name the web server in trusted_proxies (docs/deploy)")


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that lets a SHELL complete commands and options: `eval "$(archive completion bash)"`."""
    from click.shell_completion import get_completion_class

    from archive.cli import main

    found = get_completion_class(shell)
    if found is not None:
        click.echo(found(main, {}, "archive", "_ARCHIVE_COMPLETE").source())


COMMANDS = (check, backup, restore, doctor, completion)
