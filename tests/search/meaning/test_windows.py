"""Windows of speech, on the edges of cues."""

import pytest

from archive.model.episode import Cue
from archive.search.meaning.vector_files import STEP_MS, WINDOW_MS, windows_of
from tests.search.index.archives import make_document


def test_windows_begin_and_end_with_cues_and_none_is_there_twice() -> None:
    cues = tuple(Cue(start, f"mot {start}", start + 3000) for start in range(0, 120_000, 4000))
    found = windows_of(make_document("un", cues=cues).episode)
    starts, ends = {cue.start_ms for cue in cues}, {cue.end_ms for cue in cues}
    assert set(found.start_ms.tolist()) <= starts and set(found.end_ms.tolist()) <= ends
    assert len({*zip(found.first.tolist(), found.end.tolist(), strict=True)}) == len(found.first) > 120_000 / STEP_MS - 2
    assert (found.end_ms - found.start_ms).max() <= WINDOW_MS + 4000


def test_what_is_no_speech_is_in_no_window() -> None:
    cues = (Cue(0, "[musique]", kind="sound"), Cue(5000, "bonjour"), Cue(9000, "  "))
    found = windows_of(make_document("un", cues=cues).episode)
    assert found.texts == ("bonjour",) and found.first.tolist() == [0]


def test_an_episode_without_speech_has_no_window() -> None:
    assert not len(windows_of(make_document("un").episode).first)


def test_of_an_episode_without_end_what_is_said_first_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    cues = tuple(Cue(start, "dix lettres", start + 3000) for start in range(0, 120_000, 4000))
    whole = windows_of(make_document("un", cues=cues).episode)
    monkeypatch.setattr("archive.search.meaning.vector_files.MOST_LETTERS", 110)
    begun = windows_of(make_document("un", cues=cues).episode)
    assert 0 < len(begun.first) < len(whole.first)
    assert begun.end.max() <= 11 and begun.end.tolist() == whole.end[: len(begun.end)].tolist()


def test_one_text_without_end_is_not_read_where_too_much_was_said_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """200,000 times "00:00" in one line took 72 s of the processor."""
    monkeypatch.setattr("archive.search.meaning.vector_files.MOST_LETTERS", 110)
    cues = (*(Cue(start, "dix lettres", start + 3000) for start in range(0, 32_000, 4000)), Cue(40_000, "00:00 " * 1000, 43_000))
    begun = windows_of(make_document("un", cues=cues).episode)
    assert sum(len(begun.texts[number]) for number in range(int(begun.end.max()))) <= 110
