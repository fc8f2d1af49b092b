"""What stands on a page a hundred times, written at once: the dial, a moment, an icon. The templates call it by these
names.

A macro a moment and a dial made half of the cost of a page of results. Everything that is no number is escaped here, as
a template would (`escape`); marked text is written here alone."""

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

from flask import request
from markupsafe import Markup, escape
from msgspec.structs import replace

from archive.model.episode import PersonJson, time_of
from archive.search.index.types import Summary
from archive.search.results.answer import Hit, MarkJson, MatchedJson, Moment
from archive.search.results.answer_json import source_of_summary
from archive.text.timecode import clock
from archive.text.tokenizer import fold
from archive.transcripts.addresses import place_word
from archive.web.i18n import WIDE, language
from archive.web.i18n import gettext as _
from archive.web.presentation.charts import KEPT, Bar, Division, Needle, Timeline, dashes, numerals
from archive.web.presentation.template_context import address_template, moment_url, person_url
from archive.web.presentation.transcript import Line, marked


@lru_cache(maxsize=64)
def icon(name: str) -> Markup:
    """A sign of the sprite."""
    return Markup(
        f'<svg class="icon i-{escape(name)}" width="18" height="18" aria-hidden="true"><use href="#i-{escape(name)}"/></svg>'
    )


def dial(
    band: Timeline,
    slug: str | None = None,
    q: str = "",
    *,
    flat: bool = False,
    names: bool = True,
    now: int | None = None,
    ways: str | None = None,
) -> Markup:
    """The dial of an episode. In a list (`slug`: whose) band.js makes the needles links: where they lead is stated
    once, what they say is taken from the moments below; on the episode's own page they are links. `now`: the second
    chosen, `ways` as in `words_led_by`. Of an episode that nobody tells the times of nothing is drawn, and its own page
    is told where to step to."""
    if band.seconds <= 1:
        return Markup(f"<div hidden><svg>{_linked(band.needles)}</svg></div>" if band.needles and not slug else "")
    leads = f' data-at="{escape(address_template(slug, q, ways=ways))}"' if slug and band.needles else ""
    return Markup(
        f'<div class="band{" flat" if flat else ""}" aria-hidden="true" data-band="{band.seconds}"{leads}>'
        f'<svg><rect class="ch" width="100%" y="29" height="5"/>{_lines(band, _short(band.needles) if slug else "")}'
        f"{_names(band.divisions) if names else ''}{_scale(band.seconds)}"
        f"{_in_list(band.needles) if slug else _linked(band.needles)}"
        f"{_now(band, now)}</svg></div>"
    )


def _now(band: Timeline, second: int | None) -> str:
    return "" if second is None else f'<use href="#n-now" x="{band.at(second)}" data-now/>'


def _lines(band: Timeline, short: str) -> str:
    """Where chapters begin, and the short needles of a hit: paths over the seconds, which band.js replaces by links."""
    begun = "".join(f"M{one.seconds} 9v16" for one in band.divisions if one.line)
    drawn = (f'<path class="div" d="{begun}"/>' if begun else "") + (f'<path class="hits" d="{short}"/>' if short else "")
    frame = f'<svg y="15" width="100%" height="19" viewBox="0 0 {band.seconds} 19" preserveAspectRatio="none">'
    return f"{frame}{drawn}</svg>" if drawn else ""


@lru_cache(maxsize=KEPT)
def _names(divisions: tuple[Division, ...]) -> str:
    named = "".join(f'<text x="{one.x}">{escape(one.name)}</text>' for one in divisions if one.name)
    return f'<g class="name">{named}</g>' if named else ""


@lru_cache(maxsize=KEPT)
def _scale(seconds: int) -> str:
    numbers = "".join(f'<text x="{one.x}">{one.text}</text>' for one in numerals(seconds))
    line, end = f'x2="100%" pathLength="{seconds}" stroke-dasharray', clock(seconds * 1000)
    return (
        f'<line class="mn" {line}="{dashes(seconds, 60, 0.0014)}"/><line class="m5" {line}="{dashes(seconds, 300, 0.0017)}"/>'
        f'<g class="scale"><text>0</text><g text-anchor="middle">{numbers}</g><text text-anchor="end" x="100%">{end}</text></g>'
    )


def _short(needles: Iterable[Needle]) -> str:
    return "".join(f"M{one.seconds} 0v19" for one in needles if one.shape == "hit")


def _in_list(needles: Iterable[Needle]) -> str:
    """The needles of a hit that are not short, none a link: hollow ones, and those quoted below."""
    others = (one for one in needles if one.shape != "hit")
    return "".join(f'<use href="#n-{one.shape}" x="{one.x}" data-t="{one.seconds}"/>' for one in others)


