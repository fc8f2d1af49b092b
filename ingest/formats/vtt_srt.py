"""Caption files whose lines we read ourselves: WebVTT, SubRip, YouTube's SBV, and lyrics (LRC).

In all of them a line of times is followed by the text to the next empty line. Captions that roll (each repeats the line
before) give every line once, at the time at which it came."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.model.episode import Removed
from archive.text.speaker_labels import Part, parts_of
from archive.text.word_times import estimated_ms
from ingest.formats.record import LONGEST_TEXT, BadRecord, Caption, Record, caption, with_starts

_TIME = r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{1,2})[.,]([0-9]{1,3})"
_TIMING = re.compile(rf"\s*{_TIME}[ \t]*-->[ \t]*{_TIME}")
_SBV = re.compile(r"\s*([0-9]{1,3}):([0-9]{2}):([0-9]{2})\.([0-9]{1,3}),([0-9]{1,3}):([0-9]{2}):([0-9]{2})\.([0-9]{1,3})\s*$")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,60})?[ \t]+([^>]{1,120})>")
_MARKUP = re.compile(r"</?(?:[bicuv]|ruby|rt|lang|font)(?:[.\s][^>]{0,200})?>|<[0-9:.]{5,15}>|\{\\[^}]{1,40}\}", re.IGNORECASE)
_WORD_TIME = re.compile(r"<(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{1,2})[.,]([0-9]{1,3})>")
_BREAK = re.compile(r"<[bB][rR][ \t]{0,5}/?>|\[br\]|\\[Nh]")
"""A new line inside a line: HTML's, SubViewer's (which reads as SBV), and ASS's, which converters leave behind."""
_LINE_END = re.compile(r"\r\n?|\n")
_CLOCK = re.compile(r"[0-9]:[0-9]")
_HEADER_LANGUAGE = re.compile(r"^Language:[ \t]*([A-Za-z]{2,3})(?:-[A-Za-z0-9]{2,8})?[ \t]*$", re.MULTILINE)
_ROLLING = 0.3
_MOST_ROWS = 8
_MOST_BROKEN = 0.1


@dataclass(frozen=True, slots=True)
class _Block:
    """The times of a caption, its lines as they stand in the file, and the number of its line."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


def read_vtt(text: str) -> Record:
    """The cues of a WebVTT file; notes, styles, cue settings and markup left out, a voice kept as speaker."""
    found = _HEADER_LANGUAGE.search(text[:1000])
    return replace(_read_timed(text, _TIMING, loose_text=False), language=found[1].lower() if found else None)


def read_srt(text: str) -> Record:
    """The cues of a SubRip file, also one without blank lines, or with blank lines inside its texts."""
    return _read_timed(text, _TIMING, loose_text=True)


def read_sbv(text: str) -> Record:
    """The cues of a YouTube SBV file."""
    return _read_timed(text, _SBV, loose_text=True)


def is_sbv(text: str) -> bool:
    """Whether a text begins with SBV's line of times."""
    return _SBV.match(text.lstrip("\ufeff \t\r\n").split("\n", 1)[0]) is not None


def _read_timed(text: str, timing: re.Pattern[str], loose_text: bool) -> Record:
    broken: list[str] = []
    blocks = list(_blocks(_LINE_END.split(text), timing, loose_text, broken))
    if blocks and len(broken) > _MOST_BROKEN * (len(blocks) + len(broken)):
        raise BadRecord("broken-times", lines=len(broken), text=broken[0][:60])
    captions = spoken_by(found for block in _once(blocks) for found in _captions(block))
    removed = (Removed("lines of times that cannot be read", f"{len(broken)} lines: {broken[0][:150]}"),) if broken else ()
    return Record(tuple(captions), removed=removed)


def _blocks(lines: Sequence[str], timing: re.Pattern[str], loose_text: bool, broken: list[str]) -> Iterator[_Block]:
    """The captions in their order; a line of spaces ends none. `loose_text`: what stands behind an empty line is text
    as well."""
    numbered = _is_numbered(lines, timing)
    times: re.Match[str] | None = None
    body: list[str] = []
    closed = False
    for line in lines:
        if match := timing.match(line):
            yield from _block(times, _without_number(body, numbered))
            times, body, closed = match, [], False
        elif "-->" in line and _CLOCK.search(line):
            yield from _block(times, _without_number(body, numbered))
            broken.append(line.strip())
            times, body = None, []
        elif not line:
            closed = not loose_text
        elif not closed:
            body.append(line)
    yield from _block(times, body)


def _is_numbered(lines: Sequence[str], timing: re.Pattern[str]) -> bool:
    """Whether a number stands above the first line of times."""
    first = next((number for number, line in enumerate(lines) if timing.match(line)), 0)
    return first > 0 and lines[first - 1].strip().isdigit()


def _without_number(body: list[str], numbered: bool) -> list[str]:
    """The text above the next caption's number; a text may itself be a number ("1934")."""
    return body[:-1] if numbered and body and body[-1].strip().isdigit() else body


def _block(times: re.Match[str] | None, body: Sequence[str]) -> Iterator[_Block]:
    if times is not None:
        yield _Block(_ms(times.groups()[:4]), _ms(times.groups()[4:]), tuple(line.strip() for line in body if line.strip()))


