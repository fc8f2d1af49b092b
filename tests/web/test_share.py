"""What a link shows of itself elsewhere: cards, icons, manifest, short addresses, references."""

import datetime as dt
import io
import re
import struct
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image

from archive.library import Library
from archive.model.episode import Cue, Episode, Published
from archive.text.slugs import code_of, number_of
from archive.web import IndexProvider, Site, create_app
from archive.web import preview_images as pictures
from archive.web.i18n import french_spaces
from tests.web import small_archive
from tests.web.small_archive import FILM, PLAIN, PORT

SITE = "http://localhost"


class Head(HTMLParser):
    """The meta properties and the links of a page, as a program that shows cards reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps what stands in a head."""
        held = {key: value or "" for key, value in attrs}
        if tag == "meta":
            self.meta[held.get("property") or held.get("name", "")] = held.get("content", "")
        if tag == "link":
            self.links.append(held)


def head(client: FlaskClient, address: str) -> Head:
    return Head(client.get(address).get_data(as_text=True))


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_each_second_has_a_preview_of_its_own(client: FlaskClient) -> None:
    early, late = head(client, f"/episodes/{PORT}?t=193"), head(client, f"/episodes/{PORT}?t=749")
    assert late.meta["og:title"] == "12:29 · Le port et ses grues"
    assert "La digue tient encore" in late.meta["og:description"] and "9 février 2026" in late.meta["og:description"]
    assert late.meta["og:url"] == f"{SITE}/episodes/{PORT}?t=749"
    assert late.meta["og:image"].startswith(f"{SITE}/pictures/{PORT}/t749.png")
    assert "La digue" in late.meta["og:image:alt"]
    assert {early.meta[name] != late.meta[name] for name in ("og:title", "og:description", "og:url", "og:image")} == {True}
    canonical = [link["href"] for link in late.links if link.get("rel") == "canonical"]
    assert canonical == [f"{SITE}/episodes/{PORT}"]


def test_the_card_of_a_passage_goes_to_its_end(client: FlaskClient) -> None:
    links = head(client, f"/episodes/{PORT}?t=749,763").links
    (card,) = (link["href"] for link in links if link.get("type") == "application/json+oembed")
    assert "t%3D749%2C763" in card or "t%3D749,763" in card
    assert "t=749,763" in client.get(card.removeprefix(SITE)).get_json()["html"].replace("%2C", ",")


