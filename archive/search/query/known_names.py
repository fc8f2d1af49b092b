"""The names of an archive: shows, people, speakers, categories; for filters typed in part, and for names typed with a
slip."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import accumulate

from archive.languages import united
from archive.model import cldr
from archive.search.filters import BOTH_DAYS, BY_NAME, TYPED, FilterError, Filters, Given, typed_filter
from archive.search.index.read.engine import Engine
from archive.search.index.same_person import TIMES_AS_MANY, abbreviates, are_alike, is_framed_as
from archive.search.index.types import Clause, Expansion, Pattern, Request, Summary, TermPosition
from archive.search.query.parser import EITHER, QUOTED, QUOTES
from archive.search.results.snippets import Snippet
from archive.text.speaker_labels import names_nobody
from archive.text.tokenizer import fold, spans, words

LONGEST_VALUE = 8
"""Words behind the name of a filter that may be its value."""
MOST_OF_A_FAMILY = 8
"""Namesakes whose linked mentions answer to a last name alone."""
RARE_NAME, UNCOMMON_NAME = 2.5, 4.0
"""How common a first name is at most that tells who speaks under it alone (Vitalik 1.7; Pam 3.6, Sarah 4.5); and of a
speaker who alone is called so (Mikhail 3.4)."""


_KEYS = frozenset({*TYPED, BOTH_DAYS})
_WORD = rf"[^\s:{QUOTES}]+"
_FILTER = re.compile(
    rf"""{QUOTED}|(?<!\S)(?P<minus>-?)(?P<key>[^\W\d_]{{2,12}})(?P<colon>\s*:\s*)
    (?P<value>(?P<quoted>{QUOTED})|{_WORD}(?:\ (?!-|{_WORD}\s*:|(?:{"|".join(map(re.escape, sorted(EITHER)))})\ ){_WORD})*)""",
    re.VERBOSE,
)
"""A quotation, or what may be a filter with spaces round its colon, and the words behind it up to what is something
else."""


def names_holding(value: str, names: Collection[str]) -> tuple[str, ...]:
    """The names that are `value`, else those that hold all of its words in a row."""
    wanted = words(value)
    same = tuple(name for name in names if words(name) == wanted)
    return same or tuple(name for name in names if _holds(words(name), wanted))


@dataclass(frozen=True)
class _Names:
    """Values folded to their words, and how many episodes have each."""

    episodes: dict[str, int]

    @cached_property
    def _lines(self) -> tuple[tuple[str, str], ...]:
        """Each value with its folded words, a space before and after each."""
        return tuple((name, _line(name)) for name in self.episodes)

    @cached_property
    def _same(self) -> dict[str, tuple[str, ...]]:
        same: dict[str, tuple[str, ...]] = {}
        for name, line in self._lines:
            same[line] = (*same.get(line, ()), name)
        return same

    def holding(self, value: str) -> tuple[str, ...]:
        """As `names_holding`, for many questions: the words of each value are found once."""
        wanted = _line(value)
        if wanted in self._same or not wanted.strip():
            return self._same.get(wanted, ())
        return tuple(name for name, line in self._lines if wanted in line)

    def short_or_long(self, value: str) -> Iterator[str]:
        """The names that hold all words of `value` in a row, or stand so in it: Léa for Léa Morel, and back."""
        wanted = _line(value)
        return (name for name, line in self._lines if line.strip() and (wanted in line or line in wanted))


MOST_SPELLINGS = 20_000
"""Words whose spelling is kept while a generation is open: some megabytes."""


class NameIndex:
    """Made of an engine's summaries when it is first needed; then kept for the generation's life."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.written = lru_cache(MOST_SPELLINGS)(partial(as_written, engine, names=self))
        """Folded words as an episode writes them, else as names do."""

    @cached_property
    def summaries(self) -> tuple[Summary, ...]:
        """Of every episode."""
        return tuple(self._engine.summaries())

    @cached_property
    def _shows(self) -> _Names:
        return _counted(summary.show for summary in self.summaries)

    @cached_property
    def _people(self) -> _Names:
        return _counted(name for summary in self.summaries for name, _, kind in summary.people if kind != "cited")

    @cached_property
    def _whole_names(self) -> frozenset[tuple[str, ...]]:
        """Folded, as the facet has them: sooner told than by reading every summary."""
        return frozenset(tuple(words(name)) for name, _ in self._engine.browse_values("person"))

    @cached_property
    def first_names(self) -> frozenset[str]:
        """The first words of whole names, without initials."""
        return frozenset(name[0] for name in self._whole_names if len(name) > 1 < len(name[0]))

    @cached_property
    def _by_family(self) -> dict[str, list[tuple[str, ...]]]:
        """Last word of a whole name -> the names."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for name in sorted(name for name in self._whole_names if len(name) > 1):
            found.setdefault(name[-1], []).append(name)
        return found

    @cached_property
    def _by_last_word(self) -> dict[str, dict[tuple[str, ...], str]]:
        """Last word of a whole name -> its folded words -> the name as it is written, of hosts, guests and speakers."""
        found: dict[str, dict[tuple[str, ...], str]] = {}
        for name, _ in (*self._engine.browse_values("person"), *self._engine.browse_values("speaker")):
            if len(whole := tuple(words(name))) > 1:
                found.setdefault(whole[-1], {}).setdefault(whole, name)
        return found

    @cached_property
    def _speakers(self) -> _Names:
        return _Names(dict(self._engine.browse_values("speaker")))

    @cached_property
    def _categories(self) -> _Names:
        return _counted(summary.category for summary in self.summaries)

    def load(self) -> None:
        """Reads the names that any question may ask for."""
        _ = self._by_family

    def in_filters(self, text: str) -> str:
        """A text with its filters as the parser reads them: without spaces round the colon, and values of several words
        in quotation marks. What is no filter with a space, or means nothing as one, is words and stays."""
        return _FILTER.sub(self._closed_up, text)

    def _closed_up(self, typed: re.Match[str]) -> str:
        key, is_spaced = fold(typed["key"] or ""), typed["colon"] != ":"
        value = self._value(key, typed) if key in _KEYS else None
        if value is None or (not is_spaced and value == typed["value"].split(" ")[0]):
            return typed[0]
        written = f'"{value}"' if " " in value and not typed["quoted"] else value
        return f"{typed['minus']}{typed['key']}:{written}{typed['value'][len(value) :]}"

    def _value(self, key: str, typed: re.Match[str]) -> str | None:
        """What is meant for a filter of what stands behind its colon: of a name all words of it, else as few as will
        do; None where nothing is."""
        if typed["quoted"]:
            return typed["quoted"] if self._means(key, typed["quoted"][1:-1].strip()) else None
        every = typed["value"].split(" ")[:LONGEST_VALUE]
        meant = [run for run in map(" ".join, accumulate([word] for word in every)) if self._means(key, run)]
        return (meant[-1] if key in TYPED and TYPED[key].kind == "name" else meant[0]) if meant else None

    def _means(self, key: str, value: str) -> bool:
        """Whether a value of a filter names something, or is read as a time, a length or a language."""
        row = TYPED.get(key)
        if row and row.kind == "name":
            return bool(self._known(row.name).holding(value))
        try:
            (given, *_others) = typed_filter(key, value)
        except FilterError:
            return False
        return row is None or row.kind not in {"episode", "value"} or cldr.language_name(given.value, "en") != given.value

    def resolved(self, filters: Filters) -> Filters:
        """The filters with values typed in part (`guest:renault`) replaced by the full ones; a value that names nothing
        stays."""
        if not any(BY_NAME[one.name].kind == "name" for one in filters.given):
            return filters
        return Filters(tuple(full for one in filters.given for full in self._all_of(one)))

    def _all_of(self, given: Given) -> Iterator[Given]:
        """A value with all that a value typed in part may mean."""
        row = BY_NAME[given.name]
        found = self._known(row.name).holding(given.value) if row.kind == "name" else ()
        return (Given(given.name, value, given.left_out) for value in found or (given.value,))

    def of_those(self, filters: Filters, name: str, named: Iterable[str]) -> Filters | None:
        """Filters, and one more for any of those whom some names may mean, each whole or shortened; None where that is
        nobody."""
        values = dict.fromkeys(value for one in named if words(one) for value in self._known(name).short_or_long(one))
        return filters.and_also(Filters(tuple(Given(name, value) for value in values))) if values else None

    def _known(self, name: str) -> _Names:
        """The names by which a filter may be typed in part."""
        if name == "show":
            return self._shows
        return {"person": self._people, "speaker": self._speakers}[name] if name != "category" else self._categories

    def counted(self, name: str) -> Mapping[str, int]:
        """The names that a filter knows, and how many episodes have each, the commonest first."""
        return self._known(name).episodes

    def is_first_name(self, word: str) -> bool:
        """Whether the whole name of a host or a guest begins with a folded word."""
        return word in self.first_names

    def is_known(self, whole: tuple[str, ...]) -> bool:
        """Whether some folded words are the whole name of a host, a guest or a speaker, or the last of one."""
        return whole in self._by_last_word.get(whole[-1], ()) or (len(whole) == 1 and whole[0] in self._by_last_word)

    def known_by(self, family: str) -> Iterable[tuple[tuple[str, ...], str]]:
        """The whole names, folded and as they are written, that end with a word."""
        return self._by_last_word.get(family, {}).items()

    def called(self, first: Collection[str]) -> Sequence[tuple[str, ...]]:
        """The whole names of two words, folded, that begin with one of some words."""
        return sorted(name for name in self._whole_names if len(name) == 2 and name[0] in first)

    def framed(self, last: str, first: Collection[str] | None = None) -> Sequence[tuple[str, ...]]:
        """Those that begin with one of some words, or any, and end with one that is framed as a last name."""
        return [name for name in self.called(self.first_names if first is None else first) if is_framed_as(last, name[1])]

    @cached_property
    def _written(self) -> dict[str, str]:
        """Folded words of names -> as those of most episodes write them."""
        every = (name for facet in ("person", "speaker") for name, _ in self._engine.browse_values(facet))
        return {fold(word): word for name in reversed(list(every)) for word in (name[one.start : one.end] for one in spans(name))}

    def as_named(self, folded: str) -> str:
        """Some folded words as names write them; as they are where none holds them."""
        return " ".join(self._written.get(word, word) for word in words(folded))

    def speaker(self, text: str) -> str | None:
        """Who speaks and is called so, or the only one known whose last name it is, by their whole name where they
        speak under it; None where nobody is, or several are."""
        people = self._of_last_name(tuple(words(text)))
        called = (*people, text) if len(people) < 2 else ()
        found = (label for name in called for label in self._speakers.holding(name) if words(label) == words(name))
        return next((label for label in found if not names_nobody(label)), None)

    def _of_last_name(self, last: tuple[str, ...]) -> Sequence[str]:
        """The whole names that end with a last name, each person's once: none that is taken for another's, cuts one of
        them to initials, or stands behind one under which far more is said, or more and that is alike (Milkhail,
        Mikhail). A whole name is nobody's last one, but for one with a particle (Le Pen)."""
        known = dict(self.known_by(last[-1])) if last else {}
        if last in known and last[0] not in united().name_particles:
            return ()
        every = [name for whole, name in known.items() if len(whole) > len(last) and whole[-len(last) :] == last]
        joined = {other.name for others in self._engine.joined_names.values() for other in others}
        every = [name for name in every if name not in joined and not any(abbreviates(name, other) for other in every)]
        many = {name: self._speakers.episodes.get(name, 0) for name in every}
        return [name for name in every if not any(_stands_behind(name, other, many) for other in every)]

    def of_family(self, last: tuple[str, ...]) -> Sequence[tuple[str, ...]]:
        """The whole names, folded, that end with one word; at most MOST_OF_A_FAMILY."""
        return self._by_family.get(last[0], ())[:MOST_OF_A_FAMILY] if len(last) == 1 else ()

    def is_show(self, text: str) -> bool:
        """Whether a text is a show's name, or stands in one."""
        return bool(self._shows.holding(text))

    def names(self, text: str) -> bool:
        """Whether a text is a person's or a show's name, or stands in one."""
        return bool(self._people.holding(text)) or self.is_show(text)


