"""What answers the API's addresses, and where a list of moments goes on: an opaque word that holds for the index that
gave it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from flask import Response, abort, request, stream_with_context, url_for
from msgspec import structs

from archive.library import Library
from archive.search import Index
from archive.search.filters import Filters
from archive.search.index.types import Summary
from archive.search.results.answer_json import AnswerJson, answer_object, moment_object, published_of_summary, source_of_summary
from archive.search.results.moments import BATCH, MOST_OF_ONE, EpisodeMoment, MomentBatch, moment_batch
from archive.search.suggestions import Suggestion
from archive.text.slugs import plain
from archive.transcripts import EpisodeJson, episode_object
from archive.transcripts.addresses import episode_address
from archive.web.api import schemas
from archive.web.api.schemas import asked, limit_of, operation, pages, sent
from archive.web.browse_index import BrowseEntry, browse_index
from archive.web.http import page_cache
from archive.web.http.addresses import absolute
from archive.web.http.error_pages import CursorExpired
from archive.web.http.search_params import LAST_PAGE, parse_search_params, query_string
from archive.web.i18n import gettext as _
from archive.web.presentation.roles import role_in
from archive.web.presentation.suggested_query import typed_suggestions
from archive.web.presentation.template_context import episode_url, person_url
from archive.web.site import index, library, settings
from archive.web.views.episodes import served
from archive.web.views.trends import trends as trends_of

__all__ = ["pages"]

MOST_SUGGESTIONS = 10
_PIECE = 64_000
"""Bytes of the dump that are handed on together."""


@operation(
    "/search",
    lambda: _("Une recherche : les épisodes qui répondent, leurs moments, et pourquoi."),
    schemas.SearchQuestion,
    AnswerJson,
    example="/search?q=",
)
def search() -> Response:
    """An answer, as `archive search --json` gives it."""
    question, params = asked(schemas.SearchQuestion), parse_search_params(request.args)
    answer = index().search(
        params.text,
        filters=params.filters(),
        sort=params.sort,
        page=params.page,
        limit=limit_of(question.limit),
        moments=question.moments,
        meaning=question.near,
    )
    page_cache.keep_only(not answer.explanation.cut)
    return sent(answer_object(answer, _base()))


@operation(
    "/moments",
    lambda: _("Les moments de tous les épisodes en une liste, les meilleurs d’abord."),
    schemas.MomentsQuestion,
    schemas.MomentsJson,
    problems=("cursor-expired",),
    example="/moments?q=bonjour",
)
def moments() -> Response:
    """Moments by worth: those of the best hundred episodes, at most twenty of each, then of the next hundred. In one
    episode (`episode=SLUG`) all of them."""
    question, params = asked(schemas.MomentsQuestion), parse_search_params(request.args)
    at = read_cursor(question.cursor, index().identity)
    batch = moment_batch(index(), params.text, params.filters(), at.batch)
    shown = tuple(_moment(one) for one in batch.moments[at.offset : at.offset + question.limit])
    after = cursor_after(at, len(shown), batch, index().identity)
    answer = batch.answer
    response = sent(schemas.MomentsJson(query=answer.query, total=answer.moments_total, moments=shown, next=after))
    return _with_next(response, _own_address({"cursor": after}) if after else None)


@operation(
    "/episodes",
    lambda: _("Les épisodes, du plus récent au plus ancien ; chaque filtre demande une valeur exacte."),
    schemas.EpisodesQuestion,
    schemas.EpisodesJson,
    example="/episodes",
)
def episodes() -> Response:
    """A page of the list."""
    question, filters = asked(schemas.EpisodesQuestion), parse_search_params(request.args).filters()
    listed, total, after = _listed(filters, question.page, question.limit)
    return _with_next(sent(schemas.EpisodesJson(total=total, episodes=listed, next=after)), after)


@operation(
    "/episodes/<slug>",
    lambda: _("Un épisode entier : ses faits, ses lignes, ses chapitres."),
    schemas.Question,
    EpisodeJson,
    problems=("unknown-episode", "episode-removed"),
)
def episode(slug: str) -> Response:
    """An episode, as `archive show --format json` gives it."""
    asked(schemas.Question)
    return sent(episode_object(served(slug), index().analysis(slug)))


@operation(
    "/suggest",
    lambda: _("Ce que le début d’un mot peut devenir : mots, noms, titres."),
    schemas.SuggestQuestion,
    tuple[schemas.SuggestionJson, ...],
    example="/suggest?q=ma",
)
def suggest() -> Response:
    """What the typed beginning may become."""
    params = parse_search_params(request.args).saying(asked(schemas.SuggestQuestion).q)
    found = typed_suggestions(params, MOST_SUGGESTIONS)
    return sent([_suggestion(suggestion) for suggestion in found])


@operation(
    "/trends",
    lambda: _("Des mots ou des phrases séparés par des virgules, mois par mois."),
    schemas.TrendsQuestion,
    schemas.TrendsJson,
    example="/trends?q=mer,+train",
)
def trends() -> Response:
    """The figures of the page /trends."""
    asked(schemas.TrendsQuestion)
    return sent(
        schemas.TrendsJson(
            trends=tuple(
                schemas.TrendJson(
                    query=one.name,
                    episodes=one.answer.total,
                    moments=one.answer.moments_total,
                    months=one.answer.months,
                )
                for one in trends_of(parse_search_params(request.args))
            )
        )
    )


@operation(
    "/people",
    lambda: _("Les personnes qui présentent ou sont reçues."),
    schemas.Question,
    schemas.PeopleJson,
    example="/people",
)
def people() -> Response:
    """Everyone."""
    asked(schemas.Question)
    return sent(schemas.PeopleJson(people=tuple(_named(entry, "people") for entry in browse_index().people.values())))


@operation(
    "/people/<key>",
    lambda: _("Une personne et ses épisodes."),
    schemas.PageQuestion,
    schemas.PersonPageJson,
    problems=("not-found",),
)
def person(key: str) -> Response:
    """One person."""
    question, entry = asked(schemas.PageQuestion), browse_index().person(key) or abort(404)
    listed, total, after = _listed(entry.filters, question.page, question.limit)
    newest = browse_index().newest(entry.filters, limit=schemas.MOST_FLAT)
    role = next((role for role, _kind in (role_in(one, entry.keys) for one in newest) if role), None)
    named = structs.asdict(_named(entry, "people")) | {"total": total, "episodes": listed, "next": after}
    return _with_next(sent(schemas.PersonPageJson(role=role, joined=entry.others, **named)), after)


@operation("/shows", lambda: _("Les émissions."), schemas.Question, schemas.ShowsJson, example="/shows")
def shows() -> Response:
    """Every show."""
    asked(schemas.Question)
    return sent(schemas.ShowsJson(shows=tuple(_named(entry, "shows") for entry in browse_index().shows.values())))


@operation(
    "/shows/<key>",
    lambda: _("Une émission et ses épisodes."),
    schemas.PageQuestion,
    schemas.ShowPageJson,
    problems=("not-found",),
)
def show(key: str) -> Response:
    """One show."""
    question, entry = asked(schemas.PageQuestion), browse_index().shows.get(plain(key)) or abort(404)
    listed, total, after = _listed(entry.filters, question.page, question.limit)
    named = structs.asdict(_named(entry, "shows")) | {"total": total, "episodes": listed, "next": after}
    return _with_next(sent(schemas.ShowPageJson(**named)), after)


@operation("/stats", lambda: _("L’archive en chiffres."), schemas.Question, schemas.StatsJson, example="/stats")
def stats() -> Response:
    """The archive in figures."""
    asked(schemas.Question)
    held, totals = browse_index(), browse_index().totals
    dated = [month.month for month in held.months if month.episodes]
    return sent(
        schemas.StatsJson(
            episodes=totals.episodes,
            undated=totals.undated,
            duration_s=totals.duration_ms // 1000,
            shows=len(held.shows),
            people=len(held.people),
            categories=len(held.categories),
            first_month=dated[0] if dated else None,
            last_month=dated[-1] if dated else None,
            revision=library().revision,
        )
    )


@operation(
    "/dump",
    lambda: _("Tous les épisodes entiers, un par ligne (JSON Lines)."),
    schemas.Question,
    EpisodeJson,
    media_type="application/jsonl",
)
def dump() -> Response:
    """Every episode, a line each, sent as it is read."""
    asked(schemas.Question)
    return Response(stream_with_context(_lines(index().pin(), library())), content_type="application/jsonl")


def _lines(held: Index, kept: Library) -> Iterator[bytes]:
    """An episode is looked up when its turn comes: what is taken down meanwhile is left out, and no reading is kept
    open. `held` is a pin of its own, let go with this: the request's is let go before the first part is made."""
    encode, batch = msgspec.json.Encoder().encode, bytearray()
    for slug in kept.digests():
        if found := kept.episode(slug):
            batch += encode(episode_object(found, held.analysis(slug))) + b"\n"
        if len(batch) > _PIECE:
            yield bytes(batch)
            batch.clear()
    yield bytes(batch)


