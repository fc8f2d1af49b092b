"""Days and lengths as the site writes them, in the request's language."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from archive.model import cldr
from archive.web.i18n import gettext as _
from archive.web.i18n import language, ngettext


@dataclass(frozen=True, slots=True)
class Day:
    """A day in pieces: `iso` for machines; `weekday` and `number` are empty where only the month or the year is
    known."""

    iso: str
    weekday: str
    number: str
    rest: str

    @property
    def full(self) -> str:
        """`lundi 9 février 2026`."""
        return " ".join(part for part in (self.weekday, self.number, self.rest) if part)


@cache
def _day(date: dt.date, precision: str, tongue: str) -> Day:
    if precision == "year":
        return Day(str(date.year), "", "", str(date.year))
    rest = cldr.month_and_year(date, tongue)
    if precision == "month":
        return Day(f"{date:%Y-%m}", "", "", rest)
    number = "1er" if tongue == "fr" and date.day == 1 else str(date.day)
    return Day(date.isoformat(), cldr.days(tongue)[date.weekday()], number, rest)


def day(date: dt.date, precision: str = "day") -> Day:
    """The day of an episode in the request's language."""
    return _day(date, precision, language())


def long_day(date: dt.date | None, precision: str = "day", approximate: bool = False) -> str:
    """`lundi 9 février 2026`, `vers le lundi 9 février 2026`, `février 2026`, or `sans date`."""
    if date is None:
        return _("sans date")
    full = day(date, precision).full
    return _("vers %(date)s", date=full) if approximate else full


def short_day(date: dt.date | None, precision: str = "day") -> str:
    """`9 février 2026`."""
    if date is None:
        return _("sans date")
    parts = day(date, precision)
    return f"{parts.number} {parts.rest}".strip()


def month_name(month: str) -> str:
    """`février 2026` for `2026-02`."""
    return cldr.month_and_year(dt.date(int(month[:4]), int(month[5:7]), 1), language())


def short_month(month: str) -> str:
    """`févr.` for `2026-02`."""
    return cldr.short_month(int(month[5:7]), language())


def minutes(ms: int) -> str:
    """`25 min`, `1 h 02`, or seconds below one minute; nothing where nobody tells how long it is (0)."""
    total = ms // 1000
    if not ms:
        return ""
    if total < 60:
        return f"{total} s"
    hours, rest = divmod(total // 60, 60)
    return f"{hours} h {rest:02d}" if hours else f"{rest} min"


def hours(ms: int) -> str:
    """`561 heures`, for many episodes together."""
    return ngettext("%(num)s heure", "%(num)s heures", round(ms / 3_600_000))


def day_of_year(date: dt.date) -> str:
    """`9 février`, `1er mars`, `February 9`."""
    month = cldr.long_months(language())[date.month - 1]
    if language() == "fr":
        return f"{'1er' if date.day == 1 else date.day} {month}"
    return f"{month} {date.day}"


def language_name(code: str) -> str:
    """`français` for `fr`; a code that names no language as it stands."""
    return cldr.language_name(code, language())


def tenths(value: float) -> str:
    """`1,3` in French, `1.3` in English: one digit behind the point."""
    return f"{value:.1f}".replace(".", "," if language() == "fr" else ".")


def decimal(value: float) -> str:
    """`1,25` in French, `1.25` in English."""
    return f"{value:g}".replace(".", "," if language() == "fr" else ".")


def moved(ms: int) -> str:
    """`12 s plus loin`, `1 min 05 s plus tôt`."""
    minutes_, seconds = divmod(abs(ms) // 1000, 60)
    much = f"{minutes_} min {seconds:02d} s" if minutes_ else f"{seconds} s"
    return _("%(much)s plus loin", much=much) if ms > 0 else _("%(much)s plus tôt", much=much)
