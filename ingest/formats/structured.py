"""What a page states in schema.org's words, as JSON-LD or as microdata: both give objects, and one of them is the
episode.

Microdata is walked here and not by extruct, which brings rdflib and fourteen packages more; a test holds both to the
same answers."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec
from bs4 import BeautifulSoup, NavigableString, Tag

_EPISODES = (
    "VideoObject",
    "AudioObject",
    "PodcastEpisode",
    "RadioEpisode",
    "TVEpisode",
    "Episode",
    "Clip",
    "BroadcastEvent",
)
_TYPES = (*_EPISODES, "NewsArticle", "Article")
_SERIES = ("partOfSeries", "partOfSeason", "isPartOf", "partOfTVSeries", "superEvent")
_WHO_SHOWS = ("publishedOn", "publisher", "productionCompany", "sourceOrganization", "broadcaster")
_PLATFORMS = frozenset("youtube dailymotion vimeo spotify soundcloud acast ausha deezer audiomeans simplecast".split())
"""Sites that show everybody's episodes: they are no channel."""
_WITHIN = ("video", "audio", "mainEntity", "associatedMedia", "subjectOf", "episode")
_MOST_SCRIPTS = 20
_MOST_OBJECTS = 200
_MOST_PROPERTIES = 600
_MOST_WITHIN = 400
_HIGHEST = 60
"""So many elements up an item is looked for that a property belongs to."""

Object = dict[str, Any]


def episode_object(objects: Iterable[Object]) -> Object:
    """The object that describes an episode, else the first that has a name; empty where there is none."""
    known = list(objects)
    for wanted in _TYPES:
        for found in known:
            if wanted in types_of(found):
                return found
    return next((found for found in known if found.get("name")), {})


def show_of(objects: Iterable[Object]) -> str | None:
    """The series that an episode says it is a part of."""
    parts = (_series(found) for found in objects if set(types_of(found)) & set(_EPISODES))
    return next(filter(None, parts), None)


def _series(found: Mapping[str, Any], depth: int = 0) -> str | None:
    for key in _SERIES:
        for part in _many(found.get(key)):
            if not isinstance(part, dict):
                continue
            if any(kind.endswith("Series") for kind in types_of(part)) and (name := name_of(part)):
                return name
            if depth < 2 and (name := _series(part, depth + 1)):
                return name
    return None


def channel_of(found: Object) -> str | None:
    """Who shows or publishes an episode; a site that shows everybody's is no channel, a newspaper's article has
    none."""
    if not set(types_of(found)) & set(_EPISODES):
        return None
    names = (name_of(part) for key in _WHO_SHOWS for part in _many(found.get(key)))
    return next((name for name in names if name and name.lower().removesuffix(".com") not in _PLATFORMS), None)


def types_of(found: Mapping[str, Any]) -> list[str]:
    """The schema.org types of an object, without their address."""
    return [item.rsplit("/", 1)[-1].removeprefix("schema:") for item in _many(found.get("@type")) if isinstance(item, str)]


def name_of(value: Any) -> str | None:
    """The name of an object, or the text that stands in its place."""
    return text_of(value.get("name")) if isinstance(value, dict) else text_of(value)


def text_of(value: Any) -> str | None:
    """A text that says something; the first of several."""
    first = value[0] if isinstance(value, list) and value else value
    return first.strip() or None if isinstance(first, str) else None


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


# -- JSON-LD


def json_ld(scripts: Iterable[Tag]) -> Iterator[Object]:
    """The objects of a page's JSON-LD, those within others behind them; what cannot be read is passed over."""
    marked = (script for script in scripts if str(script.get("type")).split(";")[0].strip() == "application/ld+json")
    for script in islice(marked, _MOST_SCRIPTS):
        try:
            yield from islice(_flat(msgspec.json.decode(str(script.string or "").strip())), _MOST_OBJECTS)
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            continue


def _flat(data: Any) -> Iterator[Object]:
    waiting = [item for item in _many(data) if isinstance(item, dict)]
    for item in waiting:  # grows as it goes, and ends with _MOST_OBJECTS
        yield item
        within = [part for key in ("@graph", *_WITHIN) for part in _many(item.get(key))]
        waiting.extend(part for part in within if isinstance(part, dict))


# -- microdata


def microdata(soup: BeautifulSoup) -> Iterator[Object]:
    """The items of a page (`itemscope`), each as JSON-LD would have it."""
    items: dict[int, Object] = {}
    top: list[Object] = []
    for tag in soup.find_all(_is_marked, limit=_MOST_PROPERTIES):
        value: Any = {"@type": str(tag.get("itemtype") or "").split()} if "itemscope" in tag.attrs else _value(tag)
        name = tag.get("itemprop")
        if isinstance(value, dict):
            items[id(tag)] = value
            top += [] if name else [value]
        if name and value and (owner := _owner(tag, items)) is not None:
            for key in str(name).split():
                _put(owner, key, value)
    yield from top


def _is_marked(tag: Tag) -> bool:
    return "itemscope" in tag.attrs or "itemprop" in tag.attrs


def _owner(tag: Tag, items: Mapping[int, Object]) -> Object | None:
    return next((items[id(parent)] for parent in islice(tag.parents, _HIGHEST) if id(parent) in items), None)


def _put(item: Object, key: str, value: Any) -> None:
    item[key] = [*_many(item[key]), value] if key in item else value


def _value(tag: Tag) -> str:
    for attribute in ("content", "datetime", "href", "src"):
        if (said := tag.get(attribute)) is not None:
            return str(said).strip()
    strings = (str(part) for part in islice(tag.descendants, _MOST_WITHIN) if isinstance(part, NavigableString))
    return " ".join(" ".join(strings).split())
