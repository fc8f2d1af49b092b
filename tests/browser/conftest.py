"""A real Chromium before the small archive, served by a real server on a free port.

Nothing outside is asked: requests that leave the site are answered here, counted, and are a failure where a test did not
expect them."""

import io
import re
import shutil
import wave
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
    "--process-per-site",
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


class Kept:
    """Contexts that tests use one after the other, each with a page that stays open: to begin a context, and the process that its
    pages share, takes ten times what a page takes."""

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser, self._site = browser, site
        self._free: dict[Options, list[tuple[BrowserContext, Page]]] = {}

    def take(self, options: "Options") -> tuple[BrowserContext, Page]:
        """A context in which nothing is kept, and the page that stays."""
        waiting = self._free.setdefault(options, [])
        return waiting.pop() if waiting else self._begun(options)

    def give_back(self, options: "Options", context: BrowserContext, stays: Page) -> None:
        """Lets the next test have it: the test's pages are closed, and what it kept is gone."""
        for page in context.pages:
            if page is not stays:
                page.close()
        context.unroute_all()
        context.clear_cookies()
        context.clear_permissions()
        stays.evaluate("localStorage.clear()")
        self._free[options].append((context, stays))

    def _begun(self, options: "Options") -> tuple[BrowserContext, Page]:
        context = self._browser.new_context(
            viewport=PHONE if options.phone else DESKTOP,
            has_touch=options.phone,
            java_script_enabled=options.script,
            color_scheme="dark" if options.dark else "light",
            locale=options.language,
            base_url=self._site,
        )
        stays = context.new_page()
        stays.goto("/accessibility")
        return context, stays


@dataclass(frozen=True)
class Options:
    """Whose browser it is."""

    phone: bool = False
    script: bool = True
    dark: bool = False
    language: str = "fr-FR"
    was_never_pressed: bool = False
    """In a context where no other test has played anything: a browser remembers who listened where."""


@pytest.fixture(scope="package")
def kept(browser: Browser, site: str) -> Kept:
    """The contexts of this folder's tests."""
    return Kept(browser, site)


@pytest.fixture
def opened(kept: Kept, site: str) -> Iterator[Opener]:
    """Opens an address of the site: `opened("/search?q=x", phone=True, script=False, dark=True, language="en")`, each as somebody
    who was never there before.

    `page.left` lists the requests that left the site, `page.faults` what the console complained of."""
    taken: list[tuple[Options, BrowserContext, Page]] = []
    pages: list[Page] = []

    def open_page(address: str, **asked: Any) -> Page:
        options = Options(**asked)
        context, stays = kept.take(options)
        taken.append((options, context, stays))
        page = context.new_page()
        pages.append(page)
        _watch(context, page, site)
        page.goto(address)
        return page

    yield open_page
    faults = [fault for page in pages for fault in page.faults]  # type: ignore[attr-defined]
    for one in taken:
        kept.give_back(*one)
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

    context.route(re.compile(rf"^(?!{re.escape(site)})"), answer)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.left, page.faults = left, faults  # type: ignore[attr-defined]
