"""A project names contacts, or names them no more: their passes say so from then on."""

from collections.abc import Sequence

from chassis.consumer import Handlers, Received
from chassis.uow import UnitOfWork
from contracts.events.timesheets import ProjectChanged
from contracts.ids import PersonId, ProjectId
from identity.assignments import repository
from identity.people import repository as people

handlers = Handlers()


@handlers.on(ProjectChanged)
async def keep_assignments(uow: UnitOfWork, events: Sequence[Received[ProjectChanged]]) -> None:
    """Who is named newly and who no longer has other projects: services are told by PersonChanged.

    The people are locked in one order for everybody, all those of the batch at once.
    """
    changes = [change for event in events for change in await _changes(uow, event)]
    found = dict(await people.get_all_for_update(uow, sorted({one[0] for one in changes})))
    before = dict(found)
    for person_id, project_id, named in changes:
        person = found.get(person_id)
        if person is not None:
            found[person_id] = person.assign(project_id) if named else person.unassign(project_id)
    for person_id, person in found.items():
        if person != before[person_id]:
            await people.save_assignments(uow, person)
        if person.value != before[person_id].value:
            await people.outdate_passes(uow, person_id)
            uow.record(person.changed())


async def _changes(
    uow: UnitOfWork, event: Received[ProjectChanged]
) -> Sequence[tuple[PersonId, ProjectId, bool]]:
    """Whom the project names newly (True), and whom no longer (False)."""
    project = event.body.project
    before = await repository.replace_contacts(
        uow,
        project.project_id,
        project.company_id,
        project.contact_ids,
        told=event.told,
    )
    if before is None:
        return []
    named = frozenset(project.contact_ids)
    return [
        *((person_id, project.project_id, True) for person_id in named - before),
        *((person_id, project.project_id, False) for person_id in before - named),
    ]
