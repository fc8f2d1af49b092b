"""Files and folders as saved pages: what a file is (by its content), one record of many, sidecars, what is no page."""

import datetime as dt
import gzip
import hashlib
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import msgspec

from archive.model.page import FetchedHow, RawPage, Refusal, Stated
from archive.model.reasons import Reason, reason
from ingest.budget import LARGEST_PAGE, Budget, Swells
from ingest.encodings import NotText, decode
from ingest.extract.untimed import tells_untimed
from ingest.formats import registry
from ingest.formats.glued import parts_of
from ingest.formats.json_records import HEAD, is_jsonl, lines_of, read_json
from ingest.formats.record import BadRecord
from ingest.formats.sidecar_facts import JOINED, Facts, join
from ingest.formats.web_archives import Saved, read_mhtml, read_wacz, read_warc
from ingest.sidecars import SIDECAR, Beside, of_file, printable, told

_STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"wOF", "a font"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
)
_ZIP = b"PK\x03\x04"
_FOREIGN_NAMES = frozenset(
    ".css .js .mjs .py .pyc .rst .toml .ini .cfg .yaml .yml .sh .svg .map .lock .log "
    ".png .jpg .jpeg .gif .webp .ico .woff .woff2 .sqlite .db .tar .tmp .part .bak".split()
)
# Files of these names are pages or strangers: in a folder they are read only where their content shows a transcript.
_DOUBTFUL_NAMES = frozenset(".md .xml .csv".split())
_STAMPS = re.compile(r"[0-9]:[0-5][0-9]")
_A_FEW = 3


@dataclass(frozen=True, slots=True)
class _File:
    """A file to read: where it is, its name in its root, what is stated of it; `alone`: it was named itself."""

    path: Path
    origin: str
    root: str
    stated: Stated
    fetched_at: dt.datetime | None
    fetched_how: FetchedHow
    alone: bool
    facts: Facts | None = None


def pages(
    path: Path,
    stated: Stated = Stated(),  # noqa: B008 - frozen
    fetched_at: dt.datetime | None = None,
    only: Collection[Path] | None = None,
) -> Iterator[RawPage | Refusal]:
    """Every saved page of a file or a folder, one at a time; what is none is named with the reason.

    `stated` and `fetched_at` come from the command and go before a sidecar's; without either the file's time stands in.
    `only`: these files of a folder, read as its files are, with what stands beside them.
    """
    if path.is_dir():
        yield from _folder(path, stated, fetched_at, only)
    else:
        beside = Beside.of(path.parent, [path.name])
        yield from _file(path, path.name, _root(path.parent), stated, fetched_at, beside, alone=True)


