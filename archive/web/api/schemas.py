"""What may be asked of the API, every parameter with its bounds, and what it gives besides an answer
(archive.search.results.answer_json) and an episode (archive.transcripts.episode_json), as types. The schemas are made
of them, and requests are read by them; filters and words are those of the search page, read by its own reader."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeVar, cast, get_args

import msgspec
from flask import Blueprint, Response, request
from msgspec import Meta

from archive.model.episode import JsonObject
from archive.search.api import MOST_LIMIT
from archive.search.filters import FILTERS, MINUTES, Kind
from archive.search.index.same_person import JoinedNameJson
from archive.search.index.types import DEFAULT_SORT, MonthJson, Sort
from archive.search.results.answer_json import DateJson, MomentJson
from archive.search.results.by_meaning import MORE_SHOWN, MOST_SHOWN
from archive.web.http import headers, page_cache
from archive.web.http.error_pages import Code
from archive.web.http.search_params import LAST_PAGE, LONGEST_TEXT, LONGEST_VALUE, MOST_VALUES, BadSearchParams, Why
from archive.web.site import settings

MOST_MOMENTS = 1000
MOST_FLAT = 100
LONGEST_PREFIX = 80
LONGEST_CURSOR = 80

Words = Annotated[
    str, Meta(max_length=LONGEST_TEXT, description="words, phrases in quotes, -word, word*, after:2026-02, show:NAME …")
]
_DAYS = [
    {"type": "string", "format": "date", "pattern": r"^[1-9]\d{3}-\d{2}-\d{2}$"},
    {"type": "string", "pattern": r"^[1-9]\d{3}-(0[0-9]|1[0-2])(-00)?$"},
    {"type": "string", "pattern": r"^[1-9]\d{3}$"},
    {"type": "string", "maxLength": 0},
]
Day = Annotated[str, Meta(max_length=10, description="2026-02-09, 2026-02 or 2026", extra_json_schema={"anyOf": _DAYS})]
Value = Annotated[str, Meta(max_length=LONGEST_VALUE)]
Values = Annotated[tuple[Value, ...], Meta(max_length=MOST_VALUES)]
Year = Annotated[str, Meta(pattern=r"^[0-9]{4}$")]
Minutes = Annotated[str, Meta(pattern=f"^({MINUTES})$")]
Page = Annotated[int, Meta(ge=1, le=LAST_PAGE)]
Limit = Annotated[int, Meta(ge=0, le=MOST_LIMIT)]
Tongue = Annotated[Literal["fr", "en", ""], Meta(description="language of the words meant for people; without it the browser's")]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Parameters of an address; each may be left out."""

    lang: Tongue = ""


class FilteredQuestion(Question, frozen=True, kw_only=True):
    """With the filters of the search page, which its own reader reads; within one any value holds, all that are given
    must."""


_OF_KIND: dict[Kind, Any] = {
    "from": Day,
    "until": Day,
    "year": Annotated[tuple[Year, ...], Meta(max_length=MOST_VALUES)],
    "dated": Annotated[tuple[Literal["none", "year", "month", "day", "year-only"], ...], Meta(max_length=MOST_VALUES)],
    "episode": Annotated[tuple[Value, ...], Meta(max_length=MOST_VALUES, description="slugs of episodes")],
    "minutes": Annotated[tuple[Minutes, ...], Meta(max_length=MOST_VALUES, description="in minutes: >60, <10, 20..40 or 30")],
}
FILTERS_ASKED = msgspec.defstruct(
    "Filters", [(row.name, _OF_KIND.get(row.kind, Values), "" if row.kind in {"from", "until"} else ()) for row in FILTERS]
)
"""The filters as parameters, for the description of the API."""


class SearchQuestion(FilteredQuestion, frozen=True, kw_only=True):
    """A search."""

    q: Words = ""
    sort: Sort = DEFAULT_SORT
    page: Page = 1
    limit: Limit = 10
    moments: Annotated[int, Meta(ge=0, le=MOST_MOMENTS, description="moments an episode")] = 3
    near: Annotated[int, Meta(ge=1, le=MORE_SHOWN, description="episodes near by meaning, where the answer by words is weak")] = (
        MOST_SHOWN
    )


