"""What a process beside this one does with pages. It imports nothing of library or index, which take such a process
longer to load than the reader."""

import logging
from collections.abc import Sequence

import msgspec

from archive.model.episode import Episode
from archive.model.page import RawPage, Reader, Refusal
from archive.model.reasons import Reason, worded

log = logging.getLogger(__name__)


class Failure(msgspec.Struct, frozen=True):
    """What went wrong with a page."""

    reason: Reason


Read = Episode | Refusal | Failure


class _Sent(msgspec.Struct, array_like=True):
    """A `Read` between processes."""

    episode: Episode | None = None
    refusal: Refusal | None = None
    failure: Reason | None = None


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(_Sent).decode


def unpacked(packed: bytes) -> Read:
    """What was read of one page."""
    sent = _unpack(packed)
    return sent.episode or sent.refusal or Failure(sent.failure or worded(""))


def read_packed(reader: Reader, pages: Sequence[RawPage]) -> list[bytes]:
    """What the reader makes of each page, packed."""
    return [_read(reader, page) for page in pages]


def _read(reader: Reader, page: RawPage) -> bytes:
    """One page of many: what goes wrong with it is recorded and stops no other. Want of memory ends the process, and so
    is told."""
    try:
        read = reader(page)
        return _pack(_Sent(episode=read) if isinstance(read, Episode) else _Sent(refusal=read))
    except MemoryError:
        raise
    except Exception as error:
        log.exception("%s failed", page.origin)
        return _pack(_Sent(failure=Reason.of_error(error)))
