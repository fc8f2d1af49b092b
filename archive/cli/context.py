"""Where a command works: the library directory, its settings, and the reader that belongs to them."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.storage.ownership import name_of

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
        library.who = self._user()
        return library

    def _user(self) -> str:
        """Whose command this is: the account that began it."""
        return self.environ.get("SUDO_USER") or name_of(os.geteuid())

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
