"""The words of an episode's speech as they stand in its captions, what of these nobody says, and quotations beside
it."""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby, pairwise, product, takewhile

from archive.analysis.speakers import may_be_one, turns_in
from archive.languages import numbers, registered, united
from archive.model.episode import Cue
from archive.search.index.types import Captions
from archive.search.quotations.alignment import FEWEST_WORDS, Alignment, Stretch, Weight, aligned, cut_of
from archive.search.quotations.attribution import Quotation
from archive.search.results.answer import PieceJson, Quoted
from archive.text.speaker_labels import is_marked, is_name, split_turn
from archive.text.tokenizer import Span, ends_sentence, spans, words
from archive.text.word_times import SaidAt

_ENDS, _QUOTES = ".!?…:", " -–—«»\"'()"
DENIES, APOSTROPHES = "t", ("'", "’")
"""What English binds to a word to deny it, of which the tokenizer makes a word of its own: `can't` holds `can`."""
CONTEXT, BEHIND, SENTENCE = 12, 6, frozenset(".!?…")
"""Words at most that are told before a passage or what denies it, and behind, one more that an apostrophe binds; signs
that end a sentence."""
FEWEST_LETTERS = 3
"""Of a last name that is known by itself (no F. L.)."""
_SPACES = (" ", "\u00a0", "\u202f")


def _but_the_last(same: Stretch) -> Iterator[Stretch]:
    """A stretch that is said as it is quoted, but its last word: that is said with the one behind."""
    if same.end - same.first > 1:
        yield replace(same, end=same.end - 1, stop=same.stop - 1)
    yield Stretch("otherwise", same.end - 1, same.end, same.stop - 1, same.stop + 1)


def _but_the_first(same: Stretch) -> Iterator[Stretch]:
    """The same of its first word, said with the one before."""
    yield Stretch("otherwise", same.first, same.first + 1, same.begin - 1, same.begin + 1)
    if same.end - same.first > 1:
        yield replace(same, first=same.first + 1, begin=same.begin + 1)


def _cut_to(otherwise: Stretch, begin: int, stop: int) -> Stretch:
    """Words in whose place a part is said of what is; not said where that is none."""
    return replace(otherwise, begin=begin, stop=stop, fate="otherwise" if begin < stop else "unsaid")


Bounds = tuple[int, int]
Speakers = Callable[[int, int], Sequence[str]]
"""Who says the words of an episode's speech from one position to another."""
_NOTE = re.compile(r"\[([^\[\]]{1,80})\]|\(([^()]{1,80})\)|\*([^*]{1,80})\*")
_SENTENCE = re.compile(r"\w{2}\.\s")
_ENDED = (".", "!", "?", "…", ")", "]", "*", "»", '"')
EVERY_WORD = 1 << 30
OF_AMOUNT, MOST_OF_AMOUNT = 3, 8
"""Words beside some that differ which may be of one amount with them (pour cent), and of those themselves."""


