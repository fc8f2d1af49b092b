"""Words by month, where one of them could not be counted."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec import structs
from werkzeug.datastructures import MultiDict

from archive.library import Library
from archive.search.index.limits import CutJson
from archive.search.results.answer import Answer
from archive.web import IndexProvider, Site, create_app, preview_images
from archive.web.http.search_params import parse_search_params
from archive.web.presentation.charts import histogram_of
from archive.web.site import index
from archive.web.views import trends
from tests.web import small_archive


def _cut(answer: Answer) -> Answer:
    """The answer as it is when the time is over before anything is counted."""
    return replace(
        answer, months=(), years=(), moments_total=0, explanation=structs.replace(answer.explanation, cut=(CutJson.of("counts"),))
    )


@pytest.mark.parametrize("place", [0, 1])
def test_a_word_that_was_not_counted_leaves_its_cells_empty_and_the_others_as_they_are(app: Flask, place: int) -> None:
    with app.test_request_context("/trends?q=cantine,quai"):
        app.preprocess_request()
        asks = [replace(parse_search_params(MultiDict()), text=word) for word in ("cantine", "quai")]
        answers = [index().search(one.text, limit=0, moments=0) for one in asks]
        answers[place] = _cut(answers[place])
        rows = trends.rows(trends.compared([one.text for one in asks], asks, answers))
    assert [row.counts[place][1] for row in rows] == [None] * len(rows)
    assert sum(count or 0 for row in rows for _, count in row.counts) == answers[1 - place].moments_total > 0


def test_several_words_are_counted_where_they_are_said_together(client: FlaskClient) -> None:
    def moments(words: str) -> int:
        (found,) = (client.get("/api/v1/trends", query_string={"q": words}).json or {})["trends"]
        assert found["query"] == words
        return int(found["moments"])

    assert 0 < moments("commande publique") == moments('"commande publique"')
    assert moments("cantine lampe") == 0, "said in one episode, never together"


def test_a_bar_leads_to_what_it_counts_and_the_page_says_that_a_word_has_its_forms(client: FlaskClient) -> None:
    def counted(words: str) -> tuple[int, set[str]]:
        """The moments that the bars of a word lead to, and what is marked in them."""
        page = client.get("/trends", query_string={"q": words, "lang": "fr"}).text
        assert "avec ses formes, comme dans la recherche, et tel quel entre guillemets" in page
        chart = page[page.index('class="bars tall"') :].partition("</svg>")[0]
        bars = {unescape(link): int(count) for link, count in re.findall(r'href="([^"]*)"[^>]*><title>[^<]*\s: (\d+)<', chart)}
        told, said = 0, set[str]()
        for link, count in bars.items():
            found = client.get(link).text
            said |= {word.lower() for word in re.findall(r"<mark[^>]*>([^<]*)</mark>", found)}
            assert re.search(rf"{count} moments?\b", found[found.index('id="total"') :])
            told += count
        return told, said

    plain, quoted = counted("grue"), counted('"grue"')
    assert plain[1] == {"grue", "grues"} and quoted[1] == {"grue"} and plain[0] > quoted[0] > 0


def test_a_search_that_a_bar_leads_to_says_in_words_how_near_its_words_are(client: FlaskClient) -> None:
    page = client.get("/trends", query_string={"q": "commande publique", "lang": "fr"}).text
    link = re.search(r'id="w-1"><a href="([^"]*)"', page)
    assert link
    read = re.sub("<[^>]*>", "", client.get(unescape(link[1]) + "&lang=fr").text.partition('class="receipt"')[2][:300])
    assert "commande publique, dits à moins de 10 secondes d’intervalle" in " ".join(read.split())
    assert "secondes" not in client.get("/search?q=commande+publique&lang=fr").text.partition('class="receipt"')[2][:300]


def test_words_that_are_never_said_together_are_offered_apart_and_lead_to_their_search(client: FlaskClient) -> None:
    def told(words: str) -> list[str]:
        page = client.get("/trends", query_string={"q": words, "lang": "fr"}).text
        return [unescape(link) for link in re.findall(r'virgules pour comparer\s: <a href="([^"]*)"', page)]

    (link,) = told("quai, cantine et lampe")
    page = client.get(link).text
    assert '<html lang="fr"' in page
    assert re.findall(r'id="w-\d"><a[^>]*>([^<]+)', page) == ["quai", "cantine", "lampe"] and "Aucun moment.<" not in page
    assert told("commande publique") == told("cantine zzyzx") == told("zzyzx") == told('"cantine lampe"') == []
    silent = client.get("/trends", query_string={"q": "cantine lampe", "lang": "fr"}).text
    (search,) = re.findall(r'<a href="([^"]*)">Chercher «\scantine lampe\s» dans les transcriptions', silent)
    assert "cantine lampe" in client.get(unescape(search)).text


def test_trends_without_words_show_those_of_the_examples(sample_library: Path) -> None:
    with Library.open(sample_library, read_only=True) as library:
        client = create_app(Site(IndexProvider(sample_library), library)).test_client()
        html = client.get("/trends?lang=fr").text
        examples = re.findall(
            r'href="/search[^>]*>([^<]+)</a>', client.get("/?lang=fr").text.partition("Par exemple")[2].partition("</p>")[0]
        )
    assert examples and html.count('class="bars tall"') == len(re.findall(r'id="w-\d+"', html)) == len(examples[:2])
    assert "<table" not in html and "<title>Tendances. " in html


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("cantinne", "cantine"), ("souverainetté", "souveraineté")],
)
def test_a_word_without_a_moment_is_offered_what_is_said(client: FlaskClient, slip: str, meant: str) -> None:
    page = client.get("/trends", query_string={"q": f"port, {slip}"}).text
    ((link, offer),) = re.findall(r'Vouliez-vous dire <a href="([^"]*)">([^<]+)</a>', page)
    assert offer == meant and f"port%2C+{quote_plus(meant)}" in unescape(link)


@pytest.fixture(scope="module")
def by_year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site with an episode of 2013 and one of 2026 of which no month is known, beside those of the small archive."""
    root = tmp_path_factory.mktemp("by-year")
    with small_archive.build(root) as library:
        small_archive.add_of_years(library, "boussole", 2013, 2026)
        small_archive.publish(library, root)
        yield create_app(Site(IndexProvider(root), library)).test_client()


