"""docs/where.md names the file and the symbol of twenty features: each file defines that symbol."""

import ast
import re
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


def defined(module: ast.Module) -> list[str]:
    """The names that a module defines at its top level."""
    names: list[str] = []
    for node in module.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names += [target.id for target in targets if isinstance(target, ast.Name)]
    return names
