"""Lines of a sum, and the taxes among them."""

from collections.abc import Mapping, Sequence
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


def charge_name(names: Mapping[str, str], code: str, language: str) -> str:
    """A charge in the reader's language, else in English, else in any, else its code."""
    return names.get(language) or names.get("en") or next(iter(names.values()), code)


def tax_totals(taxes: Sequence[Charge], language: str, t: Labels, f: Formats) -> list[Total]:
    """Each tax by its rule, as a line of the sum."""
    return [
        Total(
            name=charge_name(tax.names, tax.code, language),
            value=f.amount(tax.amount),
            how=""
            if tax.percent is None
            else t.percent_of.format(percent=f.percent(tax.percent), base=f.amount(tax.base)),
        )
        for tax in taxes
    ]
