"""Bank accounts come from identity; every one is kept, in whatever order it comes."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from chassis.vault import VaultError
from contracts.bank_details import CanadianDetails
from contracts.ids import AgencyId, PersonId
from payments.bank_accounts import repository
from payments.bank_accounts.model import BankAccount, account_for
from payments.bank_accounts.sealing import BankVault, open_account

from ..builders import a_bank_account, a_contractor
from ..conftest import AgencyAtWork

pytestmark = pytest.mark.requirement("B6")

NOW = datetime(2026, 3, 9, 12, 30, 15, 250_000, tzinfo=UTC)


async def accounts_of(agency: AgencyAtWork, person_id: PersonId) -> list[BankAccount]:
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        return list((await repository.of_contractors(uow, [person_id])).get(person_id, []))


async def test_every_account_is_kept_once_and_none_takes_the_place_of_a_newer_one(
    agency: AgencyAtWork,
) -> None:
    person = a_contractor(agency.agency_id).person
    first = a_bank_account(person, number="1110001", changed_at=NOW - timedelta(days=30))
    second = a_bank_account(
        person, number="1110002", changed_at=NOW, usable_from=NOW + timedelta(days=3)
    )
    # The later one comes first, and both come twice.
    await agency.hears(second, first)
    await agency.hears(second, times=2)
    await agency.hears(first)

    assert await agency.rows("SELECT FROM chassis.dead_letters") == []
    kept = await accounts_of(agency, person.person_id)
    assert [account.ending for account in kept] == ["0001", "0002"]
    assert [(account.changed_at, account.usable_from) for account in kept] == [
        (first.changed_at, first.usable_from),
        (second.changed_at, second.usable_from),
    ]
    during, after = (account_for(kept, NOW + timedelta(days=days)) for days in (1, 3))
    assert (during, after) == (kept[0], kept[1])


async def test_the_service_opens_with_its_key_what_was_kept(agency: AgencyAtWork) -> None:
    person = a_contractor(agency.agency_id).person
    await agency.hears(a_bank_account(person, number="7654321", changed_at=NOW))
    (kept,) = await accounts_of(agency, person.person_id)
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        found = await repository.sealed_accounts(uow, [kept.bank_account_id])
    account = found[kept.bank_account_id]
    assert account.account == kept
    sealing = agency.runtime.resource(BankVault)
    assert open_account(sealing, agency.agency_id, account) == CanadianDetails(
        institution="003", transit="00011", account_number="7654321"
    )
    with pytest.raises(VaultError):
        open_account(sealing, AgencyId(person.person_id), account)
    assert "7654321" not in str(await agency.rows("SELECT * FROM bank_accounts"))


async def test_who_else_named_the_same_account_is_found(agency: AgencyAtWork) -> None:
    one, other, third = (a_contractor(agency.agency_id).person for _ in range(3))
    shared = a_bank_account(one, number="1110001", changed_at=NOW)
    alone = a_bank_account(third, number="1110009", changed_at=NOW)
    await agency.hears(shared, a_bank_account(other, number="1110001", changed_at=NOW), alone)
    async with agency.runtime.unit_of_work(agency.agency_id) as uow:
        found = await repository.shared_by(uow, [shared.fingerprint, alone.fingerprint])
    assert {fingerprint: set(ids) for fingerprint, ids in found.items()} == {
        shared.fingerprint: {one.person_id, other.person_id}
    }


async def test_another_agency_sees_nothing_of_it(
    agency: AgencyAtWork, an_agency_at_work: Callable[..., Awaitable[AgencyAtWork]]
) -> None:
    person = a_contractor(agency.agency_id).person
    await agency.hears(a_bank_account(person, changed_at=NOW))
    other = await an_agency_at_work("NO")
    assert await accounts_of(other, person.person_id) == []
