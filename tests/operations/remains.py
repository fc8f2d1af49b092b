"""Looks for words in all that lies in a library's directory, unpacked, and in all that its site answers."""

import html
import re
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from flask import Flask

from archive.library import Library
from archive.settings import Settings
from archive.text.tokenizer import fold
from archive.web import IndexProvider, Site, create_app

HEADS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
"""How a block that zlib packed begins, by its level."""
PIECE = 1 << 14


def places(directory: Path, wanted: Collection[str]) -> dict[str, set[str]]:
    """Where below a directory each folded word stands: files as they lie, every block unpacked, every value of every table."""
    found: dict[str, set[str]] = {word: set() for word in wanted}
    for path in filter(Path.is_file, directory.rglob("*")):
        for word in _words_in(path, tuple(wanted)):
            found[word].add(str(path.relative_to(directory)))
    return found


_READ: dict[tuple[bytes, tuple[str, ...]], frozenset[str]] = {}
"""Which words stand in bytes that were read, by their digest: every library has the same tables of its languages, 12 MB."""


def _words_in(path: Path, wanted: tuple[str, ...]) -> frozenset[str]:
    data = path.read_bytes()
    key = blake2b(data).digest(), wanted
    if key not in _READ:
        _READ[key] = _standing_in(data, wanted)
    return _READ[key].union(*(_standing_in(value, wanted) for value in _values(path, data)))


def _standing_in(data: bytes, wanted: Sequence[str]) -> frozenset[str]:
    texts = chain(_readings(data), *map(_readings, _blocks(data)))
    return frozenset(word for text in texts for word in wanted if word in text)


def _values(path: Path, data: bytes) -> Iterator[bytes]:
    """The values of all tables, where the file has any."""
    if not data.startswith(b"SQLite format 3"):
        return
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f"SELECT * FROM {table.decode()}"):
                yield from (value for value in row if isinstance(value, bytes))


def _blocks(data: bytes) -> Iterator[bytes]:
    """What may have been packed by zlib, unpacked as far as it goes: of a block that was cut too, in a page that was freed."""
    for head in HEADS:
        place = data.find(head)
        while place >= 0:
            if block := _unpacked(memoryview(data), place):
                yield block
            place = data.find(head, place + 1)


def _unpacked(data: memoryview, place: int) -> bytes:
    unpacking, found = zlib.decompressobj(), list[bytes]()
    with suppress(zlib.error):
        while place < len(data) and not unpacking.eof:
            found.append(unpacking.decompress(data[place : place + PIECE]))
            place += PIECE
    return b"".join(found)


def _readings(data: bytes) -> Iterator[str]:
    yield fold(html.unescape(data.decode("utf-8", "replace")))
    if b"\\u" in data:
        yield fold(re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), data.decode("utf-8", "replace")))


@contextmanager
def site(directory: Path) -> Iterator[Flask]:
    """The site of a library, which lets go of it afterwards."""
    with Library.open(directory, read_only=True) as library:
        provider = IndexProvider(directory)
        yield create_app(Site(provider, library, Settings(proposals=True)))
        provider.open(library).close()


FORMS = ("txt", "md", "vtt", "srt", "json", "csv", "jsonl", "atom", "rss", "bib", "ris", "ics", "html")
VALUES = {
    "form": FORMS,
    "cue": ("t1", "t9", "t28", "28", "2"),
    "kind": ("person", "show"),
    "code": ("1", "2"),
    "room": ("episodes", "pages"),
    "int:number": ("1",),
    "path:part": ("transcript", "annotations", "canvas"),
}


def public_addresses(app: Flask, slugs: Sequence[str], asked: Iterable[str]) -> list[str]:
    """Every public address that there is: each rule of the URL map with each episode and form, and each asked each question."""
    values = {**VALUES, "slug": slugs, "key": slugs}
    rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    paths = [path for rule in rules if not rule.startswith(("/static", "/staff")) for path in _filled(rule, values)]
    questions = [f"{name}={quote(word)}" for word in asked for name in ("q", "w")]
    return [*paths, *(f"{path}?{question}" for path in paths for question in questions), *(f"{path}?t=28" for path in paths)]


def _filled(rule: str, values: Mapping[str, Sequence[str]]) -> list[str]:
    """The rule with every value in the place of its first gap, and so on; a gap may state its own."""
    gap = re.search(r"<(?:any\((?P<own>[^)]+)\):)?(?P<name>[^>]+)>", rule)
    if gap is None:
        return [rule]
    every = gap["own"].split(", ") if gap["own"] else values[gap["name"]]
    return [path for value in every for path in _filled(rule.replace(gap[0], value, 1), values)]


def told_at(app: Flask, addresses: Iterable[str], wanted: Collection[str]) -> dict[str, set[str]]:
    """Which of the addresses answer with each folded word; bytes that are no text are read as they are."""
    client, found = app.test_client(), {word: set[str]() for word in wanted}
    for address in addresses:
        text = fold(html.unescape(client.get(address).get_data().decode("utf-8", "replace")))
        for word in wanted:
            if word in text:
                found[word].add(address)
    return found
