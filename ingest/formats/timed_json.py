"""JSON by its shape: the list of things that have a start and words, wherever it stands and whatever its service calls
them.

Lists are grouped by where they stand ("results, each, words"); the group that holds most words is the transcript, in
the phrases of the service where it made some, else in phrases of its words. A list of who spoke from when to when names
who speaks."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from archive.model.episode import MOST_PARAGRAPHS, Removed, start_of_paragraph
from ingest.formats.json_keys import ENDS, LENGTHS, STARTS, TEXTS, TOLD, fields_of, plain_key, tells_letters
from ingest.formats.json_records import chapters, facts_of, string
from ingest.formats.record import BadRecord, Caption, NoSegments, Record, Word, caption, phrases
from ingest.formats.times import Unit, time_of
from ingest.formats.vtt_srt import spoken_by

_BEST = frozenset("alternatives nbest hypotheses".split())
_NAMES = ("name", "@id", "label", "speaker_label")
_GLUED = re.compile(r"[.,;:!?…。、，？！]+")
_MOST_THINGS = 2_000_000
_DEEPEST = 14
_FEW_WORDS = 1.5
_MOST_WORDS = 40
_NEARLY_ALL = 0.9
_MOSTLY = 0.6
_MS_A_WORD = 20
# Between two captions lie seconds; where whole numbers are this far apart, they are ms.
_MS_APART = 300
_SLOW = 0.1
_BLANK = ("", None)


@dataclass(frozen=True, slots=True)
class _Thing:
    """An object that may be a phrase or a word: its fields by plain keys, and the list that it stands in."""

    fields: dict[str, Any]
    block: int
    speaker: str | None


@dataclass(frozen=True, slots=True)
class _Group:
    """All objects of lists that stand at one place of the value."""

    path: tuple[str, ...]
    things: list[_Thing]

    @property
    def names_speakers(self) -> bool:
        """Whether the list tells who spoke, and not what."""
        return "speaker" in plain_key(self.path[-1]) and not any(
            text_of(one.fields) for one in self.things[:20] if "name" not in one.fields
        )


# -- where the lists are


def groups_of(data: Any) -> list[_Group]:
    """The lists of objects in a JSON value, those at one place together, in their order; of alternatives the best
    alone."""
    found: dict[tuple[str, ...], _Group] = {}
    stack: list[tuple[tuple[str, ...], Any, str | None]] = [((), data, None)]
    blocks = seen = 0
    while stack:
        path, value, speaker = stack.pop()
        seen += 1
        if seen > _MOST_THINGS or len(path) > _DEEPEST:
            raise BadRecord("json-too-deep")
        if isinstance(value, dict):
            speaker = _speaker(value, TOLD) or speaker
            stack.extend(((*path, key), inner, speaker) for key, inner in reversed(value.items()) if isinstance(inner, dict | list))
        elif isinstance(value, list):
            value = value[:1] if path and plain_key(path[-1]) in _BEST else value
            blocks += 1
            things = [_Thing(fields_of(item), blocks, speaker) for item in value if _is_thing(item)]
            if things:
                found.setdefault(path, _Group(path or ("",), [])).things.extend(things)
            several = path and path[-1] == "channels" and len(value) > 1
            inner = [(item, speaker or (f"channel {number}" if several else None)) for number, item in enumerate(value, 1)]
            stack.extend(((*path, "*"), item, told) for item, told in reversed(inner) if isinstance(item, dict | list))
    return list(found.values())


def _is_thing(item: Any) -> bool:
    """An object; or a word with its times in a list of three: `["there", 13.04, 13.23]`."""
    return isinstance(item, dict) or (isinstance(item, list) and len(item) == 3 and isinstance(item[0], str))


# -- what an object says


def text_of(fields: dict[str, Any]) -> str | None:
    """The words of an object, its own or those of its best alternative; a name is words only where no other field could
    be."""
    for key in TEXTS:
        if isinstance(value := fields.get(key), str):
            return value
    for key in _BEST:
        best = fields.get(key)
        if isinstance(best, list) and best and isinstance(best[0], dict):
            return text_of(fields_of(best[0]))
    return None


def _speaker(fields: dict[str, Any], keys: Sequence[str]) -> str | None:
    """Who speaks, by the first key that tells it; `{"name": …}` and its like are read as well."""
    plain = {plain_key(key): value for key, value in fields.items()} if any(map(_is_speakers_key, fields)) else {}
    for key in keys:
        value = plain.get(key)
        if isinstance(value, dict):
            value = next((inner for name in _NAMES if isinstance(inner := value.get(name), str)), None)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _is_speakers_key(key: str) -> bool:
    return any(part in key.lower() for part in ("speak", "voice", "participant", "spk"))


def _first(fields: dict[str, Any], keys: Iterable[str]) -> tuple[str, Any]:
    return next(((key, fields[key]) for key in keys if fields.get(key) not in _BLANK), ("", None))


@dataclass(frozen=True, slots=True)
class _Clock:
    """How the times of a group are written: whole numbers may be ms."""

    milliseconds: bool

    def span(self, fields: dict[str, Any]) -> tuple[int | None, int | None]:
        """Start and end in ms."""
        if isinstance(pair := fields.get("timestamp"), list) and len(pair) == 2:
            return self.time("start", pair[0]), self.time("end", pair[1])
        if isinstance(inner := fields.get("offsets", fields.get("timestamps")), dict):
            unit = "startms" if "offsets" in fields else "start"
            return self.time(unit, inner.get("from")), self.time(unit, inner.get("to"))
        start, end = self.time(*_first(fields, STARTS)), self.time(*_first(fields, ENDS))
        if end is None and start is not None and (length := self.time(*_first(fields, LENGTHS))) is not None:
            end = start + length
        return start, end

    def time(self, key: str, value: Any) -> int | None:
        """A time in ms, by its key's unit, else by its own, else in seconds."""
        unit: Unit = "ms" if key.endswith("ms") else "ticks" if key.endswith("ticks") else "s"
        return time_of(value, "ms" if self.milliseconds and unit == "s" else unit)


