from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.errors import InvalidError
from chassis.ids import new_id
from contracts.access import CONTRACTOR_PERMISSIONS, Permission, Portal, Scope
from contracts.events.identity import (
    Address,
    Contact,
    Contractor,
    ContractorKind,
    PersonStatus,
)
from contracts.ids import AgencyId, CompanyId, PersonId, ProjectId
from identity.people.access import access_of
from identity.people.model import (
    AlreadyActiveError,
    AlreadyDeactivatedError,
    NotActiveError,
    Person,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONTRACTOR = Contractor(kind=ContractorKind.TEMP, address=Address(country="NO"))
CONTACT = Contact(company_id=CompanyId(new_id()), scope=Scope.COMPANY)


def a_person(status: PersonStatus = PersonStatus.INVITED) -> Person:
    person = Person.invite(
        agency_id=AgencyId(new_id()),
        portal=Portal.CONTRACTOR,
        email="alma@nordlys.example",
        name="Alma Berg",
        language="nb",
        access=access_of(Portal.CONTRACTOR, None, contractor=CONTRACTOR),
        now=NOW,
    )
    if status is PersonStatus.INVITED:
        return person
    person, _ = person.activate(NOW)
    if status is PersonStatus.DEACTIVATED:
        person, _ = person.deactivate(NOW)
    return person


@pytest.mark.requirement("C2")
def test_sign_up_makes_an_invited_person_active_once() -> None:
    person, event = a_person().activate(NOW)
    assert person.is_active
    assert event.person.status is PersonStatus.ACTIVE
    with pytest.raises(AlreadyActiveError):
        person.activate(NOW)
    with pytest.raises(NotActiveError):
        a_person(PersonStatus.DEACTIVATED).activate(NOW)


@pytest.mark.requirement("A1")
def test_a_person_is_deactivated_once_and_can_be_invited_again() -> None:
    gone, event = a_person(PersonStatus.ACTIVE).deactivate(NOW)
    assert event.person.status is PersonStatus.DEACTIVATED
    with pytest.raises(AlreadyDeactivatedError):
        gone.deactivate(NOW)
    assert gone.invite_again(NOW).status is PersonStatus.INVITED
    with pytest.raises(AlreadyActiveError):
        a_person(PersonStatus.ACTIVE).invite_again(NOW)


@pytest.mark.requirement("A4")
def test_a_change_of_permissions_says_what_was_given_and_by_whom() -> None:
    giver = PersonId(new_id())
    person = Person.invite(
        agency_id=AgencyId(new_id()),
        portal=Portal.AGENCY,
        email="liv@nordlys.example",
        name="Liv Dahl",
        language="nb",
        access=access_of(Portal.AGENCY, [Permission.AUDIT_VIEW, Permission.WORK_MANAGE]),
        now=NOW,
    )
    more = access_of(Portal.AGENCY, [Permission.WORK_MANAGE, Permission.PAY_RUNS_RUN])
    person, event = person.change_access(more, by=giver)
    assert event is not None
    assert (event.given, event.given_by) == ((Permission.PAY_RUNS_RUN,), giver)
    assert set(event.person.permissions) == more.permissions
    less = access_of(Portal.AGENCY, [Permission.WORK_MANAGE])
    person, event = person.change_access(less, by=giver)
    assert event is not None
    assert (event.given, event.given_by) == ((), None)
    assert person.change_access(less, by=giver) == (person, None)


def test_a_contractor_has_the_own_permissions_always_and_no_other() -> None:
    assert a_person().access.permissions == CONTRACTOR_PERMISSIONS
    with pytest.raises(InvalidError) as refused:
        access_of(Portal.CONTRACTOR, [Permission.OWN_WORK], contractor=CONTRACTOR)
    assert [e.field for e in refused.value.errors] == ["permissions"]


@pytest.mark.requirement("K16")
@pytest.mark.parametrize(
    ("portal", "asked", "fields"),
    [
        (Portal.CUSTOMER, {"permissions": [Permission.PEOPLE_MANAGE], "contact": CONTACT}, 1),
        (Portal.AGENCY, {"permissions": [Permission.OWN_WORK]}, 1),
        (Portal.CUSTOMER, {"permissions": None}, 1),
        (Portal.CONTRACTOR, {"permissions": None}, 1),
        (Portal.AGENCY, {"permissions": [], "contact": CONTACT, "contractor": CONTRACTOR}, 2),
        (Portal.CUSTOMER, {"permissions": [Permission.OWN_WORK], "contractor": CONTRACTOR}, 3),
    ],
)
def test_what_does_not_fit_the_portal_is_refused_and_named(
    portal: Portal, asked: dict[str, Any], fields: int
) -> None:
    with pytest.raises(InvalidError) as refused:
        access_of(portal, **asked)
    assert len(refused.value.errors) == fields


@pytest.mark.requirement("K16")
def test_a_contact_may_only_look_until_more_is_given() -> None:
    given = access_of(Portal.CUSTOMER, None, contact=CONTACT).permissions
    assert Permission.WORK_VIEW in given
    assert Permission.WORK_APPROVE not in given
    assert Permission.OFFERS_SIGN not in given


def test_who_may_approve_or_sign_may_look_too() -> None:
    for decides, sees in (
        (Permission.WORK_APPROVE, Permission.WORK_VIEW),
        (Permission.OFFERS_SIGN, Permission.OFFERS_VIEW),
    ):
        given = access_of(Portal.CUSTOMER, [decides], contact=CONTACT).permissions
        assert given == {decides, sees}
        alone = access_of(Portal.CUSTOMER, [sees], contact=CONTACT).permissions
        assert alone == {sees}


def test_the_same_scope_in_another_order_is_no_change() -> None:
    one, two = ProjectId(new_id()), ProjectId(new_id())
    contacts = [
        CONTACT.model_copy(update={"scope": Scope.PROJECTS, "project_ids": ids})
        for ids in [(one, two), (two, one, two)]
    ]
    first, second = (access_of(Portal.CUSTOMER, None, contact=contact) for contact in contacts)
    assert first == second
