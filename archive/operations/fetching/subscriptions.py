"""Follows feeds and sitemaps: asks for each when its time has come, takes the pages that it names, and asks again for
those that have no transcript yet.

What was named is written down before anything of it is fetched, together with the state of the feed: killed anywhere,
nothing is missed, and what is fetched twice changes nothing."""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.library import FollowedFeed, FollowedPage, Library, LibraryError
from archive.library.followed import LONGEST_WAIT
from archive.model.page import RawPage, Reader, Refusal
from archive.model.reasons import worded
from archive.operations.add import add
from archive.operations.document_source import cores
from archive.operations.errors import DiskTrouble, disk_trouble, is_disk_error
from archive.operations.fetching.feeds import FeedEntry, Named, named
from archive.operations.fetching.fetcher import Fetcher, FetchError, Got
from archive.operations.fetching.saved_pages import Saved, file_for, save, state
from archive.operations.fetching.transport import is_private
from archive.operations.report import AddReport, Failed

ASKED_FOR = dt.timedelta(days=31)
"""So long a page without a transcript is asked for again."""
FIRST_WAIT = dt.timedelta(hours=1)
"""Until a page is asked for again, doubled each time up to LONGEST_WAIT; and until a feed is that could not be had."""
BATCH = 20
"""Pages that are fetched before they are published: so many at most are fetched again after a kill."""
A_ROUND = 200
"""Pages of a feed that are fetched before another feed has its turn: at one a second, some minutes."""
_NOT_YET = ("no-transcript-unlike-show", "folder-had")
"""Why a page is held back that has no transcript where others had one: of a page that is followed it may come."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What became of a feed: its episodes `added` and `updated`, the pages that `wait` for a transcript, those that are
    `held` or could not be had and why; `trouble`: why the feed itself could not be had; `more`: pages are left for its
    next turn, which is due at once."""

    feed: FollowedFeed
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    waits: int = 0
    failed: tuple[Failed, ...] = ()
    trouble: str = ""
    more: bool = False

    def as_json(self) -> dict[str, object]:
        """The same as a JSON object."""
        told = {name: getattr(self, name) for name in ("added", "updated", "waits", "trouble", "more")}
        return {"feed": self.feed.feed, **told, "failed": [one.as_json() for one in self.failed], "due": self.feed.due}


@dataclass(frozen=True, slots=True)
class _Looked:
    """What became of a page at one of its addresses: an episode, or why there is none; `final`: at no other address
    either; `wait_s`: the seconds for which its server asks us to stay away."""

    page: FollowedPage
    outcome: str = ""
    slug: str = ""
    failed: Failed | None = None
    final: bool = False
    wait_s: float = 0.0


