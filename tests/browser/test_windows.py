"""Of the windows that tests have one after the other: nothing of one test is left to the next."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.browser.conftest import NO_HOST, Kept, Options, Window

ADDRESS = "/search?q=souveraineté"
STATE = """() => [Object.keys(localStorage), Object.keys(sessionStorage), name, document.cookie, innerWidth, innerHeight, scrollY,
document.querySelectorAll('main :hover').length, document.activeElement.tagName,
...['print', '(prefers-color-scheme: dark)', '(prefers-reduced-motion)', '(forced-colors: active)']
.map(media => matchMedia(media).matches)]"""
LATE = "addEventListener('pagehide', () => { localStorage.late = 1; sessionStorage.late = 1 })"


def changed_all_over(page: Page) -> None:
    """Whatever a test may leave behind."""
    page.get_by_role("button", name="Apparence").click()
    page.locator(".moments [data-keep]").first.click()
    page.evaluate("localStorage.lang = 'en'; sessionStorage.x = 1; document.cookie = 'x=1'")
    page.set_viewport_size({"width": 500, "height": 300})
    page.emulate_media(media="print", color_scheme="dark", reduced_motion="reduce", forced_colors="active")
    page.locator(".hit .t a").first.hover()
    page.context.new_page().goto("/help")
    page.evaluate(LATE)


def test_nothing_of_one_test_is_left_to_the_next(browser: Browser, site: str, kept: Kept) -> None:
    with Window(browser, site, Options()).context as context:
        never = context.pages[-1]
        never.goto(ADDRESS)
        as_new = never.evaluate(STATE)
    window = kept.take(Options())
    changed_all_over(window.open(ADDRESS))
    kept.give_back(window)
    assert kept.take(Options()) is window
    page = window.open(ADDRESS)
    assert page.evaluate(STATE) == as_new
    assert page.faults == [] and page.left == []  # type: ignore[attr-defined]
    assert len(page.context.pages) == 2
    kept.give_back(window)


def test_the_same_address_is_opened_anew(kept: Kept) -> None:
    window = kept.take(Options())
    window.open("/help#q").evaluate("window.before = true")
    kept.give_back(window)
    assert kept.take(Options()) is window
    assert window.open("/help#q").evaluate("window.before === undefined")
    kept.give_back(window)


def test_what_leaves_the_site_is_counted_and_finds_no_host(kept: Kept) -> None:
    window = kept.take(Options())
    page = window.open("/help")
    with pytest.raises(Error, match=NO_HOST):
        page.goto("https://outside.example/")
    assert page.left == ["https://outside.example/"]  # type: ignore[attr-defined]
    assert page.faults == []  # type: ignore[attr-defined]
    kept.give_back(window)


def test_nothing_that_was_fetched_is_kept_where_a_page_is_opened_cold(kept: Kept) -> None:
    window = kept.take(Options())
    fetched = "performance.getEntriesByType('resource').filter(one => /\\.css/.test(one.name) && one.transferSize).length"
    cold, again, kept_of_it = (window.open("/help", cold=whether).evaluate(fetched) for whether in (True, True, False))
    assert cold and again == cold and not kept_of_it
    kept.give_back(window)


@pytest.mark.parametrize(
    "does", [lambda page: page.add_init_script("window.left = 1"), lambda page: page.on("dialog", lambda told: told.accept())]
)
def test_a_page_that_keeps_what_was_done_to_it_is_replaced(kept: Kept, does: Callable[[Page], None]) -> None:
    window = kept.take(Options())
    page = window.open("/help")
    does(page)
    kept.give_back(window)
    assert kept.take(Options()) is window and window.page is not page and page.is_closed()
    assert window.open("/help").evaluate("window.left === undefined")
    kept.give_back(window)


def test_a_context_whose_clock_a_test_holds_is_closed(kept: Kept) -> None:
    window = kept.take(Options())
    window.page.clock.install()
    window.open("/help")
    kept.give_back(window)
    following = kept.take(Options())
    assert following is not window
    kept.give_back(following)
