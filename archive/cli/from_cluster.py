"""A machine that serves a site and has nothing of the archive: what a cluster shares is fetched into a folder, and
followed."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from archive.cli.program import CommandContext

END_S = 20
"""So long the process that follows may take to end: it may be fetching."""


@contextmanager
def followed(context: CommandContext) -> Iterator[CommandContext]:
    """The context of a folder that holds what is published now, while another process keeps it so. Raises Failure where
    nothing is shared yet."""
    from tempfile import TemporaryDirectory

    from archive.cli.program import Exit, Failure
    from archive.search.generations import ClusterFollower
    from archive.settings import NAME

    with TemporaryDirectory(prefix="archive-") as made:
        folder = Path(made)
        if (context.directory / NAME).exists():
            shutil.copyfile(context.directory / NAME, folder / NAME)
        first = ClusterFollower(folder)
        try:
            if not first.step():
                raise Failure(
                    Exit.MISUSE,
                    "nothing is shared at this address yet; `archive reindex` on the machine that has the library does so",
                )
            with _following(context, folder, first.machine):
                yield replace(context, directory=folder, is_copy=True)
        finally:
            first.close()


@contextmanager
def _following(context: CommandContext, folder: Path, machine: str) -> Iterator[None]:
    from archive.processes import begin_beside

    words = [sys.executable, "-m", "archive.cli.from_cluster", str(folder), machine]
    process = begin_beside(words, context.environ)
    try:
        yield
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(END_S)


def main(folder: str, machine: str) -> None:
    """Follows, under the name of this machine."""
    from archive.processes import input_ends
    from archive.search.generations import ClusterFollower
    from archive.web.http.health_and_logs import to_stderr

    to_stderr()
    CommandContext(Path(folder), os.environ).choose_engine()
    ClusterFollower(Path(folder), machine).follow(input_ends)


if __name__ == "__main__":
    main(*sys.argv[1:])
