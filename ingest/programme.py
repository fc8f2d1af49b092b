"""Which programme an episode belongs to, and which channel shows it, from the description's own words."""

import re
from dataclasses import dataclass

_DANS = r"(?:dans|de|pour)\s+(?:l['’]\s?(?:émission|emission|podcast)|le\s+(?:podcast|magazine|talk[ -]?show|talk|rendez-vous|journal)|la\s+(?:matinale|chronique|quotidienne|série))"
_SHOW = re.compile(rf"\b{_DANS}\s+(?P<show>[^\n.!?]{{2,120}}(?:[.!?](?=\S)[^\n.!?]{{1,60}})?)", re.IGNORECASE)
_CHANNEL = re.compile(r",?\s+sur\s+(?:la\s+chaîne\s+|les\s+antennes\s+de\s+)?(?P<channel>[A-ZÀ-Þ0-9][^\n,;.!?]{0,60})")
_CUT = re.compile(r",?\s+(?:avec|présentée?s?|animée?s?|diffusée?s?|où|qui|pour|ce|à|chaque|tous|du lundi|et réécoutez)\s.*$")
_QUOTED = re.compile(r"^[«\"“]\s*(?P<name>[^»\"”]{2,120}?)\s*[»\"”]")


@dataclass(frozen=True, slots=True)
class Programme:
    """Show and channel, where the description states them."""

    show: str | None = None
    channel: str | None = None


def find_programme(description: str, title: str = "") -> Programme:
    """Show and channel of "dans l'émission X, sur Y"."""
    match = _SHOW.search(description[:5000])
    if match is None:
        return Programme()
    rest = match["show"]
    channel = _CHANNEL.search(rest)
    if quoted := _QUOTED.match(rest):
        show = quoted["name"]
    else:
        show = _CUT.sub("", rest[: channel.start()] if channel else rest)
    return Programme(show.strip(' ,;:«»"“”') or None, channel["channel"].strip() if channel else None)
