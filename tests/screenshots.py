"""Pictures of the sample archive's pages, wide and narrow, light and dark: python -m tests.screenshots FOLDER"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import archive.sample
from tests.browser.conftest import CHROMIUM, DESKTOP, FLAGS, PHONE
from tests.served import ARCHIVE, serving

PAGES = {
    "home": "/",
    "search": "/search?q=pêcheurs+mer",
    "misheard": "/search?q=Hydrosylve",
    "phrase": "/search?q=%22la+mer+corrige+les+copies%22",
    "nothing": "/search?q=zorglub",
    "trends": "/trends?q=eau&q=vent",
    "calendar": "/calendar",
    "people": "/people",
    "help": "/help",
    "english": "/search?q=hydrogène&lang=en",
}
SIZES = {"wide": DESKTOP, "narrow": PHONE}
SCHEMES = ("light", "dark")


def main(folder: Path) -> None:
    """Takes every picture."""
    if CHROMIUM is None:
        sys.exit("no Chromium here: see scripts/chromium.sh")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        library = Path(place) / "library"
        subprocess.run([*ARCHIVE, "--library", library, "add", archive.sample.pages()], check=True)
        with serving(library) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for path in _pictures(browser, site, folder):
                print(path)


def _pictures(browser: Browser, site: str, folder: Path) -> Iterator[Path]:
    for (size, view), scheme in product(SIZES.items(), SCHEMES):
        context = browser.new_context(viewport=view, color_scheme=scheme, locale="fr-FR")  # type: ignore[arg-type]
        page = context.new_page()
        for name, address in PAGES.items():
            page.goto(site + address)
            yield _picture(page, folder / f"{name}-{size}-{scheme}.png")
            if name == "search":
                page.goto(site + page.get_attribute("a[href*='/episodes/']", "href"))
                yield _picture(page, folder / f"episode-{size}-{scheme}.png")
        context.close()


def _picture(page: object, path: Path) -> Path:
    page.screenshot(path=path)  # type: ignore[attr-defined]
    return path


if __name__ == "__main__":
    main(Path(sys.argv[1]))
