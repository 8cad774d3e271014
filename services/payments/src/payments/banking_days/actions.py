"""The banking days of an agency, and setting until when its bank takes orders."""

from datetime import time

from chassis.uow import UnitOfWork
from contracts.access import Permission
from payments.banking_days import repository
from payments.banking_days.calendars import calendar_of
from payments.banking_days.model import BankingDays, BankingDaySettings
from payments.directory import repository as directory


async def banking_days(uow: UnitOfWork) -> BankingDays:
    """Of the agency, as it is set now."""
    agency = await directory.agency_in_use(uow)
    return BankingDays(
        calendar=calendar_of(agency.country, agency.region),
        time_zone=agency.time_zone,
        settings=await repository.settings(uow),
    )


async def set_cut_off(uow: UnitOfWork, cut_off: time | None) -> BankingDays:
    """Staff say until when on a day their bank takes orders for it, by the agency's clocks."""
    uow.actor.require(Permission.SETTINGS_MANAGE)
    await repository.change_settings(uow, BankingDaySettings(cut_off=cut_off))
    return await banking_days(uow)
