"""Every page: what a reader, a sharer and a strict browser may count on."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.library import Library
from archive.web import IndexProvider, Site, create_app
from archive.web.i18n import WIDE
from tests.web import small_archive
from tests.web.addresses import ERRORS, PAGES
from tests.web.small_archive import BREAD, FILM, NIGHT, PLAIN, PORT


class Page(HTMLParser):
    """The tags of a page with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def meta(self, name: str) -> str:
        return next((meta["content"] for meta in self.all("meta") if name in (meta.get("name"), meta.get("property"))), "")


def get(client: FlaskClient, address: str, status: int = 200, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == status, address
    return response.get_data(as_text=True)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_names_itself_for_readers_and_for_sharing(client: FlaskClient, name: str) -> None:
    html = get(client, PAGES[name])
    page = Page(html)
    assert page.all("html")[0]["lang"] == "fr"
    assert re.search(r"<title>[^<]+Mot pour mot</title>", html) or "<title>Mot pour mot" in html
    assert len(page.meta("description")) > 20
    assert page.meta("og:title") and page.meta("og:description") and page.meta("og:url").startswith("http://localhost/")
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1 and len(page.all("header")) >= 1 and len(page.all("footer")) >= 1
    assert page.all("a")[0]["class"] == "skip" and page.all("a")[0]["href"] == "#contenu"


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_inline_style_or_script_or_doubled_ids(client: FlaskClient, name: str) -> None:
    page = Page(get(client, PAGES[name]))
    assert not page.all("style")
    scripts = [script for script in page.all("script") if script.get("type") != "application/ld+json"]
    assert all(script.get("src", "").startswith("/static/") for script in scripts)
    attributes = [(tag, key) for tag, found in page.tags for key in found]
    assert not [found for found in attributes if found[1] == "style" or found[1].startswith("on")]
    ids = [found["id"] for _, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids))
    assert not [
        found for _, found in page.tags for key in ("src", "href") if found.get(key, "").startswith("http") and key == "src"
    ]


@pytest.mark.parametrize("name", PAGES)
def test_every_inner_link_of_a_page_leads_somewhere(client: FlaskClient, name: str) -> None:
    page = Page(get(client, PAGES[name]))
    ids = {found["id"] for _, found in page.tags if "id" in found}
    links = {link["href"] for link in page.all("a")}
    assert not [link for link in links if link.startswith("#") and link[1:] not in ids]
    for link in {link.partition("#")[0] for link in links if link.startswith("/")}:
        assert client.get(link, follow_redirects=True).status_code == 200, link


@pytest.mark.parametrize("name", ERRORS)
def test_errors_are_pages_that_say_what_to_do(client: FlaskClient, name: str) -> None:
    address, status = ERRORS[name]
    html = get(client, address, status)
    assert len(Page(html).all("h1")) == 1
    assert 'href="/"' in html
    assert Page(html).meta("robots").startswith("noindex")


def test_an_unknown_episode_offers_the_nearest(client: FlaskClient) -> None:
    for typed in ("2026-02-09-le-port-et-ses-gru", "le-port-et-ses-grues", "2026-02-09-le-prot-et-ses-grues-2"):
        assert f"/episodes/{PORT}" in get(client, f"/episodes/{typed}", 404), typed


@pytest.mark.parametrize(
    ("typed", "words"),
    [("macron", "macron"), ("le-climat-en-france", "le climat en france"), ("2023-05-01-la-grève", "2023-05-01 la greve")],
)
def test_an_unknown_episode_offers_no_far_address_but_the_search_for_its_words(client: FlaskClient, typed: str, words: str) -> None:
    links = {link["href"] for link in Page(get(client, f"/episodes/{typed}", 404)).all("a")}
    assert not {link for link in links if link.startswith("/episodes/") and not link.startswith(f"/episodes/{typed}")}
    assert f"/search?q={words.replace(' ', '+')}" in links


def test_a_bad_filter_is_named_with_the_way_to_write_it(client: FlaskClient) -> None:
    html = get(client, "/search?q=cantine&after=hier", 400)
    assert "after" in html and "hier" in html and "2026-02-09" in html


@pytest.mark.parametrize(
    ("address", "again"),
    [
        ("/search?q=cantine&page=abc", "/search?q=cantine"),
        ("/search?q=cantine&duration=long&sort=up&year=2025", "/search?q=cantine&year=2025"),
        ("/episodes?page=99", "/episodes"),
        ("/trends?q=cantine&page=x", "/trends?q=cantine"),
    ],
)
def test_a_page_that_cannot_be_read_offers_what_can_be_again(client: FlaskClient, address: str, again: str) -> None:
    page = Page(get(client, address, 400))
    assert again in {link.get("href") for link in page.all("a")}
    assert [one["value"] for one in page.all("input") if one.get("name") == "q"] == ["cantine" if "cantine" in address else ""]


def test_errors_under_api_are_json(client: FlaskClient) -> None:
    response = client.get("/api/episodes/nothing")
    assert response.status_code == 404
    assert response.get_json()["status"] == 404
    assert client.get("/api/search?q=x&limit=many").get_json()["status"] == 400


def test_what_pages_said_is_never_taken_for_html(client: FlaskClient) -> None:
    for address in (f"/episodes/{FILM}", f"/episodes/{FILM}?q=digue", "/search?q=digue", f"/episodes/{FILM}/moments?q=digue"):
        html = get(client, address)
        assert "<script>alert" not in html, address
        assert "&lt;script&gt;alert(1)" in html, address


