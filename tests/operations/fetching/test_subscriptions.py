"""Feeds and sitemaps that are followed, against a real server on this machine that grows and fails."""

import datetime as dt
import random
import socket
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive.library import FollowedFeed, Library
from archive.operations.errors import DiskTrouble
from archive.operations.fetching.fetcher import Fetcher, Got, Manners
from archive.operations.fetching.subscriptions import ASKED_FOR, FeedFollower, Round
from archive.operations.pending_work import followed_now
from ingest import pages, read
from tests.amounts import cases
from tests.operations.site import Asked, Reply, Site

QUICK = Manners(delay_s=0, first_wait_s=0, tries=2, timeout_s=5, longest_wait_s=0)
BEGIN = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
WORDS = "port phare cantine navire marée digue brume voile quai cordage sirène écluse balise pilote treuil".split()


def page(number: int, *, transcript: bool = True) -> bytes:
    """A page of an invented show, with words of its own."""
    chosen = random.Random(number)
    lines = "".join(
        f"<p>00:{at:02d} On parle {' '.join(chosen.choices(WORDS, k=7))} numéro {number}.</p>" for at in range(1, 50, 6)
    )
    told = f"<h2>Transcription</h2>{lines}" if transcript else "<p>La transcription suivra.</p>"
    return f"<html><title>Épisode {number}</title><h1>Épisode {number}</h1><p>Le 9 février 2026.</p>{told}</html>".encode()


def rss(*items: str) -> bytes:
    told = 'version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"'
    return f"<rss {told}><channel><title>Le Quart</title>{''.join(items)}</channel></rss>".encode()


def item(site: Site, number: int, transcript: str = "") -> str:
    link = f"<link>{site.address}/e/{number}</link>"
    stated = f'<podcast:transcript url="{site.address}{transcript}" type="text/vtt"/>' if transcript else ""
    return f"<item><title>Épisode {number}</title><guid>g{number}</guid>{link}{stated}</item>"


@dataclass
class Followed:
    """A library that follows one feed, in a time of its own."""

    directory: Path
    address: str
    now: dt.datetime = BEGIN
    rounds: list[Round] = field(default_factory=list)

    def __post_init__(self) -> None:
        with self.opened() as library:
            library.put_followed_feed(FollowedFeed(self.address, 3600, self.now))

    def opened(self) -> Library:
        return Library.open(self.directory, create=True)

    def state(self) -> FollowedFeed:
        with self.opened() as library:
            (feed,) = library.followed_feeds()
            return feed

    def round(self, after: dt.timedelta = HOUR) -> Round:
        """What comes when it is asked for again."""
        self.now += after
        with Fetcher(self.directory, QUICK, sleep=lambda _: None) as fetcher:
            read_here = partial(read, zone="Europe/Paris")
            follower = FeedFollower(self.opened, fetcher, pages, read_here, now=lambda: self.now, workers=0)
            self.rounds.append(follower.follow(self.state()))
        return self.rounds[-1]

    def numbers(self) -> Counter[str]:
        """How often each episode is held, by its title."""
        with self.opened() as library:
            return Counter(one.episode.title for one in library.stored())


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def follow(site: Site, tmp_path: Path) -> Callable[[str], Followed]:
    return lambda path: Followed(tmp_path / "library", f"{site.address}{path}")


def test_what_a_feed_names_comes_once_and_in_its_order(site: Site, follow: Callable[[str], Followed]) -> None:
    site.says |= {f"/e/{number}": Reply(page(number)) for number in (1, 2)}
    site.says["/feed"] = Reply(rss(item(site, 2), item(site, 1)))
    followed = follow("/feed")
    first = followed.round()
    assert (len(first.added), first.waits, first.failed) == (2, 0, ())
    assert [asked for asked in site.paths() if asked.startswith("/e/")] == ["/e/1", "/e/2"], "the older first"
    again = followed.round()
    assert (again.added, again.updated) == ((), ())
    assert Counter(site.paths())["/e/1"] == 1, "what was taken is not asked for again"


def test_an_unchanged_feed_is_asked_for_conditionally(site: Site, follow: Callable[[str], Followed]) -> None:
    def says(asked: Asked) -> Reply:
        return Reply(b"", 304) if asked.headers.get("if-none-match") == '"1"' else Reply(rss(), headers={"ETag": '"1"'})

    site.says["/feed"] = says
    followed = follow("/feed")
    followed.round()
    assert followed.round().trouble == ""
    assert [asked.headers.get("if-none-match") for asked in site.asked if asked.path == "/feed"] == [None, '"1"']


