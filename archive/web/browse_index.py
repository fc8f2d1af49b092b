"""The archive without a query: its shows, categories, people and months, as the engine counts them. Names and counts
are kept for a generation; episodes are read when a page shows them."""

import re
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import groupby, islice, takewhile

from flask import current_app

from archive.languages import is_function_word, united
from archive.model.period import Period
from archive.search import Index
from archive.search.filters import Filters
from archive.search.index.same_person import JoinedNameJson, JoinedNames, alike_among
from archive.search.index.types import ArchiveTotals, Facet, FacetCount, MonthJson, Summary
from archive.search.plan.plan import EVERYWHERE_ZIPF
from archive.search.query.parser import is_plain, parse
from archive.search.results.answer_json import source_of_summary
from archive.search.suggestions import Suggestion
from archive.text.slugs import plain
from archive.text.tokenizer import fold, sentence_begins, spans, words
from archive.web.presentation.roles import read_role, role_in
from archive.web.site import index

PAGE = 500
"""Summaries read at once where all are read."""
MOST_TRIED = 24
"""Words that are tried as completions for one answer: of the commonest that begin so."""
MOST_EXAMPLES, MOST_LOOKED_INTO = 3, 60
"""Examples of words to try, and episodes whose chapters are looked into for them."""
KNOWN = 3.2
"""How common the words of an example are at least (log 10 of their times in a thousand million): what no list of words
holds, or hardly, may be a machine's error (« sécure », 2.8)."""
PASSAGES, INSIDE_OF, FEWEST_INSIDE = 30, 3, 5
"""Episodes in which the neighbours of an example are looked at; it is the inside of a longer phrase where the same
telling word stands beside it in one passage of so many (open, of source projects: 77 of 78; index, of Python package:
14); and passages with that word at least: of fewer it may be chance."""
LONG_ENOUGH = ">10"
"""Minutes of an episode whose chapters tell what it is about."""
_PARTING = re.compile("[,;:]+(?= )")
"""What parts two words where the archive has them one behind the other, and is no part of them."""


