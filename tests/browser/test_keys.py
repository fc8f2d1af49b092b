"""Single keys: what they do, when they do nothing, and the switch that turns them off."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.web.small_archive import PORT

PRESS = """([key, more]) => document.activeElement.dispatchEvent(
new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))"""


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.tagName"))


def test_a_slash_goes_to_the_field_wherever_the_keyboard_has_it(opened: Opener) -> None:
    page = opened("/help")
    page.evaluate(PRESS, ["/", {"shiftKey": True, "code": "Period"}])  # Shift and the key beside the right Shift: AZERTY
    assert focused(page) == "q"


def test_n_and_p_walk_the_moments_of_an_episode(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator("#t193")).to_have_class("at")
    page.keyboard.press("p")
    expect(page.locator("#t5")).to_have_class("at")


def test_n_and_p_walk_the_hits_of_a_page_of_results(opened: Opener) -> None:
    page = opened("/search?q=souveraineté")
    titles = page.locator(".hit .t a")
    page.keyboard.press("n")
    expect(titles.nth(0)).to_be_focused()
    page.keyboard.press("n")
    expect(titles.nth(1)).to_be_focused()
    page.keyboard.press("p")
    expect(titles.nth(0)).to_be_focused()


@pytest.mark.parametrize("more", [{"ctrlKey": True}, {"altKey": True}, {"metaKey": True}, {"isComposing": True}])
def test_with_another_key_held_or_while_composing_a_key_does_nothing(opened: Opener, more: dict[str, bool]) -> None:
    page = opened("/people")
    page.evaluate(PRESS, ["/", more])
    assert focused(page) == "BODY"


def test_while_typing_a_key_is_a_letter(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté")
    before = page.locator(".at").get_attribute("id") if page.locator(".at").count() else None
    page.get_by_label("Mots ou citation").fill("")
    page.get_by_label("Mots ou citation").press_sequentially("n?k/p")
    expect(page.get_by_label("Mots ou citation")).to_have_value("n?k/p")
    assert (page.locator(".at").get_attribute("id") if page.locator(".at").count() else None) == before
    assert not page.left


def test_the_list_of_keys_opens_by_its_key_and_its_switch_turns_them_off_for_good(opened: Opener) -> None:
    page = opened("/people")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Touches")
    expect(dialog).to_be_visible()
    for name in ("/", "n", "p", "k", "?"):
        expect(dialog.locator("kbd").get_by_text(name, exact=True)).to_be_visible()
    dialog.get_by_label("Activer les raccourcis à une touche").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.goto("/data")
    page.keyboard.press("/")
    assert focused(page) == "BODY"
    page.get_by_role("button", name="Raccourcis et données locales").click()
    page.get_by_label("Activer les raccourcis à une touche").check()
    page.get_by_role("button", name="Fermer").click()
    page.locator("body").press("/")
    page.wait_for_url(lambda url: not url.endswith("/data"))
    expect(page.locator("#q")).to_be_focused()


def test_the_field_has_the_focus_on_the_front_page_and_takes_it_nowhere_else(opened: Opener) -> None:
    expect(opened("/").locator("#q")).to_be_focused()
    assert focused(opened("/search?q=cantine")) == "BODY"


def test_skip_links_lead_past_the_header_and_the_filters(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller aux résultats")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('.hit')")


BELOW = """() => { const low = document.querySelector('#annonce').getBoundingClientRect().bottom;
return [...document.querySelectorAll('#selection p [data-act]')].every(b => b.getBoundingClientRect().top > low) }"""


def test_moments_are_kept_on_the_device_listed_taken_away_and_erased(opened: Opener) -> None:
    page = opened("/search?q=souveraineté")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".moments [data-keep]").first.click()
    expect(page.locator("#annonce")).to_have_text("Gardé dans « Ma sélection »")
    page.goto(f"/episodes/{PORT}?t=749#t749")
    page.locator(".tools [data-keep]").click()
    page.locator("#annonce").filter(has_text="Gardé").click()
    expect(page.get_by_role("dialog", name="Ma sélection")).to_be_visible()
    expect(page.locator(".kept li")).to_have_count(2)
    expect(page.locator(".kept small").first).to_contain_text("jeudi 20 novembre 2025")
    expect(page.locator(".kept li").last).to_contain_text("La digue tient encore, elle a tenu cet hiver.")
    page.get_by_role("button", name="Copier avec les références").click()
    expect(page.locator("#annonce")).to_have_text("Sélection copiée")
    assert page.evaluate(BELOW), "it lies over nothing of what takes the selection away"
    assert page.evaluate(
        "(e => { const r = e.getBoundingClientRect(); return document.elementFromPoint(r.x + 5, r.y + 5) === e })(annonce)"
    )
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Le Quart de nuit, lundi 9 février 2026, 12:29. Transcription automatique" in copied and copied.endswith(
        f"/episodes/{PORT}?t=749#t749"
    )
    with page.expect_download() as saved:
        page.get_by_role("button", name="Enregistrer (CSV)").click()
    rows = saved.value.path().read_text("utf-8").splitlines()
    assert len(rows) == 3 and rows[0] == '\ufeff"titre";"émission";"date";"minutage";"dit par";"texte";"adresse"'
    assert ';"Le Quart de nuit";"2026-02-09";"12:29";"";"La digue tient encore' in rows[2]
    page.get_by_role("button", name="Vider", exact=True).click()
    expect(page.locator(".kept li")).to_have_count(2)
    page.get_by_role("button", name="Vider vraiment ?").click()
    expect(page.locator(".kept li")).to_have_count(0)
    assert page.evaluate("localStorage.kept") is None
    expect(page.locator(".tools [data-keep]")).to_have_attribute("aria-pressed", "false")
    assert not page.left


def until(page: Page, told: str) -> None:
    """Waits until something is so: the page's policy lets no script be made of text, as Playwright's own waiting does."""
    for _ in range(200):
        if page.evaluate(told):
            return
        page.wait_for_timeout(25)
    raise AssertionError(told)


def test_a_moment_is_kept_as_the_page_cites_it_from_wherever_it_is_kept(opened: Opener) -> None:
    page = opened("/search?q=publique")
    row = page.locator(".moments > li").filter(has=page.locator(f'.clock[href*="{PORT}"]')).first
    address = str(row.locator(".clock").get_attribute("href"))
    row.locator("[data-keep]").click()
    expect(row.locator("[data-keep]")).to_have_attribute("aria-pressed", "true")
    until(page, "!!JSON.parse(localStorage.kept)[0].date")
    (listed,) = page.evaluate("JSON.parse(localStorage.kept)")
    page.evaluate("localStorage.clear()")
    page.goto(address.replace("q=publique&", ""))
    page.locator(".tools [data-keep]").click()
    expect(page.locator(".tools [data-keep]")).to_have_attribute("aria-pressed", "true")
    until(page, "!!JSON.parse(localStorage.kept)[0].date")
    (read,) = page.evaluate("JSON.parse(localStorage.kept)")
    assert listed == read and listed["text"] == "La cantine sert trois cents repas, et la commande publique en paie la moitié."
    assert listed["date"] == "2026-02-09"


def test_what_keeps_moments_and_lists_more_of_them_is_loaded_when_it_is_used(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté&t=193#t193")
    loaded = "performance.getEntriesByType('resource').map(e => e.name).filter(n => /(selection|nearby)\\.js/.test(n)).length"
    assert page.evaluate(loaded) == 0
    page.locator(".top [data-open-kept]").click()
    expect(page.get_by_role("dialog", name="Ma sélection")).to_be_visible()
    assert page.evaluate(loaded) == 1


def test_a_moment_is_kept_without_the_ways_of_a_search(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}/moments?q=souveraineté+clé&words=any")
    row = page.locator(".moments > li").filter(has=page.locator(f'.clock[href*="{PORT}"]')).first
    assert "words=any" in str(row.locator(".clock").get_attribute("href"))
    row.locator("[data-keep]").click()
    expect(row.locator("[data-keep]")).to_have_attribute("aria-pressed", "true")
    (kept,) = page.evaluate("JSON.parse(localStorage.kept).map(k => k.url)")
    assert re.fullmatch(rf"http://[^/]*/episodes/{PORT}\?t=\d+#t\d+", kept)


def test_of_a_line_the_words_that_are_selected_are_kept_and_linked_to(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}")
    page.evaluate("getSelection().setBaseAndExtent(document.getElementById('t749').firstChild, 3, t749.firstChild, 28)")
    link = page.locator(".tools .row > [data-copy]")
    expect(link).to_have_attribute("data-copy", re.compile("t=749,.*cite="))
    page.locator(".tools [data-keep]").click()
    expect(page.locator(".tools [data-keep]")).to_have_attribute("aria-pressed", "true")
    until(page, "!!JSON.parse(localStorage.kept)[0].date")
    (kept,) = page.evaluate("JSON.parse(localStorage.kept)")
    assert kept["text"] == "[…] digue tient encore, elle […]" and "cite=" in kept["url"]
    page.evaluate("getSelection().removeAllRanges()")
    page.locator("#t186").dispatch_event("click")
    expect(link).to_have_attribute("data-copy", re.compile(r"t=186#t186$"))
    expect(page.locator(".tools [data-keep]")).to_have_attribute("aria-pressed", "false")


FACTS = ["2026-02-09", "~2026-11-28", "2026-03-01", "2026-02", "~2017", ""]
WORDED = {
    "fr": ["lundi 9 février 2026", "vers le 28 novembre 2026", "dimanche 1er mars 2026", "février 2026", "vers 2017", ""],
    "en": ["Monday 9 February 2026", "about 28 November 2026", "Sunday 1 March 2026", "February 2026", "about 2017", ""],
}


@pytest.mark.parametrize("lang", WORDED)
def test_what_is_kept_is_worded_in_the_language_of_the_page_that_shows_it(opened: Opener, lang: str) -> None:
    page = opened(f"/people?lang={lang}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    kept = [
        {"url": f"/?n={at}", "clock": "00:12", "title": "La digue", "text": "Elle $& tient.", "date": date}
        for at, date in enumerate(FACTS)
    ]
    page.evaluate(
        "kept => localStorage.setItem('kept', JSON.stringify(kept))", [*kept, {**kept[0], "url": "/?n=9", "day": "lundi 9"}]
    )
    page.locator("[data-open-kept]").first.click()
    expect(page.locator(".kept small")).to_have_text(
        [", ".join(filter(None, ("La digue", day))) for day in (*WORDED[lang], "lundi 9")]
    )
    expect(page.locator(".kept li").first).to_contain_text("«\u00a0Elle $& tient.\u00a0»" if lang == "fr" else "“Elle $& tient.”")
    page.locator("[data-act=copy]").click()
    expect(page.locator("#annonce")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert ("«" in copied) == (lang == "fr") and f"La digue, {WORDED[lang][1]}, 00:12" in copied
    with page.expect_download() as saved:
        page.locator("[data-act=csv]").click()
    assert '"~2017"' in saved.value.path().read_text("utf-8")


def test_what_is_kept_is_counted_in_the_head_of_every_window_and_put_in_order(opened: Opener) -> None:
    page = opened("/search?q=souveraineté", phone=True)
    head, rows = page.locator(".top [data-open-kept]"), page.locator(".kept a")
    other = page.context.new_page()
    other.goto(page.url)
    page.bring_to_front()  # a window behind another one draws a frame a second, and each press waits for some
    expect(head).to_have_text(re.compile("Ma sélection$"))
    for at in range(3):
        page.locator(".moments [data-keep]").nth(at).click()
    for shown in (page, other):
        expect(shown.locator(".top [data-count]")).to_have_text("3")
        expect(shown.locator(".top [data-open-kept]")).to_have_accessible_name("Ma sélection (3)")
    head.click()
    expect(rows).to_have_count(3)
    addresses = [row.get_attribute("href") for row in rows.all()]
    page.get_by_role("button", name="Monter").nth(2).click()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert [row.get_attribute("href") for row in rows.all()] == [addresses[2], *addresses[:2]]
    assert [one["url"] for one in page.evaluate("JSON.parse(localStorage.kept)")] == [addresses[2], *addresses[:2]]
    assert page.get_by_role("button", name="Monter").first.evaluate("e => e === document.activeElement && e.ariaDisabled") == "true"
    other.bring_to_front()
    other.locator("[data-keep][aria-pressed=true]").first.click()
    expect(page.locator(".top [data-count]")).to_have_text("2")


@pytest.mark.parametrize("title", ["La digue.", "La digue"])
def test_a_title_that_ends_in_a_full_stop_is_named_without_it(opened: Opener, title: str) -> None:
    page = opened("/people")
    kept = [{"url": "/?n=1", "clock": "00:12", "title": title, "text": "Elle tient.", "date": "2017"}]
    page.evaluate("kept => localStorage.setItem('kept', JSON.stringify(kept))", kept)
    page.locator(".top [data-open-kept]").click()
    expect(page.locator(".kept small")).to_have_text("La digue, 2017")


def test_a_range_has_one_address_wherever_it_is_copied_or_kept(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749,760")
    page.locator(".tools [data-keep]").click()
    until(page, "!!localStorage.kept")
    (one,) = page.evaluate("JSON.parse(localStorage.kept)")
    assert re.search(r"\?t=749,\d+#t749$", one["url"])


def test_back_closes_the_selection_and_leaves_the_page(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749", phone=True)
    address, dialog = page.url, page.get_by_role("dialog", name="Ma sélection")
    for closes in (page.go_back, lambda: dialog.get_by_role("button", name="Fermer").click()):
        page.locator(".top [data-open-kept]").click()
        expect(dialog).to_be_visible()
        closes()
        expect(dialog).to_be_hidden()
        until(page, "history.state !== 'kept'")
        assert page.url == address


def test_what_the_device_keeps_is_erased_when_that_is_said_twice(opened: Opener) -> None:
    page = opened("/search?q=souveraineté")
    page.locator(".moments [data-keep]").first.click()
    expect(page.locator("#annonce")).to_have_text("Gardé dans « Ma sélection »")
    page.get_by_role("button", name="Raccourcis et données locales").click()
    page.get_by_role("button", name="Effacer sélection").click()
    expect(page.get_by_role("button", name="Effacer vraiment ?")).to_be_visible()
    assert page.evaluate("localStorage.kept")
    page.get_by_role("button", name="Effacer vraiment ?").click()
    expect(page.get_by_text("C’est effacé.")).to_be_visible()
    assert page.evaluate("localStorage.kept") is None


def test_what_is_kept_is_lit_when_one_comes_back_and_one_of_it_is_removed(opened: Opener) -> None:
    page = opened("/search?q=souveraineté")
    kept = page.locator(".moments [data-keep]")
    kept.nth(0).click()
    kept.nth(1).click()
    expect(page.locator("[data-keep][aria-pressed=true]")).to_have_count(2)
    page.reload()
    expect(page.locator("[data-keep][aria-pressed=true]")).to_have_count(2)
    page.locator(".top [data-open-kept]").click()
    page.locator(".kept [data-act=drop]").first.click()
    expect(page.locator(".kept li")).to_have_count(1)
    page.get_by_role("button", name="Fermer").click()
    expect(kept.nth(0)).to_have_attribute("aria-pressed", "false")
    expect(kept.nth(1)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(
    ("address", "title"),
    [("/search?q=cantine", "recherche"), ("/people/jeanne-kermadec", "personne"), ("/shows/chroniques", "émission")],
)
def test_a_list_can_be_followed_and_saved_without_script(opened: Opener, address: str, title: str) -> None:
    page = opened(address, script=False)
    page.locator("summary").filter(has_text=f"Suivre cette {title}").click()
    expect(page.locator("#flux")).to_have_text(
        re.compile(r"^Collez cette adresse dans un lecteur de flux.*\. Chaque nouve.* y apparaîtra\.$")
    )
    feed = str(page.locator(".follow code").text_content())
    assert page.request.get(feed).headers["content-type"].startswith("application/atom+xml")
    table = page.request.get(str(page.get_by_role("link", name="Enregistrer la liste (CSV)").get_attribute("href")))
    assert table.ok and table.text().startswith("\ufeffidentifiant;") and len(table.text().splitlines()) > 2


@pytest.mark.parametrize(("address", "near"), [("/search?q=cantine", True), ("/search?q=xyzzyq", False)])
def test_a_search_is_followed_from_the_filters_and_also_where_nothing_is_found(opened: Opener, address: str, near: bool) -> None:
    page = opened(address, script=False)
    if near:
        page.get_by_role("link", name="Suivre cette recherche").click()
    else:
        page.get_by_text("Suivre cette recherche", exact=True).click()
    expect(page.locator(".follow code")).to_be_visible()
    expect(page.locator(".follow code")).to_be_in_viewport()
    assert page.request.get(str(page.locator(".follow code").text_content())).ok


KEEP = """many => localStorage.setItem('kept', JSON.stringify([...Array(many).keys()].map(n => ({
url: '/?n=' + n, clock: '12:0' + n, title: 'Le port et ses grues', about: 'lundi 9 février',
text: 'La digue tient encore, elle a tenu. '.repeat(4) }))))"""
ROOM = """() => { const box = document.querySelector('#selection').getBoundingClientRect(), list = document.querySelector('.kept');
const end = list.getBoundingClientRect().bottom, rows = [...list.children].map(row => row.getBoundingClientRect());
return { top: box.top, bottom: box.bottom, share: box.height / innerHeight, begun: rows.filter(row => row.top < end).length,
whole: rows.filter(row => row.bottom <= end + 1).length } }"""


@pytest.mark.parametrize(("phone", "many"), [(True, 5), (False, 3)])
def test_what_is_kept_has_the_room_of_the_screen_and_its_number_in_the_head(opened: Opener, phone: bool, many: int) -> None:
    page = opened("/search?q=souveraineté", phone=phone)
    page.evaluate(KEEP, many)
    page.locator(".top [data-open-kept]").click()
    expect(page.locator("#h-se")).to_have_text(f"Ma sélection ({many})")
    told = page.evaluate(ROOM)
    assert told["top"] >= 0 and told["bottom"] <= page.evaluate("innerHeight")
    assert told["whole"] == many or (told["share"] > 0.95 and told["begun"] > told["whole"] >= 1), told
    page.locator(".kept [data-act=drop]").first.click()
    expect(page.locator("#h-se")).to_have_text(f"Ma sélection ({many - 1})")
