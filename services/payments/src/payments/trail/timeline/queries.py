"""SQL of the steps of a trail: of its work, of its transactions, of its invoices."""

from collections.abc import Iterable
from datetime import date

from chassis.uow import UnitOfWork
from contracts.events.payments import TransactionState
from payments.rows import Row
from payments.trail.model import Party, WorkAmount
from payments.trail.reading import TrailView
from payments.trail.timeline.model import StepName, TimelineStep, newest_first

_OF_HISTORY = {
    "created": StepName.PRICED,
    "held": StepName.HELD,
    "released": StepName.RELEASED,
    "reversed": StepName.REVERSED,
    "ordered": StepName.ORDERED,
    "paid": StepName.PAID_OUT,
    "came_back": StepName.CAME_BACK,
}
"""What the history of a transaction calls it. That the client has paid is told by its invoices."""


async def timeline(uow: UnitOfWork, shown: TrailView, contractor_name: str) -> list[TimelineStep]:
    """Every step of this trail, newest first."""
    names = {
        Party.CONTRACTOR: contractor_name,
        Party.CLIENT: shown.order.company_name,
        Party.AGENCY: shown.agency.name or None,
    }
    return newest_first(
        [
            *await _of_work(uow, shown, names),
            *await _of_transactions(uow, shown, names),
            *await _of_invoices(uow, shown, names),
        ]
    )


_Names = dict[Party, str | None]


async def _of_work(uow: UnitOfWork, shown: TrailView, names: _Names) -> Iterable[TimelineStep]:
    rows = await uow.fetch(
        """
        SELECT what, happened_at, by_agency, reason, sum(coalesce(minutes, hours * 60)) AS minutes,
               sum(expenses) AS expenses
        FROM trail_steps
        WHERE agency_id = $1 AND work_order_id = $2 AND work_on BETWEEN $3 AND $4
        GROUP BY event_id, what, happened_at, by_agency, reason
        """,
        uow.agency_id,
        shown.key.work_order_id,
        shown.period.start,
        shown.period.end,
    )

    def step(row: Row) -> TimelineStep:
        what = StepName(row["what"])
        party = Party.CLIENT
        if what in {StepName.SUBMITTED, StepName.WITHDRAWN}:
            party = Party.CONTRACTOR
        elif row["by_agency"]:
            party = Party.AGENCY
        return TimelineStep(
            what=what,
            at=row["happened_at"],
            on=shown.agency.today(row["happened_at"]),
            party=party,
            name=names[party],
            work=WorkAmount(minutes=row["minutes"], expenses=row["expenses"]),
            reason=row["reason"],
        )

    return [step(row) for row in rows]


async def _of_transactions(
    uow: UnitOfWork, shown: TrailView, names: _Names
) -> Iterable[TimelineStep]:
    listed = {one.transaction_id: one for one in shown.transactions}
    rows = await uow.fetch(
        """
        SELECT transaction_id, happened_at, what, actor_id, actor_name, facts
        FROM transaction_history
        WHERE agency_id = $1 AND transaction_id = ANY($2) AND what = ANY($3)
        """,
        uow.agency_id,
        list(listed),
        list(_OF_HISTORY),
    )

    def step(row: Row) -> TimelineStep:
        transaction, facts = listed[row["transaction_id"]], row["facts"]
        paid_on = _day(facts.get("paid_on"))
        # What takes a part of it back has its own amount, and is listed by itself.
        is_taken_back = row["what"] == "reversed" and (
            transaction.priced.state is not TransactionState.REVERSED
        )
        return TimelineStep(
            what=_OF_HISTORY[row["what"]],
            at=row["happened_at"],
            on=paid_on or shown.agency.today(row["happened_at"]),
            party=Party.AGENCY,
            name=row["actor_name"] if row["actor_id"] else names[Party.AGENCY],
            work=transaction.priced.work if row["what"] == "created" else None,
            amount=None if is_taken_back else transaction.priced.net,
            transaction_id=transaction.transaction_id,
            transaction_number=transaction.number,
            expected_on=_day(facts.get("estimated_payment_on") or facts.get("pay_on")),
            reason=facts.get("reason"),
            reason_code=facts.get("reason_code"),
        )

    return [step(row) for row in rows]


_BY_AGENCY = frozenset({StepName.INVOICED, StepName.WRITTEN_OFF})
_OF_NO_WORK = frozenset(
    {StepName.CLIENT_PAID_PART, StepName.CLIENT_PAYMENT_RETURNED, StepName.WRITTEN_OFF}
)


async def _of_invoices(uow: UnitOfWork, shown: TrailView, names: _Names) -> Iterable[TimelineStep]:
    """An invoice is written down by its posting; its work is paid with the receipt that makes up
    what was billed. What comes in after that is for late charges. That it was written off is why
    its work waits on."""
    rows = await uow.fetch(
        """
        WITH mine AS (
            SELECT i.invoice_id, i.issued_on, i.due_on,
                   i.total_minor - i.credited_minor AS billed_minor,
                   coalesce(sum(coalesce(w.minutes, w.quantity * 60))
                       FILTER (WHERE w.article <> 'expense'), 0) AS minutes,
                   coalesce(sum(w.quantity) FILTER (WHERE w.article = 'expense'), 0) AS expenses
            FROM work_lines AS w
            JOIN invoices AS i ON i.agency_id = w.agency_id AND i.invoice_id = w.invoice_id
            WHERE w.agency_id = $1 AND w.transaction_id = ANY($2)
            GROUP BY i.agency_id, i.invoice_id)
        SELECT 'invoiced' AS what, issued_on AS counts_on, due_on AS expected_on, minutes,
               expenses,
               (SELECT min(p.posted_at) FROM postings AS p
                WHERE p.agency_id = $1 AND p.cause_id = invoice_id) AS happened_at
        FROM mine
        UNION ALL
        SELECT CASE WHEN r.amount_minor < 0 THEN 'client_payment_returned'
                    WHEN r.so_far >= mine.billed_minor THEN 'client_paid'
                    ELSE 'client_paid_part' END,
               r.received_on, NULL, mine.minutes, mine.expenses, r.recorded_at
        FROM mine CROSS JOIN LATERAL (
            -- With what of it became, or had become, the company's balance at once.
            SELECT recorded_at, max(received_on) AS received_on, sum(amount_minor) AS amount_minor,
                   sum(sum(amount_minor)) OVER (ORDER BY recorded_at) AS so_far
            FROM receipts WHERE agency_id = $1 AND invoice_id = mine.invoice_id
            GROUP BY recorded_at HAVING sum(amount_minor) > 0
                OR (sum(amount_minor) < 0 AND bool_or(reverses IS NOT NULL))
        ) AS r
        WHERE least(r.so_far, r.so_far - r.amount_minor) < mine.billed_minor
        UNION ALL
        SELECT 'written_off', o.written_off_on, NULL, 0, 0, o.recorded_at
        FROM mine JOIN write_offs AS o ON o.agency_id = $1 AND o.invoice_id = mine.invoice_id
        WHERE o.amount_minor > 0
        """,
        uow.agency_id,
        [one.transaction_id for one in shown.transactions],
    )

    def step(row: Row) -> TimelineStep:
        what = StepName(row["what"])
        party = Party.AGENCY if what in _BY_AGENCY else Party.CLIENT
        return TimelineStep(
            what=what,
            at=row["happened_at"],
            on=row["counts_on"],
            party=party,
            name=names[party],
            work=WorkAmount(minutes=row["minutes"], expenses=row["expenses"])
            if what not in _OF_NO_WORK
            else None,
            expected_on=row["expected_on"],
        )

    return [step(row) for row in rows]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
