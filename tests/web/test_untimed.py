"""A transcript without times on the site and everywhere else: paragraphs with addresses of their own, and never a second."""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from mcp.server.mcpserver.exceptions import ToolError

from archive.exports import write_database
from archive.library import Library
from archive.mcp.tools import Tools
from archive.model.page import RawPage, Stated
from archive.operations.add import add
from archive.python_api import open_archive
from archive.transcripts.forms import FORMATS
from archive.web import IndexProvider, Site, create_app
from archive.web.i18n import minutes
from ingest import read
from tests.ingest.untimed_pages import Made, transcripts

COUNT = int(os.environ.get("UNTIMED", "9"))
"""The issue asks for a hundred: `UNTIMED=100 pytest tests/web/test_untimed.py`."""
SECOND = re.compile(r"10000[0-9]{2,}|27[0-9]:[0-9]{2}:[0-9]{2}")
"""What a place would look like where an edge took it for a time."""


def page(made: Made, text: str | None = None) -> RawPage:
    data = (made.text if text is None else text).encode()
    stated = Stated(url=f"https://www.youtube.com/watch?v=abc{int(made.name.split('-')[1].split('.')[0]):08d}", show="Le Quart")
    return RawPage(made.name, data, made.content_type, hashlib.sha256(data).hexdigest(), stated=stated)


def timed(made: Made) -> str:
    """The same conversation in a later save that tells times."""
    rows = "\n".join(f"00:{place:02d}:05 {said}" for place, (_, said) in enumerate(made.turns))
    return f"La halle\n\nTranscription\n{rows}\n"


