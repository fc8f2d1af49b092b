"""Who receives whom: hosts and guests with their roles, from the description's own sentences and lists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from archive.episode import Person, PersonKind
from archive.words import fold
from ingest.extract.names import (
    MOST_PEOPLE,
    NAME,
    NamedPerson,
    begins_with_people,
    name_at_end,
    name_at_start,
    people_in,
    people_words,
)

_READ_ON = 6000
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ÖØ-Þ«\"“(])")
_ABBREVIATED = re.compile(r"(?:^|[\s(])(?:M|MM|Dr|Pr|Me|St|Mr|Mrs|Ms|Prof|[A-Z])\.$")
_BULLET = re.compile(r"^\s*(?:[•·●∙▪►✔👉🎙🎤\-–—*]|[0-9]{1,2}[.)])\s*")
_GUESTS_BEHIND = re.compile(r"\s*[:：]\s*|[^.]{0,80}?\b(?:avec|with)\s+(?:comme invitée?s?\s*:?\s+)?(?=[A-ZÀ-ÖØ-Þ])")
_TWO_HOSTS = re.compile(rf"(?P<first>{NAME})\s+(?:et|and|und|y|e|en)\s+$")


@dataclass(frozen=True, slots=True)
class _Attribution:
    """A person, and the words that say so."""

    named: NamedPerson
    kind: PersonKind
    evidence: str


@dataclass(frozen=True, slots=True)
class _Patterns:
    receives: re.Pattern[str]
    received: re.Pattern[str]
    guests: re.Pattern[str]
    hosts: re.Pattern[str]
    hosted: re.Pattern[str]
    accompanied: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = people_words()
    either = {name: "|".join(words[name]) for name in ("receives", "received", "guests", "hosts", "hosted", "accompanied")}
    label = r"^[^\w\n]{0,6}(?:%s)%s\s*[:：]\s*"
    return _Patterns(
        receives=re.compile(rf"\s(?:{either['receives']})(?:\s+(?:{words['when']}))?\s*,?:?\s+(?=[A-ZÀ-ÖØ-Þl«n\"])"),
        received=re.compile(rf"\s(?:{either['received']})\s*"),
        guests=re.compile(label % (either["guests"], words["guest_period"]), re.IGNORECASE),
        hosts=re.compile(label % (either["hosts"], ""), re.IGNORECASE),
        hosted=re.compile(rf"\b(?:{either['hosted']})\s*", re.IGNORECASE),
        accompanied=re.compile(rf"\s*(?:{either['accompanied']})\s*", re.IGNORECASE),
    )


def find_people(description: str) -> tuple[Person, ...]:
    """Hosts first, then guests in the order of the page; a name is one person, host before guest."""
    said = list(_attributions(description[:_READ_ON]))
    kept: dict[str, _Attribution] = {}
    for one in sorted(said, key=lambda one: one.kind != "host"):
        key = fold(one.named.name)
        before = kept.get(key)
        if before is None or (before.named.role is None and one.named.role):
            kept[key] = _Attribution(one.named, before.kind if before else one.kind, one.evidence)
    return tuple(Person(one.named.name, one.kind, one.named.role, one.evidence) for one in list(kept.values())[:MOST_PEOPLE])


def _attributions(description: str) -> Iterator[_Attribution]:
    lines = description.splitlines()
    for number, line in enumerate(lines):
        for sentence in _sentences(line):
            labelled = list(_labelled(sentence, lines, number))
            yield from labelled or _of_sentence(sentence)


def _sentences(line: str) -> Iterator[str]:
    """Sentences of a line; an abbreviation ("M. Martin") ends none."""
    held = ""
    for part in _SENTENCE_END.split(line):
        held = f"{held} {part}" if held else part
        if not _ABBREVIATED.search(held[-6:]):
            yield held
            held = ""
    if held:
        yield held


def _of_sentence(sentence: str) -> Iterator[_Attribution]:
    yield from _receiving(sentence)
    yield from _received(sentence)
    for match in _patterns().hosted.finditer(sentence):
        yield from _presented(sentence, match.end())
    if begun := _patterns().accompanied.match(sentence):
        yield from _guests(sentence, begun.end())


def _guests(sentence: str, begin: int) -> Iterator[_Attribution]:
    return (_Attribution(named, "guest", _evidence(sentence)) for named in people_in(sentence[begin:]))


def _receiving(sentence: str) -> Iterator[_Attribution]:
    """Host, verb, guests; where a show stands for the host, guests are believed only with a role."""
    match = _patterns().receives.search(sentence)
    if match is None:
        return
    hosts = _hosts_before(sentence[: match.start()])
    guests = list(_guests(sentence, match.end()))
    yield from (_Attribution(named, "host", _evidence(sentence)) for named in hosts)
    if hosts or any(guest.named.role for guest in guests):
        yield from guests


def _received(sentence: str) -> Iterator[_Attribution]:
    """Guests, "étaient les invités de", host."""
    match = _patterns().received.search(sentence)
    host = name_at_start(sentence[match.end() :]) if match else None
    if match and host:
        yield _Attribution(NamedPerson(host[0]), "host", _evidence(sentence))
        yield from (
            _Attribution(named, "guest", _evidence(sentence)) for named in people_in(_last_subject(sentence[: match.start()]))
        )


def _presented(sentence: str, begin: int) -> Iterator[_Attribution]:
    """The host behind "présentée par", and the guests behind an "avec" or a colon after that."""
    host = name_at_start(sentence[begin:])
    if host is None:
        return
    yield _Attribution(NamedPerson(host[0]), "host", _evidence(sentence))
    rest = host[1]
    if (more := re.match(r"\s+(?:et|and|und|y|e)\s+", rest)) and (second := name_at_start(rest[more.end() :])):
        yield _Attribution(NamedPerson(second[0]), "host", _evidence(sentence))
        rest = second[1]
    if match := _GUESTS_BEHIND.match(rest):
        yield from (_Attribution(named, "guest", _evidence(sentence)) for named in people_in(rest[match.end() :]))


def _hosts_before(text: str) -> list[NamedPerson]:
    """One or two names that end a text; a role in commas may stand behind the name."""
    text = text.rstrip()
    plain = re.sub(r",[^,]{2,80},?$", "", text) if text.endswith(",") else text
    last = name_at_end(plain)
    if last is None:
        return []
    before = plain[: plain.rfind(last)]
    match = _TWO_HOSTS.search(before[-120:])
    first = name_at_end(match["first"]) if match else None
    return [NamedPerson(name) for name in (first, last) if name]


def _last_subject(text: str) -> str:
    """The end of a text from the first name on that is followed by nothing but its role."""
    parts = re.split(r",\s*", text.strip(" ,"))
    for number, part in enumerate(parts):
        if begins_with_people(part):
            return ", ".join(parts[number:])
    return text


def _labelled(sentence: str, lines: Sequence[str], number: int) -> Iterator[_Attribution]:
    """People behind "Invités :" or "Présentation :", in the sentence, or on the lines below where it ends at the label."""
    kinds: tuple[tuple[re.Pattern[str], PersonKind], ...] = ((_patterns().guests, "guest"), (_patterns().hosts, "host"))
    for pattern, kind in kinds:
        match = pattern.match(sentence)
        if match is None:
            continue
        rest = sentence[match.end() :]
        people = people_in(rest) if rest.strip() else _listed(lines, number + 1)
        yield from (_Attribution(named, kind, _evidence(sentence)) for named in people)
        return


def _evidence(sentence: str) -> str:
    return " ".join(sentence.split())[:200]


def _listed(lines: Sequence[str], first: int) -> list[NamedPerson]:
    """A person a line, as long as lines begin with one."""
    found: list[NamedPerson] = []
    for line in lines[first : first + MOST_PEOPLE]:
        if not line.strip() and not found:
            continue
        people = people_in(_BULLET.sub("", line))
        if not people:
            break
        found.extend(people)
    return found
