"""What tells one state of an archive from another, where every number agrees."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.library import Library
from archive.search.generations import publish_full
from archive.search.index.document_table import Document
from archive.settings import Settings
from archive.web import IndexProvider, Site, create_app
from archive.web.http import static_files
from archive.web.http.page_cache import PageCache
from tests.given import Given
from tests.web import small_archive

ROOT = Path(__file__).parent.parent.parent
OTHERWISE = {
    "site_name": "Le Quart de nuit",
    "zone": "Europe/London",
    "base_url": "https://archive.example",
    "allowed_hosts": ("archive.example",),
    "default_language": "en",
    "per_page": 3,
    "max_limit": 7,
    "contact": "retrait@example.org",
    "proposals": True,
    "outside_pictures": True,
}
UNSEEN = {
    "trusted_proxies": ("10.0.0.0/8",),
    "count_queries": False,
    "log_queries": True,
    "secret_key": "a secret of the owner's own",
    "engine": "opensearch+https://search.example:9200/archive",
    "engine_user": "archive",
    "engine_password": "a password of the owner's own",
    "engine_ca": "/etc/ssl/search.pem",
}
ADDRESSES = ["/", "/search?q=cantine", "/people", "/shows", f"/episodes/{small_archive.NIGHT}", "/api/search?q=digue", "/healthz"]


def publish_without(root: Path, library: Library, slug: str) -> None:
    """A full generation of the same revision that lacks one episode."""
    kept = (stored for stored in library.stored() if stored.slug != slug)
    documents = [Document(one.slug, one.digest, one.episode, small_archive.reading_of(one.episode)) for one in kept]
    publish_full(root, Given(documents), revision=library.revision)


def throw_index_away(root: Path) -> None:
    """What the README allows."""
    (root / "CURRENT").unlink()
    shutil.rmtree(root / "index")


def asked_again(client: FlaskClient, address: str, etag: str) -> int:
    return client.get(address, headers={"If-None-Match": etag}).status_code


def etag_of(client: FlaskClient, address: str = "/search?q=cantine") -> str:
    return client.get(address).headers["ETag"]


def test_an_index_thrown_away_and_built_again_under_its_old_number_is_taken_up(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        before, health = client.get("/"), client.get("/healthz").get_json()
        assert "Inès Barral" in client.get("/people").get_data(as_text=True)
        throw_index_away(tmp_path)
        publish_without(tmp_path, library, small_archive.PORT)
        after = client.get("/healthz").get_json()
        assert (after["generation"], after["revision"]) == (health["generation"], health["revision"])
        assert after["episodes"] == health["episodes"] - 1
        assert small_archive.PORT not in client.get("/search?q=cantine").get_data(as_text=True)
        assert asked_again(client, "/", before.headers["ETag"]) == 200
        assert small_archive.PORT not in client.get("/").get_data(as_text=True)


def test_the_register_of_an_index_built_again_is_made_anew(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        address = "/people/jeanne-kermadec"
        assert small_archive.PORT in client.get(address).get_data(as_text=True)
        throw_index_away(tmp_path)
        publish_without(tmp_path, library, small_archive.PORT)
        page = client.get(address).get_data(as_text=True)
        assert small_archive.NIGHT in page
        assert small_archive.PORT not in page


def test_the_site_answers_on_while_no_index_is_there(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        assert client.get("/healthz").status_code == 200
        throw_index_away(tmp_path)
        assert {address: client.get(address).status_code for address in ADDRESSES} == dict.fromkeys(ADDRESSES, 200)


def test_a_generation_that_cannot_be_read_is_not_taken_up(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        client = create_app(Site(IndexProvider(tmp_path), library)).test_client()
        assert client.get("/search?q=cantine").status_code == 200
        (tmp_path / "index" / "g000002").mkdir()
        (tmp_path / "index" / "g000002" / "manifest.json").write_text("half a mani")
        (tmp_path / "CURRENT").write_text("g000002\n")
        assert client.get("/search?q=cantine").status_code == 200


def test_two_archives_with_equal_numbers_do_not_answer_for_each_other(tmp_path: Path) -> None:
    with small_archive.build(tmp_path / "one") as one, small_archive.build(tmp_path / "other") as other:
        clients = [create_app(Site(IndexProvider(library.directory), library)).test_client() for library in (one, other)]
        first, second = (client.get("/healthz").get_json() for client in clients)
        assert first == second
        assert asked_again(clients[1], "/search?q=cantine", etag_of(clients[0])) == 200
        assert asked_again(clients[0], "/search?q=cantine", etag_of(clients[0])) == 304


def test_two_libraries_behind_one_index_do_not_answer_for_each_other(tmp_path: Path) -> None:
    with small_archive.build(tmp_path / "one") as one, small_archive.build(tmp_path / "other") as other:
        first = create_app(Site(IndexProvider(tmp_path / "one"), one)).test_client()
        second = create_app(Site(IndexProvider(tmp_path / "one"), other)).test_client()
        assert asked_again(second, "/search?q=cantine", etag_of(first)) == 200


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_page_is_sent_again_when_a_setting_that_shows_was_changed(root: Path, library: Library, name: str) -> None:
    before = create_app(Site(IndexProvider(root), library)).test_client()
    after = create_app(Site(IndexProvider(root), library, replace(Settings(), **{name: OTHERWISE[name]}))).test_client()
    assert asked_again(after, "/search?q=cantine", etag_of(before)) == 200


@pytest.mark.parametrize("name", UNSEEN)
def test_a_setting_that_no_page_shows_sends_nothing_again(root: Path, library: Library, name: str) -> None:
    before = create_app(Site(IndexProvider(root), library)).test_client()
    after = create_app(Site(IndexProvider(root), library, replace(Settings(), **{name: UNSEEN[name]}))).test_client()
    assert asked_again(after, "/search?q=cantine", etag_of(before)) == 304


def test_every_setting_is_known_to_show_or_not_to() -> None:
    assert {field.name for field in fields(Settings)} == {*OTHERWISE, *UNSEEN, "staff_password_hash"}


def test_a_page_is_sent_again_by_another_version_of_the_program(
    root: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = create_app(Site(IndexProvider(root), library)).test_client()
    monkeypatch.setattr(static_files.metadata, "version", lambda _: "99.0.0")
    after = create_app(Site(IndexProvider(root), library)).test_client()
    assert asked_again(after, "/search?q=cantine", etag_of(before)) == 200


ASK = """
import sys, pathlib
from archive.library import Library
from archive.web import IndexProvider, Site, create_app
root = pathlib.Path(sys.argv[1])
with Library.open(root, read_only=True) as library:
    print(create_app(Site(IndexProvider(root), library)).test_client().get("/help").headers["ETag"])
