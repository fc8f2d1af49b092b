"""Attacks a library for some minutes, as a stranger would: random requests, patterns, shapes of the protocol, files that swell.

python -m tests.attack LIBRARY --minutes 30; without a library, files alone. The library is only read; files are added to libraries
of their own. The dearest requests are asked at once too. What broke a bound is named, with its seed, and ends it with code 1; the
ten dearest of each kind always are.
"""

import argparse
import contextlib
import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import quote, urlsplit

import psutil

from archive import sample
from archive.library import Library
from archive.text.tokenizer import words
from tests.attack.files import write, write_good
from tests.attack.requests import Draw
from tests.operations.remains import site

REQUEST_MS, FILE_S, FILE_S_A_MB, FILE_MB = 300.0, 20.0, 0.7, 600
"""What one request may cost of the processor, and what one file, in all processes of `add`, and more for each MB of it
as it lies: what reading a MB of records takes."""
AT_ONCE, PLAIN_SHARE, HEALTH_S = 8, 0.95, 0.2
"""While so many of the dearest are asked at once, again and again, such a share of plain searches is answered, and /healthz in such
a time."""
TOGETHER = 10
"""Files that are added at once: most of what an adding costs is its index."""
IN_PARTS = re.compile(r"/(api/(v1/)?)?(dump|export|verify)|/search\.\w")
"""What is answered in parts, each as dear as a page may be: others ask between two of them."""
ROOT = Path(__file__).parent.parent.parent