def test_the_picture_of_a_passage_tells_both_its_ends(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    cards: list[pictures.Card] = []
    monkeypatch.setattr(pictures, "svg", lambda card: cards.append(card) or "")
    monkeypatch.setattr(pictures, "png", lambda _svg: b"")
    page = head(client, f"/episodes/{PORT}?t=749,763").meta
    assert page["og:image:alt"].endswith(" 12:29–12:43")
    client.get(page["og:image"].removeprefix(SITE))
    for until in (0, 749, 99_999_999):
        client.get(f"/pictures/{PORT}/t749.png?until={until}")
    assert [card.clock for card in cards] == ["12:29–12:43", "12:29", "12:29", "12:29"]


def test_the_picture_of_cited_words_shows_them_and_so_does_the_address_that_is_told(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards: list[pictures.Card] = []
    monkeypatch.setattr(pictures, "svg", lambda card: cards.append(card) or "")
    monkeypatch.setattr(pictures, "png", lambda _svg: b"")
    made = client.get(f"/episodes/{PORT}/quote?from=t427&to=t427&t=427&letters=6,26").get_json()["url"]
    page = head(client, made.removeprefix(SITE))
    again = head(client, page.meta["og:url"].removeprefix(SITE))
    assert page.meta["og:image"] == again.meta["og:image"]
    client.get(page.meta["og:image"].removeprefix(SITE))
    assert [card.words.replace("\xa0", " ") for card in cards] == ["« […] démonte pas une grue […] »"]
    (card,) = (link["href"] for link in page.links if link.get("type") == "application/json+oembed")
    assert "cite%3D" in card


def test_what_is_shared_in_a_stated_language_is_opened_in_it_and_known_without(client: FlaskClient) -> None:
    """Programs that show a link ask again for og:url; search engines keep the canonical address."""
    for address in (f"/episodes/{PORT}?t=749&lang=en", "/search?q=cantine&year=2026&lang=en", "/people?lang=en"):
        page = head(client, address)
        canonical = next(link["href"] for link in page.links if link.get("rel") == "canonical")
        assert page.meta["og:url"] == SITE + address and "lang=" not in canonical


def test_a_link_to_a_sound_that_is_noted_quotes_nobody(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    cards: list[pictures.Card] = []
    monkeypatch.setattr(pictures, "svg", lambda card: cards.append(card) or "")
    monkeypatch.setattr(pictures, "png", lambda _svg: b"")
    page = head(client, f"/episodes/{PORT}?t=21").meta
    assert page["description"] == page["og:description"] == "[Musique] Le Quart de nuit, Radio Ponant, lundi 9 février 2026."
    assert page["og:image:alt"] == "[Musique] 00:21"
    client.get(page["og:image"].removeprefix(SITE))
    assert (cards[0].words, cards[0].clock) == ("Le port et ses grues", "00:21")


def test_what_describes_an_episode_is_never_a_day_alone(client: FlaskClient) -> None:
    moment, whole = (head(client, f"/episodes/{PLAIN}{at}").meta["description"] for at in ("?t=0", ""))
    assert moment.startswith("«\u00a0") and whole.startswith("Début de la transcription") and "sans date" not in moment + whole


def test_a_text_that_is_cut_is_cut_at_a_word() -> None:
    text = "If you enjoy this podcast, do not forget to subscribe and follow it in your favourite application"
    for room in range(150, 1100, 23):
        kept = pictures.shortened(text, 40, room).removesuffix("…")
        assert text.startswith(kept) and not text[len(kept) :][:1].isalnum()
    assert len(pictures.shortened("a" * 300, 40, 500)) > 10


def test_a_search_and_trends_say_what_was_asked_and_found(client: FlaskClient) -> None:
    found, none, heard, site = (
        head(client, f"/{address}").meta for address in ("search?q=cantine", "search?q=zzyzxq", "search?q=cantyne", "")
    )
    assert found["og:image:alt"].startswith("cantine\u00a0: ") and "épisode" in found["og:image:alt"]
    assert "moment" in found["og:description"] and found["og:image"] == f"{SITE}/search.png?q=cantine&lang=fr"
    assert none["og:image"] == f"{SITE}/search.png?q=zzyzxq&lang=fr" and site["og:image"] == f"{SITE}/picture.png?lang=fr"
    assert "0 épisode" not in none["og:description"]
    assert head(client, "/search?q=cantyne").meta["og:title"].count("cantyne") == 1
    assert "Aucun épisode" in none["og:description"] and "ranscrit" in heard["og:description"]
    phrase = head(client, '/search?q="la digue tient"').meta
    assert phrase["og:title"].startswith("«\u00a0la digue tient\u00a0»\u00a0: 2 épisodes")
    assert head(client, "/search?show=Chroniques&year=1999").meta["og:title"].startswith("Chroniques · 1999\u00a0: aucun épisode.")
    counted = head(client, "/trends?q=cantine, digue").meta
    assert "cantine" in counted["og:title"] and re.search(r"digue\W+\d+ moment", counted["og:description"])
    drawn = {client.get(address).data for address in ("/search.png?q=cantine", "/search.png?q=digue", "/picture.png")}
    assert len(drawn) == 3 and client.get("/search.png?q=zzyzxq").data not in drawn
    assert client.get("/search.png").data in drawn
    said = client.get('/search.png?q="la digue tient"&lang=fr').data
    assert said == client.get("/search.png?q=«\u00a0la digue tient\u00a0»&lang=fr").data


def test_a_frame_of_nothing_says_so_in_few_words(client: FlaskClient) -> None:
    answer = client.get("/embed/rien?lang=fr")
    assert answer.status_code == 404 and len(answer.text) < 2_000
    assert "Aucun épisode à cette adresse" in answer.text and "<nav" not in answer.text
    assert "frame-ancestors * file:" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "asked, name",
    [
        ("q=cantine&year=2026", "cantine · 2026"),
        ("q=cantine year:2026&show=Le Quart de nuit", "cantine · 2026 · Le Quart de nuit"),
        ("q=cantine&after=2026-02-01&before=2026-02-28", "cantine · février 2026"),
        ("q=cantine -show:Chroniques", "cantine · sauf Chroniques"),
        ("q=cantine&duration=%3E1&after=2025", "cantine · plus de 1 min · depuis 2025"),
        ("q=cantine duration:1..40&before=2029-12-31", "cantine · 1 à 40 min · jusqu’à fin 2029"),
        ("year=2026", "2026"),
        ("person=Jeanne Kermadec&language=fr", "Jeanne Kermadec · français"),
    ],
)
def test_a_shared_search_tells_its_filters_wherever_it_is_told(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, asked: str, name: str
) -> None:
    cards: list[pictures.Card] = []
    monkeypatch.setattr(pictures, "svg", lambda card: cards.append(card) or "")
    monkeypatch.setattr(pictures, "png", lambda _svg: b"")
    page = head(client, f"/search?{asked}")
    client.get(page.meta["og:image"].removeprefix(SITE))
    feed = next(link for link in page.links if link["href"].startswith("/feeds/search"))
    told = [*(page.meta[key] for key in ("og:title", "description", "og:image:alt")), client.get(feed["href"]).text]
    assert [cards[0].words, feed["title"]] == [name, name]
    assert all(name in one for one in told) and cards[0].title in page.meta["description"]


def test_trends_tell_their_filters(client: FlaskClient) -> None:
    page = head(client, "/trends?q=cantine,digue&year=2026")
    assert page.meta["og:title"].startswith("Tendances\u00a0: cantine, digue · 2026.") and "· 2026." in page.meta["description"]


def test_a_card_of_words_draws_their_months_and_one_of_a_person_theirs(client: FlaskClient) -> None:
    """The accent tells of what is said; episodes are counted in ink."""

    def reds(address: str) -> int:
        drawn = np.asarray(picture(client.get(address).data).convert("RGB")).astype(int)[240:488, 72:1128]
        return int(((drawn[..., 0] > 150) & (drawn[..., 1] < 80)).sum())

    assert reds("/search.png?q=cantine") > 500
    assert reds("/picture.png") == reds("/pictures/person/of/jeanne-kermadec.png") == 0
    site, person = client.get("/picture.png").data, client.get("/pictures/person/of/jeanne-kermadec.png")
    assert person.data != site and client.get("/pictures/person/of/nobody.png").status_code == 404
    assert client.get("/pictures/colour/of/jeanne-kermadec.png").status_code == 404


def test_a_card_tells_of_a_misheard_name_what_its_page_tells(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(pictures, "svg", lambda card: told.append(card.title) or "<svg xmlns='http://www.w3.org/2000/svg'/>")
    monkeypatch.setattr(pictures, "png", lambda _svg: b"")
    client.get("/search.png?q=cantyne")
    assert told[0] in head(client, "/search?q=cantyne").meta["og:description"]


def test_trends_are_titled_by_their_words(client: FlaskClient) -> None:
    assert head(client, "/trends?q=cantine,digue").meta["og:title"].startswith("Tendances\u00a0: cantine, digue.")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/search?q=cantine",
        "/trends?q=cantine,digue",
        "/people/jeanne-kermadec",
        "/shows/chroniques",
        "/categories/radio",
        f"/episodes/{PORT}",
        f"/episodes/{PORT}?t=749",
        f"/episodes/{FILM}?t=12",
    ],
)
def test_every_page_has_a_picture_of_the_size_it_states(client: FlaskClient, address: str) -> None:
    told = head(client, address).meta
    answer = client.get(told["og:image"].removeprefix(SITE))
    assert answer.status_code == 200 and answer.content_type == "image/png"
    assert picture(answer.data).size == (int(told["og:image:width"]), int(told["og:image:height"]))


def test_a_picture_whose_turn_does_not_come_is_asked_for_again(
    root: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "PATIENCE_S", 0.01)
    client = create_app(Site(IndexProvider(root), library)).test_client()
    with pictures._turn:
        busy = client.get(f"/pictures/{PORT}/t193.png")
    assert busy.status_code == 503 and int(busy.headers["Retry-After"]) > 0
    assert "image" not in busy.content_type
    assert picture(client.get(f"/pictures/{PORT}/t193.png").data).size[0] > 0, "and what was refused is not kept"


def test_other_words_give_another_picture_and_the_same_the_same(client: FlaskClient) -> None:
    one, other = (client.get(f"/pictures/{PORT}/{cue}.png").data for cue in ("t193", "t749"))
    assert one != other and client.get(f"/pictures/{PORT}/t193.png").data == one
    assert client.get(f"/pictures/{PORT}/t193.png?lang=en").data != one


@pytest.mark.parametrize("address", [f"/pictures/{PORT}/t750.png", f"/pictures/{PORT}/hello.png", "/pictures/nothing.png"])
def test_only_what_there_is_has_a_picture(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def ink(words: str) -> float:
    """The part of the text's box that is dark."""
    drawn = np.asarray(picture(pictures.png(pictures.svg(pictures.Card("", words)))).convert("L"))
    left, top, right, bottom = pictures.TEXT_BOX
    return float((drawn[top:bottom, left:right] < 100).mean())


@pytest.mark.parametrize("words", ["Été, œuvre, ça, ÎLE", "Œuf", "Щука и жук", "Ωμέγα", "mot " * 75, "a" * 300])
def test_words_of_every_kind_leave_ink_in_their_box(words: str) -> None:
    assert ink(" ") == 0
    assert ink(words) > 0.004


@pytest.mark.parametrize(
    "words", ["mot " * 75, "a" * 300, "Mw" * 150, "Longtemps, je me suis couché de bonne heure. " * 7, "où π paraît " * 25]
)
def test_words_stay_inside_their_box(words: str) -> None:
    empty, full = (np.asarray(picture(pictures.png(pictures.svg(pictures.Card("", text)))).convert("L")) for text in (" ", words))
    changed = np.argwhere(empty != full)
    left, top, right, bottom = pictures.TEXT_BOX
    assert changed[:, 0].min() >= top and changed[:, 0].max() <= bottom + 12
    assert changed[:, 1].min() >= left - 4 and changed[:, 1].max() <= right + 8


def test_a_quotation_that_is_cut_is_closed() -> None:
    words = "«\u00a0" + "la digue tient encore, " * 30 + "dit-elle\u00a0»"
    set_in = pictures.lines(words, 40, 600, 3)
    assert set_in[-1].endswith("…\u00a0»") and all(pictures.width(line, 40) <= 600 for line in set_in)


def test_what_describes_a_search_a_person_and_a_show_tells_more_than_the_title(client: FlaskClient) -> None:
    person, show, found = (
        head(client, address).meta["description"]
        for address in ("/people/jeanne-kermadec", "/shows/chroniques", "/search?q=cantine")
    )
    assert re.match("Jeanne Kermadec.*à l’antenne, (le|du) .*20[0-9]{2}", person), person
    assert re.search("Chroniques.* dans l’archive. .*20[0-9]{2}", show), show
    assert "Dans\u00a0: " in found
    near = head(client, "/search?q=cantine+zzyzxq").meta["description"]
    assert re.search("Aucun épisode ne réunit ces mots. Épisodes proches\u00a0: [^ ]", near) and "Dans" not in near, near
    month = head(client, "/search?q=février+2026").meta["description"]
    assert re.search("À cette date\u00a0: [0-9] épisodes?. Parmi eux\u00a0: [^ ]", month), month


def test_no_line_begins_with_a_closing_mark_and_none_is_too_long() -> None:
    text = french_spaces("« Ce sera donc pour demain, et tant pis ! »")
    for room in range(200, 1100, 7):
        made = pictures.lines(text, 60, room, 99)
        assert not [line for line in made if line[0] in "»!"] and "".join(made).replace(" ", "") == text.replace(" ", "")
        assert all(pictures.width(line, 60) <= room for line in made)


def test_of_endless_words_no_more_is_measured_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passage may be a whole episode: a picture of one took 1.6 s."""
    measured: list[str] = []
    width = pictures.width

    def counted(text: str, size: float) -> float:
        measured.append(text)
        return width(text, size)

    monkeypatch.setattr(pictures, "width", counted)
    for words in ("mot " * 100_000, "a" * 100_000):
        pictures.svg(pictures.Card("site", words, title="i" * 10_000))
    assert sum(map(len, measured)) < 200_000


def test_a_line_of_two_alphabets_ends_where_it_was_measured() -> None:
    title = pictures.shortened("Pourquoi π est dans la loi normale (au-delà des astuces " * 2, 29, 1128 - 72)
    empty, full = (
        np.asarray(picture(pictures.png(pictures.svg(pictures.Card("", " ", "", text)))).convert("L")) for text in ("", title)
    )
    assert 1000 < np.argwhere(empty != full)[:, 1].max() <= 1128 + 4


def test_the_space_beside_a_guillemet_is_drawn() -> None:
    spaced, tight = (pictures.png(pictures.svg(pictures.Card("", text))) for text in (french_spaces("« mot »"), "«mot»"))
    assert spaced != tight


def test_a_picture_holds_no_markup_of_what_was_said() -> None:
    drawing = pictures.svg(pictures.Card("<b>", '"<script>&\x00\x1b', "1:00", "<i>", "&amp;"))
    assert "<script" not in drawing and "<b>" not in drawing and "\x1b" not in drawing
    assert picture(pictures.png(drawing)).size == (1200, 630)


def test_a_text_that_the_faces_lack_is_known() -> None:
    assert pictures.readable("Œuvre, été, Щука") and not pictures.readable("東京タワー") and not pictures.readable("")


def test_icons_and_manifest_are_what_they_say(client: FlaskClient) -> None:
    page = head(client, "/")
    links = {link["rel"]: link["href"] for link in page.links}
    assert picture(client.get(links["apple-touch-icon"]).data).size == (180, 180)
    manifest = client.get(links["manifest"])
    assert manifest.content_type.startswith("application/manifest+json")
    told = manifest.get_json()
    assert told["name"] == "Mot pour mot" and told["start_url"].startswith("/")
    for icon in told["icons"]:
        assert "x".join(map(str, picture(client.get(icon["src"]).data).size)) == icon["sizes"]
    held = client.get("/favicon.ico")
    assert held.content_type == "image/x-icon"
    assert struct.unpack("<HHH", held.data[:6]) == (0, 1, 3)
    assert picture(held.data).format == "ICO"
    assert client.get("/apple-touch-icon.png").status_code == 200


def test_a_page_names_itself_in_both_languages(client: FlaskClient) -> None:
    found = {link["hreflang"]: link["href"] for link in head(client, "/episodes?lang=en").links if "hreflang" in link}
    assert found == {
        "fr": f"{SITE}/episodes?lang=fr",
        "en": f"{SITE}/episodes?lang=en",
        "x-default": f"{SITE}/episodes",
    }


def test_a_short_address_leads_to_its_episode_with_its_second(client: FlaskClient, library: Library) -> None:
    number = library.number(PORT)
    assert number
    answer = client.get(f"/e/{code_of(number)}?t=749")
    assert answer.status_code == 301 and answer.location == f"/episodes/{PORT}?t=749#t749"
    assert client.get(f"/e/{code_of(number).upper()}").status_code == 301
    assert f"/e/{code_of(number)}?t=749</code>" in client.get(f"/episodes/{PORT}?t=749").get_data(as_text=True)
    cited = quote_of(client, "t66")["url"].partition("#")[0].rpartition("?")[2]
    short = f"/e/{code_of(number)}?{cited}"
    assert "cite=" in cited and f"{short}</code>" in unescape(client.get(f"/episodes/{PORT}?{cited}").text)
    assert client.get(short).location == f"/episodes/{PORT}?{cited}#t66", "the words that are marked"


def test_a_short_address_of_what_was_taken_down_is_gone_and_its_number_is_given_to_nobody(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        newest = max(filter(None, (library.number(kept.slug) for kept in library.stored())))
        slug = str(library.slug_numbered(newest))
        library.remove(slug, "décision de justice")
        assert client.get(f"/e/{code_of(newest)}?t=749").status_code == 410
        library.remove(slug, "décision de justice", purge=True)
        assert client.get(f"/e/{code_of(newest)}").status_code == 410
        added = Episode("Une autre marée", "page", "f" * 64, 1, cues=small_archive.said(((0, "Une autre."),)), origin="autre.txt")
        with library.transaction():
            given = library.upsert(small_archive.save_of(added), added).slug
        assert (library.number(given) or 0) > newest


def test_what_describes_an_episode_is_what_is_said_in_it(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        lines = small_archive.said(((0, "[Musique]"), (4, "Une autre."), (9, "[Applaudissements]"), (12, "La digue.")))
        added = Episode("Une autre marée", "page", "f" * 64, 1, cues=lines, origin="autre.txt")
        with library.transaction():
            slug = library.upsert(small_archive.save_of(added), added).slug
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        assert "Une autre. La digue." in head(client, f"/episodes/{slug}").meta["og:description"]


@pytest.mark.parametrize("code", ["zzzz", "0", "-1", "a_b", "z" * 40, "é"])
def test_a_short_address_of_nothing_is_unknown(client: FlaskClient, code: str) -> None:
    assert client.get(f"/e/{code}").status_code == 404


def test_who_speaks_stands_with_the_words_wherever_they_are_shared(tmp_path: Path) -> None:
    """In an episode that is titled by somebody else the words would read as theirs."""
    lines = (Cue(0, "Les marées ne votent pas.", speaker="Nicolas"), Cue(9000, "Elles montent.", speaker="Yvon Le Goff"))
    with small_archive.build(tmp_path) as library:
        added = Episode("Yvon Le Goff : la mer", "page", "f" * 64, 1, cues=lines, origin="autre.txt")
        with library.transaction():
            slug = library.upsert(small_archive.save_of(added), added).slug
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        assert head(client, f"/episodes/{slug}?t=0").meta["og:description"].startswith("Nicolas\xa0: «")
        framed = client.get(f"/embed/{slug}?t=0").text
        assert "dit par Nicolas" in framed and "Lire le texte à 00:00" in framed, "nothing plays"
        forms = client.get(f"/episodes/{slug}/quote?from=t0").get_json()
        assert all("Nicolas" in forms[form] for form in ("plain", "author_date", "markdown", "html"))
        assert forms["speaker"] == "Nicolas", "as a selection keeps it"
        ris, bib = (client.get(forms[form]).text for form in ("ris", "bib"))
        assert "\r\nAU  - Nicolas\r\nTI  - " in ris and "\n  author = {{Nicolas}},\n  title" in bib and "Nicolas : «" in bib


@pytest.mark.parametrize("number", [0, 1, 35, 36, 601, 10**9])
def test_numbers_come_back_from_their_codes(number: int) -> None:
    assert number_of(code_of(number)) == number


def quote_of(client: FlaskClient, cue: str) -> dict[str, str]:
    return dict(client.get(f"/episodes/{PORT}/quote?from={cue}&to=").get_json())


def test_a_passage_is_cited_with_author_and_date(client: FlaskClient) -> None:
    told = quote_of(client, "t749")["author_date"]
    assert told.startswith("Le Quart de nuit (lundi 9 février 2026). Le port et ses grues, Radio Ponant, à 12 min 29 s.")
    assert "La digue tient encore" in told


def quote_of_made(
    folder: Path, source: str, title: str, published: Published | None = None, at: str = "from=t0", who: str = ""
) -> dict[str, str]:
    """The citation of the first line of an episode of Le Quart de nuit, as JSON, with what its reference files read."""
    cues = (Cue(0, "Elle tient.", speaker=who or None),)
    with small_archive.build(folder) as library:
        added = Episode(title, source, "f" * 64, 1, show="Le Quart de nuit", published=published, cues=cues, origin="x.txt")
        with library.transaction():
            slug = library.upsert(small_archive.save_of(added), added).slug
        client = create_app(Site(IndexProvider(folder), library)).test_client()
        told = dict(client.get(f"/episodes/{slug}/quote?{at}").get_json())
        return told | {form: client.get(told[form]).text for form in ("ris", "bib")}


def test_a_citation_names_the_title_of_its_episode(client: FlaskClient) -> None:
    told = quote_of(client, "t749")
    for form in ("plain", "markdown", "html"):
        assert "Le port et ses grues, Le Quart de nuit, Radio Ponant, lundi 9 février 2026, à 12 min 29 s" in told[form], form


@pytest.mark.parametrize(("who", "told_as"), [("Ana Kermadec", "Ana Kermadec"), ("", "Voix non identifiée")])
def test_who_speaks_is_told_before_a_title_that_names_somebody(tmp_path: Path, who: str, told_as: str) -> None:
    """« … » Ana Kermadec : la digue. was read as said by her, also where another spoke, or nobody knew who."""
    told = quote_of_made(tmp_path, "made: people and date", "Ana Kermadec : la digue", who=who)
    assert f"» {told_as}, dans Ana Kermadec\u00a0: la digue, Le Quart de nuit" in french_spaces(told["plain"])
    assert told["author_date"].startswith(f"{who or 'Le Quart de nuit'} (s. d.)")


def test_a_title_made_of_show_and_day_is_not_cited_beside_them(tmp_path: Path) -> None:
    day = Published(dt.date(2026, 2, 11), "page")
    told = quote_of_made(tmp_path, "made: show and date", "Le Quart de nuit, mercredi 11 février 2026", day)
    assert "» Le Quart de nuit, mercredi 11 février 2026, à 0 s." in told["plain"]
    assert told["author_date"].startswith("Le Quart de nuit (mercredi 11 février 2026), à 0 s.")


def test_a_passage_is_a_reference_that_a_program_reads(client: FlaskClient) -> None:
    forms = quote_of(client, "t66")
    ris = client.get(forms["ris"])
    assert ris.content_type.startswith("application/x-research-info-systems")
    fields = [line.split("  - ", 1) for line in ris.get_data(as_text=True).split("\r\n") if line]
    assert fields[0] == ["TY", "VIDEO"] and fields[-1][0] == "ER"
    held = {field[0]: field[1] for field in fields}
    assert held["TI"] == "Le port et ses grues" and held["DA"] == "2026/02/09" and "trois cents repas" in held["N1"]
    bib = client.get(forms["bib"]).get_data(as_text=True)
    assert bib.startswith("@misc{2026-02-09-le-port-et-ses-grues-t66,") and bib.count("{") == bib.count("}")
    assert re.search(r"^  url = \{http://localhost/episodes/", bib, re.M)
    assert client.get(f"/episodes/{PORT}/cite.docx?from=t66").status_code == 404
    assert client.get(f"/episodes/{PORT}/cite.ris?from=t67").status_code == 404


@pytest.mark.parametrize(
    ("published", "day", "edtf", "words"),
    [
        (Published(dt.date(2026, 11, 28), "page", "day", True), "2026", "2026-11-28~", "vers le 28 novembre 2026. 0 s."),
        (Published(dt.date(2017, 1, 1), "page", "year", True), "2017", "2017~", "vers 2017. 0 s."),
        (Published(dt.date(2017, 2, 1), "page", "month"), "2017/02", "2017-02", "0 s."),
    ],
)
def test_a_date_that_is_about_so_stays_about_so_in_a_reference(
    tmp_path: Path, published: Published, day: str, edtf: str, words: str
) -> None:
    told = quote_of_made(tmp_path, "page", "La digue", published)
    assert f"DA  - {day}\r\n" in told["ris"] and f"PY  - {day[:4]}\r\n" in told["ris"]
    assert f"N1  - {words}" in told["ris"]
    assert f"  date = {{{edtf}}},\n" in told["bib"] and f"  year = {{{day[:4]}}},\n" in told["bib"]


def test_what_tex_would_read_as_its_own_is_escaped(client: FlaskClient) -> None:
    told = client.get(f"/episodes/{FILM}/cite.bib?from=t12").get_data(as_text=True)
    assert "\\&" in told and " & " not in told


def test_page_card_citation_and_frame_tell_one_second_of_a_passage(client: FlaskClient) -> None:
    quoted = client.get(f"/episodes/{PORT}/quote?from=t749&t=752").json or {}
    assert "à 12 min 32 s" in quoted["plain"] and "?t=752&cite=" in quoted["url"] and "?t=752" in quoted["frame"]
    page = client.get(quoted["url"].removeprefix("http://localhost")).text
    assert "inchangé dans cette transcription" in page and ">12:32</span>" in page
    assert client.get(f"/episodes/{PORT}?t=752").text.count("à 12 min 32 s") >= 4


@pytest.mark.parametrize("chosen", ["from=t749&t=749", "from=t66&to=t749&t=66,752", "from=t749&t=752"])
def test_a_frame_leads_to_the_words_that_it_shows(client: FlaskClient, chosen: str) -> None:
    """Whole lines too: several of one second are more than the page would mark by it."""
    quoted = client.get(f"/episodes/{PORT}/quote?{chosen}").json or {}
    cited = parse_qs(urlsplit(quoted["url"]).query)["cite"][0]
    frame = client.get(f"/embed/{PORT}", query_string={"t": chosen.partition("&t=")[2], "cite": cited}).text
    assert f"cite={cited}#t" in frame.partition('class="btn" href="')[2].partition('"')[0]


def test_a_citation_of_a_range_tells_both_its_ends(client: FlaskClient) -> None:
    quoted = client.get(f"/episodes/{PORT}/quote?from=t66&t=66,752").json or {}
    for form in ("plain", "author_date", "markdown", "html"):
        assert "de 1 min 06 s à 12 min 32 s" in quoted[form], form
    assert ">1 min 06 s – " in quoted["html"]
    assert "1 min 06 s – " in client.get(quoted["ris"]).text
    english = client.get(f"/episodes/{PORT}/quote?from=t66&to=t66&lang=en").json or {}
    assert re.search(r"from 1 min 06 s to \d+ min \d\d s", english["plain"])
    page = client.get(f"/episodes/{PORT}?t=66,752")
    assert "de 1 min 06 s à 12 min 32 s" in page.text
    assert Head(page.text).meta["og:title"].startswith("01:06–12:32 · ")


@pytest.mark.parametrize("query", ["?t=66", "?t=752", "?t=66,752"])
def test_the_files_that_a_page_offers_are_of_the_passage_that_it_cites(client: FlaskClient, query: str) -> None:
    page = client.get(f"/episodes/{PORT}{query}").text
    (address,) = re.findall(r'href="([^"]*/cite\.ris[^"]*)"', page)
    (cited,) = re.findall(r"UR  - (.*)\r\n", client.get(unescape(address)).text)
    assert f"{cited}</textarea>" in unescape(page)


def test_a_frame_is_as_high_as_all_words_of_its_passage_need_or_shows_their_beginning(tmp_path: Path) -> None:
    """At whatever place it is taken: in the code of a citation and in the card of its address."""
    texts = [f"Au port {many}, {'la digue tient encore ' * many}ce soir." for many in (2, 4, 10, 20, 30)]
    with small_archive.build(tmp_path) as library:
        cues = tuple(Cue(90_000 * place, text) for place, text in enumerate(texts))
        added = Episode("La mer", "page", "f" * 64, 1, cues=cues, origin="autre.txt")
        with library.transaction():
            slug = library.upsert(small_archive.save_of(added), added).slug
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        found = [client.get(f"/episodes/{slug}/quote?from=t{90 * place}").get_json() for place in range(len(texts))]
        codes = [one["frame"] for one in found]
        urls = [one["url"] for one in found]
        of_second = [re.sub("&cite=[^#]*", "", url) for url in urls]
        of_words = [re.sub(r"\?t=\d+&", "?", url) for url in urls]
        cards = [client.get("/oembed", query_string={"url": url}).get_json() for url in (*urls, *of_second, *of_words)]
        shown = [client.get(unescape(code.split('"')[1]).removeprefix(SITE)).text for code in codes]
    heights = [int(re.findall(r'height="(\d+)"', code)[0]) for code in codes]
    usual, named, *higher, cut = heights
    assert usual == 260 < named == cut < higher[0] < higher[1] and [card["height"] for card in cards] == heights * 3
    assert [text in page for text, page in zip(texts, shown, strict=True)] == [True, True, True, True, False]
    assert "[…]" in shown[-1]


def test_a_frame_where_nothing_is_said_has_the_title_and_the_second_alone(client: FlaskClient) -> None:
    framed = client.get(f"/embed/{PORT}?t=21").text
    assert "<blockquote" not in framed and "«" not in framed.partition("<main")[2].partition("</article>")[0].partition("</h1>")[2]
    assert "00:21" in framed and f"/episodes/{PORT}?t=21" in framed
