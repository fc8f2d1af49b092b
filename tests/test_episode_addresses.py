"""The address of an episode is written in one place: no other module, template or script makes one."""

import re
from pathlib import Path

import pytest

from archive.transcripts.addresses import episode_address, line_id, short_address

TREE = Path(__file__).parents[1]
WRITTEN = re.compile(
    r"""(?<=["'`}])/(?:episodes|embed|e)/(?:\{|["'`]\s*[~+])"""  # a slug set behind the room
    r"""|[?&]t=(?:\{(?!t\})|%|\$|["'`])"""  # a second set behind t
    r"""|\(\[\?&\]t=""",  # a pattern that looks for one
)
SOURCES = {"other sites' own": "archive/model/platforms.py", "the one": "archive/transcripts/addresses.py"}


def _files() -> list[Path]:
    found = [
        *TREE.glob("archive/**/*.py"),
        *TREE.glob("ingest/**/*.py"),
        *TREE.glob("archive/web/templates/*"),
        *TREE.glob("static/js/*"),
    ]
    return [file for file in found if file.relative_to(TREE).as_posix() not in SOURCES.values()]


@pytest.mark.parametrize(
    "text", ['f"{base}/episodes/{slug}"', "`?t=${s}`", "'?t=%d'", "`${share}?t=${s}`", "'/e/' ~ short", "/([?&]t=)\\d+/"]
)
def test_an_address_written_by_hand_is_found(text: str) -> None:
    assert WRITTEN.search(text)


def test_no_other_file_writes_the_address_of_an_episode() -> None:
    found = [f"{file.relative_to(TREE)}: {hit[0]}" for file in _files() for hit in WRITTEN.finditer(file.read_text("utf-8"))]
    assert found == []


def test_an_address_holds_what_is_given_and_no_more() -> None:
    assert episode_address("un-port") == "/episodes/un-port"
    assert episode_address("un-port", 749, base="https://x.example") == "https://x.example/episodes/un-port?t=749#t749"
    assert episode_address("un-port", 749, until=790, line=line_id(749, 2), q="à & b", cite="ab", lang="en") == (
        "/episodes/un-port?q=%C3%A0+%26+b&t=749,790&cite=ab&lang=en#t749-2"
    )
    assert episode_address("un-port", 749, room="embed") == "/embed/un-port?t=749"
    assert episode_address("un-port", "{t}", line="{id}", q="{x}") == "/episodes/un-port?q=%7Bx%7D&t={t}#{id}"
    assert short_address("3k", 749, 790) == "/e/3k?t=749,790"
