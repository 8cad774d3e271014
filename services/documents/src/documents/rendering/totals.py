"""Lines of a sum, and the taxes among them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from contracts.events.payments import Charge, InvoiceLine, WorkLine
from contracts.money import Money
from documents.rendering.formats import Formats
from documents.rendering.labels import Labels
from documents.rendering.labels.parties import PartyLabels


@dataclass(frozen=True, slots=True)
class Total:
    """A line of a sum. `how` says how it came about, such as a rate and what it is of."""

    name: str
    value: str
    how: str = ""


def charge_name(names: Mapping[str, str], code: str, language: str) -> str:
    """A charge in the reader's language, else in English, else in any, else its code."""
    return names.get(language) or names.get("en") or next(iter(names.values()), code)


def product(line: InvoiceLine | WorkLine) -> Money:
    """Quantity times rate, rounded once: what is printed beside the two of them."""
    return Money.of(line.exact * Fraction(line.rate), line.amount.currency)


def rounded_off(stated: Money, printed: Iterable[Money], p: PartyLabels, f: Formats) -> list[Total]:
    """What the books have beside the printed amounts, as a line of its own; mostly nothing.

    A part of what was rounded once, such as what a credit note takes back, can be a unit more or
    less than its own quantity times its rate.
    """
    rest = stated - Money.total(printed, stated.currency)
    return [Total(p.rounding, f.amount(rest))] if rest.amount_minor else []


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
