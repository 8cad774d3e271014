from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chassis.ids import new_id
from chassis.vault import Vault, VaultError
from contracts.bank_details import CanadianDetails, cooling_off
from contracts.events.identity import BankAccountChanged
from contracts.ids import AgencyId, PersonId
from payments.bank_accounts.model import BankAccount, SealedAccount, account_for
from payments.bank_accounts.sealing import BankVault, open_account

from ..builders import BANK_KEY, a_bank_account, a_contractor

pytestmark = pytest.mark.requirement("B6")

MONDAY = datetime(2026, 3, 9, 12, tzinfo=UTC)
AGENCY_ID = AgencyId(new_id())
PERSON = a_contractor(AGENCY_ID).person


def told(number: str, day: int, *, cools_off_days: int = 0) -> BankAccountChanged:
    """An account is named so many days after Monday."""
    at = MONDAY + timedelta(days=day)
    return a_bank_account(
        PERSON, number=number, changed_at=at, usable_from=at + timedelta(days=cools_off_days)
    )


def account_of(event: BankAccountChanged) -> BankAccount:
    facts = event.model_dump(exclude={"person", "ending_before", "sealed"})
    return BankAccount(contractor_id=PERSON.person_id, **facts)


def named(number: str, day: int, *, cools_off_days: int = 0) -> BankAccount:
    return account_of(told(number, day, cools_off_days=cools_off_days))


def ending_at(versions: Sequence[BankAccount], days: float) -> str | None:
    found = account_for(versions, MONDAY + timedelta(days=days))
    return found.ending if found else None


def test_nothing_is_paid_to_who_named_no_account() -> None:
    assert account_for([], MONDAY) is None


def test_the_first_account_is_paid_from_the_moment_from_which_it_can_be_used() -> None:
    versions = [named("1110001", 0)]
    assert ending_at(versions, -0.1) is None
    assert ending_at(versions, 0) == "0001"


def test_while_a_change_cools_off_the_account_of_before_is_paid() -> None:
    versions = [named("1110001", 0), named("1110002", 10, cools_off_days=3)]
    assert [ending_at(versions, days) for days in (9, 10, 12.9, 13)] == [
        "0001",
        "0001",
        "0001",
        "0002",
    ]


def test_a_change_that_was_taken_back_while_it_cooled_off_is_never_paid() -> None:
    # Somebody else named 0002; the contractor names the old one again before it could be used.
    versions = [
        named("1110001", 0),
        named("1110002", 10, cools_off_days=3),
        named("1110001", 11),
    ]
    assert {ending_at(versions, 10 + days / 2) for days in range(20)} == {"0001"}


def test_a_second_change_while_one_cools_off_takes_its_place_and_cools_off_by_itself() -> None:
    versions = [
        named("1110001", 0),
        named("1110002", 10, cools_off_days=3),
        named("1110003", 12, cools_off_days=3),
    ]
    assert [ending_at(versions, days) for days in (12, 13, 14.9, 15)] == [
        "0001",
        "0001",
        "0001",
        "0003",
    ]


def test_a_change_that_came_before_the_account_of_before_is_not_paid_early() -> None:
    assert ending_at([named("1110002", 10, cools_off_days=3)], 11) is None


def test_only_the_newest_account_can_be_one_that_cools_off() -> None:
    first, second = named("1110001", 0), named("1110002", 10, cools_off_days=3)
    assert cooling_off([], MONDAY) is None
    assert cooling_off([first], MONDAY) is None
    assert cooling_off([first, second], MONDAY + timedelta(days=12)) == second
    assert cooling_off([first, second], MONDAY + timedelta(days=13)) is None


def test_the_number_opens_for_its_contractor_at_its_agency_alone() -> None:
    sealing = BankVault(Vault([BANK_KEY]))
    event = told("1110001", 0)
    account = SealedAccount(account=account_of(event), sealed=event.sealed)
    opened = open_account(sealing, AGENCY_ID, account)
    assert opened == CanadianDetails(institution="003", transit="00011", account_number="1110001")
    with pytest.raises(VaultError):
        open_account(sealing, AgencyId(new_id()), account)
    of_another = replace(account.account, contractor_id=PersonId(new_id()))
    with pytest.raises(VaultError):
        open_account(sealing, AGENCY_ID, replace(account, account=of_another))
    with pytest.raises(VaultError):
        open_account(BankVault(Vault([b"x" * 32])), AGENCY_ID, account)


def test_an_account_that_is_printed_shows_no_number() -> None:
    event = told("1110001", 0)
    account = SealedAccount(account=account_of(event), sealed=event.sealed)
    sealing = BankVault(Vault([BANK_KEY]))
    for shown in (repr(account), repr(open_account(sealing, AGENCY_ID, account)), repr(sealing)):
        assert "1110001" not in shown
        assert event.sealed not in shown
