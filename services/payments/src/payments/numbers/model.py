"""How a number reads."""

from enum import StrEnum


class NumberKind(StrEnum):
    """What is numbered."""

    TRANSACTION = "transaction"
    INVOICE = "invoice"
    PAYMENT = "payment"
    PAY_RUN = "pay_run"
    CREDIT_NOTE = "credit_note"


_PREFIX = {
    NumberKind.TRANSACTION: "T",
    NumberKind.INVOICE: "I",
    NumberKind.PAYMENT: "P",
    NumberKind.PAY_RUN: "R",
    NumberKind.CREDIT_NOTE: "C",
}


def number(kind: NumberKind, year: int, value: int) -> str:
    """Such as T-2026-000123."""
    return f"{_PREFIX[kind]}-{year}-{value:06d}"
