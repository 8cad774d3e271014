"""Registered numbers by the check digits of their registers."""

import pytest

from contracts.registrations import Registration, RegistrationKind
from identity.registrations import RegistrationBody, contradiction, read


def typed(kind: str, number: str, name: str = "") -> RegistrationBody:
    return RegistrationBody(kind=RegistrationKind(kind), number=number, name=name)


# Numbers of public registers: Brønnøysund's own, CRA's, Revenu Québec's, a German one.
@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        ("no_organisation", "974 760 673", "974760673"),
        ("no_vat", "NO 974 760 673 MVA", "974760673"),
        ("no_vat", "974760673", "974760673"),
        ("ca_business", "12302 6635", "123026635"),
        ("ca_gst_hst", "123026635 rt 0001", "123026635RT0001"),
        ("ca_qst", "1227494057 TQ 0001", "1227494057TQ0001"),
        ("ca_qst", "1224002901 TQ 0001", "1224002901TQ0001"),
        ("ca_qst", "4012577678TQ0001", "4012577678TQ0001"),
        ("eu_vat", "DE 136 695 976", "DE136695976"),
    ],
)
def test_a_number_is_kept_without_what_stands_between(kind: str, text: str, kept: str) -> None:
    found, errors = read([typed(kind, text)])
    assert errors == []
    assert found == (Registration(kind=RegistrationKind(kind), number=kept),)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("no_organisation", "974 760 674"),
        ("no_vat", "NO 974 760 674 MVA"),
        ("ca_business", "123026636"),
        ("ca_gst_hst", "123026635"),
        ("ca_gst_hst", "123026635RC0001"),
        ("ca_gst_hst", "123026636RT0001"),
        ("ca_qst", "1227494058TQ0001"),
        ("ca_qst", "1227494057"),
        ("eu_vat", "DE136695978"),
    ],
)
def test_a_wrong_digit_is_named(kind: str, text: str) -> None:
    found, errors = read([typed(kind, text)])
    assert found == ()
    assert [error.field for error in errors] == ["registrations.0.number"]


def test_another_register_is_named_and_only_another_one() -> None:
    found, errors = read([typed("other", "12-3456789", "EIN"), typed("other", "1", "ABN")])
    assert errors == []
    assert [(one.name, one.number) for one in found] == [("ABN", "1"), ("EIN", "12-3456789")]
    _, errors = read([typed("other", "1"), typed("no_vat", "974760673", "EIN")])
    assert [error.field for error in errors] == ["registrations.0.name", "registrations.1.name"]


def test_a_register_has_one_number_and_both_of_a_country_are_of_one_company() -> None:
    _, errors = read([typed("ca_business", "123026635"), typed("ca_business", "123026635")])
    assert [error.field for error in errors] == ["registrations.1.number"]
    _, errors = read([typed("no_organisation", "974760673"), typed("no_vat", "923609016")])
    assert [error.field for error in errors] == ["registrations"]


def test_who_charges_vat_has_a_number_and_who_has_one_charges_it() -> None:
    found, _ = read([typed("no_organisation", "974760673"), typed("no_vat", "974760673")])
    assert contradiction(found, is_vat_registered=True) == []
    assert contradiction(found[:1], is_vat_registered=False) == []
    (missing,) = contradiction(found[:1], is_vat_registered=True)
    (surplus,) = contradiction(found, is_vat_registered=False)
    assert (missing.field, surplus.field) == ("registrations", "is_vat_registered")
