"""Quotations that keep. A link to a passage carries a fingerprint of its words; when a newer save of the page moves the
passage, or words it a little differently, the fingerprint still finds it.

The fingerprint is two base64url letters a word (12 bits of its hash), of at most 32 words. It is found again where most
of them stand in the same order: one at its place counts three and one beside it two, and 1.4 a word are enough, so half
of the words at their places; of six words or fewer, which other passages hold too, 2.1 (docs/adr/0016).

Words that a reader chose are told whole: 32 or more of them by the first sixteen, their number and the last sixteen,
with dots between. Of a quotation that leaves words out so is each part, one word or more, with ~ between: eight parts
at most, and three words in all at least."""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from archive.analysis import speakers
from archive.model.episode import Episode, seconds_of, time_of
from archive.search.results.answer import Match
from archive.text.token_stream import TokenStream, begin_with_signs, with_signs
from archive.text.tokenizer import edges, ends_sentence, sentence_begins, words
from archive.text.word_times import heard_until, sentence_said_at, starting_second, stopping_second, words_before
from archive.transcripts.addresses import Ids

FEWEST_WORDS, MOST_WORDS, LONGEST_QUOTE, MOST_BEFORE = 3, 32, 60, 20
SHORT, SURE, ENOUGH = 6, 2.1, 1.4
AT_AN_END = MOST_WORDS // 2
BETWEEN, MOST_PARTS = "~", 8
LEFT_OUT, MOST_PLACES = 400, 30
"""Words at most between two parts (a quotation's, and labels of who speaks); places at which the longest is tried."""
MOST_OF_A_LABEL = 4
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an episode: the first and the last cue, the id and second it begins at, the text as it stands, its
    fingerprint, and whether an editor corrected any of it."""

    cue: int
    last: int
    id: str
    start_ms: int
    text: str
    fingerprint: str
    corrected: bool = False
    speaker: str = ""
    """Who says all of it, where the page tells."""
    voices: tuple[tuple[str, str], ...] = ()
    """Of several who say it, where the page tells: who, and what, one after the other."""
    part: bool = False
    amid: bool = False
    """Whether it is some words of its lines, and begins amid a sentence."""
    open_end: bool = False
    """Whether it was found by its first words alone."""
    position: int = 0
    """The position of its first word in all that is said."""
    until: int | None = None
    """The second at which it ends, of words that are chosen and of a quotation that leaves words out."""
    parts: tuple["Passage", ...] = ()
    """Of such a one, each by itself."""

    @property
    def is_said(self) -> bool:
        """Whether it is of words; else it is a sound that is noted."""
        return bool(self.fingerprint)

    @property
    def behind(self) -> int:
        """The position behind its last word."""
        last = (self.parts or (self,))[-1]
        return last.position + len(words(last.text))

    @property
    def matches(self) -> tuple[Match, ...]:
        """Its words as the page marks them."""
        return tuple(Match(one.position, len(words(one.text)), "exact") for one in self.parts or (self,))


@dataclass(frozen=True, slots=True)
class LocatedQuotation:
    """A passage found again; `moved_ms` tells how much later it now is (earlier where negative), `changed` that some of
    its words are others."""

    passage: Passage
    moved_ms: int
    changed: bool


def fingerprint(words: Sequence[str]) -> str:
    """The fingerprint of folded words: two letters each, the first 32."""
    return "".join(_letters(word) for word in words[:MOST_WORDS])


def whole_fingerprint(words: Sequence[str]) -> str:
    """The fingerprint of folded words that tells where they end, however many they are."""
    if len(words) < MOST_WORDS:
        return fingerprint(words)
    return f"{fingerprint(words[:AT_AN_END])}.{len(words)}.{fingerprint(words[-AT_AN_END:])}"


def quoted_fingerprint(parts: Iterable[Sequence[str]]) -> str:
    """The fingerprint of the parts of a quotation, between which it leaves words out; of one part as any."""
    return BETWEEN.join(map(whole_fingerprint, parts))


_AN_END = rf"(?:[\w-]{{2}}){{{AT_AN_END}}}"
_A_PART = re.compile(rf"(?:[\w-]{{2}}){{1,{MOST_WORDS}}}|{_AN_END}\.[1-9]\d{{1,5}}\.{_AN_END}", re.ASCII)


def valid(value: str) -> bool:
    """Whether this can be a fingerprint, in one of its two forms, or several between which words are left out."""
    parts = value.split(BETWEEN)
    return len("".join(parts)) >= 2 * FEWEST_WORDS and len(parts) <= MOST_PARTS and all(map(_A_PART.fullmatch, parts))


def chosen(episode: Episode, speech: TokenStream, first: int, last: int, letters: str) -> Passage | None:
    """The words that a reader chose in two cues, of the `letters` before them in the first and up to their end in the
    last (`120,14`): a word is chosen where a letter of it is. Fewer than a fingerprint tells are chosen with those
    beside them, of their sentence first. None where so few are said there, or the letters cannot be read."""
    told = re.fullmatch(r"(\d{1,6}),(\d{1,6})", letters, re.ASCII)
    if not told:
        return None
    before, until = map(int, told.groups())
    begin = speech.first_word(first) + sum(end <= before for _start, end in edges(speech.texts[first]))
    behind = speech.first_word(last) + sum(start < until for start, _end in edges(speech.texts[last]))
    begin, behind = min(begin, speech.first_word(first + 1)), min(behind, speech.first_word(last + 1))
    if 0 < behind - begin < FEWEST_WORDS:
        begin, behind, until = _enough(speech, first, last, begin, behind)
    if begin >= behind or not valid((made := _words_of(episode, speech, begin, behind - begin)).fingerprint):
        return None
    ((cue, (letter, _)),) = speech.spans(made.position, 1)
    end = stopping_second(episode, last, until if behind < speech.first_word(last + 1) else None)
    return from_second(replace(made, until=end), cue, starting_second(episode.cues, cue, letter))


def _enough(speech: TokenStream, first: int, last: int, begin: int, behind: int) -> tuple[int, int, int]:
    """Some words of two cues with as many beside them as a fingerprint needs: those that go on their sentence, else
    those before; and the letter at which the last one ends in its cue."""
    text, low = speech.texts[last], speech.first_word(last)
    ends, room = edges(text), speech.first_word(last + 1) - behind
    sentences = [place for place in sentence_begins(text) if place >= ends[behind - 1 - low][1]]
    same = sum(start < min(sentences, default=len(text)) for start, _ in ends[behind - low :])
    behind += min(FEWEST_WORDS - (behind - begin), same)
    begin = max(behind - FEWEST_WORDS, speech.first_word(first))
    behind = min(begin + FEWEST_WORDS, behind + room)
    return begin, behind, ends[behind - 1 - low][1]


def passage_at(episode: Episode, speech: TokenStream, cue: int, last: int | None = None, second: int | None = None) -> Passage:
    """The passage that begins with a cue, from the sentence on that is said at a `second` of it: to the cue `last`,
    else to the end of its sentence; of a long line the sentences that are no more than 60 words, one at least. A sound
    that is noted is a passage by itself."""
    if last is None:
        return _sentences(episode, speech, cue, sentence_said_at(episode.cues, cue, second) if second else 0)
    whole = _passage(episode, speech, cue, max(cue, min(last, len(episode.cues) - 1)))
    begin = speakers.said_from(episode, cue, sentence_said_at(episode.cues, cue, second) if second else 0) if whole.is_said else 0
    return _from_letter(episode, speech, whole, begin) if begin else whole


def _sentences(episode: Episode, speech: TokenStream, cue: int, begin: int) -> Passage:
    """The passage from a letter of a cue to the end of its sentence."""
    last = speakers.end_of_sentence(episode, cue, FEWEST_WORDS, LONGEST_QUOTE)
    whole, begin = _passage(episode, speech, cue, last), speakers.said_from(episode, cue, begin)
    made = _from_letter(episode, speech, whole, begin) if begin and whole.is_said else whole
    if whole.last > cue or len(made.text.split()) <= LONGEST_QUOTE:
        return made
    ends = [after - 1 for after in sentence_begins(made.text)]
    end = max((end for end in ends if len(made.text[:end].split()) <= LONGEST_QUOTE), default=min(ends, default=None))
    text = made.text[:end].rstrip()
    mark = made.fingerprint[: 2 * len(words(text))]
    return _with_voices(episode, replace(made, text=text, fingerprint=mark, part=text != whole.text), begin, begin + len(text))


def _from_letter(episode: Episode, speech: TokenStream, whole: Passage, begin: int) -> Passage:
    """A passage from a letter of its first cue on."""
    before = sum(start < begin for start, _end in edges(episode.cues[whole.cue].text))
    place, behind = whole.position + before, speech.first_word(whole.last + 1)
    mark = fingerprint(speech.words[place:behind])
    return _with_voices(episode, replace(whole, text=whole.text[begin:], fingerprint=mark, part=True, position=place), begin)


def stated_at(
    episode: Episode, speech: TokenStream, cue: int, last: int | None, second: int | None, quoted: Passage | None
) -> Passage:
    """The words that an address states, in its page, its citation and its frame: those `quoted`, which its fingerprint
    finds, else the sentence that is said at a second of a cue, from its begin on. Where the address tells the `last`
    cue, those from the first on, and it tells the end of those whose fingerprint tells the first words alone."""
    if quoted and (last is None or not quoted.open_end):
        return quoted
    if last is None and episode.cues[cue].kind == "speech" and not (second and sentence_said_at(episode.cues, cue, second)):
        first, letter = speakers.begin_of_sentence(episode, cue, MOST_BEFORE)
        whole = _sentences(episode, speech, first, letter)
        if whole.last >= cue and ends_sentence(whole.text):
            return from_second(whole, first, starting_second(episode.cues, first, letter))
    return passage_at(episode, speech, cue, last, second)


def marked_at(episode: Episode, speech: TokenStream, cue: int, mark: str, second: int | None) -> Passage | None:
    """The passage of a fingerprint where it begins with a cue; None where it stands elsewhere, or is none."""
    found = find(episode, speech, mark, second) if valid(mark) else None
    return found.passage if found and found.passage.cue == cue else None


def from_second(passage: Passage, cue: int, second: int | None) -> Passage:
    """The passage, told from a second of a cue on, where it begins with that cue: where one begins to listen."""
    later = second is not None and time_of(passage.start_ms) is not None and second * 1000 > passage.start_ms
    return replace(passage, start_ms=second * 1000) if later and second and passage.cue == cue else passage


def find(episode: Episode, speech: TokenStream, mark: str, second: int | None) -> LocatedQuotation | None:
    """The passage of a fingerprint in an episode, the nearest to a second where several fit; None where none does."""
    said, parts = _codes([_letters(word) for word in speech.words]), mark.split(BETWEEN)
    near = Ids(episode.cues).at(second or 0) or 0
    if not (runs := _runs(said, parts, speech.first_word(near) + words_before(episode.cues, near, second or 0))):
        return None
    runs = [_but_a_label(episode, speech, said, part, run) for part, run in zip(parts, runs, strict=True)]
    parts_said = [_words_of(episode, speech, *run) if run[1] else _from_word(episode, speech, run[0]) for run in runs]
    passage = _joined(episode, speech, parts_said)
    changed = any(_mark_at(speech, part, *run) != part for part, run in zip(parts, runs, strict=True))
    was = passage.start_ms // 1000 if second is None else second
    stands = Ids(episode.cues).is_at(passage.cue, was)
    moved_ms = 0 if stands else (seconds_of(passage.start_ms) - was) * 1000
    timed = time_of(passage.start_ms) is not None and time_of(was * 1000) is not None
    return LocatedQuotation(passage, moved_ms if timed else 0, changed)


def _but_a_label(episode: Episode, speech: TokenStream, said: NDArray[np.int16], part: str, run: "Run") -> "Run":
    """A run from where another begins to speak on, where its few words before that are others than its fingerprint
    tells: a label stood there, which the page's newer reading takes for none of what is said."""
    (place, many), wanted = run, _wanted(part)
    for skip, (told, word) in enumerate(zip(wanted, said[place:], strict=False)):
        cue = int(speech.cues[place + skip])
        begins = place + skip == speech.first_word(cue) and cue and episode.cues[cue].speaker != episode.cues[cue - 1].speaker
        if told == word or skip == MOST_OF_A_LABEL:
            return (place + skip, max(0, many - skip)) if told == word and begins else run
    return run


