"""What a text for a site generator states above itself: `---`, lines of `key: value`, `---` (Jekyll, Hugo, Astro).

Only what such a head says in a line each is read; a list or a text of several lines in it is passed over.
"""

import re

from ingest.formats.record import Record
from ingest.formats.records import read_facts

_MOST = 8000
_HEAD = re.compile(r"\ufeff?\s*---[ \t]*\r?\n(?P<lines>.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"(?P<key>[A-Za-z][\w-]{0,40}):(?:[ \t]+(?P<value>.*))?$")
_WITHIN = re.compile(r"[ \t]+\S|[ \t]*- |[ \t]*#|[ \t]*$")


def split_front_matter(text: str) -> tuple[Record | None, str]:
    """What the head states, and the text below it; None and the whole text where there is none."""
    match = _HEAD.match(text[:_MOST])
    if match is None:
        return None, text
    fields: dict[str, str] = {}
    for line in match["lines"].splitlines():
        field = _FIELD.match(line)
        if field is None and not _WITHIN.match(line):
            return None, text
        if field and field["value"]:
            fields[field["key"].lower()] = _unquoted(field["value"].strip())
    return (read_facts(fields), text[match.end() :]) if fields else (None, text)


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"')
    return value[1:-1].replace("''", "'") if len(value) > 1 and value[0] == value[-1] == "'" else value
