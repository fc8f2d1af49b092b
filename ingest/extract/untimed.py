"""A transcript of which nobody tells when it is said: its paragraphs, in order, with who speaks where the page says so.

It is taken only where it is told to be one: by a heading, by who stated it, or by people whose turns fill the page.
Below "Transcript" and no more, enough words are enough. Elsewhere somebody has to say "I" and to be addressed, again
and again (`speech.py`), as in most articles, manuals, release notes, recipes and minutes nobody does; and without any
heading the turns must be longer than those of a chat, and no play's."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive.model.episode import MOST_PARAGRAPHS, Removed, start_of_paragraph, time_of
from archive.text.speaker_labels import turns_of
from ingest.extract.paragraphs import FENCES, MARKED, PLACED, Paragraph, at_inner_stamps, cut, paragraphs, speakers, turns_in
from ingest.extract.parts import sample_of
from ingest.extract.site_words import is_footer, label_form, labels
from ingest.extract.speech import is_spoken
from ingest.extract.stamps import Stamped
from ingest.extract.transcript import Transcript, stamps_of
from ingest.formats.front_matter import split_front_matter

_WORD = (
    r"(?:(?P<doubtful>transcriptions?|transkription)|transcripts?|retranscription|transkript|transcripci[oó]n|trascrizione"
    r"|transcri[cç][aã]o|transkrypcja)"
)
_HEADING = re.compile(
    r"(?P<mark>#{1,6} |={2,} )?[*_ ]{0,8}"
    r"(?:(?:full|complete|rough|edited|raw|episode|podcast|show|interview|video|audio|the|la|le) ){0,6}"
    rf"{_WORD}(?P<of>\b(?!-)[^.!?]{{0,80}})?[ *_:=]*",
    re.IGNORECASE,
)
_OF_ITSELF = re.compile(r"\W*(?:[(:–—-]|(?:of|for|from|de|du|des|d'|von|vom|del?|di)\b).*|\W*")
"""What may stand behind the word in a heading that leads to the transcript itself: "(translated)", ": Title"; not
"Transcript settings"."""
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_UNMARKED = 7
"""The level of a heading that nothing marks: only the footer ends it."""
_MOST_HEADINGS = 8
_NOTES = re.compile(
    r"\b(?:notes?|minutes|agenda|summary|action items|compte[- ]rendu|proc[eè]s[- ]verbal|ordre du jour|protokoll|tagesordnung"
    r"|acta|orden del d[ií]a|verbale|ordine del giorno|ata|pauta)\b",
    re.IGNORECASE,
)
_NO_SPEECH = re.compile(
    r"\W*(?:(?:show|episode|further|related|useful|weitere|more|other|our) )?"
    r"(?:links?|notes?|references?|r[eé]f[eé]rences?|resources?|ressources?"
    r"|credits?|cr[eé]dits?|licen[cs]es?|comments?|commentaires?|sources?|sponsors?|support|subscribe|follow"
    r"|contacts?|reading|bibliograph\w+|footnotes|acknowledg\w+|remerciements|liens|quellen|verweise|literatur|anmerkungen|kommentare|impressum"
    r"|enlaces|referencias|recursos|cr[eé]ditos|comentarios|fuentes|collegamenti|riferimenti|risorse|crediti|commenti|fonti"
    r"|refer[eê]ncias|coment[aá]rios|related|episodes|about (?:us|me|the (?:authors?|podcast|show|speakers?|hosts?|guests?))"
    r"|[aà] propos|[uü]ber uns|acerca de)\b.{0,30}",
    re.IGNORECASE,
)
"""What headings behind a transcript call what nobody says."""
_STAMPED = 8
"""One line in so many with a stamp: a page of chapters, a chat, a transcript of which the times were misread."""
_FEWEST_WORDS = 30
"""Of a part with a heading and people who speak."""
_FEWEST_UNTOLD = 250
"""Of a part that only its heading tells, or only its people; of these so many turns as well."""
_FEWEST_TURNS_UNTOLD = 10
_WORDS_A_HEADING = 60
_IN_TURNS = 0.6
_WORDS_A_TURN = 5.0
_WORDS_A_TURN_UNTOLD = 10
"""Where no heading tells a transcript; in chats people write six or seven at a time."""
_LONGEST_DIRECTION = 80
_STAGE = re.compile(
    r"[^\w]*(?:(?:A[Cc][Tt]|A[Cc][Tt][Ee]|A[Kk][Tt]|Aufzug|A[Cc][Tt][Oo]|A[Tt][Tt][Oo]|S[Cc][EeÈè][Nn][Ee]|Szene|Auftritt|Escena|Scena)"
    r"[ .:]+(?:[IVXLC]+|[0-9]+|(?i:premi|first|erst|prim)\w*)\b.{0,40}"
    r"|(?:Dramatis [Pp]erson\w+|(?:Les )?[Pp]ersonnages|Personen|Personajes|Personaggi|Exit|Exeunt"
    r"|C(?:urtain|URTAIN)|R(?:ideau|IDEAU)|Vorhang|Telón|Sipario)\b.{0,30}"
    r"|(?:INT|EXT)\.? .*|Enter [A-Z][\w']+[^.!?]{0,30}\.?)"
)
"""What stands alone in the book of a play or a film."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines that may be a transcript: below a heading (`told`), or all. `ends` are where headings as high may end it,
    `closes` where one ends it that is higher or names what nobody says."""

    first: int
    end: int
    told: int | None = None
    ends: tuple[int, ...] = ()
    closes: int | None = None


@dataclass(frozen=True, slots=True)
class _Speech:
    """What is said in a part, by whom; `first` is its first line."""

    part: _Part
    first: int
    turns: tuple[Stamped, ...]
    known: frozenset[str]

    @property
    def words(self) -> int:
        return sum(len(turn.text.split()) for turn in self.turns)


def tells_untimed(text: str) -> bool:
    """Whether a text file is told to be a transcript without times: by itself, or by its head."""
    return find_untimed(split_front_matter(text)[1].splitlines()) is not None


def find_untimed(lines: Sequence[str], *, stated: bool = False) -> Transcript | None:
    """The transcript of a page without times; None where nothing tells that it is one. Of several headings the one
    below which most is said counts, the innermost of those that hold the same. `stated`: somebody who knows says so;
    then it is the whole page, where what was found in it holds under half of its words."""
    below = [speech for part in _below_headings(lines) if (speech := _speech_in(lines, part, stated))]
    most = max((speech.words for speech in below), default=0)
    best = next((speech for speech in reversed(below) if 10 * speech.words >= 9 * most), None)
    best = _written_out(lines) or best or _speech_in(lines, _Part(0, len(lines)), stated)
    if stated and (whole := _whole(lines)) and (best is None or 2 * best.words < whole.words):
        best = whole
    return _told(lines, best) if best else None


def _whole(lines: Sequence[str]) -> _Speech | None:
    """All that stands on a page, whatever it looks like, but its title, rules and the signs of code."""
    begin = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    part = _Part(begin + bool(begin < len(lines) and _level(lines, begin)), len(lines))
    found = paragraphs(lines, part.first, part.end)
    worded = [one for one in found if any(map(str.isalnum, one.label or one.text)) and not one.text.startswith(FENCES)]
    said = [replace(one, text=MARKED.sub("", one.text, count=1)) for one in worded]
    turns = tuple(turns_in(said, known := speakers(found)))
    return _Speech(part, part.first, turns, known) if turns else None


def _written_out(lines: Sequence[str]) -> _Speech | None:
    """What an archive wrote out, in paragraphs each with its number: it is one whatever is said in it."""
    placed = [number for number, line in enumerate(lines) if PLACED.match(line)]
    told = next((one for one in range(placed[0] - 1, -1, -1) if lines[one].strip()), None) if placed else None
    written = sum(1 for line in lines[placed[0] :] if line.strip() and not MARKED.match(line)) if placed else 0
    if not placed or len(placed) < written:
        return None
    headed = told is not None and label_form(lines[told]) in labels().transcript
    part = _Part(placed[0], len(lines), told if headed else None)
    return _Speech(part, part.first, tuple(_as_placed(lines, placed)), frozenset())


def _as_placed(lines: Sequence[str], placed: Sequence[int]) -> Iterator[Stamped]:
    """The paragraphs of lines that tell their numbers, in that order."""
    heads = [PLACED.match(lines[line]) for line in placed]
    said = turns_of([lines[line][head.end() if head else 0 :].strip() for line, head in zip(placed, heads, strict=True)])
    number = 0
    for line, head, turn in zip(placed, heads, said, strict=True):
        for place, text in enumerate(cut(turn.text)):
            number = max(number + 1, int(head[1]) if head and not place else 0)
            if number <= MOST_PARAGRAPHS:
                yield Stamped(start_of_paragraph(number), text, line, speaker=turn.speaker)


def _below_headings(lines: Sequence[str]) -> Iterator[_Part]:
    """What stands below each heading of a transcript: one of the site's labels, or the word in a heading or alone."""
    marked = {number: level for number in range(len(lines)) if (level := _level(lines, number))}
    told = [number for number, line in enumerate(lines) if _is_heading(line.strip(), number in marked)]
    for number in told[-_MOST_HEADINGS:]:
        level = marked.get(number, _UNMARKED)
        end = next((line for line in range(number + 1, len(lines)) if is_footer(lines[line])), len(lines))
        ends = [line for line, other in marked.items() if number < line < end and other <= level < _UNMARKED]
        closing = (line for line in ends if marked[line] < level or _closes(lines[line].strip(), lines[number].strip()))
        yield _Part(number + 1, end, number, tuple(ends), next(closing, None))


