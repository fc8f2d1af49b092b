"""`python -m tests.browser.film [FOLDER]` films four ways through the site, a picture a step; desk and phone, script or none.

A first visit that ends at the voice; a name that was misheard; a quotation cited; a link shared. It films the sample archive, or
with `--address` a site that is served there. What a player's address answers is the tests' own player."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote_plus

from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, PLAYER
from tests.browser.screenshots import sample_site

SCREENS = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
SHARE = "navigator.share = async told => { window.shared = told.url }"


class Film:
    """The frames of one way, numbered as they are taken."""

    def __init__(self, page: Page, folder: Path, name: str, script: bool) -> None:
        self.page, self.script = page, script
        self._folder, self._name, self._taken = folder, name, 0

    def frame(self, what: str) -> None:
        """A picture of what the screen shows now."""
        self._taken += 1
        self.page.wait_for_timeout(250)
        self.page.screenshot(path=self._folder / f"{self._name}-{self._taken}-{what}.png")


def first_visit(film: Film, words: str, _name: str) -> None:
    """Home, words, results, the second, the voice."""
    page = film.page
    page.goto("/")
    film.frame("home")
    page.locator("#q").fill(words[: len(words) // 2])
    if film.script:
        page.get_by_role("option").first.wait_for()
    film.frame("typing")
    page.locator("#q").fill(words)
    page.locator(".ask button").click()
    page.locator(".moments .clock").first.wait_for()
    film.frame("results")
    page.locator(".moments .clock").first.click()
    page.locator(".talk").wait_for()
    film.frame("second")
    if film.script:
        play = page.locator(".thumb [data-play], #lecteur a").locator("visible=true")
        if play.count():  # unless the press that led here plays
            play.last.click()
        page.wait_for_timeout(500)
        film.frame("voice")


def misheard(film: Film, _words: str, name: str) -> None:
    """A name as one writes it, found as the machine heard it."""
    film.page.goto(f"/search?q={quote_plus(name)}")
    film.frame("results")
    heard = film.page.locator(".moments li:has(.heard) .clock")
    (heard if heard.count() else film.page.locator(".moments .clock")).first.click()
    film.page.locator(".talk").wait_for()
    film.frame("second")


def cited(film: Film, words: str, _name: str) -> None:
    """A quotation, ready to be pasted, and its address opened."""
    page = film.page
    page.goto(f"/search?q={quote_plus(words)}")
    page.locator(".moments .clock").first.click()
    page.locator(".cite > summary").click()
    page.locator(".cite > summary").scroll_into_view_if_needed()
    film.frame("cite")
    page.goto(page.locator("#cit-plain").input_value().rpartition(" ")[2])
    film.frame("cited")


def shared(film: Film, words: str, _name: str) -> None:
    """A second sent to somebody: the sheet's button, the card, what opens."""
    page = film.page
    page.add_init_script(SHARE)
    page.goto(f"/search?q={quote_plus(words)}")
    page.locator(".moments .clock").first.click()
    page.locator(".talk").wait_for()
    if film.script:
        page.locator("[data-share]").scroll_into_view_if_needed()
        film.frame("share")
        page.locator("[data-share]").click()
    picture = page.locator('meta[property="og:image"]').get_attribute("content")
    address = page.evaluate("window.shared") if film.script else page.locator('meta[property="og:url"]').get_attribute("content")
    page.goto(str(picture))
    film.frame("card")
    page.goto(address)
    film.frame("opened")


FLOWS: dict[str, Callable[[Film, str, str], None]] = {"visit": first_visit, "misheard": misheard, "cited": cited, "shared": shared}


@contextmanager
def screen(browser: Browser, address: str, name: str, script: bool) -> Iterator[Page]:
    """A page on a screen; what lies outside of the site is answered by the player."""

    def answer(route: Route) -> None:
        route.fulfill(content_type="text/html", body=PLAYER)

    context = browser.new_context(
        viewport=SCREENS[name],
        base_url=address,
        locale="fr-FR",
        java_script_enabled=script,
        has_touch=name == "phone",  # type: ignore[arg-type]
    )
    context.route(lambda url: not url.startswith(address), answer)
    yield context.new_page()
    context.close()


def film_all(browser: Browser, address: str, folder: Path, words: str, name: str) -> None:
    """Every way on every screen, with script and without."""
    folder.mkdir(parents=True, exist_ok=True)
    for flow, take in FLOWS.items():
        for where in SCREENS:
            for script in (True, False):
                if flow == "shared" and where == "desk":
                    continue
                with screen(browser, address, where, script) as page:
                    take(Film(page, folder, f"{flow}-{where}{'' if script else '-plain'}", script), words, name)


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=Path("film"))
    options.add_argument("--address", help="a site that is served already")
    options.add_argument("--words", default="eau")
    options.add_argument("--name", default="Citerne")
    chosen = options.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        if chosen.address:
            film_all(browser, chosen.address, chosen.folder, chosen.words, chosen.name)
        else:
            with sample_site([]) as (address, _):
                film_all(browser, address, chosen.folder, chosen.words, chosen.name)
        browser.close()


if __name__ == "__main__":
    main()
