"""A time as people write it in an address."""

import pytest

from archive.text.timecode import seconds_of_clock


@pytest.mark.parametrize(
    ("text", "second"),
    [
        *(("1:17:42", 4662), ("77m42s", 4662), ("1h17m42s", 4662), ("4662s", 4662), ("4662.5", 4662)),
        *(("1h30", 5400), ("1 H 05", 3900), ("1h", 3600), ("1h3", None), ("2m75s", None), ("1:75", None), ("-5", None), ("", None)),
    ],
)
def test_a_time_is_read_as_it_is_written(text: str, second: int | None) -> None:
    assert seconds_of_clock(text) == second
