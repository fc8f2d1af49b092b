"""What crawlers, browsers and other sites' pages read of the site."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import extruct
import pytest
from flask.testing import FlaskClient

from tests.open.crawl import uncanonical
from tests.web.test_pages import Page

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
VIDEO = {"v": "http://www.google.com/schemas/sitemap-video/1.1"}


def locs(client: FlaskClient, address: str) -> list[str]:
    return [urlsplit(element.text or "").path for element in ET.fromstring(client.get(address).data).iter(LOC)]


def test_every_address_of_the_sitemaps_is_a_page_with_that_canonical(client: FlaskClient, slugs: list[str]) -> None:
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").get_data(as_text=True)
    addresses = [address for part in locs(client, "/sitemap.xml") for address in locs(client, part)]
    assert {f"/episodes/{slug}" for slug in slugs} <= set(addresses)
    assert len(addresses) == len(set(addresses)) > len(slugs) + 10
    assert uncanonical(client.application) == (len(addresses), [])


def test_there_is_no_sitemap_beyond_the_last(client: FlaskClient) -> None:
    for address in ("/sitemaps/episodes-2.xml", "/sitemaps/episodes-0.xml", "/sitemaps/else-1.xml"):
        assert client.get(address).status_code == 404


def test_what_robots_may_not_ask_is_not_in_the_sitemaps(client: FlaskClient) -> None:
    closed = re.findall(r"Disallow: (\S+)", client.get("/robots.txt").get_data(as_text=True))
    addresses = [address for part in locs(client, "/sitemap.xml") for address in locs(client, part)]
    assert closed and not [address for address in addresses for path in closed if address.startswith(path)]


def described(client: FlaskClient, address: str) -> dict[str, dict[str, object]]:
    """What a page says of itself, by type, as extruct reads it."""
    html = client.get(address).get_data(as_text=True)
    graph = extruct.extract(html, syntaxes=["json-ld"])["json-ld"][0]["@graph"]
    return {thing["@type"]: thing for thing in graph}


def test_every_episode_describes_itself_with_its_chapters_as_clips(client: FlaskClient, slugs: list[str]) -> None:
    for slug in slugs:
        things = described(client, f"/episodes/{slug}")
        [told] = [thing for kind, thing in things.items() if kind in ("VideoObject", "PodcastEpisode")]
        chapters = client.get(f"/api/v1/episodes/{slug}").get_json()["chapters"]
        clips = told.get("hasPart", [])
        assert isinstance(clips, list)
        assert bool(clips) == bool(chapters)
        starts = [clip["startOffset"] for clip in clips]
        assert starts == sorted(set(starts)), "no two at one second"
        assert all(clip["endOffset"] > clip["startOffset"] for clip in clips)
        words = told["transcript"]
        if isinstance(words, dict):
            assert client.get(urlsplit(words["contentUrl"]).path).status_code == 200
        else:
            assert len(str(words).encode()) <= 10_000
        assert things["BreadcrumbList"]["itemListElement"]


def test_a_video_says_how_its_seconds_are_addressed(client: FlaskClient, slugs: list[str]) -> None:
    videos = 0
    for slug in slugs:
        things = described(client, f"/episodes/{slug}")
        seek = things.get("PodcastEpisode", {}).get("potentialAction")
        if "VideoObject" in things:
            videos += 1
            seek = things["VideoObject"]["potentialAction"]
            assert isinstance(seek, dict)
            assert (seek["@type"], seek["startOffset-input"]) == ("SeekToAction", "required name=seek_to_second_number")
            page = seek["target"].replace("{seek_to_second_number}", "20").removeprefix("http://localhost")
            assert page == f"/episodes/{slug}?t=20" and client.get(page).status_code == 200
        else:
            assert seek is None
    assert 0 < videos < len(slugs)


def test_sitemaps_name_both_languages_and_the_videos(client: FlaskClient) -> None:
    root = ET.fromstring(client.get("/sitemaps/episodes-1.xml").data)
    videos = 0
    for url in root:
        address = url.findtext(LOC) or ""
        tongues = {link.get("hreflang"): link.get("href") for link in url.iter("{http://www.w3.org/1999/xhtml}link")}
        assert tongues == {"fr": f"{address}?lang=fr", "en": f"{address}?lang=en", "x-default": address}
        told = {part.tag.partition("}")[2]: part.text for part in url.iterfind("v:video/*", VIDEO)}
        thing = described(client, urlsplit(address).path).get("VideoObject")
        assert bool(told) == bool(thing), address
        if thing:
            videos += 1
            assert (told["title"], told["thumbnail_loc"]) == (str(thing["name"])[:100], thing["thumbnailUrl"])
            assert told["description"] and (told.get("player_loc") or told["content_loc"]) in (
                thing.get("embedUrl"),
                thing.get("contentUrl"),
            )
    assert videos
    english = client.get(f"{urlsplit(root[0].findtext(LOC) or '').path}?lang=en").get_data(as_text=True)
    assert '<html lang="en"' in english


def test_the_site_says_how_it_is_searched(client: FlaskClient) -> None:
    action = described(client, "/")["WebSite"]["potentialAction"]
    assert isinstance(action, dict)
    target = action["target"]["urlTemplate"].replace("{search_term_string}", "mer")
    assert client.get(target.removeprefix("http://localhost")).status_code == 200


def test_the_browser_learns_to_search_and_to_suggest(client: FlaskClient) -> None:
    page = Page(client.get("/").get_data(as_text=True))
    [link] = [link for link in page.all("link") if link.get("rel") == "search"]
    root = ET.fromstring(client.get(link["href"]).data)
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert 0 < len(root.findtext(f"{name}ShortName") or "") <= 16
    urls = {url.get("type"): url.get("template", "") for url in root.iter(f"{name}Url")}
    assert set(urls) == {"text/html", "application/x-suggestions+json", "application/atom+xml"}
    for template in urls.values():
        address = re.sub(r"\{startPage\?\}", "1", template.replace("{searchTerms}", "mer"))
        assert client.get(address.removeprefix("http://localhost")).status_code == 200
    typed, found = client.get("/suggestions?q=me").get_json()
    assert typed == "me" and "mer" in found


class Frame(HTMLParser):
    """The frame of a card's code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "iframe"
        self.attributes = {name: value or "" for name, value in attrs}


