"""Transcripts as columns behind tabs: Whisper's TSV (ms under a header), and labels as Audacity writes them (seconds)."""

import re

from ingest.formats.captions import spoken_by
from ingest.formats.record import BadRecord, Caption, NoSegments, Record, caption
from ingest.formats.times import milliseconds, seconds

_HEADER = re.compile(r"\ufeff?start\tend\ttext[ \t]*(?:\r?\n|$)")
_LABEL = re.compile(r"\ufeff?[0-9]{1,6}[.,][0-9]{1,9}\t[0-9]{1,6}[.,][0-9]{1,9}\t")
_LINE_END = re.compile(r"\r\n?|\n")


def is_tsv(text: str) -> bool:
    """Whisper's header, or two numbers of seconds and a label."""
    return _HEADER.match(text) is not None or _LABEL.match(text) is not None


def read_tsv(text: str) -> Record:
    """The rows as captions; raises BadRecord that names the line of a row without times."""
    whisper = _HEADER.match(text) is not None
    rows = list(enumerate(_LINE_END.split(text), 1))[1 if whisper else 0 :]
    found = [_row(number, row, whisper) for number, row in rows if row.strip() and not row.startswith("\\")]
    captions = spoken_by(iter([one for one in found if one]))
    if not captions:
        raise NoSegments("no-rows")
    return Record(tuple(captions))


def _row(number: int, row: str, whisper: bool) -> Caption | None:
    fields = row.split("\t", 2)
    read = milliseconds if whisper else seconds
    start, end = (read(field.strip().replace(",", ".")) for field in (fields + ["", ""])[:2])
    if start is None:
        raise BadRecord("line-start", number=number, text=fields[0][:40])
    return caption(start, fields[2] if len(fields) > 2 else "", end)