def test_the_publishers_transcript_goes_before_the_page_and_the_page_stands_in_for_it(
    site: Site, follow: Callable[[str], Followed]
) -> None:
    vtt = "WEBVTT\n\n" + "\n\n".join(
        f"00:{at:02d}:00.000 --> 00:{at:02d}:04.000\nOn parle du {WORDS[at]} au matin." for at in range(9)
    )
    site.says |= {"/1.vtt": Reply(vtt.encode()), "/e/1": Reply(page(1)), "/e/2": Reply(page(2))}
    site.says["/feed"] = Reply(rss(item(site, 2, "/2.vtt"), item(site, 1, "/1.vtt")))
    followed = follow("/feed")
    assert len(followed.round().added) == 2
    assert site.paths() == ["/feed", "/1.vtt", "/2.vtt", "/e/2"], "the page of the first is not asked for"
    with followed.opened() as library:
        held = {one.guid: one for one in (library.episode(slug) for slug in library.digests()) if one}
    assert (held["g1"].title, held["g1"].show, held["g1"].cues[0].text) == ("Épisode 1", "Le Quart", "On parle du port au matin.")


def test_a_page_without_a_transcript_is_asked_for_again_for_a_month_and_taken_when_it_has_one(
    site: Site, follow: Callable[[str], Followed]
) -> None:
    site.says |= {"/e/1": Reply(page(1, transcript=False)), "/e/2": Reply(page(2, transcript=False))}
    site.says["/feed"] = Reply(rss(item(site, 1), item(site, 2)))
    followed = follow("/feed")
    assert followed.round().waits == 2
    for hours in [1] * 17 + [24] * 5:
        followed.round(dt.timedelta(hours=hours))
    assert Counter(site.paths())["/e/1"] == 1 + 4 + 5, "the waits grow to a day"
    site.says["/e/1"] = Reply(page(1))
    followed.round(dt.timedelta(days=1))
    assert followed.numbers() == {"Épisode 1": 1}
    for _ in range(26):
        followed.round(dt.timedelta(days=1))
    with followed.opened() as library:
        assert followed_now(library)[0].pages == {"taken": 1, "given up": 1}
        assert library.quarantine() == ()
    total = Counter(site.paths())["/e/2"]
    followed.round(ASKED_FOR)
    assert Counter(site.paths())["/e/2"] == total


def test_a_page_whose_site_says_that_it_changed_is_asked_for_again(site: Site, follow: Callable[[str], Followed]) -> None:
    def sitemap(day: int) -> bytes:
        return f"<urlset><url><loc>{site.address}/e/1</loc><lastmod>2026-03-{day:02d}</lastmod></url></urlset>".encode()

    site.says |= {"/e/1": Reply(page(1)), "/sitemap.xml": Reply(sitemap(1))}
    followed = follow("/sitemap.xml")
    assert len(followed.round().added) == 1
    site.says |= {"/e/1": Reply(page(1).replace(b"On parle", b"On discute")), "/sitemap.xml": Reply(sitemap(2))}
    assert len(followed.round().updated) == 1
    assert followed.numbers() == {"Épisode 1": 1}


def test_an_index_of_sitemaps_is_followed_into_each(site: Site, follow: Callable[[str], Followed]) -> None:
    named = "".join(f"<sitemap><loc>{site.address}/{one}.xml</loc></sitemap>" for one in "ab")
    site.says["/sitemap.xml"] = Reply(f"<sitemapindex>{named}</sitemapindex>".encode(), headers={"ETag": '"1"'})
    for number, one in enumerate("ab"):
        site.says |= {f"/{one}.xml": Reply(f"<urlset><url><loc>/e/{number}</loc></url></urlset>".encode())}
        site.says |= {f"/e/{number}": Reply(page(number))}
    followed = follow("/sitemap.xml")
    assert len(followed.round().added) == 2
    followed.round()
    assert Counter(site.paths())["/a.xml"] == 2, "the index may stand while one of its sitemaps changes"


