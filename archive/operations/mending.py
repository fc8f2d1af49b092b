"""Why a page gave no episode, told apart by kind, and where in it that stands: what staff can do about it depends on the kind."""

import re
from typing import Literal

from archive.model.page import RawPage

Mend = Literal["unfold", "times", "stamp", "again", "encoding", "form", "compare", "split", "look"]

_QUOTED = re.compile(r"(?<![^\s(:])(?P<mark>['\"])(?P<text>.+)(?P=mark)(?![^\s,;:.)])", re.DOTALL)
"""Words of the page within a reason, as `repr` writes them: they are not the program's own. An apostrophe opens nothing."""

_KINDS: tuple[tuple[str, Mend], ...] = (
    (r"the heading of a transcript", "unfold"),
    (r"no transcript: its stamped lines|no transcript: no lines|a transcript without speech|without words|no segments", "times"),
    (r"a stamp that cannot be read|has the start|has the time|a caption without a time|lines of times", "stamp"),
    (r"binary, no text|no encoding", "encoding"),
    (r"which is not read", "form"),
    (r"words of speech, where|which the save that serves|the show's earlier pages|an earlier save of it", "compare"),
    (r"the program was ended|larger than|longer than|more than|nested", "split"),
    (r"empty|breaks off|damaged|cannot be read|not JSON|that breaks", "again"),
)

COMMANDS: dict[Mend, str] = {
    "unfold": "open the page, unfold its transcript, save it again, and add it again",
    "times": "save the page with a transcript that has times, or put a file of captions beside it (NAME.vtt, NAME.srt)",
    "stamp": "put the time of that line right in the saved file, and add it again",
    "again": "save or copy the page again: it is cut short or damaged",
    "encoding": "save the file as text in UTF-8, and add it again",
    "form": "save what the reason names instead",
    "compare": "look at the page: accept it where it is right, else save it again",
    "split": "cut the file into its programmes, and add these",
    "look": "look at the page, then accept it or throw it away",
}
"""What to do, for the command; the desk has its own words for each."""


def mend_of(reason: str) -> Mend:
    """What would mend a page, by why it gave no episode."""
    ours = _QUOTED.sub("", reason)
    return next((kind for pattern, kind in _KINDS if re.search(pattern, ours)), "look")


def place_of(line: str, page: RawPage) -> int | None:
    """The number of the line of a saved page that holds some text; None where none does."""
    wanted = " ".join(line.split())
    lines = page.body.decode("utf-8", "replace").splitlines() if wanted else []
    return next((number for number, one in enumerate(lines, 1) if wanted in " ".join(one.split())), None)


def quoted_in(reason: str) -> str:
    """The text of the page that a reason quotes; empty where it quotes none."""
    found = _QUOTED.search(reason)
    return found["text"] if found else ""
