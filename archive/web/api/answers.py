"""What the API gives besides an answer (archive.search.shown.answer_json) and an episode
(archive.transcripts.episode_json)."""

from typing import Literal

from archive.model.episode import JsonObject
from archive.search.index.same_person import JoinedNameJson
from archive.search.index.types import MonthJson
from archive.search.shown.answer_json import DateJson, MomentJson


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
