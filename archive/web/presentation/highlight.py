"""The one place where marked text becomes HTML. Everything else is escaped by the templates."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from archive.search.answer import Mark

_HIT = Markup("<mark>{}</mark>")
_NEAR = Markup('<mark class="near">{}</mark>')


def marked(text: str, marks: Iterable[Mark], near: Iterable[Mark] = ()) -> Markup:
    """The text, escaped, with its marked spans in `<mark>`; those of `near` (recognised by sound or spelling) dotted."""
    spans = sorted(
        [*((start, end, _HIT) for start, end in marks), *((start, end, _NEAR) for start, end in near)], key=lambda m: m[:2]
    )
    pieces: list[str] = []
    at = 0
    for start, end, form in spans:
        if start < at or end > len(text):
            continue
        pieces += (escape(text[at:start]), form.format(text[start:end]))
        at = end
    return Markup("").join([*pieces, escape(text[at:])])


def snippet(text: str, marks: tuple[Mark, ...], heard: str | None) -> Markup:
    """A snippet; where it was not met exactly, the words heard are dotted and the others underlined."""
    if not heard:
        return marked(text, marks)
    loose = [mark for mark in marks if text[slice(*mark)] in heard or heard in text[slice(*mark)]]
    return marked(text, [mark for mark in marks if mark not in loose], loose)
