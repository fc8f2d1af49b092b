"""Lines of a description that only promote ("Abonnez-vous", "| Facebook : …", "———"): they are taken out of it, and told."""

import re
from functools import cache

from archive.model.episode import Removed
from ingest.extract.grammar import compiled, data
from ingest.extract.prose import plain, without_addresses

_LONGEST = 200
_SIGNS = re.compile(r"[-–—_=*~#▬═─━┄• ]{3,}")
_EDGES = re.compile(r"^[\s|•·▪●▶►>*\-–—:!]+|[\s|•·!:]+$")


@cache
def _rules() -> re.Pattern[str]:
    either = "|".join(f"(?:{compiled(rule, 'promo.toml', loose=False).pattern})" for rule in data("promo.toml")["lines"]["rules"])
    return re.compile(either, re.IGNORECASE)


def is_promotion(line: str) -> bool:
    """Whether a line calls to subscribe, lists the channel's own addresses, or is a rule of signs."""
    if len(line) > _LONGEST * 2 or not line.strip():
        return False
    bare = without_addresses(plain(line)).strip()
    if _SIGNS.fullmatch(line.strip()):
        return True
    return _rules().fullmatch(_EDGES.sub("", bare)) is not None


def without_promotion(description: str) -> tuple[str, tuple[Removed, ...]]:
    """The description without lines that only promote, and what was removed; blank lines that they leave close up."""
    lines = description.splitlines()
    gone = [line.strip() for line in lines if is_promotion(line)]
    if not gone:
        return description, ()
    kept = "\n".join(line for line in lines if not is_promotion(line))
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", kept).strip(), (Removed("promotion", " / ".join(gone)[:_LONGEST]),)
