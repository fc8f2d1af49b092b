"""Names linked to their garbled mentions in the same episode's transcript."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameLink:
    """A name and a mention of it as the machine heard it: `words` words of speech from word position `position`.

    `distance` is 0 for the same spelling, below .15 in all; `evidence` says where the right name stands
    (title, description, people, glossary).
    """

    name: str
    position: int
    words: int
    distance: float
    evidence: str
    heard: str
