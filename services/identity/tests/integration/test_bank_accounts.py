"""A contractor names the account that pay goes to; staff see that there is one."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing.queues import fetch_across
from chassis.vault import Vault, VaultError
from contracts.access import Permission
from contracts.bank_details import BANK_DETAILS, CanadianDetails, sealed_for
from contracts.events.identity import AgencyChanged, BankAccountChanged
from contracts.ids import AgencyId, PersonId
from identity.provisioning.command import agency_command

from ..conftest import BANK_KEY, agency_of, an_agency
from .test_companies import BODY, a_contact

if TYPE_CHECKING:
    from ..conftest import Site

pytestmark = pytest.mark.requirement("B6")

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]

PATH = "/me/bank-account"
NORWEGIAN = {"kind": "norwegian", "holder": "Alma Berg", "account_number": "8601.11.17947"}
IBAN = {"kind": "iban", "holder": "Alma Berg", "iban": "de89 3704 0044 0532 0130 00"}
CANADIAN = {
    "kind": "canadian",
    "holder": "Alma Berg",
    "institution": "003",
    "transit": "00011",
    "account_number": "8765 4321 4321",
}
NUMBERS = ("86011117947", "370400440532013000", "876543214321")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alma:
    """A contractor who has signed in just now."""

    client: httpx2.AsyncClient
    person: dict[str, Any]
    headers: dict[str, str]
    staff: dict[str, str]

    async def put(self, body: dict[str, Any], **headers: str) -> httpx2.Response:
        return await self.client.put(PATH, json=body, headers={**self.headers, **headers})

    async def named(self, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.put(body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def shown(self) -> dict[str, Any]:
        answer = await self.client.get(PATH, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def shown_to(self, headers: dict[str, str]) -> httpx2.Response:
        path = f"/people/{self.person['person_id']}/bank-account"
        return await self.client.get(path, headers=headers)


@pytest.fixture
async def alma(nord: "Site", client: httpx2.AsyncClient) -> Alma:
    person, token = await nord.a_contractor()
    return Alma(
        client=client,
        person=person,
        headers=await nord.headers_of(token),
        staff=await nord.staff(),
    )


async def set_days(runtime: Runtime, tmp_path: Path, days: int) -> int:
    """The agency's setting, as its operator sets it."""
    file = tmp_path / "days.json"
    file.write_text(json.dumps(an_agency("nord", bank_cooling_off_days=days)))
    return await agency_command(runtime, [str(file)])


async def test_the_first_account_is_used_at_once_and_is_shown_by_its_ending(alma: Alma) -> None:
    assert await alma.shown() == {
        "current": None,
        "pending": None,
        "history": [],
        "cooling_off_days": 3,
    }
    answered = await alma.named(NORWEGIAN)
    assert answered == await alma.shown()
    current = answered["current"]
    assert (current["kind"], current["country"], current["ending"]) == ("norwegian", "NO", "7947")
    assert current["usable_from"] == current["changed_at"]
    assert (answered["pending"], answered["history"]) == (None, [current])


async def test_a_change_cools_off_and_the_old_account_stands_until_then(
    alma: Alma, recorded: RecordedEvents
) -> None:
    await alma.named(NORWEGIAN)
    answered = await alma.named(IBAN)
    assert (answered["current"]["ending"], answered["pending"]["ending"]) == ("7947", "3000")
    changed_at, usable_from = (
        datetime.fromisoformat(answered["pending"][moment])
        for moment in ("changed_at", "usable_from")
    )
    assert usable_from - changed_at == timedelta(days=3)
    assert [one["state"] for one in answered["history"]] == ["cooling_off", "in_force"]
    first, second = await recorded(BankAccountChanged)
    assert (first.ending_before, second.ending_before) == ("", "7947")
    assert (second.usable_from, second.changed_at) == (usable_from, changed_at)


async def test_the_agency_says_for_how_long(
    alma: Alma, runtime: Runtime, tmp_path: Path, recorded: RecordedEvents
) -> None:
    assert await set_days(runtime, tmp_path, 14) == 0
    assert (await recorded(AgencyChanged))[-1].agency.bank_cooling_off_days == 14
    await alma.named(NORWEGIAN)
    pending = (await alma.named(IBAN))["pending"]
    waits = datetime.fromisoformat(pending["usable_from"]) - datetime.fromisoformat(
        pending["changed_at"]
    )
    assert waits == timedelta(days=14)
    assert await set_days(runtime, tmp_path, 0) == 0
    assert (await alma.named(CANADIAN))["current"]["ending"] == "4321"
    for wrong in (-1, 15):
        assert await set_days(runtime, tmp_path, wrong) != 0


