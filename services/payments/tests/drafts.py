"""A company whose invoices are looked at first, and its drafts as staff have them."""

from dataclasses import dataclass
from typing import Any

from chassis.ids import new_id
from contracts.ids import CompanyId

from .conftest import AgencyAtWork


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of one company."""

    agency: AgencyAtWork
    company_id: CompanyId

    async def come_first(self, *, first: bool = True) -> None:
        """Its invoices are looked at before they are issued, or no longer are."""
        answer = await self.agency.client.put(
            f"/companies/{self.company_id}/invoicing",
            json={"drafts_first": first},
            headers=self.agency.staff(),
        )
        assert answer.status_code == 200, answer.text

    async def all(self) -> list[Any]:
        """Its drafts in the list."""
        path = f"/invoices/drafts?company_id={self.company_id}"
        return (await self.agency.get(path, self.agency.staff()))["items"]

    async def only(self) -> Any:
        """The one that it has, with all of it."""
        (listed,) = await self.all()
        return await self.seen(listed["draft_id"])

    async def seen(self, draft_id: str) -> Any:
        """A draft as it is looked at."""
        return await self.agency.get(f"/invoices/drafts/{draft_id}", self.agency.staff())

    async def change(self, draft: Any, *, status: int = 200, **said: Any) -> Any:
        """Change what was seen; what is not said stays."""
        kept = ("note", "buyer_reference", "order", "first_lines", "version")
        answer = await self.agency.client.put(
            f"/invoices/drafts/{draft['draft_id']}",
            json={**{name: draft[name] for name in kept}, **said},
            headers=self.agency.staff(),
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    async def issue(self, draft: Any, *, status: int = 201, key: str | None = None) -> Any:
        """Issue what was seen."""
        return await self.agency.post(
            f"/invoices/drafts/{draft['draft_id']}/issue",
            {"version": draft["version"], "fingerprint": draft["fingerprint"]},
            status=status,
            key=key or str(new_id()),
        )
