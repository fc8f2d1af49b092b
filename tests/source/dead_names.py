"""Names that nothing of the product refers to: what only tests refer to is dead too."""

import ast
import importlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.source.trees import ROOT, Definition, Module, product, templates, words_of

# Whose fields an encoder reads.
ENCODED = {
    "archive.mcp.answers": "the MCP library makes JSON and its schema of these",
    "archive.operations.report:Taken": "`archive add --json`",
    "archive.model.episode:Episode": "the library keeps it as JSON",
}
# Names that a module brings because its folder is read by name.
BROUGHT = {
    "COMMANDS": "archive/cli/program.py",
    "add_to": "archive/web/staff/__init__.py",
    "wait_closed": "asyncio asks a server for it",
}
# What Whoosh asks of a matcher of blocks (whoosh.codec.whoosh3).
_ASKED_BY_WHOOSH = re.compile(r"block_(?:min|max)_(?:id|length|weight)")

# Decorators that change how something is called; any other hands it to one who calls it.
PLAIN_DECORATORS = words_of(
    "abstractmethod cache cached_property classmethod contextmanager dataclass final lru_cache overload override property "
    "runtime_checkable staticmethod total_ordering wraps"
)


@dataclass(frozen=True)
class Defined:
    """A name, where it is defined, and of which class (none: of the module)."""

    module: Module
    owner: ast.ClassDef | None
    name: str
    node: ast.AST

    def __str__(self) -> str:
        owner = f"{self.owner.name}." if self.owner else ""
        return f"{self.module.name}:{owner}{self.name}"


def dead_names() -> list[str]:
    """Each as `module:name` or `module:Class.name`, sorted; those that only dead ones refer to are among them."""
    modules = product()
    defined = [one for module in modules for one in _defined(module) if not _is_used_by_others(one)]
    dead: list[Defined] = []
    while more := _unreferred(modules, [one for one in defined if one not in dead], dead):
        dead += more
    return sorted(str(one) for one in dead)


def _defined(module: Module) -> Iterator[Defined]:
    for node in module.tree.body:
        for name in _bound(node):
            yield Defined(module, None, name, node)
        if isinstance(node, ast.ClassDef):
            yield from _members(module, node)


def _members(module: Module, owner: ast.ClassDef) -> Iterator[Defined]:
    encoded = _is_encoded(owner, module)
    for node in owner.body:
        if encoded and isinstance(node, ast.AnnAssign):
            continue
        for name in _bound(node):
            yield Defined(module, owner, name, node)


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, Definition):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def _is_encoded(owner: ast.ClassDef, module: Module) -> bool:
    found = getattr(importlib.import_module(module.name), owner.name, None)
    is_struct = isinstance(found, type) and any(base.__name__ == "Struct" for base in found.__mro__)
    return is_struct or bool({module.name, f"{module.name}:{owner.name}"} & ENCODED.keys())


def _is_used_by_others(one: Defined) -> bool:
    """Whether what is not the product calls it by name: frameworks, decorators, the interpreter, the entry point."""
    if re.fullmatch(r"__\w+__|main|_", one.name) or _ASKED_BY_WHOOSH.fullmatch(one.name):
        return True
    if one.name in _PUBLISHED or one.name in BROUGHT:
        return True
    if isinstance(one.node, Definition) and one.node.decorator_list:
        return any(_registers(decorator) for decorator in one.node.decorator_list)
    return one.owner is not None and _overrides_a_stranger(one)


def _registers(decorator: ast.expr) -> bool:
    """Whether a decorator hands the function to someone who calls it: all do, but those that only change how it is called."""
    return not words_of(ast.unparse(decorator)) & PLAIN_DECORATORS


def _overrides_a_stranger(one: Defined) -> bool:
    assert one.owner is not None
    found = getattr(importlib.import_module(one.module.name), one.owner.name, None)
    bases = found.__mro__[1:] if isinstance(found, type) else ()
    strangers = (base for base in bases if base.__module__.partition(".")[0] not in {"archive", "ingest"})
    return any(hasattr(base, one.name) for base in strangers)


def _unreferred(modules: list[Module], defined: Iterable[Defined], dead: list[Defined]) -> list[Defined]:
    dead_nodes = {id(one.node) for one in dead}
    references = _References(modules, dead_nodes)
    return [one for one in defined if not references.reach(one)]


class _References:
    """What the product refers to: names within a module, names imported of it, and attributes of anything."""

    def __init__(self, modules: list[Module], dead: set[int]) -> None:
        self._imported: set[str] = set()
        self._attributes: Counter[str] = Counter()
        self._names: dict[str, Counter[str]] = {}
        for module in modules:
            self._read(module, dead)
        self._in_templates = words_of(templates())

    def _read(self, module: Module, dead: set[int]) -> None:
        names = self._names[module.name] = Counter()
        for node in _living(module.tree, dead):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                names[node.id] += 1
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                self._attributes[node.attr] += 1
                self._imported.add(f"{module.imports.get(ast.unparse(node.value))}.{node.attr}")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                self._read_text(node.value, names)
            elif isinstance(node, ast.MatchClass):
                self._attributes.update(node.kwd_attrs)
        self._imported |= {origin for local, origin in module.imports.items() if names[local] or module.is_package}

    def reach(self, one: Defined) -> bool:
        """Whether something other than itself refers to a name."""
        if one.name in self._in_templates:
            return True
        names = self._names[one.module.name][one.name] > _own_uses(one, ast.Name)
        if one.owner is not None:
            return names or self._attributes[one.name] > _own_uses(one, ast.Attribute)
        return names or f"{one.module.name}.{one.name}" in self._imported

    def _read_text(self, value: str, names: Counter[str]) -> None:
        """A text may name an attribute (`getattr`), a place in a module (`package.module.name`) or be an annotation."""
        if value.isidentifier():
            self._attributes[value] += 1
        if len(value) < 80 and re.fullmatch(r"[\w.\[\], |]+", value):
            names.update(words_of(value))
            self._imported.add(value)


def _living(tree: ast.AST, dead: set[int]) -> Iterator[ast.AST]:
    """All nodes of a tree but what belongs to dead ones; docstrings say nothing."""
    for child in ast.iter_child_nodes(tree):
        if id(child) not in dead and not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
            yield child
            yield from _living(child, dead)


def _own_uses(one: Defined, kind: type[ast.Name | ast.Attribute]) -> int:
    """How often a definition refers to its own name: recursion is no use."""
    if not isinstance(one.node, Definition):
        return 0
    nodes = (node for node in ast.walk(one.node) if isinstance(node, kind))
    return sum(one.name == (node.id if isinstance(node, ast.Name) else node.attr) for node in nodes)


def _published() -> set[str]:
    """What the documents give to programs that use the archive from Python."""
    files = [ROOT / "docs" / "python.md", *(ROOT / "docs" / "examples").rglob("*.py")]
    return {word for file in files for word in words_of(" ".join(_code(file.read_text("utf8"), file.suffix)))}


def _code(text: str, suffix: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL) if suffix == ".md" else [text]


_PUBLISHED = _published()
