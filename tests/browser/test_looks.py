"""What holds for every page: no fault that axe finds, in either theme, wide and narrow; no jump, no sideways scroll, no request
that leaves; both languages; the theme that was chosen; less motion."""

import html
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from archive.web.presentation.citation import FRAME_HEIGHT, FRAME_WIDTH
from tests.browser.conftest import Opener
from tests.web.addresses import ERRORS, PAGES
from tests.web.small_archive import NIGHT, PORT

EVERY = PAGES | {name: address for name, (address, _) in ERRORS.items() if name in {"unknown-episode", "bad-date"}}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
"""All that may differ in the dark: the style has `light-dark()` alone for it, which gives nothing but colours."""
OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.open = true })"
PAPER = "getComputedStyle(document.body).backgroundColor"
SHIFT = """() => new Promise(done => { let sum = 0;
new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value })
  .observe({ type: 'layout-shift', buffered: true });
const loaded = performance.getEntriesByType('navigation')[0].loadEventEnd || performance.now();
setTimeout(() => done(sum), Math.max(20, loaded + 300 - performance.now())) })"""
"""How far a page has jumped 300 ms after it was there."""
MOST_REQUESTS = 14
AXE = Axe()


def violations(page: Any, rules: Any = RULES) -> list[str]:
    """What axe finds wrong, one line a fault; a page that was asked before has axe already."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate("async rules => (await axe.run(document, rules)).violations", rules)
    return [f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("name", EVERY)
def test_no_page_has_a_fault_that_axe_finds_jumps_scrolls_sideways_or_asks_anyone_else(opened: Opener, name: str) -> None:
    wide_and_narrow = [opened(EVERY[name], phone=phone, cold=True) for phone in (False, True)]
    for page in wide_and_narrow:  # while one is looked through, the other may jump
        assert page.evaluate(SHIFT) < 0.01
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not page.left  # type: ignore[attr-defined]
        assert page.evaluate("performance.getEntriesByType('resource').length") + 1 <= MOST_REQUESTS
        page.evaluate(OPEN_ALL)
        page.faults.clear()  # type: ignore[attr-defined]
        assert violations(page) == []
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(PAPER) == "rgb(15, 18, 20)"
        assert violations(page, COLOURS) == []


def test_axe_would_find_a_fault(opened: Opener) -> None:
    page = opened("/help")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    page.faults.clear()  # type: ignore[attr-defined]
    assert [line.partition(":")[0] for line in violations(page)] == ["button-name"]
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('afterbegin', '<p>Sombre</p>')")
    assert violations(page, COLOURS) == []
    page.evaluate("document.querySelector('main p').style.color = '#333'")
    assert {line.partition(":")[0] for line in violations(page, COLOURS)} == {"color-contrast"}


def test_in_the_dark_nothing_changes_but_colours() -> None:
    style = "".join(file.read_text("utf8") for file in (Path(__file__).parents[2] / "static").rglob("*.css"))
    assert "light-dark(" in style and "prefers-color-scheme" not in style
    dark = re.findall(r"\[data-theme=dark\][^{]*\{([^}]*)\}", style)
    assert dark and {one.strip() for one in dark} == {"color-scheme: dark"}


@pytest.mark.parametrize("name", ["search-words", "search-otherwise", "episode-at", "trends-words", "person"])
def test_pages_hold_at_every_width(opened: Opener, name: str) -> None:
    page = opened("/search?q=souveraineté")
    for loaded, *narrower in ((1920, 1024, 768), (480, 320)):
        page.set_viewport_size({"width": loaded, "height": 800})
        page.goto(PAGES.get(name, "/search?q=souveraintee"))
        assert name in PAGES or page.locator("h1", has_text="Transcrit").count()
        for width in (loaded, *narrower):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


@pytest.mark.parametrize("language", ["fr-FR", "en-GB"])
def test_quotations_are_checked_from_every_head_which_grows_no_taller_for_it(opened: Opener, language: str) -> None:
    page = opened("/search?q=cantine", language=language)
    checked = page.locator("header .check")
    expect(checked).to_have_accessible_name("Vérifier des citations" if language == "fr-FR" else "Check quotations")
    for width in (360, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        expect(checked).to_be_in_viewport()
        tall = page.locator(".top").bounding_box()
        checked.evaluate("link => { link.style.display = 'none' }")
        assert page.locator(".top").bounding_box() == tall, width
        checked.evaluate("link => { link.style.display = '' }")
    checked.click()
    expect(checked).to_have_attribute("aria-current", "page")


def test_the_theme_follows_the_system_until_one_is_chosen_and_is_remembered(opened: Opener) -> None:
    page = opened("/", dark=True)
    assert page.evaluate(PAPER) == "rgb(15, 18, 20)"
    page.get_by_role("button", name="Apparence").click()
    expect(page.get_by_role("button", name="Apparence")).to_contain_text("claire")
    assert page.evaluate(PAPER) == "rgb(246, 247, 247)"
    page.goto("/help")
    assert page.evaluate(PAPER) == "rgb(246, 247, 247)"
    page.get_by_role("button", name="Apparence").click()
    page.get_by_role("button", name="Apparence").click()
    expect(page.get_by_role("button", name="Apparence")).to_contain_text("automatique")
    assert page.evaluate(PAPER) == "rgb(15, 18, 20)"


def test_the_language_is_the_browsers_and_can_be_changed_for_good(opened: Opener) -> None:
    page = opened("/", language="en-GB")
    expect(page.get_by_role("heading", level=1)).to_have_text("Find what was said, to the second.")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Retrouvez ce qui s’est dit, à la seconde.")
    page.get_by_label("Mots ou citation").fill("cantine")
    page.keyboard.press("Enter")
    page.wait_for_url("**lang=fr**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("épisodes")


@pytest.mark.parametrize("language", ["fr-FR", "en-GB"])
def test_the_other_language_is_offered_in_every_head_which_grows_no_taller_for_it(opened: Opener, language: str) -> None:
    page = opened("/search?q=cantine", language=language)
    offered = page.locator("header [hreflang]")
    expect(offered).to_have_text("EN" if language == "fr-FR" else "FR")
    expect(offered).to_have_accessible_name("English" if language == "fr-FR" else "Français")
    for width in (360, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        expect(offered).to_be_in_viewport()
        box, tall = offered.bounding_box(), page.locator(".top").bounding_box()
        assert box and min(box["width"], box["height"]) >= 44
        offered.evaluate("link => { link.style.display = 'none' }")
        assert page.locator(".top").bounding_box() == tall, width
        offered.evaluate("link => { link.style.display = '' }")


def test_the_language_that_was_chosen_is_that_of_whatever_address_is_typed_until_it_is_erased(opened: Opener) -> None:
    page = opened("/")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/?lang=en")
    for address in ("/people", f"/episodes/{PORT}?t=12#t12", "/nothing-here"):
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("lang", "en")
    page.faults.clear()  # type: ignore[attr-defined]
    assert page.goto("/trends?lang=fr")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.goto("/shows")
    expect(page).to_have_url(re.compile(r"/shows\?lang=en$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/trends\?lang=fr$"))
    page.evaluate("document.querySelector('#touches').showModal()")
    page.locator("[data-clear]").click()
    page.locator("[data-clear]").click()
    expect(page.locator("[data-clear] ~ [role=status]")).to_have_text("C’est effacé.")
    page.goto("/people")
    expect(page).to_have_url(re.compile("/people$"))
    expect(page.locator("html")).to_have_attribute("lang", "fr")


@pytest.mark.parametrize(("address", "field"), [("/verify", "#citations"), ("/trends", "#q")])
def test_what_is_typed_and_not_sent_goes_along_into_the_other_language_once(opened: Opener, address: str, field: str) -> None:
    page = opened(address)
    page.locator(field).fill("la digue, le port")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**lang=en")
    expect(page.locator(field)).to_have_value("la digue, le port")
    page.goto(address)
    expect(page.locator(field)).to_have_value("")


def test_an_answer_to_what_was_sent_stays_in_the_language_it_was_sent_in(opened: Opener) -> None:
    page = opened("/verify")
    page.locator("#citations").fill("la digue tient encore")
    page.evaluate("localStorage.lang = 'en'")
    page.get_by_role("button", name="Vérifier", exact=True).click()
    expect(page.locator("#h-ve")).to_contain_text("1 citation")
    expect(page.locator("#citations")).to_have_value("la digue tient encore")


GLIDES = """(() => { window.glides = []; const own = Element.prototype.scrollIntoView;
Element.prototype.scrollIntoView = function (how) {
  glides.push(how?.behavior === 'smooth'); own.call(this, { block: how?.block }) } })()"""


@pytest.mark.parametrize("less", [False, True], ids=["moving", "still"])
def test_only_short_ways_glide_and_none_for_those_who_asked_for_less_motion(opened: Opener, less: bool) -> None:
    page = opened("/help")
    page.emulate_media(reduced_motion="reduce" if less else "no-preference")
    page.add_init_script(GLIDES)
    page.goto(f"/episodes/{PORT}?q=souveraineté&t=749")
    assert set(page.evaluate("glides")) == {False}, "landing is at once"
    page.keyboard.press("n")
    assert page.evaluate("glides.at(-1)") is not less
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize("address", ["/data", "/api"])
def test_a_phone_stacks_a_table_and_scrolls_none_of_it_sideways(opened: Opener, address: str) -> None:
    page = opened(address, phone=True)
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(box => box.scrollWidth <= box.clientWidth)")
    assert page.locator(".stacks th").first.bounding_box()["width"] < 390  # type: ignore[index]


@pytest.mark.parametrize("address", [PAGES["episode-at"], f"/episodes/{NIGHT}"])
def test_without_script_no_control_stands_that_needs_one(opened: Opener, address: str) -> None:
    page = opened(address, script=False)
    assert page.locator(".js-only").count() and not page.locator(".js-only:visible").count()


@pytest.mark.parametrize("name", ["home", "search-words", "episode-at", "person"])
def test_text_at_twice_its_size_scrolls_no_page_sideways(opened: Opener, name: str) -> None:
    page = opened(PAGES[name])
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


def test_on_a_phone_at_twice_its_size_long_words_of_a_title_break_and_the_bar_leaves_the_page_to_its_text(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté&t=193#t193", phone=True)
    page.evaluate("document.querySelector('h1').textContent = 'Anticonstitutionnellement'")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.locator(".thumb").evaluate("e => e.offsetHeight / innerHeight") < 0.25


def test_a_phone_at_twice_its_size_leaves_room_to_type_in(opened: Opener) -> None:
    page = opened("/", phone=True)
    page.set_viewport_size({"width": 195, "height": 422})
    for address in ("/", "/search?q=souveraineté", f"/episodes/{PORT}", "/trends?q=cantine", "/calendar"):
        page.goto(address)
        assert page.locator(".ask input[type=search]").evaluate("field => field.clientWidth") > 140, address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_in_forced_colours_what_was_said_is_still_marked_and_buttons_still_stand_out(opened: Opener) -> None:
    page = opened(PAGES["search-words"], phone=True)
    page.emulate_media(forced_colors="active")
    assert "underline" in page.locator("mark").first.evaluate("e => getComputedStyle(e).textDecorationLine")
    page.goto(PAGES["episode-at"])
    edge = page.locator(".thumb [data-play]").evaluate(
        "e => { const s = getComputedStyle(e); return [s.borderTopStyle, s.borderTopColor, s.backgroundColor] }"
    )
    assert edge[0] == "solid" and edge[1] != edge[2]


def test_nothing_is_kept_on_the_device_but_what_one_chose_and_typed(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    page.get_by_role("button", name="Apparence").click()
    assert page.context.cookies() == []
    assert page.evaluate("Object.keys(localStorage)") == ["theme"]
    assert page.evaluate("Object.keys(sessionStorage)") == ["list"], "the way back, for this visit"


def test_a_chosen_filter_stays_readable_under_the_pointer(opened: Opener) -> None:
    page = opened("/search?q=cantine&show=Chroniques")
    chosen = page.locator(".facet [aria-current]").first
    colours = "e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor] }"
    before = chosen.evaluate(colours)
    chosen.hover()
    assert chosen.evaluate(colours) == before and before[0] != before[1]


def test_without_style_no_drawing_fills_the_screen(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    page.evaluate("document.querySelectorAll('link[rel=stylesheet]').forEach(l => l.remove())")
    tall = "[...document.querySelectorAll('.brand svg, .icon')].filter(e => e.getBoundingClientRect().height > 40).length"
    assert page.evaluate(tall) == 0


YEARS = """() => [...document.querySelectorAll('.bars text')].filter(t => /^[0-9]{4}$/.test(t.textContent))
.map(t => t.getBoundingClientRect()).filter(b => b.width).map(b => [b.top, b.left, b.right])"""


@pytest.mark.parametrize("address", ["/trends?q=cantine", "/people/jeanne-kermadec", "/shows/chroniques", "/search?q=cantine"])
def test_the_names_of_years_never_touch_on_a_phone(opened: Opener, address: str) -> None:
    page = opened(address, phone=True)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    spans = page.evaluate(YEARS)
    for (top, _, right), (after_top, left, _) in pairwise(spans):
        assert top != after_top or left >= right


@pytest.mark.parametrize("query", ["souveraineté", "cantine du port", "Malo Trévidic", "donées de santé", "digue"])
def test_the_first_quotation_begins_high_on_the_first_screen(opened: Opener, query: str) -> None:
    for phone, highest in ((True, 560), (False, 450)):
        page = opened(f"/search?q={query}", phone=phone)
        box = page.locator(".moments p").first.bounding_box()
        assert box and box["y"] < highest, (phone, box)


@pytest.mark.parametrize("script", [True, False])
def test_the_words_that_an_episode_lacks_are_no_wider_than_a_phone(opened: Opener, script: bool) -> None:
    lacked = "il faut sortir la cantine du port avec tous ses bateaux avant la nuit"
    page = opened(f'/search?q="{lacked}" digue', phone=True, script=script)
    assert lacked in page.locator(".tag.no").first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_frame_of_a_moment_shows_all_that_it_offers_in_its_height(opened: Opener) -> None:
    page = opened(f"/embed/{PORT}?t=66,800")
    for width in (FRAME_WIDTH, 300):
        page.set_viewport_size({"width": width, "height": FRAME_HEIGHT})
        assert page.evaluate("document.documentElement.scrollHeight") <= FRAME_HEIGHT, width
        size = "e => parseFloat(getComputedStyle(e).fontSize)"
        assert page.locator("blockquote p:visible").evaluate(size) >= page.locator("h1").evaluate(size)


@pytest.mark.parametrize("width", [FRAME_WIDTH, 320])
def test_the_code_of_a_frame_makes_it_high_enough_for_all_of_a_passage(opened: Opener, width: int) -> None:
    """Three sentences were cut behind the second, and no iframe was high enough for the third."""
    page = opened(f"/episodes/{PORT}?t=66,800")
    page.locator(".cite > summary").click()
    code, words = (page.locator(f"#cit-{form}").input_value() for form in ("frame", "plain"))
    height = int(re.search(r'height="(\d+)"', code)[1])  # type: ignore[index]
    assert height > FRAME_HEIGHT
    page.goto(html.unescape(re.search(r'src="([^"]+)"', code)[1]))  # type: ignore[index]
    page.set_viewport_size({"width": width, "height": height})
    about = "lundi 9 février 2026 · dit par Jeanne Kermadec · Les quais et la mer · Radio Iroise"
    page.locator(".meta").evaluate("(e, text) => { e.textContent = text }", about)
    assert page.locator(".meta").evaluate("e => e.scrollWidth <= e.clientWidth"), "who, when and where are whole too"
    shown = page.locator("blockquote p:visible")
    assert shown.count() == 1 and words.startswith(shown.inner_text())
    assert page.evaluate("document.documentElement.scrollHeight") <= height
    page.set_viewport_size({"width": width, "height": FRAME_HEIGHT})
    assert "[…]" in page.locator("blockquote p:visible").inner_text(), "a frame of before shows the beginning, to a sentence"


@pytest.mark.parametrize("phone", [False, True])
def test_what_is_cited_stays_in_view_and_its_button_where_it_was(opened: Opener, phone: bool) -> None:
    page = opened(f"/episodes/{PORT}?t=66,100", phone=phone)
    button, words = page.locator(".cite > summary"), page.locator(".talk .at").first
    beside = page.locator(".tools [data-keep]")
    before = button.bounding_box()["y"] - beside.bounding_box()["y"]  # type: ignore[index]
    button.click()
    page.wait_for_timeout(600)
    assert button.bounding_box()["y"] - beside.bounding_box()["y"] == before  # type: ignore[index]
    assert words.bounding_box()["y"] > 0  # type: ignore[index]


@pytest.mark.parametrize("width", [FRAME_WIDTH, 350, 300])
def test_a_frame_of_few_words_shows_title_and_day_whole_and_fills_its_height(opened: Opener, width: int) -> None:
    page = opened(f"/embed/{PORT}?t=749,755")
    page.set_viewport_size({"width": width, "height": FRAME_HEIGHT})
    page.locator("h1 a").evaluate("e => { e.textContent = 'Le port, ses grues et la ville' }")
    whole = "e => e.scrollWidth <= e.clientWidth && e.scrollHeight < e.clientHeight + 9"
    assert all(page.locator(f".framed {part}").first.evaluate(whole) for part in ("h1", ".meta", ".serif"))
    bottom = page.locator(".framed > .note").evaluate("e => e.getBoundingClientRect().bottom")
    assert FRAME_HEIGHT - 20 < bottom <= FRAME_HEIGHT
    assert page.evaluate("document.documentElement.scrollHeight") <= FRAME_HEIGHT


def test_the_answers_of_a_check_are_cards_on_a_phone_above_the_form(opened: Opener) -> None:
    page = opened("/verify", phone=True)
    page.locator("#citations").fill("la digue tient encore")
    page.get_by_role("button", name="Vérifier", exact=True).click()
    page.wait_for_load_state()
    said = page.locator(".stacks td").last
    box, form = said.bounding_box(), page.locator("#citations").bounding_box()
    assert box and form and box["width"] > 300 and box["y"] < form["y"]


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("behind", ["", "« La digue tient encore » "])
def test_a_long_link_that_is_pasted_makes_the_answer_no_wider_than_the_page(opened: Opener, phone: bool, behind: str) -> None:
    page = opened("/verify", phone=phone)
    address = html.escape(f"{page.url.removesuffix('/verify')}/embed/{PORT}?t=749,755&q=digue&cite={'f6BDSCWG7Fb_' * 10}")
    page.locator("#citations").fill(f'{behind}<iframe src="{address}" title="Le port"></iframe>')
    page.get_by_role("button", name="Vérifier", exact=True).click()
    page.wait_for_load_state()
    assert page.locator(".stacks .moments").count()
    assert page.locator(".scroll").evaluate("e => e.scrollWidth <= e.clientWidth")
    said = page.locator(".stacks .moments p").first.bounding_box()
    assert said and said["width"] > 200


def test_the_field_and_the_button_of_a_check_stand_on_a_phones_first_screen(opened: Opener) -> None:
    page = opened("/verify", phone=True)
    button = page.get_by_role("button", name="Vérifier", exact=True).bounding_box()
    assert button and button["y"] + button["height"] < 800
    page.get_by_text("Comment écrire une citation").click()
    assert page.get_by_text("Sans guillemets, toute la ligne est la citation").is_visible()


def test_what_stands_in_the_foot_of_a_phones_page_begins_at_one_edge(opened: Opener) -> None:
    page = opened("/", phone=True)
    edge = """every => every.map(e => { const r = document.createRange(); r.selectNodeContents(e);
return [e.getBoundingClientRect().left, r.getBoundingClientRect().left] }).filter(([x]) => x < 30).map(([, x]) => Math.round(x))"""
    begun = page.locator(".foot a, .foot button").evaluate_all(edge)
    assert len(begun) >= 3 and len(set(begun)) == 1, begun


def test_an_address_to_follow_ends_where_the_text_does(opened: Opener) -> None:
    page = opened("/people/malo-trevidic", phone=True)
    page.locator(".follow summary").click()
    page.locator(".follow code").evaluate("e => { e.textContent = 'http://localhost/feeds/people/' + 'x'.repeat(60) + '.atom' }")
    ends = "e => e.getBoundingClientRect().right"
    assert page.locator(".follow").evaluate(ends) <= page.locator(".foot p").evaluate(ends)


def test_printing_a_list_leaves_its_filters_out(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    page.emulate_media(media="print")
    expect(page.locator(".found .fold")).to_be_hidden()
    expect(page.locator(".hit").first).to_be_visible()
    page.goto("/search")
    expect(page.locator(".pages")).to_have_count(1)
    expect(page.locator(".pages")).to_be_hidden()


def test_a_name_without_a_second_line_stands_in_the_middle_of_a_row_no_higher_than_a_finger(opened: Opener) -> None:
    page = opened("/people", phone=True)
    rows = """every => every.map(a => [a, a.querySelector('b'), a.querySelector('.num')].map(e => e.getBoundingClientRect()))
