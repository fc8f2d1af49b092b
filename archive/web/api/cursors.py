"""Where a list of moments goes on: an opaque word that holds for the index that gave it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from archive.search.moment_list import BATCH, MOST_OF_ONE, MomentBatch
from archive.web.http.error_pages import CursorExpired
from archive.web.http.search_params import LAST_PAGE

_MARK = 12


@dataclass(frozen=True, slots=True)
class Cursor:
    """A batch of episodes, from 1 on, and how many of its moments were shown."""

    batch: int = 1
    offset: int = 0


def read(word: str, identity: str) -> Cursor:
    """The place a cursor stands for; the beginning without one. Raises CursorExpired for another index's, or none of ours."""
    if not word:
        return Cursor()
    try:
        mark, batch, offset = urlsafe_b64decode(word.encode() + b"=" * (-len(word) % 4)).decode().split(".")
        at = Cursor(int(batch), int(offset))
    except ValueError as error:
        raise CursorExpired from error
    if mark != _mark(identity) or not (1 <= at.batch <= LAST_PAGE and 0 <= at.offset <= BATCH * MOST_OF_ONE):
        raise CursorExpired
    return at


def after(at: Cursor, shown: int, batch: MomentBatch, identity: str) -> str | None:
    """The cursor behind `shown` moments of a batch; None at the end of the list."""
    if at.offset + shown < len(batch.moments):
        return _written(Cursor(at.batch, at.offset + shown), identity)
    if not batch.is_last(at.batch) and at.batch < LAST_PAGE:
        return _written(Cursor(at.batch + 1), identity)
    return None


def _written(at: Cursor, identity: str) -> str:
    return urlsafe_b64encode(f"{_mark(identity)}.{at.batch}.{at.offset}".encode()).decode().rstrip("=")


def _mark(identity: str) -> str:
    """The beginning of a generation's identity, and of that of what it is without."""
    generation, _, without = identity.partition("-")
    return generation[:_MARK] + without[:_MARK]
