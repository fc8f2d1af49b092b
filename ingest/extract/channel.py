"""Which channel shows an episode: named in the prose ("sur Europe 1", "à l'antenne de RMC"), else by the addresses there.

channels.toml says which channels there are and where their addresses lead.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ingest.extract.grammar import data, pattern
from ingest.extract.prose import addresses_in

_FILE = "channels.toml"
_READ_ON = 1500
_UP = "A-ZÀ-ÖØ-Þ"
_REGION = rf"(?:(?<=Bleu)|(?<=France\s3)|(?<=\bici))\s[{_UP}][\w'-]+(?:[ -](?:de |du |d')?[{_UP}][\w'-]+){{0,2}}"


@cache
def channels() -> dict[str, tuple[str, ...]]:
    """Names with the hosts of their addresses; "=" before a name tells that only these count."""
    return {name: tuple(hosts) for area in data(_FILE)["hosts"].values() for name, hosts in area.items()}


@cache
def named_channels() -> re.Pattern[str]:
    """A channel's name, with its region where it has one."""
    names = sorted((name for name in channels() if not name.startswith("=")), key=len, reverse=True)
    either = "|".join(re.escape(name).replace(r"\ ", r"\s?").replace(r"\-", "[ -]") for name in names)
    return re.compile(rf"(?<![\w'-])(?:(?i:{either}))(?:{_REGION})?(?![\w'+-]|\.[a-z])")


@cache
def _in_prose() -> tuple[re.Pattern[str], ...]:
    name = f"(?P<name>{named_channels().pattern})"
    receives = r"(?:reçoit|présente|vous propose|diffuse|accueille|invite)"
    return (
        *(re.compile(rf"\b{before}{name}") for before in data(_FILE)["said"]["before"]),
        re.compile(rf"^\W*{name}\s+{receives}\b"),
        re.compile(rf"[-–—|]\s*{name}\s*$"),
    )


@cache
def _squeezed() -> tuple[str, ...]:
    return tuple(re.sub(r"[\s-]", "", name).lower() for name in channels() if not name.startswith("="))


def _names_some(line: str) -> bool:
    """Whether a channel's name stands in a line at all: far cheaper to ask than where."""
    plain = re.sub(r"[\s-]", "", line).lower()
    return any(name in plain for name in _squeezed())


def is_channel(name: str) -> bool:
    """Whether a name is nothing but a channel's."""
    return named_channels().fullmatch(name.strip()) is not None or any(
        name.strip().lower() == one.lstrip("=").lower() for one in channels()
    )


def find_channel(lines: Sequence[str]) -> str | None:
    """The channel that the prose names first; else that of an address."""
    return next(_said(lines), None) or next(_addressed(lines), None) or next(_unknown(lines), None)


def _said(lines: Sequence[str]) -> Iterator[str]:
    naming = [line[:_READ_ON] for line in lines if _names_some(line[:_READ_ON])]
    for form in _in_prose():
        for line in naming:
            for match in form.finditer(line):
                if not pattern(_FILE, "somebody").search(line[: match.start()][-60:]):
                    yield " ".join(match["name"].split())


def _unknown(lines: Sequence[str]) -> Iterator[str]:
    """A station nobody told us of, by the words that stations have in their names: `sur Canal Brume`."""
    matches = (match for line in lines for match in pattern(_FILE, "unknown").finditer(line[:_READ_ON]))
    return (match["name"] for match in matches if not re.search(r"\b(?:YouTube|Facebook|Instagram)\b", match["name"]))


def _addressed(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        for address in addresses_in(line):
            if channel := channel_of(address):
                yield channel


def channel_of(address: str) -> str | None:
    """The channel whose address it is, the one with the longest path first; None for any other."""
    bare = re.sub(r"^https?://", "", address.lower()).removeprefix("www.")
    host = bare.split("/")[0]
    fits = [(len(own), name) for name, hosts in channels().items() for own in hosts if _is_under(bare, host, own)]
    return max(fits)[1].lstrip("=") if fits else None


def _is_under(bare: str, host: str, own: str) -> bool:
    if "/" in own:
        return bare == own or bare.startswith(own + "/")
    return host == own or host.endswith("." + own)
