"""The sealed file, as others validate it: pyHanko's validator, and after a byte was changed."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from asn1crypto import crl, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.ades import simulate_future_ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
)
from pyhanko_certvalidator.registry import SimpleTrustManager

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing.queues import fetch_across
from contracts.access import Permission
from contracts.events.documents import OfferSigned
from contracts.ids import AgencyId
from documents.sealing import repository as jobs
from documents.sealing.loop import STUCK_AFTER, SealingLoop
from documents.sealing.pool import SealingPool
from documents.settings import DocumentsSettings
from documents.signing import actions
from portico_local.authority import LocalAuthority

BOTH = pytest.mark.parametrize("timestamped", [False, True], ids=["B-B", "B-LTA"])


def root_of(folder: Path) -> x509.Certificate:
    der: Any = pem.unarmor((folder / "root.pem").read_bytes())
    return x509.Certificate.load(der[2])


def trust(folder: Path, **more: Any) -> ValidationContext:
    authority = LocalAuthority(folder, revocation_url=(folder / "revocation-url").read_text())
    lists = [crl.CertificateList.load(authority.revocation_list())]
    return ValidationContext(
        trust_roots=[root_of(folder)], crls=lists, revocation_mode="require", **more
    )


def validated(pdf: bytes, folder: Path) -> list[Any]:
    """What pyHanko says of each signature."""
    reader = PdfFileReader(io.BytesIO(pdf))
    return [
        validate_pdf_signature(found, trust(folder), trust(folder))
        for found in reader.embedded_regular_signatures
    ]


async def signed_by_two(desk: Any) -> dict[str, Any]:
    offer = await desk.sent(desk.kari, desk.ola)
    for person in (desk.kari, desk.ola):
        answer = await desk.sign(offer["offer_id"], person)
        assert answer.status_code == 200, answer.text
        assert await desk.seal_all() == 1
    return await desk.shown(offer["offer_id"])


@BOTH
@pytest.mark.requirement("K14")
async def test_a_second_signature_does_not_break_the_first(
    desk: Any, authority: Any, timestamped: bool
) -> None:
    offer = await signed_by_two(desk)
    assert offer["level"] == ("B-LTA" if timestamped else "B-B")
    pdf = await desk.file(offer["offer_id"])
    statuses = await asyncio.to_thread(validated, pdf, authority.folder)
    assert len(statuses) == 2
    for status in statuses:
        assert status.bottom_line, status.pretty_print_details()
    reader = PdfFileReader(io.BytesIO(pdf))
    assert [s.field_name for s in reader.embedded_regular_signatures] == ["Signer1", "Signer2"]
    # A document timestamp after each signature, where there is an authority.
    assert len(reader.embedded_timestamp_signatures) == (2 if timestamped else 0)


@pytest.mark.requirement("K14")
async def test_the_pages_show_who_signed_when_from_where_and_how(desk: Any) -> None:
    offer = await signed_by_two(desk)
    pdf = await desk.file(offer["offer_id"])
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[len(document) - 1].get_textpage().get_text_bounded()
    assert offer["number"] in page
    assert offer["original_sha256"] in page
    appearances = _appearance_texts(pdf)
    assert len(appearances) == 2
    for text, name in zip(appearances, ("Kari Dahl", "Ola Nes"), strict=True):
        assert name in text
        assert "203.0.113.7" in text
        assert "password and code of an authenticator app" in text
        assert "UTC" in text
    [first, _] = offer["places"]
    assert first["signed_at"][:10] in appearances[0]


def _appearance_texts(pdf: bytes) -> list[str]:
    """The text in each signature's place: its appearance, made a page of its own."""
    texts: list[str] = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fields: Any = document.Root["/AcroForm"]["/Fields"]
        for field in fields:
            if "/AP" not in field or "Signer" not in str(field["/T"]):
                continue
            with pikepdf.new() as alone:
                look = alone.copy_foreign(field["/AP"]["/N"])
                page = alone.add_blank_page(page_size=(600, 200))
                page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Look=look))
                page.obj["/Contents"] = alone.make_stream(b"/Look Do")
                out = io.BytesIO()
                alone.save(out)
            with pypdfium2.PdfDocument(out.getvalue()) as shown:
                texts.append(shown[0].get_textpage().get_text_bounded().replace("\r\n", " "))
    return texts


