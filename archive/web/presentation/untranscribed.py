"""What listeners are told of programmes that have no transcript and so cannot be found: one sentence, or nothing."""

import datetime as dt
import re

from archive.model.period import Period
from archive.search.index.filters import Filters
from archive.search.shown.answer import Answer
from archive.web.i18n import ngettext
from archive.web.site import library


def sentence(answer: Answer | None = None) -> str:
    """How many programmes of the period that was asked for (else of the archive) have no transcript; empty where none lacks one.
    The filters are the answer's own, so a show typed in part is the show that was searched. Other filters than dates and shows
    are left out of account: nobody knows who was there."""
    asked = answer.filters if answer else Filters()
    count = sum(_count(after, before, asked) for after, before in _periods(asked))
    if not count:
        return ""
    if asked.after or asked.before or asked.values("year"):
        return ngettext(
            "%(num)s émission de cette période n’a pas de transcription.",
            "%(num)s émissions de cette période n’ont pas de transcription.",
            count,
        )
    return ngettext(
        "%(num)s émission de l’archive n’a pas de transcription.",
        "%(num)s émissions de l’archive n’ont pas de transcription.",
        count,
    )


def _count(after: dt.date | None, before: dt.date | None, asked: Filters) -> int:
    """The programmes of a period and of the shows that are asked for, without those of shows that are left out."""
    excluded = set(asked.left_out("show"))
    if asked.values("show"):
        shows = tuple(show for show in asked.values("show") if show not in excluded)
        return library().count_untranscribed(after, before, shows) if shows else 0
    return library().count_untranscribed(after, before) - (
        library().count_untranscribed(after, before, tuple(excluded)) if excluded else 0
    )


def _periods(asked: Filters) -> list[tuple[dt.date | None, dt.date | None]]:
    """The stretches of time that are asked for: each year within the days that bound all."""
    if not asked.values("year"):
        return [(asked.after, asked.before)]
    numbers = [int(year) for year in dict.fromkeys(asked.values("year")) if re.fullmatch("[0-9]{4}", year)]
    years = [Period.of(dt.date(number, 1, 1), "year") for number in numbers if number >= dt.MINYEAR]
    return [(max(year.first, asked.after or year.first), min(year.last, asked.before or year.last)) for year in years]
