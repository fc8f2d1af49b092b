"""Mot pour mot: the searchable archive of a show's episodes. `from archive import open_archive` opens one for a
program."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.python_api import Archive, filters, open_archive

__all__ = ["Archive", "filters", "open_archive"]


def __getattr__(name: str) -> Any:
    """The front door is loaded when it is used: a command that needs no search starts without one."""
    if name in __all__:
        from archive import python_api

        return getattr(python_api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
