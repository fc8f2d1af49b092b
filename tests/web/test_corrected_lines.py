"""A line is put right in its place by staff, and on a listener's proposal; nothing shows before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.library import Library
from archive.model.episode import Episode, Removed
from archive.model.page import RawPage, Refusal
from archive.operations import corrections
from archive.operations.add import add
from archive.operations.journal import Journal
from archive.web import IndexProvider, Site, create_app
from tests.operations.pages import read, spoken
from tests.web.test_staff import SETTINGS, come_in, word_of

HEARD, SAID = "avec sofi du rel au port", "avec Sophie Durel au port"
HOSTILE = '<script>alert(1)</script> & "au port"'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    with Library.open(tmp_path, create=True) as library:
        add(library, [spoken("a", "Bonsoir.", HEARD), spoken("b", "sofi du rel encore")], read)
    return tmp_path


@pytest.fixture(params=[True])
def client(root: Path, request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    with Library.open(root, read_only=True) as library:
        settings = replace(SETTINGS, proposals=request.param)
        yield create_app(Site(IndexProvider(root), library, settings, reader=read)).test_client()


def correct(client: FlaskClient, text: str, line: str = "t10") -> str:
    form = {"form": word_of(client.get("/staff").get_data(as_text=True)), "slug": "a", "line": line, "text": text}
    answer = client.post("/staff/lines", data=form)
    assert answer.status_code == 303
    return client.get(answer.location).get_data(as_text=True)


def test_staff_correct_a_line_where_it_stands_and_are_offered_the_same_words(client: FlaskClient) -> None:
    come_in(client)
    page = client.get("/staff/lines?slug=http://archive.example/episodes/a?t=10%23t10&line=t10").get_data(as_text=True)
    assert f'maxlength="1000" lang="fr">{HEARD}</textarea>' in page
    after = correct(client, SAID)
    assert "« sofi du rel » est transcrit ailleurs aussi" in plain(after)
    assert 'href="/staff/lines?slug=b&amp;line=t0#t0"' in after
    assert 'name="name" value="Sophie Durel"' in after


def test_the_page_marks_a_corrected_line_and_says_on_request_what_was_heard(client: FlaskClient) -> None:
    come_in(client)
    correct(client, SAID)
    page = client.get("/episodes/a").get_data(as_text=True)
    assert SAID in page
    assert HEARD not in page
    assert 'href="?t=10&amp;heard=1#t10">corrigé</a>' in page
    assert f"corrigé ; transcrit : {HEARD}" in plain(client.get("/episodes/a?t=10&heard=1").get_data(as_text=True))
    assert "Transcription automatique, corrigée." in client.get("/episodes/a?t=10").get_data(as_text=True)
    assert client.get("/episodes/a.txt").get_data(as_text=True).splitlines()[-1].endswith(f"{SAID} [corrigé]")
    correct(client, "")
    assert HEARD in client.get("/episodes/a").get_data(as_text=True)


def plain(page: str) -> str:
    """The page with ordinary spaces."""
    return page.replace("\u202f", " ").replace("\u00a0", " ")


def propose(client: FlaskClient, text: str, line: str = "t10") -> int:
    return client.post("/episodes/a/proposal", data={"line": line, "text": text}).status_code


def test_a_proposal_waits_at_the_desk_and_shows_nowhere_before_it_is_accepted(client: FlaskClient, root: Path) -> None:
    assert propose(client, HOSTILE) == 303
    assert propose(client, HOSTILE) == 303
    assert "alert" not in client.get("/episodes/a").get_data(as_text=True)
    desk = come_in(client)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;au port&#34;" in desk
    assert "<script>alert" not in desk
    assert client.post("/staff/proposals/1", data={"form": word_of(desk), "do": "accept"}).status_code == 303
    page = client.get("/episodes/a").get_data(as_text=True)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    with Journal.open(root, read_only=True) as journal:
        assert corrections.waiting(journal) == ()


def test_a_proposal_for_a_line_that_reads_otherwise_now_is_not_accepted(client: FlaskClient) -> None:
    propose(client, SAID)
    desk = come_in(client)
    with Library.open(library_of(client)) as library:
        add(library, [spoken("a", "Bonsoir.", "tout autre chose au port")], read)
    refused = client.post("/staff/proposals/1", data={"form": word_of(desk), "do": "accept"})
    assert refused.status_code == 409
    assert client.post("/staff/proposals/1", data={"form": word_of(desk), "do": "refuse"}).status_code == 303


def library_of(client: FlaskClient) -> Path:
    site: Site = client.application.extensions["archive"]
    return site.library.directory


@pytest.mark.parametrize("text", ["", "x" * 501, HEARD, "a\u202eb"])
def test_what_proposes_nothing_is_refused(client: FlaskClient, text: str) -> None:
    assert propose(client, text) == 400


def test_proposals_are_bounded_by_day_and_by_episode(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "MOST_OF_EPISODE", 2)
    assert [propose(client, f"mot {n}") for n in range(3)] == [303, 303, 429]
    monkeypatch.setattr(corrections, "MOST_OF_EPISODE", 20)
    monkeypatch.setattr(corrections, "MOST_A_DAY", 2)
    assert propose(client, "mot 4") == 429


def test_nothing_is_kept_of_who_proposes(client: FlaskClient, root: Path) -> None:
    client.post("/episodes/a/proposal", data={"line": "t10", "text": SAID}, headers={"User-Agent": "Zibeline/7"})
    kept = b"".join(path.read_bytes() for path in root.glob("journal.sqlite*"))
    assert SAID.encode() in kept
    assert b"Zibeline" not in kept
    assert b"127.0.0.1" not in kept


@pytest.mark.parametrize("client", [False], indirect=True)
def test_proposals_are_off_by_default(client: FlaskClient) -> None:
    assert SETTINGS.proposals is False
    assert client.get("/episodes/a/proposal?line=t10").status_code == 404
    assert propose(client, SAID) == 404
    assert "Ce n’est pas ce qui est dit" not in client.get("/episodes/a").get_data(as_text=True)


def test_a_line_that_was_removed_is_put_back_as_a_correction(client: FlaskClient, root: Path) -> None:
    with Library.open(root) as library:
        add(library, [spoken("c", "Bonsoir.", description="Le port.")], promoting)
    desk = come_in(client)
    assert "Remettre" in client.get("/staff/episode?slug=c").get_data(as_text=True)
    form = {"form": word_of(desk), "slug": "c", "text": "Abonnez-vous !"}
    assert client.post("/staff/put-back", data=form | {"text": "autre chose"}).status_code == 404
    assert client.post("/staff/put-back", data=form).status_code == 303
    page = client.get("/episodes/c").get_data(as_text=True)
    assert "Abonnez-vous" in page
    assert "Le port." in page


def promoting(page: RawPage) -> Episode | Refusal:
    """Reads a page of which a line was removed."""
    episode = read(page)
    assert isinstance(episode, Episode)
    return replace(episode, removed=(Removed("promotion", "Abonnez-vous ! / Facebook : ici"), Removed("footer", "Menu")))
