"""Caches, compression, safety, and errors that need an archive of their own."""

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.library import Library
from archive.web import IndexProvider, Site, create_app
from archive.web.http.static_files import static_folder
from tests.web import small_archive
from tests.web.addresses import PAGES

MOST_BYTES = 60_000


def test_a_page_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/search?q=cantine")
    again = client.get("/search?q=cantine", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert first.headers["Cache-Control"] == "public, no-cache"


def test_a_page_that_is_not_there_is_not_said_to_be_unchanged(client: FlaskClient) -> None:
    held = client.get("/search?q=cantine").headers["ETag"]
    for asked in ("*", held, f'"a", {held}'):
        assert client.get("/episodes/there-is-none", headers={"If-None-Match": asked}).status_code == 404
        assert client.get("/api/episodes/there-is-none", headers={"If-None-Match": asked}).status_code == 404


def test_who_asks_whether_a_page_is_there_at_all_is_told_that_it_is(client: FlaskClient) -> None:
    answered = client.get("/search?q=cantine", headers={"If-None-Match": "*"})
    assert (answered.status_code, answered.data) == (304, b"")


FOR_PROGRAMS = (
    "/feeds/episodes.atom", "/feeds/search.atom?q=cantine", "/feeds/people/malo-trevidic.atom",
    f"/oembed?url=http://localhost/episodes/{small_archive.PORT}", "/search.csv?q=cantine", "/search.jsonl?q=cantine",
    "/search.md?q=cantine", f"/episodes/{small_archive.PORT}.vtt", "/trends.csv?q=cantine", "/sitemap.xml", "/api/v1/dump",
)  # fmt: skip


@pytest.mark.parametrize("address", FOR_PROGRAMS)
def test_a_program_is_not_sent_again_what_has_not_changed(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert first.data


def test_the_same_page_in_another_language_is_another_page(client: FlaskClient) -> None:
    french = client.get("/search?q=cantine", headers={"Accept-Language": "fr"})
    english = client.get("/search?q=cantine", headers={"Accept-Language": "en", "If-None-Match": french.headers["ETag"]})
    assert english.status_code == 200
    assert "Accept-Language" in english.headers["Vary"]


def test_a_new_generation_is_a_new_page_and_a_removed_episode_is_gone_at_once(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        before = client.get("/search?q=cantine")
        library.remove(small_archive.PORT, "décision de justice")
        gone = client.get(f"/episodes/{small_archive.PORT}")
        assert gone.status_code == 410
        assert "retiré" in gone.get_data(as_text=True)
        assert "justice" not in gone.get_data(as_text=True)
        assert client.get(f"/episodes/{small_archive.PORT}.txt").status_code == 410
        assert client.get(f"/api/episodes/{small_archive.PORT}").status_code == 410
        small_archive.publish(library, tmp_path)
        after = client.get("/search?q=cantine", headers={"If-None-Match": before.headers["ETag"]})
        assert after.status_code == 200
        assert small_archive.PORT not in after.get_data(as_text=True)


def test_without_an_index_every_page_says_how_staff_repair_it(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as library:
        episode = small_archive.episodes()[0]
        library.upsert(small_archive.save_of(episode), episode)
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        for address in ("/", "/search?q=x", "/episodes/y", "/people"):
            response = client.get(address)
            assert response.status_code == 503
            assert "archive reindex" in response.get_data(as_text=True)
            assert response.headers["Retry-After"]
        assert client.get("/healthz").status_code == 503
        small_archive.publish(library, tmp_path)
        assert client.get("/").status_code == 200


def test_a_failure_is_a_page_and_is_written_down(app, client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:  # type: ignore[no-untyped-def]
    class Broken:
        def open(self, _library: object) -> None:
            raise RuntimeError("a cable was cut")

    whole = app.extensions["archive"]
    app.extensions["archive"] = Site(Broken(), whole.library)  # type: ignore[arg-type]
    try:
        response = client.get("/search?q=x")
    finally:
        app.extensions["archive"] = whole
    assert response.status_code == 500
    assert "cable" not in response.get_data(as_text=True)
    assert "a cable was cut" in caplog.text


def test_only_get_and_head_are_answered(client: FlaskClient) -> None:
    assert client.post("/search").status_code == 405
    assert client.post("/search").headers["Allow"]
    assert client.head("/search?q=cantine").status_code == 200


def test_every_answer_is_kept_safe(client: FlaskClient) -> None:
    for address in ("/", "/nothing", "/static/x/style.css", "/api/search?q=port", "/healthz"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_text_is_compressed_for_those_who_accept_it(client: FlaskClient) -> None:
    for address in ("/search?q=cantine", "/static/x/style.css", "/static/x/js/episode.js", f"/episodes/{small_archive.PORT}.txt"):
        plain = client.get(address)
        packed = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip", address
        assert gzip.decompress(packed.data) == plain.data
        assert "Accept-Encoding" in packed.headers["Vary"]
    font = client.get("/static/x/fonts/newsreader-fr.woff2", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in font.headers


def test_style_and_scripts_are_kept_for_a_year_under_an_address_that_changes_with_them(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)
    address = html.split('rel="stylesheet" href="')[1].split('"')[0]
    assert re.fullmatch(r"/static/[0-9a-f]{10}/style\.css", address)
    assert client.get(address).headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_style_and_scripts_stay_small() -> None:
    folder = static_folder()
    assert len(gzip.compress((folder / "style.css").read_bytes(), 9)) < 8_000
    scripts = {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in (folder / "js").iterdir()}
    assert scripts.pop("selection.js") < 2_400, "what is loaded on use"
    assert scripts.pop("nearby.js") < 400, "what is loaded on use, too"
    assert scripts.pop("teach.js") < 400, "what staff alone load"
    assert sum(scripts.values()) < 14_620
    assert (folder / "fonts" / "newsreader-fr.woff2").stat().st_size < 120_000
    assert (folder / "fonts" / "OFL.txt").is_file()


@pytest.mark.parametrize("name", PAGES)
def test_the_first_view_of_a_page_is_light(client: FlaskClient, name: str) -> None:
    def weight(address: str) -> int:
        return len(client.get(address, headers={"Accept-Encoding": "gzip"}).data)

    html = client.get(PAGES[name]).get_data(as_text=True)
    linked = [
        part.split('"')[0]
        for part in html.replace('src="', 'href="').split('href="')[1:]
        if part.startswith("/static/") and ".woff2" not in part.split(chr(34))[0]
    ]
    assert weight(PAGES[name]) + sum(weight(address) for address in set(linked)) + weight("/static/x/js/dom.js") < MOST_BYTES
