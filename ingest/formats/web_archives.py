"""Web pages as browsers and crawlers keep them: MHTML by the standard library's `email`, WARC by warcio, WACZ as a ZIP
of WARCs.

Each page has its own address and the time at which it was saved. What unpacks is bounded before it is held.
"""

import datetime as dt
import email
import email.policy
import email.utils
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from archive.model.reasons import Reason, reason
from ingest.budget import LARGEST_PAGE, MOST_PAGES
from ingest.formats.record import BadRecord

_MOST_WARCS = 200
_TEXTS = ("text/", "application/json", "application/xhtml", "application/xml", "application/ttml", "application/x-subrip")


@dataclass(frozen=True, slots=True)
class Saved:
    """One page of an archive: its bytes (UTF-8 where the archive told the encoding), its address, and when it was saved
    (UTC)."""

    body: bytes
    url: str | None
    saved_at: dt.datetime | None


def is_mhtml(head: bytes) -> bool:
    """Headers of a message whose parts belong together, or that a browser says it saved."""
    top = head[:4000].replace(b"\r\n", b"\n").partition(b"\n\n")[0].lower()
    return b"mime-version:" in top and (b"multipart/related" in top or b"snapshot-content-location:" in top)


def read_mhtml(data: bytes) -> Saved:
    """The page itself, without its pictures; raises BadRecord where there is none."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        part = next((part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")), None)
        body = part.get_payload(decode=True) if part is not None else None
    except (ValueError, LookupError, RecursionError, AttributeError) as error:
        raise BadRecord("mhtml-unreadable", error=str(error)) from error
    if part is None or not isinstance(body, bytes) or not body.strip():
        raise BadRecord("mhtml-empty")
    address = message.get("Snapshot-Content-Location") or part.get("Content-Location")
    return Saved(_as_utf8(body, part.get_content_charset()), str(address).strip() if address else None, _date(message.get("Date")))


def _as_utf8(body: bytes, charset: str | None) -> bytes:
    """The page in UTF-8 where another encoding is stated; else as it is, to be told from its bytes."""
    if charset is None or charset.lower() in ("utf-8", "utf8", "us-ascii"):
        return body
    try:
        return body.decode(charset).encode("utf-8")
    except (LookupError, UnicodeError, ValueError):
        return body


def _date(text: object) -> dt.datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(str(text)) if text else None
        return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC) if found else None
    except (ValueError, TypeError, OverflowError):
        return None


# -- WARC


def is_warc(head: bytes) -> bool:
    """The first line of a record."""
    return head.startswith(b"WARC/1.")


def read_warc(opened: BinaryIO) -> Iterator[Saved | Reason]:
    """The pages of a WARC, and the reason for each that cannot be read; pictures, scripts, errors and redirects are no
    pages."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for number, record in enumerate(ArchiveIterator(opened)):
            if number >= MOST_PAGES:
                yield reason("warc-too-long", records=MOST_PAGES)
                return
            if found := _page_of(record):
                yield found
    except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
        yield reason("warc-damaged", error=str(error)[:200])


def _page_of(record: Any) -> Saved | Reason | None:
    if record.rec_type not in ("response", "resource", "conversion"):
        return None
    headers = record.http_headers
    if record.rec_type == "response" and (headers is None or headers.get_statuscode() != "200"):
        return None
    kind = (headers.get_header("Content-Type") if headers else None) or record.rec_headers.get_header("Content-Type") or ""
    if not kind.lower().startswith(_TEXTS) or "javascript" in kind or "css" in kind:
        return None
    url = record.rec_headers.get_header("WARC-Target-URI")
    body = record.content_stream().read(LARGEST_PAGE + 1)
    if len(body) > LARGEST_PAGE:
        return reason("crawled-page-too-large", url=str(url), megabytes=LARGEST_PAGE >> 20)
    return Saved(_as_utf8(body, _charset(kind)), url, _moment(record.rec_headers.get_header("WARC-Date")))


def _charset(kind: str) -> str | None:
    message = email.message_from_string(f"Content-Type: {kind}\n\n")
    return message.get_content_charset()


def _moment(text: str | None) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(dt.UTC) if text else None
    except (ValueError, OverflowError):
        return None


# -- WACZ


def is_wacz(names: Sequence[str]) -> bool:
    """A ZIP with a data package and WARCs in `archive/`."""
    return "datapackage.json" in names and any(name.startswith("archive/") for name in names)


def read_wacz(opened: BinaryIO) -> Iterator[Saved | Reason]:
    """The pages of every WARC in a WACZ."""
    with zipfile.ZipFile(opened) as packed:
        names = [name for name in packed.namelist() if name.startswith("archive/") and name.endswith((".warc.gz", ".warc"))]
        for name in sorted(names)[:_MOST_WARCS]:
            try:
                with packed.open(name) as inner:
                    yield from read_warc(inner)  # type: ignore[arg-type]
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, io.UnsupportedOperation) as error:
                yield reason("wacz-unreadable", name=name, error=str(error)[:200])
