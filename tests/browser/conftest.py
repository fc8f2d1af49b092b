"""A real Chromium before the small archive, served by a real server on a free port.

Nothing outside is asked: requests that leave the site are counted and find no host. Where sources are played (`opened_anew`),
they are answered here."""

import io
import re
import shutil
import wave
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Route, ViewportSize, sync_playwright

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
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}


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

FRESH = (
    """if (window === top && name === 'given back') { name = ''; try { localStorage.clear(); sessionStorage.clear() } catch {} }"""
)
"""Before any script of the next address: what the page wrote until it was left is gone as well."""
GIVEN_BACK = "() => { name = 'given back'; try { localStorage.clear() } catch {} return '__pwClock' in window }"
"""Tells whether a test has put the context's clock into its hands."""
SPENT_BY = ("add_init_script", "expose_binding", "expose_function", "on", "route", "set_extra_http_headers")
"""What a page keeps for good once it is done to it."""
NOWHERE = "/robots.txt"
NO_HOST = "net::ERR_NAME_NOT_RESOLVED"
"""What a request that leaves the site ends with: no fault of the page."""


@dataclass(frozen=True)
class Options:
    """Whose browser it is."""

    phone: bool = False
    script: bool = True
    dark: bool = False
    language: str = "fr-FR"
    was_never_pressed: bool = False
    """In a context where no other test has played anything: a browser remembers who listened where."""

    @property
    def size(self) -> ViewportSize:
        """How large its window is."""
        return PHONE if self.phone else DESKTOP

    @property
    def scheme(self) -> Literal["dark", "light"]:
        """In which colours it asks for pages."""
        return "dark" if self.dark else "light"


class Window:
    """A context and its page, which tests have one after the other, each as somebody who was never there before.

    To begin a context takes ten times the processor's time of a page in it, and a page twice that of a next address in one. A page
    to which something was done that stays with it is replaced."""

    def __init__(self, browser: Browser, site: str, options: Options) -> None:
        self.options, self._site, self._own = options, site, re.compile(re.escape(site))
        self.context = browser.new_context(
            viewport=options.size,
            has_touch=options.phone,
            java_script_enabled=options.script,
            color_scheme=options.scheme,
            locale=options.language,
            base_url=site,
        )
        self.context.on("request", lambda request: self._note(request.url))
        self._stays = self.context.new_page()  # or the pages' process would end with each of them
        self._stays.goto(NOWHERE)
        self._inner = self.context.new_cdp_session(self._stays)
        self.replace_page()

    def replace_page(self) -> None:
        """Has a page that nobody had, and no other."""
        self.page, self._spent = self.context.new_page(), False
        self.page.add_init_script(FRESH)
        self.page.on("pageerror", lambda error: self.page.faults.append(str(error)))
        self.page.on("console", lambda told: self.page.faults.append(told.text) if _is_fault(told) else None)
        for name in SPENT_BY:
            setattr(self.page, name, self._spending(getattr(self.page, name)))
        self.close_others()

    def close_others(self) -> None:
        """Closes what a test opened beside it."""
        for page in self.context.pages:
            if page not in (self._stays, self.page):
                page.close()

    def open(self, address: str, *, answered: bool = False, cold: bool = False) -> Page:
        """Opens an address, of another site too; `cold` where nothing of the site was ever fetched. `page.left` lists what is asked
        of any but this site, `page.faults` what the console complains of. To answer for other sites has every request of the page
        wait for Python, and none be kept."""
        address = urljoin(self._site, address)
        site = urljoin(address, "/").rstrip("/")
        self.page.left, self.page.faults = [], []
        self._own = re.compile(rf"(?!https?:)|{re.escape(site)}")
        if answered:
            self.context.route(lambda url: not self._own.match(url), _answer)
        if cold:
            self._inner.send("Network.clearBrowserCache")
        if self.page.url.partition("#")[0] == address.partition("#")[0]:
            self.page.goto(site + NOWHERE)  # or the page that is open would be scrolled and not opened
        self.page.goto(address)
        return self.page

    def given_back(self) -> bool:
        """Leaves nothing of the test; False where that cannot be, since its clock stands or a page does not answer any more."""
        self.close_others()
        self.context.unroute_all()
        self.context.clear_cookies()
        self.context.clear_permissions()
        try:
            clocked = self.page.evaluate(GIVEN_BACK)
        except Error:
            return False
        if clocked:
            return False
        if self._spent:
            self.replace_page()
            return True
        if self.page.viewport_size != self.options.size:
            self.page.set_viewport_size(self.options.size)
        self.page.emulate_media(
            media="null", color_scheme=self.options.scheme, reduced_motion="no-preference", forced_colors="none"
        )
        self.page.mouse.move(0, 0)
        return True

    def _note(self, address: str) -> None:
        if not self._own.match(address):
            self.page.left.append(address)

    def _spending(self, does: Callable[..., Any]) -> Callable[..., Any]:
        def spends(*given: Any, **named: Any) -> Any:
            self._spent = True
            return does(*given, **named)

        return spends


def _is_fault(told: ConsoleMessage) -> bool:
    return told.type in {"error", "warning"} and NO_HOST not in told.text


def _answer(route: Route) -> None:
    if route.request.resource_type == "media":
        route.fulfill(content_type="audio/wav", body=TONE)
    else:
        route.fulfill(content_type="text/html", body=PLAYER)


class Kept:
    """The windows that no test has at present."""

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser, self._site = browser, site
        self._free: dict[Options, list[Window]] = {}

    def take(self, options: Options) -> Window:
        """One of these options."""
        waiting = self._free.setdefault(options, [])
        return waiting.pop() if waiting else Window(self._browser, self._site, options)

    def give_back(self, window: Window) -> None:
        """Lets the next test have it."""
        if window.given_back():
            self._free[window.options].append(window)
        else:
            window.context.close()


@pytest.fixture(scope="package")
def kept(browser: Browser, site: str) -> Kept:
    """The windows of this folder's tests."""
    return Kept(browser, site)


@pytest.fixture
def opened(kept: Kept) -> Iterator[Opener]:
    """Opens an address of the site, or of another: `opened("/search?q=x", phone=True, script=False, dark=True, language="en")`,
    each as somebody who was never there before. What the console complains of is a failure, if the test leaves it in
    `page.faults`."""
    with _openings(kept, pressed=True) as open_page:
        yield open_page


@pytest.fixture
def opened_anew(kept: Kept) -> Iterator[Opener]:
    """The same, each in a page in which nobody has ever pressed anything: what may play is told by that."""
    with _openings(kept, pressed=False) as open_page:
        yield open_page


@contextmanager
def _openings(kept: Kept, pressed: bool) -> Iterator[Opener]:
    taken: list[Window] = []

    def open_page(address: str, *, cold: bool = False, **asked: Any) -> Page:
        taken.append(window := kept.take(Options(**asked)))
        if not pressed:
            window.replace_page()
        return window.open(address, answered=not pressed, cold=cold)

    yield open_page
    faults = [fault for window in taken for fault in window.page.faults]
    for window in taken:
        kept.give_back(window)
    assert not faults
