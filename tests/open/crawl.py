"""A crawler of the site: follows every address that its pages, feeds, manifests and answers name, breadth-first, each rule of the
URL map in turn; of a rule whose addresses are made and not named (a quotation's, a card's) some are made here. `python -m
tests.open.crawl LIBRARY --most 20000` crawls a whole archive."""

import argparse
import html
import re
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from archive.library import Library
from archive.settings import Settings
from archive.transcripts.addresses import Ids
from archive.web import IndexProvider, Site, create_app

SITE = "http://localhost"
LEAST = 50
"""Addresses of each rule of the URL map that a crawl must ask, where there are so many."""
DESCRIPTION = "/api/openapi.json"
"""Names addresses that are only sent something, beside those that are got."""
READ = ("text/html", "xml", "json", "text/markdown", "text/plain")
_IN_HTML = re.compile(r"""\s(?:href|src|cite|action)=["']([^"']+)["']""")
_ANYWHERE = re.compile(r"""["'>](https?://[^"'<>\s\\]+|/[a-z][^"'<>\s\\{}]*)["'<]""")
_NO_ADDRESS = re.compile(r"^(?:#|mailto:|javascript:|data:|tag:|urn:)")
SOURCES = ("dailymotion.com", "youtube.com", "youtube-nocookie.com", "vimeo.com", "dai.ly", "youtu.be")
NAMES = tuple("schema.org www.w3.org www.sitemaps.org a9.com podcastindex.org itunes.com google.com".split())
"""Hosts that stand in names of formats, which nobody asks."""


MOST_FILTERS = 2
"""Filters of one address that is followed: a search offers ever more of them, without end."""
_FILTERS = re.compile(r"[?&;](?:after|show|person|speaker|category|language|year|sort)=")


@dataclass
class Crawled:
    """What a crawl found: addresses asked by rule, those that were dead with who names them, and links to elsewhere."""

    by_rule: Counter[str] = field(default_factory=Counter)
    dead: list[tuple[str, int, str]] = field(default_factory=list)
    outside: dict[str, str] = field(default_factory=dict)
    answered: int = 0


STARTS = ("/", "/data", "/sitemap.xml", "/api", "/robots.txt", "/.well-known/security.txt", "/picture.png",
          "/apple-touch-icon.png", "/search.csv", "/suggestions?q=ma", "/healthz", "/api/v1", "/api/dump",
          "/api/people", "/api/shows", "/api/stats", "/categories", "/aide")  # fmt: skip
_MADE = (
    "/episodes/{slug}/quote?from={cue}", "/episodes/{slug}/moments?q=de", "/embed/{slug}?t={second}", "/e/{code}?t={second}",
    "/api/v1/episodes/{slug}", "/api/episodes/{slug}", "/pictures/{slug}.png", "/pictures/{slug}/{cue}.png", "/oembed?url=http://localhost/episodes/{slug}",
    "/embed/search?q={word}", "/search.jsonl?q={word}", "/search.md?q={word}", "/trends?q={word}",
    "/trends.csv?q={word}", "/suggestions?q={word}", "/search.png?q={word}",
    *(f"{prefix}/{room}?q={{word}}" for prefix in ("/api", "/api/v1")
    for room in ("search", "moments", "trends", "suggest")),
    "/api/episodes?page={number}&limit=5", "/api/v1/episodes?page={number}&limit=5",
)  # fmt: skip
"""What stands in no page as a link: made for the first episodes, and for words that they say."""
_OF_A_LIST = (
    "/{room}/{key}", "/api/{room}/{key}", "/api/v1/{room}/{key}", "/feeds/{room}/{key}.atom",
    "/pictures/{kind}/of/{key}.png",
)  # fmt: skip