def test_a_hostile_query_is_shown_as_text(client: FlaskClient) -> None:
    html = get(client, '/search?q="><img src=x onerror=alert(1)>')
    assert "<img" not in html


def test_a_hit_shows_its_moments_its_dial_and_the_way_to_the_second(client: FlaskClient) -> None:
    html = get(client, "/search?q=souveraineté")
    assert "<mark>souveraineté</mark>" in html
    assert f"/episodes/{PORT}?q=souverainet%C3%A9&amp;t=8#t5" in html
    assert html.count('class="band') >= 3
    assert 'data-t="5"' in html and "#n-best" in html


def test_words_that_make_one_moment_together_are_told_beside_the_list(client: FlaskClient) -> None:
    shown = {words: client.get(f"/episodes/{PORT}?q={words}").get_data(as_text=True) for words in ("grues", "port")}
    assert ["comptent pour un seul moment" in shown[words] for words in ("grues", "port")] == [True, False]


def test_a_hit_has_at_most_three_moments_and_a_way_to_the_rest(client: FlaskClient) -> None:
    html = get(client, "/search?q=la&show=Le+Quart+de+nuit")
    hit = html[html.index(f'id="{PORT}"') : html.index("</article>", html.index(f'id="{PORT}"'))]
    assert hit.count('class="clock"') == 3
    assert f"/episodes/{PORT}/moments?q=la" in hit
    assert "autres moments" in hit


@pytest.mark.parametrize("typed", ["Barral", "Barrel"])
def test_an_answer_of_which_nothing_is_said_shows_how_it_begins(client: FlaskClient, typed: str) -> None:
    """Who looks for a guest, with a slip or without, found a name and nothing to hear; what lacks a word, or says it, has
    no need of it."""
    hit = get(client, f"/search?q={typed}").partition(f'id="{BREAD}"')[2].partition("</article>")[0]
    (begins,) = re.findall(r'class="clock" href="([^"]*)".*?<p>(.*?)</p>', hit)
    assert "t=0" in begins[0]
    assert begins[1].startswith("Le pain, la mesure") and "Début de la transcription" in begins[1] and "<mark" not in begins[1]
    assert re.findall(r'href="#n-([a-z]+)"', hit) == ["near"], "what is quoted has its needle"
    assert client.get("/api/search?q=Barral").get_json()["episodes"][0]["moments"] == []
    assert "Début de la transcription" not in get(client, "/search?q=cantine") + get(client, "/search?q=barral+zygomatique")


def test_the_text_twin_of_the_dial_says_the_same(client: FlaskClient) -> None:
    """As the moments below it do, not where their captions begin."""
    html = get(client, "/search?q=souveraineté").replace(WIDE, " ")
    assert "moments, de 00:08 à" in html and "Écouter à </span>00:08</a>" in html


def test_what_was_heard_instead_is_said_on_hits_and_in_the_transcript(client: FlaskClient) -> None:
    assert "transcrit\u00a0: Malot Trévi Dique" in get(client, f"/episodes/{PORT}")
    assert "sans doute\u00a0: Malo Trévidic" in get(client, f"/episodes/{PORT}")


def test_filters_are_links_that_add_and_remove(client: FlaskClient) -> None:
    html = get(client, "/search?q=cantine")
    assert "/search?q=cantine&amp;show=Caf%C3%A9+des+sciences" in html
    html = get(client, "/search?q=cantine&show=Café des sciences")
    assert "filtre actif, retirer" in html
    assert re.search(r'href="/search\?q=cantine" aria-current="true"', html)


def test_years_stand_in_their_order_the_newest_first(client: FlaskClient) -> None:
    html = get(client, "/search?q=cantine")
    places = [html.index(f"<span>{year}</span>") for year in (2026, 2025, 2024)]
    assert places == sorted(places)


def test_pages_of_results_follow_one_another(client: FlaskClient) -> None:
    html = get(client, "/search?q=cantine")
    assert 'rel="next" href="/search?q=cantine&amp;page=2"' in html
    assert 'aria-current="page" href="/search?q=cantine&amp;page=2"' in get(client, "/search?q=cantine&page=2")
    assert "Il n’y a pas d’épisode sur cette page." in get(client, "/search?q=cantine&page=9")


def test_an_empty_answer_tells_its_cause_and_a_way_on(client: FlaskClient) -> None:
    html = get(client, "/search?q=moratoire cantine&show=Chroniques")
    assert "Aucun épisode" in html
    assert "absent des transcriptions" in html
    assert "n’exclut rien" in html and "Retirer ce filtre" not in html, "without it nothing is found either"


def test_filters_that_leave_nothing_are_told_in_the_head_and_a_period_once(client: FlaskClient) -> None:
    html = get(client, "/search?q=grues&after=2010&before=2010&show=Le+Quart+de+nuit")
    head, receipt = html.partition("<h1")[2].partition("</h1>")[0], html.partition('class="receipt"')[2]
    assert "Aucun épisode" in head and "Sans filtres" in html and "vos filtres les excluent" in html
    assert "<span>2010</span>" in receipt and "exclut 1 épisode<" in receipt and "depuis" not in receipt
    left = re.findall(r'href="([^"]*)">Retirer ce filtre', receipt)
    assert left == ["/search?q=grues&amp;show=Le+Quart+de+nuit"], "the show leaves nothing out"
    assert "vos filtres" not in get(client, "/search?q=moratoire&after=2010")


def test_a_show_left_out_is_named_where_nothing_is_left(client: FlaskClient) -> None:
    page = get(client, "/search?q=grues+-show:quart")
    assert "Sauf émission\u00a0: Le Quart de nuit" in page
    assert "exclut 1 épisode" in page
    assert "Le port et ses grues" not in page


