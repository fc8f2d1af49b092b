"""What the archive holds, shown as it is: this day in other years, all episodes, months that are known; one address a page."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from msgspec import structs

from archive.library import Library
from archive.model.episode import Chapter, Cue, Episode, Person, Published
from archive.search import open_index
from archive.search.filters import Filters
from archive.search.query.parser import parse
from archive.web import IndexProvider, Site, create_app
from archive.web.browse_index import BrowseIndex, browse_index, fullest_shows, last_name, often_heard
from archive.web.i18n import WIDE, english
from archive.web.views.browse import when_of
from archive.web.views.short_links_and_icons import FRENCH
from tests.web import small_archive
from tests.web.addresses import PAGES
from tests.web.small_archive import BREAD, NIGHT, PORT


def at(root: Path, library: Library, *when: int) -> FlaskClient:
    """A reader of the small archive at an hour, UTC."""
    return create_app(Site(IndexProvider(root), library, now=lambda: dt.datetime(*when, tzinfo=dt.UTC))).test_client()  # type: ignore[arg-type]


def test_the_front_page_shows_the_latest_the_shows_and_the_people(client: FlaskClient) -> None:
    html = client.get("/?lang=fr").get_data(as_text=True)
    parts = {name: html[html.index(f'aria-labelledby="{name}"') :].partition("</section>")[0] for name in ("der", "emi", "gens")}
    assert list(dict.fromkeys(re.findall(r'href="/episodes/([^"?#]+)', parts["der"])))[:2] == [PORT, NIGHT]
    assert {"le-quart-de-nuit", "cafe-des-sciences", "chroniques"} <= set(re.findall(r'href="/shows/([^"?]+)', parts["emi"]))
    assert {"malo-trevidic", "ines-barral", "jeanne-kermadec"} == set(re.findall(r'href="/people/([^"?]+)', parts["gens"]))


def test_the_front_page_leads_to_the_categories(client: FlaskClient) -> None:
    told = client.get("/?lang=fr").text.partition("Par catégorie</span>")[2].partition("</nav>")[0]
    assert '"/categories/radio?lang=fr">Radio <span class="num">(' in told
    assert told == client.get("/episodes?lang=fr").text.partition("Par catégorie</span>")[2].partition("</nav>")[0]


def test_the_front_page_shows_whole_episodes_of_its_language_and_who_is_heard_most(tmp_path: Path) -> None:
    def episode(number: int, tongue: str, seconds: int, guest: str) -> Episode:
        lines = small_archive.said(((0, f"La lampe {number}."), (seconds, "Elle veille.")))
        when, people = Published(dt.date(2026, 1, 1 + number), "page"), (Person(guest, "guest"),)
        told = Episode(f"Lampe {number}", "page", f"{number:064d}", 1, cues=lines, origin=f"{number}.txt", published=when)
        return replace(told, language=tongue, people=people)

    held = [
        *(episode(number, "fr", 400, f"Invitée {'ABC'[number]}{'abc'[number]}") for number in range(3)),
        *(episode(number, "en", 400, "Ada Moor") for number in range(3, 6)),
        episode(6, "fr", 14, "Invitée Dd"),
    ]
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            for one in held:
                library.upsert(small_archive.save_of(one), one)
        small_archive.publish(library, tmp_path)
        client = at(tmp_path, library, 2027, 1, 1)
        told = {"fr": "Français. 4 épisodes plus récents", "en": "English. 1 newer episode is shorter or in another language."}
        for tongue, numbers in (("fr", "210"), ("en", "543")):
            html = client.get(f"/?lang={tongue}").text.replace(WIDE, " ")
            assert re.search(r"(épisodes de plus de|episodes longer than) 3 minutes</h2>", html) and told[tongue] in html
            assert re.findall(r">Lampe (\d)</a></h3>", html) == list(numbers), "no scrap, though it is the newest"
        with client.application.test_request_context("/"):
            client.application.preprocess_request()
            assert [entry.name for entry, _ in often_heard(browse_index(), Filters(), 1)] == ["Ada Moor"]
        (whole,) = re.findall(r'href="([^"]*)">6 épisodes de plus de 3 minutes', client.get("/episodes?lang=fr").text)
        assert "6 épisodes" in client.get(unescape(whole)).text


def test_the_front_page_begins_with_other_languages_where_those_of_its_own_are_far_older(tmp_path: Path) -> None:
    days = {"fr": ("2018-01-01", "2019-01-01", "2020-01-01"), "en": ("2026-01-04", "2026-02-04", "2026-03-31")}
    given = (one for tongue in days for one in zip((tongue,) * 3, days[tongue], strict=True))
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            for number, (tongue, day) in enumerate(given):
                lines = small_archive.said(((0, f"La lampe {number}."), (400, "Elle veille.")))
                when = Published(dt.date.fromisoformat(day), "page")
                one = Episode(f"Lampe {number}", "page", f"{number:064d}", 1, cues=lines, origin=f"{number}.txt", published=when)
                library.upsert(small_archive.save_of(one), replace(one, language=tongue))
        small_archive.publish(library, tmp_path)
        client = at(tmp_path, library, 2027, 1, 1)
        french, english = (client.get(f"/?lang={tongue}").text for tongue in ("fr", "en"))
        for html in (french, english):
            assert re.findall(r">Lampe (\d)</a></h3>", html) == ["5", "4", "3"]
            assert "plus courts" not in html and "is shorter" not in html
        assert french.count('<p class="meta">anglais') == 3 and '<p class="meta">English' not in english
        for listed in ("/episodes?", "/search?q=lampe&", "/search?after=2018-01-01&before=2026-12-31&"):
            told = [client.get(f"{listed}lang={tongue}").text for tongue in ("fr", "en")]
            assert [re.findall(r'class="meta">([A-Za-z]+)', html) for html in told] == [["anglais"] * 3, ["French"] * 3], listed
        (own,) = re.findall(r'href="([^"]*)">Français\W+3 épisodes</a>', french)
        assert "3 épisodes" in client.get(unescape(own)).text


def test_the_front_page_promises_sound_where_the_archive_has_it(client: FlaskClient, tmp_path: Path) -> None:
    def promised(reader: FlaskClient, lang: str) -> str:
        html = reader.get(f"/?lang={lang}").get_data(as_text=True)
        return html[html.index("</h1>") :].partition("</p>")[0]

    assert "avec la seconde où il est dit, et s’écoute là où il y a du son." in promised(client, "fr")
    assert "comes with the second it was said, and plays where there is sound." in promised(client, "en")
    played = [one for one in small_archive.episodes() if one.platform == "youtube"]
    silent = [replace(one, platform=None, video_id=None, source_url=None) for one in played]
    for name, held, told in (
        ("sound", played, "s’écoute à partir de la seconde où il est dit."),
        ("text", silent, "avec la seconde où il est dit."),
    ):
        with Library.open(tmp_path / name, create=True) as library:
            with library.transaction():
                for one in held:
                    library.upsert(small_archive.save_of(one), one)
            small_archive.publish(library, tmp_path / name)
            assert told in promised(at(tmp_path / name, library, 2027, 1, 1), "fr")


def test_the_front_page_leads_to_the_shows_of_the_most_episodes_in_order_of_name(root: Path, library: Library) -> None:
    held = BrowseIndex(open_index(root))
    assert [entry.key for entry, _ in fullest_shows(held, 1)] == ["chroniques"]
    assert [entry.key for entry, _ in fullest_shows(held, 99)] == list(held.shows)


def test_the_front_page_marks_no_part_of_the_menu(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)
    assert "aria-current" not in html[: html.index("</nav>")]
    assert 'aria-current="page"' in client.get("/people").get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/calendar", "Épisodes"),
        (f"/episodes/{PORT}", "Épisodes"),
        ("/shows/le-quart-de-nuit", "Émissions"),
        ("/categories/radio", "Émissions"),
        ("/people/ines-barral", "Personnes"),
    ],
)
def test_a_page_marks_the_part_of_the_menu_to_which_it_belongs(client: FlaskClient, address: str, name: str) -> None:
    menu = client.get(f"{address}?lang=fr").text.partition("</nav>")[0]
    assert re.findall(r'aria-current="true">([^<]*)', menu) == [name] and 'aria-current="page"' not in menu
    assert "<h1>Calendrier des épisodes</h1>" in client.get("/calendar?lang=fr").text


def test_no_example_is_shown_where_no_chapter_is_of_words_that_many_say(client: FlaskClient) -> None:
    assert "Par exemple" not in client.get("/?lang=fr").get_data(as_text=True)


def test_examples_are_words_that_many_say_and_neither_names_nor_sentences(tmp_path: Path) -> None:
    titles = ("Ouverture", "Malo Trévidic", "La cantine du port", "La digue", "Cantine")
    chapters = tuple(Chapter(1000 * place, title) for place, title in enumerate(titles))
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            for one in small_archive.episodes():
                told = replace(one, chapters=chapters) if one.title == "Le port et ses grues" else one
                library.upsert(small_archive.save_of(told), told)
        small_archive.publish(library, tmp_path)
        html = at(tmp_path, library, 2027, 1, 1).get("/?lang=fr").get_data(as_text=True)
    examples = html[html.index("Par exemple") :].partition("</p>")[0]
    linked = re.findall(r'href="/search\?q=([^"&]+)[^"]*">([^<]+)</a>', examples)
    assert linked == [("la+digue", "la digue"), ("cantine", "cantine")], "two words first: they say more"


def test_the_inside_of_a_longer_phrase_is_no_example(tmp_path: Path) -> None:
    def told(number: int, line: str, *titles: str) -> Episode:
        made = Episode(f"Bulletin {number}", "page", f"{number:064}", 1, language="fr", origin=str(number))
        cues = (Cue(0, f"{'abcdefgh'[number] * 6} {line}"), Cue(900_000, "Voilà pour ce soir."))
        return replace(made, cues=cues, chapters=tuple(Chapter(place, title) for place, title in enumerate(titles)))

    line = "Les projets source libres et la pêche {} restent."
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            for number, kind in enumerate(("locale", "lointaine", "ancienne", "moderne", "tranquille", "difficile")):
                one = told(number, line.format(kind), "Projets source", "La pêche", "Pêche")
                library.upsert(small_archive.save_of(one), one)
        small_archive.publish(library, tmp_path)
        html = at(tmp_path, library, 2027, 1, 1).get("/?lang=fr").get_data(as_text=True)
    examples = re.findall(r">([^<]+)</a>", html.partition("Par exemple")[2].partition("</p>")[0])
    assert examples == ["la pêche", "pêche"], "libres stands behind the other each time"


def test_no_error_of_a_machine_is_an_example(sample_library: Path) -> None:
    with Library.open(sample_library, read_only=True) as library:
        html = at(sample_library, library, 2027, 1, 1).get("/?lang=fr").get_data(as_text=True)
    examples = html.partition("Par exemple")[2].partition("</p>")[0]
    assert "commande publique" in examples and "sécure" not in examples


@pytest.mark.parametrize(
    ("name", "under"),
    [
        ("Pascale de La Tour du Pin", "la tour du pin"),
        ("Marine Le Pen", "le pen"),
        ("Trenton Van Epps", "van epps"),
        ("Dominique de Villepin", "villepin"),
        ("Guido van Rossum", "rossum"),
        ("Van Jones", "jones"),
        ("Élise Lucet", "lucet"),
        ("Zed", "zed"),
    ],
)
def test_a_particle_with_a_capital_belongs_to_the_last_name(name: str, under: str) -> None:
    assert last_name(name) == under


def test_a_name_is_found_on_the_page_of_people_however_it_is_written(client: FlaskClient) -> None:
    def found(address: str) -> set[str]:
        page = client.get(address).get_data(as_text=True)
        return set(re.findall(r'href="/(?:people|shows)/([^"?]+)', page[page.index("<h1>") :]))

    assert found("/people?q=BARRAL") == found("/people?q=inè+bar") == {"ines-barral"}
    every = found("/people")
    assert {"malo-trevidic", "ines-barral"} < every and found("/people?q=???") == every
    assert found("/shows?q=chron") == {"chroniques"} < found("/shows")
    page = client.get("/people?q=barral").get_data(as_text=True)
    assert "1 personne de ce nom." in page and 'value="barral"' in page and 'href="/people">Tous les noms' in page
    assert 'name="robots" content="noindex' in page


def test_the_beginning_of_a_name_is_told_as_one(client: FlaskClient) -> None:
    page = client.get("/people?q=b").get_data(as_text=True).replace("\u00a0", " ").replace("\u202f", " ")
    assert re.search(r"[0-9]+ personnes? dont le prénom ou le nom commence par « b »\.", page) and "de ce nom" not in page


def test_a_name_that_nobody_has_is_told_and_leads_to_the_transcripts(client: FlaskClient) -> None:
    nobody = "D’après les descriptions, ni animateur ni invité ne porte ce nom."
    found = client.get("/search?q=souveraineté").get_data(as_text=True)
    many = re.search(r"[0-9]+ épisodes", found[found.index("<h1") :])
    assert many
    for address, told in (("/people", nobody), ("/shows", "Aucune émission ne porte ce nom")):
        page = client.get(f"{address}?q=zygomatique").get_data(as_text=True)
        assert ("Toutes les émissions" in page) == (address == "/shows") != ("Tous les noms" in page)
        assert told in page and 'href="/search?q=zygomatique">Chercher « zygomatique »' in page.replace("\u00a0", " ")
        said = client.get(f"{address}?q=souveraineté").get_data(as_text=True).replace("\u00a0", " ")
        assert told in said and "« souveraineté » se trouve dans " + many.group() in said


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/people?q=ines+baral", "/people/ines-barral"),
        ("/people?q=barralle", "/people/ines-barral"),
        ("/shows?q=kart+de+nuit", "/shows/le-quart-de-nuit"),
        ("/shows?q=lequardenuit", "/shows/le-quart-de-nuit"),
        ("/categories?q=chroniqes", "/shows/chroniques"),
    ],
)
def test_a_name_typed_with_a_slip_leads_to_the_page_that_was_meant(client: FlaskClient, typed: str, meant: str) -> None:
    page = client.get(typed).get_data(as_text=True)
    rows = page.partition(">Nom proche<")[2].partition("</ul>")[0]
    assert f'<li><a href="{meant}"><b>' in rows and re.search(r'class="num">[1-9]', rows), "a row, as of a name that is right"


@pytest.mark.parametrize("typed", ["quartdenuit", "qu art de nuit", "Qu'art de nu"])
def test_a_name_is_found_though_its_words_are_written_together_or_apart(client: FlaskClient, typed: str) -> None:
    page = client.get("/shows", query_string={"q": typed}).get_data(as_text=True)
    assert "1 émission ou catégorie de ce nom" in page and "Nom proche" not in page


@pytest.mark.parametrize("query", [{}, {"language": "fr"}])
def test_a_list_leads_to_those_of_its_episodes_that_are_whole(client: FlaskClient, query: dict[str, str]) -> None:
    page = client.get("/search", query_string={"lang": "fr", **query}).text
    ((address, told),) = re.findall(r'href="([^"]*)">(\d+) épisodes de plus de 3 minutes<', page)
    assert client.get("/api/search", query_string={**query, "duration": ">3"}).get_json()["total"] == int(told)
    there = client.get(unescape(address)).text
    assert f"{told} épisodes" in there and "de plus de 3 minutes" not in there


def test_a_list_without_a_whole_episode_leads_to_none(client: FlaskClient) -> None:
    assert "plus de 3 minutes" not in client.get("/search?lang=fr&duration=<1").text
    assert "plus de 3 minutes" not in client.get("/search?lang=fr&year=1950").text


def test_all_episodes_are_listed_newest_first(client: FlaskClient, library: Library) -> None:
    html = client.get("/episodes").get_data(as_text=True)
    slugs = list(dict.fromkeys(re.findall(r'<li>.*?href="/episodes/([^"?]+)"', html)))
    assert sorted(slugs) == sorted(entry.slug for entry in library.listed())
    assert slugs[0] == PORT and slugs[-1] == small_archive.PLAIN
    (leads,) = re.findall(r"Par catégorie</span>(.*?)</nav>", client.get("/episodes?lang=fr").text)
    for address in re.findall(r'href="([^"]*)"', leads):
        assert client.get(address).status_code == 200
    assert leads.count("href") >= 1 and 'href="#cat"' in client.get("/shows?lang=fr").text
    beyond = client.get("/episodes?page=2&lang=fr")
    assert beyond.status_code == 400 and "Les pages vont de 1 à 1." in beyond.text
    assert "Les pages vont de 1 à 1." in client.get("/episodes?page=abc&lang=fr").text
    assert re.search(r'href="/search\?dated=none[^"]*">sans date <span class="num">\(1<', client.get("/episodes?lang=fr").text)


@pytest.mark.parametrize(
    ("address", "words"), [("/people/roger-martn", "roger martn"), ("/chercher?q=macron", "macron"), ("/secours", "secours")]
)
def test_an_address_of_no_page_leads_to_the_search_for_its_words(client: FlaskClient, address: str, words: str) -> None:
    page = client.get(f"{address}{'&' if '?' in address else '?'}lang=fr")
    assert page.status_code == 404
    assert f"Chercher « {words} »" in page.text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("address", "name", "leads"),
    [
        ("/people/malo-trevidc", "Malo Trévidic", "/people/malo-trevidic"),
        ("/people/ines", "Inès Barral", "/people/ines-barral"),
        ("/shows/le-quart", "Le Quart de nuit", "/shows/le-quart-de-nuit"),
    ],
)
def test_an_address_of_nobody_leads_to_those_who_are_called_nearly_so(
    client: FlaskClient, address: str, name: str, leads: str
) -> None:
    page = client.get(f"{address}?lang=fr")
    assert page.status_code == 404
    assert re.search(rf'<a href="{leads}[^"]*"><b>{name}</b>', page.text, re.IGNORECASE)


@pytest.mark.parametrize("name", FRENCH)
def test_a_page_is_found_by_its_french_name_with_its_query(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/{name}?q=port&q=quai")
    assert answer.status_code == 308
    assert answer.location.endswith("?q=port&q=quai") and client.get(answer.location.partition("?")[0]).status_code == 200


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("/people/", "/people"),
        ("/Episodes", "/episodes"),
        (f"/episodes/{PORT.upper()}?t=5&q=Cantine", f"/episodes/{PORT}?t=5&q=Cantine"),
        (f"/episodes/{NIGHT}/", f"/episodes/{NIGHT}"),
    ],
)
def test_a_slash_at_the_end_or_another_case_leads_to_the_one_address(client: FlaskClient, asked: str, leads: str) -> None:
    answer = client.get(asked)
    assert (answer.status_code, answer.location) == (308, leads)


@pytest.mark.parametrize("asked", ["/nothing/", "/NOTHING", "/static/x/js/"])
def test_an_address_of_nothing_leads_nowhere(client: FlaskClient, asked: str) -> None:
    assert client.get(asked).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands_at_its_one_address(client: FlaskClient, name: str) -> None:
    assert client.get(PAGES[name]).status_code == 200


@pytest.fixture(scope="module")
def by_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two episodes: one whose day is known, one whose year alone is, in English."""
    root = tmp_path_factory.mktemp("years")
    told, other = (one for one in small_archive.episodes() if one.title in {"Le port et ses grues", "Le pain et la mesure"})
    year = replace(other, language="en", people=told.people, published=Published(dt.date(2024, 1, 1), "page", precision="year"))
    with Library.open(root, create=True) as library:
        with library.transaction():
            for one in (told, year):
                library.upsert(small_archive.save_of(one), one)
        small_archive.publish(library, root)
    return root


