"""How fast a signature gets into an offer of 20 pages: what the bench asks, from outside.

python services/documents/tools/measure_signing.py seal --folder FOLDER     as the service seals
python services/documents/tools/measure_signing.py pyhanko --folder FOLDER  pyHanko alone, here

FOLDER has `seal.pem`, `seal-key.pem` and `root.pem`. Each reads counts from standard input, a line
each, signs so many times, and answers with the seconds that it took. The first answer, to no
question, is how long the warming up took.
"""

import argparse
import asyncio
import io
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
from measure import answer, questions
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from documents.credentials import Credentials
from documents.rendering import PoolLimits, samples
from documents.rendering.agreements import field_of, prepared
from documents.rendering.evidence import AgreementInput, SignatureInput
from documents.rendering.renderer import Renderer
from documents.sealing.pool import SealingPool

_PAGES = 20
_SIGNER = "Kari Dahl"
_AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def offer() -> bytes:
    """Twenty pages of a paystub's kind, with their evidence page and a place for one signer."""
    renderer = Renderer()
    page = renderer.render(samples.contractor_invoice(lines=12)).pdf
    whole = io.BytesIO()
    with pikepdf.new() as document, pikepdf.open(io.BytesIO(page)) as source:
        for _ in range(_PAGES):
            document.pages.append(source.pages[0])
        document.save(whole)
    agreement = AgreementInput(
        language="en",
        agency=samples.contractor_invoice().agency,
        time_zone="America/Toronto",
        title="Framework agreement",
        number="OF-2026-000001",
        code="K7QM-3XPD",
        company_name="Harbour Works Ltd.",
        sent_by="Robin Vale",
        sent_at=_AT,
        original_sha256=sha256(whole.getvalue()).hexdigest(),
        check_address="https://agency.example/verify",
        signer_names=(_SIGNER,),
    )
    return prepared(whole.getvalue(), agreement, renderer).pdf


def signature(pdf: bytes) -> SignatureInput:
    """What a signer gave who typed their name."""
    return SignatureInput(
        language="en",
        country="CA",
        time_zone="America/Toronto",
        position=1,
        name=_SIGNER,
        company_name="Harbour Works Ltd.",
        signed_at=_AT,
        address="203.0.113.7",
        browser="Firefox 145 on Windows",
        method="password",
        second_factor="totp",
        sha256=sha256(pdf).hexdigest(),
        consent="I have read the document and I agree. (2026-11)",
        typed=_SIGNER,
    )


async def seal(folder: Path) -> None:
    """The service's way: a warm process that holds the key draws the signature and seals."""
    pdf = offer()
    given = signature(pdf)
    limits = PoolLimits(processes=1, waiting=10_000, timeout_seconds=60.0)
    credentials = Credentials(
        key_file=folder / "seal-key.pem",
        certificates_file=folder / "seal.pem",
        roots_file=folder / "root.pem",
    )
    began = time.perf_counter()
    async with SealingPool.open(limits, credentials) as pool:
        await pool.seal(pdf, given, share="bench")
        answer(time.perf_counter() - began)
        asked = iter(questions())
        while (count := await asyncio.to_thread(next, asked, None)) is not None:
            began = time.perf_counter()
            for _ in range(count):
                await pool.seal(pdf, given, share="bench")
            answer(time.perf_counter() - began)


def pyhanko(folder: Path) -> None:
    """The plain way: key read once, then the same field of the same file signed in a loop."""
    pdf = offer()
    signer: Any = SimpleSigner.load(str(folder / "seal-key.pem"), str(folder / "seal.pem"))
    metadata = PdfSignatureMetadata(
        field_name=field_of(1),
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        name=_SIGNER,
    )

    def sign() -> None:
        PdfSigner(metadata, signer=signer).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), existing_fields_only=True
        )

    began = time.perf_counter()
    sign()
    answer(time.perf_counter() - began)
    for count in questions():
        began = time.perf_counter()
        for _ in range(count):
            sign()
        answer(time.perf_counter() - began)


def main() -> None:
    """One of the two."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("way", choices=["seal", "pyhanko"])
    arguments.add_argument("--folder", type=Path, required=True)
    given = arguments.parse_args()
    if given.way == "seal":
        asyncio.run(seal(given.folder))
    else:
        pyhanko(given.folder)


if __name__ == "__main__":
    main()