def _ms(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction = parts
    return ((int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)) * 1000 + int((fraction or "0").ljust(3, "0"))


def _once(blocks: Sequence[_Block]) -> list[_Block]:
    """Of rolling captions (a line goes up, a new one comes below) every line once, where it came; others as they
    are."""
    rolled = sum(1 for before, block in pairwise(blocks) if 0 < _repeated(_plain(before), _plain(block)) < len(block.lines))
    if rolled < 2 or rolled < _ROLLING * (len(blocks) - 1):
        return list(blocks)
    shown: list[str] = []
    out: list[_Block] = []
    for block in blocks:
        new = block.lines[_repeated(shown, _plain(block)) :]
        shown = _plain(block)
        if new:
            out.append(replace(block, lines=new))
    return out


def _plain(block: _Block) -> list[str]:
    return [_words(line) for line in block.lines]


def _repeated(shown: Sequence[str], lines: Sequence[str]) -> int:
    """How many lines at the top of a caption are the last ones of the caption before."""
    return next(
        (size for size in range(min(len(shown), len(lines), _MOST_ROWS), 0, -1) if list(shown[-size:]) == list(lines[:size])), 0
    )


def _captions(block: _Block) -> Iterator[Caption]:
    """A caption, or one a voice where several speak in it."""
    raw = " ".join(block.lines)[:LONGEST_TEXT]
    places = [match.start() for match in _VOICE.finditer(raw)]
    cuts = [0, *places, len(raw)] if places else [0, len(raw)]
    for first, end in pairwise(cuts):
        voice = _VOICE.match(raw, first)
        name = html.unescape(voice[1]).strip() if voice else None
        found = caption(block.start_ms, _words(raw[first:end]), block.end_ms, name)
        if _WORD_TIME.search(raw, first, end):
            found = with_starts(found, _timed_pieces(raw[first:end], block.start_ms))
        if found:
            yield found


def _timed_pieces(raw: str, start_ms: int) -> Iterator[tuple[int, str]]:
    """The texts between the times that stand within a caption, each with its own in ms."""
    pieces = iter(_WORD_TIME.split(raw))
    yield start_ms, _plain_text(next(pieces))
    for *parts, text in zip(*[pieces] * 5, strict=False):
        yield _ms(parts), _plain_text(text)


def _plain_text(raw: str) -> str:
    return html.unescape(_MARKUP.sub("", _BREAK.sub(" ", raw)))


def _words(raw: str) -> str:
    return " ".join(_plain_text(raw).split())


def spoken_by(captions: Iterator[Caption]) -> list[Caption]:
    """The captions, with the names that begin their texts or stand amid them regularly as speakers; one is cut where
    another begins to speak. What a file states itself stays."""
    found = list(captions)
    if any(one.speaker for one in found):
        return found
    told = parts_of([one.text for one in found])
    after = [*(one.start_ms for one in found), None][1:]
    return [part for one, parts, until in zip(found, told, after, strict=True) for part in _cut(one, parts, until)]


def _cut(one: Caption, parts: Sequence[Part], until_ms: int | None) -> Iterator[Caption]:
    """A caption as what each says in it, one after the other; of its words' times those of a label go with it."""
    said = [part for part in parts if part.text]
    whole, until = " ".join(part.text for part in said), min(filter(None, (one.end_ms, until_ms)), default=None)
    begin, start, ends = 0, one.start_ms, list[int | None]()
    held = list[Caption]()
    for part in said:
        times = _times(one, part)
        if held:
            start = times[0] if times else estimated_ms(one.start_ms, until, whole, begin)
            ends.append(start)
        held.append(replace(one, start_ms=start, text=part.text, speaker=part.speaker, words_ms=times))
        begin += len(part.text) + 1
    return (replace(part, end_ms=end) for part, end in zip(held, [*ends, one.end_ms], strict=False))


def _times(one: Caption, part: Part) -> tuple[int, ...] | None:
    """When the words of a part begin, where the caption tells it of its own."""
    first = len(one.text[: part.begin].split())
    return one.words_ms[first : first + len(part.text.split())] if one.words_ms else None


# -- lyrics

_LRC_STAMP = re.compile(r"\[([0-9]{1,3}):([0-9]{1,2})(?:[.:]([0-9]{1,3}))?\]")
_LRC_TAG = re.compile(r"^\[(ti|ar|al|by|offset|length|la|re|ve):[ \t]*([^\]\n]{0,300})\][ \t]*$", re.IGNORECASE | re.MULTILINE)
_LRC_WORD = re.compile(r"<[0-9:.]{4,12}>")


def is_lrc(text: str) -> bool:
    """Whether a text is LRC: its tags, or lines that nearly all begin with `[12:34.56]`, where a text may have several
    stamps."""
    lines = [line for line in _LINE_END.split(text[:8000]) if line.strip()][:-1] or [text]
    stamped = sum(1 for line in lines if re.match(r"\[[0-9]{1,3}:[0-9]{2}\.[0-9]{2}\]", line))
    tags = sum(1 for line in lines if _LRC_TAG.match(line))
    return stamped >= 2 and stamped + tags >= 0.9 * len(lines)


def read_lrc(text: str) -> Record:
    """The lines of an LRC file, each at every one of its stamps; its title, and its offset taken into the times."""
    tags = {name.lower(): value.strip() for name, value in _LRC_TAG.findall(text)}
    offset = int(tags["offset"]) if re.fullmatch(r"[+-]?[0-9]{1,6}", tags.get("offset", "")) else 0
    found = [one for line in _LINE_END.split(text) for one in _lyric(line, offset)]
    captions = spoken_by(iter(sorted(found, key=lambda one: one.start_ms)))
    return Record(tuple(captions), title=tags.get("ti") or None, channel=tags.get("ar") or None)


def _lyric(line: str, offset: int) -> Iterator[Caption]:
    stamps: list[int] = []
    place = 0
    while match := _LRC_STAMP.match(line, place):
        fraction = (match[3] or "0").ljust(3, "0")
        stamps.append(max(0, (int(match[1]) * 60 + int(match[2])) * 1000 + int(fraction) - offset))
        place = match.end()
    for start in stamps:
        if found := caption(start, _LRC_WORD.sub("", line[place:])):
            yield found
