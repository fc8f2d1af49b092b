"""From words to the second: searching, with a mouse, by keyboard, on a phone, with and without script."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from archive.web import IndexProvider, Site, create_app
from tests.browser.conftest import Opener
from tests.servers import get, serve_app
from tests.web import small_archive
from tests.web.small_archive import NIGHT, PORT

EVERYWHERE = pytest.mark.parametrize(("phone", "script"), [(False, True), (False, False), (True, True), (True, False)])


@EVERYWHERE
def test_a_search_from_the_front_page_leads_to_the_second(opened: Opener, phone: bool, script: bool) -> None:
    page = opened("/", phone=phone, script=script)
    page.get_by_label("Mots ou citation").fill("souveraineté")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("épisodes")
    assert page.title().startswith("souveraineté")
    page.wait_for_load_state()
    page.locator(f'a.clock[href*="{PORT}"]').filter(has_text="03:13").click()
    expect(page.locator("#t193")).to_be_in_viewport()
    expect(page.locator("#t193")).to_have_class("at")
    expect(page.locator(".thumb [data-clock]").first).to_have_text("03:13")
    if script:
        expect(page.locator("#lecteur iframe")).to_have_attribute("src", re.compile("startTime=193"))
    else:
        assert not page.left, "a link alone asks the source for nothing"


@pytest.mark.parametrize("phone", [False, True])
def test_a_press_on_what_is_quoted_leads_where_its_time_does_and_words_are_chosen_in_it(opened: Opener, phone: bool) -> None:
    page = opened("/search?q=souveraineté", phone=phone)
    moment = page.locator(".moments > li:has(button)").filter(has=page.locator(f'a.clock[href*="{PORT}"]')).first
    leads = moment.locator(".clock").get_attribute("href") or "?"
    quoted = moment.locator("p")
    if not phone:
        at = page.url
        quoted.dblclick(position={"x": 40, "y": 14})
        page.wait_for_timeout(500)  # longer than a press waits for words to be chosen
        assert page.url == at and page.evaluate("getSelection() + ''")
        page.evaluate("getSelection().removeAllRanges()")
    (quoted.tap if phone else quoted.click)(position={"x": 40, "y": 14})
    expect(page).to_have_url(re.compile(re.escape(leads.split("#")[0])))
    expect(page.locator("#lecteur iframe")).to_have_count(1)


@EVERYWHERE
def test_the_back_button_returns_to_the_same_results(opened: Opener, phone: bool, script: bool) -> None:
    page = opened("/search?q=cantine&page=2", phone=phone, script=script)
    first = page.locator(".hit .t a").first.inner_text()
    page.locator(".hit .t a").first.click()
    expect(page.locator(".talk")).to_be_visible()
    page.go_back()
    expect(page.locator(".hit .t a").first).to_have_text(first)
    expect(page).to_have_url(re.compile("page=2"))


@pytest.mark.parametrize("script", [True, False])
def test_the_back_button_returns_to_the_quotations_that_were_checked(browser: Browser, site: str, script: bool) -> None:
    """Of a form that was sent: in a context of its own, since a page whose requests are watched keeps nothing."""
    with browser.new_context(locale="fr", base_url=site, java_script_enabled=script) as context:
        page = context.new_page()
        page.goto("/verify")
        page.locator("#citations").fill("la digue tient encore\nrien de tel zygomatique ici")
        page.get_by_role("button", name="Vérifier", exact=True).click()
        tally = page.locator("#h-ve").inner_text()
        page.locator(".stacks .t").first.click()
        expect(page.locator(".talk")).to_be_visible()
        page.go_back()
        expect(page.locator("#h-ve")).to_have_text(tally)
        expect(page).to_have_url(re.compile("/verify$"))


def test_the_language_of_a_check_is_changed_with_its_answers(opened: Opener) -> None:
    page = opened("/verify")
    page.locator("#citations").fill("la digue tient encore\nrien de tel zygomatique ici")
    page.get_by_role("button", name="Vérifier", exact=True).click()
    expect(page.locator("#h-ve")).to_contain_text("2 citations")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#h-ve")).to_contain_text("2 quotations")
    expect(page.locator("#citations")).to_have_value("la digue tient encore\nrien de tel zygomatique ici")


def test_filters_are_plain_navigations_that_the_back_button_undoes(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    before = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Café des sciences").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 épisodes")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(before)


def test_a_bar_of_the_chart_leads_to_its_months_in_place(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    bar = page.locator(".facet .bars a").first
    address = bar.get_attribute("href") or ""
    bar.click()
    expect(page).to_have_url(re.compile(re.escape(address) + "$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("épisode")
    page.go_back()
    expect(page).to_have_url(re.compile("q=cantine$"))


@pytest.fixture(scope="module")
def of_years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the small archive with episodes beside it of which only the year is known."""
    root = tmp_path_factory.mktemp("of-years")
    with small_archive.build(root) as library:
        small_archive.add_of_years(library, "cantine", 2013, 2024)
        small_archive.add_of_years(library, "boussole", 2025)
        small_archive.publish(library, root)
        with serve_app(create_app(Site(IndexProvider(root), library))) as address:
            yield address


