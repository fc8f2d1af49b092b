"""The archive's register: its episodes by show, person, category and month. Made once a generation from the index's summaries."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from flask import current_app

from archive.search import Index
from archive.search.index.types import Month, Summary
from archive.text.slugs import plain
from archive.text.tokenizer import fold
from archive.web.site import index


@dataclass(frozen=True, slots=True)
class BrowseEntry:
    """A name of the register, its key in addresses, and its episodes, newest first."""

    key: str
    name: str
    episodes: tuple[Summary, ...]


LEAST_SCALE = 16


class BrowseIndex:
    """What one generation holds, by name. Names that differ only in case, accents or hyphens are one."""

    def __init__(self, summaries: Iterable[Summary]) -> None:
        self.episodes = tuple(sorted(summaries, key=_newest_first))

    @cached_property
    def hours_ms(self) -> int:
        """The length of all episodes together."""
        return sum(episode.duration_ms for episode in self.episodes)

    @cached_property
    def shows(self) -> dict[str, BrowseEntry]:
        """Shows by key, in order of name."""
        return self._by(lambda episode: (episode.show,))

    @cached_property
    def categories(self) -> dict[str, BrowseEntry]:
        """Categories by key, in order of name."""
        return self._by(lambda episode: (episode.category,))

    @cached_property
    def people(self) -> dict[str, BrowseEntry]:
        """Hosts and guests by key, in order of family name."""
        found = self._by(lambda episode: (name for name, _, kind in episode.people if kind != "cited"))
        return dict(sorted(found.items(), key=lambda item: (fold(item[1].name.split()[-1]), fold(item[1].name))))

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """Every month from the first to the last, with its episodes."""
        counts = Counter(f"{episode.date:%Y-%m}" for episode in self.episodes if episode.date)
        return tuple(Month(month, 0, counts[month], counts[month]) for month in every_month(counts))

    @cached_property
    def undated(self) -> int:
        """Episodes without a date."""
        return sum(episode.date is None for episode in self.episodes)

    def _by(self, values: Callable[[Summary], Iterable[str | None]]) -> dict[str, BrowseEntry]:
        found: dict[str, list[tuple[str, Summary]]] = {}
        key_of = cache(plain)
        for episode in self.episodes:
            for name in dict.fromkeys(value for value in values(episode) if value):
                found.setdefault(key_of(name), []).append((name, episode))
        entries = (_entry(key, held) for key, held in found.items() if key)
        return {entry.key: entry for entry in sorted(entries, key=lambda entry: fold(entry.name))}


def browse_index() -> BrowseIndex:
    """The register of the generation that serves."""
    keeper: BrowseIndexCache = current_app.extensions.setdefault("register", BrowseIndexCache())
    return keeper.of(index())


class BrowseIndexCache:
    """Keeps the register of one generation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._identity = ""
        self._register = BrowseIndex(())

    def of(self, found: Index) -> BrowseIndex:
        """The register of this index, made anew where the generation has changed."""
        with self._lock:
            if found.identity != self._identity:
                self._identity = found.identity
                self._register = BrowseIndex(found.summaries())
            return self._register


def latest_people(held: BrowseIndex, episodes: int, most: int) -> list[BrowseEntry]:
    """The guests of the latest episodes, in order of name: nobody is ranked."""
    seen = dict.fromkeys(plain(name) for entry in held.episodes[:episodes] for name, _role, kind in entry.people if kind == "guest")
    chosen = set(list(seen)[:most])
    return [entry for key, entry in held.people.items() if key in chosen]


def last_role(entry: BrowseEntry) -> str:
    """The newest role that a person was given."""
    return next((role for role, _kind in (role_in(episode, entry.key) for episode in entry.episodes) if role), "")


@dataclass(frozen=True, slots=True)
class Year:
    """A year's twelve months, None for those outside the archive."""

    year: str
    months: tuple[Month | None, ...]
    most: int


def years(held: BrowseIndex, latest: int | None = None) -> list[Year]:
    """The years of the archive, the newest first; `most` is the greatest month of all, the scale they share."""
    known = {month.month: month for month in held.months}
    most = max((month.episodes for month in held.months), default=0)
    names = sorted({month[:4] for month in known}, reverse=True)[:latest]
    return [
        Year(name, tuple(known.get(f"{name}-{number:02d}") for number in range(1, 13)), max(most, LEAST_SCALE)) for name in names
    ]


def role_in(episode: Summary, key: str) -> tuple[str | None, str]:
    """The role and the kind that an episode gives to a person."""
    for name, role, kind in episode.people:
        if kind != "cited" and plain(name) == key:
            return role, kind
    return None, "guest"


def every_month(counts: Iterable[str]) -> list[str]:
    """The months from the first to the last, none left out."""
    known = sorted(counts)
    if not known:
        return []
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (known[0], known[-1]))
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1)]


def _entry(key: str, held: list[tuple[str, Summary]]) -> BrowseEntry:
    name = Counter(name for name, _ in held).most_common(1)[0][0]
    return BrowseEntry(key, name, tuple(dict.fromkeys(episode for _, episode in held)))


def _newest_first(episode: Summary) -> tuple[bool, int, str]:
    return episode.date is None, -(episode.date.toordinal() if episode.date else 0), episode.slug
