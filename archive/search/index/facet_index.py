"""Dates, facet values and order of all episodes, as arrays to count and filter with; and
categories that are one, in the languages in which sites word them."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from archive.search.filters import BY_NAME, NO_FILTERS, Filter, Filters, minutes_of
from archive.search.index.document_table import UNDATED, Column, Documents, folded
from archive.search.index.read.segments import Segments
from archive.search.index.same_person import JoinedNameJson, JoinedNames, other_names
from archive.search.index.types import Facet
from archive.storage.array_file import Int32, Int64
from archive.text.tokenizer import words

_TRANSLATIONS = """
Actualités, News, Actu, Haberler, Nachrichten, Neuigkeiten, Notizie, Novità, Noticias, Notícias, Berita, Nieuws, Wiadomości
Technologie, Tech, Technology, Tecnologia, Tecnología, Teknoloji
Amusant, Fun, Humour, Spaß, Divertente, Diversión, Diversão, Eğlence, Rozrywka
Sport, Sports, Deportes, Esportes, Desporto, Spor, Olahraga
Musique, Music, Musik, Musica, Música, Müzik, Muziek, Muzyka
Personnes, People, Menschen, Leute, Persone, Personas, Gente, Pessoas, İnsanlar, Kişiler, Orang, Mensen, Ludzie
Court métrage, Short film, Short films, Kurzfilm, Kurzfilme, Cortometraggio, Cortometraggi, Cortometraje, Cortometrajes, Kısa film
Art et design, Art & Design, Art and design
Voyages, Travel
Vie pratique, Lifestyle
Cinéma, Film, Films, Movies
Jeux vidéo, Gaming, Videogames
Éducation, Education, École, School
Créatif, Creation
Animaux, Animals
Enfants, Kids
Célébrités, Celebrities, Celeb, Celebridades
"""
"""A category a line, as French says it, as English does, and otherwise."""
_TONGUES = ("fr", "en")


def _key(category: str) -> str:
    return " ".join(words(category))


def _groups() -> dict[str, list[str]]:
    """The key of every wording -> its line."""
    lines = [line.split(", ") for line in _TRANSLATIONS.strip().splitlines()]
    return {_key(wording): line for line in lines for wording in line}


_GROUP_OF = _groups()


def category_key(category: str) -> str:
    """The form under which categories are one: the folded words of the first wording known, else the category's own."""
    key = _key(category)
    return _key(_GROUP_OF[key][0]) if key in _GROUP_OF else key


def category_name(category: str, tongue: str) -> str:
    """What a category is called in French or English; one that is not known as it stands."""
    group = _GROUP_OF.get(_key(category))
    return group[_TONGUES.index(tongue)] if group else category


KeysOf = Callable[[Sequence[str]], list[str]]
_FIRST_OF_1970 = dt.date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Months from the first to the last in which an episode that answers was on air: the name of each, and how many
    such episodes. place int64[n]: the place of each episode's month, len(names) without a date."""

    names: tuple[str, ...]
    on_air: tuple[int, ...]
    place: Int64


@dataclass(frozen=True, slots=True)
class Values:
    """One facet. names: a value each, in its commonest spelling, sorted; doc, code int64[m], as numpy counts and takes
    without a copy: an episode and the place of a value it has, each pair once; of_doc int64[n]: the one value of each
    episode, len(names) where it has none, and None where any has several; code_of: the place of a value by the form in
    which values are compared, which keys_of gives."""

    names: NDArray[np.object_]
    doc: Int64
    code: Int64
    of_doc: Int64 | None
    code_of: dict[str, int]
    keys_of: KeysOf

    def counts(self, docs: Int64, among: NDArray[np.bool_]) -> Int64:
        """int64[values]: how many of some episodes have each value; `among` bool[n] says which they are."""
        if self.of_doc is not None:
            return np.bincount(self.of_doc[docs], minlength=len(self.names) + 1)[:-1]
        return np.bincount(self.code.take(among.take(self.doc).nonzero()[0]), minlength=len(self.names))

    def having(self, wanted: Sequence[str], count: int) -> NDArray[np.bool_]:
        """bool[count]: the episodes that have any of the values."""
        codes = [self.code_of[key] for key in self.keys_of(wanted) if key in self.code_of]
        mask = np.zeros(count, np.bool_)
        mask[self.doc[np.isin(self.code, codes)]] = True
        return mask


