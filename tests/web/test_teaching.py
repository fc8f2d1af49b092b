"""A source is taught at the desk: what is typed is tried on its other kept pages, and only then kept."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.cli.program import CommandContext
from archive.cli.teaching import DeskTeacher
from archive.library import Library
from archive.model.page import RawPage
from archive.operations.add import add
from archive.web import IndexProvider, Site, create_app
from ingest import pages as saved
from tests.sources.publishers import Page
from tests.sources.test_learning import BY_NAME
from tests.web.test_staff import SETTINGS, come_in, word_of

TAUGHT, *OTHERS = BY_NAME["vague"].pages()[:4]
TEACH = "/staff/sources/page"


def build(root: Path, folder: Path) -> None:
    """A library of four pages of one publisher."""
    folder.mkdir()
    for page in (TAUGHT, *OTHERS):
        (folder / page.name).write_text(page.text, "utf-8")
    with Library.open(root, create=True) as library:
        found = [page for page in saved(folder) if isinstance(page, RawPage)]
        add(library, found, CommandContext(root, {}).reader(), trusted=True)


def site_over(root: Path, library: Library) -> Site:
    context = CommandContext(root, {})
    return Site(IndexProvider(root), library, SETTINGS, reader=context.reader(), teacher=DeskTeacher(context))


def slug_of(root: Path, page: Page) -> str:
    with Library.open(root, read_only=True) as library:
        return next(one.slug for one in library.listed() if one.origin == page.name)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    build(tmp_path / "library", tmp_path / "pages")
    return tmp_path / "library"


@pytest.fixture
def client(root: Path) -> Iterator[FlaskClient]:
    with Library.open(root, read_only=True) as library:
        yield create_app(site_over(root, library)).test_client()


def values(page: Page) -> dict[str, str]:
    given = {name: page.values[name] or () for name in ("title", "show", "date", "number", "hosts", "guests")}
    return {name: value if isinstance(value, str) else "\n".join(value) for name, value in given.items()}


def send(client: FlaskClient, root: Path, does: str, **fields: object) -> tuple[int, str]:
    word = word_of(client.get("/staff").get_data(as_text=True))
    typed = {"form": word, "do": does, "slug": slug_of(root, TAUGHT), **fields}
    answer = client.post(TEACH, data=typed)
    return answer.status_code, unescape(answer.get_data(as_text=True))


def test_the_form_shows_the_lines_of_the_page_and_what_is_read_today(client: FlaskClient, root: Path) -> None:
    come_in(client)
    html = unescape(client.get(f"{TEACH}?slug={slug_of(root, TAUGHT)}").get_data(as_text=True))
    lines = re.findall(r"<li>(.*?)</li>", html.partition('id="page-lines"')[2])
    assert any(str(TAUGHT.values["title"]) in line for line in lines)
    assert re.search(r'name="title" maxlength="2000" value="[^"]+"', html)
    assert all(f'name="{name}"' in html for name in ("show", "channel", "date", "number", "hosts", "guests", "none"))


def test_a_lesson_is_tried_and_nothing_is_kept(client: FlaskClient, root: Path) -> None:
    come_in(client)
    code, html = send(client, root, "try", **values(TAUGHT), none=["channel"])
    assert code == 200
    rows = html.partition('class="verdict"')[2].partition("</table>")[0]
    assert all(page.name in rows and str(page.values["title"]) in rows for page in OTHERS)
    assert "<td>sûr</td>" in rows
    assert 'name="none" value="channel"' in rows, "what was tried is what would be kept"
    assert not (root / "sources.toml").exists()


def test_a_lesson_is_kept_as_a_decision_and_its_pages_read_again(client: FlaskClient, root: Path) -> None:
    come_in(client)
    code, html = send(client, root, "keep", **values(TAUGHT))
    assert code == 303 and "kept=vague-sonore&read=4" in html
    with Library.open(root, read_only=True) as library:
        (decision, *_) = library.decisions()
        assert (decision.what, decision.who, decision.facts["source"]) == ("sources learn", "admin", "vague-sonore")
        for page in OTHERS:
            episode = library.episode(slug_of(root, page))
            assert episode is not None
            assert (episode.title, episode.show) == (page.values["title"], page.values["show"])
    html = client.get("/staff/sources?kept=vague-sonore&read=3").get_data(as_text=True)
    assert "1 source enseignée" in html.replace("\u202f", " ") and '<th scope="row">vague-sonore</th>' in html


def test_a_second_page_makes_the_same_source_surer(client: FlaskClient, root: Path) -> None:
    come_in(client)
    send(client, root, "keep", **values(TAUGHT))
    assert send(client, root, "keep", slug=slug_of(root, OTHERS[0]), **values(OTHERS[0]))[0] == 303
    (source,) = DeskTeacher(CommandContext(root, {})).sources()
    assert source.pages == 2


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"date": "le jour des crêpes"}, "n’est pas un jour"),
        ({"title": "Ce que la page ne dit pas"}, "n’est écrit nulle part"),
        ({}, "Rien n’est dit de"),
    ],
)
@pytest.mark.parametrize("does", ["try", "keep"])
def test_what_cannot_be_learned_is_said_and_stays_typed(
    client: FlaskClient, root: Path, typed: dict[str, str], says: str, does: str
) -> None:
    come_in(client)
    code, html = send(client, root, does, **typed)
    assert code == 409
    assert says in html.partition('role="alert"')[2]
    assert all(value in html.partition('id="lesson"')[2] for value in typed.values())
    assert not (root / "sources.toml").exists()


def test_nobody_else_teaches(client: FlaskClient, root: Path) -> None:
    assert client.get("/staff/sources").status_code == 303
    assert client.post(TEACH, data={"do": "keep", "slug": slug_of(root, TAUGHT), **values(TAUGHT)}).status_code == 303
    come_in(client)
    assert client.post(TEACH, data={"do": "keep", "slug": slug_of(root, TAUGHT), **values(TAUGHT)}).status_code == 400
    assert not (root / "sources.toml").exists()


def test_a_page_that_is_not_kept_is_said_to_be_none(client: FlaskClient, root: Path) -> None:
    come_in(client)
    assert client.get(f"{TEACH}?slug=nulle-part").status_code == 404
    assert send(client, root, "try", slug="nulle-part", title="Rien")[0] == 404
    assert send(client, root, "burn")[0] == 400
