"""A title for an episode whose page has none; that it was made, and of what, is said.

Show, then who is received or what it is about, then the day: `Les Marées : Jeanne Morel et Paul Ney, 9 février 2026`. Where neither
guests nor the day are known, the first telling words said stand for them, in quotation marks. A line that only promotes, an address
or a number never makes a title.
"""

from collections.abc import Sequence

from babel.dates import format_date

from archive.model.episode import Cue, Person, Published
from archive.text.opening_words import opening_words
from ingest.extract.prose import addresses_in

_LONGEST = 90
_MOST_NAMES = 3
_FORMATS = {"day": "d MMMM y", "month": "MMMM y", "year": "y"}


def made_title(
    show: str | None, people: Sequence[Person], published: Published | None, description: str, cues: Sequence[Cue]
) -> tuple[str, str]:
    """A title and what it was made of; `description` without its promotion."""
    day = format_date(published.date, _FORMATS[published.precision], locale="fr") if published else None
    whole_day = day if published and published.precision == "day" else None
    guests = _names([person.name for person in people if person.kind == "guest"])
    if show and guests:
        return _dated(f"{show} : {guests}", day), "made: show and guests" + (" and date" if day else "")
    if show and whole_day:
        return f"{show}, {whole_day}", "made: show and date"
    if show:
        return _said(f"{show} : ", day, cues, show), "made: show and first words said"
    if sentence := _first_sentence(description):
        return sentence, "made: description"
    if guests:
        return _dated(guests, day), "made: guests" + (" and date" if day else "")
    return _said("", day, cues, f"Épisode du {day}" if whole_day else "Épisode"), "made: first words said"


def _dated(title: str, day: str | None) -> str:
    return f"{title}, {day}" if day else title


def _said(before: str, day: str | None, cues: Sequence[Cue], otherwise: str) -> str:
    said = opening_words(cues)
    return _dated(f"{before}« {said} »", day) if said else otherwise


def _names(names: Sequence[str]) -> str:
    if len(names) <= 1:
        return "".join(names)
    if len(names) > _MOST_NAMES:
        return f"{', '.join(names[: _MOST_NAMES - 1])} et {len(names) - _MOST_NAMES + 1} autres"
    return f"{', '.join(names[:-1])} et {names[-1]}"


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
