"""What staff ought to do, the most pressing first: the one order for the desk and the command."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["index", "empty", "loss", "held", "golden", "waiting", "proposals", "unfit", "names"]

COMMANDS: dict[Kind, str] = {
    "index": "archive reindex",
    "empty": "archive add PATH…",
    "loss": "archive reindex --force",
    "held": "archive quarantine list",
    "golden": "archive golden run",
    "waiting": "archive reindex",
    "proposals": "archive proposals",
    "unfit": "archive doctor",
    "names": "archive glossary list --state suggested",
}
SENTENCES: dict[Kind, str] = {
    "index": "nothing can be searched: the index is missing or broken",
    "empty": "the archive holds no episode yet",
    "loss": "an index was built and not published, since it would lose something",
    "held": "{} pages are held back",
    "golden": "{} golden queries are not answered as expected",
    "waiting": "{} episodes are not served as the library has them",
    "proposals": "{} proposals of listeners wait",
    "unfit": "{} corrected lines fit their page no more",
    "names": "{} suggestions for the glossary wait",
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
        return SENTENCES[self.kind].format(self.many)


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
    yield "proposals", now.proposals
    yield "unfit", now.unfit
    yield "names", now.names
