"""What is computed over an episode, its glossary and the whole archive. Kept in the generation, never in the Episode."""

from dataclasses import dataclass

import msgspec

from archive.episode import Chapter
from archive.speech.names import NameLink
from archive.speech.presence import Presence


@dataclass(frozen=True, slots=True)
class Reading:
    """`paragraphs` holds the paragraph number of every cue; `repeated` the cues that are the show's repeated lines."""

    paragraphs: tuple[int, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    links: tuple[NameLink, ...] = ()
    presence: tuple[Presence, ...] = ()
    repeated: tuple[int, ...] = ()


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Reading)


def dumps(reading: Reading) -> bytes:
    """The reading as JSON bytes."""
    return _encoder.encode(reading)


def loads(data: bytes) -> Reading:
    """The reading that `dumps` wrote; raises msgspec.ValidationError on anything else."""
    return _decoder.decode(data)
