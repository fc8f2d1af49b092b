"""The process that keeps a folder as a cluster shares it, until its standard input ends: `python -m archive.cli.follower DIR NAME`.

`archive serve --from-cluster` begins it; the engine stands in the environment.
"""

import os
import sys
from pathlib import Path

from archive.cli.context import CommandContext


def main(folder: str, machine: str) -> None:
    """Follows, under the name of this machine."""
    from archive.processes import input_ends
    from archive.search.generations import Follower
    from archive.web.http.logs import to_stderr

    to_stderr()
    CommandContext(Path(folder), os.environ).choose_engine()
    Follower(Path(folder), machine).follow(input_ends)


if __name__ == "__main__":
    main(*sys.argv[1:])
