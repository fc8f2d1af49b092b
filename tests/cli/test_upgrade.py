"""A site that has begun reads nothing more of the program, so that another version may be installed under it."""

import io
from pathlib import Path
from typing import Any

import pytest

import archive
from archive.cli.serve import hold_data, hold_templates
from archive.library import Library
from archive.model import cldr
from archive.web import IndexProvider, Site, create_app, i18n, preview_images

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


def test_no_file_of_data_is_read_once_the_site_has_begun(sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = str(Path(archive.__file__).parent)
    with Library.open(sample_library, read_only=True) as library:
        app = create_app(Site(IndexProvider(sample_library), library))
        for kept in (cldr._told, i18n.english, preview_images._faces, preview_images._advances):
            kept.cache_clear()
        hold_data()
        hold_templates(app)
        read: list[str] = []
        opened = io.open

        def noted(file: Any, *args: Any, **named: Any) -> Any:
            read.extend([str(file)] if str(file).startswith(program) else [])
            return opened(file, *args, **named)

        monkeypatch.setattr(io, "open", noted)
        client = app.test_client()
        for address in (*ADDRESSES, "/calendar", f"/episodes/{SLUG}.vtt"):
            assert client.get(address).status_code == 200
    assert read == []


def test_that_test_would_see_a_file_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    opened = io.open
    monkeypatch.setattr(io, "open", lambda file, *args, **named: read.append(file) or opened(file, *args, **named))
    (Path(archive.__file__).parent / "model" / "cldr.json").read_bytes()
    assert len(read) == 1
