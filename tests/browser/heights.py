"""`python -m tests.browser.heights ADDRESS QUERY…` measures where the first quotation of a results page begins and ends, in px.

A line a query and width; what is measured is the first moment's text, in a real Chromium, on the site that is served at ADDRESS."""

import argparse
from collections.abc import Iterable
from urllib.parse import quote_plus

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS

SCREENS = ({"width": 390, "height": 844}, {"width": 1280, "height": 800})
FIRST = "document.querySelector('.moments p')"
BOX = f"() => {{ const b = {FIRST}?.getBoundingClientRect(); return b ? [b.top + scrollY, b.bottom + scrollY] : null }}"


def measured(page: Page, queries: Iterable[str]) -> Iterable[tuple[str, list[float] | None]]:
    """The top and the bottom of the first quotation of each query; None where there is none."""
    for query in queries:
        page.goto(f"/search?q={quote_plus(query)}")
        page.evaluate("document.fonts.ready")
        yield query, page.evaluate(BOX)


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("address")
    options.add_argument("queries", nargs="+")
    chosen = options.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for screen in SCREENS:
            context = browser.new_context(viewport=screen, base_url=chosen.address, locale="fr-FR", has_touch=screen["width"] < 600)
            for query, box in measured(context.new_page(), chosen.queries):
                told = f"{box[0]:6.0f} {box[1]:6.0f}" if box else "     -      -"
                print(f"{screen['width']:5} {told}  {query}")
        browser.close()


if __name__ == "__main__":
    main()
