"""Which programme an episode belongs to, and which channel shows it, from the description's own words."""

import re
from dataclasses import dataclass

_KIND = (
    r"(?:l['’]\s?(?:émission|emission|édition)(?:\s+(?:spéciale|quotidienne|hebdomadaire))?|"
    r"le\s+(?:podcast|magazine|talk[ -]?show|talk|rendez-vous|programme|débat)|la\s+(?:matinale|chronique|série))"
)
_SHOW = re.compile(rf"\b(?:dans|de|pour|pendant)\s+{_KIND}\s*:?\s+(?P<show>(?:[^\n.!?]|[.!?](?=\S)){{2,140}})", re.IGNORECASE)
_OTHER_SHOW = re.compile(
    r"\b(?:on|in)\s+the\s+(?:show|programme|program|podcast)\s+(?P<en>(?:[^\n.!?]|[.!?](?=\S)){2,140})"
    r"|\b(?:in\s+der\s+Sendung|nel\s+programma|nella\s+trasmissione|en\s+el\s+programa|no\s+programa)\s+(?P<other>(?:[^\n.!?]|[.!?](?=\S)){2,140})"
)
_CHANNEL = re.compile(
    r",?\s+(?:sur|on|auf|su|en|no|na|op|w)\s+(?:la\s+chaîne\s+|les\s+antennes\s+d(?:e\s+|['’])|l['’]antenne\s+d(?:e\s+|['’]))?"
    r"(?P<channel>[A-ZÀ-Þ0-9][^\n,;.!?()]{0,60})"
)
_CUT = re.compile(
    r"\s*[,;:(–—]?\s*\b(?:avec|présentée?s?|animée?s?|diffusée?s?|proposée?s?|où|qui|pour|chaque|tous\s+les|du\s+lundi|en\s+direct|et\s+réécoutez|with|"
    r"hosted|presented|every)\s.*$|\s*[(–—].*$"
)
_QUOTED = re.compile(r"^[«\"“]\s*(?P<name>[^»\"”]{2,120}?)\s*[»\"”]")
_READ_ON = 5000


@dataclass(frozen=True, slots=True)
class ShowAndChannel:
    """Show and channel, where the description states them."""

    show: str | None = None
    channel: str | None = None


def find_show(description: str) -> ShowAndChannel:
    """Show and channel of "dans l'émission X, sur Y"; X may hold commas and stand in quotation marks."""
    match = _SHOW.search(description[:_READ_ON]) or _OTHER_SHOW.search(description[:_READ_ON])
    if match is None:
        return ShowAndChannel()
    rest = str(match[match.lastgroup or 0])
    quoted = _QUOTED.match(rest)
    channel = _CHANNEL.search(rest, quoted.end() if quoted else 0)
    show = quoted["name"] if quoted else _CUT.sub("", rest[: channel.start()] if channel else rest)
    return ShowAndChannel(_begins_as_a_name(show.strip(' ,;:«»"“”')), _channel(channel["channel"]) if channel else None)


def _begins_as_a_name(show: str) -> str | None:
    """A programme's name begins with a capital or a figure; "dans l'émission de ce soir" names none."""
    return show if show[:1].isupper() or show[:1].isdigit() else None


def _channel(text: str) -> str:
    return re.sub(r"\s+(?:avec|du|ce|à|et|with|every|chaque|tous)\s.*$", "", text).strip(' «»"“”')