def made(app: Flask, library: Library, least: int = LEAST) -> Iterator[str]:
    """At least so many addresses of each rule that has arguments, or as many as there are."""
    client = app.test_client()
    for number, slug in enumerate(islice(library.digests(), least), 1):
        cues = episode.cues if (episode := library.episode(slug)) else ()
        ids = Ids(cues).names
        place = next(place for place, cue in enumerate(cues) if cue.kind == "speech")
        word = max(re.findall(r"[^\W\d_]+", cues[place].text), key=len, default="de")
        told = {"slug": slug, "second": cues[place].start_ms // 1000, "cue": ids[place], "word": word, "number": number}
        code = re.search(r"/e/(\w+)", client.get(f"/episodes/{slug}").get_data(as_text=True))
        yield from (form.format(**told, code=code[1] if code else "") for form in _MADE if code or "{code}" not in form)
    for room, kind in (("people", "person"), ("shows", "show")):
        for one in client.get(f"/api/v1/{room}").get_json()[room][:least]:
            yield from (form.format(room=room, kind=kind, key=one["key"]) for form in _OF_A_LIST)


def crawl(app: Flask, most: int, starts: Iterable[str] = STARTS, show: Callable[[str, bytes], None] = lambda *_: None) -> Crawled:
    """Asks at most so many addresses, those of the rule that was asked least first; `show` is given each address with its body."""
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
        show(address, answer.data)
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
    if address in seen or len(_FILTERS.findall(address)) > MOST_FILTERS:
        return
    seen.add(address)
    try:
        rule = str(app.url_map.bind("localhost").match(urlsplit(address).path, return_rule=True)[0])
    except MethodNotAllowed:
        if _is_described(app, address, origin):
            return  # an address to send something to, which no reader follows
        rule = "none"
    except HTTPException:
        rule = "none"
    waiting[rule].append((address, origin))


def _is_described(app: Flask, address: str, origin: str) -> bool:
    """Whether it is the description of the API that names an address, and as one that is not to be got."""
    if origin != DESCRIPTION:
        return False
    told = app.test_client().get(DESCRIPTION).get_json()["paths"].get(address)
    return bool(told) and "get" not in told


def _least(waiting: Mapping[str, deque[tuple[str, str]]], asked: Counter[str]) -> str | None:
    rules = [rule for rule, addresses in waiting.items() if addresses]
    return min(rules, key=lambda rule: (asked[rule], rule), default=None)


def uncanonical(app: Flask) -> tuple[int, list[str]]:
    """How many addresses the sitemaps name, and those that do not answer 200 with themselves as canonical."""
    client = app.test_client()

    def named(address: str) -> list[str]:
        return re.findall(r"<loc>http://localhost([^<]*)</loc>", client.get(address).get_data(as_text=True))

    addresses = [address for part in named("/sitemap.xml") for address in named(part)]
    astray = []
    for address in addresses:
        page = client.get(address)
        if page.status_code != 200 or f'<link rel="canonical" href="{SITE}{address}">' not in page.get_data(as_text=True):
            astray.append(address)
    return len(addresses), astray


def main() -> int:
    """Crawls a library and prints what it found; 1 where anything is dead."""
    asked = argparse.ArgumentParser()
    asked.add_argument("library", type=Path)
    asked.add_argument("--most", type=int, default=20_000)
    options = asked.parse_args()
    with Library.open(options.library, read_only=True) as library:
        app = create_app(Site(IndexProvider(options.library), library, Settings(contact="archive@example.org")))
        found = crawl(app, options.most, [*STARTS, *made(app, library)])
        listed, astray = uncanonical(app)
    for rule, count in sorted(found.by_rule.items()):
        print(f"{count:7,}  {rule}")
    never = unasked(app, found)
    print(*(f"      0  {rule}" for rule in never), sep="\n")
    for address, status, origin in found.dead:
        print(f"DEAD {status} {address} named by {origin}")
    print(f"{found.answered:,} addresses, {len(found.dead)} dead; hosts outside: {', '.join(sorted(found.outside))}")
    print(f"{listed:,} addresses in the sitemaps, {len(astray)} without their canonical", *astray, sep="\n")
    return 1 if found.dead or never or astray or not listed else 0


def unasked(app: Flask, found: Crawled) -> list[str]:
    """The rules of the site that a crawl asked nothing of, but for the desk and for proposals, which an owner may leave off."""
    rules = {str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return sorted(rule for rule in rules - set(found.by_rule) if not rule.startswith("/staff") and not rule.endswith("/proposal"))


if __name__ == "__main__":
    sys.exit(main())
