"""What staff ought to do, the most pressing first: the one order for the desk and the command."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "index", "empty", "loss", "held", "golden", "waiting", "unlinked", "proposals", "unfit", "names", "unheard", "transcripts"
]

COMMANDS: dict[Kind, str] = {
    "index": "archive reindex",
    "empty": "archive add PATH…",
    "loss": "archive reindex --force",
    "held": "archive quarantine list",
    "golden": "archive golden run",
    "waiting": "archive reindex",
    "unlinked": "archive reindex",
    "proposals": "archive proposals",
    "unfit": "archive doctor",
    "names": "archive glossary list --state suggested",
    "unheard": "archive glossary unheard",
    "transcripts": "archive coverage",
}
UNHURRIED: frozenset[Kind] = frozenset({"names", "unheard", "transcripts"})
"""What is worth doing some time: an archive with nothing else to do is well."""
SENTENCES: dict[Kind, str] = {
    "index": "nothing can be searched: the index is missing or broken",
    "empty": "the archive holds no episode yet",
    "loss": "an index was built and not published, since it would lose something",
    "held": "{page} held back",
    "golden": "{golden query} not answered as expected",
    "waiting": "{episode} not served as the library has them",
    "unlinked": "decisions about names are not served yet",
    "proposals": "{proposal} of listeners to look at",
    "unfit": "{corrected line} fit the page no more",
    "names": "suggestions for {name} of the glossary",
    "unheard": "{name} that nobody finds in the transcript",
    "transcripts": "{programme} without a transcript, or with a part of one",
}


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do, how many of it there are, and the command that does it."""

    kind: Kind
    many: int

    @property
    def command(self) -> str:
        """What does it in a terminal."""
        return COMMANDS[self.kind]

    @property
    def sentence(self) -> str:
        """What it is, in English."""
        return re.sub(r"\{(.+?)\}", lambda found: _counted(self.many, found[1]), SENTENCES[self.kind])

    @property
    def is_pressing(self) -> bool:
        """Whether it ought to be done now."""
        return self.kind not in UNHURRIED


def _counted(many: int, one: str) -> str:
    several = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"{many:,} {one if many == 1 else several}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an archive: whether an index serves, whether a publication was refused, and how much waits of each kind."""

    serving: bool
    episodes: int
    refused: bool = False
    held: int = 0
    fallen: int = 0
    waiting: int = 0
    proposals: int = 0
    unfit: int = 0
    names: int = 0
    unlinked: bool = False
    unheard: int = 0
    transcripts: int = 0


def todos(now: Standing) -> tuple[Todo, ...]:
    """All that waits, the most pressing first; none where all is well."""
    return tuple(Todo(kind, many) for kind, many in _all(now) if many)


def _all(now: Standing) -> Iterator[tuple[Kind, int]]:
    yield "empty", int(not now.episodes)
    yield "index", int(bool(now.episodes) and not now.serving)
    yield "loss", int(now.refused)
    yield "held", now.held
    yield "golden", now.fallen
    yield "waiting", 0 if now.refused or not now.serving else now.waiting
    yield "unlinked", int(now.unlinked and now.serving and not (now.refused or now.waiting))
    yield "proposals", now.proposals
    yield "unfit", now.unfit
    yield "names", now.names
    yield "unheard", now.unheard
    yield "transcripts", now.transcripts