class FacetIndex:
    """All episodes. first_day, last_day int32[n]: ordinals, UNDATED without a date; live bool[n]. The rest is made when
    it is first asked for: an archive is opened before anybody filters."""

    def __init__(self, segments: Segments) -> None:
        self._tables = [Documents(segment.documents) for segment in segments.open]
        self._firsts = [segment.first_doc for segment in segments.open]
        self.count = segments.count
        self.first_day = _joined([table.first_day for table in self._tables])
        self.last_day = _joined([table.last_day for table in self._tables])
        self.dated = self.first_day != UNDATED
        self.live = segments.live

    @cached_property
    def duration_ms(self) -> Int64:
        """int64[n]: how long each is."""
        return np.concatenate([np.empty(0, np.int64), *(table.duration_ms for table in self._tables)])

    @cached_property
    def slugs(self) -> list[str]:
        """The slug of each."""
        return [slug for table in self._tables for slug in table.slug]

    @cached_property
    def doc_of(self) -> dict[str, int]:
        """The number of each episode that answers, by its slug."""
        live = self.live.tolist()
        return {slug: doc for doc, slug in enumerate(self.slugs) if live[doc]}

    @cached_property
    def order(self) -> Int32:
        """int32[n]: place by date, newest first, then those known to their year alone, undated last, then by slug
        (`place_by_date` of all of them)."""
        tier = np.where(self.dated, self.last_day - self.first_day >= LONGEST_DAYS["month"], 2)
        return _order(tier, self.first_day, self.slugs)

    @cached_property
    def month(self) -> Int32:
        """int32[n]: year * 12 + month - 1, or -1 without a date."""
        return _months(self.first_day)

    @cached_property
    def values(self) -> dict[Facet, Values]:
        """What there is to choose from, by facet."""
        return {
            "show": self._values("show"),
            "person": self._people[0],
            "speaker": self._values("speaker"),
            "category": self._values("category", _category_keys),
            "language": self.languages,
            "year": _values([_years(self.month)], [0], self.count, folded),
        }

    @cached_property
    def joined_names(self) -> JoinedNames:
        """Of the people under whom other names are counted, those names."""
        return self._people[1]

    @cached_property
    def _people(self) -> tuple[Values, JoinedNames]:
        """People, a name that is another's counted under that one."""
        values = self._values("person")
        return _one_person_each(values, _only(values, self.live), self.count)

    @cached_property
    def languages(self) -> Values:
        """The languages spoken."""
        return self._values("language")

    @cached_property
    def calendar(self) -> Calendar:
        """The months of the episodes that answer and whose month is known: one dated by its year alone is in none."""
        return _calendar(self.month, self.live & self.dated & (self.month == _months(self.last_day)))

    def _values(self, name: str, keys_of: KeysOf | None = None) -> Values:
        return _values([table.column(name) for table in self._tables], self._firsts, self.count, keys_of or folded)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """doc, code int64[m]: some of the pairs of `Values`."""

    doc: Int64
    code: Int64


def _only(values: Values, live: NDArray[np.bool_]) -> _Pairs:
    """The pairs of the episodes that answer."""
    kept = live[values.doc]
    return _Pairs(values.doc[kept], values.code[kept])


