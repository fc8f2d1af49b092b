"""One press plays, and nothing else does: what is asked of the source, what it is told, what the page follows and keeps."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Frame, Page, Route, TimeoutError, expect

from tests.browser.conftest import Opener
from tests.web.small_archive import BREAD, FILM, NIGHT, PLAIN, PORT

ADDRESSES = [
    (PORT, 193, "https://geo.dailymotion.com/player.html?video=x9port1&startTime=193"),
    (NIGHT, 18, "https://www.youtube-nocookie.com/embed/abcdefghijk?start=18&autoplay=1&enablejsapi=1&origin=http"),
    (FILM, 12, "https://player.vimeo.com/video/123456789?autoplay=1#t=12s"),
]


NO_SIGN_MS = 15_000
"""Longer by far than the three seconds for which the page waits for a sign of the player."""
UNASKED = """if (top === self) addEventListener('load', () => document.body.append(
Object.assign(document.createElement('iframe'), { allow: 'autoplay', src: 'https://player.vimeo.com/video/1?autoplay=1' })))"""


def player(page: Page) -> Frame:
    """The player's frame, once it hears and can tell."""
    page.wait_for_function("() => frames.length")
    page.frames[-1].wait_for_function("() => window.tell")
    return page.frames[-1]


def is_told(page: Page, what: str) -> None:
    """Waits until the page has told the player in its frame what is expected."""
    player(page).wait_for_function("what => got.join().includes(what)", arg=what)


def frame_says(page: Page, data: str) -> None:
    """The player posts a message to the page."""
    player(page).evaluate(f"window.tell({data})")


READ_TO = """e => { e.closest('.talk').style.paddingBlockEnd = '2000px';
scrollTo({ top: scrollY + e.getBoundingClientRect().top - innerHeight / 10, behavior: 'instant' }) }"""
"""As on a page that goes on far below."""
STILL = """() => new Promise(done => { let last = scrollY, same = 0;
const look = () => { same = scrollY === last ? same + 1 : 0; last = scrollY; same > 12 ? done() : requestAnimationFrame(look) };
look() })"""


@pytest.fixture
def opened(opened_anew: Opener) -> Opener:
    """A page may play once something was pressed in it: each test has one that nobody had."""
    return opened_anew


@pytest.mark.parametrize(("slug", "t", "address"), ADDRESSES)
def test_one_press_asks_the_source_at_the_second_and_without_it_nothing_is_asked(
    opened: Opener, slug: str, t: int, address: str
) -> None:
    page = opened(f"/episodes/{slug}?t={t}#t{t}")
    page.keyboard.press("n")
    page.wait_for_timeout(200)
    assert not page.left
    page.locator("#lecteur a").click()
    frame = page.locator("#lecteur iframe")
    expect(frame).to_have_attribute("src", re.compile(re.escape(address)))
    expect(frame).to_have_attribute("title", re.compile("Lecteur"))
    assert "autoplay" in str(frame.get_attribute("allow"))
    player(page)
    assert [url.partition("#")[0] for url in page.left] == [str(frame.get_attribute("src")).partition("#")[0]]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_one_press_on_a_clock_of_the_results_plays_there_and_no_other_way_in_does(opened: Opener, phone: bool) -> None:
    """The clock with the sign of play led to the page, where play was to be pressed again."""
    page = opened("/search?q=souveraineté", phone=phone)
    clock = page.locator(f'.clock[href*="{NIGHT}"]').first
    clock.click()
    frame = page.locator("#lecteur iframe")
    expect(frame).to_have_attribute("src", re.compile(r"/abcdefghijk\?start=19&autoplay=1"))
    player(page)
    expect(page.locator(".talk .at")).to_be_in_viewport()
    page.reload()
    expect(page.locator("#lecteur > a")).to_be_visible()
    page.go_back()
    page.locator(f'.hit a[href*="{NIGHT}"]:not(.clock)').first.click()
    expect(page.locator("#lecteur > a")).to_be_visible()
    page.goto(page.url.partition("?")[0] + "?q=souveraineté&t=19#t18")
    expect(page.locator("#lecteur > a")).to_be_visible()
    assert len(page.left) == 1


