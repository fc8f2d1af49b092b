"""What the pages of one show repeat is known of the show: a page that leaves it out has it as inferred, with the
evidence.

Nothing here is ever stated: an inference stands in the Analysis of a generation, never in the Episode or the library.
It is made from other pages of the archive alone, and a page's own words go before it."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from archive.model.episode import IN_PROSE, Episode, Hint, Person
from archive.text.tokenizer import fold, words

InferredField = Literal["show", "channel", "category", "host", "promotion"]

LEAST_PAGES = 2
"""So many pages must agree, the page in question among them for what it hints at itself, and besides it for what it
leaves out."""
LEAST_SHARE = 0.8
"""So many of a show's pages that tell a field must tell the same: a show with a host for each day has no host."""
LEAST_REPEATS = 3
"""A line of the description promotes the show where so many of its pages repeat it, and half of them do: the parts of
one programme share a description too, and no show consists of one programme."""
LEAST_KNOWN = 5
"""Pages that tell a show for which a longer or shorter name may be taken that a page's prose alone tells."""
_NUMBERED = re.compile(r"([^\W\d][^#\n]{1,60}?)[ \u00a0]?(?:#|n°|№)[ \u00a0]?[0-9]{1,6}\b")
_LONGEST_LINE, _MOST_LINES = 400, 2000
_KEPT_SLUGS = 3
_LONGEST_NAME = 5
_MOST_VALUES = 20_000


