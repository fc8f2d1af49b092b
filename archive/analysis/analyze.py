"""What is computed over an episode, its glossary and the whole archive. Kept in the generation, never in the Episode."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from archive.analysis.addressed_speakers import AddressedSpeaker, addressed_speakers
from archive.analysis.boilerplate import boilerplate_cues, boilerplate_lines
from archive.analysis.chapters import chapters
from archive.analysis.glossary import GlossaryName
from archive.analysis.mentions import KnownName, NameLink, link_mentions
from archive.analysis.proper_names import names_in
from archive.analysis.sentences import paragraphs
from archive.inferring import Inferred, Learned, Learner, infer, with_inferred
from archive.model.episode import Chapter, Episode
from archive.text.token_stream import TokenStream, token_stream
from archive.text.tokenizer import words

_SHORTEST_PART = 4


@dataclass(frozen=True, slots=True)
class Analysis:
    """`paragraphs` holds the paragraph number of every cue; `repeated` the cues that are the show's repeated lines; `inferred` what
    other pages tell of what this one leaves out."""

    paragraphs: tuple[int, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    links: tuple[NameLink, ...] = ()
    presence: tuple[AddressedSpeaker, ...] = ()
    repeated: tuple[int, ...] = ()
    inferred: tuple[Inferred, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusStatistics:
    """What is known of the whole archive when an episode is read: by show, the lines that its episodes repeat, and what its pages
    tell of it."""

    repeated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    learned: Learned = field(default_factory=Learned)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Analysis)


def dumps(reading: Analysis) -> bytes:
    """The reading as JSON bytes."""
    return _encoder.encode(reading)


def loads(data: bytes | memoryview) -> Analysis:
    """The reading that `dumps` wrote; raises msgspec.ValidationError on anything else."""
    return _decoder.decode(data)


def collect_statistics(episodes: Iterable[Episode]) -> CorpusStatistics:
    """The statistics of an archive, from one pass over its episodes."""
    learner = Learner()
    return CorpusStatistics(boilerplate_lines(learner.through(episodes)), learner.learned())


def analyze(episode: Episode, names: Sequence[GlossaryName], statistics: CorpusStatistics) -> Analysis:
    """Everything that is computed over one episode. Pure: the same episode, names and statistics give the same reading."""
    inferred = infer(episode, statistics.learned)
    episode = with_inferred(episode, inferred)
    said = token_stream(episode.cues)
    known = named(episode, names)
    links = _linked(episode, said, known)
    return Analysis(
        paragraphs(episode.cues),
        chapters(episode, said),
        links,
        addressed_speakers(episode.people, episode.cues, said, links),
        boilerplate_cues(said, statistics.repeated.get(episode.show or "", frozenset()), episode.show, episode.channel),
        inferred,
    )


def named(episode: Episode, names: Sequence[GlossaryName]) -> tuple[KnownName, ...]:
    """The names to look for in an episode, each with where it stands; what the glossary says of a name goes with it."""
    glossary = {_key(name.name): name for name in names}
    found: dict[str, KnownName] = {}
    for name, evidence in _sources(episode, names):
        key = _key(name)
        said = glossary.get(key, GlossaryName(name))
        if key and said.wanted:
            found.setdefault(key, KnownName(name, evidence, said.heard, said.refused))
    return tuple(found.values())


def _sources(episode: Episode, names: Sequence[GlossaryName]) -> Iterator[tuple[str, str]]:
    yield from ((name.name, "glossary") for name in names if name.wanted)
    yield from ((person.name, "people") for person in episode.people)
    yield from ((name, "title") for name in names_in(episode.title, episode.language))
    yield from ((name, "description") for name in names_in(episode.description, episode.language))


def _key(name: str) -> str:
    return "".join(words(name))


def _linked(episode: Episode, said: TokenStream, known: Sequence[KnownName]) -> tuple[NameLink, ...]:
    """The links of the names, and, of people met by their whole names, those of their first and last names alone."""
    links = link_mentions(said, known, episode.language)
    met = {one.name for one in links}
    whole = {one.name: one for one in known}
    parts = [
        KnownName(part, whole[name].evidence)
        for name in dict.fromkeys(person.name for person in episode.people)
        if name in met
        for part in name.split()
        if len(part) >= _SHORTEST_PART and part not in whole
    ]
    alone = link_mentions(said, parts, episode.language, taken=links)
    return tuple(sorted((*links, *alone), key=lambda one: one.position))