def _clock_of(things: Sequence[_Thing]) -> _Clock:
    """Whether whole numbers are ms: as seconds a word would last twenty, or hardly one would be said in ten."""
    numbers = [
        (_first(one.fields, STARTS)[1], _first(one.fields, ENDS)[1], len((text_of(one.fields) or "").split())) for one in things
    ]
    whole = [(start, end, words) for start, end, words in numbers if type(start) is int]
    if len(whole) < 2 or len(whole) < len([start for start, _, _ in numbers if isinstance(start, int | float)]):
        return _Clock(False)
    lasting = [(end - start) / words for start, end, words in whole if type(end) is int and words and end > start]
    if len(lasting) >= 0.5 * len(whole):
        return _Clock(median(lasting) >= _MS_A_WORD)
    gaps = [(after[0] - one[0], one[2]) for one, after in pairwise(whole) if after[0] > one[0]]
    if not gaps:
        return _Clock(False)
    return _Clock(median(gap for gap, _ in gaps) >= _MS_APART and median(words / gap for gap, words in gaps) < _SLOW)


# -- the groups as captions


@dataclass(frozen=True, slots=True)
class _Piece:
    """A phrase or a word with its times in ms, of the list `block`."""

    start_ms: int
    end_ms: int | None
    text: str
    speaker: str | None
    block: int
    glued: bool
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Fault:
    """The number of a thing whose start cannot be read, and what stands there."""

    number: int
    start: str

    @property
    def raised(self) -> BadRecord:
        """The fault as an error."""
        return BadRecord("segment-start", number=self.number, text=self.start)


@dataclass(frozen=True, slots=True)
class _Said:
    """The pieces of a group, the faults of those that cannot be read, and how many words they hold."""

    pieces: list[_Piece]
    wrong: list[_Fault]
    words: int
    has_starts: bool
    milliseconds: bool

    @property
    def words_a_piece(self) -> float:
        """How many words a piece has."""
        return self.words / max(1, len(self.pieces))


