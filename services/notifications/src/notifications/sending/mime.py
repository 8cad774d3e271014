"""Packs an e-mail for the wire. The same e-mail packs to the same bytes, every time."""

import re
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from notifications.emails.model import Email
from notifications.emails.rendering import RenderedEmail, settings_address
from notifications.sending.headers import CONTROL, mailbox, one_line, unstructured

_PLAIN_ADDRESS = re.compile(r"https?://[!-;=?-~]{1,900}")


class UndeliverableAddressError(ValueError):
    """An address that no mail server would take."""


def message_id_of(email: Email, domain: str) -> str:
    """The Message-ID, which follows from the e-mail: sent twice, it is the same message."""
    return f"<{email.email_id}@{domain}>"


def ascii_address(address: str) -> str:
    """The address as SMTP takes it: its domain in Punycode. Raises UndeliverableAddressError."""
    local, at, domain = address.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError as error:
        raise UndeliverableAddressError("the domain of the address is not valid") from error
    if not (at and local and ascii_domain):
        raise UndeliverableAddressError("the address has no local part or no domain")
    if not local.isascii() or CONTROL.search(address) or " " in address:
        raise UndeliverableAddressError("the address has characters that SMTP does not take")
    return f"{local}@{ascii_domain}"


def pack(email: Email, rendered: RenderedEmail, *, sender: str) -> bytes:
    """The e-mail as bytes. Raises UndeliverableAddressError.

    Everything in it follows from the stored e-mail: an interrupted one that is sent again is the
    same message, which receiving systems can recognise.
    """
    brand = email.message.brand
    written = (
        _mailbox("From", brand.name, sender),
        _mailbox("To", email.message.recipient_name, ascii_address(email.address)),
        _mailbox("Reply-To", brand.name, ascii_address(brand.support_email)),
        unstructured("Subject", rendered.subject),
        _unsubscribing(email),
    )
    message = EmailMessage(policy=policy.SMTP)
    message["Date"] = format_datetime(email.message.as_of or email.created_at)
    message["Message-ID"] = message_id_of(email, sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["X-Portico-Kind"] = email.kind.value
    message["X-Portico-Event"] = str(email.because_of)
    message["Content-Language"] = email.language
    message.set_content(rendered.text, subtype="plain", cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{email.email_id.hex}")
    return b"".join(written) + message.as_bytes()


def _unsubscribing(email: Email) -> bytes:
    """The header that leads to the page where e-mails are chosen, empty where none can be.

    Opening the page changes nothing (RFC 2369), and there is no List-Unsubscribe-Post, by which a
    mail program would choose without the person. Written here because `email` would put an address
    of more than a line into encoded words, which no mail program reads as an address.
    """
    link = settings_address(email.message)
    if link is None or not _PLAIN_ADDRESS.fullmatch(link):
        return b""
    return f"List-Unsubscribe: <{link}>\r\n".encode("ascii")


def _mailbox(field: str, name: str, address: str) -> bytes:
    try:
        Address(display_name=one_line(name), addr_spec=address)
    except (ValueError, IndexError) as error:
        raise UndeliverableAddressError("the address is not valid") from error
    return mailbox(field, name, address)