@dataclass(frozen=True, slots=True)
class Inferred:
    """A field's value that other pages tell, and how that is known. `named`: the page itself names it, a host as
    nothing in particular, a show by more or less than its name."""

    field: InferredField
    value: str
    evidence: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A value as it is written, how many pages tell it, and the first of them."""

    value: str
    pages: int
    slugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Learned:
    """What an archive's pages tell, by folded names: shows stated, shows hinted at, and of each show its hosts,
    channels, categories and the lines of its descriptions; of each host the shows, and of what stands before the number
    in a title ("Talk Python #12")."""

    shows: Mapping[str, StatedValue] = field(default_factory=dict)
    hinted: Mapping[str, StatedValue] = field(default_factory=dict)
    hosts: Mapping[str, Mapping[str, StatedValue]] = field(default_factory=dict)
    channels: Mapping[str, Mapping[str, StatedValue]] = field(default_factory=dict)
    categories: Mapping[str, Mapping[str, StatedValue]] = field(default_factory=dict)
    of_host: Mapping[str, Mapping[str, StatedValue]] = field(default_factory=dict)
    numbered: Mapping[str, Mapping[str, StatedValue]] = field(default_factory=dict)
    lines: Mapping[str, Mapping[str, StatedValue]] = field(default_factory=dict)


_Counts = dict[str, StatedValue]
_ByKey = dict[str, _Counts]


class Learner:
    """Takes the episodes of an archive one by one, and knows then what their pages repeat."""

    def __init__(self) -> None:
        self._shows: _Counts = {}
        self._hinted: _Counts = {}
        self._by: dict[str, _ByKey] = {
            name: defaultdict(dict) for name in ("hosts", "channels", "categories", "of_host", "numbered", "lines")
        }

    def through(self, episodes: Iterable[Episode]) -> Iterator[Episode]:
        """The same episodes, each learned from as it passes."""
        for episode in episodes:
            self._take(episode)
            yield episode

    def learned(self) -> Learned:
        """What all of them told; what a single page hints at is kept, since the next page may agree."""
        self._by["lines"].update({show: _repeated(lines) for show, lines in self._by["lines"].items()})
        return Learned(self._shows, self._hinted, **{name: dict(counts) for name, counts in self._by.items()})

    def _take(self, episode: Episode) -> None:
        for hint in episode.hints:
            if hint.field == "show" and len(self._hinted) < _MOST_VALUES:
                _count(self._hinted, hint.value, episode.slug)
        hosts = [person.name for person in episode.people if person.kind == "host"]
        for host in hosts:
            if episode.show:
                _count(self._by["of_host"][_key(host)], episode.show, episode.slug)
        if episode.show and (numbered := _NUMBERED.match(episode.title)):
            _count(self._by["numbered"][_key(numbered[1])], episode.show, episode.slug)
        if episode.show:
            _count(self._shows, episode.show, episode.slug)
            self._of_show(_key(episode.show), episode, hosts)

    def _of_show(self, show: str, episode: Episode, hosts: Sequence[str]) -> None:
        for name, values in (("hosts", hosts), ("channels", [episode.channel]), ("categories", [episode.category])):
            for value in values:
                if value:
                    _count(self._by[name][show], value, episode.slug)
        lines = self._by["lines"][show]
        for line in dict.fromkeys(_lines(episode)):
            _count(lines, line, episode.slug)
        if len(lines) > _MOST_LINES:
            self._by["lines"][show] = _repeated(lines)


def _lines(episode: Episode) -> Iterator[str]:
    """The lines of a description that may promote: not those that name somebody of the programme."""
    names = [person.name for person in episode.people]
    lines = (line.strip() for line in episode.description.splitlines())
    return (line for line in lines if 0 < len(line) <= _LONGEST_LINE and _key(line) and not any(name in line for name in names))


def _repeated(lines: _Counts) -> _Counts:
    """The lines that more than one page has, so that they fit in memory whatever the archive."""
    return {key: told for key, told in lines.items() if told.pages > 1}


def _count(counts: _Counts, value: str, slug: str) -> None:
    before = counts.get(_key(value), StatedValue(value, 0))
    slugs = before.slugs if len(before.slugs) >= _KEPT_SLUGS else (*before.slugs, slug)
    counts[_key(value)] = StatedValue(before.value, before.pages + 1, slugs)


def _key(name: str) -> str:
    return "".join(words(name))


def infer(episode: Episode, learned: Learned) -> tuple[Inferred, ...]:
    """What other pages tell of an episode that its own page leaves out; pure."""
    show = _whole_name(episode, learned) if episode.show else _show(episode, learned)
    name = show.value if show else episode.show
    found = [show] if show else []
    found += _named_hosts(episode, learned)
    if name:
        found += _habits(episode, _key(name), name, learned, bool(found and found[-1].field == "host"))
        found += _promotion(episode, _key(name), learned)
    return tuple(found)


def _whole_name(episode: Episode, learned: Learned) -> Inferred | None:
    """The show of many pages whose name begins what the prose of this one alone takes for its show ("Talk Python To Me
    to count them down"), or begins with it where the text was cut ("Talk Py")."""
    read = words(episode.show or "")
    alone = learned.shows.get(_key(episode.show or ""), StatedValue("", 0)).pages <= 1
    if not alone or not any(one.evidence == IN_PROSE and one.value == episode.show for one in episode.hints):
        return None
    known = (told for told in learned.shows.values() if told.pages >= LEAST_KNOWN)
    whole = [told for told in known if _begins(words(told.value), read) or _is_cut(episode, told.value)]
    told = max(whole, key=lambda told: told.pages, default=None)
    return Inferred("show", told.value, f"{episode.show}; stated by {_others(told, episode.slug)}", named=True) if told else None


def _begins(name: Sequence[str], longer: Sequence[str]) -> bool:
    return 1 < len(name) < len(longer) and list(longer[: len(name)]) == list(name)


def _is_cut(episode: Episode, whole: str) -> bool:
    """Whether the description ends within the name of a show."""
    show = episode.show or ""
    return fold(whole).startswith(fold(show)) and len(whole) > len(show) and episode.description.rstrip().endswith(show)


def _promotion(episode: Episode, show: str, learned: Learned) -> list[Inferred]:
    """The lines that the show's pages repeat; none where the description has no others."""
    lines, pages = learned.lines.get(show, {}), learned.shows[show].pages if show in learned.shows else 0
    often = {key: told for key, told in lines.items() if told.pages >= max(LEAST_REPEATS, pages / 2)}
    found = [line for line in dict.fromkeys(_lines(episode)) if _key(line) in often]
    if not found or not _without(episode.description, found):
        return []
    return [Inferred("promotion", line, f"repeated by {_others(often[_key(line)], episode.slug)}") for line in found]


def _without(description: str, lines: Sequence[str]) -> str:
    """The description without some of its lines; blank ones that they leave close up."""
    kept = "\n".join(line for line in description.splitlines() if line.strip() not in lines)
    return re.sub(r"\n\s*\n\s*\n", "\n\n", kept).strip()


def _show(episode: Episode, learned: Learned) -> Inferred | None:
    agreed = next((found for hint in episode.hints if (found := _agreed(episode, hint, learned))), None)
    return agreed or _show_of_number(episode, learned) or _show_of_host(episode, learned)


def _agreed(episode: Episode, hint: Hint, learned: Learned) -> Inferred | None:
    """A hint that another page states, or hints at too. An address alone names nothing: its words have lost their
    signs."""
    stated, hinted = learned.shows.get(_key(hint.value)), learned.hinted.get(_key(hint.value))
    if stated and (others := _others(stated, episode.slug)):
        return Inferred("show", stated.value, f"{hint.evidence}; stated by {others}")
    if hint.field != "show" or hint.evidence.startswith("an address") or hinted is None:
        return None
    others = _others(hinted, episode.slug)
    return Inferred("show", hinted.value, f"{hint.evidence}; so does {others}") if others else None


def _others(told: StatedValue, slug: str) -> str:
    """The first other page that tells it, and how many more do; empty where no other does."""
    others = [one for one in told.slugs if one != slug]
    more = told.pages - (slug in told.slugs) - 1
    return "" if not others else others[0] + (f" and {more} more" if more > 0 else "")


_OTHERS = re.compile(r"(?<=\b(?:on|by) )(\S+)(?= and \d+ more$|$)|(?<=\bdoes )(\S+)(?= and \d+ more$|$)")
"""The page that an evidence names, as `_others` writes it at its end."""
GONE = "a page that is gone"


def without_gone(inferred: Sequence[Inferred], answers: Callable[[str], bool]) -> tuple[Inferred, ...]:
    """The same, whose evidence names no page that answers no more: it is learned with a full build, and outlives a
    takedown."""

    def named(found: re.Match[str]) -> str:
        return found[0] if answers(found[0]) else GONE

    return tuple(replace(one, evidence=_OTHERS.sub(named, one.evidence)) for one in inferred)


def _show_of_number(episode: Episode, learned: Learned) -> Inferred | None:
    """The show of those whose titles count in the same way."""
    title = _NUMBERED.match(episode.title)
    told = _habit(learned.numbered.get(_key(title[1]), {}), episode.slug) if title else None
    return Inferred("show", told.value, f"titled {title[1]} #; stated by {_others(told, episode.slug)}") if title and told else None


def _show_of_host(episode: Episode, learned: Learned) -> Inferred | None:
    """The one show of a host, where so many other pages have both."""
    for person in episode.people:
        shows = learned.of_host.get(_key(person.name), {}) if person.kind == "host" else {}
        told = next(iter(shows.values()), None)
        if told and len(shows) == 1 and told.pages - (episode.slug in told.slugs) >= LEAST_PAGES:
            return Inferred("show", told.value, f"{person.name} hosts it on {_others(told, episode.slug)}")
    return None


def _named_hosts(episode: Episode, learned: Learned) -> Iterator[Inferred]:
    """People whom the page names as nothing in particular, and other pages as hosts of its show, or of any where it has
    none."""
    known = {_key(person.name) for person in episode.people}
    pages = learned.hosts.get(_key(episode.show), {}) if episode.show else {}
    for key in dict.fromkeys(_runs(f"{episode.title}\n{episode.description}")):
        told = pages.get(key)
        if told and key not in known and told.pages - (episode.slug in told.slugs) >= LEAST_PAGES:
            known.add(key)
            yield Inferred("host", told.value, f"named here; host on {_others(told, episode.slug)}", named=True)


def _runs(text: str) -> Iterator[str]:
    """The runs of two to five words of a text, as names are compared."""
    said = [word for word in fold(text[:6000]).split() if word]
    plain = ["".join(words(word)) for word in said]
    for begin in range(len(plain)):
        for many in range(2, _LONGEST_NAME + 1):
            yield "".join(plain[begin : begin + many])


def _habits(episode: Episode, show: str, name: str, learned: Learned, hosted: bool) -> Iterator[Inferred]:
    """Host, channel and category that the show's other pages agree on, where the page has none."""
    has_host = hosted or any(person.kind == "host" for person in episode.people)
    wanted: tuple[tuple[InferredField, bool, Mapping[str, Mapping[str, StatedValue]]], ...] = (
        ("host", has_host, learned.hosts),
        ("channel", episode.channel is not None, learned.channels),
        ("category", episode.category is not None, learned.categories),
    )
    for field_name, has, by_show in wanted:
        told = None if has else _habit(by_show.get(show, {}), episode.slug)
        if told:
            yield Inferred(field_name, told.value, f"of {name} on {_others(told, episode.slug)}")


def _habit(values: Mapping[str, StatedValue], slug: str) -> StatedValue | None:
    """The value that most pages agree on."""
    pages = Counter({key: told.pages - (slug in told.slugs) for key, told in values.items()})
    if not pages:
        return None
    key, most = pages.most_common(1)[0]
    return values[key] if most >= LEAST_PAGES and most >= LEAST_SHARE * pages.total() else None


def with_inferred(episode: Episode, inferred: Sequence[Inferred]) -> Episode:
    """The episode with what is inferred in the fields its page leaves empty, for searching and showing; people only
    where the page names them; the description without lines that only promote."""
    first = {one.field: one.value for one in reversed(inferred)}
    whole = next((one.value for one in inferred if one.field == "show" and one.named), None)
    hosts = tuple(
        Person(one.value, "host", None, f"inferred: {one.evidence}") for one in inferred if one.field == "host" and one.named
    )
    promotion = [one.value for one in inferred if one.field == "promotion"]
    return replace(
        episode,
        description=_without(episode.description, promotion) if promotion else episode.description,
        show=whole or episode.show or first.get("show"),
        channel=episode.channel or first.get("channel"),
        category=episode.category or first.get("category"),
        people=(*hosts, *episode.people),
    )
