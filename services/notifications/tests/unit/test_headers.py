"""Subjects and names as mail programs read them: to the letter, from the bytes on the wire."""

import random
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr
from itertools import product

import pytest

from notifications.announcements.samples import all_kinds
from notifications.emails.catalogue import LANGUAGES
from notifications.emails.message import Message
from notifications.emails.rendering import RenderedEmail, put_into_words
from notifications.emails.values import Text, text
from notifications.sending.headers import mailbox, one_line, unstructured
from notifications.sending.mime import pack

from .test_packing import SENDER, an_email, read

NAMES = (
    "Sam Tremblay",
    "Bjørg Ærlig Ødegård-Åsheim av Sørumsand og Nordre Østfold",
    "Élodie Saint-Germain-de-la-Grande-Rivière, 2e équipe",
    "王小明 与 欧阳 修远 的 工程 项目 组",
    "Zoë 👩‍🔧 Ng and the 🏗️ crew of pier № 7",
    "شركة النور للتجارة",
    'O"Neil \\ Sons (Halifax); Ltd. =?utf-8?q?no?=',
    "A very long English name of a project that does not fit on one line of a header at all",
)


def with_names(message: Message, name: str) -> Message:
    """The message, every name in it replaced."""
    values = {
        key: text(name) if isinstance(value, Text) else value
        for key, value in message.values.items()
    }
    brand = message.brand.model_copy(update={"name": name})
    return message.model_copy(update={"values": values, "brand": brand, "recipient_name": name})


def name_in(packed: bytes, field: str) -> str:
    """The name of an address, read as RFC 2047 says: no blank between two encoded words.

    `policy.default` would keep that blank in names, and only there.
    """
    header = message_from_bytes(packed, policy=policy.compat32)[field]
    name, address = parseaddr(header.replace("\r\n", ""))
    assert "@" in address
    return str(make_header(decode_header(name)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_subject_and_name_arrives_as_it_was_written(name: str, language: str) -> None:
    for draft in all_kinds():
        message = with_names(draft.message, name)
        email = replace(an_email(), kind=message.kind, message=message, language=language)
        subject = put_into_words(message, language).subject
        mail = RenderedEmail(subject=subject, html="<p>x</p>", text="x")
        packed = pack(email, mail, sender=SENDER)
        arrived = read(packed)
        assert arrived["Subject"] == subject
        for field in ("From", "To", "Reply-To"):
            assert name_in(packed, field) == name, field
        assert max(len(row) for row in packed.partition(b"\r\n\r\n")[0].split(b"\r\n")) <= 998


def test_a_thousand_subjects_of_mixed_letters_keep_every_blank() -> None:
    choose = random.Random(30)  # noqa: S311 - the same subjects in each run
    pieces = [
        "æ",
        "Ørsta",
        "is",
        "scheduled",
        "王",
        "工程",
        "👩‍🔧",
        "2 897,77 CAD",
        "–",
        "«x»",
        "a" * 30,
    ]
    for _ in range(1200):
        words = " ".join(choose.choices(pieces, k=choose.randint(1, 14)))
        head = unstructured("Subject", words)
        assert message_from_bytes(head + b"\r\n", policy=policy.default)["Subject"] == words
        if not words.isascii():
            assert max(len(row) for row in head.split(b"\r\n")) <= 76


def test_no_line_break_gets_into_a_header() -> None:
    for words, write in product(("a\r\nBcc: x@y.example", "a\u2028b", "é\r\n\r\nbody"), (0, 1)):
        line = unstructured("Subject", words) if write else mailbox("To", words, "a@b.example")
        parsed = message_from_bytes(line + b"\r\n", policy=policy.default)
        assert len(parsed.keys()) == 1
        assert parsed.get_content() == ""
    assert one_line(" a\r\n b ") == "a  b"
