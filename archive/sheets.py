"""Tables as files: for programs as RFC 4180 has them, for people as the spreadsheet of their language opens them;
and as people send them, with quotations to check."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, permutations, takewhile
from typing import Literal

from archive.languages import is_function_word
from archive.model.episode import JsonObject
from archive.model.platforms import CAUTIONS
from archive.text.speaker_labels import is_of_a_name
from archive.text.tokenizer import words

Sheet = Literal["", "fr", "en"]
"""The language of the spreadsheet that a table is for: it gets a byte order mark, without which Excel takes accents for
signs, and in French the semicolon between cells, since the comma is decimal there. None: as RFC 4180 has it."""
FOR_PROGRAMS = frozenset({"seconds", "at_ms"})
"""Columns that a spreadsheet does without: the caption's second stands beside the clock only to be joined with the
JSON."""
FRENCH: Mapping[str, str] = {
    "slug": "identifiant", "title": "titre", "show": "émission", "date": "date", "clock": "minutage", "text": "texte",
    "kind": "forme", "heard": "transcrit comme", "url": "adresse", "source_url": "source", "section": "genre de réponse",
    "lacks": "mots absents", "quotation": "citation", "outcome": "réponse", "score": "ressemblance", "episodes": "épisodes",
    "said": "ce qui est dit", "before": "juste avant", "behind": "juste après", "difference": "différence", "turns": "sens changé",
    "speaker": "dit par", "meant": "nom sans doute", "named": "nom donné", "aside": "mots autour",
    "announced": "annonce de l’épisode", "instead": "annoncé à la place",
    "month": "mois", "episodes_on_air": "épisodes diffusés", "undated": "sans date",
}  # fmt: skip
"""What the columns are called in French."""
_TURNS = {"negation": "négation", "number": "nombre", "order": "ordre", "word": "mot", "speaker": "personne"}
FRENCH_VALUES: Mapping[str, Mapping[str, str]] = {
    "section": {
        "said": "dit", "named": "titre ou description", "of that date": "de cette date",
        "transcribed otherwise": "transcrit autrement", "lacks a word": "sans un des mots", "means it": "sens proche",
    },
    "kind": {
        "exact": "exacte", "inflected": "autre forme", "joined": "autrement coupé", "alias": "nom reconnu",
        "misspelt": "orthographe voisine", "sounds-like": "prononciation voisine", "meaning": "sens proche",
    },
    "announced": {
        "people": "parmi les personnes", "title": "dans le titre", "description": "dans la description",
        "mentioned": "nommé, sans être parmi les personnes", "nowhere": "nulle part",
    },
    "turns": {
        " ".join(some): ", ".join(_TURNS[one] for one in some)
        for many in range(1, len(_TURNS) + 1) for some in permutations(_TURNS, many)
    },
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
    if sheet == "fr" and isinstance(value, float):
        return str(value).replace(".", ",")
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


QUOTATION_NAMES = frozenset({"quotation", "quote", "citation", "text", "texte", "phrase"})
"""What the column of a table of quotations may be called."""
WHO_NAMES = frozenset(
    {"name", "nom", "who", "qui", "speaker", "person", "personne", "author", "auteur", "autrice", "locuteur", "locutrice"}
)
"""What the column may be called that tells who said each."""
_MARKS = '«“„"'
MOST_COLUMNS = 256
"""What has more in a line is no table of quotations."""


_BULLET = re.compile(r"^\s*(?:[-–—*•·▪◦‣]|\d{1,2}[.)])\s+(?=\S)")
_ALONE = re.compile(r"(?:https?://\S+|(?:[^\d:]{1,40}[^\W\d])?\d{1,2}(?::\d\d){1,2})?\s*")
"""A line that says nothing: the address that a phone shares behind some words, the time that stands above some, be it
behind a label that a browser copies with it and no space between."""
_MOMENT = re.compile(r"^(?:Écouter à|Lire le texte à|Play from|Read from)\s*\d{1,2}(?::\d\d){1,2}\s*\n(.+)$", re.MULTILINE)
_RESULT = re.compile(r"^\d+ moments?, [^\n]{0,20}\d:\d\d[^\n]{0,30}\.\s*$", re.MULTILINE)
_DATED = re.compile(r"^(?:[^\d\n]{1,12}\n)?\d{1,2}(?:er)?\s*\n[^\W\d]+ \d{4}\r?\n\s*\n(\S.*)$", re.MULTILINE)
"""The words of a result of this site, behind the line that leads to them; the line that says how many there are; and
the day of one, with its title below."""
_SOURCED = re.compile(rf"(?<![\r\n])[\r\n]++(?=(?![«“\"])[^\r\n]{{1,800}}\.\s(?:{CAUTIONS}))")
"""What parts the words of a citation of this site from their source below, as it is shown."""
_NOTE = re.compile(r"^(?:N1  - |[ \t]*note = \{)(.*?)\}?,?\r?$", re.MULTILINE)
_REFERENCE = re.compile(r"\s*(?:[A-Z][A-Z0-9]  - |@[A-Za-z]+\{|[a-z]+ = \{)")
"""Where a reference for a program begins, and the field of it that holds what is said (RIS, BibTeX)."""
_STAMPS = re.compile(
    r"^(?:(?:\d+|(?:(?<=\n\n)|(?<=\n\r\n))[^\r\n]{1,80})[ \t]*\r?\n)?[\d:.,]{5,12} --> [\d:.,]{5,12}.*$", re.MULTILINE
)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)? ([^>]+)>")
_IN_REPLY = re.compile(r"^>.*(?:\r?\n>.*)+", re.MULTILINE)
_NO_CAPTION = re.compile(r"^(?:NOTE|STYLE|REGION)\b.*(?:\n.*\S.*)*", re.MULTILINE)
"""The times of a caption with its number or name before them; who speaks there; the lines that Markdown and letters
quote; and what WebVTT has between captions."""
_OVER_LINES = re.compile(r"«[^«»]*+»|“[^“”]*+”|^[ \t]*\"[^\"]*+\"[ \t]*$", re.MULTILINE)
_TAG = re.compile(r"<[A-Za-z][\w:-]*+\s[^<>=]*+=[^<>]*+>")
"""What quotation marks hold together, or a tag with its attributes, though it stands on several lines."""
_SIGNED = re.compile(r"(?:[–—―-]{1,2}\s*|[(\[](?=[^()\[\]]*[)\]]\Z))(?=\S)")
_WEB_ADDRESS = re.compile(r"https?://\S+")
_SOURCE_PARTS = re.compile(r"\s[–—-]{1,2}\s|[,;()\[\]|]")
_QUOTED_LINE = re.compile(r"[»”\"][\s.,;]*\Z")
MOST_OF_A_SOURCE, MOST_OF_A_PART = 4, 7
"""How a line begins that only tells who said what stands above it: with a dash, or as a whole between brackets; an
address beside it; what parts a name, an outlet and a day, how many there are, and their words; how a quoted line
ends."""


@dataclass(frozen=True, slots=True)
class QuotedTable:
    """Quotations in the table that holds them: its names, where it has any, its lines with a quotation, and the column
    they stand in. A text is a table of one column."""

    names: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    column: int

    @property
    def quotations(self) -> tuple[str, ...]:
        """The quotations, in their order."""
        return tuple(line[self.column].strip() for line in self.lines)

    @property
    def attributed(self) -> tuple[str, ...]:
        """The same, behind who said each, where a column is named for that."""
        who = next((place for place, name in enumerate(self.names) if name.strip().lower() in WHO_NAMES), None)
        names = ("" if who is None or who >= len(line) else line[who].strip() for line in self.lines)
        told = zip(names, self.quotations, strict=True)
        return tuple(f"{name} : {_marked(text)}" if name else text for name, text in told)

    @property
    def others(self) -> Iterator[tuple[str, ...]]:
        """What else each line holds, all of one length, the names first; made as far as it is taken."""
        longest = max(map(len, (self.names, *self.lines)), default=0)
        kept = [column for column in range(longest) if column != self.column]
        names = tuple(self.names[n] if n < len(self.names) else f"column {n + 1}" for n in range(longest))
        return (tuple(line[n] if n < len(line) else "" for n in kept) for line in (names, *self.lines))


def saved_text(sent: bytes) -> str:
    """The text of a file as it is saved: in UTF-8, in UTF-16 with its mark ("Unicode text"), or in windows-1252, which
    Excel writes where that is the machine's."""
    if sent[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return sent.decode("utf-16", "replace")
    try:
        return sent.decode("utf-8")
    except UnicodeDecodeError:
        return sent.decode("windows-1252", "replace")


def quoted_table(text: str, *, is_table: bool, kept: Callable[[str], bool] = lambda _line: False) -> QuotedTable:
    """The quotations of a text, one a line; of a table with commas, semicolons or tabs, those of the column that is
    named so, else of the first. What quotation marks hold over several lines is one. A line of such names is none of
    them, and makes a table of a text; lines whose commas are those of sentences are none, nor is an address alone that
    is not to be `kept`."""
    text = text.removeprefix("\ufeff")
    text = text if is_table else _of_a_program(text)
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    stated = is_table
    is_table = is_table or any(cell.strip(' "\r').lower() in QUOTATION_NAMES for cell in first.split(mark))
    rows = _rows(text, mark) if is_table else _lines(text)
    names = [cell.strip().lower() for cell in rows[0]] if rows else []
    named = next((place for place, name in enumerate(names) if name in QUOTATION_NAMES), None)
    if (named is None or not stated) and any(cell.startswith(" ") for row in rows for cell in row[1:]):
        rows, named = _lines(text), None
    column = named or 0
    told = (tuple(row) for row in rows[named is not None :] if len(row) > column)
    lines = (row for row in told if not _ALONE.fullmatch(row[column].strip()) or kept(row[column]))
    return QuotedTable(tuple(rows[0]) if named is not None else (), tuple(lines), column)


def _of_a_program(text: str) -> str:
    """A text whose lines are those of references, captions, results of this site or a quoted block, with what they
    quote a line each, of a result that is found by its title alone with that; any other as it is."""
    told, dated = _RESULT.search(text), _DATED.match(text.lstrip())
    if (told or dated) and (moments := _MOMENT.findall(text, told.end() if told else 0)):
        return "\n".join(map(str.strip, moments))
    if dated:
        return "\n".join(map(str.strip, _DATED.findall(text)))
    if _REFERENCE.match(text):
        return "\n".join(_NOTE.findall(text)) or text
    if (first := _STAMPS.search(text)) and text[: first.start()].lstrip()[:6] in {"", "WEBVTT"}:
        captions = (" ".join(one.split()) for one in _STAMPS.split(_VOICE.sub(r"\1 : ", _NO_CAPTION.sub("", text[first.end() :]))))
        return "\n".join(filter(None, captions))
    return _IN_REPLY.sub(lambda one: " ".join(line.lstrip("> ").strip() for line in one[0].splitlines()), text)


def _lines(text: str) -> list[list[str]]:
    """The lines of a text, a row each, without the bullet or number of a list; what quotation marks or a tag hold
    together is of one, and so is the source below what is cited, and a line that only tells who said what stands above
    it."""
    held = _OVER_LINES.sub(_on_one_line, _TAG.sub(_on_one_line, _SOURCED.sub(" ", text)))
    told, above, is_free = list[str](), "", False
    for line in held.splitlines():
        if is_free and _tells_who(line.strip(), above):
            told[-1] = f"{told[-1]} {line.strip()}"
            is_free = False
        elif line.strip():
            told.append(_BULLET.sub("", line))
            above, is_free = line.strip(), True
    return [[_of_cells(line)] for line in told]


def _tells_who(line: str, above: str) -> bool:
    """Whether a line only tells who said what stands above it: a name, be it with an outlet, a place and a day, behind
    a dash or between brackets (no point of a list), or below what quotation marks end: there a whole name, or a name
    with a day."""
    signed = _SIGNED.match(line)
    if (signed and line[0] == above[:1]) or above.endswith(":") or not (signed or set(line).isdisjoint('«»“”"')):
        return False
    told = _WEB_ADDRESS.sub("", line[signed.end() if signed else 0 :]).strip()
    name, *more = [part.split() for part in _SOURCE_PARTS.split(told) if part.strip()] or [[]]
    many = len(list(takewhile(is_of_a_name, name)))
    capitals, source = sum(word[:1].isupper() for word in name[:many]), [name[many:], *more]
    is_short = len(more) < MOST_OF_A_SOURCE and all(len(part) <= MOST_OF_A_PART for part in source)
    if not (capitals and is_short and all(map(_may_be_of_a_source, source[: 1 if capitals > 1 else None]))):
        return False
    is_said = told.endswith((".", "!", "?", "…")) or not _QUOTED_LINE.search(above)
    return bool(signed) or not (is_said or (capitals < 2 and not any(map(_has_figure, source))))


def _may_be_of_a_source(part: list[str]) -> bool:
    """Whether some words beside a name may be an outlet, a place or a day: they have a figure, or none but those of
    grammar has no capital (le 3 mars 2020 à Lille, on Radio Phare)."""
    return _has_figure(part) or all(word[:1].isupper() or all(map(is_function_word, words(word))) for word in part)


def _has_figure(part: list[str]) -> bool:
    return any(letter.isdigit() for word in part for letter in word)


def _of_cells(line: str) -> str:
    """A line; of one with tabs, as a table of a document is pasted, the longest cell between quotation marks, where no
    mark says what is quoted."""
    cells = [" ".join(cell.split()) for cell in line.split("\t")]
    longest = max(cells, key=len)
    if len(cells) < 2 or _marked(line) is line:
        return line
    return " ".join(_marked(cell) if cell is longest else cell for cell in cells if cell)


def _marked(text: str) -> str:
    """A text between quotation marks, where it has none."""
    return text if any(mark in text for mark in _MARKS) else f"« {text} »"


def _on_one_line(held: re.Match[str]) -> str:
    return " ".join(map(str.strip, held[0].splitlines()))


def _rows(text: str, mark: str) -> list[list[str]]:
    """The rows of a table, whatever ends its lines; what « » hold together in a cell is of one. Its lines where it is
    none that can be read."""
    held = re.sub(f"«[^«»{mark}]*+»|“[^“”{mark}]*+”", _on_one_line, text)
    with suppress(csv.Error):
        rows = list(csv.reader(io.StringIO(held, newline=None), delimiter=mark))
        if max(map(len, rows), default=0) <= MOST_COLUMNS:
            return rows
    return _lines(text)


def quotations_of(text: str, *, is_table: bool) -> tuple[str, ...]:
    """The quotations of a text or a table, as `quoted_table` finds them."""
    return quoted_table(text, is_table=is_table).quotations