def _one_person_each(values: Values, pairs: _Pairs, documents: int) -> tuple[Values, JoinedNames]:
    """The values with a name that is another's under that one, and which they are."""
    names = values.names.tolist()
    counts = dict(zip(names, np.bincount(pairs.code, minlength=len(names)).tolist(), strict=True))
    place = {name: code for code, name in enumerate(names)}

    def company(name: str) -> set[str]:
        with_them = np.isin(pairs.doc, pairs.doc[pairs.code == place[name]])
        return set(values.names[pairs.code[with_them]].tolist()) - {name}

    joined: dict[str, tuple[JoinedNameJson, ...]] = {}
    into = np.arange(len(names))
    for kept, other in other_names(counts, company):
        joined[kept] = (*joined.get(kept, ()), other)
        into[place[other.name]] = place[kept]
    return (_renumbered(values, into, documents), joined) if joined else (values, joined)


def _renumbered(values: Values, into: Int64, documents: int) -> Values:
    """The values of which some are counted as others; into int64[values]: as which each is."""
    left, codes = np.unique(into, return_inverse=True)
    doc, code = _each_once(values.doc, codes[values.code], distinct=False)
    code_of = {key: int(codes[old]) for key, old in values.code_of.items()}
    return Values(values.names[left], doc, code, _of_doc(doc, code, len(left), documents), code_of, values.keys_of)


def _category_keys(values: Sequence[str]) -> list[str]:
    return [category_key(value) for value in values]


def _joined(parts: Sequence[Int32]) -> Int32:
    return np.concatenate(parts) if parts else np.empty(0, np.int32)


def _years(month: Int32) -> Column:
    dated = np.flatnonzero(month >= 0)
    year = month[dated] // 12
    years = np.flatnonzero(np.bincount(year))
    return Column(tuple(map(str, years.tolist())), dated, np.searchsorted(years, year))


def _months(day: Int32) -> Int32:
    """int32[n]: year * 12 + month - 1 of each ordinal; -1 of UNDATED."""
    since_1970 = (day.astype(np.int64) - _FIRST_OF_1970).view("M8[D]").astype("M8[M]").view(np.int64)
    return np.where(day == UNDATED, -1, since_1970 + 12 * 1970).astype(np.int32)


def _calendar(month: Int32, counted: NDArray[np.bool_]) -> Calendar:
    """The calendar of the counted episodes, all of which have a month."""
    held = month[counted]
    first = int(held.min(initial=np.iinfo(np.int32).max))
    on_air = np.bincount(held - first).tolist()
    place = np.where(counted, month.astype(np.int64) - first, len(on_air))
    return Calendar(tuple(_month_name(first + number) for number in range(len(on_air))), tuple(on_air), place)


def _month_name(month: int) -> str:
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _order(tier: Int64, day: Int32, slugs: Sequence[str]) -> Int32:
    by_slug = np.array(sorted(range(len(slugs)), key=slugs.__getitem__), np.int64)
    sorted_docs = by_slug[np.lexsort((-day[by_slug], tier[by_slug]))]
    order = np.empty(len(slugs), np.int32)
    order[sorted_docs] = np.arange(len(slugs), dtype=np.int32)
    return order


def _values(columns: Sequence[Column], firsts: Sequence[int], documents: int, keys_of: KeysOf) -> Values:
    """One facet of several segments, whose first documents are `firsts`, and which have so many documents together."""
    place_of = {name: place for place, name in enumerate(dict.fromkeys(chain.from_iterable(one.names for one in columns)))}
    docs, spelt = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for column, first in zip(columns, firsts, strict=True):
        places = np.fromiter(map(place_of.__getitem__, column.names), np.int64, len(column.names))
        docs.append(column.doc + np.int64(first))
        spelt.append(places[column.code])
    doc, spelling = np.concatenate(docs), np.concatenate(spelt)
    times = np.bincount(spelling, minlength=len(place_of))
    names, code_of_spelling, code_of = _commonest(list(place_of), times, keys_of)
    doc, code = _each_once(doc, code_of_spelling[spelling], len(names) == len(place_of))
    return Values(names, doc, code, _of_doc(doc, code, len(names), documents), code_of, keys_of)


