"""When an episode was published: what the page states, what its prose announces, how long ago it says it was, in one
judgement."""

import datetime as dt
import re
import warnings
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from archive.model.episode import Precision, Published
from archive.text.tokenizer import fold
from ingest.extract.date_phrases import Mention, RelativeDate, last_such_day, month_numbers, parse_relative, readings

_NUMERIC = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_ISO_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}")
_YEAR_MONTH = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?")
_DAY_FIRST = re.compile(
    r"(?:[^\W\d]+\.?,? )?([0-9]{1,2})(?:er|st|nd|rd|th|\.|º|ª)? (?:de |di |of )?([^\W\d]+)\.?,?(?: (?:de |del )?([0-9]{4}))?"
)
_MONTH_FIRST = re.compile(r"(?:[^\W\d]+\.?,? )?([^\W\d]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,?(?: ([0-9]{4}))?")
_CLOCK_BEHIND = re.compile(r"[ ,]+(?:a |at |um |alle |a las |as )?[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2})?$")
_LANGUAGES = [
    "fr",
    "en",
    "de",
    "es",
    "it",
    "pt",
    "tr",
    "id",
    "nl",
    "pl",
    "ro",
    "ru",
    "ar",
    "zh",
    "ja",
    "ko",
    "vi",
    "el",
    "sv",
    "cs",
]


_FAR_DAYS = 180


@dataclass(frozen=True, slots=True)
class SaveTime:
    """The moment a page was saved, in the archive's zone; `known` is false where a file's time stands for it."""

    moment: dt.datetime
    known: bool

    @property
    def day(self) -> dt.date:
        """The calendar day of the saving."""
        return self.moment.date()


@dataclass(frozen=True, slots=True)
class DateSpan:
    """The words of a page's date line, read: a day of the calendar, or a stretch of time before the saving."""

    words: str
    day: dt.date | None = None
    ago: RelativeDate | None = None
    year_known: bool = True


def save_time(fetched_at: dt.datetime | None, zone: str, known: bool) -> SaveTime:
    """The saving in the archive's zone; now, for a page of which nobody knows."""
    moment = fetched_at or dt.datetime.now(dt.UTC)
    return SaveTime(moment.astimezone(ZoneInfo(zone)), known and fetched_at is not None)


def parse_date(words: str, saved: SaveTime | None = None) -> DateSpan | None:
    """What a date line states; None where it is none. A day without a year needs the saving."""
    if (ago := parse_relative(words)) is not None:
        return DateSpan(words, ago=ago)
    for reading in readings(words):
        if when := _calendar_day(reading, words, saved):
            return when
    return None


def guess_date(words: str, saved: SaveTime) -> DateSpan | None:
    """The same for the words of a date bullet in a language we have no words of, by dateparser."""
    if len(words) > 40 or not any(character.isdigit() for character in words):
        return None
    import dateparser  # slow to load, and seldom needed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        base = saved.moment.replace(tzinfo=None)
        try:
            found = dateparser.parse(words, languages=_LANGUAGES, settings={"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past"})
        except (ValueError, OverflowError, re.error):
            return None
    return DateSpan(words, day=found.date()) if found else None


def stated_day(text: str, zone: str) -> tuple[dt.date, Precision] | None:
    """A date as metadata has it: a day, an instant (turned into a day of the zone), a month or a year."""
    text = text.strip()
    if _ISO_TIME.match(text):
        return _instant(text, zone)
    if match := _ISO.match(text):
        day = _day(int(match[1]), int(match[2]), int(match[3]))
        return (day, "day") if day else None
    if match := _YEAR_MONTH.fullmatch(text):
        day = _day(int(match[1]), int(match[2] or 1), 1)
        return (day, "month" if match[2] else "year") if day else None
    when = parse_date(text)
    return (when.day, "day") if when and when.day else None


def _instant(text: str, zone: str) -> tuple[dt.date, Precision] | None:
    text = re.sub(r"\.[0-9]+", "", text.replace(" ", "T", 1)).strip()
    text = re.sub(r"([+-][0-9]{2})([0-9]{2})$", r"\1:\2", text.replace("Z", "+00:00").replace("z", "+00:00"))
    try:
        moment = dt.datetime.fromisoformat(text)
        return (moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment).date(), "day"
    except (ValueError, OverflowError):
        day = _day(int(text[:4]), int(text[5:7]), int(text[8:10]))
        return (day, "day") if day else None