def test_an_episode_known_by_its_year_is_drawn_in_no_month_and_counted(by_year: Path) -> None:
    found = open_index(by_year)
    assert [(month.month, month.on_air) for month in found.months()] == [("2026-02", 1)]
    assert dict(found.search("souveraineté").facets["year"]) == {"2024": 1, "2026": 1}
    with Library.open(by_year, read_only=True) as library:
        html = at(by_year, library, 2027, 1, 1).get("/calendar").get_data(as_text=True)
    assert re.search(r"<span>2024</span> <a [^>]*>1 épisode dont le mois n’est pas sûr</a>", html)


def test_home_and_calendar_lead_to_the_episodes_of_which_the_year_alone_is_known(by_year: Path) -> None:
    with Library.open(by_year, read_only=True) as library:
        client = at(by_year, library, 2027, 1, 1)
        for start in ("/", "/calendar"):
            told = "dont le mois n’est pas sûr" if start == "/calendar" else "de l’archive dont seule l’année est connue"
            (address,) = re.findall(rf'<a href="([^"]*)">1 épisode {told}<', client.get(start).text)
            listed = client.get(address.replace("&amp;", "&")).text
            assert ">1 épisode</h1>" in listed and "Le pain et la mesure" in listed


def test_a_person_page_tells_the_span_of_the_persons_own_episodes(by_year: Path) -> None:
    with Library.open(by_year, read_only=True) as library:
        client = at(by_year, library, 2027, 1, 1)
        alone = "2 épisodes à l’antenne, de 2024 au 9 février 2026, dont 1 daté par l’année seule<"
        assert alone in client.get("/people/malo-trevidic?lang=fr").text
        assert (
            "from 2024 to 9 February 2026, including 1 dated to the year only<" in client.get("/people/malo-trevidic?lang=en").text
        )