def test_a_search_inside_one_episode_leads_to_its_first_hit(client: FlaskClient) -> None:
    response = client.get(f"/search?q=digue&episode={PORT}")
    assert response.status_code == 302
    assert response.location == f"/episodes/{PORT}?q=digue&t=749#t749"
    assert client.get(f"/search?q=rien&episode={PORT}").location == f"/episodes/{PORT}?q=rien"


def test_a_search_inside_an_episode_opens_where_the_phrase_is_said_and_tells_how_often(client: FlaskClient) -> None:
    assert client.get(f"/search?q=un+port&episode={PORT}").location.endswith("t=764#t763"), "its port is named at 5 seconds"
    page = get(client, f"/episodes/{PORT}?q=un+port")
    assert 'data-at="t763"' in page
    way = f'href="/search?q=%22un+port%22&amp;episode={PORT}">1 moment dit la phrase exacte</a>'
    assert way in page
    assert "la phrase exacte" not in get(client, f"/episodes/{PORT}?q=la+souverainet%C3%A9"), "every moment says it"
    assert "la phrase exacte" not in get(client, f"/episodes/{PORT}?q=%22un+port%22")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("souveraineté clé", "1 moment dit tous ces mots · <a"),
        ("souveraineté clé", "3 moments disent au moins un de ces mots</a>"),
        ("souveraineté clé&words=any", "1 moment dit tous ces mots</a>"),
        ("cantine clé", "aucun moment ne dit tous ces mots"),
        ("souveraineté lampe", "sans « lampe »"),
    ],
)
def test_several_words_looked_for_inside_an_episode_tell_what_its_moments_lack(client: FlaskClient, words: str, told: str) -> None:
    for address in (f"/episodes/{PORT}?q={words}", f"/episodes/{PORT}/moments?q={words}"):
        page = get(client, address)
        assert told in page.replace("\u202f", " ").replace("\xa0", " ")
        assert len(re.findall("ces mots(?:</a>)?</span>", page)) + page.count('class="tag no"') == 1
    assert "tous ces mots" not in get(client, f"/episodes/{PORT}?q=un+port"), "the phrase tells it"


@pytest.mark.parametrize("typed", ["", "?q=", "?q=xylophoniste", "?q=-port"])
def test_all_moments_of_what_no_moment_says_are_none(client: FlaskClient, typed: str) -> None:
    assert "0 moment" in get(client, f"/episodes/{PORT}/moments{typed}").replace("\xa0", " ")


def test_a_search_inside_an_episode_leads_through_the_moments_that_say_all_of_its_words(client: FlaskClient) -> None:
    """Dial, list, steps, the page of all moments and the counts; the others are one link away, and stay so."""
    for ways, many in (("", 1), ("&words=any", 3)):
        page = get(client, f"/episodes/{PORT}?q=souveraineté+clé&t=193{ways}")
        bar = page.partition('<div class="hitnav"')[2].partition('<div class="talk"')[0]
        assert len(re.findall(r'<a [^>]*data-t="', bar)) == many
        assert f"Moment {2 if ways else 1} sur {many}" in bar.replace("\xa0", " ") or f"{many} moment" in bar
        assert page.partition('<ol class="chaps few">')[2].partition("</ol>")[0].count("<li") == (many if ways else 0)
        steps = re.findall(r'href="([^"]*)"[^>]* data-step', page)
        assert all(("words=any" in step) == bool(ways) for step in steps)
        assert ('data-here="' + f"/episodes/{PORT}?q=souverainet%C3%A9+cl%C3%A9{ways.replace('&', '&amp;')}&amp;t=") in page
        listed = get(client, f"/episodes/{PORT}/moments?q=souveraineté+clé{ways}")
        assert listed.partition('id="moments"')[2].count('class="clock"') == many


def test_a_description_of_many_short_lines_shows_three_and_folds_the_rest(tmp_path: Path) -> None:
    told = replace(small_archive.episodes()[0], description="\n".join(f"Ligne {number}" for number in range(8)))
    with Library.open(tmp_path, create=True) as library:
        slug = library.upsert(small_archive.save_of(told), told).slug
        small_archive.publish(library, tmp_path)
        page = get(create_app(Site(IndexProvider(tmp_path), library)).test_client(), f"/episodes/{slug}")
    lead, _summary, fold = page.partition('<div class="lead')[2].partition("Toute la description")
    assert lead.count("<p>Ligne") == 3
    assert fold.partition("</details>")[0].count(">Ligne") == 8


def test_the_bar_of_a_phone_tells_the_passage_that_is_chosen(client: FlaskClient) -> None:
    tells = '<strong class="num" data-until data-short="{clock}"'
    assert f"{tells}>03:13–03:20</strong>" in get(client, f"/episodes/{PORT}?t=193,200")
    assert f"{tells} hidden>03:13</strong>" in get(client, f"/episodes/{PORT}?t=193")


def test_a_template_is_compiled_in_no_questions_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = list[str]()

    @contextmanager
    def noted() -> Iterator[None]:
        apart.append("")
        yield

    monkeypatch.setattr("archive.web.app.apart", noted)
    get(app.test_client(), "/search?q=a+question+of+its+own")
    assert apart


def test_a_phone_leads_to_the_search_from_within_moments_too(client: FlaskClient) -> None:
    for address in (f"/episodes/{PORT}", f"/episodes/{PORT}?q=souveraineté&t=193"):
        assert get(client, address).partition('<div class="thumb')[2].count('href="#q"') == 1