class Speech:
    """The words of an episode's speech in the cues round some positions, as they stand; where it is told who speaks,
    without what nobody says: a label of who speaks at a cue's beginning, a sound that is noted ("(Rires)")."""

    def __init__(self, captions: Captions, first: int, end: int, speakers: Speakers | None = None) -> None:
        begin = max(0, int(captions.first_word.searchsorted(first, "right")) - 1)
        stop = int(captions.first_word.searchsorted(end, "left"))
        self._captions, texts, self._cues, self.words = captions, [], [], []
        self._positions: list[int] = []
        length = 0
        for cue in range(begin, stop):
            if cue + 1 < len(captions.first_word) and captions.first_word[cue] == captions.first_word[cue + 1]:
                continue  # not indexed
            text, numbers = _said_in(captions, cue, speakers)
            every = [Span(span.word, span.start + length, span.end + length) for span in spans(text)]
            self.words += every
            self._cues += [cue] * len(every)
            self._positions += [int(captions.first_word[cue]) + number for number in numbers]
            texts.append(text)
            length += len(text) + 1
        self._text = " ".join(texts)

    @property
    def is_cut(self) -> bool:
        """Whether something stands between its words that nobody says."""
        return len(self.words) < self._positions[-1] + 1 - self._positions[0]

    def bounds(self, begin: int, stop: int) -> tuple[int, int]:
        """The position of the first of some of its words, and the one behind the last."""
        last = len(self._positions) - 1
        return self._positions[min(begin, last)], self._positions[min(max(begin, stop - 1), last)] + 1

    def between(self, first: int, end: int) -> str:
        """What stands from one position to another."""
        return self.shown(self.word_at(first), self.word_at(end))

    def word_at(self, position: int) -> int:
        """The first of its words from a position on."""
        return bisect_left(self._positions, position)

    def shown(self, begin: int, stop: int) -> str:
        """Some of its words as they stand."""
        return cut_of(self._text, self.words, begin, stop)

    def beside(self, quoted: Sequence[str], weight: Weight, gaps: Collection[int], farthest: int = 0) -> Alignment:
        """A quotation laid beside it, as by `aligned`. What is said in place of its last word is taken with what an
        apostrophe binds to it (wasn't); a first or last word that is said as a part of another is not said (can't, 13
        750)."""
        laid = self._with_whole_ends(aligned(quoted, [span.word for span in self.words], weight, gaps, farthest))
        *before, last = laid.stretches
        if last.fate == "otherwise" and self.sign_before(laid.stop) in APOSTROPHES:
            laid = replace(laid, stretches=(*before, replace(last, stop=last.stop + 1)))
        elif last.fate == "same" and self._is_one_word(laid.stop):
            laid = replace(laid, stretches=(*before, *_but_the_last(last)))
        first, *behind = laid.stretches
        if first.fate == "same" and self._is_one_number(laid.begin):
            laid = replace(laid, stretches=(*_but_the_first(first), *behind))
        return self._to_the_sentence(laid)

    def _to_the_sentence(self, laid: Alignment) -> Alignment:
        """The same with no word of another sentence in place of its first or last ones: where all are of another, these
        are not said."""
        first, *behind = laid.stretches
        if behind and first.fate == "otherwise":
            begins = (place for place in range(first.begin + 1, first.stop + 1) if self._sentence_ends(place))
            laid = replace(laid, stretches=(_cut_to(first, max(begins, default=first.begin), first.stop), *behind))
        *before, last = laid.stretches
        if before and last.fate == "otherwise":
            ends = (place for place in range(max(1, last.begin), last.stop) if self._sentence_ends(place))
            laid = replace(laid, stretches=(*before, _cut_to(last, last.begin, min(ends, default=last.stop))))
        return laid

    def _sentence_ends(self, place: int) -> bool:
        """Whether a sentence ends just before a word."""
        end, spaces = self.words[place - 1].end, re.finditer(r"\s", self.sign_before(place))
        return any(ends_sentence(self._text[: end + space.start()]) for space in spaces)

    def is_by_chance(self, laid: Alignment) -> bool:
        """Whether a quotation is laid over the end of a sentence, and one of its words that differ stands beside few
        that do not: l'État ? C'est vous."""
        ends = (place for place in range(laid.begin + 1, laid.stop) if self._sentence_ends(place))
        sentences = list(pairwise([laid.begin, *ends, laid.stop]))
        said = [
            ([one for one in laid.stretches if one.begin < stop and one.stop > begin], begin, stop) for begin, stop in sentences
        ]
        return len(sentences) > 1 and any(
            any(one.fate == "otherwise" for one in some)
            and sum(min(one.stop, stop) - max(one.begin, begin) for one in some if one.fate == "same") < FEWEST_WORDS
            for some, begin, stop in said
        )

    def _with_whole_ends(self, laid: Alignment) -> Alignment:
        """The same with all of what is said otherwise at either end: all figures of a number (5,000, of which 000 is
        laid beside a thousand), and the don't of which only t is."""
        first, begin = laid.stretches[0], laid.begin
        while first.fate == "otherwise" and self._is_one_word(begin):
            begin -= 1
        laid = replace(laid, stretches=(replace(first, begin=begin), *laid.stretches[1:]))
        last, stop = laid.stretches[-1], laid.stop
        while last.fate == "otherwise" and self._is_one_word(stop):
            stop += 1
        return replace(laid, stretches=(*laid.stretches[:-1], replace(last, stop=stop)))

    def sign_before(self, place: int) -> str:
        """What stands between a word and the one before it; a space where there is none."""
        return self._text[self.words[place - 1].end : self.words[place].start] if 0 < place < len(self.words) else " "

    def _is_one_word(self, place: int) -> bool:
        """Whether a word and the one before it are written as one that says something else."""
        is_behind = 0 < place < len(self.words) and self.sign_before(place) in APOSTROPHES
        denied = is_behind and self.words[place].word == DENIES
        return denied or self._is_one_number(place)

    def _is_one_number(self, place: int) -> bool:
        """Whether a word and the one before it are the figures of one number: of thousands, or behind a point."""
        if not 0 < place < len(self.words):
            return False
        before, word, sign = self.words[place - 1].word, self.words[place].word, self.sign_before(place)
        figures = before.isdecimal() and word.isdecimal()
        return figures and (sign in (".", ",") or (sign in _SPACES and len(word) == 3 and len(before) <= 3))

    def edges(self, begin: int, stop: int) -> int:
        """At how many of its ends a sentence begins or ends."""
        if begin >= stop:
            return 0
        before = self._text[: self.words[begin].start].rstrip(_QUOTES)
        behind = self._text[self.words[stop - 1].end :].lstrip(_QUOTES)
        is_begun, is_ended = self._cues[0] == 0, self._cues[-1] + 1 == len(self._captions.texts)
        return (before[-1] in _ENDS if before else is_begun) + (behind[0] in _ENDS if behind else is_ended)

    def begins(self, word: int) -> tuple[int, int]:
        """When the cue of a word begins, and which of the cues of that second it is."""
        cue = self._cues[min(word, len(self._cues) - 1)]
        return self._captions.start_ms.item(cue), self._captions.place_in_second(cue)

    def said_at(self, word: int) -> SaidAt:
        """When a word is said."""
        word = min(word, len(self._cues) - 1)
        return self._captions.said_at(self._cues[word], self._positions[word])