def _closes(line: str, heading: str) -> bool:
    """Whether a heading ends the transcript below another: it says the same again, or names what nobody says."""
    return line == heading or _NO_SPEECH.fullmatch(line) is not None


def _is_heading(line: str, marked: bool) -> bool:
    if not line or len(line) > 120:
        return False
    match = _HEADING.fullmatch(line)
    alone = match and (marked or match["mark"] or not (match["of"] or "").strip(" *_:="))
    return bool(alone) or label_form(line) in labels().transcript


def _level(lines: Sequence[str], number: int) -> int:
    """The level of a heading of Markdown or AsciiDoc, 1 the highest; 0 of another line."""
    if match := MARKED.match(lines[number]):
        return len(match[1])
    below = lines[number + 1].strip() if number + 1 < len(lines) and lines[number].strip() else ""
    return (1 if below[0] == "=" else 2) if _UNDERLINE.fullmatch(below) and not _UNDERLINE.match(lines[number]) else 0


def _speech_in(lines: Sequence[str], part: _Part, stated: bool) -> _Speech | None:
    """What is said in a part; None where it is not speech, or tells times."""
    found = paragraphs(lines, part.first, part.end)
    known = speakers(found)
    end = _end(found, part, known)
    found = [one for one in found if one.line < end]
    if not found or not (known or part.told is not None or stated):
        return None
    begin = 0 if part.told is not None else _first_said(found, known)
    said = [one for one in found[begin:] if not one.written or one.label in known or (not known and one.text.endswith("?"))]
    turns = tuple(turns_in(said, known))
    if not turns or not (stated or _is_told_speech(lines, replace(part, end=end), found[begin:], turns, known)):
        return None
    return _Speech(replace(part, end=end), found[begin].line if begin else part.first, turns, known)