def _said(group: _Group) -> _Said:
    clock, pieces, wrong = _clock_of(group.things), list[_Piece](), list[_Fault]()
    if tells_letters([one.fields for one in group.things], [text_of(one.fields) for one in group.things]):
        return _Said([], [], 0, False, False)
    ends = not any(_first(one.fields, (*STARTS, "offsets", "timestamps"))[0] for one in group.things)
    last = 0
    for number, one in enumerate(group.things, 1):
        text = text_of(one.fields)
        if text is None or not text.strip():
            continue
        start, end = clock.span(one.fields)
        if start is None:
            start = _first_word_start(one.fields, clock)
        glued = start is None and bool(pieces) and _GLUED.fullmatch(text.strip()) is not None
        start = last if glued or (end is not None and not _first(one.fields, STARTS)[0] and start is None) else start
        if start is None:
            stands = [one.fields[key] for key in STARTS if key in one.fields]
            wrong.extend(_Fault(number, str(value)[:40]) for value in stands[:1])
            continue
        glued = glued or _GLUED.fullmatch(text.strip()) is not None
        told = _speaker(one.fields, TOLD) or _best_speaker(one.fields) or one.speaker
        pieces.append(_Piece(start, end, text.strip(), told, one.block, glued, one.fields))
        last = end if end is not None else start
    return _Said(pieces, wrong, sum(len(one.text.split()) for one in pieces if not one.glued), not ends, clock.milliseconds)


def _first_word_start(fields: dict[str, Any], clock: _Clock) -> int | None:
    """Return the start of the first word of the best alternative in ms, or None if no word has one."""
    for key in _BEST:
        best = fields.get(key)
        words = fields_of(best[0]).get("words") if isinstance(best, list) and best and isinstance(best[0], dict) else None
        if isinstance(words, list) and words and isinstance(words[0], dict):
            return clock.span(fields_of(words[0]))[0]
    return None


def _best_speaker(fields: dict[str, Any]) -> str | None:
    best = next((fields[key] for key in _BEST if isinstance(fields.get(key), list) and fields[key]), None)
    return _speaker(best[0], TOLD) if best and isinstance(best[0], dict) else None


# -- the transcript


def is_timed(data: Any) -> bool:
    """Whether a JSON value holds a list of things with a start and words; of a list of episodes each does."""
    if isinstance(data, list) and any(isinstance(item, dict) and "title" in item and "start" not in item for item in data):
        return False
    return bool(_untimed(data)) or _transcript_in(groups_of(data)) is not None


def _transcript_in(groups: Sequence[_Group]) -> _Said | None:
    """The group that is the transcript: phrases of which most are said, the finest there are; else words; else what
    there is."""
    said = [found for group in groups if not group.names_speakers and (found := _said(group)) and (found.pieces or found.wrong)]
    most = max((one.words for one in said), default=0)
    near = [one for one in said if one.words >= _NEARLY_ALL * most]
    fine = [one for one in said if one.words >= _MOSTLY * most and _FEW_WORDS < one.words_a_piece <= _MOST_WORDS and one.has_starts]
    words = [one for one in near if one.words_a_piece <= _FEW_WORDS]
    return max(fine or words or near, key=lambda one: (one.has_starts, len(one.pieces)), default=None)


def read_record(data: Any) -> Record:
    """The captions of a JSON value, whatever service wrote it, and its facts. What cannot be read of it is left out and
    named; raises NoSegments where nothing is said, BadRecord that names the first fault where faults are more than
    captions."""
    if paragraphs := _untimed(data):
        return replace(facts_of(data), captions=paragraphs, untimed=True)
    groups = groups_of(data)
    said = _transcript_in(groups)
    if said is None:
        raise NoSegments("no-said-segments")
    if len(said.wrong) > len(said.pieces):
        raise said.wrong[0].raised
    spans = _turns(groups) if not any(one.speaker for one in said.pieces) else []
    pieces = [replace(one, speaker=_who(spans, one)) for one in said.pieces] if spans else said.pieces
    captions = list(_as_phrases(pieces) if said.words_a_piece <= _FEW_WORDS else _as_captions(pieces))
    if not captions:
        raise NoSegments("no-said-segments")
    removed = tuple(Removed("unreadable segment", str(one.raised)) for one in said.wrong)
    facts = facts_of(data)
    if said.milliseconds and facts.chapters:
        facts = replace(facts, chapters=tuple(chapters(data["chapters"], "ms")))
    if not facts.is_ours:
        captions = spoken_by(iter(sorted(captions, key=lambda one: one.start_ms)))
    return replace(facts, captions=tuple(captions), removed=removed)