.map(([row, ...said]) => [row.height, ...said.map(box => Math.abs(box.y + box.height / 2 - row.y - row.height / 2))])"""
    found = page.locator(".folk li > a:not(:has(small))").evaluate_all(rows)
    assert found and all(44 <= height < 48 and max(off) < 2 for height, *off in found), found


def test_letters_of_a_long_list_are_as_wide_as_a_finger_in_one_row_that_goes_on(opened: Opener) -> None:
    page = opened("/people", phone=True)
    row = "".join(f'<a href="#l-{letter}">{letter}</a>' for letter in "ABCDEFGHIJKLMNOPRSTVWYZ")
    page.locator("main h1").evaluate("(e, row) => { e.outerHTML = `<nav class='read letters'>${row}</nav>` }", row)
    sizes = page.locator(".letters a").evaluate_all("every => every.map(a => [a.offsetWidth, a.offsetHeight, a.offsetLeft])")
    assert all(min(wide, high) >= 44 for wide, high, _left in sizes), sizes
    assert page.locator(".letters").evaluate("e => e.offsetHeight") < 2 * 44
    edge = page.locator(".letters").evaluate("e => e.clientWidth")
    assert any(left + 10 < edge < left + wide - 10 for wide, _high, left in sizes), "one is cut: it goes on"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
