"""Transcripts as columns, told by what they are called, in any order and behind any separator; and Audacity's
labels."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from html import unescape
from itertools import pairwise
from typing import Any

from archive.model.episode import MOST_PARAGRAPHS, Removed, start_of_paragraph
from archive.text.tokenizer import fold
from ingest.formats.record import BadRecord, NoSegments, Record, caption
from ingest.formats.timed_json import read_record
from ingest.formats.times import time_of
from ingest.formats.vtt_srt import spoken_by

_MEANINGS: Mapping[str, str] = {
    "start": "start begin in from time timestamp timecode tc startms starttime begintime timein tcin debut inicio beginn inizio",
    "end": "end stop out to endms endtime timeout tcout fin ende fine",
    "text": "text words transcript transcription content caption sentence speech dialogue utterance body texte texto testo",
    "speaker": "speaker speakername name who voice actor locuteur intervenant sprecher hablante orador parlante",
}
_LABELS = re.compile(r"\ufeff?[0-9]{1,6}[.,][0-9]{1,9}\t[0-9]{1,6}[.,][0-9]{1,9}\t")
_STAMP = re.compile(r"(?:[0-9]{1,3}:)?[0-9]{1,3}:[0-9]{2}(?:[.,][0-9]{1,9})?")
_WHOLE = re.compile(r"[0-9]{1,15}")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_LONGEST_HEADER = 1000
_LINE_END = re.compile(r"\r\n?|\n")
_FEW_TIMED = 25
"""One row in so many tells a time: with fewer, most of what is said would be told to be said long before it is."""


@cache
def _meanings() -> dict[str, str]:
    return {name: meaning for meaning, names in _MEANINGS.items() for name in names.split()}


def _columns(head: str, separator: str) -> list[str]:
    """What each column of a header means; empty for one that means nothing here."""
    names = next(csv.reader([head], delimiter=separator), [])
    return [_meanings().get(re.sub(r"[^a-z]", "", fold(name)), "") for name in names]


def _header(text: str) -> tuple[list[str], str] | None:
    """The columns of a table and its separator; None for a text that is none: it has a start and a text."""
    head = _LINE_END.split(text.lstrip("\ufeff"), maxsplit=1)[0]
    if len(head) > _LONGEST_HEADER:
        return None
    found = [(_columns(head, separator), separator) for separator in "\t;,|" if separator in head]
    return next(((columns, separator) for columns, separator in found if {"start", "text"} <= set(columns)), None)


def is_table(text: str) -> bool:
    """Whether a text begins with a header that names a start and a text, or with two numbers of seconds and a label."""
    return _LABELS.match(text) is not None or _header(text) is not None


def read_table(text: str) -> Record:
    """The rows as captions; one without a time has that of the row before. Raises BadRecord that names the line of a
    fault, or says how few rows tell a time."""
    things = _rows(text)
    told = sum(before["start"] != after["start"] for before, after in pairwise([{"start": None}, *things]))
    if things and 0 < _FEW_TIMED * told < len(things):
        raise BadRecord("few-timed-rows", timed=told, rows=len(things))
    timed = next((place for place, thing in enumerate(things) if thing["start"] is not None), len(things))
    early = [str(thing["text"]) for thing in things[:timed]]
    if timed == len(things):
        raise NoSegments("no-rows")
    record = read_record(things[timed:])
    notes = (Removed("rows before the first time", f"{len(early)} rows: {early[0]}"[:200]),) if early else ()
    return replace(record, captions=tuple(spoken_by(iter(record.captions))), removed=(*record.removed, *notes))


def read_paragraphs(text: str) -> Record:
    """The rows as paragraphs, whatever times they tell."""
    rows = enumerate(_rows(text)[:MOST_PARAGRAPHS], 1)
    found = (caption(start_of_paragraph(number), str(row["text"]), None, row["speaker"] or None) for number, row in rows)
    return Record(tuple(filter(None, found)), untimed=True)


def _rows(text: str) -> list[dict[str, Any]]:
    columns, separator = _header(text) or (["start", "end", "text"], "\t")
    return list(_things(text, columns, separator, named=_header(text) is not None))


def _things(text: str, columns: Sequence[str], separator: str, named: bool) -> Iterator[dict[str, Any]]:
    quoting: Any = csv.QUOTE_NONE if separator == "\t" else csv.QUOTE_MINIMAL  # no tool quotes behind tabs
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator, quoting=quoting)
    start: float | None = None
    try:
        for row in rows:
            cells = dict(zip(columns, row, strict=False))
            if (named and rows.line_num == 1) or not cells.get("text", "").strip() or row[0].startswith("\\"):
                continue
            start = _time(cells["start"], rows.line_num) if cells["start"].strip() else start
            end = _time(cells["end"], rows.line_num) if cells.get("end", "").strip() else None
            words = unescape(_TAG.sub("", cells["text"])) if separator != "\t" else cells["text"]
            yield {"start": start, "end": end, "text": words, "speaker": cells.get("speaker", "").strip(" :")}
    except csv.Error as error:
        raise BadRecord("not-a-table", number=rows.line_num, error=str(error)) from error


def _time(cell: str, number: int) -> float:
    """A cell's number as it is, so that whole ones may be told to be ms; a clock, wherever it stands in the cell, as
    seconds."""
    plain = cell.strip().replace(",", ".")
    if _WHOLE.fullmatch(plain):
        return int(plain)
    stamp = _STAMP.search(cell)
    found = time_of(stamp[0] if stamp else plain, "s")
    if found is None:
        raise BadRecord("line-start", number=number, text=cell.strip()[:40])
    return found / 1000
