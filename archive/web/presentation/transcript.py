"""An episode's transcript as its page shows it: chapters, paragraphs, lines, marks, what was misheard, and the moments
of a search in it."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, dropwhile, groupby, islice, pairwise
from types import MappingProxyType

import msgspec
from markupsafe import Markup, escape
from msgspec import structs

from archive.analysis import analyze
from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.model.episode import Chapter, Cue, Episode, seconds_of
from archive.search.index.types import AS_ASKED, GUESSED, MATCH_KINDS, MatchKind
from archive.search.query.parser import parse
from archive.search.results.answer import Hit, MarkJson, Match, Moment
from archive.search.results.snippets import Matched, claims
from archive.text.token_stream import TokenStream
from archive.text.tokenizer import sentence_begins
from archive.text.word_times import starting_second
from archive.transcripts import chapters_of, turns
from archive.transcripts.addresses import Ids, line_id, place_word
from archive.web.http.addresses import words_asked
from archive.web.http.search_params import SearchParams, as_phrase
from archive.web.i18n import french_spaces
from archive.web.site import index

NONE: Mapping[int, str] = MappingProxyType({})
Marks = Sequence[MarkJson]
_OTHERWISE, _SOUGHT, _TOLD = ' class="near"', ' id="here"', '<span class="has">'


def with_marks(text: str, marks: Sequence[MarkJson], sought: MarkJson | None = None, tags: Mapping[int, str] = NONE) -> Markup:
    """The text, escaped, with its marked spans in `<mark>`, dotted where heard or written otherwise than asked for; the
    one `sought`, behind others, has the id `here`. Sentences stand in their `tags`, but where a mark goes over both."""
    inner = [(begin - 1, begin, "</span>", tag) for begin, tag in tags.items() if begin]
    for mark in marks:
        told = (_SOUGHT if mark == sought != marks[0] else "") + ("" if mark.kind in AS_ASKED else _OTHERWISE)
        inner.append((mark.start, mark.end, f"<mark{told}>", "</mark>"))
    pieces, at = [tags.get(0, "")], 0
    for start, end, opens, closes in sorted(inner):
        if at <= start and end <= len(text):
            pieces += (escape(text[at:start]), opens, escape(text[start:end]), closes)
            at = end
    return Markup("".join((*pieces, escape(text[at:]), "</span>" if tags else "")))


def marked(text: str, marks: Sequence[MarkJson], sought: MarkJson | None = None, tags: Mapping[int, str] = NONE) -> Markup:
    """The same for a page, where no line begins with what belongs to the one before: transcripts have plain spaces."""
    return with_marks(french_spaces(text), marks, sought, tags)


def _tags(text: str, marks: Marks, quoted: Marks, cited: Marks, near: int, *, goes_on: bool = False) -> dict[int, str]:
    """The tag of each sentence of a text, by its first letter, where there are several. Told are as few as hold all
    that is `quoted`, else the one that holds most of the marks, of equals that of the letter `near` or the first; where
    nothing is marked, all that are `cited`, and behind the first one told where that `goes_on` in the next line."""
    spans = list(pairwise((0, *sentence_begins(text), len(text))))
    has = [{one.slot for one in quoted or marks or cited if one.start < end and begin < one.end} for begin, end in spans]
    tags, told = ["<span>"] * len(has), set[int]()
    for at in sorted(range(len(has)), key=lambda at: (-len(has[at]), not spans[at][0] <= near < spans[at][1])):
        if has[at] - told:
            tags[at] = _TOLD
            told |= has[at] if quoted else set.union(*has) if marks else set()
    for at in range(tags.index(_TOLD), len(tags)) if goes_on and _TOLD in tags else ():
        tags[at] = _TOLD if any(one.start < spans[at][1] and spans[at][0] < one.end for one in cited) else tags[at]
    return {begin: tag for (begin, _end), tag in zip(spans, tags, strict=True)} if len(tags) > 1 else {}


class Line(msgspec.Struct, frozen=True, gc=False):
    """A cue on the page. `at` is where to begin to listen to what is marked or chosen in it; `speaker` where a turn
    begins, and in paragraphs one is led to; `doubts` are the names probably meant by words of it; `here` tells a cue
    now chosen, `heard` what the page has where an editor corrected the line."""

    id: str
    seconds: int
    at: int
    html: Markup
    kind: str
    speaker: str | None
    doubts: tuple[str, ...] = ()
    here: bool = False
    heard: str | None = None

    @property
    def place(self) -> str:
        """Its second, or its paragraph, as an address has it."""
        return place_word(self.seconds)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Cues read together; `hit` where one of them is marked; `chapter` where one begins here."""

    lines: tuple[Line, ...]
    start_ms: int
    hit: bool
    chapter: Chapter | None = None

    @property
    def here(self) -> bool:
        """Whether the line now chosen is one of these."""
        return any(line.here for line in self.lines)


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter with the moments found in it."""

    chapter: Chapter
    moments: int
    here: bool


Marked = dict[int, list[MarkJson]]
"""What is marked in cues, by the number of the cue."""


def _claimed(speech: TokenStream, said: Iterable[Match]) -> Iterator[list[tuple[int, MarkJson]]]:
    """The words that meet a search, in order, as an excerpt of them is marked (`claims`): each in the cues it is in."""
    matched = (Matched(one.position, one.words, MATCH_KINDS.index(one.kind), one.slot) for one in said)
    for first, last, one in claims(sorted(matched)):
        spans = speech.spans(first, last - first + 1)
        yield [(cue, MarkJson(start, end, MATCH_KINDS[one.kind], None, one.slot)) for cue, (start, end) in spans]


def marked_in(speech: TokenStream, said: Iterable[Match]) -> Marked:
    """The words that meet a search, cue by cue."""
    found: Marked = {}
    for cue, mark in chain.from_iterable(_claimed(speech, said)):
        found.setdefault(cue, []).append(mark)
    return found


def doubts_in(speech: TokenStream, links: Iterable[NameLink], said: Iterable[Match] = ()) -> dict[int, list[str]]:
    """By cue, the names probably meant by what was transcribed otherwise; at the cue of the mention's last word. Not of
    what is marked as heard for another name, which a reader asked for (Yves Hilpisch)."""
    found: dict[int, list[str]] = {}
    kinds: dict[int, set[MatchKind]] = {}
    for one in said:
        for place in range(one.position, one.position + one.words):
            kinds.setdefault(place, set()).add(one.kind)
    guessed = {place for place, every in kinds.items() if every <= GUESSED}
    for link in links:
        last = link.position + link.words - 1
        if link.is_a_guess and last < len(speech.words) and not guessed.issuperset(range(link.position, last + 1)):
            names = found.setdefault(int(speech.cues[last]), [])
            if link.name not in names:
                names.append(link.name)
    return found


def paragraphs(
    episode: Episode,
    analysis: Analysis | None,
    speech: TokenStream,
    shown: Marked,
    here: range,
    at: tuple[int, int] | None = None,
    cited: Iterable[Match] = (),
    places: Sequence["MomentPlace"] = (),
    said: Sequence[Match] = (),
) -> tuple[Paragraph, ...]:
    """The transcript in paragraphs, a chapter beginning a new one; `here` are the cues now chosen, `at` the one of them
    that is heard and the second in it, `cited` the words there; `places` are the moments of a search, of which the one
    `at` that second is chosen as far as its result quotes words that are `said`."""
    cues, chapters = episode.cues, sorted(chapters_of(episode, analysis), key=lambda chapter: chapter.start_ms)
    ids, parted = Ids(cues).names, list(_parted(cues, _numbers(cues, analysis), chapters))
    doubts, lit = doubts_in(speech, analysis.links if analysis else (), said), marked_in(speech, cited)
    told, quoted = listening_seconds(places), _quoted_in(cues, speech, said, places, at)
    here = range(here.start, max((here.stop, *(place + 1 for place in quoted))))
    names = turns(episode, analysis, _named_again(cues, (part for part, _chapter in parted), {*here, *shown}))
    lines: list[Line] = []
    for place, cue in enumerate(cues):
        marks, second = shown.get(place, ()), seconds_of(cue.start_ms)
        begin = at[1] if at and place == at[0] else told.get(second, listening(cues, place, marks))
        sought = _said_from(cues, place, marks, begin) if at and place == at[0] else None
        words, goes_on = (marks, quoted.get(place, ()), lit.get(place, ())), place + 1 in lit and place + 1 in here
        html = marked(cue.text, marks, sought, _tags(cue.text, *words, sought.start if sought else 0, goes_on=goes_on))
        said_by = cue.kind, names[place], tuple(doubts.get(place, ()))
        lines.append(Line(ids[place], second, begin, html, *said_by, place in here, cue.heard))
    return tuple(_paragraph(lines[part.start : part.stop], chapter) for part, chapter in parted)


def _parted(cues: Sequence[Cue], numbers: Sequence[int], chapters: Sequence[Chapter]) -> Iterator[tuple[range, Chapter | None]]:
    """The cues of each paragraph, and the chapter that begins with them; a page's times may go back, its chapters do
    not."""
    starts = [chapter.start_ms for chapter in chapters]
    begun = [0, *accumulate((bisect_right(starts, cue.start_ms) for cue in cues), max)]
    for (_number, many), run in groupby(range(len(cues)), key=lambda place: (numbers[place], begun[place + 1])):
        part = list(run)
        yield range(part[0], part[-1] + 1), chapters[many - 1] if many > begun[part[0]] else None


def _said_from(cues: Sequence[Cue], place: int, marks: Iterable[MarkJson], second: int) -> MarkJson | None:
    """The first that is marked in a cue of what one begins to listen to at a second, or later."""
    later = (mark for mark in marks if listening(cues, place, (mark,)) >= second)
    return min(later, key=lambda mark: mark.start, default=None)


def _quoted_in(
    cues: Sequence[Cue],
    speech: TokenStream,
    said: Iterable[Match],
    places: Iterable["MomentPlace"],
    chosen: tuple[int, int] | None,
) -> Marked:
    """Of the words that meet a search those that the result of the moment `chosen` (its cue and its second) quotes, as
    far as it has all of them; none where no moment is."""
    moment = next((one.moment for one in places if one.moment and (one.moment.cue, one.second) == chosen), None)
    if moment is None:
        return {}
    at, left, found = moment.cue, {mark.slot for mark in moment.marks}, Marked()
    later = (one for one in _claimed(speech, said) if one[0][0] >= at)
    begun = dropwhile(lambda one: one[0][0] == at and listening(cues, at, (one[0][1],)) < moment.second, later)
    for match in islice(begun, len(moment.marks)):
        for cue, mark in match if left or match[0][0] in found else ():
            found.setdefault(cue, []).append(mark)
        left.discard(match[0][1].slot)
    return found


def _named_again(cues: Sequence[Cue], parts: Iterable[range], led_to: Container[int]) -> set[int]:
    """The cues that begin paragraphs in which one lands or is led to what is found, where one person says all of it so
    far: who that is stands somewhere above. A name in the midst of it would part a sentence."""
    led = ((part.start, next((place for place in part if place in led_to), None)) for part in parts)
    return {at for at, place in led if place is not None and len({cue.speaker for cue in cues[at : place + 1]}) == 1}


def listening(cues: Sequence[Cue], place: int, marks: Sequence[MarkJson]) -> int:
    """The second at which one begins to listen to the first that is marked in a cue; to the cue where nothing is."""
    return starting_second(cues, place, min((mark.start for mark in marks), default=0))


def parts(chapters: Sequence[Chapter], hit: Hit | None, now_ms: int) -> tuple[Part, ...]:
    """The chapters with the number of moments in each, and which one is being read."""
    starts = [chapter.start_ms for chapter in chapters]
    counts: Counter[int] = Counter()
    for one in moment_places(hit):
        counts[bisect_right(starts, one.line * 1000) - 1] += 1
    here = bisect_right(starts, now_ms) - 1
    return tuple(Part(chapter, counts[place], place == here) for place, chapter in enumerate(chapters))


@dataclass(frozen=True, slots=True)
class MomentPlace:
    """A moment of a hit in whole seconds: the `line` that its best passage begins with, where it begins, and the one
    second that is told of it wherever it is shown. `moment` is None where it was not written out; `near` tells that a
    word of it, or of those not written out all, was not said as it was asked, `whole` that it says all of several
    words."""

    line: int
    second: int
    near: bool
    moment: Moment | None = None
    whole: bool = False

    @property
    def anchor(self) -> str:
        """The id of its line."""
        return self.moment.line if self.moment else line_id(self.line)


def moment_places(hit: Hit | None) -> tuple[MomentPlace, ...]:
    """The moments of a hit in order of time, for all that lists, counts, draws or steps through them. One whose ticks
    were too many to be read is told all the same."""
    said = {seconds_of(moment.start_ms): moment for moment in (hit.moments if hit else ())}
    places: list[MomentPlace] = []
    leads, whole = dict(enumerate(hit.leads if hit else ())), frozenset((hit.whole if hit else None) or ())
    for number, group in groupby(hit.ticks if hit else (), key=lambda tick: tick.moment):
        ticks = tuple(group)
        line = leads.get(number, ticks[0].seconds)
        moment = said.pop(line, None)
        near = _is_near(moment) if moment else all(tick.kind not in AS_ASKED for tick in ticks)
        places.append(MomentPlace(line, moment.second if moment else line, near, moment, number in whole))
    places += (MomentPlace(line, one.second, _is_near(one), one) for line, one in said.items())
    return tuple(sorted(places, key=lambda place: place.line))


def _is_near(moment: Moment) -> bool:
    """Whether a word of what a moment quotes is nowhere in it as it was asked (Peter shilagi, for Péter Szilágyi)."""
    told = {mark.slot for mark in moment.marks}
    return told != {mark.slot for mark in moment.marks if mark.kind in AS_ASKED} if told else moment.kind not in AS_ASKED


def said_together(hit: Hit | None) -> Hit | None:
    """What is quoted, drawn, counted and led through of a hit for several words: the moments that say them all, else,
    where none does, those that are no chance beside the best; every one where the address asks for `words=any`, or
    leads to one that is not among them (`words_led_by`)."""
    numbers = frozenset(hit.whole or hit.telling or ()) if hit and not words_asked() else frozenset[int]()
    if hit is None or not 0 < len(numbers) < hit.moments_total:
        return hit
    said = {hit.leads[number] for number in numbers}
    ticks = tuple(tick for tick in hit.ticks if tick.moment in numbers)
    moments = tuple(moment for moment in hit.moments if seconds_of(moment.start_ms) in said)
    return replace(hit, ticks=ticks, moments=moments, moments_total=len(numbers))


def words_led_by(hit: Hit | None, second: int) -> str:
    """Which moments an address asks to be led through that leads to a second: `any` where a moment begins there that is
    not among those that say the most."""
    begun = next((one.line for one in moment_places(hit) if second in {one.second, one.line}), None)
    return "" if begun is None or begun in {one.line for one in moment_places(said_together(hit))} else "any"


def phrase_in(hit: Hit | None, params: SearchParams) -> Hit | None:
    """Where some moments of a hit, not all, say its words as one phrase: the same episode's hit for that phrase."""
    phrase, query = as_phrase(params), parse(params.text)
    if hit is None or phrase is None or len(query.groups) < 2 or query.excluded:
        return None
    found = index().search_episode(phrase.text, hit.summary.slug)
    return found.hit if found and 0 < found.hit.moments_total < hit.moments_total else None