"""


@pytest.mark.parametrize(
    "changed",
    ["archive/web/templates/help.html", "archive/web/translations/en.po", "static/style.css", "archive/web/views/about.py"],
)
def test_a_page_is_sent_again_when_a_file_of_the_program_was_changed(
    installed: Callable[[Path], str], copied: Path, unchanged: str, changed: str
) -> None:
    file, whole = copied / changed, (copied / changed).read_text("utf8")
    comment = {".html": "{# another #}", ".po": "# another", ".css": "/* another */", ".py": "# another"}[file.suffix]
    file.write_text(f"{whole}\n{comment}\n", "utf8")
    try:
        assert installed(copied) != unchanged
    finally:
        file.write_text(whole, "utf8")


def test_a_page_is_known_again_by_another_process_of_the_same_program(
    installed: Callable[[Path], str], copied: Path, unchanged: str
) -> None:
    assert installed(copied) == unchanged


@pytest.fixture(scope="module")
def unchanged(installed: Callable[[Path], str], copied: Path) -> str:
    """The ETag before any file is another."""
    return installed(copied)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's files at another place."""
    place = tmp_path_factory.mktemp("program")
    for folder in ("archive", "static"):
        shutil.copytree(ROOT / folder, place / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return place


@pytest.fixture(scope="module")
def installed(root: Path, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """The ETag that the program at a place gives to a page of the small archive, in a process of its own."""
    compiled = str(tmp_path_factory.mktemp("compiled"))

    def ask(place: Path) -> str:
        environ = {**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": compiled}
        words = [sys.executable, "-c", ASK, str(root)]
        done = subprocess.run(words, cwd=place, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return ask


def test_a_page_under_which_the_library_changed_while_it_was_made_is_not_known_again(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        app = create_app(Site(IndexProvider(tmp_path), library))
        client = app.test_client()
        publish_meanwhile(app, lambda: library.edit(small_archive.PORT, title="Le port autrement"))
        page = client.get("/help")
        assert page.status_code == 200
        assert "ETag" not in page.headers
        assert "ETag" in client.get("/help").headers


def test_a_page_under_which_an_index_was_published_is_of_the_earlier_one_and_known_as_that(tmp_path: Path) -> None:
    with small_archive.build(tmp_path) as library:
        app = create_app(Site(IndexProvider(tmp_path), library))
        client, site = app.test_client(), app.extensions["archive"]
        earlier = etag_of(client, "/help")
        publish_meanwhile(app, lambda: (publish_without(tmp_path, library, small_archive.PORT), site.provider.open()))
        app.extensions["kept"].clear()
        app.extensions["kept"].update({False: PageCache(0), True: PageCache(0)})
        assert etag_of(client, "/help") == earlier
        assert asked_again(client, "/help", earlier) == 200


def publish_meanwhile(app: Flask, publish: Callable[[], object]) -> None:
    """Something is published while the next help page is made, and another request takes it up."""
    left = SimpleNamespace(page=app.view_functions["about.searching"])

    def searching() -> str:
        app.view_functions["about.searching"] = left.page
        publish()
        return str(left.page())

    app.view_functions["about.searching"] = searching
