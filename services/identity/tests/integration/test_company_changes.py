"""Two editors of a company, what the agency lets contacts change, and who changed what (K7)."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from chassis.runtime import Runtime
from contracts.access import Permission, Portal
from contracts.events.identity import BillingEmailChanged, CompanyChanged
from identity.provisioning.command import agency_command

from ..conftest import agency_of, an_agency
from .test_companies import BODY, a_contact

if TYPE_CHECKING:
    from ..conftest import Site

pytestmark = pytest.mark.requirement("K7")

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A company, a contact who may change it, and staff."""

    client: httpx2.AsyncClient
    company: dict[str, Any]
    headers: dict[str, str]
    staff: dict[str, str]

    @property
    def url(self) -> str:
        return f"/companies/{self.company['company_id']}"

    async def put(
        self, version: int, *, by: dict[str, str] | None = None, **facts: object
    ) -> httpx2.Response:
        body = {"version": version, **facts}
        return await self.client.put(self.url, json=body, headers=by or self.headers)

    async def shown(self, by: dict[str, str] | None = None) -> dict[str, Any]:
        return (await self.client.get(self.url, headers=by or self.headers)).json()

    async def changes(self, **query: Any) -> dict[str, Any]:
        answer = await self.client.get(f"{self.url}/changes", params=query, headers=self.staff)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def editor(nord: "Site", client: httpx2.AsyncClient) -> Editor:
    staff = await nord.staff()
    company = (await client.post("/companies", json=BODY, headers=staff)).json()
    headers = await a_contact(nord, client, company["company_id"], Permission.COMPANY_EDIT)
    return Editor(client=client, company=company, headers=headers, staff=staff)


async def let(runtime: Runtime, tmp_path: Path, *fields: str) -> None:
    """The agency lets contacts change these, as its operator sets it."""
    file = tmp_path / "switch.json"
    file.write_text(json.dumps(an_agency("nord", contacts_may_change=fields)))
    assert await agency_command(runtime, [str(file)]) == 0


async def test_the_second_of_two_editors_learns_what_changed_and_overwrites_nothing(
    editor: Editor, recorded: RecordedEvents
) -> None:
    assert (await editor.put(1, purchase_order="PO 1", by=editor.staff)).status_code == 200
    late = await editor.put(1, purchase_order="PO 2", name="Fjell AS")

    assert (late.status_code, late.json()["code"]) == (409, "company_changed")
    told = late.json()
    assert (told["company"]["purchase_order"], told["company"]["version"]) == ("PO 1", 2)
    assert told["company"] == await editor.shown()
    (change,) = told["changed"]
    assert (change["version"], change["changed_by_name"]) == (2, "Ada Ng")
    assert change["changed_by_portal"] == "agency"
    assert change["changes"] == [{"field": "purchase_order", "before": "", "after": "PO 1"}]

    again = await editor.put(2, purchase_order="PO 2", name="Fjell AS")
    assert (again.status_code, again.json()["version"]) == (200, 3)
    said = [(e.company.version, e.company.purchase_order) for e in await recorded(CompanyChanged)]
    assert said == [(1, ""), (2, "PO 1"), (3, "PO 2")]


async def test_of_many_at_once_one_wins_and_every_other_is_told(editor: Editor) -> None:
    answers = await asyncio.gather(*(editor.put(1, purchase_order=f"PO {n}") for n in range(6)))
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409, 409, 409]
    (won,) = (a.json() for a in answers if a.status_code == 200)
    assert (await editor.shown())["purchase_order"] == won["purchase_order"]
    assert len((await editor.changes())["items"]) == 1


async def test_a_request_whose_answer_was_lost_can_be_sent_again(
    editor: Editor, recorded: RecordedEvents
) -> None:
    first = await editor.put(1, purchase_order="PO 1")
    again = await editor.put(1, purchase_order="PO 1")
    assert again.status_code == 200
    assert again.json() == first.json()
    assert len(await recorded(CompanyChanged)) == 2
    assert len((await editor.changes())["items"]) == 1


async def test_a_change_without_a_version_is_refused(editor: Editor) -> None:
    for by in (editor.headers, editor.staff):
        refused = await editor.client.put(editor.url, json={"name": "Fjell"}, headers=by)
        assert refused.status_code == 422
        assert [error["field"] for error in refused.json()["errors"]] == ["version"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"nickname": "Fjell"}, "nickname"),
        ({"company_id": "019caf33-9800-7003-8003-6d2c7ddf743f"}, "company_id"),
        ({"billing_email": "nobody"}, "billing_email"),
        ({"billing_email": "a@b.example\r\nBcc: c@d.example"}, "billing_email"),
        ({"billing_email": "a@b.example, c@d.example"}, "billing_email"),
        ({"purchase_order": "x" * 41}, "purchase_order"),
        ({"purchase_order": "PO\n1"}, "purchase_order"),
        ({"purchase_order": "PO \u202e1"}, "purchase_order"),
        ({"purchase_order": 7}, "purchase_order"),
        ({"name": " "}, "name"),
        ({"address": {"country": "CA", "city": "Toronto"}}, "address.region"),
        ({"address": {"country": "XX"}}, "address.country"),
        ({"invoice_preferences": {"language": "de"}}, "invoice_preferences.language"),
        ({"version": 0}, "version"),
        ({"version": "1"}, "version"),
    ],
)
async def test_what_does_not_fit_is_refused_by_its_field(
    editor: Editor, facts: dict[str, Any], field: str
) -> None:
    body = {"version": 1, **facts}
    refused = await editor.client.put(editor.url, json=body, headers=editor.headers)
    assert refused.status_code == 422, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert (await editor.shown())["version"] == 1


