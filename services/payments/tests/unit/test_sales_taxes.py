"""GST, HST, QST by the recipient's province; where a PST may be due, no rule."""

from datetime import date
from decimal import Decimal

import pytest

from payments.taxes.canada.contributions import PROVINCES
from payments.taxes.canada.sales_taxes import sales_taxes
from payments.taxes.missing import MissingRule, NoRuleError

DECISIONS = {
    "AB": {"gst": "5"},
    "NB": {"hst": "15"},
    "NL": {"hst": "15"},
    "NS": {"hst": "14"},
    "NT": {"gst": "5"},
    "NU": {"gst": "5"},
    "ON": {"hst": "13"},
    "PE": {"hst": "15"},
    "QC": {"gst": "5", "qst": "9.975"},
    "YT": {"gst": "5"},
}
UNREAD = ("BC", "MB", "SK")


def percents(province: str, on: date) -> dict[str, str]:
    return {tax.code: str(tax.percent) for tax in sales_taxes(province=province, on=on)}


def test_every_province_and_territory_is_decided_or_asked_about() -> None:
    assert {*DECISIONS, *UNREAD} == PROVINCES


@pytest.mark.requirement("A6")
@pytest.mark.parametrize("province", DECISIONS)
@pytest.mark.parametrize("on", [date(2025, 4, 1), date(2025, 12, 31), date(2026, 3, 5)])
def test_the_recipients_province_decides(province: str, on: date) -> None:
    assert percents(province, on) == DECISIONS[province]


@pytest.mark.parametrize("province", DECISIONS)
@pytest.mark.parametrize("on", [date(2025, 1, 1), date(2025, 3, 31)])
def test_nova_scotia_had_fifteen_percent_until_march_2025(province: str, on: date) -> None:
    expected = {"hst": "15"} if province == "NS" else DECISIONS[province]
    assert percents(province, on) == expected


@pytest.mark.parametrize("province", UNREAD)
@pytest.mark.parametrize("on", [date(2025, 1, 1), date(2026, 10, 1)])
def test_a_province_with_a_sales_tax_of_its_own_is_no_rule(province: str, on: date) -> None:
    with pytest.raises(NoRuleError) as missing:
        sales_taxes(province=province, on=on)
    assert missing.value.missing is MissingRule.SALES_TAX
    assert (missing.value.place, missing.value.on) == (f"CA-{province}", on)
    assert missing.value.subject == "pst"


@pytest.mark.parametrize("province", [*DECISIONS, *UNREAD])
def test_where_staff_said_that_no_pst_is_due_gst_alone_is(province: str) -> None:
    on = date(2026, 3, 5)
    found = sales_taxes(province=province, on=on, without_pst=True)
    assert {tax.code: str(tax.percent) for tax in found} == DECISIONS.get(province, {"gst": "5"})
    with pytest.raises(NoRuleError):
        sales_taxes(province="NY", on=on, without_pst=True)


@pytest.mark.parametrize("province", ["", "Ontario", "on", "CA", "NY"])
def test_what_is_no_province_is_no_rule(province: str) -> None:
    with pytest.raises(NoRuleError) as missing:
        sales_taxes(province=province, on=date(2026, 3, 5))
    assert missing.value.missing is MissingRule.SALES_TAX
    assert (missing.value.place, missing.value.subject) == (f"CA-{province}", "")


def test_a_day_whose_law_was_not_read_is_no_rule() -> None:
    with pytest.raises(NoRuleError) as missing:
        sales_taxes(province="ON", on=date(2024, 12, 31))
    assert missing.value.missing is MissingRule.VALUES


@pytest.mark.parametrize("province", DECISIONS)
def test_each_tax_says_its_law_and_its_edition(province: str) -> None:
    for on, edition in [
        (date(2025, 2, 1), "ca:sales_taxes:2025-01-01"),
        (date(2026, 2, 1), "ca:sales_taxes:2025-04-01"),
    ]:
        for tax in sales_taxes(province=province, on=on):
            law = {"gst": "Excise Tax Act", "hst": "Tax", "qst": "Québec sales tax"}[tax.code]
            assert law in tax.source
            assert tax.edition == edition
    (before,) = sales_taxes(province="NS", on=date(2025, 3, 31))
    (after,) = sales_taxes(province="NS", on=date(2025, 4, 1))
    assert "before 1 April 2025" in before.source
    assert "SOR/2025-77" in after.source


def test_taxes_come_federal_first() -> None:
    assert [tax.code for tax in sales_taxes(province="QC", on=date(2026, 1, 1))] == ["gst", "qst"]
    assert sales_taxes(province="QC", on=date(2026, 1, 1))[1].percent == Decimal("9.975")
