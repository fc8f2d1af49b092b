"""What the product's docstrings and comments say, held against what is there."""

import ast
import builtins
import pkgutil
import re
from collections.abc import Iterator

from tests.source.trees import Definition, Module, product

# Lines of code may have 132 characters; prose is read more easily in shorter ones.
PROSE_WIDTH = 120

_CLASS = r"(?:[a-z]\w*\.)*[A-Z][A-Za-z]+"


def long_prose() -> list[str]:
    """`file:line` of each line of docstring or comment that is too long."""
    return [f"{module.place}:{number}" for module in product() for number in _long_lines(module)]


def _long_lines(module: Module) -> Iterator[int]:
    lines = module.text.splitlines()
    return (number for number in sorted(module.prose_lines()) if len(lines[number - 1]) > PROSE_WIDTH)


def unknown_errors() -> list[str]:
    """`file: name` of each error that a docstring says is raised, and that no class is called."""
    modules = product()
    classes = {node.name for module in modules for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)}
    known = classes | set(dir(builtins))
    return [
        f"{module.place}: {name}" for module in modules for name in _raised(module) if name not in known and not _of_a_library(name)
    ]


def _of_a_library(name: str) -> bool:
    """Whether a dotted name (sqlite3.Error) leads to a class."""
    try:
        return "." in name and isinstance(pkgutil.resolve_name(name), type)
    except (ImportError, AttributeError):
        return False


def _raised(module: Module) -> Iterator[str]:
    """The classes that docstrings name behind "Raises", and all errors of that sentence."""
    for _, text in module.docstrings():
        for said in re.findall(r"\b[Rr]aises\s+([^.]*(?:\.\w[^.]*)*)", text):
            first = re.match(rf"{_CLASS}(?:(?:,\s+|\s+)(?:and\s+|or\s+)?{_CLASS})*", said)
            named = re.findall(_CLASS, first.group() if first else "") + re.findall(r"(?:[a-z]\w*\.)*\b[A-Z]\w*Error\b", said)
            yield from dict.fromkeys(named)


def undocumented() -> list[str]:
    """`module:name` of each public function, class and method of a public class without a docstring."""
    return [f"{module.name}:{name}" for module in product() for name in _undocumented(module.tree.body, "")]


def _undocumented(body: list[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        if not isinstance(node, Definition) or node.name.startswith("_"):
            continue
        if ast.get_docstring(node) is None and not _is_overload(node):
            yield prefix + node.name
        if isinstance(node, ast.ClassDef):
            yield from _undocumented(node.body, f"{prefix}{node.name}.")


def _is_overload(node: Definition) -> bool:
    return any(ast.unparse(decorator) in {"overload", "typing.overload"} for decorator in node.decorator_list)
