"""A sample archive to try the site on: invented episodes of invented shows, as a scraper would have saved their
pages."""

from pathlib import Path


def pages() -> Path:
    """The folder of the saved pages, each with a sidecar that says when and where it was saved."""
    return Path(__file__).parent / "pages"
