"""What looks like a person's name in running text, and lists of people with their roles.

`Jeanne Morel, journaliste à La Brume, Paul Ney (physicien) et Léa Trân – directrice de la rédaction` is a list of three:
a piece that begins with a name begins a person, any other is part of the role before it. `Rose et Armand Quévert, éleveurs` are two
of one name; without the plural that says so, only the one who is named in full is believed.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_UPPER = "A-ZÀ-ÖØ-ÞŁŚŻŹĆŃĞİŞČŠŽŐŰ"
_WORD = rf"[{_UPPER}][^\W\d_]*(?:['’\-][^\W\d_]+)*\.?"
_PARTICLE = r"(?:(?:de la|de|du|des|la|le|von|van|den|der|di|da|dos|do|del|della|el|al|ben|bin|ibn|ter|zu|af|y)\s+|d['’]|l['’])"
NAME = rf"{_WORD}(?:\s+{_PARTICLE}{{0,2}}{_WORD}){{1,4}}"
_NAME = re.compile(NAME)
_TITLE = re.compile(r"(?:M\.|MM\.|Mme|Mmes|Mlle|Dr|Dr\.|Pr|Pr\.|Me|Mr\.?|Mrs\.?|Ms\.?|Prof\.?|Herr|Frau|Sir)\s+(?=\S)")
_ORGANISATION_LIKE = re.compile(rf"\s+(?:de|du|des|d['’])\s*(?=[{_UPPER}]{{2}}|[{_UPPER}][a-zà-ÿ]+[{_UPPER}]).*$")
_ROLE_FIRST = re.compile(
    rf"(?:le|la|les|l['’]|notre|nos|son|sa|un|une|the|our)\s*(?P<role>[^\W\d_A-Z][^,;()]{{2,80}}?)\s+(?P<name>{NAME})$"
)
_GIVEN = re.compile(_WORD)
_PLURAL = re.compile(r"[\s(:,–—-]*(?P<role>[^\W\d_A-Z][\w-]{2,}[sx])\b")
_LINKS = frozenset({"de", "du", "des", "d", "chez", "of", "at", "à", "et", "and", "la", "le", "les", "par", "sur", "avec", "with"})
_LONGEST_LIST = 1500
_LONGEST_ROLE = 160
MOST_PEOPLE = 30


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A name and the role that is said of it."""

    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a list, and what separates it from the part before."""

    separator: str
    text: str


@cache
def people_words() -> dict[str, Any]:
    """The words round people, read from the package's data at the first question."""
    return tomllib.loads(files("ingest.extract").joinpath("people.toml").read_text("utf8"))


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(people_words()[name])


@cache
def _separators() -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(word) for word in people_words()["and"]), key=len, reverse=True))
    return re.compile(rf"\s*[,;]\s*(?:(?:{words})\s+)?|\s+(?:{words})\s+|\s+[&/•·|]\s+|\n+")


@cache
def _list_ends() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s,;]+)(?:{'|'.join(people_words()['list_ends'])})", re.IGNORECASE)


def name_at_start(text: str) -> tuple[str, str] | None:
    """A name that begins a text, and the rest behind it; None where it begins with something else."""
    text = _TITLE.sub("", text.lstrip(), count=1) if _TITLE.match(text.lstrip()) else text.lstrip()
    match = _NAME.match(text)
    if match is None:
        return None
    name = _ORGANISATION_LIKE.sub("", match.group()).rstrip(".")
    return (name, text[len(name) :]) if is_name(name) else None


def name_at_end(text: str) -> str | None:
    """The name that ends a text (before a comma and a role, too); None where it ends with something else."""
    last = None
    for match in _NAME.finditer(text[-200:]):
        last = match
    if last is None or text[-200:][last.end() :].strip(" ,"):
        return None
    name = last.group()
    while name and not is_name(name) and " " in name:
        name = name.split(" ", 1)[1]
    return name if is_name(name) else None


def is_name(text: str) -> bool:
    """Whether capitalised words are a person's name: two or more, no article or role at the beginning, no organisation."""
    words = text.replace("’", "'").split()
    lower = [word.lower().rstrip(".") for word in words]
    if (
        len(words) < 2
        or lower[0] in _set("not_names")
        or lower[0].split("'")[0] in _set("not_names")
        or lower[0] in _set("role_words")
    ):
        return False
    if any(word in _set("organisations") or word in _set("role_words") for word in lower[1:]) or lower[0] in _set("organisations"):
        return False
    capitals = [word for word in words if len(word) > 1 and word.isupper() and word.isalpha()]
    return len(capitals) < len(words) and not (words[0] in capitals and len(words[0]) < 5)


