"""Whoever has a document learns whether it is ours, what became of it and who signed (B7)."""

import hashlib
import re
from typing import Any

import pypdfium2
import pytest

from chassis.ids import new_id

pytestmark = pytest.mark.requirement("B7")


def hash_of(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()


async def verify(desk: Any, **asked: Any) -> dict[str, Any]:
    body = {"agency_id": str(desk.known.agency_id), **asked}
    answer = await desk.client.post("/verify", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def code_on(pdf: bytes) -> str:
    """The code that is printed on the pages of evidence."""
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    [code] = set(re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b", text))
    return code


async def test_a_file_is_ours_with_its_own_signatures_and_says_that_a_newer_one_has_more(
    desk: Any,
) -> None:
    offer = await desk.sent(desk.kari, desk.ola)
    as_sent = await desk.file(offer["offer_id"])
    found = await verify(desk, sha256=hash_of(as_sent))
    assert (found["known"], found["kind"], found["state"]) == (True, "offer", "sent")
    assert (found["superseded"], found["signatures"], found["signers"]) == (False, [], 2)

    await desk.sign(offer["offer_id"], desk.kari)
    await desk.seal_all()
    once_signed = await desk.file(offer["offer_id"])
    found = await verify(desk, sha256=hash_of(once_signed))
    assert [one["name"] for one in found["signatures"]] == ["Kari Dahl"]
    assert (found["superseded"], found["level"]) == (False, "B-B")
    before = await verify(desk, sha256=hash_of(as_sent))
    assert (before["superseded"], before["signatures"]) == (True, [])
    original = await verify(desk, sha256=hash_of(desk.pdf))
    assert (original["known"], original["kind"], original["number"]) == (
        True,
        "offer_original",
        None,
    )


async def test_a_changed_byte_or_another_agency_or_a_wrong_code_is_answered_alike(
    desk: Any,
) -> None:
    offer = await desk.sent(desk.kari)
    pdf = await desk.file(offer["offer_id"])
    unknown = await verify(desk, sha256="0" * 64)
    assert unknown["known"] is False
    assert {key for key, value in unknown.items() if value} == set()
    changed = hash_of(pdf[:-1] + bytes([pdf[-1] ^ 1]))
    assert await verify(desk, sha256=changed) == unknown
    elsewhere = await verify(desk, agency_id=str(new_id()), sha256=hash_of(pdf))
    assert elsewhere == unknown
    wrong = await verify(desk, number=offer["number"], code="AAAA-BBBB-CCCC")
    assert wrong == unknown


async def test_number_and_code_as_they_are_printed_lead_to_the_newest_state(desk: Any) -> None:
    offer = await desk.sent(desk.kari)
    code = code_on(await desk.file(offer["offer_id"]))
    for typed in (code, code.lower().replace("-", " ")):
        found = await verify(desk, number=offer["number"].lower(), code=typed)
        assert (found["known"], found["number"], found["state"]) == (True, offer["number"], "sent")
    await desk.do(offer["offer_id"], "decline", desk.contact(desk.kari), reason="too dear")
    found = await verify(desk, number=offer["number"], code=code)
    assert (found["state"], found["signatures"]) == ("declined", [])
    assert "too dear" not in str(found)


@pytest.mark.parametrize(
    "asked", [{}, {"number": "OFF-00001"}, {"code": "A"}, {"sha256": "0" * 64, "code": "A"}]
)
async def test_half_of_a_question_is_refused(desk: Any, asked: dict[str, str]) -> None:
    body = {"agency_id": str(desk.known.agency_id), **asked}
    answer = await desk.client.post("/verify", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] in {"sha256", "code"}


async def test_a_network_that_asks_too_often_waits_and_others_do_not(desk: Any) -> None:
    body = {"agency_id": str(desk.known.agency_id), "sha256": "0" * 64}
    first = {"X-Forwarded-For": "203.0.113.7"}
    statuses = [
        (await desk.client.post("/verify", json=body, headers=first)).status_code for _ in range(61)
    ]
    assert statuses == [200] * 60 + [429]
    other = {"X-Forwarded-For": "203.0.113.8"}
    assert (await desk.client.post("/verify", json=body, headers=other)).status_code == 200