def _of_doc(doc: Int64, code: Int64, none: int, documents: int) -> Int64 | None:
    """int64[documents]: the one value of each, `none` where it has none; None where any has several. Documents rise."""
    if (doc[1:] == doc[:-1]).any():
        return None
    of_doc = np.full(documents, none, np.int64)
    of_doc[doc] = code
    return of_doc


def _commonest(spellings: Sequence[str], times: Int64, keys_of: KeysOf) -> tuple[NDArray[np.object_], Int64, dict[str, int]]:
    """The values that some spellings stand for, each in the one met most often, the first of equals; the place of its
    value for each spelling, int64[spellings]; and the place of each value by its key."""
    spelt: dict[str, str] = {}
    most: dict[str, int] = {}
    keys = keys_of(spellings)
    for key, spelling, count in zip(keys, spellings, times.tolist(), strict=True):
        if count > most.get(key, 0):
            spelt[key], most[key] = spelling, count
    in_order = sorted(spelt, key=spelt.__getitem__)
    code_of = {key: place for place, key in enumerate(in_order)}
    names = np.array([spelt[key] for key in in_order], np.object_)
    return names, np.array([code_of[key] for key in keys], np.int64), code_of


def _each_once(doc: Int64, code: Int64, distinct: bool) -> tuple[Int64, Int64]:
    """An episode that has a value in two spellings has it once; `distinct` where no value has two."""
    if distinct:
        return doc, code
    first = np.unique(doc << 32 | code, return_index=True)[1]
    return doc[first], code[first]


Mask = NDArray[np.bool_]


def masks_of(filters: Filters, facets: FacetIndex) -> dict[str, Mask]:
    """The filter's name in an address -> bool[n], the episodes that pass it."""
    if filters == NO_FILTERS:
        return {}
    return dict(_masks(filters, facets))


def all_but(masks: dict[str, Mask], left_out: str | None, base: Mask) -> Mask:
    """bool[n]: the episodes of `base` that pass every filter but one."""
    for name, mask in masks.items():
        if name != left_out:
            base = base & mask
    return base


def _masks(filters: Filters, facets: FacetIndex) -> Iterator[tuple[str, Mask]]:
    for key in filters.keys:
        row = BY_NAME[key.lstrip("-")]
        if key.startswith("-"):
            yield key, ~_having(row, filters.left_out(row.name), facets)
        else:
            yield key, _having(row, filters.values(row.name), facets)


def _having(row: Filter, wanted: Sequence[str], facets: FacetIndex) -> Mask:
    """bool[n]: the episodes that have any of the values; of days those that have them all."""
    if row.kind == "from":
        return facets.dated & (facets.last_day >= max(map(dt.date.fromisoformat, wanted)).toordinal())
    if row.kind == "until":
        return facets.dated & (facets.first_day <= min(map(dt.date.fromisoformat, wanted)).toordinal())
    mask = np.zeros(facets.count, np.bool_)
    if row.kind == "episode":
        mask[[facets.doc_of[slug] for slug in wanted if slug in facets.doc_of]] = True
    elif row.kind == "dated":
        for known in wanted:
            mask |= _known_to(known, facets)
    elif row.kind == "minutes":
        for least, end in map(minutes_of, wanted):
            mask |= (facets.duration_ms >= max(1, least)) & (facets.duration_ms < end)
    elif row.facet is not None:
        # All other values take longer to gather.
        values = facets.languages if row.facet == "language" else facets.values[row.facet]
        return values.having(wanted, facets.count)
    return mask


LONGEST_DAYS = {"year": 366, "month": 31, "day": 1}
"""Of a date that is known so well, or better."""


def _known_to(known: str, facets: FacetIndex) -> Mask:
    """bool[n]: the episodes whose date is known so well at least, those of no date for none, of a year alone for
    year-only; of anything else none."""
    if known == "none":
        return ~facets.dated
    if known == "year-only":
        return facets.dated & ~_known_to("month", facets)
    return facets.dated & (facets.last_day - facets.first_day < LONGEST_DAYS.get(known, 0))
