"""Entering what documents of account say of the agency, and of a contractor's own company."""

from chassis.errors import ConflictError
from chassis.uow import UnitOfWork
from contracts.access import Permission
from contracts.events.identity import Agency, AgencyChanged, ContractorKind
from contracts.ids import PersonId
from identity.agencies import repository as agencies
from identity.legal_details.schemas import (
    AgencyLegalDetails,
    ContractorCompanyBody,
    LegalDetailsBody,
)
from identity.people import actions as people
from identity.people import repository as people_rows
from identity.people.model import Person
from identity.sessions.recent import require_recent


class LegalDetailsChangedError(ConflictError):
    """The legal details were changed meanwhile"""


class NotACompanyError(ConflictError):
    """This person is not paid through a company of their own"""


class SeriesTakenError(ConflictError):
    """Another contractor's invoices are numbered with this prefix"""


async def of_agency(uow: UnitOfWork) -> Agency:
    """The agency, for staff who keep its settings or its invoices. Raises ForbiddenError."""
    uow.actor.require(Permission.SETTINGS_MANAGE, Permission.INVOICES_MANAGE)
    return (await agencies.get(uow, uow.agency_id)).agency


async def change(uow: UnitOfWork, body: LegalDetailsBody) -> Agency:
    """Change what documents say of the agency; what is so already is no change.

    Clients pay to the accounts that stand here, so it needs a recent sign-in. Raises
    ForbiddenError, InvalidError, LegalDetailsChangedError or RecentSignInNeededError.
    """
    uow.actor.require(Permission.SETTINGS_MANAGE)
    tenant = await agencies.get_for_update(uow, uow.agency_id)
    before = tenant.agency
    after = body.over(before)
    if after == before and before.legal.version:
        return before
    if body.version != before.legal.version:
        raise LegalDetailsChangedError(
            f"they are at version {before.legal.version}, not {body.version}",
            now=AgencyLegalDetails.of(before).model_dump(mode="json"),
        )
    await require_recent(uow)
    legal = after.legal.model_copy(update={"version": before.legal.version + 1})
    after = after.model_copy(update={"legal": legal})
    await agencies.save(uow, tenant.with_agency(after))
    uow.record(AgencyChanged(agency=after))
    return after


async def change_company_of(
    uow: UnitOfWork, person_id: PersonId, body: ContractorCompanyBody
) -> Person:
    """Change what a contractor's self-billed invoices say of their own company.

    Raises ForbiddenError, NotFoundError, NotACompanyError, SeriesTakenError or InvalidError.
    """
    uow.actor.require(Permission.PEOPLE_MANAGE)
    _, person = await people.get_to_touch(uow, person_id)
    contractor = person.access.contractor
    if contractor is None or contractor.kind is not ContractorKind.INCORPORATED:
        raise NotACompanyError
    after = body.over(contractor)
    changed, event = person.change_details(
        name=person.name, language=person.language, contractor=after
    )
    if event is not None:
        if after.self_billing is not None and not await people_rows.claim_series(
            uow, after.self_billing.number_prefix, person_id
        ):
            raise SeriesTakenError(number_prefix=after.self_billing.number_prefix)
        await people_rows.save(uow, changed)
        uow.record(event)
    return changed
