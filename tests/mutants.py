"""Small faults put into the product one at a time: `python -m tests.mutants --count 100` says which of them the tests notice.

A mutant is known by its function, its line and what is changed there, whatever file they stand in, and the choice is by a hash of
that and of the seed: two commits are asked mostly for the same ones, and `--compare` names those that an earlier run killed and
this one does not. The tests of a mutant are those of `make check` whose files import its module, or of its room's folder."""

import argparse
import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.source.trees import ROOT, Module, product

COMPARED = {
    "Lt": "<=",
    "LtE": "<",
    "Gt": ">=",
    "GtE": ">",
    "Eq": "!=",
    "NotEq": "==",
    "Is": "is not",
    "IsNot": "is",
    "In": "not in",
    "NotIn": "in",
}
SIGNS = {
    "Lt": "<",
    "LtE": "<=",
    "Gt": ">",
    "GtE": ">=",
    "Eq": "==",
    "NotEq": "!=",
    "Is": "is",
    "IsNot": "is not",
    "In": "in",
    "NotIn": "not in",
}
COPIED = (
    "archive",
    "ingest",
    "static",
    "tests",
    "docs",
    "scripts",
    "Makefile",
    "pyproject.toml",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
)
LONGEST_S = 600
MOST_FILES = 12


@dataclass(frozen=True)
class Mutant:
    """A change of one expression: where it stands, and what stands there before and after."""

    place: str
    line: int
    column: int
    before: str
    after: str
    key: str


def mutants(module: Module) -> Iterator[Mutant]:
    """Every mutant of a module's functions."""
    for function in module.functions():
        for node in ast.walk(function):
            change = _changed(node)
            before = ast.get_source_segment(module.text, node) if change else None
            if change and before and "\n" not in before and (after := change(before)) != before:
                text = module.text.splitlines()[node.lineno - 1].strip()  # type: ignore[attr-defined]
                key = f"{function.name}: {text}: {before} -> {after}"
                yield Mutant(module.place, node.lineno, node.col_offset, before, after, key)  # type: ignore[attr-defined]


def _changed(node: ast.AST) -> Callable[[str], str] | None:
    """How the text of an expression is changed; None where it is left alone."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        name = type(node.ops[0]).__name__
        return lambda text: text.replace(f" {SIGNS[name]} ", f" {COMPARED[name]} ", 1)
    if isinstance(node, ast.BoolOp) and len(node.values) == 2:
        one, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        return lambda text: text.replace(f" {one} ", f" {other} ", 1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return lambda text: text.removeprefix("not ")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        one, other = ("+", "-") if isinstance(node.op, ast.Add) else ("-", "+")
        return lambda text: text.replace(f" {one} ", f" {other} ", 1)
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return lambda text: str(node.value + 1)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        return lambda text: str(not node.value)
    return None


def drawn(seed: int, count: int) -> list[Mutant]:
    """So many of all mutants, the same for the same seed; of equal ones the first."""
    every = {one.key: one for module in product() for one in mutants(module)}
    return sorted(every.values(), key=lambda one: hashlib.sha256(f"{seed} {one.key}".encode()).digest())[:count]


def tests_of(mutant: Mutant) -> list[str]:
    """The test files that import its module, the smallest first, at most 12; else the folder of its room."""
    name = mutant.place.removesuffix(".py").replace("/", ".")
    files = sorted(ROOT.glob("tests/**/test_*.py"), key=lambda path: path.stat().st_size)
    found = [
        path
        for path in files
        if name in path.read_text("utf8") or f"from {name.rpartition('.')[0]} import" in path.read_text("utf8")
    ]
    room = ROOT / "tests" / (mutant.place.split("/")[1] if mutant.place.startswith("archive") else "ingest")
    found = found[:MOST_FILES] or ([room] if room.is_dir() else [])
    return [path.relative_to(ROOT).as_posix() for path in found]


def outcome(mutant: Mutant, checkout: Path) -> str:
    """killed, survived, or untested where no test is known to reach it."""
    files = tests_of(mutant)
    if not files:
        return "untested"
    path = checkout / mutant.place
    whole = path.read_text("utf8")
    lines = whole.splitlines(keepends=True)
    row = lines[mutant.line - 1].encode()
    lines[mutant.line - 1] = (
        row[: mutant.column] + row[mutant.column :].replace(mutant.before.encode(), mutant.after.encode(), 1)
    ).decode()
    path.write_text("".join(lines), "utf8")
    options = "-m pytest -n 0 -x -q -p no:cacheprovider -m".split()
    words = [sys.executable, *options, "not slow and not browser", *files]
    try:
        done = subprocess.run(
            words,
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=LONGEST_S,
            check=False,
        )
        return "survived" if done.returncode == 0 else "killed"
    except subprocess.TimeoutExpired:
        return "killed"
    finally:
        path.write_text(whole, "utf8")


def copy_of_checkout(folder: Path) -> Path:
    """The checkout's files in a folder, to be changed."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(source, folder / name)
    return folder


def main() -> None:
    """Prints a line a mutant; with --write keeps the outcomes, with --compare ends with 1 where an earlier run killed more."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--compare", type=Path)
    asked = parser.parse_args()
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        checkout = copy_of_checkout(Path(folder))
        for one in drawn(asked.seed, asked.count):
            found[one.key] = outcome(one, checkout)
            print(f"{found[one.key]:8} {one.place}:{one.line} {one.before} -> {one.after}", flush=True)
            if asked.write:
                asked.write.write_text(json.dumps({"seed": asked.seed, "found": found, "last": asdict(one)}), "utf8")
    print({kind: list(found.values()).count(kind) for kind in ("killed", "survived", "untested")})
    if asked.compare:
        before = json.loads(asked.compare.read_text("utf8"))["found"]
        worse = [key for key, kind in found.items() if kind != "killed" and before.get(key) == "killed"]
        print(f"{len(worse)} of {len(before.keys() & found.keys())} that were killed before are not now", *worse, sep="\n  ")
        sys.exit(bool(worse))


if __name__ == "__main__":
    main()