@pytest.mark.parametrize(
    "trouble", [Reply(b"", 500), Reply(b"<rss><channel>"), Reply(b"<html><p>Erreur</p></html>"), Reply(b"Oups")]
)
def test_a_feed_that_fails_is_asked_less_and_less_often_and_says_why(
    site: Site, follow: Callable[[str], Followed], trouble: Reply
) -> None:
    site.says["/feed"] = trouble
    followed = follow("/feed")
    waits = [followed.round().feed.due - followed.now for _ in range(8)]
    assert waits[:4] == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR]
    assert waits[-1] == dt.timedelta(days=1)
    assert followed.state().trouble
    site.says["/feed"] = Reply(rss())
    assert followed.round().feed.due - followed.now == HOUR
    assert (followed.state().failures, followed.state().trouble) == (0, "")


def test_what_is_removed_stays_removed_and_is_not_asked_for_again(site: Site, follow: Callable[[str], Followed]) -> None:
    site.says |= {"/e/1": Reply(page(1)), "/feed": Reply(rss(item(site, 1)))}
    followed = follow("/feed")
    (slug,) = followed.round().added
    with followed.opened() as library:
        library.remove(slug, "décision")
    site.says["/feed"] = Reply(rss(item(site, 1).replace("<guid>", "<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate><guid>")))
    told = followed.round()
    assert (told.added, told.failed) == ((), ())
    assert followed.numbers() == {}


