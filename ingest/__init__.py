"""From somebody's saved page to our Episode; pure: no store, no web, no network."""

from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from ingest.files import leads_out, pages
from ingest.pipeline import CLEANER_VERSION, build

__all__ = ["CLEANER_VERSION", "leads_out", "pages", "read"]


def read(page: RawPage, zone: str = "Europe/Paris") -> Episode | Refusal:
    """The episode of a saved page, or the reason why it gives none; dates are calendar days of the zone."""
    return build(page, zone)
