"""HTTP of links. What is shown goes to whoever has the token, and to nobody else."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints, model_validator

from chassis.fields import Body, Reason
from contracts.events.timesheets import ArticleKind
from contracts.ids import AgencyId
from timesheets.approval_links.model import LinkDecision, LinkState
from timesheets.work.schemas import MeasuredMinutes

ShownToken = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{20,128}$"), Field(repr=False)
]


class ShownLinkBody(Body):
    """A token that somebody shows at an agency's site."""

    agency_id: AgencyId
    token: ShownToken


class DecideBody(ShownLinkBody):
    """What a person decided, after a click on the button that says so.

    `count` is how many entries the page showed. A reason goes with a return, and only with one.
    """

    decision: LinkDecision
    count: Annotated[int, Field(strict=True, ge=1, le=100_000)]
    reason: Reason | None = None

    @model_validator(mode="after")
    def _a_reason_goes_with_a_return(self) -> "DecideBody":
        if (self.decision is LinkDecision.RETURN) != (self.reason is not None):
            raise ValueError("a reason goes with a return, and only with one")
        return self


class LinkedDay(BaseModel):
    """One entry: what was done on a day. No notes, comments or rates: nobody has signed in."""

    work_on: date
    article: ArticleKind
    quantity: Decimal
    minutes: MeasuredMinutes


class LinkedWork(BaseModel):
    """What a link is about: one contractor's work on one project."""

    contractor_name: str
    project_name: str
    company_name: str
    currency: str
    first_on: date
    last_on: date
    hours: Decimal
    minutes: MeasuredMinutes
    entries: list[LinkedDay] = Field(description="By day")


class LinkDetails(BaseModel):
    """Where a link stands; what it is about as long as it decides something.

    `for_name` is the person that it was sent to, `stands_in_for` whose place they take. Of one that
    was used: what it was used to, when, and until when that can be taken back after signing in.
    """

    state: LinkState
    work: LinkedWork | None = None
    for_name: str | None = None
    stands_in_for: str | None = None
    expires_at: datetime | None = None
    may_return: bool = False
    used_to: LinkDecision | None = None
    used_at: datetime | None = None
    final_at: datetime | None = Field(
        default=None, description="Until then an approval can be taken back"
    )