def _linked(needles: Iterable[Needle]) -> str:
    """Needles that lead to their second on the same page."""
    return "".join(
        f'<a href="#{one.line}" tabindex="-1" data-t="{_number(one.seconds)}">'
        f'<title>{escape(one.title)}</title><use href="#n-{one.shape}" x="{one.x}"/></a>'
        for one in needles
    )


def _number(second: int) -> str:
    """A second, or the number of a paragraph, as scripts count with it."""
    return place_word(second).removeprefix("p")


REACH, ABOVE_PX, LEAST_PX = 1.5, 14, 8
"""How far from its middle (per cent) and above its top a bar answers that stands out among those near; by how much."""


def summits(bars: Iterable[Bar]) -> Iterator[tuple[Bar, str, str, float, float]]:
    """The bars that stand out from all near them, the highest last, each with what round its top leads to it: x, width,
    y, height. A finger that aims at the top of a bar of two pixels meets its neighbours' columns."""
    counted = [bar for bar in bars if bar.count]
    for bar in sorted(counted, key=lambda bar: -bar.y):
        middle = bar.left + bar.width / 2
        near = [one.y for one in counted if one is not bar and abs(one.left + one.width / 2 - middle) <= 2 * REACH]
        ends = min(near, default=bar.y + bar.height)
        if ends - bar.y >= LEAST_PX:
            yield bar, f"{middle - REACH:.3f}%", f"{2 * REACH}%", round(bar.y - ABOVE_PX, 1), round(ends - bar.y + ABOVE_PX, 1)


def link_labels() -> Markup:
    """What stands once round lists of moments: what is said of the links that site.js adds to copy each, and of one
    copied."""
    link, done = _("Copier le lien vers %(clock)s", clock="{}"), _("Lien copié : %(clock)s", clock="{}")
    keeps = _("Garder le moment à %(clock)s", clock="{}")
    return Markup(f'data-link="{escape(link)}" data-copied="{escape(done)}" data-keeps="{escape(keeps)}"')


def moment_items(found: Iterable[Moment], summary: Summary, q: str = "", ways: str | None = None) -> Markup:
    """Moments of an episode as a list's items; `ways` as in `words_led_by`."""
    return Markup("".join(moment_item(one, summary, q, ways=ways) for one in found))


def moment_item(found: Moment, summary: Summary, q: str = "", about: str = "", ways: str | None = None) -> Markup:
    """A moment as a list's item: its clock, with the sign of play where something plays it, its words, what
    it is about."""
    said, plays = clock(found.second * 1000), source_of_summary(summary) and time_of(found.start_ms) is not None
    mute, act = ("", _("Écouter à")) if plays else (' class="mute"', _("Lire le texte à"))
    told = f' <span class="meta">{escape(about)}</span>' if about else ""
    return Markup(
        f'<li{mute}><a class="clock" href="{escape(moment_url(found, summary, q, ways))}"><span class="vh">{act} </span>'
        f"{said}</a><p>{marked(found.text, found.marks)}{told}</p></li>"
    )


GLIMPSE = (24, 56)
"""Letters shown before and behind the first marked word of a moment in the list beside its transcript."""


def glimpse(found: Moment, here: bool) -> Markup:
    """A moment as a line of a list that leads along its episode's own page: its clock, the words round the first that
    is marked, or with which it begins; `here` tells that it is being read."""
    text, (first, last) = found.text, min(((mark.start, mark.end) for mark in found.marks), default=(0, 0))
    begin = 0 if first <= GLIMPSE[0] else text.find(" ", first - GLIMPSE[0], first) + 1 or first
    room = last + GLIMPSE[1]
    end = len(text) if room >= len(text) else max(last, text.rfind(" ", last, room))
    inside = [replace(mark, start=mark.start - begin, end=mark.end - begin) for mark in found.marks if begin <= mark.start]
    before, behind = "…" if begin else "", "…" if end < len(text) else ""
    current = ' aria-current="true"' if here else ""
    leads = f'href="#{found.line}" data-t="{_number(found.start_ms // 1000)}"{current}'
    return Markup(
        f'<li><a {leads}><span class="num note">{clock(found.second * 1000)}</span>'
        f"<span>{before}{marked(text[begin:end], inside)}{behind}</span></a></li>"
    )


TELLING_MOMENTS = 3
"""Where so many moments are shown, nothing else need tell of the words."""


def told_beside(hit: Hit) -> list[MatchedJson]:
    """Where an episode's people and its description meet the words, if few moments do: the description for what no
    people meet, so that nothing is told twice."""
    beside = [one for one in hit.matched if one.field != "title"] if len(hit.moments) < TELLING_MOMENTS else []
    named = {mark.slot for one in beside if one.field == "people" for mark in one.marks}
    return [one for one in beside if one.field == "people" or any(mark.slot not in named for mark in one.marks)]


MOST_BESIDE = 5
"""So many people of an episode are told where one of them is met; of more those who stand next to them."""
_BETWEEN = " · "


