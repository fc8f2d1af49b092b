"""The front door of search: `open_index`, and the values that an answer is made of."""

from archive.search.answer import Answer, Hit, Moment
from archive.search.api import DamagedIndexError, Index, SearchError, open_earlier, open_generation, open_index

__all__ = ["Answer", "DamagedIndexError", "Hit", "Index", "Moment", "SearchError", "open_earlier", "open_generation", "open_index"]
