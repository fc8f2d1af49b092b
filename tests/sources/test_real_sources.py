"""Three real sources: one page taught, the others read as a person reads them."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ingest.sources.forms import Value, key_of
from ingest.sources.learning import Lesson, learn
from ingest.sources.page_places import places_of
from ingest.sources.rules import read_by
from tests.conftest import SHARED

WILD = SHARED / "wild" / "files"
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not WILD.is_dir(), reason="no real pages beside the project")]
DAYS = {"December 6": "12-06", "Dec 6": "12-06", "March 2": "03-02", "February 16": "02-16", "November 19": "11-19",
        "March 30": "03-30", "April 19": "04-19"}  # fmt: skip
Truth = Callable[[str], Mapping[str, Value]]


def interviews(text: str) -> dict[str, Value]:
    day, year = re.findall(r"took place on (\w+ \d+), (\d{4})", text)[0]
    return {
        "title": re.findall(r"# Transcript of (.*)", text)[0].strip(),
        "date": f"{year}-{DAYS[day]}",
        "hosts": (re.findall(r"Interviewer is ([\w ]+)\.", text)[0],),
    }


def podcast(text: str) -> dict[str, Value]:
    title = re.findall(r"^title: (.*(?:\n  .*)*)", text, re.MULTILINE)[0]
    return {
        "title": " ".join(title.split()).strip("'\"").replace("''", "'"),
        "date": re.findall(r"^publish_date: (\S+)", text, re.MULTILINE)[0],
        "guests": (re.findall(r"^guest: (.*)", text, re.MULTILINE)[0].strip(),),
    }


def shownotes(text: str) -> dict[str, Value]:
    def said(key: str) -> str:
        return re.findall(rf'"{key}": "?(.*?)"?,\n', text)[0]

    return {"title": said("title"), "show": said("show_name"), "date": said("date")[:10], "number": said("episode")}


@pytest.mark.parametrize(
    ("folder", "truth"), [("otter_md", interviews), ("rev_frontmatter_md", podcast), ("neg_jupiter_shownotes", shownotes)]
)
def test_the_other_pages_of_a_real_source_are_read(folder: str, truth: Truth) -> None:
    texts = {path.name: path.read_text("utf-8") for path in sorted(Path(WILD / folder).iterdir())}
    pages = {name: places_of(text, "text/plain", name) for name, text in texts.items()}
    wrong, total = [], 0
    for taught in list(texts)[:3]:
        others = [name for name in texts if name != taught]
        others.sort(key=lambda name: truth(texts[name]).get("show") == truth(texts[taught]).get("show"))  # a page of each show
        lesson = Lesson(pages[taught], taught, "", truth(texts[taught]))
        second = Lesson(pages[others[0]], others[0], "", truth(texts[others[0]]))
        source = learn(folder, ["*"], [lesson, second], [pages[name] for name in others[1:]])
        for name in others[1:]:
            found = read_by(source, pages[name]).found
            for field, value in truth(texts[name]).items():
                total += 1
                if field not in found or key_of(found[field].value) != key_of(value):
                    wrong.append((name, field, found.get(field), value))
    assert total >= 9
    assert len(wrong) <= 0.07 * total, wrong
    assert not [one for one in wrong if one[2] and one[2].is_sure], wrong