def test_a_search_inside_an_episode_opens_where_all_of_its_words_are_said(client: FlaskClient) -> None:
    assert client.get(f"/search?q=souveraineté+clé&episode={PORT}").location.endswith("t=193#t193"), "one of them at 5 seconds"


def test_a_moment_that_results_quote_is_one_of_those_its_page_leads_through(client: FlaskClient) -> None:
    """It said "1 of 1" where results told of more, and the one was another; so it did at an address without the ways.
    Where a moment says all words, those that do are quoted and led through, the others are one link away."""
    found = get(client, "/search?q=souveraineté+clé").partition(f'id="{PORT}"')[2].partition("</article>")[0]
    (best,) = [unescape(leads) for leads in re.findall(r'class="clock" href="([^"]*)"', found)]
    assert "Moment 1 sur 1, à" in get(client, best).replace("\xa0", " ") and found.count('data-t="') == 1
    assert "words=any" not in found.partition("/moments?")[0], "the title and the dial lead to as many"
    every = get(client, unescape(re.findall(r'href="([^"]*)" data-more>et 2 autres', found.replace("\xa0", " "))[0]))
    quoted = [unescape(leads) for leads in re.findall(r'class="clock" href="([^"]*)"', every.partition('id="moments"')[2])]
    assert len(quoted) == 3
    told = [re.search(r"<b>Moment (\d) sur (\d), à", get(client, leads).replace("\xa0", " ")) for leads in quoted]
    assert sorted(one.groups() if one else () for one in told) == [("1", "3"), ("2", "3"), ("3", "3")]
    alone = [get(client, leads.replace("&words=any", "")).replace("\xa0", " ") for leads in quoted]
    assert [("sur 3, à" in page, "words=any&amp;t={t}" in page) for page in alone].count((True, True)) == 2
    assert sum("Moment 1 sur 1, à" in page for page in alone) == 1, "the one that says both"


def test_the_way_to_all_moments_keeps_the_one_that_is_read_and_so_does_the_way_back(client: FlaskClient) -> None:
    page = get(client, f"/episodes/{PORT}?q=souveraineté+clé&t=193")
    (every,) = re.findall(r'<a href="([^"]*)"[^>]*>3 moments disent', page.replace("\xa0", " "))
    assert unescape(every).endswith("&words=any&t=193#t193")
    page = get(client, unescape(every)).replace("\xa0", " ")
    assert "Moment 2 sur 3, à" in page
    (most,) = re.findall(r'<a href="([^"]*)"[^>]*>1 moment dit tous', page)
    assert unescape(most).endswith("cl%C3%A9&words=all&t=193#t193")
    other = get(client, re.findall(r'href="([^"]*)"[^>]* data-step="1"', page)[0].replace("&amp;", "&")).replace("\xa0", " ")
    (most,) = re.findall(r'<a href="([^"]*)"[^>]*>1 moment dit tous', other)
    assert "sur 3" not in get(client, unescape(most)), "the place stays, though what says less is none of them"


@pytest.mark.parametrize("typed", ['"un port"', "« un port »", '"un xylophone"'])
def test_a_quotation_that_is_told_stands_in_one_pair_of_marks(client: FlaskClient, typed: str) -> None:
    for page in (get(client, f"/episodes/{PORT}?q={typed}"), get(client, f"/episodes/{PORT}/moments?q={typed}")):
        assert f"pour « {typed.strip('« »').strip(chr(34))} »" in page.replace("\xa0", " ")


def test_both_radio_buttons_left_empty_search_the_whole_archive(client: FlaskClient) -> None:
    assert "<h1" in get(client, "/search?q=digue&episode=&person=")


def test_the_episode_opens_with_all_words_lit_that_its_result_quotes(client: FlaskClient) -> None:
    def lit(address: str) -> list[str]:
        return re.findall(r'<span id="(\S+)"[^>]* class="at"', get(client, f"/episodes/{PORT}?{address}"))

    (quoted,) = re.findall(r'\?(q=digue\S+?)#t749"><.*?</a><p>(.*?)</p>', get(client, "/search?q=digue+entretient"))
    assert quoted[1].count("<mark>") == 2
    assert lit(unescape(quoted[0])) == ["t749", "t756"]
    assert lit("q=digue&t=749") == lit("q=digue+entretient&t=749,756") == ["t749"]


@pytest.mark.parametrize(("words", "others"), [("clé cantine", []), ("digue cantine", [PLAIN])])
def test_said_elsewhere_is_what_says_all_words_at_once_there(client: FlaskClient, words: str, others: list[str]) -> None:
    below = get(client, f"/episodes/{PORT}?q={words}").partition('id="h-vo"')[2].partition("</section>")[0]
    assert re.findall(r'class="clock" href="/episodes/([^?]+)\?', below) == others


def test_a_passage_is_at_the_first_moment_in_it_and_leads_on_behind_that(client: FlaskClient) -> None:
    page = get(client, f"/episodes/{PORT}?q=souveraineté&t=66,300").replace("\xa0", " ")
    assert "<b>Moment 2 sur 3, à 03:13</b>" in page, "the second of the moment, wherever the passage begins"
    assert re.findall(r'#(t\d+)" data-step="(-?1)" data-wraps', page) == [("t5", "-1"), ("t763", "1")]


def test_the_episode_opens_at_the_last_second_that_begins_a_cue(client: FlaskClient) -> None:
    assert '<span id="t193" data-at="199" class="at">' in get(client, f"/episodes/{PORT}?t=199")
    assert '<span id="t0" data-at="2" class="at">' in get(client, f"/episodes/{PORT}?t=2")
    assert '<span id="t1200" class="at">' in get(client, f"/episodes/{PORT}?t=99999")


