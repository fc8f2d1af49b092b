"""A source is taught at the desk on a phone: a line that is pressed fills the field that was chosen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.library import Library
from archive.web import create_app
from tests.browser.conftest import Opener
from tests.browser.test_looks import violations
from tests.browser.test_staff import come_in
from tests.servers import serve_app
from tests.web.test_teaching import OTHERS, TAUGHT, TEACH, build, site_over, slug_of


def sound(tab: Page) -> None:
    tab.wait_for_load_state()
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(tab) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_a_line_that_is_pressed_fills_the_chosen_field(opened: Opener, tmp_path: Path, width: int) -> None:
    root = tmp_path / "library"
    build(root, tmp_path / "pages")
    with Library.open(root, read_only=True) as library, serve_app(create_app(site_over(root, library))) as address:
        tab = opened(f"{address}/staff/login")
        tab.set_viewport_size({"width": width, "height": 844})
        come_in(tab)
        tab.goto(f"{address}/staff/sources")
        sound(tab)
        tab.goto(f"{address}{TEACH}?slug={slug_of(root, TAUGHT)}")
        sound(tab)
        tab.locator("[name=guests]").click()
        tab.locator("#page-lines").get_by_text("Marie-Laure van Dijk", exact=True).click()
        expect(tab.locator("[name=guests]")).to_have_value("Marie-Laure van Dijk")
        tab.locator("[name=title]").fill("La nuit des phares")
        tab.get_by_role("button", name="Essayer").click()
        expect(tab.locator("table")).to_contain_text(str(OTHERS[0].values["title"]))
        sound(tab)
        tab.get_by_role("button", name="Garder").click()
        expect(tab.get_by_role("status").first).to_contain_text("est gardée")
