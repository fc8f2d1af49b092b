"""What listeners are told of programmes that have no transcript and so cannot be found: one sentence, or nothing."""

import datetime as dt
import re

from archive.search.answer import Answer
from archive.search.index.types import Filters
from archive.web.i18n import ngettext
from archive.web.site import library


def sentence(answer: Answer | None = None) -> str:
    """How many programmes of the period that was asked for (else of the archive) have no transcript; empty where none lacks one.
    The filters are the answer's own, so a show typed in part is the show that was searched. Other filters than dates and shows
    are left out of account: nobody knows who was there."""
    asked = answer.filters if answer else Filters()
    count = sum(library().lacking(after, before, asked.shows) for after, before in _periods(asked))
    if not count:
        return ""
    if asked.after or asked.before or asked.years:
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


def _periods(asked: Filters) -> list[tuple[dt.date | None, dt.date | None]]:
    """The stretches of time that are asked for: each year within the days that bound all."""
    if not asked.years:
        return [(asked.after, asked.before)]
    numbers = [int(year) for year in dict.fromkeys(asked.years) if re.fullmatch("[0-9]{4}", year)]
    years = [(dt.date(number, 1, 1), dt.date(number, 12, 31)) for number in numbers if number >= dt.MINYEAR]
    return [(max(first, asked.after or first), min(last, asked.before or last)) for first, last in years]
