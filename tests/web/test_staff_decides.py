"""What staff decide at the desk: names with a preview, corrections, takedowns, publishing; nothing unasked."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.library import GlossaryEntry, Library
from archive.model.episode import Episode, Person, Removed
from archive.model.page import RawPage, Refusal
from archive.operations.add import add
from archive.operations.glossary import preview
from archive.operations.pending_work import pending
from archive.search import open_index
from archive.search.generations import current
from archive.web import IndexProvider, Site, create_app
from archive.web.presentation import desk as presentation
from archive.web.staff.line_corrections import removed_lines
from ingest import CLEANER_VERSION
from tests.operations.pages import page, read, spoken
from tests.operations.running import told_here
from tests.web.test_staff import SETTINGS, come_in, word_of

HEARD = "le plateau de crawl ce matin"


def guested(page: RawPage) -> Episode | Refusal:
    """Reads a page that names a guest."""
    episode = read(page)
    if not isinstance(episode, Episode):
        return replace(episode, line="où cela casse")
    people = (Person("Ysolde Quémeneur", "guest"), Person("Paul Violon", "guest")) if episode.guid == "a" else ()
    return replace(episode, people=people, removed=(Removed("footer", "Le Menu / ▸"), Removed("encoding", "two")))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    broken = page("c", title="où cela casse", shapeless="lost-shape")
    with Library.open(tmp_path, create=True) as library:
        add(library, [spoken("a", "Bonsoir.", HEARD, "un violon"), spoken("b", "on va au crawl", show="Nuit"), broken], guested)
        library.put_entries(
            [GlossaryEntry("Crolles", form, None, "suggested", "heard in 2 episodes") for form in ("crawl", "violon")]
        )
    return tmp_path


@pytest.fixture
def client(root: Path) -> Iterator[FlaskClient]:
    with Library.open(root, read_only=True) as library:
        opened = create_app(Site(IndexProvider(root), library, SETTINGS, reader=guested, cleaner=CLEANER_VERSION)).test_client()
        come_in(opened)
        yield opened


def send(client: FlaskClient, address: str, **fields: object) -> int:
    word = word_of(client.get("/staff").get_data(as_text=True))
    return client.post(address, data={"form": word, **fields}, content_type="multipart/form-data").status_code


def desk(client: FlaskClient, address: str = "/staff") -> str:
    return client.get(address).get_data(as_text=True).replace("\u202f", " ").replace("\u00a0", " ")


def entries(root: Path) -> dict[tuple[str, str], str]:
    with Library.open(root, read_only=True) as library:
        return {(one.name, one.heard): one.state for one in library.glossary()}


def test_suggestions_stand_under_their_name_with_a_place_to_hear(client: FlaskClient) -> None:
    part = desk(client).partition('id="s-glo"')[2].partition('id="s-one"')[0]
    assert part.count("<h3") == 1
    assert 'href="/episodes/a?q=%22crawl%22&amp;t=10#t10"' in part or 'href="/episodes/b?q=%22crawl%22&amp;t=0#t0"' in part
    assert "Tout refuser" in part and "transcrit dans 2 épisodes" in part


def test_an_entry_shows_which_moments_it_would_add_and_adds_none_before(client: FlaskClient, root: Path) -> None:
    shown = desk(client, "/staff/glossary/preview?name=Crolles&heard=crawl")
    assert "2 moments seraient trouvés sous ce nom." in shown
    assert 'href="/episodes/a?q=%22crawl%22&amp;t=10#t10"' in shown and "on va au crawl" in shown
    assert entries(root)["Crolles", "crawl"] == "suggested"
    only = desk(client, "/staff/glossary/preview?name=Crolles&heard=crawl&show=Nuit")
    assert "1 moment serait trouvé" in only and "on va au crawl" in only
    with Library.open(root, read_only=True) as library:
        index = open_index(root)
        found = preview(library, index, [GlossaryEntry("Crolles", "crawl", None, "suggested", "")])
        index.close()
    assert [(one.slug, one.start_ms, one.heard) for one in found.moments] == [("a", 10_000, "crawl"), ("b", 0, "crawl")]
    assert found.whole


def test_what_the_preview_shows_is_what_publishing_adds(client: FlaskClient, root: Path) -> None:
    assert send(client, "/staff/glossary", name="Crolles", heard="crawl", show="", evidence="x", do="confirm") == 303
    assert "Des décisions du glossaire ne sont pas encore en ligne." in desk(client)
    assert send(client, "/staff/publish", do="publish") == 303
    wait_until_served(root)
    assert "/episodes/a" in desk(client, "/search?q=Crolles") and "/episodes/b" in desk(client, "/search?q=Crolles")
    assert "Aucun moment ne serait ajouté." in desk(client, "/staff/glossary/preview?name=Crolles&heard=crawl")


def wait_until_served(root: Path) -> None:
    """Until the command that the desk began has published, two minutes at most: other tests want the processor too."""
    for _ in range(1200):
        with Library.open(root, read_only=True) as library:
            generation = current(root)
            waits = pending(library, generation)
            if generation:
                generation.close()
        if not waits.wants_reindex and not waits.writer:
            return
        time.sleep(0.1)
    raise AssertionError("nothing was published")


def test_all_forms_of_a_name_are_refused_with_one_press(client: FlaskClient, root: Path) -> None:
    fields = {"name": ["Crolles", "Crolles"], "heard": ["crawl", "violon"], "show": ["", ""], "evidence": ["x", "y"]}
    assert send(client, "/staff/glossary", **fields, do="refuse") == 303
    assert set(entries(root).values()) == {"refused"}
    assert 'id="s-glo"' not in desk(client)


def test_a_refused_form_does_not_come_back_in_other_letters(root: Path) -> None:
    with Library.open(root) as library:
        library.decide("Crolles", "refused", "crawl")
        suggested = [GlossaryEntry("Crolles", form, None, "suggested", "heard in 9 episodes") for form in ("Crawl", "crôles")]
        library.suggest_entries(suggested, "heard in")
        library.put_entries([GlossaryEntry("CROLLES", "CRAWL", "Nuit", "suggested", "asked 3 times")])
    assert entries(root) == {("Crolles", "crawl"): "refused", ("Crolles", "crôles"): "suggested"}


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Crolles", "heard": "x", "do": "nope"},
        {"name": " ", "heard": "x", "do": "confirm"},
        {"name": ["a", "b"], "heard": ["x", "y", "z"], "do": "refuse"},
        {"name": "a", "heard": ["x"] * 201, "do": "refuse"},
    ],
)
def test_a_form_that_names_no_entries_is_refused(client: FlaskClient, root: Path, fields: dict[str, object]) -> None:
    before = entries(root)
    assert send(client, "/staff/glossary", **fields) == 400
    assert entries(root) == before


def test_the_glossary_leaves_and_enters_as_a_table(client: FlaskClient, root: Path) -> None:
    text = client.get("/staff/glossary.csv").get_data(as_text=True)
    assert text.startswith("name,heard,show,state,evidence\nCrolles,crawl,,suggested")
    file = (BytesIO(b"name,heard\nMorvelle,mort vele\n"), "g.csv")
    assert send(client, "/staff/glossary.csv", file=file) == 303
    assert entries(root)["Morvelle", "mort vele"] == "confirmed"
    assert send(client, "/staff/glossary.csv", file=(BytesIO(b"\xff\x00"), "g.csv")) == 409
    assert "Morvelle" in desk(client, "/staff/glossary")


def test_what_the_page_says_is_corrected_field_by_field(client: FlaskClient, root: Path) -> None:
    shown = desk(client, "/staff/episode?slug=a")
    assert 'name="title" value="a"' in shown and "Ysolde Quémeneur\nPaul Violon</textarea>" in shown
    assert (
        send(client, "/staff/edit", slug="a", title="Un <titre>", date="2026-02", people="host: Ysolde Quémeneur (cheffe)") == 303
    )
    with Library.open(root, read_only=True) as library:
        assert library.edits("a") == {"title": "Un <titre>", "date": "2026-02", "people": "host: Ysolde Quémeneur (cheffe)"}
    assert "Un &lt;titre&gt;" in desk(client, "/episodes/a")
    assert send(client, "/staff/edit", slug="a", title="", date="2026-02", people="host: Ysolde Quémeneur (cheffe)") == 303
    assert send(client, "/staff/edit", slug="a", date="hier") == 409
    with Library.open(root, read_only=True) as library:
        assert set(library.edits("a")) == {"date", "people"}


def test_an_episode_is_taken_down_and_given_back(client: FlaskClient) -> None:
    assert send(client, "/staff/remove", slug="a", reason=" ", do="remove") == 400
    assert send(client, "/staff/remove", slug="a", reason="droit de réponse", do="remove") == 303
    assert client.get("/episodes/a").status_code == 410
    assert "droit de réponse" in desk(client)
    assert send(client, "/staff/remove", slug="a", do="restore") == 303
    assert client.get("/episodes/a").status_code == 200


def test_publishing_is_refused_while_another_command_writes(client: FlaskClient, root: Path) -> None:
    word = word_of(desk(client))
    with Library.open(root):
        answer = client.post("/staff/publish", data={"form": word, "do": "publish"})
    assert answer.status_code == 409
    assert client.post("/staff/publish", data={"do": "publish"}).status_code == 400


def test_a_held_page_says_why_at_which_line_and_what_would_mend_it(client: FlaskClient) -> None:
    shown = desk(client, "/staff/quarantine/1")
    assert "Ligne 1 :" in shown and "<q>où cela casse</q>" in shown
    assert "dépliez sa transcription" in shown
    assert "dépliez sa transcription" in desk(client)


def test_what_the_cleaner_removed_is_put_back_as_a_correction(client: FlaskClient, root: Path) -> None:
    shown = desk(client, "/staff/episode?slug=a")
    assert "pied de page" in shown and shown.count("Remettre dans la description") == 1
    assert send(client, "/staff/put-back", slug="a", text="Le Menu") == 303
    with Library.open(root, read_only=True) as library:
        assert library.edits("a")["description"].endswith("Le Menu")


def test_a_guest_whom_nobody_finds_in_the_transcript_is_named(client: FlaskClient) -> None:
    part = desk(client).partition('id="s-unheard"')[2].partition("</section>")[0]
    assert "Ysolde Quémeneur" in part and "Paul Violon" not in part
    assert 'href="/staff/glossary?name=Ysolde+Qu%C3%A9meneur#s-add"' in part


@pytest.mark.parametrize(
    ("rule", "sample", "lines"),
    [
        (
            "behind the last line of the transcript",
            "2 lines: Commentaires / Soyez le premier",
            ("Commentaires", "Soyez le premier"),
        ),
        ("promotion", "Abonnez-vous ! / Facebook : ici", ("Abonnez-vous !", "Facebook : ici")),
        ("footer", "3 lines: Le menu / " + "un long pied de page " * 9 + "x", ("Le menu",)),
        ("unreadable segment", "segment 3 has no text", ()),
    ],
)
def test_only_whole_lines_of_the_page_are_given_back_to_it(rule: str, sample: str, lines: tuple[str, ...]) -> None:
    assert removed_lines(Removed(rule, sample)) == lines


def test_the_desk_and_the_command_have_one_list_of_what_to_do(client: FlaskClient, root: Path) -> None:
    with Library.open(root) as library:
        library.edit("b", title="Autre")
    told = {one["kind"] for one in told_here(root, "status")["todos"]}
    assert told == {"held", "waiting", "names", "unheard", "older"}
    shown = desk(client).partition('<div class="cols end">')[0]
    sections = {presentation.SECTIONS[kind] for kind in told}  # type: ignore[index]
    assert set(re.findall(r'href="#([a-z-]+)"', shown)) >= sections
    assert len(re.findall(r'<a [^>]*href="#', shown)) == len(told) + 1, "each once, and the skip link"


def test_a_form_of_everyday_words_is_added_only_where_that_is_said(client: FlaskClient, root: Path) -> None:
    shown = desk(client, "/staff/glossary/preview?name=Fanny+Bouton&heard=on+va+au")
    assert "dits dans 1 épisodes sur 2" in shown and "Ajouter quand même" in shown
    fields = {"name": "Fanny Bouton", "heard": "on va au", "do": "confirm"}
    assert send(client, "/staff/glossary", **fields) == 409
    assert send(client, "/staff/glossary", **fields, anyway="1") == 303
    assert send(client, "/staff/glossary", name="Crolles", heard="crawl", do="confirm") == 303


def test_a_preview_of_nothing_says_why(client: FlaskClient) -> None:
    assert "Personne ne dit ces mots." in desk(client, "/staff/glossary/preview?name=Zanzibar&heard=zanzi+barbe")


def test_what_was_typed_is_there_to_be_sent_again_where_nothing_could_be_done(client: FlaskClient, root: Path) -> None:
    word = word_of(client.get("/staff").get_data(as_text=True))
    typed = {"form": word, "slug": "a", "line": "t10", "text": "le plateau de <Crolles> ce matin"}
    with Library.open(root):
        refused = client.post("/staff/lines", data=typed)
    shown = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert ">le plateau de &lt;Crolles&gt; ce matin</textarea>" in shown
    assert 'action="/staff/lines"' in shown
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown)) | {"text": typed["text"]}
    assert client.post("/staff/lines", data=sent).status_code == 303
