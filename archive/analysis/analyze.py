"""What is computed over an episode, its glossary and the whole archive. Stored in the generation, never in the
Episode."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec

from archive.analysis.boilerplate import Repeated, boilerplate_cues, boilerplate_lines
from archive.analysis.chapters import chapters
from archive.analysis.glossary import GlossaryName
from archive.analysis.inference import Inferred, Learned, Learner, infer, with_inferred
from archive.analysis.mentions import NameLink, SoughtName, heard_links, link_mentions
from archive.languages import united
from archive.languages.frequency import UNKNOWN
from archive.languages.lexicon import Lexicon
from archive.model.episode import Chapter, Cue, Episode
from archive.text.token_stream import TokenStream, token_stream
from archive.text.tokenizer import words

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w]*(?:[-’'][A-ZÀ-ÖØ-Þ]?\w+)*"
# Of languages that have no module; & is in the names of companies.
_PARTICLES = ("bin", "ben", "&")
_OPENS = re.compile(r"(?:^|[.!?:;»«\"\n•–—-])\s*$")
# A word this common is no name by itself, nor one as common as the second where it opens a sentence; one as common as
# the third does not begin a name.
EVERYDAY_ZIPF, OPENING_ZIPF, GRAMMAR_ZIPF = 4.5, 2.5, 5.5
# Where so many of the words have capitals, capitals say nothing (titles in English).
_SHOUTED = 0.85
MOST_NAMES = 24
# A paragraph ends with a sentence where the voice rests or where it has grown long enough to be read at a glance.
REST_MS, SILENCE_MS = 1_500, 4_000
FULL_CHARACTERS, MOST_CHARACTERS = 320, 900
MOSTLY = 0.8
"""Where more of the cues open with a dash, it is how the page writes a line, and tells no voices apart."""
_END = re.compile(r"[.!?…](?:\s?[\"»”’')\]])*\s*$")
_DASHES = ("- ", "– ", "— ", "-", "–", "—")


@cache
def _name() -> re.Pattern[str]:
    """Words with capitals, and between any two of them at most two particles."""
    particle = "|".join(map(re.escape, (*united().name_particles, *_PARTICLES)))
    return re.compile(rf"{_CAPITAL}(?: (?:(?:{particle}) ){{0,2}}{_CAPITAL}){{0,4}}")


@cache
def _elision() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(united().elisions)})[’']", re.IGNORECASE)


def names_in(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The names of a text in order, each once, at most 24."""
    if _is_shouted(text):
        return ()
    found = (name for match in _name().finditer(text) if (name := _trimmed(match, text, lexicon)))
    return tuple(dict.fromkeys(found))[:MOST_NAMES]


def _is_shouted(text: str) -> bool:
    run = re.findall(r"[^\W\d]{3,}", text)
    return len(run) > 3 and sum(word[0].isupper() for word in run) > _SHOUTED * len(run)


def _trimmed(match: re.Match[str], text: str, lexicon: Lexicon) -> str:
    """A match without an elided article and the words of grammar it begins with; empty where it is no name."""
    elided = _elision().match(match.group())
    pieces = match.group()[elided.end() if elided else 0 :].split(" ")
    while pieces and _common(pieces[0], lexicon) >= GRAMMAR_ZIPF:
        pieces = pieces[1:]
    if len(pieces) > 1:
        return " ".join(pieces)
    opens = _OPENS.search(text[: match.start()]) is not None
    limit = OPENING_ZIPF if opens and not _has_inner_capital(pieces) else EVERYDAY_ZIPF
    return pieces[0] if pieces and len(pieces[0]) > 2 and _common(pieces[0], lexicon) < limit else ""


def _common(piece: str, lexicon: Lexicon) -> float:
    """How common the commonest of a piece's words is."""
    return max((lexicon.zipf(word) for word in words(piece)), default=UNKNOWN)


def _has_inner_capital(pieces: list[str]) -> bool:
    return any(letter.isupper() for letter in "".join(pieces)[1:])


_SHORTEST_PART = 4


