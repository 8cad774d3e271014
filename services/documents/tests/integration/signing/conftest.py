"""A desk at which offers are sent and signed, with a seal and a timestamp authority of its own."""

import json
import threading
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing.plugin import BuildService, Deliver
from contracts.access import Permission, Portal, Scope
from contracts.events.identity import Contact, Person, PersonChanged, PersonStatus
from contracts.events.timesheets import Project, ProjectChanged
from contracts.ids import PersonId
from documents.app import build as build_documents
from documents.rendering import samples
from documents.rendering.renderer import Renderer
from documents.sealing.loop import SealingLoop
from documents.settings import DocumentsSettings
from portico_local.timestamping import TIMESTAMP_PATH, server

SIGNER = (Permission.OFFERS_VIEW, Permission.OFFERS_SIGN)
DRAWN = [[[100, 300], [300, 60], [420, 330], [700, 90]], [[80, 370], [900, 360]]]


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Where the authority of the tests is."""

    folder: Path
    timestamp_url: str


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Generator[Authority]:
    """A certificate authority and a timestamp authority, made for this run."""
    folder = tmp_path_factory.mktemp("authority")
    listening = server(folder, 0)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    port = listening.server_address[1]
    yield Authority(folder=folder, timestamp_url=f"http://127.0.0.1:{port}{TIMESTAMP_PATH}")
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture
def timestamped() -> bool:
    """Whether there is a timestamp authority; a test's parameter overrides it."""
    return False


@pytest.fixture
def has_seal() -> bool:
    """Whether a seal is set up; a test's parameter overrides it."""
    return True


@pytest.fixture
def build(tmp_path: Path, authority: Authority, timestamped: bool, has_seal: bool) -> BuildService:
    """Documents that seals."""

    def built(**common: Any) -> Any:
        ours: dict[str, Any] = {
            "document_storage_url": (tmp_path / "files").as_uri(),
            "render_processes": 1,
            "render_poll_seconds": 0.1,
            "render_timeout_seconds": 120,
            "sealing_timeout_seconds": 120,
            "signing_key_file": authority.folder / "seal-key.pem" if has_seal else None,
            "signing_certificates_file": authority.folder / "seal.pem",
            "signing_roots_file": authority.folder / "root.pem",
            "timestamp_url": authority.timestamp_url if timestamped else None,
        }
        return build_documents(DocumentsSettings(**{**ours, **common}))

    return built


@pytest.fixture(scope="session")
def a_pdf() -> bytes:
    """A file of a few pages, as an agency would send it."""
    return Renderer().render(samples.contractor_invoice(lines=12)).pdf


