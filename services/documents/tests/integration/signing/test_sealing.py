"""The sealed file, as others validate it: pyHanko's validator, and after a byte was changed."""

import asyncio
import io
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
