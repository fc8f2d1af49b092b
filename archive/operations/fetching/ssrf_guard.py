"""Whether an address is inside our own network: a page from outside may not send the fetcher there."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address

_NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            "100.64.0.0/10",  # carrier-grade NAT, RFC 6598
            "192.88.99.0/24",  # 6to4 relays, RFC 7526
            "224.0.0.0/4",  # multicast
            "64:ff9b::/96",  # NAT64, RFC 6052: any IPv4 address within
            "64:ff9b:1::/48",  # NAT64 of a site's own, RFC 8215
            "2001::/32",  # Teredo: an IPv4 address within
            "2002::/16",  # 6to4: an IPv4 address within
            "ff00::/8",  # multicast
        ),
    )
)
"""What `is_global` of some Python calls public, and what leads to an IPv4 address that it does not look at."""


class UnknownHost(Exception):
    """No address is known for a host now."""


class NoHost(ValueError):
    """What stands for a host can be none: a label that is empty or longer than 63 letters."""


def is_public(address: Address) -> bool:
    """Whether an address is of the public network, whatever it is wrapped in."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    if mapped is not None:
        return is_public(mapped)
    return address.is_global and not any(address in network for network in _NOT_PUBLIC)


def addresses(host: str) -> tuple[Address, ...]:
    """The addresses that a name stands for now, each once; raises UnknownHost and NoHost."""
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except UnicodeError as error:
        raise NoHost(f"{host[:80]!r} is no name of a host") from error
    except OSError as error:
        raise UnknownHost(f"{host}: {error.strerror or error}") from error
    return tuple(dict.fromkeys(ip_address(str(address[0]).partition("%")[0]) for *_, address in found))


def is_private(url: str) -> bool:
    """Whether the host's name stands for any address that is not public; a host nobody knows is not private."""
    try:
        return not all(map(is_public, addresses(urlsplit(url).hostname or "")))
    except (UnknownHost, NoHost):
        return False