def _base() -> str:
    return settings().base_url.rstrip("/")


def _moment(one: EpisodeMoment) -> schemas.MomentOfEpisodeJson:
    summary = one.hit.summary
    said = moment_object(one.moment, summary.slug, source_of_summary(summary), _base())
    return schemas.MomentOfEpisodeJson(slug=summary.slug, **structs.asdict(said))


def _listed(filters: Filters, page: int, limit: int) -> tuple[tuple[schemas.EpisodeLineJson, ...], int, str | None]:
    """A page of episodes, how many there are, and the address of the page that follows."""
    limit = limit_of(limit)
    found = index().newest(filters, first=(page - 1) * limit, limit=limit)
    has_more = page * limit < found.total and page < LAST_PAGE
    return tuple(map(_line, found.episodes)), found.total, _own_address({"page": str(page + 1)}) if has_more else None


def _line(summary: Summary) -> schemas.EpisodeLineJson:
    source = source_of_summary(summary)
    return schemas.EpisodeLineJson(
        slug=summary.slug,
        guid=summary.guid or summary.video_id,
        title=summary.title,
        published=published_of_summary(summary),
        show=summary.show,
        channel=summary.channel,
        category=summary.category,
        language=summary.language,
        duration_s=summary.duration_ms // 1000 or None,
        people=tuple(name for name, _role, kind in summary.people if kind != "cited"),
        url=episode_address(summary.slug, base=_base()),
        source_url=source.url if source else summary.source_url,
    )