def _folder(
    folder: Path, stated: Stated, fetched_at: dt.datetime | None, only: Collection[Path] | None
) -> Iterator[RawPage | Refusal]:
    root, closed = _root(folder), list[OSError]()
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        here = [name for name in sorted(names) if only is None or Path(parent) / name in only]
        out = {name for name in here if leads_out(Path(parent) / name, folder)}
        for name in sorted(out):
            yield Refusal(printable(os.path.relpath(Path(parent, name), folder)), reason("link-out"), skipped=True)
        wanted = [name for name in here if name not in out and not leads_out(Path(parent) / (name + SIDECAR), folder)]
        alike = {name.partition(".")[0] for name in wanted}
        near = [name for name in names if name not in out and (only is None or name.partition(".")[0] in alike)]
        beside = Beside.of(Path(parent), near) if wanted else Beside()
        for name in wanted:
            path = Path(parent) / name
            yield from _file(path, path.relative_to(folder).as_posix(), root, stated, fetched_at, beside, alone=False)
    for error in closed:
        origin = printable(os.path.relpath(error.filename, folder))
        yield Refusal(origin, reason("unreadable", error=str(error.strerror or error)))


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a file is a link to something outside a folder: who may put it there may be nobody who may read that."""
    try:
        return path.is_symlink() and not path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return True


def _root(folder: Path) -> str:
    return printable(str(folder.resolve()))


def _file(
    path: Path, origin: str, root: str, stated: Stated, fetched_at: dt.datetime | None, beside: Beside, alone: bool
) -> Iterator[RawPage | Refusal]:
    origin = printable(origin)
    if not alone and (stranger := _stranger_by_name(path) or beside.passed_over(path.name)):
        tells = path.name.endswith(SIDECAR) or beside.passed_over(path.name)
        yield Refusal(origin, stranger, skipped=True, beside=bool(tells))
        return
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            yield Refusal(origin, reason("not-a-file"), skipped=not alone)
            return
        known = told(path, stated, fetched_at, status.st_mtime)
        if isinstance(known, Refusal):
            yield known
            known = of_file(stated, fetched_at, status.st_mtime)
        yield from _read(_File(path, origin, root, *known, alone, beside.facts_of(path.name)))
    except OSError as error:
        yield Refusal(origin, reason("unreadable", error=str(error.strerror or error)))


def _stranger_by_name(path: Path) -> Reason | None:
    if path.name.endswith(SIDECAR):
        return reason("sidecar")
    if path.name.startswith("."):
        return reason("hidden-file")
    return reason("not-a-page") if path.suffix.lower() in _FOREIGN_NAMES else None


# -- reading


def _read(file: _File) -> Iterator[RawPage | Refusal]:
    with file.path.open("rb") as plain:
        budget = Budget(os.fstat(plain.fileno()).st_size)
        zipped = plain.read(2) == b"\x1f\x8b"
        plain.seek(0)
        opened = gzip.GzipFile(fileobj=plain) if zipped else plain
        try:
            yield from budget.through(_content(file, budget.counted(opened)))  # type: ignore[arg-type]
        except Swells:
            yield Refusal(file.origin, budget.reason)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            if not zipped:
                raise
            yield Refusal(file.origin, reason("gz-damaged", error=str(error)))


def _content(file: _File, opened: BinaryIO) -> Iterator[RawPage | Refusal]:
    head = opened.read(HEAD)
    if not head.strip(b" \t\r\n\xef\xbb\xbf"):
        yield Refusal(file.origin, reason("empty"))
        return
    opened.seek(0)
    if stranger := next((what for magic, what in _STRANGERS if head.startswith(magic)), None):
        yield Refusal(file.origin, reason("stranger", what=stranger), skipped=not file.alone)
    elif head.startswith(_ZIP):
        yield from _zip(file, opened)
    elif head.startswith(b"WARC/1."):
        yield from _saved_pages(file, read_warc(opened))
    elif is_jsonl(head) and not _is_one_line(file, opened):
        yield from _records(file, opened)
    else:
        yield from _one(file, head, opened)


def _one(file: _File, head: bytes, opened: BinaryIO) -> Iterator[RawPage | Refusal]:
    """A file that is held whole."""
    found = registry.of_bytes(head)
    if found is not None and found.instead:
        yield _named(file, found)
        return
    body = opened.read(LARGEST_PAGE + 1)
    if len(body) > LARGEST_PAGE:
        yield Refusal(file.origin, reason("page-too-large", megabytes=LARGEST_PAGE >> 20))
    elif found is None:
        yield from _whole(file, body)
    elif registry.bytes_reader_of(found.media_type):
        yield _page(file, body, found.media_type)
    else:
        yield from _mhtml(file, body)


def _named(file: _File, found: registry.Format) -> Refusal:
    """A format that is known and not read: named, with the way out."""
    return Refusal(file.origin, found.refusal, skipped=not file.alone, known=True)


def _whole(file: _File, body: bytes) -> Iterator[RawPage | Refusal]:
    try:
        text = decode(body[:HEAD]).text.lstrip("\ufeff \t\r\n")
    except NotText as error:
        yield Refusal(file.origin, error.reason)
        return
    if text[:1] in "[{" and (records := _json(file, body)) is not None:
        yield from records
        return
    found = registry.of_text(text)
    if found.instead:
        yield _named(file, found)
    elif not file.alone and _is_strangers(file, found, text):
        found_times = len(_STAMPS.findall(text))
        why = reason("few-times", found=found_times, least=_A_FEW) if found_times else reason("not-a-page")
        yield Refusal(file.origin, why, skipped=True)
    else:
        yield from _pages_of(file, body, found.media_type)


def _is_strangers(file: _File, found: registry.Format, text: str) -> bool:
    """Whether a file whose name tells nothing shows no transcript in its content."""
    pages = found.media_type in ("text/plain", "text/html")
    if (suffix := file.path.suffix.lower()) not in _DOUBTFUL_NAMES or not pages or file.stated.untimed:
        return False
    return suffix == ".csv" or (len(_STAMPS.findall(text)) < _A_FEW and not tells_untimed(text))


def _pages_of(file: _File, body: bytes, content_type: str) -> list[RawPage | Refusal]:
    """The page, or the pages that somebody glued into one file; with the facts beside it where there are some. A list,
    not one after the other: what waits to go on keeps its text, and the page is read meanwhile."""
    try:
        text = decode(body).text if content_type in ("text/plain", "text/html", "text/vtt") or file.facts else ""
    except NotText as error:
        return [Refusal(file.origin, error.reason)]
    if file.facts is not None:
        return [_page(file, join(text, content_type, file.facts), JOINED)]
    parts = parts_of(text, content_type)
    if len(parts) == 1:
        return [_page(file, body, content_type)]
    return [_part(file, number, part.encode(), content_type) for number, part in enumerate(parts, 1)]


def _json(file: _File, body: bytes) -> list[RawPage | Refusal] | None:
    """The records of a JSON file; None when it is none and may still be text."""
    try:
        plain = _one_value(decode(body).text.strip("\ufeff \t\r\n").encode())
        data = read_json(plain)
    except NotText as error:
        return [Refusal(file.origin, error.reason)]
    except BadRecord as error:
        named = file.path.name.lower().removesuffix(".gz").endswith((".json", ".jsonl", ".ndjson"))
        return [Refusal(file.origin, error.reason)] if named else None
    if registry.of_json(data) is not None:
        return [
            _page(file, join(plain.decode(), "application/json", file.facts), JOINED)
            if file.facts
            else _page(file, plain, "application/json")
        ]
    if isinstance(data, list) and data and all(isinstance(item, dict) for item in data):
        return list(_distinct(file, ((number, msgspec.json.encode(item)) for number, item in enumerate(data, 1))))
    return [Refusal(file.origin, reason("no-json-segments"), skipped=True)]


def _one_value(plain: bytes) -> bytes:
    """The JSON as it is; several values one behind the other, as Vosk prints them, as a list."""
    try:
        read_json(plain)
    except BadRecord:
        joined = b"[" + plain.replace(b"\r", b"").replace(b"}\n{", b"},{") + b"]"
        if b"},{" in joined and _is_json(joined):
            return joined
        raise
    return plain


def _is_json(data: bytes) -> bool:
    try:
        read_json(data)
    except BadRecord:
        return False
    return True


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


# -- many pages in one file


def _part(file: _File, number: int, body: bytes, content_type: str = "application/json") -> RawPage:
    """One of many pages of a file: what is stated of the file as a whole is its show alone."""
    return _page(file, body, content_type, f"{file.origin}#{number}", replace(file.stated, guid=None, title=None, url=None))


def _is_one_line(file: _File, opened: BinaryIO) -> bool:
    """Whether a file that is not named as JSON Lines is one object on one line, as many services write it."""
    if file.path.name.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson")):
        return False
    first = opened.readline(LARGEST_PAGE + 1)
    one = len(first) <= LARGEST_PAGE and not opened.read(HEAD).strip()
    opened.seek(0)
    return one


def _records(file: _File, opened: BinaryIO) -> Iterator[RawPage | Refusal]:
    """Each line as a page of its own; a line that is too long is named and passed over without being held."""
    yield from _distinct(file, lines_of(opened, LARGEST_PAGE))


def _distinct(file: _File, records: Iterator[tuple[int, bytes]]) -> Iterator[RawPage | Refusal]:
    """Each record as a page of its own; what one repeats is counted, and told once behind them all."""
    met, again = set[bytes](), 0
    for number, record in records:
        if len(record) > LARGEST_PAGE:
            yield Refusal(f"{file.origin}#{number}", reason("record-too-large", megabytes=LARGEST_PAGE >> 20))
        elif (digest := hashlib.sha256(record).digest()) in met:
            again += 1
        else:
            met.add(digest)
            yield _part(file, number, record)
    if again:
        yield Refusal(file.origin, reason("repeated-record", records=again), skipped=True)


# -- archives of web pages


def _zip(file: _File, opened: BinaryIO) -> Iterator[RawPage | Refusal]:
    try:
        with zipfile.ZipFile(opened) as packed:
            found = registry.of_names(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield Refusal(file.origin, reason("zip-damaged", error=str(error)), skipped=not file.alone)
        return
    if found is None:
        yield Refusal(file.origin, reason("zip-stranger"), skipped=not file.alone)
    elif found.instead:
        yield _named(file, found)
    else:
        yield from _saved_pages(file, read_wacz(opened))


def _mhtml(file: _File, body: bytes) -> Iterator[RawPage | Refusal]:
    try:
        saved = read_mhtml(body)
    except BadRecord as error:
        yield Refusal(file.origin, error.reason)
        return
    yield from _whole(_of_saved(file, saved, file.origin), saved.body)


def _saved_pages(file: _File, found: Iterator[Saved | Reason]) -> Iterator[RawPage | Refusal]:
    """The pages of a crawl; those that show no times are other pages of the site, and no fault."""
    for number, saved in enumerate(found, 1):
        origin = f"{file.origin}#{number}"
        if isinstance(saved, Reason):
            yield Refusal(origin, saved)
        elif len(_STAMPS.findall(saved.body.decode("utf-8", "replace"))) < _A_FEW:
            yield Refusal(origin, reason("untimed-page", url=str(saved.url)[:300]), skipped=True)
        else:
            stated = replace(file.stated, guid=None, title=None, url=None)
            yield from _whole(_of_saved(replace(file, stated=stated), saved, origin), saved.body)


def _of_saved(file: _File, saved: Saved, origin: str) -> _File:
    """The file as one of its pages: address and time are the page's own, unless command or sidecar state them."""
    stated = replace(file.stated, url=file.stated.url or saved.url)
    if saved.saved_at is None or file.fetched_how in ("command", "sidecar"):
        return replace(file, origin=origin, stated=stated)
    return replace(file, origin=origin, stated=stated, fetched_at=saved.saved_at, fetched_how="page")
