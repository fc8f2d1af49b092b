"""When a word is said: as the page tells, or by its place in its caption, held against recordings that tell both."""

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

import ingest
from archive.model.episode import Cue, Episode, seconds_of, start_of_paragraph
from archive.model.page import Refusal
from archive.text.word_times import USUAL_MS, end_of, estimated_ms, heard_second, length_ms, listening_second, said_at, spoken
from tests.conftest import SHARED

TUNED_ON = ("autoedit_json", "words_list_json", "speechmatics_v1_json")
HELD_TO = ("assemblyai_json", "aws_json", "deepgram_json", "dpe_json", "google_json", "ibm_json")
EVERY = 7
"""Words of which one is measured."""
Words = tuple[list[str], list[int]]


def test_a_word_in_the_midst_of_even_speech_is_said_in_the_midst_of_its_caption() -> None:
    assert estimated_ms(10_000, 14_000, "la mer la mer la mer la mer", 14) == 12_000
    assert estimated_ms(10_000, 14_000, "la mer", 0) == 10_000


def test_silence_behind_a_caption_is_not_spoken_in() -> None:
    text = "on se tait"
    assert estimated_ms(0, 600_000, text, 6) == round(USUAL_MS * spoken("on se "))
    assert estimated_ms(0, None, text, 6) == round(USUAL_MS * spoken("on se "))


@pytest.mark.parametrize("text", ["", "…", "???", "— —"])
def test_what_holds_no_word_is_said_when_it_begins(text: str) -> None:
    assert estimated_ms(5_000, 6_000, text, len(text)) == 5_000


def test_writing_without_vowels_counts_its_letters() -> None:
    assert estimated_ms(0, 4_000, "今日は海の話をします", 5) == pytest.approx(2_000, abs=200)


def test_a_word_whose_time_is_told_is_said_then_and_never_before_its_cue() -> None:
    cue = Cue(10_000, "c'est l'été aujourd'hui", words_ms=(9_500, 10_700, 11_200))
    told = [said_at(cue, 30_000, begin) for begin in (0, 2, 6, 8, 12, 18)]
    assert [one.ms for one in told] == [10_000, 10_000, 10_700, 10_700, 11_200, 11_200]
    assert {one.source for one in told} == {"given"}


def test_one_listens_from_a_second_before_the_word_on_and_never_before_the_caption() -> None:
    assert [listening_second(749_400, at) for at in (749_400, 750_300, 750_400, 755_900)] == [749, 749, 749, 754]


def spoken_at(*starts_s: int, lasts_s: int | None = None) -> Episode:
    """An episode of long captions at these seconds, and so long as its page says."""
    text = "On parle du port, puis de la mer, et tout au bout du quai d'un phare qui tourne sans fin."
    cues = tuple(Cue(second * 1000, text) for second in starts_s)
    return Episode("Le phare", "record", "0" * 64, 1, cues=cues, duration_ms=lasts_s and lasts_s * 1000)


def test_an_episode_is_never_shorter_than_what_is_said_in_it() -> None:
    assert length_ms(spoken_at(0, 40, 1921, lasts_s=230)) == length_ms(spoken_at(0, 40, 1921)) > 1_921_000
    assert length_ms(spoken_at(0, 40, lasts_s=230)) == 230_000


def test_an_episode_whose_times_go_back_lasts_until_its_latest_words_are_said() -> None:
    told = spoken_at(0, 1921, 10, 60)
    assert length_ms(told) == length_ms(spoken_at(0, 1921)) > 1_921_000
    assert length_ms(spoken_at(0, 1921, 10, 60, lasts_s=230)) == length_ms(told)


def test_a_caption_before_times_go_back_is_not_said_at_once() -> None:
    assert estimated_ms(60_000, 0, "la mer la mer", 7) == estimated_ms(60_000, None, "la mer la mer", 7) > 60_000


@pytest.mark.parametrize("lasts_s", [None, 50, 230])
def test_the_second_of_an_address_is_heard_while_its_line_is_said(lasts_s: int | None) -> None:
    told = spoken_at(10, 40, 300, lasts_s=lasts_s)
    assert [heard_second(told, 0, stated) for stated in (None, 3, 10, 33, 40, 99_999)] == [10, 10, 10, 33, 10, 10]
    assert [heard_second(told, 2, stated) for stated in (300, 303, 99_999)] == [300, 303, 300]


@pytest.mark.parametrize("lasts_s", [None, 230, 302, 400])
def test_an_episode_lasts_until_its_last_words_are_said(lasts_s: int | None) -> None:
    told = spoken_at(10, 300, lasts_s=lasts_s)
    assert seconds_of(length_ms(told)) == end_of(told, 1)


def test_the_last_line_ends_with_its_words_or_the_episode() -> None:
    assert 303 <= (end_of(spoken_at(10, 300), 1) or 0) <= 310
    assert end_of(spoken_at(10, 300, lasts_s=400), 1) == 400
    assert end_of(spoken_at(10, 300, lasts_s=302), 1) == 302, "nothing is heard behind the end of a recording"
    assert 303 <= (end_of(spoken_at(10, 300, lasts_s=230), 1) or 0) <= 310, "an excerpt's duration ends no line behind it"
    paragraph = start_of_paragraph(1) // 1000
    assert end_of(spoken_at(paragraph), 0) is None


@cache
def recording(form: str) -> Words:
    """The words of a file and when each is said; skips where it is absent."""
    folder = SHARED / "wild" / "files" / form
    if not folder.is_dir():
        pytest.skip("no files of the wild beside the project")
    pages = (page for path in sorted(folder.iterdir()) for page in ingest.pages(path))
    read = (ingest.read(page) for page in pages if not isinstance(page, Refusal))
    cues = max((one.cues for one in read if isinstance(one, Episode)), key=len)
    return [word for cue in cues for word in cue.text.split()], [ms for cue in cues for ms in cue.words_ms or ()]


def captions(ms: list[int], lasts_s: int) -> Iterator[tuple[int, int]]:
    """First and end of captions that take so long."""
    first = 0
    for place, at in enumerate(ms):
        if at - ms[first] >= 1000 * lasts_s:
            yield first, place
            first = place
    yield first, len(ms)


def errors_s(words: Words, lasts_s: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far from the truth some words are, their times hidden but for their captions', and how far their captions' beginnings."""
    said, ms = words
    measured = []
    for first, end in captions(ms, lasts_s):
        text, until = " ".join(said[first:end]), ms[end] if end < len(ms) else None
        begins = [word.start() for word in re.finditer(r"\S+", text)]
        for place in range(first + -first % EVERY, end, EVERY):
            measured.append((estimated_ms(ms[first], until, text, begins[place - first]) - ms[place], ms[first] - ms[place]))
    ours, theirs = np.abs(np.array(measured)).T / 1000
    return ours, theirs


@pytest.mark.parametrize("form", [*TUNED_ON, *HELD_TO])
def test_a_word_is_found_within_a_second_in_captions_of_half_a_minute(form: str) -> None:
    ours, theirs = errors_s(recording(form), 30)
    assert np.percentile(ours, 50) <= 1 and np.percentile(ours, 90) <= 4
    assert np.percentile(theirs, 50) > 10, "the caption alone is far off"


@pytest.mark.parametrize("form", [*TUNED_ON, *HELD_TO])
def test_nothing_is_worse_where_captions_are_short(form: str) -> None:
    ours, theirs = errors_s(recording(form), 3)
    for share in (50, 90, 99):
        assert np.percentile(ours, share) <= np.percentile(theirs, share)