@pytest.mark.requirement("K14")
async def test_one_changed_byte_shows(desk: Any, authority: Any) -> None:
    offer = await signed_by_two(desk)
    pdf = bytearray(await desk.file(offer["offer_id"]))
    # In the first page's content, which both signatures are of.
    place = bytes(pdf).index(b"stream\n") + 40
    pdf[place] ^= 1
    statuses = await asyncio.to_thread(validated, bytes(pdf), authority.folder)
    assert [status.intact for status in statuses] == [False, False]
    assert not any(status.bottom_line for status in statuses)


@pytest.mark.requirement("K14")
@pytest.mark.parametrize("timestamped", [True], ids=["B-LTA"])
async def test_it_still_stands_in_ten_years(desk: Any, authority: Any, timestamped: bool) -> None:
    """With the seal's certificate long over, and the timestamps kept up as ETSI says."""
    offer = await signed_by_two(desk)
    pdf = await desk.file(offer["offer_id"])
    spec = PdfSignatureValidationSpec(
        SignatureValidationSpec(
            cert_validation_policy=CertValidationPolicySpec(
                trust_manager=SimpleTrustManager.build(trust_roots=[root_of(authority.folder)]),
                revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
            ),
            revinfo_gathering_policy=RevocationInfoGatheringSpec(
                RevinfoOnlineFetchingRule.LOCAL_ONLY
            ),
            local_knowledge=LocalKnowledge(),
        )
    )
    reader = PdfFileReader(io.BytesIO(pdf))
    for found in reader.embedded_regular_signatures:
        assert found.signer_cert.not_valid_after < datetime.now(UTC) + timedelta(days=3650)
        result = await simulate_future_ades_lta_validation(
            found, spec, datetime.now(UTC) + timedelta(days=3650)
        )
        assert result.ades_subindic is AdESPassed.OK


@pytest.mark.requirement("K14")
async def test_a_signature_waits_while_the_timestamp_authority_is_away(
    desk: Any, runtime: Runtime, recorded: Callable[[type[Any]], Awaitable[list[Any]]]
) -> None:
    """What is given is kept and sealed once, however often it was tried."""
    offer = await desk.sent(desk.kari)
    await desk.sign(offer["offer_id"], desk.kari)
    settings = runtime.settings
    assert isinstance(settings, DocumentsSettings)
    assert settings.credentials is not None
    away = settings.credentials.model_copy(update={"timestamp_url": "http://127.0.0.1:1/"})
    async with SealingPool.open(settings.sealing_limits, away) as pool:
        loop = SealingLoop(runtime, settings, pool=pool)
        assert await loop.seal_one()
    assert await recorded(OfferSigned) == []
    waiting = await fetch_across(runtime, "SELECT tries, claimed_by FROM sealing_jobs")
    assert [(row["tries"], row["claimed_by"]) for row in waiting] == [(1, None)]
    async with runtime.unit_of_work(None) as uow:
        await uow.execute("UPDATE sealing_jobs SET due_at = now()")
    assert await desk.seal_all() == 1
    assert await desk.seal_all() == 0
    [signed] = await recorded(OfferSigned)
    assert signed.complete


