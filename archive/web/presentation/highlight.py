"""The one place where marked text becomes HTML. Everything else is escaped by the templates."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from archive.search.index.types import AS_ASKED
from archive.search.shown.answer import MarkJson

_AS_ASKED = "<mark>"
_OTHERWISE = '<mark class="near">'


def marked(text: str, marks: Iterable[MarkJson]) -> Markup:
    """The text, escaped, with its marked spans in `<mark>`; words heard or written otherwise than they were asked for dotted."""
    pieces: list[str] = []
    at = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        if mark.start < at or mark.end > len(text):
            continue
        begin = _AS_ASKED if mark.kind in AS_ASKED else _OTHERWISE
        pieces += (escape(text[at : mark.start]), begin, escape(text[mark.start : mark.end]), "</mark>")
        at = mark.end
    return Markup("".join((*pieces, escape(text[at:]))))
