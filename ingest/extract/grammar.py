"""Rules of language as data: patterns over masked sentences, read from a TOML file and compiled once.

A space in a pattern stands for any run of white space, commas and time words; `{name}` for an entry of the file's
[words]. Where a sentence names people, each list of them stands as one character of the private use area, so that `{H}`
matches one list."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

GROUPS = "\ue000-\uf8ff"
FIRST_GROUP = 0xE000
MOST_GROUPS = 500
NAME_SIGN, WHEN, OFTEN = "◊", "¤", "§"
"""What names and time words are masked with: once ("ce lundi 9 février") and again and again ("du lundi au
vendredi")."""

_SPACE = f"[ ,{WHEN}{OFTEN}]+"
_LISTS = {
    "H": f"(?P<H>[{GROUPS}])",
    "G": f"(?P<G>[{GROUPS}])",
    "N": f"(?P<N>[{GROUPS}])",
    "G2": f"(?P<G2>[{GROUPS}])",
    "A": f"[{GROUPS}]",
}
_SIGNS = {"groups": GROUPS, "name_sign": NAME_SIGN, "when": WHEN, "often": OFTEN, "up": "A-ZÀ-ÖØ-Þ"}
_NAMED = re.compile(r"\{(\w*[A-Za-z_]\w*)\}")


@cache
def data(name: str) -> Mapping[str, Any]:
    """A file of rules of this package."""
    return tomllib.loads(files("ingest.extract").joinpath(name).read_text("utf8"))


@cache
def words(name: str) -> Mapping[str, str]:
    """The entries of a file's [words], each as one alternative of a regular expression."""
    return {key: value if isinstance(value, str) else "|".join(value) for key, value in data(name)["words"].items()}


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """An entry of a file's [patterns], compiled, case ignored; `{name}` is another of them, or one of the signs
    above."""
    known = {**_SIGNS, **data(name)["patterns"]}
    whole = str(known[key])
    while inner := _NAMED.search(whole):
        whole = whole[: inner.start()] + str(known[inner[1]]) + whole[inner.end() :]
    return re.compile(whole, re.IGNORECASE)


def expanded(pattern: str, name: str) -> str:
    """A pattern with the entries it names, and theirs, in their places."""
    known = words(name)
    while named := _NAMED.search(pattern):
        key = named[1]
        inside = _LISTS.get(key) or f"(?:{known[key]})"
        pattern = pattern[: named.start()] + inside + pattern[named.end() :]
    return pattern


def compiled(pattern: str, name: str, *, loose: bool = True) -> re.Pattern[str]:
    """The expression of a rule. `loose` lets a space stand for commas and time words too, outside of character
    classes."""
    whole = expanded(pattern, name)
    return re.compile(_loosened(whole) if loose else whole, re.IGNORECASE)


def _loosened(pattern: str) -> str:
    """Spaces outside of square brackets, and not behind `(?<!`, as runs of space, comma and time words."""
    pieces = re.split(r"(\[[^\]]*\]|\(\?<[!=][^)]*\)|\\ )", pattern)
    return "".join(piece if number % 2 else _spaces_loosened(piece) for number, piece in enumerate(pieces))


def _spaces_loosened(piece: str) -> str:
    return re.sub(r" \??", lambda match: _SPACE if match.group() == " " else f"(?:{_SPACE})?", piece)
