"""How contributions came about: each step says what it was reckoned from, and is so again."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.taxes.canada.contributions import Coverage, PeriodPay

from ..paid_years import contributions_of_year, steps_of_last

CENT = Decimal("0.01")


def pay(gross: str, province: str = "ON", coverage: Coverage | None = None) -> PeriodPay:
    return PeriodPay(
        gross=Decimal(gross),
        periods_a_year=52,
        province=province,
        coverage=coverage or Coverage(),
    )


def within(amount: Decimal, limit: Decimal) -> Decimal:
    return min(max(amount, Decimal(0)), limit)


@pytest.mark.requirement("B15")
def test_a_week_in_ontario_is_explained() -> None:
    steps = steps_of_last([pay("1000.00"), pay("1000.00")], 2026)
    assert [(step.code, step.formula, str(step.result)) for step in steps] == [
        ("exemption", "3500.00 ÷ P, cut to the cent", "67.30"),
        ("c", "0.0595 × (PI − exemption)", "55.50"),
        (
            "C",
            "U + c within 0 and 4230.45 × PM ÷ 12, less U within 0 and 4230.45 × PM ÷ 12",
            "55.50",
        ),
        (
            "c2",
            "0.0400 × what PI changes of the year's earnings above 74600.00 × PM ÷ 12",
            "0.00",
        ),
        (
            "C2",
            "U + c2 within 0 and 416.00 × PM ÷ 12, less U within 0 and 416.00 × PM ÷ 12",
            "0.00",
        ),
        ("ei", "0.0163 × IE", "16.30"),
        ("EI", "U + ei within 0 and the maximum of the first 68900.00, less D1", "16.30"),
    ]
    assert dict(steps[0].inputs) == {"P": 52}
    assert dict(steps[1].inputs) == {"PI": 1000, "exemption": Decimal("67.30")}
    assert dict(steps[2].inputs) == {"U": Decimal("55.50"), "c": Decimal("55.50"), "PM": 12}
    assert dict(steps[3].inputs) == {"PIYTD": 1000, "PI": 1000, "PM": 12}
    assert dict(steps[4].inputs) == {"U": 0, "c2": 0, "PM": 12}
    assert dict(steps[5].inputs) == {"IE": 1000}
    assert dict(steps[6].inputs) == {
        "U": Decimal("16.30"),
        "ei": Decimal("16.30"),
        "maximum": Decimal("1123.07"),
        "D1": Decimal("16.30"),
    }
    assert {step.edition for step in steps} == {"ca:contributions:2026-01-01"}
    assert all(step.source.startswith("Canada Revenue Agency, T4127") for step in steps)


def test_a_move_to_quebec_counts_what_the_other_plan_had() -> None:
    steps = steps_of_last([pay("1000.00"), pay("1000.00", "QC")], 2026)
    by_code = {step.code: step for step in steps}
    assert by_code["C"].formula.startswith("(U + other × 0.0630 ÷ 0.0595) + c within 0 and 4479.30")
    assert dict(by_code["C"].inputs) == {
        "U": 0,
        "other": Decimal("55.50"),
        "c": Decimal("58.76"),
        "PM": 12,
    }
    assert by_code["ei"].formula == "0.0130 × IE"
    assert dict(by_code["EI"].inputs)["maximum"] == Decimal("899.00")
    assert by_code["qpip"].formula == "0.00430 × S4"
    assert dict(by_code["qpip"].inputs) == {"S4": 1000}
    assert by_code["QPIP"].formula == "U + qpip within 0 and 442.90, less U within 0 and 442.90"
    assert dict(by_code["QPIP"].inputs) == {"U": 0, "qpip": Decimal("4.30")}
    back = {
        step.code: step
        for step in steps_of_last([pay("1000.00", "QC"), pay("1000.00", "ON")], 2026)
    }
    assert back["C"].formula.startswith("(U + other × 0.0595 ÷ 0.0630) + c within 0 and 4230.45")
    assert dict(back["C"].inputs)["other"] == Decimal("58.76")


def test_a_correction_has_no_exemption_to_explain() -> None:
    steps = steps_of_last([pay("1000.00"), pay("-100.00")], 2026)
    assert [step.code for step in steps] == ["c", "C", "c2", "C2", "ei", "EI"]
    assert (steps[0].formula, steps[0].result) == ("0.0595 × PI", Decimal("-5.95"))
    assert dict(steps[0].inputs) == {"PI": -100}


def test_a_period_without_pay_has_its_exemption() -> None:
    steps = steps_of_last([pay("0.00")], 2026)
    assert [step.code for step in steps][:3] == ["exemption", "c", "C"]
    assert (steps[1].formula, steps[1].result) == ("0.0595 × (PI − exemption)", 0)


def test_what_a_later_period_brings_is_told_apart_from_what_the_year_had() -> None:
    history = [pay("75000.00", "QC"), pay("1000.00", "QC")]
    steps = {step.code: step for step in steps_of_last(history, 2026)}
    assert (steps["c2"].result, steps["C2"].result) == (40, 40)
    assert dict(steps["C2"].inputs) == {"U": 16, "c2": 40, "PM": 12}
    assert (steps["qpip"].result, steps["QPIP"].result) == (Decimal("4.30"), Decimal("4.30"))
    assert dict(steps["QPIP"].inputs) == {"U": Decimal("322.50"), "qpip": Decimal("4.30")}


@pytest.mark.parametrize(
    ("coverage", "codes"),
    [
        (Coverage(pension=False), ["ei", "EI", "qpip", "QPIP"]),
        (Coverage(insurance=False), ["exemption", "c", "C", "c2", "C2", "qpip", "QPIP"]),
        (Coverage(parental=False), ["exemption", "c", "C", "c2", "C2", "ei", "EI"]),
    ],
)
def test_what_a_person_is_exempt_from_is_not_explained(
    coverage: Coverage, codes: list[str]
) -> None:
    steps = steps_of_last([pay("1000.00", "QC", coverage)], 2026)
    assert [step.code for step in steps] == codes


@given(
    pays=st.lists(
        st.integers(-1_500_000, 1_500_000).map(lambda cents: str(Decimal(cents).scaleb(-2))),
        min_size=1,
        max_size=20,
    ),
    province=st.sampled_from(["ON", "QC"]),
    months=st.integers(1, 12),
)
def test_what_is_charged_follows_from_its_steps(
    pays: list[str], province: str, months: int
) -> None:
    history = [pay(gross, province, Coverage(pension_months=months)) for gross in pays]
    charged = contributions_of_year(history, 2026)[-1]
    steps = {step.code: step for step in steps_of_last(history, 2026)}
    maximum = {"ON": Decimal("4230.45"), "QC": Decimal("4479.30")}[province] * months / 12
    first = dict(steps["C"].inputs)
    again = within(first["U"] + first["c"], maximum) - within(first["U"], maximum)
    assert again.quantize(CENT, ROUND_HALF_UP) == steps["C"].result == charged.pension
    second, limit = dict(steps["C2"].inputs), (Decimal(416) * months / 12).quantize(CENT)
    again = within(second["U"] + second["c2"], limit) - within(second["U"], limit)
    assert again == steps["C2"].result == charged.second_pension
    insurance = dict(steps["EI"].inputs)
    again = within(insurance["U"] + insurance["ei"], insurance["maximum"]) - insurance["D1"]
    assert again == steps["EI"].result == charged.insurance
    assert steps["C"].result + steps["C2"].result + steps["EI"].result == (
        charged.pension + charged.second_pension + charged.insurance
    )
