"""`archive serve`: a real server on a free port."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
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
