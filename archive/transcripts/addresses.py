"""The addresses of an episode on the site: its page, a second of it, the lines to land on, a frame. No other module
writes one, nor does a script."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from urllib.parse import urlencode

from archive.model.episode import Cue, paragraph_of, seconds_of, time_of


def line_id(second: int | str, place: int = 1) -> str:
    """The id of the line that begins at a second: `t749`, `t749-2` for the second one of it; `p3` of a paragraph."""
    word = place_word(second)
    first = word if word.startswith("p") else f"t{word}"
    return first if place < 2 else f"{first}-{place}"


class Ids:
    """The ids of an episode's cues: `t749`, then `t749-2`, `t749-3` for others of its second; `p3` of paragraphs."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self._seconds = [seconds_of(cue.start_ms) for cue in cues]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The ids of all."""
        seen: Counter[int] = Counter()
        names = []
        for second in self._seconds:
            seen[second] += 1
            names.append(line_id(second, seen[second]))
        return tuple(names)

    def name(self, cue: int) -> str:
        """The id of one of them."""
        second = self._seconds[cue]
        return line_id(second, self._seconds[: cue + 1].count(second))

    @cached_property
    def _in_time(self) -> list[int]:
        """Their numbers in order of time: a page's times may go back."""
        return sorted(range(len(self._seconds)), key=self._seconds.__getitem__)

    def last_before(self, second: int, cue: int) -> int:
        """The last cue that begins before a second, from a cue on: where a passage that ends at that second ends."""
        begun = self._seconds[cue]
        later = range(cue + 1, len(self._seconds))
        return next((place for place in later if not begun <= self._seconds[place] < second), len(self._seconds)) - 1

    def at(self, second: int) -> int | None:
        """The first cue that begins at a second, else the last before it, or the first of all; None without any."""
        if not self._seconds:
            return None
        if (time_of(second * 1000) is None) != (time_of(self._seconds[0] * 1000) is None):
            return 0  # the address of another save, which told times where this one tells none, or the other way round
        begun = bisect_right(self._in_time, second, key=self._seconds.__getitem__)
        same = bisect_left(self._in_time, second, key=self._seconds.__getitem__)
        return self._in_time[max(0, min(same, begun - 1))]

    def is_at(self, cue: int, second: int) -> bool:
        """Whether a cue is what is said at a second, or begins with it."""
        at = self.at(second)
        return at is not None and self._seconds[at] == self._seconds[cue]


def episode_address(
    slug: str,
    second: int | str | None = None,
    *,
    until: int | None = None,
    line: str | None = None,
    base: str = "",
    room: str = "episodes",
    q: str = "",
    words: str = "",
    cite: str = "",
    lang: str | None = None,
) -> str:
    """`/episodes/SLUG?q=…&t=749&lang=fr#t749` behind `base`, what is not given left out. `second` is where to listen (a
    paragraph's is `?t=p3#p3`), `until` where the passage ends, `line` the id to land on: that of the second where none
    is given, none where it is empty. A template takes `{t}` and `{id}` for them. `cite` is the fingerprint of quoted
    words, `words` which moments of a search for several are led through, `room` the part of the site: `episodes`, or
    `embed` for the frame of other sites."""
    span = None if second is None else _span(second, until)
    told = (("q", q), ("words", words), ("t", span), ("cite", cite), ("lang", lang))
    pairs = [(key, value) for key, value in told if value]
    query = "&".join(f"t={span}" if key == "t" else urlencode([(key, value)]) for key, value in pairs)
    landing = (line_id(second) if second is not None and room == "episodes" else "") if line is None else line
    return f"{base}/{room}/{slug}{'?' if query else ''}{query}{'#' if landing else ''}{landing}"


def short_address(code: str, second: int | str | None = None, until: int | None = None, *, cite: str = "", base: str = "") -> str:
    """`/e/ID?t=749`: the same for a message or a printed page; ID is the library's number of the episode in base 36."""
    return f"{base}/e/{code}" + ("" if second is None else f"?t={_span(second, until)}") + (f"&cite={cite}" if cite else "")


def _span(second: int | str, until: int | None) -> str:
    return place_word(second) if until is None else f"{place_word(second)},{place_word(until)}"


def place_word(second: int | str) -> str:
    """A second, or a paragraph, as an address has it: `749`, `p3`."""
    paragraph = paragraph_of(second * 1000) if isinstance(second, int) else None
    return str(second) if paragraph is None else f"p{paragraph}"
