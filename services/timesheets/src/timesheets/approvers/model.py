"""Who approves the work of a project, and in which order they are asked. Pure.

Whoever may approve may do so at any time. The order says who is asked first, and who next when the
work waits for too long: the contacts whom the project names, as it names them; then those to whom
the project was given with their login; then those who approve for the whole company. In place of
each the one who stands in is asked. Who is away, having a stand-in, comes after all who are there.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contracts.access import Permission, Portal, Scope
from contracts.events.identity import StandIn
from contracts.ids import CompanyId, PersonId, ProjectId
from contracts.reach import LENT, Parties, Principal, Subject, reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact who can sign in, as identity tells it: a viewer in the sense of the reach rule."""

    person_id: PersonId
    name: str
    company_id: CompanyId
    scope: Scope
    permissions: frozenset[Permission]
    project_ids: frozenset[ProjectId]
    stand_ins: tuple[StandIn, ...] = ()
    stands_in_for: tuple[Principal, ...] = ()

    @property
    def portal(self) -> Portal:
        """That of all contacts."""
        return Portal.CUSTOMER

    def is_away(self, on: date, colleagues: Collection[PersonId]) -> bool:
        """Whether somebody stands in for them on this day, of those who can sign in.

        A stand-in who left, or went to another company, is asked nothing: then the contact is.
        """
        return any(one.holds_on(on) and one.person_id in colleagues for one in self.stand_ins)

    def assigned_by(self, project: "ApprovedProject") -> "Contact":
        """The contact, with the project if it names them: identity may say so a moment later."""
        if self.person_id not in project.contact_ids:
            return self
        return replace(self, project_ids=self.project_ids | {project.project_id})

    def as_principal(self) -> Principal:
        """What of theirs is lent to who stands in."""
        return Principal(
            person_id=self.person_id,
            permissions=self.permissions & LENT,
            scope=self.scope,
            project_ids=self.project_ids,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedProject:
    """A project, as far as it says who approves. `contact_ids` in the order that it names them."""

    project_id: ProjectId
    company_id: CompanyId
    contact_ids: tuple[PersonId, ...]

    @property
    def parties(self) -> Parties:
        """Whom its work concerns."""
        return Parties(company_id=self.company_id, project_ids=frozenset({self.project_id}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Somebody who can approve now. `turn_of`: whose turn it is, the approver's they stand in for.

    `stands_in_for` is the name of that approver, None where they approve in their own right.
    `is_away`: somebody stands in for them today.
    """

    person_id: PersonId
    name: str
    turn_of: PersonId
    stands_in_for: str | None = None
    is_away: bool = False


def approvers(
    contacts: Iterable[Contact], project: ApprovedProject, on: date
) -> tuple[Approver, ...]:
    """Everybody who can approve work of the project on this day, who is asked first first.

    `contacts` are those of its company who can sign in. Nobody is in it twice.
    """
    known = {one.person_id: one for one in contacts if one.company_id == project.company_id}
    own = [one for one in known.values() if _approves(one, project)]
    own.sort(key=lambda one: _order(one, project))
    in_own_right = {one.person_id for one in own}
    asked: dict[PersonId, Approver] = {}
    for one in own:
        for stand_in in one.stand_ins:
            person = known.get(stand_in.person_id)
            if person is None or not stand_in.holds_on(on):
                continue
            approver = Approver(
                person_id=person.person_id,
                name=person.name,
                turn_of=one.person_id,
                stands_in_for=None if person.person_id in in_own_right else one.name,
                is_away=person.is_away(on, known.keys()),
            )
            asked.setdefault(person.person_id, approver)
        itself = Approver(
            person_id=one.person_id,
            name=one.name,
            turn_of=one.person_id,
            is_away=one.is_away(on, known.keys()),
        )
        asked.setdefault(one.person_id, itself)
    return tuple(sorted(asked.values(), key=lambda approver: approver.is_away))


def asked_now(found: Sequence[Approver], put_to: PersonId | None) -> Approver | None:
    """Who is asked: whose turn it is, or the first where nobody's is; None: there is nobody."""
    of_turn = (one for one in found if one.turn_of == put_to)
    return next(of_turn, found[0] if found else None)


def next_turn(found: Sequence[Approver], put_to: PersonId | None) -> Approver | None:
    """Who is asked next, after whose turn it is; None: all were asked, or nobody is left."""
    turns = list(dict.fromkeys(one.turn_of for one in found))
    current = asked_now(found, put_to)
    if current is None:
        return None
    after = turns[turns.index(current.turn_of) + 1 :]
    return asked_now(found, after[0]) if after else None


def _approves(contact: Contact, project: ApprovedProject) -> bool:
    within = reach(contact.assigned_by(project), Subject.APPROVALS)
    return within is not None and within.shows(project.parties)


def _order(contact: Contact, project: ApprovedProject) -> tuple[int, int, str, str]:
    name, last = contact.name.casefold(), str(contact.person_id)
    if contact.person_id in project.contact_ids:
        return (0, project.contact_ids.index(contact.person_id), name, last)
    return (2 if contact.scope is Scope.COMPANY else 1, 0, name, last)
