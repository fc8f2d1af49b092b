"""What a text for a site generator states above itself: `---`, lines of `key: value`, `---` (Jekyll, Hugo, Astro).

Only what such a head says in a line each is read, and the lists of people (`speakers: ["Maël Tanguy", "…"]`, or a line each with
a dash); another list, or a text of several lines, is passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from archive.model.episode import Person, PersonKind
from archive.text.speaker_labels import is_name, names_nobody
from ingest.formats.record import Record
from ingest.formats.records import read_facts

_MOST = 8000
_MOST_PEOPLE = 50
_PEOPLE: Mapping[str, PersonKind] = {
    **dict.fromkeys(("host", "hosts", "presenter", "presenters"), "host"),
    **dict.fromkeys(("speaker", "speakers", "guest", "guests"), "guest"),
}
"""Transcripts written by hand list who speaks so (the heads of bitcointranscripts: `speakers: ["…", "…"]`)."""
_HEAD = re.compile(r"\ufeff?\s*---[ \t]*\r?\n(?P<lines>.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"(?P<key>[A-Za-z][\w-]{0,40}):(?:[ \t]+(?P<value>.*))?$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<value>\S.*)$")
_LISTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'|([^,\s][^,]*)")
_WITHIN = re.compile(r"[ \t]+\S|[ \t]*- |[ \t]*#|[ \t]*$")


def split_front_matter(text: str) -> tuple[Record | None, str]:
    """What the head states, and the text below it; None and the whole text where there is none."""
    match = _HEAD.match(text[:_MOST])
    if match is None:
        return None, text
    fields: dict[str, str] = {}
    listed: dict[str, list[str]] = {}
    key = ""
    for line in match["lines"].splitlines():
        field = _FIELD.match(line)
        if field is None and not _WITHIN.match(line):
            return None, text
        key = field["key"].lower() if field else key
        if field and field["value"]:
            fields[key] = _unquoted(field["value"].strip())
            listed[key] = _items(field["value"].strip())
        elif item := _ITEM.match(line):
            listed.setdefault(key, []).append(_unquoted(item["value"].strip()))
    people = tuple(_people(listed))
    if not fields and not people:
        return None, text
    return replace(read_facts(fields), people=people), text[match.end() :]


def _people(listed: Mapping[str, Iterable[str]]) -> Iterator[Person]:
    """Whom the head lists, each once; a label that names nobody (Speaker 1) is passed over."""
    named = {key: list(names)[:_MOST_PEOPLE] for key, names in listed.items() if key in _PEOPLE}
    met: set[str] = set()
    for key in sorted(named, key=lambda key: _PEOPLE[key] != "host"):
        for name in map(_folded, named[key]):
            if is_name(name) and not names_nobody(name) and name.casefold() not in met:
                met.add(name.casefold())
                yield Person(name, _PEOPLE[key], evidence=f"{key}: {name}")


def _folded(name: str) -> str:
    return " ".join(name.split())


def _items(value: str) -> list[str]:
    """The items of a list in brackets; a value without any is one item."""
    if not (value.startswith("[") and value.endswith("]")):
        return [_unquoted(value)]
    return [next(filter(None, found), "").strip().replace('\\"', '"').replace("''", "'") for found in _LISTED.findall(value[1:-1])]


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"')
    return value[1:-1].replace("''", "'") if len(value) > 1 and value[0] == value[-1] == "'" else value
