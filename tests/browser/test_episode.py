"""The episode page: where it lands, what it plays, what it follows, what it lets one take away."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from archive.library import Library
from archive.model.episode import start_of_paragraph
from archive.text.tokenizer import words
from archive.web import IndexProvider, Site, create_app
from archive.web.presentation import transcript
from archive.web.presentation.passage_links import fingerprint
from tests.browser.conftest import Opener
from tests.servers import serve_app
from tests.web import small_archive
from tests.web.small_archive import BREAD, PORT

FILL = """() => { const talk = document.querySelector('.talk'), paras = [...talk.querySelectorAll('.para')];
while (talk.textContent.split(/\\s+/).length < 4600) paras.forEach(p => talk.append(p.cloneNode(true)));
return talk.textContent.split(/\\s+/).length }"""
EVERYWHERE = pytest.mark.parametrize(("phone", "script"), [(False, True), (False, False), (True, True), (True, False)])


SCROLL = """e => new Promise(done => { addEventListener('scroll', done, { once: true });
e.scrollIntoView({ block: 'center', behavior: 'instant' }) })"""
SELECT = """([from, to]) => { const last = document.getElementById(to).firstChild;
getSelection().setBaseAndExtent(document.getElementById(from).firstChild, 0, last, last.length) }"""


def test_words_of_one_paragraph_are_told_by_its_number_alone(opened: Opener, untimed: str) -> None:
    page = opened("about:blank")
    page.goto(untimed)
    link = page.locator(".tools .row > [data-address] [data-one]")
    page.evaluate(SELECT, ["p3", "p3"])
    expect(link).to_have_text("Lien vers le §\u00a03")
    page.evaluate(SELECT, ["p3", "p4"])
    expect(link).to_have_text("Lien du §\u00a03 au §\u00a04")


@EVERYWHERE
def test_a_deep_link_lands_with_its_line_in_view(opened: Opener, phone: bool, script: bool) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749", phone=phone, script=script)
    expect(page.locator("#t749")).to_be_in_viewport()
    expect(page.locator("#t749")).to_have_class("at")
    top = page.locator("#t749").evaluate("e => e.getBoundingClientRect().top")
    bar = page.locator(".hitnav").evaluate("e => e.getBoundingClientRect().bottom")
    assert top >= bar - 1, "the line is under the bar"


@pytest.mark.parametrize("phone", [True, False])
def test_what_is_found_far_down_a_long_line_is_landed_on_and_led_to(opened: Opener, phone: bool) -> None:
    """It was at the foot of the screen, or under the bar, since its line began at the top; back leads to where one was."""
    page = opened("/accessibility", phone=phone)

    def lengthened(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace("<mark>", "Et il parle encore. " * 150 + "<mark>"))

    page.route(re.compile(r"/episodes/.*q="), lengthened)
    seen = "[...document.querySelectorAll('.talk .at mark')].map(e => e.getBoundingClientRect().top / innerHeight)"
    page.goto(f"/episodes/{PORT}?q=souveraineté&t=8#t5")
    page.wait_for_function(f"() => {seen}.some(top => top > .15 && top < .6)")
    page.locator("body").press("n")
    expect(page.locator("[data-status]")).to_have_text("Moment 2 sur 3, à 03:13")
    page.wait_for_function(f"() => {seen}.some(top => top > .15 && top < .6)")
    page.evaluate("scrollBy(0, -2000)")
    read = page.evaluate("scrollY")
    page.goto("/accessibility")
    page.go_back()
    page.wait_for_function(f"() => Math.abs(scrollY - {read}) < 2 && document.readyState === 'complete'")


def test_a_link_to_the_second_cue_of_a_second_lands_on_that_cue(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=16#t16-2")
    expect(page.locator("#t16-2")).to_have_class("at")
    expect(page.locator("#t16")).not_to_have_class("at")


def test_without_script_the_player_is_a_link_to_the_source_at_the_second(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=193#t193", script=False)
    expect(page.locator("#lecteur a")).to_have_attribute("href", "https://www.dailymotion.com/video/x9port1?start=193")


def test_a_chapter_moves_now_everywhere(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté")
    page.locator('.chaps a[data-t="180"]').click()
    page.wait_for_function("() => location.hash")
    second = int(page.evaluate("location.hash").lstrip("#t"))
    expect(page.locator(f"#t{second}")).to_have_class("at")
    clock = f"{second // 60:02d}:{second % 60:02d}"
    expect(page.locator("#lecteur [data-clock]")).to_have_text(clock)
    expect(page.locator("#lecteur a")).to_have_attribute("href", re.compile(f"start={second}$"))
    expect(page.locator(".tools [data-copy] [data-one]")).to_have_text(f"Lien à {clock}")
    expect(page).to_have_url(re.compile(rf"q=souverainet.*t={second}|t={second}.*q=souverainet"))
    assert not page.left


def test_back_after_a_leap_leads_to_where_one_read(opened: Opener, untimed: str) -> None:
    read_only = opened("about:blank")
    read_only.goto(untimed)
    read_only.set_viewport_size({"width": 390, "height": 500})
    clock = read_only.locator(".thumb [data-clock]")
    read_only.locator("#p20").evaluate("e => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
    expect(clock).not_to_have_text("§ 2")
    read_only.locator(".hitnav a[data-t]").first.evaluate(
        "e => e.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))"
    )
    expect(clock).to_have_text("§ 2")
    read_only.go_back()
    expect(clock).not_to_have_text("§ 2")
    expect(read_only.locator(".talk .at")).to_be_in_viewport()
    read_only.go_back()
    assert read_only.url == "about:blank"


def test_who_searches_or_goes_to_the_head_from_far_down_comes_back_to_the_place_of_reading(read_only: Page) -> None:
    read_only.set_viewport_size({"width": 390, "height": 400})
    read_only.emulate_media(reduced_motion="reduce")
    read_only.keyboard.press("n")
    read_only.mouse.wheel(0, 1)
    read_only.locator("#p20").evaluate(SCROLL)
    clock, field = read_only.locator(".thumb [data-clock]"), read_only.locator("#q")
    expect(clock).not_to_have_text("§ 2")
    told, stood, there = clock.inner_text(), read_only.evaluate("scrollY"), "() => Math.abs(scrollY - {}) < 3"
    read_only.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    read_only.keyboard.press("Escape")
    read_only.wait_for_function(there.format(stood))
    expect(field).to_have_value("grue")
    expect(field).not_to_be_focused()
    read_only.locator(".thumb a.serif").click()
    expect(field).to_be_in_viewport()
    read_only.go_back()
    read_only.wait_for_function(there.format(stood))
    expect(clock).to_have_text(told)


def test_the_search_is_one_press_from_where_one_reads_on_a_phone(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749", phone=True)
    page.locator(".thumb").get_by_role("link", name="Chercher").click()
    expect(page.locator("#q")).to_be_focused()
    page.go_back()
    expect(page.locator("#t749")).to_be_in_viewport()
    assert page.locator(".thumb").evaluate("e => e.scrollWidth <= innerWidth")


@pytest.mark.parametrize("text", ["", "?q=souveraineté"])
def test_a_press_on_the_band_leads_to_what_is_said_there(opened: Opener, text: str) -> None:
    page = opened(f"/episodes/{PORT}{text}")
    band = page.locator(".hitnav .band")
    box, length = band.bounding_box(), int(band.get_attribute("data-band") or 0)
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 30)
    page.wait_for_function("() => location.hash")
    second = int(page.evaluate("location.hash").lstrip("#t"))
    said = page.locator(".talk span[id]").evaluate_all("every => every.map(one => parseInt(one.id.slice(1)))")
    assert second == max(start for start in said if start <= length / 2)
    expect(page.locator(f"#t{second}")).to_have_class("at")
    expect(page.locator(f"#t{second}")).to_be_in_viewport()


def test_next_and_previous_walk_the_moments_and_go_round(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté")
    bar, status = page.locator(".hitnav"), page.locator("[data-status]")
    following, preceding = bar.locator('[data-step="1"]'), bar.locator('[data-step="-1"]')
    following.click()
    expect(status).to_have_text("Moment 1 sur 3, à 00:08")
    expect(page.locator("#t5 mark")).to_have_class("on")
    following.click()
    expect(status).to_have_text("Moment 2 sur 3, à 03:13")
    expect(page.locator("#t193")).to_be_in_viewport()
    following.click()
    expect(status).to_have_text("Moment 3 sur 3, à 12:43")
    following.click()
    expect(status).to_have_text("Moment 1 sur 3, à 00:08")
    preceding.click()
    expect(status).to_have_text("Moment 3 sur 3, à 12:43")


def test_next_that_is_pressed_fast_leads_on_each_time(opened: Opener) -> None:
    """From the head of a page the button scrolls from under the pointer."""
    page = opened(f"/episodes/{PORT}?q=souveraineté")
    box = page.locator('.hitnav [data-step="1"]').bounding_box()
    assert box
    page.mouse.click(box["x"] + 20, box["y"] + 20, click_count=2)
    expect(page.locator("[data-status]")).to_have_text("Moment 2 sur 3, à 03:13")


@pytest.mark.parametrize("phone", [True, False])
def test_the_moments_of_a_search_are_listed_with_their_words_and_lead_to_them(opened: Opener, phone: bool) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté", phone=phone)
    moments = page.locator(".few a")
    expect(moments).to_have_count(3)
    if phone:
        page.locator(".fold summary", has_text="3 moments").click()
    expect(moments.nth(1).locator("mark")).to_have_text("souveraineté")
    moments.nth(1).click()
    expect(page.locator("#t193")).to_be_in_viewport()
    expect(moments.nth(1)).to_have_attribute("aria-current", "true")
    expect(page.locator(".few [aria-current]")).to_have_count(1)


def test_a_second_far_down_the_page_tells_whose_it_is_and_when(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749")
    page.evaluate("document.querySelectorAll('.para').forEach(p => { p.style.marginBlockEnd = '20rem' })")
    page.locator("#t1200").scroll_into_view_if_needed()
    expect(page.locator("h1")).not_to_be_in_viewport()
    expect(page.locator(".which")).to_be_in_viewport()
    expect(page.locator(".which")).to_contain_text("Le port et ses grues")
    expect(page.locator(".which")).to_contain_text("lundi 9 février 2026")


def test_without_script_next_is_a_link_to_the_next_moment(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté&t=5#t5", script=False)
    page.get_by_role("link", name="Moment suivant").click()
    expect(page.locator("#t193")).to_have_class("at")
    expect(page.locator("#t193")).to_be_in_viewport()


@pytest.mark.parametrize("phone", [True, False])
def test_the_tools_stand_at_the_moment_where_one_lands(opened: Opener, phone: bool) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749", phone=phone)
    expect(page.locator("#outils")).to_be_in_viewport()
    expect(page.locator(".para:has(#t749) + #outils")).to_have_count(1)
    page.locator("#t186").evaluate("e => e.scrollIntoView({ block: 'center' })")
    before = page.locator("#t186").evaluate("e => e.getBoundingClientRect().top")
    page.locator("#t186").click()
    expect(page.locator(".para:has(#t186) + #outils")).to_have_count(1)
    assert abs(page.locator("#t186").evaluate("e => e.getBoundingClientRect().top") - before) < 4, "the line that was pressed moved"


def test_the_bar_under_the_thumb_copies_the_link_and_opens_the_citation(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749", phone=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("scrollTo(0, 0)")
    page.locator(".thumb").get_by_role("button", name="Copier le lien").click()
    expect(page.locator("#annonce")).to_have_text("Lien copié : 12:29")
    assert clipboard(page).endswith(f"/episodes/{PORT}?t=749#t749")
    page.locator(".thumb").get_by_role("link", name="Citer ce passage").click()
    expect(page.locator("#cit-plain")).to_be_in_viewport()


def test_the_citation_opens_in_view_on_a_desktop_too(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator(".cite").evaluate("e => scrollBy({ top: e.getBoundingClientRect().top - 700, behavior: 'instant' })")
    page.locator(".cite > summary").click()
    expect(page.locator(".talk .at").first).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Copier (Texte)")).to_be_in_viewport(ratio=1)
    expect(page.locator("#cit-frame")).to_be_in_viewport(ratio=0.5)


@pytest.mark.parametrize("more, both", [(8, True), (40, False)])
def test_the_citation_of_a_long_paragraph_opens_above_the_bar_of_a_phone(opened: Opener, more: int, both: bool) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749", phone=True)
    page.locator(".para:has(#t749) > p").evaluate("(e, more) => e.append(' La digue tient encore.'.repeat(more))", more)
    page.locator(".thumb [data-cite]").click()
    page.wait_for_timeout(600)
    passage, text, bar = (page.locator(one).first.bounding_box() for one in (".talk .at", "#cit-plain", ".thumb"))
    assert passage and text and bar
    assert 0 < text["y"] < bar["y"] - 60, "two lines of it at least"
    assert (passage["y"] > 0) == both


def test_the_short_address_of_many_words_is_broken_where_the_phone_ends(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=66,749#t66", phone=True)
    page.locator(".thumb [data-cite]").click()
    page.locator("code[data-short]").evaluate("e => { e.textContent += '&cite=' + 'Ab_9'.repeat(15) }")
    assert page.locator(".cite").evaluate("e => e.scrollWidth <= e.clientWidth && e.getBoundingClientRect().right <= innerWidth")


def test_of_the_forms_of_a_citation_text_and_frame_come_first_and_the_others_hold_the_same_words(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749", phone=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".thumb [data-cite]").click()
    assert page.locator(".cite textarea").evaluate_all("all => all.slice(0, 2).map(e => e.id)") == ["cit-plain", "cit-frame"]
    page.get_by_text("Auteur-date, Markdown, HTML").click()
    page.evaluate(SELECT, ["t756", "t763"])
    expect(page.locator(".tools [data-one]")).to_contain_text("12:36")
    page.get_by_role("button", name="Copier (Markdown)").click()
    expect(page.locator("#annonce")).to_have_text("Citation copiée")
    assert clipboard(page).startswith("> ") and "Elle tiendra" in clipboard(page)


def test_the_bar_the_band_and_the_chapters_tell_where_one_reads(read_only: Page) -> None:
    read_only.set_viewport_size({"width": 390, "height": 500})
    clock = read_only.locator(".thumb [data-clock]")
    expect(clock).to_have_text("§ 2")
    read_only.keyboard.press("n")
    expect(read_only.locator("[data-status]")).to_have_text("Moment 1 sur 12, à § 2")
    expect(read_only.locator("#p2")).to_be_in_viewport()
    read_only.wait_for_timeout(300)
    read_only.locator("#p20").evaluate("e => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
    expect(clock).not_to_have_text("§ 2")
    told = clock.inner_text().removeprefix("§ ")
    expect(read_only.locator(f"#p{told}")).to_be_in_viewport()
    expect(read_only.locator("[data-status]")).to_have_text("12 moments")
    expect(read_only.locator(".thumb [data-copy]")).to_have_attribute("data-copy", re.compile(f"t=p{told}#p{told}$"))
    before = read_only.evaluate("scrollY")
    read_only.locator(".thumb [data-cite]").click()
    expect(read_only.locator("#cit-plain")).to_be_in_viewport()
    expect(read_only.locator(f"#p{told}")).to_have_class("at")
    assert abs(read_only.evaluate("scrollY") - before) < 900, "thrown far away"


def test_the_bar_names_the_chapter_and_leads_to_a_time_that_is_typed(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749", phone=True)
    chapters = page.locator(".chaps:not(.few) a")
    named = page.locator(".thumb [data-chapter]")
    expect(named).to_have_text(page.locator(".chaps [aria-current] b").text_content() or "?")
    page.goto(f"/episodes/{PORT}?t=5#t5")
    expect(named).to_have_text(chapters.first.locator("b").text_content() or "?")
    page.goto(f"/episodes/{PORT}?q=12:29")
    page.get_by_role("link", name="Aller à 12:29").click()
    expect(page.locator("#t749")).to_have_class("at")


@pytest.mark.parametrize("script", [True, False])
def test_the_chapter_in_the_bar_leads_to_the_list_and_back_leads_to_the_place_of_reading(opened: Opener, script: bool) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749", phone=True, script=script)
    named = page.locator(".thumb [data-chapter]")
    box = named.bounding_box()
    assert box and box["height"] >= 44 and box["width"] >= 44
    named.click()
    expect(page.locator(".chaps [aria-current]")).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#t749")).to_be_in_viewport()
    named.click()
    page.locator(".chaps a").first.click()
    expect(page.locator(".talk h3").first).to_be_in_viewport()


@pytest.mark.parametrize("text", ["", "&q=souveraineté"])
def test_back_from_a_chapter_leads_to_where_one_was(opened: Opener, text: str) -> None:
    page = opened(f"/episodes/{PORT}?t=5{text}#t5", phone=True)
    page.emulate_media(reduced_motion="reduce")
    page.mouse.wheel(0, 1)
    page.locator("#t427").evaluate(SCROLL)
    named, clock = page.locator(".thumb [data-chapter]"), page.locator(".thumb [data-clock]")
    expect(clock).to_have_text("03:00")
    top = "document.querySelector('#t180').getBoundingClientRect().top"
    stood = page.evaluate(top)
    for _ in range(2):
        named.click()
        page.locator(".chaps:not(.few) a").nth(1).click()
        expect(page.locator("#t60")).to_have_class("at")
        page.go_back()
        expect(clock).to_have_text("03:00")
        page.wait_for_function(f"() => Math.abs({top} - {stood}) < 4")


def test_who_walks_by_key_from_moment_to_moment_goes_on_by_tab_from_there(read_only: Page) -> None:
    read_only.keyboard.press("n")
    read_only.keyboard.press("n")
    expect(read_only.locator("#p4")).to_have_class("at")
    expect(read_only.locator(".para:has(#p4) + .tools button").first).to_be_focused()
    read_only.keyboard.press("p")
    expect(read_only.locator("#p2")).to_have_class("at")
    read_only.keyboard.press("Tab")
    expect(read_only.locator(".para:has(#p2) + .tools [data-keep]")).to_be_focused()


def test_the_time_in_the_bar_copies_the_link_of_its_moment_where_nothing_plays(read_only: Page) -> None:
    read_only.set_viewport_size({"width": 390, "height": 500})
    read_only.context.grant_permissions(["clipboard-read", "clipboard-write"])
    clock = read_only.locator(".thumb [data-clock]")
    told = clock.inner_text()
    clock.click()
    expect(read_only.locator("#annonce")).to_have_text(f"Lien copié : {told}")
    assert clipboard(read_only).endswith("?t=p2#p2")


def test_the_list_beside_a_transcript_stands_at_the_moment_one_lands_at(read_only: Page) -> None:
    read_only.goto(read_only.url + "&t=p24#p24")
    here = read_only.locator(".few [aria-current]")
    expect(here).to_contain_text("24")
    boxes = [one.bounding_box() for one in (read_only.locator(".few"), here)]
    assert boxes[0] and boxes[1] and boxes[1]["y"] + boxes[1]["height"] <= boxes[0]["y"] + boxes[0]["height"]


def test_next_goes_on_from_where_one_reads_and_reading_is_taken_up_again(read_only: Page) -> None:
    read_only.set_viewport_size({"width": 390, "height": 500})
    read_only.clock.install()
    clock = read_only.locator(".thumb [data-clock]")
    read_only.locator("#p15").evaluate("e => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
    expect(clock).not_to_have_text("§ 2")
    place = int(clock.inner_text().removeprefix("§ "))
    read_only.locator(".thumb [data-step='1']").click()
    expect(clock).to_have_text(f"§ {place + 2 - place % 2}")
    read_only.goto(read_only.url.split("?")[0])
    read_only.locator("#p15").evaluate("e => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
    expect(clock).not_to_have_text("§ 1")
    told = clock.inner_text()
    read_only.clock.run_for(3000)
    read_only.reload()
    read_only.get_by_role("button", name=f"Reprendre la lecture à {told}").click()
    expect(clock).to_have_text(told)
    expect(read_only.locator(".talk .at")).to_be_in_viewport()


def test_a_place_of_reading_is_given_up_by_reading_elsewhere_for_a_while_never_by_the_top(read_only: Page) -> None:
    read_only.set_viewport_size({"width": 390, "height": 300})
    read_only.clock.install(time=0)
    read_only.clock.pause_at(1000)
    read_only.goto(read_only.url.split("?")[0])
    clock, resume = read_only.locator(".thumb [data-clock]"), read_only.locator("[data-resume]")

    def read(place: int) -> str:
        read_only.locator(f"#p{place}").evaluate(SCROLL)
        read_only.clock.run_for(1000)
        return clock.inner_text()

    told = read(18)
    read_only.clock.run_for(3000)
    read_only.keyboard.press("Home")
    read_only.wait_for_function("() => scrollY === 0")
    read_only.clock.run_for(60_000)
    read(8)
    read_only.reload()
    expect(resume).to_have_text(f"Reprendre la lecture à {told}")
    elsewhere = read(10)
    read_only.clock.run_for(3000)
    read_only.reload()
    expect(resume).to_have_text(f"Reprendre la lecture à {elsewhere}")


def test_a_place_that_is_pressed_is_kept_at_once_and_one_merely_passed_never(read_only: Page) -> None:
    read_only.set_viewport_size({"width": 390, "height": 300})
    read_only.clock.install(time=0)
    read_only.clock.pause_at(1000)
    found = read_only.url
    resume, step = read_only.locator("[data-resume]"), read_only.locator(".thumb [data-step='1']")
    read_only.goto(found)
    read_only.locator("#p18").evaluate(SCROLL)
    read_only.clock.run_for(1000)
    read_only.goto(found.split("?")[0])
    expect(resume).to_be_hidden()
    read_only.goto(found)
    for _ in range(4):
        step.click()
    read_only.goto(found.split("?")[0])
    expect(resume).to_have_text("Reprendre la lecture à § 8")


@pytest.mark.parametrize(("key", "says"), [("n", "Retour au premier moment"), ("p", "Retour au dernier moment")])
def test_a_step_beyond_the_last_moment_says_where_it_leads(opened: Opener, key: str, says: str) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté")
    status, told = page.locator("[data-status]"), page.locator("#annonce")
    places = (1, 2, 3) if key == "n" else (3, 2, 1)
    for place in places:
        page.keyboard.press(key)
        expect(status).to_contain_text(f"Moment {place} sur 3")
    expect(told).to_be_empty()
    page.keyboard.press(key)
    expect(status).to_contain_text(f"Moment {places[0]} sur 3")
    expect(told).to_have_text(says)


def test_what_is_chosen_stays_so_while_it_or_the_player_is_on_the_screen(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749", phone=True)
    page.locator("#lecteur").evaluate("e => e.scrollIntoView({ block: 'end', behavior: 'instant' })")
    page.wait_for_timeout(400)
    expect(page.locator(".thumb [data-clock]")).to_have_text("12:29")
    page.set_viewport_size({"width": 390, "height": 300})
    mark = page.locator("[data-now]")
    stood = mark.get_attribute("x")
    page.locator("#t180").evaluate("e => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
    expect(page.locator(".thumb [data-clock]")).not_to_have_text("12:29")
    assert mark.get_attribute("x") != stood


def test_a_second_at_which_no_moment_is_said_is_told_as_none(opened: Opener) -> None:
    for script in (True, False):
        page = opened(f"/episodes/{PORT}?q=souveraineté&t=420#t420", script=script)
        expect(page.locator("[data-status]")).to_have_text("3 moments")


def test_who_leaps_to_a_chapter_is_told_of_no_moment_and_of_one_at_a_moment(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté")
    status = page.locator("[data-status]")
    page.keyboard.press("n")
    expect(status).to_have_text("Moment 1 sur 3, à 00:08")
    page.locator(".chaps:not(.few) a").nth(2).click()
    expect(status).to_have_text("3 moments")
    page.locator(".few a").nth(1).click()
    expect(status).to_have_text("Moment 2 sur 3, à 03:13")


def test_one_moment_that_one_is_at_has_none_before_or_after_it(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté&t=193#t193")
    expect(page.locator("[data-status]")).to_have_text("Moment 2 sur 3, à 03:13")
    expect(page.locator(".hitnav [data-step]")).to_have_count(2)
    page = opened(f"/episodes/{PORT}?q=%22la%20cantine%22")
    alone = page.locator("[data-status]").inner_text()
    assert alone == "1 moment"
    page.locator(".hitnav [data-step='1']").click()
    page.reload()
    expect(page.locator("[data-status]")).to_contain_text("Moment 1 sur 1")
    expect(page.locator("[data-step]")).to_have_count(0)


ROOM_BESIDE = """() => { const b = document.querySelector('.thumb .full'), box = b.getBoundingClientRect();
b.querySelector('[data-clock]').textContent = '1:02:38';
return Math.min(...[...b.querySelectorAll('.icon, .num')].map(e => e.getBoundingClientRect()).filter(r => r.width)
  .flatMap(r => [r.left - box.left, box.right - r.right])) }"""


@pytest.mark.parametrize("width", [320, 390, 640])
def test_the_citation_is_no_wider_than_the_screen(opened: Opener, width: int) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749", phone=True)
    page.set_viewport_size({"width": width, "height": 800})
    with page.expect_response("**/quote?*"):
        page.locator(".cite > summary").click()
    page.wait_for_timeout(200)
    page.locator("#cit-html").evaluate("e => { e.value = 'https://example.org/' + 'a_long_address_'.repeat(20); }")
    expect(page.locator("#cit-frame")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("language", ["fr-FR", "en-GB"])
@pytest.mark.parametrize("width", [195, 320, 360, 390, 440])
def test_the_button_that_plays_holds_an_hour_and_its_words_on_a_small_phone(opened: Opener, width: int, language: str) -> None:
    page = opened(f"/episodes/{PORT}?q=digue&t=749#t749", phone=True, language=language)
    page.set_viewport_size({"width": width, "height": 760})
    page.locator("#t749").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    assert page.evaluate(ROOM_BESIDE) >= 1
    expect(page.locator(".thumb .full")).to_have_accessible_name(re.compile(r"^(Lire à|Play from) .*1:02:38"))


def test_the_tools_beside_a_long_page_scroll_by_themselves(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=1200#t1200")
    page.set_viewport_size({"width": 1280, "height": 420})
    aside = page.locator(".stick")
    assert aside.evaluate("e => e.getBoundingClientRect().height") <= 420
    page.get_by_role("link", name="VTT").scroll_into_view_if_needed()
    expect(page.get_by_role("link", name="VTT")).to_be_in_viewport()
    assert aside.evaluate("e => e.scrollTop") > 0


def test_the_code_of_the_frame_is_copied_with_the_line_that_is_chosen(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=66#t66")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with page.expect_response("**/quote?**"):
        page.get_by_text("Citer ce passage").click()
    late: list[Route] = []
    page.route("**/quote?**", lambda route: late.append(route))  # noqa: PLW0108 - Playwright asks a function of Python
    with page.expect_request("**/quote?**"):
        page.locator('.chaps a[data-t="180"]').click()
    page.locator("[data-copy-from=cit-frame]").click()
    expect(page.locator("#annonce")).not_to_have_text("Code copié")
    late[0].continue_()
    expect(page.locator("#annonce")).to_have_text("Code copié")
    assert f"/embed/{PORT}?t=180" in clipboard(page) and "undefined" not in clipboard(page)


def test_a_short_address_lands_on_its_line_without_script_too(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749", script=False)
    short = str(page.locator("code[data-short]").text_content())
    page.goto(f"http://{short}")
    expect(page.locator("#t749")).to_be_in_viewport()


LOOK = """on => { const b = document.querySelector('[data-follow]');
b.ariaPressed = on; return getComputedStyle(b).backgroundColor }"""


def test_following_the_voice_looks_otherwise_when_it_is_off(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}")
    looks = [page.evaluate(LOOK, on) for on in (True, False)]
    assert looks[0] != looks[1]


def test_selected_lines_are_one_passage_of_link_citation_frame_and_address(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(SELECT, ["t749", "t756"])
    link = page.locator(".tools .row > [data-address]")
    expect(link).to_have_text("Lien de 12:29 à 12:43")
    expect(page.locator(".talk .at")).to_have_count(2)
    link.click()
    expect(page.locator("#annonce")).to_contain_text("Lien copié")
    assert re.search(rf"/episodes/{PORT}\?t=749,763&cite=[\w-]+#t749$", clipboard(page))
    page.get_by_text("Citer ce passage").dispatch_event("click")
    expect(page.locator("#cit-plain")).to_have_value(re.compile("La digue tient encore.*Elle tiendra si on l'entretient"))
    expect(page.locator("#cit-plain")).to_have_value(re.compile(r"\?t=749,763&cite="))
    expect(page.locator("#cit-frame")).to_have_value(re.compile(rf"/embed/{PORT}\?t=749,763"))
    expect(page).to_have_url(re.compile("t=749,763"))


def middle(page: Page, line: str) -> tuple[float, float]:
    """A place in the first row of a line."""
    x, y, width, height = page.locator(f"#{line}").evaluate(
        "e => { const r = e.getClientRects()[0]; return [r.x, r.y, r.width, r.height] }"
    )
    return x + width / 2, y + height / 2


def test_lines_are_chosen_by_dragging_and_more_of_them_with_shift(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.mouse.move(*middle(page, "t749"))
    page.mouse.down()
    page.mouse.move(*middle(page, "t756"), steps=5)
    page.mouse.up()
    page.wait_for_url(re.compile(r"\?t=\d+,75\d&cite=[\w-]+#t749$"))
    expect(page.locator(".talk .at")).to_have_text([re.compile("La digue"), re.compile(".")])
    page.keyboard.down("Shift")
    page.mouse.click(*middle(page, "t763"))
    page.keyboard.up("Shift")
    page.wait_for_url(re.compile(r"\?t=\d+,7[67]\d&cite=[\w-]+#t749$"))
    expect(page.locator(".talk .at")).to_have_count(3)
    assert not page.left


def test_a_link_of_chosen_words_is_copied_with_them_however_late_they_are_known(opened: Opener) -> None:
    page, late = opened(f"/episodes/{PORT}"), list[Route]()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.route("**/quote?**", lambda route: late.append(route))  # noqa: PLW0108 - Playwright asks a function of Python
    with page.expect_request("**/quote?**"):
        page.evaluate(SELECT, ["t749", "t756"])
    page.locator(".tools .row > [data-address]").click()
    for route in late:
        route.continue_()
    expect(page.locator("#annonce")).to_contain_text("Lien copié")
    assert re.search(r"\?t=749,763&cite=[\w-]+#t749$", clipboard(page))


def test_a_paragraph_pressed_three_times_is_chosen_though_the_selection_ends_outside(opened: Opener) -> None:
    """All of it was blue, and the link stayed that of another moment."""
    page = opened(f"/episodes/{PORT}?t=749#t749")
    page.evaluate(
        "getSelection().setBaseAndExtent(document.querySelector('#t749').firstChild, 0, document.querySelector('footer'), 0)"
    )
    page.wait_for_url(re.compile(r"\?t=749,\d+.*#t749$"))
    last = page.locator(".talk span[id]").last.inner_text()[-12:].rstrip(".")
    page.get_by_text("Citer ce passage").dispatch_event("click")
    expect(page.locator("#cit-plain")).to_have_value(re.compile(re.escape(last)))
    page = opened(f"/episodes/{PORT}")
    page.locator("#t66").click(click_count=3)
    page.wait_for_url(re.compile(r"\?t=\d+,\d+&cite="))


def test_a_selection_is_of_the_lines_whose_letters_it_has_however_near_it_comes_to_others(opened: Opener) -> None:
    """From behind the last letter of a line the link led to that line; up to the first of another it went on for a
    second of that."""
    page = opened(f"/episodes/{PORT}")
    page.evaluate(
        """() => { const lines = [...document.querySelectorAll('.talk span[id]')], at = lines.findIndex(line => line.id === 't749');
            const before = lines[at - 1], after = lines[at + 1];
            getSelection().setBaseAndExtent(before, before.childNodes.length, after.firstChild, 0) }"""
    )
    page.wait_for_url(re.compile(r"\?t=749,756&cite=[\w-]+#t749$"))
    expect(page.locator(".talk .at")).to_have_count(1)
    expect(page.locator(".tools .row > [data-address]")).to_have_text("Lien de 12:29 à 12:36")


def test_quoted_words_are_landed_at_where_they_are_now_though_their_link_names_a_line_that_is_left(opened: Opener) -> None:
    """The page told that they had moved, and stood at the line where they had been."""
    page = opened(f"/episodes/{PORT}")
    was = page.locator(".talk span[id]").first.get_attribute("id")
    page = opened(f"/episodes/{PORT}?t={str(was)[1:]}&cite={fingerprint(words('La digue tient encore'))}#{was}")
    expect(page.locator(".moved")).to_contain_text("le passage commence maintenant")
    expect(page.locator("#t749")).to_be_in_viewport()
    assert page.locator(".talk .at").evaluate_all("all => all.map(one => one.id)") == ["t749"]


def test_next_leads_on_from_a_selection_that_was_just_made(read_only: Page) -> None:
    """The tools that are moved to a selection change it, by which it was chosen again: behind what was gone to since."""
    read_only.clock.install()
    read_only.locator("#p4").click(click_count=3)
    read_only.clock.run_for(300)
    expect(read_only.locator(".para:has(#p4) + .tools")).to_be_visible()
    expect(read_only.locator("[data-status]")).to_have_text("Moment 1 sur 12, à § 1")
    expect(read_only.locator("[data-status]")).to_have_text("Moment 1 sur 12, à § 1")
    read_only.keyboard.press("n")
    read_only.clock.run_for(1000)
    expect(read_only.locator(".talk .at")).to_have_attribute("id", "p4")
    assert "#p4" in read_only.url and "cite=" not in read_only.url


@pytest.mark.parametrize(("at", "to", "moment", "then"), [(193, 186, 2, 3), (193, 193, 2, 3), (763, 756, 3, 1), (763, 763, 3, 1)])
def test_words_chosen_from_before_a_moment_on_keep_it_and_next_leads_behind_it(
    opened: Opener, at: int, to: int, moment: int, then: int
) -> None:
    """The counter and the list fell back to the moment before, and next led to where one was."""
    page = opened(f"/episodes/{PORT}?q=souveraineté&t={at}#t{at}")
    status, here = page.locator("[data-status]"), page.locator(".few a[aria-current=true]")
    page.evaluate(SELECT, [f"t{186 if at == 193 else 756}", f"t{to}"])
    expect(page.locator(".talk[data-new]")).to_be_visible()
    expect(status).to_contain_text(f"Moment {moment} sur 3, à {'03:13' if at == 193 else '12:43'}")
    expect(here).to_have_attribute("href", re.compile(f"#t{at}$"))
    expect(page.locator(".thumb [data-of]")).to_have_text(f"{moment} sur 3")
    page.locator('.hitnav [data-step="1"]').click()
    expect(status).to_contain_text(f"Moment {then} sur 3")


@pytest.mark.parametrize("script", [True, False])
def test_a_passage_that_is_opened_is_of_the_moment_that_begins_in_it(opened: Opener, script: bool) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté&t=186,200#t186", script=script)
    expect(page.locator("[data-status]")).to_have_text("Moment 2 sur 3, à 03:13")
    expect(page.locator(".thumb [data-of]")).to_have_text("2 sur 3")
    expect(page.locator(".few a[aria-current=true]")).to_have_attribute("href", re.compile("#t193$"))
    page.locator('.hitnav [data-step="1"]').click()
    expect(page.locator("[data-status]")).to_contain_text("Moment 3 sur 3")


def test_the_way_to_all_moments_stays_where_one_was_led_to(opened: Opener) -> None:
    """It led to the head of the page, and Next began with the first moment."""
    page = opened(f"/episodes/{PORT}?q=souveraineté+clé&t=193#t193", phone=True)
    page.get_by_text("3 moments disent au moins").dispatch_event("click")
    page.wait_for_url("**words=any**")
    expect(page.locator("[data-status]")).to_contain_text("Moment 2 sur 3")
    expect(page.locator("#t193")).to_be_in_viewport()
    page.locator('.thumb [data-step="1"]').click()
    expect(page.locator("[data-status]")).to_contain_text("Moment 3 sur 3")


def test_how_to_choose_is_told_while_nothing_is_chosen(opened: Opener) -> None:
    """On a friend's page it stood beside what was chosen, in a narrow column, or glued to it."""
    page = opened(f"/episodes/{PORT}?t=749,765#t749")
    told, advice = page.locator(".tools > p"), re.compile(r"Appuyez sur une phrase")
    expect(told).not_to_have_text(advice, use_inner_text=True)
    expect(told).to_have_text(re.compile("^Passage choisi"), use_inner_text=True)
    page.goto(f"/episodes/{PORT}?t=749#t749")
    expect(told).to_have_text(advice, use_inner_text=True)


