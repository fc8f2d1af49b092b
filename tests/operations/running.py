"""The command and the site as processes of their own, as staff and listeners meet them."""

import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from archive.cli import main

ARCHIVE = [sys.executable, "-m", "archive.cli"]


def archive(library: Path, *words: str, expect: int = 0) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end; its exit code is the expected one."""
    done = subprocess.run([*ARCHIVE, "--library", str(library), *words], capture_output=True, text=True, check=False)
    assert done.returncode == expect, (words, done.returncode, done.stderr[-2000:])
    return done


def told(library: Path, *words: str, expect: int = 0) -> Any:
    """The JSON that a command prints."""
    return json.loads(archive(library, *words, "--json", expect=expect).stdout)


def archive_here(library: Path, *words: str, expect: int = 0) -> str:
    """What a command prints, run to its end in this process: where what it leaves is tested, not the process."""
    done = CliRunner(env={"ARCHIVE_LIBRARY": ""}).invoke(main, ["--library", str(library), *words])
    assert done.exit_code == expect, (words, done.exit_code, done.stderr[-2000:], done.exception)
    return done.stdout


def refused_here(library: Path, *words: str) -> str:
    """Why a command, run in this process, does not do what it is asked to."""
    done = CliRunner(env={"ARCHIVE_LIBRARY": ""}).invoke(main, ["--library", str(library), *words])
    assert done.exit_code != 0, words
    return done.stderr


def told_here(library: Path, *words: str, expect: int = 0) -> Any:
    """The JSON that a command prints, run in this process."""
    return json.loads(archive_here(library, *words, "--json", expect=expect))


def status(address: str) -> int:
    """The status with which an address answers."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@dataclass
class Listener:
    """Somebody who asks without a pause; `statuses` counts what came back, 0 for no answer at all."""

    addresses: list[str]
    statuses: dict[int, int] = field(default_factory=dict)
    _ending: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def asking(self) -> Iterator["Listener"]:
        thread = threading.Thread(target=self._ask)
        thread.start()
        try:
            yield self
        finally:
            self._ending.set()
            thread.join()

    def _ask(self) -> None:
        turn = 0
        while not self._ending.is_set():
            try:
                answered = status(self.addresses[turn % len(self.addresses)])
            except OSError:
                answered = 0
            self.statuses[answered] = self.statuses.get(answered, 0) + 1
            turn += 1
            time.sleep(0.02)
