"""The page after sign-in: who is signed in, and the facts of that portal's first view."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from contracts.access import Permission, Portal
from edge.compose import Sums
from edge.generated.shapes import Money, TransactionState, TransactionSummary
from edge.pages.render import page
from edge.pages.routes import redirect
from edge.pages.stuck import StuckRow, stuck_rows
from edge.pages.texts import Texts
from edge.problems import EdgeRoute, NotSignedInError, ServiceName
from edge.sessions import Caller
from edge.views import agency, contractor, customer
from edge.views.agency import AgencyDashboard
from edge.views.contractor import ContractorDashboard
from edge.views.customer import CustomerHome
from edge.visit import VisitHere, caller_of
from presentation.formats import Formats

RECENT_ROWS = 6

router = APIRouter(include_in_schema=False, route_class=EdgeRoute)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A card: what it is, its figure, and what stands under it. `away`: it did not come in time.

    `subject`: what links of e-mails that lead to it name, as in `/customer#invoices/…`.
    """

    title: str
    subject: str = ""
    figure: str = ""
    lines: Sequence[str] = ()
    empty: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a list."""

    title: str
    sub: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What the page shows. `activity` is None where there is no such list."""

    facts: Sequence[Fact]
    stuck: Sequence[StuckRow] = ()
    activity: Sequence[Row] | None = None
    missing: Sequence[ServiceName]


@dataclass(frozen=True, slots=True)
class _Words:
    t: Texts
    formats: Formats

    def money(self, amounts: Sequence[Money]) -> str:
        """Amounts of several currencies, one after the other."""
        return " · ".join(self.formats.money(amount) for amount in amounts)

    def count(self, unit: str, number: int) -> str:
        """How many of something."""
        key = f"count.{unit}.one" if number == 1 else f"count.{unit}"
        return self.t(key, n=self.formats.number(number))

    def hours(self, hours: str) -> str:
        """How many hours."""
        key = "count.hours.one" if Decimal(hours) == 1 else "count.hours"
        return self.t(key, n=self.formats.number(Decimal(hours)))

    def sums(self, key: str, unit: str, found: Sums | None, *, away: bool) -> Fact:
        """A card of a sum with how many it is of."""
        title = self.t(key)
        if found is None or found.count == 0:
            return Fact(title=title, away=away and found is None)
        count = self.count(unit, found.count)
        return Fact(title=title, figure=self.money(found.totals), lines=[count])


# Each by name: a pattern would swallow `/metrics`.
@router.get(f"/{Portal.CONTRACTOR}")
@router.get(f"/{Portal.CUSTOMER}")
@router.get(f"/{Portal.AGENCY}")
async def portal_home(request: Request, visit: VisitHere) -> Response:
    """The first page of a portal; who is not signed in is asked to."""
    portal = Portal(request.url.path.strip("/"))
    try:
        caller = await caller_of(request, portal)
    except NotSignedInError:
        return redirect(f"/{portal}/login")
    words = _Words(
        Texts(caller.language),
        Formats(caller.language, visit.agency.address.country),
    )
    shown = await _shown(caller, words, ZoneInfo(visit.agency.time_zone))
    return page(
        request,
        "portal.html.j2",
        language=caller.language,
        portal=portal,
        name=caller.name,
        facts=shown.facts,
        stuck=shown.stuck,
        activity=shown.activity,
        missing=shown.missing,
        notice=words.t("password.changed") if "changed" in request.query_params else None,
    )


async def _shown(caller: Caller, words: _Words, zone: ZoneInfo) -> _Shown:
    if caller.portal is Portal.CONTRACTOR:
        shown = await contractor.dashboard(caller)
        return _Shown(
            facts=_contractor_facts(shown, words),
            activity=_activity(shown, words),
            missing=shown.missing,
        )
    if caller.portal is Portal.CUSTOMER:
        home = await customer.home(caller)
        return _Shown(facts=_customer_facts(home, caller, words), missing=home.missing)
    waiting = await agency.dashboard(caller)
    return _Shown(
        facts=_agency_facts(waiting, caller, words),
        stuck=stuck_rows(waiting.stuck, words.t, words.formats, zone),
        missing=waiting.missing,
    )


