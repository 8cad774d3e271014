"""A company of a test's own, and its contacts."""

from dataclasses import dataclass
from typing import Any

from portico_local.demo.agency import PASSWORD

from ..conftest import NewPerson
from ..people import Site

EDITOR = ["invoices.view", "company.edit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A company of its own test, and how to make its contacts."""

    site: Site
    company: dict[str, Any]
    new_person: NewPerson

    async def contact(self, name: str, permissions: list[str] | None = None) -> str:
        """Somebody new of the company; the address."""
        return await self.new_person(
            "customer",
            name,
            contact={"company_id": self.company["company_id"], "scope": "company"},
            permissions=EDITOR if permissions is None else permissions,
        )

    async def kept(self) -> dict[str, Any]:
        """The company as identity has it."""
        return await self.site.staff.get(f"/api/agency/companies/{self.company['company_id']}")

    async def by_staff(self, **facts: Any) -> dict[str, Any]:
        """Staff change it, who have just said that it is them."""
        staff = self.site.staff
        await staff.post("/api/session/confirm", {"password": PASSWORD}, portal=staff.portal)
        now = await self.kept()
        answer = await self.site.staff.call(
            "PUT",
            f"/api/agency/companies/{now['company_id']}",
            json={"version": now["version"], **facts},
        )
        assert answer.status_code == 200, answer.text
        return answer.json()
