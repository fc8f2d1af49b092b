"""The addresses of an episode on the site: its page, a second of it, a frame. No other module writes one, nor does a
script."""

from urllib.parse import urlencode

from archive.model.episode import paragraph_of


def line_id(second: int | str, place: int = 1) -> str:
    """The id of the line that begins at a second: `t749`, `t749-2` for the second one of it; `p3` of a paragraph."""
    word = place_word(second)
    first = word if word.startswith("p") else f"t{word}"
    return first if place < 2 else f"{first}-{place}"


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
