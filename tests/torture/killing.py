"""What every torture does: lets a process run, kills it, and asks what serves then."""

import os
import signal
import subprocess
import time
from pathlib import Path

from archive.search.generations import current
from archive.search.generations.generation import open_engine
from archive.search.index.types import Clause, Expansion, Pattern, Request, TermPosition

KILLS = int(os.environ.get("ARCHIVE_KILLS", "4"))
"""Of each kind once at least in the suite; `make torture` does 200."""
LONGEST_S = 120 + 15 * KILLS


def lasted(process: "subprocess.Popen[bytes]") -> float:
    """How long an undisturbed process goes on, in seconds; it ends well."""
    began = time.perf_counter()
    process.communicate()
    assert process.returncode == 0
    return time.perf_counter() - began


def kill(process: "subprocess.Popen[bytes]", after: float) -> None:
    """Kills a process so many seconds from now, unless it has ended. What it started must end with it: this returns when none is
    left that could write to its output, which is a pipe."""
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    output, _ = process.communicate(timeout=60)
    assert process.returncode in {0, -signal.SIGKILL}, output


def said(root: Path, word: str) -> set[str]:
    """The slugs that hold a word, in the generation that serves."""
    generation = current(root)
    assert generation is not None
    engine = open_engine(generation)
    clause = Clause(word, (Pattern((TermPosition(word, (Expansion((word,)),)),)),))
    found = {one.slug for one in engine.summaries_of(engine.evaluate(Request((clause,), candidates=1000)).full.doc.tolist())}
    engine.close()
    return found
