"""Quotations checked through the site: POST /api/v1/verify, and the block of the search page."""

import csv
import datetime as dt
import html
import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.library import Library
from archive.model.episode import Cue, Episode, Published, start_of_paragraph
from archive.search import Index
from archive.search.quotations.verdict import LONGEST
from archive.search.results.answer import Turn
from archive.sheets import FRENCH_VALUES, quoted_table
from archive.text.tokenizer import words as folded
from archive.web import IndexProvider, Site, create_app, verification
from archive.web.http.health_and_logs import ACCESS, log_requests
from archive.web.presentation.passage_links import fingerprint
from archive.web.verification import MOST_BYTES, MOST_QUOTATIONS
from tests.web import small_archive
from tests.web.small_archive import PORT


def told(client: FlaskClient, *quotations: str, address: str = "/api/v1/verify") -> list[dict[str, object]]:
    answer = client.post(address, json={"quotations": quotations})
    assert answer.status_code == 200, answer.text
    verdicts: list[dict[str, object]] = answer.json["verdicts"]  # type: ignore[index]
    return verdicts


def test_a_quotation_is_said_nearly_said_or_not_found(client: FlaskClient, said: str) -> None:
    words = said.split()
    altered = " ".join([*words[:2], "zygomatique", *words[3:]])
    verdicts = told(client, said, altered, "nul ne prononce zygomatique ici")
    assert [one["outcome"] for one in verdicts] == ["exact", "nearly", "not-found"]


@pytest.fixture
def said(client: FlaskClient) -> str:
    """Eight words that an episode says."""
    cues = client.get(f"/api/episodes/{PORT}").json["cues"]  # type: ignore[index]
    return " ".join(" ".join(cue["text"] for cue in cues if cue["kind"] == "speech").split()[:8])