@pytest.mark.requirement("K14")
async def test_what_nobody_foresaw_costs_a_try_and_keeps_no_other_signature_waiting(
    desk: Any,
    runtime: Runtime,
    recorded: Callable[[type[Any]], Awaitable[list[Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken, good = await desk.sent(desk.kari), await desk.sent(desk.ola)
    await desk.sign(broken["offer_id"], desk.kari)
    await desk.sign(good["offer_id"], desk.ola)
    as_it_is = actions.to_seal

    async def fails_for_one(uow: Any, offer_id: Any, position: int) -> Any:
        if str(offer_id) == broken["offer_id"]:
            raise ZeroDivisionError("nobody foresaw this")
        return await as_it_is(uow, offer_id, position)

    with monkeypatch.context() as patched:
        patched.setattr(actions, "to_seal", fails_for_one)
        # The broken one perhaps more than once, where sealing the other takes longer.
        assert await desk.seal_all() >= 2
    assert [str(event.offer_id) for event in await recorded(OfferSigned)] == [good["offer_id"]]
    [left] = await fetch_across(
        runtime, "SELECT tries, claimed_by, failed_because FROM sealing_jobs"
    )
    assert left["tries"] >= 1
    assert (left["claimed_by"], left["failed_because"]) == (
        None,
        "ZeroDivisionError: nobody foresaw this",
    )

    # It is told to staff once it has lasted, and sealed as soon as it can be.
    staff = desk.staff(permissions=[Permission.INVOICES_MANAGE])
    assert (await desk.client.get("/stuck-events", headers=staff)).json()["total"] == 0
    async with runtime.unit_of_work(None) as uow:
        await uow.execute(
            "UPDATE sealing_jobs SET failed_since = now() - $1::interval, due_at = now()",
            STUCK_AFTER,
        )
    stuck = (await desk.client.get("/stuck-events", headers=staff)).json()
    [one] = stuck["items"]
    assert (stuck["total"], one["event"], one["reason"]) == (
        1,
        "SignatureNotSealed",
        "zero_division",
    )
    assert {each["kind"]: each["name"] for each in one["concerns"]}["company"]
    other = desk.staff(permissions=[Permission.INVOICES_MANAGE], agency_id=AgencyId(new_id()))
    assert (await desk.client.get("/stuck-events", headers=other)).json()["items"] == []
    assert await desk.seal_all() == 1
    assert len(await recorded(OfferSigned)) == 2
    assert (await desk.client.get("/stuck-events", headers=staff)).json()["total"] == 0


@pytest.mark.requirement("K14")
async def test_agencies_take_turns_at_the_seal(desk: Any, runtime: Runtime) -> None:
    """However many signatures of one agency came before the single one of another."""
    many, single = sorted((AgencyId(new_id()), AgencyId(new_id())))
    async with runtime.unit_of_work(None) as uow:
        for agency_id, minutes in ((many, 9), (many, 8), (many, 7), (single, 1)):
            await uow.execute(
                "INSERT INTO sealing_jobs (offer_id, position, agency_id, due_at)"
                " VALUES ($1, 1, $2, now() - $3::interval)",
                new_id(),
                agency_id,
                timedelta(minutes=minutes),
            )
    served: list[AgencyId] = []
    for _ in range(4):
        async with runtime.unit_of_work(None) as uow:
            job = await jobs.take_job(
                uow,
                new_id(),
                timedelta(minutes=1),
                after=served[-1] if served else jobs.NOBODY,
            )
        assert job is not None
        served.append(job.agency_id)
    assert served == [many, single, many, many]


@pytest.mark.requirement("K14")
async def test_a_worker_gives_each_agency_its_turn(desk: Any, runtime: Runtime) -> None:
    """Of jobs that all fail, since their offers are not there."""
    many, single = sorted((AgencyId(new_id()), AgencyId(new_id())))
    async with runtime.unit_of_work(None) as uow:
        for agency_id, minutes in ((many, 9), (many, 8), (single, 1)):
            await uow.execute(
                "INSERT INTO sealing_jobs (offer_id, position, agency_id, due_at)"
                " VALUES ($1, 1, $2, now() - $3::interval)",
                new_id(),
                agency_id,
                timedelta(minutes=minutes),
            )
    settings = runtime.settings
    assert isinstance(settings, DocumentsSettings)
    loop = SealingLoop(runtime, settings)
    assert [await loop.seal_one() for _ in range(2)] == [True, True]
    tried = await fetch_across(runtime, "SELECT agency_id FROM sealing_jobs WHERE tries = 1")
    assert sorted(row["agency_id"] for row in tried) == [many, single]


@pytest.mark.requirement("K14")
async def test_of_two_workers_at_one_signature_one_alone_keeps_it(
    desk: Any, runtime: Runtime, recorded: Callable[[type[Any]], Awaitable[list[Any]]]
) -> None:
    offer = await desk.sent(desk.kari)
    await desk.sign(offer["offer_id"], desk.kari)
    first, second = new_id(), new_id()
    nothing = timedelta()
    async with runtime.unit_of_work(None) as uow:
        job = await jobs.take_job(uow, first, nothing)
    async with runtime.unit_of_work(None) as uow:
        taken_over = await jobs.take_job(uow, second, timedelta(minutes=1))
    assert job is not None
    assert taken_over is not None
    async with runtime.unit_of_work(desk.known.agency_id) as uow:
        assert not await jobs.finish_job(uow, first, job)
        assert await jobs.finish_job(uow, second, taken_over)