@pytest.mark.parametrize("slug", [NIGHT, FILM])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_press_lets_the_frame_play_sound_and_the_bar_then_pauses_it(opened: Opener, slug: str, phone: bool) -> None:
    page = opened(f"/episodes/{slug}?t=9", phone=phone)
    bar = page.locator(".thumb [data-play]")
    if phone:
        expect(bar).to_be_in_viewport()
        bar.click()
    else:
        page.locator("#lecteur a").click()
    expect(bar).to_have_class(re.compile(r"\bon\b"))
    assert player(page).evaluate("!window.refused && !sound.paused")
    page.locator("body").press("k")
    expect(bar).not_to_have_class(re.compile(r"\bon\b"))
    is_told(page, "pause")
    page.locator("body").press("k")
    expect(bar).to_have_class(re.compile(r"\bon\b"))
    expect(page.locator("[data-stuck]:visible")).to_have_count(0)


def test_a_frame_that_nobody_pressed_for_would_be_refused(opened: Opener) -> None:
    page = opened("/help", was_never_pressed=True)
    page.add_init_script(UNASKED)
    for _ in range(3):  # a frame may be navigated while it is asked
        page.goto("/help")
        page.wait_for_function("() => frames.length")
        with suppress(TimeoutError):
            page.frames[-1].wait_for_function("() => window.refused", timeout=8000)
            return
    raise AssertionError("a frame played that nobody pressed for")


def test_a_player_that_gives_no_sign_is_told_of_beside_it_with_the_sources_link(opened: Opener) -> None:
    page = opened(f"/episodes/{NIGHT}?t=18#t18")
    page.context.route("**/embed/**", lambda route: route.fulfill(content_type="text/html", body="<p>mute"))
    page.locator("#lecteur a").click()
    expect(page.locator("[data-stuck]:visible")).to_have_count(0)
    expect(page.locator("[data-stuck]:visible")).to_be_visible(timeout=NO_SIGN_MS)
    link = page.get_by_role("link", name=re.compile("Ouvrir sur YouTube à 00:18"))
    expect(link).to_have_attribute("href", "https://www.youtube.com/watch?v=abcdefghijk&t=18s")
    page.context.grant_permissions([])
    page.frames[-1].evaluate("parent.postMessage(JSON.stringify({event: 'infoDelivery', info: {playerState: 1}}), '*')")
    expect(page.locator("[data-stuck]:visible")).to_have_count(0)


def test_a_sound_file_plays_in_the_browsers_own_player_from_its_second(opened: Opener) -> None:
    page = opened(f"/episodes/{BREAD}?t=3700#t3700")
    page.locator("#lecteur a").click()
    sound = page.locator("#lecteur audio")
    expect(sound).to_have_attribute("src", "https://media.example/pain.mp3#t=3700")
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0")
    page.get_by_label("Vitesse").select_option("1.5")
    assert sound.evaluate("a => a.playbackRate") == 1.5


