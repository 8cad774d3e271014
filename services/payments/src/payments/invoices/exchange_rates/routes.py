"""HTTP of exchange rates: staff enter them."""

from chassis.http import Uow, tenant_router
from payments.invoices.exchange_rates import actions
from payments.invoices.exchange_rates.model import ExchangeRate
from payments.invoices.exchange_rates.schemas import ExchangeRateRequest, ExchangeRates

router = tenant_router(tags=["invoices"])


@router.get("/settings/exchange-rates")
async def show(uow: Uow) -> ExchangeRates:
    """The exchange rates that were entered: they convert taxes where the law wants that."""
    return ExchangeRates.of(await actions.entered(uow))


@router.post("/settings/exchange-rates", status_code=201)
async def enter(body: ExchangeRateRequest, uow: Uow) -> ExchangeRates:
    """Enter the rate of a day; invoices of that day and the 31 days after it can use it."""
    return ExchangeRates.of(await actions.enter(uow, ExchangeRate(**dict(body))))
