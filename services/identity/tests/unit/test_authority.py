"""Whose login may be touched by whom, as a table; the commands themselves: integration/."""

from datetime import UTC, datetime

import pytest

from chassis.ids import new_id
from contracts.access import (
    CONTACT_PERMISSIONS,
    CONTRACTOR_PERMISSIONS,
    STAFF_PERMISSIONS,
    Permission,
    Portal,
    Scope,
)
from contracts.events.identity import Address, Contact, Contractor, ContractorKind
from contracts.ids import AgencyId, CompanyId
from identity.people.access import access_of
from identity.people.authority import (
    INCLUDES,
    Authority,
    GrantBeyondOwnError,
    LastOwnerError,
    OwnSecondLoginError,
    require_successor,
)
from identity.people.model import OwnAccessError, Person

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AGENCY = AgencyId(new_id())
PEOPLE = Permission.PEOPLE_MANAGE


def a_login(
    portal: Portal, *permissions: Permission, email: str = "one@nord.example", active: bool = True
) -> Person:
    person = Person.invite(
        agency_id=AGENCY,
        portal=portal,
        email=email,
        name="Somebody",
        language="en",
        access=access_of(
            portal,
            CONTRACTOR_PERMISSIONS if portal is Portal.CONTRACTOR else permissions,
            contractor=Contractor(kind=ContractorKind.TEMP, address=Address(country="NO"))
            if portal is Portal.CONTRACTOR
            else None,
            contact=Contact(company_id=CompanyId(new_id()), scope=Scope.COMPANY)
            if portal is Portal.CUSTOMER
            else None,
        ),
        now=NOW,
    )
    return person.activate(NOW)[0] if active else person


OWNER = a_login(Portal.AGENCY, *STAFF_PERMISSIONS)
HIRING = a_login(Portal.AGENCY, PEOPLE, email="two@nord.example")
PAYING = a_login(Portal.AGENCY, PEOPLE, Permission.PAY_RUNS_RUN, email="three@nord.example")
PLANNING = a_login(
    Portal.AGENCY,
    PEOPLE,
    Permission.WORK_MANAGE,
    Permission.PROJECTS_MANAGE,
    email="4@nord.example",
)
CONTRACTOR = a_login(Portal.CONTRACTOR, email="alma@berg.example")
VISITOR = a_login(Portal.CUSTOMER, email="kari@fjell.example")
APPROVER = a_login(
    Portal.CUSTOMER, Permission.WORK_VIEW, Permission.WORK_APPROVE, email="ola@fjell.example"
)
BUYER = a_login(Portal.CUSTOMER, *CONTACT_PERMISSIONS, email="liv@fjell.example")
LOGINS = {
    "owner": OWNER,
    "hiring": HIRING,
    "paying": PAYING,
    "planning": PLANNING,
    "contractor": CONTRACTOR,
    "visitor": VISITOR,
    "approver": APPROVER,
    "buyer": BUYER,
}
EVERYBODY = set(LOGINS)


@pytest.mark.parametrize(
    ("actor", "touches"),
    [
        (OWNER, EVERYBODY),
        (HIRING, {"hiring", "contractor", "visitor"}),
        (PAYING, {"hiring", "paying", "contractor", "visitor"}),
        (PLANNING, {"hiring", "planning", "contractor", "visitor", "approver"}),
        (CONTRACTOR, {"visitor"}),
        (BUYER, {"visitor"}),
        (a_login(Portal.AGENCY, *STAFF_PERMISSIONS, active=False), {"visitor"}),
    ],
)
def test_nobody_touches_a_login_that_may_do_more(actor: Person, touches: set[str]) -> None:
    allowed: set[str] = set()
    for name, target in LOGINS.items():
        try:
            Authority(actor).require_may_touch(target)
        except GrantBeyondOwnError:
            continue
        allowed.add(name)
    assert allowed == touches


def test_every_permission_of_every_portal_can_be_given_by_somebody() -> None:
    given = STAFF_PERMISSIONS.union(*INCLUDES.values())
    assert given == frozenset(Permission)
    assert INCLUDES.keys() <= STAFF_PERMISSIONS
    Authority(OWNER).require_may_give(Permission)
    Authority(None).require_may_give(Permission)


def test_the_own_login_is_the_own_one_in_every_portal() -> None:
    second = a_login(Portal.CUSTOMER, email="ONE@nord.example")
    for own in (OWNER, second):
        with pytest.raises(OwnAccessError):
            Authority(OWNER).require_other(own)
    Authority(OWNER).require_other(HIRING)
    with pytest.raises(OwnSecondLoginError):
        Authority(OWNER).require_new_for_another("One@Nord.example")
    Authority(OWNER).require_new_for_another("two@nord.example")


def test_what_nobody_else_could_give_again_is_not_taken_away() -> None:
    everything = STAFF_PERMISSIONS
    require_successor(everything, [frozenset({PEOPLE}), everything])
    require_successor({PEOPLE}, [frozenset({PEOPLE})])
    require_successor(set(), [])
    for others in ([], [everything - {PEOPLE}], [everything - {Permission.AUDIT_VIEW}]):
        with pytest.raises(LastOwnerError):
            require_successor(everything, others)