def first_of(places: Sequence[MomentPlace], phrase: Hit | None) -> MomentPlace | None:
    """The moment to open an episode at: the first that says the phrase, else all words, else the first."""
    said = next((place.line for place in moment_places(phrase)), None)
    told = (place for place in places if place.whole)
    if said is not None:
        told = (place for place in reversed(places) if place.line <= said)
    return next(told, next(iter(places), None))


def cue_at(cues: Sequence[Cue], places: Iterable[MomentPlace], second: int) -> int | None:
    """The cue that a second means: that of the moment which begins there to be heard, or to be said, else what is said
    at it; None without cues."""
    return next((one.moment.cue for one in places if one.moment and second in {one.second, one.line}), Ids(cues).at(second))


def listening_seconds(places: Iterable[MomentPlace]) -> dict[int, int]:
    """Where one begins to listen to moments, by the second of their line."""
    return {place.line: place.second for place in places if place.moment}


def moment_at(places: Sequence[MomentPlace], second: int, until: int | None = None) -> int:
    """Which of the moments one is at in the second of a line, -1 before all: the first that begins in a passage from
    there `until` a second, else the last that has begun. The page's script tells the same."""
    inside = bisect_left(places, second, key=lambda place: place.line)
    is_inside = inside < len(places) and places[inside].line < (until or 0)
    return inside if is_inside else bisect_right(places, second, key=lambda place: place.line) - 1


