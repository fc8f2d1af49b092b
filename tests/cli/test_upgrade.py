"""A site that has begun reads nothing more of the program, so that another version may be installed under it."""

from pathlib import Path

from archive.cli.serve import hold_templates
from archive.library import Library
from archive.web import IndexProvider, Site, create_app

SLUG = "2026-01-13-le-galet-a-un-an"
ADDRESSES = (
    "/",
    "/search?q=galet",
    f"/episodes/{SLUG}",
    "/episodes",
    "/shows",
    "/people",
    "/trends?q=galet",
    "/help",
    "/data",
    "/api",
)


def test_no_template_is_read_once_the_site_has_begun(sample_library: Path) -> None:
    with Library.open(sample_library, read_only=True) as library:
        app = create_app(Site(IndexProvider(sample_library), library))
        hold_templates(app)
        app.jinja_loader = None  # type: ignore[assignment]
        client = app.test_client()
        found = {address: client.get(address).status_code for address in ADDRESSES}
    assert {address: status for address, status in found.items() if status != 200} == {}
