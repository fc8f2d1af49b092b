"""Whether an address is inside our own network: a page from outside may not send the fetcher there."""

import ipaddress
import socket
from urllib.parse import urlsplit


def is_private(url: str) -> bool:
    """True where the host's name stands for any address that is not public; a host nobody knows is not private."""
    host = urlsplit(url).hostname or ""
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        return False
    return any(not ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global for *_, address in found)
