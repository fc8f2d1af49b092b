"""Pictures of a moment, an episode, the site, for those who are sent a link: drawn here as SVG, made PNG by resvg."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, groupby, takewhile
from pathlib import Path
from threading import Lock
from unicodedata import category
from xml.sax.saxutils import escape

import msgspec
import resvg_py
from flask import Blueprint, Response, abort, request

from archive.model.episode import Episode, seconds_of
from archive.text.slugs import plain
from archive.text.timecode import clock
from archive.text.token_stream import token_stream
from archive.text.word_times import end_of, heard_second, length_ms
from archive.transcripts import chapters_of
from archive.transcripts.addresses import Ids
from archive.web import i18n
from archive.web.browse_index import browse_index
from archive.web.http import page_cache
from archive.web.http.error_pages import shown, turned_away
from archive.web.http.search_params import parse_search_params
from archive.web.i18n import NARROW, ngettext, quoted
from archive.web.i18n import gettext as _
from archive.web.presentation import citation, passage_links, result_head
from archive.web.presentation.charts import BREAK, Histogram, episodes_by_month, histogram_of, moments_by_month, moments_by_year
from archive.web.presentation.template_context import span_words
from archive.web.site import index, settings
from archive.web.views.browse import when_of
from archive.web.views.episodes import served
from archive.web.views.search import search_name

WIDTH, HEIGHT = 1200, 630
_LEFT, _RIGHT = 72, 1128
_ROOM = _RIGHT - _LEFT
TEXT_BOX = (_LEFT, 120, _RIGHT, 430)
"""Where the words stand: left, top, right, bottom, in px."""
_SIZES = (68, 60, 52, 46, 40, 36, 32)
_LEADING = 1.26
_BAND_Y = 500
_CHARTS = (240, 488)
"""Where charts stand: from here to here, in px."""
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
    charts: tuple[tuple[str, Histogram], ...] = ()
    """Words by month, each under its name; on one scale."""
    charted: str = _ACCENT
    """The colour of the charts: the accent tells of what is said, and of nothing else."""


def svg(card: Card) -> str:
    """The card as SVG; every text of it is escaped and in the program's own faces."""
    drawn = _band(card.band) if card.band else _charts(card.charts, card.charted)
    parts = [*_head(card.site), *_words(card.words, _CHARTS[0] - 10 if card.charts else TEXT_BOX[3]), *drawn, *_foot(card)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' font-family="{FAMILIES[0]}"><rect width="100%" height="100%" fill="{_PAPER}"/>{"".join(parts)}</svg>'
    )


def _head(site: str) -> Iterator[str]:
    """The dial that stands for the site, and its name."""
    yield f'<g transform="translate({_LEFT} 44) scale(1.7)" stroke-width="2" stroke="{_INK}">'
    yield '<path d="M1 20V12M7 20V12M13 20V12M25 20V12"/>'
    yield f'<path d="M19 20V4" stroke="{_ACCENT}" stroke-width="2.5"/>'
    yield f'<circle cx="19" cy="4" r="4" fill="{_ACCENT}" stroke="none"/></g>'
    yield _text(_LEFT + 66, 78, 34, shortened(site, 34, _ROOM - 66))


