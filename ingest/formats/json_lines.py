"""JSON Lines: whether a file is of them, and its lines, of which one that is too long is never held."""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

HEAD = 64 * 1024
"""Bytes of a file's beginning by which it is told what it is."""


def is_jsonl(head: bytes) -> bool:
    """Whether the first line is a whole JSON object, or one too long to tell that goes on as a record does."""
    first, end, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if not first.startswith(b"{") or b"\x00" in first[:200] or first.startswith(b"{\\rtf"):
        return False
    if end:
        try:
            return isinstance(msgspec.json.decode(first), dict)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return rest.lstrip().startswith(b"{") and first.rstrip().endswith(b"}")
    return len(head) >= HEAD


def lines_of(opened: BinaryIO, longest: int) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers; one that is too long as its beginning."""
    number = 0
    while line := opened.readline(longest + 1):
        number += 1
        if len(line) > longest:
            _pass_over(opened)
            yield number, line
        elif line := line.removeprefix(b"\xef\xbb\xbf").strip():
            yield number, line


def _pass_over(opened: BinaryIO) -> None:
    while (chunk := opened.readline(1 << 20)) and not chunk.endswith(b"\n"):
        pass