async def test_payments_alone_can_open_what_is_told_and_nothing_else_has_the_number(
    alma: Alma,
    runtime: Runtime,
    recorded: RecordedEvents,
    capsys: pytest.CaptureFixture[str],
) -> None:
    agency_id, person_id = agency_of(alma.person), PersonId(alma.person["person_id"])
    for body in (NORWEGIAN, IBAN, CANADIAN):
        await alma.put(body, **{"Idempotency-Key": f"key-{body['kind']}"})
    told = (await recorded(BankAccountChanged))[-1]
    vault = Vault([BANK_KEY])
    opened = vault.open(b64decode(told.sealed), sealed_for(agency_id, person_id))
    assert BANK_DETAILS.validate_json(opened) == CanadianDetails(
        institution="003", transit="00011", account_number="876543214321"
    )
    for agency, person in ((AgencyId(new_id()), person_id), (agency_id, PersonId(new_id()))):
        with pytest.raises(VaultError):
            vault.open(b64decode(told.sealed), sealed_for(agency, person))
    kept = await everything(runtime, agency_id)
    # Of the agency's rows and of those that wait for the bus: it is looked at both.
    assert "norwegian" in kept
    assert BankAccountChanged.type_name() in kept
    logged = "".join(capsys.readouterr())
    assert PATH in logged
    assert [number for number in NUMBERS if number in kept + logged] == []


async def everything(runtime: Runtime, agency_id: AgencyId) -> str:
    """All rows of all tables, as text: those of an agency, and those of the queues."""
    names = (
        "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"
        " WHERE schemaname IN ('public', 'chassis')"
        " AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')"
    )
    found: list[str] = []
    for table in await fetch_across(runtime, names):
        rows = f"SELECT t::text AS row FROM {table['name']} t"
        found += [row["row"] for row in await fetch_across(runtime, rows)]
        async with runtime.unit_of_work(agency_id) as uow:
            found += [row["row"] for row in await uow.fetch(rows)]
    return "\n".join(found)


async def test_the_same_account_has_the_same_fingerprint_for_two_people_of_an_agency_alone(
    alma: Alma,
    nord: "Site",
    fjord: "Site",
    client: httpx2.AsyncClient,
    recorded: RecordedEvents,
) -> None:
    await alma.named(NORWEGIAN)
    for site, email in ((nord, "bo@berg.example"), (fjord, "cy@berg.example")):
        _, token = await site.a_contractor(email)
        body = {"kind": "iban", "holder": "Somebody", "iban": "NO93 8601 1117 947"}
        answer = await client.put(PATH, json=body, headers=await site.headers_of(token))
        assert answer.status_code == 200, answer.text
    own, others, elsewhere = (event.fingerprint for event in await recorded(BankAccountChanged))
    assert own == others
    assert own != elsewhere


async def test_a_change_needs_a_recent_sign_in(
    alma: Alma, runtime: Runtime, recorded: RecordedEvents
) -> None:
    async with runtime.unit_of_work(agency_of(alma.person)) as uow:
        await uow.execute("UPDATE sessions SET started_at = now() - interval '11 minutes'")
    refused = await alma.put(NORWEGIAN)
    assert (refused.status_code, refused.json()["code"]) == (403, "recent_sign_in_needed")
    assert (await alma.shown())["current"] is None
    assert await recorded(BankAccountChanged) == []
    confirmed = await alma.client.post(
        "/me/confirm", json={"password": "correct horse battery"}, headers=alma.headers
    )
    assert confirmed.status_code == 204
    assert (await alma.named(NORWEGIAN))["current"]["ending"] == "7947"


