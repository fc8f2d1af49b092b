"""The two faces that pictures are set in, and how wide their letters are: SVG breaks no lines, so we do.

Newsreader (Latin) and Noto Serif (Latin, Greek, Cyrillic) come with the program as TrueType files, SIL OFL 1.1: resvg
reads no WOFF2 and would leave the text out in silence, and a machine's own fonts are no part of what we promise. How
wide their letters are stands beside them (`make widths`), so that no library that reads fonts is needed."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

import msgspec

from archive.web.i18n import NARROW

FOLDER = Path(__file__).parent / "faces"
FILES = tuple(str(FOLDER / name) for name in ("Newsreader-Medium.ttf", "NotoSerif-Medium.ttf"))
FAMILIES = ("'Newsreader 16pt'", "'Noto Serif'")
"""As SVG names them: a letter that the first lacks is set in the second."""
_BREAKABLE = re.compile(r"[ \t\r\n]+")
"""A line may end here; not at the narrow no-break space beside a guillemet."""
_READABLE = 0.9
"""The part of a text's letters that must be in the faces for a picture to show it."""


class _Widths(msgspec.Struct):
    """What `scripts/widths.py` read of a face: letters that follow each other, by the number of the first."""

    em: int
    runs: dict[int, list[int]]

    def of_letters(self) -> Iterator[tuple[int, float]]:
        """Each letter and its width in ems."""
        for first, run in self.runs.items():
            yield from ((first + place, width / self.em) for place, width in enumerate(run))


@cache
def _faces() -> tuple[dict[int, float], ...]:
    """Of each face the width of each of its letters, in ems."""
    told = msgspec.json.decode((FOLDER / "widths.json").read_bytes(), type=dict[str, _Widths])
    return tuple(dict(told[Path(file).name].of_letters()) for file in FILES)


@cache
def _advances() -> dict[int, float]:
    """Each letter's width in ems; the first face that has it gives it."""
    first, second = _faces()
    return second | first


def runs(text: str) -> Iterator[tuple[str, str]]:
    """(family, letters) of the text in order, each to be set at an x of its own: resvg sets all that stands together in
    the second face where the first lacks one letter, wider than it was measured."""
    first, second = _faces()
    second_alone = second.keys() - first.keys() - {ord(NARROW)}
    for lacks, letters in groupby(text, lambda letter: ord(letter) in second_alone):
        yield FAMILIES[lacks], "".join(letters)


def width(text: str, size: float) -> float:
    """How wide a text stands in px at a size, kerning left out."""
    advances = _advances()
    return size * sum(advances.get(ord(letter), 0.6) for letter in text)


def readable(text: str) -> bool:
    """Whether a picture can show this: nearly all of its letters are in the faces."""
    letters = [ord(letter) for letter in text if letter.isalnum()]
    return bool(letters) and sum(letter in _advances() for letter in letters) >= _READABLE * len(letters)


def lines(text: str, size: float, room: float, most: int) -> tuple[str, ...]:
    """The text in lines no wider than `room` px; what goes beyond `most` lines is cut, and the cut shown."""
    made = [""]
    for word in (piece for long in _BREAKABLE.split(text) if long for piece in _pieces(long, size, room)):
        longer = f"{made[-1]} {word}".lstrip()
        if width(longer, size) <= room:
            made[-1] = longer
        else:
            made.append(word)
    if len(made) <= most:
        return tuple(made)
    return (*made[: most - 1], shortened(f"{made[most - 1]} …", size, room))


def shortened(text: str, size: float, room: float) -> str:
    """The text in one line of `room` px, its end cut away where it is longer."""
    if width(text, size) <= room and not text.endswith(" …"):
        return text
    kept = text.removesuffix(" …")
    while kept and width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,;:.") + "…"


def _pieces(word: str, size: float, room: float) -> list[str]:
    """A word in pieces that each fit a line: one, but for an endless one."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
