"""What a site's robots.txt allows us, read as RFC 9309 says: the longest matching rule decides, `*` and `$` are patterns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

MOST_BYTES = 500 * 1024
"""RFC 9309 §2.5: at least 500 KiB must be read, the rest may be left."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A path pattern and whether it opens or closes."""

    path: str
    allow: bool


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that speak to one user agent, and the seconds it asks to wait between two requests."""

    rules: tuple[Rule, ...] = ()
    delay_s: float = 0.0

    def allows(self, url: str) -> bool:
        """Whether the address may be fetched: the longest matching rule decides, on a tie the one that allows."""
        path = _path_of(url)
        matching = [rule for rule in self.rules if _matches(rule.path, path)]
        best = max(matching, key=lambda rule: (len(rule.path), rule.allow), default=None)
        return best is None or best.allow


OPEN = Robots()
CLOSED = Robots((Rule("/", False),))


def parse(text: str, agent: str) -> Robots:
    """The rules for an agent's name (`mot-pour-mot`), else those for `*`, else none at all."""
    groups = list(_groups(text))
    ours = [group for group in groups if agent.lower() in group.agents] or [group for group in groups if "*" in group.agents]
    rules = tuple(rule for group in ours for rule in group.rules)
    return Robots(rules, max((group.delay_s for group in ours), default=0.0))


@dataclass(slots=True)
class _Group:
    agents: list[str]
    rules: list[Rule]
    delay_s: float = 0.0


def _groups(text: str) -> Iterator[_Group]:
    group = _Group([], [])
    for key, value in _lines(text):
        if key == "user-agent":
            if group.rules or group.delay_s:
                yield group
                group = _Group([], [])
            group.agents.append(value.lower().split("/")[0].strip())
        else:
            _note(group, key, value)
    yield group


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.lstrip("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _note(group: _Group, key: str, value: str) -> None:
    if key in ("allow", "disallow") and value:
        group.rules.append(Rule(value, key == "allow"))
    elif key == "crawl-delay" and re.fullmatch(r"\d{1,4}(\.\d+)?", value):
        group.delay_s = float(value)


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _plain(path: str) -> str:
    """One spelling for paths that differ only in what is percent-encoded."""
    return quote(unquote(path), safe="/*$?&=;:@!',()+~-._")


def _matches(pattern: str, path: str) -> bool:
    anchored = pattern.endswith("$")
    pieces = [re.escape(piece) for piece in _plain(pattern.removesuffix("$")).split("*")]
    return re.match(".*?".join(pieces) + ("$" if anchored else ""), _plain(path), re.DOTALL) is not None
