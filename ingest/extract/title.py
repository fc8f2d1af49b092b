"""A title for an episode whose page has none; that it was made, and of what, is said."""

from pathlib import PurePosixPath

from babel.dates import format_date

from archive.episode import Published

_LONGEST = 90
_FORMATS = {"day": "d MMMM y", "month": "MMMM y", "year": "y"}


def made_title(show: str | None, published: Published | None, description: str, origin: str) -> tuple[str, str]:
    """A title and what it was made of: show and date, the description's first sentence, the date, or the file's name."""
    day = format_date(published.date, _FORMATS[published.precision], locale="fr") if published else None
    if show:
        return (f"{show}, {day}", "made: show and date") if day else (show, "made: show")
    if sentence := _first_sentence(description):
        return sentence, "made: description"
    if day:
        return f"Épisode du {day}" if published and published.precision == "day" else f"Épisode, {day}", "made: date"
    return PurePosixPath(origin.partition("#")[0]).name or origin, "made: file name"


def _first_sentence(description: str) -> str | None:
    """The first line with words, cut at its first sentence or at a word."""
    for line in description.splitlines()[:20]:
        if sum(character.isalpha() for character in line) < 3:
            continue
        sentence = line.strip()[:400].split(". ")[0].strip()
        if len(sentence) <= _LONGEST:
            return sentence
        return sentence[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return None
