"""SQL of the settings of banking days."""

from chassis.uow import UnitOfWork
from payments.agency_rules import repository as agency_rules
from payments.agency_rules.repository import RuleTable
from payments.banking_days.model import BankingDaySettings

_SETTINGS = RuleTable("banking_day_settings", "cut_off", key="settings_id")


async def change_settings(uow: UnitOfWork, settings: BankingDaySettings) -> BankingDaySettings:
    """Who acts sets them: they count from now on."""
    return await agency_rules.change(uow, _SETTINGS, settings, settings.cut_off)


async def settings(uow: UnitOfWork) -> BankingDaySettings:
    """The newest settings of the agency."""
    return (
        await agency_rules.newest(
            uow, _SETTINGS, lambda cut_off: BankingDaySettings(cut_off=cut_off)
        )
        or BankingDaySettings()
    )
