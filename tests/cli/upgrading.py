"""An upgrade in place, tried as an owner does it: `make upgrade`.

A library that an older program made (FROM, a commit) is served by this program after `reindex --reclean`;
and while a site runs that nobody has asked anything yet, its program is overwritten by the other version: it answers on
with what it holds."""

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import urllib.error
import urllib.request
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cli.test_upgrade import ADDRESSES, SLUG

ROOT = Path(__file__).parents[2]
MORE = (f"/episodes/{SLUG}.vtt", "/api/search?q=galet", "/feeds/episodes.atom", "/sitemap.xml", "/healthz", "/calendar")
FOLDERS = ("archive", "ingest", "static")


def put(program: Path, commit: str | None) -> None:
    """Lays the program of a commit, or of this tree, over what is there."""
    if commit is None:
        for name in FOLDERS:
            shutil.copytree(ROOT / name, program / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        return
    packed = subprocess.run(["git", "archive", commit, *FOLDERS], cwd=ROOT, capture_output=True, check=True).stdout
    for name in FOLDERS:
        shutil.rmtree(program / name, ignore_errors=True)
    with tarfile.open(fileobj=BytesIO(packed)) as tar:
        tar.extractall(program, filter="data")


def run(program: Path, library: Path, *words: str) -> str:
    """A command of the program in a folder."""
    command = [sys.executable, "-m", "archive.cli", "--library", str(library), *words]
    env = {**os.environ, "PYTHONPATH": str(program), "PYTHONSAFEPATH": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=program.parent, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (words, done.stdout[-500:], done.stderr[-1500:])
    return done.stdout


def asked(address: str) -> int:
    """The status of an address."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def statuses(program: Path, library: Path, change: str) -> dict[str, int]:
    """What a site answers whose program was overwritten by that of a commit before anybody asked."""
    command = [sys.executable, "-m", "archive.cli", "--library", str(library), "serve", "--port", "0", "--workers", "2"]
    env = {**os.environ, "PYTHONPATH": str(program), "PYTHONSAFEPATH": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    site = subprocess.Popen(command, cwd=program.parent, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert site.stdout is not None
        base = site.stdout.readline().split(" at ")[1].split()[0]
        asked(f"{base}/healthz")  # the workers are there
        put(program, change)
        return {address: asked(base + address) for address in (*ADDRESSES, *MORE)}
    finally:
        site.terminate()
        site.wait(30)


def main(commit: str) -> None:
    """Tries both, and says what came of it."""
    with TemporaryDirectory() as made:
        program, library = Path(made) / "program", Path(made) / "library"
        program.mkdir()
        put(program, commit)
        print(run(program, library, "add", str(program / "archive" / "sample" / "pages")).strip())
        put(program, None)
        for words in (("reindex", "--reclean"), ("check",), ("doctor",), ("search", "galet"), ("export", "--jsonl")):
            print(f"{' '.join(words)}: {len(run(program, library, *words))} characters")
        found = statuses(program, library, commit)
        for address, status in found.items():
            print(status, address)
        assert set(found.values()) == {200}, found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", nargs="?", default="234dc0c")
    main(parser.parse_args().commit)
