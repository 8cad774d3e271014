"""The mail catcher's inbox, as the people of the story read it."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import httpx2

from portico_local.demo.client import until

_APPROVAL = re.compile(r"/customer/approve#([\w-]+)")
_LINK = re.compile(r"https?://\S+?token=[A-Za-z0-9_\-%.]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An e-mail that arrived. Addresses are in lower case."""

    ident: str
    message_id: str
    to: tuple[str, ...]
    subject: str
    text: str

    @property
    def link(self) -> str:
        """The address in it that carries a token. Raises LookupError."""
        found = _LINK.search(self.text)
        if not found:
            raise LookupError(f"no link in the e-mail {self.subject!r}")
        return found.group(0)

    @property
    def token(self) -> str:
        """The token of its link."""
        return self.link.partition("token=")[2]

    @property
    def approval_token(self) -> str:
        """What decides on work without signing in; empty where the e-mail offers nothing of it."""
        found = _APPROVAL.search(self.text)
        return found.group(1) if found else ""


class Inbox:
    """What has arrived at the mail catcher; read anew each time it is asked."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def mails(self) -> list[Mail]:
        """Every e-mail, first come first."""
        async with httpx2.AsyncClient(base_url=self._url, timeout=60) as client:
            answer = await client.get("/email")
            answer.raise_for_status()
            return [_mail(found) for found in answer.json()]

    async def for_each(self, addresses: set[str], subject_has: str = "") -> dict[str, list[Mail]]:
        """The e-mails of these addresses."""
        found: dict[str, list[Mail]] = defaultdict(list)
        for mail in await self.mails():
            for address in mail.to:
                if address in addresses and subject_has in mail.subject:
                    found[address].append(mail)
        return dict(found)

    async def one_for_each(self, addresses: set[str], what: str) -> dict[str, Mail]:
        """Wait until everybody has an e-mail; the last of each."""
        found = await until(
            lambda: self.for_each(addresses),
            lambda mails: len(mails) == len(addresses),
            what=what,
            every_seconds=0.2,
            within_seconds=180,
        )
        return {address: mails[-1] for address, mails in found.items()}


def _mail(found: dict[str, Any]) -> Mail:
    return Mail(
        ident=found["id"],
        message_id=str(found.get("messageId") or found.get("headers", {}).get("message-id", "")),
        to=tuple(entry["address"].lower() for entry in found.get("to") or ()),
        subject=found.get("subject") or "",
        text=found.get("text") or "",
    )