@pytest.mark.parametrize("page", ["/episodes/{slug}?t=20", "/episodes/{slug}", "/search?q=mer"])
def test_a_page_is_found_as_a_card_that_may_be_framed(client: FlaskClient, slugs: list[str], page: str) -> None:
    html = client.get(page.format(slug=slugs[0])).get_data(as_text=True)
    [link] = [link for link in Page(html).all("link") if link.get("type") == "application/json+oembed"]
    told = client.get(link["href"].removeprefix("http://localhost")).get_json()
    assert (told["type"], told["version"]) == ("rich", "1.0")
    frame = Frame(told["html"]).attributes
    assert (int(frame["width"]), int(frame["height"])) == (told["width"], told["height"])
    card = client.get(frame["src"].removeprefix("http://localhost"))
    assert card.status_code == 200
    assert "X-Frame-Options" not in card.headers and "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert "<script" not in card.get_data(as_text=True)
    assert client.get(page.format(slug=slugs[0])).headers["X-Frame-Options"] == "DENY"


def test_the_card_of_a_search_shows_its_moments_and_leads_to_them(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=mer&limit=6&moments=1").get_json()
    card = client.get("/embed/search?q=mer").get_data(as_text=True)
    shown = re.findall(r'<a class="clock" href="http://localhost/episodes/([^"?]+)\?q=mer&amp;t=\d+#t(\d+)"', card)
    assert shown == [(hit["slug"], str(hit["moments"][0]["seconds"])) for hit in answer["episodes"]]
    assert len(shown) > 2 and card.count("<mark") >= len(shown)
    assert "Aucun moment" in client.get("/embed/search?q=zzyzxq&lang=fr").get_data(as_text=True)


def test_a_card_speaks_the_language_that_an_address_states(client: FlaskClient, slugs: list[str]) -> None:
    for address in ("/search?q=mer", f"/episodes/{slugs[0]}?t=20"):
        for lang, marks in (("fr", "«\u00a0mer\u00a0»"), ("en", "“mer”")):
            told = client.get("/oembed", query_string={"url": f"http://localhost{address}&lang={lang}"}).get_json()
            card = client.get(Frame(told["html"]).attributes["src"].removeprefix("http://localhost")).get_data(as_text=True)
            assert f'<html lang="{lang}">' in card and (marks in card or "search" not in address)
        told = client.get("/oembed", query_string={"url": f"http://localhost{address}&lang=xx"}).get_json()
        assert "lang=" not in told["html"], "of no other language, nor where none is stated"


def test_a_card_is_no_larger_than_asked_and_of_our_addresses_alone(client: FlaskClient, slugs: list[str]) -> None:
    own = quote(f"http://localhost/episodes/{slugs[0]}", safe="")
    told = client.get(f"/oembed?url={own}&maxwidth=300&maxheight=100").get_json()
    assert (told["width"], told["height"]) == (300, 100)
    assert ET.fromstring(client.get(f"/oembed?url={own}&format=xml").data).findtext("title") == told["title"]
    assert client.get(f"/oembed?url={own}&format=yaml").status_code == 501
    assert client.get(f"/oembed?url={own}&maxwidth=x").get_json()["parameter"] == "maxwidth"
    for address in ("https://evil.example/episodes/x", "http://localhost/people", "http://localhost/episodes/none", ""):
        assert client.get(f"/oembed?url={quote(address, safe='')}").status_code == 404, address
    there = client.get("/oembed?url=http://localhost/people")
    assert (there.status_code, there.get_json()["code"]) == (404, "not-found")
    assert there.get_json()["detail_en"] == "Give the address of an episode, a moment or a search of this site."


def test_the_code_of_a_card_stands_beside_the_other_ways_to_share(client: FlaskClient, slugs: list[str]) -> None:
    html = client.get(f"/episodes/{slugs[0]}").get_data(as_text=True)
    assert f"&lt;iframe src=&#34;http://localhost/embed/{slugs[0]}?t=" in html


def test_nothing_hostile_ends_the_block_of_facts(client: FlaskClient) -> None:
    from archive.web.crawlers import script

    with client.application.test_request_context("/"):
        block = str(script({"name": "</script><script>alert(1)</script> & <b>"}))
    assert block.count("</script>") == 1
    assert json.loads(block.partition(">")[2].removesuffix("</script>"))["@graph"][0]["name"].startswith("</script>")