async def test_the_agency_says_which_fields_contacts_change(
    editor: Editor, runtime: Runtime, tmp_path: Path
) -> None:
    await let(runtime, tmp_path, "purchase_order", "address.country")
    assert (await editor.shown())["may_change"] == ["address.country", "purchase_order"]
    elsewhere = {**BODY["address"], "city": "Voss", "country": "SE"}
    refused = await editor.put(
        1, name="Mine", address=elsewhere, billing_email="x@y.example", purchase_order="PO 1"
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "agencys_terms")
    named = [error["field"] for error in refused.json()["errors"]]
    assert named == ["name", "address.city", "billing_email"]
    assert (await editor.shown())["version"] == 1

    moved = {**BODY["address"], "country": "SE"}
    changed = await editor.put(1, address=moved, purchase_order="PO 1")
    assert (changed.status_code, changed.json()["address"]["country"]) == (200, "SE")
    by_staff = await editor.put(2, name="Fjell AS", by=editor.staff)
    assert by_staff.json()["name"] == "Fjell AS"


async def test_country_and_region_are_not_a_contacts_until_the_agency_says_so(
    editor: Editor,
) -> None:
    refused = await editor.put(1, address={**BODY["address"], "country": "CA", "region": "ON"})
    named = [error["field"] for error in refused.json()["errors"]]
    assert (refused.status_code, named) == (403, ["address.region", "address.country"])


async def test_a_new_billing_email_is_told_with_the_old_one_and_needs_a_recent_sign_in(
    editor: Editor, nord: "Site", runtime: Runtime, recorded: RecordedEvents
) -> None:
    first = await editor.put(1, billing_email="Faktura@Fjell.example")
    assert (first.status_code, first.json()["billing_email"]) == (200, "Faktura@fjell.example")
    second = await editor.put(2, billing_email="other@fjell.example", by=editor.staff)
    assert second.status_code == 200
    told = [
        (e.before, e.company.billing_email, e.changed_by_portal)
        for e in await recorded(BillingEmailChanged)
    ]
    assert told == [
        ("", "Faktura@fjell.example", Portal.CUSTOMER),
        ("Faktura@fjell.example", "other@fjell.example", Portal.AGENCY),
    ]

    staff = await nord.invite(editor.staff, Portal.AGENCY, "bo@nord.example", permissions=[])
    async with runtime.unit_of_work(agency_of(staff)) as uow:
        await uow.execute("UPDATE sessions SET started_at = now() - interval '11 minutes'")
    for by in (editor.headers, editor.staff):
        refused = await editor.put(3, billing_email="thief@x.example", by=by)
        assert (refused.status_code, refused.json()["code"]) == (403, "recent_sign_in_needed")
    # What leads no invoice elsewhere does not ask.
    assert (await editor.put(3, purchase_order="PO 9")).status_code == 200
    assert (await editor.put(4, billing_email="other@fjell.example")).status_code == 200
    assert len(await recorded(BillingEmailChanged)) == 2


async def test_who_changed_what_is_kept_and_read_page_by_page(editor: Editor, nord: "Site") -> None:
    for version in range(1, 6):
        assert (await editor.put(version, purchase_order=f"PO {version}")).status_code == 200
    seen: list[int] = []
    cursor: str | None = None
    while True:
        page = await editor.changes(limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [one["version"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [6, 5, 4, 3, 2]
    newest = (await editor.changes())["items"][0]
    assert newest["changes"] == [{"field": "purchase_order", "before": "PO 4", "after": "PO 5"}]
    assert (newest["changed_by_name"], newest["changed_by_portal"]) == ("Alma Berg", "customer")

    own = await editor.client.get(f"{editor.url}/changes", headers=editor.headers)
    assert own.status_code == 200
    company_id = editor.company["company_id"]
    reader = await a_contact(nord, editor.client, company_id, Permission.INVOICES_VIEW)
    refused = await editor.client.get(f"{editor.url}/changes", headers=reader)
    assert refused.status_code == 403
    assert (await editor.shown(reader))["may_change"] == []


async def test_what_was_changed_cannot_be_rewritten(
    editor: Editor, nord: "Site", runtime: Runtime
) -> None:
    assert (await editor.put(1, purchase_order="PO 1")).status_code == 200
    person = await nord.invite(editor.staff, Portal.AGENCY, "bo@nord.example", permissions=[])
    async with runtime.unit_of_work(agency_of(person)) as uow:
        for statement in ("DELETE FROM company_changes", "UPDATE company_changes SET version = 9"):
            with pytest.raises(Exception, match="permission denied"):
                async with uow.savepoint():
                    await uow.execute(statement)