def test_a_print_tells_where_it_comes_from_and_has_nothing_to_press(client: FlaskClient) -> None:
    for address in (f"/episodes/{PORT}", f"/episodes/{PORT}?t=749", "/search?q=cantine&year=2026", "/people/jeanne-kermadec"):
        page = get(client, address)
        (told,) = re.findall('class="print-only">(.*?)</p>', page)
        assert unescape(told).endswith(f" : http://localhost{address}".replace(" :", f"{WIDE}:")), told
    assert 'class="read no-print" role="radiogroup"' in page


def test_the_tools_of_a_passage_stand_once_however_many_paragraphs_it_has(client: FlaskClient) -> None:
    """Below each of them they made 2.4 GB of a page of five hours, passage and all."""
    html = get(client, f"/episodes/{PORT}?t=0,99999")
    assert html.count('class="para') > 3 and html.count('id="outils"') == 1
    assert html.index('id="outils"') > html.rindex('class="para'), "behind the last of the passage"


def test_cues_of_one_second_have_ids_of_their_own(client: FlaskClient) -> None:
    html = get(client, f"/episodes/{PORT}")
    assert all(f'id="{name}"' in html for name in ("t16", "t16-2", "t16-3"))


def test_a_phrase_is_marked_across_two_cues(client: FlaskClient) -> None:
    html = get(client, f'/episodes/{PORT}?q="commande publique"')
    assert "<mark>commande</mark>" in html and "<mark>publique</mark>" in html


def test_the_player_is_a_link_until_it_is_pressed(client: FlaskClient) -> None:
    for slug, page, embed in (
        (
            PORT,
            "https://www.dailymotion.com/video/x9port1?start=0",
            "https://geo.dailymotion.com/player.html?video=x9port1&startTime={s}",
        ),
        (NIGHT, "https://www.youtube.com/watch?v=abcdefghijk&t=0s", "https://www.youtube-nocookie.com/embed/abcdefghijk?start={s}"),
        (FILM, "https://vimeo.com/123456789#t=0s", "https://player.vimeo.com/video/123456789?autoplay=1#t={s}s"),
        (BREAD, "https://media.example/pain.mp3#t=0", "https://media.example/pain.mp3#t={s}"),
    ):
        page_of = Page(get(client, f"/episodes/{slug}"))
        assert not page_of.all("iframe") and not page_of.all("audio") and not page_of.all("video")
        shell = next(found for found in page_of.all("div") if found.get("id") == "lecteur")
        assert shell["data-embed"].startswith(embed)
        assert page in [link["href"] for link in page_of.all("a")]
    assert "Source inconnue" in get(client, f"/episodes/{PLAIN}")


def test_an_episode_can_be_taken_away_in_five_forms(client: FlaskClient) -> None:
    for form, kind in (("txt", "text/plain"), ("md", "text/markdown"), ("vtt", "text/vtt"), ("srt", "application/x-subrip")):
        response = client.get(f"/episodes/{PORT}.{form}")
        assert response.status_code == 200
        assert response.mimetype == kind
        assert "La digue tient encore" in response.get_data(as_text=True)
    assert client.get(f"/episodes/{PORT}.json").get_json() == client.get(f"/api/episodes/{PORT}").get_json()
    assert client.get(f"/episodes/{PORT}.exe").status_code == 404


@pytest.mark.parametrize(
    ("typed", "told", "written"),
    [
        ("date:2017-13", "« date:2017-13 » : ce n’est pas une date", "2026-02-09, mars-2017 ou 2026"),
        ("durée:>xx", "« durée:&gt;xx » : ce n’est pas une durée", "20..40"),
        ("depuis:hier", "« depuis:hier » : ce n’est pas une date", "mars-2017"),
        ("année:20x", "« année:20x » : ce n’est pas une année", "2026"),
        ("date:hier avant:demain", "« date:hier » : ce n’est pas une date", "mars-2017"),
    ],
)
def test_a_typed_filter_that_cannot_be_read_is_told_and_no_word(client: FlaskClient, typed: str, told: str, written: str) -> None:
    main = get(client, f"/search?q={quote(typed)}").partition("<main")[2].replace(WIDE, " ")
    assert f'<h1 id="total">{told}</h1>' in main and "absent des transcriptions" not in main and "<article" not in main
    assert written in main.partition('id="cause">')[2].partition("</p>")[0]
    answer = client.get("/api/search", query_string={"q": typed}).get_json()
    assert (answer["total"], answer["listed_total"], answer["meaning"], answer["receipt"]["words"]) == (0, 0, [], [])
    beside = get(client, f"/search?q={quote('digue ' + typed)}").replace(WIDE, " ")
    assert f"« {typed.split()[0].replace('>', '&gt;')} » est ignoré (ce n’est pas une" in beside


def test_fewer_moments_than_episodes_are_explained(client: FlaskClient) -> None:
    told = "certains par titre, personne ou description"
    assert re.search(r"<h1[^>]*>3 épisodes, 1 moment</h1>", page := get(client, "/search?q=malo")) and told in page
    assert told not in get(client, "/search?q=cantine")


