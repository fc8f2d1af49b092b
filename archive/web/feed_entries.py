"""What a feed tells: episodes as they come, or, of a search, the moments in which its words are said.

Entries stand in the order in which the archive first held their episode, and are known by slug and words: an index
built anew, a better cleaner or a correction changes neither. What they call published is when the archive first held
the episode: readers sort by it, and some leave out what is a week older than the newest. The episode's own day, as sure
or unsure as it is, begins the title. What is taken down is gone from the next answer on."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from archive.library import FirstHeld
from archive.model.episode import Episode
from archive.search.filters import Filters
from archive.search.index.types import Summary
from archive.search.query.parser import is_plain, parse
from archive.search.results.answer import Hit, MarkJson, Moment
from archive.text.timecode import clock
from archive.text.token_stream import token_stream
from archive.transcripts.addresses import episode_address
from archive.web.http.addresses import absolute, site_address
from archive.web.http.search_params import query_string
from archive.web.i18n import long_day, short_day
from archive.web.presentation.passage_links import passage_at
from archive.web.site import index, library

NEWEST = 50
MOST_READ = 200
"""Episodes that are looked into for the entries of one page."""
NO_SECOND = -1
"""Of an entry that is an episode."""
_SINCE = 2026
"""The year from which the site's name stands for what it names (RFC 4151)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: an episode, or a moment of one with its second, the marks of its text and the address that plays
    it. `at` is when the archive first held it, which feeds call published; `day` is the episode's own, in words, which
    begins the title too."""

    id: str
    title: str
    url: str
    at: dt.datetime
    text: str
    marks: tuple[MarkJson, ...]
    authors: tuple[str, ...]
    labels: tuple[str, ...]
    language: str
    slug: str
    source_url: str | None = None
    day: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Behind which entry a page of a feed goes on: an episode's number, and the second of a moment, -1 for none of
    it."""

    number: int
    second: int = NO_SECOND

    @property
    def word(self) -> str:
        """The same in an address: `1284.749`."""
        return f"{self.number}.{self.second}" if self.second >= 0 else str(self.number)


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Some entries, and where the older ones begin."""

    entries: tuple[Entry, ...]
    older: Place | None


def place_of(word: str) -> Place | None:
    """The place of an address; None without one, or for what is none."""
    number, _, second = word.partition(".")
    if not number.isdecimal() or len(number) > 12 or (second and (not second.isdecimal() or len(second) > 9)):
        return None
    return Place(int(number), int(second) if second else -1)


def episodes(filters: Filters, after: Place | None = None) -> FeedPage:
    """The episodes that pass, the latest come first."""
    return _cut(_episode_entries(_in_order(index().counted("", filters=filters)), after))


def moments(text: str, filters: Filters, after: Place | None = None) -> FeedPage:
    """The moments of a search, those of the latest come episodes first, within one in order of time; of several plain
    words those where the most of them are said together. An episode in which nobody says them, or no two of several
    together, stands as itself."""
    return _cut(_moment_entries(text, _in_order(index().counted(text, filters=filters)), after))


Held = tuple[str, FirstHeld]


def _in_order(slugs: Sequence[str]) -> list[Held]:
    held = library().first_held()
    return sorted(((slug, held[slug]) for slug in slugs if slug in held), key=lambda one: -one[1].number)


def _cut(found: Iterator[tuple[Place, Entry | None]]) -> FeedPage:
    """The first entries; older ones begin behind the last, or where looking for more in one go would cost too much."""
    entries: list[Entry] = []
    last: Place | None = None
    for place, entry in found:
        if entry is None:
            return FeedPage(tuple(entries), place)
        if len(entries) == NEWEST:
            return FeedPage(tuple(entries), last)
        entries.append(entry)
        last = place
    return FeedPage(tuple(entries), None)


def _episode_entries(held: Sequence[Held], after: Place | None) -> Iterator[tuple[Place, Entry | None]]:
    for slug, first in held:
        if after and first.number >= after.number:
            continue
        for summary in index().newest(Filters.of(episode=slug), limit=1).episodes:
            yield Place(first.number), _of_episode(summary, first)


def _moment_entries(text: str, held: Sequence[Held], after: Place | None) -> Iterator[tuple[Place, Entry | None]]:
    query = parse(text)
    several = is_plain(query) and len(query.groups) > 1
    left = (one for one in held if not after or one[1].number <= after.number)
    for place, (slug, first) in enumerate(islice(left, MOST_READ)):
        if place and index().means.is_spent:
            yield Place(first.number + 1), None
            return
        found, episode = index().search_episode(text, slug), library().episode(slug)
        for entry, second in _of_hit(found.hit, episode, first, several) if found and episode else ():
            if not after or first.number < after.number or second > after.second >= 0:
                yield Place(first.number, second), entry
    beyond = next(left, None)
    if beyond:
        yield Place(beyond[1].number + 1), None


def _of_episode(summary: Summary, first: FirstHeld) -> Entry:
    address = absolute(episode_address(summary.slug))
    return _entry(summary, first, tag(summary.slug), summary.title, address, summary.description)


def _of_hit(hit: Hit, episode: Episode, first: FirstHeld, several: bool) -> Iterator[tuple[Entry, int]]:
    """Its moments, each with its second, of `several` words those with the most of them; the episode itself where no
    two of them meet, or title, description or people alone hold what is searched."""
    words = [len({mark.slot for mark in moment.marks}) if several else 0 for moment in hit.moments]
    if hit.moments and (not several or max(words) > 1):
        told = tuple(moment for moment, many in zip(hit.moments, words, strict=True) if many == max(words))
        return _of_moments(replace(hit, moments=told), episode, first)
    return iter([(_of_episode(hit.summary, first), NO_SECOND)])


def _of_moments(hit: Hit, episode: Episode, first: FirstHeld) -> Iterator[tuple[Entry, int]]:
    """Each moment once, also where its words are said twice."""
    speech, seen = token_stream(episode.cues), set[str]()
    for moment in hit.moments:
        if moment.cue >= len(episode.cues):
            continue
        words = passage_at(episode, speech, moment.cue).fingerprint
        if words not in seen:
            seen.add(words)
            yield _of_moment(hit.summary, moment, words, first), moment.start_ms // 1000


def _of_moment(summary: Summary, moment: Moment, words: str, first: FirstHeld) -> Entry:
    title = f"{clock(moment.second * 1000)} · {summary.title}"
    address = absolute(episode_address(summary.slug, moment.second, line=moment.line))
    return _entry(summary, first, tag(f"{summary.slug}/{words}"), title, address, moment.text, moment.marks)


def _entry(
    summary: Summary, first: FirstHeld, name: str, title: str, url: str, text: str, marks: tuple[MarkJson, ...] = ()
) -> Entry:
    return Entry(
        id=name,
        title=f"{short_day(summary.date, summary.precision, summary.approximate)} · {title}",
        url=url,
        at=first.at,
        text=text,
        marks=marks,
        authors=tuple(person for person, _role, kind in summary.people if kind != "cited"),
        labels=tuple(label for label in (summary.show, summary.category) if label),
        language=summary.language,
        slug=summary.slug,
        source_url=summary.source_url,
        day=long_day(summary.date, summary.precision, summary.approximate) if summary.date else "",
    )


def tag(name: str) -> str:
    """An id that no move of the page changes (RFC 4151): the site's name, and what is named."""
    host = site_address().partition("://")[2].partition(":")[0] or "localhost"
    return f"tag:{host},{_SINCE}:{name}"


@dataclass(frozen=True, slots=True)
class Feed:
    """`about` says what its dates are, `address` is the feed's own without a page, `pairs` its parameters, `page_url`
    the page for people that shows the same, `at` the place behind which this page begins, empty for the newest."""

    id: str
    title: str
    about: str
    address: str
    pairs: tuple[tuple[str, str], ...]
    page_url: str
    language: str
    site_name: str
    at: str = ""

    def url(self, place: str = "") -> str:
        """The address of a page of it."""
        return self.address + query_string([*self.pairs, *([("behind", place)] if place else [])])

    def links(self, page: FeedPage) -> Iterator[tuple[str, str]]:
        """Its links: itself, the page for people, and by RFC 5005 its first page and the older ones."""
        yield "self", self.url(self.at)
        yield "alternate", self.page_url
        yield "first", self.url()
        if page.older:
            yield "next", self.url(page.older.word)
