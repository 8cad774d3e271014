"""SQL of what a year's pay statements come to."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from chassis.uow import UnitOfWork
from contracts.ids import PersonId
from payments.rows import Row
from payments.taxes.model import Effect
from payments.year_to_date.model import ChargeSum, StatementYear, YearSums

# The year in which a statement is paid, by what is known now, and the year that it was made for:
# what was made before that was kept says none.
_STATEMENTS = """
    SELECT transaction_id, contractor_id, currency, number, state, gross_minor, deductions_minor,
           taxes_minor, net_minor, vacation_minor, created_at,
           extract(year FROM coalesce(paid_on, ordered_for, greatest(scheduled_on, $3)))::int
               AS year,
           (year_to_date ->> 'year')::int AS made_for
    FROM transactions
    WHERE agency_id = $1 AND contractor_id = ANY($2) AND contractor_kind = 'temp'
"""


async def sums_of(
    uow: UnitOfWork, contractor_ids: Collection[PersonId], today: date
) -> dict[StatementYear, YearSums]:
    """What the years from the one of `today` on come to for each of these, by what is known now.

    Lock the books first: nothing is paid, moved or reversed between this and what is made of it.
    """
    found: dict[StatementYear, YearSums] = defaultdict(YearSums)
    arguments = (uow.agency_id, list(contractor_ids), today)
    rows = await uow.fetch(
        f"""
        WITH statements AS ({_STATEMENTS})
        SELECT contractor_id, currency, year, count(*)::int AS statements,
               sum(gross_minor)::bigint AS gross_minor,
               sum(deductions_minor)::bigint AS deductions_minor,
               sum(taxes_minor)::bigint AS taxes_minor, sum(net_minor)::bigint AS net_minor,
               sum(vacation_minor)::bigint AS vacation_minor,
               array_agg(number ORDER BY created_at, number) FILTER (WHERE made_for <> year)
                   AS joined
        FROM statements
        WHERE state <> 'reversed' AND year >= extract(year FROM $3::date)
        GROUP BY contractor_id, currency, year
        """,
        *arguments,
    )
    for row in rows:
        found[_key(row)] = YearSums(
            statements=row["statements"],
            gross_minor=row["gross_minor"],
            deductions_minor=row["deductions_minor"],
            taxes_minor=row["taxes_minor"],
            net_minor=row["net_minor"],
            vacation_minor=row["vacation_minor"],
            joined=tuple(row["joined"] or ()),
        )
    left = await uow.fetch(
        f"""
        WITH statements AS ({_STATEMENTS})
        SELECT contractor_id, currency, made_for AS year,
               array_agg(number ORDER BY created_at, number) AS numbers
        FROM statements
        WHERE (state = 'reversed' OR year <> made_for)
          AND made_for >= extract(year FROM $3::date)
        GROUP BY contractor_id, currency, made_for
        """,
        *arguments,
    )
    for row in left:
        found[_key(row)].left = tuple(row["numbers"])
    charged = await uow.fetch(
        f"""
        WITH statements AS ({_STATEMENTS})
        SELECT s.contractor_id, s.currency, s.year, c.effect, c.code,
               (array_agg(c.names ORDER BY s.created_at DESC))[1] AS names,
               sum(c.amount_minor)::bigint AS amount_minor
        FROM statements AS s
        JOIN transaction_charges AS c
          ON c.agency_id = $1 AND c.transaction_id = s.transaction_id
        WHERE s.state <> 'reversed' AND s.year >= extract(year FROM $3::date)
        GROUP BY s.contractor_id, s.currency, s.year, c.effect, c.code
        ORDER BY min(c.position), c.code
        """,
        *arguments,
    )
    for row in charged:
        found[_key(row)].charges[Effect(row["effect"]), row["code"]] = ChargeSum(
            names=row["names"], amount_minor=row["amount_minor"]
        )
    return found


def _key(row: Row) -> StatementYear:
    return StatementYear(PersonId(row["contractor_id"]), row["currency"], row["year"])
