"""Addresses of the site itself that somebody pastes: into the search, or among quotations to check."""

import csv
import io
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.library import Library
from archive.text.slugs import code_of
from archive.web.own_links import MOST_LINKS, MOST_READ, beside_links, has_own, only_link, own_links
from archive.web.presentation.passage_links import fingerprint
from tests.web.small_archive import PORT

SITE = "http://localhost"
MARK = fingerprint("la souverainete ce n est pas un mot c est une cle".split())


def frame(slug: str, second: int) -> str:
    address = f"{SITE}/embed/{slug}?t={second}&amp;cite={MARK}&amp;lang=fr"
    return f'<iframe src="{address}" title="Le port, « ses » grues" width="600" height="260" loading="lazy"></iframe>'


def short(client: FlaskClient, rest: str) -> str:
    page = client.get(f"/episodes/{PORT}?t=193").text
    return f"{SITE}/e/{re.search(r'/e/([0-9a-z]+)', page)[1]}{rest}"  # type: ignore[index]


def searched(client: FlaskClient, typed: str) -> str:
    """Where a search leads; empty where it answers itself."""
    answer = client.get("/search", query_string={"q": typed})
    assert answer.status_code in {200, 302}
    return answer.headers.get("Location", "")


@pytest.mark.parametrize(
    "typed",
    [
        f"{SITE}/episodes/{PORT}?t=193",
        f"  https://LOCALHOST/episodes/{PORT}?t=3m13s&q=digue#t193 ",
        f"localhost/episodes/{PORT}/?t=193.",
        f"<{SITE}/episodes/{PORT}?t=193>",
        f"({SITE}/embed/{PORT}?t=193,200)",
        f"{SITE}/episodes/{PORT}?lang=fr&amp;t=193",
        f"{SITE}/episodes/{PORT}#t=3:13",
        f"{SITE}/episodes/{PORT}?lang=fr#t193",
        f"{SITE}/episodes/{PORT}?q=digue#c193",
        f"{SITE}/episodes/{PORT}?t=193#t60",
        frame(PORT, 193),
        frame(PORT, 193).replace(" ", "\n"),
    ],
)
def test_an_address_of_the_site_that_is_searched_leads_to_its_moment(client: FlaskClient, typed: str) -> None:
    assert searched(client, typed).startswith(f"/episodes/{PORT}?") and re.search(r"[?&]t=193\b.*#t193$", searched(client, typed))
    assert client.get("/search", query_string={"q": typed, "lang": "en"}).headers["Location"].count("lang=en") == 1


@pytest.mark.parametrize("landing", ["contenu", "t=x", "t", "h-ch", "t=1&cite=x", "tt193"])
def test_an_address_that_lands_on_no_line_leads_to_its_episode(client: FlaskClient, landing: str) -> None:
    assert searched(client, f"{SITE}/episodes/{PORT}#{landing}") == f"/episodes/{PORT}"
    assert searched(client, f"{SITE}/episodes/{PORT}#t749-2") == f"/episodes/{PORT}?t=749#t749", "no range of seconds"


def test_a_short_address_that_is_searched_leads_to_its_moment(client: FlaskClient) -> None:
    assert searched(client, short(client, f"?t=193&cite={MARK}")) == f"/episodes/{PORT}?t=193&cite={MARK}#t193"
    assert searched(client, short(client, "?t=193&cite=faux!")) == f"/episodes/{PORT}?t=193#t193", "no fingerprint"
    assert searched(client, short(client, "")) == searched(client, short(client, "?t=demain")) == f"/episodes/{PORT}"


def test_an_address_keeps_what_was_searched(client: FlaskClient) -> None:
    assert "q=digue" in searched(client, f"{SITE}/episodes/{PORT}?t=193&q=digue")


@pytest.mark.parametrize(
    "typed",
    [
        f"https://ailleurs.example/episodes/{PORT}?t=193",
        f"https://ailleurs.example/?u={SITE}/episodes/{PORT}",
        f"https://localhost@ailleurs.example/episodes/{PORT}",
        f"{SITE}.ailleurs.example/episodes/{PORT}",
        f"{SITE}/episodes/jamais-vu?t=3",
        f"{SITE}/e/zzzzzzz",
        f"{SITE}/embed/search?q=digue",
        f"{SITE}/episodes/{PORT}/quote?from=t193",
        "http://[::1/e/1",
        f"javascript:alert(1)//{SITE}/episodes/{PORT}",
        "cantine",
    ],
)
def test_no_other_address_leads_away_from_the_search(client: FlaskClient, typed: str) -> None:
    assert not searched(client, typed)


