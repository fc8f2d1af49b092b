"""A title for an episode whose page has none; that it was made, and of what, is said.

Show, then who is received or what it is about, then the day: `Les Marées : Jeanne Morel et Paul Ney, 9 février 2026`,
in the words of the language that is spoken, as a page that had a title would have it.
Where neither guests nor the day are known, the words of the file's name stand for them (`445-la-mer-monte.vtt`), else
the first telling words said, in quotation marks. A line that only promotes, an address or a number never makes a title,
nor a month or a year that is only about so (« il y a 9 ans »), which stands beside the title as what it is.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from archive import languages
from archive.languages.base import Wording
from archive.model.cldr import long_months
from archive.model.episode import OF_SHOW_AND_DAY, Cue, Person, Published
from archive.model.period import iso_date
from archive.text.token_stream import opening_words
from ingest.extract.language import wording_language
from ingest.extract.prose import addresses_in

_LONGEST = 90
_MOST_NAMES = 3
_DAY = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([-_.]?)([01][0-9])\2([0-3][0-9])(?![0-9])")
_NUMBER = re.compile(r"(?:(?:ep|episode|épisode|no?)[-_. ]?#?([0-9]{1,4})|(0[0-9]{1,3}|[0-9]{3}))(?:[-_. ]+|$)", re.IGNORECASE)
_ID_BEHIND = re.compile(r"\s*[\[(][\w-]{6,20}[\])]$")
_LANGUAGE_BEHIND = re.compile(r"\.[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$")
_SUFFIX = re.compile(
    r"\.(?:gz|html?|md|markdown|txt|te?xt|json3?|vtt|srt|ass|ssa|sbv|lrc|tsv|csv|xml|ttml|dfxp|mhtml?|srv[123])$", re.I
)
_SAY_NOTHING = frozenset(
    "transcript transcripts transcription transcriptions transcrit episode episodes épisode page pages index saved file files "
    "audio video vidéo recording corrected sample test example untitled subtitles captions final copy part auto segments cues data"
    " show".split()
)


@dataclass(frozen=True, slots=True)
class FileName:
    """What the name of a file tells of its episode: a title, with the number before it, and a day."""

    title: str | None = None
    day: dt.date | None = None


def told_by_name(origin: str) -> FileName:
    """What the name of a page's file tells; nothing where it is one of many in a file. A name that says nothing
    (`transcript.md`) leaves it to its folder's."""
    if re.search(r"#[0-9]+$", origin):
        return FileName()
    path = PurePosixPath(origin)
    stem = path.name
    while (bare := _SUFFIX.sub("", stem)) != stem:
        stem = bare
    stem = _ID_BEHIND.sub("", _LANGUAGE_BEHIND.sub("", stem))
    return _told_by(path.parent.name if stem.lower() in _SAY_NOTHING else stem)


def _told_by(stem: str) -> FileName:
    stem = stem[: 2 * _LONGEST]
    dated = _DAY.search(stem)
    rest = f"{stem[: dated.start()]} {stem[dated.end() :]}" if dated else stem
    if "_" in rest.strip("_ "):  # an identifier, no title
        return FileName(None, _day(dated))
    rest = re.sub(r" +" if " " in stem else r"[- ]+", " ", rest).strip(" -_.,")
    number = _NUMBER.match(rest)
    words = (rest[number.end() :] if number else rest).strip(" -_.,")
    telling = [word for word in re.findall(r"(?<!\w)[^\W\d_]{2,}(?!\w)", words) if word.lower() not in _SAY_NOTHING]
    title = f"{int(number[1] or number[2])}. {_capital(words)}" if number else _capital(words)
    return FileName(title[:_LONGEST] if len(telling) > 1 - bool(number) else None, _day(dated))


def _day(match: re.Match[str] | None) -> dt.date | None:
    try:
        return dt.date(int(match[1]), int(match[3]), int(match[4])) if match else None
    except ValueError:
        return None


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def made_title(
    show: str | None,
    people: Sequence[Person],
    published: Published | None,
    description: str,
    cues: Sequence[Cue],
    named: str | None = None,
    language: str = "und",
) -> tuple[str, str]:
    """A title and what it was made of; `description` without its promotion, `named` the title that the file's name
    tells, `language` the one that is recognised in what is spoken."""
    wording = languages.of(wording_language(language, cues)).wording
    known = published if published and not (published.approximate and published.precision != "day") else None
    day = _in_words(known, wording) if known else None
    whole_day = day if known and known.precision == "day" else None
    guests = _names([person.name for person in people if person.kind == "guest"], wording)
    if show:
        return _of_show(show, guests, day, whole_day, named, cues, wording)
    if sentence := _first_sentence(description):
        return sentence, "made: description"
    if guests:
        return _dated(guests, day), "made: guests" + (" and date" if day else "")
    if named:
        return named, "made: file name"
    return _said("", day, cues, _dated(wording.episode, whole_day), wording), "made: first words said"


def _of_show(
    show: str, guests: str, day: str | None, whole_day: str | None, named: str | None, cues: Sequence[Cue], wording: Wording
) -> tuple[str, str]:
    before = f"{show}{wording.colon}"
    if guests:
        return _dated(f"{before}{guests}", day), "made: show and guests" + (" and date" if day else "")
    if whole_day:
        return f"{show}, {whole_day}", OF_SHOW_AND_DAY
    if named:
        return f"{before}{named}", "made: show and file name"
    return _said(before, day, cues, show, wording), "made: show and first words said"


def _dated(title: str, day: str | None) -> str:
    return f"{title}, {day}" if day else title


def _said(before: str, day: str | None, cues: Sequence[Cue], otherwise: str, wording: Wording) -> str:
    said = opening_words(cues)
    return _dated(f"{before}{wording.quotation.format(said)}", day) if said else otherwise


def _names(names: Sequence[str], wording: Wording) -> str:
    if len(names) <= 1:
        return "".join(names)
    if len(names) > _MOST_NAMES:
        return wording.more.format(", ".join(names[: _MOST_NAMES - 1]), len(names) - _MOST_NAMES + 1)
    return wording.pair.format(", ".join(names[:-1]), names[-1])


def _first_sentence(description: str) -> str | None:
    """The first line that is prose, cut at its first sentence or at a word."""
    for line in description.splitlines()[:20]:
        if sum(character.isalpha() for character in line) < 3 or addresses_in(line) or line.lstrip().startswith("#"):
            continue
        sentence = line.strip()[:400].split(". ")[0].strip()
        if len(sentence) <= _LONGEST:
            return sentence
        return sentence[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return None


def _in_words(published: Published, wording: Wording) -> str:
    """`9 février 2026`, `1er avril 2022`, `9 de febrero de 2026`, or as much of it as is known."""
    date = published.date
    if published.precision == "year" or not wording.months:
        return iso_date(date, published.precision)
    month = f"{long_months(wording.months)[date.month - 1]}{wording.behind_month}{date.year}"
    day = wording.first_day if date.day == 1 else date.day
    return f"{day}{wording.behind_day}{month}" if published.precision == "day" else month