@dataclass(frozen=True, slots=True)
class BrowseEntry:
    """A value of a facet: its key in addresses, commonest spelling, the filters that its episodes pass, and their
    number; of a person the other names that are taken for theirs, with what speaks for it."""

    key: str
    name: str
    filters: Filters
    episodes: int
    others: tuple[JoinedNameJson, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All of its names, its own first."""
        return (self.name, *(other.name for other in self.others))

    @property
    def keys(self) -> set[str]:
        """The keys of all of its names."""
        return {self.key, *map(plain, self.names)}


def _is_plain(text: str) -> bool:
    return is_plain(query := parse(text)) and not (query.excluded or query.filters.given)


def last_name(name: str) -> str:
    """Under what a list has a person, folded: the last word of a name, or all from a particle with a capital on (Le
    Pen, La Tour du Pin; no Villepin's de)."""
    told = name.split()
    begins = (place for place, word in enumerate(told) if place and word[0].isupper() and word.lower() in united().name_particles)
    return fold(" ".join(told[next(begins, -1) :]))


@dataclass(frozen=True, slots=True)
class _Tried:
    """A word behind others: what is typed before those that it is said in a row with, these with it, folded, the
    episodes that say all (0 where small words before it are not said so), or in a row."""

    lead: str
    run: str
    answers: int
    in_a_row: int


class BrowseIndex:
    """What one generation holds, by name. Names that differ only in case, accents or hyphens are one."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._examples: dict[str, tuple[str, ...]] = {}

    def through(self, index: Index) -> "BrowseIndex":
        """The same, asked through the index that a request holds, which is of the same generation."""
        self._index = index
        return self

    @cached_property
    def totals(self) -> ArchiveTotals:
        """How much the archive holds."""
        return self._index.totals()

    @cached_property
    def months(self) -> tuple[MonthJson, ...]:
        """Every month from the first to the last, with its episodes."""
        return self._index.months()

    @cached_property
    def shows(self) -> dict[str, BrowseEntry]:
        """Shows by key, in order of name."""
        return self.by("show")

    @cached_property
    def categories(self) -> dict[str, BrowseEntry]:
        """Categories by key, in order of name."""
        return self.by("category")

    @cached_property
    def people(self) -> dict[str, BrowseEntry]:
        """Hosts and guests by key, in order of family name; a name that is another's stands under that one."""
        found = self.by("person")
        return dict(sorted(found.items(), key=lambda item: (last_name(item[1].name), fold(item[1].name))))

    @cached_property
    def names_of_others(self) -> dict[str, str]:
        """By key of a name that is another's, the key of the person."""
        return {key: entry.key for entry in self.people.values() if entry.others for key in entry.keys - {entry.key}}

    def person(self, name: str) -> BrowseEntry | None:
        """The person of a name or a key, their own or another that is taken for theirs."""
        key = plain(name)
        return self.people.get(self.names_of_others.get(key, key))

    @cached_property
    def alike(self) -> dict[str, tuple[BrowseEntry, ...]]:
        """By name of a person, those who may be the same one, written otherwise."""
        found = alike_among(entry.name for entry in self.people.values())
        return {name: tuple(self.people[plain(other)] for other in others) for name, others in found.items()}

    @cached_property
    def roles(self) -> dict[str, str]:
        """The newest role that each person was given, by key; the one reading of every episode that browsing needs."""
        found: dict[str, str] = {}
        for first in range(0, self.totals.episodes, PAGE):
            for episode in self.newest(first=first, limit=PAGE):
                for name, role, kind in episode.people:
                    if kind != "cited" and (read := read_role(role)):
                        found.setdefault(plain(name), read)
        return found

    @cached_property
    def to_hear(self) -> float:
        """The share of the PAGE newest episodes that something plays: the others are text alone."""
        newest = self.newest(limit=PAGE)
        return sum(source_of_summary(episode) is not None for episode in newest) / max(1, len(newest))

    def examples(self, language: str) -> tuple[str, ...]:
        """Words to try, of a language where its long episodes give some."""
        if language not in self._examples:
            long = Filters.of(duration=LONG_ENOUGH)
            ways = (long.and_also(Filters.of(language=language)), long, Filters())
            self._examples[language] = next(filter(None, map(self._examples_of, ways)), ())
        return self._examples[language]

    def _examples_of(self, filters: Filters) -> tuple[str, ...]:
        """What chapters of the newest episodes are about and most others speak of too; no names, which have pages."""
        newest = self._index.search("", filters=filters, sort="date", limit=MOST_LOOKED_INTO, moments=0, aggregations=False).hits
        titles = dict.fromkeys(part.title for hit in newest for part in hit.chapters)
        plain = (title for title in titles if _is_no_name(title) and self._index.commonness(title) >= KNOWN)
        tried = list(islice(plain, MOST_TRIED))
        counted = {title: self._total(f'"{title}"', Filters()) for title in tried}
        said = sorted((title for title in tried if counted[title] > 1), key=lambda title: (" " not in title, -counted[title]))
        return tuple(title[:1].lower() + title[1:] for title in islice(filter(self._stands_alone, said), MOST_EXAMPLES))

    def _stands_alone(self, title: str) -> bool:
        """Whether it is one word, or words that are no inside of a longer phrase, which has the same telling word
        before or behind them."""
        if " " not in title:
            return True
        hits = self._index.search(f'"{title}"', limit=PASSAGES, aggregations=False).hits
        said = [(one.text, one.marks[0]) for hit in hits for one in hit.moments if one.marks]
        before = Counter(word for text, mark in said for word in words(text[: mark.start])[-1:])
        behind = Counter(word for text, mark in said for word in words(text[mark.end :])[:1])
        most = max((many for word, many in (*before.items(), *behind.items()) if not is_function_word(word)), default=0)
        return most < FEWEST_INSIDE or most * INSIDE_OF < len(said)

    @cached_property
    def years_alone(self) -> dict[str, int]:
        """Episodes of which only the year is known, by year: they stand in no month."""
        return dict(self.years_alone_of(Filters()))

    def years_alone_of(self, filters: Filters) -> list[tuple[str, int]]:
        """The same of those that pass."""
        found = self._index.facet_values("year", filters.and_also(Filters.of(dated="year-only")))
        return sorted((one.value, one.episodes) for one in found)

    def suggestions(self, typed: str, filters: Filters, limit: int) -> list[Suggestion]:
        """What typed words may become under the filters: names and titles, then words that find something, those that
        follow the words before them first, as they are written. The MOST_TRIED commonest words alone are tried."""
        found = self._index.suggest(typed, limit + MOST_TRIED, filters)
        named = [one for one in found if one.kind not in {"episode", "word"}][: max(1, limit // 2)]
        titles = [one for one in found if one.kind == "episode"][: max(1, limit // 3)]
        tried = [self._tried(one, filters) for one in [one for one in found if one.kind == "word"][:MOST_TRIED]]
        said = sorted((one for one in tried if one.answers), key=lambda one: (-one.in_a_row, -one.answers))
        shown, lead = said[: limit - len(named) - len(titles)], cache(partial(self._as_written, filters))
        return [*named, *titles, *(self._as_said(one, lead(one.lead), filters) for one in shown)]

    def _tried(self, word: Suggestion, filters: Filters) -> _Tried:
        """How many episodes say a word with those before it, or in a row: exact words alone, that cost a twentieth."""
        if not _is_plain(word.text):
            *lead, last = word.text.split()
            answers = self._total(" ".join(f'"{part}"' if part.isalnum() else part for part in (*lead, last)), filters)
            return _Tried(word.text.removesuffix(last), last, answers, 0)
        every = [*spans(word.text)]
        *before, last = (one.word for one in every)
        answers = self._total(" ".join(f'"{part}"' for part in (*before, last)), filters)
        small = [*takewhile(self._is_small, before[::-1])]
        run = [*(small or before[-1:])[::-1], last]
        in_a_row = self._total(f'"{" ".join(run)}"', filters) if answers and before else 0
        whole = in_a_row and len(run) <= len(before) and self._total(f'"{" ".join((*before, last))}"', filters)
        run = [*before, last] if whole else run if in_a_row else [last]
        return _Tried(word.text[: every[-len(run)].start], " ".join(run), 0 if small and not in_a_row else answers, in_a_row)

    def _is_small(self, word: str) -> bool:
        return is_function_word(word) or self._index.commonness(word) >= EVERYWHERE_ZIPF

    def _as_said(self, found: _Tried, lead: str, filters: Filters) -> Suggestion:
        """With the episodes that a search of it counts: those that say a form of it, too."""
        text = f"{lead}{self.written(found.run)}"
        return Suggestion(text, "word", self._total(text, filters) or found.answers, in_a_row=found.in_a_row)

    def _as_written(self, filters: Filters, text: str) -> str:
        """Plain words as the archive writes them: those together that it says in a row, any other where that asks for
        the same (élection; marche is no marché)."""
        every = [*spans(text)] if _is_plain(text) else []
        while every:
            runs = (every[at:] for at in range(len(every) - 1))
            run = next((run for run in runs if self._total(f'"{" ".join(one.word for one in run)}"', filters)), every[-1:])
            every, place = every[: -len(run)], slice(run[0].start, run[-1].end)
            form = self.written(" ".join(one.word for one in run))
            is_same = (
                form.casefold() == text[place].casefold() or len({self._total(one, filters) for one in (form, text[place])}) == 1
            )
            if len(run) > 1 or (is_same and not is_function_word(run[0].word)):
                text = text[: place.start] + form + text[place.stop :]
        return text

    def written(self, form: str) -> str:
        """Folded words as the archive writes them; each by itself where a sentence ends between them, none of grammar
        with the capital of one."""
        shown = self._index.written(form)
        if any(sentence_begins(shown)):
            return " ".join(map(self._index.written, form.split()))
        first, _, rest = shown.partition(" ")
        small = len(first) > 1 and rest[:1].islower() and is_function_word(fold(first))
        return _PARTING.sub("", f"{first.lower()} {rest}" if small else shown)

    def _total(self, text: str, filters: Filters) -> int:
        """The episodes that answer; none where a request that ran out of means would only guess."""
        found = self._index.search(text, filters=filters, limit=0, moments=0, aggregations=False)
        return 0 if found.explanation.cut else found.total

    def newest(self, filters: Filters | None = None, *, first: int = 0, limit: int = 1) -> tuple[Summary, ...]:
        """Episodes, newest first, from number `first` on."""
        return self._index.newest(filters or Filters(), first=first, limit=limit).episodes

    def periods(self, filters: Filters, known: str) -> list[Period]:
        """The days, months and years of episodes that are dated as closely (`dated`), as far as lists tell them apart,
        without those between the PAGE newest and the PAGE oldest."""
        dated = filters.and_also(Filters.of(dated=known))
        newest = self._index.newest(dated, first=0, limit=PAGE)
        behind = max(PAGE, newest.total - PAGE)
        oldest = self.newest(dated, first=behind, limit=PAGE) if newest.total > PAGE else ()
        return [period for one in (*newest.episodes, *oldest) if (period := one.period)]

    def undated_of(self, filters: Filters) -> int:
        """How many of those that pass have no date."""
        return self._index.newest(filters.and_also(Filters.of(dated="none")), first=0, limit=0).total

    def by(self, facet: Facet) -> dict[str, BrowseEntry]:
        """The values of a facet by key, in order of name."""
        found: dict[str, list[FacetCount]] = {}
        for value in self._index.facet_values(facet):
            found.setdefault(plain(value.value), []).append(value)
        joined = self._index.joined_names() if facet == "person" else {}
        entries = (_entry(facet, key, values, joined) for key, values in found.items() if key)
        return {entry.key: entry for entry in sorted(entries, key=lambda entry: fold(entry.name))}


def _is_no_name(title: str) -> bool:
    """Whether a title is one or two words of which none behind the first has a capital."""
    parts = title.split()
    return len(parts) in {1, 2} and all(part.isalpha() for part in parts) and all(part.islower() for part in parts[1:])


def browse_index() -> BrowseIndex:
    """The browse index of the generation that serves."""
    keeper: BrowseIndexCache = current_app.extensions.setdefault("browse_index", BrowseIndexCache())
    return keeper.of(index())


class BrowseIndexCache:
    """Keeps the browse index of one generation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._identity = ""
        self._kept: BrowseIndex | None = None

    def of(self, found: Index) -> BrowseIndex:
        """The browse index of this index, made anew where the generation has changed."""
        with self._lock:
            if self._kept is None or found.identity != self._identity:
                self._identity = found.identity
                self._kept = BrowseIndex(found)
            return self._kept.through(found)


def fullest_shows(held: BrowseIndex, most: int) -> list[tuple[BrowseEntry, Summary]]:
    """The shows of the most episodes with their newest one, in order of name: none is ranked."""
    chosen = sorted(held.shows.values(), key=lambda entry: -entry.episodes)[:most]
    return [(entry, newest) for entry in held.shows.values() if entry in chosen for newest in held.newest(entry.filters)]


def often_heard(held: BrowseIndex, spoken: Filters, most: int) -> list[tuple[BrowseEntry, str]]:
    """The people of the most episodes with their newest role, those of a language where enough are heard in several of
    its episodes; in order of name: nobody is ranked."""
    told = index().facet_values("person", spoken)
    often = told if len(told) >= most and told[most - 1].episodes > 1 else index().facet_values("person")
    chosen = {plain(one.value) for one in often[:most]}
    entries = [entry for key, entry in held.people.items() if key in chosen]
    return [(entry, role_in(newest, entry.keys)[0] or "") for entry in entries for newest in held.newest(entry.filters)]


@dataclass(frozen=True, slots=True)
class Year:
    """A year's twelve months, None for those outside the archive; years in a row without a programme are one, without
    months. `alone` counts the episodes of which no more than this year is known."""

    year: str
    months: tuple[MonthJson | None, ...]
    alone: int = 0


def years(held: BrowseIndex, latest: int | None = None) -> list[Year]:
    """The years of the archive, the newest first; with `latest`, so many that have a programme."""
    known = {month.month: month for month in held.months}
    on_air = {month.month[:4] for month in held.months if month.on_air}
    alone = held.years_alone
    every = sorted({int(name[:4]) for name in (*known, *alone)}) or [0]
    found: list[Year] = []
    for filled, run in groupby(map(str, range(every[-1], every[0] - 1, -1)), key=lambda name: name in on_air or name in alone):
        group = list(run)
        if filled:
            months = {name: tuple(known.get(f"{name}-{number:02d}") for number in range(1, 13)) for name in group}
            found += [Year(name, months[name] if name in on_air else (), alone.get(name, 0)) for name in group]
        elif known or alone:
            found.append(Year(group[0] if len(group) == 1 else f"{group[-1]}–{group[0]}", ()))
    return found if latest is None else [year for year in found if year.months][:latest]


def from_first_to_last(months: Sequence[MonthJson]) -> Iterable[MonthJson]:
    """The months from the first to the last that has an episode, none left out."""
    places = [place for place, month in enumerate(months) if month.episodes]
    return months[places[0] : places[-1] + 1] if places else ()


def _entry(facet: Facet, key: str, values: Sequence[FacetCount], joined: JoinedNames) -> BrowseEntry:
    filters = Filters.of(**{facet: [value.value for value in values]})
    others = tuple(other for value in values for other in joined.get(value.value, ()))
    return BrowseEntry(key, values[0].value, filters, sum(value.episodes for value in values), others)
