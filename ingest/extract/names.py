"""People's names in running text, by their capitals and particles, and what tells them from companies, shows and
cities."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from ingest.extract.grammar import data, pattern

# The capitals of every Latin alphabet: Western; Polish, Czech, Turkish, Serbian, Romanian, Baltic and their kin;
# Vietnamese.
UPPER = "A-ZÀ-ÖØ-Þ" + "".join(sign for sign in map(chr, (*range(0x100, 0x250), *range(0x1E00, 0x1F00))) if sign.isupper())
_PART = rf"(?:(?:[{UPPER}]\.)+|[{UPPER}][^\W\d_]*(?:'[^\W\d_]+)*)"
_WORD = rf"{_PART}(?:-{_PART})*"
_MOST_WORDS = 5
_ARTICLE_BEFORE = re.compile(
    r"(?:[#@/._&]|\b(?:les?|la|des|une?|cette?|ces?|nos|vos|leurs?|aux?|du|the|dans|rue|place|saint|lycée)\s|\bl')$",
    re.IGNORECASE,
)
_CAMEL = re.compile(rf"[#@]((?:[{UPPER}][a-zà-öø-ÿ]{{2,}}){{2,3}})(?![\w])")
_ELISION = re.compile(r"(?:[lcsnjmd]|qu|aujourd)'")
_PLURAL = re.compile(r"[\s(:,–—-]*(?P<role>[^\W\d_A-Z][\w-]{2,}[sx])\b")
_GIVEN_ROW = re.compile(rf"(?:^|[\s(:])(?P<row>{_WORD}(?:, {_WORD}){{0,4}}) (?:et|&|and|y|und) $")
_ELIDED = re.compile(rf"[dl]'(?=[{UPPER}])")
_ARTICLE = r"(?:[ae][dlnrstz]|[ae][cs]h|ben|bin|ibn|abou|abu)-"
_ENDS_SMALL = re.compile(rf"(?:[dl]'|{_ARTICLE})(?=[{UPPER}])")
"""What a family name begins with in small letters: an elided particle, or the Arabic article as it sounds
(`as-Sayed`)."""
_INNER_CAPITAL = re.compile(
    r"(?!(?:Mc|Mac|De|Da|Le|La|Di|Du|Van|Von|Fitz|Jo|Mary|Anna|Ru|Ra|Ja|Je|Ka|Ke|Sha|Ta|Mar|Cee|O')[A-Z])[A-Z][a-zà-ÿ]+[A-Z]"
)
"""A product's name: nobody's but where its first half is that of given names and families (`RuPaul`, `McCoy`)."""
_OF_A_FIRM = re.compile(r"\w*(?:[\d!]|[a-zà-ÿ][A-Z])|[A-Z]{2,}\b")
_FIRM_GOES_ON = re.compile(r"\d\w*|!(?= \w)")
"""What stands behind `von` where it names whose somebody is: with a figure, an inner capital, or in capitals."""
_BEFORE_DER = frozenset(("von", "van", "auf", "aus", "an", "in", "zu"))
"""What stands before it within a name: `von der Leyen`; `Leiterin der Wache` is none."""
_GENITIVE = re.compile(r"['’]s$")
_SINGLE = re.compile(rf"{_WORD}")
_TITLE = re.compile(r"«[^«»]{3,300}»|\"[^\"]{3,300}\"")
_ANOTHER_WORK = re.compile(r"\b(?:author|auteure?)s? (?:of|de |d') ?(?:The|An?|Les?|La|L') ?[^,.;:()]{1,60} (?:and|et) $")
"""`the author of The Tides and`: a title follows. Names that begin with no article may be people's."""
_LONG = 40
_FIRM_BEHIND = re.compile(r"\s*+(?:,\s*+)?\(")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name and where it stands. An `unsure` one (a hashtag, a first name alone) counts only where a rule
    says so."""

    begin: int
    end: int
    text: str
    unsure: bool = False


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(data("names.toml")[name])


@cache
def known_words() -> frozenset[str]:
    """Words that are no names, small: for lines in capitals."""
    return _set("not_first") | _set("works") | _set("small_in_capitals")


@cache
def role_start() -> re.Pattern[str]:
    """A word that begins a role."""
    return re.compile(rf"(?:{'|'.join(data('names.toml')['roles'])})\w*", re.IGNORECASE)


def is_role_word(word: str) -> bool:
    """Whether a word names what somebody does."""
    return role_start().match(word) is not None


def is_title(word: str) -> bool:
    """Whether a word is a form of address before a name: `Dr`, `Mme`, `Sœur`."""
    return word.lower() in _set("titles")


@cache
def _name() -> re.Pattern[str]:
    particles = "|".join(sorted((re.escape(one) for one in _set("particles") if not one.endswith("'")), key=len, reverse=True))
    joined = rf"(?:(?:{particles}) |[dDlL]'|{_ARTICLE})"
    return re.compile(rf"(?<![\w@#/.&-]){_WORD}(?: {joined}{{0,2}}{_WORD}){{1,{_MOST_WORDS}}}")


def names_in(line: str) -> list[Name]:
    """The names of a line, in order; those in brackets behind another are its firm, not a person."""
    plain = list(_plain_names(line))
    titles = [match.span() for match in _TITLE.finditer(line)]
    found = sorted([*plain, *_tagged(line), *_sharing(line, plain)], key=lambda name: name.begin)
    found = [name for name in found if not any(_is_part_of(line, name, *title) for title in titles)]
    kept: list[Name] = []
    for name in found:
        if not (kept and (name.begin < kept[-1].end or _in_its_brackets(line, kept[-1], name))):
            kept.append(name)
    return kept


def _is_part_of(line: str, name: Name, begin: int, end: int) -> bool:
    """Whether a name is a title in quotes, or stands within a long one and nobody is said to have a hand in it (`par`,
    `avec`)."""
    inside = begin < name.begin and name.end < end
    if line[begin + 1 : end - 1].strip() == name.text:
        return not re.search(r"\b(?:par|avec|de|with|by) $", line[:begin])
    return inside and end - begin > _LONG and not re.search(r"(?:\b(?:par|avec|de|with|by) |[:,] |d')$", line[begin : name.begin])


def _in_its_brackets(line: str, before: Name, name: Name) -> bool:
    between = line[before.end : name.begin]
    return _FIRM_BEHIND.match(between) is not None and between.count(")") < between.count("(")


def _plain_names(line: str) -> Iterator[Name]:
    for match in _name().finditer(line):
        tail = _FIRM_GOES_ON.match(line, match.end()) if " von " in match.group() else None
        text = match.group() + (tail.group() if tail else "")
        for begin, end in _persons(text, _belongs_to_a_role(line[: match.start()])):
            begin, end = match.start() + begin, match.start() + end
            if (
                not _ARTICLE_BEFORE.search(line[:begin][-12:])
                and not _is_a_work(line[:begin])
                and not line[end:].startswith(("_", "@", "&"))
            ):
                yield Name(begin, end, line[begin:end])


def _is_a_work(before: str) -> bool:
    """Whether the words before name a film, a street, a company (`le film Jeanne Dubar`), or another work of
    somebody's."""
    if _ANOTHER_WORK.search(before[-120:]):
        return True
    last = before[-40:].rstrip().rpartition(" ")[2].lower().rpartition("'")[2].lstrip('(«"')
    return before.endswith(" ") and last in _set("works")


