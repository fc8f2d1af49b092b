"""The one table of formats: what each is called, how it is told from its content, who reads it. Its words are data:
formats.toml.

`ingest/files.py` recognises by it, `ingest/draft.py` reads by it; docs/formats.md and the command's help are written
from it."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

from archive.model.reasons import Reason, reason
from ingest.formats import subtitles, tables, timed_json, timed_text, vtt_srt, web_archives
from ingest.formats.front_matter import split_front_matter
from ingest.formats.markup import root_name
from ingest.formats.record import BadRecord, Record
from ingest.formats.sidecar_facts import is_feed

Told = TypeVar("Told")
Body = TypeVar("Body")


@dataclass(frozen=True, slots=True)
class Sample:
    """One way of writing a format, and the file in tests/formats that shows it."""

    form: str
    file: str


@dataclass(frozen=True, slots=True)
class Format:
    """A format. `told_by` says what tells it; `media_type` is what its pages are kept under; `instead` is what to save
    in its place where it is not read, None where it is."""

    name: str
    media_type: str
    told_by: str
    library: str
    samples: tuple[Sample, ...]
    instead: str | None = None

    @property
    def refusal(self) -> Reason:
        """Why a file of this format gives no page, and the way out."""
        return reason("known-form", name=self.name, instead=str(self.instead))


@dataclass(frozen=True, slots=True)
class _Rule(Generic[Told, Body]):
    """How a format is told from the beginning of its content, and who reads the whole; nobody for pages, containers and
    what is not read."""

    key: str
    fits: Callable[[Told], bool]
    read: Callable[[Body], Record] | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a text, and the name of its first element where it is XML or HTML."""

    text: str
    root: str | None


def _root(*names: str) -> Callable[[Head], bool]:
    return lambda head: head.root in names


def _text(fits: Callable[[str], bool]) -> Callable[[Head], bool]:
    return lambda head: fits(head.text)


_HTML = re.compile(
    r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<(?:div|p|span|meta|title|script|main|section|cite|time|h[1-6])[\s>]",
    re.IGNORECASE,
)
_SRT = re.compile(r"(?:[0-9]{1,6}[ \t]*\n)?[ \t]*(?:[0-9]{1,3}:)?[0-9]{1,3}:[0-9]{2}[,.][0-9]{1,3}[ \t]*-->[^\n]*(?:\n|$)")

_CONTAINERS: tuple[_Rule[bytes, bytes], ...] = (
    _Rule("mhtml", web_archives.is_mhtml),
    _Rule("warc", web_archives.is_warc),
)
_BYTES: tuple[_Rule[bytes, bytes], ...] = (
    _Rule("stl", subtitles.is_stl, subtitles.read_stl),
    _Rule("pdf", lambda head: head.startswith(b"%PDF")),
    _Rule("doc", lambda head: head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    _Rule("pgs", lambda head: re.match(rb"PG.{8}[\x14-\x17\x80]", head, re.DOTALL) is not None),
    _Rule("vobsub", lambda head: head.startswith(b"\x00\x00\x01\xba")),
    _Rule("sound", lambda head: head.startswith((b"ID3", b"OggS", b"fLaC", b"RIFF", b"\xff\xfb", b"\xff\xf3"))),
    _Rule("film", lambda head: head.startswith(b"\x1aE\xdf\xa3") or head[4:8] == b"ftyp"),
)
# In a ZIP, by a file that it must hold.
_PACKED: Mapping[str, str] = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "META-INF/container.xml": "epub",
    "content.xml": "odt",
}
_TEXTS: tuple[_Rule[Head, str], ...] = (
    _Rule("ttml", _root("tt"), timed_text.read_ttml),
    _Rule("timedtext", lambda head: timed_text.is_timedtext(head.root or "", head.text), timed_text.read_timedtext),
    _Rule("sami", _root("sami"), subtitles.read_sami),
    _Rule("feed", lambda head: is_feed(head.root or "")),
    _Rule("elan", _root("annotation_document")),
    _Rule("transcriber", _root("trans")),
    _Rule("edit", _root("fcpxml", "xmeml")),
    _Rule("vtt", _text(lambda text: text.startswith("WEBVTT")), vtt_srt.read_vtt),
    _Rule("ass", _text(subtitles.is_ass), subtitles.read_ass),
    _Rule("scc", _text(subtitles.is_scc), subtitles.read_scc),
    _Rule("microdvd", _text(subtitles.is_microdvd), subtitles.read_microdvd),
    _Rule("srt", _text(lambda text: _SRT.match(text) is not None), vtt_srt.read_srt),
    _Rule("sbv", _text(vtt_srt.is_sbv), vtt_srt.read_sbv),
    _Rule("tsv", _text(tables.is_table), tables.read_table),
    _Rule("lrc", _text(vtt_srt.is_lrc), vtt_srt.read_lrc),
    _Rule("rtf", _text(lambda text: text.startswith("{\\rtf"))),
    _Rule("vobsub-index", _text(lambda text: text.startswith("# VobSub index file"))),
    _Rule("textgrid", _text(lambda text: 'File type = "ooTextFile' in text[:200])),
    _Rule("m3u8", _text(lambda text: text.startswith("#EXTM3U"))),
    _Rule("html", _text(lambda text: _HTML.search(text[:8000]) is not None)),
    _Rule("plain", lambda head: True),
)
_JSON: tuple[_Rule[Any, Any], ...] = (
    _Rule("json3", timed_text.is_json3, timed_text.read_json3),
    _Rule("record", timed_json.is_timed, timed_json.read_record),
)


