"""Who is asked to approve, and who next: a table."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from contracts.access import Permission, Scope
from contracts.events.identity import StandIn
from contracts.ids import CompanyId, PersonId, ProjectId
from timesheets.approvers.model import (
    ApprovedProject,
    Contact,
    approvers,
    asked_now,
    next_turn,
)

pytestmark = pytest.mark.requirement("B3")

TODAY = date(2026, 12, 31)
OURS, THEIRS = CompanyId(UUID(int=100)), CompanyId(UUID(int=101))
HARBOUR = ProjectId(UUID(int=200))


def a_contact(
    number: int, name: str, scope: Scope = Scope.PROJECTS, *, reaches: bool = True
) -> Contact:
    return Contact(
        person_id=PersonId(UUID(int=number)),
        name=name,
        company_id=OURS,
        scope=scope,
        permissions=frozenset({Permission.WORK_APPROVE}),
        project_ids=frozenset({HARBOUR}) if reaches else frozenset(),
    )


NAMED, ASSIGNED = a_contact(1, "Nora", reaches=False), a_contact(2, "Asta")
WHOLE, OTHER = a_contact(3, "Vera", Scope.COMPANY), a_contact(4, "Olav", reaches=False)
PROJECT = ApprovedProject(project_id=HARBOUR, company_id=OURS, contact_ids=(NAMED.person_id,))


def away(contact: Contact, stand_in: Contact, first: date = TODAY, last: date = TODAY) -> Contact:
    one = StandIn(
        stand_in_id=UUID(int=900 + contact.person_id.int),
        person_id=stand_in.person_id,
        from_on=first,
        until_on=last,
    )
    return replace(contact, stand_ins=(*contact.stand_ins, one))


def said(*contacts: Contact, on: date = TODAY) -> list[str]:
    return [
        f"{one.name} for {one.stands_in_for}" if one.stands_in_for else one.name
        for one in approvers(contacts, PROJECT, on)
    ]


YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
CASES = {
    "named, assigned, whole company": (
        (WHOLE, ASSIGNED, NAMED, OTHER),
        ["Nora", "Asta", "Vera"],
    ),
    "a stand-in before everybody, the one who is away last": (
        (WHOLE, ASSIGNED, away(NAMED, OTHER), OTHER),
        ["Olav for Nora", "Asta", "Vera", "Nora"],
    ),
    "a stand-in who approves in the own right is in nobody's place": (
        (WHOLE, ASSIGNED, away(NAMED, WHOLE)),
        ["Vera", "Asta", "Nora"],
    ),
    "not before the first day": (
        (away(NAMED, OTHER, TOMORROW, TOMORROW), OTHER),
        ["Nora"],
    ),
    "not after the last day": (
        (away(NAMED, OTHER, YESTERDAY, YESTERDAY), OTHER),
        ["Nora"],
    ),
    "on the first and on the last day": (
        (away(NAMED, OTHER, TODAY, TOMORROW), OTHER),
        ["Olav for Nora", "Nora"],
    ),
    "a stand-in who cannot sign in is not asked": ((away(NAMED, OTHER),), ["Nora"]),
    "nobody of another company stands in": (
        (away(NAMED, OTHER), replace(OTHER, company_id=THEIRS)),
        ["Nora"],
    ),
    "what a stand-in has of others does not go on": (
        (away(NAMED, OTHER), away(OTHER, WHOLE), replace(WHOLE, permissions=frozenset())),
        ["Olav for Nora", "Nora"],
    ),
    "two who stand in for each other can both act, and it ends": (
        (away(NAMED, ASSIGNED), away(ASSIGNED, NAMED)),
        ["Asta", "Nora"],
    ),
    "who may approve no more is not asked, nor who stands in for them": (
        (replace(away(NAMED, OTHER), permissions=frozenset({Permission.WORK_VIEW})), OTHER),
        [],
    ),
    "nobody": ((), []),
}


@pytest.mark.parametrize(("contacts", "expected"), CASES.values(), ids=CASES)
def test_who_can_act_and_in_which_order(contacts: tuple[Contact, ...], expected: list[str]) -> None:
    assert said(*contacts) == expected


@pytest.mark.parametrize(
    ("stand_in", "is_away"),
    [((OTHER,), True), ((), False), ((replace(OTHER, company_id=THEIRS),), False)],
    ids=["who can sign in", "who left", "of another company by now"],
)
def test_nobody_is_away_for_a_stand_in_who_cannot_be_asked(
    stand_in: tuple[Contact, ...], is_away: bool
) -> None:
    """Or nobody gets a link for the work, and a link says that others are asked who are not."""
    found = approvers((away(NAMED, OTHER), *stand_in), PROJECT, TODAY)
    assert {one.name: one.is_away for one in found}["Nora"] is is_away


def test_the_turn_passes_from_one_to_the_next_and_ends_with_the_last() -> None:
    found = approvers((WHOLE, ASSIGNED, away(NAMED, OTHER), OTHER), PROJECT, TODAY)
    asked = [asked_now(found, None)]
    while (following := next_turn(found, asked[-1] and asked[-1].turn_of)) is not None:
        asked.append(following)
    assert [one and one.name for one in asked] == ["Olav", "Asta", "Vera"]


def test_who_left_is_asked_no_more_and_somebody_else_is() -> None:
    found = approvers((ASSIGNED, WHOLE), PROJECT, TODAY)
    first = asked_now(found, NAMED.person_id)
    assert first is not None
    assert first.name == "Asta"
    following = next_turn(found, NAMED.person_id)
    assert following is not None
    assert following.name == "Vera"
    assert (asked_now((), None), next_turn((), None)) == (None, None)