MOST_LISTED = 60
"""Moments listed beside a transcript."""


@dataclass(frozen=True, slots=True)
class MomentWindow:
    """The moments listed beside a transcript, those round where one is: from the one numbered `first` on, of `total`;
    `here` is the one being read."""

    places: tuple[MomentPlace, ...]
    first: int
    total: int
    here: MomentPlace | None

    @property
    def last(self) -> int:
        """The number of the last of them."""
        return self.first + len(self.places) - 1


def moments_round(hit: Hit | None, second: int | None, until: int | None = None) -> MomentWindow:
    """At most MOST_LISTED moments, as many before as behind the one where one is (`moment_at`)."""
    places = tuple(place for place in moment_places(hit) if place.moment)
    at = -1 if second is None else moment_at(places, second, until)
    first = max(0, min(at - MOST_LISTED // 2, len(places) - MOST_LISTED))
    return MomentWindow(places[first : first + MOST_LISTED], first + 1, len(places), places[at] if at >= 0 else None)


def _paragraph(lines: list[Line], chapter: Chapter | None) -> Paragraph:
    return Paragraph(tuple(_doubts_once(lines)), lines[0].seconds * 1000, any("<mark" in line.html for line in lines), chapter)


def _doubts_once(lines: list[Line]) -> Iterator[Line]:
    """The lines, each name probably meant told once a paragraph."""
    told: set[str] = set()
    for line in lines:
        fresh = tuple(name for name in line.doubts if name not in told)
        told.update(fresh)
        yield structs.replace(line, doubts=fresh) if len(fresh) < len(line.doubts) else line


def _numbers(cues: Sequence[Cue], analysis: Analysis | None) -> Sequence[int]:
    """The paragraph of each cue; without a reading of this save, that which one would tell."""
    return analysis.paragraphs if analysis and len(analysis.paragraphs) == len(cues) else analyze.paragraphs(cues)
