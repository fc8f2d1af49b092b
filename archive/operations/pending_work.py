"""How an archive stands, and what staff ought to do about it, the most pressing first: the one list for desk and
command."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from archive.library import FollowedFeed, Library
from archive.library.followed import State
from archive.library.lock import holder_of
from archive.operations import corrections, publication
from archive.operations.coverage import measured
from archive.operations.glossary import UnheardName, unheard_names
from archive.operations.journal import Journal, JournalError, Run
from archive.operations.parallel_reading import behind
from archive.search import Index
from archive.search.generations import Generation, is_of_other_version

Kind = Literal[
    "index", "outdated", "empty", "loss", "held", "waiting", "unlinked", "feeds", "proposals", "unfit", "names",
    "unheard", "unsure", "older", "transcripts",
]  # fmt: skip

COMMANDS: dict[Kind, str] = {
    "index": "archive reindex",
    "outdated": "archive reindex",
    "empty": "archive add PATH…",
    "loss": "archive reindex --force",
    "held": "archive quarantine list",
    "waiting": "archive reindex",
    "unlinked": "archive reindex",
    "proposals": "archive proposals",
    "unfit": "archive doctor",
    "names": "archive glossary list --state suggested",
    "unheard": "archive glossary unheard",
    "unsure": "archive sources check",
    "transcripts": "archive coverage",
    "feeds": "archive sources list",
    "older": "archive reindex --reclean",
}
FAILS = 3
"""A feed that fails so often in a row is somebody's to look at."""
UNHURRIED: frozenset[Kind] = frozenset({"names", "unheard", "unsure", "older", "transcripts"})
"""What is worth doing some time: an archive with nothing else to do is well."""
SENTENCES: dict[Kind, str] = {
    "index": "nothing can be searched: the index is missing or broken",
    "outdated": "nothing can be searched: the index is of another version of the program",
    "empty": "the archive holds no episode yet",
    "loss": "an index was built and not published, since it would lose something",
    "held": "{page} held back",
    "waiting": "{episode} not served as the library has them",
    "unlinked": "decisions about names are not served yet",
    "proposals": "{proposal} of listeners to look at",
    "unfit": "{corrected line} fit the page no more",
    "names": "suggestions for {name} of the glossary",
    "unheard": "{name} that nobody finds in the transcript",
    "unsure": "{episode} of which a taught source is not sure",
    "older": "{episode} read by an older version of the program, which this one reads better",
    "transcripts": "{programme} without a transcript, or with a part of one",
    "feeds": "{followed feed} could not be fetched lately",
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
    """What is known of an archive: whether an index serves, or one of another version of the program stands in its
    place, whether a publication was refused, and how much waits of each kind."""

    serving: bool
    episodes: int
    outdated: bool = False
    refused: bool = False
    held: int = 0
    waiting: int = 0
    proposals: int = 0
    unfit: int = 0
    names: int = 0
    unlinked: bool = False
    unheard: int = 0
    unsure: int = 0
    transcripts: int = 0
    feeds: int = 0
    older: int = 0


def todos(now: Standing) -> tuple[Todo, ...]:
    """All that waits, the most pressing first; none where all is well."""
    return tuple(Todo(kind, many) for kind, many in _all(now) if many)


def _all(now: Standing) -> Iterator[tuple[Kind, int]]:
    yield "empty", int(not now.episodes)
    yield "outdated", int(now.outdated)
    yield "index", int(bool(now.episodes) and not (now.serving or now.outdated))
    yield "loss", int(now.refused)
    yield "held", now.held
    yield "waiting", 0 if now.refused or not now.serving else now.waiting
    yield "unlinked", int(now.unlinked and now.serving and not (now.refused or now.waiting))
    yield "feeds", now.feeds
    yield "proposals", now.proposals
    yield "unfit", now.unfit
    yield "names", now.names
    yield "unheard", now.unheard
    yield "unsure", now.unsure
    yield "older", now.older
    yield "transcripts", now.transcripts


def standing_of(
    library: Library,
    waiting: "Pending | None",
    unheard: Iterable[UnheardName] = (),
    zone: str = "Europe/Paris",
    cleaner: int | None = None,
) -> Standing:
    """What waits of each kind. `waiting` is None where the index is broken; names nobody finds are given, as an
    open index answers them (`unheard_in`); `cleaner` is the version of the one at hand."""
    is_refused, proposed = _noted(library, zone)
    holdings = library.holdings()
    return Standing(
        serving=waiting is not None and waiting.serves,
        episodes=holdings.episodes,
        outdated=waiting is None and is_of_other_version(library.directory),
        refused=is_refused,
        held=holdings.quarantined,
        waiting=waiting.fresh + waiting.gone if waiting else 0,
        proposals=proposed,
        unfit=len(library.unfit_lines()),
        names=len({entry.name for entry in library.glossary() if entry.state == "suggested"}),
        unlinked=not publication.is_linked(library),
        unheard=len(tuple(unheard)),
        unsure=sum(one.unsure for one in measured(library).values()),
        transcripts=transcripts_missing(library),
        feeds=sum(one.failures >= FAILS for one in library.followed_feeds()),
        older=behind(library, cleaner),
    )


@dataclass(frozen=True, slots=True)
class FollowedNow:
    """A feed that is followed, and how many of its pages stand how."""

    feed: FollowedFeed
    pages: Mapping[State, int]

    def as_json(self) -> dict[str, object]:
        """The same as a JSON object."""
        names = ("feed", "every_s", "source", "asked", "due", "came", "came_at", "failures", "trouble")
        return {**{name: getattr(self.feed, name) for name in names}, "pages": self.pages}


def followed_now(library: Library) -> tuple[FollowedNow, ...]:
    """The feeds that are followed."""
    return tuple(FollowedNow(one, library.followed_states(one.feed)) for one in library.followed_feeds())


def unheard_in(library: Library, index: Index) -> tuple[UnheardName, ...]:
    """The guests whose names nobody finds in their transcripts."""
    return unheard_names(library, index, {slug: one.unsaid for slug, one in measured(library).items()})


def transcripts_missing(library: Library) -> int:
    """The episodes of whose transcript a part is missing."""
    return sum(not one.whole for one in measured(library).values())


def _noted(library: Library, zone: str) -> tuple[bool, int]:
    """Whether a publication stands refused, and how many proposals wait; nothing where the journal cannot be read."""
    with suppress(JournalError), Journal.open(library.directory, zone, read_only=True) as journal:
        return refused(journal.runs(12)) is not None, len(corrections.waiting(journal))
    return False, 0


_PUBLISHES = ("reindex", "rollback")


@dataclass(frozen=True, slots=True)
class Pending:
    """`fresh` episodes are new or changed and `gone` ones taken away since the serving generation; `unlinked`: names
    were decided on and not linked again; `unfinished`: a full build was begun and not published; `writer`: who writes
    now, and since when; `serves`: there is a generation."""

    fresh: int
    gone: int
    unlinked: bool
    unfinished: bool
    writer: str | None
    serves: bool = True

    @property
    def wants_reindex(self) -> bool:
        """Whether `archive reindex` would change what serves."""
        return bool(self.fresh or self.gone or self.unlinked or self.unfinished)


def pending(library: Library, generation: Generation | None) -> Pending:
    """What a library holds that the serving generation does not show; compared by digests, nothing is decoded."""
    missing = publication.difference(library, generation)
    unfinished = any((library.directory / "index").glob("g*.part"))
    writer = holder_of(library.directory / "lock")
    unlinked = not publication.is_linked(library)
    return Pending(len(missing.fresh), len(missing.gone), unlinked, unfinished, writer, generation is not None)


def refused(runs: tuple[Run, ...]) -> Run | None:
    """The last reindex, where its publication was refused and none was published since; `runs` are the newest first."""
    last = next((run for run in runs if run.command in _PUBLISHES), None)
    return last if last and last.outcome == "refused" else None
