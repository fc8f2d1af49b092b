"""Tables as files: for programs as RFC 4180 has them, for people as the spreadsheet of their language opens them."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, permutations
from typing import Literal

from archive.model.episode import JsonObject

Sheet = Literal["", "fr", "en"]
"""The language of the spreadsheet that a table is for: it gets a byte order mark, without which Excel takes accents for
signs, and in French the semicolon between cells, since the comma is decimal there. None: as RFC 4180 has it."""
FOR_PROGRAMS = frozenset({"seconds", "at_ms"})
"""Columns that a spreadsheet does without: the caption's second stands beside the clock only to be joined with the JSON."""
FRENCH: Mapping[str, str] = {
    "slug": "identifiant", "title": "titre", "show": "émission", "date": "date", "clock": "minutage", "text": "texte",
    "kind": "forme", "heard": "transcrit", "url": "adresse", "source_url": "source", "section": "partie", "lacks": "sans",
    "quotation": "citation", "outcome": "réponse", "score": "ressemblance", "episodes": "épisodes", "said": "ce qui est dit",
    "difference": "différence", "turns": "sens changé", "aside": "laissé de côté",
    "month": "mois", "episodes_on_air": "épisodes diffusés",
}  # fmt: skip
"""What the columns are called in French."""
_TURNS = {"negation": "négation", "number": "nombre", "order": "ordre"}
FRENCH_VALUES: Mapping[str, Mapping[str, str]] = {
    "section": {
        "said": "dit", "named": "titre ou description", "of that date": "de cette date",
        "transcribed otherwise": "transcrit autrement", "lacks a word": "sans un des mots", "means it": "sens proche",
    },
    "kind": {
        "exact": "exacte", "inflected": "autre forme", "joined": "autrement coupé", "alias": "nom reconnu",
        "misspelt": "orthographe voisine", "sounds-like": "prononciation voisine", "meaning": "sens proche",
    },
    "turns": {
        " ".join(some): ", ".join(_TURNS[one] for one in some)
        for many in range(1, len(_TURNS) + 1) for some in permutations(_TURNS, many)
    },
    "outcome": {"exact": "mot pour mot", "nearly": "presque", "not-found": "introuvable"},
}  # fmt: skip
"""What the values of a column are called in French."""


def table(kind: type[JsonObject], some: Iterable[JsonObject], sheet: Sheet = "", *, goes_on: bool = False) -> str:
    """Rows of one kind as CSV, a line of names above unless it goes on with a table."""
    return cells(islice(lines(kind, some, sheet), int(goes_on), None), sheet, goes_on=goes_on)


def lines(kind: type[JsonObject], some: Iterable[JsonObject], sheet: Sheet = "") -> Iterator[list[object]]:
    """The names of a kind's columns and its rows, in the words of a sheet's language."""
    names = [name for name in kind.__struct_fields__ if not sheet or name not in FOR_PROGRAMS]
    yield [named(name, sheet) for name in names]
    for row in some:
        yield [_word(name, getattr(row, name), sheet) for name in names]


def named(column: str, sheet: Sheet) -> str:
    """What a column is called in a sheet's language."""
    return FRENCH.get(column, column) if sheet == "fr" else column.replace("_", " ") if sheet else column


def _word(name: str, value: object, sheet: Sheet) -> object:
    return FRENCH_VALUES.get(name, {}).get(str(value), value) if sheet == "fr" else value


def cells(some: Iterable[Iterable[object]], sheet: Sheet = "", *, goes_on: bool = False) -> str:
    """Lines of cells as CSV, the first of a file unless it goes on; none is taken for a formula."""
    out = io.StringIO("\ufeff" if sheet and not goes_on else "", newline="")
    out.seek(0, io.SEEK_END)
    csv.writer(out, delimiter=";" if sheet == "fr" else ",").writerows(map(harmless, line) for line in some)
    return out.getvalue()


def harmless(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