MADE = tuple(transcripts(COUNT))
SAID = "grue"
"""A word of one of them."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("untimed")
    with Library.open(root, create=True) as library:
        report = add(library, map(page, MADE), read)
        assert not report.failed
    return root


@pytest.fixture
def client(root: Path) -> Iterator[FlaskClient]:
    with Library.open(root, read_only=True) as library:
        yield create_app(Site(IndexProvider(root), library)).test_client()


@pytest.fixture
def slug(root: Path) -> str:
    with Library.open(root, read_only=True) as library:
        return next(line.slug for line in library.listed() if line.origin == MADE[0].name)


def test_every_one_is_found_by_a_phrase_of_it_at_its_paragraph(client: FlaskClient) -> None:
    for made in MADE:
        place, said = 4, made.turns[4][1]
        found = client.get("/api/search", query_string={"q": f'"{said.rsplit(" ", 1)[1]}"'}).get_json()["episodes"]
        moments = [moment for one in found for moment in one["moments"]]
        assert [(one["seconds"], one["paragraph"]) for one in moments] == [(None, place + 1)], made.name
        assert moments[0]["url"].endswith(f"?t=p{place + 1}#p{place + 1}")


def test_words_that_are_chosen_end_at_the_number_of_a_paragraph(client: FlaskClient, slug: str) -> None:
    """The page wrote `p1000040` into its address, which nothing could read."""
    page = client.get(f"/episodes/{slug}").text
    first, second, *_ = re.findall(r'<span id="(p\d+)"', page)
    chosen = {"from": first, "to": first, "letters": "0,40"}
    told = client.get(f"/episodes/{slug}/quote", query_string=chosen).get_json()
    assert told["until"] == int(second[1:]) and f"?t={first},{second}&" in told["url"]


def test_its_page_is_read_in_paragraphs_and_plays_nothing(client: FlaskClient, slug: str) -> None:
    told = client.get(f"/episodes/{slug}?t=p3").get_data(as_text=True)
    assert "sans minutage" in told and "§ 3" in told and 'id="lecteur"' not in told and "data-plays" not in told
    assert not SECOND.search(told)


def test_a_passage_is_told_in_the_numbers_that_its_lines_have(client: FlaskClient) -> None:
    shown = client.get("/episodes/le-quart?t=p3,p5&lang=fr").get_data(as_text=True)
    assert 'data-range="3,5"' in shown and re.search("data-one[^>]*>Lien du §.3 au §.4<", shown)
    one = client.get("/episodes/le-quart?t=p3,p4&lang=fr").get_data(as_text=True)
    assert re.search("data-one[^>]*>Lien vers le §.3<", one) and not re.search("§.4</span>", one)
    assert re.search("data-one[^>]*>Lien vers le §.3<", client.get("/episodes/le-quart?t=p3&lang=fr").text)


def test_a_citation_names_the_paragraph(client: FlaskClient, slug: str) -> None:
    told = client.get(f"/episodes/{slug}/quote?from=p2&lang=fr").get_json()
    assert "paragraphe 2" in told["plain"] and "?t=p2&cite=" in told["url"]
    assert not SECOND.search(json.dumps(told))
    told = client.get(f"/episodes/{slug}/quote?from=p2&t=p2,p4&lang=fr").get_json()
    assert "paragraphes 2 à 3. " in told["plain"], "what is quoted ends before the fourth begins"


@pytest.mark.parametrize("form", ["vtt", "srt", "podcast.json", "chapters.vtt", "chapters.json"])
def test_what_needs_times_says_that_there_are_none(client: FlaskClient, slug: str, form: str) -> None:
    answer = client.get(f"/episodes/{slug}.{form}", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert "without times" in answer.get_data(as_text=True)


def test_no_edge_takes_a_place_for_a_time(client: FlaskClient, slug: str) -> None:
    assert client.get(f"/api/search?q={SAID}").get_json()["total"], "the word is said, else nothing below could tell a place"
    addresses = [
        f"/episodes/{slug}",
        f"/episodes/{slug}?q={SAID}",
        f"/episodes/{slug}.txt",
        f"/episodes/{slug}.md",
        f"/search?q={SAID}",
    ]
    addresses += [
        f"/episodes/{slug}.json",
        f"/embed/{slug}?t=p2",
        f"/api/episodes/{slug}",
        f"/api/search?q={SAID}",
        f"/api/moments?q={SAID}",
    ]
    addresses += [f"/episodes/{slug}/moments?q={SAID}", f"/feeds/search.atom?q={SAID}", f"/search.csv?q={SAID}"]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert not SECOND.search(re.sub(r'"(?:sha|id)[^,]*', "", answer.get_data(as_text=True))), address


def test_a_length_finds_none_of_them(client: FlaskClient) -> None:
    assert client.get(f"/api/search?q={SAID}").get_json()["total"] > 0
    assert client.get(f"/api/search?q={SAID}&duration=<500").get_json()["total"] == 0


def test_nobody_tells_how_long_it_is(client: FlaskClient, root: Path, slug: str, tmp_path: Path) -> None:
    assert {one["duration_s"] for one in client.get(f"/api/search?q={SAID}").get_json()["episodes"]} == {None}
    assert {one["duration_s"] for one in client.get("/api/v1/episodes").get_json()["episodes"]} == {None}
    for address in ("/episodes", f"/search?q={SAID}", f"/episodes/{slug}"):
        assert not re.search(r"\b0 s\b", client.get(address).get_data(as_text=True)), address
    assert minutes(0) == ""
    with open_archive(root) as archive:
        assert Tools(archive, "https://brume.example").episode(slug).duration_s is None


def test_a_long_one_tells_search_engines_of_its_text(root: Path, tmp_path: Path) -> None:
    import shutil

    from archive.web.crawlers import MOST_TEXT

    long = "\n\n".join(
        f"**{who}:** {said} {'et vous le voyez, je crois, ' * 20}" for who, said in MADE[0].turns * (MOST_TEXT // 5000)
    )
    copy = shutil.copytree(root, tmp_path / "library")
    with Library.open(copy) as library:
        add(library, [page(Made("entretien-900.md", "text/plain", ""), f"# Le long entretien\n\n{long}")], read)
        client = create_app(Site(IndexProvider(copy), library)).test_client()
        slug = next(line.slug for line in library.listed() if line.origin == "entretien-900.md")
        told = client.get(f"/episodes/{slug}").get_data(as_text=True)
        address = re.search(r'"contentUrl":\s*"(?:https?://[^/"]+)?(/[^"]+)"', told)
        assert address is not None and address[1].endswith(".txt")
        assert client.get(address[1]).status_code == 200


def test_voices_are_told_in_paragraphs(root: Path, slug: str, capsys: pytest.CaptureFixture[str]) -> None:
    from archive.cli.output import print_json
    from archive.operations.corrections import voices

    with Library.open(root, read_only=True) as library:
        print_json(voices(library, slug))
    told = json.loads(capsys.readouterr().out)
    assert told and {one["start_ms"] for one in told} == {None} and all(one["paragraph"] > 0 for one in told)


def test_seconds_are_null_in_json_and_in_a_database(client: FlaskClient, root: Path, slug: str, tmp_path: Path) -> None:
    import sqlite3

    cues = client.get(f"/api/episodes/{slug}").get_json()["cues"]
    assert {cue["start_ms"] for cue in cues} == {None}
    assert [cue["paragraph"] for cue in cues] == list(range(1, len(cues) + 1))
    with Library.open(root, read_only=True) as library:
        write_database(tmp_path / "a.db", ((stored.episode, None) for stored in library.stored()))
    rows = sqlite3.connect(tmp_path / "a.db").execute("SELECT start_s, end_s, paragraph FROM cues WHERE episode = ?", (slug,))
    assert rows.fetchall() == [(None, None, number) for number in range(1, len(cues) + 1)]


def test_an_assistant_is_told_the_paragraph_and_may_ask_for_it(root: Path, slug: str) -> None:
    with open_archive(root) as archive:
        tools = Tools(archive, "https://brume.example")
        said = tools.passage(slug, paragraph=3)
        assert (said.second, said.paragraph) == (None, 3)
        assert said.link.endswith("?t=p3#p3")
        assert tools.cite(slug, paragraph=3).quotation.paragraph == 3
        with pytest.raises(ToolError, match="paragraph"):
            tools.passage(slug, second=300)


def test_what_is_written_out_is_taken_back(root: Path, slug: str, client: FlaskClient) -> None:
    from archive.cli.show_and_export import row_of

    dump = next(line for line in client.get("/api/v1/dump").get_data().splitlines() if f'"{slug}"'.encode() in line)

    with Library.open(root, read_only=True) as library:
        told = library.episode(slug)
        assert told is not None
        row = json.dumps(row_of(told)).encode()
        text, markdown = (FORMATS[form].write(told, None).encode() for form in ("text", "md"))
    api = client.get(f"/api/episodes/{slug}").get_data()
    page = client.get(f"/episodes/{slug}.json").get_data()
    json_rows = [(body, "application/json") for body in (row, api, page, dump)]
    paragraphs = client.get(f"/episodes/{slug}.md").get_data()
    for body, kind in (*json_rows, (text, "text/plain"), (markdown, "text/plain"), (paragraphs, "text/plain")):
        again = read(RawPage("a", body, kind, hashlib.sha256(body).hexdigest()))
        assert [(cue.start_ms, cue.text) for cue in again.cues] == [(cue.start_ms, cue.text) for cue in told.cues]  # type: ignore[union-attr]


def test_a_later_save_with_times_takes_its_place_and_quotations_follow(root: Path, slug: str, tmp_path: Path) -> None:
    import shutil

    copy = shutil.copytree(root, tmp_path / "library")
    with Library.open(copy) as library:
        client = create_app(Site(IndexProvider(copy), library)).test_client()
        slugs = {line.origin: line.slug for line in library.listed()}
        quoted = {made.name: client.get(f"/episodes/{slugs[made.name]}/quote?from=p3").get_json()["url"] for made in MADE}
        report = add(library, [page(made, timed(made)) for made in MADE if made.content_type == "text/plain"], read)
        assert not report.failed, report.failed
        client = create_app(Site(IndexProvider(copy), library)).test_client()
        for made in MADE:
            if made.content_type == "text/plain":
                address = urlsplit(quoted[made.name])
                told = client.get(f"{address.path}?{address.query}&lang=fr").get_data(as_text=True)
                assert "sans minutage" not in told, made.name
                assert "Passage du lien, " in told and 'id="t125" class="at"' in told, made.name
        add(library, map(page, MADE), read)
        assert client.get(f"/episodes/{slug}.vtt").status_code == 200, "a save without times goes before none that tells them"
