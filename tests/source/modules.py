"""`make modules`: what the product consists of, counted by its syntax trees."""

import ast
import importlib
import inspect
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import Generic, Protocol

from tests.source.dead_names import dead_names
from tests.source.prose import long_prose, undocumented, unknown_errors
from tests.source.trees import Module, importers, product

SMALL = 60
LONG = 400
# Below this, two types have the same fields by chance.
LEAST_FIELDS = 2


def small_and_alone(modules: list[Module]) -> list[str]:
    """`module (lines) <- importer` of each module under 60 lines that one other alone imports."""
    by = importers(modules)
    small = (module for module in modules if module.lines < SMALL and not module.is_package)
    return [f"{module.name} ({module.lines}) <- {next(iter(by[module.name]))}" for module in small if len(by[module.name]) == 1]


def alone(modules: list[Module]) -> list[str]:
    """The modules that one other alone imports."""
    by = importers(modules)
    return [module.name for module in modules if not module.is_package and len(by[module.name]) == 1]


def mirrored(modules: list[Module]) -> list[str]:
    """Pairs of types with the same fields, `a = b: fields`."""
    types = [(f"{module.name}:{node.name}", _fields(node)) for module in modules for node in module.classes()]
    known = [(name, fields) for name, fields in types if len(fields) >= LEAST_FIELDS]
    return [f"{a} = {b}: {' '.join(sorted(fields))}" for (a, fields), (b, others) in combinations(known, 2) if fields == others]


def _fields(node: ast.ClassDef) -> frozenset[str]:
    return frozenset(one.target.id for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name))


def protocols(modules: list[Module]) -> tuple[list[str], list[str]]:
    """All Protocols, and those of which at most one class of the product has every member."""
    classes = [getattr(importlib.import_module(module.name), node.name) for module in modules for node in module.classes()]
    found = [one for one in classes if getattr(one, "_is_protocol", False)]
    others = [_members(one) for one in classes if one not in found]
    single = [one for one in found if sum(_members(one) <= has for has in others) <= 1]
    return [_named(one) for one in found], [_named(one) for one in single]


def _members(kind: type) -> set[str]:
    """Methods, fields, and what its functions keep in `self`, inherited ones too; without what every class has."""
    bases = [base for base in kind.__mro__ if base not in {object, Protocol, Generic}]
    fields = {name for base in bases for name in (*vars(base), *inspect.get_annotations(base))}
    kept = {
        name for base in bases for one in vars(base).values() for name in getattr(getattr(one, "__code__", None), "co_names", ())
    }
    public = {name for name in fields | kept if not name.startswith("_")}
    return {name for name in fields if not name.startswith("_")} if getattr(kind, "_is_protocol", False) else public


def _named(kind: type) -> str:
    return f"{kind.__module__}:{kind.__name__}"


def called_once(modules: list[Module]) -> list[str]:
    """The private functions of modules that one place alone refers to."""
    return [f"{module.name}:{name}" for module in modules for name, uses in _private_uses(module).items() if uses == 1]


def _private_uses(module: Module) -> dict[str, int]:
    names = [node.name for node in module.functions() if node.name.startswith("_") and not node.name.startswith("__")]
    nodes = list(ast.walk(module.tree))
    uses = Counter(node.id for node in nodes if isinstance(node, ast.Name)) + Counter(
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    )
    return {name: uses[name] for name in names}


def function_lengths(modules: list[Module]) -> list[tuple[int, str]]:
    """Lines of each function's body without its docstring, and where it stands; the longest first."""
    found = [(_length(node), f"{module.place}:{node.lineno} {node.name}") for module in modules for node in module.functions()]
    return sorted(found, reverse=True)


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


def by_room(modules: list[Module]) -> Iterator[str]:
    """`room: modules, lines`, in order."""
    rooms: dict[str, list[int]] = defaultdict(list)
    for module in modules:
        parts = module.name.split(".")
        rooms[".".join(parts[:2]) if parts[0] == "archive" else parts[0]].append(module.lines)
    return (f"  {room:24} {len(lines):4} modules {sum(lines):6} lines" for room, lines in sorted(rooms.items()))


def main(names: bool) -> None:
    """Prints the counts; with names, what is counted too."""
    modules = product()
    lengths = function_lengths(modules)
    every, single = protocols(modules)
    print(f"{len(modules)} modules, {sum(module.lines for module in modules)} lines")
    print("\n".join(by_room(modules)))
    sizes = [length for length, _ in lengths]
    middle, over = statistics.median(sizes), sum(size > 25 for size in sizes)
    print(f"{len(lengths)} functions, lines: {middle:g} in the middle, {sizes[0]} at most, {over} of them over 25")
    print("\n".join(f"  {length} {place}" for length, place in lengths[:5]))
    counts = {
        f"modules over {LONG} lines": [f"{module.place} ({module.lines})" for module in modules if module.lines > LONG],
        f"modules under {SMALL} lines that one other alone imports": small_and_alone(modules),
        "modules that one other alone imports": alone(modules),
        "private functions that one place alone refers to": called_once(modules),
        "Protocols": every,
        "Protocols with at most one implementation": single,
        "pairs of types with the same fields": mirrored(modules),
        "names that nothing refers to": dead_names(),
        "public names without docstring": undocumented(),
        "errors that are said to be raised and are no class": unknown_errors(),
        "lines of prose over 120 characters": long_prose(),
    }
    for what, found in counts.items():
        print(f"{len(found)} {what}")
        print("".join(f"  {one}\n" for one in found) if names and what != "modules that one other alone imports" else "", end="")


if __name__ == "__main__":
    main(names="--names" in sys.argv[1:])
