"""The cards, 1200 px by 630: a quotation or a title, the episode's band with the second on it, what and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from unicodedata import category
from xml.sax.saxutils import escape

import resvg_py

from archive.web.i18n import NARROW
from archive.web.pictures import faces
from archive.web.pictures.faces import FILES

WIDTH, HEIGHT = 1200, 630
_LEFT, _RIGHT = 72, 1128
_ROOM = _RIGHT - _LEFT
TEXT_BOX = (_LEFT, 120, _RIGHT, 430)
"""Where the words stand: left, top, right, bottom, in px."""
_SIZES = (68, 60, 52, 46, 40, 36, 32)
_LEADING = 1.26
_BAND_Y = 500
_PAPER, _INK, _INK_2, _EDGE, _ACCENT = "#f6f7f7", "#14181b", "#454d52", "#858e93", "#c1270f"


@dataclass(frozen=True, slots=True)
class Band:
    """An episode's length and its chapters' beginnings, in seconds, and the second that is meant, if one is."""

    seconds: int
    chapters: tuple[int, ...] = ()
    now: int | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says: the site, the words in its middle, a clock, and up to two lines below the band."""

    site: str
    words: str
    clock: str = ""
    title: str = ""
    about: str = ""
    band: Band | None = None


def svg(card: Card) -> str:
    """The card as SVG; every text of it is escaped and in the program's own faces."""
    parts = [*_head(card.site), *_words(card.words), *(_band(card.band) if card.band else ()), *_foot(card)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' font-family="{faces.FAMILIES[0]}"><rect width="100%" height="100%" fill="{_PAPER}"/>{"".join(parts)}</svg>'
    )


def _head(site: str) -> Iterator[str]:
    """The dial that stands for the site, and its name."""
    yield f'<g transform="translate({_LEFT} 44) scale(1.7)" stroke-width="2" stroke="{_INK}">'
    yield '<path d="M1 20V12M7 20V12M13 20V12M25 20V12"/>'
    yield f'<path d="M19 20V4" stroke="{_ACCENT}" stroke-width="2.5"/>'
    yield f'<circle cx="19" cy="4" r="4" fill="{_ACCENT}" stroke="none"/></g>'
    yield _text(_LEFT + 66, 78, 34, faces.shortened(site, 34, _ROOM - 66))


def _words(words: str) -> Iterator[str]:
    """The words as large as they fit, from the top of their box."""
    _, top, _, bottom = TEXT_BOX
    for size in _SIZES:
        most = int((bottom - top) / (size * _LEADING))
        set_in = faces.lines(words, size, _ROOM, most if size == _SIZES[-1] else 999)
        if len(set_in) <= most:
            break
    for place, line in enumerate(set_in):
        yield _text(_LEFT, round(top + size * (0.9 + _LEADING * place), 1), size, line)


def _band(band: Band) -> Iterator[str]:
    yield f'<rect x="{_LEFT}" y="{_BAND_Y}" width="{_ROOM}" height="8" fill="{_EDGE}"/>'
    for chapter in band.chapters:
        x = _at(chapter, band)
        yield f'<path d="M{x} {_BAND_Y - 8}V{_BAND_Y + 18}" stroke="{_INK}" stroke-width="2.5"/>'
    if band.now is not None:
        x = _at(band.now, band)
        yield f'<path d="M{x} {_BAND_Y - 44}V{_BAND_Y + 8}" stroke="{_ACCENT}" stroke-width="5"/>'
        yield f'<circle cx="{x}" cy="{_BAND_Y - 44}" r="10" fill="{_ACCENT}"/>'


def _at(second: int, band: Band) -> float:
    return round(_LEFT + _ROOM * min(1.0, second / max(1, band.seconds)), 1)


def _foot(card: Card) -> Iterator[str]:
    left = _LEFT
    if card.clock:
        yield _text(_LEFT, 588, 56, card.clock, _ACCENT)
        left += round(faces.width(card.clock, 56)) + 32
    yield _text(left, 562, 29, faces.shortened(card.title, 29, _RIGHT - left))
    yield _text(left, 597, 25, faces.shortened(card.about, 25, _RIGHT - left), _INK_2)


def _text(x: float, y: float, size: int, text: str, colour: str = _INK) -> str:
    spans = "".join(_spans(x, size, tuple(faces.runs(_printable(text)))))
    return f'<text y="{y}" font-size="{size}" fill="{colour}" xml:space="preserve">{spans}</text>'


def _spans(x: float, size: int, runs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Runs of several faces stand where they were measured, without kerning; a narrow space, which no letters need to
    be fetched for, is a step."""
    kerning = "" if len(runs) == 1 else ' font-kerning="none"'
    step = f'</tspan><tspan dx="{faces.width(NARROW, size):.1f}"'
    for family, letters in runs:
        styled = f' font-family="{family}"{kerning}>'
        yield f'<tspan x="{x:.1f}"{styled}{escape(letters).replace(NARROW, step + styled)}</tspan>'
        x += faces.width(letters, size)


def _printable(text: str) -> str:
    """Without the letters that XML may not hold; the spaces that no line ends at stay."""
    return "".join(letter for letter in text if letter.isprintable() or category(letter) == "Zs")


PATIENCE_S = 2.0
_turn = Lock()


class Busy(Exception):
    """Others are being drawn, and have been for PATIENCE_S."""


def png(svg: str) -> bytes:
    """The picture, in the program's own faces alone. Raises Busy."""
    if not _turn.acquire(timeout=PATIENCE_S):
        raise Busy
    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=list(FILES)))
    finally:
        _turn.release()
