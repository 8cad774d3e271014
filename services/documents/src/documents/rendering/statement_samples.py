"""Statements of account to look at and to test with: invented, with invoices of every age."""

from collections.abc import Sequence
from datetime import date, timedelta

from contracts.events.statements import (
    StatedAccount,
    StatedAge,
    StatedInvoice,
    StatedMovement,
    StatementRequested,
)
from contracts.ids import CompanyId, DocumentId
from contracts.money import Money
from documents.rendering.inputs import StatementOfAccountInput
from documents.rendering.samples import customer_invoice, home, id_of

_AS_OF = date(2026, 11, 22)
_FROM_ON = date(2026, 7, 1)


def statement_of_account(language: str = "en", *, invoices: int = 6) -> StatementOfAccountInput:
    """Invoices of every age, each second of them paid, some in part."""
    agency, currency = home(language)
    return StatementOfAccountInput(
        language=language,
        agency=agency,
        counterpart=customer_invoice(language).counterpart,
        subject=StatementRequested(
            document_id=DocumentId(id_of(f"statement {invoices}")),
            company_id=CompanyId(id_of("company")),
            from_on=_FROM_ON,
            as_of=_AS_OF,
            language=language,
            currencies=(_account(invoices, currency),),
        ),
    )


def _account(invoices: int, currency: str) -> StatedAccount:
    opening = running = Money(amount_minor=125_000, currency=currency)
    open_ones = [_invoice(0, opening, Money.zero(currency), date(2026, 6, 1))]
    movements: list[StatedMovement] = []
    for index in range(1, invoices + 1):
        booked_on = _FROM_ON + timedelta(days=120 * index // invoices)
        total = Money(amount_minor=812_345 + 10_007 * index, currency=currency)
        paid = (total, Money(amount_minor=200_000, currency=currency), None)[index % 3]
        running += total
        movements.append(
            StatedMovement(
                booked_on=booked_on,
                cause="invoice",
                number=f"I-2026-{index:06}",
                due_on=booked_on + timedelta(days=30),
                amount=total,
                balance=running,
            )
        )
        if paid is not None:
            running -= paid
            movements.append(
                StatedMovement(
                    booked_on=booked_on,
                    cause="receipt",
                    number=f"I-2026-{index:06}",
                    received_on=booked_on,
                    reference=f"BANK {index:05}",
                    amount=-paid,
                    balance=running,
                )
            )
        if paid != total:
            open_ones.append(_invoice(index, total, paid or Money.zero(currency), booked_on))
    charged = [one.amount for one in movements if one.cause == "invoice"]
    credited = [-one.amount for one in movements if one.cause == "receipt"]
    return StatedAccount(
        currency=currency,
        opening=opening,
        charged=Money.total(charged, currency),
        credited=Money.total(credited, currency),
        closing=running,
        ages=_ages(open_ones, currency),
        open_invoices=tuple(open_ones),
        movements=tuple(movements),
    )


def _invoice(index: int, total: Money, received: Money, issued_on: date) -> StatedInvoice:
    due_on = issued_on + timedelta(days=30)
    return StatedInvoice(
        number=f"I-2026-{index:06}",
        issued_on=issued_on,
        due_on=due_on,
        days_overdue=max(0, (_AS_OF - due_on).days),
        total=total,
        received=received,
        open_amount=total - received,
        # A line of the newest is disputed.
        disputed_amount=Money(amount_minor=12_300, currency=total.currency) if index == 5 else None,
    )


def _ages(found: Sequence[StatedInvoice], currency: str) -> tuple[StatedAge, ...]:
    limits = {
        "not_due": (0, 0),
        "days_1_to_30": (1, 30),
        "days_31_to_60": (31, 60),
        "days_61_to_90": (61, 90),
        "over_90_days": (91, 10_000),
    }
    return tuple(
        StatedAge(
            age=age,
            amount=Money.total(
                (one.open_amount for one in found if low <= one.days_overdue <= high), currency
            ),
        )
        for age, (low, high) in limits.items()
    )
