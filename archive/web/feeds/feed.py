"""A feed as such: what it is called, where it is, and where its pages are."""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.web.feeds.entries import FeedPage
from archive.web.http.search_params import query_string


@dataclass(frozen=True, slots=True)
class Feed:
    """`address` is the feed's own without a page, `pairs` its parameters, `page_url` the page for people that shows the same, `at`
    the place behind which this page begins, empty for the newest."""

    id: str
    title: str
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
