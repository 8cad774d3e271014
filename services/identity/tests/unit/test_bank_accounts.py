"""Which account pay goes to after which change, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.ids import new_id
from contracts.events.identity import BankAccountChanged, BankAccountKind, PersonStatus
from contracts.ids import PersonId
from identity.bank_accounts.model import (
    MOST_CHANGES,
    BankAccount,
    BankAccounts,
    BankAccountState,
    TooManyBankChangesError,
)

from .test_people import a_person

pytestmark = pytest.mark.requirement("B6")

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PERSON = a_person(PersonStatus.ACTIVE)


def an_account(ending: str, *, holder: str = "Alma Berg", bic: str = "") -> BankAccount:
    return BankAccount(
        bank_account_id=new_id(),
        person_id=PersonId(PERSON.id),
        kind=BankAccountKind.NORWEGIAN,
        country="NO",
        holder=holder,
        ending=ending,
        bank_code="8601",
        bic=bic,
        fingerprint=ending * 16,
        sealed="sealed",
        usable_from=START,
        changed_at=START,
    )


class Alma:
    """A contractor who changes the account, and a clock."""

    def __init__(self, *, cooling_off_days: int = 3) -> None:
        self.named: list[BankAccount] = []
        self.days = 0.0
        self._cooling_off_days = cooling_off_days

    @property
    def accounts(self) -> BankAccounts:
        return BankAccounts.seen(list(self.named), START + timedelta(days=self.days))

    def names(self, account: BankAccount, *, on_day: float) -> BankAccountChanged | None:
        self.days = on_day
        changed = self.accounts.add(PERSON, account, cooling_off_days=self._cooling_off_days)
        if changed is None:
            return None
        self.named.append(changed[0])
        return changed[1]

    def stands(self, *, on_day: float) -> tuple[str | None, str | None]:
        """The endings of the account in force and of the one that cools off."""
        self.days = on_day
        current, pending = self.accounts.current, self.accounts.pending
        return (current and current.ending, pending and pending.ending)


def test_the_first_account_is_used_at_once() -> None:
    alma = Alma()
    assert alma.stands(on_day=0) == (None, None)
    told = alma.names(an_account("1111"), on_day=0)
    assert told is not None
    assert (told.ending, told.ending_before) == ("1111", "")
    assert told.usable_from == told.changed_at == START
    assert alma.stands(on_day=0) == ("1111", None)


def test_a_change_cools_off_and_tells_both_accounts() -> None:
    alma = Alma()
    alma.names(an_account("1111"), on_day=0)
    told = alma.names(an_account("2222"), on_day=10)
    assert told is not None
    assert (told.ending, told.ending_before) == ("2222", "1111")
    assert told.usable_from - told.changed_at == timedelta(days=3)
    assert alma.stands(on_day=12.9) == ("1111", "2222")
    assert alma.stands(on_day=13) == ("2222", None)


def test_without_days_a_change_is_used_at_once() -> None:
    alma = Alma(cooling_off_days=0)
    alma.names(an_account("1111"), on_day=0)
    alma.names(an_account("2222"), on_day=1)
    assert alma.stands(on_day=1) == ("2222", None)


def test_naming_the_old_account_again_takes_a_change_back_for_good() -> None:
    alma = Alma()
    alma.names(an_account("1111"), on_day=0)
    alma.names(an_account("6666"), on_day=10)
    told = alma.names(an_account("1111"), on_day=11)
    assert told is not None
    assert told.usable_from == told.changed_at
    assert [alma.stands(on_day=day) for day in (11, 13, 20)] == [("1111", None)] * 3
    assert [alma.accounts.state_of(one) for one in alma.named] == [
        BankAccountState.REPLACED,
        BankAccountState.TAKEN_BACK,
        BankAccountState.IN_FORCE,
    ]


def test_another_change_while_one_cools_off_waits_for_all_of_its_own_days() -> None:
    alma = Alma()
    alma.names(an_account("1111"), on_day=0)
    alma.names(an_account("2222"), on_day=10)
    told = alma.names(an_account("3333"), on_day=12)
    assert told is not None
    assert told.ending_before == "1111"
    assert [alma.stands(on_day=day) for day in (13, 14.9, 15)] == [
        ("1111", "3333"),
        ("1111", "3333"),
        ("3333", None),
    ]


def test_the_account_that_was_named_last_named_again_changes_nothing() -> None:
    alma = Alma()
    alma.names(an_account("1111"), on_day=0)
    assert alma.names(an_account("1111"), on_day=1) is None
    alma.names(an_account("2222"), on_day=10)
    assert alma.names(an_account("2222"), on_day=11) is None
    assert alma.stands(on_day=13) == ("2222", None)


@pytest.mark.parametrize("began_on_day", [9, 10])
def test_who_waited_for_a_change_comes_after_it_though_it_began_before_or_at_once(
    began_on_day: float,
) -> None:
    alma = Alma()
    first = alma.names(an_account("1111"), on_day=10)
    second = alma.names(an_account("2222"), on_day=began_on_day)
    assert first is not None
    assert second is not None
    assert second.changed_at > first.changed_at
    assert (first.ending_before, second.ending_before) == ("", "1111")
    assert alma.stands(on_day=began_on_day) == ("1111", "2222")
    assert alma.stands(on_day=14) == ("2222", None)


def test_another_name_of_the_holder_is_a_change_that_waits_for_nothing() -> None:
    alma = Alma()
    alma.names(an_account("1111"), on_day=0)
    told = alma.names(an_account("1111", holder="Alma Berg AS"), on_day=1)
    assert told is not None
    assert told.usable_from == told.changed_at


def test_another_bank_for_the_same_number_cools_off() -> None:
    alma = Alma()
    alma.names(an_account("1111"), on_day=0)
    told = alma.names(an_account("1111", bic="DNBANOKK"), on_day=1)
    assert told is not None
    assert told.usable_from - told.changed_at == timedelta(days=3)


def test_what_is_changed_too_often_has_to_wait() -> None:
    alma = Alma()
    for number in range(MOST_CHANGES):
        alma.names(an_account(f"{number:04d}"), on_day=number / 100)
    with pytest.raises(TooManyBankChangesError) as refused:
        alma.names(an_account("9999"), on_day=0.5)
    assert refused.value.retry_after_seconds == 12 * 60 * 60
    # The newest, sent again, changes nothing and is not refused.
    assert alma.names(an_account(f"{MOST_CHANGES - 1:04d}"), on_day=0.5) is None
    assert alma.names(an_account("9999"), on_day=1) is not None