def test_words_selected_within_a_line_are_cited_alone(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}")
    expect(page.locator(".tools > p")).to_have_text(re.compile(r"^Appuyez sur une phrase"), use_inner_text=True)
    page.evaluate(
        """() => {
            const text = document.createTreeWalker(document.getElementById('t749'), NodeFilter.SHOW_TEXT).nextNode();
            const range = document.createRange();
            range.setStart(text, text.data.indexOf('digue'));
            range.setEnd(text, text.data.indexOf('digue') + 'digue tient encore'.length);
            getSelection().addRange(range);
        }"""
    )
    expect(page.locator(".tools .row > [data-address]")).to_contain_text("de 12:29 à ")
    expect(page.locator(".tools > p")).to_have_text(re.compile(r"^Passage choisi\s: 12:29–12:\d\d\.\s*$"), use_inner_text=True)
    page.get_by_text("Citer ce passage").dispatch_event("click")
    expect(page.locator("#cit-plain")).to_have_value(re.compile(r"^«.\[…\] digue tient encore"))


def test_the_bar_of_a_phone_stays_as_high_where_words_are_chosen_and_nothing_plays(opened: Opener, untimed: str) -> None:
    """The two times of what was chosen put its last button on a third row."""
    page = opened("about:blank", phone=True)
    page.goto(untimed)
    bar = page.locator(".thumb")
    high = bar.evaluate("e => e.offsetHeight")
    page.evaluate(SELECT, ["p3", "p12"])
    expect(page.locator(".tools .row > [data-address] [data-one]")).to_have_text("Lien du §\u00a03 au §\u00a012")
    assert bar.evaluate("e => e.offsetHeight") == high
    expect(bar.locator("[data-clock]")).to_have_text("§ 3")


