"""Names in letters that every bank takes stay recognisable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.money import Money
from payments.bank.letters import in_bank_letters
from payments.bank.model import Misfit, misfit

from ..builders import cad, nok

ALLOWED = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]*")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Bjørn Åse Sæther", "Bjoern Aase Saether"),
        ("Zoë Müller-Lüdenscheidt", "Zoe Mueller-Luedenscheidt"),
        ("François Lefèvre & Fils", "Francois Lefevre + Fils"),
        ("O’Neill", "O'Neill"),
        ("Владимир Петров", "Vladimir Petrov"),
        ("Γιώργος", "Giorgos"),
        ("王小明", "WangXiaoMing"),
        ("a//b", "a/b"),
        ("/Ada/", "Ada"),
        ("Ada\N{ZERO WIDTH JOINER} @ home", "Ada home"),
        ("\N{HEAVY BLACK HEART}", ""),
        ("...", ""),
    ],
)
def test_a_name_is_written_as_its_bearer_would_without_the_letter(name: str, written: str) -> None:
    assert in_bank_letters(name, 70) == written


@given(st.text(max_size=200), st.integers(1, 70))
def test_whatever_is_written_fits(text: str, most: int) -> None:
    written = in_bank_letters(text, most)
    assert len(written) <= most
    assert ALLOWED.fullmatch(written)
    assert "//" not in written
    assert written == written.strip(" /")


@pytest.mark.parametrize(
    ("holder", "kind", "amount", "why"),
    [
        ("Ada", "iban", cad("10"), None),
        ("...", "iban", cad("10"), Misfit.NAME_UNREADABLE),
        ("Ada", "canadian", nok("10"), Misfit.CURRENCY_OF_ACCOUNT),
        ("Ada", "norwegian", cad("10"), Misfit.CURRENCY_OF_ACCOUNT),
        ("Ada", "norwegian", nok("10"), None),
        ("Ada", "canadian", cad("99999999.99"), None),
        ("Ada", "canadian", cad("100000000"), Misfit.AMOUNT_TOO_LARGE),
        ("Ada", "iban", cad("999999999.99"), None),
        ("Ada", "iban", cad("1000000000"), Misfit.AMOUNT_TOO_LARGE),
        ("Ada", "iban", Money(amount_minor=10**9, currency="JPY"), Misfit.AMOUNT_TOO_LARGE),
    ],
)
def test_what_a_bank_would_not_take_is_known_before(
    holder: str, kind: str, amount: Money, why: Misfit | None
) -> None:
    assert misfit(holder=holder, kind=kind, amount=amount) is why
