"""A description as running text: lines without signs that stand in the way, sentences, masks that keep every place; and
the lines of it that only promote ("Abonnez-vous", "| Facebook : …", "———"), which are taken out and told.

A mask replaces what is known (an address, a time word, a name) by as many copies of one sign, so that a place in the
masked text is the same place in the text."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from archive.model.episode import Removed
from archive.text.tokenizer import fold
from ingest.extract.grammar import OFTEN, WHEN, compiled, data, pattern

READ_ON = 6000
LONGEST_LINE = 3000
_LOST = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufe0e\ufe0f\u20e3\u00ad]")
_SIGNS = re.compile("[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\ue000-\uf8ff]")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"»)]+|\b[\w-]+\.(?:fr|com|tv|net|org|info|ly|be|co|me|fm|eu|ch|ca|live|audio)(?:/[^\s<>\"»)]*)?(?![\w.])"
)
_SPACES = str.maketrans("\u00a0\u202f\u2009\u2007\t\u2010\u2011’‘ʼ´\u201c\u201d„‟", "     --''''\"\"\"\"")


@cache
def _ends() -> re.Pattern[str]:
    return re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"»)])|(?<=[.!?…] »))\s+(?=[^\W\d_a-zà-öø-ÿœ]|[«\"(•–—-]\s?[^\W\d_a-z]|[0-9])")


_ABBREVIATED = re.compile(
    r"(?:^|[\s('-])(?:M|MM|Mme|Mmes|Mlle|Dr|Pr|Me|St|Ste|éd|ed|éds|coll|vol|cf|Mr|Mrs|Ms|Prof|Mgr|av|[A-ZÀ-Þ](?:(?:\.-?|-)[A-ZÀ-Þ])?)\.$"
)


def plain(text: str) -> str:
    """The text with plain spaces, apostrophes, quotation marks and hyphens, without emoji and invisible marks."""
    return _SIGNS.sub(" ", _LOST.sub("", text.translate(_SPACES)))


def lines_of(text: str) -> list[str]:
    """The lines of a description with words in them, each once."""
    found: dict[str, str] = {}
    for line in plain(text[:READ_ON]).splitlines():
        key = fold(line).strip()
        if any(character.isalnum() for character in key):
            found.setdefault(key, line.strip()[:LONGEST_LINE])
    return list(found.values())


def addresses_in(line: str) -> list[str]:
    """The addresses of a line."""
    return [match.group() for match in _ADDRESS.finditer(line)]


def without_addresses(line: str) -> str:
    """The line with every address masked."""
    return masked(line, _ADDRESS, "_")


def without_times(line: str) -> str:
    """The line with its time words masked: `§` where they recur, `¤` else."""
    return masked(masked(line, pattern("times.toml", "often"), OFTEN), pattern("times.toml", "once"), WHEN)


def masked(text: str, known: re.Pattern[str], sign: str) -> str:
    """The text with each match replaced by as many signs."""
    return known.sub(lambda match: sign * len(match.group()), text)


def sentences(line: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a line begin and end; an abbreviation ("Dr. Martin") ends none, a question in quotes
    neither."""
    begin = 0
    for match in _ends().finditer(line):
        held = line[begin : match.start()]
        if _ABBREVIATED.search(held[-8:]) or _is_open(held):
            continue
        yield begin, match.start()
        begin = match.end()
    if line[begin:].strip():
        yield begin, len(line)


def _is_open(held: str) -> bool:
    """Whether a quotation or a bracket is not closed yet."""
    return held.count('"') % 2 == 1 or held.count("«") > held.count("»") or held.count("(") > held.count(")")


def shouted(line: str, known: Sequence[frozenset[str]]) -> str:
    """A line in capitals as it would be written else: words of the language small, the others with a capital."""
    letters = [character for character in line if character.isalpha()]
    if len(letters) < 10 or sum(character.isupper() for character in letters) < 0.85 * len(letters):
        return line
    return re.sub(r"[^\W\d_]+", lambda match: _cased(match.group(), known), line)


def _cased(word: str, known: Sequence[frozenset[str]]) -> str:
    small = word.lower()
    return small if len(small) < 2 or any(small in words for words in known) else small.capitalize()


# -- promotion

_LONGEST_PROMOTION = 200
_RULED = re.compile(r"[-–—_=*~#▬═─━┄• ]{3,}")
_EDGES = re.compile(r"^[\s|•·▪●▶►>*\-–—:!]+|[\s|•·!:]+$")


@cache
def _promotion() -> re.Pattern[str]:
    either = "|".join(f"(?:{compiled(rule, 'promo.toml', loose=False).pattern})" for rule in data("promo.toml")["lines"]["rules"])
    return re.compile(either, re.IGNORECASE)


def is_promotion(line: str) -> bool:
    """Whether a line calls to subscribe, lists the channel's own addresses, or is a rule of signs."""
    if len(line) > _LONGEST_PROMOTION * 2 or not line.strip():
        return False
    bare = without_addresses(plain(line)).strip()
    if _RULED.fullmatch(line.strip()):
        return True
    return _promotion().fullmatch(_EDGES.sub("", bare)) is not None


def without_promotion(description: str) -> tuple[str, tuple[Removed, ...]]:
    """The description without lines that only promote, and what was removed; blank lines that they leave close up."""
    lines = description.splitlines()
    gone = [line.strip() for line in lines if is_promotion(line)]
    if not gone:
        return description, ()
    kept = "\n".join(line for line in lines if not is_promotion(line))
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", kept).strip(), (Removed("promotion", " / ".join(gone)[:_LONGEST_PROMOTION]),)
