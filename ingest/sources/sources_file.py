"""`sources.toml`: the sources that were taught, as data that is checked to the last word, and written back alike."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from archive.errors import PresentableError
from ingest.sources.forms import FIELDS, FORMS, Form, Order, Value
from ingest.sources.rules import LONGEST, Rule, Source, Taught

MOST_BYTES = 2 * 1024 * 1024
_MOST_SOURCES = 300
_MOST_RULES = 24
_MOST_GLOBS = 20
_MOST_TAUGHT = 20
_MOST_PEOPLE = 50
_LONGEST = 300
_LONGEST_VALUE = 5000
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_KINDS = frozenset("file css meta ld label any line para heading under".split())
_KEYS = frozenset("name match fixed silent rules covers filled zone taught".split())


class SourcesError(PresentableError):
    """`sources.toml` holds what no source is; the message names the source, the key and what may stand there."""


@dataclass(frozen=True, slots=True)
class Sources:
    """All sources of an archive, by name in the order of the file."""

    all: tuple[Source, ...] = ()

    def of(self, addresses: tuple[str, ...]) -> Source | None:
        """The source of a page, by its addresses and its path: the one with the longest pattern that fits; None where
        none does."""
        fits = [(source.matches(addresses), source) for source in self.all]
        best = max(fits, key=lambda pair: pair[0], default=None)
        return best[1] if best and best[0] else None

    def named(self, name: str) -> Source | None:
        """The source of that name."""
        return next((source for source in self.all if source.name == name), None)

    def with_source(self, source: Source) -> "Sources":
        """With this one in the place of any of its name, else at the end."""
        if self.named(source.name):
            return Sources(tuple(source if one.name == source.name else one for one in self.all))
        return Sources((*self.all, source))

    def without(self, name: str) -> "Sources":
        """Without the source of that name."""
        return Sources(tuple(one for one in self.all if one.name != name))


# -- reading


def parse(text: str) -> Sources:
    """The sources of a file's text; raises SourcesError."""
    if len(text) > MOST_BYTES:
        raise SourcesError(f"sources.toml is larger than {MOST_BYTES >> 20} MB, which no list of sources is")
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourcesError(f"sources.toml is no TOML: {error}") from error
    rows = data.pop("source", [])
    if data or not isinstance(rows, list) or len(rows) > _MOST_SOURCES or not all(isinstance(row, dict) for row in rows):
        raise SourcesError(f"sources.toml is to hold [[source]] tables alone, at most {_MOST_SOURCES}")
    found = [_source(row) for row in rows]
    names = [source.name for source in found]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise SourcesError(f"sources.toml has the source {twice} twice")
    return Sources(tuple(found))


def _source(row: Mapping[str, Any]) -> Source:
    name = row.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise SourcesError(f"sources.toml: the name of a source is to be small letters, digits and hyphens, not {str(name)[:60]!r}")
    check = _Check(name)
    check.that(set(row) <= _KEYS, "keys", f"one of {', '.join(sorted(_KEYS))}")
    rules = check.table(row.get("rules", {}), "rules")
    covers = check.table(row.get("covers", {}), "covers")
    return Source(
        name=name,
        match=check.texts(row.get("match", []), "match", _MOST_GLOBS),
        fixed={field: check.value(field, value) for field, value in check.table(row.get("fixed", {}), "fixed").items()},
        silent=check.fields(row.get("silent", [])),
        rules={field: check.rules(field, many) for field, many in rules.items()},
        covers={field: check.share(value) for field, value in covers.items()},
        filled=check.fields(row.get("filled", [])),
        zone=check.zone(row.get("zone", "")),
        taught=tuple(check.taught(row.get("taught", []))),
    )