def test_what_is_in_no_transcript_is_told_to_be_met_elsewhere(client: FlaskClient) -> None:
    told = "dans aucune transcription : par titre, personne ou description"
    found = {
        typed: get(client, f"/search?q={typed}").replace(WIDE, " ")
        for typed in ("directeur", "malo", "cantine", "", "date:2026-02")
    }
    assert [told in page for page in found.values()] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("asked", "told", "left", "field"),
    [
        ("after=2026-02-01&before=2026-02-28&dated=month", ["février 2026"], "/search", "février 2026"),
        ("after=2026-01-01&before=2026-12-31&dated=month", ["2026", "mois connu"], "/search?dated=month", "2026"),
        ("after=f%C3%A9vrier+2026&before=2026-02", ["février 2026"], "/search", "février 2026"),
        ("after=2026-02-09&before=2026-02-09&dated=day", ["9 février 2026"], "/search", "2026-02-09"),
        ("q=date:2026-02", ["février 2026"], "/search", ""),
        ("after=2026-02-02", ["depuis : lundi 2 février 2026"], "/search", "2026-02-02"),
        ("before=2026", ["jusqu’à : fin 2026"], "/search", ""),
        ("before=2026-02-27", ["jusqu’à : vendredi 27 février 2026"], "/search", ""),
        ("q=avant:2026-02", ["jusqu’à : fin février 2026"], "/search", ""),
        ("q=après:2026", ["depuis : 2026"], "/search", ""),
        ("q=date:2026-02&after=2026-02-01&before=2026-02-28&dated=month", ["février 2026"], "/search", "février 2026"),
        ("q=après:2026-02-02&after=2026-02-02", ["depuis : lundi 2 février 2026"], "/search", "2026-02-02"),
        ("q=date:2026-02&after=2026-01-01", ["février 2026", "depuis : 2026"], "/search?after=2026-01-01", "2026-01-01"),
    ],
)
def test_a_period_is_one_chip_and_its_fields_show_it_in_words(
    client: FlaskClient, asked: str, told: list[str], left: str, field: str
) -> None:
    html = get(client, f"/search?{asked}").replace(WIDE, " ")
    chips = re.findall(r'<a data-in-place data-key="[^"]*" href="([^"]*)">([^<]*)<svg', html.partition("Filtres :")[2])
    assert [words.strip() for _, words in chips] == told and chips[0][0] == left
    assert f'name="after" placeholder="mars 2025" value="{field}"' in html


def test_a_month_that_is_pressed_takes_the_place_of_the_days_that_are_typed(client: FlaskClient) -> None:
    links = re.findall(r'<a href="([^"]+)" tabindex="-1"><title>', get(client, "/search?q=cantine+apr%C3%A8s:2026-01"))
    assert links and all(link.startswith("/search?q=cantine&amp;after=20") for link in links)


@pytest.mark.parametrize(("typed", "slug"), [("Trevidick", NIGHT), ("cantinne", PORT)])
def test_an_episode_tells_how_what_was_typed_is_transcribed_and_the_results_only_mark_it(
    client: FlaskClient, typed: str, slug: str
) -> None:
    count = get(client, f"/episodes/{slug}?q={typed}").partition('class="hitnav"')[2].partition("</p>")[0]
    assert re.search(r'<span class="heard"[^>]*>transcrit', count)
    moments = get(client, f"/search?q={typed}").partition(f'id="{slug}"')[2].partition("</ol>")[0]
    assert '<mark class="near">' in moments and "heard" not in moments
    as_typed = get(client, f"/episodes/{PORT}?q=cantine").partition('class="hitnav"')[2].partition("</p>")[0]
    assert "pour «" in as_typed and "heard" not in as_typed


def test_whoever_is_met_among_the_people_of_a_hit_is_linked_to_their_page(client: FlaskClient) -> None:
    said = get(client, "/search?q=Kermadec").partition("Parmi les personnes")[2].partition("</p>")[0]
    assert '<a href="/people/jeanne-kermadec">Jeanne <mark>Kermadec</mark></a>' in said
    assert '<a href="/people/malo-trevidic">Malo Trévidic</a>, directeur des quais' in said


def test_a_person_page_shows_roles_forms_and_where_else_the_name_is_said(client: FlaskClient) -> None:
    html = get(client, "/people/malo-trevidic")
    assert "directeur des quais" in html
    assert "Malot Trévi Dique" in html and "prononciation voisine" in html
    assert f"/episodes/{NIGHT}" in html


def test_a_person_page_counts_appearances_and_mentions_apart(client: FlaskClient) -> None:
    html = get(client, "/people/malo-trevidic")
    assert "2 épisodes à l’antenne" in html and "on en parle dans 1 autre" in html
    (elsewhere,) = re.findall(r'<a href="([^"]*)">on en parle dans 1 autre', html)
    found = get(client, unescape(elsewhere))
    assert '<h1 id="total"' in found and "1 épisode," in found and f"/episodes/{NIGHT}" in found
    rows = html[html.index('id="ep"') :].partition("</section>")[0]
    assert f"/episodes/{PORT}" in rows and f"/episodes/{NIGHT}" not in rows
    assert "on en parle" not in get(client, "/people/ines-barral")


def test_trends_compare_words_on_one_scale_with_a_table_beside(client: FlaskClient) -> None:
    html = get(client, "/trends?q=cantine,+souveraineté")
    assert html.count('class="bars tall"') == 2
    assert "<table" in html and "pas d’épisode" in html
    assert "/search?q=souverainet%C3%A9&amp;after=2026-02-01&amp;before=2026-02-28" in html


def test_trends_can_be_taken_away_as_a_table(client: FlaskClient) -> None:
    lines = get(client, "/trends.csv?q=cantine,=1%2B1").splitlines()
    assert lines[0] == "month,cantine,'=1+1,episodes_on_air"
    assert lines[1].startswith("2024-01,1,")
    assert lines[-2].startswith("2026-02,") and lines[-1].startswith("undated,")