def _said_in(captions: Captions, cue: int, speakers: Speakers | None) -> tuple[str, Sequence[int]]:
    """What of a cue's text is said, and which of its words these are."""
    text = captions.texts[cue]
    every = list(spans(text))
    unsaid = list(unsaid_in(captions, cue, speakers)) if speakers else []
    if not unsaid:
        return text, range(len(every))
    kept = [number for number, span in enumerate(every) if not any(begin <= span.start < end for begin, end in unsaid)]
    for begin, end in reversed(unsaid):
        text = f"{text[:begin]} {text[end:]}"
    return " ".join(text.split()), kept


def unsaid_in(captions: Captions, cue: int, speakers: Speakers) -> Iterator[tuple[int, int]]:
    """The letters of a cue that nobody says, in their order: who speaks, at its beginning and amid it, and sounds that
    are noted."""
    text, before = captions.texts[cue], captions.texts[cue - 1].rstrip() if cue else ""
    turn, first = split_turn(text), int(captions.first_word[cue])
    begin = len(text.rstrip()) - len(turn.text) if turn else 0
    if turn and turn.speaker:
        ended = not before or before.endswith(_ENDED)
        everybody = speakers(0, EVERY_WORD) if ended and is_name(turn.speaker) else ()
        if any(_is_label_of(turn.speaker, one) for one in (*speakers(first, first + 1), *everybody)):
            yield 0, begin
        else:
            begin = 0
    everybody = speakers(0, EVERY_WORD) if ":" in text[begin:] else ()
    turns = turns_in(Cue(0, text), everybody) if everybody else []
    labels = [(end, after) for (_, _, end), (_, after, _) in pairwise(turns) if end >= begin]
    notes = [note.span() for note in _NOTE.finditer(text, begin) if next(iter(words(note[0])), "") in united().sounds]
    yield from sorted((*labels, *notes))


def _is_label_of(label: str, name: str) -> bool:
    """Whether what stands before a colon is the name of somebody who speaks, whole or in initials: no word that begins
    a sentence."""
    is_one = is_name(label) and is_marked(label) and not _SENTENCE.search(label)
    return words(label) == words(name) or (is_one and may_be_one(label, name))


def pieces_of(quotation: Quotation, speech: Speech, laid: Alignment) -> tuple[PieceJson, ...]:
    """The words of a quotation and of the speech that it is laid beside, stretch by stretch."""
    typed = ["[…]" if one.fate == "left-out" else quotation.shown(one.first, one.end) for one in laid.stretches]
    said = [speech.shown(one.begin, one.stop) for one in laid.stretches]
    return tuple(map(PieceJson, (one.fate for one in laid.stretches), typed, said))