def _untimed(data: Any) -> tuple[Caption, ...]:
    """The paragraphs of a record that tells places and no times, as an archive's export, API and dump write it out."""
    rows = (data.get("segments") or data.get("cues")) if isinstance(data, dict) else None
    if not isinstance(rows, list) or not all(map(_is_placed, rows)):
        return ()
    found = (caption(start_of_paragraph(row["paragraph"]), string(row, "text") or "", None, string(row, "speaker")) for row in rows)
    return tuple(sorted(filter(None, found), key=lambda one: one.start_ms))


def _is_placed(row: Any) -> bool:
    timed = not isinstance(row, dict) or row.get("start") is not None or row.get("start_ms") is not None
    number = None if timed else row.get("paragraph")
    return isinstance(number, int) and not isinstance(number, bool) and 0 < number <= MOST_PARAGRAPHS


def _as_phrases(pieces: Sequence[_Piece]) -> Iterator[Caption]:
    """Words joined to phrases, those of each list by themselves. A last list that repeats all the words before it takes
    their place: a service gives speakers only there."""
    blocks = [list(block) for _, block in groupby(pieces, key=lambda one: one.block)]
    before = sum(map(len, blocks[:-1]))
    if before and len(blocks[-1]) >= _NEARLY_ALL * before and blocks[-1][0].start_ms <= blocks[0][0].start_ms:
        blocks = blocks[-1:]
    for block in blocks:
        yield from phrases(Word(one.start_ms, one.text, one.end_ms, one.speaker, one.glued) for one in block)


def _as_captions(pieces: Sequence[_Piece]) -> Iterator[Caption]:
    """Phrases as they are, with the times of their words where each has one. What is no phrase is cut by its words: a
    turn, where another speaks in each, and what lasts for minutes."""
    turns = len(pieces) > 1 and all(one.speaker and one.speaker != after.speaker for one, after in pairwise(pieces))
    for one in pieces:
        words = _words_of(one)
        if words and (turns or len(one.text.split()) > _MOST_WORDS):
            yield from phrases(words)
        elif found := caption(one.start_ms, one.text, one.end_ms, one.speaker or _same(word.speaker for word in words)):
            alike = [word.text for word in words] == found.text.split()
            times = tuple(word.start_ms for word in words) if alike else None
            heard = string(one.fields, "heard") if one.fields.get("corrected") is True else None
            yield replace(found, words_ms=times, heard=heard, label=string(one.fields, "statedspeaker"))


def _words_of(piece: _Piece) -> list[Word]:
    """The words that stand in a phrase's own list; one without a time has that of the one before."""
    inner = next((value for key, value in piece.fields.items() if key == "words" and isinstance(value, list)), [])
    group = _Group(("words",), [_Thing(fields_of(item), 0, None) for item in inner if isinstance(item, dict)])
    clock, last, words = _clock_of(group.things), piece.start_ms, list[Word]()
    for thing in group.things:
        start, end = clock.span(thing.fields)
        text = (text_of(thing.fields) or "").strip()
        last = start if start is not None else last
        if text:
            words.append(Word(last, text, end, piece.speaker or _speaker(thing.fields, TOLD)))
    return words


def _same(names: Iterable[str | None]) -> str | None:
    told = {name for name in names if name}
    return told.pop() if len(told) == 1 else None


# -- who spoke, where another list tells it


def _turns(groups: Sequence[_Group]) -> list[_Piece]:
    """The finest list of who spoke from when to when, in order of time; empty where there is none."""
    finest: list[_Piece] = max(map(_turns_in, groups), key=len, default=[])
    return sorted(finest, key=lambda one: one.start_ms)


def _turns_in(group: _Group) -> list[_Piece]:
    clock = _Clock(False)
    out = []
    for one in group.things:
        start, end = clock.span(one.fields)
        name = _speaker(one.fields, TOLD) or (string(one.fields, "name", "id") if group.names_speakers else None)
        if start is None or end is None or not name or (text_of(one.fields) and not group.names_speakers):
            return []
        out.append(_Piece(start, end, "", name, 0, False, {}))
    return out


def _who(turns: Sequence[_Piece], piece: _Piece) -> str | None:
    """Who spoke when a piece began: the last turn that had begun, if it had not ended."""
    place = bisect_right(turns, piece.start_ms, key=lambda one: one.start_ms) - 1
    return turns[place].speaker if place >= 0 and piece.start_ms <= (turns[place].end_ms or 0) else None
