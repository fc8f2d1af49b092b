"""A description that lists its chapters with their times states them."""

import pytest

from archive.model.episode import Chapter
from archive.text.timecode import stated_chapters


@pytest.mark.parametrize(
    "line", ["05:00 La régate", "05.00 La régate", "(05:00) La régate", "[05:00] - La régate", "▶ 00:05:00 | La régate"]
)
def test_a_stamp_is_written_in_several_ways(line: str) -> None:
    assert stated_chapters(f"Au sommaire\n00:00 Le pain\n{line}") == (Chapter(0, "Le pain"), Chapter(300_000, "La régate"))


@pytest.mark.parametrize(
    "text", ["", "05:00 La régate", "05:00 La régate\n04:00 Le pain", "05:00 La régate\n05:00 Le pain", "Score 3:00 et 4:00"]
)
def test_one_line_or_times_that_do_not_rise_are_no_chapters(text: str) -> None:
    assert stated_chapters(text) == ()


def test_a_line_of_blanks_is_passed_over_at_once() -> None:
    assert stated_chapters(("00:00" + " " * 100_000 + "\n") * 2000) == ()