def test_the_year_of_a_title_is_told_once(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        day = Published(dt.date(2017, 1, 1), "page", "year", approximate=True)
        lines = (Cue(0, "La bernique zinzinule sous la jetée."),)
        added = Episode("La bernique, 2017", "made: guests and date", "f" * 64, 1, published=day, cues=lines, origin="x.txt")
        with library.transaction():
            library.upsert(small_archive.save_of(added), added)
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        row = client.get("/verify?q=bernique+zinzinule").text
        assert "La bernique</a>, vers 2017</p>" in row
        frame = client.get("/embed/la-bernique-2017").text
        assert "La bernique</a></h1>" in frame and "vers 2017" in frame


def test_the_closest_passage_is_offered_by_page_and_sheet_with_its_address(tmp_path: Path) -> None:
    others = [*(f"Avant, je la vois de loin, {n} fois." for n in range(30)), "Il faut vingt marins pour la barque."]
    with small_archive.build_told(
        tmp_path, ((one, "") for one in (*others, "Il y en a pour 20 marins ou 25 jours à en partir."))
    ) as library:
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        form = {"quotations": "il y en a pour 10 matelots ou 15 jours à nous partir demain"}
        page = html.unescape(client.post("/verify?lang=fr", data=form).text)
        assert "1 introuvable" in page.replace("\xa0", " ") and "Le passage le plus proche :" in page.replace("\xa0", " ")
        (leads,) = set(re.findall(rf'href="(/episodes/told-{len(others)}[^"]*)"', page))
        assert "?t=0&cite=" in leads and "Une partie seulement" not in page
        (row,) = csv.DictReader(io.StringIO(client.post("/verify?lang=fr", data=form | {"as": "csv"}).text))
        assert (row["outcome"], row["slug"], row["url"]) == ("not-found", f"told-{len(others)}", f"http://localhost{leads}")


def test_of_halves_told_the_other_way_round_the_one_that_is_said_is_shown(client: FlaskClient, said: str) -> None:
    words = said.split()
    turned = " ".join(folded(" ".join([*words[5:], *words[:5]])))
    (verdict,) = told(client, turned)
    assert (verdict["outcome"], verdict["score"], verdict["passages"]) == ("not-found", 0.0, [])
    assert " ".join(words[:5]).strip(",.") in str(verdict["in_part"])
    page = client.post("/verify?lang=fr", data={"quotations": turned}).text
    assert "L’ordre est renversé" in page and ">autre ordre<" in page
    assert "Une partie seulement est dite" not in page and "introuvable" not in page
    assert "Une partie de ces mots</h1>" in client.get("/search", query_string={"lang": "fr", "q": f'"{turned}"'}).text


def test_filters_of_the_address_hold(client: FlaskClient, said: str) -> None:
    assert [one["outcome"] for one in told(client, said, address="/api/v1/verify?episode=nulle-part")] == ["not-found"]


def test_a_table_is_answered_by_a_table(client: FlaskClient, said: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["auteur", "citation"], ["Ana", said], ["Léo", "=nul ne prononce, zygomatique"]])
    answer = client.post("/api/v1/verify", data=out.getvalue().encode(), content_type="text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["outcome"] for row in rows] == ["exact", "not-found"]
    assert rows[1]["quotation"].startswith("'="), "no cell is taken for a formula"


def test_lines_keep_their_commas(client: FlaskClient) -> None:
    answer = client.post("/api/v1/verify", data=b"un, deux\ntrois, quatre", content_type="text/plain")
    assert [row["quotation"] for row in csv.DictReader(io.StringIO(answer.text))] == ["un, deux", "trois, quatre"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"quotations": "x"}', "application/json", 400),
        (b'{"quotations": []}', "application/json", 400),
        (json.dumps({"quotations": ["x"] * (MOST_QUOTATIONS + 1)}).encode(), "application/json", 400),
        (b"\xff", "text/plain", 400),
        (b"x" * (MOST_BYTES + 1), "text/plain", 413),
        (b"oui\n" + b"x" * (LONGEST + 1), "text/plain", 400),
        (b"citation\n" + b"x" * (LONGEST + 1), "text/csv", 400),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_a_name(client: FlaskClient, body: bytes, kind: str, status: int) -> None:
    answer = client.post("/api/v1/verify", data=body, content_type=kind)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


@pytest.mark.parametrize("letter", ["é", "字", "🎵"])
def test_as_many_quotations_as_may_be_sent_fit_the_body_in_any_script(client: FlaskClient, letter: str) -> None:
    body = json.dumps({"quotations": [letter * LONGEST] * MOST_QUOTATIONS}, ensure_ascii=False).encode()
    answer = client.post("/api/v1/verify", data=body, content_type="application/json")
    assert answer.status_code == 200, answer.data[:200]


def test_it_is_asked_by_post_alone(client: FlaskClient) -> None:
    answer = client.get("/api/v1/verify")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_the_page_shows_nearly_these_words_with_what_differs(client: FlaskClient, said: str) -> None:
    words = said.split()
    page = client.get("/search", query_string={"q": f'"{" ".join([*words[:2], "zygomatique", *words[3:]])}"'}).text
    assert "Presque ces mots" in page
    assert "<del>zygomatique</del>" in page
    assert "<del>" not in client.get("/search", query_string={"q": f'"{said}"'}).text


def test_what_is_nearly_said_stands_at_the_head_where_nothing_else_is_found(client: FlaskClient, said: str) -> None:
    words = said.split()
    page = client.get("/search", query_string={"q": f'"{" ".join([*words[:2], "zygomatique", *words[3:]])}"'}).text
    assert '<h1 id="total">Presque ces mots</h1>' in page
    assert "Aucun épisode" not in page.partition("<h1")[2] and "aucun épisode" not in page.partition("</title>")[0]
    assert "<del>zygomatique</del>" in page and "n’est dans aucune transcription" in page


def checked(client: FlaskClient, **sent: object) -> TestResponse:
    return client.post("/verify", data=sent, content_type="multipart/form-data")


def test_a_page_checks_quotations_one_a_line_without_script(client: FlaskClient, said: str) -> None:
    words = said.split()
    empty = client.get("/verify").text
    assert "<textarea" in empty and "<table" not in empty
    altered = " ".join([*words[:2], "zygomatique", *words[3:]])
    page = checked(client, quotations=f"{said}\n{altered}\nnul ne prononce zygomatique ici\n").text
    rows = page.partition("<tbody>")[2].split("<tr>")[1:]
    assert "7 de vos mots sur 8 y sont dans cet ordre (ressemblance" in rows[1] and "ressemblance" not in rows[0]
    mark = fingerprint(folded(said))
    assert f"/episodes/{PORT}?t=0&amp;cite={mark}#t0" in rows[0] and "<del>zygomatique</del>" in rows[1]
    nearly = f"presque, un autre mot\xa0: «\xa0{words[2]}\xa0»"
    assert [badges(row) for row in rows] == [["mot pour mot"], [nearly], ["introuvable"]]


def test_a_word_that_is_replaced_is_told_with_the_one_that_is_said(client: FlaskClient, said: str) -> None:
    words = said.split()
    altered = " ".join([*words[:2], "zygomatique", *words[3:]])
    (verdict,) = told(client, altered)
    (passage,) = verdict["passages"]  # type: ignore[misc]
    assert passage["turns"] == ["word"]
    assert passage["replaced"] == [{"fate": "otherwise", "quoted": "zygomatique", "said": words[2]}]
    page = checked(client, quotations=altered).text
    assert (
        f"Un mot est remplacé\u00a0: votre texte dit «\u00a0zygomatique\u00a0», la transcription «\u00a0{words[2]}\u00a0»." in page
    )
    assert badges(page) == [f"presque, un autre mot\xa0: «\xa0{words[2]}\xa0»"]
    assert badges(checked(client, quotations=f"{said} encore").text) == ["presque, 1 mot diffère"]
    (row,) = csv.DictReader(io.StringIO(checked(client, quotations=altered, **{"as": "csv"}).text))
    assert row["turns"] == "word" and f"[zygomatique → {words[2]}]" in row["difference"]
    (verdict,) = told(client, f"{said} encore")
    assert "replaced" not in verdict["passages"][0] and verdict["passages"][0]["turns"] == []  # type: ignore[index]


@contextmanager
def archive_saying(folder: Path, *texts: str) -> Iterator[FlaskClient]:
    """A small archive with an episode more, of some captions."""
    with small_archive.build(folder) as library:
        cues = tuple(Cue(9_000 * number, text) for number, text in enumerate(texts))
        added = Episode("La bernique", "made: some captions", "f" * 64, 1, cues=cues, origin="x.txt")
        with library.transaction():
            library.upsert(small_archive.save_of(added), added)
        small_archive.publish(library, folder)
        yield create_app(Site(IndexProvider(folder), library)).test_client()


def test_an_apostrophe_stands_as_it_is_said_in_the_sentence_on_what_is_replaced(tmp_path: Path) -> None:
    typed = "Il n'y a pas un gramme de courage"
    with archive_saying(tmp_path, "Il n'y a pas un gramme d'imagination.") as client:
        for address in (f"/verify?q={typed}", f'/search?q="{typed}"'):
            page = client.get(f"{address}&lang=fr").text
            assert "Des mots sont remplacés" in page, "de courage"
            assert "la transcription «\u00a0d&#39;imagination\u00a0»" in page and "&amp;#39;" not in page


def test_what_is_asked_is_told_to_be_a_question(tmp_path: Path) -> None:
    with archive_saying(tmp_path, "Faut-il rouvrir les marais du nord ? Non, il faut rouvrir la digue.") as client:
        for typed, is_told in (
            ("il faut rouvrir les marais du nord", True),
            ("Faut-il rouvrir les marais du nord ?", False),
            ("il faut rouvrir la digue", False),
        ):
            assert ("C’est une question" in client.get("/verify", query_string={"q": typed, "lang": "fr"}).text) == is_told, typed


def test_a_difference_that_turns_the_sense_is_told_in_words_and_in_the_table(client: FlaskClient, said: str) -> None:
    words = said.split()
    turned = " ".join([*words, "42"])
    page = checked(client, quotations=turned).text
    assert "Un nombre diffère" in page and "négation diffère" not in page
    (row,) = csv.DictReader(io.StringIO(checked(client, quotations=turned, **{"as": "csv"}).text))
    assert (row["outcome"], row["turns"]) == ("nearly", "number")
    denied = " ".join([*words[:3], "jamais", *words[3:]])
    assert "La négation diffère, ou un mot dit le contraire" in client.get("/search", query_string={"q": f'"{denied}"'}).text


def test_the_page_takes_a_table_and_gives_one(client: FlaskClient, said: str) -> None:
    file = (io.BytesIO(f"auteur;citation\nAna;{said}\nLéo;nul zygomatique <script>\n".encode()), "citations.csv")
    answer = checked(client, file=file, **{"as": "csv"})
    assert "attachment" in answer.headers["Content-Disposition"]
    assert [row["outcome"] for row in csv.DictReader(io.StringIO(answer.text))] == ["exact", "not-found"]
    assert "<script>" not in checked(client, quotations="<script>").text.partition("<main")[2]


def test_too_many_quotations_are_said_and_too_large_a_form_is_refused(client: FlaskClient) -> None:
    page = checked(client, quotations="\n".join(f"mot numéro {n}" for n in range(MOST_QUOTATIONS + 2))).text
    assert "2 citations de trop" in page
    assert checked(client, quotations="x" * (MOST_BYTES + 1)).status_code == 413
    assert checked(client, quotations="").status_code == 200


def test_a_table_comes_back_with_the_columns_that_it_came_with(client: FlaskClient) -> None:
    sent = io.BytesIO(b"id;Citation;page\n7;La digue tient encore;3\n8;;\n9;rien de tel ici\n")
    told = client.post("/verify", data={"file": (sent, "x.csv"), "as": "csv", "sheet": "fr"}).text.splitlines()
    assert told[0].startswith("\ufeffcitation;réponse;") and told[0].endswith(";adresse;id;page")
    assert [line.split(";")[0] for line in told[1:]] == ["La digue tient encore", "rien de tel ici"]
    assert told[1].endswith(";7;3") and told[2].endswith(";9;")


def test_nothing_to_check_is_told(client: FlaskClient) -> None:
    for form in ("", "csv"):
        assert "écrivez une citation, ou choisissez un fichier" in client.post("/verify", data={"as": form}).text
    assert 'href="/verify"' in client.get("/people").text, "the footer leads there"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_a_table_is_read_as_excel_saves_it(client: FlaskClient, encoding: str) -> None:
    sent = io.BytesIO("citation;source\nLa marée dépassait le cèdre;journal\n".encode(encoding))
    told = client.post("/verify", data={"file": (sent, "x.csv"), "as": "csv"}).text
    assert "La marée dépassait le cèdre" in told and "journal" in told


@pytest.mark.parametrize("sent", [b"citation\rLa digue tient\rLe port", b'citation\n"La digue ' + b"x" * 140_000])
def test_a_table_that_is_ill_formed_is_answered(client: FlaskClient, sent: bytes) -> None:
    assert client.post("/verify", data={"file": (io.BytesIO(sent), "x.csv")}).status_code == 200


def test_a_table_that_is_pasted_is_one_too(client: FlaskClient) -> None:
    pasted = "date;citation;auteur\n2025-11-20;La digue tient;Kermadec\n"
    told = client.post("/verify", data={"quotations": pasted, "as": "csv"}).text
    assert told.count("La digue tient") and "date;citation;auteur" not in told and "Kermadec" in told


def test_a_sentence_with_a_comma_is_no_table(client: FlaskClient) -> None:
    sent = io.BytesIO(b"Le port, dit-on, reste ouvert\nLa digue tient\n")
    told = client.post("/verify", data={"file": (sent, "x.csv"), "as": "csv"}).text
    assert "Le port, dit-on, reste ouvert" in told


@pytest.mark.parametrize("address", ["/verify", "/api/v1/verify"])
@pytest.mark.parametrize("form", ["csv", ""])
def test_each_quotation_is_a_part_of_the_answer(client: FlaskClient, address: str, form: str) -> None:
    """Fifty of them may cost fifty times what a page may, and others ask between two parts."""
    quoted = ["la digue tient encore", "le port reste ouvert", "rien de tel ici"]
    api = {"data": "\n".join(quoted), "content_type": "text/plain"} if form else {"json": {"quotations": quoted}}
    sent = {"data": {"quotations": "\n".join(quoted), "as": form}} if address == "/verify" else api
    parts = [part.decode().partition("<textarea")[0] for part in client.post(address, **sent).iter_encoded()]  # type: ignore[arg-type]
    assert max(sum(one in part for one in quoted) for part in parts) == 1
    assert sum(any(one in part for one in quoted) for part in parts) == len(quoted)


def test_a_table_as_wide_as_it_is_long_is_read_as_lines(client: FlaskClient) -> None:
    """Its cells, filled up to its width, would be a hundred million."""
    table = quoted_table("citation" + "," * 10_000 + "\n" + "a\n" * 10_000, is_table=True)
    assert set(table.others) == {()}
    assert "citation" in checked(client, file=(io.BytesIO(b"citation" + b"," * 9_999), "x.csv")).text


def test_a_quotation_that_is_said_in_part_is_told_part_by_part(client: FlaskClient) -> None:
    """Who leaves something out and adds words of their own, or turns clauses round, is told which of them are said."""
    half = "Elles étaient gardées loin […] la lune est un fromage bleu"
    turned = "Elle tiendra si on l'entretient, la digue tient encore, on ne démonte pas une grue"
    rows = client.post("/verify", data={"quotations": f"{half}\n{turned}\nnul ne prononce zygomatique ici"}).text.split("<tr>")[2:]
    assert "Partie par partie" in rows[0] and f"/episodes/{PORT}?t=186" in rows[0]
    assert badges(rows[0]) == ["en partie", "mot pour mot", "introuvable"]
    assert rows[1].count("mot pour mot") == 3
    assert "Partie par partie" not in rows[2] and "Chercher ces mots" in rows[2]
    of_half, of_none = told(client, half, "nul ne prononce zygomatique ici")
    assert [part["outcome"] for part in of_half["apart"]] == ["exact", "not-found"]  # type: ignore[attr-defined]
    assert "apart" not in of_none
    assert "en partie" in checked(client, quotations=half, **{"as": "csv", "sheet": "fr"}).text


def test_the_table_tells_the_resemblance_that_the_page_shows(client: FlaskClient) -> None:
    """Of what is said in part the page told 68 % and the table 0.0."""
    typed = "Elles étaient gardées loin du quai par le fromage\nLa cantine sert trois cents repas bleus\nnul zygomatique"
    page = checked(client, quotations=typed).text.split("<tr>")[2:]
    rows = list(csv.DictReader(io.StringIO(checked(client, quotations=typed, **{"as": "csv"}).text)))
    shown = [re.findall(r"ressemblance\s:\s(\d+)\s%", one)[:1] for one in page]
    assert shown == [[str(int(100 * float(row["score"])))] for row in rows[:2]] + [[]]
    assert [(row["outcome"], float(row["score"]) > 0) for row in rows] == [
        ("not-found", True),
        ("nearly", True),
        ("not-found", False),
    ]
    sheet = checked(client, quotations=typed, **{"as": "csv", "sheet": "fr"}).text.removeprefix("\ufeff")
    told = [row["ressemblance"] for row in csv.DictReader(io.StringIO(sheet), delimiter=";")]
    assert told == [row["score"].replace(".", ",") for row in rows], "a spreadsheet in French takes 0.5 for words"


def test_the_head_counts_what_differs_in_a_word_of_grammar(client: FlaskClient) -> None:
    page = checked(client, quotations="Passons les données de santé des dockers").text
    assert "1 diffère par le sens, un mot" in page and "presque" in badges(page)[0]


NOWHERE = "ni le titre, ni la description, ni les personnes de cet épisode ne donnent ce nom. Nom que donne cet épisode"


def test_where_nobody_tells_who_speaks_the_page_of_the_episode_tells_true_from_false(client: FlaskClient) -> None:
    """Both were uncertain, and no more was told of them."""
    for name, badge, sign, told_of in (
        ("Malo Trévidic", "possible", "≈", "Malo Trévidic, qui participe à cet épisode"),
        ("Zoé Zorglub", "non annoncé", "?", "Zoé Zorglub ; " + NOWHERE + " : Malo Trévidic."),
    ):
        typed = f"{name} : « La digue tient encore, elle a tenu cet hiver »"
        page = re.sub("[\u202f\xa0]", " ", checked(client, quotations=typed).text)
        assert badges(page) == [f"mot pour mot, auteur {badge}"] and told_of in page
        assert f'<span aria-hidden="true">{sign}&nbsp;</span>' in page
    english = client.get("/verify", query_string={"q": typed, "lang": "en"}).text
    both = "Malo Trévidic : « La digue tient encore ». Zoé Zorglub : « elle a tenu cet hiver »"
    page = re.sub("[\u202f\xa0]", " ", checked(client, quotations=both).text)
    assert "Malo Trévidic, qui participe à cet épisode" in page and "Zoé Zorglub ; " + NOWHERE in page
    assert "word for word, author not announced" in english and "Name that this episode gives: Malo Trévidic." in english
    sheet = checked(client, quotations=typed, **{"as": "csv", "sheet": "fr"}).text.removeprefix("\ufeff")
    (line,) = csv.DictReader(io.StringIO(sheet), delimiter=";")
    assert (line["annonce de l’épisode"], line["annoncé à la place"]) == ("nulle part", "Malo Trévidic")


def test_a_name_behind_a_dash_that_is_nobodys_is_told_not_to_be_compared(sample: FlaskClient) -> None:
    line = "La gardienne m'a réveillée en tapant sur une casserole."
    for name, badge in (("Zorglub", "mot pour mot, nom non comparé"), ("Ysaline Thévoux", "mot pour mot")):
        page = checked(sample, quotations=f"« {line} » — {name}").text
        assert badges(page) == [badge] and ("Nom non comparé\u00a0: Zorglub" in page) is (name == "Zorglub")


def test_three_words_of_nine_are_no_part_of_an_invented_quotation_and_most_of_one_is(client: FlaskClient) -> None:
    made = "Ana Kermadec : « étaient gardées loin, la lune est un fromage bleu »"
    page = checked(client, quotations=made).text
    assert badges(page) == ["introuvable"] and "(concorde)" not in page
    assert "Nommé dans votre texte\u00a0: Ana Kermadec.</p>" in page
    retold = "La cantine sert souvent trois repas, et la commande en paie presque toute la moitié"
    page = checked(client, quotations=retold).text
    assert badges(page) == ["en partie"] and "Une partie seulement est dite" in page


def test_what_several_episodes_say_leads_to_all_of_them(sample: FlaskClient) -> None:
    """Three are told of at most, and one is shown: words that many say are nobody's."""
    for typed in ("Ana Kermadec : « tout le monde »", "tout le monde", "“tout le monde”"):
        (row,) = checked(sample, quotations=typed).text.partition("<tbody>")[2].split("<tr>")[1:]
        (address, many) = re.findall(r'<a href="(/search[^"]*)">(\d+) épisodes</a>', row)[0]
        assert int(many) > 1 and f">{many} épisodes" in sample.get(html.unescape(address)).text
    assert "/search" not in checked(sample, quotations="tout le monde […] tout le monde").text.partition("<tbody>")[2]


def test_a_turn_of_phrase_is_no_part_of_a_quotation(tmp_path: Path) -> None:
    """Who invents a sentence uses words that many say: none of it is theirs."""
    with small_archive.build(tmp_path) as library:
        for number in range(11):
            lines = (Cue(0, f"Voici la bernique numéro {number}, et ainsi de suite."),)
            added = Episode(f"Bernique {number}", "test", f"{number:064}", 1, cues=lines, origin=f"{number}.txt")
            with library.transaction():
                library.upsert(small_archive.save_of(added), added)
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        asked = "nul ne prononce zygomatique ici, et ainsi de suite", "nul ne prononce zygomatique ici, voici la bernique numéro 3"
        rows = client.post("/verify", data={"quotations": "\n".join(asked)}).text.split("<tr>")[2:]
        assert badges(rows[0]) == ["introuvable"]
        assert badges(rows[1]) == ["en partie", "introuvable", "mot pour mot"]


def badges(row: str) -> list[str]:
    """The outcomes told in a row, in their order."""
    return re.findall(r'class="tag \w+"><span aria-hidden="true">.&nbsp;</span><span>([^<]*)<', row)


@pytest.fixture
def turned(said: str) -> str:
    """The words said, denied."""
    words = said.split()
    return " ".join([*words[:3], "jamais", *words[3:]])


def test_page_interface_and_table_judge_what_stands_between_marks(client: FlaskClient, said: str) -> None:
    typed = f"Selon elle, « {said} », n'a jamais dit M. Dupont"
    (verdict,) = told(client, typed)
    assert (verdict["outcome"], verdict["aside"]) == ("exact", ["Selon elle", "n'a jamais dit M. Dupont"])
    page = checked(client, quotations=typed).text
    (row,) = page.partition("<tbody>")[2].split("<tr>")[1:]
    assert badges(row) == ["mot pour mot, auteur non annoncé"] and "négation diffère" not in row
    assert "Nommé dans votre texte\u00a0: M. Dupont\u202f; ni le titre" in row
    assert f'<th scope="row">{typed.replace(chr(39), "&#39;")}' in row, "no marks are put round those that stand there"
    (line,) = csv.DictReader(io.StringIO(checked(client, quotations=typed, **{"as": "csv"}).text))
    assert (line["outcome"], line["named"], line["aside"]) == ("exact", "M. Dupont", "Selon elle · n'a jamais dit M. Dupont")
    sheet = checked(client, quotations=f"Yvon Le Goff : « {said} »", **{"as": "csv", "sheet": "fr"}).text
    (line,) = csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff")), delimiter=";")
    assert (line["nom donné"], line["mots autour"]) == ("Yvon Le Goff", ""), "what is named is told once"


@pytest.fixture
def sample(sample_library: Path) -> Iterator[FlaskClient]:
    """A visitor of the sample archive."""
    with Library.open(sample_library, read_only=True) as library:
        yield create_app(Site(IndexProvider(sample_library), library)).test_client()


def test_a_negation_that_a_quotation_leaves_out_is_shown_and_stands_in_the_badge(sample: FlaskClient) -> None:
    typed = "On ne sait […] encore, l'enquête est en cours"
    row = checked(sample, quotations=typed).text.partition("<tbody>")[2]
    assert badges(row) == ["mot pour mot, sauf une négation omise"] and 'class="tag yes"' not in row
    assert "On ne sait [<ins>pas</ins>] encore" in row and "Ce que votre citation laisse de côté nie" in row
    (line,) = csv.DictReader(io.StringIO(checked(sample, quotations=typed, **{"as": "csv"}).text))
    assert (line["outcome"], line["turns"], line["difference"][:23]) == ("exact", "negation", "On ne sait [pas] encore")


def test_several_quotations_of_a_line_have_a_badge_each(client: FlaskClient, said: str, turned: str) -> None:
    page = checked(client, quotations=f"« {said} » et « nul ne prononce zygomatique ici » puis « {turned} »").text
    row = page.partition("<tbody>")[2]
    assert badges(row) == ["en partie", "mot pour mot", "introuvable", "presque, sens contraire possible"]
    assert "Laissé de côté\u00a0: et · puis" in row


def test_what_differs_stands_out_in_the_row_and_an_apostrophe_stays(client: FlaskClient, said: str, turned: str) -> None:
    words = said.split()
    elided = " ".join([*words[:3], "n'", *words[3:]])
    page = checked(client, quotations=f"{turned}\n{elided}").text
    rows = page.partition("<tbody>")[2].split("<tr>")[1:]
    assert badges(rows[0]) == ["presque, sens contraire possible"]
    assert "<b>Mots qui diffèrent\u00a0:</b> <del>jamais</del> → –" in rows[0]
    assert f"<del>n&#39;{words[3]}</del> <ins>{words[3]}</ins>" in rows[1]


def test_a_found_row_is_copied_and_kept_as_a_moment_of_a_search(client: FlaskClient, said: str) -> None:
    row = checked(client, quotations=said).text.partition("<tbody>")[2]
    assert re.search(r'<div class="hit"><ol class="moments"><li[^>]*><a class="clock" href="/episodes/[^"]*cite=', row)


@pytest.mark.parametrize(("begins", "lead"), [(9000, "Lire le texte à 00:09"), (start_of_paragraph(3), "Lire le texte, § 3")])
def test_where_nothing_plays_a_link_in_words_and_the_title_lead_to_the_passage(tmp_path: Path, begins: int, lead: str) -> None:
    """A bare clock stood there, and the title led to the top of the page."""
    with small_archive.build(tmp_path) as library:
        added = Episode(
            "Bernique", "test", "f" * 64, 1, cues=(Cue(begins, "La bernique zinzinule sous la jetée."),), origin="x.txt"
        )
        with library.transaction():
            library.upsert(small_archive.save_of(added), added)
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        page = checked(client, quotations="La bernique zinzinule").text.partition("<tbody>")[2]
    (leads,) = re.findall(r'<li class="mute"><a class="clock" href="([^"]*)"><span>', page)
    assert re.sub("<[^>]*>", "", page[page.index("<li class") :]).startswith(lead)
    assert f'<a class="t" href="{leads}">Bernique</a>' in page and "cite=" in leads


def test_a_link_leads_to_what_is_told_of_one_quotation(client: FlaskClient, said: str) -> None:
    row = checked(client, quotations=said).text.partition("<tbody>")[2]
    (link,) = re.findall(r'href="(/verify\?[^"]*)">Lien vers cette vérification', row)
    page = client.get(link.replace("&amp;", "&")).text
    assert badges(page) == ["mot pour mot"] and f">{said}</textarea>" in page.replace("&#39;", "'")
    assert '<meta name="robots" content="noindex' in page and 'name="robots"' not in client.get("/verify").text
    spread = client.get("/verify", query_string={"q": said.replace(" ", "\n")}).text
    assert badges(spread) == ["mot pour mot"]
    assert "<table" not in client.get("/verify?q=+").text
    assert "Lien vers" not in page, "it is the page itself"
    assert "Lien vers" not in checked(client, quotations="é" * 2000).text, "no server reads so long an address"


def test_a_quotation_in_an_address_is_no_longer_than_one_that_is_sent(client: FlaskClient) -> None:
    assert "2\u202f000 caractères au plus pour chacune" in client.get("/verify?lang=fr").text
    assert client.get("/verify", query_string={"q": "a" * LONGEST}).status_code == 200
    refused = client.get("/verify", query_string={"q": "a" * (LONGEST + 1), "lang": "en"})
    assert refused.status_code == 400 and "longer than 2000 characters" in refused.text
    assert "Lien vers" not in checked(client, quotations="a" * (LONGEST + 1)).text


def test_a_quotation_that_is_too_long_is_told_as_not_looked_for_and_the_others_are(client: FlaskClient, said: str) -> None:
    page = checked(client, quotations=f"{said}\n{said} {'x' * LONGEST}\n{said}").text
    assert badges(page.partition("<tbody>")[2]) == ["mot pour mot", "non cherché", "mot pour mot"]
    assert "n’est pas cherché : la recherche est trop longue" in page


def test_what_a_page_writes_beside_words_stays_in_the_quotation_that_was_sent_and_is_not_shown(
    client: FlaskClient, said: str
) -> None:
    typed = f"<p>12:30 {said}</p>"
    page = checked(client, quotations=typed).text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert (
        "Laissé de côté" in page
        and re.search(r"\s12:30</p>", page)
        and "&lt;p&gt;" not in page
        and badges(page) == ["mot pour mot"]
    )
    row = next(csv.DictReader(io.StringIO(checked(client, quotations=typed, **{"as": "csv"}).text)))
    assert (row["quotation"], row["aside"], row["outcome"]) == (typed, "12:30", "exact")


def test_a_quotation_that_is_checked_is_not_written_down(
    root: Path, library: Library, caplog: pytest.LogCaptureFixture, client: FlaskClient
) -> None:
    site = create_app(Site(IndexProvider(root), library))
    log_requests(site, queries=True)
    with caplog.at_level(logging.INFO, ACCESS):
        for room in ("search", "verify"):
            site.test_client().get(f"/{room}?q=zygomatique")
    assert [record.__dict__["facts"].get("q") for record in caplog.records] == ["zygomatique", None]
    assert "contient la citation" in client.get("/verify?lang=fr").text


@pytest.mark.parametrize(
    ("pasted", "quoted"),
    [
        ("Ana Kermadec\tLa digue tient encore.\tRadio Phare, 2025\n", "Ana Kermadec « La digue tient encore. » Radio Phare, 2025"),
        ("1\t« La digue »\tce que disent tous ceux de Kernac", "1\t« La digue »\tce que disent tous ceux de Kernac"),
        ("• « La digue tient »", "« La digue tient »"),
        ("2) La digue tient", "La digue tient"),
        ("— La digue tient, a dit Kermadec", "La digue tient, a dit Kermadec"),
        ("3.14 mètres d'eau", "3.14 mètres d'eau"),
        ("2017 fut l'année de la digue", "2017 fut l'année de la digue"),
        ("-", "-"),
    ],
)
def test_what_is_pasted_of_a_list_or_a_table_is_read_without_its_form(pasted: str, quoted: str) -> None:
    assert quoted_table(pasted, is_table=False).quotations == (quoted,)


SAID = "Revenons aux grues. Elles datent de l'après-guerre."


@pytest.mark.parametrize("form", ["plain", "author_date", "markdown", "html", "text", "ris", "bib", "share", "vtt", "srt"])
def test_what_the_site_gives_to_copy_is_said_word_for_word_where_it_was_copied(client: FlaskClient, form: str) -> None:
    asked = {"from": "t420", "t": "420,427"}
    copied: dict[str, str] = client.get(f"/episodes/{PORT}/quote", query_string=asked).get_json()
    if form in ("ris", "bib"):
        copied[form] = client.get(f"/episodes/{PORT}/cite.{form}", query_string=asked).text
    captions = re.findall(r"(?:^\d+\n)?^\S+ --> .*\n.*grues\. Elles.*$", client.get(f"/episodes/{PORT}.{form}").text, re.M)
    copied |= {"share": f"« {SAID} »\n{copied['url']}", **dict.fromkeys(["vtt", "srt"], "".join(captions))}
    row = list(csv.DictReader(io.StringIO(checked(client, quotations=copied[form], **{"as": "csv"}).text)))
    assert [(one["outcome"], one["slug"], one["clock"], one["said"]) for one in row] == [("exact", PORT, "07:00", SAID[:-1])]


@pytest.mark.parametrize(("language", "told"), [("fr", "[… 12 mots passés …]"), ("en", "[… 12 words passed over …]")])
def test_how_much_a_quotation_leaves_out_is_told(client: FlaskClient, language: str, told: str) -> None:
    asked = {"q": "Revenons aux grues […] comme on range un parapluie", "lang": language}
    assert f"grues {told} comme" in client.get("/verify", query_string=asked).text
    nearly = f"{asked['q']} zygomatique"
    row = next(csv.DictReader(io.StringIO(checked(client, quotations=nearly, **{"as": "csv"}).text)))
    assert row["difference"] == "Revenons aux grues [… 12 …] comme on range un parapluie [zygomatique → –]"


def test_lines_that_a_program_writes_beside_quotations_are_none(client: FlaskClient) -> None:
    def lines(text: str) -> tuple[str, ...]:
        return quoted_table(text, is_table=False).quotations

    captions = "WEBVTT\n\n1\n00:01.000 --> 00:02.000 line:0\n<v Ana Kermadec>La digue\ntient.\n\n00:03.000 --> 00:04.000\nEncore.\n"
    assert lines(captions) == ("Ana Kermadec : La digue tient.", "Encore.")
    assert lines("> La digue\n> tient.\n>\n> Ana\n\n> Encore.") == ("La digue tient.  Ana", "> Encore.")
    assert lines("La digue tient\nhttps://example.org/a?t=3\nEncore") == ("La digue tient", "Encore")


def test_who_a_column_of_a_table_names_is_held_against_who_speaks(sample: FlaskClient) -> None:
    line = "La gardienne m'a réveillée en tapant sur une casserole."
    rows = f"Citation\tNom\tpage\n{line}\tYvon Le Goff\t3\n{line}\tYsaline Thévoux\t4\n{line}\t\t5"
    told = checked(sample, quotations=rows, **{"as": "csv"}).text.splitlines()
    assert [row.split(",")[0] for row in told[1:]] == [line] * 3
    page = checked(sample, quotations=rows).text.partition("<tbody>")[2]
    sheet = checked(sample, quotations=rows, **{"as": "csv", "sheet": "fr"}).text.removeprefix("\ufeff")
    lines = list(csv.DictReader(io.StringIO(sheet), delimiter=";"))
    assert [one["réponse"] for one in lines] == badges(page), "the page's own words"
    assert all(
        one["adresse"].partition("/episodes")[2].replace("&", "&amp;") in page and "cite=" in one["adresse"] for one in lines
    )
    assert badges(page) == ["mot pour mot, dit par une autre personne", "mot pour mot", "mot pour mot"]
    assert [page.count(word) for word in ("Comparé à qui parle\u00a0: Y", "Laissé de côté")] == [2, 0]
    assert quoted_table(rows, is_table=False).attributed[1:] == (f"Ysaline Thévoux : « {line} »", line)


@pytest.mark.parametrize("is_table", [True, False])
def test_what_marks_hold_together_in_a_cell_is_one_quotation(is_table: bool) -> None:
    table = quoted_table('qui;citation\nJLM;« le chômage\nça rend\r\nmalade »\nX;“la\nmer”\nY;"à\nquai"\n', is_table=is_table)
    assert table.quotations == ("« le chômage ça rend malade »", "“la mer”", "à\nquai")
    assert list(table.others) == [("qui",), ("JLM",), ("X",), ("Y",)]
    unclosed = quoted_table("citation;qui\n« jamais fermé;JLM\ntrop tard »;X\n", is_table=is_table)
    assert unclosed.quotations == ("« jamais fermé", "trop tard »"), "no cell holds both"


def test_what_marks_hold_together_over_several_lines_is_one_quotation() -> None:
    def lines(text: str) -> tuple[str, ...]:
        return quoted_table(text, is_table=False).quotations

    assert lines("« le chômage\nça rend\r\nmalade »\nautre ligne") == ("« le chômage ça rend malade »", "autre ligne")
    assert lines('Il dit : “le chômage\nça rend malade” hier\n"deux\nlignes"') == (
        "Il dit : “le chômage ça rend malade” hier",
        '"deux lignes"',
    )
    apart = '« jamais fermé\n« le chômage » et\nune vis de 12" de long\nautre 5" vis\nfermé » trop tard'.splitlines()
    assert lines("\n".join(apart)) == tuple(apart)


@pytest.mark.parametrize(
    "line",
    [
        "— Ysaline Thévoux", "- Ysaline Thévoux", "– Thévoux.", "-- Ysaline Thévoux, 2019", "(Ysaline Thévoux)",
        "Ysaline Thévoux", "Ysaline Thévoux, Radio Phare, 12 mars 2019", "\n— Ysaline de la Thévoux, maire de la digue",
        "— Ysaline Thévoux, le 12 mars 2019 à Brest", "— Ysaline Thévoux à Brest", "Thévoux, 2019",
        "[Ysaline Thévoux, Radio Phare]", "— Ysaline Thévoux https://example.org/a",
    ],
)  # fmt: skip
@pytest.mark.parametrize("above", ["« La digue tient encore »", "“La digue tient encore.”", "1. « La digue tient encore »."])
def test_a_line_that_only_tells_who_said_what_is_above_it_is_of_that(line: str, above: str) -> None:
    table = quoted_table(f"{above}\n{line}\n« Encore une autre »", is_table=False)
    assert table.quotations == (f"{above.removeprefix('1. ')} {line.strip()}", "« Encore une autre »")


@pytest.mark.parametrize(
    "typed",
    [
        "- Bonjour Ysaline\n- Merci Yvon", "La digue tient encore\nYsaline Thévoux", "« La digue tient »\nEncore.",
        "« La digue tient »\n— Merci, elle tiendra encore", "« La digue tient »\n— Et la jetée ?",
        "À vérifier :\n— Ysaline Thévoux", "— Ysaline Thévoux\n« La digue tient »",
        "« La digue tient »\nEncore", "« La digue tient »\nYsaline Thévoux est partie hier",
        "« La digue tient »\nYsaline : encore une autre", "« La digue tient »\nOui, elle tient",
        "« La digue tient »\nMerci, Madame",
    ],
)  # fmt: skip
def test_a_line_that_may_be_said_is_a_quotation_of_its_own(typed: str) -> None:
    assert len(quoted_table(typed, is_table=False).lines) == 2


def test_who_a_line_below_a_quotation_names_is_held_against_who_speaks(sample: FlaskClient) -> None:
    said = "La gardienne m'a réveillée en tapant sur une casserole."
    for typed in (
        f"“{said}”\n— Yvon Le Goff",
        f"« {said} »\n\nYvon Le Goff",
        f"{said}\n- Yvon Le Goff",
        f"« {said} »\n(Yvon Le Goff)",
    ):
        assert badges(checked(sample, quotations=typed).text) == ["mot pour mot, dit par une autre personne"]
    assert badges(checked(sample, quotations=f"{said}\n— Ysaline Thévoux").text) == ["mot pour mot"]


def test_all_words_said_far_apart_are_no_part_of_themselves(client: FlaskClient) -> None:
    page = client.post("/verify", data={"quotations": "ce soir nous parlons dirige les quais"}).text
    assert "introuvable" in page and "Vos 7 mots y sont dans cet ordre" in page and "Une partie seulement" not in page


def test_many_words_that_a_quotation_passes_over_without_saying_so_are_counted_and_none_is_struck(client: FlaskClient) -> None:
    quoted = "ce soir nous parlons du port qui dirige les quais"
    page = checked(client, quotations=quoted).text
    assert badges(page) == ["presque, 12 mots passés sans […]"]
    assert "du port <ins>[… 12 mots passés …]</ins> qui dirige" in page and "<del>" not in page
    assert "Mots qui diffèrent" not in page and "Vos 10 mots y sont dans cet ordre" in page
    (row,) = csv.DictReader(io.StringIO(checked(client, quotations=quoted, **{"as": "csv"}).text))
    assert row["difference"].endswith("du port [– → … 12 …] qui dirige les quais")


def test_a_quotation_and_its_parts_are_asked_of_one_generation(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    held = verification.index
    opened: list[Index] = []

    def index() -> Index:
        opened.append(held())
        return opened[-1]

    monkeypatch.setattr(verification, "index", index)
    page = client.post("/verify", data={"quotations": "Elles étaient gardées loin […] la lune est un fromage bleu"}).text
    assert "Partie par partie" in page and len(opened) == 1


def test_prose_whose_first_line_has_a_name_of_a_column_between_commas_is_no_table() -> None:
    typed = "Texte, phrase après phrase, il l'a dit\nbonjour à toutes et à tous\nbonsoir, à toutes"
    assert quoted_table(typed, is_table=False).quotations == tuple(typed.split("\n"))


@pytest.mark.parametrize("address", ["/verify", "/verify?q=la+mer"])
def test_what_is_checked_is_kept_by_no_cache_but_the_browser_that_asked(client: FlaskClient, address: str) -> None:
    assert client.get(address).headers["Cache-Control"] == "private, no-cache"
    assert client.post("/verify", data={"quotations": "la mer"}).headers["Cache-Control"] == "private, no-cache"


def test_the_answers_are_counted_before_the_first(client: FlaskClient, said: str) -> None:
    altered = " ".join([*said.split()[:2], "zygomatique", *said.split()[3:]])
    page = checked(client, quotations=f"{said}\n{altered}\nnul ne prononce zygomatique ici\n{said} 42").text
    head, _, rest = page.partition("<tbody>")
    assert "4 citations\u00a0: 1 mot pour mot, 2 presque, 1 introuvable</h2>" in head and "2 diffèrent par le sens" in head
    assert "Une citation par ligne" not in head and "Une citation par ligne" in rest, "who has answers reads these first"


def test_what_others_say_than_who_is_named_is_counted_apart(sample: FlaskClient) -> None:
    line = "La gardienne m'a réveillée en tapant sur une casserole."
    page = checked(sample, quotations=f"{line}\nYvon Le Goff : « {line} »\nYvon Le Goff : « {line} » zygomatique").text
    head, _, rows = page.partition("<tbody>")
    assert "3 citations\u00a0: 1 mot pour mot, 2 dites par une autre personne</h2>" in head and "diffère" not in head
    assert badges(rows) == ["mot pour mot", *["mot pour mot, dit par une autre personne"] * 2]
    assert rows.count("La transcription l’attribue à Ysaline Thévoux, non à la personne que votre texte nomme") == 2


def test_who_is_named_stands_before_the_marks_and_is_told_without_a_verb(sample: FlaskClient) -> None:
    line = "La gardienne m'a réveillée en tapant sur une casserole."
    for typed in (f"Ysaline Thévoux : {line}", f"{line[:-1]}, a dit Ysaline Thévoux"):
        page = checked(sample, quotations=typed).text.replace("&#39;", "'")
        assert "Comparé à qui parle\u00a0: Ysaline Thévoux<b> (concorde)</b></p>" in page
        assert f"«\u00a0{line.rstrip('.')}" in page and "«\u00a0Ysaline" not in page


def test_what_denies_just_before_a_quotation_is_shown_by_page_interface_and_table(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        lines = (Cue(0, "Et surtout ne dites pas que"), Cue(4000, "la bernique zinzinule sous la jetée."))
        added = Episode("Bernique", "test", "f" * 64, 1, cues=lines, origin="x.txt", language="fr")
        with library.transaction():
            library.upsert(small_archive.save_of(added), added)
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        typed = "La bernique zinzinule sous la jetée"
        page = checked(client, quotations=typed).text
        assert badges(page) == ["mot pour mot, mais précédé de «\xa0ne dites pas que\xa0»"] and 'class="tag yes"' not in page
        assert "[<ins>ne dites pas que</ins>] la bernique" in page and "Ce qui est dit juste avant nie" in page
        assert "1 diffère" in page.partition("<tbody>")[0], "counted among those that differ by their sense"
        assert badges(client.get(f"/verify?lang=en&q={typed}").text) == ["word for word, but preceded by “ne dites pas que”"]
        (verdict,) = told(client, typed)
        (passage,) = verdict["passages"]  # type: ignore[misc]
        assert (verdict["outcome"], passage["turns"], passage["pieces"][0]["said"]) == ("exact", ["negation"], "ne dites pas que")
        (line,) = csv.DictReader(io.StringIO(checked(client, quotations=typed, **{"as": "csv"}).text))
        assert (line["turns"], line["difference"]) == ("negation", "[ne dites pas que] la bernique zinzinule sous la jetée")
        assert (line["before"], line["behind"]) == ("Et surtout", "")
        assert (
            '<span class="vh">Juste avant et après\xa0: </span>… Et surtout <mark>ne dites pas … sous la jetée</mark></p>' in page
        )


def test_what_is_said_before_a_quotation_and_behind_it_is_shown_by_page_interface_and_table(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        lines = (
            Cue(0, "Bonsoir. Avec tout le respect du monde, et Dieu sait, je vous en prie, arrêtons de dire que"),
            Cue(4000, "la bernique zinzinule, ce n'est pas vrai. Non."),
        )
        added = Episode("Bernique", "test", "f" * 64, 1, cues=lines, origin="x.txt", language="fr")
        with library.transaction():
            library.upsert(small_archive.save_of(added), added)
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        for typed, before, behind in (
            ("la bernique zinzinule", "monde, et Dieu sait, je vous en prie, arrêtons de dire que", ", ce n'est pas vrai"),
            (
                "Avec tout le respect du monde, et Dieu sait, je vous en prie, arrêtons de dire",
                "Bonsoir.",
                "que la bernique zinzinule, ce n'est",
            ),
        ):
            (verdict,) = told(client, typed)
            (passage,) = verdict["passages"]  # type: ignore[misc]
            assert (passage["before"], passage["behind"]) == (before, behind)
            (line,) = csv.DictReader(io.StringIO(checked(client, quotations=typed, **{"as": "csv"}).text))
            assert (line["before"], line["behind"]) == (before, behind)
        page = checked(client, quotations="la bernique zinzinule").text.replace("&#39;", "'")
        assert "je vous en prie, arrêtons de dire que <mark>la bernique zinzinule</mark>, ce n'est pas vrai …</p>" in page


def test_words_of_two_who_speak_are_told_to_be_so(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        lines = (Cue(0, "La bernique zinzinule", speaker="Ana Kermadec"), Cue(4000, "sous la jetée grise.", speaker="Léo Durel"))
        lines = (*lines, Cue(8000, "La bernique clapote.", speaker="A. B."))
        added = Episode("Bernique", "test", "f" * 64, 1, cues=lines, origin="x.txt")
        with library.transaction():
            library.upsert(small_archive.save_of(added), added)
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        page = checked(client, quotations="Ana Kermadec : « La bernique zinzinule sous la jetée grise »").text
        assert "dit par Ana Kermadec, puis par Léo Durel" in page and "Ces mots ne sont pas d’une seule personne" in page
        assert badges(page) == ["mot pour mot, auteur incertain"] and "laquelle des personnes" not in page
        page = checked(client, quotations="La bernique zinzinule sous la jetée grise").text
        assert badges(page) == ["mot pour mot, mais de plusieurs personnes"] and 'class="tag yes"' not in page
        page = checked(client, quotations="Ana Kermadec et Léo Durel : « La bernique zinzinule »").text
        assert badges(page) == ["mot pour mot, auteur incertain"] and "laquelle des personnes nommées a parlé" in page
        assert "d’une seule personne" not in checked(client, quotations="Ana Kermadec : « La bernique zinzinule »").text
        page = checked(client, quotations="Anne Bernard : « La bernique clapote »").text
        assert badges(page) == ["mot pour mot, auteur incertain"] and "laquelle des personnes" not in page
        for whom, answer in (
            ("Ana Kermadec, interrogée par Zoé Le Bihan", ""),
            ("Interrogée par Zoé Le Bihan", ", auteur non nommé"),
        ):
            page = checked(client, quotations=f"{whom} : « La bernique zinzinule »").text
            told_who = "Votre texte ne nomme pas qui a dit ces mots\u202f; la transcription les attribue à Ana Kermadec."
            assert badges(page) == [f"mot pour mot{answer}"] and (told_who in page) == bool(answer)
        page = checked(client, quotations="Anne Bernard : « La bernique clapote »").text
        assert "La transcription ne donne que des initiales de qui parle (A. B.)." in page


def test_each_passage_that_is_as_near_is_shown_and_who_says_it_or_that_nobody_is_told_to(tmp_path: Path) -> None:
    """Of two who say another number than the quotation, one was told alone."""
    with small_archive.build(tmp_path) as library:
        for who, seed in (("Ana Kermadec", "a"), ("", "b")):
            cues = (Cue(0, "C'est 60 % du zinzin médian.", speaker=who), Cue(9000, f"Bonsoir {seed}.", speaker=who))
            added = Episode(f"Bernique {seed}", f"test-{seed}", seed * 64, 1, cues=cues, origin=f"{seed}.txt")
            with library.transaction():
                library.upsert(small_archive.save_of(added), added)
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        page = checked(client, quotations="C'est 50 % du zinzin médian").text
        assert "2 passages en sont aussi proches." in page and page.count('<div class="hit">') == 2
        assert "dit par Ana Kermadec · " in page and "Voix non identifiée · " in page


def test_of_many_passages_as_near_all_are_told(tmp_path: Path) -> None:
    """Only three were, without a word on the others."""
    with small_archive.build(tmp_path) as library:
        for number in range(7):
            cues = (Cue(0, "C'est 60 % du zinzin médian."), Cue(9000, f"Bonsoir {number}."))
            added = Episode(f"Bernique {number}", f"test-{number}", f"{number}" * 64, 1, cues=cues, origin=f"{number}.txt")
            with library.transaction():
                library.upsert(small_archive.save_of(added), added)
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        first, _, rest = checked(client, quotations="C'est 50 % du zinzin médian").text.partition("<details")
        assert "7 passages en sont aussi proches." in first
        assert [part.count('<div class="hit">') for part in (first, rest)] == [3, 4] and ">4 autres</summary>" in rest
        (verdict,) = told(client, "C'est 50 % du zinzin médian")
        assert len(verdict["passages"]) == 7  # type: ignore[arg-type]


def test_where_nobody_is_known_to_speak_a_name_beside_a_quotation_is_not_confirmed(client: FlaskClient, said: str) -> None:
    unknown = "La transcription ne dit pas avec certitude qui parle."
    page = checked(client, quotations=f"Yvon Le Goff : « {said} »").text
    assert page.count(unknown) == 1 and badges(page) == ["mot pour mot, auteur non annoncé"]
    assert "1 citation\u00a0: 1 mot pour mot mais avec une réserve</h2>" in page
    assert 'class="tag some"' in page and 'class="tag yes"' not in page
    page = checked(client, quotations=said).text
    assert unknown not in page and badges(page) == ["mot pour mot"]


def test_an_insertion_is_told_beside_the_answer(client: FlaskClient, said: str) -> None:
    first, rest = said.split(" ", 1)
    page = checked(client, quotations=f"{first} [le soir, NDLR] {rest}").text
    assert badges(page) == ["mot pour mot, hors ajout entre crochets"]
    assert "Ajouté entre crochets par qui cite, et non comparé\u00a0: le soir, NDLR." in page


def test_the_language_is_changed_with_what_was_checked(client: FlaskClient, said: str) -> None:
    page = checked(client, quotations=said).text
    assert re.search(r'<button [^>]*form="verifier" formaction="/verify\?lang=en" lang="en" aria-label="English">EN</button>', page)
    assert "formaction" not in client.get("/verify").text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("title", ["Ysé Calvez : « Odon Rivoal : bonjour Ysé Calvez. Les marées… »", "La mer, par Odon Rivoal"])
def test_a_citation_of_the_site_is_read_back_whatever_its_title_quotes_or_names(tmp_path: Path, title: str, language: str) -> None:
    """Of each form the words are said word for word, by whom it names, in the episode that it cites."""
    lines = (
        Cue(0, "Les bernaches zinzinulent sous la jetée.", speaker="Ysé Calvez"),
        Cue(9000, "Elles zinzinulaient hier « en chœur », disait-on au phare.", speaker="Nils Le Bihan"),
        Cue(18000, "Personne ici ne les compte plus depuis mardi."),
    )
    day = Published(dt.date(2026, 3, 5), "page", "day", approximate=True)
    with small_archive.build(tmp_path) as library:
        added = Episode(title, "page", "f" * 64, 1, show="Marées", published=day, cues=lines, origin="x.txt")
        with library.transaction():
            slug = library.upsert(small_archive.save_of(added), added).slug
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        for cue, who in (("t0", "Ysé Calvez"), ("t9", "Nils Le Bihan"), ("t18", "")):
            forms = client.get(f"/episodes/{slug}/quote?from={cue}&to={cue}&lang={language}").get_json()
            pasted = {form: forms[form] for form in ("plain", "author_date", "markdown", "html")}
            pasted |= {form: client.get(forms[form]).text for form in ("ris", "bib")}
            pasted["as shown"] = re.sub(r"<[^>]*>", "", pasted["html"].replace("</p>", "\n\n").replace("<cite>", "\n"))
            if not who:
                pasted["without its warning"] = re.sub(r"\. (?:Transcription|Automatic) .*", ".", pasted["plain"])
            pasted["short"] = re.sub(r"/episodes/[^?\s]+", "/e/abc", pasted["plain"])
            pasted |= {f"part of {form}": "\n".join(pasted[form].splitlines()[2:-1]) for form in ("ris", "bib")}
            for form, text in pasted.items():
                page = checked(client, quotations=text).text
                assert badges(page) == ["mot pour mot"], (form, text)
                assert f"/episodes/{slug}?" in page and "Laissé de côté" not in page, form
                named = re.findall(r"Comparé à qui parle[^:]*: ([^<]*)<", page)
                assert named in ([], [who]), (form, named)
            wrong = checked(
                client, quotations=pasted["author_date"].replace(who or "Marées (", "Odon Rivoal" if who else "Odon Rivoal (", 1)
            ).text
            assert badges(wrong) == [f"mot pour mot, {'dit par une autre personne' if who else 'auteur possible'}"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_cited_of_words_that_quote_others_is_read_back_from_wherever_to_wherever(tmp_path: Path, language: str) -> None:
    """A mark that closed what a line before had begun was taken for the begin of another, and the name behind for a
    word that is said."""
    lines = (
        'VO : Le gardien juge que "si on cesse de guetter la bernique,"',
        '"les bernaches zinzinuleront." Et puis : "C\'est bien assez."',
        "Il a dit, entre guillemets, « que la mer monte",
        "et que “la digue” ne tiendra pas ». On récapitule ?",
        "Le gardien a dit VO dans son carnet.",
    )
    cues = tuple(Cue(9000 * number, text, speaker="VO") for number, text in enumerate(lines))
    with small_archive.build(tmp_path) as library:
        added = Episode("Les berniques zinzinulantes", "page", "f" * 64, 1, cues=cues, origin="x.txt")
        with library.transaction():
            slug = library.upsert(small_archive.save_of(added), added).slug
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        bounds = [
            (first, last, begin, end) for first in range(5) for last in range(first, 5) for begin in (0, 14) for end in (20, 99)
        ]
        for first, last, begin, end in bounds:
            asked = f"from=t{9 * first}&to=t{9 * last}&letters={begin},{end}&lang={language}"
            forms = client.get(f"/episodes/{slug}/quote?{asked}").get_json()
            for form in ("plain", "author_date", "markdown", "html"):
                words_cited = forms[form].partition("http")[0] if form != "html" else forms[form]
                assert words_cited.count("“") == words_cited.count("”"), (asked, words_cited)
                page = checked(client, quotations=forms[form]).text
                assert badges(page) == ["mot pour mot"], (asked, forms[form])
                assert "mots passés" not in page, forms[form]


def test_of_those_who_are_named_who_says_it_is_shown_and_that_they_agree(sample: FlaskClient) -> None:
    """The paper, or what somebody is, stood beside them as one who is compared, and nothing told what came out."""
    line = "La gardienne m'a réveillée en tapant sur une casserole."
    for named, told in (
        ("Interrogée sur Marée Inter, Ysaline Thévoux a dit :", "Ysaline Thévoux<b> (concorde)</b>"),
        ("Sur Marée Inter, Ysaline Thévoux, gardienne du Phare Bleu, a dit :", "Ysaline Thévoux<b> (concorde)</b>"),
        ("Yvon Le Goff a dit :", "Yvon Le Goff<b> (ne concorde pas)</b>"),
    ):
        page = checked(sample, quotations=f"{named} « {line} »").text
        assert re.findall(r"Comparé à qui parle\s*: (.*?)</p>", page) == [told]


def test_the_row_never_tells_that_who_is_named_agrees_beside_a_badge_that_says_another_spoke(sample: FlaskClient) -> None:
    """An article whose first sentence named who asked accused a right attribution, and confirmed it in the same cell."""
    line = "La gardienne m'a réveillée en tapant sur une casserole"
    right = f"Interrogée par Yvon Le Goff, la gardienne n'a rien caché. « {line} », a lancé Ysaline Thévoux."
    wrong = f"Interrogée par Ysaline Thévoux, la gardienne n'a rien caché. « {line} », a lancé Yvon Le Goff."
    for typed, told in ((right, "(concorde)"), (wrong, "(ne concorde pas)")):
        page = checked(sample, quotations=typed).text
        assert told in page and ("autre personne" in page) == (typed == wrong)


def test_nothing_tells_that_who_is_named_agrees_where_that_is_so_of_one_quotation_alone(sample: FlaskClient) -> None:
    theirs, others = "La gardienne m'a réveillée en tapant sur une casserole", "Quarante-deux, mais hier on était cinquante-trois"
    page = checked(sample, quotations=f"« {theirs} » et « {others} », a dit Ysaline Thévoux.").text
    assert re.findall(r"Comparé à qui parle\s*: (.*?)</p>", page) == ["Ysaline Thévoux"]


def test_words_that_nobody_says_are_searched_for_without_who_is_named(client: FlaskClient) -> None:
    page = checked(client, quotations="« Il faut que la zygomatique déraille », a dit Jean-Luc Mélenchon").text
    assert "/search?q=faut+zygomatique+d%C3%A9raille" in page
    assert "Nommé dans votre texte\u00a0: Jean-Luc Mélenchon." in page
    assert "Laissé de côté" not in page


def test_what_turns_the_sense_is_told_in_the_words_of_a_sheet() -> None:
    assert FRENCH_VALUES["turns"].keys() >= set(get_args(Turn))


@pytest.mark.parametrize("time", ["Lire le texte à06:42", "Read from06:42", "1:06:42", "06:42"])
def test_the_time_above_some_words_is_no_quotation(time: str) -> None:
    assert quoted_table(f"{time}\nbonjour à tous\nà 20:30 il part", is_table=False).quotations == (
        "bonjour à tous",
        "à 20:30 il part",
    )


def test_only_text_that_a_program_made_is_read_as_its_own() -> None:
    """A table's rows that begin with > were one, and what stood before times that are pasted was lost."""
    rows = quoted_table("citation;nom\n> un texte;Ana\n> deux textes;Léo", is_table=True)
    assert rows.quotations == ("> un texte", "> deux textes")
    assert (
        "Une citation à moi."
        in quoted_table("Une citation à moi.\n00:00:01.000 --> 00:00:02.000\nbonjour à tous", is_table=False).quotations
    )
    captions = "WEBVTT\n\nNOTE Un mot\n\nun\n00:00:01.000 --> 00:00:02.000\nbonjour à tous\n\nNOTE\nfait main\n\n"
    captions += "deux\n00:00:02.000 --> 00:00:03.000\net merci\n\nUne citation à moi."
    for text in (captions, captions.replace("\n", "\r\n")):
        assert quoted_table(text, is_table=False).quotations == ("bonjour à tous", "et merci Une citation à moi.")
    assert quoted_table("@Misc{un,\n  note = {0 min 01 s. « bonjour à tous »},\n}", is_table=False).quotations != ("@Misc{un,",)


@pytest.mark.parametrize(
    ("language", "told"), [("fr", "Ces mots sont écrits dans le titre, et non dits"), ("en", "written in the title")]
)
def test_a_quotation_that_only_a_title_has_is_told_to_stand_there(client: FlaskClient, language: str, told: str) -> None:
    page = client.get("/verify", query_string={"q": "le port et ses grues", "lang": language}).text
    assert told in page and f'href="/episodes/{PORT}' in page
    assert "sont écrits" not in client.get("/verify", query_string={"q": SAID}).text


def test_each_quotation_of_a_text_counts_in_the_headline(client: FlaskClient) -> None:
    page = checked(client, quotations=f"Il a dit « {SAID} », puis « zygomatique mordoré des bruyères ».").text
    assert "2 citations\u00a0: 1 mot pour mot, 1 introuvable</h2>" in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_of_a_result_that_is_copied_whole_what_is_said_is_read_alone(client: FlaskClient, language: str) -> None:
    shown = client.get("/search", query_string={"q": "grues", "lang": language}).text
    labels = set(re.findall(r'<span class="vh">([^<]+) </span>\d', shown))
    heads = re.findall(r"\b\d+ moments?, [^<]*\d\.", shown)
    assert labels and heads
    for label, head in product(labels, heads):
        block = f"9\nfévrier 2026\n\nAna : « Le port »\n\n{head}\n{label}07:00\n{SAID}\n\n\n{label} 1:07:07\nEncore.\n\net 3 autres"
        assert quoted_table(block, is_table=False).quotations == (SAID, "Encore.")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_of_a_result_that_is_found_by_its_title_that_alone_is_read(end: str) -> None:
    titles = "Ana\xa0: «\xa0Le port\xa0»", "La mer"
    dated = (
        f"mercredi\n17\nmai 2023\n\n{titles[0]}\n4 s · texte seul\n\navec Ana",
        f"vers le\n1er\nmai 2023\n\n{titles[1]}\n3 min · News",
    )
    for some in (dated[:1], dated):
        block = "\n\n".join(some).replace("\n", end)
        assert quoted_table(block, is_table=False).quotations == titles[: len(some)]
    moment = f"{dated[0]}\n\nLire le texte à 0:00\n{SAID}"
    assert quoted_table(moment.replace("\n", end), is_table=False).quotations == (SAID,)
    assert len(quoted_table(f"17\n{SAID}\nEncore.", is_table=False).quotations) > 1


def test_which_sentence_of_several_is_not_said_is_told(client: FlaskClient) -> None:
    said = "Revenons aux grues. Elles datent de l'après-guerre. On ne démonte pas une grue comme on range un parapluie."
    page = checked(client, quotations=said.replace("On ne", "Zygomatique mordoré hier. On ne")).text
    assert badges(page) == ["presque, 1 phrase n’y est pas"]
    assert page.count("Phrase qui n’y est pas") == 1
    assert "Phrase qui" not in checked(client, quotations=said.replace("parapluie", "ombrelle")).text


def test_the_name_probably_meant_by_what_was_transcribed_is_told_as_on_the_page_of_the_episode(client: FlaskClient) -> None:
    note = '<span class="heard" lang="fr">sans doute\u00a0: Malo Trévidic</span>'
    assert note in client.get(f"/episodes/{PORT}").text
    for typed in ("Avec nous Malot Trévi Dique, qui dirige les quais", "Avec nous Malo Trévidic, qui dirige les quais"):
        assert checked(client, quotations=typed).text.count(note) == 1
    assert note not in checked(client, quotations=SAID).text
    (verdict,) = told(client, typed)
    assert [one["meant"] for one in verdict["passages"]] == [["Malo Trévidic"]]  # type: ignore[attr-defined, index]
    (row,) = csv.DictReader(io.StringIO(checked(client, quotations=typed, **{"as": "csv"}).text))
    assert row["meant"] == "Malo Trévidic"
    assert "meant" not in told(client, SAID)[0]["passages"][0]  # type: ignore[index]


@pytest.mark.parametrize("unsaid", ["Le ministre vend 12 chevaux.", "Jamais ils ne mentent."])
def test_of_a_sentence_that_is_not_said_nothing_else_is_told(client: FlaskClient, unsaid: str) -> None:
    said = ["Passons aux données de santé des dockers.", "La souveraineté, ce n'est pas un mot, c'est une clé."]
    last = "Et cette clé ouvre les données de santé."
    typed = " ".join((said[0], unsaid, said[1], last))
    page = checked(client, quotations=typed).text
    assert badges(page) == ["presque, 1 phrase n’y est pas"]
    assert 'class="wrong"' not in page
    (told,) = client.post("/api/v1/verify", json={"quotations": [typed]}).json["verdicts"]
    assert [(one["unsaid"], one["turns"]) for one in told["passages"]] == [([unsaid], [])]
    assert 'class="wrong"' in checked(client, quotations=typed.replace("ce n'est pas un mot", "c'est un mot")).text


@pytest.mark.parametrize(
    ("behind", "named", "day"),
    [
        ("(Ysaline Thévoux, Radio Phare, 12 mars 2019)", "Ysaline Thévoux", "12 mars 2019"),
        ("– Ysaline Thévoux, RPH, mars 2019", "Ysaline Thévoux", "mars 2019"),
        ("(Ysaline Thévoux, RPH, 9/2/2026)", "Ysaline Thévoux", ""),
        ("(Ysaline Thévoux, France Phare, 2026)", "Ysaline Thévoux", ""),
        ("#LaDigue (9 février 2025)", "", "9 février 2025"),
    ],
)
def test_a_source_in_brackets_is_read_as_name_outlet_and_day(client: FlaskClient, behind: str, named: str, day: str) -> None:
    said = "« La digue tient encore, elle a tenu cet hiver »"
    page = checked(client, quotations=f"{said} {behind}").text.partition("<tbody>")[2].partition("</tbody>")[0]
    page = page.replace("\xa0", " ").replace("\u202f", " ")
    told = re.findall(r"Votre texte dit (.*?) ; date de l’épisode : lundi 9 février 2026", page)
    assert (told, re.findall(r"Nommé dans votre texte : ([\w ]+\w)", page)) == ([day] * bool(day), [named] * bool(named))
    if not named:
        assert "#LaDigue (9 février 2025)<" in page, "the bracket is whole"


@pytest.mark.parametrize(
    ("before", "behind", "day"),
    [
        ("Ysaline Thévoux, le 12 mars 2019 à Brest : ", "", "12 mars 2019"),
        ("Le mardi 12 mars 2019, Ysaline Thévoux a dit : ", "", "12 mars 2019"),
        ("On March 12, 2026 Ysaline Thévoux said: ", "", "12 mars 2026"),
        ("Ysaline Thévoux, en mars 2019, ", "", "mars 2019"),
        ("", " a dit Ysaline Thévoux sur Radio Phare le 12 mars 2019.", "12 mars 2019"),
        ("Ysaline Thévoux (2019) : ", "", "2019"),
        ("Ysaline Thévoux, le 9 février 2026 à Brest : ", "", ""),
        ("Devant 2000 personnes, Ysaline Thévoux : ", "", ""),
    ],
)
def test_a_day_is_compared_wherever_it_stands_beside_a_quotation(client: FlaskClient, before: str, behind: str, day: str) -> None:
    page = checked(client, quotations=f"{before}« La digue tient encore, elle a tenu cet hiver »{behind}").text
    told = re.findall(r"Votre texte dit (.*?) ; date de l’épisode", page.replace("\xa0", " ").replace("\u202f", " "))
    assert told == [day] * bool(day)


@pytest.mark.parametrize("day", ["12 May 2019", "Mardi 12 Mars 2019", "on August 3rd, 2018", "April 2019"])
@pytest.mark.parametrize(
    "before",
    [
        "Ysaline Thévoux, {}: ",
        "Ysaline Thévoux ({}): ",
        "Ysaline Thévoux (Radio Phare, {}): ",
        "Radio Phare, {}, Ysaline Thévoux: ",
    ],
)
def test_a_month_with_a_capital_is_nobody_s_name(client: FlaskClient, before: str, day: str) -> None:
    (verdict,) = told(client, f"{before.format(day)}“La digue tient encore, elle a tenu cet hiver”")
    assert verdict["outcome"] == "exact"
    named = [one for one in verdict["named"] if one != "Radio Phare"]  # type: ignore[attr-defined]
    assert named == ["Ysaline Thévoux"]


@pytest.mark.parametrize(("stated", "day"), [("lundi 9 février 2026", ""), ("jeudi 9 février 2023", "9 février 2023")])
@pytest.mark.parametrize(
    "citation",
    [
        "{who} ({day}). Le port et ses grues, à 13 min 43 s. « {said} » {caution} {url}",
        "« {said} » {who}, dans Le port et ses grues, {day}, à 13 min 43 s. {caution} {url}",
        "« {said} » {who}, dans Le port et ses grues, {day}, à 13 min 43 s. {caution}",
        "« {said} » {who}, dans Le port et ses grues, {day}, à 13 min 43 s. {url}",
    ],
)
def test_a_day_that_is_changed_in_a_citation_of_this_site_is_told(
    client: FlaskClient, citation: str, stated: str, day: str
) -> None:
    said, caution = "La digue tient encore, elle a tenu cet hiver", "Transcription automatique, à vérifier à l’écoute."
    url = f"https://archive.example/episodes/{PORT}?t=823"
    for who in ("Ysaline Thévoux", "Voix non identifiée"):
        page = checked(client, quotations=citation.format(who=who, day=stated, said=said, caution=caution, url=url)).text
        told = re.findall(r"Votre texte dit (.*?) ; date de l’épisode", page.replace("\xa0", " ").replace("\u202f", " "))
        assert told == [day] * bool(day), who


def test_a_number_whose_thousands_are_parted_by_a_sign_differs_as_a_whole(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        lines = (Cue(0, "We have almost 59,000 limpets below the jetty, and 3.14 of them zinzinule."),)
        added = Episode("Limpets", "test", "f" * 64, 1, cues=lines, origin="x.txt", language="en")
        with library.transaction():
            library.upsert(small_archive.save_of(added), added)
        small_archive.publish(library, tmp_path)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        page = checked(client, quotations="we have almost 69,000 limpets below the jetty").text
        assert "almost <del>69,000</del> <ins>59,000</ins> limpets" in page


def test_two_lines_that_each_name_who_said_what_they_quote_are_two_quotations() -> None:
    """Where the second quoted words of grammar alone, it was taken for the source of the first."""
    lines = ("Odon Rivoal : « moi, je vous le dis »", "Ana Kermadec : « moi, je vous le dis »")
    assert quoted_table("\n".join(lines), is_table=False).quotations == lines