@dataclass(frozen=True, slots=True)
class Analysis:
    """`paragraphs` holds the paragraph number of every cue; `repeated` the cues that are the show's repeated lines;
    `inferred` what other pages tell of what this one leaves out."""

    paragraphs: tuple[int, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    links: tuple[NameLink, ...] = ()
    repeated: tuple[int, ...] = ()
    inferred: tuple[Inferred, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusStatistics:
    """What must be known of the whole archive to analyse one episode: by show, the lines that its episodes repeat and
    what its pages tell of it."""

    repeated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    learned: Learned = field(default_factory=Learned)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Analysis)


def dumps(analysis: Analysis) -> bytes:
    """The analysis as JSON bytes."""
    return _encoder.encode(analysis)


def loads(data: bytes | memoryview) -> Analysis:
    """The analysis that `dumps` wrote; raises msgspec.ValidationError on anything else."""
    return _decoder.decode(data)


def collect_statistics(episodes: Iterable[Episode]) -> CorpusStatistics:
    """The statistics of an archive, from one pass over its episodes."""
    learner = Learner()
    return CorpusStatistics(boilerplate_lines(learner.through(episodes)), learner.learned())


def analyze(episode: Episode, names: Sequence[GlossaryName], statistics: CorpusStatistics, stored: Path | None = None) -> Analysis:
    """Everything that is computed over one episode. Pure: the same episode, names and statistics give the same
    analysis. `stored`: a directory in which `archive.languages.frequency` looks first."""
    inferred = infer(episode, statistics.learned)
    episode = with_inferred(episode, inferred)
    stream = token_stream(episode.cues)
    lexicon = Lexicon.of(episode.language, stored)
    links = _with_heard(episode, stream, _linked(episode, stream, names_of(episode, names, lexicon), lexicon))
    lines = statistics.repeated.get(episode.show or "", frozenset())
    repeated = Repeated(boilerplate_cues(stream, lines, episode.show, episode.channel), lines)
    return Analysis(
        paragraphs(episode.cues),
        chapters(episode, stream, lexicon, repeated),
        links,
        repeated.cues,
        inferred,
    )


def links_of(
    episode: Episode, names: Sequence[GlossaryName], statistics: CorpusStatistics, stored: Path | None = None
) -> tuple[NameLink, ...]:
    """The links of `analyze`, and nothing else."""
    episode = with_inferred(episode, infer(episode, statistics.learned))
    stream = token_stream(episode.cues)
    lexicon = Lexicon.of(episode.language, stored)
    return _with_heard(episode, stream, _linked(episode, stream, names_of(episode, names, lexicon), lexicon))


def _with_heard(episode: Episode, stream: TokenStream, links: Sequence[NameLink]) -> tuple[NameLink, ...]:
    """The links, and those of what was heard where an editor corrected a line."""
    return tuple(sorted((*links, *heard_links(episode.cues, stream)), key=lambda one: one.position))


def names_of(episode: Episode, names: Sequence[GlossaryName], lexicon: Lexicon) -> tuple[SoughtName, ...]:
    """The names to look for in an episode, each with where it stands; what the glossary says of a name goes with it."""
    glossary = {_key(name.name): name for name in names}
    found: dict[str, SoughtName] = {}
    for name, evidence in _sources(episode, names, lexicon):
        key = _key(name)
        entry = glossary.get(key, GlossaryName(name))
        if key and entry.wanted:
            found.setdefault(key, SoughtName(name, evidence, entry.heard, entry.refused))
    return tuple(found.values())


def _sources(episode: Episode, names: Sequence[GlossaryName], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    yield from ((name.name, "glossary") for name in names if name.wanted)
    yield from ((person.name, "people") for person in episode.people)
    yield from ((name, "title") for name in names_in(episode.title, lexicon))
    yield from ((name, "description") for name in names_in(episode.description, lexicon))


def _key(name: str) -> str:
    return "".join(words(name))


def _linked(episode: Episode, stream: TokenStream, known: Sequence[SoughtName], lexicon: Lexicon) -> tuple[NameLink, ...]:
    """The links of the names, and, of people met by their whole names, those of their first and last names alone."""
    links = link_mentions(stream, known, lexicon)
    met = {one.name for one in links}
    whole = {one.name: one for one in known}
    parts = [
        SoughtName(part, whole[name].evidence)
        for name in dict.fromkeys(person.name for person in episode.people)
        if name in met
        for part in name.split()
        if len(part) >= _SHORTEST_PART and part not in whole
    ]
    alone = link_mentions(stream, parts, lexicon, taken=links)
    return tuple(sorted((*links, *alone), key=lambda one: one.position))


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends with the text."""
    return _END.search(text) is not None and not text.rstrip().endswith(united().abbreviations)


def paragraphs(cues: Sequence[Cue]) -> tuple[int, ...]:
    """The paragraph of every cue, from 0: a new one where the speaker changes, where a silence is long, and where a
    sentence ends at a rest or after some 320 characters; a cue that opens with a dash is another voice, unless nearly
    all do."""
    numbers: list[int] = []
    number, characters = 0, 0
    dashes = sum(cue.text.startswith(_DASHES) for cue in cues) <= MOSTLY * len(cues)
    for place, cue in enumerate(cues):
        if place and (_changes(cues[place - 1], cue, dashes) or _rests(cues[place - 1], cue, characters)):
            number, characters = number + 1, 0
        numbers.append(number)
        characters += len(cue.text)
    return tuple(numbers)


def _changes(before: Cue, cue: Cue, dashes: bool) -> bool:
    return cue.speaker != before.speaker or cue.kind != before.kind or (dashes and cue.text.startswith(_DASHES))


def _rests(before: Cue, cue: Cue, characters: int) -> bool:
    pause = cue.start_ms - before.end_ms if before.end_ms is not None else 0
    if pause >= SILENCE_MS or characters >= MOST_CHARACTERS:
        return True
    return (pause >= REST_MS or characters >= FULL_CHARACTERS) and ends_sentence(before.text)