Run = tuple[int, int]
"""The position of the first word of a part, and how many words it is; 0 where that is not told."""


def _runs(said: NDArray[np.int16], parts: Sequence[str], near: int) -> list[Run]:
    """Where the parts of a fingerprint stand, each behind the one before, round the longest of them: where the least is
    left out between them, then nearest to a position; none where one stands nowhere."""
    longest = max(range(len(parts)), key=lambda number: len(parts[number]))
    places = sorted(_tops(said, _wanted(parts[longest])), key=lambda place: abs(place - near))[:MOST_PLACES]
    ways = [way for place in places if (way := _way(said, parts, longest, place))]
    return min(ways, key=lambda way: (way[-1][0] - way[0][0], abs(way[0][0] - near)), default=[])


def _way(said: NDArray[np.int16], parts: Sequence[str], number: int, place: int) -> list[Run]:
    """The same of the one part that stands at a place, and the others nearest to it; none where one does not."""
    way = [(place, _many(said[place:], parts[number]))]
    for part in parts[number + 1 :]:
        end = sum(way[-1])
        at = _best(said[end : end + LEFT_OUT], _wanted(part), 0)
        way += [] if at is None else [(end + at, _many(said[end + at :], part))]
    for part in reversed(parts[:number]):
        first = max(0, way[0][0] - LEFT_OUT)
        at = _best(said[first : way[0][0]], _wanted(part), LEFT_OUT)
        way = way if at is None else [(first + at, _many(said[first + at :], part)), *way]
    return way if len(way) == len(parts) else []