def _calendar_day(reading: str, words: str, saved: SaveTime | None) -> DateSpan | None:
    reading = _CLOCK_BEHIND.sub("", reading)
    if match := _NUMERIC.fullmatch(reading):
        day = _day(int(match[3]), int(match[2]), int(match[1])) or _day(int(match[3]), int(match[1]), int(match[2]))
        return DateSpan(words, day=day) if day else None
    if match := _ISO.fullmatch(reading):
        day = _day(int(match[1]), int(match[2]), int(match[3]))
        return DateSpan(words, day=day) if day else None
    if match := _DAY_FIRST.fullmatch(reading):
        return _named_month(words, match[1], match[2], match[3], saved)
    if match := _MONTH_FIRST.fullmatch(reading):
        return _named_month(words, match[2], match[1], match[3], saved)
    return None


def _named_month(words: str, day: str, month: str, year: str | None, saved: SaveTime | None) -> DateSpan | None:
    number = month_numbers().get(fold(month))
    if number is None or (year is None and saved is None):
        return None
    if year:
        found = _day(int(year), number, int(day))
    else:
        assert saved is not None
        found = last_such_day(int(day), number, None, saved.day)
    return DateSpan(words, day=found, year_known=year is not None) if found else None


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if 1900 <= year <= 2200 else None
    except ValueError:
        return None


def resolve_published(
    stated: Published | None, when: DateSpan | None, mention: Mention | None, saved: SaveTime, by_name: dt.date | None = None
) -> Published | None:
    """One day out of what the page says; where it says none, that in its file's name, unless it was saved before."""
    if found := _resolved(stated, when, mention, saved):
        return found
    return Published(by_name, "file name") if by_name and by_name <= saved.day else None


def _resolved(stated: Published | None, when: DateSpan | None, mention: Mention | None, saved: SaveTime) -> Published | None:
    """One day out of three kinds of evidence, all of it on record.

    A date stated as such (metadata, "27/05/2025", a record's field) goes first. A day announced in prose goes before
    "il y a 3 jours", which is rounded and counts from the upload; but prose that announces nothing (a day it only
    speaks of) yields where the two disagree."""
    if stated:
        return _noting(stated, mention)
    if when and when.day:
        page = Published(when.day, f"page: {when.words}", approximate=not when.year_known)
        return _noting(page, mention)
    relative = _relative(when, saved)
    if mention is None or not (mention.sure or mention.announced or _agrees(mention, when, saved)):
        return relative
    prose = Published(mention.day, f"{mention.where}: {mention.words}", approximate=not (mention.sure and mention.announced))
    if when is None or when.ago is None or relative is None:
        return prose
    first, last = when.ago.window(saved.moment)
    if first <= mention.day <= last:
        return Published(prose.date, prose.source)
    kept, other = (prose, relative) if _outweighs(mention, first, saved) else (relative, prose)
    return Published(kept.date, f"{kept.source}; {other.source}", kept.precision, kept.approximate)


def _agrees(mention: Mention, when: DateSpan | None, saved: SaveTime) -> bool:
    """Whether the page's "il y a 2 jours" can mean the day."""
    if when is None or when.ago is None:
        return False
    first, last = when.ago.window(saved.moment)
    return first <= mention.day <= last


def _outweighs(mention: Mention, first: dt.date, saved: SaveTime) -> bool:
    """Whether a day in prose stands against the page's "il y a 3 jours": announced and sure, and not far before it
    unless a whole date is announced in so many words (an old programme shown again); "du 11 septembre 2001" alone is
    history. Where nobody knows when the page was saved, "il y a 3 jours" weighs nothing."""
    if not (mention.announced and mention.sure):
        return False
    return mention.formal or not saved.known or abs((first - mention.day).days) <= _FAR_DAYS


def _relative(when: DateSpan | None, saved: SaveTime) -> Published | None:
    if when is None or when.ago is None:
        return None
    day, precision, about = when.ago.day(saved.moment)
    return Published(day, f"page: {when.words}", precision, about or not saved.known)


def _noting(page: Published, mention: Mention | None) -> Published:
    """The page's date, with the prose's beside it on record where they are more than a day apart."""
    if mention is None or not mention.announced or abs((page.date - mention.day).days) <= 1:
        return page
    return Published(page.date, f"{page.source}; {mention.where}: {mention.words}", page.precision, page.approximate)