@dataclass(slots=True)
class FeedFollower:
    """Follows with one fetcher. `opened` opens the library for writing, for as long as something is written; `saved`
    makes pages of a folder, `reader` reads them; `now` tells the time; `done` is told each address; so many `workers`
    read."""

    opened: Callable[[], AbstractContextManager[Library]]
    fetcher: Fetcher
    saved: Callable[[Path], Iterable[RawPage | Refusal]]
    reader: Reader
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    done: Callable[[str], None] = field(default=lambda _: None)
    workers: int = field(default_factory=cores)

    def follow(self, feed: FollowedFeed) -> Round:
        """Asks for a feed, and for its pages whose time has come, A_ROUND of them. Raises LibraryLocked where another
        process writes for long, DiskTrouble where the disk is at fault: the next call goes on from there."""
        now = self.now()
        with disk_trouble(self.fetcher.into):
            feed = self._placed(feed)
            try:
                feed, failed = self._asked(feed, now)
                return self._taken(feed, now, failed)
            except (LibraryError, DiskTrouble):
                raise
            except (FetchError, ValueError) as error:
                return self._failed(feed, now, str(error), _wait_s(error))
            except Exception as error:
                return self._failed(feed, now, _told_fault(error, feed.feed))

    def _placed(self, feed: FollowedFeed) -> FollowedFeed:
        """The feed with where it lies, which is found once, before anything of it is asked for: who may answer
        otherwise later is not asked again."""
        if feed.inside is not None:
            return feed
        feed = replace(feed, inside=is_private(feed.feed))
        with self.opened() as library:
            library.keep_followed_feed(feed)
        return feed

    def _asked(self, feed: FollowedFeed, now: dt.datetime) -> tuple[FollowedFeed, list[Failed]]:
        """The feed as it stands now, all noted that it names, and those of its sitemaps that could not be read."""
        got = self.fetcher.got(feed.feed, feed.etag, feed.modified, inside=feed.inside)
        told = named(got.body, feed.feed) if got.body else Named()
        troubles = {address: error for address in told.sitemaps if (error := self._noted(feed, address, now))}
        wait_s = max(map(_wait_s, troubles.values()), default=0.0)
        if troubles and len(troubles) == len(told.sitemaps):
            raise FetchError(str(next(iter(troubles.values()))), wait_s)
        # One of an index's sitemaps may change and the index not: it is read whole each time.
        feed = _went_well(feed, replace(got, etag=None, modified=None) if told.sitemaps else got, now, wait_s)
        self._note(feed, told.pages, now)
        return feed, [Failed(address, worded(str(error))) for address, error in troubles.items()]

    def _noted(self, feed: FollowedFeed, address: str, now: dt.datetime) -> FetchError | ValueError | None:
        """Notes what a sitemap of an index names; or why it could not be read."""
        try:
            self._note(feed, named(self.fetcher.got(address, inside=feed.inside).body or b"", address, within=True).pages, now)
        except (FetchError, ValueError) as error:
            return error
        return None

    def _note(self, feed: FollowedFeed, named: Iterable[FeedEntry], now: dt.datetime) -> None:
        """Writes down what was named, and how the feed stands."""
        with self.opened() as library, library.transaction():
            library.note_followed_pages(_page(feed, one, now) for one in named)
            library.keep_followed_feed(feed)

    def _failed(self, feed: FollowedFeed, now: dt.datetime, trouble: str, asked: float = 0.0) -> Round:
        wait = max(_every(feed), min(_every(feed) * 2 ** min(feed.failures, 10), LONGEST_WAIT), dt.timedelta(seconds=asked))
        feed = replace(feed, asked=now, failures=feed.failures + 1, trouble=trouble, due=now + wait)
        with self.opened() as library:
            library.keep_followed_feed(feed)
        return Round(feed, trouble=trouble)

    def _taken(self, feed: FollowedFeed, now: dt.datetime, failed: Sequence[Failed]) -> Round:
        """Takes the pages that are due, some at a time, until there are none, or another feed has its turn."""
        found: list[_Looked] = []
        while (due := self._due(feed, now)) and len(found) < A_ROUND:
            for looked in self._looked_at(feed, due):
                found += looked
                feed = self._keep(feed, looked, now)
        if due:
            feed = self._keep(replace(feed, due=now), (), now)
        return _told(feed, found, failed, more=bool(due))

    def _due(self, feed: FollowedFeed, now: dt.datetime) -> Sequence[FollowedPage]:
        with self.opened() as library:
            return library.followed_pages_due(feed.feed, now, BATCH)

    def _looked_at(self, feed: FollowedFeed, due: Sequence[FollowedPage]) -> Iterator[list[_Looked]]:
        """The pages as they were found, each at the first of its addresses that gives an episode."""
        left, place = list(due), 0
        while left:
            looked = self._at(feed, left, place)
            place += 1
            left = [one.page for one in looked if not one.final and place < len(one.page.addresses)]
            yield [one for one in looked if one.final or place >= len(one.page.addresses)]

    def _at(self, feed: FollowedFeed, pages: Sequence[FollowedPage], place: int) -> list[_Looked]:
        """Fetches pages at one of their addresses, and adds what came."""
        with TemporaryDirectory() as made:
            fetched = [self._fetched(feed, page, page.addresses[place], Path(made)) for page in pages]
            came = {_origin(one.page, place): one.page for one in fetched if not one.failed}
            report = self._added(feed, Path(made)) if came else AddReport()
        looked = {origin: _of_report(page, origin, report) for origin, page in came.items()}
        return [one if one.failed else replace(looked[_origin(one.page, place)], page=one.page) for one in fetched]

    def _fetched(self, feed: FollowedFeed, page: FollowedPage, address: str, into: Path) -> _Looked:
        """The page, saved in a folder; or why it is not there."""
        etag, modified = page.seen.get(address, (None, None))
        try:
            got = self.fetcher.got(address, etag, modified, inside=feed.inside)
        except FetchError as error:
            return _Looked(page, failed=Failed(address, worded(str(error))), wait_s=_wait_s(error))
        except Exception as error:
            return _Looked(page, failed=Failed(address, worded(_told_fault(error, address))))
        finally:
            self.done(address)
        if got.body is None:
            return _Looked(page, failed=Failed(address, worded(page.trouble)))
        now = self.now()
        path = into / file_for(address)
        save(path, Saved(address, now, now, hashlib.sha256(got.body).hexdigest(), got.etag, got.modified), got.body)
        state(path, {"url": page.heard, "guid": page.guid, "title": page.title, "show": page.show})
        return _Looked(replace(page, seen={**page.seen, address: (got.etag, got.modified)}))

    def _added(self, feed: FollowedFeed, folder: Path) -> AddReport:
        """Adds the pages of a folder as those of the feed. One that is held back only since it has no transcript yet is
        let go."""
        pages = {one.origin: replace(one, root=feed.feed) if isinstance(one, RawPage) else one for one in self.saved(folder)}
        with self.opened() as library:
            report = add(library, pages.values(), self.reader, workers=self.workers)
            for held in report.quarantined:
                page = pages[held.origin]
                if isinstance(page, RawPage) and _is_not_yet(held):
                    library.release_place(page)
        return report

    def _keep(self, feed: FollowedFeed, looked: Sequence[_Looked], now: dt.datetime) -> FollowedFeed:
        """Writes down how pages stand, and what came last."""
        came = [one.slug for one in looked if one.outcome in ("added", "updated")]
        if came:
            feed = replace(feed, came=came[-1], came_at=now)
        with self.opened() as library, library.transaction():
            for one in looked:
                library.put_followed_page(_settled(one, now))
            library.keep_followed_feed(feed)
        return feed


