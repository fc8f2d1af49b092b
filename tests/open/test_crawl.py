"""Every address that the site names answers, and none leads out but to the sources."""

from pathlib import Path

from flask import Flask

from archive.library import Library
from tests.open.crawl import NAMES, SOURCES, STARTS, crawl, made, unasked

MOST = 600
"""Links that are followed, each rule of the site in turn."""


def test_no_link_of_the_sample_is_dead_or_leads_elsewhere(app: Flask, sample_library: Path) -> None:
    with Library.open(sample_library, read_only=True) as library:
        starts = [*STARTS, *made(app, library)]
    found = crawl(app, MOST, starts)
    assert found.dead == []
    allowed = (*SOURCES, *NAMES)
    shown = {host: page for host, page in found.outside.items() if not host.endswith(allowed)}
    own = {host for host in shown if host.endswith(".example")}  # the invented sources of the sample
    assert set(shown) == own, shown
    assert unasked(app, found) == []
    assert found.by_rule["/embed/<slug>"] > 10 < found.by_rule["/e/<code>"]
