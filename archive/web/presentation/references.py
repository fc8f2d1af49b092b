"""A quoted passage for programs that keep references: RIS, as Zotero and EndNote read it, and BibTeX."""

import re
from dataclasses import dataclass

from archive.model.episode import Episode
from archive.model.period import iso_date
from archive.text.timecode import spoken_clock
from archive.web.presentation.quotations import Passage

_TEX = {letter: f"\\{letter}" for letter in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference states; `date` is as much of YYYY-MM-DD as is known."""

    key: str
    title: str
    show: str
    channel: str
    date: str
    language: str
    note: str
    url: str


def reference_of(episode: Episode, passage: Passage, words: str, warning: str, url: str) -> Reference:
    """The reference of a passage: the words said stand in its note."""
    stated = episode.published
    return Reference(
        key=f"{episode.slug}-{passage.id}",
        title=episode.title,
        show=episode.show or "",
        channel=episode.channel or "",
        date=iso_date(stated.date, stated.precision) if stated else "",
        language=episode.language if episode.language != "und" else "",
        note=f"{spoken_clock(passage.start_ms)}. {words} {warning}",
        url=url,
    )


def ris(reference: Reference) -> str:
    """The reference in RIS: two letters, two spaces, a hyphen, a space, the value; empty ones left out."""
    lines = [
        ("TY", "VIDEO"),
        ("TI", reference.title),
        ("T2", reference.show),
        ("PB", reference.channel),
        ("PY", reference.date[:4]),
        ("DA", reference.date.replace("-", "/")),
        ("LA", reference.language),
        ("N1", reference.note),
        ("UR", reference.url),
    ]
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def bibtex(reference: Reference) -> str:
    """The reference as a BibTeX entry, its letters in UTF-8, what TeX would read as its own escaped."""
    fields = [
        ("title", f"{{{_tex(reference.title)}}}"),
        ("howpublished", _tex(", ".join(part for part in (reference.show, reference.channel) if part))),
        ("year", reference.date[:4]),
        ("date", reference.date),
        ("language", reference.language),
        ("note", _tex(reference.note)),
        ("url", reference.url),
    ]
    held = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@misc{{{re.sub(r'[^A-Za-z0-9-]', '-', reference.key)},\n{held}}}\n"


def _line(value: str) -> str:
    return " ".join(value.split())


def _tex(value: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in _line(value))
