"""Who asks: the address of the connection, or what a trusted proxy says it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies whose X-Forwarded-For is believed."""

    networks: tuple[Network, ...] = ()

    @classmethod
    def named(cls, names: Sequence[str]) -> "Proxies":
        """From addresses and networks, such as 127.0.0.1 and 10.0.0.0/8. Raises ValueError."""
        return cls(tuple(ip_network(name) for name in names))

    def visitor(self, peer: str, forwarded_for: str) -> str:
        """The visitor's address. Each proxy appends to X-Forwarded-For whom it was asked by, so the list is read from its end for
        as long as trusted proxies speak; what stands before the first address that is none may be anybody's invention."""
        said = [address.strip() for address in forwarded_for.split(",") if address.strip()]
        found = peer
        while said and self._trusts(found):
            found = said.pop()
        return found

    def _trusts(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.networks)
