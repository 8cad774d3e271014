"""HTTP shapes of work orders."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator

from chassis.errors import InvalidError
from chassis.fields import Body, CurrencyCode, Day, Name, Rate, WholeNumber
from contracts.events.timesheets import Article, ArticleKind, PayPeriod, PayTerms, WorkOrder
from contracts.ids import CompanyId, PersonId, ProjectId, WorkOrderId
from contracts.quantities import MAX_EXPENSE_FACTOR
from timesheets.projects.schemas import Code


class ArticleRates(Body):
    """What can be logged, and for how much per unit; an expense's rates are factors."""

    article: ArticleKind
    pay_rate: Rate
    bill_rate: Rate

    @model_validator(mode="after")
    def _expenses_have_factors(self) -> Self:
        for field, rate in (("pay_rate", self.pay_rate), ("bill_rate", self.bill_rate)):
            if self.article is ArticleKind.EXPENSE and rate > MAX_EXPENSE_FACTOR:
                raise ValueError(
                    f"{field} of an expense is a factor, at most {MAX_EXPENSE_FACTOR}:"
                    " 1.1 is ten per cent more than was spent"
                )
        return self

    def as_article(self) -> Article:
        """With its unit: an expense is counted in the currency itself, all else in hours."""
        unit = "currency" if self.article is ArticleKind.EXPENSE else "hour"
        return Article(
            article=self.article, unit=unit, pay_rate=self.pay_rate, bill_rate=self.bill_rate
        )


def _each_once(articles: list[ArticleRates]) -> list[ArticleRates]:
    if len({article.article for article in articles}) < len(articles):
        raise ValueError("has one article twice")
    return articles


MinutesPerDay = Annotated[
    WholeNumber,
    Field(ge=1, le=1440, description="More on one day stands out to who approves it"),
]

Articles = Annotated[
    list[ArticleRates],
    Field(min_length=1, max_length=len(ArticleKind)),
    AfterValidator(_each_once),
]


def as_articles(articles: Iterable[ArticleRates]) -> tuple[Article, ...]:
    """The articles, in one order whatever order they came in."""
    return tuple(sorted((a.as_article() for a in articles), key=lambda a: a.article))


class WorkOrderTerms(Body):
    """What staff can change about a work order, for work that is approved from then on.

    What is left out stays as it is; `ends_on` null: it has no end.
    """

    title: Name | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    pay_terms: PayTerms | None = None
    pay_period: PayPeriod | None = None
    articles: Articles | None = None
    minutes_per_day: MinutesPerDay | None = None
    version: Annotated[WholeNumber, Field(ge=0, le=2**31 - 1)] | None = Field(
        default=None, description="The one that was read: refused with 409 if it is another by now"
    )

    def of_order(self, order: WorkOrder) -> WorkOrder:
        """The order with what is given in place of what it had. Raises InvalidError."""
        given = self.model_dump(exclude_unset=True, exclude={"version", "articles", "ends_on"})
        changed = {name: value for name, value in given.items() if value is not None}
        if "ends_on" in self.model_fields_set:
            changed["ends_on"] = self.ends_on
        if self.articles is not None:
            changed["articles"] = as_articles(self.articles)
        after = order.model_copy(update=changed)
        check_dates(after.starts_on, after.ends_on)
        return after


def check_dates(starts_on: date, ends_on: date | None) -> None:
    """Raises InvalidError: the end is before the start."""
    if ends_on is not None and ends_on < starts_on:
        raise InvalidError("is before starts_on", field="ends_on")


class NewWorkOrder(Body):
    """A work order to open. Project, contractor and currency stay the same for good."""

    code: Code
    project_id: ProjectId
    contractor_id: PersonId
    currency: CurrencyCode | None = Field(
        default=None,
        description="None: the agency's. A temp's is always that: deductions are worked out in it",
    )
    title: Name
    starts_on: Day
    ends_on: Day | None = None
    pay_terms: PayTerms
    pay_period: PayPeriod = PayPeriod.MONTHLY
    articles: Articles
    minutes_per_day: MinutesPerDay = 480


class WorkOrderDetails(WorkOrder):
    """A work order as staff see it, with the names of its parties."""

    project_code: str
    project_name: str
    company_name: str
    contractor_name: str


class OwnArticle(BaseModel):
    """What a contractor can log and what it pays. What the customer pays is not told."""

    article: ArticleKind
    unit: str
    pay_rate: Decimal


class OwnWorkOrder(BaseModel):
    """A work order as its contractor sees it. `closed`: nothing more can be logged on it."""

    work_order_id: WorkOrderId
    code: str
    title: str
    project_id: ProjectId
    project_name: str
    company_id: CompanyId
    company_name: str
    starts_on: date
    ends_on: date | None
    currency: str
    pay_terms: PayTerms
    pay_period: PayPeriod
    time_zone: str
    articles: list[OwnArticle]
    closed: bool
