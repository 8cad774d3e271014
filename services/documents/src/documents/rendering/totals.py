"""Lines of a sum, and the taxes among them."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.events.payments import Charge
from documents.rendering.formats import Formats
from documents.rendering.labels import Labels


@dataclass(frozen=True, slots=True)
class Total:
    """A line of a sum. `how` says how it came about, such as a rate and what it is of."""

    name: str
    value: str
    how: str = ""


def charge_name(charge: Charge, language: str) -> str:
    """The charge in the reader's language, else in English, else in any, else its code."""
    return (
        charge.names.get(language)
        or charge.names.get("en")
        or next(iter(charge.names.values()), charge.code)
    )


def tax_totals(taxes: Sequence[Charge], language: str, t: Labels, f: Formats) -> list[Total]:
    """Each tax by its rule, as a line of the sum."""
    return [
        Total(
            name=charge_name(tax, language),
            value=f.amount(tax.amount),
            how=""
            if tax.percent is None
            else t.percent_of.format(percent=f.percent(tax.percent), base=f.amount(tax.base)),
        )
        for tax in taxes
    ]
