"""What an answer is, as digests: one a field of JSON, one a part of a page. No text is kept.

A digest is the first six hexadecimal digits of SHA-256: enough to notice a change, too few to tell a text by.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

Digests = Mapping[str, str]
"""A field's name -> its digest."""

DIGITS = 6
MASKS = (
    (re.compile(r"/static/[0-9a-f]{10}/"), "/static/_/", "a fingerprint of the style and scripts, which may change beside"),
    (re.compile(r"\bin \d+(?:\.\d+)? m?s\b"), "in _", "how long the command took"),
    (re.compile(r'"took_ms": ?[\d.]+'), '"took_ms":_', "how long the search took"),
    (re.compile(r"<(updated|published)>[^<]*<"), r"<\1>_<", "when an archive first held what its feed tells of"),
)
"""What may differ between two runs of one program: the pattern, what stands for it, and why. A mask that is added asks for the
record to be made again with the program as it was before the change that is to be shown harmless."""

ASIDE = {
    "heard": re.compile(r' <span class="heard"[^>]*>[^<]*</span>|"heard": ?(?:null|"(?:[^"\\]|\\.)*")'),
}
"""Parts of a text that have a digest of their own, so that they may change on purpose while the rest may not."""

UNSEEN = frozenset({"took_ms"})
"""Fields that tell how long it took."""

ROUNDED = {"score": 2}
"""A score is single precision: machines may differ behind the second decimal. The order of hits is recorded as it is."""


def digest(value: str | bytes) -> str:
    """Six digits that change with the value."""
    return hashlib.sha256(value if isinstance(value, bytes) else value.encode()).hexdigest()[:DIGITS]


def fields(value: object) -> Digests:
    """A digest for each field of a JSON value; a field of objects in a list is one column of them all: `episodes.people.heard`."""
    columns: dict[str, list[object]] = defaultdict(list)
    for name, at, leaf in _leaves(value, (), ()):
        columns[".".join(name)].append([at, leaf])
    return {name: digest(json.dumps(column, ensure_ascii=False)) for name, column in sorted(columns.items())}


def parts(text: str) -> Digests:
    """The digests of a page or a file: of the text, and of each part that is set aside, where it has any."""
    text = masked(text)
    told = {name: "\n".join(pattern.findall(text)) for name, pattern in ASIDE.items()}
    for pattern in ASIDE.values():
        text = pattern.sub("", text)
    return {"body": digest(text), **{name: digest(part) for name, part in told.items() if part}}


def masked(text: str) -> str:
    """The text without what may differ between two runs."""
    for pattern, instead, _why in MASKS:
        text = pattern.sub(instead, text)
    return text


_Leaf = tuple[tuple[str, ...], tuple[int, ...], object]


def _leaves(value: object, name: tuple[str, ...], at: tuple[int, ...]) -> Iterator[_Leaf]:
    if isinstance(value, dict) and value:
        for key in sorted(value.keys() - UNSEEN):
            yield from _leaves(value[key], (*name, key), at)
    elif isinstance(value, list) and value:
        for place, item in enumerate(value):
            yield from _leaves(item, name, (*at, place))
    else:
        yield name, at, round(value, ROUNDED[name[-1]]) if name and name[-1] in ROUNDED and isinstance(value, float) else value
