"""The program from outside: the command of any checkout, and the site that it serves. Only the standard library is used."""

import http.client
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from tests.servers import serve_library

HOST = "archive.test"
"""The name under which the site is asked, so that addresses with a host are the same on every port."""

SILENT = frozenset({"date", "server", "connection", "etag", "content-length"})
"""Headers that change with the run or with the bytes."""

STILL = {
    "PYTHONHASHSEED": "2026",
    "PYTHONUTF8": "1",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "COLUMNS": "120",
    "ARCHIVE_ALLOWED_HOSTS": HOST,
}
"""The titles and places of automatic chapters move with the order of sets, and with it what a process read before: the seed of
hashes is fixed, and pages are added on one core."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answered."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf8", "replace")

    @property
    def is_html(self) -> bool:
        """Whether it is a page."""
        return dict(self.headers).get("content-type", "").startswith("text/html")


@dataclass(frozen=True, slots=True)
class Done:
    """What a command ended with."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Program:
    """A checkout and the interpreter that runs it."""

    checkout: Path
    python: Path

    def run(self, library: Path, *words: str) -> Done:
        """`archive --library LIBRARY WORDS…`."""
        return self._run("-m", "archive.cli", "--library", str(library), *words)

    def must(self, library: Path, *words: str) -> None:
        """The same on one core, where there is a way to say so; a failure is an error with what the command said."""
        with _one_core():
            done = self.run(library, *words)
        if done.code:
            raise RuntimeError(f"archive {' '.join(words[:2])} ended with {done.code}: {done.err[-2000:]}")

    def says(self, code: str) -> str:
        """What a line of Python prints, with the checkout's packages."""
        return self._run("-c", code).out.strip()

    @contextmanager
    def site(self, library: Path) -> Iterator["SiteClient"]:
        """The library, served."""
        command = (self.python, "-m", "archive.cli")
        with serve_library(library, archive=command, cwd=self.checkout, env=self._environment()) as address:
            client = SiteClient(urlsplit(address).netloc)
            try:
                yield client
            finally:
                client.close()

    def _run(self, *words: str) -> Done:
        done = subprocess.run(
            [self.python, *words], cwd=self.checkout, env=self._environment(), capture_output=True, text=True, check=False
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def _environment(self) -> Mapping[str, str]:
        """Ours without settings of an archive, with the checkout's modules first, and with what could move an answer held still."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ARCHIVE_", "PYTHON"))}
        return {**kept, **STILL, "PYTHONPATH": str(self.checkout)}


@contextmanager
def _one_core() -> Iterator[None]:
    """While it lasts, this process and those it starts keep to one core, and so to one process that indexes, and one segment."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class SiteClient:
    """Asks a site, over one connection, without following redirects."""

    def __init__(self, netloc: str) -> None:
        self._connection = http.client.HTTPConnection(netloc, timeout=120)

    def get(self, path: str, **headers: str) -> Answer:
        """What the site answers at a path."""
        self._connection.request("GET", path, headers={"Host": HOST, **headers})
        answer = self._connection.getresponse()
        body = answer.read()
        shown = sorted((name.lower(), value) for name, value in answer.getheaders() if name.lower() not in SILENT)
        return Answer(answer.status, tuple(shown), body)

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


def own_path(link: str, base: str) -> str | None:
    """A link of a page as a path of the site; None where it leads elsewhere or to a file of the style."""
    found = urlsplit(urljoin(f"http://{HOST}{base}", link))
    if found.scheme != "http" or found.netloc != HOST or found.path.startswith("/static/"):
        return None
    return found.path + (f"?{found.query}" if found.query else "")