@dataclass(frozen=True, slots=True)
class _Check:
    """Takes what a source's row holds, and says what is wrong in it."""

    source: str

    def that(self, holds: bool, key: str, what: str) -> None:
        """Raises SourcesError where something does not hold."""
        if not holds:
            raise SourcesError(f"sources.toml: {key} of the source {self.source} is to be {what}")

    def text(self, value: object, key: str, longest: int = _LONGEST) -> str:
        """A text of one line."""
        self.that(
            isinstance(value, str) and len(value) <= longest and "\0" not in value, key, f"a text of at most {longest} characters"
        )
        return str(value)

    def texts(self, value: object, key: str, most: int) -> tuple[str, ...]:
        """A list of texts."""
        self.that(isinstance(value, list) and len(value) <= most, key, f"a list of at most {most} texts")
        return tuple(self.text(one, key) for one in value) if isinstance(value, list) else ()

    def table(self, value: object, key: str) -> Mapping[str, Any]:
        """A table by fields."""
        self.that(isinstance(value, dict) and set(value) <= set(FIELDS), key, f"a table of {', '.join(FIELDS)}")
        return value if isinstance(value, dict) else {}

    def fields(self, value: object) -> tuple[str, ...]:
        """Names of fields."""
        found = self.texts(value, "fields", len(FIELDS))
        self.that(set(found) <= set(FIELDS), "fields", f"of {', '.join(FIELDS)}")
        return found

    def zone(self, value: object) -> str:
        """A time zone, or none."""
        name = self.text(value, "zone")
        try:
            good = not name or ZoneInfo(name).key == name
        except (ZoneInfoNotFoundError, ValueError, OSError):
            good = False
        self.that(good, "zone", "a time zone such as Europe/Paris")
        return name

    def share(self, value: object) -> float:
        """A part of 1."""
        good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
        self.that(good, "covers", "numbers from 0 to 1")
        return float(value) if isinstance(value, int | float) else 0.0

    def value(self, field: str, value: object) -> Value:
        """A value of a field: people are a list."""
        if FORMS.get(field) == "people":
            names = self.texts(value, field, _MOST_PEOPLE)
            self.that(bool(names) and all(name.split() for name in names), field, "a list of names")
            return names
        text = self.text(value, field, _LONGEST_VALUE)
        self.that(bool(text.strip()), field, "a text that is not empty")
        return text

    def rules(self, field: str, value: object) -> tuple[Rule, ...]:
        """The ordered alternatives of a field."""
        good = isinstance(value, list) and 0 < len(value) <= _MOST_RULES and all(isinstance(one, dict) for one in value)
        self.that(good, f"rules.{field}", f"a list of 1 to {_MOST_RULES} rules")
        return tuple(self.rule(field, one) for one in value) if isinstance(value, list) else ()

    def rule(self, field: str, row: Mapping[str, Any]) -> Rule:
        """A place, the words round a value, and a form."""
        key, form = f"rules.{field}", FORMS.get(field, "text")
        known = {"place", "form", "before", "after", "size", "comma", "order", "witness"}
        self.that(set(row) <= known, key, f"made of {', '.join(sorted(known))}")
        place, size, order = self.text(row.get("place"), key), row.get("size", 0), row.get("order", "DMY")
        kind = place.partition(":")[0]
        before, after = (self.text(row.get(name, ""), key, LONGEST) for name in ("before", "after"))
        self.that(
            kind in _KINDS and (kind not in ("label", "any") or bool(before.strip())),
            key,
            f"at a place of {', '.join(sorted(_KINDS))}",
        )
        self.that(row.get("form", form) == form and form in get_args(Form), key, f"of the form {form}")
        self.that(isinstance(size, int) and not isinstance(size, bool) and 0 <= size <= _LONGEST_VALUE, key, "of a whole size")
        self.that(order in get_args(Order), key, "in the order DMY or MDY")
        flags = {name: row.get(name, False) for name in ("comma", "witness")}
        self.that(all(isinstance(flag, bool) for flag in flags.values()), key, "with comma and witness true or false")
        return Rule(place, form, before, after, size, flags["comma"], order, flags["witness"])

    def taught(self, rows: object) -> Iterator[Taught]:
        """The golden pages."""
        good = isinstance(rows, list) and len(rows) <= _MOST_TAUGHT and all(isinstance(row, dict) for row in rows)
        self.that(good, "taught", f"a list of at most {_MOST_TAUGHT} pages")
        for row in rows if isinstance(rows, list) else ():
            values = self.table(row.get("values", {}), "taught")
            read = {field: None if not value else self.value(field, value) for field, value in values.items()}
            yield Taught(self.text(row.get("page"), "taught", 1000), self.text(row.get("sha256", ""), "taught"), read)


# -- writing


def dump(sources: Sources) -> str:
    """The sources as the text of a file that `parse` reads back alike."""
    head = "# Sources that were taught: `archive sources` learns, lists, tries, checks and removes them.\n"
    return head + "".join("\n" + "\n".join(_written(source)) + "\n" for source in sources.all)


def _written(source: Source) -> Iterator[str]:
    yield "[[source]]"
    yield f"name = {_toml(source.name)}"
    yield f"match = {_toml(source.match)}"
    if source.zone:
        yield f"zone = {_toml(source.zone)}"
    if source.silent:
        yield f"silent = {_toml(source.silent)}"
    yield f"filled = {_toml(source.filled)}"
    yield f"covers = {_toml(source.covers)}"
    yield f"fixed = {_toml(source.fixed)}"
    for field, rules in source.rules.items():
        for rule in rules:
            yield f"\n[[source.rules.{field}]]"
            yield from (f"{key} = {_toml(value)}" for key, value in _of_rule(rule))
    for page in source.taught:
        yield "\n[[source.taught]]"
        yield f"page = {_toml(page.origin)}\nsha256 = {_toml(page.sha256)}"
        yield f"values = {_toml({field: value if value is not None else '' for field, value in page.values.items()})}"


def _of_rule(rule: Rule) -> Iterable[tuple[str, object]]:
    plain = Rule(rule.place, rule.form)
    told = ((name, getattr(rule, name)) for name in ("before", "after", "size", "comma", "order", "witness"))
    return (("place", rule.place), ("form", rule.form), *((name, value) for name, value in told if value != getattr(plain, name)))


def _toml(value: object) -> str:
    """A value in TOML: a text of JSON is one of TOML too, but for DEL and for what stands outside of the plain
    plane."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }" if value else "{}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
