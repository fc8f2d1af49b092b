"""Where the index is damaged the site falls back, with what was taken down left out, or says 503; /healthz names it."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.library import Library
from archive.operations.add import add
from archive.operations.integrity import check
from archive.operations.takedown import take_down
from archive.search import api
from archive.web import IndexProvider, Site, create_app
from tests.operations.pages import read, spoken
from tests.torture import damaging


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("built")
    damaging.build(directory)
    return directory


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "library")


@pytest.fixture
def client(root: Path) -> Iterator[FlaskClient]:
    with Library.open(root, read_only=True) as library:
        yield create_app(Site(IndexProvider(root), library)).test_client()


def flip(path: Path, place: int = -1) -> None:
    """Flips a bit of one name of a file: what links it keeps its bytes."""
    data = bytearray(path.read_bytes())
    data[place] ^= 4
    path.unlink()
    path.write_bytes(bytes(data))


def serving(root: Path) -> Path:
    return root / "index" / (root / "CURRENT").read_text().split()[0]


def found(client: FlaskClient, words: str) -> set[str]:
    answer = client.get("/api/search", query_string={"q": words})
    assert answer.status_code == 200
    return {episode["guid"] for episode in answer.get_json()["episodes"]}


def test_a_flipped_bit_in_a_caption_lets_the_earlier_generation_answer(root: Path, client: FlaskClient) -> None:
    assert client.get("/healthz").get_json()["status"] == "ok"
    for path in serving(root).glob("*.captions.col"):
        flip(path, 40)
    with Library.open(root, read_only=True) as library:
        fresh = create_app(Site(IndexProvider(root), library)).test_client()
        assert found(fresh, '"lot 3"') == {"p003"}
        health = fresh.get("/healthz").get_json()
    assert health["status"] == "damaged"
    assert "checksum" in health["detail"]


def test_what_was_taken_down_after_it_does_not_answer_from_the_earlier_generation(root: Path) -> None:
    (serving(root) / "mentions").unlink()
    with Library.open(root, read_only=True) as library:
        client = create_app(Site(IndexProvider(root), library)).test_client()
        assert found(client, "retire") == set()
        assert client.get("/api/suggest?q=retir").get_json() == []
        assert found(client, '"lot 3"') == {"p003"}


def test_a_takedown_while_an_earlier_generation_answers_holds_at_once(root: Path) -> None:
    (serving(root) / "mentions").unlink()
    with Library.open(root, read_only=True) as library:
        client = create_app(Site(IndexProvider(root), library)).test_client()
        assert found(client, '"lot 3"') == {"p003"}
        with Library.open(root) as writing:
            writing.remove("p003", "court order")
        assert found(client, '"lot 3"') == set()
        assert found(client, '"lot 4"') == {"p004"}


def test_damage_in_every_generation_is_503_where_it_is_met_and_nothing_else(root: Path) -> None:
    for path in root.glob("index/g*/*.captions.col"):
        flip(path, 40)
    with Library.open(root, read_only=True) as library:
        client = create_app(Site(IndexProvider(root), library)).test_client()
        statuses = {client.get(f"/api/search?q=lot+{number}").status_code for number in range(8)}
        assert statuses <= {200, 503}
        assert client.get("/search?q=nettoyee").status_code == 503
        assert client.get("/accessibilite").status_code in {200, 404}


def test_health_says_what_is_damaged_and_not_where_the_archive_lies(root: Path) -> None:
    (serving(root) / "manifest.json").write_bytes(b"no manifest")
    with Library.open(root, read_only=True) as library:
        told = create_app(Site(IndexProvider(root), library)).test_client().get("/healthz").get_json()
        (root / "CURRENT").unlink()
        none = create_app(Site(IndexProvider(root), library)).test_client().get("/healthz").get_json()
    assert told["status"] == "damaged"
    assert "manifest.json" in told["detail"]
    assert none == {"status": "no index", "detail": "no index in the library; `archive reindex` builds one"}
    assert str(root) not in told["detail"]


def test_a_library_that_cannot_be_read_is_503(root: Path) -> None:
    with Library.open(root, read_only=True) as library:
        client = create_app(Site(IndexProvider(root), library)).test_client()
        with sqlite3.connect(root / "library.sqlite") as connection:
            connection.execute("UPDATE version SET body = x'789c0000'")
        assert client.get("/episodes/p003").status_code == 503
        assert client.get("/api/episodes/p003").status_code == 503


def test_health_names_a_library_that_cannot_be_read(root: Path) -> None:
    path = root / "library.sqlite"
    with Library.open(root, read_only=True) as library:
        client = create_app(Site(IndexProvider(root), library)).test_client()
        path.write_bytes(path.read_bytes()[:4096] + bytes(path.stat().st_size - 4096))  # the first page is known already
        told = client.get("/healthz")
    assert told.status_code == 503
    assert "the library cannot be read" in told.get_json()["detail"]


def test_check_repair_heals_a_text_from_its_save_and_a_line_from_its_text(root: Path) -> None:
    with sqlite3.connect(root / "library.sqlite") as connection:
        connection.execute("UPDATE version SET body = x'789c0000' WHERE episode = (SELECT id FROM episode WHERE slug = 'neuf')")
        connection.execute("UPDATE episode SET title = 'another' WHERE slug = 'p004'")
    with Library.open(root) as library:
        named = {fault.where for fault in check(library, read).faults}
        assert {"neuf", "p004"} <= named
        assert check(library, read, repair=True).sound
        assert check(library, read).faults == []
        healed = library.episode("neuf")
        assert healed is not None and healed.cues[0].text == "le hautbois et la cornemuse"


def test_one_bit_in_a_saved_page_neither_ends_check_nor_repair_and_the_page_can_be_added_again(root: Path) -> None:
    from archive.operations.add import add
    from tests.operations.pages import spoken

    with sqlite3.connect(root / "library.sqlite") as connection:
        connection.execute("UPDATE page SET body = x'789c0000' WHERE episode = (SELECT id FROM episode WHERE slug = 'neuf')")
    with Library.open(root) as library:
        assert [fault.where for fault in check(library, read, repair=True).faults] == ["neuf"]
        add(library, [spoken("neuf", "le hautbois et la cornemuse")], read)
        check(library, read, repair=True)
        assert check(library, read).faults == []


def test_a_current_that_names_another_generation_is_not_believed(root: Path) -> None:
    earlier = min(root.glob("index/g0*")).name
    named = (root / "CURRENT").read_text()
    (root / "CURRENT").write_text(earlier + named[7:])
    with Library.open(root, read_only=True) as library:
        client = create_app(Site(IndexProvider(root), library)).test_client()
        assert found(client, "cornemuse") == {"neuf"}
        assert client.get("/healthz").get_json()["status"] == "damaged"
    with Library.open(root) as library:
        assert check(library, read, repair=True).sound
        assert check(library, read).faults == []
        take_down(library, read, ("p004",), "asked")


@pytest.mark.parametrize("name", ["index/coverage", "index/statistics", "journal.sqlite"])
def test_what_lies_beside_is_checked_and_made_anew(root: Path, name: str) -> None:
    with sqlite3.connect(root / "journal.sqlite") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = root / name
    data = bytearray(path.read_bytes())
    data[: len(data) // 2] = bytes(len(data) // 2)
    path.write_bytes(bytes(data))
    with Library.open(root) as library:
        assert [fault.where for fault in check(library, read).faults] == [name]
        assert check(library, read, repair=True).sound
        assert check(library, read).faults == []


def add_another(root: Path) -> None:
    with Library.open(root) as library:
        add(library, [spoken("frais", "une page toute fraiche")], read)


def test_who_meets_the_same_damage_later_does_not_give_up_what_stands_in(root: Path) -> None:
    with Library.open(root, read_only=True) as library:
        provider = IndexProvider(root)
        one, other = provider.open(library).pin(), provider.open(library).pin()
        assert provider.fall_back(one, library, "damage")
        sound = provider.open(library).identity
        assert provider.fall_back(other, library, "damage")
        assert provider.open(library).identity == sound


def test_damage_in_an_older_generation_leaves_the_newest_alone(root: Path) -> None:
    with Library.open(root, read_only=True) as library:
        provider = IndexProvider(root)
        slow = provider.open(library).pin()
        add_another(root)
        newest = provider.open(library).identity
        assert newest != slow.identity
        assert provider.fall_back(slow, library, "damage")
        assert provider.open(library).identity == newest
        assert provider.damage == ""


def test_what_is_published_while_damage_is_found_serves(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library.open(root, read_only=True) as library:
        provider, opened = IndexProvider(root), api._open
        provider.open(library)
        add_another(root)
        damaged = serving(root)
        (damaged / "mentions").unlink()

        def repaired_meanwhile(directory: Path) -> api.OpenGeneration:
            try:
                return opened(directory)
            finally:
                monkeypatch.setattr(api, "_open", opened)
                with Library.open(root) as writing:
                    check(writing, read, repair=True)

        monkeypatch.setattr(api, "_open", repaired_meanwhile)
        provider.open(library)
        assert serving(root) != damaged
        assert provider.open(library).directory == serving(root)
        assert provider.damage == ""


def test_two_takedowns_at_once_both_hold_while_an_earlier_generation_answers(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (serving(root) / "mentions").unlink()
    with Library.open(root, read_only=True) as library:
        provider, swap = IndexProvider(root), api.Index._swap
        provider.open(library)
        slow_opens, quick_swapped, slow_ended = threading.Event(), threading.Event(), threading.Event()

        def take_from(slug: str) -> None:
            with Library.open(root) as writing:
                writing.remove(slug, "court order")

        def follow_slowly() -> None:
            provider.open(library)
            slow_ended.set()

        def swapped(index: api.Index, opened: api.OpenGeneration) -> None:
            if threading.current_thread().name == "slow":
                slow_opens.set()
                quick_swapped.wait(1)
            swap(index, opened)
            if threading.current_thread().name == "quick":
                quick_swapped.set()
                slow_ended.wait(1)

        monkeypatch.setattr(api.Index, "_swap", swapped)
        take_from("p003")
        slow = threading.Thread(target=follow_slowly, name="slow")
        slow.start()
        assert slow_opens.wait(10)
        take_from("p004")
        quick = threading.Thread(target=provider.open, args=(library,), name="quick")
        quick.start()
        slow.join()
        quick.join()
        assert [slug for slug in ("p003", "p004") if provider.open(library).search_episode("lot", slug)] == []


@pytest.mark.parametrize("root", [".", "library", "/srv/a.b/library"])
def test_what_is_wrong_is_told_without_where_the_archive_lies(root: str) -> None:
    told = IndexProvider(Path(root)).without_path
    assert told(f"{Path(root, 'index/g000001')} has no manifest.json") == "index/g000001 has no manifest.json"
    assert told(f"no index in {Path(root)}; `reindex` builds one") == "no index in the library; `reindex` builds one"
