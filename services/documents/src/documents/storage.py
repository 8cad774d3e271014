"""Files, kept by what is in them: on a disk or in S3, behind one API."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from chassis.errors import UnavailableError

STORAGE_ERRORS: tuple[type[Exception], ...] = (BaseError, OSError)


class MissingFileError(UnavailableError):
    """The file is not where it should be"""


class DamagedFileError(UnavailableError):
    """The file is not what it was"""


class Storage:
    """PDFs and e-invoices by their SHA-256, apart for each agency, page pictures, attachments."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncGenerator["Storage"]:
        """The storage at `file:///DIRECTORY` (made if missing) or `s3://BUCKET/PREFIX`."""
        _make_directory(url)
        yield cls(from_url(url))

    async def keep(self, agency_id: UUID, pdf: bytes) -> str:
        """Keep a PDF and return its SHA-256. Keeping it again changes nothing."""
        sha256 = hashlib.sha256(pdf).hexdigest()
        await obstore.put_async(self._store, _pdf_path(agency_id, sha256), pdf)
        return sha256

    async def read(self, agency_id: UUID, sha256: str) -> bytes:
        """The PDF of this hash. Raises MissingFileError, DamagedFileError."""
        return self._whole(await self._get(_pdf_path(agency_id, sha256)), sha256)

    async def keep_e_invoice(self, agency_id: UUID, xml: bytes) -> str:
        """Keep an e-invoice and return its SHA-256. Keeping it again changes nothing."""
        sha256 = hashlib.sha256(xml).hexdigest()
        await obstore.put_async(self._store, _e_invoice_path(agency_id, sha256), xml)
        return sha256

    async def read_e_invoice(self, agency_id: UUID, sha256: str) -> bytes:
        """The e-invoice of this hash. Raises MissingFileError, DamagedFileError."""
        return self._whole(await self._get(_e_invoice_path(agency_id, sha256)), sha256)

    async def keep_preview(self, agency_id: UUID, sha256: str, page: int, png: bytes) -> None:
        """Keep the picture of a page."""
        await obstore.put_async(self._store, _preview_path(agency_id, sha256, page), png)

    async def read_preview(self, agency_id: UUID, sha256: str, page: int) -> bytes | None:
        """The picture of a page, or None if none was made yet."""
        return await self._get(_preview_path(agency_id, sha256, page))

    async def keep_attachment(self, agency_id: UUID, attachment_id: UUID, content: bytes) -> None:
        """Keep a file that somebody sent, by its id: so that it can be removed by it."""
        await obstore.put_async(self._store, _attachment_path(agency_id, attachment_id), content)

    async def read_attachment(self, agency_id: UUID, attachment_id: UUID, sha256: str) -> bytes:
        """The file of this id. Raises MissingFileError, DamagedFileError."""
        return self._whole(await self._get(_attachment_path(agency_id, attachment_id)), sha256)

    async def remove_attachment(self, agency_id: UUID, attachment_id: UUID) -> None:
        """Remove a file that is of no message. Nothing happens where there is none."""
        try:
            await obstore.delete_async(self._store, _attachment_path(agency_id, attachment_id))
        except FileNotFoundError:
            return

    @staticmethod
    def _whole(data: bytes | None, sha256: str) -> bytes:
        if data is None:
            raise MissingFileError(f"there is no file {sha256}")
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DamagedFileError(f"the file {sha256} has other bytes than it had")
        return data

    async def _get(self, path: str) -> bytes | None:
        try:
            found = await obstore.get_async(self._store, path)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None


def _make_directory(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "file":
        Path(parts.path).mkdir(parents=True, exist_ok=True)


def _pdf_path(agency_id: UUID, sha256: str) -> str:
    return f"{agency_id}/{sha256[:2]}/{sha256}.pdf"


def _e_invoice_path(agency_id: UUID, sha256: str) -> str:
    return f"{agency_id}/{sha256[:2]}/{sha256}.xml"


def _preview_path(agency_id: UUID, sha256: str, page: int) -> str:
    return f"{agency_id}/{sha256[:2]}/{sha256}-{page}.png"


def _attachment_path(agency_id: UUID, attachment_id: UUID) -> str:
    return f"{agency_id}/attachments/{attachment_id}"
