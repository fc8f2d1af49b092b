"""Tells a WebSub hub (https://www.w3.org/TR/websub/) what is new in our feeds: each entry once, and none for an index
built anew.

What a hub was told is kept by the ids of entries, which no other index and no correction changes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from urllib.parse import urlsplit

from archive.operations.fetching.fetcher import Fetcher, FetchError
from archive.operations.journal import Journal
from archive.operations.websub_deliveries import ToldFeed, feeds, put_told

ALWAYS = ("/feeds/episodes.atom", "/feeds/episodes.json")
"""What is followed whoever asked for it."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
MOST_REFUSED = 3
KEPT = 500
"""Ids of a feed that are kept: ten pages of it."""


@dataclass(frozen=True, slots=True)
class Newest:
    """The first page of a feed: ids with the time at which each came, the newest first; `whole`: there are no older
    ones."""

    entries: tuple[tuple[str, datetime], ...]
    whole: bool


NewestOf = Callable[[str], Newest | None]
"""The first page of the feed at an address of ours; None where there is none now."""


def tell(journal: Journal, fetcher: Fetcher, hub: str, site: str, newest_of: NewestOf) -> tuple[str, ...]:
    """Tells the hub of each feed that has something new, and says which. Raises FetchError where it did not take one,
    once the others are told: that one is told the next time. A hub that takes none of a few is left in peace."""
    refused: list[FetchError] = []
    told = tuple(_told(journal, fetcher, hub, site, newest_of, refused))
    if refused:
        raise refused[0]
    return told


def _told(journal: Journal, fetcher: Fetcher, hub: str, site: str, newest_of: NewestOf, refused: list[FetchError]) -> Iterator[str]:
    seen: dict[str, Newest | None] = {}
    for feed in takewhile(lambda _: len(refused) < MOST_REFUSED, _followed(journal)):
        shown = _in_atom(feed.address)
        newest = seen[shown] if shown in seen else seen.setdefault(shown, newest_of(shown))
        if newest is None:
            continue
        if new_of(feed, newest):
            topic = site + feed.address
            try:
                fetcher.post(hub, {"hub.mode": "publish", "hub.url": topic, "hub.topic": topic})
            except FetchError as error:
                refused.append(error)
                continue
            yield topic
        ids = [name for name, _ in newest.entries]
        if feed.told is None or feed.told[: len(ids)] != tuple(ids):
            with journal.tables() as tables:
                put_told(tables, feed.address, tuple(dict.fromkeys([*ids, *(feed.told or ())]))[:KEPT])


def _followed(journal: Journal) -> Sequence[ToldFeed]:
    with journal.tables() as tables:
        known = feeds(tables)
    missing = (one for one in ALWAYS if one not in {feed.address for feed in known})
    return [*(ToldFeed(one, _LONG_AGO) for one in missing), *known]


def _in_atom(address: str) -> str:
    """The same feed as Atom."""
    parts = urlsplit(address)
    return parts._replace(path=f"{parts.path.rpartition('.')[0]}.atom").geturl()


def new_of(feed: ToldFeed, newest: Newest) -> tuple[str, ...]:
    """The entries that a hub was not told of. What stands below those that it was told of is older, and comes into
    sight again when one above it is taken down."""
    if feed.told is None:
        return tuple(name for name, at in newest.entries if at >= feed.since)
    told = set(feed.told)
    known = [place for place, (name, _) in enumerate(newest.entries) if name in told]
    end = len(newest.entries) if newest.whole else (known[-1] if known else len(newest.entries))
    return tuple(name for name, _ in newest.entries[:end] if name not in told)