def test_a_file_that_cannot_be_played_is_told_of(opened: Opener) -> None:
    page = opened(f"/episodes/{BREAD}?t=3700#t3700")

    def refuse(route: Route) -> None:
        route.fulfill(status=404, body="")

    page.context.route("**/pain.mp3", refuse)
    page.locator("#lecteur a").click()
    expect(page.locator("[data-stuck]:visible")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Ouvrir le fichier"))).to_be_visible()
    page.faults.clear()  # type: ignore[attr-defined]


def test_the_speed_is_told_to_a_source_that_takes_one(opened: Opener) -> None:
    page = opened(f"/episodes/{NIGHT}")
    page.get_by_label("Vitesse").select_option("1.25")
    page.locator("#lecteur a").click()
    page.wait_for_function("() => document.querySelector('.thumb .on')")
    player(page).wait_for_function("() => got.some(m => m.includes('setPlaybackRate') && m.includes('1.25'))")
    expect(opened(f"/episodes/{PORT}").get_by_label("Vitesse")).to_have_count(0)


@pytest.mark.parametrize(
    ("slug", "message", "line"),
    [
        (NIGHT, "JSON.stringify({event: 'infoDelivery', info: {currentTime: 95.4}})", "#t95"),
        (FILM, "JSON.stringify({event: 'timeupdate', data: {seconds: 40.9}})", "#t40"),
        (PORT, "'event=timeupdate&time=749.2'", "#t749"),
    ],
)
def test_the_current_line_follows_a_player_that_tells_its_time(opened: Opener, slug: str, message: str, line: str) -> None:
    page = opened(f"/episodes/{slug}")
    page.locator("#lecteur a").click()
    frame_says(page, message)
    expect(page.locator(line)).to_have_class("at")
    expect(page.locator(line)).to_be_in_viewport()
    expect(page.get_by_role("button", name="Défilement automatique")).to_have_attribute("aria-pressed", "true")


def test_following_stops_by_a_button_or_when_the_reader_scrolls(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}")
    page.locator("#lecteur a").click()
    frame_says(page, "'event=timeupdate&time=5'")
    button = page.get_by_role("button", name="Défilement automatique")
    page.locator("#t16").hover()
    page.mouse.wheel(0, 50)
    expect(button).to_have_attribute("aria-pressed", "false")
    page.evaluate(STILL)
    before = page.evaluate("scrollY")
    frame_says(page, "'event=timeupdate&time=1200'")
    expect(page.locator("#t1200")).to_have_class("at")
    page.evaluate(STILL)
    assert page.evaluate("scrollY") == before
    button.click()
    expect(page.locator("#t1200")).to_be_in_viewport()


def test_a_message_from_anyone_else_moves_nothing(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}")
    page.locator("#lecteur a").click()
    player(page)
    page.evaluate("postMessage('event=timeupdate&time=749', '*')")
    page.wait_for_timeout(200)
    expect(page.locator("#t749")).not_to_have_class("at")


def test_a_player_that_tells_nothing_is_never_followed_by_guess(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=193#t193")
    page.locator("#lecteur a").click()
    page.wait_for_timeout(600)
    expect(page.locator("#t193")).to_have_class("at")
    expect(page.get_by_role("button", name="Défilement automatique")).to_be_hidden()


def test_playing_resumes_where_it_was_left_until_one_begins_anew(opened: Opener) -> None:
    page = opened(f"/episodes/{NIGHT}")
    page.locator("#lecteur a").click()
    frame_says(page, "JSON.stringify({event: 'infoDelivery', info: {currentTime: 96}})")
    expect(page.locator("#t95")).to_have_class("at")
    page.goto(f"/episodes/{NIGHT}")
    expect(page.locator("#lecteur [data-clock]")).to_have_text("01:35")
    assert page.evaluate("scrollY") == 0
    page.get_by_role("button", name="Reprendre du début").click()
    expect(page.locator("#lecteur [data-clock]")).to_have_text("00:00")
    page.goto(f"/episodes/{NIGHT}")
    expect(page.locator("#lecteur [data-clock]")).to_have_text("00:00")
    page.goto(f"/episodes/{NIGHT}?t=18#t18")
    expect(page.locator("#lecteur [data-clock]")).to_have_text("00:18")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_while_nothing_plays_an_episode_with_a_player_keeps_and_offers_the_place_of_reading(opened: Opener, phone: bool) -> None:
    page = opened("/shows", phone=phone)
    page.clock.install()
    page.goto(f"/episodes/{PORT}")
    page.set_viewport_size({"width": 390 if phone else 1280, "height": 500})
    clocks, here = page.locator("[data-clock]"), page.locator(".chaps:not(.few) [aria-current]")
    begun = here.text_content()
    page.locator("#t749").evaluate("e => e.scrollIntoView({ block: 'start', behavior: 'instant' })")
    expect(clocks.first).not_to_have_text("00:00")
    told = clocks.first.inner_text()
    assert set(clocks.all_inner_texts()) == {told}
    assert here.text_content() != begun
    page.clock.run_for(3000)
    page.goto("/shows")
    page.goto(f"/episodes/{PORT}")
    expect(page.locator("#lecteur [data-clock]")).to_have_text(told)
    page.get_by_role("button", name=f"Reprendre la lecture à {told}").click()
    expect(page.locator(".talk .at")).to_be_in_viewport()
    assert page.locator("#lecteur iframe").count() == 0


def test_beside_the_player_what_is_chosen_stays_so_until_one_reads_elsewhere_for_a_while(opened: Opener) -> None:
    page = opened("/shows")
    page.clock.install()
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(f"/episodes/{PORT}?t=5#t5")
    clock = page.locator("#lecteur [data-clock]")
    page.locator("#t749").evaluate(READ_TO)
    page.clock.run_for(1000)
    expect(clock).to_have_text("00:05")
    page.clock.run_for(20_000)
    expect(clock).not_to_have_text("00:05")


@pytest.mark.parametrize("slug", [NIGHT, PORT])
def test_reading_is_followed_where_the_player_did_not_start_and_not_where_nobody_knows(opened: Opener, slug: str) -> None:
    page = opened("/shows")
    page.context.route("**/embed/**", lambda route: route.fulfill(content_type="text/html", body="<p>mute"))
    page.set_viewport_size({"width": 1280, "height": 300})
    page.goto(f"/episodes/{slug}")
    page.locator("#lecteur a").click()
    clock = page.locator(".under [data-clock]")
    if slug == NIGHT:
        expect(page.locator("[data-stuck]:visible")).to_be_visible(timeout=NO_SIGN_MS)
    page.locator(".talk span[id]").last.evaluate(READ_TO)
    if slug == NIGHT:
        expect(clock).not_to_have_text("00:00")
    else:
        page.wait_for_timeout(400)
        expect(clock).to_have_text("00:00")


def test_what_the_device_keeps_can_be_cleared(opened: Opener) -> None:
    page = opened("/search?q=cantine")
    page.evaluate("localStorage.stopped = '{\"x\": 9}'")
    page.get_by_role("button", name="Raccourcis et données locales").click()
    page.get_by_role("button", name="Effacer").click()
    assert page.evaluate("localStorage.stopped"), "asked first"
    page.get_by_role("button", name="Effacer vraiment ?").click()
    expect(page.get_by_text("C’est effacé.")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []


WATCH = """addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(() => {
window.moves = []; const y = scrollY; addEventListener('scroll', () => scrollY === y || moves.push(scrollY));
new PerformanceObserver(list => { for (const e of list.getEntries()) moves.push(e.value) })
  .observe({ type: 'layout-shift' }) })))"""
CLEAR = """id => { const r = document.getElementById(id).getClientRects()[0];
const e = document.elementFromPoint(r.left + 2, r.top + r.height / 2);
return r.top >= 0 && r.bottom <= innerHeight && !!e.closest('.talk') }"""


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("address", ["?t=749#t749", "?t=749", "?q=souveraineté&t=763#t763"])
def test_landing_is_done_by_the_first_frame_and_the_line_is_clear_of_bars(opened: Opener, address: str, phone: bool) -> None:
    page = opened("/help", phone=phone)
    page.add_init_script(WATCH)
    page.goto(f"/episodes/{PORT}{address}")
    page.wait_for_function("() => window.moves")
    page.evaluate(STILL)
    assert page.evaluate("moves") == []
    assert page.evaluate("scrollY") > 0
    assert page.evaluate(CLEAR, "t763" if "763" in address else "t749")
    if phone:
        expect(page.locator(".thumb [data-play]")).to_be_in_viewport()


def test_on_a_phone_the_line_is_clear_of_the_player_too(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=749#t749", phone=True)
    page.locator(".thumb [data-play]").click()
    player(page)
    page.evaluate(STILL)
    assert page.locator("#lecteur iframe").evaluate("e => e.getBoundingClientRect().top") == 0
    assert page.evaluate(CLEAR, "t749")


def test_the_bar_on_a_phone_holds_title_date_and_the_moments_beside(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté", phone=True)
    bar = page.locator(".thumb")
    expect(bar).to_contain_text("lundi 9 février 2026")
    expect(bar).to_contain_text("Le port et ses grues")
    bar.get_by_role("button", name="Moment suivant").or_(bar.get_by_role("link", name="Moment suivant")).click()
    expect(page.locator("#t5")).to_have_class("at")
    expect(bar).to_contain_text("Lire à 00:08", use_inner_text=True)
    box = bar.bounding_box()
    assert box and box["height"] < 110


def test_the_bar_on_a_phone_says_that_a_passage_is_text_alone(opened: Opener) -> None:
    """Nothing in view did where one landed: the bar had no button that plays."""
    page = opened(f"/episodes/{PLAIN}?q=digue&t=8#t8", phone=True)
    expect(page.locator(".thumb .full")).to_have_text("Sans le son :texte seul")
    expect(page.locator(".thumb .full")).to_be_in_viewport()
    rows = page.locator(".thumb > :not(p)").evaluate_all("all => all.map(e => Math.round(e.getBoundingClientRect().bottom))")
    assert len(set(rows)) == 1 and max(rows) <= page.viewport_size["height"], "in one row with the others"


def test_without_script_the_bar_on_a_phone_leads_to_the_source_at_the_second(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?t=193#t193", phone=True, script=False)
    play = page.locator(".thumb [data-play]")
    expect(play).to_be_in_viewport()
    expect(play).to_have_attribute("href", "https://www.dailymotion.com/video/x9port1?start=193")


def test_a_sentence_that_is_pressed_plays_and_selected_words_do_not(opened: Opener) -> None:
    page = opened(f"/episodes/{NIGHT}")
    page.locator("#t18").dblclick()
    page.wait_for_timeout(400)
    assert not page.left
    page.evaluate("getSelection().removeAllRanges()")
    page.locator("#t18").click(position={"x": 6, "y": 8})
    expect(page.locator("#lecteur iframe")).to_have_attribute("src", re.compile("start=18&"))
    expect(page.locator("#t18")).to_have_class("at")
    page.locator("#t95").click()
    player(page).wait_for_function("() => got.some(told => told.includes('seekTo') && told.includes('95'))")


def test_in_a_long_line_a_press_plays_about_where_it_falls_and_the_link_says_so(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}")
    line = page.locator("#t427")
    line.scroll_into_view_if_needed()
    x, y = line.evaluate(
        """line => {
            const words = document.createRange(), at = line.textContent.indexOf('parapluie');
            words.setStart(line.firstChild, at);
            words.setEnd(line.firstChild, at + 9);
            const box = words.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }"""
    )
    page.mouse.click(x, y)
    frame = page.locator("#lecteur iframe")
    expect(frame).to_have_attribute("src", re.compile(r"startTime=43[0-2]"))
    at = str(frame.get_attribute("src")).rpartition("=")[2]
    assert page.locator(".tools [data-copy]").first.get_attribute("data-copy") == f"/episodes/{PORT}?t={at}#t427"


def test_the_next_moment_is_played_from_a_second_before_its_word(opened: Opener) -> None:
    page = opened(f"/episodes/{PORT}?q=souveraineté&t=0#t0")
    page.locator("body").press("n")
    expect(page.locator("#t5")).to_have_class("at")
    page.locator("#lecteur a").click()
    expect(page.locator("#lecteur iframe")).to_have_attribute("src", re.compile("startTime=8$"))


def test_where_nothing_plays_a_press_on_a_sentence_chooses_it(opened: Opener) -> None:
    page = opened(f"/episodes/{PLAIN}")
    page.locator("#t8").click()
    expect(page.locator("#t8")).to_have_class("at")
    expect(page.locator(".para .clock").first).to_have_text("Lire le texte à 00:00")
    assert not page.left


def test_on_a_phone_what_the_player_says_stands_in_the_bar(opened: Opener) -> None:
    page = opened(f"/episodes/{NIGHT}?t=18#t18", phone=True)
    page.context.route("**/embed/**", lambda route: route.fulfill(content_type="text/html", body="<p>mute"))
    page.locator(".thumb [data-play]").click()
    expect(page.locator(".thumb [data-stuck]")).to_be_in_viewport(timeout=NO_SIGN_MS)
    bar, line = (page.locator(one).bounding_box() for one in (".thumb", "#t18"))
    assert bar and line and line["y"] < bar["y"], "what is read stands above what the player says"
    page.get_by_role("link", name="Fermer le lecteur").click()
    expect(page.locator("#lecteur iframe")).to_have_count(0)
    expect(page.locator("#t18")).to_be_in_viewport()


def test_the_voice_stops_where_the_passage_ends(opened: Opener) -> None:
    page = opened(f"/episodes/{NIGHT}?t=9,18#t9")
    page.locator("#lecteur a").click()
    frame_says(page, "JSON.stringify({event: 'infoDelivery', info: {currentTime: 12, playerState: 1}})")
    page.wait_for_timeout(200)
    assert "pauseVideo" not in " ".join(player(page).evaluate("got"))
    frame_says(page, "JSON.stringify({event: 'infoDelivery', info: {currentTime: 18.2, playerState: 1}})")
    is_told(page, "pauseVideo")