def _belongs_to_a_role(before: str) -> bool:
    """Whether the first of three capitals ends a role that stands before a name: `le maire de Brume Jeanne Morel`."""
    match = pattern("names.toml", "of_a_role").search(before[-80:])
    return match is not None and is_role_word(match["role"])


def _persons(text: str, of_a_role: bool = False) -> Iterator[tuple[int, int]]:
    """The parts of a capitalised group that are names: without what begins a sentence, a title, a role; cut before a
    company; what follows a role is one again (`Brume Group Leader Jane Moore`)."""
    words = [(match.start(), match.group()) for match in re.finditer(r"\S+", text)]
    first = 0
    while first < len(words) and begins_no_name(words[first][1]) and not (first and _ELIDED.match(words[first][1])):
        first += 1
    words = [
        (begin + 2, word[2:]) if number == 0 and _ELIDED.match(word) else (begin, word)
        for number, (begin, word) in enumerate(words[first:])
    ]
    if of_a_role and sum(word[0].isupper() for _, word in words) > 2:
        words = words[1:]
    whole = words
    cut = next((number for number, (_, word) in enumerate(words) if number and _ends_a_name(word, words, number)), len(words))
    words = words[:cut]
    while words and words[-1][1][0].islower() and not _ENDS_SMALL.match(words[-1][1]):
        words.pop()
    if len(words) > 1 and _is_person([word for _, word in words]):
        begin = words[0][0]
        yield begin, words[-1][0] + len(_GENITIVE.sub("", words[-1][1]))
    roles = [number for number, (_, word) in enumerate(whole) if number >= cut and (is_role_word(word) or word.lower() == "and")]
    if roles:
        behind = whole[roles[-1]][0] + len(whole[roles[-1]][1])
        yield from ((behind + begin, behind + end) for begin, end in _persons(text[behind:]))


