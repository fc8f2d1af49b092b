"""`python -m tests.browser.screenshots [FOLDER]` makes a picture of every page of the sample archive: light, dark, phone; of the
desk on five Monday mornings (`desk_states.py`), at 1280 and 390 px; and those of the guides, in docs/guide/pictures.

The pictures are for eyes: nothing is compared. `docs/picture.png` is made with `--picture docs/picture.png`.
"""

import argparse
import base64
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from playwright.sync_api import Browser, Page, sync_playwright

import archive.sample
from archive.cli import main as command
from archive.library import Library
from archive.web import IndexProvider, Site, create_app
from tests.browser import desk_states
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.servers import serve_app

WORDS = "eau"
VIEWS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light", "device_scale_factor": 2, "has_touch": True},
    "phone-dark": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark", "device_scale_factor": 2, "has_touch": True},
}
MORNINGS: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 900}},
    "390": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}
GUIDES = Path(__file__).parents[2] / "docs" / "guide" / "pictures"
GUIDE: dict[str, Any] = {"viewport": {"width": 1120, "height": 840}, "color_scheme": "light", "locale": "fr-FR"}
QUALITY = 70
"""Of the guides' pictures (WebP): text stays sharp, and each is under 80 KB."""
PICTURE: dict[str, Any] = {"viewport": {"width": 1200, "height": 860}, "color_scheme": "light"}


@contextmanager
def sample_site(extra: list[str]) -> Iterator[tuple[str, Library]]:
    """The sample archive (and other pages), added and served: its address and its library."""
    with tempfile.TemporaryDirectory() as folder:
        root = str(Path(folder) / "library")
        done = CliRunner().invoke(command, ["--library", root, "add", str(archive.sample.pages()), *extra])
        if done.exit_code:
            raise SystemExit(done.output)
        with (
            Library.open(Path(root), read_only=True) as library,
            serve_app(create_app(Site(IndexProvider(Path(root)), library))) as address,
        ):
            yield address, library


def addresses(library: Library) -> dict[str, str]:
    """The pages to be seen, by name."""
    listed = library.listed()
    slug = next((entry.slug for entry in listed if "citerne" in entry.title.lower()), listed[0].slug)
    person = next((name for entry in listed for name in entry.people), "")
    show = next((entry.show for entry in listed if entry.show), "")
    return {
        "home": "/",
        "search": f"/search?q={WORDS}",
        "search-none": "/search?q=moratoire+citerne+dynamo",
        "episode": f"/episodes/{slug}?q=eau",
        "moments": f"/episodes/{slug}/moments?q=eau",
        "people": "/people",
        "person": f"/people/{person}",
        "shows": "/shows",
        "show": f"/shows/{show}",
        "calendar": "/calendar",
        "trends": "/trends?q=eau,+école,+pain",
        "help": "/help",
        "data": "/data",
        "accessibility": "/accessibility",
        "error": f"/episodes/{slug[:-6]}",
    }


def pictures(browser: Browser, site: str, pages: dict[str, str], folder: Path) -> None:
    """Every page in every view."""
    folder.mkdir(parents=True, exist_ok=True)
    for view, options in VIEWS.items():
        context = browser.new_context(**options, base_url=site, locale="fr-FR")
        page = context.new_page()
        for name, address in pages.items():
            page.goto(address)
            page.evaluate("document.fonts.ready")
            page.screenshot(path=folder / f"{name}-{view}.png", full_page=True)
        context.close()


def mornings(browser: Browser, sample: Path, folder: Path) -> None:
    """The desk in each of its states, wide and narrow; and, where it is full, what the guides show of it."""
    for state in desk_states.STATES:
        with tempfile.TemporaryDirectory() as work:
            root = Path(work) / "library"
            desk_states.build(state, sample, root)
            with desk_states.desk_of(root) as site:
                for width, options in MORNINGS.items():
                    page = _at_the_desk(browser, site, options)
                    page.screenshot(path=folder / f"desk-{state}-{width}.png", full_page=True)
                    page.context.close()
                if state == "held":
                    _desk_of_guide(_at_the_desk(browser, site, GUIDE))


def _at_the_desk(browser: Browser, site: str, options: dict[str, Any]) -> Page:
    page = browser.new_context(**{"locale": "fr-FR", **options}, base_url=site).new_page()
    page.goto("/staff/login")
    page.get_by_label("Mot de passe").fill(desk_states.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff")
    return page


def _desk_of_guide(page: Page) -> None:
    for_guide(page, "desk", "/staff")
    for_guide(page, "held", "/staff/quarantine/2")
    for_guide(page, "preview", "/staff/glossary/preview?name=Idriss+Tellouche&heard=Idris+Télouche")
    page.context.close()


def guide_pictures(browser: Browser, site: str, pages: dict[str, str]) -> None:
    """What the guides show of the site."""
    page = browser.new_context(**GUIDE, base_url=site).new_page()
    for name in ("home", "search", "episode"):
        for_guide(page, name, pages[name])
    page.context.close()


def for_guide(page: Page, name: str, address: str) -> None:
    """The first screen of a page as a small WebP among the guides' pictures."""
    page.goto(address)
    page.evaluate("document.fonts.ready")
    session = page.context.new_cdp_session(page)
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    GUIDES.mkdir(exist_ok=True)
    (GUIDES / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))


def picture(browser: Browser, site: str, address: str, file: Path) -> None:
    """One small picture of one page, for the README."""
    context = browser.new_context(**PICTURE, base_url=site, locale="fr-FR")
    page = context.new_page()
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=file)
    context.close()


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=Path("screenshots"))
    options.add_argument("--only", action="append", help="the name of a page")
    options.add_argument("--picture", type=Path, help="makes only the README's picture, in this file")
    options.add_argument("--add", action="append", default=[], help="another page or folder to add to the sample archive")
    chosen = options.parse_args()
    with sample_site(chosen.add) as (site, library), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages = {name: address for name, address in addresses(library).items() if not chosen.only or name in chosen.only}
        if chosen.picture:
            picture(browser, site, addresses(library)["search"], chosen.picture)
        else:
            pictures(browser, site, pages, chosen.folder)
        if not (chosen.picture or chosen.only):
            mornings(browser, library.directory, chosen.folder)
            guide_pictures(browser, site, pages)
        browser.close()


if __name__ == "__main__":
    main()
