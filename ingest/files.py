"""Files and folders as saved pages: what a file is (from its content), one record of many, sidecars, and what is no page."""

import datetime as dt
import gzip
import hashlib
import os
import re
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import msgspec

from archive.page import FetchedHow, RawPage, Refusal, Stated
from ingest.encodings import NotText, decode
from ingest.formats.captions import BadRecord, is_record, read_json

LARGEST = 16 * 1024 * 1024
_HEAD = 64 * 1024
_SIDECAR = ".meta.json"
_LARGEST_SIDECAR = 64 * 1024
_STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"RIFF", "a media file"),
    (b"\x1aE\xdf\xa3", "a film"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"wOF", "a font"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
)
_FOREIGN_NAMES = frozenset(
    ".css .js .mjs .py .pyc .md .rst .toml .ini .cfg .yaml .yml .sh .svg .map .lock .log .csv .tsv "
    ".png .jpg .jpeg .gif .webp .ico .pdf .zip .woff "
    ".woff2 .mp3 .mp4 .m4a .webm .sqlite .db .tar .tmp .part .bak .xml .rss".split()
)
_HTML = re.compile(
    r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<(?:div|p|span|meta|title|script|main|section)[\s>]", re.IGNORECASE
)
_SRT = re.compile(r"^\s*(?:[0-9]{1,6}\s*\n)?\s*[0-9]{1,3}:[0-9]{2}:[0-9]{2}[,.][0-9]{1,3}[ \t]*-->")


@dataclass(frozen=True, slots=True)
class _File:
    """A file to read: where it is, what it is called in its root, and what is stated of it."""

    path: Path
    origin: str
    root: str
    stated: Stated
    fetched_at: dt.datetime | None
    fetched_how: FetchedHow


def pages(path: Path, stated: Stated = Stated(), fetched_at: dt.datetime | None = None) -> Iterator[RawPage | Refusal]:  # noqa: B008 - frozen
    """Every saved page of a file or a folder, one at a time; what is none is named with the reason, and the rest goes on.

    `stated` and `fetched_at` come from the command and go before a sidecar's; without either the file's time stands in.
    """
    if path.is_dir():
        yield from _folder(path, stated, fetched_at)
    else:
        yield from _file(path, path.name, _root(path.parent), stated, fetched_at, alone=True)


def _folder(folder: Path, stated: Stated, fetched_at: dt.datetime | None) -> Iterator[RawPage | Refusal]:
    root = _root(folder)
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        for name in sorted(names):
            path = Path(parent) / name
            yield from _file(path, path.relative_to(folder).as_posix(), root, stated, fetched_at, alone=False)


def _root(folder: Path) -> str:
    return _printable(str(folder.resolve()))


