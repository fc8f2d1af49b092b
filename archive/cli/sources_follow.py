"""`archive sources follow`, `unfollow`: feeds and sitemaps from which new episodes come by themselves."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from archive.cli.output import counted, plain, print_json, progress, warn
from archive.cli.program import CommandContext, Exit, as_json, pass_context

if TYPE_CHECKING:
    from archive.library import FollowedFeed
    from archive.library.followed import State
    from archive.operations.fetching.fetcher import Fetcher
    from archive.operations.fetching.subscriptions import FeedFollower, Round
    from archive.operations.pending_work import FollowedNow

PATIENCE_S = 60.0
"""So long another command may write before this one gives up until its next turn."""
_UNITS = {"s": 1, "min": 60, "m": 60, "h": 3600, "d": 86400}
LEAST_S, MOST_S = 60, 365 * 86400


class Every(click.ParamType):  # type: ignore[type-arg]
    """A length of time: `30min`, `1h`, `1d`."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Its seconds; fails with how one is written."""
        found = re.fullmatch(r"(\d{1,6}) ?(s|min|m|h|d)", str(value).strip())
        seconds = int(found[1]) * _UNITS[found[2]] if found else 0
        if not LEAST_S <= seconds <= MOST_S:
            self.fail(f"{value!r} is not a length of time from a minute to a year; write it like 30min, 1h or 1d", param, ctx)
        return seconds


@click.command()
@click.argument("feed", required=False, metavar="[FEED|SITEMAP]")
@click.option("--every", type=Every(), metavar="TIME", help="How often to ask for it.  [default: 1h]")
@click.option("--source", metavar="NAME", help="The taught source that its pages belong to.")
@click.option("--delay", type=click.FloatRange(0.0), default=1.0, show_default=True, help="Seconds between two requests to a site.")
@as_json
@pass_context
@click.pass_context
def follow(
    ctx: click.Context,
    context: CommandContext,
    /,
    feed: str | None,
    every: int | None,
    source: str | None,
    delay: float,
    as_json: bool,
) -> None:
    """Take episodes from a feed (RSS, Atom) or a sitemap, now and whenever it is due; without one, from all that are
    due.

    Let a timer call `archive sources follow`. The publisher's own transcript is preferred to the page; a page that has
    none is asked for again for a month. `archive status` says what came last and what failed."""
    from archive.operations.fetching.fetcher import Fetcher, Manners

    if feed is None and (every or source):
        raise click.UsageError("--every and --source need a feed: give its address")
    with _alone(context):
        if feed:
            _register(context, feed, every, source)
        manners = Manners(delay_s=delay, tries=3, longest_wait_s=60, contact=context.settings().contact)
        with Fetcher(context.directory, manners) as fetcher, progress("Following") as done:
            follower = replace(_follower(context, fetcher), done=done)
            rounds = list(_rounds(follower, _due(context, feed), feed))
    _tell(context, rounds, as_json)
    if any(one.trouble for one in rounds):
        ctx.exit(Exit.SOME_FAILED)


@contextmanager
def _alone(context: CommandContext) -> Iterator[None]:
    """One at a time follows. Raises LibraryLocked where another does."""
    from archive.library.lock import WriterLock

    context.open_writable(create=True, wait_s=PATIENCE_S).close()
    lock = WriterLock(context.directory / "following").acquire()
    try:
        yield
    finally:
        lock.release()


def _register(context: CommandContext, address: str, every: int | None, source: str | None) -> None:
    """Follows a feed from now on, or otherwise than before."""
    from archive.library import FollowedFeed
    from archive.model.platforms import canonical_url

    if canonical_url(address) is None:
        raise click.UsageError(f"{address} is not a web address (http:// or https://)")
    if source is not None:
        _count_among(context, source, address)
    now = dt.datetime.now(dt.UTC)
    with context.open_writable(wait_s=PATIENCE_S) as library:
        known = next((one for one in library.followed_feeds() if one.feed == address), None)
        told = known or FollowedFeed(address, 3600, now)
        told = replace(told, every_s=every or told.every_s, source=told.source if source is None else source, due=now, inside=None)
        library.put_followed_feed(told)
        if known is None or (known.every_s, known.source) != (told.every_s, told.source):
            library.record("sources follow", feed=address, every_s=told.every_s, source=told.source)


