"""A desk at which contacts of a company ask and staff answer."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest

from chassis.ids import new_id
from chassis.testing.plugin import Deliver
from contracts.access import Permission, Portal, Scope
from contracts.events.documents import AttachmentStored
from contracts.events.identity import Person, PersonChanged
from contracts.ids import AttachmentId, PersonId

Headers = dict[str, str]

ASKS = (Permission.INQUIRIES, Permission.INVOICES_VIEW, Permission.OFFERS_VIEW)


class Desk:
    """An agency whose contacts ask and whose staff answer."""

    def __init__(
        self, world: Any, client: httpx2.AsyncClient, deliver: Deliver, a_pass: Any
    ) -> None:
        self.world = world
        self.client = client
        self._deliver = deliver
        self._a_pass = a_pass
        self.anna, self.vera = world.approver.person_id, world.viewer.person_id
        self.mona, self.lars = world.manager.person_id, PersonId(new_id())

    async def settle(self) -> None:
        """Everybody is known, with the permissions that they need."""
        staff = {"permissions": (Permission.COMPANIES_MANAGE,)}
        people: list[Person] = [
            self.world.approver.model_copy(update={"permissions": ASKS}),
            self.world.viewer.model_copy(update={"permissions": ASKS}),
            self.world.manager.model_copy(update=staff),
            self.world.manager.model_copy(
                update=staff | {"person_id": self.lars, "name": "Lars", "email": "lars@example.com"}
            ),
        ]
        await self.hear(*self.world.events)
        await self.hear(*(PersonChanged(person=person) for person in people))

    async def hear(self, *events: Any) -> None:
        await self._deliver(*events, agency_id=self.world.agency_id)

    def contact(self, person_id: UUID | None = None, **of: Any) -> Headers:
        """Of a contact: Anna, who sees her own things, unless it is said otherwise."""
        given: dict[str, Any] = {
            "agency_id": self.world.agency_id,
            "person_id": person_id or self.anna,
            "portal": Portal.CUSTOMER,
            "permissions": ASKS,
            "scope": Scope.OWN,
            "company_id": self.world.company.company_id,
        }
        return self._a_pass(**(given | of))

    def staff(self, person_id: UUID | None = None, **of: Any) -> Headers:
        given: dict[str, Any] = {
            "agency_id": self.world.agency_id,
            "person_id": person_id or self.mona,
            "portal": Portal.AGENCY,
            "permissions": (Permission.COMPANIES_MANAGE,),
        }
        return self._a_pass(**(given | of))

    async def post(self, path: str, headers: Headers, body: Any, status: int = 200) -> Any:
        answer = await self.client.post(f"/inquiries{path}", headers=headers, json=body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def get(self, path: str, headers: Headers, status: int = 200) -> Any:
        answer = await self.client.get(f"/inquiries{path}", headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def ask(self, headers: Headers | None = None, **body: Any) -> Any:
        """A conversation that somebody starts: Anna, unless it is said otherwise."""
        given = {"kind": "new_business", "subject": "Two more?", "text": "From May on."}
        return await self.post("", headers or self.contact(), given | body, 201)

    async def reply(self, inquiry: Any, text: str = "Yes", headers: Headers | None = None) -> Any:
        path = f"/{inquiry['inquiry_id']}/messages"
        return await self.post(path, headers or self.staff(), {"text": text})

    async def a_file(self, stored_by: UUID | None = None) -> str:
        """A file that documents has told of: of Anna, unless it is said otherwise."""
        stored = AttachmentStored(
            attachment_id=AttachmentId(new_id()),
            name="terms.pdf",
            media_type="application/pdf",
            size_bytes=1200,
            stored_by=PersonId(stored_by or self.anna),
            stored_at=datetime.now(UTC),
        )
        await self.hear(stored)
        return str(stored.attachment_id)


@pytest.fixture
async def desk(world: Any, client: httpx2.AsyncClient, deliver: Deliver, a_pass: Any) -> Desk:
    """The desk, after everybody was introduced."""
    made = Desk(world, client, deliver, a_pass)
    await made.settle()
    return made
