"""The pictures that links are shown with elsewhere: of a moment, of an episode, of the site."""

from flask import Blueprint, Response, abort, request

from archive.model.episode import Episode, length_ms, seconds_of
from archive.text.timecode import clock
from archive.text.token_stream import token_stream
from archive.transcripts import chapters_of
from archive.web import pictures
from archive.web.browse_index import browse_index
from archive.web.http import headers, page_cache
from archive.web.http.error_pages import shown, turned_away
from archive.web.http.search_params import parse_search_params
from archive.web.i18n import gettext as _
from archive.web.i18n import ngettext
from archive.web.pictures import Band, Card
from archive.web.presentation import dates, explanation, quotations
from archive.web.presentation.citation import quoted
from archive.web.presentation.transcript import LONGEST_SECOND, Ids
from archive.web.site import index, settings
from archive.web.views.episodes import served
from archive.web.views.trends import trends

pages = page_cache.serve_from_cache(headers.validate_with_etag(Blueprint("pictures", __name__)))


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
    """A moment: the words said (of a passage all, to the cue `to`), their clock, and where on the band. Only a cue that
    there is has one."""
    told, last = served(slug), request.args.get("to")
    ids = Ids(told.cues).names
    if cue not in ids or (last and last not in ids):
        abort(404)
    passage = quotations.passage_at(told, token_stream(told.cues), ids.index(cue), ids.index(last) if last else None)
    second = _second(request.args.get("t", ""), seconds_of(passage.start_ms))
    if not pictures.readable(passage.text):
        return _drawn(_episode_card(told, second))
    about = ", ".join(part for part in (told.show, _day(told)) if part)
    return _drawn(Card(settings().site_name, quoted(passage.text), clock(second * 1000), told.title, about, _band(told, second)))


@pages.get("/search.png")
def of_search() -> Response:
    """A search: the words, and what was found of them; the site where nothing was."""
    params = parse_search_params(request.args)
    answer = index().search(params.text, filters=params.filters(), limit=1, moments=0)
    page_cache.keep_only(not answer.explanation.cut)
    if not params.text or not (answer.total or answer.hits):
        return of_site()
    return _words_card(params.text, explanation.headline(answer), _("chaque moment à sa seconde") if answer.total else "")


@pages.get("/trends.png")
def of_trends() -> Response:
    """Words by month: each with its moments; the site where there are none."""
    found = trends(parse_search_params(request.args))
    if not found:
        return of_site()
    return _words_card(", ".join(one.name for one in found), " · ".join(one.told for one in found), _("mois par mois"))


def _words_card(words: str, title: str, about: str) -> Response:
    site = settings().site_name
    return _drawn(Card(site, words if pictures.readable(words) else site, title=title, about=about))


def _second(told: str, begins: int) -> int:
    """The second that is told of a passage, where it is none before its beginning."""
    return int(told) if told.isascii() and told.isdigit() and len(told) <= LONGEST_SECOND and int(told) > begins else begins


def _episode_card(told: Episode, second: int | None = None) -> Card:
    about = ", ".join(part for part in (told.channel, _day(told), dates.minutes(length_ms(told))) if part)
    title = told.title if pictures.readable(told.title) else settings().site_name
    return Card(
        settings().site_name, title, "" if second is None else clock(second * 1000), told.show or "", about, _band(told, second)
    )


def _band(told: Episode, second: int | None) -> Band:
    starts = tuple(seconds_of(chapter.start_ms) for chapter in chapters_of(told, index().analysis(told.slug)))
    return Band(length_ms(told) // 1000, tuple(start for start in starts if start), second)


def _day(told: Episode) -> str:
    stated = told.published
    return dates.long_day(stated.date, stated.precision, stated.approximate) if stated else ""


def _drawn(card: Card) -> Response:
    try:
        return Response(pictures.png(pictures.svg(card)), content_type="image/png")
    except pictures.Busy:
        return shown(lambda: turned_away(503))