def _round_the_met(found: MatchedJson) -> MatchedJson:
    """A match among many people, cut to those who are met and who stand next to them."""
    names = found.text.split(_BETWEEN)
    starts = [0, *accumulate(len(name) + len(_BETWEEN) for name in names)]
    if len(names) <= MOST_BESIDE or not found.marks:
        return found
    met = [bisect_right(starts, mark.start) - 1 for mark in found.marks]
    first, last = max(0, min(met) - 1), min(len(names) - 1, max(met) + 1)
    before, behind = f"…{_BETWEEN}" if first else "", f"{_BETWEEN}…" if last + 1 < len(names) else ""
    text, shift = f"{before}{found.text[starts[first] : starts[last + 1] - len(_BETWEEN)]}{behind}", len(before) - starts[first]
    marks = tuple(replace(mark, start=mark.start + shift, end=mark.end + shift) for mark in found.marks)
    return MatchedJson(found.field, text, marks)


def met_people(every: MatchedJson, people: Iterable[PersonJson]) -> Markup:
    """The people among whom a match is, marked; hosts and guests, who have a page each, linked. Of many, some."""
    found = _round_the_met(every)
    names = sorted((one.name for one in people if one.kind != "cited"), key=len, reverse=True)
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)"
    spans = [match.span() for match in re.finditer(pattern, found.text)] if names else []
    pieces, at = [], 0
    for start, end in (span for span in spans if not any(_parts(mark, place) for mark in found.marks for place in span)):
        named = _part(found, start, end)
        pieces += [_part(found, at, start), f'<a href="{escape(person_url(found.text[start:end]))}">{named}</a>']
        at = end
    return Markup("".join((*pieces, _part(found, at, len(found.text)))))


def _parts(mark: MarkJson, place: int) -> bool:
    return mark.start < place < mark.end


def _part(found: MatchedJson, start: int, end: int) -> Markup:
    """A part of a text, marked, where no mark goes beyond its ends."""
    inside = [one for one in found.marks if start <= one.start and one.end <= end]
    return marked(found.text[start:end], [replace(one, start=one.start - start, end=one.end - start) for one in inside])


def heard_note(*found: Moment) -> Markup:
    """How what was asked for is transcribed in some moments, each way once; empty where it is as typed."""
    forms = ", ".join({fold(one.heard): one.heard for one in found if one.heard}.values())
    return Markup(_noted(_("transcrit : %(words)s", words=forms))) if forms else Markup()


def spoken_lines(lines: Iterable[Line], speaking: Container[str], corrected_at: str, asked: object) -> Markup:
    """The lines of a paragraph: who begins to speak (linked where `speaking` has a page of theirs), what is said,
    marked, what the page had where it was corrected, the names probably meant. `corrected_at` leads to what was
    corrected, `{t}` and `{id}` in it; the line that is chosen shows so where it was `asked` for."""
    written = [f"{_space_before(line)}{_spoken_line(line, speaking, corrected_at, asked)}" for line in lines]
    return Markup("".join(written).lstrip() + " ")


_CLOSES = re.compile(r"(?:<[^>]*>)*[;!?:»]")
"""What a line of a page never begins with."""


def _space_before(line: Line) -> str:
    return WIDE if _CLOSES.match(line.html) and not line.speaker else " "


def _spoken_line(line: Line, speaking: Container[str], corrected_at: str, asked: object) -> str:
    classes = [*(("at",) if line.here and asked else ()), *(("off",) if line.kind != "speech" else ())]
    shown = f' class="{" ".join(classes)}"' if classes else ""
    begins = f' data-at="{line.at}"' if line.at > line.seconds else ""
    who = f'<b class="who">{_speaker(line.speaker, speaking)}</b> ' if line.speaker else ""
    notes = (_corrected(line, line.heard, corrected_at) if line.heard else "") + "".join(map(doubt, line.doubts))
    return f'<span id="{line.id}"{begins}{shown}>{who}{line.html}{notes}</span>'


def _speaker(name: str, speaking: Container[str]) -> str:
    return f'<a href="{escape(person_url(name))}">{escape(name)}</a>' if name in speaking else escape(name)


def _corrected(line: Line, heard: str, corrected_at: str) -> str:
    if request.args.get("heard"):
        return _noted(_("corrigé ; transcrit : %(words)s", words=heard))
    leads = escape(corrected_at.format(t=line.place, id=line.id))
    return f' <a class="heard" rel="nofollow" lang="{language()}" href="{leads}">{_("corrigé")}</a>'


def doubt(name: str) -> Markup:
    """A name that is probably meant, behind what was transcribed."""
    return Markup(_noted(_("sans doute : %(name)s", name=name)))


def _noted(text: str) -> str:
    return f' <span class="heard" lang="{language()}">{escape(text)}</span>'
