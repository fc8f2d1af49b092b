"""The staff's pages on five Monday mornings: no fault that axe finds, no sideways scroll, what to do first in the first screen."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.library import GlossaryEntry, Library
from archive.operations.add import add
from archive.operations.errors import PublicationRefused
from archive.operations.journal import Journal
from archive.operations.reindex import reindex
from archive.operations.sign_in import hashed
from archive.settings import Settings
from archive.web import IndexProvider, Site, create_app
from tests.browser import desk_states
from tests.browser.conftest import PHONE, Opener
from tests.browser.test_looks import OPEN_ALL, violations
from tests.operations.pages import page, read, spoken
from tests.servers import serve_app

PASSWORD = "douze lettres au moins"
SETTINGS = Settings(staff_password_hash=hashed(PASSWORD), secret_key="a secret of the owner's own")
LONG = "une-page-dont-le-nom-est-bien-long-et-sans-espace-aucun-jusque-tout-au-bout-de-la-ligne.html"


def build_empty(root: Path) -> None:
    """An archive of which nothing is to be said."""
    with Library.open(root, create=True) as library:
        add(library, [spoken("a", "une cornemuse")], read)


def build_full(root: Path) -> None:
    """An archive with everything that staff may have to do."""
    with Library.open(root, create=True) as library:
        first = [spoken(name, "une cornemuse", "un violon", show="Le Kiosque") for name in "abcdef"]
        add(library, [*first, page(LONG, shapeless="lost its shape: <no label>")], read)
        library.put_entries([GlossaryEntry("Crolles", "violon", "Le Kiosque", "suggested", "heard in 2 episodes: une, deux")])
        library.remove(sorted(library.digests())[0], "taken down")
        with pytest.raises(PublicationRefused):
            reindex(library, read)
    with Journal.open(root) as journal:
        journal.count("cornemuze bretonne", total=0, partial=0)
        journal.count("moratoire quantique", total=0, partial=0)


@contextmanager
def desk_of(root: Path) -> Iterator[str]:
    """The address of an archive that staff may enter."""
    settings = replace(SETTINGS, proposals=True)
    with (
        Library.open(root, read_only=True) as library,
        serve_app(create_app(Site(IndexProvider(root), library, settings, reader=read))) as address,
    ):
        yield address


@pytest.fixture(scope="module", params=desk_states.STATES)
def desk(
    request: pytest.FixtureRequest, sample_library: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[str]]]:
    """The address of a desk on one of five Monday mornings, and its pages: all of them where it is full."""
    root = tmp_path_factory.mktemp(request.param) / "library"
    desk_states.build(request.param, sample_library, root)
    with desk_states.desk_of(root) as address:
        yield address, ["/staff", *(PAGES if request.param == "held" else ())]


SLUG = "2026-01-13-le-galet-a-un-an"
PAGES = (
    f"/staff/episode?slug={SLUG}",
    "/staff/episode?slug=nulle-part",
    f"/staff/lines?slug={SLUG}&line=t22",
    f"/episodes/{SLUG}/proposal?line=t22",
    "/staff/quarantine/1",
    "/staff/glossary",
    "/staff/glossary/preview?name=Morvelle&heard=citerne",
)


def come_in(tab: Page) -> None:
    """From the page that asks for the password."""
    tab.get_by_label("Mot de passe").fill(PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/staff")


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_violation_at_the_desk(opened: Opener, desk: tuple[str, list[str]], width: int) -> None:
    address, pages = desk
    tab = opened(f"{address}/staff/login", dark=width < 1000)
    tab.set_viewport_size({"width": width, "height": 900})
    come_in(tab)
    for where in pages:
        tab.goto(address + where)
        tab.evaluate(OPEN_ALL)
        assert violations(tab) == [], where
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    tab.faults.clear()  # type: ignore[attr-defined]  # one address is of no episode


def test_the_verdict_and_its_press_stand_in_the_first_screen(opened: Opener, desk: tuple[str, list[str]]) -> None:
    tab = opened(f"{desk[0]}/staff/login", phone=True)
    come_in(tab)
    box = tab.locator(".verdict").bounding_box()
    waits, happened = tab.locator(".waits").bounding_box(), tab.locator("aside.desk").bounding_box()
    assert box and waits and happened
    assert box["y"] + min(box["height"], 200) <= PHONE["height"]
    assert box["y"] < waits["y"] < happened["y"]


def test_a_name_is_added_after_its_moments_were_seen_without_script(opened: Opener, tmp_path: Path) -> None:
    build_full(tmp_path)
    with desk_of(tmp_path) as address:
        tab = opened(f"{address}/staff/login", script=False)
        come_in(tab)
        tab.get_by_role("link", name=LONG).first.click()
        expect(tab.locator("main")).to_contain_text("lost its shape: <no label>")
        tab.get_by_role("link", name="Retour à l’atelier").click()
        tab.get_by_role("button", name="Voir et ajouter").click()
        expect(tab.locator("main")).to_contain_text("5 moments seraient trouvés sous ce nom")
        tab.get_by_role("button", name="Ajouter au glossaire").click()
        expect(tab.locator("main")).to_contain_text("des décisions du glossaire")
    with Library.open(tmp_path, read_only=True) as library:
        assert library.glossary()[0].state == "confirmed"


def test_what_waits_is_put_online_in_spite_of_a_loss_by_a_press_without_script(
    opened: Opener, sample_library: Path, tmp_path: Path
) -> None:
    root = tmp_path / "library"
    desk_states.build("loss", sample_library, root)
    with desk_states.desk_of(root) as address:
        tab = opened(f"{address}/staff/login", script=False)
        come_in(tab)
        expect(tab.locator("main")).to_contain_text("perdus : 3")
        tab.get_by_role("button", name="Publier malgré la perte").click()
        for _ in range(300):
            if "publié malgré la perte" in tab.inner_text("aside.desk"):
                break
            tab.wait_for_timeout(200)
            tab.reload()
        expect(tab.locator("aside.desk")).to_contain_text("publié malgré la perte")
        expect(tab.locator(".verdict")).to_contain_text("Tout va bien.")


def test_a_listener_proposes_and_staff_accept_without_script(opened: Opener, tmp_path: Path) -> None:
    build_empty(tmp_path)
    with desk_of(tmp_path) as address:
        tab = opened(f"{address}/episodes/a?t=0", script=False)
        tab.get_by_role("link", name="Ce n’est pas ce qui est dit").click()
        tab.get_by_label("Ce qui est dit").fill("une <b>corne</b> de brume")
        tab.get_by_role("button", name="Envoyer").click()
        expect(tab.locator("main")).to_contain_text("Merci")
        tab.goto(f"{address}/episodes/a")
        expect(tab.locator("main")).not_to_contain_text("brume")
        tab.goto(f"{address}/staff/login")
        come_in(tab)
        with tab.expect_response(lambda answer: answer.request.method == "POST"):
            tab.get_by_role("button", name="Corriger ainsi").click()
        tab.goto(f"{address}/episodes/a")
        expect(tab.locator(".talk")).to_contain_text(re.compile(r"une <b>corne</b> de brume\s+corrigé"))
