"""Which pages a feed names."""

import gzip

import pytest

from archive.operations.fetching import feeds
from archive.operations.fetching.feeds import FeedEntry, listed, named

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><link>https://a/</link>
<item><title>Un</title><link> https://a/1 </link><guid>x</guid></item><item><link>/2</link></item><item><title>none</title></item>
<item><link>javascript:alert(1)</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://a/"/><entry><link rel="self" href="https://a/no"/>
<link href="https://a/1"/></entry><entry><link rel="alternate" href="https://a/2"/></entry></feed>"""
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a/1</loc></url><url><loc>https://a/2</loc></url></urlset>'


def entries(body: bytes, base: str = "") -> tuple[FeedEntry, ...]:
    return named(body, base).pages


@pytest.mark.parametrize("text", [RSS, ATOM])
def test_a_feed_names_its_pages_once_the_oldest_first(text: str) -> None:
    assert [one.addresses for one in entries(text.encode(), "https://a/feed")] == [("https://a/2",), ("https://a/1",)]


def test_a_sitemap_names_its_pages_in_its_order_packed_or_not() -> None:
    for body in (SITEMAP.encode(), gzip.compress(SITEMAP.encode())):
        assert [one.addresses for one in entries(body)] == [("https://a/1",), ("https://a/2",)]


def test_a_list_names_an_address_a_line() -> None:
    assert listed(b"\xef\xbb\xbf# pages\nhttps://a/1\n\n  https://a/2\nhttps://a/1\nftp://a/3\n") == ("https://a/1", "https://a/2")


def test_an_index_of_sitemaps_names_those_that_changed_last_first() -> None:
    inner = "".join(f"<sitemap><loc>/{one}.xml</loc><lastmod>2026-0{one}</lastmod></sitemap>" for one in (1, 3, 2))
    index = f"<sitemapindex>{inner}</sitemapindex>".encode()
    assert named(index, "https://a/").sitemaps == tuple(f"https://a/{one}.xml" for one in (3, 2, 1))
    assert named(SITEMAP.encode()).sitemaps == ()
    with pytest.raises(ValueError, match="sitemapindex"):
        named(index, within=True)


def test_a_feed_that_defines_entities_is_not_read() -> None:
    with pytest.raises(ValueError, match="entities"):
        entries(b'<!DOCTYPE x [<!ENTITY a "b">]><rss/>')


def test_a_broken_feed_says_where() -> None:
    with pytest.raises(ValueError, match="line 1"):
        entries(b"<rss><item></rss>")


PODCAST = """<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>Le Quart</title>
<item><title>Un</title><guid>g1</guid><link>https://a/1</link><enclosure url="/1.mp3" type="audio/mpeg" length="1"/>
<podcast:transcript url="https://a/1.srt" type="application/x-subrip"/><podcast:transcript url="/1.vtt" type="text/vtt"/></item>
<item><title>Deux</title><guid>g2</guid><link>https://a/2</link><podcast:transcript url="https://a/2.x" type="text/odd"/></item>
<item><title>Trois</title><link>https://a/3</link><podcast:transcript url="/3.json" type="application/json; charset=utf-8"/></item>
</channel></rss>"""


def test_of_a_podcast_the_transcripts_stand_before_the_page_those_that_tell_most_first() -> None:
    third, second, first = entries(PODCAST.encode(), "https://a/feed")
    assert first.addresses == ("https://a/1.vtt", "https://a/1.srt", "https://a/1")
    assert (second.addresses, third.addresses) == (("https://a/2",), ("https://a/3.json", "https://a/3"))


def test_what_a_podcast_tells_of_an_episode_goes_with_its_transcript() -> None:
    third, second, first = entries(PODCAST.encode(), "https://a/feed")
    assert (first.heard, first.guid, first.title, first.show) == ("https://a/1.mp3", "g1", "Un", "Le Quart")
    assert (third.heard, third.guid, third.title) == ("https://a/3", None, "Trois")
    assert (second.heard, second.title) == (None, None), "what a page states goes before what its feed does"


def test_a_page_changes_where_its_feed_says_so_and_not_with_what_stands_beside_it() -> None:
    def marks(text: str) -> list[str]:
        return [one.mark for one in entries(text.encode(), "https://a/feed")]

    assert marks(PODCAST.replace("<title>Le Quart", "<title>Le Tiers")) == marks(PODCAST)
    assert marks(PODCAST.replace("/1.vtt", "/1b.vtt"))[:2] == marks(PODCAST)[:2]
    assert marks(PODCAST.replace("/1.vtt", "/1b.vtt"))[2] != marks(PODCAST)[2]


def test_what_other_namespaces_say_beside_an_item_is_not_taken_for_its_own() -> None:
    others = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/"'
    beside = "<itunes:title>Court</itunes:title><media:guid>m</media:guid><media:link>https://ads/</media:link>"
    text = PODCAST.replace("<rss", f"<rss {others}").replace("<item>", f"<item>{beside}").replace("<channel>", f"<channel>{beside}")
    assert entries(text.encode(), "https://a/feed") == entries(PODCAST.encode(), "https://a/feed")


def test_an_rss_item_may_name_its_page_in_the_words_of_atom() -> None:
    text = '<rss xmlns:a="http://www.w3.org/2005/Atom"><channel><item><a:link href="https://a/1"/><a:id>x</a:id></item></channel></rss>'
    (one,) = entries(text.encode())
    assert (one.addresses, one.guid) == (("https://a/1",), "x")


@pytest.mark.parametrize(
    "name",
    [
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
        "https://podcastindex.org/namespace/1.0/",
        "http://podcastindex.org/namespace/1.0",
    ],
)
def test_the_namespace_of_podcasts_has_older_names_too(name: str) -> None:
    text = PODCAST.replace("https://podcastindex.org/namespace/1.0", name)
    assert entries(text.encode(), "https://a/feed") == entries(PODCAST.encode(), "https://a/feed")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_feed_in_utf_16_is_read_and_hides_no_entities(encoding: str) -> None:
    declared = '<?xml version="1.0" encoding="UTF-16"?>'
    assert entries((declared + PODCAST).encode(encoding), "https://a/feed") == entries(PODCAST.encode(), "https://a/feed")
    with pytest.raises(ValueError, match="entities"):
        entries((declared + '<!DOCTYPE x [<!ENTITY a "b">]><rss/>').encode(encoding))


def test_a_feed_cut_in_the_middle_of_a_letter_of_utf_16_says_so() -> None:
    with pytest.raises(ValueError, match="UTF-16"):
        entries(PODCAST.encode("utf-16")[:-1])


@pytest.mark.parametrize(
    "body", [b"<a>" * 50 + b"</a>" * 50, b"<a/>" * 100, b"<a " + b"".join(b"b%d='' " % n for n in range(100)) + b"/>"]
)
def test_a_feed_of_more_tags_than_any_has_is_not_built(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """50 MB of them took 2 GB of memory."""
    monkeypatch.setattr(feeds, "MOST_TAGS", 90)
    with pytest.raises(ValueError, match="more than 90 tags"):
        entries(b"<rss>" + body + b"</rss>")
