"""Which programme an episode belongs to, and which channel shows it, from the words of title and description
(show.toml).

A strong form states the name ("dans l'émission X", `Retrouvez "X" sur`); a weak one (a hashtag, a title's start, an
address) is a hint, which counts once two pages of the archive agree: that is not decided here. The channel is named in
the prose ("sur Europe 1", "à l'antenne de RMC"), else by the addresses there; channels.toml says which there are and
where their addresses lead."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from archive.model.episode import Hint
from archive.text.tokenizer import fold
from ingest.extract.grammar import NAME_SIGN, data, pattern, words
from ingest.extract.names import known_words, names_in
from ingest.extract.people import is_sport
from ingest.extract.prose import addresses_in, lines_of, sentences, shouted, without_addresses

_FILE = "show.toml"
_CHANNELS = "channels.toml"
_said = partial(pattern, _FILE)
_UP = "A-ZÀ-ÖØ-Þ"
_CHANNEL_READ_ON = 1500
_REGION = rf"(?:(?<=Bleu)|(?<=France\s3)|(?<=\bici))\s[{_UP}][\w'-]+(?:[ -](?:de |du |d')?[{_UP}][\w'-]+){{0,2}}"
_LONGEST = 80
_MOST_HINTS = 6
_LONGEST_PIECE = 1000
_ACCOUNT = re.compile(r"\b(?:facebook|twitter|x|instagram|tiktok|youtube)\.com/@?(?P<x>[\w.-]{3,40})", re.IGNORECASE)
_BEHIND_ACCOUNTS = ("", "tv", "officiel", "official", "officielle", "show", "podcast", "fr", "off")
_QUOTE = r"[«\"]\s*+(?P<{key}>[^»\"]{{2,90}}?)\s*+[»\"]"


@dataclass(frozen=True, slots=True)
class ShowAndChannel:
    """Show and channel where the page states them, and what else may be the name of its show."""

    show: str | None = None
    channel: str | None = None
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowRule:
    """A rule of show.toml, compiled."""

    name: str
    says: re.Pattern[str]
    shown: str = ""
    unless: re.Pattern[str] | None = None
    needs: re.Pattern[str] | None = None
    title: bool = False
    alone: bool = False
    quoted: bool = False
    peaceful: bool = False


@cache
def show_rules() -> tuple[ShowRule, ...]:
    """The rules that state a show, in their order."""
    return tuple(_rule(row) for row in data(_FILE)["rules"])


@cache
def _hint_rules() -> tuple[ShowRule, ...]:
    return tuple(_rule(row) for row in data(_FILE)["hints"])


def _rule(row: dict[str, Any]) -> ShowRule:
    patterns: dict[str, Any] = {
        key: re.compile(_filled(row[key]), re.IGNORECASE) for key in ("says", "unless", "needs") if key in row
    }
    return ShowRule(**{**row, **patterns})


def _filled(says: str) -> str:
    """A pattern with its words, and {X} as a quoted or a capitalised name, {Q} as a quoted, {CX} as a capitalised
    one."""
    for name, inside in words(_FILE).items():
        says = says.replace(f"{{{name}}}", f"(?:{inside})")
    says = says.replace("{date}", f"(?:{words(_FILE)['date']})")
    begins, stop = _said("begins").pattern, _said("stop").pattern
    plain = rf"(?P<{{key}}>{begins}[^◊«»\"_\n]{{{{0,70}}}}?){stop.replace('{', '{{').replace('}', '}}')}"
    parts = re.split(r"(\{D?C?X\}|\{Q\})", says)
    filled = []
    for number, part in enumerate(parts):
        key = "x" if number < 3 else f"x{number}"
        if part == "{Q}":
            filled.append(_QUOTE.format(key=key))
        elif part == "{CX}":
            filled.append(plain.format(key=key))
        elif part in ("{X}", "{DX}"):
            du = r"(?P<du>du )?" if part == "{DX}" else ""
            filled.append(f"(?:{_QUOTE.format(key='q' + key)}|{du}{plain.format(key=key)})")
        else:
            filled.append(part)
    return "".join(filled)


def find_show(description: str, title: str = "", category: str | None = None) -> ShowAndChannel:
    """Show, channel and hints of title and description."""
    head, lines = _read(title), _read(description)
    sport = is_sport(category)
    show = next(_stated(head, lines, sport), None)
    hints = tuple(_hints(head, lines, show))
    show = show or _witnessed(hints, [*head, *lines])
    return ShowAndChannel(show, find_channel([*head, *lines]), hints[:_MOST_HINTS] if show is None else ())


def _read(text: str) -> list[str]:
    return [shouted(line, (known_words(),)) for line in lines_of(text)]


def _pieces(lines: Sequence[str], mask: Callable[[str], str]) -> list[str]:
    """The sentences of lines, masked."""
    return [line[begin:end] for line in map(mask, lines) for begin, end in sentences(line)]


def _hidden(line: str) -> str:
    hidden = without_addresses(line)
    for name in reversed(names_in(hidden)):
        hidden = hidden[: name.begin] + NAME_SIGN + hidden[name.end :]
    return hidden


def _stated(head: Sequence[str], lines: Sequence[str], sport: bool) -> Iterator[str]:
    titles, pieces = _pieces(head, _hidden), _pieces(lines, _hidden)
    whole = [*_pieces(head, without_addresses), *_pieces(lines, without_addresses)]
    for rule in show_rules():
        places = whole if rule.quoted else [*titles, *pieces]
        for piece in places[: max(len(titles), 1)] if rule.title else places:
            if not (rule.peaceful and sport) and _may_hold(rule, piece):
                yield from filter(None, map(_name_of, rule.says.finditer(piece[:_LONGEST_PIECE])))


def _may_hold(rule: ShowRule, piece: str) -> bool:
    """Whether a sentence has what a rule asks for beside its pattern."""
    return not (rule.unless and rule.unless.search(piece)) and (rule.needs is None or rule.needs.search(piece) is not None)


def _name_of(match: re.Match[str]) -> str | None:
    """The name that a rule found, tidied; None where it is none."""
    found = {key: value for key, value in match.groupdict().items() if value}
    raw = next((value for key, value in found.items() if key not in ("du", "slug")), None)
    if raw is None:
        return None
    raw = raw.capitalize() if raw.islower() and match.string[: match.start("x")].endswith("#") else raw
    raw = _hidden(raw) if re.search(r" (?:par|avec) (?-i:[A-ZÀ-Þ])", raw) else raw
    name = tidy_show(f"Le {raw}" if "du" in found and not raw.startswith(("«", '"')) else raw)
    of_somebody = re.match(rf"\s*(?:de |d')(?:{NAME_SIGN}|[{_UP}])", match.string[match.end("x") :]) if found.get("x") else None
    if name is None or _said("teams").search(name) or (of_somebody and _said("common").fullmatch(name)):
        return None
    return name


def tidy_show(raw: str) -> str | None:
    """A show's name without signs and what hangs behind it; None for what names no show."""
    name = _said("tail").sub("", " ".join(raw.split()).strip(' ,;:-–—|«»"#.'))
    name = re.sub(rf"\s+(?:(?:présentée? |animée? )?par|avec|de|d')\s*{NAME_SIGN}.*$", "", name)
    name = re.sub(r"\s+(?:de|d'|par|avec|sur|du|en|à|et|l'|le|la|les|des)$", "", name).strip(" ,;:-–—")
    name = _without_channel(name)
    begins = name[:1].isupper() or name[:1].isdigit() or re.match(rf"l[ea]?s? ?'?[{_UP}0-9]", name)
    if not begins or len(name) > _LONGEST or NAME_SIGN in name or not any(map(str.isalnum, name)):
        return None
    return None if _said("no_show").fullmatch(name) or is_channel(name) else name


