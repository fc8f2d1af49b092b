"""Where a cluster is: `opensearch+https://host:9200,host2:9200/prefix`, and what is said to be let in."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from archive.errors import PresentableError

SCHEME = "opensearch+"
DEFAULT_PORT = 9200
_ADDRESS = re.compile(
    r"opensearch\+(?P<scheme>https?)://(?P<hosts>[^/?@]+)/(?P<prefix>[a-z0-9][a-z0-9-]{0,60})/?(?:\?(?P<options>.*))?"
)
_HOST = re.compile(r"(?P<name>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::(?P<port>\d{1,5}))?")
_WELL_FORMED = "opensearch+https://host:9200,host2:9200/prefix, the prefix of small letters, digits and hyphens"


class EngineAddressError(PresentableError):
    """The address of an engine cannot be used; the message says why, and never repeats it: it may hold a password."""


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """`hosts` as (name, port), any of which answers for all; all indices begin with `prefix`; a full generation has so many
    `shards`. `user`, `password` and the file `ca` of who vouches for the hosts come from settings alone and are shown nowhere."""

    scheme: str
    hosts: tuple[tuple[str, int], ...]
    prefix: str
    shards: int = 1
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""


def read_address(address: str, user: str = "", password: str = "", ca: str = "") -> ClusterAddress:
    """The cluster that an address names; raises EngineAddressError."""
    if "@" in address:
        raise EngineAddressError("engine: name and password do not stand in the address; set engine_user and engine_password")
    match = _ADDRESS.fullmatch(address.strip())
    if match is None:
        raise EngineAddressError(f"engine: an address looks like this: {_WELL_FORMED}")
    hosts = tuple(_host(one) for one in match["hosts"].split(","))
    if password and match["scheme"] != "https":
        raise EngineAddressError("engine: a password is sent to https:// only")
    return ClusterAddress(match["scheme"], hosts, match["prefix"], _shards(match["options"] or ""), user, password, ca)


def _host(text: str) -> tuple[str, int]:
    match = _HOST.fullmatch(text.strip())
    if match is None or int(match["port"] or DEFAULT_PORT) > 65535:
        raise EngineAddressError(f"engine: an address looks like this: {_WELL_FORMED}")
    return match["name"], int(match["port"] or DEFAULT_PORT)


def _shards(options: str) -> int:
    for name, value in parse_qsl(options, keep_blank_values=True):
        if name != "shards" or not value.isdecimal() or not 1 <= int(value) <= 1000:
            raise EngineAddressError("engine: behind the `?` of an address only shards=1 to shards=1000 can stand")
        return int(value)
    return 1
