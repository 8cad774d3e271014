"""Offers from sending to the last signature, through the service's own HTTP (K14, B8)."""

import hashlib
import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing.queues import fetch_across
from contracts.access import Permission, Scope
from contracts.events.documents import (
    OfferAsked,
    OfferDeclined,
    OfferExpired,
    OfferExtended,
    OfferSent,
    OfferSigned,
    OfferViewed,
    OfferWithdrawn,
    SignatureRequestReason,
)
from documents.rendering.flaws import MAX_BYTES, Flaw
from documents.signing.expiry import expire_overdue

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]


@pytest.mark.requirement("K14")
async def test_two_contacts_sign_one_after_the_other_and_the_file_has_both(
    desk: Any, recorded: RecordedEvents
) -> None:
    offer = await desk.sent(desk.kari, desk.ola)
    offer_id = offer["offer_id"]
    [sent] = await recorded(OfferSent)
    assert (sent.signer_ids, sent.contact_ids, sent.sent_by) == (
        (desk.kari,),
        (desk.kari,),
        desk.staff_id,
    )
    # The second has not been asked: for them there is no such offer yet.
    hidden = await desk.client.get(f"/offers/{offer_id}", headers=desk.contact(desk.ola))
    assert hidden.status_code == 404

    read = await desk.client.get(f"/offers/{offer_id}/content", headers=desk.contact(desk.kari))
    assert hashlib.sha256(read.content).hexdigest() == offer["sha256"]
    assert read.headers["content-disposition"] == 'inline; filename="OFF-00001.pdf"'
    assert hashlib.sha256(await desk.file(offer_id, original=True)).hexdigest() == (
        hashlib.sha256(desk.pdf).hexdigest()
    )
    assert (await desk.do(offer_id, "view", desk.contact(desk.kari))).status_code == 204
    assert len(await recorded(OfferViewed)) == 1

    signed = await desk.sign(offer_id, desk.kari)
    assert signed.status_code == 200, signed.text
    assert signed.json()["state"] == "signed_in_part"
    assert await desk.seal_all() == 1
    [first] = await recorded(OfferSigned)
    assert (first.person_id, first.complete, first.told_ids) == (desk.kari, False, ())
    [asked] = await recorded(OfferAsked)
    assert (asked.person_id, asked.because) == (desk.ola, SignatureRequestReason.TURN)

    shown = await desk.shown(offer_id, desk.ola)
    assert shown["awaits_me"]
    assert shown["can_sign"]
    assert {one["language"] for one in shown["consents"]} == {"en", "fr", "nb"}
    assert shown["sha256"] != offer["sha256"]
    assert (await desk.sign(offer_id, desk.ola, drawn=None, typed="Ola Nes")).status_code == 200
    assert await desk.seal_all() == 1
    done = await desk.shown(offer_id, desk.kari)
    assert (done["state"], done["sealed"], done["signed"], done["level"]) == (
        "completed",
        True,
        2,
        "B-B",
    )
    last = (await recorded(OfferSigned))[-1]
    assert (last.complete, last.told_ids) == (True, (desk.kari, desk.ola))
    assert hashlib.sha256(await desk.file(offer_id)).hexdigest() == done["sha256"]
    # The bytes of the file before are the beginning of the file after: nothing is written over.
    assert (await desk.file(offer_id)).startswith(read.content)


@pytest.mark.requirement("K14")
async def test_the_evidence_says_who_when_from_where_how_and_of_which_bytes(desk: Any) -> None:
    offer = await desk.sent(desk.kari)
    assert (await desk.sign(offer["offer_id"], desk.kari)).status_code == 200
    await desk.seal_all()
    address = f"/offers/{offer['offer_id']}/evidence"
    lines = (await desk.client.get(address, headers=desk.staff())).json()["items"]
    assert [line["kind"] for line in lines] == ["sent", "asked", "signed", "sealed"]
    given = lines[2]["details"]
    assert (given["name"], given["address"], given["browser"]) == (
        "Kari Dahl",
        "203.0.113.7",
        "Firefox/150",
    )
    assert (given["method"], given["second_factor"]) == ("password", "totp")
    assert given["consent"].startswith("I have read this document.")
    assert "Lakeshore Logistics Ltd." in given["consent"]
    assert given["sha256"] == lines[0]["details"]["sha256"] == lines[3]["details"]["sha256_before"]
    assert lines[3]["details"]["sha256_after"] == (await desk.shown(offer["offer_id"]))["sha256"]
    assert (await desk.client.get(address, headers=desk.contact(desk.kari))).status_code == 403