@dataclass
class Growing:
    """A publisher whose feed shows its newest ten pages and whose sitemap shows all; one request in four fails in some way."""

    site: Site
    chance: random.Random
    published: int = 0
    ready: set[int] = field(default_factory=set)

    def publish(self) -> None:
        self.published += 1
        self.site.says[f"/e/{self.published}"] = partial(self._page, self.published)

    def _page(self, number: int, _: Asked) -> Reply:
        if self.chance.random() < 0.4:
            self.ready.add(number)
        return self._perhaps(page(number, transcript=number in self.ready))

    def feed(self, _: Asked) -> Reply:
        return self._perhaps(rss(*(item(self.site, number) for number in range(self.published, max(0, self.published - 10), -1))))

    def sitemap(self, _: Asked) -> Reply:
        named = "".join(f"<url><loc>{self.site.address}/e/{number}</loc></url>" for number in range(1, self.published + 1))
        return self._perhaps(f"<urlset>{named}</urlset>".encode())

    def _perhaps(self, body: bytes) -> Reply:
        return self.chance.choice([Reply(body)] * 6 + [Reply(b"", 503), Reply(body[: len(body) // 2])])


@pytest.mark.parametrize("form", ["feed", "sitemap"])
def test_through_failures_nothing_comes_twice_and_nothing_is_missed(
    site: Site, follow: Callable[[str], Followed], form: str
) -> None:
    growing = Growing(site, random.Random(form))
    site.says["/feed"], site.says["/sitemap"] = growing.feed, growing.sitemap
    followed = follow(f"/{form}")
    for _ in range(cases(8, 200)):
        if growing.chance.random() < 0.5:
            growing.publish()
        followed.round()
    growing.chance = random.Random(1)
    for _ in range(30):
        followed.round(dt.timedelta(days=1))
    assert followed.numbers() == {f"Épisode {number}": 1 for number in range(1, growing.published + 1)}


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What names stand for, or `unknown`. Of addresses 127.0.0.1 is the world here; all others are of our own network."""
    names, ask = {"inside.example": "127.0.0.2", "mixed.example": "127.0.0.2 127.0.0.1"}, socket.getaddrinfo

    def look_up(host: str, *others: object, **named: object) -> list[object]:
        if names.get(host) == "unknown":
            raise socket.gaierror(-2, "Name or service not known")
        return [one for address in names.get(host, host).split() for one in ask(address, *others, **named)]

    monkeypatch.setattr("archive.operations.fetching.transport.socket.getaddrinfo", look_up)
    monkeypatch.setattr("archive.operations.fetching.transport.is_public", lambda address: address == ip_address("127.0.0.1"))
    return names


@pytest.fixture
def inside(names: dict[str, str]) -> Iterator[Site]:
    """A site in our own network, with a page that nobody outside may have."""
    site = Site("127.0.0.2")
    site.says["/e/9"] = Reply(page(9))
    yield site
    site.close()


def named_by(site: Site, secret: str, way: str) -> None:
    """Has a site's feed name an address, in one of the ways there are."""
    site.says["/e/1"] = Reply(page(1))
    aside = {"item": secret, "name": secret.replace("127.0.0.2", "inside.example"), "redirect": f"{site.address}/to"}.get(way)
    stated = f'<podcast:transcript url="{secret}" type="text/html"/>' if way == "transcript" else ""
    named = [f"<item><link>{aside}</link></item>"] if aside else [f"<item><guid>9</guid>{stated}</item>"]
    site.says["/to"] = Reply(b"", 302, {"Location": secret})
    site.says["/feed"] = Reply(rss(*named, item(site, 1)))


@pytest.mark.parametrize("host", ["127.0.0.1", "mixed.example"])
@pytest.mark.parametrize("way", ["item", "name", "redirect", "transcript"])
def test_what_a_public_feed_names_in_our_own_network_is_not_asked_for(
    site: Site, inside: Site, tmp_path: Path, way: str, host: str
) -> None:
    named_by(site, f"{inside.address}/e/9", way)
    told = Followed(tmp_path / "library", f"http://{host}:{urlsplit(site.address).port}/feed").round()
    assert inside.asked == [], "not even its robots.txt"
    assert (len(told.added), told.waits) == (1, 1)
    assert "private" in told.failed[0].words


def test_a_sitemap_that_a_public_index_names_in_our_own_network_is_not_asked_for(
    site: Site, inside: Site, follow: Callable[[str], Followed]
) -> None:
    site.says["/index"] = Reply(f"<sitemapindex><sitemap><loc>{inside.address}/s</loc></sitemap></sitemapindex>".encode())
    assert "private" in follow("/index").round().trouble
    assert inside.asked == []


def test_a_feed_of_our_own_network_may_name_what_lies_there(inside: Site, tmp_path: Path) -> None:
    inside.says["/feed"] = Reply(rss(item(inside, 9)))
    assert len(Followed(tmp_path / "library", f"{inside.address}/feed").round().added) == 1


@pytest.mark.parametrize(("first", "reply"), [("127.0.0.1", Reply(rss())), ("127.0.0.1", Reply(b"", 500)), ("unknown", Reply())])
def test_a_public_feed_whose_name_moves_into_our_own_network_is_not_asked_for_there(
    site: Site, inside: Site, names: dict[str, str], tmp_path: Path, first: str, reply: Reply
) -> None:
    names["turns.example"] = first
    site.says["/feed"] = reply
    followed = Followed(tmp_path / "library", f"http://turns.example:{urlsplit(site.address).port}/feed")
    assert (followed.round().trouble == "") == (first != "unknown" and reply.status == 200)
    names["turns.example"] = "127.0.0.2"
    assert "private" in followed.round(2 * HOUR).trouble
    assert inside.asked == []


RETRY = ["Mon, 02 Mar 2026 00:00:00 -0000", "²", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT", "-5", "soon", ""]


@pytest.mark.parametrize("said", RETRY)
def test_a_wait_that_a_server_states_oddly_or_for_ever_stops_no_feed_for_longer_than_a_week(
    site: Site, follow: Callable[[str], Followed], said: str
) -> None:
    site.says["/feed"] = Reply(b"", 503, {"Retry-After": said})
    followed = follow("/feed")
    told = followed.round()
    assert told.trouble
    assert HOUR <= followed.state().due - followed.now <= dt.timedelta(days=7)


def test_the_wait_that_a_sitemap_of_an_index_states_is_kept(site: Site, follow: Callable[[str], Followed]) -> None:
    named = "".join(f"<sitemap><loc>{site.address}/{one}.xml</loc></sitemap>" for one in "ab")
    site.says |= {"/index": Reply(f"<sitemapindex>{named}</sitemapindex>".encode()), "/a.xml": Reply(b"<urlset/>")}
    site.says["/b.xml"] = Reply(b"", 503, {"Retry-After": "7200"})
    followed = follow("/index")
    assert (followed.round().trouble, followed.state().due - followed.now) == ("", 2 * HOUR)
    site.says["/a.xml"] = Reply(b"", 503, {"Retry-After": "10800"})
    assert followed.round().trouble
    assert followed.state().due - followed.now == 3 * HOUR


def test_the_wait_that_a_page_states_is_kept(site: Site, follow: Callable[[str], Followed]) -> None:
    site.says |= {"/feed": Reply(rss(item(site, 1))), "/e/1": Reply(b"", 503, {"Retry-After": str(2 * 86400)})}
    followed = follow("/feed")
    asked = []
    for _ in range(4):
        followed.round(dt.timedelta(days=1))
        asked.append(Counter(site.paths())["/e/1"])
    assert asked == [1, 1, 2, 2]


def test_an_index_of_no_sitemaps_is_no_trouble(site: Site, follow: Callable[[str], Followed]) -> None:
    site.says["/index"] = Reply(b"<sitemapindex/>")
    assert follow("/index").round().trouble == ""


def test_where_nothing_can_be_written_the_round_ends_with_the_reason(
    site: Site, follow: Callable[[str], Followed], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site.says |= {"/feed": Reply(rss(item(site, 1))), "/e/1": Reply(page(1))}
    followed = follow("/feed")
    with monkeypatch.context() as without:
        without.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
        with pytest.raises(DiskTrouble, match=r"gone.*No such file"):
            followed.round()
    assert len(followed.round(dt.timedelta(0)).added) == 1, "the next call goes on from there"


def test_a_fault_of_our_own_with_one_feed_or_page_is_told_with_it(
    site: Site, follow: Callable[[str], Followed], monkeypatch: pytest.MonkeyPatch
) -> None:
    site.says |= {"/feed": Reply(rss(item(site, 1), item(site, 2))), "/e/1": Reply(page(1)), "/e/2": Reply(page(2))}
    followed, got = follow("/feed"), Fetcher.got

    def fails(fetcher: Fetcher, url: str, *others: str | None, inside: bool | None = None) -> Got:
        if url.endswith(fault):
            raise RuntimeError("not thought of")
        return got(fetcher, url, *others, inside=inside)

    monkeypatch.setattr(Fetcher, "got", fails)
    fault = "/feed"
    assert followed.round().trouble == "RuntimeError: not thought of"
    fault = "/e/1"
    told = followed.round(2 * HOUR)
    assert (len(told.added), [one.words for one in told.failed]) == (1, ["RuntimeError: not thought of"])


def test_a_feed_that_is_unfollowed_during_its_round_stays_so(site: Site, follow: Callable[[str], Followed]) -> None:
    followed = follow("/feed")

    def says(_: Asked) -> Reply:
        with followed.opened() as library:
            library.drop_followed_feed(followed.address)
        return Reply(page(1))

    site.says |= {"/feed": Reply(rss(item(site, 1), item(site, 2))), "/e/1": Reply(page(1)), "/e/2": says}
    followed.round()
    with followed.opened() as library:
        assert library.followed_feeds() == ()
        assert library.followed_states(followed.address) == {}


def test_one_bad_sitemap_of_an_index_is_told_and_keeps_no_other_back(site: Site, follow: Callable[[str], Followed]) -> None:
    named = "".join(f"<sitemap><loc>{site.address}/{one}.xml</loc></sitemap>" for one in "abc")
    site.says |= {"/index": Reply(f"<sitemapindex>{named}</sitemapindex>".encode()), "/a.xml": Reply(b"<urlset><url>")}
    site.says |= {"/c.xml": Reply(b"<urlset><url><loc>/e/1</loc></url></urlset>"), "/e/1": Reply(page(1))}
    told = follow("/index").round()
    assert (len(told.added), told.trouble, told.waits) == (1, "", 0)
    assert [one.origin for one in told.failed] == [f"{site.address}/{one}.xml" for one in "ab"]


def test_of_a_feed_that_names_many_pages_some_are_taken_at_a_time(
    site: Site, follow: Callable[[str], Followed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.operations.fetching.subscriptions.A_ROUND", 3)
    monkeypatch.setattr("archive.operations.fetching.subscriptions.BATCH", 2)
    site.says |= {f"/e/{number}": Reply(page(number)) for number in range(1, 8)}
    site.says["/feed"] = Reply(rss(*(item(site, number) for number in range(1, 8))))
    followed = follow("/feed")
    first = followed.round()
    assert (len(first.added), first.more, first.feed.is_due(followed.now)) == (4, True, True)
    second = followed.round(dt.timedelta(0))
    assert (len(second.added), second.more, second.feed.is_due(followed.now)) == (3, False, False)


def test_a_clock_that_goes_back_stops_neither_feeds_nor_pages(site: Site, follow: Callable[[str], Followed]) -> None:
    site.says |= {"/feed": Reply(rss(item(site, 1))), "/e/1": Reply(page(1, transcript=False))}
    followed = follow("/feed")
    followed.round(dt.timedelta(days=4000))
    followed.now -= dt.timedelta(days=4000)
    assert followed.state().is_due(followed.now)
    site.says["/e/1"] = Reply(page(1))
    assert len(followed.round().added) == 1
    assert not followed.state().is_due(followed.now)
