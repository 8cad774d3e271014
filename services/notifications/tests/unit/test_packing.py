"""An e-mail on the wire: a proper message, the same bytes each time, and no header injected."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from contracts.ids import EventId
from notifications.announcements.cast import AGENCY
from notifications.announcements.samples import all_kinds
from notifications.emails.message import Kind
from notifications.emails.model import Email, email_id_of
from notifications.emails.rendering import RenderedEmail, render
from notifications.sending.mime import UndeliverableAddressError, ascii_address, pack

SENDER = "no-reply@mail.portico.example"
DRAFT = all_kinds()[6]


def an_email(address: str = "sam@example.com") -> Email:
    return Email(
        email_id=email_id_of(DRAFT.because_of, DRAFT.recipient.person_id, DRAFT.message.kind),
        agency_id=AGENCY.agency_id,
        because_of=EventId(DRAFT.because_of),
        correlation_id=DRAFT.because_of,
        recipient_id=DRAFT.recipient.person_id,
        kind=DRAFT.message.kind,
        language="en",
        address=address,
        message=DRAFT.message,
        secret_link=None,
        expires_at=None,
        created_at=datetime(2026, 4, 1, 12, 0, tzinfo=UTC),
    )


def read(packed: bytes) -> EmailMessage:
    return message_from_bytes(packed, policy=policy.default)


def test_both_forms_are_in_it_and_the_headers_say_whose_it_is() -> None:
    email = an_email()
    mail = render(email.message, "fr")
    message = read(pack(email, mail, sender=SENDER))
    plain = message.get_body(("plain",))
    page = message.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert plain.get_content().replace("\r\n", "\n") == mail.text
    assert page.get_content().replace("\r\n", "\n").strip() == mail.html.strip()
    assert message["From"] == f"Maple Staffing <{SENDER}>"
    assert message["Reply-To"] == "Maple Staffing <help@maple.example>"
    assert message["Subject"] == mail.subject
    assert message["Message-ID"] == f"<{email.email_id}@mail.portico.example>"
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_same_e_mail_packs_to_the_same_bytes() -> None:
    email = an_email()
    mail = render(email.message, "en")
    assert pack(email, mail, sender=SENDER) == pack(email, mail, sender=SENDER)


def test_line_breaks_in_names_and_subjects_make_no_header() -> None:
    email = an_email()
    message = email.message.model_copy(update={"recipient_name": "Sam\r\nBcc: all@example.com"})
    mail = RenderedEmail(subject="Hello\r\nX-Evil: yes", html="<p>x</p>", text="x")
    read_back = read(pack(replace(email, message=message), mail, sender=SENDER))
    assert read_back["Bcc"] is None
    assert read_back["X-Evil"] is None


def test_no_line_is_longer_than_smtp_takes() -> None:
    email = an_email()
    packed = pack(email, render(email.message, "nb"), sender=SENDER)
    assert max(len(row) for row in packed.split(b"\r\n")) <= 998
    assert packed.isascii()


@pytest.mark.requirement("X1")
def test_a_mail_program_is_shown_the_page_where_e_mails_are_chosen_on_one_line() -> None:
    site = f"https://{'long-name-' * 6}agency.portico.example"
    message = next(d for d in all_kinds() if d.message.kind is Kind.PAYMENT_MADE).message
    brand = message.brand.model_copy(update={"site_url": site})
    email = replace(an_email(), message=message.model_copy(update={"brand": brand}))
    packed = pack(email, render(email.message, "en"), sender=SENDER)
    header = f"List-Unsubscribe: <{site}/contractor/settings/notifications>\r\n"
    assert header.encode() in packed
    assert b"List-Unsubscribe-Post" not in packed


@pytest.mark.requirement("X1")
def test_e_mail_about_the_login_offers_no_way_out() -> None:
    message = next(d for d in all_kinds() if d.message.kind is Kind.PASSWORD_CHANGED).message
    email = replace(an_email(), kind=message.kind, message=message)
    packed = pack(email, render(message, "en"), sender=SENDER)
    assert b"List-Unsubscribe" not in packed
    assert b"settings/notifications" not in packed


@pytest.mark.parametrize("site", ["https://a\r\nBcc: x@example.com", "https://a>b", "https://ø.no"])
def test_an_address_that_a_header_cannot_hold_is_left_out(site: str) -> None:
    message = next(d for d in all_kinds() if d.message.kind is Kind.PAYMENT_MADE).message
    brand = message.brand.model_copy(update={"site_url": site})
    email = replace(an_email(), message=message.model_copy(update={"brand": brand}))
    packed = pack(email, render(an_email().message, "en"), sender=SENDER)
    assert b"List-Unsubscribe" not in packed
    assert b"\nBcc:" not in packed


def test_a_domain_with_other_letters_goes_out_in_punycode() -> None:
    assert ascii_address("kari@bøker.example") == "kari@xn--bker-gra.example"


@pytest.mark.parametrize(
    "address", ["", "nobody", "@example.com", "a@", "a b@example.com", "a@b\r\n.com", "é@b.com"]
)
def test_an_address_that_no_server_takes_is_refused(address: str) -> None:
    with pytest.raises(UndeliverableAddressError):
        ascii_address(address)