def runs_of(laid: Alignment) -> list[tuple[int, int]]:
    """The words of the speech that each part of a quotation is laid beside, between what it leaves out."""
    parts = [list(some) for is_gap, some in groupby(laid.stretches, key=lambda one: one.is_left_out) if not is_gap]
    return [(some[0].begin, some[-1].stop) for some in parts if some[0].begin < some[-1].stop]


def with_words_around(told: Quoted, place: int, end: int, captions: Captions, speakers: Speakers) -> Quoted:
    """A passage of some speech with a few words that are said before it, and before what stands ahead of it and denies
    it, and behind: of its sentence where it says more, else of the next."""
    speech, ahead = Speech(captions, max(0, place - 2 * CONTEXT), end + BEHIND, speakers), told.pieces[0]
    first, end = speech.word_at(place) - ahead.is_ahead * len(words(ahead.said)), speech.word_at(end)
    begin, stop = max(0, first - CONTEXT), min(len(speech.words), end + BEHIND)
    begin = max((place for place in range(begin, first) if set(speech.sign_before(place)) & SENTENCE), default=begin)
    stop = min((place for place in range(end + 1, stop) if set(speech.sign_before(place)) & SENTENCE), default=stop)
    while begin and speech.sign_before(begin) in APOSTROPHES:
        begin -= 1
    while stop < len(speech.words) and speech.sign_before(stop) in APOSTROPHES:
        stop += 1
    signs = [speech.sign_before(place).strip(f"{numbers.UNITS}'’«»“”\" ") for place in (first, end)]
    before, behind = f"{speech.shown(begin, first)}{signs[0]}", f"{signs[1]} {speech.shown(end, stop)}" if end < stop else ""
    return replace(told, before=before.strip(), behind=behind.strip())


def but_who_says_it(told: Quoted) -> Quoted:
    """A passage beside plain words without the name of who says it, or where nobody is told to, of whom its episode is
    with: who types it tells whose sentence it is (qu'ils sautent un tour melenchon)."""
    names = told.speakers or tuple(name for name, _, kind in told.summary.people if kind != "cited")
    pieces = tuple(piece for one in told.pieces if (piece := _but_named(one, names)))
    others = tuple(one for one in told.replaced if one in pieces)
    return replace(told, pieces=pieces, replaced=others, turns=tuple(one for one in told.turns if others or one != "word"))


def _but_named(piece: PieceJson, names: Sequence[str]) -> PieceJson | None:
    """A piece without the first name in it, whole or the last one alone, of words that are not said; None where nothing
    is left."""
    typed = words(piece.quoted) if piece.fate in {"unsaid", "otherwise"} else []
    whole = [name for name in map(words, names) if name and len(name[-1]) >= FEWEST_LETTERS]
    ends = sorted((name[first:] for name in whole for first in range(len(name))), key=len, reverse=True)
    runs = ((place, place + len(end)) for end in ends for place in range(len(typed)) if typed[place : place + len(end)] == end)
    first, last = next(runs, (0, 0))
    if first == last:
        return piece
    at = list(spans(piece.quoted))
    quoted = f"{piece.quoted[: at[first].start]}{piece.quoted[at[last - 1].end :]}".strip()
    return PieceJson(piece.fate if quoted else "unquoted", quoted, piece.said) if quoted or piece.said else None


def with_amounts(quotation: Quotation, speech: Speech, laid: Alignment) -> Alignment:
    """A quotation beside speech with what is one amount however it is written (cent quarante mille, 140 000; 20 %,
    twenty percent) as said, with what of it is the same, and at the ends what is said beside; and with a number of
    another unit as said otherwise."""
    left, found = list(laid.stretches), list[Stretch]()
    while left:
        run = list(takewhile(lambda one: one.fate not in {"same", "left-out"}, left))
        del left[: len(run)]
        amount = _one_amount(quotation, speech, run, found[-1:], left[:1]) if run else None
        if amount:
            found, left = ([one for one in map(partial(_cut, amount), some) if one] for some in (found, left))
        found += [amount] if amount else run or left[:1]
        left = left if run else left[1:]
    return replace(laid, stretches=tuple(part for one in found for part in _but_other_units(quotation, speech, one)))