class OfferScene:
    """One agency whose staff send offers, and contacts of a company who answer them."""

    def __init__(
        self, known: Any, client: httpx2.AsyncClient, runtime: Runtime, a_pass: Any, pdf: bytes
    ) -> None:
        self.known = known
        self.client = client
        self.pdf = pdf
        self._runtime = runtime
        self._a_pass = a_pass
        self.staff_id = PersonId(new_id())
        self.kari, self.ola, self.ines = (PersonId(new_id()) for _ in range(3))

    def person(self, person_id: PersonId, name: str, **changes: Any) -> Person:
        values: dict[str, Any] = {
            "person_id": person_id,
            "agency_id": self.known.agency_id,
            "portal": Portal.CUSTOMER,
            "status": PersonStatus.ACTIVE,
            "email": f"{person_id}@example.com",
            "name": name,
            "language": "en",
            "permissions": SIGNER,
            "contact": Contact(company_id=self.known.company_id, scope=Scope.OWN),
        }
        return Person(**(values | changes))

    def everybody(self) -> list[PersonChanged | ProjectChanged]:
        staff = self.person(
            self.staff_id,
            "Sten Berg",
            portal=Portal.AGENCY,
            permissions=(Permission.COMPANIES_MANAGE,),
            contact=None,
        )
        project = Project(
            project_id=self.known.project_id,
            company_id=self.known.company_id,
            name="Warehouse",
            code="WH",
            time_zone="America/Toronto",
        )
        return [
            PersonChanged(person=staff),
            PersonChanged(person=self.person(self.kari, "Kari Dahl")),
            PersonChanged(person=self.person(self.ola, "Ola Nes")),
            PersonChanged(person=self.person(self.ines, "Inès Côté")),
            ProjectChanged(project=project),
        ]

    def staff(self, **claims: Any) -> dict[str, str]:
        given: dict[str, Any] = {
            "agency_id": self.known.agency_id,
            "person_id": self.staff_id,
            "portal": Portal.AGENCY,
            "permissions": [Permission.COMPANIES_MANAGE],
            "name": "Sten Berg",
        }
        return self._a_pass(**(given | claims))

    def contact(self, person_id: UUID, **claims: Any) -> dict[str, str]:
        given: dict[str, Any] = {
            "agency_id": self.known.agency_id,
            "person_id": person_id,
            "portal": Portal.CUSTOMER,
            "permissions": SIGNER,
            "scope": Scope.OWN,
            "company_id": self.known.company_id,
            "name": {self.kari: "Kari Dahl", self.ola: "Ola Nes"}.get(
                PersonId(person_id), "Inès Côté"
            ),
            "by": "password",
            "factor": "totp",
            "since": int(datetime.now(UTC).timestamp()) - 600,
        }
        browser = {"X-Forwarded-For": "10.0.0.9, 203.0.113.7", "X-Client-User-Agent": "Firefox/150"}
        return self._a_pass(**(given | claims)) | browser

    async def post(
        self, *signers: UUID, pdf: bytes | None = None, headers: Any = None, **fields: Any
    ) -> httpx2.Response:
        """Send an offer to these, in this order."""
        form: dict[str, Any] = {
            "title": "Terms of the warehouse",
            "message": "Please sign by Friday.",
            "company_id": str(self.known.company_id),
            "signer_ids": [str(signer) for signer in signers],
            "expires_on": (datetime.now(UTC) + timedelta(days=14)).date().isoformat(),
        }
        return await self.client.post(
            "/offers",
            data={key: value for key, value in (form | fields).items() if value is not None},
            files={"file": ("terms.pdf", self.pdf if pdf is None else pdf, "application/pdf")},
            headers=headers or self.staff(),
        )

    async def sent(self, *signers: UUID, **fields: Any) -> dict[str, Any]:
        """The offer that was sent."""
        answer = await self.post(*signers, **fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def shown(self, offer_id: str, person_id: UUID | None = None) -> dict[str, Any]:
        headers = self.contact(person_id) if person_id else self.staff()
        answer = await self.client.get(f"/offers/{offer_id}", headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def do(
        self, offer_id: str, command: str, headers: Mapping[str, str], **body: Any
    ) -> httpx2.Response:
        return await self.client.post(
            f"/offers/{offer_id}/{command}", headers=dict(headers), json=body or None
        )

    async def sign(
        self, offer_id: str, person_id: UUID, *, headers: Any = None, **changes: Any
    ) -> httpx2.Response:
        """Sign what is shown now."""
        shown = await self.client.get(f"/offers/{offer_id}", headers=self.staff())
        body: dict[str, Any] = {
            "sha256": shown.json()["sha256"],
            "consent_version": "2026-11",
            "language": "en",
            "drawn": DRAWN,
        }
        body = {key: value for key, value in (body | changes).items() if value is not None}
        return await self.do(offer_id, "sign", headers or self.contact(person_id), **body)

    async def seal_all(self) -> int:
        """Seal what waits; how many there were."""
        settings = self._runtime.settings
        assert isinstance(settings, DocumentsSettings)
        loop, count = SealingLoop(self._runtime, settings), 0
        while await loop.seal_one():
            count += 1
        return count

    async def file(self, offer_id: str, **query: Any) -> bytes:
        answer = await self.client.get(
            f"/offers/{offer_id}/content", headers=self.staff(), params=query
        )
        assert answer.status_code == 200, answer.text
        return answer.content


@pytest.fixture
async def desk(
    known: Any,
    client: httpx2.AsyncClient,
    runtime: Runtime,
    a_pass: Callable[..., dict[str, str]],
    a_pdf: bytes,
    deliver: Deliver,
) -> OfferScene:
    """The desk, with everybody known."""
    found = OfferScene(known, client, runtime, a_pass, a_pdf)
    await deliver(*found.everybody(), agency_id=known.agency_id)
    return found


def problem(answer: httpx2.Response) -> dict[str, Any]:
    """What a refusal says."""
    found: dict[str, Any] = json.loads(answer.content)
    return found
