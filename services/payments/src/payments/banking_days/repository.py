"""SQL of the settings of banking days."""

from chassis.ids import new_id
from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from payments.banking_days.model import BankingDaySettings


async def add_settings(uow: UnitOfWork, settings: BankingDaySettings) -> None:
    """Add settings: they count from now on."""
    await uow.execute(
        """
        INSERT INTO banking_day_settings (agency_id, settings_id, cut_off, changed_by,
            changed_by_name, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        uow.agency_id,
        new_id(),
        settings.cut_off,
        settings.changed_by,
        settings.changed_by_name,
        settings.changed_at,
    )


async def settings(uow: UnitOfWork) -> BankingDaySettings:
    """The newest settings of the agency."""
    row = await uow.fetchrow(
        """
        SELECT cut_off, changed_by, changed_by_name, changed_at FROM banking_day_settings
        WHERE agency_id = $1 ORDER BY changed_at DESC, settings_id DESC LIMIT 1
        """,
        uow.agency_id,
    )
    if row is None:
        return BankingDaySettings()
    return BankingDaySettings(
        cut_off=row["cut_off"],
        changed_by=PersonId(row["changed_by"]),
        changed_by_name=row["changed_by_name"],
        changed_at=row["changed_at"],
    )
