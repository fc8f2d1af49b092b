"""The two ways in which tests serve a site: by the command, in a process of its own, and an application in a thread."""

import re
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

ARCHIVE = (sys.executable, "-m", "archive.cli")


def get(url: str) -> bytes:
    """What the address answers."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        body: bytes = answer.read()
        return body


@contextmanager
def serve_library(
    library: Path,
    *options: str,
    archive: Sequence[str | Path] = ARCHIVE,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """The address of a library's site, served by `archive serve` on a free port; the command prints it once it listens."""
    command = [*archive, "--library", library, "serve", "--port", "0", *options]
    process = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://[\d.:]+", line)
        assert found, f"the server printed no address: {line!r}"
        yield found.group()
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@contextmanager
def serve_app(app: Flask, port: int = 0) -> Iterator[str]:
    """The address of an application while it is served, in a thread of this process, on a free port if none is given."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        """Nothing: the test says what went wrong."""
