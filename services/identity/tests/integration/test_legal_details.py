"""What documents say of the agency and of a contractor's company is entered by staff."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2

from chassis.runtime import Runtime
from contracts.access import Portal
from contracts.bank_details import NorwegianDetails
from contracts.events.identity import AgencyChanged, CompanyChanged, PersonChanged
from identity.provisioning.command import agency_command

from ..conftest import agency_of, an_agency
from .test_companies import BODY

if TYPE_CHECKING:
    from ..conftest import Site

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]

PATH = "/agency/legal-details"
DETAILS: dict[str, Any] = {
    "version": 0,
    "legal_name": "Nord Staffing Inc.",
    "address": {
        "street": "200 Wellington Street West",
        "postal_code": "M5V 3C7",
        "city": "Toronto",
        "region": "ON",
        "country": "CA",
    },
    "registrations": [{"kind": "ca_gst_hst", "number": "12302 6635 RT0001"}],
    "is_vat_registered": True,
    "accounts": [
        {
            "currency": "CAD",
            "kind": "canadian",
            "institution": "001",
            "transit": "00012",
            "account_number": "1234567",
        },
        {"currency": "NOK", "kind": "norwegian", "account_number": "8601.11.17947"},
    ],
}


async def test_staff_enter_what_invoices_say_and_the_others_are_told(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    staff = await nord.staff()
    entered = await client.put(PATH, json=DETAILS, headers=staff)
    assert entered.status_code == 200, entered.text
    again = await client.put(PATH, json=DETAILS, headers=staff)
    assert again.json() == entered.json() == (await client.get(PATH, headers=staff)).json()
    *_, told = await recorded(AgencyChanged)
    assert told.agency.address.city == "Toronto"
    legal = told.agency.legal
    assert (legal.version, legal.registrations[0].number) == (1, "123026635RT0001")
    account = legal.account_for("NOK")
    assert account.details == NorwegianDetails(account_number="86011117947")
    assert len([e for e in await recorded(AgencyChanged) if e.agency.slug == "nord"]) == 2


async def test_what_cannot_be_right_is_named_by_its_field(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    staff = await nord.staff()
    wrong = {
        **DETAILS,
        "address": {"city": "Oslo", "country": "NO"},
        "is_vat_registered": False,
        "accounts": [
            {"currency": "CAD", "kind": "iban", "iban": "DE00 3704 0044 0532 0130 00"},
            {"currency": "NOK", "kind": "norwegian", "account_number": "86011117947"},
            {"currency": "NOK", "kind": "norwegian", "account_number": "86011117947"},
        ],
    }
    refused = await client.put(PATH, json=wrong, headers=staff)
    assert refused.status_code == 422
    assert {error["field"] for error in refused.json()["errors"]} == {
        "is_vat_registered",
        "address.country",
        "accounts.0.iban",
        "accounts.2.currency",
    }


async def test_of_two_who_enter_them_at_once_the_second_hears_of_the_first(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    staff = await nord.staff()
    assert (await client.put(PATH, json=DETAILS, headers=staff)).status_code == 200
    late = await client.put(PATH, json={**DETAILS, "legal_name": "Nord Inc."}, headers=staff)
    assert (late.status_code, late.json()["code"]) == (409, "legal_details_changed")
    assert late.json()["now"]["legal"]["version"] == 1


async def test_who_may_not_keep_settings_changes_nothing(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    invited = await nord.invite(
        await nord.staff(), Portal.AGENCY, "bo@nord.example", permissions=["projects.manage"]
    )
    signed_up = await nord.sign_up((await nord.tokens(invited["person_id"]))[-1])
    planner = await nord.headers_of(signed_up.json()["session_token"])
    assert (await client.put(PATH, json=DETAILS, headers=planner)).status_code == 403
    assert (await client.get(PATH, headers=planner)).status_code == 403


async def test_the_operators_file_takes_back_nothing_that_staff_entered(
    nord: "Site", client: httpx2.AsyncClient, runtime: Runtime, tmp_path: Path
) -> None:
    staff = await nord.staff()
    entered = (await client.put(PATH, json=DETAILS, headers=staff)).json()
    file = tmp_path / "again.json"
    file.write_text(json.dumps(an_agency("nord", payment_delay_days=3)))
    assert await agency_command(runtime, [str(file)]) == 0
    assert (await client.get(PATH, headers=staff)).json()["legal"] == entered["legal"]


async def test_the_operators_file_is_held_to_the_same_check_digits(
    runtime: Runtime, nord: "Site", tmp_path: Path, capsys: Any
) -> None:
    assert nord
    legal = {"is_vat_registered": True, "registrations": [{"kind": "no_vat", "number": "1"}]}
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(an_agency("vest", legal=legal)))
    assert await agency_command(runtime, [str(file)]) == 2
    assert "no Norwegian VAT number" in capsys.readouterr().err


async def test_a_company_has_registered_numbers_that_are_checked(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    staff = await nord.staff()
    wrong = {**BODY, "registrations": [{"kind": "no_organisation", "number": "974760674"}]}
    assert (await client.post("/companies", json=wrong, headers=staff)).status_code == 422
    right = {**BODY, "registrations": [{"kind": "no_organisation", "number": "974 760 673"}]}
    added = (await client.post("/companies", json=right, headers=staff)).json()
    assert added["registrations"][0]["number"] == "974760673"
    url = f"/companies/{added['company_id']}"
    none = {"version": 1, "registrations": []}
    assert (await client.put(url, json=none, headers=staff)).json()["registrations"] == []
    (change,) = (await client.get(f"{url}/changes", headers=staff)).json()["items"]
    assert change["changes"] == [{"field": "registrations", "before": "974760673", "after": ""}]
    told = [event.company.registrations for event in await recorded(CompanyChanged)]
    assert [len(one) for one in told] == [1, 0]


async def test_a_contractors_company_has_a_series_of_its_own(
    nord: "Site", client: httpx2.AsyncClient, recorded: RecordedEvents
) -> None:
    staff = await nord.staff()
    company = {
        "legal_name": "Tremblay Conseil inc.",
        "address": {"street": "12 rue Sherbrooke", "region": "QC", "country": "CA"},
        "registrations": [{"kind": "ca_qst", "number": "1227494057TQ0001"}],
        "is_vat_registered": True,
        "self_billing": {"agreed_on": "2026-01-05", "number_prefix": "TREM"},
    }
    people = [
        await nord.invite(
            staff,
            Portal.CONTRACTOR,
            f"{name}@tremblay.example",
            contractor={"kind": kind, "address": {"region": "QC", "country": "CA"}},
        )
        for name, kind in (("a", "incorporated"), ("b", "incorporated"), ("c", "temp"))
    ]
    urls = [f"/people/{person['person_id']}/company" for person in people]
    entered = await client.put(urls[0], json=company, headers=staff)
    assert entered.status_code == 200, entered.text
    assert entered.json()["contractor"]["self_billing"]["number_prefix"] == "TREM"
    assert (await client.put(urls[0], json=company, headers=staff)).status_code == 200
    taken = await client.put(urls[1], json=company, headers=staff)
    assert (taken.status_code, taken.json()["code"]) == (409, "series_taken")
    nowhere = {**company, "address": {"region": "QC", "country": "CA"}}
    refused = await client.put(urls[0], json=nowhere, headers=staff)
    assert [one["field"] for one in refused.json()["errors"]] == ["address.city"]
    temp = await client.put(urls[2], json=company, headers=staff)
    assert (temp.status_code, temp.json()["code"]) == (409, "not_a_company")
    (told,) = await recorded(PersonChanged)
    assert told.person.contractor.is_vat_registered


async def test_an_old_sign_in_does_not_say_where_clients_pay_to(
    nord: "Site", client: httpx2.AsyncClient, runtime: Runtime
) -> None:
    staff = await nord.staff()
    invited = await nord.invite(staff, Portal.AGENCY, "bo@nord.example", permissions=[])
    async with runtime.unit_of_work(agency_of(invited)) as uow:
        await uow.execute("UPDATE sessions SET started_at = now() - interval '11 minutes'")
    refused = await client.put(PATH, json=DETAILS, headers=staff)
    assert (refused.status_code, refused.json()["code"]) == (403, "recent_sign_in_needed")