class MomentsQuestion(FilteredQuestion, frozen=True, kw_only=True):
    """A search whose moments are wanted in one list."""

    q: Words = ""
    limit: Annotated[int, Meta(ge=1, le=MOST_FLAT)] = 20
    cursor: Annotated[str, Meta(max_length=LONGEST_CURSOR, description="`next` of the page before")] = ""


class EpisodesQuestion(FilteredQuestion, frozen=True, kw_only=True):
    """A list of episodes."""

    page: Page = 1
    limit: Annotated[int, Meta(ge=1, le=MOST_LIMIT)] = 50


class PageQuestion(Question, frozen=True, kw_only=True):
    """A page of a list."""

    page: Page = 1
    limit: Annotated[int, Meta(ge=1, le=MOST_LIMIT)] = 50


class SuggestQuestion(FilteredQuestion, frozen=True, kw_only=True):
    """The beginning of a word, a name or a title."""

    q: Annotated[str, Meta(max_length=LONGEST_PREFIX)] = ""


class TrendsQuestion(FilteredQuestion, frozen=True, kw_only=True):
    """Words or phrases with commas between, at most four."""

    q: Words = ""


Asked = TypeVar("Asked", bound=Question)
_AT = re.compile(r"\$\.(\w+)")


def asked(kind: type[Asked]) -> Asked:
    """The request's parameters. Raises BadSearchParams for one that is out of its bounds, with its name; an empty text
    counts as left out, unknown ones are left alone."""
    given = {name: value for name in kind.__struct_fields__ if (value := _given(kind, name))}
    try:
        question = msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _named(kind, given, str(error)) from error
    if "limit" in given:
        _within_setting(question)
    return question


def _given(kind: type[Question], name: str) -> Any:
    usual = next(field.default for field in msgspec.structs.fields(kind) if field.name == name)
    values = [value or ("none" if isinstance(usual, int) else "") for value in request.args.getlist(name)]
    if isinstance(usual, tuple):
        return values
    values = list(filter(None, values))
    if len(values) > 1:
        raise BadSearchParams(name, " ".join(values)[:60], "twice")
    return next(iter(values), "")


def _named(kind: type[Question], given: dict[str, Any], said: str) -> BadSearchParams:
    at = _AT.search(said)
    name = at[1] if at else "q"
    value = given.get(name, "")
    shown = " ".join(value) if isinstance(value, list) else str(value)
    least, most = bounds(kind, name)
    if most is not None:
        return BadSearchParams(name, shown[:60], "number", least=least or 0, most=most)
    if name in {"sort", "lang"}:
        return BadSearchParams(name, shown[:60], cast(Why, name))
    return BadSearchParams(name, shown[:60], "many" if isinstance(value, list) and len(value) > MOST_VALUES else "long")


def bounds(kind: type[Question], name: str) -> tuple[int | None, int | None]:
    """Between what a number may lie; None twice for what is no number."""
    field = next(field for field in msgspec.structs.fields(kind) if field.name == name)
    metas = [part for part in get_args(field.type) if isinstance(part, Meta)]
    numbers = [meta for meta in metas if meta.le is not None]
    if not numbers:
        return None, None
    most = int(numbers[0].le or 0)
    return int(numbers[0].ge or 0), most_allowed() if name == "limit" and most == MOST_LIMIT else most


def limit_of(limit: int) -> int:
    """The limit that holds: a usual one may be more than the owner allows."""
    return min(limit, most_allowed())


def most_allowed() -> int:
    """The most episodes that one answer may have: the owner's setting."""
    return settings().max_limit


def _within_setting(question: Question) -> None:
    limit = getattr(question, "limit", 0)
    least, most = bounds(type(question), "limit") if hasattr(question, "limit") else (0, None)
    if most is not None and limit > most:
        raise BadSearchParams("limit", str(limit), "number", least=least or 0, most=most)


View = Callable[..., Response]
PREFIXES = ("/api", "/api/v1")
"""An address has two names: the older one, and the one whose meaning is promised to stay."""

