"""The archive of the corpora that stand beside the project, and of its seed page, added by the command."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.search import Index, open_index

SHARED = Path(os.environ.get("MPM_SHARED") or Path(__file__).parents[3] / "shared")
SEED_SAVED = "2026-02-09T20:30:00Z"


@pytest.fixture(scope="session")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of all corpora and the seed page (guid "seed"), published."""
    if not SHARED.is_dir():
        pytest.skip("no corpora beside the project")
    folder = tmp_path_factory.mktemp("corpora")
    library = folder / "library"
    archive(library, "add", *sorted(map(str, (SHARED / "corpora").glob("*.jsonl.gz"))))
    archive(library, "add", str(_seed(folder)))
    archive(library, "reindex")
    return library


@pytest.fixture(scope="session")
def index(corpora: Path) -> Iterator[Index]:
    """That library, open for searching."""
    opened = open_index(corpora)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def address(corpora: Path) -> Iterator[str]:
    """That library, served by the command on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = subprocess.Popen(_command(corpora, "serve", "--port", str(port)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        served.terminate()
        served.wait(20)


def archive(library: Path, *arguments: str) -> None:
    """Runs the command; its complaint is the failure's text."""
    done = subprocess.run(_command(library, *arguments), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def _command(library: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "archive.cli", "--library", str(library), *arguments]


def _seed(folder: Path) -> Path:
    page = next((SHARED / "seed").glob("*.txt"))
    copy = folder / "seed" / page.name
    copy.parent.mkdir()
    shutil.copy(page, copy)
    sidecar = {"guid": "seed", "fetched_at": SEED_SAVED}
    copy.with_name(copy.name + ".meta.json").write_text(json.dumps(sidecar), "utf8")
    return copy


def _await(address: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")
