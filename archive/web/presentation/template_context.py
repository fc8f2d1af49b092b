"""What the templates may call: addresses, dials, charts, days. Installed once, all of it pure apart from the
request."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, url_for

from archive.model.episode import Chapter, PersonJson, paragraph_of
from archive.model.period import parse_date
from archive.search.index.types import Summary
from archive.search.query.parser import parse, without_typed
from archive.search.quotations.meaning_changes import shown_replaced
from archive.search.results.answer import Hit, Moment, Quoted
from archive.search.results.answer_json import source_of_summary
from archive.search.results.explain import standing
from archive.text.slugs import plain
from archive.text.timecode import clock, seconds_of_clock
from archive.text.tokenizer import ends_sentence, holds_sentence, words
from archive.transcripts.addresses import episode_address, place_word, short_address
from archive.web import i18n
from archive.web.http import search_params
from archive.web.http.addresses import absolute, words_asked
from archive.web.http.search_params import SearchParams
from archive.web.i18n import LANGUAGES, french_spaces, language, stated_language
from archive.web.i18n import gettext as _
from archive.web.presentation import charts, provenance
from archive.web.presentation.passage_links import quoted_fingerprint, valid
from archive.web.presentation.roles import read_role
from archive.web.presentation.transcript import marked, moment_places
from archive.web.site import library, settings


class MonthAddress(Protocol):
    """The address of a month, or of the months from one to another."""

    def __call__(self, month: str, last: str = "") -> str:
        """The address."""
        ...


def install(app: Flask) -> None:
    """Gives the templates their words and drawings."""
    app.jinja_env.globals.update(CALLED)
    app.jinja_env.filters.update(
        french_spaces=french_spaces, shortened=shortened, opening=opening, bare=bare_address, bare_host=bare_host
    )
    app.jinja_env.filters["in_stated_language"] = in_stated_language
    app.context_processor(_everywhere)


def address_of(endpoint: str, **values: object) -> str:
    """As `url_for`, kept: a page writes thirty addresses, of which most are the same on every page."""
    return _address_of(request.script_root, stated_language(), endpoint, tuple(values.items()))


@lru_cache(1024)
def _address_of(_root: str, _stated: str | None, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def static(name: str) -> str:
    """The address of a static file; it changes with its content."""
    return address_of("static", filename=name, mark=current_app.config["STYLE_VERSION"])


def search_url(params: SearchParams) -> str:
    """The address of a search."""
    if "search_base" not in g:
        g.search_base = address_of("search.results").partition("?")[0]
    return params.address(g.search_base, stated_language())


def episode_url(
    slug: str,
    ms: int | None = None,
    q: str = "",
    *,
    line: str | None = None,
    until: int | None = None,
    cite: str = "",
    ways: str | None = None,
) -> str:
    """The address of an episode at a moment, with the words asked for, its `ways`, in the language that is stated."""
    second, words = None if ms is None else ms // 1000, q and words_asked(ways)
    return episode_address(slug, second, until=until, line=line, q=q, words=words, cite=cite, lang=stated_language())


def moment_url(said: Moment | Quoted, summary: Summary, q: str = "", ways: str | None = None) -> str:
    """The address of words of an episode: from a second before them, landing on their line; those of a quotation, or of
    a sentence that is asked for as it is said, are found there again by their fingerprint."""
    mark = quoted_fingerprint(map(words, said.stands if isinstance(said, Quoted) else [q] if holds_sentence(said.text, q) else []))
    return episode_url(summary.slug, said.second * 1000, q, line=said.line, cite=mark if valid(mark) else "", ways=ways)


def address_template(slug: str, q: str = "", *, quoting: bool = False, ways: str | None = None) -> str:
    """The same for a script: `{t}` for the second, `{id}` for the line, `{cite}` for a fingerprint of words."""
    template = episode_address(slug, "{t}", line="{id}", q=q, words=q and words_asked(ways), lang=stated_language())
    return template.replace("#", "{cite}#", 1) if quoting else template


def address_query(slug: str, q: str = "", *, heard: bool = False) -> str:
    """The query and the fragment of `address_template`, for the hundreds of links of an episode's own page; with
    `heard` the link that shows what a corrected line had."""
    query = address_template(slug, q).removeprefix(episode_address(slug))
    return query.replace("#", "&heard=1#", 1) if heard else query


def address_at(slug: str, second: int, until: int | None = None, cite: str = "") -> str:
    """The page of an episode at a second, or from one to another, or at the words of a fingerprint, as it is known
    outside: without fragment and language."""
    return episode_address(slug, second, until=until, line="", cite=cite)


def words_within(params: SearchParams) -> str:
    """The words of a search as an episode's page takes them, which has no filters: who speaks stands among them, since
    that tells which moments there are."""
    voices = (f'{_("voix:")}"{value}"' for key, value in params.chosen if key == "speaker" and '"' not in value)
    text = " ".join(filter(None, (params.text, *voices)))
    return text if len(text) <= search_params.LONGEST_TEXT else params.text


def sought(params: SearchParams) -> str:
    """What the moments of an episode's page are of: the words in quotation marks, the filters among them in words."""
    given = [(one.key, one.value) for one in parse(params.text).filters.given]
    bare = params.saying(reduce(without_typed, dict(given), params.text))
    told = [_("pour « %(text)s »", text=bare.told)] if bare.text or not given else []
    return " · ".join((*told, *(search_params.filter_name(*one) for one in given)))


