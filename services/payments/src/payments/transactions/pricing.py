"""From approved work to transactions: lines, charges, net and terms. Pure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self
from uuid import UUID

from chassis.ids import derived_id
from contracts.envelope import Envelope
from contracts.events.payments import Transaction as PublishedTransaction
from contracts.events.payments import TransactionCreated
from contracts.events.timesheets import PayTerms, WorkApproved
from contracts.ids import EntryId, PersonId, TransactionId
from contracts.money import Money
from contracts.parties import SelfBilledInvoice
from contracts.pay_statements import VacationPay, YearToDate
from payments.banking_days.calendars import calendar_of
from payments.banking_days.model import PlannedDay
from payments.directory.model import Agency, Contractor, Directory, WorkOrderVersion, in_force
from payments.periods import Period
from payments.taxes.charging import Assessor
from payments.taxes.details import TaxDetailsHistory
from payments.taxes.model import Assessment, ComputedCharge, Effect, Party, PayHistory, Subject
from payments.taxes.names import said_of
from payments.transactions.days import estimated_payment_day
from payments.transactions.model import Transaction
from payments.work.model import (
    PricedEntry,
    PricedLine,
    by_pay_period,
    earnings_of,
    price_approved,
    share_out,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """An approval that arrived, and the envelope it came in."""

    body: WorkApproved
    envelope: Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Work of one work order and pay period that waits for a number."""

    approval: Approval
    order: WorkOrderVersion
    period: Period
    lines: Sequence[PricedLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class PayAssessor:
    """What deductions and taxes of transactions are reckoned from, person by person.

    `histories` move on with each transaction.
    """

    assessor: Assessor
    histories: Mapping[PersonId, PayHistory]
    details: Mapping[PersonId, TaxDetailsHistory]

    def assess(
        self, contractor_id: PersonId, subject: Subject, *, gross: Money, earnings: Money
    ) -> Assessment:
        """Of one transaction of this person."""
        return self.assessor.of_pay(
            subject,
            gross=gross,
            earnings=earnings,
            history=self.histories[contractor_id],
            details=self.details.get(contractor_id, TaxDetailsHistory()),
        )

    def readjust(self, contractor_id: PersonId, subject: Subject) -> Assessment:
        """What is charged otherwise now of a pay period, without any new pay."""
        return self.assessor.of_nothing_new(
            subject,
            history=self.histories[contractor_id],
            details=self.details.get(contractor_id, TaxDetailsHistory()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargedPay:
    """What a transaction was charged for: whom, where, for which day, on which earnings."""

    subject: Subject
    gross: Money
    earnings: Money

    @property
    def base(self) -> Money:
        """What its charges were reckoned on."""
        return self.earnings if self.subject.party is Party.TEMP else self.gross


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransaction:
    """A transaction with all that is written and said of it once.

    `envelope`: of the event that brought its work; None where staff took work back. The last three
    are of an employee's pay statement (`pay_statements.complete`).
    """

    transaction: Transaction
    envelope: Envelope | None
    order: WorkOrderVersion
    project_name: str
    lines: Sequence[PricedLine]
    earnings: Money
    assessment: Assessment
    vacation_pay: VacationPay | None = None
    account_ending: str = ""
    year_to_date: YearToDate | None = None

    @property
    def deductions(self) -> tuple[ComputedCharge, ...]:
        """What is withheld."""
        return self.assessment.of_effect(Effect.DEDUCTION)

    @property
    def taxes(self) -> tuple[ComputedCharge, ...]:
        """What is added."""
        return self.assessment.of_effect(Effect.TAX)

    @property
    def employers(self) -> tuple[ComputedCharge, ...]:
        """What the agency owes on top of the pay."""
        return self.assessment.of_effect(Effect.EMPLOYER)

    def without(self, line_ids: Collection[UUID]) -> Self:
        """The same without these lines."""
        return replace(self, lines=[one for one in self.lines if one.line_id not in line_ids])

    def numbered(self, number: str, transaction_id: TransactionId) -> Self:
        """The same with its number, and with an id that sorts as the number does."""
        mine = replace(self.transaction, number=number, transaction_id=transaction_id)
        return replace(self, transaction=mine)

    def going_with(self, corrected: Sequence[Transaction], ordered: Mapping[EntryId, int]) -> Self:
        """The same, with what it corrects: in its run, on its day, and on hold where that is.

        It waits for release where it takes back what is `ordered` (of each entry, in minor units),
        or corrects what waits for it. Where the pay alone is other, it is on no invoice of its own:
        it waits for the client's money as what it corrects does.
        """
        if not corrected:
            return self
        freed = all(one.client_paid or not one.is_open for one in corrected)
        mine = self.transaction
        if freed and not self._changes_bill():
            mine = replace(mine, client_paid=True)
        still_open = [one for one in corrected if one.is_open]
        waits = (
            len(still_open) < len(corrected)
            or any(one.needs_release for one in still_open)
            or any(ordered.get(entry_id, 0) > pay for entry_id, pay in self._stands().items())
        )
        if waits:
            return replace(self, transaction=replace(mine, needs_release=True))
        mine = mine.going_with(still_open)
        if not self._lowers():
            mine = mine.let_go()
        return replace(self, transaction=mine)

    def _stands(self) -> dict[EntryId, int]:
        """What of each entry that it corrects it leaves standing."""
        corrects = {line.entry_id: 0 for line in self.lines if line.corrects}
        stands = {
            line.entry_id: line.pay.amount_minor
            for line in sorted(self.lines, key=lambda line: line.version)
            if not line.corrects and line.entry_id in corrects
        }
        return corrects | stands

    def _changes_bill(self) -> bool:
        """Whether an entry is billed at more or less with it than without."""
        bills: dict[EntryId, int] = defaultdict(int)
        for line in self.lines:
            bills[line.entry_id] += line.bill.amount_minor
        return any(bills.values())

    def _lowers(self) -> bool:
        """Whether less of an entry is paid with it than without."""
        pays: dict[EntryId, int] = defaultdict(int)
        for line in self.lines:
            pays[line.entry_id] += line.pay.amount_minor
        return any(minor < 0 for minor in pays.values())

    def created(
        self, reason: str = "", self_billed: SelfBilledInvoice | None = None
    ) -> TransactionCreated:
        """What is said of it; `reason`: why staff took back what it takes back."""
        mine, order = self.transaction, self.order
        return TransactionCreated(
            transaction=PublishedTransaction(
                transaction_id=mine.transaction_id,
                number=mine.number,
                work_order_id=order.work_order_id,
                work_order_code=order.code,
                work_order_title=order.title,
                project_id=order.project_id,
                project_name=self.project_name,
                company_id=order.company_id,
                company_name=mine.company_name,
                contractor_id=mine.contractor_id,
                contractor_kind=mine.contractor_kind,
                period_start=mine.period_start,
                period_end=mine.period_end,
                lines=tuple(line.as_work_line() for line in self.lines),
                gross=mine.gross,
                deductions=tuple(c.as_charge() for c in self.deductions if c.amount.amount_minor),
                taxes=tuple(c.as_charge() for c in self.taxes if c.amount.amount_minor),
                net=mine.net,
                pay_terms=mine.pay_terms,
                state=mine.state,
                estimated_payment_on=mine.estimated_payment_on,
                created_on=mine.created_on,
                employer_charges=tuple(
                    c.as_charge() for c in self.employers if c.amount.amount_minor
                ),
                vacation_pay=self.vacation_pay,
                account_ending=self.account_ending,
                year_to_date=self.year_to_date,
            ),
            reason=reason,
            self_billed=self_billed,
        )


def draft(
    approvals: Sequence[Approval],
    directory: Directory,
    priced: MutableMapping[EntryId, PricedEntry],
) -> list[Draft]:
    """One draft per work order and pay period of each approval, in order.

    `priced` is what entries were priced at by now, and is moved on. Work that was priced already
    makes no draft. Raises NotYetError when the terms that an approval names have not arrived.
    """
    drafts: list[Draft] = []
    for approval in approvals:
        body = approval.body
        order = in_force(
            directory.work_orders[body.work_order_id], body.work_order_version, body.approved_at
        )
        lines = price_approved(body.entries, order, priced)
        periods = by_pay_period(lines, order, directory.agency.week_starts_on)
        for period, in_period in periods.items():
            shared = share_out(in_period)
            priced.update(
                (line.entry_id, PricedEntry(version=line.version, standing=line))
                for line in shared
                if not line.corrects
            )
            drafts.append(Draft(approval=approval, order=order, period=period, lines=shared))
    return drafts


def transaction_of(
    drafted: Draft,
    directory: Directory,
    charging: PayAssessor,
    now: datetime,
) -> NewTransaction:
    """Gross from the lines, charges by rule, net, and when it will be paid by its terms.

    The day of payment decides about charges: the estimated one, or today where it is not known. One
    whose charges nobody knows is on hold until staff say what is due.
    """
    order, period, agency = drafted.order, drafted.period, directory.agency
    contractor = directory.contractors[order.contractor_id]
    today = agency.today(now)
    scheduled = _scheduled(order, period, agency, today)
    gross = Money.total((line.pay for line in drafted.lines), order.currency)
    earnings = earnings_of(drafted.lines, order.currency)
    subject = subject_of(order, period, contractor, scheduled.on if scheduled else today)
    assessed = charging.assess(order.contractor_id, subject, gross=gross, earnings=earnings)
    deductions = _sum(assessed, Effect.DEDUCTION, order.currency)
    taxes = _sum(assessed, Effect.TAX, order.currency)
    transaction = Transaction(
        transaction_id=TransactionId(
            derived_id("transaction", drafted.approval.envelope.id, period.start)
        ),
        number="",
        contractor_id=contractor.person_id,
        contractor_kind=contractor.kind,
        work_order_title=order.title,
        company_name=directory.companies[order.company_id].name,
        period_start=period.start,
        period_end=period.end,
        gross=gross,
        deductions=deductions,
        taxes=taxes,
        net=gross - deductions + taxes,
        pay_terms=order.pay_terms,
        created_on=today,
        scheduled_on=scheduled.on if scheduled else None,
        scheduled_moved=scheduled.moved if scheduled else None,
        client_paid=not any(line.bill.amount_minor for line in drafted.lines),
        held_because=said_of(assessed.missing, order.currency, agency.language, agency.country)
        if assessed.missing
        else None,
    )
    return NewTransaction(
        transaction=transaction,
        envelope=drafted.approval.envelope,
        order=order,
        project_name=directory.project_names[order.project_id],
        lines=drafted.lines,
        earnings=earnings,
        assessment=assessed,
    )


def taking_back(
    original: Transaction,
    lines: Sequence[PricedLine],
    assessed: Assessment,
    order: WorkOrderVersion,
    project_name: str,
    today: date,
) -> NewTransaction:
    """What takes back work of a transaction: `lines` are negative.

    It waits for the client's money only where what it corrects does.
    """
    currency = order.currency
    gross = Money.total((line.pay for line in lines), currency)
    deductions = _sum(assessed, Effect.DEDUCTION, currency)
    taxes = _sum(assessed, Effect.TAX, currency)
    transaction = replace(
        original,
        transaction_id=TransactionId(derived_id("taken back", original.transaction_id)),
        number="",
        gross=gross,
        deductions=deductions,
        taxes=taxes,
        net=gross - deductions + taxes,
        created_on=today,
        scheduled_on=today if original.pay_terms is PayTerms.SCHEDULED else None,
        scheduled_moved=None,
        client_paid=original.client_paid or not original.is_open,
        needs_release=False,
        held_because=None,
        held_by=None,
        pay_run_id=None,
        payment_id=None,
        ordered_for=None,
        ordered_moved=None,
        paid_on=None,
        returned_payment_id=None,
        returned_from=None,
    )
    return NewTransaction(
        transaction=transaction,
        envelope=None,
        order=order,
        project_name=project_name,
        lines=lines,
        earnings=earnings_of(lines, currency),
        assessment=assessed,
    )


def _scheduled(
    order: WorkOrderVersion, period: Period, agency: Agency, today: date
) -> PlannedDay | None:
    if order.pay_terms is not PayTerms.SCHEDULED:
        return None
    calendar = calendar_of(agency.country, agency.region)
    return estimated_payment_day(period.end, agency.payment_delay_days, today, calendar)


def subject_of(
    order: WorkOrderVersion, period: Period, contractor: Contractor, paid_on: date
) -> Subject:
    """What the rules of taxes and deductions look at."""
    return Subject(
        party=Party(contractor.kind.value),
        country=contractor.country,
        region=contractor.region,
        currency=order.currency,
        on=paid_on,
        period=period,
    )


def _sum(assessed: Assessment, effect: Effect, currency: str) -> Money:
    return Money.total((charge.amount for charge in assessed.of_effect(effect)), currency)