def test_the_calendar_says_how_many_have_no_date(client: FlaskClient) -> None:
    assert "1 épisode n’a pas de date" in get(client, "/calendar")


def test_no_page_sets_a_cookie(client: FlaskClient) -> None:
    for address in PAGES.values():
        assert "Set-Cookie" not in client.get(address).headers


def test_no_address_of_an_episode_tells_it_once_the_library_took_it_down(tmp_path: Path) -> None:
    """The index is behind for as long as the next generation takes, longer where its disk is full."""
    with small_archive.build(tmp_path) as library:
        asked = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        library.remove(small_archive.PORT, "court order")
        for address in ("", "/moments?q=souveraineté", ".json", "/quote?from=t5", "/cite.ris?from=t5"):
            assert asked.get(f"/episodes/{small_archive.PORT}{address}").status_code == 410, address


def test_signs_without_a_word_find_nothing_and_say_why(client: FlaskClient) -> None:
    page = get(client, "/search?q=%3F%3F%3F")
    assert "Aucun mot à chercher" in page and 'class="hit"' not in page


def test_undated_episodes_are_reached_from_the_calendar(client: FlaskClient) -> None:
    (address,) = re.findall(r'href="([^"]*)">Voir les épisodes sans date', get(client, "/calendar"))
    listed = get(client, address)
    assert ">1 épisode</h1>" in listed and f'id="{PLAIN}"' in listed


def test_a_search_for_several_words_says_what_its_moments_hold(client: FlaskClient) -> None:
    assert re.search(r"<h1[^>]*>.*\d+ moments? où l’un des mots est dit</h1>", get(client, "/search?q=digue cantine"))
    assert "où l’un" not in get(client, "/search?q=cantine")


@pytest.mark.parametrize("typed", ["C++", "c++", "C#", "F#", "++", "&", ".NET"])
def test_a_word_with_signs_is_answered(client: FlaskClient, typed: str) -> None:
    assert client.get("/search", query_string={"q": typed}).status_code == 200


def test_signs_that_part_words_are_no_part_of_how_a_query_was_read(client: FlaskClient) -> None:
    read = re.sub("<[^>]*>", "", get(client, "/search?q=<digue> cantine").partition('class="receipt"')[2][:900])
    assert "digue" in read and "&lt;" not in read


def test_a_count_of_the_calendar_stands_behind_its_own_month(client: FlaskClient) -> None:
    assert re.search(r'>févr\. <span class="num">1<', get(client, "/calendar"))


def test_trends_say_what_they_do_not_draw(client: FlaskClient) -> None:
    assert re.search(r"Sans mois certain.: <a [^>]*dated=none[^>]*>sans date</a> \(1\)", get(client, "/trends?q=digue"))


def test_the_front_page_says_what_this_is_and_offers_words_said_in_many(client: FlaskClient) -> None:
    page = get(client, "/")
    assert "Cherchez dans les transcriptions de 17 épisodes" in page


def test_a_month_of_the_calendar_leads_to_as_many_episodes_as_it_counts(client: FlaskClient) -> None:
    months = re.findall(r'<a href="(/search\?after=[^"]*)">[^<]*<span class="num">(\d+)', get(client, "/calendar"))
    assert len(months) > 2
    for address, count in months:
        assert f">{count} épisode" in get(client, address.replace("&amp;", "&")), address


@pytest.mark.parametrize(("known", "total", "left_out"), [("none", 1, 0), ("year", 16, 1)])
def test_only_an_episode_that_a_date_leaves_out_is_told_of_as_left_out(
    client: FlaskClient, known: str, total: int, left_out: int
) -> None:
    answer = client.get(f"/api/search?dated={known}").json or {}
    assert (answer["total"], answer["receipt"]["undated"]) == (total, left_out)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/people/ines-barral", "parmi ses épisodes"),
        ("/shows/chroniques", "dans cette émission"),
        ("/categories/radio", "dans cette catégorie"),
    ],
)
def test_the_choice_of_where_to_search_names_what_the_page_is_of(client: FlaskClient, address: str, told: str) -> None:
    assert f"checked> {told}</label>" in get(client, address)


def test_words_that_are_never_said_together_are_told_to_be_apart(client: FlaskClient) -> None:
    apart, together = (get(client, f"/search?q={words}").replace("\u00a0", " ") for words in ("cantine+lampe", "commande+publique"))
    assert re.search(r'id="rests">Ils ne sont jamais dits à moins d’une minute d’intervalle.', apart)
    assert "jamais" not in together and "la phrase exacte" in together and "la phrase exacte" not in apart


def test_the_other_moments_of_several_words_are_as_many_as_are_announced(client: FlaskClient) -> None:
    """The link led to those that say all of the words: three excerpts became one, of fourteen that were promised."""
    page = get(client, "/search?q=souveraineté+port")
    said = "moments? qui di(?:t|sent) au moins un de ces mots"
    ((address, more),) = set(re.findall(rf'href="([^"]*/moments[^"]*)" data-more>et (\d+) autres? {said}<', page))
    listed = get(client, address.replace("&amp;", "&")).partition('id="moments"')[2].count('class="clock"')
    assert "words=any" in address and listed > int(more)


def test_the_exact_phrase_is_offered_where_an_episode_says_it(client: FlaskClient) -> None:
    said, turned = (get(client, f"/search?q={words}") for words in ("commande+publique", "publique+commande"))
    assert "la phrase exacte" in said and "la phrase exacte" not in turned
    assert "la phrase exacte" not in get(client, "/search?q=commande+publique&year=2025")