def test_who_types_a_year_is_led_to_its_episodes_whatever_they_say(by_year: Path) -> None:
    with Library.open(by_year, read_only=True) as library:
        client = at(by_year, library, 2027, 1, 1)
        for typed in ("2024", "épisodes de 2024"):
            told = re.findall(r'id="year"><a href="([^"]*)">([^<]*)', client.get(f"/search?q={typed}&lang=fr").text)
            assert told == [("/search?year=2024&amp;lang=fr", "Épisodes de 2024\u00a0: 1")]
        assert ">1 épisode</h1>" in client.get("/search?year=2024&lang=fr").text
        assert 'id="year"' not in client.get("/search?q=2019&lang=fr").text + client.get("/search?q=grues+2024").text


@pytest.fixture(scope="module")
def estimated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two episodes whose dates were counted back from when their page was saved: about a month, and about a day."""
    root, told = tmp_path_factory.mktemp("estimated"), small_archive.episodes()[0]
    month = Published(dt.date(2026, 10, 1), "page: 1 months ago", "month", approximate=True)
    day = Published(dt.date(2026, 1, 8), "page: 9 days ago", approximate=True)
    said = (("a", "On en parle en octobre 2026, au port.", month), ("b", "La lampe du phare veille.", day))
    made = [
        replace(
            told, title=f"Grue {n}", page_sha256=n * 64, origin=n, source_url=None, video_id=n, cues=(Cue(0, text),), published=when
        )
        for n, text, when in said
    ]
    with Library.open(root, create=True) as library:
        with library.transaction():
            for one in made:
                library.upsert(small_archive.save_of(one), one)
        small_archive.publish(library, root)
    return root


def test_an_episode_of_an_estimated_month_that_says_the_month_is_not_of_it(estimated: Path) -> None:
    with Library.open(estimated, read_only=True) as library:
        html = at(estimated, library, 2027, 1, 8).get("/search?q=octobre 2026&lang=fr").text
    assert ">Aucun épisode en octobre 2026</h1>" in html and ">Dit dans 1 épisode</h2>" in html
    assert "Peut-être de ce mois\u00a0: 1 épisode à la date estimée" in html[html.index("Dit dans") :]
    assert 'id="dated"' not in html and "Seulement cette date" not in html


def test_an_estimated_date_is_stated_to_programs_as_far_as_it_is_known(estimated: Path) -> None:
    with Library.open(estimated, read_only=True) as library:
        client = at(estimated, library, 2027, 1, 8)
        (slug,) = re.findall(r'href="/episodes/([^"?]+)[^>]*>Grue a', client.get("/episodes?lang=fr").text)
        stated = re.findall(r'"(datePublished|uploadDate)":\s*"([^"]*)"', client.get(f"/episodes/{slug}").text)
        assert dict(stated) == {"datePublished": "2026", "uploadDate": "2026"}
        assert "ce-jour" not in client.get("/?lang=fr").text, "that very day is estimated"


DAY_KNOWN = Published(dt.date(2024, 4, 22), "page")


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ([], "le 22 avril 2024"),
        ([Published(dt.date(2024, 1, 1), "page", "year")], "le 22 avril 2024, dont 1 daté par l’année seule"),
        (
            [Published(dt.date(2024, 7, 4), "page"), Published(dt.date(2025, 6, 1), "page", "month", approximate=True)],
            "du 22 avril 2024 à 2025 environ, dont 1 daté par l’année seule",
        ),
        (
            [Published(dt.date(2019, 1, 1), "page", "year"), None],
            "de 2019 au 22 avril 2024, dont 1 daté par l’année seule et 1 sans date",
        ),
    ],
)
def test_show_person_and_their_pictures_tell_one_span_that_holds_every_episode(
    tmp_path: Path, others: list[Published | None], told: str
) -> None:
    (first,) = (one for one in small_archive.episodes() if one.title == "Le port et ses grues")
    ways = [{"title": f"Grue {n}", "page_sha256": f"{n:064d}", "origin": f"{n}.txt", "video_id": f"x{n}"} for n in range(4)]
    dates = [DAY_KNOWN, *others]
    made = [
        replace(first, **way, source_url=None, cues=(Cue(0, f"La grue {way['origin']}."),), published=when)
        for way, when in zip(ways, dates, strict=False)
    ]
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            for one in made:
                library.upsert(small_archive.save_of(one), one)
        small_archive.publish(library, tmp_path)
        app = create_app(Site(IndexProvider(tmp_path), library))  # type: ignore[arg-type]
        pages = [app.test_client().get(f"{kind}?lang=fr").text for kind in ("/shows/le-quart-de-nuit", "/people/malo-trevidic")]
        (last,) = re.findall(r"<b>Le Quart de nuit</b><small>[^<]*dernière\W+([^<]*)", app.test_client().get("/shows?lang=fr").text)
        with app.test_request_context("/?lang=fr"):
            held = browse_index()
            spans = {when_of(held, entry) for entry in (held.shows["le-quart-de-nuit"], held.people["malo-trevidic"])}
    assert spans == {told}
    assert re.findall("[0-9]{4}", last) == re.findall("[0-9]{4}", told.partition(", dont")[0])[-1:]
    assert all(page.count(told) >= 1 for page in pages), "in head and description"
    assert told in re.findall(r'name="description" content="([^"]*)', pages[1])[0]


def test_languages_spoken_are_a_facet_named_in_the_readers_language(by_year: Path) -> None:
    with Library.open(by_year, read_only=True) as library:
        reader = at(by_year, library, 2027, 1, 1)
        html = reader.get("/search?q=souveraineté&lang=fr").get_data(as_text=True)
        assert re.search("<h3>Filtre\u00a0: Langue parlée</h3>\\s*<ul>.*anglais", html)
        assert ">English<" in reader.get("/search?q=souveraineté&lang=en").get_data(as_text=True)
        told = reader.get("/api/search?q=souveraineté&language=en").get_json()
    assert told["total"] == 1


OPERATORS = ("émission:x", "invité:x", "voix:x", "catégorie:x", "langue:en", "depuis:2026", "avant:2026", "année:2026", "date:2026")


@pytest.mark.parametrize("typed", OPERATORS)
def test_every_operator_that_the_help_shows_is_understood_in_both_languages(client: FlaskClient, typed: str) -> None:
    name = typed.partition(":")[0]
    help_fr = client.get("/help?lang=fr").get_data(as_text=True)
    shown = next(text for text in re.findall(r"<code>([^<]*)</code>", help_fr) if f"{name}:" in text)
    in_english = english().gettext(shown.replace("&#34;", '"'))
    assert in_english in client.get("/help?lang=en").get_data(as_text=True).replace("&#34;", '"')
    for text in (typed, next(word for word in in_english.split() if ":" in word).partition(":")[0] + ":" + typed.partition(":")[2]):
        query = parse(text)
        assert query.named and not query.ignored, text


@pytest.mark.parametrize(
    ("french", "english_"), [("émission:Chroniques", "show:Chroniques"), ("invité:Trévidic", "guest:Trévidic")]
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_form_takes_the_words_of_both_languages_in_either(client: FlaskClient, french: str, english_: str, lang: str) -> None:
    asked = ({"q": f"cantine {operator}", "lang": lang} for operator in (french, english_, ""))
    pages = [client.get("/search", query_string=query).get_data(as_text=True) for query in asked]
    found = [set(re.findall(r'href="/episodes/([^"?#]+)', page)) for page in pages]
    assert found[0] == found[1] and found[0] and found[0] < found[2] | found[0]
    totals = [re.search(r"<title>[^<]*</title>", page) for page in pages]
    assert all(totals)


def test_the_list_of_episodes_leads_to_those_of_a_year(client: FlaskClient) -> None:
    page = client.get("/episodes").text
    years = re.findall(r'href="/search\?year=(\d+)&amp;sort=date">\d+ <span class="num">\((\d+)<', page)
    assert years == sorted(years, reverse=True) and years
    for year, many in years:
        assert client.get(f"/api/search?year={year}").json["total"] == int(many)  # type: ignore[index]


@pytest.mark.parametrize("address", ["/people?after=foo", "/people?page=abc", "/shows?page=99999", "/shows?sort=zzz"])
def test_lists_of_names_ask_for_nothing_but_a_name(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A reader of an archive whose pages name one category in two languages, and one that nobody knows."""
    root = tmp_path_factory.mktemp("filmed")
    kinds = ["Short film", "Court métrage", "Short film", "Cinéma d’îles"]
    with Library.open(root, create=True) as library:
        with library.transaction():
            for one, kind in zip(small_archive.episodes(), kinds, strict=False):
                library.upsert(small_archive.save_of(one), replace(one, category=kind))
        small_archive.publish(library, root)
        yield at(root, library, 2027, 1, 1)


