"""Where one lands and listens: a second before the word that was looked for, while captions keep their own second."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import ingest
from archive.library import Library
from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal, Stated
from archive.operations.add import add
from archive.operations.reindex import reindex
from archive.search import open_index
from archive.text.timecode import clock
from archive.web import IndexProvider, Site, create_app

LINE = "On parle du port, puis de la mer, et tout au bout du quai d'un phare qui tourne."
GIVEN = (0, 300, 700, 1000, 4000, 4300, 4500, 4800, 9000, 9300, 12_000, 12_200, 12_500, 12_800, 20_000, 21_000, 21_200, 21_500)


def page(name: str, with_words: bool) -> RawPage:
    """A saved page of two captions of half a minute, from 0:10 on."""
    said = zip(LINE.split(), GIVEN, strict=True)
    words = [{"word": word, "start": 10 + ms / 1000, "end": 10.2 + ms / 1000} for word, ms in said]
    first = {"start": 10.0, "end": 40.0, "text": LINE, **({"words": words} if with_words else {})}
    second = {"start": 40.0, "end": 52.0, "text": f"Voilà pour {name}, et merci à tous ceux qui nous ont suivis ce soir."}
    body = json.dumps({"language": "fr", "segments": [first, second]}).encode()
    url = f"https://www.youtube.com/watch?v={name:_<11}"
    stated = Stated(guid=name, title=f"Titre de {name}", url=url)
    return RawPage(f"{name}.json", body, "application/json", hashlib.sha256(body).hexdigest(), stated=stated, root="/pages")


def of_an_older_cleaner(page: RawPage) -> Episode | Refusal:
    """The episode as it was read before times of words were kept."""
    read = ingest.read(page)
    if isinstance(read, Refusal):
        return read
    return replace(read, cleaner_version=1, cues=tuple(replace(cue, words_ms=None) for cue in read.cues))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("seconds"), create=True) as opened:
        add(opened, [page("connu", True), page("estimé", False)], ingest.read)
        yield opened


@pytest.fixture(scope="module")
def client(library: Library) -> FlaskClient:
    return create_app(Site(IndexProvider(library.directory), library)).test_client()


def moment(client: FlaskClient, guid: str, words: str = "phare") -> dict[str, object]:
    hits = client.get("/api/v1/search", query_string={"q": words}).get_json()["episodes"]
    (found,) = (hit["moments"] for hit in hits if hit["guid"] == guid)
    return dict(found[0])


def test_a_moment_tells_when_its_word_is_said_as_the_page_states_it(client: FlaskClient) -> None:
    told = moment(client, "connu")
    (hit,) = (one for one in client.get("/api/v1/search?q=phare").get_json()["episodes"] if one["guid"] == "connu")
    assert [tick["seconds"] if isinstance(tick, dict) else tick[0] for tick in hit["ticks"]] == [10]
    assert (told["seconds"], told["clock"], told["at_ms"], told["at_source"]) == (10, "00:30", 31_000, "given")
    assert str(told["url"]).endswith("?t=30#t10") and str(told["source_url"]).endswith("&t=30s")


def test_where_nothing_states_it_the_place_in_the_caption_tells_about_when(client: FlaskClient) -> None:
    told = moment(client, "estimé")
    assert told["seconds"] == 10 and told["at_source"] == "estimated"
    assert told["at_ms"] == pytest.approx(19_000, abs=4_000), "as much of it is spoken before, at no more than 400 ms a syllable"


def test_one_never_listens_from_before_the_caption(client: FlaskClient) -> None:
    assert str(moment(client, "connu", '"on parle"')["url"]).endswith("?t=10#t10")


def test_a_quotation_without_show_or_channel_is_cited_by_no_voice_its_title_and_who_sends_it(client: FlaskClient) -> None:
    told = client.get(f"/episodes/{slug(client, 'connu')}/quote?from=t10&t=30").get_json()["author_date"]
    assert told.startswith("Voix non identifiée (s. d.). Titre de connu, YouTube, à 30 s.")


def test_a_check_tells_the_second_of_a_search_for_the_same_quotation(client: FlaskClient) -> None:
    for words in ("du quai d'un phare", "un phare qui tourne", "et tout au bout", "on parle du port"):
        checked = client.post("/verify", data={"quotations": words, "as": "csv"}).text
        searched = client.get("/search.csv", query_string={"q": f'"{words}"'}).text
        told, listed = ({(row["clock"], row["title"]) for row in csv.DictReader(io.StringIO(text))} for text in (checked, searched))
        assert told and told <= listed, words


def test_files_feeds_and_checks_tell_the_second_that_the_page_tells(client: FlaskClient) -> None:
    table = [line.split(",") for line in client.get("/search.csv?q=phare").text.splitlines()]
    clocks = {row[0]: row[table[0].index("clock")] for row in table[1:]}
    feed = client.get("/feeds/search.atom?q=phare").text
    checked = client.post("/verify", data={"quotations": "au bout du quai d'un phare qui tourne", "as": "csv"}).text
    assert "00:30" in clocks.values() and "00:10" not in clocks.values()
    assert "00:30 · Titre de connu" in feed
    listed = client.get("/search.md?q=phare").text
    assert "Titre de connu, 00:30" in listed
    (row,) = csv.DictReader(io.StringIO(checked))
    page = client.post("/verify", data={"quotations": "au bout du quai d'un phare qui tourne"}).text
    assert f"{row['clock']}</a>" in page and row["title"] in page


def test_results_lead_to_the_second_that_they_show(client: FlaskClient) -> None:
    html = client.get("/search?q=phare").get_data(as_text=True)
    clock = re.search(r'<a class="clock" href="([^"]*t=30[^"]*)"><span class="vh">[^<]*</span>([^<]*)<', html)
    assert clock and clock[1].endswith("#t10") and clock[2] == "00:30"


def slug(client: FlaskClient, guid: str) -> str:
    hits = client.get("/api/v1/search?q=phare").get_json()["episodes"]
    return next(str(hit["slug"]) for hit in hits if hit["guid"] == guid)


def test_an_address_of_the_word_lands_on_its_caption_and_plays_at_the_word(client: FlaskClient) -> None:
    name = slug(client, "connu")
    html = client.get(f"/episodes/{name}?t=30").get_data(as_text=True)
    assert '<span id="t10" data-at="30" class="at">' in html
    assert "&amp;t=30s" in html and f'data-copy="/episodes/{name}?t=30#t10"' in html
    assert f'<meta property="og:url" content="http://localhost/episodes/{name}?t=30">' in html
    assert f"/pictures/{name}/t10.png?t=30" in html
    old = client.get(f"/episodes/{name}?t=10").get_data(as_text=True)
    assert '<span id="t10" class="at">' in old and "&amp;t=10s" in old, "old links keep their second"


def test_a_search_in_the_episode_opens_it_at_the_word(client: FlaskClient) -> None:
    html = client.get(f"/episodes/{slug(client, 'connu')}?q=phare").get_data(as_text=True)
    assert '<span id="t10" data-at="30">' in html and "&amp;t=30s" in html


def test_a_card_and_a_frame_tell_the_second_of_the_word(client: FlaskClient) -> None:
    name = slug(client, "connu")
    framed = client.get(f"/embed/{name}?t=30").get_data(as_text=True)
    assert f"/episodes/{name}?t=30#t10" in framed and "00:30" in framed and "&amp;t=30s" in framed
    pictures = [client.get(f"/pictures/{name}/t10.png{query}").data for query in ("", "?t=30", "?t=3", "?t=hello")]
    assert pictures[0] == pictures[2] == pictures[3] != pictures[1]


def test_transcripts_keep_the_second_of_the_caption(client: FlaskClient) -> None:
    assert "00:10.000 --> " in client.get(f"/episodes/{slug(client, 'connu')}.vtt").get_data(as_text=True)


def test_an_old_library_gains_the_times_from_the_pages_it_keeps(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as library:
        add(library, [page("connu", True)], of_an_older_cleaner)
        assert source_of(tmp_path) == "estimated"
        reindex(library, ingest.read, reclean=True)
        assert source_of(tmp_path) == "given"


def source_of(directory: Path) -> str:
    index = open_index(directory)
    try:
        return index.search("phare").hits[0].moments[0].at_source
    finally:
        index.close()


def clocks_of_a_moment(client: FlaskClient, words: str) -> dict[str, str]:
    """The clock that a person reads of the moment of some words of `connu`, at each place that shows it."""
    name = slug(client, "connu")
    listed = client.get(f"/search?q={words}").get_data(as_text=True)
    hit = next(part for part in listed.split("<article")[1:] if f'id="{name}"' in part)
    (url, shown), *_ = re.findall(r'<a class="clock" href="([^"]*)"><span class="vh">[^<]*</span>([^<]*)<', hit)
    page = client.get(url.replace("&amp;", "&").partition("#")[0]).get_data(as_text=True)
    (line,) = re.findall(r'<span id="t10"([^>]*)>', page)
    begins = re.search(r'data-at="(\d+)"', line)
    every = client.get(f"/episodes/{name}/moments?q={words}").get_data(as_text=True)
    row = next(csv.DictReader(io.StringIO(client.get(f"/search.csv?q={words}").text)))
    asked = client.get(f"/episodes/{name}?q={words}&t=10").get_data(as_text=True)
    unasked = client.get(f"/episodes/{name}?q={words}").get_data(as_text=True)
    return {
        "result": shown,
        "moments": re.findall(r'<a class="clock"[^>]*><span class="vh">[^<]*</span>([^<]*)<', every)[0],
        "player": re.findall(r"data-clock>([^<]*)<", page)[0],
        "link": re.findall(r'data-short="{clock}">([^<]*)<', page)[0],
        "line": clock(1000 * int(begins[1])) if begins else "00:10",
        "needle": re.findall(r'data-t="10"><title>([^<]*)</title>', page)[0],
        "citation": f"00:{int(re.findall(r'à ([0-9]{1,2}) s', page)[0]):02}",
        "table": row["clock"],
        "old link": re.findall(r"data-clock>([^<]*)<", asked)[0],
        "next": clock(1000 * int(re.findall(r't=(\d+)#t10" data-step="1"', unasked)[0])),
    }


@pytest.mark.parametrize(("words", "told"), [("phare", "00:30"), ("mer phare", "00:13"), ("parle", "00:10"), ("port", "00:10")])
def test_a_moment_is_told_at_one_second_wherever_it_is_shown(client: FlaskClient, words: str, told: str) -> None:
    assert set(clocks_of_a_moment(client, words).items()) == {(place, told) for place in clocks_of_a_moment(client, words)}


@pytest.mark.parametrize("written", ["0:30", "30s", "0m30s", "30.7", "0h0m30s"])
def test_a_time_as_people_write_it_opens_the_page_the_frame_and_the_short_address(client: FlaskClient, written: str) -> None:
    name = slug(client, "connu")
    short = re.search(r"/e/\w+", client.get(f"/episodes/{name}").get_data(as_text=True))
    assert short
    for address in (f"/episodes/{name}", f"/embed/{name}", short[0]):
        answer = client.get(f"{address}?t={written}", follow_redirects=True)
        assert answer.status_code == 200 and "00:30" in answer.text, address
        assert "non reconnue" not in answer.text
    assert client.get(f"{short[0]}?t={written}").location.endswith("#t10")


@pytest.mark.parametrize("written", ["-5", "abc", "1,2,3"])
def test_a_time_that_cannot_be_read_opens_the_beginning_and_says_so(client: FlaskClient, written: str) -> None:
    name = slug(client, "connu")
    for address in (f"/episodes/{name}", f"/embed/{name}"):
        answer = client.get(f"{address}?t={written}")
        assert answer.status_code == 200 and f"Valeur non reconnue : « {written} »" in answer.text.replace("\u202f", " ").replace(
            "\xa0", " "
        )
        assert "00:10" in answer.text and "00:30" not in answer.text
    refused = client.get(f"/episodes/{name}/quote?from=t10&t={written}")
    assert refused.status_code == 400 and written in refused.text


def test_an_error_names_the_parameter_that_was_wrong(client: FlaskClient) -> None:
    refused = client.get(f"/episodes/{slug(client, 'connu')}/moments?q=port&round=xx&lang=en")
    assert refused.status_code == 400
    assert "“round” is a time" in refused.text and "“t”" not in refused.text
