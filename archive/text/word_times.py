"""When a word is said of which only the caption's time is known: by how much of the caption is spoken before it.

What is spoken counts in syllables: a run of vowels is one (in writing without such vowels a letter), a figure two, and
half of one is lost between words, one at a comma, two at the end of a sentence. Chosen on half of the recordings that
tell the times of their words, and held to the others (docs/adr/0035-the-second-of-the-word.md).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal, NamedTuple

from archive.model.episode import Cue, Episode, is_untimed, seconds_of, time_of
from archive.text.token_stream import TokenStream
from archive.text.tokenizer import edges, fold, sentence_begins

AtSource = Literal["given", "estimated"]
"""Whether the page tells when a word is said, or its place in the caption."""
LEAD_MS = 1000
"""How long before a word one begins to listen, so that it is not missed."""
MOST_MS = 400
"""A syllable takes no longer: where a caption lasts beyond that, silence follows what is said."""
USUAL_MS = 200
"""What a syllable takes where nothing tells when the words of a caption end."""
_FIGURE, _GAP, _COMMA, _END = 2.0, 0.5, 1.0, 2.0
_syllables = re.compile(r"[aeiouy]+|[^\W\d_a-z]").findall
_figures = re.compile(r"\d").findall
_commas, _ends = re.compile(r"[,;:](?=\s)").findall, re.compile(r"[.!?…](?=\s)").findall


class SaidAt(NamedTuple):
    """When a word is said, in ms of the recording, and how that is known."""

    ms: int
    source: AtSource


def spoken(text: str) -> float:
    """How long a text takes to say, in syllables."""
    folded = fold(text)
    said = len(_syllables(folded)) + _FIGURE * len(_figures(folded))
    pauses = _GAP * len(folded.split()) + _COMMA * len(_commas(folded)) + _END * len(_ends(folded))
    return said + pauses if said else 0.0


def estimated_ms(start_ms: int, until_ms: int | None, text: str, begin: int) -> int:
    """When the word is said that begins at a letter of a caption's text; `until_ms` is when the next caption begins,
    None behind the last one. In a paragraph, of which nobody tells when it is said, that is its place."""
    if time_of(start_ms) is None:
        return start_ms
    every = spoken(text)
    lasts = every * USUAL_MS
    if until_ms is not None and 0 <= until_ms - start_ms <= every * MOST_MS:
        lasts = until_ms - start_ms
    return start_ms + round(lasts * spoken(text[:begin]) / every) if every else start_ms


def silence_ms(cue: Cue, later: Cue) -> int:
    """How long nothing is said, at the least, between a caption and a later one; 0 where nobody tells when they are."""
    timed = time_of(cue.start_ms) is not None
    return max(0, later.start_ms - cue.start_ms - round(spoken(cue.text) * MOST_MS)) if timed else 0


def said_at(cue: Cue, until_ms: int | None, begin: int) -> SaidAt:
    """The same of a cue as the library keeps it, which may know the times of its words."""
    if cue.words_ms:
        words = len(cue.text[: begin + 1].split())
        return SaidAt(max(cue.start_ms, cue.words_ms[min(max(words, 1), len(cue.words_ms)) - 1]), "given")
    return SaidAt(estimated_ms(cue.start_ms, until_ms, cue.text, begin), "estimated")


def listening_second(start_ms: int, at_ms: int) -> int:
    """The second of the address at which one begins to listen: LEAD_MS before a word, never before its caption's
    second."""
    return max(start_ms, at_ms - LEAD_MS) // 1000


def starting_second(cues: Sequence[Cue], place: int, letter: int) -> int:
    """The second of an address at which one begins to listen to the word at a letter of a cue."""
    cue = cues[place]
    at_ms = said_at(cue, _until(cues, place), letter).ms if letter else cue.start_ms
    return listening_second(cue.start_ms, at_ms)


def words_before(cues: Sequence[Cue], place: int, second: int) -> int:
    """How many words of a cue are said before a second."""
    cue, until = cues[place], _until(cues, place)
    begins = [begin for begin, _end in edges(cue.text)]
    return bisect_left(begins, second * 1000, key=lambda begin: said_at(cue, until, begin).ms)


def sentence_said_at(cues: Sequence[Cue], place: int, second: int) -> int:
    """The letter of a cue's text at which the sentence begins that is said at a second."""
    cue, until = cues[place], _until(cues, place)
    if time_of(cue.start_ms) is None or second * 1000 <= cue.start_ms:
        return 0
    begun = (begin for begin in sentence_begins(cue.text) if said_at(cue, until, begin).ms <= second * 1000 + LEAD_MS)
    return max(begun, default=0)


def _until(cues: Sequence[Cue], place: int) -> int | None:
    """When the next cue begins; None behind the last one."""
    return cues[place + 1].start_ms if place + 1 < len(cues) else None


def length_ms(episode: Episode) -> int:
    """How long an episode lasts, wherever that is told: as stated where that is behind the begin of the line of the
    latest time, else until the words of that are said, to the whole second: a duration may be that of an excerpt, and
    times may go back. 0 without either, and where nobody tells when the lines are said."""
    last, stated = max(reversed(episode.cues), key=lambda cue: cue.start_ms, default=None), episode.duration_ms or 0
    if is_untimed(episode):
        return 0
    if not last or seconds_of(stated) > seconds_of(last.start_ms):
        return stated
    return -1000 * (said_at(last, None, len(last.text)).ms // -1000)


def end_of(episode: Episode, cue: int) -> int | None:
    """The second at which what is said in a cue ends: where one of a later second begins, else where the episode ends;
    None where nothing tells."""
    begun = seconds_of(episode.cues[cue].start_ms)
    after = next((second for later in episode.cues[cue:] if (second := seconds_of(later.start_ms)) > begun), None)
    if after is not None or is_untimed(episode):
        return after
    return seconds_of(length_ms(episode)) or None


def heard_second(episode: Episode, cue: int, stated: int | None) -> int:
    """The second at which one begins to listen to a cue: that which an address states, while the cue is being said;
    else the cue's own. What is cited may begin before, at its sentence's begin."""
    begun, end = seconds_of(episode.cues[cue].start_ms), end_of(episode, cue)
    return stated if stated is not None and begun < stated < (end or 0) else begun


def stopping_second(episode: Episode, cue: int, letter: int | None) -> int | None:
    """The second of an address at which one has heard what is said in a cue before a letter of it, LEAD_MS behind it to
    the next whole one; None for all of the cue: where it ends. None where nothing tells."""
    end = end_of(episode, cue)
    if letter is None or end is None or time_of(episode.cues[cue].start_ms) is None:
        return end
    heard_ms = said_at(episode.cues[cue], _until(episode.cues, cue), letter).ms + LEAD_MS
    return min(end, -(heard_ms // -1000))


def heard_from(episode: Episode, speech: TokenStream, position: int) -> int:
    """The second of an address at which one begins to listen to the word of a position."""
    ((cue, (letter, _end)),) = speech.spans(position, 1)
    return starting_second(episode.cues, cue, letter)


def heard_until(episode: Episode, speech: TokenStream, behind: int) -> int | None:
    """The second of an address at which one has heard the words before a position. None where nothing tells."""
    ((cue, (_begin, end)),) = speech.spans(behind - 1, 1)
    return stopping_second(episode, cue, end if behind < speech.first_word(cue + 1) else None)
