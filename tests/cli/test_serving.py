"""`archive serve`: a real server on a free port."""

import json
import re
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Run, started


@pytest.fixture
def served(copied: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a running server, and its process."""
    words = [sys.executable, "-m", "archive.cli", "--library", str(copied), "serve", "--port", "0", "--workers", "2"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    found = re.search(r"19 episodes at (http://127\.0\.0\.1:\d+)", process.stdout.readline())
    assert found
    yield found[1], process
    process.terminate()
    process.communicate(timeout=20)


def get(address: str) -> dict[str, object]:
    with urllib.request.urlopen(address, timeout=20) as response:
        return dict(json.load(response))


def test_the_printed_address_answers_as_search_does(served: tuple[str, subprocess.Popen[str]], run: Run) -> None:
    address, _ = served
    assert get(f"{address}/healthz")["episodes"] == 19
    online = get(f"{address}/api/search?q=commande+publique")
    offline = json.loads(run("search", "commande", "publique", "--json").stdout)
    for answer in (online, offline):
        del answer["took_ms"]
    assert online == offline


def test_a_newer_index_is_taken_up_without_a_restart(
    served: tuple[str, subprocess.Popen[str]], copied: Path, tmp_path: Path
) -> None:
    address, _ = served
    row = {
        "id": "neuf",
        "title": "Neuf",
        "language": "fr",
        "segments": [{"start": at, "text": f"xylophoniste {at}"} for at in range(9)],
    }
    (tmp_path / "new.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert get(f"{address}/api/search?q=xylophoniste")["total"] == 0
    assert started(copied, "add", str(tmp_path / "new.jsonl")).exit_code == 0
    assert get(f"{address}/api/search?q=xylophoniste")["total"] == 1


def test_it_ends_at_once_and_quietly_when_it_is_told_to(served: tuple[str, subprocess.Popen[str]]) -> None:
    address, process = served
    get(f"{address}/healthz")
    process.send_signal(signal.SIGINT)
    _, log = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in log
    assert json.loads(log.splitlines()[0])["said"] == "GET /healthz"


def test_a_taken_port_is_misuse_and_says_what_to_give_instead(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 2
    assert "another --port" in result.stderr


@contextmanager
def on_socket(path: Path, library: Path) -> Iterator[None]:
    """A library's site on a socket of the file system."""
    command = [sys.executable, "-m", "archive.cli", "--library", str(library), "serve", "--socket", str(path), "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert str(path) in process.stdout.readline()
        yield
        process.terminate()


def asked(path: Path, request: str) -> str:
    """What the socket answers."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(20)
        client.connect(str(path))
        client.sendall(request.replace("\n", "\r\n").encode())
        return b"".join(iter(lambda: client.recv(65536), b"")).decode("utf8", "replace")


def test_a_site_on_a_socket_believes_its_web_server_and_leaves_nothing_behind(copied: Path, tmp_path: Path) -> None:
    (copied / "settings.toml").write_text('base_url = "https://archive.example.org"\n', "utf8")
    path = tmp_path / "site.sock"
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(path))
    with on_socket(path, copied):
        assert stat.S_IMODE(path.stat().st_mode) == 0o660
        head = "Host: archive.example.org\nX-Forwarded-For: 198.51.100.7\nX-Forwarded-Proto: https\nConnection: close\n\n"
        answered = asked(path, f"GET / HTTP/1.1\n{head}")
        assert answered.startswith("HTTP/1.1 200"), answered[:300]
        assert "Strict-Transport-Security" in answered, "it knows that the visitor came by TLS"
        again = started(copied, "serve", "--socket", str(path))
        assert (again.exit_code, "cannot be listened on" in again.stderr) == (2, True)
    assert not path.exists()