def _printable(name: str) -> str:
    """A file name that is not UTF-8, as text that can be stored and shown."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _file(
    path: Path, origin: str, root: str, stated: Stated, fetched_at: dt.datetime | None, alone: bool
) -> Iterator[RawPage | Refusal]:
    origin = _printable(origin)
    if not alone and (stranger := _stranger_by_name(path)):
        yield Refusal(origin, stranger, skipped=True)
        return
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            yield Refusal(origin, "not a file", skipped=not alone)
            return
        known = _told(path, stated, fetched_at, status.st_mtime)
        if isinstance(known, Refusal):
            yield known
            known = _of_file(stated, fetched_at, status.st_mtime)
        yield from _read(_File(path, origin, root, *known), alone)
    except OSError as error:
        yield Refusal(origin, f"cannot be read: {error.strerror or error}")


def _stranger_by_name(path: Path) -> str | None:
    if path.name.endswith(_SIDECAR):
        return "a sidecar"
    if path.name.startswith("."):
        return "a hidden file"
    return "not a page" if path.suffix.lower() in _FOREIGN_NAMES else None


# -- what is stated of a file

_Told = tuple[Stated, dt.datetime | None, FetchedHow]


def _of_file(stated: Stated, fetched_at: dt.datetime | None, mtime: float) -> _Told:
    if fetched_at:
        return stated, _utc(fetched_at), "command"
    return stated, dt.datetime.fromtimestamp(max(mtime, 0), dt.UTC), "file time"


def _told(path: Path, stated: Stated, fetched_at: dt.datetime | None, mtime: float) -> _Told | Refusal:
    """What command and sidecar state; a sidecar that cannot be read is refused, its page is not."""
    known = _of_file(stated, fetched_at, mtime)
    sidecar = path.with_name(path.name + _SIDECAR)
    if not sidecar.is_file():
        return known
    try:
        with sidecar.open("rb") as opened:
            said = msgspec.json.decode(opened.read(_LARGEST_SIDECAR).removeprefix(b"\xef\xbb\xbf"))
        if not isinstance(said, dict):
            raise msgspec.DecodeError("not an object")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
        return Refusal(_printable(sidecar.name), f"a sidecar that cannot be read: {error}")
    text = {key: value.strip() for key, value in said.items() if isinstance(value, str) and value.strip()}
    both = replace(stated, **{key: getattr(stated, key) or text.get(key) for key in ("guid", "title", "show", "url")})
    moment = None if fetched_at else _moment(text.get("fetched_at"))
    return (both, moment, "sidecar") if moment else (both, known[1], known[2])


def _moment(text: str | None) -> dt.datetime | None:
    try:
        return _utc(dt.datetime.fromisoformat(text.replace("Z", "+00:00"))) if text else None
    except (ValueError, OverflowError):
        return None


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


# -- reading


def _read(file: _File, alone: bool) -> Iterator[RawPage | Refusal]:
    with file.path.open("rb") as plain:
        zipped = plain.read(2) == b"\x1f\x8b"
        plain.seek(0)
        if not zipped:
            yield from _content(file, plain, alone)
            return
        with gzip.GzipFile(fileobj=plain) as opened:
            try:
                yield from _content(file, opened, alone)  # type: ignore[arg-type]
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                yield Refusal(file.origin, f"a gz file that breaks off or is damaged: {error}")


def _content(file: _File, opened: BinaryIO, alone: bool) -> Iterator[RawPage | Refusal]:
    head = opened.read(_HEAD)
    if not head.strip(b" \t\r\n\xef\xbb\xbf"):
        yield Refusal(file.origin, "empty")
        return
    if stranger := next((what for magic, what in _STRANGERS if head.startswith(magic)), None):
        yield Refusal(file.origin, f"{stranger}, no page", skipped=not alone)
        return
    opened.seek(0)
    if _is_jsonl(head):
        yield from _records(file, opened)
        return
    body = opened.read(LARGEST + 1)
    if len(body) > LARGEST:
        yield Refusal(file.origin, f"larger than {LARGEST >> 20} MB, which no page is")
        return
    yield from _whole(file, body)


def _whole(file: _File, body: bytes) -> Iterator[RawPage | Refusal]:
    try:
        text = decode(body[:_HEAD]).text.lstrip("\ufeff \t\r\n")
    except NotText as reason:
        yield Refusal(file.origin, str(reason))
        return
    if text[:1] in "[{" and not text.startswith("[0") and (found := _json(file, body)) is not None:
        yield from found
        return
    yield _page(file, body, _content_type(text))


def _content_type(text: str) -> str:
    if text.startswith("WEBVTT"):
        return "text/vtt"
    if _SRT.match(text.replace("\r\n", "\n").replace("\r", "\n")):
        return "application/x-subrip"
    return "text/html" if _HTML.search(text[:8000]) else "text/plain"


def _json(file: _File, body: bytes) -> list[RawPage | Refusal] | None:
    """The records of a JSON file; None when it is none and may still be text."""
    try:
        plain = decode(body).text.encode()
        data = read_json(plain)
    except NotText as reason:
        return [Refusal(file.origin, str(reason))]
    except BadRecord as reason:
        named = file.path.name.lower().removesuffix(".gz").endswith((".json", ".jsonl", ".ndjson"))
        return [Refusal(file.origin, str(reason))] if named else None
    if isinstance(data, list) and data and not is_record(data) and all(isinstance(item, dict) for item in data):
        return [_record(file, number, msgspec.json.encode(item)) for number, item in enumerate(data, 1)]
    if not is_record(data):
        return [Refusal(file.origin, "JSON without segments", skipped=True)]
    return [_page(file, plain, "application/json")]


def _page(file: _File, body: bytes, content_type: str, origin: str | None = None, stated: Stated | None = None) -> RawPage:
    return RawPage(
        origin=origin or file.origin,
        body=body,
        content_type=content_type,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=file.fetched_at,
        fetched_how=file.fetched_how,
        stated=stated or file.stated,
        root=file.root,
    )


# -- many records in one file


def _is_jsonl(head: bytes) -> bool:
    """Whether the first line is a whole JSON object, or one too long to tell that goes on as a record does."""
    first, end, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if not first.startswith(b"{") or b"\x00" in first[:200]:
        return False
    if end:
        try:
            return isinstance(msgspec.json.decode(first), dict)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return rest.lstrip().startswith(b"{") and first.rstrip().endswith(b"}")
    return len(head) >= _HEAD


def _records(file: _File, opened: BinaryIO) -> Iterator[RawPage | Refusal]:
    """Each line as a page of its own; a line that is too long is named and passed over without being held."""
    number = 0
    while line := opened.readline(LARGEST + 1):
        number += 1
        if len(line) > LARGEST:
            _pass_over(opened)
            yield Refusal(f"{file.origin}#{number}", f"a line larger than {LARGEST >> 20} MB, which no record is")
        elif line := line.removeprefix(b"\xef\xbb\xbf").strip():
            yield _record(file, number, line)


def _pass_over(opened: BinaryIO) -> None:
    while (chunk := opened.readline(1 << 20)) and not chunk.endswith(b"\n"):
        pass


def _record(file: _File, number: int, line: bytes) -> RawPage:
    return _page(file, line, "application/json", f"{file.origin}#{number}", Stated(show=file.stated.show))