def _first_said(found: Sequence[Paragraph], known: frozenset[str]) -> int:
    """The place of the first turn; of the first paragraph, where more is said above it than below, as in a talk with
    questions behind it."""
    first = next((place for place, one in enumerate(found) if one.label in known), 0)
    above = [one.text for one in found[:first] if not one.written]
    below = sum(len(one.text.split()) for one in found[first:])
    return 0 if sum(len(text.split()) for text in above) > below and is_spoken(above) else first


def _end(found: Sequence[Paragraph], part: _Part, known: frozenset[str]) -> int:
    """Where a part ends: at the first heading as high as its own behind which none of those who begin it speaks; where
    nobody is known, at one that is higher or names what nobody says."""
    if not known:
        return part.end if part.closes is None else part.closes
    said = [set[str | None]() for _ in range(len(part.ends) + 1)]
    for one in found:
        said[bisect_right(part.ends, one.line)] |= {one.label} & known
    heard = said[0] or known
    last = max((place for place, here in enumerate(said) if here & heard), default=0)
    return (*part.ends, part.end)[last]


def _is_told_speech(
    lines: Sequence[str], part: _Part, found: Sequence[Paragraph], turns: Sequence[Stamped], known: frozenset[str]
) -> bool:
    if part.told is None and (_tells_of_a_meeting(lines, found[0].line) or _is_staged(lines) or _is_little(found, turns, known)):
        return False
    stamps = stamps_of(lines[part.first : part.end])
    if stamps and stamps.lines > 2 and _STAMPED * stamps.lines > sum(1 for line in lines[part.first : part.end] if line.strip()):
        return False
    return _is_speech(found, turns, known, 1.0 if part.told is None else _share_asked(lines, part.told))


