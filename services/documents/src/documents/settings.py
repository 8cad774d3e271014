"""What documents reads from its environment, beside what every service reads."""

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from chassis.settings import ServiceSettings
from documents.credentials import Credentials
from documents.rendering import PoolLimits


class DocumentsSettings(ServiceSettings):
    """Where documents are kept, and how much rendering may use."""

    service: ClassVar[str] = "documents"

    document_storage_url: str = Field(
        description="file:///DIRECTORY, or s3://BUCKET/PREFIX with credentials by AWS_*"
    )
    render_processes: int = Field(default=2, ge=1, le=64)
    render_timeout_seconds: float = Field(default=30.0, gt=0, description="Of one document")
    render_memory_mb: int = Field(default=1024, ge=512, description="Address space of a process")
    render_waiting: int = Field(default=64, ge=1, description="Documents that may wait for one")
    documents_per_process: int = Field(default=500, ge=1, description="Then it is replaced")
    render_tries: int = Field(default=5, ge=1, description="Of a document whose process breaks")
    render_lease_seconds: float = Field(
        default=15.0, gt=0, description="After so long without a sign, another worker takes over"
    )
    render_poll_seconds: float = Field(default=1.0, gt=0)

    max_body_bytes: int = Field(
        default=22 * 1024 * 1024,
        description="More than an offer may have, so that one that is a little too large is"
        " refused by name",
    )
    signing_key_file: Path | None = Field(
        default=None, description="PEM of the key that seals signatures. None: nothing is sealed"
    )
    signing_certificates_file: Path | None = Field(
        default=None, description="PEM: the key's certificate first, then those up to its root"
    )
    signing_roots_file: Path | None = Field(
        default=None, description="PEM: the roots of the seal and of the timestamp authority"
    )
    timestamp_url: str | None = Field(
        default=None, description="Of a timestamp authority (RFC 3161). None: PAdES B-B, not B-LTA"
    )
    sealing_timeout_seconds: float = Field(default=60.0, gt=0, description="Of one signature")

    @property
    def credentials(self) -> Credentials | None:
        """What signatures are sealed with; None where it is not set up."""
        key, certificates = self.signing_key_file, self.signing_certificates_file
        if key is None or certificates is None or self.signing_roots_file is None:
            return None
        return Credentials(
            key_file=key,
            certificates_file=certificates,
            roots_file=self.signing_roots_file,
            timestamp_url=self.timestamp_url,
        )

    @property
    def sealing_limits(self) -> PoolLimits:
        """What the sealing process may use."""
        return PoolLimits(
            processes=1,
            waiting=self.render_waiting,
            timeout_seconds=self.sealing_timeout_seconds,
            memory_bytes=self.render_memory_mb * 1024 * 1024,
            documents_per_process=self.documents_per_process,
        )

    @property
    def e_invoice_limits(self) -> PoolLimits:
        """What the process that writes e-invoices may use: it takes milliseconds for one."""
        return PoolLimits(
            processes=1,
            waiting=self.render_waiting,
            timeout_seconds=self.render_timeout_seconds,
            memory_bytes=self.render_memory_mb * 1024 * 1024,
            documents_per_process=self.documents_per_process,
        )

    @property
    def pool_limits(self) -> PoolLimits:
        """What the pool of render processes may use."""
        return PoolLimits(
            processes=self.render_processes,
            waiting=self.render_waiting,
            timeout_seconds=self.render_timeout_seconds,
            memory_bytes=self.render_memory_mb * 1024 * 1024,
            documents_per_process=self.documents_per_process,
        )
