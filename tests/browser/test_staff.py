"""The staff's pages, empty and full: no fault that axe finds in either theme, no sideways scroll."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from archive.library import GlossaryEntry, GoldenQuery, Library
from archive.model.episode import Published
from archive.model.page import Programme
from archive.operations.add import add
from archive.operations.errors import PublicationRefused
from archive.operations.journal import Journal
from archive.operations.password import hashed
from archive.operations.reindex import reindex
from archive.settings import Settings
from archive.web import IndexProvider, Site, create_app
from tests.browser.conftest import DESKTOP, PHONE
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
        library.put_golden(GoldenQuery("cornemuse", sorted(library.digests())[0]))
        library.put_golden(GoldenQuery("ce que personne ne dit", "a"))
        library.put_entries([GlossaryEntry("Crolles", "crawl", "Le Kiosque", "suggested", "heard in 2 episodes: une, deux")])
        library.note_untranscribed(page("z"), Programme("Perdue", Published(dt.date(2026, 2, 9), "page"), show="Nuit"))
        shorter = replace(spoken("a", "rien", show="Le Kiosque"), fetched_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
        library.upsert(shorter, read(shorter))  # type: ignore[arg-type]
        with pytest.raises(PublicationRefused):
            reindex(library, read)
    with Journal.open(root) as journal:
        journal.count("cornemuze bretonne", total=0, partial=0)
        journal.count("moratoire quantique", total=0, partial=0)


STATES = {"empty": build_empty, "full": build_full}


@contextmanager
def desk_of(root: Path) -> Iterator[str]:
    """The address of an archive that staff may enter."""
    settings = replace(SETTINGS, proposals=True)
    with (
        Library.open(root, read_only=True) as library,
        serve_app(create_app(Site(IndexProvider(root), library, settings, reader=read))) as address,
    ):
        yield address


@pytest.fixture(scope="module", params=STATES)
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The address of a desk, and its pages."""
    root = tmp_path_factory.mktemp(request.param)
    STATES[request.param](root)
    with Library.open(root, read_only=True) as library:
        slug = sorted(library.digests())[0]
        pages = ["/staff", f"/staff/episode?slug={slug}", "/staff/episode?slug=nulle-part"]
        pages += [f"/staff/lines?slug={slug}&line=t0", f"/episodes/{slug}/proposal?line=t0"]
        pages += [f"/staff/quarantine/{held.number}" for held in library.quarantine()]
    with desk_of(root) as address:
        yield address, pages


def come_in(tab: Page) -> None:
    tab.goto("/staff/login")
    tab.get_by_label("Mot de passe").fill(PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/staff")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_axe_finds_no_violation_at_the_desk(browser: Browser, desk: tuple[str, list[str]], phone: bool, dark: bool) -> None:
    address, pages = desk
    context = browser.new_context(
        viewport=PHONE if phone else DESKTOP, color_scheme="dark" if dark else "light", base_url=address, locale="fr-FR"
    )
    try:
        tab = context.new_page()
        tab.goto("/staff/login")
        assert violations(tab) == []
        come_in(tab)
        for where in pages:
            tab.goto(where)
            tab.evaluate(OPEN_ALL)
            assert violations(tab) == [], where
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    finally:
        context.close()


def test_a_name_is_confirmed_and_a_held_page_looked_at_by_hand(browser: Browser, tmp_path: Path) -> None:
    build_full(tmp_path)
    with desk_of(tmp_path) as address:
        context = browser.new_context(base_url=address, locale="fr-FR", java_script_enabled=False)
        tab = context.new_page()
        come_in(tab)
        tab.get_by_role("link", name=LONG).click()
        assert "lost its shape: <no label>" in tab.inner_text("main")
        tab.get_by_role("link", name="Retour à l’atelier").click()
        tab.get_by_role("button", name="Confirmer").click()
        assert "Rien à confirmer" in tab.inner_text("main")
        context.close()
    with Library.open(tmp_path, read_only=True) as library:
        assert library.glossary()[0].state == "confirmed"


def test_a_listener_proposes_and_staff_accept_without_script(browser: Browser, tmp_path: Path) -> None:
    build_empty(tmp_path)
    with desk_of(tmp_path) as address:
        context = browser.new_context(base_url=address, locale="fr-FR", java_script_enabled=False)
        tab = context.new_page()
        tab.goto("/episodes/a?t=0")
        tab.get_by_role("link", name="Ce n’est pas ce qui est dit").click()
        tab.get_by_label("Ce qui est dit").fill("une <b>corne</b> de brume")
        tab.get_by_role("button", name="Envoyer").click()
        assert "Merci" in tab.inner_text("main")
        tab.goto("/episodes/a")
        assert "brume" not in tab.inner_text("main")
        come_in(tab)
        tab.get_by_role("button", name="Corriger ainsi").click()
        tab.goto("/episodes/a")
        assert "une <b>corne</b> de brume corrigé" in " ".join(tab.inner_text(".talk").split())
        context.close()
