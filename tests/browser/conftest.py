"""A real Chromium before the small archive, served by a real server on a free port.

Nothing outside is asked: requests that leave the site are answered here, counted, and are a failure where a test did not
expect them."""

import io
import shutil
import wave
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from archive.web import IndexProvider, Site, create_app
from tests.servers import serve_app
from tests.web import small_archive

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=document-user-activation-required",
]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}


def _tone() -> bytes:
    """A second of sound, so that the browser's rule of autoplay has something to allow or refuse."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 1, 8000, 8000, "NONE", ""))
        sound.writeframes(bytes(128 + 40 * (n // 10 % 2) for n in range(8000)))
    return file.getvalue()


TONE = _tone()
PLAYER = (Path(__file__).parent / "player.html").read_text().replace("TONE", b64encode(TONE).decode())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs a browser; without one it is skipped and says so."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium here: `apt-get install chromium`, or see scripts/chromium.sh"))


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the small archive."""
    root = tmp_path_factory.mktemp("browsed")
    with small_archive.build(root) as library, serve_app(create_app(Site(IndexProvider(root), library))) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for this folder's tests; gone after them, with the event loop that Playwright keeps running in their thread."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


Opener = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, site: str) -> Iterator[Opener]:
    """Opens an address of the site: `opened("/search?q=x", phone=True, script=False, dark=True, language="en")`.

    `page.left` lists the requests that left the site, `page.faults` what the console complained of."""
    contexts: list[BrowserContext] = []
    pages: list[Page] = []

    def open_page(address: str, *, phone: bool = False, script: bool = True, dark: bool = False, language: str = "fr-FR") -> Page:
        options: dict[str, Any] = {"viewport": PHONE if phone else DESKTOP, "java_script_enabled": script, "locale": language}
        options |= {"color_scheme": "dark" if dark else "light", "base_url": site, "has_touch": phone}
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        _watch(context, page, site)
        page.goto(address)
        return page

    yield open_page
    faults = [fault for page in pages for fault in page.faults]  # type: ignore[attr-defined]
    for context in contexts:
        context.close()
    assert not faults


def _watch(context: BrowserContext, page: Page, site: str) -> None:
    left: list[str] = []
    faults: list[str] = []

    def answer(route: Route) -> None:
        left.append(route.request.url)
        if route.request.resource_type == "media":
            route.fulfill(content_type="audio/wav", body=TONE)
        else:
            route.fulfill(content_type="text/html", body=PLAYER)

    context.route(lambda url: not url.startswith(site), answer)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.left, page.faults = left, faults  # type: ignore[attr-defined]
