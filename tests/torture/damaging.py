"""Damages of every kind of file of a library: what the site answers then, whether it is noticed, what can be healed.

python -m tests.torture.damaging --count 1000     [--first-seed N]
"""

import argparse
import gc
import json
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.errors import PresentableError
from archive.library import Library
from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from archive.operations.add import add
from archive.operations.integrity import CheckReport, check
from archive.operations.journal import Journal
from archive.operations.reindex import reindex
from archive.operations.sign_in import StaffSessions
from archive.operations.takedown import take_down
from archive.search.generations import generation
from archive.web import IndexProvider, Site, create_app
from tests.operations.pages import CLEANER, read, spoken

ASKED = (
    *(
        f"/api/search?q={words}&limit=50"
        for words in ("phrase", "cornemuse", "hautbois", "%22lot+3%22", "nettoyee", "lign*", "retire")
    ),
    "/api/search?q=phrase&show=Le+Quart&sort=date",
    "/api/suggest?q=cor",
    "/api/episodes/p003",
    "/api/episodes/neuf",
    "/episodes/p005.txt",
)
EPISODES = 12
LATE = "neuf"
"""The page that came after the reindex."""
SKIPPED = ("lock", "library.sqlite-shm", "publishing")
"""Files without contents, and SQLite's shared memory, which it makes anew."""


def build(directory: Path) -> None:
    """A library with a reindex behind it, so that earlier generations are kept; an increment; an episode taken down after."""
    with Library.open(directory, create=True) as library:
        pages = [
            spoken(f"p{n:03}", *(f"une phrase du lot {n} ligne {line}" for line in range(6)), show="Le Quart")
            for n in range(EPISODES)
        ]
        add(library, [*pages, spoken("perdu", "ce mot est retire")], read)
        reindex(library, _read_again, reclean=True, force=True)
        with Journal.open(directory) as journal:
            journal.count("cornemuse", total=1, partial=0)
        add(library, [spoken(LATE, "le hautbois et la cornemuse")], read)
        take_down(library, read, ("perdu",), "court order")
    sessions = StaffSessions(directory)
    sessions.attempt("192.0.2.1")
    sessions.begin("a hash")


def _read_again(page: RawPage) -> Episode | Refusal:
    """The reader since the reindex, which a repair cleans damaged texts with too."""
    if page.origin == LATE:
        return read(page)
    return read(spoken(page.origin, *_cleaned(page.origin), show="Le Quart"), cleaner=CLEANER + 1)


def _cleaned(origin: str, what: str = "phrase nettoyee") -> tuple[str, ...]:
    number = int(origin[1:]) if origin[1:].isdigit() else 99
    said = "ce mot est retire" if origin == "perdu" else f"une {what} du lot {number}"
    return (said, *(f"{said} ligne {line}" for line in range(5)))


@dataclass(frozen=True, slots=True)
class Hurt:
    """A damage: the file within the library, and what was done to it."""

    file: str
    what: str


def files_of(directory: Path) -> dict[str, list[Path]]:
    """The files of a library by kind: what ends alike is of one kind."""
    kinds: dict[str, list[Path]] = {}
    for path in sorted(directory.rglob("*")):
        if path.is_file() and path.name not in SKIPPED and path.stat().st_size:
            kinds.setdefault(path.name.partition(".")[2] or path.name, []).append(path)
    return kinds


def hurt(directory: Path, dice: random.Random) -> Hurt:
    """Flips a bit, zeroes a run, cuts, or takes away one file of a kind drawn evenly; the index's kinds and the library's alike."""
    kinds = files_of(directory)
    path = dice.choice(kinds[dice.choice(sorted(kinds))])
    data = bytearray(path.read_bytes())
    place = dice.randrange(len(data))
    what = dice.choices(("bit", "run", "cut", "gone"), (6, 2, 2, 1))[0]
    if what == "bit":
        data[place] ^= 1 << dice.randrange(8)
    elif what == "run":
        length = min(len(data) - place, dice.choice((1, 16, 512, 4096)))
        data[place : place + length] = dice.randbytes(length)
    elif what == "cut":
        del data[place:]
    path.unlink()  # a link of another generation's keeps its bytes: a damage of one name, as of one generation
    if what != "gone":
        path.write_bytes(bytes(data))
    return Hurt(str(path.relative_to(directory)), f"{what} at {place}")


Answers = dict[str, tuple[int, Any]]


@contextmanager
def site(directory: Path) -> Iterator[Any]:
    """A client of the site, opened afresh."""
    with Library.open(directory, read_only=True) as library:
        yield create_app(Site(IndexProvider(directory), library)).test_client()
    gc.collect()  # lets go of the generations


def answers(directory: Path) -> Answers:
    """Status and contents of all that is ASKED, in one process; what differs from one asking to the next is left out."""
    with site(directory) as client:
        return {address: _plain(client.get(address)) for address in ASKED}


def _plain(response: Any) -> tuple[int, Any]:
    if not response.is_json:
        return response.status_code, response.get_data()
    found = response.get_json()
    if isinstance(found, dict):
        found.pop("took_ms", None)
        for receipt in (found.get("receipt"), found.get("explanation")):
            if isinstance(receipt, dict):
                receipt.pop("generation", None)
    return response.status_code, json.dumps(found, sort_keys=True)