@EVERYWHERE
def test_an_address_of_two_seconds_opens_at_the_passage_between_them(opened: Opener, phone: bool, script: bool) -> None:
    page = opened(f"/episodes/{PORT}?t=749,763#t749", phone=phone, script=script)
    expect(page.locator(".talk .at")).to_have_text([re.compile("La digue"), re.compile("Elle tiendra")])
    expect(page.locator("#t749")).to_be_in_viewport()
    expect(page.locator(".under [data-until]")).to_have_text("Passage : 12:29–12:43")
    expect(page.locator("#cit-plain")).to_have_value(re.compile("Elle tiendra"))
    page.goto(f"/embed/{PORT}?t=749,763")
    expect(page.locator("blockquote")).to_contain_text("Elle tiendra si on l'entretient")


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("address", [f"/episodes/{PORT}#t=749,790", f"/episodes/{PORT}?t=749-790"])
def test_a_passage_is_read_as_other_programs_write_it(opened: Opener, address: str) -> None:
    page = opened(address)
    expect(page.locator(".tools [data-one]")).to_have_text(re.compile("^Lien de 12:29 à "))
    expect(page.locator("#t749")).to_be_in_viewport()


def test_the_link_at_this_second_is_copied_and_opens_at_it(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté&t=749#t749")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=re.compile("Lien à")).click()
    expect(page.locator("#annonce")).to_have_text("Lien copié : 12:29")
    assert clipboard(page).endswith(f"/episodes/{PORT}?t=749#t749")
    page.locator(".hitnav [data-step='1']").click()
    page.get_by_role("button", name=re.compile("Lien à")).click()
    expect(page.locator("#annonce")).to_have_text("Lien copié : 12:43")
    page.goto(clipboard(page))
    expect(page.locator("#t763")).to_be_in_viewport()


def test_a_passage_is_cited_in_three_forms_and_its_link_finds_it(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=66#t66")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("Citer ce passage").click()
    page.locator("[data-copy-from=cit-plain]").click()
    expect(page.locator("#annonce")).to_have_text("Citation copiée")
    plain = clipboard(page)
    assert "La cantine sert trois cents repas, et la commande publique en paie la moitié." in plain
    expect(page.locator("#cit-markdown")).to_have_value(re.compile("^> «"))
    expect(page.locator("#cit-html")).to_have_value(re.compile("^<blockquote"))
    page.goto(plain.rpartition(" ")[2])
    expect(page.locator("#t66")).to_have_class("at")
    expect(page.get_by_text("inchangé dans cette transcription")).to_be_visible()


def test_a_passage_that_is_selected_has_its_tools_on_the_screen_and_is_marked_alone(opened: Opener) -> None:
    """Of a wide screen: a phone has them in its bar."""
    page = opened(f"/episodes/{PORT}?t=749&cite={fingerprint(words('digue tient encore'))}")
    page.set_viewport_size({"width": 1280, "height": 600})
    page.evaluate("document.getElementById('t756').closest('.para').style.paddingBlockEnd = '900px'")
    earlier, line = page.locator(".talk mark"), "e => getComputedStyle(e).textDecorationLine"
    assert earlier.evaluate(line) == "underline"
    page.evaluate(SELECT, ["t749", "t756"])
    expect(page.locator(".tools .row").first).to_be_in_viewport()
    assert earlier.evaluate(line) == "none"


def test_the_span_of_chosen_words_is_told_once_alike(opened: Opener) -> None:
    """The heading told another end than the passage."""
    page = opened(f"/episodes/{PORT}?q=digue&t=749#t749")
    page.evaluate(
        "getSelection().setBaseAndExtent("
        "document.querySelector('#t749 mark').firstChild, 0, document.getElementById('t756').firstChild, 5)"
    )
    expect(page.locator(".under [data-until]")).to_have_text("Passage : 12:29–12:38")
    expect(page.locator("[data-status]")).to_have_text(re.compile(r"Moment \d+ sur \d+, à 12:29$"))
    assert "12:29–12:38" in page.locator("[data-share]").inner_text()


@contextmanager
def long_lines_site(folder: Path) -> Iterator[str]:
    """The address of an episode of lines that last a minute, by a recording that is said to be an excerpt of it."""
    said = "Le port vit de ses quais. Au bout de la digue, il y a un phare qui tourne et que {} a peint en rouge."
    cues = small_archive.said([(60 * number, said.format(who)) for number, who in enumerate(("Jean", "Rose", "Malo"))])
    long = replace(small_archive.episodes()[1], cues=cues, chapters=(), duration_ms=50_000)
    with Library.open(folder, create=True) as library:
        slug = library.upsert(small_archive.save_of(long), long).slug
        small_archive.publish(library, folder)
        with serve_app(create_app(Site(IndexProvider(folder), library))) as address:
            yield f"{address}/episodes/{slug}"


@pytest.mark.parametrize("phone", [True, False])
def test_who_is_sent_chosen_words_hears_the_second_that_was_told_and_sends_the_same(
    opened: Opener, tmp_path: Path, phone: bool
) -> None:
    """The line was heard from its beginning, which the words behind a stated duration did not tell; and the bar's link had
    none of the words."""
    with long_lines_site(tmp_path) as address:
        page = opened(f"{address}?q=phare&t=65#t60", phone=phone)
        with page.expect_response(re.compile("/quote\\?")):
            page.evaluate(
                """() => { const mark = document.querySelector('#t60 mark').firstChild;
                    getSelection().setBaseAndExtent(mark, 0, mark.parentNode.nextSibling, 10) }"""
            )
        link = page.locator(".tools .row > [data-address]")
        expect(link).to_have_attribute("data-copy", re.compile(r"\?t=\d+,\d+&cite="))
        told, sent = link.inner_text(), str(link.get_attribute("data-copy"))
        assert page.locator(".thumb [data-copy]").get_attribute("data-copy") == sent
        first, last = re.findall(r"\d\d:\d\d", told)
        friend = opened(address.partition("/episodes")[0] + sent, phone=phone)
        expect(friend.locator(".talk .at mark")).to_have_text("phare qui tourne")
        assert first > "01:01"
        expect(friend.locator(".under [data-until]")).to_have_text(f"Passage : {first}–{last}")
        expect(friend.locator("#lecteur [data-clock]")).to_have_text(first)
        expect(friend.locator(".tools .row > [data-address]")).to_have_text(told)
        copied = friend.locator(".tools .row > [data-copy][data-address], .thumb [data-copy]")
        assert copied.evaluate_all("all => all.map(one => one.dataset.copy)") == [sent, sent]
        friend.locator("#lecteur > a").click()
        seconds = int(first[:2]) * 60 + int(first[3:])
        expect(friend.locator("#lecteur iframe")).to_have_attribute("src", re.compile(rf"start={seconds}\b"))
        assert friend.url.endswith(sent)


LIT = """[...document.querySelectorAll('.talk span')].filter(e => getComputedStyle(e).backgroundColor !== 'rgba(0, 0, 0, 0)')
.map(e => e.textContent)"""


def test_of_a_long_line_the_sentence_alone_is_lit_that_holds_the_words_or_is_chosen(opened: Opener, tmp_path: Path) -> None:
    """All of a line was, of a minute and more."""
    begins, sought = "Le port vit de ses quais.", "Au bout de la digue, il y a un phare qui tourne et que {} a peint en rouge."
    with long_lines_site(tmp_path) as address:
        page = opened(f"{address}?q=phare&t=65#t60")
        assert page.evaluate(LIT) == [sought.format("Rose")]
        page.keyboard.press("n")
        expect(page.locator("#t120")).to_have_class("at")
        assert page.evaluate(LIT) == [sought.format("Malo")]
        page.locator("#t0 > span").first.click()
        expect(page.locator("#t0")).to_have_class("at")
        assert page.evaluate(LIT) == [begins]
        with page.expect_response(re.compile("/quote\\?")):
            page.evaluate(
                """() => { const { firstChild } = document.querySelector('#t60 > span');
                    getSelection().setBaseAndExtent(firstChild, 3, firstChild, 20) }"""
            )
        expect(page.locator("#t60")).to_have_class("at")
        assert page.evaluate(LIT) == [begins]
        sent = page.locator(".tools .row > [data-address]").get_attribute("data-copy")
        friend = opened(address.partition("/episodes")[0] + str(sent))
        assert friend.evaluate(LIT) == [begins]
        friend.goto(f"{address}?q=peint&t=60,61&cite={fingerprint(words('port vit de ses quais'))}")
        assert friend.evaluate(LIT) == [sought.format("Rose")], "where words are searched for, these are shown"


def test_next_leads_to_the_sentence_that_holds_most_of_the_words(opened: Opener, tmp_path: Path) -> None:
    """It led to the first marked word of the line, and the lit sentence stood at the foot of the screen or below."""
    with long_lines_site(tmp_path) as address:
        page = opened(f"{address}?q=quais+digue+phare&t=3#t0", phone=True)
        page.evaluate("document.querySelector('.talk').style.paddingBlockEnd = '2000px'")
        page.evaluate("document.querySelector('#t60 .has').style.cssText = 'display: block; padding-block-start: 400px'")
        page.keyboard.press("n")
        expect(page.locator("#t60")).to_have_class("at")
        expect(page.locator("#t60 > :not(.has) mark")).to_have_text("quais")
        page.wait_for_function(
            """() => { const mark = document.querySelector('#t60 .has mark');
                return Math.abs(mark.getBoundingClientRect().top - parseFloat(getComputedStyle(mark).scrollMarginTop)) < 4 }"""
        )


def test_words_that_are_selected_are_what_is_cited(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}")
    page.evaluate(
        "getSelection().setBaseAndExtent("
        "document.getElementById('t749').firstChild, 0, document.getElementById('t756').firstChild, 5)"
    )
    page.get_by_text("Citer ce passage").dispatch_event("click")
    expect(page.locator("#cit-plain")).to_have_value(re.compile(r"La digue tient encore.*\. Elle \[…\]"))
    expect(page).to_have_url(re.compile(r"\?t=749,758&cite=[\w-]+#t749$"))
    cited = page.locator("#cit-plain").input_value()
    kept = page.locator(".tools .row > [data-copy]").get_attribute("data-copy")
    page.goto("about:blank")
    page = opened(str(kept))
    with page.expect_response(re.compile("/quote\\?")):
        page.get_by_text("Citer ce passage").click()
    page.evaluate("document.querySelector('.cite').stated")
    assert page.locator("#cit-plain").input_value() == cited


@pytest.mark.parametrize("script", [True, False])
def test_a_passage_can_be_cited_without_script_too(opened: Opener, script: bool) -> None:
    page = opened(f"/episodes/{PORT}?t=66#t66", script=script)
    page.get_by_text("Citer ce passage").click()
    expect(page.locator("#cit-plain")).to_be_visible()
    expect(page.locator("#cit-plain")).to_have_value(re.compile("La cantine sert trois cents repas"))


def test_words_are_searched_inside_the_episode_or_everywhere(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}")
    page.get_by_label("Mots ou citation").fill("digue")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/episodes/{PORT}?q=digue&t=749#t749")
    expect(page.locator(".talk mark")).to_have_text(["digue"])
    page.get_by_label("dans toute l’archive").check()
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 épisodes")


def test_the_time_beside_a_paragraph_plays_its_beginning_where_a_word_is_found_later(opened: Opener) -> None:
    page = opened(f"/episodes/{BREAD}?q=école")
    clock = page.locator(".tools [data-one]")
    expect(page.locator("#t0")).to_have_attribute("data-at", "2")
    page.locator("#t0").click()
    expect(clock).to_have_text("Lien à 00:02")
    page.locator(".para .clock").first.click()
    expect(clock).to_have_text("Lien à 00:00")
    expect(page).to_have_url(re.compile(r"[?&]t=0\b"))


def test_a_chapter_leads_to_its_beginning(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}")
    page.get_by_role("link", name=re.compile("Les données de santé")).click()
    expect(page.locator("#t180")).to_have_class("at")
    expect(page.locator("#t180")).to_be_in_viewport()
    expect(page.locator('.chaps [aria-current="true"]')).to_contain_text("Les données de santé")


def test_a_list_that_a_reader_scrolls_stays_while_its_chapter_does(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}")
    page.locator('.chaps a[data-t="180"]').click()
    expect(page.locator("#t180")).to_have_class("at")
    at = page.locator(".chaps").first
    at.evaluate("e => { e.style.cssText = 'height: 20px; overflow: auto'; e.scrollTop = 3; }")
    page.locator("#t186").click()
    expect(page.locator("#t186")).to_have_class("at")
    assert at.evaluate("e => e.scrollTop") == 3


def test_printing_keeps_the_words_and_leaves_out_the_tools(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}")
    page.emulate_media(media="print")
    for tool in (".ask", ".desk", ".hitnav", ".foot"):
        expect(page.locator(tool).first).to_be_hidden()
    expect(page.locator(".print-only")).to_be_visible()
    expect(page.locator("#t749")).to_be_visible()
    size = "e => getComputedStyle(e).fontSize"
    assert page.locator(".talk .off").first.evaluate(size) == page.locator("#t749").evaluate(size), "a sound as large as speech"


def test_where_the_window_is_low_the_bar_is_too_and_leads_on_from_moment_to_moment(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté&t=193#t193", phone=True)
    page.set_viewport_size({"width": 320, "height": 200})
    here = page.url  # "next" goes on from where one reads, which a change of size moves: land in the low window
    page.goto("about:blank")
    page.goto(here)
    bar = page.locator(".thumb")
    assert bar.evaluate("e => e.offsetHeight") < 60
    bar.get_by_role("link", name="Moment suivant").click()
    expect(page.locator("#t763")).to_have_class("at")
    page.wait_for_function(
        """() => { const [mark, bar] = ['.talk .at mark', '.thumb'].map(s => document.querySelector(s).getBoundingClientRect());
        return mark.bottom < bar.top }"""
    )


def test_what_is_kept_is_one_press_from_the_title_in_the_bar(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749", phone=True)
    page.locator(".thumb a.serif").click()
    page.locator(".top [data-open-kept]").click()
    expect(page.get_by_role("dialog", name="Ma sélection")).to_be_visible()


def test_twenty_five_minutes_print_whole_on_at_most_six_pages(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}")
    words = page.evaluate(FILL)
    assert words > 4500
    printed = page.pdf(format="A4")
    assert 1 < len(re.findall(rb"/Type\s*/Page\b", printed)) <= 6
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.talk')).columnCount") == "2"
    assert page.evaluate(CUT) == []


CUT = """() => [...document.querySelectorAll('main *')].filter(e => { const s = getComputedStyle(e);
return !e.closest('.vh') && s.overflow === 'hidden' && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1) })
.map(e => e.outerHTML.slice(0, 80))"""
SHARE = """navigator.share = async told => { window.shared = told }"""


def test_the_devices_share_sheet_is_offered_where_there_is_one(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749", phone=True)
    expect(page.get_by_role("button", name=re.compile("Partager"))).to_be_hidden()
    page.add_init_script(SHARE)
    page.reload()
    page.get_by_role("button", name="Partager 12:29").click()
    page.wait_for_function("() => window.shared")
    told = page.evaluate("shared")
    assert re.fullmatch(r"http://[\d.:]+/e/[0-9a-z]+\?t=749", told["url"]) and "La digue tient encore" in told["text"]
    page.goto(told["url"])
    expect(page.locator("#t749")).to_have_class("at")
    page.goto(page.url.partition("/episodes")[0] + f"/episodes/{PORT}?t=66#t66")
    page.get_by_role("button", name="Partager 01:06").click()
    page.wait_for_function("() => window.shared")
    whole = "La cantine sert trois cents repas, et la commande publique en paie la moitié."
    assert page.evaluate("shared.text") == f"«\u00a0{whole}\u00a0»"


def test_what_is_sent_from_a_page_in_a_stated_language_is_read_in_that_one(opened: Opener) -> None:
    """As its preview is: the one to whom it is sent may have a browser in neither of ours."""
    page = opened(f"/episodes/{PORT}?t=749&lang=en#t749", phone=True)
    page.add_init_script(SHARE)
    page.reload()
    page.get_by_role("button", name="Share 12:29").click()
    page.wait_for_function("() => window.shared")
    told = page.evaluate("shared")
    assert told["url"].endswith("?t=749&lang=en") and re.fullmatch("“[^“”«]+”", told["text"])
    page.goto(told["url"])
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(page.url.partition("/episodes")[0] + "/search?q=digue&lang=en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the link to").first.click()
    page.wait_for_function("async () => /lang=en#/.test(await navigator.clipboard.readText())")
    assert "q=" not in clipboard(page)


def test_a_moment_that_was_only_heard_so_is_told_as_such_on_its_page(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=cantyne")
    expect(page.locator(".hitnav")).to_contain_text("transcrit")
    expect(opened(f"/episodes/{PORT}?q=cantine").locator(".hitnav")).not_to_contain_text("transcrit")


@pytest.mark.parametrize("at", ["&t=763#t763", ""])
def test_the_list_of_moments_follows_to_those_that_it_did_not_hold(
    opened: Opener, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    monkeypatch.setattr(transcript, "MOST_LISTED", 1)
    page = opened(f"/episodes/{PORT}?q=souveraineté&lang=fr{at}")
    rows, status = page.locator(".few a"), page.locator("[data-status]")
    expect(page.locator("[data-near] p")).to_have_text(re.compile("Moments 3 à 3 sur 3" if at else "Moments 1 à 1 sur 3"))
    for _step in range(4):
        page.locator('.hitnav [data-step="1"]').click()
        expect(status).to_contain_text(re.compile(r"Moment \d sur 3"))
        clock = page.locator("#lecteur [data-clock]").inner_text()
        expect(page.locator(".few [aria-current=true] .num")).to_have_text(clock)
        expect(status).to_contain_text(f"à {clock}")
        expect(rows).to_have_count(1)


@pytest.mark.parametrize("width", [600, 360, 300])
def test_a_long_passage_in_a_frame_ends_with_a_sentence_and_its_quotation_mark(opened: Opener, width: int) -> None:
    page = opened(f"/embed/{PORT}?t=0,790")
    page.set_viewport_size({"width": width, "height": 260})
    said = page.locator("blockquote .serif")
    expect(said).to_have_text(re.compile(r"qui dirige les quais\. \[…\].»$"))
    assert said.evaluate("e => e.scrollHeight <= e.clientHeight"), "the end is cut"
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "the frame scrolls"


def test_the_short_address_marks_the_words_that_are_quoted_until_others_are_chosen(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749")
    page.get_by_text("Citer ce passage").click()
    cited = re.search(r"\?t=749(&cite=[\w-]+)", page.locator("#cit-plain").input_value())
    assert cited
    page = opened(f"/episodes/{PORT}?t=749{cited[1]}")
    short = page.locator("code[data-short]")
    assert str(short.text_content()).endswith(f"?t=749{cited[1]}")
    page.locator("#t186").dispatch_event("click")
    expect(short).to_have_text(re.compile(r"/e/\w+\?t=186$"))


@pytest.mark.parametrize("phone", [True, False])
def test_words_of_a_link_are_cited_while_they_are_marked_and_no_mark_is_left_of_others(opened: Opener, phone: bool) -> None:
    """A press on the time of their row left them marked, told to be those of the link, and cited another sentence."""
    mark = fingerprint(words("digue tient encore"))
    page = opened(f"/episodes/{PORT}?t=749&cite={mark}#t749", phone=phone)
    page.locator(".cite > summary").click()
    cited, note, marked = page.locator("#cit-plain"), page.locator(".moved"), page.locator(".talk mark")
    expect(cited).to_have_value(re.compile("digue tient encore"))
    words_cited = cited.input_value()
    row = page.locator(".para", has=page.locator("#t749"))
    row.evaluate("(p, to) => { p.querySelector('.clock').dataset.t = to; p.querySelector('.clock').hash = '#t186' }", "747")
    with page.expect_response(re.compile("/quote\\?")):
        row.locator(".clock").click()
    expect(page).to_have_url(re.compile(rf"t=749&cite={mark}#t749$"))
    page.evaluate("document.querySelector('.cite').stated")
    assert cited.input_value() == words_cited
    expect(note).to_be_visible()
    page.locator("#t186").dispatch_event("click")
    expect(cited).not_to_have_value(re.compile("digue tient encore"))
    expect(note).to_be_hidden()
    assert marked.evaluate("e => getComputedStyle(e).textDecorationLine") == "none"
    page.locator("#t749").dispatch_event("click")
    expect(cited).to_have_value(words_cited)
    assert marked.evaluate("e => getComputedStyle(e).textDecorationLine") == "underline"


def test_the_short_address_is_copied_by_its_button(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("Citer ce passage").click()
    page.get_by_role("button", name="Copier (Adresse courte)").click()
    expect(page.locator("#annonce")).to_have_text("Adresse courte copiée")
    assert re.fullmatch(r"http://[\d.:]+/e/\w+\?t=749", clipboard(page))
    page.locator("#t186").dispatch_event("click")
    expect(page.locator("#t186")).to_have_class("at")
    page.get_by_role("button", name="Copier (Adresse courte)").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).endsWith('?t=186')")


@contextmanager
def untimed_site(folder: Path) -> Iterator[str]:
    """The address of a transcript without times, searched for a word of its paragraphs 2, 4, 6 and so on."""
    lines = [(start_of_paragraph(n) // 1000, f"La digue tient {n}." if n % 2 else f"La grue tient {n}.") for n in range(1, 25)]
    untimed = replace(small_archive.episodes()[0], cues=small_archive.said(lines), chapters=())
    with Library.open(folder, create=True) as library:
        slug = library.upsert(small_archive.save_of(untimed), untimed).slug
        small_archive.publish(library, folder)
        with serve_app(create_app(Site(IndexProvider(folder), library))) as address:
            yield f"{address}/episodes/{slug}?q=grue"


@pytest.fixture(scope="module")
def untimed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """It, for tests that read."""
    with untimed_site(tmp_path_factory.mktemp("untimed")) as address:
        yield address


@pytest.fixture
def read_only(opened: Opener, untimed: str) -> Page:
    """Its page."""
    return opened(untimed)


@pytest.fixture
def read_alone(opened: Opener, tmp_path: Path) -> Iterator[Page]:
    """Its page on a site whose lists are shorter."""
    with untimed_site(tmp_path) as address:
        yield opened(address)


def test_next_and_previous_walk_the_paragraphs_of_a_transcript_without_times(
    read_alone: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcript, "MOST_LISTED", 1)
    bar, status = read_alone.locator(".hitnav"), read_alone.locator("[data-status]")
    bar.locator('[data-step="1"]').click()
    expect(status).to_have_text("Moment 1 sur 12, à § 2")
    bar.locator('[data-step="1"]').click()
    expect(read_alone.locator("#p4")).to_have_class("at")
    expect(read_alone.locator(".few [aria-current]")).to_have_attribute("href", "#p4")
    read_alone.keyboard.press("p")
    expect(status).to_have_text("Moment 1 sur 12, à § 2")
    read_alone.keyboard.press("p")
    expect(status).to_have_text("Moment 12 sur 12, à § 24")


def test_the_number_of_a_paragraph_leads_to_it(read_only: Page) -> None:
    read_only.locator(".para a.clock").nth(5).click()
    expect(read_only.locator("#p21")).to_have_class("at")
    assert read_only.url.endswith("t=p21#p21")