def _words(words: str, bottom: int) -> Iterator[str]:
    """The words as large as they fit, from the top of their box."""
    top = TEXT_BOX[1]
    for size in _SIZES:
        most = int((bottom - top) / (size * _LEADING))
        set_in = lines(words, size, _ROOM, most if size == _SIZES[-1] else most + 1)
        if len(set_in) <= most:
            break
    if len(set_in) == 2:  # as narrow as two lines may be, so that no word stands alone on the second
        rooms = (lines(words, size, room, 3) for room in range(_ROOM // 2, _ROOM, 12))
        set_in = next((one for one in rooms if len(one) == 2), set_in)
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


def _charts(charts: Sequence[tuple[str, Histogram]], colour: str) -> Iterator[str]:
    """Bars by month, one chart below the other, each with its name where they are several; the years under the last."""
    top, bottom = _CHARTS
    row = (bottom - top) / max(1, len(charts))
    for place, (name, chart) in enumerate(charts):
        floor, room = top + row * (place + 1), row - 8 if len(charts) == 1 else row - 42
        if len(charts) > 1:
            yield _text(_LEFT, round(floor - row + 30), 22, shortened(name, 22, _ROOM), _INK_2)
        pale = [(bar, bar.column, bar.wide, 0.35) for bar in chart.alone]
        for bar, left, wide, dense in (*pale, *((bar, bar.x, chart.width, 1) for bar in chart.bars if bar.count)):
            height, x = room * bar.height / chart.floor, _LEFT + _ROOM * _part(left)
            size = f'width="{_ROOM * _part(wide):.1f}" height="{height:.1f}"'
            yield f'<rect x="{x:.1f}" y="{floor - height:.1f}" {size} fill="{colour}" fill-opacity="{dense}"/>'
        yield f'<rect x="{_LEFT}" y="{floor:.1f}" width="{_ROOM}" height="2" fill="{_EDGE}"/>'
        for x in (_LEFT + _ROOM * _part(bar.middle) for bar in chart.bars if bar.folded >= BREAK):
            yield f'<path d="M{x - 12:.1f} {floor + 9:.1f}l6 -16m12 16l6 -16" stroke="{_EDGE}" stroke-width="2"/>'
    for year in charts[-1][1].years if charts else ():
        x = _RIGHT - width(year.text, 22) if year.at_end else _LEFT + _ROOM * _part(year.x)
        yield _text(round(x), bottom + 28, 22, year.text, _INK_2)


def _part(per_cent: str) -> float:
    return float(per_cent.removesuffix("%")) / 100


def _at(second: int, band: Band) -> float:
    return round(_LEFT + _ROOM * min(1.0, second / max(1, band.seconds)), 1)


def _foot(card: Card) -> Iterator[str]:
    left = _LEFT
    if card.clock:
        yield _text(_LEFT, 588, 56, card.clock, _ACCENT)
        left += round(width(card.clock, 56)) + 32
    yield _text(left, 562, 29, shortened(card.title, 29, _RIGHT - left))
    yield _text(left, 597, 25, shortened(card.about, 25, _RIGHT - left), _INK_2)


def _text(x: float, y: float, size: int, text: str, colour: str = _INK) -> str:
    spans = "".join(_spans(x, size, tuple(runs(_printable(text)))))
    return f'<text y="{y}" font-size="{size}" fill="{colour}" xml:space="preserve">{spans}</text>'


def _spans(x: float, size: int, runs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Runs of several faces stand where they were measured, without kerning; a narrow space, which no letters need to
    be fetched for, is a step."""
    kerning = "" if len(runs) == 1 else ' font-kerning="none"'
    step = f'</tspan><tspan dx="{width(NARROW, size):.1f}"'
    for family, letters in runs:
        styled = f' font-family="{family}"{kerning}>'
        yield f'<tspan x="{x:.1f}"{styled}{escape(letters).replace(NARROW, step + styled)}</tspan>'
        x += width(letters, size)


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


FOLDER = Path(__file__).parent / "fonts"
FILES = tuple(str(FOLDER / name) for name in ("Newsreader-Medium.ttf", "NotoSerif-Medium.ttf"))
FAMILIES = ("'Newsreader 16pt'", "'Noto Serif'")
"""As SVG names them: a letter that the first lacks is set in the second."""
_BREAKABLE = re.compile(r"[ \t\r\n]+")
"""A line may end here; not at the narrow no-break space beside a guillemet."""
_CLOSING = re.compile("[\u00a0\u202f]?[»”]$")
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
    """The text in lines no wider than `room` px; what goes beyond `most` lines is cut, the cut shown, and the rest not
    looked at; a quotation is closed."""
    made, wide = [""], 0.0
    for word in (piece for long in _BREAKABLE.split(text) if long for piece in _pieces(long, size, room)):
        joined = f" {word}" if made[-1] else word
        wide += width(joined, size)
        if wide <= room:
            made[-1] += joined
        elif len(made) == most:
            closed = closing[0] if (closing := _CLOSING.search(text)) else ""
            return (*made[:-1], shortened(f"{made[-1]} …", size, room - width(closed, size)) + closed)
        else:
            made.append(word)
            wide = width(word, size)
    return tuple(made)


def shortened(text: str, size: float, room: float) -> str:
    """The text in one line of `room` px, cut at a word where it is longer."""
    if width(text, size) <= room and not text.endswith(" …"):
        return text
    whole = text.removesuffix(" …")
    ends = accumulate(width(letter, size) for letter in whole)
    kept = whole[: sum(1 for _ in takewhile(lambda end: end + width("…", size) <= room, ends))]
    if whole[len(kept) :].strip() and whole[len(kept)] != " ":
        kept = kept.rpartition(" ")[0] or kept
    return kept.rstrip(" ,;:.") + "…"


def _pieces(word: str, size: float, room: float) -> Iterator[str]:
    """A word in pieces that each fit a line: one, but for an endless one."""
    first, wide = 0, 0.0
    for place, letter in enumerate(word):
        wide += width(letter, size)
        if wide > room and place > first:
            yield word[first:place]
            first, wide = place, width(letter, size)
    yield word[first:]


pages = page_cache.serve_from_cache(page_cache.validate_with_etag(Blueprint("pictures", __name__)))


@pages.get("/picture.png")
def of_site() -> Response:
    """The site: its name, what it does, how much it holds."""
    totals = browse_index().totals
    about = ngettext("%(num)s épisode", "%(num)s épisodes", totals.episodes)
    return _drawn(Card(settings().site_name, _("Retrouvez ce qui s’est dit, à la seconde."), title=about))


@pages.get("/pictures/<slug>.png")
def of_episode(slug: str) -> Response:
    """An episode: its title over its band."""
    return _drawn(_episode_card(served(slug)))


@pages.get("/pictures/<slug>/<cue>.png")
def of_moment(slug: str, cue: str) -> Response:
    """A moment, of a cue there is: its words, to the cue `to` or those that `cite` tells, its clocks, its place."""
    told, last = served(slug), request.args.get("to", "")
    places, speech = {name: place for place, name in enumerate(Ids(told.cues).names)}, token_stream(told.cues)
    if (first := places.get(cue)) is None or ((end := places.get(last)) is None and last):
        abort(404)
    second, until = heard_second(told, first, request.args.get("t", 0, int)), request.args.get("until", 0, int)
    cited = passage_links.marked_at(told, speech, first, request.args.get("cite", ""), second)
    passage = passage_links.stated_at(told, speech, first, None if cited and not until else end, second, cited)
    if not (passage.is_said and readable(passage.text)):
        return _drawn(_episode_card(told, second))
    about = ", ".join(part for part in (told.show, i18n.stated_day(told.published)) if part)
    at = span_words(second, until if second < until <= (end_of(told, len(told.cues) - 1) or 0) else None)
    return _drawn(Card(settings().site_name, citation.as_one(passage), at, told.title, about, _band_of(told, second)))


@pages.get("/search.png")
def of_search() -> Response:
    """A search: the words, and what was found of them; the site where none are."""
    params = parse_search_params(request.args)
    answer = index().search(params.text, filters=params.filters(), limit=1, moments=1)
    page_cache.keep_only(not answer.explanation.cut)
    if not (name := search_name(params)):
        return of_site()
    told = result_head.title(answer)
    if not answer.explanation.words:
        alone = [(year.year, year.episodes) for year in answer.years]
        return _words_card(name, told, "", (("", _chart(episodes_by_month(answer.months), alone)),), _INK_2)
    about, chart = _("chaque moment à la seconde près"), _chart(moments_by_month(answer.months), moments_by_year(answer.years))
    if not (chart.total or chart.alone) and answer.moments_total and answer.hits:
        best = answer.hits[0]
        return _words_card(quoted(best.moments[0].text), f"{name}{_(' : ')}{told}", best.summary.title, ())
    return _words_card(name, told, about if answer.moments_total else "", (("", chart),))


@pages.get("/pictures/<kind>/of/<key>.png")
def of_entry(kind: str, key: str) -> Response:
    """A person, a show or a category: the name, how many episodes, and when they were."""
    held, key = browse_index(), plain(key)
    entry = held.person(key) if kind == "person" else {"show": held.shows, "category": held.categories}.get(kind, {}).get(key)
    if entry is None:
        abort(404)
    title = ngettext("%(num)s épisode", "%(num)s épisodes", entry.episodes)
    chart = _chart(episodes_by_month(index().months(entry.filters)), held.years_alone_of(entry.filters))
    return _words_card(i18n.facet_value(kind, entry.name), title, when_of(held, entry), (("", chart),), _INK_2)


def _chart(months: Sequence[tuple[str, int, bool]], years: Sequence[tuple[str, int]]) -> Histogram:
    return histogram_of(months, years, floor=_CHARTS[1] - _CHARTS[0])


def _words_card(words: str, title: str, about: str, charts: Iterable[tuple[str, Histogram]], colour: str = _ACCENT) -> Response:
    """A card of words over their months, drawn where there are months enough to tell anything."""
    site, drawn = settings().site_name, tuple(one for one in charts if len(one[1].bars) > 1 and (one[1].total or one[1].alone))
    return _drawn(Card(site, words if readable(words) else site, title=title, about=about, charts=drawn, charted=colour))


def _episode_card(told: Episode, second: int | None = None) -> Card:
    about = ", ".join(part for part in (told.channel, i18n.stated_day(told.published), i18n.minutes(length_ms(told))) if part)
    title = told.title if readable(told.title) else settings().site_name
    at = "" if second is None else clock(second * 1000)
    return Card(settings().site_name, title, at, told.show or "", about, _band_of(told, second))


def _band_of(told: Episode, second: int | None) -> Band:
    starts = tuple(seconds_of(chapter.start_ms) for chapter in chapters_of(told, index().analysis(told.slug)))
    return Band(length_ms(told) // 1000, tuple(start for start in starts if start), second)


def _drawn(card: Card) -> Response:
    try:
        return Response(png(svg(card)), content_type="image/png")
    except Busy:
        return shown(lambda: turned_away(503))
