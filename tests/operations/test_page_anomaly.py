"""When a page is strange beside its show's earlier ones."""

import datetime as dt
from dataclasses import replace

from archive.model.episode import Cue, Episode, Published, start_of_paragraph
from archive.model.page import RawPage, Stated
from archive.operations.page_importer import ENOUGH, PageProfile, anomaly, loss, profile_of, sample_of

USUAL = PageProfile(3000, 0.6, frozenset({"date", "description", "address", "show"}))
HISTORY = [replace(USUAL, density=0.6 + number / 100) for number in range(8)]


def test_a_page_like_the_others_raises_nothing() -> None:
    assert anomaly(USUAL, HISTORY) is None
    assert loss(USUAL, USUAL) is None


def test_a_page_without_transcript_is_held_back_where_the_show_had_them() -> None:
    reason = anomaly(replace(USUAL, words=0, density=0), HISTORY)
    assert reason is not None
    assert "no transcript" in str(reason)


def test_a_page_that_lost_two_facts_names_them() -> None:
    reason = anomaly(replace(USUAL, facts=frozenset({"address", "show"})), HISTORY)
    assert str(reason) == "a date and a description missing, which the show's earlier pages stated"


def test_a_page_with_little_speech_and_one_fact_less_is_held_back() -> None:
    reason = anomaly(PageProfile(40, 0.01, USUAL.facts - {"date"}), HISTORY)
    assert reason is not None
    assert "far less speech" in str(reason)


def test_a_trailer_with_all_its_facts_is_not_held_back() -> None:
    assert anomaly(replace(USUAL, words=40, density=0.01), HISTORY) is None


def test_a_page_without_times_is_held_back_where_the_show_or_its_episode_had_them() -> None:
    untimed = replace(USUAL, timed=False)
    assert str(anomaly(untimed, HISTORY)) == "no times were read, and the show's earlier pages told them"
    assert str(loss(untimed, USUAL)) == "no times were read, and the version online tells them"
    assert anomaly(untimed, [replace(one, timed=False) for one in HISTORY]) is None
    assert loss(USUAL, untimed) is None and loss(untimed, untimed) is None


def test_a_page_that_somebody_states_to_be_without_times_is_not_held_back_for_that() -> None:
    episode = Episode("T", "page", "0" * 64, 1, cues=(Cue(start_of_paragraph(1), "deux mots"),))
    page = RawPage("a.txt", b"x" * 18, "text/plain", "0" * 64)
    assert not profile_of(episode, page).timed
    assert profile_of(episode, replace(page, stated=Stated(untimed=True))).timed


def test_a_young_show_has_no_habit() -> None:
    assert anomaly(PageProfile(0, 0, frozenset()), HISTORY[: ENOUGH - 1]) is None


def test_what_the_show_never_stated_is_not_missed() -> None:
    bare = [replace(one, facts=frozenset()) for one in HISTORY]
    assert anomaly(replace(USUAL, facts=frozenset()), bare) is None


def test_a_save_with_half_the_words_gone_does_not_replace_the_one_that_serves() -> None:
    assert str(loss(replace(USUAL, words=1499), USUAL)) == "1499 words of speech, where the version online has 3000"
    assert loss(replace(USUAL, words=1600), USUAL) is None


def test_only_speech_and_what_is_stated_make_the_shape() -> None:
    cues = (Cue(0, "deux mots"), Cue(1000, "[Musique]", kind="sound"))
    episode = Episode("T", "page", "0" * 64, 1, cues=cues, published=Published(dt.date(2026, 2, 9), "page"))
    page = RawPage("a.txt", b"x" * 18, "text/plain", "0" * 64)
    assert profile_of(episode, page) == PageProfile(2, 0.5, frozenset({"date"}))


def test_the_sample_is_short_and_on_one_line() -> None:
    text = sample_of(RawPage("a.html", "<p>é\n\n</p>".encode() * 500, "text/html", "0" * 64))
    assert "\n" not in text
    assert len(text) <= 400
