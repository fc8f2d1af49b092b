"""The addresses of the feeds."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, abort, request

from archive.operations.query_counts import LONGEST_ADDRESS
from archive.search.filters import Filters
from archive.text.slugs import plain
from archive.web.browse_index import BrowseEntry, browse_index
from archive.web.feeds import atom_and_json, entries, podcast
from archive.web.feeds.entries import Feed, FeedPage, Place
from archive.web.http import headers, page_cache
from archive.web.http.addresses import absolute
from archive.web.http.search_params import BadSearchParams, SearchParams, parse_search_params, query_string
from archive.web.i18n import gettext as _
from archive.web.i18n import language
from archive.web.site import settings, site

_marked = headers.validate_with_etag(Blueprint("feeds", __name__, url_prefix="/feeds"))
pages = page_cache.serve_from_cache(headers.readable_from_anywhere(_marked))

_WRITERS: dict[str, tuple[str, Callable[[Feed, FeedPage], bytes]]] = {
    "atom": (atom_and_json.ATOM_TYPE, atom_and_json.as_atom),
    "json": (atom_and_json.JSON_TYPE, atom_and_json.as_json),
}


@pages.get("/episodes.<form>")
def episodes(form: str) -> Response:
    """New episodes."""
    return _sent(form, _feed("episodes", _("Nouveaux épisodes"), "/calendar", ()), entries.episodes(Filters(), _behind()))


@pages.get("/search.<form>")
def search(form: str) -> Response:
    """What is new of a search: moments where it has words, else episodes."""
    params = parse_search_params(request.args)
    pairs = tuple(params.on_page(1).pairs())
    feed = _feed("search", _name_of(params), "/search" + query_string(list(pairs)), pairs)
    found = entries.moments if params.text else _without_words
    return _sent(form, feed, found(params.text, params.filters(), _behind()))


@pages.get("/people/<key>.<form>")
def person(key: str, form: str) -> Response:
    """The episodes of a person."""
    return _of_entry(form, "people", browse_index().person(key))


@pages.get("/shows/<key>.<form>")
def show(key: str, form: str) -> Response:
    """The episodes of a show; as a podcast where they have media files."""
    entry = browse_index().shows.get(plain(key))
    if form == "rss" and entry:
        found = podcast.response(entry) or abort(404)
        _note_follower(request.path)
        return found
    return _of_entry(form, "shows", entry)


@pages.get("/categories/<key>.<form>")
def category(key: str, form: str) -> Response:
    """The episodes of a category."""
    return _of_entry(form, "categories", browse_index().categories.get(plain(key)))


def _of_entry(form: str, room: str, entry: BrowseEntry | None) -> Response:
    if entry is None:
        abort(404)
    feed = _feed(f"{room}/{entry.key}", entry.name, f"/{room}/{entry.key}", ())
    return _sent(form, feed, entries.episodes(entry.filters, _behind()))


def _without_words(_text: str, filters: Filters, after: Place | None) -> FeedPage:
    return entries.episodes(filters, after)


def _name_of(params: SearchParams) -> str:
    words = [params.text, *(value for _key, value in params.chosen)]
    return " · ".join(word for word in words if word) or _("Tous les épisodes")


def _behind() -> Place | None:
    word = request.args.get("behind", "")
    place = entries.place_of(word)
    if word and place is None:
        raise BadSearchParams("behind", word[:60], "place")
    return place


def _feed(name: str, title: str, page: str, pairs: tuple[tuple[str, str], ...]) -> Feed:
    stated = f"?{query_string(list(pairs))[1:]}" if pairs else ""
    return Feed(
        id=entries.tag(f"feeds/{name}{stated}"),
        title=f"{title}. {settings().site_name}",
        address=absolute(request.path),
        pairs=pairs,
        page_url=absolute(page),
        language=language(),
        site_name=settings().site_name,
        at=request.args.get("behind", ""),
        hub=settings().hub,
    )


def _note_follower(address: str) -> None:
    """Notes, now and each time, that somebody follows a feed, where a hub is to be told what is new in it."""
    if settings().hub and (counter := site().counter) and len(address) <= LONGEST_ADDRESS:
        page_cache.each_time(partial(counter.feed, address))


def _sent(form: str, feed: Feed, page: FeedPage) -> Response:
    kind, write = _WRITERS.get(form) or abort(404)
    if not feed.at:
        _note_follower(request.path + query_string(list(feed.pairs)))
    response = Response(write(feed, page), content_type=kind)
    for rel, href in feed.links(page):
        response.headers.add("Link", f'<{href}>; rel="{rel}"')
    return response
