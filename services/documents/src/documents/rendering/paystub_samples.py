"""What a sample's pay statement says beside its work: invented, but as full as a real one."""

from decimal import Decimal
from typing import Any

from contracts.events.payments import Charge
from contracts.money import Money
from contracts.pay_statements import ChargeToDate, VacationPay, YearToDate

_MONTHS_BEFORE = 2
"""The sample is of March, and the months before it were alike."""

_CPP_EXEMPTION = Decimal("291.66")


def charge(
    code: str, names: dict[str, str], base: Money, percent: str, exempt: Money | None = None
) -> Charge:
    """So many percent of the base, rounded."""
    amount = Money.of(base.decimal * Decimal(percent) / 100, base.currency)
    return Charge(
        code=code, names=names, base=base, percent=Decimal(percent), amount=amount, exempt=exempt
    )


def deductions(gross: Money) -> tuple[Charge, ...]:
    """What is withheld from a temp."""
    if gross.currency == "NOK":
        return (charge("skattetrekk", {"nb": "Skattetrekk", "en": "Tax withheld"}, gross, "34"),)
    exempt = min(Money.of(_CPP_EXEMPTION, gross.currency), gross)
    return (
        charge(
            "income_tax",
            {"en": "Income tax withheld", "fr": "Impôt sur le revenu retenu", "nb": "Skattetrekk"},
            gross,
            "18.5",
        ),
        charge(
            "cpp",
            {"en": "Canada Pension Plan", "fr": "Régime de pensions du Canada", "nb": "CPP"},
            gross - exempt,
            "5.95",
            exempt,
        ),
        charge(
            "ei",
            {"en": "Employment Insurance", "fr": "Assurance-emploi", "nb": "EI"},
            gross,
            "1.64",
        ),
    )


def pay_statement(gross: Money, net: Money, withheld: tuple[Charge, ...]) -> dict[str, Any]:
    """The employer's side, vacation pay, the account, and the year to date."""
    employer = _employer_charges(gross)
    percent = Decimal("10.2" if gross.currency == "NOK" else "4")
    vacation = VacationPay(
        percent=percent,
        base=gross,
        amount=Money.of(gross.decimal * percent / 100, gross.currency),
    )
    zero = Money.zero(gross.currency)
    return {
        "employer_charges": employer,
        "vacation_pay": vacation,
        "account_ending": "4417",
        "year_to_date": YearToDate(
            year=2026,
            statements=1 + _MONTHS_BEFORE,
            gross=_year(gross),
            deductions=_year(Money.total((x.amount for x in withheld), gross.currency)),
            taxes=zero,
            net=_year(net),
            charges=tuple(map(_to_date, withheld)),
            employer_charges=tuple(map(_to_date, employer)),
            vacation_pay=_year(vacation.amount),
        ),
    }


def _employer_charges(gross: Money) -> tuple[Charge, ...]:
    if gross.currency == "NOK":
        names = {"nb": "Arbeidsgiveravgift", "en": "Employer's contribution"}
        return (charge("arbeidsgiveravgift", names, gross, "14.1"),)
    exempt = min(Money.of(_CPP_EXEMPTION, gross.currency), gross)
    names = {"en": "Canada Pension Plan", "fr": "Régime de pensions du Canada", "nb": "CPP"}
    return (
        charge("cpp", names, gross - exempt, "5.95", exempt),
        charge(
            "ei",
            {"en": "Employment Insurance", "fr": "Assurance-emploi", "nb": "EI"},
            gross,
            "2.296",
        ),
    )


def _year(amount: Money) -> Money:
    return Money(amount_minor=amount.amount_minor * (1 + _MONTHS_BEFORE), currency=amount.currency)


def _to_date(one: Charge) -> ChargeToDate:
    return ChargeToDate(code=one.code, names=one.names, amount=_year(one.amount))