@cache
def formats() -> Mapping[str, Format]:
    """Every format by its key, in the order of the table."""
    data = tomllib.loads(files("ingest.formats").joinpath("formats.toml").read_text("utf8"))
    return {key: _format(**row) for key, row in data.items()}


def _format(samples: list[list[str]], **row: str) -> Format:
    return Format(samples=tuple(Sample(*sample) for sample in samples), **row)


def of_bytes(head: bytes) -> Format | None:
    """The format that the first bytes tell; None where the text must be asked."""
    return next((formats()[rule.key] for rule in (*_CONTAINERS, *_BYTES) if rule.fits(head)), None)


def of_names(names: list[str]) -> Format | None:
    """The format of a ZIP, from the names of the files in it."""
    if web_archives.is_wacz(names):
        return formats()["wacz"]
    return next((formats()[key] for name, key in _PACKED.items() if name in names), None)


def of_text(text: str) -> Format:
    """The format of a text (no JSON) from its beginning: HTML or stamped text where it is no other."""
    text = split_front_matter(text)[1].lstrip("\ufeff \t\r\n").replace("\r\n", "\n").replace("\r", "\n")
    head = Head(text, root_name(text))
    return formats()[next(rule.key for rule in _TEXTS if rule.fits(head))]


def of_json(data: Any) -> Format | None:
    """The format that a JSON value's keys tell; None for one that holds no transcript."""
    return next((formats()[rule.key] for rule in _JSON if rule.fits(data)), None)


def reader_of(media_type: str) -> Callable[[str], Record] | None:
    """Who reads a text of that type; None for pages."""
    return next((rule.read for rule in _TEXTS if rule.read and formats()[rule.key].media_type == media_type), None)


def bytes_reader_of(media_type: str) -> Callable[[bytes], Record] | None:
    """Who reads bytes of that type as they are."""
    return next((rule.read for rule in _BYTES if rule.read and formats()[rule.key].media_type == media_type), None)


def read_json_value(data: Any) -> Record:
    """The record of a JSON value, whatever service wrote it; raises NoSegments or BadRecord."""
    rule = next((rule for rule in _JSON if rule.fits(data)), None)
    if rule is None or rule.read is None:
        return timed_json.read_record(data)
    try:
        return rule.read(data)
    except (KeyError, AttributeError, TypeError) as error:
        raise BadRecord("json-unknown", name=formats()[rule.key].name, error=f"{type(error).__name__} {error}") from error
