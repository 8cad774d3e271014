"""Where a request came from, as the edge tells."""

import ipaddress
from dataclasses import dataclass, field

MAX_BROWSER_TOKENS = 5
"""People who share a browser, or portals of one person."""

_MAX_HEADER = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOrigin:
    """Where a request came from, as the edge tells. None: not told.

    `browser_tokens`: what the browser keeps of sign-ins before, see known_browsers/.
    """

    network: str | None = None
    user_agent: str | None = None
    browser_tokens: tuple[str, ...] = field(default=(), repr=False)


def browser_tokens_of(header: str) -> tuple[str, ...]:
    """The tokens in the header X-Known-Browsers, at most `MAX_BROWSER_TOKENS` that can be some."""
    if len(header) > _MAX_HEADER:
        return ()
    return tuple(token for token in header.split(".") if token)[:MAX_BROWSER_TOKENS]


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