STAY = "led = []; addEventListener('click', press => { press.preventDefault(); led.push(press.target.closest('a')?.outerHTML) })"
"""Has one stay where a press would lead elsewhere, and notes the link that was pressed, if any."""
LED = re.compile(r'href="([^"]+)"')
TOTAL = re.compile(r'<h1 id="total"[^>]*>([^<]+)<')


def press(page: Page, drawn: Locator, across: float, down: float) -> None:
    """Presses at such a share of the width and of the height of what is drawn."""
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


@pytest.mark.parametrize("phone", [False, True])
def test_each_bar_of_a_trend_leads_to_what_it_counts_and_an_empty_stretch_nowhere(
    opened: Opener, of_years: str, phone: bool
) -> None:
    page = opened(f"{of_years}/trends?q=cantine, boussole, souveraineté", phone=phone)
    page.evaluate(STAY)
    drawn = page.locator(".bars.tall rect.b")
    assert drawn.count() > 15
    for bar in drawn.all():
        told = bar.locator("xpath=..").locator("title").text_content() or ""
        press(page, bar, 1 / 2, 1 / 2)
        (led,) = LED.findall(page.evaluate("led.pop()"))
        (total,) = TOTAL.findall(get(of_years + unescape(led)).decode())
        assert re.search(rf"\b{told.rpartition(':')[2].strip()} moments?\b", total), told
        assert ("year-only" in led) == told[0].isdigit()
    press(page, page.locator(".bars.tall").nth(1).locator("> svg"), 1 / 4, 1 / 4)
    assert page.evaluate("led") == [None], "only the end of this chart has a bar"
    page.reload()
    press(page, drawn.first, 1 / 2, 1 / 2)
    page.wait_for_url("**/search?**")


@pytest.mark.parametrize("phone", [False, True])
def test_the_way_to_episodes_of_no_month_is_as_high_as_a_finger(opened: Opener, of_years: str, phone: bool) -> None:
    page = opened(f"{of_years}/calendar", phone=phone)
    ways = page.get_by_role("link", name="dont le mois")
    assert ways.count() == 3
    assert all(height >= 44 for height in ways.evaluate_all("every => every.map(a => a.offsetHeight)"))


def test_filters_fold_away_on_a_phone_and_stand_open_on_a_desk(opened: Opener) -> None:
    expect(opened("/search?q=cantine").get_by_role("heading", name="Émission")).to_be_visible()
    page = opened("/search?q=cantine", phone=True)
    expect(page.get_by_role("heading", name="Émission")).to_be_hidden()
    page.get_by_text("Affiner", exact=True).click()
    expect(page.get_by_role("heading", name="Émission")).to_be_visible()