@pytest.mark.requirement("B8")
async def test_a_forwarded_offer_is_signed_by_the_right_one(
    desk: Any, recorded: RecordedEvents
) -> None:
    offer = await desk.sent(desk.kari)
    offer_id = offer["offer_id"]
    answer = await desk.do(
        offer_id,
        "forward",
        desk.contact(desk.kari),
        person_id=str(desk.ines),
        reason="Inès signs for the plant",
    )
    assert answer.status_code == 200, answer.text
    [asked] = await recorded(OfferAsked)
    assert (asked.person_id, asked.forwarded_by) == (desk.ines, desk.kari)
    refused = await desk.sign(offer_id, desk.kari)
    assert (refused.status_code, refused.json()["code"]) == (409, "offer_forwarded")
    assert (await desk.sign(offer_id, desk.ines)).status_code == 200
    [place] = (await desk.shown(offer_id, desk.kari))["places"]
    [forwarding] = place["forwardings"]
    assert (forwarding["from_name"], forwarding["to_name"], forwarding["reason"]) == (
        "Kari Dahl",
        "Inès Côté",
        "Inès signs for the plant",
    )


@pytest.mark.requirement("B8")
async def test_earlier_signers_and_the_sender_hear_of_a_refusal_once(
    desk: Any, recorded: RecordedEvents
) -> None:
    offer = await desk.sent(desk.kari, desk.ola, desk.ines)
    await desk.sign(offer["offer_id"], desk.kari)
    await desk.seal_all()
    for status in (200, 409):
        answer = await desk.do(
            offer["offer_id"], "decline", desk.contact(desk.ola), reason="The rate is too high"
        )
        assert answer.status_code == status, answer.text
    [declined] = await recorded(OfferDeclined)
    assert (declined.told_ids, declined.sent_by) == ((desk.kari,), desk.staff_id)
    assert desk.ines not in declined.contact_ids
    assert declined.reason == "The rate is too high"


@pytest.mark.requirement("K14")
async def test_signing_is_refused_with_what_happened(desk: Any) -> None:
    offer = await desk.sent(desk.kari, desk.ola)
    offer_id = offer["offer_id"]
    stale = await desk.sign(offer_id, desk.kari, sha256="0" * 64)
    assert (stale.status_code, stale.json()["code"]) == (409, "offer_changed")
    old = await desk.sign(offer_id, desk.kari, consent_version="2020-01")
    assert (old.status_code, old.json()["errors"][0]["field"]) == (422, "consent_version")
    assert (await desk.sign(offer_id, desk.kari)).status_code == 200
    twice = await desk.sign(offer_id, desk.kari)
    assert (twice.status_code, twice.json()["code"]) == (409, "already_signed")
    assert twice.json()["signed_at"]
    await desk.seal_all()
    await desk.do(offer_id, "withdraw", desk.staff(), reason="Sent by mistake")
    late = await desk.sign(offer_id, desk.ola)
    assert (late.status_code, late.json()["code"], late.json()["state"]) == (
        409,
        "offer_closed",
        "withdrawn",
    )


@pytest.mark.requirement("K14")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"drawn": None}, "drawn"),
        ({"typed": "Kari Dahl"}, "drawn"),
        ({"drawn": [[[5, 5], [6, 6]]]}, "drawn"),
        ({"drawn": [[[5, 5], [6, 600]]]}, "drawn"),
        ({"drawn": None, "typed": "𓀀𓂀"}, "typed"),
        ({"drawn": None, "typed": "Kari\u202edahl"}, "typed"),
    ],
    ids=["nothing", "both", "a dot", "outside", "no glyphs", "turned around"],
)
async def test_a_signature_that_could_not_be_shown_is_refused_before_it_counts(
    desk: Any, given: dict[str, Any], field: str
) -> None:
    offer = await desk.sent(desk.kari)
    refused = await desk.sign(offer["offer_id"], desk.kari, **given)
    assert refused.status_code == 422, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert (await desk.shown(offer["offer_id"]))["state"] == "sent"


@pytest.mark.requirement("K16")
async def test_who_may_not_sign_cannot(desk: Any, known: Any) -> None:
    offer = await desk.sent(desk.kari)
    offer_id = offer["offer_id"]
    only_sees = desk.contact(desk.kari, permissions=[Permission.OFFERS_VIEW])
    assert (await desk.sign(offer_id, desk.kari, headers=only_sees)).status_code == 403
    assert (await desk.sign(offer_id, desk.kari, headers=desk.staff())).status_code == 403
    colleague = desk.contact(desk.ola, scope=Scope.COMPANY)
    refused = await desk.sign(offer_id, desk.ola, headers=colleague)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_a_signer")
    for command, body in (
        ("withdraw", {"reason": "No"}),
        ("remind", {}),
        ("extend", {"expires_on": "2099-01-01"}),
    ):
        answer = await desk.do(offer_id, command, desk.contact(desk.kari), **body)
        assert answer.status_code == 403, command
    assert (await desk.shown(offer_id))["state"] == "sent"


