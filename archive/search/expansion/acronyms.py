"""Acronyms and what they stand for, where the archive states both: "Office des phares et balises (OPB)", "OPB (Office …)"."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from archive.errors import DamagedDataError
from archive.languages import is_function_word
from archive.storage.array_file import WAY_OUT
from archive.text.tokenizer import words

FILE = "acronyms.json"
LEAST, MOST = 2, 8
# An expansion has one word a letter, and words of grammar between them.
_REACH = 3
_AFTER = re.compile(r"\(\s*([A-ZÀ-Ý][A-Za-zÀ-ÿ&.]{1,12})\s*\)")
_BEFORE = re.compile(r"\b[A-Z]{2,8}$")
_INSIDE = re.compile(r"\(([^()\n]{5,120})\)")

Expansion = tuple[str, ...]


def stated(texts: Iterable[str]) -> dict[str, tuple[Expansion, ...]]:
    """Folded acronym -> the folded words it is said to stand for, in the order found. Only what its initials bear out."""
    found: dict[str, dict[Expansion, None]] = {}
    for text in texts:
        for acronym, expansion in _pairs(text):
            found.setdefault(acronym, {}).setdefault(expansion)
    return {acronym: tuple(expansions) for acronym, expansions in sorted(found.items())}


def write(directory: Path, pairs: Mapping[str, Sequence[Expansion]]) -> None:
    """Keeps what `stated` found, beside the tables of a generation."""
    (directory / FILE).write_text(json.dumps(pairs), "utf8")


def read(directory: Path) -> dict[str, tuple[Expansion, ...]]:
    """What `write` kept; nothing where nothing was. Raises DamagedDataError."""
    try:
        kept = json.loads((directory / FILE).read_text("utf8"))
        return {acronym: tuple(tuple(expansion) for expansion in expansions) for acronym, expansions in kept.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError) as error:
        raise DamagedDataError(f"{directory / FILE} cannot be read ({error}); {WAY_OUT}") from error


def _pairs(text: str) -> Iterator[tuple[str, Expansion]]:
    """What is stated round each bracket: regular expressions over whole transcripts took twelve times as long."""
    for bracket in _brackets(text):
        if match := _AFTER.match(text, bracket):
            letters = "".join(words(match[1]))
            before = words(text[max(0, bracket - 40 * MOST) : bracket])
            if sum(letter.isupper() for letter in match[1]) >= LEAST and (expansion := _ending(before, letters)):
                yield letters, expansion
        if (acronym := _acronym_before(text, bracket)) and (match := _INSIDE.match(text, bracket)):
            inside = words(match[1])
            if _initials(inside) == acronym:
                yield acronym, tuple(inside)


def _brackets(text: str) -> Iterator[int]:
    place = text.find("(")
    while place >= 0:
        yield place
        place = text.find("(", place + 1)


def _acronym_before(text: str, place: int) -> str:
    """The capitals that stand before a place, folded; empty where something else does."""
    while place and text[place - 1].isspace():
        place -= 1
    found = _BEFORE.search(text[max(0, place - MOST - 1) : place])
    return found[0].lower() if found else ""


def _ending(before: Sequence[str], letters: str) -> Expansion | None:
    """The last words of a text whose initials are the letters; None where there are none."""
    if not LEAST <= len(letters) <= MOST:
        return None
    for count in range(len(letters), min(len(letters) * _REACH, len(before)) + 1):
        expansion = before[-count:]
        if expansion[0][0] == letters[0] and not is_function_word(expansion[0]) and _initials(expansion) == letters:
            return tuple(expansion)
    return None


def _initials(expansion: Iterable[str]) -> str:
    return "".join(word[0] for word in expansion if not is_function_word(word))
