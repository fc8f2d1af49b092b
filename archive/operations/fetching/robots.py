"""What a site's robots.txt allows us, read by protego as RFC 9309 says."""

import re
from dataclasses import dataclass, field

from protego import Protego

MOST_BYTES = 500 * 1024
"""RFC 9309 §2.5: at least 500 KiB must be read, the rest may be left."""
_VERSION = re.compile(r"^([ \t]*user-agent[ \t]*:[ \t]*[^\s/#]+)/\S*", re.IGNORECASE | re.MULTILINE)
"""A product token has no version (RFC 9309 §2.2.1); files that give it one mean the product."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that speak to one user agent, and the seconds it asks to wait between two requests."""

    agent: str = ""
    rules: Protego = field(default_factory=lambda: Protego.parse(""))
    delay_s: float = 0.0

    def allows(self, url: str) -> bool:
        """Whether the address may be fetched: the longest matching rule decides, on a tie the one that allows."""
        return bool(self.rules.can_fetch(url, self.agent))


OPEN = Robots()


def parse(text: str, agent: str) -> Robots:
    """The rules for an agent's name (`mot-pour-mot`), else those for `*`, else none at all."""
    rules = Protego.parse(_VERSION.sub(r"\1", text.removeprefix("\ufeff")))
    return Robots(agent, rules, max(0.0, rules.crawl_delay(agent) or 0.0))
