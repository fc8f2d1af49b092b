"""The program round the commands: where it works (library, settings, reader), which errors become which exit
code, how modules bring their commands."""

import importlib
import io
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.output import FullHelp
from archive.errors import DamagedDataError, PresentableError, UnavailableError
from archive.storage.file_writing import denied, name_of

if TYPE_CHECKING:
    from archive.library import Library
    from archive.model.page import Reader
    from archive.search import Index
    from archive.settings import Settings
    from ingest.sources.sources_file import Sources

SOURCES = "sources.toml"
"""The file of taught sources, in the library's directory."""


@dataclass(frozen=True, slots=True)
class CommandContext:
    """The directory a command works in and the environment it was started in. `is_copy`: the directory holds what a
    cluster shares; library, journal and staff are on another machine."""

    directory: Path
    environ: Mapping[str, str]
    is_copy: bool = False

    def settings(self) -> "Settings":
        """What the owner has set. Raises SettingsError."""
        from archive.settings import Settings

        return Settings.read(self.directory, self.environ)

    def choose_engine(self) -> None:
        """Has this process search by the engine that the settings name. Settings that cannot be read name none: who
        reads them for more will say so."""
        from archive.settings import NAME, SettingsError

        if "ARCHIVE_ENGINE" in self.environ or (self.directory / NAME).exists():
            with suppress(SettingsError):
                _choose(self.settings())

    def open_read_only(self) -> "Library":
        """The library, to be read. Raises LibraryError."""
        from archive.library import Library

        return Library.open(self.directory, read_only=True)

    def open_writable(self, *, create: bool = False, wait_s: float = 0.0) -> "Library":
        """The library, to be written by this command alone; one that another writes is waited for. Raises LibraryError,
        LibraryLocked."""
        from archive.library import Library

        library = Library.open(self.directory, create=create, wait_s=wait_s)
        library.who = self.environ.get("SUDO_USER") or name_of(os.geteuid())
        return library

    def reader(self) -> "Reader":
        """What makes an episode of a saved page, by the sources that were taught, with dates in the archive's zone.
        Raises SourcesError."""
        from ingest import read

        return partial(read, zone=self.settings().zone, sources=self.sources())

    def sources(self) -> "Sources":
        """The sources that were taught; none where there is no `sources.toml`. Raises SourcesError."""
        from ingest.sources.sources_file import Sources, SourcesError, parse

        try:
            return parse((self.directory / SOURCES).read_text("utf-8"))
        except FileNotFoundError:
            return Sources()
        except (OSError, UnicodeDecodeError) as error:
            raise SourcesError(f"{SOURCES} cannot be read: {error}") from error

    def index(self) -> "Index":
        """The index that serves. Raises SearchError, and LibraryError where the directory is not there."""
        from archive.search import open_index

        if not (self.is_copy or self.directory.exists()):
            self.open_read_only().close()  # which says so
        return open_index(self.directory)


def _choose(settings: "Settings") -> None:
    if settings.engine:
        from archive.search.index.factory import EngineChoice, choose

        choose(EngineChoice(settings.engine, settings.engine_user, settings.engine_password, settings.engine_ca))


pass_context = click.make_pass_decorator(CommandContext)
as_json = click.option("--json", "as_json", is_flag=True, help="The result as one JSON object on stdout.")


class Exit(IntEnum):
    """How a command ends that does not end well: some pages failed, or the disk did, and the rest went on; what was
    asked cannot be done here; what was built is not published; another process holds the library; Ctrl-C."""

    SOME_FAILED = 1
    MISUSE = 2
    REFUSED = 3
    LOCKED = 4
    INTERRUPTED = 128 + signal.SIGINT


class Failure(click.ClickException):
    """A command that ends with one line on stderr and an exit code."""

    def __init__(self, code: Exit, message: object) -> None:
        super().__init__(" ".join(str(message).split()))
        self.exit_code = code  # type: ignore[misc]

    def show(self, file: Any = None) -> None:
        """The line, on stderr; none where that cannot be written to."""
        with suppress(OSError):
            click.echo(f"archive: {self.message}", err=True)


class Program(FullHelp):
    """The group of all commands. What our own rooms raise becomes one line and its exit code; so does trouble with the
    disk."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of their modules."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            raise Failure(Exit.INTERRUPTED, "interrupted; nothing is lost, and the same command goes on from here") from None
        except Exception as error:
            failure = failure_of(error)
            if failure is None:
                raise
            raise failure from error


def failure_of(error: Exception) -> Failure | None:
    """The line and the exit code of an error that a person can do something about; None for a fault of the program."""
    import sqlite3

    from archive.library import LibraryLocked
    from archive.operations.errors import DiskTrouble, PublicationRefused
    from archive.operations.journal import JournalLocked

    if isinstance(error, LibraryLocked | JournalLocked):
        return Failure(Exit.LOCKED, error)
    if isinstance(error, PublicationRefused | UnavailableError):
        return Failure(Exit.REFUSED, error)
    if isinstance(error, OSError | sqlite3.Error) or _cannot_load(error):
        return Failure(Exit.SOME_FAILED, _disk_words(error))
    if isinstance(error, DiskTrouble | DamagedDataError):
        return Failure(Exit.SOME_FAILED, error)
    return Failure(Exit.MISUSE, error) if isinstance(error, PresentableError) else None


def _cannot_load(error: Exception) -> bool:
    """Whether the system cannot read a library of the program's: dlopen says so in words alone."""
    return isinstance(error, ImportError) and "cannot open shared object file" in str(error)


def _disk_words(error: Exception) -> str:
    if isinstance(error, PermissionError) and error.filename:
        return f"{error.filename}: {error.strerror}; {denied(str(error.filename))}"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}; nothing that was kept is lost"
    return f"{error}; nothing that was kept is lost"


def program(modules: Sequence[str]) -> click.Group:
    """The program with the COMMANDS of these modules."""
    group = Program(
        "archive",
        callback=_enter,
        params=[_library_option(), _engine_option(), _version_option()],
        help="Find what was said, to the second. Saved pages go in with `add`; `serve` shows the site.",
        epilog="Exit codes: 0 fine, 1 some pages failed, 2 misuse, 3 not published or no cluster, 4 locked by another process.",
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
        no_args_is_help=False,
        invoke_without_command=True,
    )
    for name in modules:
        for command in importlib.import_module(name).COMMANDS:
            group.add_command(command)
    return group


def _library_option() -> click.Option:
    return click.Option(
        ["--library"],
        type=click.Path(path_type=Path, file_okay=False),
        envvar="ARCHIVE_LIBRARY",
        default=Path("library"),
        show_default="$ARCHIVE_LIBRARY, else ./library",
        help="The directory of the archive.",
    )


def _engine_option() -> click.Option:
    return click.Option(
        ["--engine"],
        help="The cluster that searches, such as opensearch+https://host:9200/archive; by default the one that the settings name.",
    )


def _version_option() -> click.Option:
    return click.Option(
        ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version."
    )


def _show_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    from importlib.metadata import version

    if wanted:
        click.echo(f"archive {version('mot-pour-mot')}")
        ctx.exit()


@click.pass_context
def _enter(ctx: click.Context, library: Path, engine: str | None) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that cannot write a letter shows ? for it
    # Each process reads with one thread, and as many processes as there are cores: read by numpy when it is first
    # imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    ctx.obj = CommandContext(library, os.environ | {"ARCHIVE_ENGINE": engine} if engine else os.environ)
    ctx.obj.choose_engine()
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