pages = page_cache.serve_from_cache(headers.readable_from_anywhere(page_cache.validate_with_etag(Blueprint("api", __name__))))


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: its path below the prefixes, what it does in the language that is spoken, its parameters, the type
    it gives and how that is sent, the problems it may have besides bad parameters, and an example that works in any
    archive."""

    name: str
    path: str
    summary: Callable[[], str]
    asks: type[Question]
    gives: Any
    media_type: str = "application/json"
    problems: tuple[Code, ...] = ()
    example: str = ""


@dataclass(slots=True)
class _Declared:
    """Filled while the endpoints' module is read, and never after."""

    operations: list[Operation] = field(default_factory=list)


_DECLARED = _Declared()


def operations() -> tuple[Operation, ...]:
    """All addresses, in the order in which they are declared."""
    return tuple(_DECLARED.operations)


def operation(path: str, summary: Callable[[], str], asks: type[Question], gives: Any, **more: Any) -> Callable[[View], View]:
    """Declares what a function answers."""

    def declared(view: View) -> View:
        _DECLARED.operations.append(Operation(view.__name__, path, summary, asks, gives, **more))
        for prefix in PREFIXES:
            pages.add_url_rule(prefix + path, view.__name__, view, methods=["GET"])
        return view

    return declared


def sent(value: object, media_type: str = "application/json") -> Response:
    """A value of the API's types, as JSON."""
    return Response(msgspec.json.encode(value), content_type=media_type)


class MomentOfEpisodeJson(MomentJson, frozen=True, kw_only=True):
    """A moment, and the episode in which it is said."""

    slug: str


class MomentsJson(JsonObject, frozen=True):
    """Moments of all episodes in one list. `total` counts all that were found; `next` is the cursor of what follows
    here."""

    query: str
    total: int
    moments: tuple[MomentOfEpisodeJson, ...]
    next: str | None


class EpisodeLineJson(JsonObject, frozen=True):
    """An episode in a list: without its words."""

    slug: str
    guid: str | None
    title: str
    published: DateJson | None
    show: str | None
    channel: str | None
    category: str | None
    language: str
    duration_s: int | None
    people: tuple[str, ...]
    url: str
    source_url: str | None


class EpisodesJson(JsonObject, frozen=True):
    """A page of the episodes, newest first; `next` is the address of the one that follows."""

    total: int
    episodes: tuple[EpisodeLineJson, ...]
    next: str | None


class SuggestionJson(JsonObject, frozen=True):
    """What the typed beginning may become."""

    text: str
    kind: str
    episodes: int
    url: str | None
    date: str | None


class NamedJson(JsonObject, frozen=True):
    """A person, a show: the key in addresses, the name as it is written most, and how many episodes have it."""

    key: str
    name: str
    episodes: int
    url: str


class PeopleJson(JsonObject, frozen=True):
    """Everyone who presented or was invited, by family name."""

    people: tuple[NamedJson, ...]


class PersonPageJson(JsonObject, frozen=True):
    """One person, with the newest role and episodes, and the other names that are taken for theirs."""

    key: str
    name: str
    role: str | None
    url: str
    joined: tuple[JoinedNameJson, ...]
    total: int
    episodes: tuple[EpisodeLineJson, ...]
    next: str | None


class ShowsJson(JsonObject, frozen=True):
    """Every show, by name."""

    shows: tuple[NamedJson, ...]


class ShowPageJson(JsonObject, frozen=True):
    """One show, with its newest episodes."""

    key: str
    name: str
    url: str
    total: int
    episodes: tuple[EpisodeLineJson, ...]
    next: str | None


class TrendJson(JsonObject, frozen=True):
    """A word or phrase by month."""

    query: str
    episodes: int
    moments: int
    months: tuple[MonthJson, ...]


class TrendsJson(JsonObject, frozen=True):
    """Words side by side."""

    trends: tuple[TrendJson, ...]


class StatsJson(JsonObject, frozen=True):
    """The archive in figures; `revision` grows with each change of it."""

    episodes: int
    undated: int
    duration_s: int
    shows: int
    people: int
    categories: int
    first_month: str | None
    last_month: str | None
    revision: int


class OembedJson(JsonObject, frozen=True):
    """A card to embed (oEmbed 1.0, type rich)."""

    type: Literal["rich"]
    version: Literal["1.0"]
    title: str
    provider_name: str
    provider_url: str
    html: str
    width: int
    height: int
    cache_age: int
