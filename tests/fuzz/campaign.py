"""A long run: rounds of `tests.fuzz` for each target until it had its executions and its minutes of the processor, a line a round.
What was spent is kept in WORK/TARGET.spent.json: a run that was cut short goes on from there.

python -m tests.fuzz.campaign --work .fuzz [TARGET …]
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tests.fuzz.__main__ import FOLLOWED

CPU_S = 20 * 60
FAST = frozenset({"query", "timecode", "web_addresses", "headers"})
EXECUTIONS, FAST_EXECUTIONS = 100_000, 1_000_000
ROUND_S = 300
_COVERAGE = re.compile(r"\bcov: (\d+)")
_EXECUTED = re.compile(r"^stat::number_of_executed_units: (\d+)", re.MULTILINE)
_RSS = re.compile(r"^stat::peak_rss_mb: +(\d+)", re.MULTILINE)


@dataclass(slots=True)
class Spent:
    """What a target had: executions, seconds of the processor, branches reached before and after, greatest memory in MB."""

    executions: int = 0
    cpu_s: float = 0.0
    before: int = 0
    after: int = 0
    rss_mb: int = 0
    ended_well: bool = True

    def add(self, output: str, cpu_s: float, ended_well: bool) -> None:
        """Counts a round in."""
        branches = [int(found) for found in _COVERAGE.findall(output)]
        self.before = self.before or (branches[0] if branches else 0)
        self.after = max([self.after, *branches])
        self.executions += sum(int(found) for found in _EXECUTED.findall(output))
        self.rss_mb = max([self.rss_mb, *(int(found) for found in _RSS.findall(output))])
        self.cpu_s += cpu_s
        self.ended_well = ended_well

    def is_enough(self, target: str) -> bool:
        """Whether the target had what it is promised."""
        return self.cpu_s >= CPU_S and self.executions >= (FAST_EXECUTIONS if target in FAST else EXECUTIONS)


def rounds(target: str, work: Path) -> Iterator[Spent]:
    """What was spent, after every round, earlier runs counted in; ends with enough, or with a finding."""
    kept = work / f"{target}.spent.json"
    spent = msgspec.json.decode(kept.read_bytes(), type=Spent) if kept.exists() else Spent()
    spent.ended_well = True
    while spent.ended_well and not spent.is_enough(target):
        before = os.times()
        command = [sys.executable, "-m", "tests.fuzz", target, "--seconds", str(ROUND_S), "--work", str(work)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
        after = os.times()
        cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
        spent.add(done.stderr, cpu_s, done.returncode == 0)
        (work / f"{target}.log").write_text(done.stderr[-20_000:])
        kept.write_bytes(msgspec.json.encode(spent))
        yield spent


def main() -> None:
    """Prints a line a target as it goes."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("targets", nargs="*", default=sorted(FOLLOWED))
    words.add_argument("--work", type=Path, default=Path(".fuzz"))
    asked = words.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    for target in asked.targets:
        for spent in rounds(target, asked.work):
            print(f"{target}: {spent}", flush=True)


if __name__ == "__main__":
    main()
