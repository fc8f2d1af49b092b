"""Single keys: what they do, when they do nothing, and the switch that turns them off."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.web.small_archive import PORT

PRESS = """([key, more]) => document.activeElement.dispatchEvent(
new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))"""


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.tagName"))


def test_a_slash_goes_to_the_field_wherever_the_keyboard_has_it(opened: Opener) -> None:
    page = opened("/help")
    page.evaluate(PRESS, ["/", {"shiftKey": True, "code": "Period"}])  # Shift and the key beside the right Shift: AZERTY
    assert focused(page) == "q"


def test_n_and_p_walk_the_moments_of_an_episode(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator("#t193")).to_have_class("at")
    page.keyboard.press("p")
    expect(page.locator("#t5")).to_have_class("at")


def test_n_and_p_walk_the_hits_of_a_page_of_results(opened: Opener) -> None:
    page = opened("/search?q=souveraineté")
    titles = page.locator(".hit .t a")
    page.keyboard.press("n")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("n")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("p")
    expect(titles.nth(0)).to_be_focused()


@pytest.mark.parametrize("more", [{"ctrlKey": True}, {"altKey": True}, {"metaKey": True}, {"isComposing": True}])
def test_with_another_key_held_or_while_composing_a_key_does_nothing(opened: Opener, more: dict[str, bool]) -> None:
    page = opened("/people")
    page.evaluate(PRESS, ["/", more])
    assert focused(page) == "BODY"


def test_while_typing_a_key_is_a_letter(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté")
    before = page.locator(".at").get_attribute("id") if page.locator(".at").count() else None
    page.get_by_label("Mots ou citation").fill("")
    page.get_by_label("Mots ou citation").press_sequentially("n?k/p")
    expect(page.get_by_label("Mots ou citation")).to_have_value("n?k/p")
    assert (page.locator(".at").get_attribute("id") if page.locator(".at").count() else None) == before
    assert not page.left


def test_the_list_of_keys_opens_by_its_key_and_its_switch_turns_them_off_for_good(opened: Opener) -> None:
    page = opened("/people")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Touches")
    expect(dialog).to_be_visible()
    for name in ("/", "n", "p", "k", "?"):
        expect(dialog.locator("kbd").get_by_text(name, exact=True)).to_be_visible()
    dialog.get_by_label("Activer les raccourcis à une touche").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.goto("/data")
    page.keyboard.press("/")
    assert focused(page) == "BODY"
    page.get_by_role("button", name="Raccourcis et données locales").click()
    page.get_by_label("Activer les raccourcis à une touche").check()
    page.get_by_role("button", name="Fermer").click()
    page.locator("body").press("/")
    page.wait_for_url(lambda url: not url.endswith("/data"))
    assert focused(page) == "q"


def test_the_field_has_the_focus_on_the_front_page_and_takes_it_nowhere_else(opened: Opener) -> None:
    assert focused(opened("/")) == "q"
    assert focused(opened("/search?q=cantine")) == "BODY"


def test_skip_links_lead_past_the_header_and_the_filters(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller aux résultats")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('.hit')")
