"""Sales taxes on the services of an agency or an incorporated contractor: GST, HST, QST, PST.

The place of supply decides: the province of the recipient's business address that is most closely
connected with the supply (New Harmonized Value-added Tax System Regulations, s. 13(1); Act
respecting the Québec sales tax, s. 22.15.0.1). Where the work is done does not, nor where the
supplier is. Whether a supplier is registered, the caller knows.
docs/taxes/canada-sales-taxes.md has the rules, their sources, and what is not covered.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from payments.taxes.editions import Edition, edition_of
from payments.taxes.missing import MissingRule, NoRuleError


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesTax:
    """A tax on the price without taxes: `percent` of it (5 is 5 %), and where the law says so."""

    code: Literal["gst", "hst", "qst"]
    percent: Decimal
    edition: str
    source: str


PST = "pst"
"""Subject of the question whether a province's own sales tax is due."""


def sales_taxes(*, province: str, on: date, without_pst: bool = False) -> tuple[SalesTax, ...]:
    """The taxes on a service to a recipient in this province or territory (ISO 3166-2, as "ON").

    `on` is the day that the tax becomes payable: of the invoice, or of the payment where that is
    earlier. Raises NoRuleError for what is no province, for days whose law was not read, and with
    the subject "pst" where a province has a sales tax of its own (British Columbia, Manitoba,
    Saskatchewan): no source that was read says whether it is due on staffing services. Where
    somebody said that it is not, `without_pst`, GST alone is.
    """
    edition = edition_of("ca", "sales_taxes", on)
    values = edition.values
    hst = cast("dict[str, str]", values["hst"])
    if province in hst:
        source = "hst_nova_scotia" if province == "NS" else "hst"
        return (_tax("hst", hst[province], edition, source),)
    has_pst = province in cast("list[str]", values["gst_and_pst"])
    if province in cast("list[str]", values["gst_alone"]) or (has_pst and without_pst):
        return (_tax("gst", cast("str", values["gst"]), edition, "gst"),)
    if province in cast("list[str]", values["gst_and_qst"]):
        return (
            _tax("gst", cast("str", values["gst"]), edition, "gst"),
            _tax("qst", cast("str", values["qst"]), edition, "qst"),
        )
    raise NoRuleError(MissingRule.SALES_TAX, f"CA-{province}", on, PST if has_pst else "")


def _tax(
    code: Literal["gst", "hst", "qst"], percent: str, edition: Edition, source: str
) -> SalesTax:
    return SalesTax(
        code=code, percent=Decimal(percent), edition=edition.code, source=edition.sources[source]
    )