def _is_staged(lines: Sequence[str]) -> bool:
    """Whether a page tells of itself that it is a play or a film's book."""
    return any(_STAGE.fullmatch(line.strip()) for line in lines if len(line) < _LONGEST_DIRECTION)


def _is_little(found: Sequence[Paragraph], turns: Sequence[Stamped], known: frozenset[str]) -> bool:
    """Whether people without a heading say no more than a quotation, a chat or a few answers hold."""
    begun, words = sum(one.label in known for one in found), sum(len(turn.text.split()) for turn in turns)
    return words < max(_FEWEST_UNTOLD, _WORDS_A_TURN_UNTOLD * begun) or (len(known) > 1 and begun < _FEWEST_TURNS_UNTOLD)


def _share_asked(lines: Sequence[str], told: int) -> float:
    """How much of the rates of speech is asked below a heading: none below "Transcript" and no more, a quarter below a
    "Transcription", which may as well be how one is made, or where it only looks like a heading; all below any
    other."""
    line = lines[told].strip()
    match = _HEADING.fullmatch(line)
    if match is None or not _OF_ITSELF.fullmatch((match["of"] or "").rstrip(" *_:=")):
        return 1.0
    alone = line[:1].isupper() and not (told and lines[told - 1].strip())
    return 0.0 if not match["doubtful"] and (alone or _level(lines, told) or line.startswith(("**", "__"))) else 0.25


def _tells_of_a_meeting(lines: Sequence[str], end: int) -> bool:
    """Whether what stands above the first turn calls the page notes: they say who said what, and not in whose words."""
    above = [line.strip() for line in lines[:end] if line.strip()]
    return any(_NOTES.search(line) for number, line in enumerate(above) if number < 3 or line.startswith(("#", "=", "**")))


# -- whether it is one


def _is_speech(found: Sequence[Paragraph], turns: Sequence[Stamped], known: frozenset[str], share: float) -> bool:
    """Whether what was found is said: enough words, most of them in turns or below a heading, of those who say "I" to
    somebody as often as is asked."""
    words = sum(len(turn.text.split()) for turn in turns)
    written = sum(len(one.text.split()) for one in found if one.written and not one.text.endswith("?"))
    if words < _FEWEST_WORDS or words < _IN_TURNS * (words + written) or not is_spoken([turn.text for turn in turns], share):
        return False
    if not known:
        return words >= _FEWEST_UNTOLD + _WORDS_A_HEADING * sum(MARKED.match(one.text) is not None for one in found)
    labelled = sum(one.label in known for one in found)
    return words >= _WORDS_A_TURN * labelled and 2 * labelled >= sum(one.label is not None and not one.written for one in found)


def _told(lines: Sequence[str], speech: _Speech) -> Transcript:
    part, turns = speech.part, speech.turns
    edge = speech.first if part.told is None else part.told
    heading = [Removed("transcript heading", lines[edge].strip()[:200])] if part.told is not None else []
    by = f", {len(speech.known)} speakers" if speech.known else ""
    turns = tuple(at_inner_stamps(turns))
    kind = "without times" if time_of(turns[0].start_ms) is None else "times within paragraphs"
    is_title = (
        part.told is not None and label_form(lines[edge]) not in labels().transcript and not any(map(str.strip, lines[:edge]))
    )
    return Transcript(
        tuple(lines[: edge + is_title]),
        tuple(replace(turn, text=" ".join(turn.text.split())) for turn in turns),
        (*heading, *sample_of("footer", lines[part.end :])),
        labelled=part.told is not None,
        shape=f"{kind}: {len(turns)} paragraphs{by}",
    )