def _without_channel(name: str) -> str:
    """Without "de France Bleu Bourgogne" behind it."""
    match = re.search(r"\s+(?:de|d'|sur)\s+(?=\S)", name)
    while match:
        if named_channels().fullmatch(name[match.end() :]):
            return name[: match.start()]
        match = re.compile(r"\s+(?:de|d'|sur)\s+(?=\S)").search(name, match.end())
    return name


def _hints(head: Sequence[str], lines: Sequence[str], show: str | None) -> Iterator[Hint]:
    """What else may name the show, each once; nothing of what is stated."""
    seen = {fold(show)} if show else set()
    titles, pieces = [_hidden(line) for line in head], [_hidden(line) for line in lines]
    for rule in _hint_rules():
        if rule.alone and len({match["x"] for piece in [*titles, *pieces] for match in rule.says.finditer(piece)}) != 1:
            continue
        places = (titles or pieces[:1]) if rule.title else [*head, *lines] if "slug" in rule.says.groupindex else [*titles, *pieces]
        for piece in places:
            for match in rule.says.finditer(piece[:_LONGEST_PIECE]):
                name = _from_slug(match["slug"]) if "slug" in match.groupdict() else _hinted(match["x"])
                if name and fold(name) not in seen:
                    seen.add(fold(name))
                    yield Hint("show", name, f"{rule.name}: {match.group().strip()[:120]}")


