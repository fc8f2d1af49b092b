"""A working day at the desk, on one of the shared corpora, while somebody asks the site without a pause."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SHARED
from tests.operations.running import Listener, archive_here, status, told, told_here
from tests.servers import serve_library

CORPUS = SHARED / "corpora" / "fr-speech.jsonl.gz"
PAGES = 28
TIMES = re.compile(r"\b\d{1,2}(:\d{2}){1,2}\b")

pytestmark = [pytest.mark.shared, pytest.mark.slow, pytest.mark.skipif(not SHARED.is_dir(), reason="no corpora beside the project")]


def make_pages(folder: Path) -> list[Path]:
    tool = [sys.executable, str(SHARED / "tools" / "make_pages.py")]
    subprocess.run(
        [*tool, str(CORPUS), "--out", str(folder), "--html", "--limit", str(PAGES)], check=True, stdout=subprocess.DEVNULL
    )
    return sorted(folder.glob("*.html"))


def change(page: Path) -> None:
    """The machine has transcribed a little more."""
    text = page.read_text()
    more = '<div class="cue"><time>{}</time>on entend ici une cornemuse</div></section>'
    last = [found.group() for found in TIMES.finditer(text.rpartition("<section><h2>Comment")[0])][-1]
    page.write_text(re.sub(r"</section>\s*<section><h2>Comment", more.format(last) + "<section><h2>Comment", text, count=1))


def redesign(page: Path) -> None:
    """The site has a new form: no times, no labels, no metadata."""
    text = re.sub(r"<script.*?</script>|<meta[^>]*>|<h2>.*?</h2>", "", page.read_text(), flags=re.DOTALL)
    page.write_text(TIMES.sub("", text))


def questions(address: str, slug: str) -> list[str]:
    """What somebody asks all day long, of the pages and of the API."""
    words = ("souverainet%C3%A9", "%22de+la%22", "peuple+libert%C3%A9", "data", "xyzzy")
    asked = [f"{address}/search?q={one}" for one in words]
    return [*asked, f"{address}/api/search?q=monde", f"{address}/episodes/{slug}", f"{address}/healthz"]


def test_a_day_at_the_desk_while_somebody_asks_without_a_pause(tmp_path: Path) -> None:
    folder, library = tmp_path / "pages", tmp_path / "library"
    pages = make_pages(folder)
    assert len(pages) == PAGES
    first = told(library, "add", str(folder))
    assert (first["added"], first["failed"]) == (PAGES, [])
    slug_of = {one["origin"]: one["slug"] for one in first["episodes"]}
    changed, broken, removed = pages[:10], pages[20:24], pages[25:27]
    gone = [slug_of[page.name] for page in removed]

    with serve_library(library) as address:
        with Listener(questions(address, slug_of[pages[27].name])).asking() as listener:
            for page in changed:
                change(page)
            for page in broken:
                redesign(page)
            second = told(library, "add", str(folder), expect=1)
            taken_down = told_here(library, "remove", *gone, "--reason", "court order")
            assert [status(f"{address}/episodes/{slug}") for slug in gone] == [410] * len(gone)
            assert told_here(library, "reindex")["outcome"] == "nothing to do"
            held = told_here(library, "quarantine", "list")
            again = told_here(library, "add", str(folder), expect=1)
        found = told_here(library, "search", '"une cornemuse"', "--limit", "100")
        assert [status(f"{address}/episodes/{slug_of[page.name]}") for page in broken] == [200] * len(broken)

    assert second["updated"] == len(changed)
    assert {one["slug"] for one in second["episodes"] if one["outcome"] == "updated"} == {slug_of[page.name] for page in changed}
    assert {one["origin"] for one in second["quarantined"]} == {page.name for page in broken}
    assert {one["origin"] for one in held} == {page.name for page in broken}
    assert all(one["reason"] and one["sample"] for one in held)
    assert taken_down["removed"] == gone
    assert (again["added"], again["updated"], len(again["quarantined"])) == (0, 0, len(broken))
    assert {one["origin"] for one in again["passed_over"]} >= {page.name for page in removed}
    assert {one["slug"] for one in found["episodes"]} >= {slug_of[page.name] for page in changed}
    assert not {one["slug"] for one in found["episodes"]} & set(gone)
    assert set(listener.statuses) == {200}
    assert listener.statuses[200] > 20
    assert archive_here(library, "check").endswith("sound\n")