def _contractor_facts(shown: ContractorDashboard, words: _Words) -> list[Fact]:
    t, formats = words.t, words.formats
    pay_away = ServiceName.PAYMENTS in shown.missing
    coming = shown.next_payment
    first = Fact(
        title=t("fact.next_payment"), empty=t("fact.no_payment"), away=pay_away and coming is None
    )
    if coming is not None:
        day = t("state.processing") if coming.on is None else formats.day(coming.on)
        first = Fact(title=t("fact.next_payment"), figure=words.money(coming.amounts), lines=[day])
    facts = [first, words.sums("fact.pending", "transactions", shown.pending, away=pay_away)]
    work = shown.work
    for key, stands in (
        ("fact.drafts", work and work.draft),
        ("fact.returned", work and work.returned),
    ):
        if stands is None:
            facts.append(Fact(title=t(key), away=True))
        elif stands.count == 0:
            facts.append(Fact(title=t(key)))
        else:
            figure = words.count("entries", stands.count)
            facts.append(Fact(title=t(key), figure=figure, lines=[words.hours(stands.hours)]))
    return facts


def _activity(shown: ContractorDashboard, words: _Words) -> list[Row]:
    """What was paid and what is on its way, the newest first."""
    happened: list[tuple[date, Row]] = [
        (
            row.created_on,
            Row(
                title=f"{row.work_order_title} · {row.company_name}",
                sub=_state(row, words),
                amount=words.formats.money(row.net),
            ),
        )
        for row in shown.recent_transactions or ()
    ]
    happened += [
        (
            paid.paid_on,
            Row(
                title=words.t("activity.payment", number=paid.number),
                sub=words.t("activity.paid_on", day=words.formats.day(paid.paid_on)),
                amount=words.formats.money(paid.amount),
            ),
        )
        for paid in shown.recent_payments or ()
    ]
    happened.sort(key=lambda one: one[0], reverse=True)
    return [row for _, row in happened[:RECENT_ROWS]]


def _state(row: TransactionSummary, words: _Words) -> str:
    if row.state is TransactionState.SCHEDULED and row.estimated_payment_on is not None:
        return words.t("state.on_day", day=words.formats.day(row.estimated_payment_on))
    return words.t(f"state.{row.state.value}")


def _customer_facts(home: CustomerHome, caller: Caller, words: _Words) -> list[Fact]:
    t = words.t
    facts: list[Fact] = []
    if caller.may(Permission.WORK_APPROVE):
        waiting = home.to_approval
        title = t("fact.to_approval")
        if waiting is None or waiting.count == 0:
            facts.append(Fact(title=title, subject="work", away=waiting is None))
        else:
            lines = [words.hours(waiting.hours)]
            if waiting.amounts:
                lines.append(words.money(waiting.amounts))
            figure = words.count("entries", waiting.count)
            facts.append(Fact(title=title, subject="work", figure=figure, lines=lines))
    if caller.may(Permission.INVOICES_VIEW):
        away = ServiceName.PAYMENTS in home.missing
        unpaid = words.sums("fact.unpaid", "invoices", home.unpaid_invoices, away=away)
        facts.append(replace(unpaid, subject="invoices"))
        facts.append(words.sums("fact.overdue", "invoices", home.overdue_invoices, away=away))
    return facts


def _agency_facts(shown: AgencyDashboard, caller: Caller, words: _Words) -> list[Fact]:
    t = words.t
    facts: list[Fact] = []
    if caller.may(Permission.WORK_MANAGE):
        waiting = shown.work and shown.work.to_approval
        title = t("fact.to_approval")
        if waiting is None or waiting.count == 0:
            facts.append(Fact(title=title, away=waiting is None))
        else:
            figure = words.count("entries", waiting.count)
            facts.append(Fact(title=title, figure=figure, lines=[words.hours(waiting.hours)]))
    away = ServiceName.PAYMENTS in shown.missing
    if caller.may(Permission.TRANSACTIONS_VIEW):
        facts.append(words.sums("fact.ready_to_pay", "transactions", shown.ready_to_pay, away=away))
        facts.append(words.sums("fact.on_hold", "transactions", shown.on_hold, away=away))
        facts.append(
            words.sums("fact.for_clients", "transactions", shown.waiting_for_clients, away=away)
        )
    if caller.may(Permission.INVOICES_MANAGE):
        facts.append(words.sums("fact.overdue", "invoices", shown.overdue_invoices, away=away))
    if caller.may(Permission.PEOPLE_MANAGE):
        count = shown.invited
        figure = words.count("people", count) if count else ""
        facts.append(Fact(title=t("fact.invited"), figure=figure, away=count is None))
    return facts