# -- two witnesses on one page


def _witnessed(hints: Sequence[Hint], lines: Sequence[str]) -> str | None:
    """The name that two kinds of hints agree on: a hashtag and a title's start, words of the text and an address or an
    account."""
    kinds: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    accounts = {_squeezed_name(match["x"]) for line in lines for match in _ACCOUNT.finditer(line)}
    for hint in hints:
        kind, key = hint.evidence.partition(":")[0], _squeezed_name(hint.value)
        kinds[key].add(kind)
        if kind != "an address" and len(hint.value) > len(names.get(key, "")):
            names[key] = hint.value  # with its blanks and signs, which hashtags and addresses have lost
    for key in names:
        kinds[key] |= {"an account"} if any(one.removesuffix(end) == key for one in accounts for end in _BEHIND_ACCOUNTS) else set()
    agreed = [key for key in names if len(kinds[key]) > 1 and len(key) > 2]
    return names[max(agreed, key=lambda key: len(kinds[key]))] if agreed else None


def _squeezed_name(name: str) -> str:
    """A name as hashtags, accounts and addresses have it: letters and digits alone."""
    return "".join(sign for sign in fold(name) if sign.isalnum())


def _from_slug(slug: str) -> str | None:
    name = slug.replace("-", " ").strip()
    return tidy_show(name[:1].upper() + name[1:]) if any(map(str.isalpha, name)) else None


def _hinted(raw: str) -> str | None:
    name = raw.replace("_", " ")
    return tidy_show(name.capitalize() if name.isupper() and len(name.split()) > 1 else name)


# -- channels


@cache
def channels() -> dict[str, tuple[str, ...]]:
    """Names with the hosts of their addresses; "=" before a name tells that only these count."""
    return {name: tuple(hosts) for area in data(_CHANNELS)["hosts"].values() for name, hosts in area.items()}


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
        *(re.compile(rf"\b{before}{name}") for before in data(_CHANNELS)["said"]["before"]),
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
    return next(_channel_said(lines), None) or next(_channel_addressed(lines), None) or next(_channel_unknown(lines), None)


def is_placeholder(channel: str) -> bool:
    """Whether it is what a platform calls the channel of whoever named none: `Ma chaîne`."""
    return pattern(_CHANNELS, "nobody").fullmatch(channel.strip()) is not None


def podcast_of(channel: str) -> str | None:
    """The show that a channel is: its own name says that it is one podcast. None for any other."""
    name = channel.strip()
    return name if pattern(_CHANNELS, "podcast").fullmatch(name) and not is_channel(name) else None


def station_of(said_first: str) -> str | None:
    """The station that a recording begins with: its name, and nothing else, is said first. None for any other words."""
    name = said_first.strip(' .,!-–—«»"')
    return name if named_channels().fullmatch(name) else None


def _channel_said(lines: Sequence[str]) -> Iterator[str]:
    naming = [line[:_CHANNEL_READ_ON] for line in lines if _names_some(line[:_CHANNEL_READ_ON])]
    for form in _in_prose():
        for line in naming:
            for match in form.finditer(line):
                if not pattern(_CHANNELS, "somebody").search(line[: match.start()][-60:]):
                    yield " ".join(match["name"].split())


def _channel_unknown(lines: Sequence[str]) -> Iterator[str]:
    """A station nobody told us of, by the words that stations have in their names: `sur Canal Brume`."""
    matches = (match for line in lines for match in pattern(_CHANNELS, "unknown").finditer(line[:_CHANNEL_READ_ON]))
    return (match["name"] for match in matches if not re.search(r"\b(?:YouTube|Facebook|Instagram)\b", match["name"]))


def _channel_addressed(lines: Sequence[str]) -> Iterator[str]:
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