def span_words(second: int, until: int | None = None) -> str:
    """The clock of a second, or of both ends of a passage: `12:29–13:10`; `§ 3–§ 4` of what ends before paragraph 5."""
    end = (until or second) * 1000
    return "–".join(dict.fromkeys([clock(second * 1000), clock(end - bool(until and paragraph_of(end)))]))


def plain_url(slug: str) -> str:
    """The address of an episode without words, second or language: the one it is known by."""
    return episode_address(slug)


def picture_of(slug: str) -> str | None:
    """Where an episode's picture is loaded from; None where its page states none or the owner lets nothing come from
    elsewhere."""
    held = library().episode(slug) if settings().outside_pictures else None
    return held.picture if held else None


def person_url(name: str) -> str:
    """The address of a person's page."""
    if "person_base" not in g:
        g.person_base = url_for("browse.person", key="KEY")
    return str(g.person_base).replace("KEY", plain(name) or "-", 1)


def show_url(name: str) -> str:
    """The address of a show's page."""
    return address_of("browse.show", key=plain(name) or "-")


def whole_url(address: str | None = None) -> str:
    """An address of ours as it is known outside, for sharing; without one, the page's own, its language left out."""
    return absolute(address if address is not None else _own_address())


def in_stated_language(address: str) -> str:
    """An address with the language that the page's own states: who reads of it elsewhere reads it in that one."""
    stated = stated_language()
    return f"{address}{'&' if '?' in address else '?'}lang={stated}" if stated else address


@dataclass(frozen=True, slots=True)
class Translation:
    """A page in another language: its code, what it calls itself, and the page's address in it."""

    language: str
    name: str
    address: str


def other_language() -> Translation:
    """The page in the other language."""
    other = next(tongue for tongue in LANGUAGES if tongue != language())
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key not in {"lang", "for"}]
    address = request.path + search_params.query_string([*pairs, ("lang", other)])
    return Translation(other, {"fr": "Français", "en": "English"}[other], address)


def alternates() -> list[tuple[str, str]]:
    """This page in each language, and where the browser's language decides, as hreflang wants it; none of an answer to
    words, which no search engine keeps."""
    if "q" in request.args:
        return []
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key not in {"lang", "t", "cite"}]
    stated = [(tongue, request.path + search_params.query_string([*pairs, ("lang", tongue)])) for tongue in LANGUAGES]
    return [*stated, ("x-default", request.path + search_params.query_string(pairs))]


def in_month_url(params: SearchParams) -> MonthAddress:
    """The addresses of a search by month, of the episodes whose month is known: those that months count. There may be
    hundreds on a page: what they share is made once."""
    base = search_url(params.undated())
    base += "&" if "?" in base else "?"
    return lambda month, last="": f"{base}after={month}-01&before={parse_date(last or month).last}&dated=month"


def filtered_month_url(key: str, value: str) -> MonthAddress:
    """The episodes of a show, a person or a category by month."""
    return in_month_url(SearchParams().adding(key, value))