def _mark_at(speech: TokenStream, part: str, place: int, many: int) -> str:
    """The fingerprint of the words that stand where a part was found."""
    if "." in part:
        return whole_fingerprint(speech.words[place : place + many])
    return fingerprint(speech.words[place : place + len(part) // 2])


def _many(said: NDArray[np.int16], part: str) -> int:
    """How many words a part is, from its first on, of which its fingerprint tells the number and the last words, or
    all; 0 where its end is not found, or not told."""
    told, _dot, ends = part.partition(".")
    if not ends:
        return len(told) // 2 % MOST_WORDS
    number, _dot, last = ends.partition(".")
    at = _best(said[AT_AN_END:], _codes(_pairs(last)), int(number) - 2 * AT_AN_END)
    return 0 if at is None else at + 2 * AT_AN_END


def _wanted(part: str) -> NDArray[np.int16]:
    """The first words of a part of a fingerprint."""
    return _codes(_pairs(part.partition(".")[0]))


def _pairs(mark: str) -> list[str]:
    return [mark[place : place + 2] for place in range(0, len(mark), 2)]


def _letters(word: str) -> str:
    return urlsafe_b64encode(hashlib.blake2b(word.encode(), digest_size=3).digest())[:2].decode()


def _codes(letters: Sequence[str]) -> NDArray[np.int16]:
    return np.array([_ALPHABET.index(pair[0]) * 64 + _ALPHABET.index(pair[1]) for pair in letters], np.int16)


def _best(said: NDArray[np.int16], wanted: NDArray[np.int16], near: int) -> int | None:
    """The position where most of the wanted words stand, the nearest to one where there are several; None where they do
    not stand."""
    return min(_tops(said, wanted), key=lambda place: abs(place - near), default=None)


def _tops(said: NDArray[np.int16], wanted: NDArray[np.int16]) -> list[int]:
    """The positions where most of the wanted words stand, each at its place (three) or one beside it (two); none where
    that is not enough (docs/adr/0016)."""
    most = len(said) - len(wanted) + 1
    if most < 1:
        return []
    padded = np.concatenate(([-1], said, [-1]))
    score = np.zeros(most, np.int32)
    for place, word in enumerate(wanted):
        beside = [padded[place + shift : place + shift + most] == word for shift in (0, 1, 2)]
        score += 2 * (beside[0] | beside[1] | beside[2]) + beside[1]
    top = int(score.max())
    enough = top >= (SURE if len(wanted) <= SHORT else ENOUGH) * len(wanted)
    return np.flatnonzero(score == top).tolist() if enough else []


def _words_of(episode: Episode, speech: TokenStream, place: int, many: int) -> Passage:
    """The passage of so many words, from the first of them that is said to the last, with the signs that stand beside
    them; of labels alone these."""

    def said(position: int) -> bool:
        ((cue, (start, _end)),) = speech.spans(position, 1)
        return speakers.said_from(episode, cue, start) == start

    first = next(filter(said, range(place, place + many)), place)
    many = next(filter(said, reversed(range(place, place + many))), place + many - 1) + 1 - first
    cut = {cue: with_signs(speech.texts[cue], *span) for cue, span in speech.spans(first, many)}
    (cue, begun), (last, ended) = (list(cut.items())[end] for end in (0, -1))
    whole, text = _passage(episode, speech, cue, last), " ".join(speech.texts[cue][part] for cue, part in cut.items())
    mark = whole_fingerprint(speech.words[first : first + many])
    made = replace(whole, text=text, fingerprint=mark, part=text != whole.text, position=first)
    return _with_voices(episode, made, begun.start, ended.stop)


def _joined(episode: Episode, speech: TokenStream, parts: Sequence[Passage]) -> Passage:
    """The passage of a quotation that leaves words out, of its parts; of one alone that one."""
    if len(parts) == 1:
        return parts[0]
    turns = speakers.across_gaps([one.voices or ((one.speaker, one.text),) for one in parts])
    return replace(
        parts[0],
        last=parts[-1].last,
        text=" ".join(text for _who, text in turns),
        fingerprint=BETWEEN.join(one.fingerprint for one in parts),
        corrected=any(one.corrected for one in parts),
        speaker=turns[0][0] if len(turns) == 1 else "",
        voices=tuple(turns) if len(turns) > 1 else (),
        part=True,
        until=heard_until(episode, speech, parts[-1].behind),
        parts=tuple(parts),
    )


def _from_word(episode: Episode, speech: TokenStream, place: int) -> Passage:
    """The passage that begins with a word, to the end of its sentence: a fingerprint tells the first words of a long
    one alone."""
    ((cue, (start, _end)),) = speech.spans(place, 1)
    return replace(_sentences(episode, speech, cue, begin_with_signs(speech.texts[cue], start)), open_end=True)


def _passage(episode: Episode, speech: TokenStream, first: int, last: int) -> Passage:
    cues = episode.cues[first : last + 1]
    spoken = [cue for cue in cues if cue.kind == "speech"]
    made = Passage(
        cue=first,
        last=last,
        position=speech.first_word(first),
        id=Ids(episode.cues).name(first),
        start_ms=episode.cues[first].start_ms,
        text=" ".join(cue.text for cue in spoken or cues),
        fingerprint=fingerprint(speech.words[speech.first_word(first) : speech.first_word(last + 1)]),
        corrected=any(cue.heard for cue in spoken),
    )
    return _with_voices(episode, made)


def _with_voices(episode: Episode, passage: Passage, begin: int = 0, end: int | None = None) -> Passage:
    """A passage from a letter of its first cue to one of its last with who says it, by the name or the label that the
    transcript states: none where it is a number or a letter for a voice; of several each with what is theirs."""
    turns = speakers.turns_between(episode, range(passage.cue, passage.last + 1), begin, end)
    voices = tuple(turns) if len(turns) > 1 and any(who for who, _ in turns) else ()
    amid = passage.is_said and speakers.is_amid_sentence(episode, passage.cue, begin)
    return replace(passage, speaker=turns[0][0] if len(turns) == 1 else "", voices=voices, amid=amid)
