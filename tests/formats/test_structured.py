"""What a page states in schema.org's words is read alike as JSON-LD and as microdata; extruct is the judge of microdata."""

import json
import time
import warnings
from typing import Any

import pytest

from ingest.formats.html import read_html

EPISODE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "PodcastEpisode",
    "name": "La mer monte",
    "datePublished": "2026-02-09",
    "inLanguage": "fr-FR",
    "partOfSeries": {"@type": "PodcastSeries", "name": "Les Marées"},
    "publisher": {"@type": "Organization", "name": "Radio Dune"},
}
MICRODATA = """<!doctype html><html lang="en"><body><article itemscope itemtype="https://schema.org/PodcastEpisode">
<h1 itemprop="name">La mer monte</h1><time itemprop="datePublished" datetime="2026-02-09">hier</time>
<meta itemprop="inLanguage" content="fr"><div itemprop="partOfSeries" itemscope itemtype="https://schema.org/PodcastSeries">
de <a itemprop="url" href="/marees"><span itemprop="name">Les Marées</span></a></div>
<span itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><b itemprop="name">Radio Dune</b></span>
</article></body></html>"""


def page_with(data: object) -> str:
    return f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head><body>x</body></html>'


@pytest.mark.parametrize(
    "text", [page_with(EPISODE), page_with({"@graph": [{"@type": "WebSite", "name": "Dune"}, EPISODE]}), MICRODATA]
)
def test_show_channel_title_day_and_language_are_stated(text: str) -> None:
    page = read_html(text)
    assert (page.show, page.channel, page.title, page.language) == ("Les Marées", "Radio Dune", "La mer monte", "fr")
    assert page.published is not None
    assert page.published[0] == "2026-02-09"


def test_a_season_tells_its_series_and_a_broadcast_its_station() -> None:
    season = {"@type": "TVSeason", "name": "Saison 2", "partOfSeries": {"@type": "TVSeries", "name": "Les Marées"}}
    assert read_html(page_with({"@type": "TVEpisode", "name": "x", "partOfSeason": season})).show == "Les Marées"
    shown = {"@type": "BroadcastEvent", "name": "x", "publishedOn": {"@type": "BroadcastService", "name": "Radio Dune"}}
    assert read_html(page_with(shown)).channel == "Radio Dune"


def test_a_site_that_shows_everybodys_episodes_is_no_channel() -> None:
    assert read_html(page_with({"@type": "VideoObject", "name": "x", "publisher": {"name": "YouTube"}})).channel is None


def test_a_newspaper_is_no_channel_and_a_website_no_show() -> None:
    page = read_html(
        page_with(
            {
                "@type": "NewsArticle",
                "headline": "x",
                "publisher": {"name": "Le Phare"},
                "isPartOf": {"@type": "WebSite", "name": "Phare"},
            }
        )
    )
    assert (page.show, page.channel) == (None, None)


def test_microdata_is_read_as_extruct_reads_it() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import extruct
    (item,) = extruct.extract(MICRODATA, syntaxes=["microdata"])["microdata"]
    theirs, page = item["properties"], read_html(MICRODATA)
    assert page.title == theirs["name"]
    assert page.show == theirs["partOfSeries"]["properties"]["name"]
    assert page.channel == theirs["publisher"]["properties"]["name"]
    assert page.published is not None
    assert page.published[0] == theirs["datePublished"]


@pytest.mark.parametrize(
    "text",
    [
        "<html><body>" + '<div itemscope itemprop="a b c">' * 1500 + "x" * 1000 + "</div>" * 1500,
        page_with({"@type": ["VideoObject"] * 1000, "partOfSeries": [[[]]] * 1000, "publisher": 7, "name": {"name": {}}}),
        page_with({"@graph": [{"@graph": [{}] * 500}] * 500}),
    ],
)
def test_hostile_statements_cost_little_and_say_nothing(text: str) -> None:
    began = time.process_time()
    page = read_html(text)
    assert time.process_time() - began < 3
    assert (page.show, page.channel) == (None, None)