@dataclass
class Found:
    """What was tried and what it cost, the dearest ten; what broke a bound."""

    tried: Counter[str] = field(default_factory=Counter)
    dearest: list[tuple[float, str]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    last: str = ""

    def note(self, cost: float, what: str) -> None:
        self.dearest = sorted([*self.dearest, (cost, what)], reverse=True)[:10]

    def show(self, title: str, unit: str) -> None:
        print(
            f"\n{title}: {sum(self.tried.values()):,} tried ({', '.join(f'{n:,} {what}' for what, n in self.tried.most_common())})"
        )
        for cost, what in self.dearest:
            print(f"  {cost:8.1f} {unit}  {what[:150]}")
        for one in self.broken[:50]:
            print(f"  BROKEN  {one[:300]}")


@contextlib.contextmanager
def served(library: Path, workers: int = 1) -> Iterator[tuple[int, psutil.Process]]:
    """The port of the library's site, served by so many workers, and the first of them."""
    command = [sys.executable, "-m", "archive.cli", "--library", str(library), "serve", "--port", "0", "--workers", str(workers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            found = re.search(r"http://[\d.]+:(\d+)", process.stdout.readline())
            assert found, "the server printed no address"
            while not psutil.Process(process.pid).children():
                time.sleep(0.1)
            ask(int(found[1]), "GET", "/healthz", {})
            yield int(found[1]), psutil.Process(process.pid).children()[0]
        finally:
            process.terminate()


def ask(port: int, method: str, address: str, headers: dict[str, str], body: bytes | None = None) -> int:
    """The status of an answer that is read to its end; 0 for a connection that was closed without one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (http.client.HTTPException, OSError):
        return 0
    finally:
        connection.close()


def attack_site(library: Path, until: float, seed: int, most: int) -> tuple[Found, Found]:
    """Random requests, each priced by the processor's time of the worker, with what is none between them; lists in parts apart."""
    found, dumps = Found(), Found()
    slugs, said = _said(library)
    with site(library) as app:
        draw = Draw(app, slugs, said, seed)
    with served(library) as (port, worker):
        while time.monotonic() < until and sum(found.tried.values()) < most:
            if sum(found.tried.values()) % 10 == 9:
                _say(port, draw.shape())
                found.tried["shapes"] += 1
                continue
            asked = draw.request()
            before = worker.cpu_times()
            status = ask(port, asked.method, asked.address, asked.headers, asked.body)
            after = worker.cpu_times()
            cost = 1000 * (after.user + after.system - before.user - before.system)
            found.tried[str(status)] += 1
            is_dump = IN_PARTS.match(urlsplit(asked.address).path) is not None
            (dumps if is_dump else found).note(cost, f"{status} {asked.method} {asked.address}")
            dumps.tried[str(status)] += is_dump
            if status >= 500 and status != 503:
                found.broken.append(f"status {status}: {asked}"[:300])
            if cost > REQUEST_MS and not is_dump:
                found.broken.append(f"{cost:.0f} ms: {asked}")
        if ask(port, "GET", "/healthz", {}) != 200:
            found.broken.append("the site does not live any more")
    return found, dumps


def _said(library: Path) -> tuple[list[str], list[str]]:
    """Some episodes, and words of them."""
    with Library.open(library, read_only=True) as opened:
        slugs = list(opened.digests())[:40]
        episodes = [episode for slug in slugs if (episode := opened.episode(slug))]
        return slugs, [word for episode in episodes for cue in episode.cues[:200] for word in words(cue.text)]


def attack_together(library: Path, until: float, seed: int, dearest: Sequence[str]) -> Found:
    """The dearest requests at once, each asked anew as soon as it is answered, while others search and ask how the site is."""
    found, chance, waited = Found(), random.Random(seed), list[float]()
    said = [word for word in _said(library)[1] if len(word) > 3]
    with served(library, workers=2) as (port, _), ThreadPoolExecutor(AT_ONCE) as crowd:

        def again(address: str) -> None:
            while time.monotonic() < until:
                found.tried[f"dear {ask(port, 'GET', address, {})}"] += 1

        crowd.map(again, dearest)
        while time.monotonic() < until:
            search = f"/search?q={quote(' '.join(chance.sample(said, 2)))}"
            found.tried[f"search {ask(port, 'GET', search, {})}"] += 1
            began = time.monotonic()
            found.tried[f"health {ask(port, 'GET', '/healthz', {})}"] += 1
            waited.append(time.monotonic() - began)
            found.note(1000 * waited[-1], "/healthz")
            time.sleep(0.1)
    searches = sum(number for what, number in found.tried.items() if what.startswith("search"))
    if found.tried["search 200"] < PLAIN_SHARE * searches:
        found.broken.append(f"{found.tried['search 200']} of {searches} plain searches answered")
    if max(waited) > HEALTH_S:
        found.broken.append(f"/healthz waited {max(waited):.2f} s, at the median {statistics.median(waited):.3f} s")
    return found


def _say(port: int, said: bytes) -> None:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.sendall(said)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(100)


def attack_with_files(until: float, seed: int, most: int) -> Found:
    """Files, each beside a good page, some added at once to a library of their own. What these cost together no single one can
    exceed; where that is more than one may cost, each is added alone."""
    found = Found()
    sources = sorted(path for path in Path(sample.pages()).rglob("*") if path.is_file() and ".meta." not in path.name)
    sources += sorted(path for path in (ROOT / "tests/fuzz/corpus").rglob("*") if path.is_file())
    done = 0
    while time.monotonic() < until and done < most:
        numbers = list(range(done, min(done + TOGETHER, most)))
        if not _is_bounded(found, sources, seed, numbers) and len(numbers) > 1:
            for number in numbers:
                if not _is_bounded(found, sources, seed, [number]):
                    found.broken.append(found.last)
        done += len(numbers)
    return found


def _is_bounded(found: Found, sources: list[Path], seed: int, numbers: Sequence[int]) -> bool:
    """Whether some files, added at once, stay within the bounds of one and hide none of the pages beside them."""
    with tempfile.TemporaryDirectory() as work:
        folders = [Path(work, "pages", f"{number}") for number in numbers]
        for folder in folders:
            folder.mkdir(parents=True)
        good = [write_good(folder, number) for number, folder in zip(numbers, folders, strict=True)]
        chances = [random.Random(f"{seed} {number}") for number in numbers]
        # In a process of its own: what this one holds at most would be told as its child's (getrusage, ru_maxrss).
        with ProcessPoolExecutor(1, get_context("spawn")) as own:
            written = list(own.map(write, folders, repeat(sources), chances))
        code, seconds, megabytes, slugs = _add(Path(work, "library"), Path(work, "pages"))
        weights = [path.stat().st_size for path in written]
        named = zip(numbers, written, weights, strict=True)
        sizes = ", ".join(f"{number} {path.name} {weight:,}" for number, path, weight in named)
    hidden = [name for name in good if not any(slug.endswith(name) for slug in slugs)]
    found.last = f"code {code}, {seconds:.1f} s, {megabytes} MB, hidden {hidden}: {sizes} (seed {seed})"
    found.note(seconds, f"{megabytes} MB  {sizes}")
    found.tried.update(path.suffix for path in written)
    print(found.last[:400], flush=True)
    lying = sum(weights) / 1_000_000
    return code in (0, 1) and seconds <= FILE_S + FILE_S_A_MB * lying and megabytes <= FILE_MB and not hidden


def _add(library: Path, pages: Path) -> tuple[int, float, int, list[str]]:
    """The exit code of an adding, seconds of the processor of all its processes, the most MB that one of them held, and what it
    added."""
    command = [sys.executable, "-m", "archive.cli", "--library", str(library), "add", str(pages)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    with Library.open(library, read_only=True) as opened:
        slugs = list(opened.digests())
    return process.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, slugs


def main() -> int:
    """Runs all kinds, each for its part of the time."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("library", type=Path, nargs="?")
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--requests", type=int, default=1_000_000)
    asked.add_argument("--files", type=int, default=1_000_000)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    told = asked.parse_args()
    print(f"seed {told.seed}", flush=True)
    half = told.minutes * 30
    if told.library is None:
        files = attack_with_files(time.monotonic() + 2 * half, told.seed, told.files)
        files.show("files", "s")
        return 1 if files.broken else 0
    asked_for, dumps = attack_site(told.library, time.monotonic() + half, told.seed, told.requests)
    asked_for.show("requests", "ms")
    dumps.show("of them lists in parts, read to their end", "ms")
    gets = (what.split(" ", 2) for _, what in asked_for.dearest)
    dear = [address for _, method, address in gets if method == "GET"][:AT_ONCE]
    together = attack_together(told.library, time.monotonic() + min(60, half), told.seed, dear)
    together.show(f"the {len(dear)} dearest at once", "ms")
    files = attack_with_files(time.monotonic() + half, told.seed, told.files)
    files.show("files", "s")
    return 1 if asked_for.broken or together.broken or files.broken else 0


if __name__ == "__main__":
    sys.exit(main())