def _named(entry: BrowseEntry, room: str) -> schemas.NamedJson:
    return schemas.NamedJson(key=entry.key, name=entry.name, episodes=entry.episodes, url=f"{_base()}/{room}/{entry.key}")


def _suggestion(found: Suggestion) -> schemas.SuggestionJson:
    return schemas.SuggestionJson(
        text=found.text,
        kind=found.kind,
        episodes=found.episodes,
        url=_suggested_url(found),
        date=found.date.isoformat() if found.date else None,
    )


def _suggested_url(found: Suggestion) -> str | None:
    """The page of what has one; None for words, which are searched."""
    if found.slug:
        return episode_url(found.slug)
    if found.kind == "show":
        return url_for("browse.show", key=plain(found.text) or "-")
    return person_url(found.text) if found.kind == "person" else None


def _own_address(changed: dict[str, str]) -> str:
    kept = [(key, value) for key, value in request.args.items(multi=True) if key not in changed]
    return absolute(request.path + query_string([*kept, *changed.items()]))


def _with_next(response: Response, address: str | None) -> Response:
    if address:
        response.headers["Link"] = f'<{address}>; rel="next"'
    return response


_MARK = 12


@dataclass(frozen=True, slots=True)
class Cursor:
    """A batch of episodes, from 1 on, and how many of its moments were shown."""

    batch: int = 1
    offset: int = 0


def read_cursor(word: str, identity: str) -> Cursor:
    """The place a cursor stands for; the beginning without one. Raises CursorExpired for another index's, or none of
    ours."""
    if not word:
        return Cursor()
    try:
        mark, batch, offset = urlsafe_b64decode(word.encode() + b"=" * (-len(word) % 4)).decode().split(".")
        at = Cursor(int(batch), int(offset))
    except ValueError as error:
        raise CursorExpired from error
    if mark != _mark(identity) or not (1 <= at.batch <= LAST_PAGE and 0 <= at.offset <= BATCH * MOST_OF_ONE):
        raise CursorExpired
    return at


def cursor_after(at: Cursor, shown: int, batch: MomentBatch, identity: str) -> str | None:
    """The cursor behind `shown` moments of a batch; None at the end of the list."""
    if at.offset + shown < len(batch.moments):
        return _written(Cursor(at.batch, at.offset + shown), identity)
    if not batch.is_last(at.batch) and at.batch < LAST_PAGE:
        return _written(Cursor(at.batch + 1), identity)
    return None


def _written(at: Cursor, identity: str) -> str:
    return urlsafe_b64encode(f"{_mark(identity)}.{at.batch}.{at.offset}".encode()).decode().rstrip("=")


def _mark(identity: str) -> str:
    """The beginning of a generation's identity, and of that of what it is without."""
    generation, _, without = identity.partition("-")
    return generation[:_MARK] + without[:_MARK]
