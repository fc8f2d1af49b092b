"""Who of the named people is greeted or handed the word, as distinct from being spoken of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Presence:
    """A named person who is greeted or handed the word in the episode: the cue, and its line as evidence."""

    name: str
    cue: int
    line: str
