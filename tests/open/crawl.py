"""A crawler of the site: follows every address that its pages, feeds, manifests and answers name, breadth-first, each rule of the
URL map in turn. `python -m tests.open.crawl LIBRARY --most 20000` crawls a whole archive."""

import argparse
import html
import re
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from archive.library import Library
from archive.web import IndexProvider, Site, create_app

SITE = "http://localhost"
READ = ("text/html", "xml", "json", "text/markdown", "text/plain")
_IN_HTML = re.compile(r"""\s(?:href|src|cite|action)=["']([^"']+)["']""")
_ANYWHERE = re.compile(r"""["'>](https?://[^"'<>\s\\]+|/[a-z][^"'<>\s\\{}]*)["'<]""")
_NO_ADDRESS = re.compile(r"^(?:#|mailto:|javascript:|data:|tag:|urn:)")
SOURCES = ("dailymotion.com", "youtube.com", "youtube-nocookie.com", "vimeo.com", "dai.ly", "youtu.be")
NAMES = tuple("schema.org iiif.io www.w3.org www.sitemaps.org a9.com podcastindex.org itunes.com jsonfeed.org google.com".split())
"""Hosts that stand in names of formats, which nobody asks."""


@dataclass
class Crawled:
    """What a crawl found: addresses asked by rule, those that were dead with who names them, and links to elsewhere."""

    by_rule: Counter[str] = field(default_factory=Counter)
    dead: list[tuple[str, int, str]] = field(default_factory=list)
    outside: dict[str, str] = field(default_factory=dict)
    answered: int = 0


def crawl(app: Flask, most: int, starts: tuple[str, ...] = ("/", "/data", "/sitemap.xml", "/api", "/iiif/collection")) -> Crawled:
    """Asks at most so many addresses, those of the rule that was asked least first."""
    found, client = Crawled(), app.test_client()
    waiting: dict[str, deque[tuple[str, str]]] = defaultdict(deque)
    seen: set[str] = set()
    for address in starts:
        _note(app, waiting, seen, address, "")
    while found.answered < most and (rule := _least(waiting, found.by_rule)):
        address, origin = waiting[rule].popleft()
        answer = client.get(address)
        found.by_rule[rule] += 1
        found.answered += 1
        if answer.status_code >= 400:
            found.dead.append((address, answer.status_code, origin))
            continue
        links = [answer.headers["Location"]] if answer.status_code in {301, 302, 308} else []
        if not rule.endswith("/dump") and any(kind in answer.content_type for kind in READ):
            links += list(_links(answer.get_data(as_text=True), address))
        for link in links:
            whole = urldefrag(urljoin(SITE + address, link)).url
            if whole == SITE or whole.startswith(f"{SITE}/"):
                _note(app, waiting, seen, whole.removeprefix(SITE) or "/", address)
            elif whole.startswith("http"):
                found.outside.setdefault(urlsplit(whole).hostname or "", address)
    return found


def _links(text: str, address: str) -> Iterator[str]:
    pattern = _IN_HTML if text.lstrip().startswith("<!doctype html") else _ANYWHERE
    path = address.partition("?")[0]
    is_transcript = path.startswith("/episodes/") and path.endswith((".txt", ".md", ".vtt", ".srt", ".json"))  # others' words
    for match in () if is_transcript else pattern.finditer(text):
        link = html.unescape(match[1]).strip()
        if link and not _NO_ADDRESS.match(link) and "{" not in link and "…" not in link:
            yield link


def _note(app: Flask, waiting: Mapping[str, deque[tuple[str, str]]], seen: set[str], address: str, origin: str) -> None:
    if address in seen or (address.startswith("/static/") and not address.count("/") > 2):
        return
    seen.add(address)
    try:
        rule = str(app.url_map.bind("localhost").match(urlsplit(address).path, return_rule=True)[0])
    except HTTPException:
        rule = "none"
    waiting[rule].append((address, origin))


def _least(waiting: Mapping[str, deque[tuple[str, str]]], asked: Counter[str]) -> str | None:
    rules = [rule for rule, addresses in waiting.items() if addresses]
    return min(rules, key=lambda rule: (asked[rule], rule), default=None)


def main() -> int:
    """Crawls a library and prints what it found; 1 where anything is dead."""
    asked = argparse.ArgumentParser()
    asked.add_argument("library", type=Path)
    asked.add_argument("--most", type=int, default=20_000)
    options = asked.parse_args()
    with Library.open(options.library, read_only=True) as library:
        found = crawl(create_app(Site(IndexProvider(options.library), library)), options.most)
    for rule, count in sorted(found.by_rule.items()):
        print(f"{count:7,}  {rule}")
    for address, status, origin in found.dead:
        print(f"DEAD {status} {address} named by {origin}")
    print(f"{found.answered:,} addresses, {len(found.dead)} dead; hosts outside: {', '.join(sorted(found.outside))}")
    return 1 if found.dead else 0


if __name__ == "__main__":
    sys.exit(main())
