"""The sealed file as pdfsig of Poppler validates it, which shares no code with what seals."""

import asyncio
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from .test_sealing import BOTH, signed_by_two

PROGRAMS = ("pdfsig", "certutil")

pytestmark = [
    pytest.mark.requirement("K14"),
    pytest.mark.skipif(
        not all(map(shutil.which, PROGRAMS)),
        reason="pdfsig is not installed: apt-get install poppler-utils libnss3-tools",
    ),
]


def trusting(authority: Path, folder: Path) -> Path:
    """NSS's database of certificates, in which the tests' authority is trusted."""
    database = folder / "nss"
    database.mkdir()
    at = ("-d", f"sql:{database}")
    run("certutil", "-N", *at, "--empty-password")
    run("certutil", "-A", *at, "-a", "-n", "root", "-t", "CT,C,C", "-i", f"{authority}/root.pem")
    return database


def run(*command: str) -> str:
    """What a program says."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def said_of(pdf: bytes, database: Path, folder: Path) -> dict[str, dict[str, str]]:
    """By signer's field, what pdfsig says of the signature."""
    file = folder / "signed.pdf"
    file.write_bytes(pdf)
    said = run("pdfsig", "-nssdir", str(database), str(file))
    found: dict[str, dict[str, str]] = {}
    for part in said.split("\nSignature #")[1:]:
        facts = dict(re.findall(r"^  - ([\w ]+): (.*)$", part, re.MULTILINE))
        # Document timestamps are of a kind that it does not look at.
        if facts["Signature Type"] == "ETSI.CAdES.detached":
            found[facts["Signature Field Name"]] = facts
    return found


@BOTH
async def test_both_signatures_are_valid_and_one_changed_byte_is_found(
    desk: Any, authority: Any, tmp_path: Path, timestamped: bool
) -> None:
    offer = await signed_by_two(desk)
    pdf = await desk.file(offer["offer_id"])
    database = await asyncio.to_thread(trusting, authority.folder, tmp_path)
    found = await asyncio.to_thread(said_of, pdf, database, tmp_path)
    assert [(name, one["Signature Validation"]) for name, one in found.items()] == [
        ("Signer1", "Signature is Valid."),
        ("Signer2", "Signature is Valid."),
    ]
    # Of a certificate that it has judged once in a run pdfsig 22 says nothing good or bad again.
    assert found["Signer1"]["Certificate Validation"] == "Certificate is Trusted."
    assert len({one["Signer full Distinguished Name"] for one in found.values()}) == 1
    # In the first page's content, which both signatures are of.
    changed = bytearray(pdf)
    changed[pdf.index(b"stream\n") + 40] ^= 1
    found = await asyncio.to_thread(said_of, bytes(changed), database, tmp_path)
    assert [one["Signature Validation"] for one in found.values()] == ["Digest Mismatch."] * 2


async def test_a_seal_of_an_authority_that_nobody_trusts_is_not_trusted(
    desk: Any, authority: Any, tmp_path: Path
) -> None:
    offer = await signed_by_two(desk)
    pdf = await desk.file(offer["offer_id"])
    nobody = tmp_path / "nobody"
    nobody.mkdir()
    await asyncio.to_thread(run, "certutil", "-N", "-d", f"sql:{nobody}", "--empty-password")
    found = await asyncio.to_thread(said_of, pdf, nobody, tmp_path)
    assert found["Signer1"]["Signature Validation"] == "Signature is Valid."
    assert found["Signer1"]["Certificate Validation"] == "Certificate issuer isn't Trusted."
