"""The staff page: shut to everybody else, and what staff do there is done."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.library import GlossaryEntry, Library
from archive.operations import coverage, sign_in
from archive.operations.add import add
from archive.operations.coverage import ShowCoverage, by_show
from archive.operations.errors import PublicationRefused
from archive.operations.journal import Journal
from archive.operations.reindex import reindex
from archive.operations.sign_in import hashed, opens
from archive.settings import Settings
from archive.web import IndexProvider, Site, create_app
from tests.conftest import COST_OF_A_LOGIN
from tests.operations.pages import page, read, spoken
from tests.operations.running import archive_here, told_here

PASSWORD = "douze lettres au moins"
SETTINGS = Settings(staff_password_hash=hashed(PASSWORD), secret_key="a secret of the owner's own")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with Library.open(tmp_path, create=True) as library:
        add(library, [spoken("a", "une cornemuse"), spoken("b", "un violon"), page("c", shapeless="no <label> found")], read)
        library.put_entries([GlossaryEntry("Crolles", "crawl", None, "suggested", "heard in 2 episodes")])
    with Journal.open(tmp_path) as journal:
        journal.count("cornemuze bretonne", total=0, partial=0)
    return tmp_path


@pytest.fixture
def client(root: Path) -> Iterator[FlaskClient]:
    with Library.open(root, read_only=True) as library:
        yield create_app(Site(IndexProvider(root), library, SETTINGS, reader=read)).test_client()


def come_in(client: FlaskClient) -> str:
    """Logs in; gives the page."""
    assert client.post("/staff/login", data={"password": PASSWORD}).status_code == 303
    return client.get("/staff").get_data(as_text=True)


def word_of(html: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', html)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(staff_password_hash=hashed(PASSWORD)),
        Settings(staff_password_hash=hashed(PASSWORD), secret_key="short"),
        Settings(staff_password_hash=PASSWORD, secret_key="a secret of the owner's own"),
    ],
)
def test_there_is_no_staff_page_unless_a_hash_and_a_secret_are_set(root: Path, settings: Settings) -> None:
    with Library.open(root, read_only=True) as library:
        client = create_app(Site(IndexProvider(root), library, settings)).test_client()
        assert {client.get(path).status_code for path in ("/staff", "/staff/login")} == {404}


def test_everybody_else_is_shown_the_door(client: FlaskClient) -> None:
    assert client.get("/staff").location == "/staff/login"
    assert client.post("/staff/rollback").location == "/staff/login"
    assert client.post("/staff/login", data={"password": "wrong"}).status_code == 403
    assert "Set-Cookie" not in client.get("/search?q=violon").headers


def test_the_door_leads_on_to_the_line_that_was_to_be_corrected(client: FlaskClient) -> None:
    page = client.get("/episodes/a?t=0").get_data(as_text=True)
    address = escape("/staff/lines?slug=a&line=t0")
    assert f'href="{address}#t0">Équipe' in page
    door = client.get("/staff/lines?slug=a&line=t0")
    assert door.location == "/staff/login?to=/staff/lines?slug%3Da%26line%3Dt0"
    assert f'name="to" value="{address}"' in client.get(door.location).get_data(as_text=True)
    come_in = client.post("/staff/login", data={"password": PASSWORD, "to": "/staff/lines?slug=a&line=t0"})
    assert come_in.location == "/staff/lines?slug=a&line=t0"


@pytest.mark.parametrize(
    "to", ["//evil.test/staff", "https://evil.test/staff", "/search", "/staff\\@evil.test", "/staff/../x", "/staff\n"]
)
def test_the_door_leads_nowhere_else(client: FlaskClient, to: str) -> None:
    assert client.post("/staff/login", data={"password": PASSWORD, "to": to}).location == "/staff"


def test_the_page_shows_what_there_is_to_do_and_escapes_it(client: FlaskClient) -> None:
    html = come_in(client)
    for text in ("no &lt;label&gt; found", "cornemuze bretonne", "Crolles", "heard in 2 episodes", "add"):
        assert text in html
    assert "<label> found" not in html


def test_the_cookie_is_for_staff_alone_and_no_page_is_kept(client: FlaskClient) -> None:
    cookie = client.post("/staff/login", data={"password": PASSWORD}).headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/staff"))
    answer = client.get("/staff")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_few_guesses_a_minute_are_heard(client: FlaskClient) -> None:
    statuses = [client.post("/staff/login", data={"password": f"guess {number}"}).status_code for number in range(7)]
    assert statuses == [403] * 5 + [429] * 2
    late = client.post("/staff/login", data={"password": PASSWORD})
    assert late.status_code == 429
    assert 0 < int(late.headers["Retry-After"]) <= 61


def several(root: Path, count: int, settings: Settings = SETTINGS) -> Iterator[FlaskClient]:
    """Clients of so many processes over one library."""
    for _ in range(count):
        yield create_app(Site(IndexProvider(root), Library.open(root, read_only=True), settings, reader=read)).test_client()


def guess(client: FlaskClient, address: str, password: str = "wrong", **headers: str) -> int:
    asked = {"REMOTE_ADDR": address}
    return client.post("/staff/login", data={"password": password}, environ_base=asked, headers=headers).status_code


def test_guesses_are_counted_over_all_workers(root: Path) -> None:
    one, other = several(root, 2)
    assert [guess(client, "192.0.2.1") for client in (one, other, one, other, one, other)] == [403] * 5 + [429]


def test_ten_wrong_passwords_of_others_lock_nobody_out(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("archive.web.staff.authentication.time.sleep", waited.append)
    (client,) = several(root, 1)
    for number in range(40):
        assert guess(client, f"192.0.2.{number}") == 403
    assert guess(client, "198.51.100.7", PASSWORD) == 303
    assert waited[0] == 0 < waited[-1] <= 1


def test_addresses_of_one_ipv6_network_are_one_visitor(root: Path) -> None:
    (client,) = several(root, 1)
    assert [guess(client, f"2001:db8::{number}") for number in range(6)] == [403] * 5 + [429]


def cookie_of(client: FlaskClient) -> str:
    found = client.get_cookie("staff", path="/staff")
    assert found is not None
    return found.value


def test_a_copied_cookie_is_dead_after_the_logout(root: Path) -> None:
    mine, thief = several(root, 2)
    word = word_of(come_in(mine))
    thief.set_cookie("staff", cookie_of(mine), path="/staff")
    assert thief.get("/staff").status_code == 200
    mine.post("/staff/logout", data={"form": word})
    assert thief.get("/staff").status_code == 303


def test_a_new_password_ends_all_sessions(root: Path) -> None:
    (client,) = several(root, 1)
    come_in(client)
    (after,) = several(root, 1, replace(SETTINGS, staff_password_hash=hashed("another password, longer")))
    after.set_cookie("staff", cookie_of(client), path="/staff")
    assert after.get("/staff").status_code == 303


def test_sessions_are_kept_as_hashes(root: Path) -> None:
    (client,) = several(root, 1)
    come_in(client)
    with client.session_transaction(path="/staff") as session:
        secret = session["secret"]
    assert secret.encode() not in (root / "staff.sqlite").read_bytes()
    assert (root / "staff.sqlite").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("do", ["nope", "", "__class__"])
def test_an_unknown_word_of_the_quarantine_is_no_failure(client: FlaskClient, do: str) -> None:
    word = word_of(come_in(client))
    assert client.post("/staff/quarantine/1", data={"form": word, "do": do}).status_code == 400


@pytest.mark.parametrize("number", ["9" * 20, "9" * 5000, "-1", "１"])
def test_a_number_of_any_length_is_no_failure(client: FlaskClient, number: str) -> None:
    word = word_of(come_in(client))
    assert client.get(f"/staff/quarantine/{number}").status_code == 404
    assert client.post(f"/staff/quarantine/{number}", data={"form": word, "do": "drop"}).status_code == 404


def test_a_token_opens_the_page_for_a_program(client: FlaskClient) -> None:
    assert client.get("/staff", headers={"Authorization": f"Bearer {PASSWORD}"}).status_code == 200
    assert client.get("/staff", headers={"Authorization": "Bearer wrong"}).status_code == 303


def test_a_form_from_elsewhere_is_refused(client: FlaskClient, root: Path) -> None:
    come_in(client)
    form = {"name": "Crolles", "heard": "crawl", "do": "confirm"}
    assert client.post("/staff/glossary", data=form).status_code == 400
    assert client.post("/staff/glossary", data=form | {"form": "guess"}).status_code == 400
    with Library.open(root, read_only=True) as library:
        assert library.glossary()[0].state == "suggested"


def test_staff_confirm_a_name(client: FlaskClient, root: Path) -> None:
    word = word_of(come_in(client))
    form = {"form": word, "name": "Crolles", "heard": "crawl", "do": "confirm", "evidence": "heard in 2 episodes"}
    assert client.post("/staff/glossary", data=form).status_code == 303
    with Library.open(root, read_only=True) as library:
        assert library.glossary()[0].state == "confirmed"


def test_staff_throw_a_held_page_away(client: FlaskClient, root: Path) -> None:
    word = word_of(come_in(client))
    assert client.post("/staff/quarantine/1", data={"form": word, "do": "drop"}).status_code == 303
    with Library.open(root, read_only=True) as library:
        assert library.quarantine() == ()


def test_what_cannot_be_done_is_said(client: FlaskClient, root: Path) -> None:
    word = word_of(come_in(client))
    assert "état antérieur" in client.post("/staff/rollback", data={"form": word}).get_data(as_text=True)
    with Library.open(root):
        locked = client.post("/staff/rollback", data={"form": word})
    assert locked.status_code == 409
    assert "Un autre programme écrit dans l’archive" in locked.get_data(as_text=True)


def test_a_session_ends(client: FlaskClient) -> None:
    word = word_of(come_in(client))
    assert client.post("/staff/logout", data={"form": word}).status_code == 303
    assert client.get("/staff").status_code == 303


def test_a_password_costs_who_tries_it_what_the_rfc_says() -> None:
    assert COST_OF_A_LOGIN == 2**14
    assert SETTINGS.staff_password_hash.startswith(f"scrypt${sign_in._COST}$")


def test_a_password_is_compared_by_its_hash() -> None:
    assert opens(PASSWORD, SETTINGS.staff_password_hash)
    assert not opens(PASSWORD + " ", SETTINGS.staff_password_hash)
    assert not opens(PASSWORD, "md5$1$a$b")
    assert not opens("", "")
    with pytest.raises(ValueError, match="12"):
        hashed("too short")


def test_a_held_page_shows_what_the_reader_makes_of_it(client: FlaskClient) -> None:
    come_in(client)
    html = client.get("/staff/quarantine/1").get_data(as_text=True)
    assert "no &lt;label&gt; found" in html
    assert "&#34;shapeless&#34;" in html  # the page as it was saved
    assert client.get("/staff/quarantine/99").status_code == 404


def test_an_episode_shows_what_the_cleaner_removed_and_what_staff_corrected(tmp_path: Path) -> None:
    save = tmp_path / "page.txt"
    lines = [
        "Passer au player",
        "Le port",
        "Ce lundi 9 février 2026.",
        "Transcription",
        "00:01  une cornemuse",
        "00:09  un violon",
        "Commentaires",
    ]
    save.write_text("\n".join(lines))
    library = tmp_path / "library"
    slug = told_here(library, "add", str(save))["episodes"][0]["slug"]
    archive_here(library, "edit", slug, "--show", "Le <Kiosque>")
    removed = told_here(library, "show", slug, "--format", "json")["removed"]
    assert removed
    with Library.open(library, read_only=True) as opened:
        client = create_app(Site(IndexProvider(library), opened, SETTINGS, reader=read)).test_client()
        come_in(client)
        for address in (slug, f"https://exemple.test/episodes/{slug}?t=9"):
            html = client.get("/staff/episode", query_string={"slug": address}).get_data(as_text=True)
            assert all(escape(one["sample"]) in html for one in removed)
            assert "Corrigé" in html and "Le &lt;Kiosque&gt;" in html
        assert client.get("/staff/episode?slug=nowhere").status_code == 404


def test_what_is_not_served_yet_is_said(client: FlaskClient, root: Path) -> None:
    assert "Pas encore en ligne" not in come_in(client)
    with Library.open(root) as library:
        late = spoken("d", "une vielle")
        library.upsert(late, read(late))  # type: ignore[arg-type]
        library.decide("Crolles", "confirmed")
    html = client.get("/staff").get_data(as_text=True)
    assert "1 épisode nouveau ou changé" in html
    assert "des décisions du glossaire" in html
    with Library.open(root):
        assert "Une commande écrit en ce moment" in client.get("/staff").get_data(as_text=True)
    with Library.open(root) as library:
        reindex(library, read)
    assert "Pas encore en ligne" not in client.get("/staff").get_data(as_text=True)


def test_a_publication_that_was_refused_is_shown_with_what_would_be_lost(client: FlaskClient, root: Path) -> None:
    with Library.open(root) as library:
        library.remove("b", "taken down")
        with pytest.raises(PublicationRefused):
            reindex(library, read)
    html = come_in(client)
    assert "Construit, pas publié" in html
    assert "archive reindex --force" in html
    part = html.partition('id="s-ref"')[2].partition("</section>")[0]
    assert "Ce qui serait perdu" in part
    with Library.open(root) as library:
        reindex(library, read, force=True)
    assert "Construit, pas publié" not in client.get("/staff").get_data(as_text=True)


def shows_of(library: Library) -> tuple[ShowCoverage, ...]:
    return by_show(coverage.measured(library).values())


def test_coverage_is_the_same_as_when_every_episode_is_read(client: FlaskClient, root: Path) -> None:
    with Library.open(root) as library:
        late = spoken("d", "une vielle", show="Le Kiosque")
        add(library, [late], read)
        measured = shows_of(library)
        (root / coverage.FILE).unlink()
        assert shows_of(library) == measured
    assert [(show.show, show.episodes, show.bare) for show in measured] == [("Le Kiosque", 1, 0), (None, 2, 0)]