def _counted(values: Iterable[str | None]) -> _Names:
    return _Names(dict(Counter(value for value in values if value).most_common()))


def _stands_behind(name: str, other: str, many: Mapping[str, int]) -> bool:
    """Whether a name is probably another one that stands in more episodes, or nobody's who is meant before them."""
    far = many[other] >= TIMES_AS_MANY * max(1, many[name])
    return far or (many[other] > many[name] and are_alike(name, other))


def _line(value: str) -> str:
    return f" {' '.join(words(value))} "


def _holds(every: list[str], wanted: list[str]) -> bool:
    return bool(wanted) and any(every[n : n + len(wanted)] == wanted for n in range(len(every)))


MOST_TRIED = 6
"""Places that are looked at for one within a sentence."""


def as_written(engine: Engine, folded: str, names: NameIndex | None = None) -> str:
    """The words as they mostly stand within a sentence of the episode that says them best, the first way of equals: a
    title may stand there too (Learn Python). The capital of a word that only begins one is none of it; several with one
    each are a name, wherever they stand. What no speech holds as `names` write it, else as it is.

    A whole answer to the same words takes ten times as long, and a page of results may ask for twenty."""
    slots = tuple([TermPosition(word, (Expansion((word,)),)) for word in words(folded)])
    if not slots:  # the ++ of C++
        return folded
    clauses = (Clause(folded, (Pattern(slots, fields=("speech",)),)),)
    doc = engine.evaluate(Request(clauses, candidates=1, aggregations=False)).full.doc
    said = engine.occurrences(clauses, doc)
    if not len(said.position):
        return names.as_named(folded) if names else folded
    opening, within = "", Counter[str]()
    for place in range(min(MOST_TRIED, len(said.position))):
        position, length = said.position.item(place), said.length.item(place)
        snippet = Snippet(engine.captions_of(doc.tolist())[0], said.cue.item(place), position + length - 1)
        form = snippet.words_at(position, length)
        if form is None or words(form) != words(folded):
            continue
        if not form.istitle() or not snippet.begins_sentence(position):
            within[form] += 1
        else:
            opening = opening or (form if len(slots) > 1 else form.lower())
    return max(within, key=within.__getitem__) if within else opening or folded