def test_a_phrase_that_nobody_says_leads_to_its_words_where_an_episode_holds_them(client: FlaskClient) -> None:
    offer = "Chercher ces mots sans les guillemets"
    assert re.search(rf'href="/search\?q=grues\+cantine">{offer}', get(client, '/search?q="grues cantine"'))
    assert offer in get(client, '/search?q="grues cantine"&year=2026')
    assert offer not in get(client, '/search?q="grues zygomatique"')
    assert offer not in get(client, "/search?q=zygomatique")


def test_no_filter_stands_within_the_phrase_that_is_offered(client: FlaskClient) -> None:
    assert "%22commande+publique%22" in client.get("/search?q=commande+publique").get_data(as_text=True)
    assert "%22after" not in client.get("/search?q=after:2000+cantine+port").get_data(as_text=True)


def test_a_typed_filter_that_is_taken_away_leaves_the_others_of_its_name(client: FlaskClient) -> None:
    page = client.get('/search?q=cantine+guest:"Jean+Dupont"+guest:Paul').get_data(as_text=True)
    assert "q=cantine+guest%3A%22Jean+Dupont%22&#34;" in page or 'guest%3A%22Jean+Dupont%22"' in page
    assert 'q=cantine+guest%3APaul"' in page


@pytest.mark.parametrize(
    ("address", "called", "follow"),
    [
        ("/shows/chroniques", "Chroniques", "Suivre cette émission"),
        ("/categories/radio", "Catégorie « Radio »", "Suivre cette catégorie"),
        ("/people/ines-barral", "Inès Barral", "Suivre cette personne"),
    ],
)
def test_the_head_of_a_list_names_it_and_leads_to_how_it_is_followed(
    client: FlaskClient, address: str, called: str, follow: str
) -> None:
    page = get(client, address).replace("\u00a0", " ").replace("&nbsp;", " ")
    head = page.partition('<div class="head">')[2].partition("</div>")[0]
    assert f"<h1>{called}</h1>" in head and f"<title>{called}" in page
    assert f'<a href="#flux">{follow}</a>' in head and 'id="flux"' in page
    assert not re.search(r"(?<!\u00a0|;)·", client.get(address).text.partition('<div class="head">')[2].partition("</div>")[0]), (
        "no line of a phone begins with a dot"
    )


def test_a_title_has_the_spaces_of_its_signs_wherever_it_is_shown(tmp_path: Path) -> None:
    port = replace(small_archive.episodes()[0], title="Qui parle ? Le port : suite")
    with Library.open(tmp_path, create=True) as library:
        slug = library.upsert(small_archive.save_of(port), port).slug
        small_archive.publish(library, tmp_path)
        site = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        for address in ("/", "/episodes", "/search?q=grue", f"/episodes/{slug}?q=digue", f"/embed/{slug}", "/embed/search?q=grue"):
            shown = get(site, address).partition("<body")[2]
            assert "Qui parle\u202f? Le port\xa0: suite" in shown, address
            assert ">Qui parle ? Le" not in shown, address


@pytest.mark.parametrize(
    ("typed", "key", "name"),
    [
        ("invité:Kermadek", "person", "Jeanne Kermadec"),
        ("émission:croniques", "show", "Chroniques"),
        ("grue guest:Trévidik", "person", "Malo Trévidic"),
    ],
)
def test_a_filter_by_a_name_that_nobody_has_offers_who_is_called_nearly_so(
    client: FlaskClient, typed: str, key: str, name: str
) -> None:
    found = re.search(r'id="names">.*?<a href="([^"]+)">([^<]+)</a> <span class="num">\((\d+)', get(client, f"/search?q={typed}"))
    assert found and found[2] == name and f"{key}=" in found[1]
    answered = client.get("/api/v1/search" + found[1].replace("&amp;", "&").removeprefix("/search")).get_json()
    assert answered["total"] == int(found[3])


@pytest.mark.parametrize("typed", ["invité:zygomatique", "invité:Kermadec zygomatique", "-invité:Kermadek zygomatique"])
def test_no_name_is_offered_where_none_is_near_or_somebody_has_it(client: FlaskClient, typed: str) -> None:
    assert 'id="names"' not in get(client, f"/search?q={typed}")


@pytest.mark.parametrize("slug", [PORT, NIGHT, BREAD])
def test_an_episodes_page_the_api_feeds_and_search_engines_tell_one_length(client: FlaskClient, slug: str) -> None:
    """A list told the begin of the last line, the page the end of its last words."""
    page = get(client, f"/episodes/{slug}")
    told = {int(seconds) for seconds in re.findall(r'data-band="(\d+)"', page)}
    listed = client.get("/api/v1/episodes").get_json()["episodes"]
    told |= {one["duration_s"] for one in listed if one["slug"] == slug}
    for hit in client.get("/api/v1/search?q=souveraineté").get_json()["episodes"]:
        told |= {hit["duration_s"]} if hit["slug"] == slug else set()
    told.add(int(re.findall(r'"duration": ?"PT(\d+)S"', page)[0]))
    assert len(told) == 1, told


def test_the_values_beside_results_are_said_to_filter_them_and_names_in_results_lead_to_their_pages(client: FlaskClient) -> None:
    """Beside results a name that filters looked like the one in a result, which leads to the person."""
    page = get(client, "/search?q=port")
    said, listed = page.split('<aside aria-labelledby="h-fi">')[1].split("</aside>")
    assert said.index("Filtre\u00a0: Personne") < said.index("&amp;person=") and "/people/" not in said
    assert 'href="/people/' in listed and "person=" not in listed.split('<ol class="moments">')[1].split("</article>")[0]
