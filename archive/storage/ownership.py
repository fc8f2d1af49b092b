"""In whose name files are written: a library is its owner's, whoever's command writes to it."""

import os
import pwd
from collections.abc import Iterator
from pathlib import Path

SECRET = 0o600
"""The mode of what holds secrets: settings, and backups that hold them too."""


def write_as(directory: Path) -> None:
    """Has this process make files that those may read who may read the directory, and nobody else, whatever its umask
    was."""
    os.umask(~directory.stat().st_mode & 0o777)


def other_owner(directory: Path) -> str | None:
    """The owner of a directory, where this process is root and the directory is another's: what root writes there its
    owner cannot read, or cannot replace."""
    owner = directory.stat().st_uid
    return name_of(owner) if os.geteuid() == 0 and owner != 0 else None


def strangers(directory: Path) -> Iterator[Path]:
    """The files and folders below a directory that are not its owner's; what goes meanwhile is passed over."""
    owner = directory.stat().st_uid
    for place, folders, files in os.walk(directory):
        for name in (*folders, *files):
            path = Path(place) / name
            if path.exists() and path.lstat().st_uid != owner:
                yield path


def is_open_to_others(path: Path) -> bool:
    """Whether a file may be read by users who are neither its owner nor of its group."""
    return path.exists() and bool(path.stat().st_mode & 0o004)


def denied(path: str) -> str:
    """What to do where a file may not be read or written: by whom it may, or who has to be given it."""
    here = Path(path)
    while not os.access(here, os.F_OK, effective_ids=True) and here != here.parent:
        here = here.parent
    owner = here.stat().st_uid
    if owner == os.geteuid():
        return f"{here} is closed to its owner too: chmod u+rwX opens it"
    return f"this is {name_of(os.geteuid())}, and {here} belongs to {name_of(owner)}: give it to who runs this (chown)"


def name_of(number: int) -> str:
    """The name of a user; its number where it has none."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
