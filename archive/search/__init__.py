"""The front door of search: `open_index`, and the values that an answer is made of."""

from archive.search.answer import Answer, Hit, Moment
from archive.search.api import Index, SearchError, open_generation, open_index

__all__ = ["Answer", "Hit", "Index", "Moment", "SearchError", "open_generation", "open_index"]