def _origin(page: FollowedPage, place: int) -> str:
    """Where a page lies in the folder into which it is fetched."""
    return file_for(page.addresses[place]).as_posix()


def _every(feed: FollowedFeed) -> dt.timedelta:
    return dt.timedelta(seconds=feed.every_s)


def _wait_s(error: FetchError | ValueError) -> float:
    """For how long a server asks us to stay away."""
    return getattr(error, "wait_s", None) or 0.0


def _told_fault(error: Exception, address: str) -> str:
    """A fault of the program, logged and told with the address where it happened; raises it where the disk is at
    fault."""
    if is_disk_error(error):
        raise error
    log.error("%s", address, exc_info=error)
    return f"{type(error).__name__}: {error}"


def _went_well(feed: FollowedFeed, got: Got, now: dt.datetime, wait_s: float) -> FollowedFeed:
    due = now + max(_every(feed), dt.timedelta(seconds=wait_s))
    return replace(feed, asked=now, due=due, etag=got.etag, modified=got.modified, failures=0, trouble="")


def _page(feed: FollowedFeed, one: FeedEntry, now: dt.datetime) -> FollowedPage:
    told = FollowedPage(feed.feed, one.key, one.mark, one.addresses, now, now)
    return replace(told, heard=one.heard, guid=one.guid, title=one.title, show=one.show)


def _of_report(page: FollowedPage, origin: str, report: AddReport) -> _Looked:
    """What became of a page that was added: a file may hold several."""
    taken = [one for one in report.pages if one.origin.partition("#")[0] == origin]
    refused = [one for one in (*report.failed, *report.skipped) if one.origin.partition("#")[0] == origin]
    if taken:
        changed = [one for one in taken if one.outcome != "unchanged"]
        one = (changed or taken)[-1]
        return _Looked(page, one.outcome, one.slug, final=True)
    failed = refused[-1] if refused else Failed(origin, worded("nothing was read of it"))
    told = Failed(page.addresses[0], failed.reason, failed.held and not _is_not_yet(failed))
    return _Looked(page, failed=told, final=told.held or failed.reason.code == "removed")


def _is_not_yet(held: Failed) -> bool:
    return any(one.code in _NOT_YET for one in (held.reason, *held.reason.behind))


def _settled(one: _Looked, now: dt.datetime) -> FollowedPage:
    """The page as it stands now, and when it is asked for again."""
    if one.failed is None or one.failed.reason.code == "removed":
        return replace(one.page, state="taken", due=None, trouble="", title=None, show=None)
    told = replace(one.page, tries=one.page.tries + 1, trouble=str(one.failed.reason))
    if one.failed.held:
        return replace(told, state="held", due=None)
    wait = max(min(FIRST_WAIT * 2 ** min(one.page.tries, 10), LONGEST_WAIT), dt.timedelta(seconds=one.wait_s))
    if now + wait > one.page.since + ASKED_FOR:
        return replace(told, state="given up", due=None)
    return replace(told, state="waits", due=now + wait)


def _told(feed: FollowedFeed, found: list[_Looked], sitemaps: Sequence[Failed], *, more: bool) -> Round:
    def of(outcome: str) -> tuple[str, ...]:
        return tuple(one.slug for one in found if one.outcome == outcome)

    failed = tuple(one.failed for one in found if one.failed and one.failed.reason.code != "removed")
    waits = sum(not one.held for one in failed)
    return Round(feed, of("added"), of("updated"), waits, (*sitemaps, *failed), more=more)
