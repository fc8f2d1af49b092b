"""The syntax trees of the product: its modules, what each defines and which modules of the product it imports."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("archive", "ingest")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Module:
    """One module of the product."""

    name: str
    path: Path
    text: str

    @property
    def place(self) -> str:
        """Its path below the checkout."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return self.text.count("\n")

    @property
    def is_package(self) -> bool:
        """Whether it is a folder's __init__."""
        return self.path.name == "__init__.py"

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> dict[str, str]:
        """Local name -> the dotted name it was imported from, imports within functions too."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {one.asname or one.name.partition(".")[0]: one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom):
                base = self._base_of(node)
                found |= {one.asname or one.name: f"{base}.{one.name}" for one in node.names}
        return found

    def _base_of(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        kept = parts[: len(parts) - node.level + self.is_package]
        return ".".join([*kept, *filter(None, [node.module])])

    def classes(self) -> Iterator[ast.ClassDef]:
        """The classes at its top level."""
        return (node for node in self.tree.body if isinstance(node, ast.ClassDef))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """All functions and methods, however deep."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def docstrings(self) -> Iterator[tuple[int, str]]:
        """First line and text of each docstring."""
        for node in ast.walk(self.tree):
            if isinstance(node, Definition | ast.Module) and (text := ast.get_docstring(node, clean=False)) is not None:
                yield node.body[0].lineno, text

    def prose_lines(self) -> set[int]:
        """The numbers of lines that are docstring or comment."""
        spans = (range(line, line + text.count("\n") + 1) for line, text in self.docstrings())
        return {number for span in spans for number in span} | self._comment_lines()

    def _comment_lines(self) -> set[int]:
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return {token.start[0] for token in tokens if token.type == tokenize.COMMENT}


@cache
def product() -> list[Module]:
    """Every module of the product, by name."""
    paths = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return sorted((_module(path) for path in paths), key=lambda module: module.name)


def _module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, path.read_text("utf8"))


def importers(modules: list[Module]) -> dict[str, set[str]]:
    """Module -> those that import it, or something of it; what a folder's __init__ hands on counts for the module it is of."""
    names = {module.name: module for module in modules}
    found: dict[str, set[str]] = {name: set() for name in names}
    for module in modules:
        for target in module.imports.values():
            for one in _modules_of(target, names):
                if one != module.name:
                    found[one].add(module.name)
    return {name: _real(name, by, names) for name, by in found.items()}


def _real(name: str, by: set[str], names: dict[str, Module]) -> set[str]:
    """Without the folders that only hand a module on, where others import it."""
    return {one for one in by if not (names[one].is_package and name.startswith(f"{one}."))} or by


def _modules_of(target: str, names: dict[str, Module]) -> set[str]:
    """The module a dotted name leads to, through packages that hand it on."""
    if target in names:
        return {target}
    parent, _, name = target.rpartition(".")
    if parent not in names:
        return set()
    package = names[parent]
    if package.is_package and (origin := package.imports.get(name)) and origin != target:
        return {parent} | _modules_of(origin, names)
    return {parent}


def templates() -> str:
    """What stands in all templates."""
    folder = ROOT / "archive" / "web" / "templates"
    return "\n".join(path.read_text("utf8") for path in sorted(folder.rglob("*")) if path.is_file())


def words_of(text: str) -> set[str]:
    """The words of a text that could be names."""
    return set(re.findall(r"[A-Za-z_]\w*", text))
