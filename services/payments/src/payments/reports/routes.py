"""HTTP of the contractor's payment report (C12)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from chassis.errors import InvalidError
from chassis.http import Uow, tenant_router
from contracts.ids import CompanyId
from contracts.money import Money
from payments.access import own_id
from payments.directory import repository as directory
from payments.periods import months_between
from payments.reports import repository
from payments.reports.repository import Sums

router = tenant_router(tags=["reports"])

MAX_MONTHS = 120

Month = Annotated[str | None, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="YYYY-MM")]


class Totals(BaseModel):
    """Sums of what was paid. net = gross - deductions + taxes."""

    transactions: int
    gross: Money
    deductions: Money
    taxes: Money
    net: Money


class MonthTotals(Totals):
    """Of one month (YYYY-MM)."""

    month: str


class ClientTotals(Totals):
    """Of one client."""

    company_id: CompanyId
    company_name: str


class Row(ClientTotals):
    """Of one client in one month."""

    month: str


class CurrencyReport(BaseModel):
    """All of the report in one currency; `months` has every month, those with nothing too."""

    currency: str
    total: Totals
    months: Sequence[MonthTotals]
    clients: Sequence[ClientTotals]
    rows: Sequence[Row]


class PaymentReport(BaseModel):
    """All payments received from a month to a month, both of them in it."""

    from_month: str
    to_month: str
    currencies: Sequence[CurrencyReport]


@router.get("/my/report")
async def my_report(
    uow: Uow,
    from_month: Annotated[Month, Query(alias="from")] = None,
    to_month: Annotated[Month, Query(alias="to")] = None,
) -> PaymentReport:
    """The contractor's payments by month and client; January of this year to now by itself."""
    contractor_id = own_id(uow.actor)
    today = (await directory.agency_in_use(uow)).today(uow.now)
    first = date.fromisoformat(f"{from_month}-01") if from_month else today.replace(month=1, day=1)
    last = date.fromisoformat(f"{to_month}-01") if to_month else today.replace(day=1)
    if last < first:
        raise InvalidError("the end is before the start", field="to")
    months = months_between(first, last)
    if len(months) > MAX_MONTHS:
        raise InvalidError(f"at most {MAX_MONTHS} months", field="from")
    end = (last + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    found = await repository.paid_by_month_and_client(uow, contractor_id, first, end)
    by_currency: dict[str, list[Sums]] = defaultdict(list)
    for sums in found:
        by_currency[sums.net.currency].append(sums)
    return PaymentReport(
        from_month=_name(first),
        to_month=_name(last),
        currencies=[_currency(code, by_currency[code], months) for code in sorted(by_currency)],
    )


def _currency(code: str, found: Sequence[Sums], months: Sequence[date]) -> CurrencyReport:
    by_month: dict[date, list[Sums]] = defaultdict(list)
    by_client: dict[tuple[str, CompanyId], list[Sums]] = defaultdict(list)
    for sums in found:
        by_month[sums.month].append(sums)
        by_client[sums.company_name, sums.company_id].append(sums)
    return CurrencyReport(
        currency=code,
        total=Totals.model_validate(_totals(code, found)),
        months=[
            MonthTotals.model_validate({"month": _name(month), **_totals(code, by_month[month])})
            for month in months
        ],
        clients=[
            ClientTotals.model_validate(
                {"company_id": company_id, "company_name": name, **_totals(code, of_client)}
            )
            for (name, company_id), of_client in sorted(by_client.items())
        ],
        rows=[
            Row.model_validate(
                {
                    "month": _name(sums.month),
                    "company_id": sums.company_id,
                    "company_name": sums.company_name,
                    **_totals(code, [sums]),
                }
            )
            for sums in found
        ],
    )


def _totals(currency: str, found: Sequence[Sums]) -> dict[str, object]:
    return {
        "transactions": sum(sums.transactions for sums in found),
        "gross": Money.total((sums.gross for sums in found), currency),
        "deductions": Money.total((sums.deductions for sums in found), currency),
        "taxes": Money.total((sums.taxes for sums in found), currency),
        "net": Money.total((sums.net for sums in found), currency),
    }


def _name(month: date) -> str:
    return f"{month:%Y-%m}"