def _count_among(context: CommandContext, name: str, feed: str) -> None:
    """Has a taught source take all pages of a feed for its own, those that are kept and those that come."""
    from archive.cli.sources import keep_sources, source_named
    from ingest.sources.teaching import plain_pattern

    known = context.sources()
    source = source_named(known, name)
    pattern = f"{plain_pattern(feed)}/*"
    if pattern not in source.match:
        wider = replace(source, match=(*source.match, pattern))
        keep_sources(context, known.with_source(wider), wider)


def _due(context: CommandContext, feed: str | None) -> "list[FollowedFeed]":
    """The feeds that are due, that which waited longest first."""
    with context.open_read_only() as library:
        known = library.followed_feeds()
    now = dt.datetime.now(dt.UTC)
    return sorted((one for one in known if (one.feed == feed if feed else one.is_due(now))), key=lambda one: one.due)


def _rounds(follower: "FeedFollower", due: "list[FollowedFeed]", feed: str | None) -> "Iterator[Round]":
    """One round of each; of a feed that is asked for by name, all that it has."""
    for one in due:
        told = follower.follow(one)
        yield told
        while feed and told.more:
            told = follower.follow(told.feed)
            yield told


def _follower(context: CommandContext, fetcher: "Fetcher") -> "FeedFollower":
    from archive.operations.fetching.subscriptions import FeedFollower
    from ingest import pages

    opened = partial(context.open_writable, wait_s=PATIENCE_S)
    return FeedFollower(opened, fetcher, pages, context.reader())


# -- telling


def _tell(context: CommandContext, rounds: "list[Round]", as_json: bool) -> None:
    if as_json:
        print_json([one.as_json() for one in rounds])
        return
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(context.settings().zone)
    for one in rounds:
        for failed in one.failed:
            warn(f"{failed.origin}: {failed.words}")
        if one.trouble:
            warn(one.trouble)
        counts = f"{len(one.added)} added, {len(one.updated)} updated, {one.waits} without a transcript yet"
        when = "more at the next call" if one.more else f"asked again {one.feed.due.astimezone(zone):%Y-%m-%d %H:%M}"
        click.echo(plain(f"{one.feed.feed}: {counts}; {when}"))
    if not rounds:
        click.echo("nothing is due", err=True)


def followed_feeds(context: CommandContext) -> "tuple[FollowedNow, ...]":
    """The feeds that are followed; none where there is no library yet."""
    from archive.library.schema import NAME
    from archive.operations.pending_work import followed_now

    if not (context.directory / NAME).exists():
        return ()
    with context.open_read_only() as library:
        return followed_now(library)


_IN_WORDS: "dict[State, str]" = {"waits": "without a transcript yet", "held": "held back", "given up": "given up"}


def in_words(one: "FollowedNow", zone: str) -> str:
    """What came of a feed last and when, what waits, what failed."""
    from zoneinfo import ZoneInfo

    feed, at = one.feed, ZoneInfo(zone)

    def local(time: dt.datetime) -> str:
        return f"{time.astimezone(at):%Y-%m-%d %H:%M}"

    came = f"last {feed.came}, {local(feed.came_at)}" if feed.came_at else "nothing came yet"
    pages = [f"{one.pages[state]:,} {words}" for state, words in _IN_WORDS.items() if one.pages.get(state)]
    asked = f"asked {local(feed.asked)}" if feed.asked else "not asked yet"
    trouble = [f"failed {counted(feed.failures, 'time')}: {feed.trouble}"] if feed.failures else []
    return "; ".join([came, *pages, asked, f"next {local(feed.due)}", *trouble])


@click.command()
@click.argument("feed", metavar="FEED|SITEMAP")
@as_json
@pass_context
def unfollow(context: CommandContext, feed: str, as_json: bool) -> None:
    """Stop following a feed or a sitemap. What it brought stays."""
    with context.open_writable(wait_s=PATIENCE_S) as library:
        if feed not in [one.feed for one in library.followed_feeds()]:
            raise click.UsageError(f"{feed} is not followed; `archive sources list` shows what is")
        library.drop_followed_feed(feed)
        library.record("sources unfollow", feed=feed)
    if as_json:
        print_json({"unfollowed": feed})
    else:
        click.echo(f"{feed} is no longer followed", err=True)
