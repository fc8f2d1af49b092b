"""The front door of search: `open_index`, and the values that an answer is made of. Each is imported when it is first
asked for: a command that needs a part of search alone starts in half the time."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.search.api import (
        NOT_ANSWERING,
        DamagedIndexError,
        Index,
        PinnedIndex,
        SearchError,
        open_earlier,
        open_generation,
        open_index,
    )
    from archive.search.results.answer import Answer, Hit, Moment

__all__ = [
    "NOT_ANSWERING",
    "Answer",
    "DamagedIndexError",
    "Hit",
    "Index",
    "Moment",
    "PinnedIndex",
    "SearchError",
    "open_earlier",
    "open_generation",
    "open_index",
]
_OF_ANSWERS = frozenset(("Answer", "Hit", "Moment"))


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{'results.answer' if name in _OF_ANSWERS else 'api'}"), name)
