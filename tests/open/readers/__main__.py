"""`python -m tests.open.readers LIBRARY [NAME…]`: a line a reader: what it read, what of it differs, and how long it took."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.python_api import open_archive
from archive.web import IndexProvider, Site, create_app
from tests.open.readers import Visited
from tests.open.readers.table import READERS
from tests.servers import serve_app

EVERY = 100


@contextmanager
def visited(library: Path) -> Iterator[Visited]:
    """The archive of a library, opened and served."""
    with tempfile.TemporaryDirectory() as work, open_archive(library) as archive:
        app = create_app(Site(IndexProvider(library), archive.library))
        with serve_app(app) as address:
            yield Visited(library, app.test_client(), address, archive, Path(work))


def counted(name: str, archive: Visited) -> int:
    """Runs one reader, its progress told aside, and prints its line; how many differ."""
    started, read, wrong = time.monotonic(), 0, list[str]()
    for what, why in READERS[name](archive):
        read += 1
        if why:
            wrong.append(f"    {what}: {why}")
        if read % EVERY == 0:
            print(f"{name}: {read:,}", file=sys.stderr)
    print(f"{name:<26}{read:>8,} read{len(wrong):>6,} differ{time.monotonic() - started:>8.0f} s", *wrong, sep="\n", flush=True)
    return len(wrong) + (read == 0)


def main() -> int:
    """1 where any reader takes something else than the archive holds."""
    asked = argparse.ArgumentParser()
    asked.add_argument("library", type=Path)
    asked.add_argument("names", nargs="*", choices=[[], *READERS])
    options = asked.parse_args()
    with visited(options.library) as archive:
        print(f"{len(archive.archive):,} episodes")
        return min(1, sum(counted(name, archive) for name in options.names or READERS))


if __name__ == "__main__":
    sys.exit(main())
