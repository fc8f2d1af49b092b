"""The frames, and the address by which they are found."""

from flask import Blueprint, Flask, Response, abort, g, render_template, request

from archive.model.sources import known_source
from archive.text.token_stream import token_stream
from archive.web.api.operations import sent
from archive.web.embed import oembed as oembeds
from archive.web.http import headers
from archive.web.http.addresses import absolute
from archive.web.http.headers import FRAMED_POLICY
from archive.web.http.search_params import BadSearchParams, parse_search_params, query_string
from archive.web.presentation.quotations import passage_at
from archive.web.presentation.transcript import Ids, Span, span_of
from archive.web.site import index
from archive.web.views.episodes import served

frames = headers.validate_with_etag(Blueprint("embed", __name__, url_prefix="/embed"))
pages = headers.readable_from_anywhere(headers.validate_with_etag(Blueprint("oembed", __name__)))
LISTED = 6
_LARGEST = 10_000


@frames.after_request
def may_be_framed(response: Response) -> Response:
    """Anybody may set these pages into theirs; nothing in them can be pressed but links that open elsewhere."""
    response.headers["Content-Security-Policy"] = FRAMED_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    g.framed = True
    return response


@frames.get("/search")
def search() -> str:
    """The best moments of a search."""
    params = parse_search_params(request.args)
    answer = index().search(params.text, filters=params.filters(), limit=LISTED, moments=1, aggregations=False)
    hits = [hit for hit in answer.hits if hit.moments and hit.counted]
    return render_template("embed_search.html", params=params, hits=hits)


@frames.get("/<slug>")
def moment(slug: str) -> str:
    """What is said at a second of an episode."""
    episode = served(slug)
    span, lines = span_of(request.args.get("t")) or Span(0), Ids(episode.cues)
    cue = lines.at(span.second)
    last = lines.last_before(span.until, cue) if span.until and cue is not None else None
    passage = None if cue is None else passage_at(episode, token_stream(episode.cues), cue, last)
    source = known_source(episode.platform, episode.video_id, episode.source_url)
    return render_template("embed_moment.html", episode=episode, passage=passage, source=source, until=span.until)


@pages.get("/oembed")
def oembed() -> Response:
    """The card of one of our addresses, as JSON or, where that is asked, XML."""
    form = request.args.get("format", "json")
    if form not in {"json", "xml"}:
        abort(501)
    answer = oembeds.card(request.args.get("url", ""), _size("maxwidth"), _size("maxheight"))
    if form == "xml":
        return Response(oembeds.as_xml(answer), content_type="text/xml; charset=utf-8")
    return sent(answer)


def _size(name: str) -> int | None:
    value = request.args.get(name, "")
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:6]) <= _LARGEST:
        raise BadSearchParams(name, value[:60], "number", least=1, most=_LARGEST)
    return int(value)


def install(app: Flask) -> None:
    """Gives the templates the address at which the page itself is found as one."""
    app.jinja_env.globals.update(oembed_url=oembed_url)


def oembed_url(address: str) -> str:
    """Where a page of ours is found as a card."""
    return absolute("/oembed" + query_string([("url", absolute(address)), ("format", "json")]))
