"""What is computed over an episode, its glossary and the whole archive. Kept in the generation, never in the Episode."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from archive.episode import Chapter, Episode
from archive.inferring import Inferred, Learned, Learner, infer, with_inferred
from archive.speech.chapters import chapters
from archive.speech.glossary import GlossaryName
from archive.speech.names import Known, NameLink, link
from archive.speech.naming import names_in
from archive.speech.presence import Presence, present
from archive.speech.repeated import repeated, repeated_lines
from archive.speech.sentences import paragraphs
from archive.speech.spoken import Spoken, spoken
from archive.words import words

_SHORTEST_PART = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """`paragraphs` holds the paragraph number of every cue; `repeated` the cues that are the show's repeated lines; `inferred` what
    other pages tell of what this one leaves out."""

    paragraphs: tuple[int, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    links: tuple[NameLink, ...] = ()
    presence: tuple[Presence, ...] = ()
    repeated: tuple[int, ...] = ()
    inferred: tuple[Inferred, ...] = ()


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is known of the whole archive when an episode is read: by show, the lines that its episodes repeat, and what its pages
    tell of it."""

    repeated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    learned: Learned = field(default_factory=Learned)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Reading)


def dumps(reading: Reading) -> bytes:
    """The reading as JSON bytes."""
    return _encoder.encode(reading)


def loads(data: bytes | memoryview) -> Reading:
    """The reading that `dumps` wrote; raises msgspec.ValidationError on anything else."""
    return _decoder.decode(data)


def collect(episodes: Iterable[Episode]) -> Statistics:
    """The statistics of an archive, from one pass over its episodes."""
    learner = Learner()
    return Statistics(repeated_lines(learner.through(episodes)), learner.learned())


def read_out(episode: Episode, names: Sequence[GlossaryName], statistics: Statistics) -> Reading:
    """Everything that is computed over one episode. Pure: the same episode, names and statistics give the same reading."""
    inferred = infer(episode, statistics.learned)
    episode = with_inferred(episode, inferred)
    said = spoken(episode.cues)
    known = named(episode, names)
    links = _linked(episode, said, known)
    return Reading(
        paragraphs(episode.cues),
        chapters(episode, said),
        links,
        present(episode.people, episode.cues, said, links),
        repeated(said, statistics.repeated.get(episode.show or "", frozenset()), episode.show, episode.channel),
        inferred,
    )


def named(episode: Episode, names: Sequence[GlossaryName]) -> tuple[Known, ...]:
    """The names to look for in an episode, each with where it stands; what the glossary says of a name goes with it."""
    glossary = {_key(name.name): name for name in names}
    found: dict[str, Known] = {}
    for name, evidence in _sources(episode, names):
        key = _key(name)
        said = glossary.get(key, GlossaryName(name))
        if key and said.wanted:
            found.setdefault(key, Known(name, evidence, said.heard, said.refused))
    return tuple(found.values())


def _sources(episode: Episode, names: Sequence[GlossaryName]) -> Iterator[tuple[str, str]]:
    yield from ((name.name, "glossary") for name in names if name.wanted)
    yield from ((person.name, "people") for person in episode.people)
    yield from ((name, "title") for name in names_in(episode.title, episode.language))
    yield from ((name, "description") for name in names_in(episode.description, episode.language))


def _key(name: str) -> str:
    return "".join(words(name))


def _linked(episode: Episode, said: Spoken, known: Sequence[Known]) -> tuple[NameLink, ...]:
    """The links of the names, and, of people met by their whole names, those of their first and last names alone."""
    links = link(said, known, episode.language)
    met = {one.name for one in links}
    whole = {one.name: one for one in known}
    parts = [
        Known(part, whole[name].evidence)
        for name in dict.fromkeys(person.name for person in episode.people)
        if name in met
        for part in name.split()
        if len(part) >= _SHORTEST_PART and part not in whole
    ]
    alone = link(said, parts, episode.language, taken=links)
    return tuple(sorted((*links, *alone), key=lambda one: one.position))