@pytest.mark.parametrize(
    ("tongue", "said", "other"), [("fr", "Court métrage", "Short film"), ("en", "Short film", "Court métrage")]
)
@pytest.mark.parametrize(
    "address",
    ["/search?q=cantine", "/search?q=cantine&category=court+m%C3%A9trage", f"/episodes/{PORT}", f"/episodes/{NIGHT}", "/shows"]
    + ["/categories/short-film"],
)
def test_a_category_is_named_in_the_language_of_the_page(
    filmed: FlaskClient, address: str, tongue: str, said: str, other: str
) -> None:
    html = filmed.get(address, query_string={"lang": tongue} if "?" not in address else None, headers={"Accept-Language": tongue})
    shown = re.sub(r"<[^>]*>", " ", html.get_data(as_text=True).partition("<body")[2])
    assert said in shown and other not in shown


@pytest.mark.parametrize("address", ["/shows/chroniques", "/categories/radio", "/people/jeanne-kermadec", "/episodes"])
def test_every_list_of_episodes_tells_how_long_each_is_and_leads_to_the_whole_ones(client: FlaskClient, address: str) -> None:
    html = client.get(f"{address}?lang=fr").text
    (listed,) = re.findall(r'<ol class="list">.*?</ol>', html, re.DOTALL)
    rows = listed.split("<li>")[1:]
    assert rows and all(re.search(r'<span class="meta">[^<]*\d (s|min|h)\b', row.replace(WIDE, " ")) for row in rows)
    for link, many in re.findall(r'class="btn" href="([^"]*)">(\d+) épisodes? de plus de 3', html):
        assert f">{many} épisode" in client.get(unescape(link)).text.replace(WIDE, " ")
        assert int(many) < len(rows)


