"""What listeners are told of programmes that have no transcript and so cannot be found: one sentence, or nothing."""

import datetime as dt
import re

from archive.model.period import Period
from archive.search.executor import merged
from archive.search.index.types import Filters
from archive.search.parser import parse
from archive.web.http.search_params import SearchParams
from archive.web.i18n import ngettext
from archive.web.site import library


def sentence(ask: SearchParams | None = None) -> str:
    """How many programmes of the period that is asked for (else of the archive) have no transcript; empty where none lacks one.
    Other filters than dates and shows are left out of account: nobody knows who was there."""
    asked = merged(parse(ask.text).filters, ask.filters()) if ask else Filters()
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
    years = [Period.of(dt.date(number, 1, 1), "year") for number in numbers if number >= dt.MINYEAR]
    return [(max(year.first, asked.after or year.first), min(year.last, asked.before or year.last)) for year in years]
