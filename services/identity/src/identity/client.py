"""Where a request came from, as the edge tells."""

import ipaddress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Where a request came from, as the edge tells. None: not told."""

    network: str | None = None
    user_agent: str | None = None


def network_of(address: str | None) -> str | None:
    """The network that counts as one client: an IPv4 address, or the /64 of an IPv6 one.

    None if the text is no address.
    """
    if address is None:
        return None
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)
