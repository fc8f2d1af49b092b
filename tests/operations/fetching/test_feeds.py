"""Which pages a feed names."""

import pytest

from archive.operations.fetching.feeds import FeedEpisode, addresses, transcripts

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><link>https://a/</link>
<item><title>Un</title><link> https://a/1 </link><guid>x</guid></item><item><link>/2</link></item><item><title>none</title></item>
<item><link>javascript:alert(1)</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://a/"/><entry><link rel="self" href="https://a/no"/>
<link href="https://a/1"/></entry><entry><link rel="alternate" href="https://a/2"/></entry></feed>"""
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a/1</loc></url><url><loc>https://a/2</loc></url></urlset>'


@pytest.mark.parametrize("text", [RSS, ATOM, SITEMAP, "# pages\nhttps://a/1\n\n  https://a/2\nhttps://a/1\n"])
def test_every_kind_of_list_names_its_pages_once_in_order(text: str) -> None:
    assert addresses(text.encode(), "https://a/feed") == ("https://a/1", "https://a/2")


def test_a_feed_that_defines_entities_is_not_read() -> None:
    with pytest.raises(ValueError, match="entities"):
        addresses(b'<!DOCTYPE x [<!ENTITY a "b">]><rss/>')


def test_a_broken_feed_says_where() -> None:
    with pytest.raises(ValueError, match="line 1"):
        addresses(b"<rss><item></rss>")


PODCAST = """<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>Le Quart</title>
<item><title>Un</title><guid>g1</guid><link>https://a/1</link><enclosure url="/1.mp3" type="audio/mpeg" length="1"/>
<podcast:transcript url="https://a/1.srt" type="application/x-subrip"/><podcast:transcript url="/1.vtt" type="text/vtt"/></item>
<item><title>Deux</title><guid>g2</guid><link>https://a/2</link><podcast:transcript url="https://a/2.x" type="text/odd"/></item>
<item><title>Trois</title><link>https://a/3</link><podcast:transcript url="/3.json" type="application/json; charset=utf-8"/></item>
</channel></rss>"""


def test_of_a_podcast_the_transcript_is_taken_that_tells_most_and_else_the_page() -> None:
    assert addresses(PODCAST.encode(), "https://a/feed") == ("https://a/1.vtt", "https://a/2", "https://a/3.json")


def test_what_a_podcast_tells_of_an_episode_goes_with_its_transcript() -> None:
    first, third = transcripts(PODCAST.encode(), "https://a/feed")
    assert first == FeedEpisode("https://a/1.vtt", "https://a/1.mp3", "g1", "Un", "Le Quart")
    assert third == FeedEpisode("https://a/3.json", "https://a/3", None, "Trois", "Le Quart")
    assert transcripts(ATOM.encode()) == transcripts(b"https://a/1") == ()