@dataclass(slots=True)
class Tally:
    """What came of the damages. `wrong`: answers that neither the serving nor an earlier generation gives; `raw`: errors of the
    program; `unnoticed`: changed bytes of which `check` says nothing; `idle`: those of them that are no part of any row (SQLite has
    rooms between and behind its rows that hold nothing, and the next change may write over)."""

    tried: int = 0
    answered: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    unnoticed: list[str] = field(default_factory=list)
    idle: int = 0
    unhealed: Counter[str] = field(default_factory=Counter)
    healed: int = 0


def judge(
    tally: Tally, was: Hurt, found: Mapping[str, tuple[int, Any]], sound: Mapping[str, tuple[int, Any]], earlier: Mapping[str, Any]
) -> None:
    """Holds the answers of a damaged library against those of the sound one and of the generation that may stand in."""
    for address, (status, told) in found.items():
        if status == 503:
            tally.answered["503"] += 1
        elif status == 500:
            tally.raw.append(f"{was.file} ({was.what}): {address}")
        elif (status, told) == sound[address]:
            tally.answered["as ever"] += 1
        elif (status, told) == earlier[address]:
            tally.answered["the earlier generation"] += 1
        else:
            tally.wrong.append(f"{was.file} ({was.what}): {address}: {status} {str(told)[:300]}")


def steady_answers(work: Path, sound: Answers, earlier: Answers) -> Answers:
    """What the site answers; asked thrice at most where an answer is another one: damage stays, but a busy machine may cut an
    answer short once."""
    found = answers(work)
    for _ in range(2):
        if all(one in (sound[address], earlier[address]) or one[0] in (500, 503) for address, one in found.items()):
            break
        found = answers(work)
    return found


def looked_at(directory: Path, *, repair: bool) -> CheckReport | str:
    """What `check` says; the words of an error that ends it."""
    try:
        with Library.open(directory, read_only=not repair) as library:
            return check(library, _read_again, repair=repair)
    except PresentableError as error:
        return str(error)


def once(base: Path, work: Path, seed: int, sound: Answers, earlier: Answers, tally: Tally, *, heal: bool) -> None:
    """One damage, from a fresh copy: asked, checked, and with `heal` repaired and asked again."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(base, work)
    # Every file of a small library is small: with every second damage none is verified on opening, only what is used.
    generation.SMALL_BYTES = (1 << 16) * (seed % 2)
    was = hurt(work, random.Random(seed))
    tally.tried += 1
    try:
        judge(tally, was, steady_answers(work, sound, earlier), sound, earlier)
    except PresentableError:
        tally.answered["will not start"] += 1
    report = looked_at(work, repair=False)
    if not isinstance(report, str) and report.sound and not report.faults:
        kept = all_rows(base / was.file)
        if kept is not None and all_rows(work / was.file) == kept:
            tally.idle += 1
        else:
            tally.unnoticed.append(f"{was.file} ({was.what})")
    elif heal:
        _heal(work, was, tally, sound)


def all_rows(path: Path) -> list[str] | None:
    """Every table and row of a SQLite file, as SQL; None where it is no such file, or cannot be read."""
    if path.suffix != ".sqlite" or not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return list(connection.iterdump())
    except (sqlite3.Error, UnicodeError):
        return None


def _heal(work: Path, was: Hurt, tally: Tally, sound: Answers) -> None:
    report = looked_at(work, repair=True)
    if isinstance(report, str) or not report.sound:
        tally.unhealed[Path(was.file).name.partition(".")[2] or was.file] += 1
    else:
        tally.healed += 1
        judge(tally, Hurt(was.file, f"{was.what}, healed"), answers(work), sound, sound)


def earlier_answers(base: Path, work: Path) -> Answers:
    """What the earlier generation answers without what was taken down since: the serving one's files are taken away."""
    shutil.copytree(base, work)
    newest = max((work / "index").glob("g[0-9]*"))
    (newest / "mentions").unlink()
    found = answers(work)
    shutil.rmtree(work)
    return found


def run(count: int, first_seed: int, folder: Path, heal_every: int = 1) -> Tally:
    """So many damages, each of a copy of one library."""
    base, work, tally = folder / "base", folder / "work", Tally()
    build(base)
    sound, earlier = answers(base), earlier_answers(base, work)
    for seed in range(first_seed, first_seed + count):
        once(base, work, seed, sound, earlier, tally, heal=seed % heal_every == 0)
    return tally


def main() -> None:
    """Prints what came of so many damages; exits with 1 where an answer was wrong, an error raw, or damage not noticed."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=1000)
    words.add_argument("--first-seed", type=int, default=0)
    words.add_argument("--heal-every", type=int, default=1)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(asked.count, asked.first_seed, Path(folder), asked.heal_every)
    print(f"{tally.tried} damages: {dict(tally.answered)}; healed {tally.healed}, not healed {dict(tally.unhealed)}")
    print(f"in bytes that hold nothing: {tally.idle}")
    for name in ("wrong", "raw", "unnoticed"):
        lines = getattr(tally, name)
        print(f"{name}: {len(lines)}")
        print("\n".join(f"  {line}" for line in lines[:40]))
    sys.exit(1 if tally.wrong or tally.raw or tally.unnoticed else 0)


if __name__ == "__main__":
    main()
