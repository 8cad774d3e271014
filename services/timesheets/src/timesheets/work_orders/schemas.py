"""HTTP shapes of work orders."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.events.timesheets import Article, ArticleKind, PayPeriod, PayTerms, WorkOrder
from contracts.ids import CompanyId, PersonId, ProjectId, WorkOrderId
from contracts.money import Currency
from timesheets.projects.schemas import Code, Title

Rate = Annotated[
    Decimal,
    Field(
        ge=0,
        max_digits=12,
        decimal_places=4,
        description="Per unit, in major units of the currency; an expense's is a factor",
    ),
]


class ArticleRates(BaseModel):
    """What can be logged, and for how much."""

    model_config = ConfigDict(extra="forbid")

    article: ArticleKind
    pay_rate: Rate
    bill_rate: Rate

    def as_article(self) -> Article:
        """With its unit: an expense is counted in the currency itself, all else in hours."""
        unit = "currency" if self.article is ArticleKind.EXPENSE else "hour"
        return Article(
            article=self.article, unit=unit, pay_rate=self.pay_rate, bill_rate=self.bill_rate
        )


class WorkOrderTerms(BaseModel):
    """What staff can change about a work order, for work that is approved from then on."""

    model_config = ConfigDict(extra="forbid")

    title: Title
    starts_on: date
    ends_on: date | None = None
    pay_terms: PayTerms
    pay_period: PayPeriod = PayPeriod.MONTHLY
    articles: list[ArticleRates] = Field(min_length=1, max_length=len(ArticleKind))

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("ends_on is before starts_on")
        if len({article.article for article in self.articles}) < len(self.articles):
            raise ValueError("articles has one article twice")
        return self

    def as_articles(self) -> tuple[Article, ...]:
        """The articles, in one order whatever order they came in."""
        return tuple(sorted((a.as_article() for a in self.articles), key=lambda a: a.article))


class NewWorkOrder(WorkOrderTerms):
    """A work order to open. Project, contractor and currency stay the same for good."""

    code: Code
    project_id: ProjectId
    contractor_id: PersonId
    currency: Currency | None = Field(default=None, description="None: the agency's")


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