def people_in(text: str) -> list[NamedPerson]:
    """The people of a list in a sentence, with their roles; empty where it does not begin with a person."""
    text = text[:_LONGEST_LIST]
    end = _list_ends().search(text)
    pieces = list(_pieces(text[: end.start()] if end else text))
    found: list[list[str]] = []
    sharing: dict[int, int] = {}
    for number, piece in enumerate(pieces):
        full = _full_name_behind(pieces, number)
        if full and (family := _shared_family(pieces, full)):
            sharing[len(found)] = full - number
            found.append([f"{piece.text} {family}", ""])
        elif not full or (found and found[-1][1]):
            _take(found, piece)
        if len(found) > MOST_PEOPLE or not (found or full):
            break
    for one, steps in sharing.items():
        found[one][1] = found[one + steps][1] if one + steps < len(found) else ""
    return [NamedPerson(name, _role(role)) for name, role in found[:MOST_PEOPLE]]


def begins_with_people(text: str) -> bool:
    """Whether a text begins with a person's name, or with a given name beside one: `Rose et Armand Quévert`."""
    return name_at_start(text) is not None or _full_name_behind(list(_pieces(text)), 0) is not None


def _full_name_behind(pieces: Sequence[_Piece], number: int) -> int | None:
    """Where a piece is a given name alone, in a row of such that ends with "and" and a full name: the place of that name."""
    last = number
    while last < len(pieces) and _is_given(pieces[last].text):
        last += 1
    if last == number or last == len(pieces) or not _begun(pieces[last].text):
        return None
    joined = [piece.separator.strip(" ,;") for piece in pieces[number + 1 : last + 1]]
    return last if joined[-1] in {*_set("and"), "&"} and not any(joined[:-1]) else None


def _is_given(text: str) -> bool:
    lower = text.lower()
    known = any(lower in _set(name) for name in ("not_names", "role_words", "organisations"))
    return _GIVEN.fullmatch(text) is not None and len(text) > 2 and not text.isupper() and not known


def _shared_family(pieces: Sequence[_Piece], full: int) -> str | None:
    """The family name of a full name whose role stands in the plural: the given names before it have it too."""
    begun = _begun(pieces[full].text)
    role = begun[1] if begun else ""
    if not role and full + 1 < len(pieces):
        role = pieces[full + 1].text
    plural = _PLURAL.match(role)
    if begun is None or plural is None or plural["role"] in _set("not_plural"):
        return None
    return begun[0].split(" ", 1)[1]


def _pieces(text: str) -> Iterator[_Piece]:
    """A list cut at commas and "and"s that stand outside brackets."""
    depth, begin, separator = 0, 0, ""
    place = 0
    while place < len(text):
        character = text[place]
        depth = max(0, depth + (character in "([") - (character in ")]"))
        match = _separators().match(text, place) if depth == 0 and (character in ",;\n" or character.isspace()) else None
        if match is None:
            place += 1
            continue
        yield _Piece(separator, text[begin:place].strip())
        separator, begin = match.group(), match.end()
        place = begin
    yield _Piece(separator, text[begin:].strip())


def _take(found: list[list[str]], piece: _Piece) -> None:
    """Begin a person with the piece, or add it to the role of the last one."""
    text = re.sub(r"^[\s•·●∙▪►\-–—*]+", "", piece.text)
    if not text:
        return
    if begun := _begun(text):
        found.append(list(begun))
    elif (reverse := _ROLE_FIRST.fullmatch(text)) and _is_role_first(reverse):
        found.append([reverse["name"], f" {reverse['role']}"])
    elif found:
        found[-1][1] += ("" if not found[-1][1] else piece.separator) + (" " if not found[-1][1] else "") + text


def _begun(text: str) -> tuple[str, str] | None:
    named = name_at_start(text)
    if named is None:
        return None
    rest = named[1].strip()
    # "Fanny Bouton Directrice" is a name with its role; "Ernst Young 2026" is no person.
    return (named[0], f" {rest}" if rest else "") if not rest[:1].isdigit() else None


def _is_role_first(match: re.Match[str]) -> bool:
    return match["role"].replace("’", "'").split()[-1].lower() not in _LINKS and is_name(match["name"])


def _role(text: str) -> str | None:
    """The role without its brackets, dash or colon; None for nothing, and for what goes on with "qui" or a verb."""
    role = " ".join(text.split()).strip(" ,;.:–—-")
    if match := re.match(r"^\(([^()]{2,200})\)?", role):
        role = match[1].strip()
    if not role or role.startswith(("qui ", "who ", "dont ")) or len(role) > _LONGEST_ROLE:
        return None
    return role


def joined(people: Sequence[NamedPerson]) -> list[NamedPerson]:
    """Each name once, with the first role that is said of it."""
    known: dict[str, NamedPerson] = {}
    for person in people:
        before = known.get(person.name)
        known[person.name] = person if before is None or (before.role is None and person.role) else before
    return list(known.values())