@pytest.mark.parametrize(
    ("facts", "flaws"),
    [
        ({"account_number": "86011117948"}, {"account_number": "wrong_check_digits"}),
        ({"account_number": ""}, {"account_number": "missing"}),
        ({"iban": "NO9386011117947"}, {"iban": "not_of_kind"}),
        (
            {"kind": "canadian", "institution": "3", "transit": "x", "account_number": "12"},
            {
                "institution": "wrong_length",
                "transit": "wrong_characters",
                "account_number": "wrong_length",
            },
        ),
    ],
)
async def test_what_is_no_account_is_refused_by_field_with_the_reason(
    alma: Alma, facts: dict[str, Any], flaws: dict[str, str]
) -> None:
    refused = await alma.put(NORWEGIAN | facts)
    assert refused.status_code == 422
    problem = refused.json()
    assert (problem["code"], problem["flaws"]) == ("bank_account_refused", flaws)
    assert [error["field"] for error in problem["errors"]] == list(flaws)
    assert "86011117948" not in refused.text
    assert (await alma.shown())["history"] == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "cheque"}, "kind"),
        ({"kind": None}, "kind"),
        ({"holder": " "}, "holder"),
        ({"holder": "x" * 71}, "holder"),
        ({"holder": "Alma\nBerg"}, "holder"),
        ({"account_number": 86011117947}, "account_number"),
        ({"account_number": "8" * 61}, "account_number"),
        ({"currency": "NOK"}, "currency"),
    ],
)
async def test_what_does_not_fit_is_refused_by_its_field(
    alma: Alma, facts: dict[str, Any], field: str
) -> None:
    refused = await alma.put(NORWEGIAN | facts)
    assert refused.status_code == 422, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert "86011117947" not in refused.text


async def test_a_request_whose_answer_was_lost_can_be_sent_again(
    alma: Alma, recorded: RecordedEvents
) -> None:
    first = await alma.named(NORWEGIAN)
    assert await alma.named({**NORWEGIAN, "account_number": "86011117947"}) == first
    assert len(await recorded(BankAccountChanged)) == 1


async def test_of_many_changes_at_once_each_sees_those_before_it(
    alma: Alma, recorded: RecordedEvents
) -> None:
    bodies = [CANADIAN | {"account_number": f"765432{n}"} for n in range(6)]
    answers = await asyncio.gather(*(alma.put(body) for body in bodies))
    assert {answer.status_code for answer in answers} == {200}
    told = await recorded(BankAccountChanged)
    first = told[0].ending
    assert [event.ending_before for event in told] == ["", *[first] * 5]
    shown = await alma.shown()
    assert (shown["current"]["ending"], shown["pending"]["ending"]) == (first, told[-1].ending)


async def test_what_is_changed_too_often_is_refused_with_the_time_to_wait(alma: Alma) -> None:
    for number in range(10):
        await alma.named(CANADIAN | {"account_number": f"765432{number}"})
    refused = await alma.put(NORWEGIAN)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_bank_changes")
    assert int(refused.headers["retry-after"]) > 80_000


async def test_staff_who_manage_people_see_that_there_is_one_and_nothing_more(
    alma: Alma, nord: "Site", client: httpx2.AsyncClient
) -> None:
    assert (await alma.shown_to(alma.staff)).json() == {"current": None, "pending": None}
    own = await alma.named(NORWEGIAN)
    own = await alma.named(IBAN)
    seen = (await alma.shown_to(alma.staff)).json()
    assert seen["current"] == {
        name: own["current"][name] for name in ("kind", "ending", "changed_at", "usable_from")
    }
    assert seen["pending"]["ending"] == "3000"
    missing = await client.get(f"/people/{new_id()}/bank-account", headers=alma.staff)
    assert missing.status_code == 404


async def test_nobody_else_sees_or_sets_it(
    alma: Alma,
    nord: "Site",
    fjord: "Site",
    client: httpx2.AsyncClient,
) -> None:
    await alma.named(NORWEGIAN)
    company = (await client.post("/companies", json=BODY, headers=alma.staff)).json()
    contact = await a_contact(nord, client, company["company_id"], Permission.COMPANY_EDIT)
    _, token = await nord.a_contractor("bo@berg.example")
    other = await nord.headers_of(token)
    for headers in (contact, other):
        assert (await alma.shown_to(headers)).status_code == 403
    assert (await alma.shown_to(await fjord.staff())).status_code == 404
    for headers in (contact, alma.staff):
        for answer in (
            await client.get(PATH, headers=headers),
            await client.put(PATH, json=NORWEGIAN, headers=headers),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "not_a_contractor")
    assert (await client.get(PATH)).status_code == 401
    others_own = (await client.get(PATH, headers=other)).json()
    assert others_own["current"] is None
