"""Who receives whom: hosts and guests with their roles, by the grammar of people.toml.

In each sentence names are masked and joined to lists (`lists.py`); the rules are held against what is left. A name is
one person, host before guest; its evidence is the sentence that says so."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from archive.model.episode import Person, PersonKind
from archive.text.tokenizer import fold
from ingest.extract.grammar import FIRST_GROUP, NAME_SIGN, compiled, data, pattern
from ingest.extract.lists import Listed, PeopleList, lists_in, says_something, with_lists
from ingest.extract.names import Name, is_title, known_words, names_in, single_name
from ingest.extract.prose import lines_of, sentences, shouted, without_addresses, without_times
from ingest.extract.speech import greeting

MOST_PEOPLE = 30
_FILE = "people.toml"
_said = partial(pattern, _FILE)
_MOST_HOSTS = 4
_LONGEST_SENTENCE = 1000
"""Signs of a sentence, a list of people being one, against which the rules are held: what some take grows with the
square."""
_LONGEST_ROW = 240
_KINDS: dict[str, PersonKind | None] = {"H": "host", "G": "guest", "N": None}
_ROLE_OF_A_ROW = re.compile(r"(?<=[^\W\d] [-–—] )[^\W\d_](?=[a-zà-ÿ]+(?:[ ,]|$))")
"""The capital that a role begins with where rows are `Jeanne Morel - Géologue à Brume`."""
_LIKE_A_ROW = re.compile(r"[^\W\d_a-zà-ÿ][^.!?:;,(–—_]{3,60}?(?:[,:(–—]| - )")
_TURN = re.compile(r"(?:^|(?<=[.!?…»] ))(?P<who>[A-ZÀ-Þ][\w'’-]+(?: [\w'’-]+){1,3}) ?: ")
"""Who speaks, before the words of a transcript that runs on: `… ce matin. Jeanne Morel : Bonjour.`"""
_ACRONYM = re.compile(r"[A-Z]{2,4}")
"""What a name that is only greeted does not end with: `introduce Engine API changes`."""
_BULLET = re.compile(rf"^\s*(?:[^\w\s«\"(\[#@]+|[0-9]{{1,2}}[.)])\s*(?=(?:{NAME_SIGN}|[A-ZÀ-Þ]))")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of people.toml, compiled; what it asks for beside its pattern. One `in_title` is held against the title
    alone; `title` is that of its sample page."""

    name: str
    says: tuple[re.Pattern[str], ...]
    shown: tuple[str, ...]
    unless: re.Pattern[str] | None = None
    unless_before: re.Pattern[str] | None = None
    context: re.Pattern[str] | None = None
    with_roles: bool = False
    with_roles_or: re.Pattern[str] | None = None
    roleless: bool = False
    peaceful: bool = False
    shows_no_work: bool = False
    no_film_page: bool = False
    weak: bool = False
    in_title: bool = False
    title: str = ""
    least: int = 1
    most: int = MOST_PEOPLE


@dataclass(frozen=True, slots=True)
class _Said:
    """A person, and the words that say so."""

    name: Name
    role: str | None
    kind: PersonKind
    rule: str
    evidence: str
    weak: bool = False
    titled: bool = False


@dataclass(slots=True)
class _Page:
    """What is known of a page while its sentences are read."""

    text: str
    sport: bool
    film: bool
    in_title: bool = False
    awaits_guest: bool = False
    spoken_of: PeopleList | None = None
    last_kind: PersonKind | None = None
    said: list[_Said] = field(default_factory=list)
    unsaid: list[Listed] = field(default_factory=list)
    """Those of whom no rule says who they are."""


@cache
def rules() -> tuple[Rule, ...]:
    """The grammar, in its order."""
    return tuple(_rule(row) for row in data(_FILE)["rules"])


def _rule(row: dict[str, Any]) -> Rule:
    row = dict(row)
    for key in ("unless", "unless_before", "context", "with_roles_or"):
        if key in row:
            row[key] = compiled(row[key], _FILE, loose=False)
    says, shown = (([row[key]] if isinstance(row[key], str) else row[key]) for key in ("says", "shown"))
    return Rule(**{**row, "says": tuple(compiled(one, _FILE) for one in says), "shown": tuple(shown)})


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return compiled(f"{{{name}}}", _FILE, loose=False)


