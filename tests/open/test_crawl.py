"""Every address that the site names answers, and none leads out but to the sources."""

from flask import Flask

from tests.open.crawl import NAMES, SOURCES, crawl

MOST = 1500


def test_no_link_of_the_sample_is_dead_or_leads_elsewhere(app: Flask) -> None:
    found = crawl(app, MOST)
    assert found.dead == []
    allowed = (*SOURCES, *NAMES)
    shown = {host: page for host, page in found.outside.items() if not host.endswith(allowed)}
    own = {host for host in shown if host.endswith(".example")}  # the invented sources of the sample
    assert set(shown) == own, shown
    assert found.answered > 800
    reached = set(found.by_rule)
    for rule in (
        "/episodes/<slug>",
        "/api/v1/episodes/<slug>",
        "/iiif/<slug>/manifest",
        "/feeds/shows/<key>.<form>",
        "/embed/<slug>",
    ):
        assert rule in reached, rule