def test_a_period_is_typed_and_applied(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    page.get_by_label("Du", exact=True).fill("2026")
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 épisodes")
    expect(page.get_by_text("depuis").first).to_be_visible()


def test_the_order_changes_without_a_second_click(opened: Opener) -> None:
    page = opened("/search?q=souveraineté")
    page.get_by_label("Trier par").select_option("date")
    page.wait_for_url("**sort=date**")
    expect(page.locator(".hit .t a").first).to_have_text("Le port et ses grues")


def test_without_script_the_order_has_a_button(opened: Opener) -> None:
    page = opened("/search?q=souveraineté", script=False)
    page.get_by_label("Trier par").select_option("date")
    page.get_by_role("button", name="OK").click()
    expect(page).to_have_url(re.compile("sort=date"))


@pytest.mark.parametrize("script", [True, False])
def test_the_other_moments_are_shown_on_demand(opened: Opener, script: bool) -> None:
    page = opened("/search?q=la&show=Le+Quart+de+nuit", script=script)
    hit = page.locator(f'[id="{PORT}"]')
    expect(hit.locator(".moments > li")).to_have_count(3)
    hit.get_by_text("autres moments").click()
    if script:
        expect(hit.get_by_text("autres moments")).to_have_count(0)
        assert hit.locator(".moments > li").count() == hit.locator(".moments [data-said]").count() > 3
        expect(hit.locator(".moments .clock").first).to_be_focused()
    else:
        expect(page).to_have_url(f"{page.url.split('/episodes')[0]}/episodes/{PORT}/moments?q=la")
        expect(page.locator("#moments > li").nth(3)).to_be_visible()


def test_the_band_answers_to_the_nearest_needle(opened: Opener) -> None:
    page = opened("/search?q=souveraineté")
    hit = page.locator(f'[id="{PORT}"]')
    needle = hit.locator('.band a[data-t="193"]')
    hit.locator(".band").scroll_into_view_if_needed()
    band, box = hit.locator(".band").bounding_box(), needle.bounding_box()
    assert band and box
    page.mouse.move(box["x"] + box["width"] / 2 + 6, band["y"] + 20)
    expect(hit.locator(".tip")).to_contain_text("03:13")
    page.mouse.click(box["x"] + box["width"] / 2 + 6, band["y"] + 20)
    page.wait_for_url("**#t193")


def test_the_link_of_a_moment_is_copied_and_its_clock_said(opened: Opener) -> None:
    page = opened("/search?q=souveraineté")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    moment = page.locator(".moments > li").first
    clock = moment.locator(".clock").evaluate("link => link.lastChild.textContent")
    moment.locator("[data-said]").click()
    expect(page.locator("#annonce")).to_contain_text(clock)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"http://[\d.:]+/episodes/[\w-]+\?t=\d+#t\d+", copied), "the words that were searched are nobody else's"
    page.goto(copied)
    expect(page.locator(".talk .at")).to_have_count(1)