def find_people(
    description: str, title: str = "", category: str | None = None, opening: str = "", stated: Sequence[str] = ()
) -> tuple[Person, ...]:
    """Hosts first, then guests in the order of the page, from title and description; a name is one person, host before
    guest. `opening`: what is said first; who is named on the page and greeted there is a guest, but for those whom the
    page has `stated` otherwise."""
    told = (lines_of(title), lines_of(description))
    whole = "\n".join([*told[0], *told[1]])
    page = _Page(whole, is_sport(category), _said("film").search(whole) is not None)
    for page.in_title, lines in zip((True, False), told, strict=True):
        for line in _listed_below(lines):
            _read_line(page, line)
    page.said += _greeted(page, opening, set(map(fold, stated)))
    page.said += () if page.said or stated else _answering(opening)
    return _kept(page.said)


def _greeted(page: _Page, opening: str, stated: Collection[str]) -> Iterator[_Said]:
    """Those named on the page whom somebody greets, thanks or introduces at the beginning: none of whom the page speaks
    as of the news or of its crew, and by the first name alone only who shares it with nobody named there."""
    known = {one.name.text for one in page.said} | {one.name.text for one in page.unsaid}
    for one in page.unsaid:
        name = one.name.text.split()
        alone = sum(other.split()[0] == name[0] for other in known) == 1
        if fold(one.name.text) in stated or _is_news_or_crew(page.text, one) or _ACRONYM.fullmatch(name[-1]):
            continue
        if not (found := greeting(name, opening, alone=alone)):
            continue
        before, behind = opening[: found.start()], opening[found.end() :]
        second = _said("ends_as_second_host").search(before[-40:]) or _said("is_second_host").match(behind[:40])
        words = " ".join((before[-60:] + found.group() + behind[:60]).split())
        yield _Said(one.name, one.role, "host" if second else "guest", "greeted", words)


def _answering(opening: str) -> Iterator[_Said]:
    """Where the page names nobody: those whom who speaks greets, and who speak next, both by their whole names."""
    turns = [turn for turn in _TURN.finditer(opening) if [one.text for one in names_in(turn["who"])] == [turn["who"]]]
    first: dict[str, re.Match[str]] = {turn["who"]: turn for turn in reversed(turns)}
    for who, turn in sorted(first.items(), key=lambda one: one[1].start())[1:]:
        if found := greeting(who.split(), opening[turns[0].end() : turn.start()], alone=False):
            name = Name(turn.start("who"), turn.end("who"), who)
            yield _Said(name, None, "guest", "greeted", found.string[max(0, found.start() - 60) : found.end() + 60])


def _is_news_or_crew(text: str, one: Listed) -> bool:
    """Whether a page tells of somebody as of the news, or of who made the programme."""
    lines = (line for line in text.splitlines() if one.name.text in line)
    return _governs(one) or any(_of_the_news(line) or _said("credits").search(line.partition(one.name.text)[0]) for line in lines)


def is_sport(category: str | None) -> bool:
    """Whether a page is filed under sport, where it is teams that receive."""
    return (category or "").lower().startswith(("spor", "deporte", "esporte"))


def _kept(said: Sequence[_Said]) -> tuple[Person, ...]:
    """Each name once; a weak host only where nothing says host or guest better, one whom a title alone tells where no
    guest is told otherwise."""
    strong_host = any(one.kind == "host" and not one.weak for one in said)
    told_guest = any(one.kind == "guest" and not one.titled and one.rule != "greeted" for one in said)
    found: dict[str, Person] = {}
    for one in sorted(said, key=lambda one: one.kind != "host"):
        if (one.weak and strong_host) or (one.titled and told_guest):
            continue
        key = fold(one.name.text).replace("-", " ")
        before = found.get(key)
        if before is None:
            found[key] = Person(one.name.text, one.kind, one.role, one.evidence)
        elif before.role is None and one.role and before.kind == one.kind:
            found[key] = Person(before.name, before.kind, one.role, before.evidence)
    return tuple(list(found.values())[:MOST_PEOPLE])


@cache
def _label() -> re.Pattern[str]:
    """A line that is nothing but the label of a list: `Invités :`."""
    guests, hosts = _pattern("guest_label").pattern + _pattern("guest_period").pattern, _pattern("host_label").pattern
    return re.compile(rf"^\W*(?:{guests}|{hosts})\s*+:?\s*+$|^\W*(?:avec|with)\s*+:\s*+$", re.IGNORECASE)