@pytest.mark.requirement("K14")
async def test_staff_withdraw_extend_and_remind(desk: Any, recorded: RecordedEvents) -> None:
    offer = await desk.sent(desk.kari)
    offer_id = offer["offer_id"]
    soon = await desk.do(offer_id, "remind", desk.staff())
    assert (soon.status_code, soon.json()["code"]) == (409, "reminded_lately")
    later = (datetime.fromisoformat(offer["expires_at"]) + timedelta(days=30)).date()
    extended = await desk.do(offer_id, "extend", desk.staff(), expires_on=later.isoformat())
    assert extended.status_code == 200, extended.text
    assert len(await recorded(OfferExtended)) == 1
    withdrawn = await desk.do(offer_id, "withdraw", desk.staff(), reason="A new one follows")
    assert withdrawn.json()["state"] == "withdrawn"
    [event] = await recorded(OfferWithdrawn)
    assert (event.told_ids, event.reason) == ((desk.kari,), "A new one follows")


@pytest.mark.requirement("K14")
async def test_lists_are_narrowed_and_paged(desk: Any, runtime: Runtime) -> None:
    first = await desk.sent(desk.kari, title="Terms A", project_id=str(desk.known.project_id))
    second = await desk.sent(desk.kari, title="100% remote")
    third = await desk.sent(desk.ola, title="Terms C")
    await desk.sign(first["offer_id"], desk.kari)
    me = desk.contact(desk.kari)

    async def found(headers: Any, **query: Any) -> list[str]:
        titles: list[str] = []
        cursor = None
        while True:
            params = query | {"limit": 1} | ({"cursor": cursor} if cursor else {})
            page = (await desk.client.get("/offers", headers=headers, params=params)).json()
            titles += [item["title"] for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return titles

    assert await found(desk.staff()) == ["Terms C", "100% remote", "Terms A"]
    assert await found(me) == ["100% remote", "Terms A"]
    assert await found(me, awaiting_me=True) == ["100% remote"]
    assert await found(me, signed_by_me=True) == ["Terms A"]
    assert await found(me, search="100%") == ["100% remote"]
    assert await found(me, search="terms") == ["Terms A"]
    assert await found(me, search=second["number"]) == ["100% remote"]
    assert await found(me, state=["sent"]) == ["100% remote"]
    assert await found(me, project_id=str(desk.known.project_id)) == ["Terms A"]
    summary = (await desk.client.get("/offers/to-sign", headers=me)).json()
    assert (summary["count"], summary["oldest_sent_at"]) == (1, second["sent_at"])
    assert third["title"] not in await found(me)
    whole = desk.contact(desk.kari, scope=Scope.COMPANY)
    assert await found(whole) == ["Terms C", "100% remote", "Terms A"]
    # Sent in one moment, each is found all the same, and once.
    async with runtime.unit_of_work(desk.known.agency_id) as uow:
        await uow.execute("UPDATE offers SET sent_at = $1", datetime.now(UTC))
    assert sorted(await found(desk.staff())) == ["100% remote", "Terms A", "Terms C"]
    elsewhere = desk.contact(desk.kari, scope=Scope.COMPANY, company_id=desk.known.temp_id)
    assert await found(elsewhere) == []


@pytest.mark.requirement("K14")
async def test_an_offer_whose_time_is_over_is_closed_and_told_once(
    desk: Any, recorded: RecordedEvents, runtime: Runtime
) -> None:
    offer = await desk.sent(desk.kari, desk.ola)
    past = datetime.now(UTC) - timedelta(minutes=1)
    async with runtime.unit_of_work(desk.known.agency_id) as uow:
        await uow.execute("UPDATE offers SET expires_at = $1", past)
        await uow.execute("UPDATE offer_deadlines SET due_at = $1", past)
    # Before anything has noticed, it is too late already.
    late = await desk.sign(offer["offer_id"], desk.kari)
    assert (late.status_code, late.json()["code"]) == (409, "offer_expired")
    for _ in range(2):
        await expire_overdue(runtime)
    [expired] = await recorded(OfferExpired)
    assert (expired.told_ids, expired.sent_by) == ((desk.kari,), desk.staff_id)
    assert (await desk.shown(offer["offer_id"]))["state"] == "expired"
    day = (datetime.now(UTC) + timedelta(days=7)).date().isoformat()
    extended = await desk.do(offer["offer_id"], "extend", desk.staff(), expires_on=day)
    assert extended.json()["state"] == "sent"
    assert (await desk.sign(offer["offer_id"], desk.kari)).status_code == 200


@pytest.mark.requirement("K14")
async def test_an_offer_that_cannot_be_closed_keeps_no_other_waiting(
    desk: Any, recorded: RecordedEvents, runtime: Runtime
) -> None:
    """Such as one of an agency whose rows were restored without its offers."""
    await desk.sent(desk.kari)
    past = datetime.now(UTC) - timedelta(minutes=1)
    nowhere = new_id()
    async with runtime.unit_of_work(desk.known.agency_id) as uow:
        await uow.execute("UPDATE offers SET expires_at = $1", past)
        await uow.execute("UPDATE offer_deadlines SET due_at = $1", past)
        await uow.execute(
            "INSERT INTO offer_deadlines (offer_id, agency_id, due_at) VALUES ($1, $2, $3)",
            nowhere,
            desk.known.agency_id,
            past - timedelta(minutes=1),
        )
    await expire_overdue(runtime)
    assert len(await recorded(OfferExpired)) == 1
    left = await fetch_across(
        runtime, "SELECT offer_id, due_at > now() AS later FROM offer_deadlines"
    )
    assert [(row["offer_id"], row["later"]) for row in left] == [(nowhere, True)]


@pytest.mark.requirement("K14")
async def test_what_is_sent_twice_with_one_key_is_one_offer(
    desk: Any, recorded: RecordedEvents
) -> None:
    headers = desk.staff() | {"Idempotency-Key": "once"}
    answers = [await desk.post(desk.kari, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len(await recorded(OfferSent)) == 1
    other = await desk.post(desk.kari, headers=headers, title="Another")
    assert other.json()["code"] == "idempotency_key_reused"


@pytest.mark.requirement("X8")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"company_id": "00000000-0000-7000-8000-000000000001"}, "company_id"),
        ({"project_id": "00000000-0000-7000-8000-000000000001"}, "project_id"),
        ({"signer_ids": ["00000000-0000-7000-8000-000000000001"]}, "signer_ids"),
        ({"title": "   "}, "title"),
    ],
    ids=["over", "no company", "no project", "a stranger", "no title"],
)
async def test_what_cannot_be_sent_is_refused_by_its_field_and_nothing_is_kept(
    desk: Any, recorded: RecordedEvents, tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    refused = await desk.post(desk.kari, **changes)
    assert refused.status_code == 422, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert await recorded(OfferSent) == []
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def pages(count: int, *, script: bool = False, password: str = "") -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(count):
            document.add_blank_page()
        if script:
            document.Root["/OpenAction"] = pikepdf.Dictionary(
                S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
            )
        encryption = pikepdf.Encryption(owner=password, user=password) if password else False
        document.save(out, encryption=encryption)
    return out.getvalue()


@pytest.mark.requirement("X8")
@pytest.mark.parametrize(
    ("pdf", "flaw"),
    [
        (b"", Flaw.EMPTY),
        (b"<html>", Flaw.NOT_A_PDF),
        (pages(1)[:-200], Flaw.BROKEN),
        (pages(1, script=True), Flaw.SCRIPTS),
        (pages(1, password="secret"), Flaw.ENCRYPTED),
        (pages(500), Flaw.TOO_MANY_PAGES),
        (b"%PDF-1.7\n" + bytes(MAX_BYTES), Flaw.TOO_LARGE),
    ],
    ids=lambda one: one.value if isinstance(one, Flaw) else "",
)
async def test_a_file_that_cannot_be_signed_is_refused_with_its_flaw_and_not_kept(
    desk: Any, recorded: RecordedEvents, tmp_path: Path, pdf: bytes, flaw: Flaw
) -> None:
    refused = await desk.post(desk.kari, pdf=pdf)
    assert refused.status_code == 422, refused.text
    said = refused.json()
    assert (said["flaw"], [error["field"] for error in said["errors"]]) == (flaw, ["file"])
    assert said["errors"][0]["reason"]
    assert await recorded(OfferSent) == []
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


@pytest.mark.requirement("X8")
async def test_fifty_megabytes_are_refused_before_they_are_read(
    desk: Any, recorded: RecordedEvents, tmp_path: Path
) -> None:
    refused = await desk.post(desk.kari, pdf=b"%PDF-1.7\n" + bytes(50_000_000))
    assert (refused.status_code, refused.json()["code"]) == (413, "content_too_large")
    assert "at most" in refused.json()["detail"]
    assert await recorded(OfferSent) == []
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("has_seal", [False])
async def test_nothing_is_sent_where_nothing_could_be_sealed(desk: Any, has_seal: bool) -> None:
    refused = await desk.post(desk.kari)
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
