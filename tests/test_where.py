"""docs/where.md names the file and the symbol of twenty features: each file gives that symbol its value."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = re.findall(r"^\| ([^|]+) \| `([^`]+)` \| `([^`]+)` \|$", (ROOT / "docs" / "where.md").read_text("utf8"), re.MULTILINE)


def test_twenty_features_are_named() -> None:
    assert len({feature for feature, _, _ in ROWS}) >= 20


@pytest.mark.parametrize(("feature", "file", "symbol"), ROWS, ids=[symbol for _, _, symbol in ROWS])
def test_the_file_of_a_feature_defines_its_symbol(feature: str, file: str, symbol: str) -> None:
    text = (ROOT / file).read_text("utf8")
    assert symbol in (set(defined(ast.parse(text))) if file.endswith(".py") else text), feature


def defined(module: ast.Module) -> Iterator[str]:
    """The names that a module gives a value: definitions, variables, parameters, and what a call names."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg | ast.keyword) and node.arg:
            yield node.arg
