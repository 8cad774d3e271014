"""From where and how a command came: what the evidence says of whoever gave it."""

from dataclasses import dataclass
from typing import Any

from chassis.actor import Actor
from chassis.http.throttle import address_of

MAX_BROWSER = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Address and browser, as the edge tells; None: not told."""

    address: str | None = None
    browser: str | None = None


def origin_of(forwarded: str, browser: str) -> Origin:
    """Of the headers X-Forwarded-For and X-Client-User-Agent."""
    address = address_of(forwarded)
    shown = "".join(character for character in browser if character.isprintable())
    return Origin(address=str(address) if address else None, browser=shown[:MAX_BROWSER] or None)


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