def _listed_below(lines: Sequence[str]) -> Iterator[str]:
    """The lines, and those of a list put behind the label above it ("Invités :"), or behind one another where none
    is."""
    label, held = "", list[tuple[str, str]]()
    for line in lines:
        bare = _ROLE_OF_A_ROW.sub(lambda match: match.group().lower(), _BULLET.sub("", line))
        row = _row(bare)
        if (label and _begins_with_a_person(bare)) or (not label and row):
            held.append((bare, bare if label else row or ""))
            continue
        yield from _joined(label, held)
        label, held = line.rstrip(" :") + " :" if _label().match(line) else "", []
        if row:
            held = [(bare, row)]
        elif not label:
            yield bare if bare != line and _begins_with_a_person(bare) else line
            label = "Invités :" if _said("guests_follow").match(line) else ""
    yield from _joined(label, held)


def _joined(label: str, held: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Lines held together: behind a label, or two and more, one list of people; else as they stood."""
    if label or len(held) > 1:
        rows = [next((row[begin:end] for begin, end in sentences(row)), row).rstrip(" .,;") for _, row in held]
        yield f"{label} {' ; '.join(rows)}".lstrip()  # what a row tells behind the person would end the list
    else:
        yield from (line for line, _ in held)


def _row(line: str) -> str | None:
    """Somebody with a role, where a line is nothing else, however long it tells of the role."""
    names = names_in(line) if len(line) < _LONGEST_ROW and _LIKE_A_ROW.match(line) else []
    if not names or names[0].begin or says_something(line):
        return None
    found = lists_in(line, _masked(without_times(line), names), names)
    return _closed(line[: found[0].end]) if len(found) == 1 and _has_roles(found[0]) else None


def _closed(row: str) -> str:
    """A row without the title of a work that it cuts, or the date of one in brackets."""
    row = row[: row.rindex("«")].rpartition(",")[0] if row.count("«") > row.count("»") else row
    return re.sub(r" *\([\d./ ]*\)$", "", row)


def _begins_with_a_person(text: str) -> bool:
    found = names_in(text[:120])
    return (
        bool(found)
        and all(is_title(word) for word in re.findall(r"\w+", text[: found[0].begin]))
        and text[found[0].end :][:1] in ("", " ", ",", ":", ";", "(", "–")
    )


def _read_line(page: _Page, line: str) -> None:
    if page.film and line.lower().startswith(("de ", "réalis")):
        return
    line = shouted(line, (known_words(),))
    bare = without_addresses(line)
    hidden = without_times(bare)
    names = names_in(bare)
    names = sorted([*names, *_stage_names(hidden, names)], key=lambda name: name.begin)
    for begin, end in sentences(bare):
        inside = [
            Name(one.begin - begin, one.end - begin, one.text, one.unsure) for one in names if begin <= one.begin and one.end <= end
        ]
        if page.spoken_of and _said("he_is_guest").match(hidden[begin:end]):
            _say(page, page.spoken_of, "guest", GOES_ON, line[begin:end])
        if inside or page.awaits_guest:
            _read_sentence(page, line[begin:end], hidden[begin:end], inside)


def _stage_names(line: str, names: Sequence[Name]) -> Iterator[Name]:
    """One capitalised word behind "le chanteur" is a name too."""
    for match in _said("artist").finditer(line):
        name = single_name(line[match.end() :])
        if name and not any(one.begin <= match.end() < one.end for one in names):
            yield Name(match.end(), match.end() + len(name), name)


def _read_sentence(page: _Page, text: str, hidden: str, names: Sequence[Name]) -> None:
    masked = _masked(hidden, names)
    lists = lists_in(text, masked, names)
    kinds = _classified(page, with_lists(masked, lists)[:_LONGEST_SENTENCE], lists)
    page.spoken_of = lists[-1] if lists else page.spoken_of
    for number, one in enumerate(lists):
        if number in kinds and (kind := kinds[number][0]):
            _say(page, one, kind, kinds[number][1], text)
    page.unsaid += [person for number, one in enumerate(lists) if number not in kinds for person in one.people]
    page.last_kind = kinds[len(lists) - 1][0] if len(lists) - 1 in kinds else None
    page.awaits_guest = _said("awaits").search(hidden) is not None and any(kind == "host" for kind, _ in kinds.values())


def _masked(text: str, names: Sequence[Name]) -> str:
    for name in names:
        text = text[: name.begin] + NAME_SIGN * (name.end - name.begin) + text[name.end :]
    return text


def _say(page: _Page, people: PeopleList, kind: PersonKind, rule: Rule, text: str) -> None:
    evidence = " ".join(text.split())[:200]
    page.said += [_Said(one.name, one.role, kind, rule.name, evidence, rule.weak, rule.in_title) for one in people.people]


def _classified(page: _Page, sentence: str, lists: Sequence[PeopleList]) -> dict[int, tuple[PersonKind | None, Rule]]:
    """What the rules say of each list of a sentence; the first that takes a list decides."""
    kinds: dict[int, tuple[PersonKind | None, Rule]] = {}
    if page.last_kind == "guest" and _said("goes_on").match(sentence) and all(one.role for one in lists[0].people):
        kinds[0] = (page.last_kind, GOES_ON)
    elif page.awaits_guest and lists and _said("only_a_guest").match(sentence):
        kinds[0] = ("guest", GOES_ON)
    for rule in rules():
        if len(kinds) == len(lists):
            break
        for match in (found for says in rule.says for found in says.finditer(sentence)):
            _take(page, kinds, rule, match, lists)
    return kinds


GOES_ON = Rule("goes on", (), ())


def _take(
    page: _Page, kinds: dict[int, tuple[PersonKind | None, Rule]], rule: Rule, match: re.Match[str], lists: Sequence[PeopleList]
) -> None:
    taken = {key: ord(sign) - FIRST_GROUP for key, sign in match.groupdict().items() if sign}
    mine = {key: number for key, number in taken.items() if number not in kinds}
    if not mine or not _holds(page, rule, match, {key: lists[number] for key, number in taken.items()}):
        return
    for key, number in mine.items():
        kinds[number] = (_KINDS[key[0]], rule)


def _holds(page: _Page, rule: Rule, match: re.Match[str], found: dict[str, PeopleList]) -> bool:
    """Whether what a rule asks for beside its pattern is there."""
    return _page_allows(page, rule) and _sentence_allows(page, rule, match, found) and _people_fit(rule, match, found)


def _page_allows(page: _Page, rule: Rule) -> bool:
    if (rule.no_film_page and page.film) or (rule.in_title and not page.in_title):
        return False
    return rule.context is None or rule.context.search(page.text) is not None


def _sentence_allows(page: _Page, rule: Rule, match: re.Match[str], found: dict[str, PeopleList]) -> bool:
    sentence, before = match.string, match.string[: match.start()]
    if (rule.unless and rule.unless.search(sentence)) or (rule.unless_before and rule.unless_before.search(before)):
        return False
    return not (rule.peaceful and _is_news(page, sentence, found))


def _people_fit(rule: Rule, match: re.Match[str], found: dict[str, PeopleList]) -> bool:
    guests, hosts = found.get("G"), found.get("H")
    if hosts and not _hosts_fit(rule, match.string, hosts):
        return False
    if guests is None:
        return True
    if len(guests.people) < rule.least or (rule.with_roles and not _has_roles(guests)):
        return False
    return rule.with_roles_or is None or _has_roles(guests) or rule.with_roles_or.search(match.group()) is not None


def _hosts_fit(rule: Rule, sentence: str, hosts: PeopleList) -> bool:
    """A show has few hosts; a rule may ask that they have no role but a journalist's, and no work of their own to speak
    of."""
    if len(hosts.people) > min(rule.most, _MOST_HOSTS):
        return False
    if not _has_roles(hosts):
        return True
    own_work = rule.shows_no_work and _said("work_own").search(sentence) is not None
    return not own_work and (not rule.roleless or _is_journalist(hosts))


def _has_roles(people: PeopleList) -> bool:
    return all(one.role for one in people.people)


def _is_journalist(people: PeopleList) -> bool:
    return all(one.role and _said("journalist").match(one.role) for one in people.people)


def _is_news(page: _Page, sentence: str, found: dict[str, PeopleList]) -> bool:
    """Whether the sentence tells of statesmen or teams who meet, not of a programme."""
    if any(_governs(one) for people in found.values() for one in people.people):
        return True
    if page.sport and not _said("show_words").search(sentence):
        return True
    return _of_the_news(sentence)


def _governs(one: Listed) -> bool:
    return _said("ruler").match(one.role or "") is not None


def _of_the_news(text: str) -> bool:
    return _pattern("diplomacy").search(text) is not None and not _said("show_words").search(text)