def begins_no_name(word: str) -> bool:
    """Whether no name begins with a word: it begins sentences, is a form of address, what somebody does, or a
    product."""
    low = word.lower()
    if low in _set("not_first") or low in _set("titles") or word[0].islower():
        return True
    elided = _ELISION.match(low) is not None and not re.match(r"[DL]'[A-ZÀ-Þ]", word)
    return elided or _INNER_CAPITAL.match(word) is not None or (is_role_word(word) and low not in {"juge", "prince"})


def _ends_a_name(word: str, words: list[tuple[int, str]], number: int) -> bool:
    low = word.lower().strip(".'")
    shouts = word.isupper() and len(word) > 1 and word.isalpha()
    alone = not any(other.isupper() and len(other) > 2 for _, other in words[:number])
    acronym = shouts and len(word) < 5 and number > 1 and alone and low not in {"de", "la", "du", "le", "des"}
    is_role = (is_role_word(word) and len(word) > 4) or low.endswith("-maintainer")
    if number == 1 and len(words) == 2 and low in _set("family_as_well"):
        return words[0][1].lower() in _set("not_given")
    from_a_firm = number > 1 and low in {"von", "vom"} and _is_a_firm([other for _, other in words[number + 1 :]])
    return low in _set("organisations") or acronym or is_role or from_a_firm or low in {"&", "and"}


def _is_a_firm(words: Sequence[str]) -> bool:
    """Whether what stands behind `von` is no family's: a known organisation, or a product by its signs."""
    return any(word.lower() in _set("organisations") or _OF_A_FIRM.match(word) for word in words)


def _is_person(words: list[str]) -> bool:
    low = [word.lower().strip(".'") for word in words]
    if (
        len(words) > _MOST_WORDS + 2
        or low[0] in _set("organisations")
        or low[-1] in _set("not_first") - _set("family_too")
        or low[1] in {"au", "aux", "en"}
        or any(word.endswith("'s") for word in words[:-1])
        or any(word == "der" and before not in _BEFORE_DER for before, word in pairwise(low))
    ):
        return False
    capitals = [word for word in words if len(word) > 1 and word.isupper() and word.isalpha()]
    return len(capitals) < len(words) and not (words[0] in capitals and len(words[0]) < 5) and any(len(word) > 2 for word in words)


def _sharing(line: str, names: Sequence[Name]) -> Iterator[Name]:
    """Given names before a full one whose role stands in the plural have its family name: `Rose et Armand Quévert,
    éleveurs`."""
    for name in names:
        plural = _PLURAL.match(line[name.end :])
        row = _GIVEN_ROW.search(line[: name.begin])
        if not row or not plural or plural["role"] in _set("not_plural"):
            continue
        family = name.text.split(" ", 1)[1]
        for given in _SINGLE.finditer(row["row"]):
            if _is_given(given.group()):
                begin = row.start("row") + given.start()
                yield Name(begin, begin + len(given.group()), f"{given.group()} {family}")


def _is_given(word: str) -> bool:
    low = word.lower()
    return len(word) > 2 and not word.isupper() and low not in _set("not_first") | _set("organisations") and not is_role_word(word)


def _tagged(line: str) -> Iterator[Name]:
    """`#PaulineRoche`, `@PaulineRoche`: a name for the rules that can only mean people."""
    for match in _CAMEL.finditer(line):
        parts = re.findall(rf"[{UPPER}][a-zà-öø-ÿ]+", match[1])
        if not any(
            part.lower() in _set("not_first") | _set("organisations") | _set("works") for part in parts
        ) and not is_role_word(parts[0]):
            yield Name(match.start(), match.end(), " ".join(parts), unsure=True)


def single_name(text: str) -> str | None:
    """A stage name that begins a text: one capitalised word which is nothing else; for behind "le chanteur"."""
    match = _SINGLE.match(text)
    if match is None or len(match.group()) < 3:
        return None
    low = match.group().lower()
    known = low in _set("not_first") or low in _set("organisations") or is_role_word(match.group())
    return None if known or match.group().isupper() else match.group()