def test_what_is_known_to_the_year_alone_is_drawn_and_told_by_year(by_year: FlaskClient) -> None:
    page = by_year.get("/trends?q=boussole&lang=fr").text
    assert page.count('class="b y"') == 1, "in 2013 no month has an episode"
    assert "Sans mois certain" in page and "2013, mois incertain" in page
    (highest,) = re.findall(r"(?:Mois le plus fort|Plus haute barre)[^<]*", page)
    assert highest.partition("2026")[2].strip() == ", mois incertain,", "no month has a moment"
    for link in set(re.findall(r'href="([^"]*year=2013[^"]*)"', page)):
        assert "1 épisode" in by_year.get(unescape(link)).text
    lines = by_year.get("/trends.csv?q=boussole&sheet=fr").text.lstrip("\ufeff").splitlines()
    told = {line.split(";")[0]: line.split(";")[1:] for line in lines}
    assert told["mois"] == ["boussole", "épisodes diffusés"] and told["2013"] == told["2026"] == ["2", "1"]
    assert list(told)[-1] == "sans date" and list(told)[1] == "2013"
    assert sum(int(row[0]) for name, row in told.items() if name != "mois") == 4


def test_pictures_draw_what_is_known_to_the_year_alone_and_quote_what_has_no_date(
    by_year: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards: list[preview_images.Card] = []
    monkeypatch.setattr(preview_images, "svg", lambda card: cards.append(card) or "")
    monkeypatch.setattr(preview_images, "png", lambda _svg: b"")
    for address in ("/search.png?q=boussole", "/search.png?q=quand&dated=none"):
        assert by_year.get(address).status_code == 200
    assert [[bar.month for bar in chart.alone] for card in cards[:1] for _, chart in card.charts] == [["2026"]]
    assert "Personne ne sait quand" in cards[1].words and "quand · sans date" in cards[1].title and not cards[1].charts


def test_a_line_of_two_has_no_word_alone() -> None:
    card = preview_images.Card("", "Retrouvez ce qui s’est dit, à la seconde.")
    assert "la seconde.<" in preview_images.svg(card)


def test_a_year_of_which_no_month_is_known_is_in_the_calendar(by_year: FlaskClient) -> None:
    page = by_year.get("/calendar?lang=fr").text
    (year,) = re.findall(r'<p class="year[^"]*"><span>2013</span>.*?</p>', page)
    assert "année est connue viennent après les autres" in by_year.get("/episodes?lang=fr").text
    told = [
        "année est connue viennent après" in by_year.get(f"/search?q=boussole+OR+quai&{how}&lang=fr").text
        for how in ("sort=date", "")
    ]
    assert told == [True, False], "said where the list is by date"
    assert "aucune émission" not in year and "1 épisode" in year and "year=2013" in year


def test_what_stands_behind_a_long_break_has_its_own_year_and_is_reached_from_nearby() -> None:
    months = [("1989-01", 1, True), *((f"{1989 + n // 12}-{n % 12 + 1:02d}", 0, False) for n in range(1, 312))]
    chart = histogram_of([*months, *((f"2015-{n:02d}", n % 2, True) for n in range(1, 13))], floor=100)
    assert [year.text for year in chart.years] == ["1989", "2015"]
    assert chart.bars[1].folded == 311 and chart.bars[1].width >= 6
    stretches = [stretch for _, stretch in chart.reached]
    assert stretches[0].left == 0 and len(stretches) == 7 and sum(stretch.width for stretch in stretches) == pytest.approx(100)
    placed = [(stretch.left + bar.left * stretch.width / 100, bar.width * stretch.width / 100) for bar, stretch in chart.reached]
    assert placed == [(pytest.approx(bar.left), pytest.approx(bar.width)) for bar in chart.bars if bar.count]
    assert histogram_of([], floor=100).reached == []