def test_words_beside_an_address_are_searched_and_where_it_leads_is_offered(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": f"la digue {SITE}/episodes/{PORT}?t=193", "lang": "fr"}).text
    assert f'Le lien que vous avez collé mène à\u00a0:</span> <a href="/episodes/{PORT}?t=193&amp;lang=fr#t193">03:13' in page


def test_what_is_read_of_a_text_is_bounded(app: Flask) -> None:
    with app.test_request_context("/"):
        many = " ".join(f"{SITE}/episodes/{PORT}?t={second}" for second in range(10_000))
        assert len(list(own_links(many))) == MOST_LINKS and only_link(many) is None
        assert only_link(f"{SITE}/episodes/{PORT}?" + "a=1&" * 500) is not None
        for begun in ("<a " * 50_000, "http://" * 50_000, "localhost/" * 50_000, "&amp;" * 50_000, f"{SITE}/e/" + "é" * MOST_READ):
            assert not list(own_links(begun)) and only_link(begun) is None
        assert not has_own(f"https://ailleurs.example/episodes/{PORT}") and not beside_links(frame(PORT, 1))
        assert not any(has_own(f"{before}localhost/episodes/{PORT}") for before in ("moi@", "ailleurs.", "ailleurs.example/"))
        assert code_of(1) == "1" and only_link(f"{SITE}/e/" + "1" * 500) is None


def verified(client: FlaskClient, typed: str, **stated: str) -> str:
    """The rows of a check."""
    page = client.post("/verify?lang=fr", data={"quotations": typed, **stated}).text
    return page.partition('<section class="sec near"')[2].partition("</section>")[0].replace("\xa0", " ").replace("\u202f", " ")


def told(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", page)))


@pytest.mark.parametrize("typed", ["{short}", "Écoutez ceci : {page}", "{page}#t193", "{frame}", "<p><a href='{page}'>ici</a></p>"])
def test_a_link_of_the_site_is_checked_as_what_it_is(client: FlaskClient, typed: str) -> None:
    page = f"{SITE}/episodes/{PORT}?t=193"
    asked = typed.format(short=short(client, "?t=193"), page=page, frame=frame(PORT, 193).replace(" ", "\n"))
    answer = verified(client, asked)
    assert "1 citation : 1 lien de ce site" in told(answer) and "Ce lien mène à :" in answer
    assert "La souveraineté, ce n'est pas un mot, c'est une clé." in unescape(answer) and "03:13" in answer
    leads = f"/episodes/{PORT}?t=193{f'&cite={MARK}' if 'cite=' in asked else ''}&lang=fr#t193"
    assert f'href="{leads}"' in unescape(answer) and "9 février 2026" in told(answer)
    (row,) = csv.DictReader(io.StringIO(client.post("/verify", data={"quotations": asked, "as": "csv"}).text))
    assert (row["outcome"], row["slug"], row["clock"]) == ("exact", PORT, "03:13")


def test_a_link_to_an_episode_leads_to_its_beginning_and_a_long_range_is_shown_in_part(client: FlaskClient) -> None:
    assert "Bonsoir, ici Jeanne Kermadec" in verified(client, f"{SITE}/episodes/{PORT}")
    assert "Commençons par la cantine" in verified(client, f"{SITE}/episodes/{PORT}?t=60,1300")


def test_a_link_beside_a_quotation_is_held_against_where_that_is_said(client: FlaskClient) -> None:
    page, said = f"{SITE}/episodes/{PORT}?t=420", "« Revenons aux grues. Elles datent de l'après-guerre. »"
    for typed in (f"{said} {page}", f"{said}\n{page}", f"{said}\n\n{page}"):
        assert "1 citation : 1 mot pour mot" in told(verified(client, typed))
        assert "Le lien de votre texte y mène : 07:00 · Le port et ses grues." in told(verified(client, typed))
    cited = f'<blockquote cite="{page}"><p>{said}</p></blockquote><p><a href="{page}">Le port</a></p>'
    assert told(verified(client, cited)).count("Le lien de votre texte y mène") == 1, "once, though it states it twice"
    assert told(verified(client, f"{said} {page} {page}#t420")).count("Le lien de votre texte y mène") == 1
    other = told(verified(client, f"{said} {SITE}/episodes/{PORT}?t=60"))
    assert "mène ailleurs : 01:00 · Le port et ses grues. « Commençons par la cantine du port" in other
    assert "2 citations : 1 mot pour mot, 1 lien de ce site" in told(verified(client, f"{page}\n{said}"))
    assert "introuvable" in verified(client, f"la digue a cédé sous les zygomatiques {page}")


@pytest.mark.parametrize(
    "typed",
    [
        "https://ailleurs.example/episodes/x?q=digue",
        '<iframe\nwidth="600" title="la digue tient encore"\nsrc="https://ailleurs.example/embed/1"></iframe>',
        '<img alt="La digue tient encore" src="x.png">',
    ],
)
def test_of_tags_and_addresses_alone_nothing_is_checked_and_the_box_keeps_them(client: FlaskClient, typed: str) -> None:
    page = client.post("/verify?lang=fr", data={"quotations": typed}).text
    assert "Rien à vérifier" in page and "<tbody" not in page
    assert unescape(page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]) == typed
    beside = told(verified(client, f"{typed}\n« La digue tient encore »"))
    assert "1 citation : 1 mot pour mot" in beside and "Laissé de côté" not in beside and "Le lien" not in beside


def test_a_link_of_the_site_that_leads_nowhere_says_so(client: FlaskClient) -> None:
    page = told(verified(client, f"{SITE}/e/zzzzzzz"))
    assert "1 introuvable" in page and "Ce lien ne mène à aucun épisode." in page and "Aucune transcription" not in page


def test_programs_are_told_the_words_to_which_a_link_leads(client: FlaskClient) -> None:
    (one,) = client.post("/api/v1/verify", json={"quotations": [f"{SITE}/episodes/{PORT}?t=193"]}).get_json()["verdicts"]
    (said,) = one["passages"]
    assert (one["outcome"], said["slug"], said["seconds"]) == ("exact", PORT, 193)
    assert said["text"].startswith("La souveraineté, ce n'est pas un mot")


def test_what_stands_in_tags_is_no_quotation_for_programs_either(client: FlaskClient) -> None:
    answer = client.post(
        "/api/v1/verify", json={"quotations": [frame("x", 1).replace(SITE, "https://ailleurs.example")]}
    ).get_json()
    assert [(one["outcome"], one["parts"]) for one in answer["verdicts"]] == [("not-found", [])]


def test_a_form_full_of_links_opens_few_episodes_for_each(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = list[str]()
    episode = Library.episode
    monkeypatch.setattr(Library, "episode", lambda self, slug: (opened.append(slug), episode(self, slug))[1])
    verified(client, "\n".join([" ".join(f"{SITE}/episodes/{PORT}?t={second}" for second in range(193, 198))] * 600))
    assert 0 < len(opened) <= 50 * (1 + MOST_LINKS)


@pytest.mark.parametrize("form", ["page", "short", "frame"])
def test_a_link_to_a_chosen_range_is_told_with_its_own_seconds_and_leads_to_them(client: FlaskClient, form: str) -> None:
    """It was told from the begin of its paragraph, and led there without the range."""
    mark = fingerprint("elle a tenu cet hiver on l entretient".split())
    states = f"?t=752,759&cite={mark}"
    forms = {"page": f"{SITE}/episodes/{PORT}{states}", "short": short(client, states)}
    forms["frame"] = f'<iframe src="{SITE}/embed/{PORT}{states}" title="Le port" width="600" height="260"></iframe>'
    answer = verified(client, forms[form])
    assert "Écouter à 12:32 – 12:39" in told(answer), told(answer)
    leads = f"/episodes/{PORT}?t=752,759&cite={mark}&lang=fr#t749"
    assert {unescape(one) for one in re.findall(r'href="(/episodes/[^"]+)"', answer)} == {leads}
    (row,) = csv.DictReader(io.StringIO(client.post("/verify?lang=fr", data={"quotations": forms[form], "as": "csv"}).text))
    assert (row["clock"], row["url"]) == ("12:32", f"{SITE}{leads}")
    assert searched(client, forms[form]) == leads.replace("&lang=fr", ""), "so does a search for it"
    frame = client.get(f"/embed/{PORT}{states}&lang=fr").text
    assert "12:32" in told(frame), "as the frame tells it"