def test_suggestions_lie_over_the_page_named_by_kind_and_move_nothing(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    before = page.locator(".hit").first.bounding_box()
    page.get_by_label("Mots ou citation").fill("malo")
    option = page.get_by_role("listbox", name="Suggestions").get_by_role("option", name="Malo Trévidic")
    expect(option).to_contain_text("personne")
    assert page.locator(".hit").first.bounding_box() == before
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Malo Trévidic")


def test_suggestions_close_with_escape_and_the_words_stay(opened: Opener) -> None:
    page = opened("/help")
    field = page.get_by_label("Mots ou citation")
    field.fill("quart")
    expect(page.get_by_role("option", name="Le Quart de nuit")).to_contain_text("émission")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(field).to_have_value("quart")
    expect(field).to_be_focused()


def test_a_suggested_word_keeps_its_accents_and_is_searched_under_the_same_filters(opened: Opener) -> None:
    page = opened("/search?q=x&show=Le+Quart+de+nuit")
    page.get_by_label("Mots ou citation").fill("souver")
    page.get_by_role("option", name="souveraineté").click()
    page.wait_for_url("**q=souverainet%C3%A9**")
    expect(page).to_have_url(re.compile(r"show=Le\+Quart\+de\+nuit"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 épisodes")


def test_recent_searches_are_offered_in_an_empty_field_and_can_be_cleared(opened: Opener) -> None:
    page = opened("/")
    assert page.get_by_role("option").count() == 0
    page.keyboard.type("phare")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=phare**")
    page.goto("/")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="phare")).to_contain_text("récente")
    page.get_by_role("option", name="Effacer").click()
    assert page.evaluate("localStorage.recent") is None
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("option").count() == 0


def test_a_filter_changes_the_list_in_place_says_the_total_once_and_leaves_the_focus(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    page.evaluate(
        "window.here = true; new MutationObserver(() => (window.said ||= []).push(annonce.textContent))"
        ".observe(annonce, { childList: true })"
    )
    link = page.get_by_role("link", name="Café des sciences").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 épisodes")
    expect(page).to_have_url(re.compile("show=Caf"))
    expect(page).to_have_title(re.compile("2 épisodes"))
    assert page.evaluate("window.here")
    assert page.evaluate("document.activeElement.dataset.key") == "show=Café des sciences"
    page.wait_for_function("() => (window.said || []).some(text => text)")
    assert [said for said in page.evaluate("said") if said] == [page.get_by_role("heading", level=1).inner_text()]
    covers = page.evaluate("(({ width, height }) => width > 1 || height > 1)(annonce.getBoundingClientRect())")
    assert not covers, "the head says it already to those who see it"
    page.go_back()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("2 épisodes")
    expect(page).not_to_have_url(re.compile("show="))
    assert page.evaluate("window.here")
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 épisodes")


def test_a_list_that_a_filter_changed_begins_at_its_head(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    page.set_viewport_size({"width": 1280, "height": 300})
    link = page.locator(".facet li a").last
    link.scroll_into_view_if_needed()
    assert page.evaluate("scrollY") > 0
    link.click()
    expect(page.locator(".read .icon")).to_be_visible()
    expect(page.locator("#total")).to_be_in_viewport()


def test_a_list_that_cannot_be_fetched_in_place_is_opened_as_a_page(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    page.evaluate("window.stays = true")
    page.get_by_label("Du", exact=True).fill("hier")
    page.get_by_role("button", name="Appliquer").click()
    expect(page.locator("#du-faux")).to_be_visible()
    assert page.evaluate("window.stays === undefined"), "a page of its own"
    page.faults.clear()  # type: ignore[attr-defined]


def test_one_comes_back_to_the_list_one_left_filters_and_all(opened: Opener) -> None:
    page = opened("/search?q=cantine&show=Le+Quart+de+nuit")
    page.locator(".moments .clock").first.click()
    page.get_by_role("link", name="Retour aux 2 épisodes").click()
    page.wait_for_url("**show=Le+Quart+de+nuit#*")
    plain = opened("/search?q=cantine&show=Le+Quart+de+nuit", script=False)
    plain.locator(".moments .clock").first.click()
    expect(plain.get_by_role("link", name="17 épisodes dans toute l’archive")).to_be_visible()
    page.goto("/search?q=souveraineté+xylophone")
    page.locator(".moments .clock").first.click()
    page.get_by_role("link", name="Retour aux résultats").click()
    page.wait_for_url("**/search?q=souverain*")


def test_the_way_back_to_a_list_leads_to_the_episode_one_comes_from(opened: Opener) -> None:
    """It led to the head of the list."""
    page = opened("/search?q=cantine", phone=True)
    hit = page.locator(".hit").nth(4)
    slug = hit.get_attribute("id")
    hit.locator(".clock").first.click()
    expect(page.locator("[data-back]")).to_have_attribute("href", re.compile(f"#{slug}$"))
    page.locator("[data-back]").click()
    expect(page.locator(f".hit[id='{slug}'] .clock").first).to_be_in_viewport()


@pytest.mark.parametrize(
    "query",
    [
        "souveraineté",
        "la cantine",
        "données de santé",
        '"la cantine"',
        "cantine langue:fr&show=Le+Quart+de+nuit",
        "Malo Trévidic",
        "Jeanne Kermadec dockers phares",
        "Jeanne Zorglub",
        "souverainté",
    ],
)
def test_the_first_quotation_begins_high_whatever_the_page_has_to_say(opened: Opener, query: str) -> None:
    page = opened("/help")
    for width, height, low in ((390, 844, 560), (1280, 800, 450)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"/search?q={query}")
        box = page.locator(".moments p").first.bounding_box()
        assert box and box["y"] <= low and box["y"] + box["height"] <= height, width


def test_a_field_shows_the_accents_of_its_capitals(opened: Opener) -> None:
    page = opened("/search?q=Élise")
    measured = (
        "() => { const s = getComputedStyle(q), c = document.createElement('canvas').getContext('2d'); c.font = s.font;"
        " const m = c.measureText('ÉÅ'), box = m.fontBoundingBoxAscent + m.fontBoundingBoxDescent;"
        " return [parseFloat(s.lineHeight) - box, m.actualBoundingBoxAscent - m.fontBoundingBoxAscent] }"
    )
    spare, above = page.evaluate(measured)
    assert spare / 2 >= above


def test_everything_is_reached_by_keyboard_alone(opened: Opener) -> None:
    page = opened("/help")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("phare")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=phare**")
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.getAttribute('href') || ''"))
        if f"/episodes/{NIGHT}?q=phare&t=" in seen[-1]:
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/episodes/{NIGHT}?q=phare&t=**")


def test_what_has_the_focus_is_always_seen_and_goes_down_the_page(opened: Opener) -> None:
    page = opened("/search?q=souveraineté")
    tops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        at = page.evaluate(
            "(() => { const e = document.activeElement, b = e.getBoundingClientRect(), s = getComputedStyle(e);"
            " return [e.tagName, b.top + scrollY, b.width, s.outlineStyle, s.outlineWidth, !!e.closest('aside')] })()"
        )
        if at[0] == "BODY":
            break
        assert at[2] > 1, at
        assert at[3] != "none" and at[4] == "3px", at
        if not at[5]:
            tops.append(at[1])
    assert len(tops) > 20
    assert all(later >= earlier - 60 for earlier, later in pairwise(tops))


def test_a_month_in_words_is_read_from_the_field_and_the_query_stays(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    page.get_by_label("Du", exact=True).fill("mars 2024")
    page.get_by_role("button", name="Appliquer").click()
    expect(page.locator("#q")).to_have_value("cantine")
    expect(page.get_by_text("depuis : mars 2024").first).to_be_visible()
    page.wait_for_url("**/search?*after=mars*")


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("phone", [True, False])
def test_a_date_that_cannot_be_read_is_told_beside_its_field_and_nothing_is_forgotten(
    opened: Opener, script: bool, phone: bool
) -> None:
    page = opened("/search?q=cantine&show=Chroniques&after=hier", phone=phone, script=script)
    page.faults.clear()  # type: ignore[attr-defined]
    field = page.get_by_label("Du", exact=True)
    expect(field).to_have_value("hier")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text("Date non reconnue : « hier »")
    above, below = field.bounding_box(), page.get_by_role("alert").bounding_box()
    assert above and below and 0 <= below["y"] - above["y"] - above["height"] < 60
    expect(page.locator("#q")).to_have_value("cantine")
    expect(page.locator("#total")).to_contain_text("12 épisodes")


def test_where_nothing_plays_no_sign_of_play_stands_before_the_words(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    sign = "e => getComputedStyle(e, '::before').content"
    for hit in page.locator(".hit").all():
        plays = "texte seul" not in hit.locator(".meta").first.inner_text()
        clock = hit.locator(".clock").first
        assert (clock.evaluate(sign) != "none") == plays
        expect(clock).to_contain_text("Écouter à" if plays else "Lire le texte à")
    expect(page.locator(".meta", has_text="texte seul")).not_to_have_count(0)


@pytest.mark.parametrize(("phone", "focused"), [(True, False), (False, True)])
def test_the_first_page_opens_at_its_top_and_raises_no_keyboard(opened: Opener, phone: bool, focused: bool) -> None:
    page = opened("/", phone=phone)
    if phone:
        page.set_viewport_size({"width": 195, "height": 370})
        page.reload()
    expect(page.locator("#q[role=combobox]")).to_have_count(1)
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("document.activeElement.id === 'q'") is focused


def test_a_result_is_copied_without_its_chart(opened: Opener) -> None:
    page = opened("/search?q=publique")
    hit = page.locator("article.hit").filter(has=page.locator(".band text")).first
    charted = hit.locator(".band text").all_text_contents()
    hit.evaluate("e => getSelection().selectAllChildren(e)")
    copied = page.evaluate("getSelection().toString()").splitlines()
    assert charted and any("publique" in line for line in copied) and not {*charted} & {*copied}
