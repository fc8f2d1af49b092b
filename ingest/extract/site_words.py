"""The site's own words, read once from site_words.toml and spoken_times.toml: as questions a cleaner asks of a line;
and what its transcript panel puts between captions, the time said aloud for screen readers and headings of
chapters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from archive.model.episode import Chapter
from ingest.extract.grammar import data
from ingest.extract.stamps import Mark, Stamped, form_of, stamped

_LONGEST_LABEL = 120
_COUNTED = re.compile(r"^[0-9][0-9 .,]{0,8}\s|\s?\(?[0-9][0-9 .,]{0,8}\)?$")
_EDGES = " \t\u00a0\u202f\u200b\ufeff:："
_MOSTLY = 0.6
_LONGEST_HEADING = 120
_SOON = 60


@dataclass(frozen=True, slots=True)
class Labels:
    """Every label of every interface language, folded as `label_form` folds a line."""

    transcript: frozenset[str]
    whole: frozenset[str]
    category: frozenset[str]
    category_value: frozenset[str]
    button: frozenset[str]
    follow: frozenset[str]
    footer: frozenset[str]
    skips: re.Pattern[str]
    glued_transcript: re.Pattern[str]
    site_suffix: re.Pattern[str]


def label_form(line: str) -> str:
    """The line as labels are compared: white space folded, apostrophes plain, no colon behind; empty for a long
    line."""
    if len(line) > _LONGEST_LABEL:
        return ""
    return " ".join(line.replace("’", "'").split()).strip(_EDGES)


@cache
def labels() -> Labels:
    """The labels, read from the package's data at the first question."""
    rules = data("site_words.toml")
    sets = {
        name: frozenset(label_form(label) for many in by_language.values() for label in many) for name, by_language in rules.items()
    }
    return Labels(
        transcript=sets["transcript"],
        whole=sets["whole"],
        category=sets["category"],
        category_value=sets["category_value"],
        button=sets["button"],
        follow=sets["follow"],
        footer=sets["footer"],
        skips=re.compile(rf"(?:(?:{_any_of(sets['skip'])}) ?[|•·]? ?)+"),
        glued_transcript=re.compile(rf"(?P<value>.*?\S)(?P<space>\s?)(?P<label>{_any_of(sets['transcript'])})"),
        site_suffix=re.compile("|".join(rules["site_suffix"]["all"]), re.IGNORECASE),
    )


def is_skip_line(line: str) -> bool:
    """Whether a line is nothing but skip links, however glued."""
    return labels().skips.fullmatch(label_form(line)) is not None


def is_footer(line: str) -> bool:
    """Whether a line begins the footer: "Commentaires", "Recommandations", "12 commentaires"."""
    form = label_form(line)
    if not form or form[:1].islower():
        return False
    return form in labels().footer or _capital(_COUNTED.sub("", form)) in labels().footer


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _any_of(words: frozenset[str]) -> str:
    """The longest first, so that no label hides a longer one."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@dataclass(frozen=True, slots=True)
class Panel:
    """The lines of a page without what is said of its stamps; `spoken` tells that there was such, as in a site's own
    panel."""

    lines: tuple[str, ...]
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """How each language says a time, seconds in any of them, and the heading of a chapter in any."""

    spoken: tuple[re.Pattern[str], ...]
    seconds: re.Pattern[str]
    chapter: re.Pattern[str]


@cache
def _words() -> _Words:
    rows = data("spoken_times.toml")
    chapter = "|".join(row["chapter"] for row in rows.values())
    return _Words(
        tuple(_spoken_in(row) for row in rows.values()),
        re.compile(rf"[0-9][ \u00a0\u202f]?(?:{'|'.join(word for row in rows.values() for word in row['second'])})", re.IGNORECASE),
        re.compile(rf"(?:{chapter})[ \u00a0][0-9]{{1,3}}[ \u00a0]?[:.–-][ \u00a0]*(?P<title>\S.*)", re.IGNORECASE),
    )


def _spoken_in(row: Mapping[str, Any]) -> re.Pattern[str]:
    between = rf"(?:[ ,]|\b(?:{'|'.join(row['between'])})\b){{0,4}}"
    parts = (rf"(?:(?P<{unit}>[0-9]{{1,3}})[ \u00a0\u202f]?(?:{'|'.join(row[unit])}))?" for unit in ("hour", "minute", "second"))
    return re.compile(rf"[ \t]*{between.join(parts)}", re.IGNORECASE)


def without_spoken_times(lines: Sequence[str], marks: Sequence[Mark]) -> Panel:
    """The page's lines without the times said aloud, where most of its stamps have one that says the same."""
    first = marks[0].line if marks else len(lines)
    if not any(_words().seconds.search(line[:60]) for line in lines[first : first + _SOON]):
        return Panel(tuple(lines))
    cues = list(stamped(marks, form_of(marks)))
    found = max((_said(lines, cues, spoken) for spoken in _words().spoken), key=len)
    if not found or len(found) < _MOSTLY * len(cues):
        return Panel(tuple(lines))
    out = list(lines)
    for number, line in found:
        out[number] = line
    return Panel(tuple(out), spoken=True)


def _said(lines: Sequence[str], cues: Sequence[Stamped], spoken: re.Pattern[str]) -> list[tuple[int, str]]:
    """The lines that say a stamp's time in one language, and what is left of them without."""
    return [place for cue in cues if (place := _without_time(lines, cue, spoken))]


def _without_time(lines: Sequence[str], cue: Stamped, spoken: re.Pattern[str]) -> tuple[int, str] | None:
    number = cue.line if cue.text else cue.line + 1
    text = cue.text or (lines[number].strip() if number < len(lines) else "")
    match = spoken.match(text[:80]) if text[:1].isdigit() else None
    if match is None or not any(match.groups()) or _said_ms(match) != cue.start_ms // 1000 * 1000:
        return None
    rest = text[match.end() :].strip()
    if not cue.text:
        return number, rest
    stamp = lines[number][: len(lines[number].rstrip()) - len(cue.text)].rstrip()
    return number, f"{stamp} {rest}".rstrip()


def _said_ms(match: re.Match[str]) -> int:
    return sum(int(match[name] or 0) * size for name, size in (("hour", 3_600_000), ("minute", 60_000), ("second", 1000)))


def heading_of(line: str) -> str | None:
    """The chapter that a line announces ("Chapitre 3 : Le phare"); None where it announces none."""
    match = _words().chapter.fullmatch(line.strip()[:_LONGEST_HEADING])
    return match["title"].strip() if match else None


def chapter_at(line: str, start_ms: int) -> Chapter:
    """A heading as a chapter that begins with the caption behind it."""
    return Chapter(start_ms, heading_of(line) or line.strip()[:_LONGEST_HEADING])
