"""From where and how a command came: what the evidence says of whoever gave it."""

import ipaddress
from dataclasses import dataclass
from typing import Any

from chassis.actor import Actor

MAX_BROWSER = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Address and browser, as the edge tells; None: not told."""

    address: str | None = None
    browser: str | None = None


def origin_of(forwarded: str, browser: str) -> Origin:
    """Of the headers X-Forwarded-For and X-Client-User-Agent.

    The edge appends the address that it sees, so the last one counts.
    """
    address = _address_of(forwarded)
    shown = "".join(character for character in browser if character.isprintable())
    return Origin(address=str(address) if address else None, browser=shown[:MAX_BROWSER] or None)


def network_of(forwarded: str) -> str:
    """The address, or of IPv6 the network of one customer (64 bits); empty where it is not told."""
    address = _address_of(forwarded)
    if address is None:
        return ""
    size = 32 if address.version == 4 else 64
    return str(ipaddress.ip_network((address, size), strict=False))


def _address_of(forwarded: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(forwarded.rpartition(",")[2].strip())
    except ValueError:
        return None


def details(actor: Actor, origin: Origin) -> dict[str, Any]:
    """Who it was, from where, and how they had signed in."""
    signed_in = actor.signed_in
    return {
        "name": actor.name,
        "address": origin.address,
        "browser": origin.browser,
        "session_id": str(actor.session_id) if actor.session_id else None,
        "method": signed_in.method if signed_in else "",
        "second_factor": signed_in.second_factor if signed_in else None,
        "signed_in_at": signed_in.at.isoformat() if signed_in else None,
    }
