"""A real `archive serve` on a free port."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ARCHIVE = (sys.executable, "-m", "archive.cli")


def get(url: str) -> bytes:
    """What the address answers."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        body: bytes = answer.read()
        return body


@contextmanager
def serving(
    library: Path, *, archive: Sequence[str | Path] = ARCHIVE, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The address of a library's site, which answers."""
    port = _free_port()
    command = [*archive, "--library", library, "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Returns when the address answers; a server that has ended or is silent for 30 s is a failure."""
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            get(url)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{url} did not answer")
