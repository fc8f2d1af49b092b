"""Wraps docstrings and comments at 120 characters: `python scripts/wrap_prose.py FILE…`. Code stays as it is; that is checked."""

import ast
import re
import sys
import textwrap
from pathlib import Path

WIDTH = 120
_MARKED = re.compile(r"\s*(?:[-*|>]|\d+[.)]|```|:)\s?")


def wrapped(text: str) -> str:
    """The text of a module with its prose wrapped."""
    lines = _comments_above(text.splitlines())
    lines = _comment_blocks(lines)
    while (again := _one_docstring(lines)) is not None:
        lines = again
    return "\n".join(lines) + "\n"


def _comments_above(lines: list[str]) -> list[str]:
    """A comment that makes its line of code too long stands above it."""
    out: list[str] = []
    for line in lines:
        found = re.match(r"^(\s*)(\S[^#\"']*?)\s{2}#\s(?!type:|noqa|fmt)([^#\"']*)$", line) if len(line) > WIDTH else None
        out += [f"{found[1]}# {found[3]}", f"{found[1]}{found[2]}"] if found else [line]
    return out


def _comment_blocks(lines: list[str]) -> list[str]:
    out: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        indent = re.match(r"\s*", line).group()  # type: ignore[union-attr]
        if line.lstrip().startswith("# ") and (not block or block[0].startswith(f"{indent}# ")):
            block.append(line)
            continue
        out += _paragraph(block, f"{_indent(block)}# ") if any(len(one) > WIDTH for one in block) else block
        block = []
        if line.lstrip().startswith("# "):
            block = [line]
        else:
            out.append(line)
    return out[:-1]


def _indent(block: list[str]) -> str:
    return block[0][: len(block[0]) - len(block[0].lstrip())] if block else ""


def _paragraph(block: list[str], prefix: str) -> list[str]:
    said = " ".join(line.lstrip().removeprefix("# ").strip() for line in block)
    return _fill(said, prefix, prefix)


def _fill(said: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(said, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)


def _one_docstring(lines: list[str]) -> list[str] | None:
    """The lines with the first docstring wrapped that is too wide and can be."""
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
            old = lines[first : last + 1]
            if any(len(line) > WIDTH for line in old) and (new := _docstring(old)) != old:
                return lines[:first] + new + lines[last + 1 :]
    return None


def _docstring(old: list[str]) -> list[str]:
    indent = _indent(old)
    out: list[str] = []
    paragraph: list[str] = []
    for line in [*old, ""]:
        if line.strip():
            paragraph.append(line)
            continue
        wide = any(len(one) > WIDTH for one in paragraph)
        plain = all(_indent([one]) == indent and not _MARKED.match(one) for one in paragraph[1:])
        out += _fill(" ".join(one.strip() for one in paragraph), indent, indent) if wide and plain else paragraph
        paragraph = []
        out.append(line)
    return out[:-1]


def _code(text: str) -> str:
    """What a module does: its tree without what stands as a text alone."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            node.value.value = " ".join(node.value.value.split())
    return ast.dump(tree)


def main() -> None:
    """Wraps the files that are named."""
    for path in map(Path, sys.argv[1:]):
        before = path.read_text("utf8")
        after = wrapped(before)
        assert _code(before) == _code(after), path
        if after != before:
            path.write_text(after, "utf8")


if __name__ == "__main__":
    main()
