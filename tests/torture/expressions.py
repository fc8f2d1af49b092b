"""Every regular expression of the program, and texts made from its own structure to make it explode."""

import ast
import json
import re
import re._constants as op  # type: ignore[import-not-found]
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import log
from pathlib import Path
from random import Random
from typing import Any

from tests.torture.steps import Matcher, TooManySteps, one_of, parsed_once

ROOT = Path(__file__).parent.parent.parent
CALLS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
SAMPLES = "a0 \n.:-–,;/'\"()[]<>&=_@#%é€A日\t\\|+*?!{}xyz19"
"""Letters of every kind that expressions tell apart."""
MOST_LETTERS = 6
"""So many examples of a node are looked at."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression, where it stands, its flags, and whether it is only tried at the beginning of a text."""

    where: str
    pattern: str
    flags: int
    is_anchored: bool


def expressions() -> list[Expression]:
    """Every expression of the product: those that stand in it whole, found by the syntax tree, which tells how they are used; and
    those that are put together or read from data files, found as they are compiled."""
    known = [one for room in ("archive", "ingest") for path in sorted((ROOT / room).rglob("*.py")) for one in _of_file(path)]
    patterns = {one.pattern for one in known}
    words = [sys.executable, "-m", "tests.torture.compiled"]
    compiled = json.loads(subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    return known + [
        Expression(f"{file}:{line}", pattern, flags & ~int(re.UNICODE), False)
        for file, line, pattern, flags in compiled
        if pattern not in patterns
    ]


def _of_file(path: Path) -> Iterator[Expression]:
    tree = ast.parse(path.read_text("utf-8"))
    named = {
        id(one.value): one.targets[0].id
        for one in ast.walk(tree)
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_of_re(node.func) and node.args and (pattern := _literal(node.args[0])) is not None:
            ways = {node.func.attr, *_ways(tree, named.get(id(node)))} - {"compile"}  # type: ignore[attr-defined]
            is_anchored = bool(ways) and ways <= {"match", "fullmatch"}
            yield Expression(f"{path.relative_to(ROOT)}:{node.lineno}", pattern, _flags(node), is_anchored)


def _ways(tree: ast.AST, name: str | None) -> set[str]:
    """The methods by which a module uses an expression that it gave a name."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    }


def _is_of_re(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re" and node.attr in CALLS


def _literal(node: ast.expr) -> str | None:
    """The text of an expression that stands there whole."""
    try:
        found = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None
    return found if isinstance(found, str) else found.decode("latin-1") if isinstance(found, bytes) else None


def _flags(call: ast.Call) -> int:
    names = [
        node.attr
        for part in (*call.args[1:], *(one.value for one in call.keywords))
        for node in ast.walk(part)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re"
    ]
    return sum({getattr(re, name) for name in names if isinstance(getattr(re, name, None), re.RegexFlag)})


def killers(expression: Expression, size: int) -> Iterator[str]:
    """Texts of about a size: what comes before a repeat, then what it repeats without end, then what cannot follow."""
    for before, pump in _pumps(parsed_once(expression.pattern, expression.flags).nodes, ""):
        for unit in dict.fromkeys(pump):
            for tail in ("", "\x00", "!", "x"):
                yield before + unit * max(1, size // len(unit)) + tail


def _pumps(nodes: list[tuple[Any, Any]], before: str) -> Iterator[tuple[str, list[str]]]:
    """For every repeat of an expression an example of what stands before it, and examples of what it takes."""
    for kind, value in nodes:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) and value[1] > 8:
            yield before, [example for example in _examples(list(value[2])) if example]
        for inner in _within(kind, value):
            yield from _pumps(inner, before)
        before += next(iter(_examples([(kind, value)])), "")


def _within(kind: Any, value: Any) -> list[list[tuple[Any, Any]]]:
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return [list(value[2])]
    if kind is op.SUBPATTERN:
        return [list(value[3])]
    if kind is op.BRANCH:
        return [list(branch) for branch in value[1]]
    if kind is op.ATOMIC_GROUP:
        return [list(value)]
    return [list(value[1])] if kind in (op.ASSERT, op.ASSERT_NOT) else []


def _examples(nodes: list[tuple[Any, Any]]) -> list[str]:
    """A few texts that the nodes take."""
    found = [""]
    for kind, value in nodes:
        further = _of_node(kind, value)[:MOST_LETTERS]
        found = [text + more for text in found[:4] for more in further]
    return found


def _of_node(kind: Any, value: Any) -> list[str]:
    if kind in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
        return list(_letters(kind, tuple(value) if kind is op.IN else value))
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return [example * max(1, value[0]) for example in _examples(list(value[2]))]
    if kind is op.BRANCH:
        return [example for branch in value[1] for example in _examples(list(branch))[:2]]
    inner = _within(kind, value)
    return _examples(inner[0]) if inner and kind in (op.SUBPATTERN, op.ATOMIC_GROUP) else [""]


@cache
def _letters(kind: Any, value: Any) -> tuple[str, ...]:
    """The first letters that a node takes, as many as `_examples` looks at; a node stands in many texts."""
    taken = (one for one in (*SAMPLES, *_own(kind, value)) if one_of(kind, value, one, ignores_case=False, dot_all=False))
    return tuple(islice(taken, MOST_LETTERS))


def _own(kind: Any, value: Any) -> list[str]:
    """Letters that the node names itself."""
    if kind is op.LITERAL:
        return [chr(value)]
    return (
        [chr(one if inner is op.LITERAL else one[0]) for inner, one in value if inner in (op.LITERAL, op.RANGE)]
        if kind is op.IN
        else []
    )


def steps(expression: Expression, text: str, most: int) -> int:
    """How many steps an expression takes over a text, `most` + 1 where they are more."""
    matcher = Matcher(expression.pattern, expression.flags, text, most)
    try:
        (matcher.match if expression.is_anchored else matcher.search)()
    except TooManySteps:
        return most + 1
    return matcher.steps


def growth(expression: Expression, size: int = 64, most: int = 400_000, most_in_all: int | None = None) -> tuple[float, str]:
    """By what power of its length the steps of an expression grow at worst, and over which text. No further text is tried once
    `most_in_all` steps were taken; the order of the texts is then drawn by the expression itself, the same in every run."""
    pairs, worst, taken = list(zip(killers(expression, size), killers(expression, 2 * size), strict=False)), (0.0, ""), 0
    if most_in_all is not None:
        Random(expression.pattern).shuffle(pairs)
    for text, longer in pairs:
        few, many = steps(expression, text, most), steps(expression, longer, most)
        if many > most:
            return 9.0, longer
        worst, taken = max(worst, (_power(few, many, len(text), len(longer)), longer)), taken + few + many
        if most_in_all is not None and taken > most_in_all:
            break
    return worst


def _power(few: int, many: int, short: int, long: int) -> float:
    return log(max(1, many) / max(1, few)) / log(long / short) if long > short else 0.0
