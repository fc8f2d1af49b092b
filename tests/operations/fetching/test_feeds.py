"""Which pages a feed names."""

import pytest

from archive.operations.fetching.feeds import addresses

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
