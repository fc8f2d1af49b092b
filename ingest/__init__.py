"""From somebody's saved page to our Episode; pure: no store, no web, no network. What reads pages is imported when it is first
asked for: to know the version of the cleaner takes no parser."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from ingest.version import CLEANER_VERSION

if TYPE_CHECKING:
    from ingest.files import leads_out, pages

__all__ = ["CLEANER_VERSION", "leads_out", "pages", "read", "unload"]


def read(page: RawPage, zone: str = "Europe/Paris") -> Episode | Refusal:
    """The episode of a saved page, or the reason why it gives none; dates are calendar days of the zone."""
    from ingest.pipeline import build

    return build(page, zone)


def unload() -> None:
    """Lets go of what is kept in memory from page to page, the model that tells languages; the next page has it read again."""
    from ingest.extract.language import unload as unload_model

    unload_model()


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("ingest.files"), name)
