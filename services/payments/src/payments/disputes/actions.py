"""Use cases of disputes: a contact disputes lines, both sides write, staff end it."""

from collections.abc import Sequence
from datetime import timedelta

from chassis.errors import ForbiddenError, NotFoundError
from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.access import Portal
from contracts.ids import DisputeId, InvoiceId
from contracts.money import Money
from contracts.reach import Parties
from payments.access import invoice_reach
from payments.directory import repository as directory
from payments.disputes import model, repository
from payments.disputes.model import Decision, Dispute, TooManyDisputesError, Writer
from payments.invoices import repository as invoices
from payments.invoices.model import Invoice

_MAX_WRITTEN = 60
_WRITTEN_WITHIN = timedelta(minutes=10)
_WAIT_SECONDS = 120


async def dispute_lines(
    uow: UnitOfWork, invoice_id: InvoiceId, lines: Sequence[int], reason: str
) -> list[DisputeId]:
    """A contact disputes lines of an invoice that they see, all of them or none.

    Whoever sees the invoice may: it changes no amount, the agency decides, and who keeps a
    company's accounts often approves no work. Raises ForbiddenError, NotFoundError,
    TooManyDisputesError and what `model.dispute_lines` does.
    """
    by = _contact(uow)
    invoice = await _seen(uow, invoice_id)
    await _require_calm(uow, len(lines))
    charged = await repository.charged(uow, invoice_id)
    earlier = await repository.of_invoice(uow, invoice_id)
    chosen = [(number, DisputeId(new_id())) for number in lines]
    opened = model.dispute_lines(invoice, charged.lines, chosen, earlier, reason, by)
    await repository.add(uow, opened)
    await _hold_back(uow, invoice, charged.subtotal)
    uow.record(opened.event)
    return [one.dispute_id for one in opened.disputes]


async def write(
    uow: UnitOfWork, invoice_id: InvoiceId, dispute_id: DisputeId, text: str
) -> Decision:
    """Write in a dispute that the actor sees.

    Raises NotFoundError, TooManyDisputesError, DisputeEndedError, DisputeFullError.
    """
    _, dispute = await _dispute(uow, invoice_id, dispute_id)
    await _require_calm(uow, 1)
    return await _carry_out(uow, model.write(dispute, text, _writer(uow)))


async def withdraw(
    uow: UnitOfWork, invoice_id: InvoiceId, dispute_id: DisputeId, *, seen: int
) -> Decision:
    """A contact takes it back: whoever sees the invoice speaks for the company.

    Raises ForbiddenError, NotFoundError, DisputeEndedError, DisputeChangedError.
    """
    by = _contact(uow)
    invoice, dispute = await _dispute(uow, invoice_id, dispute_id)
    return await _end(uow, invoice, model.withdraw(dispute, by, seen=seen))


async def let_stand(
    uow: UnitOfWork, invoice_id: InvoiceId, dispute_id: DisputeId, resolution: str, *, seen: int
) -> Decision:
    """Staff: the line stands. Raises what `withdraw` does."""
    by = _staff(uow)
    invoice, dispute = await _dispute(uow, invoice_id, dispute_id)
    return await _end(uow, invoice, model.let_stand(dispute, resolution, by, seen=seen))


async def agree_correction(
    uow: UnitOfWork,
    invoice_id: InvoiceId,
    dispute_id: DisputeId,
    agreed: Money,
    resolution: str,
    *,
    seen: int,
) -> Decision:
    """Staff agree to take so much off the line. Nothing is booked: the credit note will do that.

    Raises what `withdraw` does, and AgreedAmountError.
    """
    by = _staff(uow)
    invoice, dispute = await _dispute(uow, invoice_id, dispute_id)
    decision = model.agree_correction(dispute, agreed, resolution, by, seen=seen)
    return await _end(uow, invoice, decision)


async def _dispute(
    uow: UnitOfWork, invoice_id: InvoiceId, dispute_id: DisputeId
) -> tuple[Invoice, Dispute]:
    """The invoice, locked, and the dispute of it. Raises NotFoundError."""
    invoice = await _seen(uow, invoice_id)
    for one in await repository.of_invoice(uow, invoice_id):
        if one.dispute_id == dispute_id:
            return invoice, one
    raise NotFoundError("dispute", dispute_id)


async def _seen(uow: UnitOfWork, invoice_id: InvoiceId) -> Invoice:
    """The invoice, locked until the commit, if the actor sees it: its disputes wait their turn.

    Raises NotFoundError for any other.
    """
    reach = invoice_reach(uow.actor)
    invoice = await invoices.get_for_update(uow, invoice_id)
    parties = Parties(company_id=invoice.company_id, project_ids=frozenset(invoice.project_ids))
    if not reach.shows(parties):
        raise NotFoundError("invoice", invoice_id)
    return invoice


async def _carry_out(uow: UnitOfWork, decision: Decision) -> Decision:
    await repository.save(uow, decision)
    uow.record(decision.event)
    return decision


async def _end(uow: UnitOfWork, invoice: Invoice, decision: Decision) -> Decision:
    await _carry_out(uow, decision)
    charged = await repository.charged(uow, invoice.invoice_id)
    await _hold_back(uow, invoice, charged.subtotal)
    return decision


async def _hold_back(uow: UnitOfWork, invoice: Invoice, subtotal: Money) -> None:
    """Keep on the invoice what of it is not due, as its disputes are now."""
    disputes = await repository.of_invoice(uow, invoice.invoice_id)
    held_back = model.held_back_of(invoice, subtotal, disputes)
    today = (await directory.agency_in_use(uow)).today(uow.now)
    await invoices.save(uow, [invoice.hold_back(held_back, today)])


async def _require_calm(uow: UnitOfWork, new: int) -> None:
    await repository.one_at_a_time(uow, uow.actor.person)
    written = await repository.count_written(uow, uow.actor.person, _WRITTEN_WITHIN)
    if written + new > _MAX_WRITTEN:
        raise TooManyDisputesError(_WAIT_SECONDS)


def _contact(uow: UnitOfWork) -> Writer:
    invoice_reach(uow.actor)
    if uow.actor.portal is not Portal.CUSTOMER:
        raise ForbiddenError("only a contact of the company may do this")
    return _writer(uow)


def _staff(uow: UnitOfWork) -> Writer:
    invoice_reach(uow.actor)
    if uow.actor.portal is not Portal.AGENCY:
        raise ForbiddenError("only staff may do this")
    return _writer(uow)


def _writer(uow: UnitOfWork) -> Writer:
    is_contact = uow.actor.portal is Portal.CUSTOMER
    return Writer(
        person_id=uow.actor.person,
        name=uow.actor.name,
        portal=Portal.CUSTOMER if is_contact else Portal.AGENCY,
        at=uow.now,
    )