def _cut(amount: Stretch, one: Stretch) -> Stretch | None:
    """A stretch without what of it is of an amount, before it or behind; None where nothing is left."""
    if one.end <= amount.first or one.first >= amount.end:
        return one
    if one.first < amount.first:
        return replace(one, end=amount.first, stop=amount.begin)
    return replace(one, first=amount.end, begin=amount.stop) if one.end > amount.end else None


def _one_amount(
    quotation: Quotation, speech: Speech, run: Sequence[Stretch], before: Sequence[Stretch], behind: Sequence[Stretch]
) -> Stretch | None:
    """Words that differ, with as few of those beside them as make them one amount on both sides; None where none do."""
    near, beside = run[0], [[word for one in some for word in _same(one)] for some in (before, behind)]
    first, end, begin, stop = near.first, run[-1].end, near.begin, run[-1].stop
    around = quotation.words[max(0, first - OF_AMOUNT) : end + OF_AMOUNT]
    if max(end - first, stop - begin) > MOST_OF_AMOUNT or not any(map(numbers.is_number, around)):
        return None
    ways = (range(min(OF_AMOUNT, len(some)) + 1) for some in beside)
    ahead = range(1 if before else min(OF_AMOUNT, begin) + 1)
    further = range(1 if behind else min(OF_AMOUNT, len(speech.words) - stop) + 1)
    for fewer, more, earlier, beyond in product(*ways, ahead, further):
        whole = Stretch("same", first - fewer, end + more, begin - fewer - earlier, stop + more + beyond)
        if numbers.are_one(quotation.shown(whole.first, whole.end), speech.shown(whole.begin, whole.stop)):
            return whole
    return None


def _same(one: Stretch) -> range:
    """The words of a stretch that are said as they are quoted, each as one."""
    return range(one.first, one.end if one.fate == "same" and one.end - one.first == one.stop - one.begin else one.first)


def _but_other_units(quotation: Quotation, speech: Speech, one: Stretch) -> Iterator[Stretch]:
    """A stretch that is said as it is quoted, but the numbers of which the quotation has another unit: 20 %, 20
    euros."""
    quoted, said = (
        quotation.shown(one.first, one.end),
        speech.shown(one.begin, min(one.stop + OF_AMOUNT, len(speech.words))) if _same(one) else "",
    )
    first, begin = one.first, one.begin
    for place in _of_other_units(quoted, said) if said and numbers.read(quoted) != words(quoted) else ():
        at, there = first + place, begin + place
        if at > one.first:
            yield replace(one, end=at, stop=there)
        yield Stretch("otherwise", at, at + 1, there, there + 1)
        one = replace(one, first=at + 1, begin=there + 1)
    if one.end > one.first or one.fate in {"left-out", "unquoted"}:
        yield one


def _of_other_units(quoted: str, said: str) -> list[int]:
    """The last words of the amounts in some words that have another unit in others: in a language that reads as many of
    them as any, the fewest."""
    ways = []
    for code in registered():
        ours, theirs = [one for one in numbers.amounts(quoted, code) if one.unit], numbers.amounts(said, code)
        units = [{other.unit for other in theirs if other.first < one.end <= other.end} for one in ours]
        others = [one.end - 1 for one, there in zip(ours, units, strict=True) if one.unit not in there]
        ways.append((-len(ours), len(others), others))
    return min(ways)[2]


def voices(met: Bounds, parts: Sequence[Bounds], captions: Captions, speakers: Speakers) -> tuple[str, ...]:
    """Who says what is met of a passage, in its parts: as the transcript tells, and behind a label in its text whom
    that names ("JJB : Donc ? JLM : Oui.", of one turn in the archive)."""
    everybody, told = speakers(0, EVERY_WORD), dict[str, None]()
    first_cue = max(0, int(captions.first_word.searchsorted(met[0], "right")) - 1)
    for cue in range(first_cue, int(captions.first_word.searchsorted(met[1]))) if everybody else ():
        text, first = captions.texts[cue], int(captions.first_word[cue])
        own = next(iter(speakers(first, first + 1)), None)
        for who, begin, end in turns_in(Cue(0, text, speaker=own), everybody):
            theirs = [first + place for place, span in enumerate(spans(text)) if begin <= span.start < end]
            said = [position for position in theirs if met[0] <= position < met[1]]
            if who and any(part[0] <= position < part[1] for position in said for part in parts):
                told[who if who in everybody else next((name for name in everybody if may_be_one(who, name)), who)] = None
    return tuple(told)