def test_categories_stand_in_the_order_of_the_names_that_are_shown_and_have_no_channel(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            for number, kind in enumerate(("News", "Celebridades", "Short film")):
                one = Episode(f"Lampe {number}", "page", f"{number:064d}", 1, origin=f"{number}.txt", category=kind)
                one = replace(one, cues=small_archive.said(((0, f"La lampe {number}."),)), show="Le Phare", channel="Radio Phare")
                library.upsert(small_archive.save_of(one), one)
        small_archive.publish(library, tmp_path)
        client = at(tmp_path, library, 2027, 1, 1)
        for tongue, names in (
            ("fr", ["Actualités", "Célébrités", "Court métrage"]),
            ("en", ["Celebrities", "News", "Short film"]),
        ):
            shows, _, told = client.get(f"/shows?lang={tongue}").text.partition('id="cat"')
            assert re.findall("<b>([^<]*)</b>", told) == names
            assert "Radio Phare" in shows and "Radio Phare" not in told


def test_a_list_of_scraps_and_whole_episodes_leads_to_the_whole_ones(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            for number, seconds in enumerate((14, 15, 400)):
                lines = small_archive.said(((0, f"La lampe {number}."), (seconds, "Elle veille.")))
                one = Episode(f"Lampe {number}", "page", f"{number:064d}", 1, cues=lines, origin=f"{number}.txt")
                one = replace(one, show="Le Phare", category="Radio", people=(Person("Ada Moor", "guest"),))
                library.upsert(small_archive.save_of(one), one)
        small_archive.publish(library, tmp_path)
        client = at(tmp_path, library, 2027, 1, 1)
        for address in ("/shows/le-phare", "/categories/radio", "/people/ada-moor", "/episodes"):
            (whole,) = re.findall(r'href="([^"]*)">1 épisode de plus de 3 minutes', client.get(f"{address}?lang=fr").text)
            found = client.get(unescape(whole)).text
            assert "Lampe 2" in found and "Lampe 1" not in found


def test_the_page_of_a_category_says_whose_word_it_is(client: FlaskClient) -> None:
    said = "Les catégories sont celles que donne la page de chaque épisode."
    assert said in client.get("/categories/radio?lang=fr").text and said not in client.get("/shows/chroniques?lang=fr").text


@pytest.mark.parametrize(("tongue", "said"), [("fr", "Court métrage"), ("en", "Short film")])
def test_a_category_is_found_and_followed_by_the_name_that_is_shown(filmed: FlaskClient, tongue: str, said: str) -> None:
    asked = {"lang": tongue, "q": said[:5]}
    assert said in filmed.get("/shows", query_string=asked).text.partition('id="cat"')[2]
    assert f"<title>{said}. " in filmed.get(f"/feeds/categories/short-film.atom?lang={tongue}").text
    (head,) = re.findall("<h1>(.*?)</h1>", filmed.get(f"/categories/short-film?lang={tongue}").text)
    assert head.startswith(("Catégorie", "Category")) and said in head, "a category named People is not the people"


def test_a_category_is_counted_once_in_whichever_wording_it_is_chosen(filmed: FlaskClient) -> None:
    for wording in ("Short film", "Court métrage"):
        html = filmed.get("/search", query_string={"q": "cantine", "category": wording, "lang": "fr"}).get_data(as_text=True)
        facet = html[html.index("<h3>Filtre\u00a0: Catégorie</h3>") :].partition("</section>")[0]
        assert facet.count("<span>Court métrage<") == 1 and facet.count("aria-current") == 1, facet
    assert "Cinéma d’îles" in filmed.get("/search?q=cantine").get_data(as_text=True), "what nobody knows stands as it is"


def test_a_day_that_is_not_sure_is_told_so_wherever_it_stands(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            for one in small_archive.episodes()[:3]:
                assert one.published
                about = replace(one, published=structs.replace(one.published, approximate=True), category="Radio")
                library.upsert(small_archive.save_of(about), about)
        small_archive.publish(library, tmp_path)
        client = at(tmp_path, library, 2027, 1, 1)
        listed = [
            "/episodes",
            "/categories/radio",
            "/shows",
            "/people/ines-barral",
            "/shows/le-quart-de-nuit",
            "/",
            f"/episodes/{BREAD}",
        ]
        for address in listed:
            times = re.findall(
                r"(?:<time[^>]*>|dernière\W+)([^<]*(?:<b>[^<]*</b>)?[^<]*202[56])",
                client.get(f"{address}?lang=fr").get_data(as_text=True),
            )
            assert times, address
            assert [day for day in times if not day.startswith("vers le ")] == [], address
        (rests_on,) = re.findall('id="estimated">([^<]*)<', client.get(f"/episodes/{BREAD}?lang=fr").text)
        assert rests_on.startswith("Date estimée"), "beside a date that is not sure stands what it rests on"
        assert "Dernier épisode : vers le" in client.get("/?lang=fr").text.replace(WIDE, " ")
        assert re.search("à l’antenne, (vers le|du [^,<]* environ)", client.get("/people/ines-barral?lang=fr").text)
        assert re.search(r"· ~202\d-\d\d-\d\d\n", client.get(f"/episodes/{BREAD}.txt").text)
        assert re.search(r",~202\d-\d\d-\d\d,", client.get("/search.csv?category=radio").text)
        said = client.get(f"/episodes/{BREAD}.txt").text.splitlines()[-1].partition(" ")[2]
        checked = client.post("/api/v1/verify", data=said, content_type="text/plain").text
        assert re.search(r",~202\d-\d\d-\d\d,", checked), checked


def test_what_a_browser_keeps_is_told_in_the_same_words_wherever_it_is(client: FlaskClient) -> None:
    told = re.findall(r"La sélection, les recherches récentes, [^<]*personne\.", client.get("/data?lang=fr").text)
    assert len(told) == 2 and len(set(told)) == 1, "in the dialog of every page, and on the page of data"


def test_a_show_lists_first_who_is_heard_most(sample_library: Path) -> None:
    with Library.open(sample_library, read_only=True) as library:
        client = create_app(Site(IndexProvider(sample_library), library)).test_client()
        html = client.get("/shows/le-kiosque-a-vagues?lang=fr").text
    counts = [int(count) for count in re.findall(r'href="/people/[^"]*"><span>[^<]+</span><span class="num">(\d+)', html)]
    assert len(counts) > 2 and counts == sorted(counts, reverse=True) and counts[0] > counts[-1]


def test_a_transcript_that_begins_far_into_its_episode_says_so(tmp_path: Path) -> None:
    late = (Cue(3_589_000, "qui nous regardent depuis la digue."), Cue(3_600_000, "Voilà pour ce soir."))
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            for number, cues in enumerate((late, (Cue(0, "Bonjour à tous."), *late))):
                one = Episode(f"Bulletin {number}", "page", f"{number:064}", 1, language="fr", origin=str(number), cues=cues)
                library.upsert(small_archive.save_of(one), one)
        small_archive.publish(library, tmp_path)
        client = at(tmp_path, library, 2027, 1, 1)
        told = [
            "La transcription commence à 59:49." in client.get(f"/episodes/bulletin-{number}?lang=fr").text for number in (0, 1)
        ]
    assert told == [True, False]


def test_a_show_is_paged_through_in_one_shape_and_led_to_by_year(tmp_path: Path) -> None:
    (first,) = (one for one in small_archive.episodes() if one.title == "Le port et ses grues")
    days = [dt.date(2026, 1, 1) - dt.timedelta(days=7 * number) for number in range(58)]
    dates = [*(Published(day, "page") for day in days), Published(dt.date(2026, 1, 1), "page", "year"), None]
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            for number, when in enumerate(dates):
                way = {
                    "title": f"Grue {number}",
                    "page_sha256": f"{number:064d}",
                    "origin": f"{number}.txt",
                    "video_id": f"x{number}",
                }
                cues = (Cue(0, f"La grue {number}."),)
                one = replace(first, **way, source_url=None, cues=cues, published=when)  # type: ignore[arg-type]
                library.upsert(small_archive.save_of(one), one)
        small_archive.publish(library, tmp_path)
        client = at(tmp_path, library, 2027, 1, 1)
        for address in ("/shows/le-quart-de-nuit", "/people/malo-trevidic"):
            told = client.get(f"{address}?lang=fr").text
            (further,) = re.findall(r'rel="next" href="([^"]*)', told)
            rest = client.get(unescape(further)).text
            listed = [re.findall(r'class="serif" href[^>]*>Grue ([0-9]+)<', html) for html in (told, rest)]
            assert [list(map(int, numbers)) for numbers in listed] == [list(range(50)), list(range(50, 60))]
            assert "page 2 sur 2" in rest and "nom dit dans" not in rest and 'sort=date">Les' not in told
            years = [unescape(one) for one in re.findall(r'<a href="([^"]*#[^"]*)">[^<]* <span class="num">', told)]
            assert [one.partition("#")[2] for one in years] == ["y2026", "y2025", "y2024", "year-only", "none"]
            assert all(client.get(page).text.count(f'<li id="{part}"') == 1 for page, part in (one.split("#") for one in years))
            assert client.get(f"{address}?page=3").status_code == 400


def test_the_rest_of_who_is_heard_in_a_show_is_opened_as_any_rest_is(tmp_path: Path) -> None:
    (first,) = (one for one in small_archive.episodes() if one.title == "Le port et ses grues")
    guests = (Person(f"Invitée {chr(65 + n % 26)}{'abc'[n // 26]}", "guest") for n in range(43))
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            one = replace(first, people=tuple(guests))
            library.upsert(small_archive.save_of(one), one)
        small_archive.publish(library, tmp_path)
        html = at(tmp_path, library, 2027, 1, 1).get("/shows/le-quart-de-nuit?lang=fr").text
    assert re.search(r'<details class="more"><summary><svg class="icon[^>]*>.{,60}</svg>3 autres</summary>', html)


def test_a_person_page_tells_where_the_person_speaks_by_the_count_of_the_search(tmp_path: Path) -> None:
    name, near = "Jean-Luc Trévidic", ("JLT", "J.-L. Trévidic", "JLM")
    voices = ((name, name), (name, ""), ("JLT", ""), ("JLT", ""), ("J.-L. Trévidic", ""), ("JLM", ""), ("Jeanne", ""))
    texts = (f"La grue {n} de {name}." if n in (1, 2, 4, 6) else f"La grue {n}." for n in range(len(voices)))
    with small_archive.build_told(tmp_path, ((text, *who) for text, who in zip(texts, voices, strict=True))) as library:
        client = at(tmp_path, library, 2027, 1, 1)
        head = client.get("/people/jean-luc-trevidic?lang=fr").text.partition('<p class="note num">')[2].partition("</p>")[0]
        told = unescape(re.sub("<[^>]*>", "", head))
        assert told.startswith("1 épisode à l’antenne d’après leurs pages,")
        assert "parle dans 2 épisodes d’après les transcriptions" in told
        assert "peut-être aussi la voix JLT (2 épisodes), J.-L. Trévidic (1 épisode)" in told and near[-1] not in told
        for link, many in re.findall(r'href="(/search\?speaker=[^"]*)">(?:parle dans (\d)|J)', head):
            assert f">{many or ''}" in client.get(unescape(link)).text.partition("<h1")[2]
        assert "on en parle dans 3 autres" in told


def test_an_episode_leads_to_its_show(client: FlaskClient) -> None:
    page = client.get(f"/episodes/{PORT}?lang=fr").text
    (address,) = re.findall(r'<b><a href="([^"]*)">Le Quart de nuit</a></b>', page)
    assert client.get(address).status_code == 200 and address.startswith("/shows/")


def test_episodes_beside_one_are_those_before_and_after_it_whatever_else_is_of_that_year(tmp_path: Path) -> None:
    def episode(number: int, when: Published) -> Episode:
        lines = small_archive.said(((0, f"La bouée {number}."),))
        told = Episode(f"Bouée {number}", "page", f"{number:064d}", 1, cues=lines, origin=f"{number}.txt", published=when)
        return replace(told, show="Le Quart de nuit")

    days = [episode(number, Published(dt.date(2016, 10, number), "page")) for number in range(1, 7)]
    years = [episode(number, Published(dt.date(2016, 1, 1), "page", "year")) for number in range(7, 10)]
    with Library.open(tmp_path, create=True) as library:
        with library.transaction():
            slugs = [library.upsert(small_archive.save_of(one), one).slug for one in (*days, *years)]
        small_archive.publish(library, tmp_path)
        page = at(tmp_path, library, 2027, 1, 1).get(f"/episodes/{slugs[2]}?lang=fr").text
    beside = re.findall(r'href="/episodes/([^"?]+)', page.partition("Épisodes voisins")[2].partition("</ul>")[0])
    assert beside and {slugs[1], slugs[3]} <= set(beside)
