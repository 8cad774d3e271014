"""HTTP shapes of what is expected of a client. Nothing tells what the client is billed or paid."""

from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from payments.expectations.model import ExpectationBasis, PaymentExpectation


class ExpectedClientPayment(BaseModel):
    """When the client's money is expected, and why then.

    `basis`: this client's own record; too few of its invoices were paid for a range; or it is later
    than this client usually is, so that no day is said.
    """

    due_on: date
    basis: ExpectationBasis
    first_on: date | None
    last_on: date | None
    earliest_days: int | None = Field(
        description="This client usually pays from so many days after the due date, or before it"
    )
    latest_days: int | None = Field(description="To so many days after it, or before it")

    @classmethod
    def of(cls, expected: PaymentExpectation) -> Self:
        """From what was found."""
        habit = expected.habit
        return cls(
            due_on=expected.due_on,
            basis=expected.basis,
            first_on=expected.first_on,
            last_on=expected.last_on,
            earliest_days=habit.earliest_days if habit else None,
            latest_days=habit.latest_days if habit else None,
        )