def chapter_id(chapter: Chapter) -> str:
    """The id of a chapter's heading."""
    return f"c{chapter.start_ms // 1000}"


def shortened(text: str, most: int) -> str:
    """The beginning of a text, cut at a word."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


_SENTENCE_END = re.compile(r"[.!?…][\"”»)]*(?=\s)")


def opening(text: str, most: int) -> str:
    """The first sentences of a text, where they are a third of so many letters at least; else it is cut at a word."""
    ends = [end for found in _SENTENCE_END.finditer(text[: most + 1]) if ends_sentence(text[: (end := found.end())])]
    last = max(ends, default=0)
    return text if len(text) <= most else text[:last] if last > most / 3 else shortened(text, most)


def bare_address(url: str) -> str:
    """An address as one says it, without its scheme."""
    return url.partition("://")[2] or url


def bare_host(url: str) -> str:
    """`dailymotion.com` of an address."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def guests(people: Iterable[PersonJson]) -> list[PersonJson]:
    """Those who were invited."""
    return [person for person in people if person.kind == "guest"]


def hosts(people: Iterable[PersonJson]) -> list[PersonJson]:
    """Those who present."""
    return [person for person in people if person.kind == "host"]


def span_text(hit: Hit) -> tuple[str, str]:
    """The clocks of the first and the last moment of a hit, as they are told of each: the dial's text twin."""
    told = [place.second for place in moment_places(hit)]
    return clock(min(told) * 1000), clock(max(told) * 1000)


IN_ROW, PITCH_PX, ROW_PX = 12, 4, 10
MOST = 20 * IN_ROW
"""No month draws more; its number says how many there are."""
STROKE_WIDTH = IN_ROW * PITCH_PX


def stroke_path(episodes: int) -> str:
    """The strokes of a month as an SVG path."""
    return "".join(f"M{n % IN_ROW * PITCH_PX + 1} {n // IN_ROW * ROW_PX}v{ROW_PX - 2}" for n in range(min(episodes, MOST)))


def stroke_height(episodes: int) -> int:
    """The height of those strokes, in px."""
    return -(-min(episodes, MOST) // IN_ROW) * ROW_PX


def _own_address() -> str:
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key in {"q", "page", *search_params.KEYS}]
    return request.path + search_params.query_string(pairs)


def _everywhere() -> dict[str, Any]:
    return {
        "section": None,
        "site_name": settings().site_name,
        "usual_language": settings().default_language,
        "contact": settings().contact,
        "params": getattr(g, "params", SearchParams()),
        "stated": stated_language(),
    }


WHOLE_MINUTES = 3
"""Longer than so many is a whole episode, no scrap or trailer."""
CALLED: Mapping[str, object] = MappingProxyType(
    {
        "whole_minutes": WHOLE_MINUTES,
        "shown_replaced": shown_replaced,
        "alternates": alternates,
        "address_at": address_at,
        "address_query": address_query,
        "address_template": address_template,
        "chapter_id": chapter_id,
        "read_role": read_role,
        "facet_value": i18n.facet_value,
        "filtered_month_url": filtered_month_url,
        "in_month_url": in_month_url,
        "clock": clock,
        "days": i18n,
        "episode_url": episode_url,
        "guests": guests,
        "hit_band": charts.hit_timeline,
        "hosts": hosts,
        "place_word": place_word,
        "url_for": address_of,
        "marked": marked,
        "moment_url": moment_url,
        "paragraph_of": paragraph_of,
        "other_language": other_language,
        "person_url": person_url,
        "show_url": show_url,
        "picture_of": picture_of,
        "plain_url": plain_url,
        "plays": source_of_summary,
        "short_address": short_address,
        "provenance": provenance,
        "seconds_of_clock": seconds_of_clock,
        "of_that_date": search_params.of_that_date,
        "standing": standing,
        "search_url": search_url,
        "sought": sought,
        "words_within": words_within,
        "span_text": span_text,
        "span_words": span_words,
        "stroke_height": stroke_height,
        "stroke_path": stroke_path,
        "stroke_width": STROKE_WIDTH,
        "static": static,
        "whole_url": whole_url,
    }
)
"""What templates call, by the names that they call it."""
